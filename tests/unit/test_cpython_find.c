/* test_cpython_find.c - bpf/sources/cpython_find.h: the same hooks in every build, and what is damaged harms nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpython_locate.h"
#include "elf_frames.h"

/* FAKES: the directory of the stand-ins for CPython (tests/bpf/progs/fakecpython.c). */

static unsigned char *bytes;
static size_t size;

static int open_fake(const char *name)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", FAKES, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

/* What is found in it, its debug file looked for as if this process had mapped it. `versioned`: the file tells its version. */
static void locate_one(const char *name, struct cpython_sites *sites, int versioned)
{
	struct cpython_file info;
	struct elf_file file;
	const char *why = "";
	char path[4096];
	int fd = open_fake(name);

	assert_int_equal(elf_file_open(&file, fd, &why), 0);
	assert_true(cpython_identify(&info, &file));
	assert_int_equal(info.major, versioned ? 3 : 0);
	assert_int_equal(info.minor, versioned ? 11 : 0);
	assert_int_equal(info.micro, versioned ? 2 : -1);
	assert_false(info.free_threaded);
	assert_true(info.runtime_address && info.runtime_size > 352);
	elf_file_close(&file);
	snprintf(path, sizeof(path), "%s/%s", FAKES, name);
	if (cpython_locate(sites, fd, getpid(), path, &info, &why))
		fail_msg("%s: %s", name, why);
	close(fd);
}

static void locate(const char *name, struct cpython_sites *sites)
{
	locate_one(name, sites, 1);
}

static size_t count_kind(const struct cpython_sites *sites, enum cpython_site_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < sites->count; i++)
		count += sites->sites[i].kind == kind;
	return count;
}

static void same_sites(const struct cpython_sites *sites, const struct cpython_sites *others)
{
	assert_int_equal(sites->count, others->count);
	for (size_t i = 0; i < sites->count; i++) {
		assert_int_equal(sites->sites[i].address, others->sites[i].address);
		assert_int_equal(sites->sites[i].offset, others->sites[i].offset);
		assert_int_equal(sites->sites[i].kind, others->sites[i].kind);
	}
}

static void test_builds(void **state)
{
	struct cpython_sites with, stripped, split, noplt, library;

	(void)state;
	locate("fakecpython", &with);
	assert_int_equal(with.method, CPYTHON_BY_SYMBOLS);
	assert_true(with.confirmed && with.knows_yield && with.knows_switch);
	assert_int_equal(with.takes, 1);
	assert_true(count_kind(&with, CPYTHON_WAIT) == 1 && count_kind(&with, CPYTHON_TAKE) == 1);
	assert_true(count_kind(&with, CPYTHON_RELEASE) >= 1 && count_kind(&with, CPYTHON_YIELD) == 1);
	for (size_t i = 0; i < with.count; i++)
		assert_false(with.sites[i].stepped);
	locate("fakecpython_stripped", &stripped);
	assert_int_equal(stripped.method, CPYTHON_BY_FRAMES);
	same_sites(&stripped, &with);
	locate("fakecpython_split", &split);
	assert_int_equal(split.method, CPYTHON_BY_DEBUG_FILE);
	assert_true(split.confirmed);
	same_sites(&split, &with);
	locate("fakecpython_noplt", &noplt);
	assert_true(noplt.sites[0].stepped && noplt.knows_switch);
	assert_true(count_kind(&noplt, CPYTHON_WAIT) == 1 && count_kind(&noplt, CPYTHON_TAKE) == 1);
	locate("libpython3.11.so", &library);
	assert_true(library.confirmed && library.knows_yield && library.knows_switch);
}

/* Without inlining the wait is in a function of its own, and take_gil calls that. */
static void test_debug_build(void **state)
{
	struct cpython_sites sites;

	(void)state;
	locate("fakecpython_debug", &sites);
	assert_int_equal(sites.method, CPYTHON_BY_SYMBOLS);
	assert_true(sites.confirmed && sites.takes == 1 && sites.knows_switch);
	assert_true(count_kind(&sites, CPYTHON_SWITCH) == 1);
	assert_true(count_kind(&sites, CPYTHON_WAIT) == 1 && count_kind(&sites, CPYTHON_TAKE) == 1);
}

/* The libc is in the program: its functions are known by name, or not at all. */
static void test_static(void **state)
{
	struct cpython_sites with, split;

	(void)state;
	locate("fakecpython_static", &with);
	assert_int_equal(with.method, CPYTHON_BY_SYMBOLS);
	assert_true(with.confirmed && with.takes == 1 && with.knows_switch);
	assert_true(count_kind(&with, CPYTHON_WAIT) == 1 && count_kind(&with, CPYTHON_TAKE) == 1);
	locate_one("fakecpython_static_split", &split, 0);
	assert_int_equal(split.method, CPYTHON_BY_DEBUG_FILE);
	same_sites(&split, &with);
}

/* Every site is the byte of a call. */
static void test_sites_are_calls(void **state)
{
	struct cpython_sites sites;

	(void)state;
	locate("fakecpython", &sites);
	for (size_t i = 0; i < sites.count; i++)
		assert_int_equal(bytes[sites.sites[i].offset], 0xe8);
}

static void test_needed(void **state)
{
	struct cpython_file info;
	struct elf_file file;
	const char *why;
	int fd = open_fake("fakecpython_shared");

	(void)state;
	assert_int_equal(elf_file_open(&file, fd, &why), 0);
	assert_false(cpython_identify(&info, &file));
	assert_true(cpython_is_needed(&file));
	elf_file_close(&file);
	close(fd);
	fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_int_equal(elf_file_open(&file, fd, &why), 0);
	assert_false(cpython_identify(&info, &file));
	assert_false(cpython_is_needed(&file));
	elf_file_close(&file);
	close(fd);
}

/* The table at the beginning of _PyRuntime tells the version, and that there is no GIL. */
static void test_table(void **state)
{
	static const char *const names[] = { "fakecpython_table", "fakecpython_free" };
	struct cpython_sites sites;
	struct cpython_file info;
	struct elf_file file;
	const char *why = "";

	(void)state;
	for (int free_threaded = 0; free_threaded < 2; free_threaded++) {
		int fd = open_fake(names[free_threaded]);

		assert_int_equal(elf_file_open(&file, fd, &why), 0);
		assert_true(cpython_identify(&info, &file));
		assert_true(info.major == 3 && info.minor == 13 && info.micro == 5);
		assert_int_equal(info.free_threaded, free_threaded);
		assert_int_equal(cpython_find(&sites, &file, NULL, &info, &why), -free_threaded);
		elf_file_close(&file);
		close(fd);
	}
	assert_string_equal(why, "a free-threaded build: it has no GIL");
}

static void test_names(void **state)
{
	static const char *const good[] = { "take_gil", "take_gil.lto_priv.0", "take_gil.constprop.0", "take_gil_impl",
					    "take_gil.constprop.12.isra.3", "take_gil_impl.lto_priv.0", "take_gil.part.1" };
	static const char *const bad[] = { "take_gil.cold", "take_gil.lto_priv.0.cold", "take_gils", "drop_gil", "take_gil.", "take_gil.isra",
					   "take_gil.isra.", "take_gil.other.0", "retake_gil", "", "take", "take_gil.constprop.x" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!cpython_is_gil_function(good[i], "take"))
			fail_msg("%s is one", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (cpython_is_gil_function(bad[i], "take"))
			fail_msg("%s is none", bad[i]);
	assert_true(cpython_is_gil_function("drop_gil_impl.lto_priv.0", "drop"));
}

/* All of it, of bytes that may be anything. 1: it was read to the end. */
static int look_at(unsigned char *data, size_t length)
{
	static struct cpython_sites sites;
	struct cpython_file info;
	struct elf_file file;
	const char *why = NULL;
	int found;

	if (elf_file_open_memory(&file, data, length, &why)) {
		assert_non_null(why);
		return 0;
	}
	cpython_is_needed(&file);
	found = cpython_identify(&info, &file) && cpython_find(&sites, &file, &file, &info, &why) == 0;
	for (size_t i = 0; found && i < sites.count; i++)
		assert_true(sites.sites[i].offset < length);
	elf_file_close(&file);
	return found;
}

/* The stand-in's table of sections stands at its end, so that each of these is damaged. */
static void test_cut(void **state)
{
	unsigned char *copy = malloc(size);

	(void)state;
	assert_non_null(copy);
	memcpy(copy, bytes, size);
	assert_true(look_at(copy, size));
	for (size_t length = 0; length < size; length += length < 5000 ? 7 : 131) {
		/* With nothing behind the end, for a sanitizer to see who reads there. */
		unsigned char *cut = malloc(length ? length : 1);

		assert_non_null(cut);
		memcpy(cut, bytes, length);
		assert_false(look_at(cut, length));
		free(cut);
	}
	free(copy);
}

static void test_flipped(void **state)
{
	static const uint64_t values[] = { 0, 1, 0x7f, 0xff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX, UINT64_MAX };
	unsigned char *copy = malloc(size);

	(void)state;
	srand(1);
	assert_non_null(copy);
	for (int round = 0; round < 4000; round++) {
		int changes = 1 + rand() % 8;

		memcpy(copy, bytes, size);
		for (int i = 0; i < changes; i++) {
			size_t width = (size_t)1 << rand() % 4, at;

			/* The headers and tables are where it can hurt. */
			at = rand() % 2 ? (size_t)rand() % 4096 : (size_t)rand() % size;
			if (round % 3 == 0)
				at = size - 1 - (size_t)rand() % 3000;
			if (at + width <= size)
				memcpy(copy + at, &values[(size_t)rand() % (sizeof(values) / sizeof(values[0]))], width);
		}
		look_at(copy, size);
	}
	free(copy);
}

/* Records that lead around: an FDE whose CIE is itself, lengths beyond the end, endless numbers. */
static void test_frames_of_nonsense(void **state)
{
	struct elf_frames frames;
	unsigned char data[256];

	(void)state;
	srand(2);
	for (int round = 0; round < 20000; round++) {
		size_t length = (size_t)rand() % sizeof(data);

		for (size_t i = 0; i < length; i++)
			data[i] = rand() % 3 ? (unsigned char)(rand() % 24) : (unsigned char)rand();
		assert_int_equal(elf_frames_parse(&frames, data, length, 0x1000), 0);
		assert_true(frames.count <= length / 8);
		for (size_t i = 0; i < frames.count; i++)
			assert_true(frames.ranges[i].start < frames.ranges[i].end);
		elf_frames_free(&frames);
	}
}

static int setup(void **state)
{
	int fd = open_fake("fakecpython");
	off_t end = lseek(fd, 0, SEEK_END);

	(void)state;
	size = (size_t)end;
	bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return bytes == MAP_FAILED ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builds),	 cmocka_unit_test(test_debug_build), cmocka_unit_test(test_static),
		cmocka_unit_test(test_sites_are_calls), cmocka_unit_test(test_needed),
		cmocka_unit_test(test_names),	 cmocka_unit_test(test_table),	 cmocka_unit_test(test_cut),		 cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_frames_of_nonsense),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
