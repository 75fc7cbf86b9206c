/* Percentiles of counts that only a recording made by somebody can have: they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "views/views.h"

/* Prints a process whose waits have these counts in three slots; how many lines that makes. */
static size_t lines_of(uint64_t a, uint64_t b, uint64_t c)
{
	struct process_row *process = calloc(1, sizeof(*process));
	struct snapshot snapshot = { .processes = process, .process_count = 1 };
	struct report report = { .final = 1 };
	size_t size, lines = 0;
	char *text = NULL;

	assert_non_null(process);
	process->wait.slot[10] = a;
	process->wait.slot[100] = b;
	process->wait.slot[HIST_SLOTS - 1] = c;
	process->counts.wait.max_ns = 1ULL << 41;
	report.out = open_memstream(&text, &size);
	assert_non_null(report.out);
	view_hist_hgrm(&report, &snapshot);
	assert_int_equal(fclose(report.out), 0);
	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	free(text);
	free(process);
	return lines;
}

static void ends(void **state)
{
	static const uint64_t counts[] = { 0, 1, 3, 1ULL << 52, (1ULL << 53) + 1, 1ULL << 62, 1ULL << 63, ~0ULL };

	(void)state;
	for (size_t a = 0; a < sizeof(counts) / sizeof(counts[0]); a++)
		for (size_t b = 0; b < sizeof(counts) / sizeof(counts[0]); b++)
			for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++)
				assert_in_range(lines_of(counts[a], counts[b], counts[c]), 10, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ends) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
