/*
 * test_cpython_offsets.c - bpf/sources/cpython_offsets.c: what is made of a table of debug offsets, which comes from a process
 * and may say anything. The numbers are those of CPython 3.13.0; for later ones the same at those versions' places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cpython_offsets.h"

#define WORDS (CPYTHON_DEBUG_OFFSETS_SIZE / sizeof(uint64_t))
#define COOKIE 0x7970677562656478ULL /* "xdebugpy" */

static const uint64_t runtime[] = { 283320, 568, 632 };
static const uint64_t interpreter[] = { 194968, 7272, 7264, 7344 };
static const uint64_t thread[] = { 304, 0, 8, 16, 72, 152, 160, 232, 32 };
static const uint64_t frame[] = { 80, 8, 0, 56, 72, 70 };
static const uint64_t code[] = { 208, 112, 120, 128, 136, 68, 52, 96, 104, 200 };
static const uint64_t object[] = { 16, 8 };
static const uint64_t type[] = { 416, 24, 88, 168 };
static const uint64_t bytes[] = { 40, 16, 32 };
static const uint64_t text[] = { 64, 32, 16, 40 };

#define PUT(place, group) memcpy(words + (place), group, sizeof(group))

/* As 3.13.0 has it (later ones: with their additions), by the structures in the headers of these versions. */
static void make(uint64_t words[WORDS], int minor)
{
	static const int places[][7] = {
		{ 19, 28, 34, 44, 46, 64, 67 },
		{ 22, 31, 39, 50, 52, 74, 77 },
		{ 22, 39, 47, 58, 60, 86, 89 },
	};
	const int *at = places[minor - 13];

	memset(words, 0, WORDS * sizeof(*words));
	words[0] = COOKIE;
	words[1] = 0x030000f0ULL | (uint64_t)minor << 16;
	PUT(3, runtime);
	PUT(6, interpreter);
	PUT(at[0], thread);
	PUT(at[1], frame);
	PUT(at[2], code);
	PUT(at[3], object);
	PUT(at[4], type);
	PUT(at[5], bytes);
	PUT(at[6], text);
}

static int read_table(struct cpython_offsets *offsets, int minor, const uint64_t words[WORDS])
{
	const char *why;

	return cpython_offsets_debug(offsets, 3, minor, words, CPYTHON_DEBUG_OFFSETS_SIZE, &why);
}

static void versions(void **state)
{
	(void)state;
	for (int minor = 0; minor < 20; minor++)
		assert_int_equal(cpython_offsets_known(3, minor) != NULL, minor >= 8 && minor <= 12);
	assert_null(cpython_offsets_known(2, 8));
	assert_null(cpython_offsets_known(4, 8));
}

static void good_tables(void **state)
{
	uint64_t words[WORDS];
	struct cpython_offsets o;

	(void)state;
	for (int minor = 13; minor <= 15; minor++) {
		make(words, minor);
		assert_int_equal(read_table(&o, minor, words), 0);
		assert_int_equal(o.runtime_interpreters, 632);
		assert_int_equal(o.interp_next, 7264);
		assert_int_equal(o.interp_threads, 7344);
		assert_int_equal(o.thread_frame, 72);
		assert_int_equal(o.frame_pc, 56);
		assert_int_equal(o.frame_owner, 70);
		assert_int_equal(o.code_qualname, 128);
		assert_int_equal(o.code_instrs, 200);
		assert_int_equal(o.text_ascii, 40);
		assert_int_equal(o.text_compact, 56);
		assert_int_equal(o.lines, GIL_LINES_LOCATIONS);
	}
}

static void bad_tables(void **state)
{
	uint64_t words[WORDS];
	struct cpython_offsets o;
	const char *why = NULL;

	(void)state;
	make(words, 13);
	assert_int_equal(read_table(&o, 14, words), -1); /* of another version */
	assert_int_equal(read_table(&o, 12, words), -1); /* of no version that has one */
	assert_int_equal(read_table(&o, 16, words), -1);
	assert_int_equal(cpython_offsets_debug(&o, 2, 13, words, sizeof(words), &why), -1);
	assert_int_equal(cpython_offsets_debug(&o, 3, 13, words, 70 * 8, &why), -1); /* too short */
	assert_int_equal(cpython_offsets_debug(&o, 3, 13, words, 71 * 8, &why), 0);
	words[2] = 1; /* free-threaded */
	assert_int_equal(read_table(&o, 13, words), -1);
	make(words, 13);
	words[0]++;
	assert_int_equal(read_table(&o, 13, words), 1);
	make(words, 14);
	words[1] = 0x030d00f0; /* a table of 3.14 that says it is one of 3.13 */
	assert_int_equal(read_table(&o, 13, words), -1);
}

/* Whatever one of the words is: what is taken lies within its structure, and none is large. */
static void hostile_tables(void **state)
{
	static const uint64_t values[] = { 0, 1, 7, 69, 200, 1 << 21, 1 << 22, (1 << 22) + 1, UINT32_MAX, 1ULL << 32, UINT64_MAX };
	struct cpython_offsets o;

	(void)state;
	for (size_t i = 0; i < WORDS; i++)
		for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			uint64_t words[WORDS];

			make(words, 13);
			words[i] = values[v];
			if (read_table(&o, 13, words))
				continue;
			for (size_t n = 0; n < sizeof(o) / sizeof(uint32_t); n++)
				assert_true(((uint32_t *)&o)[n] <= (1 << 22) + 16);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(good_tables),
		cmocka_unit_test(bad_tables),
		cmocka_unit_test(hostile_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
