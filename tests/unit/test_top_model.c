/* test_top_model.c - the rows of `gilscope top` and their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "top_model.h"
#include "top_sample.h"

static uint32_t first_tid(const struct top_model *model, enum sort_key key, int reverse, uint32_t tgid, size_t expected)
{
	size_t count;
	const struct top_row **rows = top_model_sorted(model, key, reverse, tgid, &count);
	uint32_t tid = rows[0]->tid;

	assert_int_equal(count, expected);
	free(rows);
	return tid;
}

static void order(void **state)
{
	struct top_model model;

	(void)state;
	top_sample_process(1, "x", 10, 1);
	top_sample_process(2, "y", 3, 100);
	top_sample.processes[0].threads[4].account.counts.wait.max_ns = 9 * MS;
	top_sample.processes[0].threads[5].wait_open_ns = 10 * MS; /* still waiting, longer than any */
	top_sample.processes[0].threads[6].account.counts.contended = 7;
	top_sample_blame(4, 77, "f", "g", 5, 0);
	model = top_sample_model(NULL);
	assert_int_equal(first_tid(&model, SORT_HOLD, 0, 1, 10), 1001);
	assert_int_equal(first_tid(&model, SORT_HOLD, 1, 1, 10), 1010);
	assert_int_equal(first_tid(&model, SORT_WAIT, 0, 0, 13), 1010);
	assert_int_equal(first_tid(&model, SORT_WAIT_MAX, 0, 0, 13), 1006);
	assert_int_equal(first_tid(&model, SORT_ACQUIRES, 0, 2, 3), 1003);
	assert_int_equal(first_tid(&model, SORT_CONTENDED, 0, 0, 13), 1007);
	assert_int_equal(first_tid(&model, SORT_TID, 0, 2, 3), 1001);
	assert_int_equal(first_tid(&model, SORT_NAME, 1, 1, 10), 1010);
	assert_int_equal(first_tid(&model, SORT_BLAME, 0, 0, 13), 1004);
	top_model_free(&model);
}

/* Ended threads are in the interval in which they ended, and among the totals' rows no longer than that. */
static void the_ended(void **state)
{
	struct snapshot recent;
	struct process_row *process;
	struct top_model model;

	(void)state;
	process = top_sample_process(1, "x", 6, 1);
	for (int i = 0; i < 4; i++)
		process->threads[i].alive = 0;
	model = top_sample_model(NULL);
	assert_int_equal(model.row_count, 6);
	assert_int_equal(model.processes[0].living, 2);
	assert_int_equal(model.processes[0].ended, 4);
	top_model_free(&model);

	assert_int_equal(snapshot_copy(&recent, &top_sample), 0);
	memmove(recent.processes[0].threads, recent.processes[0].threads + 3, 3 * sizeof(struct thread_row));
	recent.processes[0].thread_count = 3;
	model = top_sample_model(&recent);
	assert_int_equal(model.row_count, 3);
	assert_int_equal(model.rows[0].id, 4);
	assert_int_equal(model.rows[0].alive, 0);
	assert_int_equal(model.processes[0].ended, 1);
	top_model_free(&model);
	snapshot_free(&recent);
}

/* A page from the disk is no sleep; one thousandth of the time is. The place shown is where it slept. */
static void what_is_a_sleep(void **state)
{
	struct top_model model;

	(void)state;
	top_sample_process(1, "x", 3, 1);
	top_sample_blame(1, 77, "busy", "b.py", 500 * MS, 0);
	top_sample_blame(1, 78, "naps", "n.py", 100 * MS, 90 * MS);
	top_sample_blame(2, 77, "busy", "b.py", 500 * MS, 0);
	top_sample_blame(2, 78, "naps", "n.py", 0, MS - 1);
	top_sample.processes[0].threads[2].account.counts.hold.blocked_ns =
		5 * MS; /* no stack: the runtime's are not known */
	model = top_sample_model(NULL);
	assert_int_equal(model.rows[0].blocked, 1);
	assert_string_equal(model.rows[0].function, "naps");
	assert_int_equal(model.rows[0].blamed_ns, 600 * MS);
	assert_int_equal(model.rows[1].blocked, 0);
	assert_string_equal(model.rows[1].function, "busy");
	assert_int_equal(model.rows[2].blocked, 1);
	assert_int_equal(model.rows[2].has_place, 0);
	top_model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(order, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(the_ended, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(what_is_a_sleep, top_sample_begin, top_sample_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
