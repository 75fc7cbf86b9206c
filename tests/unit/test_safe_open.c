/* test_safe_open.c - bpf/sources/safe_open.h and debug_file.h: what a target may put in the way of who opens its files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debug_file.h"
#include "safe_open.h"

static char directory[] = "/tmp/safe_open.XXXXXX";

static const char *in_directory(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void copy(const char *from, const char *name)
{
	char path[4096], bytes[65536];
	FILE *in, *out;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", FAKES, from);
	in = fopen(path, "rb");
	out = fopen(in_directory(name), "wb");
	assert_true(in && out);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

static void refused(const char *path, int error)
{
	errno = 0;
	assert_int_equal(safe_open(path), -1);
	assert_int_equal(errno, error);
	errno = 0;
	assert_int_equal(safe_open_in_root(getpid(), path), -1);
	assert_int_equal(errno, error);
}

/* None of these is waited for, or touched. */
static void test_no_files(void **state)
{
	(void)state;
	alarm(20);
	assert_int_equal(mkfifo(in_directory("fifo"), 0600), 0);
	refused(in_directory("fifo"), EINVAL);
	assert_int_equal(symlink("/dev/zero", in_directory("device")), 0);
	refused(in_directory("device"), EINVAL);
	refused(directory, EINVAL);
	assert_int_equal(symlink("loop", in_directory("loop")), 0);
	refused(in_directory("loop"), ELOOP);
	refused(in_directory("nothing"), ENOENT);
}

/* Of a path in a process's root, no link of /proc is followed: it may lead out of there. */
static void test_magic_link(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(symlink("/proc/self/exe", in_directory("magic")), 0);
	assert_int_equal(safe_open_in_root(getpid(), in_directory("magic")), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(safe_open_in_root(0, "/etc/passwd"), -1);
	fd = safe_open_in_root(getpid(), "/../../etc/passwd");
	assert_true(fd >= 0);
	close(fd);
}

static int find_debug(const char *name)
{
	struct elf_file file, debug;
	const char *why;
	int fd = safe_open(in_directory(name)), found;

	assert_true(fd >= 0);
	assert_int_equal(elf_file_open(&file, fd, &why), 0);
	found = debug_file_open(&debug, &file, getpid(), in_directory(name));
	if (found >= 0) {
		elf_file_close(&debug);
		close(found);
	}
	elf_file_close(&file);
	close(fd);
	return found >= 0;
}

/* The debug file is the one with the same build id, whatever has its name. */
static void test_debug_file(void **state)
{
	(void)state;
	copy("fakecpython_split", "program");
	assert_false(find_debug("program"));
	copy("fakecpython_noplt", "fakecpython_split.debug");
	assert_false(find_debug("program"));
	assert_int_equal(unlink(in_directory("fakecpython_split.debug")), 0);
	assert_int_equal(mkfifo(in_directory("fakecpython_split.debug"), 0600), 0);
	assert_false(find_debug("program"));
	assert_int_equal(unlink(in_directory("fakecpython_split.debug")), 0);
	/* The same build id, but no names in it. */
	copy("fakecpython_stripped", "fakecpython_split.debug");
	assert_false(find_debug("program"));
	copy("fakecpython_split.debug", "fakecpython_split.debug");
	assert_true(find_debug("program"));
	assert_int_equal(mkdir(in_directory(".debug"), 0700), 0);
	assert_int_equal(unlink(in_directory("fakecpython_split.debug")), 0);
	assert_false(find_debug("program"));
	copy("fakecpython_split.debug", ".debug/fakecpython_split.debug");
	assert_true(find_debug("program"));
}

/* A file at a low address, as those of programs that are not position-independent: /proc/PID/maps has zeros before it. */
static void test_map_path(void **state)
{
	void *low = (void *)0x400000;
	char line[512], path[SAFE_MAP_PATH];
	struct stat status;
	int fd, found = 0;
	FILE *maps;

	(void)state;
	fd = safe_open("/proc/self/exe");
	assert_true(fd >= 0);
	assert_ptr_equal(mmap(low, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED_NOREPLACE, fd, 0), low);
	close(fd);
	maps = fopen("/proc/self/maps", "r");
	assert_non_null(maps);
	while (!found && fgets(line, sizeof(line), maps))
		found = strncmp(line, "00400000-", 9) == 0;
	fclose(maps);
	assert_true(found);
	assert_int_equal(lstat(safe_map_path(path, getpid(), line), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	munmap(low, 4096);
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const names[] = { "fifo", "device", "loop", "magic", "program", "fakecpython_split.debug",
					     ".debug/fakecpython_split.debug" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_directory(names[i]));
	rmdir(in_directory(".debug"));
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_files),
		cmocka_unit_test(test_magic_link),
		cmocka_unit_test(test_debug_file),
		cmocka_unit_test(test_map_path),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
