/* test_series.c - bpf/snapshot/series.c: threads come and go, and what is shown of them stays bounded and never falls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"
#include "series.h"

#define CAP 20
#define ROUNDS 2000

static struct session session;
static struct snapshot_reader reader;
static struct series series;
static uint64_t next_id, all_acquires, all_holds, random_state;

static uint32_t any(uint32_t below)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(random_state >> 33) % below;
}

static int begin(void **state)
{
	(void)state;
	made_up_session(&session, "command");
	memset(&made_up_process, 0, sizeof(made_up_process));
	made_up_process.start = 1;
	made_up_living_count = made_up_dead_count = 0;
	made_up_now = 1000;
	reader = (struct snapshot_reader){ .session = &session };
	series_begin(&series, &reader, CAP);
	next_id = all_acquires = all_holds = 0;
	random_state = 1;
	return 0;
}

static int end(void **state)
{
	(void)state;
	snapshot_reader_free(&reader);
	series_free(&series);
	return 0;
}

static struct gil_thread *born(uint32_t tid)
{
	struct gil_thread *thread = &made_up_living[made_up_living_count++];

	made_up_thread(thread, ++next_id, tid, "name");
	return thread;
}

static void work(struct gil_thread *thread, uint64_t ns)
{
	made_up_wait(thread, ns);
	made_up_hold(thread, ns, GIL_REASON_INTERVAL);
	all_acquires++;
	all_holds += ns;
}

static void die(size_t i)
{
	made_up_dead[made_up_dead_count++] = made_up_living[i];
	made_up_living[i] = made_up_living[--made_up_living_count];
}

/* The next snapshot, to be freed. */
static struct snapshot look(void)
{
	struct snapshot snapshot;

	made_up_now += 1000;
	assert_int_equal(snapshot_read(&reader, &snapshot), 0);
	assert_int_equal(series_apply(&series, &reader, &snapshot), 0);
	return snapshot;
}

static const struct thread_row *find(const struct process_row *process, uint64_t id)
{
	for (size_t i = 0; i < process->thread_count; i++)
		if (process->threads[i].account.id == id)
			return &process->threads[i];
	return NULL;
}

/* What must hold from one snapshot to the next. */
static void check_step(const struct process_row *before, const struct process_row *now)
{
	size_t others = now->others > 0;

	assert_true(now->thread_count <= CAP + others);
	assert_true(now->others >= before->others);
	assert_true(reader.dead_count <= CAP + MADE_UP_THREADS / 2);
	for (size_t i = 0; i < now->thread_count; i++) {
		const struct thread_row *row = &now->threads[i], *old = find(before, row->account.id);

		for (size_t k = i + 1; k < now->thread_count; k++)
			assert_int_not_equal(row->account.own_tid, now->threads[k].account.own_tid);
		if (!old)
			continue;
		assert_true(row->account.counts.acquires >= old->account.counts.acquires);
		assert_true(row->account.counts.hold.total_ns >= old->account.counts.hold.total_ns);
		assert_true(row->account.counts.wait.total_ns >= old->account.counts.wait.total_ns);
		for (int slot = 0; slot < HIST_SLOTS; slot++)
			assert_true(row->account.hold.slot[slot] >= old->account.hold.slot[slot]);
	}
	assert_true(now->counts.hold.total_ns >= before->counts.hold.total_ns);
}

static void churn(void **state)
{
	struct snapshot before = look(), now;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		for (uint32_t n = any(20); n > 0 && made_up_living_count < 100; n--)
			born(100 + (uint32_t)next_id % 300);
		for (uint32_t n = any(20); n > 0 && made_up_living_count > 0; n--) {
			size_t i = any((uint32_t)made_up_living_count);

			work(&made_up_living[i], 1 + any(1000000));
			if (any(2))
				die(i);
		}
		now = look();
		check_step(&before.processes[0], &now.processes[0]);
		assert_int_equal(now.processes[0].counts.acquires, all_acquires);
		assert_int_equal(now.processes[0].counts.hold.total_ns, all_holds);
		assert_int_equal(now.processes[0].living, made_up_living_count);
		snapshot_free(&before);
		before = now;
	}
	assert_true(before.processes[0].others > 1000);
	assert_true(reader.dead_count <= CAP);
	snapshot_free(&before);
}

/* The dead make room for the living; a living thread that found no room never gets a series of its own. */
static void order(void **state)
{
	struct snapshot now;

	(void)state;
	for (uint32_t i = 0; i < CAP; i++)
		work(born(100 + i), 1000);
	die(3);
	now = look();
	assert_non_null(find(&now.processes[0], 4)); /* dead, and there is room */
	assert_int_equal(now.processes[0].others, 0);
	assert_null(find(&now.processes[0], 0));
	snapshot_free(&now);
	work(born(500), 5);
	now = look();
	assert_null(find(&now.processes[0], 4)); /* has made room */
	assert_non_null(find(&now.processes[0], CAP + 1));
	assert_int_equal(find(&now.processes[0], 0)->account.counts.acquires, 1);
	assert_string_equal(find(&now.processes[0], 0)->name, SERIES_OTHER);
	snapshot_free(&now);
	work(born(501), 5);
	now = look();
	assert_null(find(&now.processes[0], CAP + 2)); /* no room */
	assert_int_equal(now.processes[0].others, 2);
	snapshot_free(&now);
	die(0);
	die(0);
	now = look();
	assert_null(find(&now.processes[0], CAP + 2)); /* there would be room now */
	assert_int_equal(now.processes[0].others, 2);
	snapshot_free(&now);
}

/* A thread with the tid of a dead one: the names of their series would be the same. */
static void same_tid(void **state)
{
	struct snapshot now;

	(void)state;
	work(born(100), 1000);
	work(born(101), 1000);
	die(0);
	work(born(100), 7);
	now = look();
	assert_null(find(&now.processes[0], 1));
	assert_int_equal(find(&now.processes[0], 3)->account.counts.hold.total_ns, 7);
	assert_int_equal(find(&now.processes[0], 0)->account.counts.hold.total_ns, 1000);
	snapshot_free(&now);
}

/* Read alive and, a moment later, dead; and then once more alive, for the kernel marks it dead last. */
static void dying(void **state)
{
	struct gil_thread copy;
	struct snapshot now;

	(void)state;
	series.max = 1;
	work(born(100), 1000);
	work(born(101), 50);
	copy = made_up_living[1];
	made_up_dead[made_up_dead_count++] = copy;
	for (int i = 0; i < 3; i++) {
		now = look();
		assert_int_equal(now.processes[0].counts.acquires, 2);
		assert_int_equal(now.processes[0].others, 1);
		snapshot_free(&now);
	}
	made_up_living_count = 1;
	for (int i = 0; i < 3; i++) {
		now = look();
		assert_int_equal(now.processes[0].counts.acquires, 2);
		assert_int_equal(now.processes[0].others, 1);
		snapshot_free(&now);
	}
	assert_int_equal(reader.dead_count, 0);
}

/* Read between the two stores that end a span: its time is in the sum, and it still seems to run. */
static void torn(void **state)
{
	struct gil_thread *thread = born(100);
	struct snapshot now;

	(void)state;
	work(thread, 1000000);
	made_up_now = 2000000;
	thread->word = gil_word(GIL_HOLDING, 1000000);
	made_up_process.word = gil_word(GIL_IDLE, 1000000);
	made_up_process.free_ns = 1000000;
	now = look();
	assert_int_equal(now.processes[0].counts.hold.total_ns, 2001000);
	assert_int_equal(now.processes[0].account.free_ns, 2001000);
	snapshot_free(&now);
	thread->word = gil_word(GIL_IDLE, 2000000);
	made_up_process.word = gil_word(GIL_HOLDING, 2000000);
	now = look();
	assert_int_equal(now.processes[0].counts.hold.total_ns, 2001000);
	assert_int_equal(now.processes[0].account.free_ns, 2001000);
	snapshot_free(&now);
	die(0);
	series.max = 1;
	work(born(101), 1);
	now = look();
	assert_int_equal(find(&now.processes[0], 0)->account.counts.hold.total_ns, 2001000);
	snapshot_free(&now);
}

/* When the process is gone, its figures stay, in one row. */
static void process_gone(void **state)
{
	struct snapshot now;

	(void)state;
	work(born(100), 1000);
	work(born(101), 1000);
	die(0);
	die(0);
	made_up_process.exit = 5000;
	made_up_now = 6000;
	now = look();
	assert_int_equal(now.processes[0].thread_count, 2); /* the last figures of each */
	snapshot_free(&now);
	made_up_now += SERIES_LINGER_NS;
	now = look();
	assert_int_equal(now.processes[0].thread_count, 1);
	assert_int_equal(now.processes[0].others, 2);
	assert_int_equal(now.processes[0].counts.acquires, 2);
	snapshot_free(&now);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = { T(churn), T(order), T(same_tid), T(dying), T(torn), T(process_gone) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
