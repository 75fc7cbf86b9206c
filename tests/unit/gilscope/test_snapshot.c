/* test_snapshot.c - bpf/snapshot/snapshot.c: threads that come and go add up, over all and over the intervals, with bounded memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"
#include "snapshot.h"

#define MAX_DEAD 16
#define ROUNDS 3000

static struct session session;
static struct snapshot_reader reader;
static uint64_t next_id, deaths, holds, hold_ns, random_state;

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
	reader = (struct snapshot_reader){ .session = &session, .max_dead = MAX_DEAD };
	next_id = deaths = holds = hold_ns = 0;
	random_state = 1;
	return 0;
}

static int end(void **state)
{
	(void)state;
	snapshot_reader_free(&reader);
	return 0;
}

static void work(struct gil_thread *thread)
{
	uint64_t ns = 1 + any(1000000);

	made_up_wait(thread, ns);
	made_up_hold(thread, ns, GIL_REASON_INTERVAL);
	holds++;
	hold_ns += ns;
}

static void die(size_t i)
{
	made_up_dead[made_up_dead_count++] = made_up_living[i];
	made_up_living[i] = made_up_living[--made_up_living_count];
	deaths++;
}

/* Something happens: births, work, deaths. */
static void live(void)
{
	for (uint32_t births = any(12); births > 0 && made_up_living_count < 40; births--) {
		struct gil_thread *thread = &made_up_living[made_up_living_count++];

		next_id++;
		made_up_thread(thread, next_id, 100 + (uint32_t)next_id, "name");
		work(thread);
	}
	for (uint32_t works = any(30); works > 0 && made_up_living_count; works--)
		work(&made_up_living[any((uint32_t)made_up_living_count)]);
	for (uint32_t some = any(12); some > 0 && made_up_living_count && made_up_dead_count < 30; some--)
		die(any((uint32_t)made_up_living_count));
}

static uint64_t in_slots(const struct hist *hist)
{
	uint64_t count = 0;

	for (int i = 0; i < HIST_SLOTS; i++)
		count += hist->slot[i];
	return count;
}

/* What came into the world since the snapshot before, and what all snapshots say together. */
static void intervals(void **state)
{
	struct snapshot last = { 0 }, now, between;
	uint64_t shown_holds = 0, shown_deaths = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t holds_before = holds, ns_before = hold_ns;

		live();
		/* The dead are collected more often than snapshots are read; sometimes there are many. */
		for (uint32_t more = any(6); more > 0; more--) {
			assert_int_equal(snapshot_collect(&reader), 0);
			live();
		}
		assert_int_equal(snapshot_read(&reader, &now), 0);
		assert_true(reader.dead_count <= MAX_DEAD);
		assert_int_equal(now.processes[0].counts.hold.count, holds);
		assert_int_equal(now.processes[0].counts.hold.total_ns, hold_ns);
		assert_int_equal(in_slots(&now.processes[0].hold), holds);
		assert_int_equal(now.processes[0].others + reader.dead_count, deaths);
		assert_int_equal(snapshot_copy(&between, &now), 0);
		snapshot_since(&between, &last);
		assert_int_equal(between.processes[0].counts.hold.count, holds - holds_before);
		assert_int_equal(between.processes[0].counts.hold.total_ns, hold_ns - ns_before);
		assert_int_equal(in_slots(&between.processes[0].hold), holds - holds_before);
		shown_holds += between.processes[0].counts.hold.count;
		shown_deaths += between.processes[0].others;
		for (size_t i = 0; i < between.processes[0].thread_count; i++) {
			const struct thread_row *row = &between.processes[0].threads[i];

			shown_deaths += row->account.id && !row->alive;
			assert_true(row->account.counts.hold.max_ns <= 1000000);
		}
		snapshot_free(&between);
		snapshot_free(&last);
		last = now;
	}
	assert_int_equal(shown_holds, holds);
	assert_int_equal(shown_deaths, deaths);
	assert_true(deaths > 20 * MAX_DEAD);
	assert_string_not_equal(last.processes[0].threads[0].name, "name");
	assert_non_null(strstr(last.processes[0].threads[0].name, " ended threads"));
	snapshot_free(&last);
}

/* Those of a process that has no room any more count nowhere, and break nothing. */
static void nobodys(void **state)
{
	struct snapshot snapshot;

	(void)state;
	for (int i = 0; i < 3 * MAX_DEAD; i++) {
		made_up_thread(&made_up_dead[made_up_dead_count], ++next_id, 7, "name");
		made_up_dead[made_up_dead_count++].process = 2;
	}
	assert_int_equal(snapshot_read(&reader, &snapshot), 0);
	assert_int_equal(snapshot.processes[0].thread_count, 0);
	assert_int_equal(snapshot.processes[0].others, 0);
	snapshot_free(&snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(intervals, begin, end),
		cmocka_unit_test_setup_teardown(nobodys, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
