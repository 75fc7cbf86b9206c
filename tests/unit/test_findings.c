/* test_findings.c - what figures mean in words: made-up accounts on both sides of each threshold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "findings.h"

#define SECOND 1000000000ULL
#define MS 1000000ULL
#define TGID 100
#define THREADS 4

static const struct calibration calibration = { .event_ns = 500, .floor_ns = 300 };

/* A process of which nothing special is to be said, but that it does not wait: each test makes one thing worse. */
struct world {
	struct snapshot snapshot;
	struct process_row process;
	struct thread_row threads[THREADS];
	struct dictionary dictionary;
	struct blame blame;
	struct blame_rows rows;
	struct table functions;
	struct findings_input input;
	struct findings findings;
};

static void tell_thread(struct dictionary *dictionary, uint32_t id)
{
	struct gil_event_thread event = {
		.head = { 1, id, GIL_EVENT_THREAD, 0, 0 }, .tgid = TGID, .tid = 100 + id, .own_tid = 100 + id
	};

	snprintf(event.comm, sizeof(event.comm), "t%u", id);
	assert_int_equal(dictionary_event(dictionary, &event.head), 0);
}

/* Stack n has one frame, of code n, in line 10 n. */
static void tell_stack(struct dictionary *dictionary, uint64_t number, const char *name)
{
	struct gil_event_code code = { .head = { 1, 0, GIL_EVENT_CODE, 0, number }, .firstline = 1 };
	struct gil_event_stack stack = { .head = { 1, 0, GIL_EVENT_STACK, 0, number }, .count = 1 };

	snprintf(code.name, sizeof(code.name), "%s", name);
	snprintf(code.file, sizeof(code.file), "app.py");
	stack.frames[0] = (struct gil_frame){ .code = number, .line = (uint32_t)(10 * number) };
	assert_int_equal(dictionary_event(dictionary, &code.head), 0);
	assert_int_equal(dictionary_event(dictionary, &stack.head), 0);
}

static void spans(struct gil_spans *spans, struct hist *hist, uint64_t count, uint64_t each)
{
	spans->count = count;
	spans->total_ns = count * each;
	spans->max_ns = each;
	memset(hist, 0, sizeof(*hist));
	hist->slot[hist_slot(each)] = count;
}

/* Its threads' holds and waits, by so many of so many ns each; all releases for this reason. */
static void set_thread(struct world *w, int number, uint64_t holds, uint64_t hold, uint64_t waits, uint64_t wait,
		       int reason)
{
	struct gil_thread *account = &w->threads[number].account;

	memset(account->counts.releases_by, 0, sizeof(account->counts.releases_by));
	account->counts.acquires = account->counts.releases = account->counts.releases_by[reason] = holds;
	account->counts.requests = account->counts.contended = waits;
	spans(&account->counts.hold, &account->hold, holds, hold);
	spans(&account->counts.wait, &account->wait, waits, wait);
}

static struct world *make(void)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->snapshot.processes = &w->process;
	w->snapshot.process_count = 1;
	w->process.tgid = w->process.pid = TGID;
	w->process.end = 10 * SECOND;
	w->process.known = 1;
	w->process.threads = w->threads;
	w->process.thread_count = THREADS;
	dictionary_init(&w->dictionary);
	blame_init(&w->blame);
	for (uint32_t i = 0; i < THREADS; i++) {
		w->threads[i].account.id = i + 1;
		w->threads[i].account.own_tid = 101 + i;
		snprintf(w->threads[i].name, sizeof(w->threads[i].name), "t%u", i + 1);
		tell_thread(&w->dictionary, i + 1);
		set_thread(w, (int)i, 100, 200000, 0, 0, GIL_REASON_BLOCKING);
	}
	w->input = (struct findings_input){ &w->snapshot,   &w->process, &calibration,
					    &w->dictionary, &w->blame,   NULL,
					    NULL,           0,           0 };
	return w;
}

/* Adds up, finds, and gives the finding of this name; NULL: there is none. */
static const struct finding *find(struct world *w, const char *id)
{
	uint64_t wall = w->process.end - w->process.start;

	snapshot_sum_up(&w->process);
	if (!w->process.account.free_ns && wall > w->process.counts.hold.total_ns)
		w->process.account.free_ns = wall - w->process.counts.hold.total_ns;
	findings_find(&w->findings, &w->input);
	for (size_t i = 0; i < w->findings.count; i++) {
		const struct finding *finding = &w->findings.list[i];

		assert_true(finding->title[0] && finding->figure[0] && finding->advice[0]);
		assert_true(i == 0 || finding->kind >= finding[-1].kind);
		if (strcmp(finding->id, id) == 0)
			return finding;
	}
	return NULL;
}

static void drop(struct world *w)
{
	blame_rows_free(&w->rows);
	table_free(&w->functions);
	blame_free(&w->blame);
	dictionary_free(&w->dictionary);
	free(w);
}

#define FOUND(id) assert_non_null(find(w, id))
#define NOT_FOUND(id) assert_null(find(w, id))

static void test_not_bound(void **state)
{
	struct world *w = make();

	(void)state;
	FOUND("not-bound");
	assert_int_equal(w->findings.count, 1);
	assert_int_equal(w->findings.list[0].kind, FINDING_GOOD);
	set_thread(w, 1, 100, 200000, 100, 49 * MS / 10, GIL_REASON_BLOCKING); /* 0.049 threads */
	FOUND("not-bound");
	set_thread(w, 1, 100, 200000, 100, 51 * MS / 10, GIL_REASON_BLOCKING); /* 0.051 */
	NOT_FOUND("not-bound");
	FOUND("contended");
	NOT_FOUND("gil-bound");
	drop(w);
}

static void test_bound(void **state)
{
	struct world *w = make();

	(void)state;
	set_thread(w, 0, 1000, 9 * MS, 1000, MS, GIL_REASON_INTERVAL);
	set_thread(w, 1, 100, 2 * MS, 100, 45 * MS, GIL_REASON_INTERVAL); /* busy 92.4 %, 0.55 threads wait */
	FOUND("gil-bound");
	NOT_FOUND("contended");
	set_thread(w, 1, 100, 2 * MS, 100, 39 * MS, GIL_REASON_INTERVAL); /* 0.49 */
	NOT_FOUND("gil-bound");
	w->process.account.free_ns = 0;
	set_thread(w, 0, 1000, 87 * MS / 10, 1000, 6 * MS, GIL_REASON_INTERVAL); /* busy 89.4 % */
	NOT_FOUND("gil-bound");
	w->process.account.gap.total_ns = SECOND / 10; /* 1 % more while it was handed over */
	FOUND("gil-bound");
	drop(w);
}

static void test_no_event(void **state)
{
	struct world *w = make();

	(void)state;
	w->process.known = 0;
	FOUND("no-event");
	assert_null(strstr(find(w, "no-event")->figure, "held it all the time"));
	w->process.account.drop_requests = 1;
	assert_non_null(strstr(find(w, "no-event")->figure, "held it all the time"));
	drop(w);
}

static void test_gap(void **state)
{
	struct world *w = make();

	(void)state;
	spans(&w->process.account.gap, &w->process.account.gap_hist, 100000, 9900);
	NOT_FOUND("handoff-gap");
	spans(&w->process.account.gap, &w->process.account.gap_hist, 100000, 10100);
	FOUND("handoff-gap");
	drop(w);
}

static void test_short_holds(void **state)
{
	struct world *w = make();

	(void)state;
	for (int i = 0; i < THREADS; i++)
		set_thread(w, i, 30000, 40000, 0, 0, GIL_REASON_BLOCKING);
	w->process.account.switches = 99000; /* 9900 a second */
	NOT_FOUND("short-holds");
	w->process.account.switches = 101000;
	FOUND("short-holds");
	for (int i = 0; i < THREADS; i++)
		set_thread(w, i, 30000, 60000, 0, 0, GIL_REASON_BLOCKING);
	w->process.account.free_ns = 0;
	NOT_FOUND("short-holds");
	drop(w);
}

static void test_unfair(void **state)
{
	struct world *w = make();

	(void)state;
	/* Two that compute: 6 s and 3 s of 10, index 0.9; then 7 and 2, 0.764. */
	set_thread(w, 0, 600, 10 * MS, 600, 5 * MS, GIL_REASON_INTERVAL);
	set_thread(w, 1, 300, 10 * MS, 300, 10 * MS, GIL_REASON_INTERVAL);
	NOT_FOUND("unfair");
	w->process.account.free_ns = 0;
	set_thread(w, 0, 700, 10 * MS, 700, 3 * MS, GIL_REASON_INTERVAL);
	set_thread(w, 1, 200, 10 * MS, 200, 25 * MS, GIL_REASON_INTERVAL);
	FOUND("unfair");
	assert_int_equal(find(w, "unfair")->thread, 1);
	assert_float_equal((float)find(w, "unfair")->value, 81.0f / (2 * 53), 0.001f);
	/* Who gives it back to block has as much as it wants; alone nobody dominates. */
	set_thread(w, 1, 200, 10 * MS, 200, 25 * MS, GIL_REASON_BLOCKING);
	NOT_FOUND("unfair");
	drop(w);
}

static void test_convoy(void **state)
{
	struct world *w = make();

	(void)state;
	set_thread(w, 0, 500, 10 * MS, 0, 0, GIL_REASON_INTERVAL);
	set_thread(w, 1, 100, 20000, 100, 3 * MS, GIL_REASON_BLOCKING);
	FOUND("convoy");
	assert_int_equal(find(w, "convoy")->thread, 2);
	set_thread(w, 1, 100, 20000, 100, 900000, GIL_REASON_BLOCKING); /* waits too short */
	NOT_FOUND("convoy");
	set_thread(w, 1, 100, MS, 100, 3 * MS, GIL_REASON_BLOCKING); /* holds too long */
	NOT_FOUND("convoy");
	set_thread(w, 1, 100, 20000, 100, 3 * MS, GIL_REASON_INTERVAL); /* does not block */
	NOT_FOUND("convoy");
	set_thread(w, 1, 100, 20000, 19, 3 * MS, GIL_REASON_BLOCKING); /* too few */
	NOT_FOUND("convoy");
	drop(w);
}

static void test_starved(void **state)
{
	struct world *w = make();
	struct gil_counts *counts = &w->threads[0].account.counts;

	(void)state;
	counts->hold.split_ns = 1000;
	counts->hold.runnable_ns = 99;
	NOT_FOUND("cpu-starved");
	counts->hold.runnable_ns = 101;
	FOUND("cpu-starved");
	counts->hold.runnable_ns = 0;
	/* Waiters, if they wait at all. */
	counts->wait.split_ns = 1000;
	counts->wait.runnable_ns = 260;
	NOT_FOUND("cpu-starved");
	counts->wait.total_ns = SECOND;
	FOUND("cpu-starved");
	counts->wait.runnable_ns = 240;
	NOT_FOUND("cpu-starved");
	drop(w);
}

static void add_blame(struct world *w, uint64_t waiter, uint64_t holder, uint64_t ns)
{
	struct blame_thread *thread = table_get(&w->blame.threads, waiter, 0);

	thread->tgid = TGID;
	thread->waited_ns += ns;
	thread->gap_ns += holder ? 0 : ns;
	if (holder) {
		thread = table_get(&w->blame.threads, holder, 0);
		thread->tgid = TGID;
		thread->blamed_ns += ns;
	}
	((struct blame_cell *)table_get(&w->blame.cells, waiter, holder))->ns += ns;
}

static struct blame_place *place(struct world *w, uint64_t holder, uint64_t stack, uint64_t ns)
{
	struct blame_place *place = table_get(&w->blame.places, holder, stack);

	place->ns = ns;
	place->stacks = 10;
	return place;
}

/* Before each look at what follows from the tables. */
static void collect(struct world *w)
{
	blame_rows_free(&w->rows);
	table_free(&w->functions);
	assert_int_equal(blame_rows_collect(&w->rows, &w->blame, &w->dictionary, TGID), 0);
	assert_int_equal(blame_functions(&w->functions, &w->rows, &w->dictionary), 0);
	w->input.rows = &w->rows;
	w->input.functions = &w->functions;
}

static void test_held_while_blocked(void **state)
{
	struct world *w = make();
	struct blame_place *there;

	(void)state;
	tell_stack(&w->dictionary, 1, "careless");
	add_blame(w, 2, 1, 100 * MS);
	there = place(w, 1, 1, 100 * MS);
	there->sleeps = 3;
	there->asleep_ns = 40 * MS;
	there->asleep_waited_ns = MS - 1;
	collect(w);
	NOT_FOUND("held-while-blocked");
	there->asleep_waited_ns = MS + 1;
	collect(w);
	FOUND("held-while-blocked");
	assert_string_equal(w->findings.list[0].id, "held-while-blocked"); /* the first of all */
	assert_string_equal(w->findings.list[0].function, "careless");
	assert_string_equal(w->findings.list[0].file, "app.py");
	assert_int_equal(w->findings.list[0].line, 10);
	assert_non_null(strstr(w->findings.list[0].title, "101 t1 slept 40.00ms"));
	assert_non_null(strstr(w->findings.list[0].figure, "3 times in careless (app.py:10)"));
	/* Next to nothing of all waiting. */
	add_blame(w, 3, 2, SECOND);
	collect(w);
	NOT_FOUND("held-while-blocked");
	drop(w);
}

static void test_long_hold(void **state)
{
	struct world *w = make();

	(void)state;
	set_thread(w, 0, 100, 21 * MS, 0, 0, GIL_REASON_BLOCKING);
	collect(w);
	NOT_FOUND("long-hold"); /* nobody waits */
	set_thread(w, 1, 100, MS, 2, 21 * MS, GIL_REASON_BLOCKING);
	add_blame(w, 2, 1, 19 * MS);
	collect(w);
	NOT_FOUND("long-hold"); /* not for it */
	add_blame(w, 2, 1, 2 * MS);
	collect(w);
	FOUND("long-hold");
	assert_int_equal(find(w, "long-hold")->thread, 1);
	set_thread(w, 1, 100, MS, 2, 19 * MS, GIL_REASON_BLOCKING);
	NOT_FOUND("long-hold");
	set_thread(w, 0, 100, 19 * MS, 0, 0, GIL_REASON_BLOCKING);
	set_thread(w, 1, 100, MS, 2, 21 * MS, GIL_REASON_BLOCKING);
	NOT_FOUND("long-hold");
	drop(w);
}

static void test_dominant_holder(void **state)
{
	struct world *w = make();

	(void)state;
	tell_stack(&w->dictionary, 1, "parse");
	for (int i = 1; i < THREADS; i++)
		set_thread(w, i, 100, 200000, 100, 3 * MS, GIL_REASON_BLOCKING);
	add_blame(w, 2, 1, 100 * MS);
	add_blame(w, 3, 1, 100 * MS);
	add_blame(w, 4, 1, 120 * MS); /* 320 of 1000 */
	add_blame(w, 2, 3, 300 * MS);
	add_blame(w, 3, 2, 300 * MS);
	add_blame(w, 4, 0, 80 * MS);
	place(w, 1, 1, 320 * MS);
	collect(w);
	NOT_FOUND("dominant-holder");
	add_blame(w, 4, 1, 50 * MS); /* 370 of 1050 */
	set_thread(w, 0, 100, 200000, 0, 0, GIL_REASON_INTERVAL);
	collect(w);
	FOUND("dominant-holder");
	assert_int_equal(find(w, "dominant-holder")->thread, 1);
	assert_string_equal(find(w, "dominant-holder")->function, "parse");
	assert_non_null(strstr(find(w, "dominant-holder")->figure, "100% of its holds ended because others asked"));
	/* Nobody waits to speak of. */
	for (int i = 1; i < THREADS; i++)
		set_thread(w, i, 100, 200000, 100, MS, GIL_REASON_BLOCKING);
	NOT_FOUND("dominant-holder");
	drop(w);
}

static void test_hot_function(void **state)
{
	struct world *w = make();

	(void)state;
	tell_stack(&w->dictionary, 1, "encode");
	for (int i = 0; i < THREADS; i++)
		set_thread(w, i, 100, 200000, 100, 3 * MS, GIL_REASON_BLOCKING);
	add_blame(w, 1, 2, 500 * MS);
	add_blame(w, 2, 1, 500 * MS);
	place(w, 1, 1, 170 * MS);
	place(w, 2, 1, 150 * MS);
	collect(w);
	NOT_FOUND("hot-function"); /* 32 % */
	place(w, 2, 1, 170 * MS);
	collect(w);
	FOUND("hot-function");
	assert_string_equal(find(w, "hot-function")->function, "encode");
	/* In one thread only it belongs to that thread. */
	place(w, 2, 1, 0);
	place(w, 1, 1, 500 * MS);
	w->blame.places.count = 1;
	collect(w);
	NOT_FOUND("hot-function");
	drop(w);
}

static void test_losses(void **state)
{
	struct world *w = make();

	(void)state;
	NOT_FOUND("lost");
	w->snapshot.lost.stacks = 1;
	FOUND("lost");
	assert_non_null(strstr(find(w, "lost")->title, "counts and times are right"));
	w->snapshot.lost.no_storage = 1;
	assert_non_null(strstr(find(w, "lost")->title, "all figures"));
	drop(w);
}

static void test_unsound(void **state)
{
	struct world *w = make();

	(void)state;
	NOT_FOUND("unsound");
	w->process.account.overlaps = 1;
	FOUND("unsound");
	w->process.account.overlaps = 0;
	w->threads[0].account.counts.releases--;
	FOUND("unsound");
	w->threads[0].account.counts.releases++;
	NOT_FOUND("unsound");
	w->process.account.free_ns -= 9 * MS; /* of 10 s */
	NOT_FOUND("unsound");
	w->process.account.free_ns -= 2 * MS;
	FOUND("unsound");
	drop(w);
}

static void test_doubts(void **state)
{
	struct world *w = make();

	(void)state;
	NOT_FOUND("incomplete");
	w->input.incomplete = 1;
	FOUND("incomplete");
	w->input.incomplete = 0;

	NOT_FOUND("truncated");
	w->threads[0].account.counts.hold.cut_death = 40;
	NOT_FOUND("truncated");
	w->threads[0].account.counts.hold.cut_death = 50;
	FOUND("truncated");
	w->threads[0].account.counts.hold.cut_death = 0;

	NOT_FOUND("self-cost");
	w->threads[0].account.counts.requests = 900000;
	NOT_FOUND("self-cost");
	w->threads[0].account.counts.requests = 1100000;
	FOUND("self-cost");
	w->threads[0].account.counts.requests = 0;

	collect(w);
	NOT_FOUND("strays");
	w->blame.strays = 7; /* of 807 */
	NOT_FOUND("strays");
	w->blame.undivided = 2;
	FOUND("strays");

	NOT_FOUND("few-events");
	for (int i = 0; i < THREADS; i++)
		set_thread(w, i, 7, 100, 0, 0, GIL_REASON_BLOCKING);
	FOUND("few-events");
	set_thread(w, 0, 9, 100, 0, 0, GIL_REASON_BLOCKING);
	NOT_FOUND("few-events");
	drop(w);
}

/* Names as long as they can be, and all findings at once: nothing is cut in a way that is no UTF-8. */
static void test_long_names(void **state)
{
	struct world *w = make();
	struct blame_place *there;
	char name[300];

	(void)state;
	memset(name, 'f', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	memset(w->threads[0].name, 0, sizeof(w->threads[0].name));
	for (int i = 0; i < 255; i++)
		strcat(w->threads[0].name, "\xef\xbf\xbd");
	memset(name, 0xff, sizeof(name) - 1);
	tell_stack(&w->dictionary, 1, name);
	set_thread(w, 1, 100, 200000, 100, 30 * MS, GIL_REASON_BLOCKING);
	add_blame(w, 2, 1, SECOND);
	there = place(w, 1, 1, SECOND);
	there->asleep_ns = there->asleep_waited_ns = SECOND;
	there->sleeps = 1;
	collect(w);
	FOUND("held-while-blocked");
	FOUND("dominant-holder");
	for (size_t i = 0; i < w->findings.count; i++) {
		assert_true(text_is_valid(w->findings.list[i].title));
		assert_true(text_is_valid(w->findings.list[i].figure));
		assert_true(strlen(w->findings.list[i].title) < sizeof(w->findings.list[i].title) - 1);
		assert_true(strlen(w->findings.list[i].figure) < sizeof(w->findings.list[i].figure) - 1);
		assert_true(strlen(w->findings.list[i].advice) < sizeof(w->findings.list[i].advice) - 1);
	}
	drop(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_bound),       cmocka_unit_test(test_bound),
		cmocka_unit_test(test_no_event),        cmocka_unit_test(test_gap),
		cmocka_unit_test(test_short_holds),     cmocka_unit_test(test_unfair),
		cmocka_unit_test(test_convoy),          cmocka_unit_test(test_starved),
		cmocka_unit_test(test_long_hold),       cmocka_unit_test(test_held_while_blocked),
		cmocka_unit_test(test_dominant_holder), cmocka_unit_test(test_hot_function),
		cmocka_unit_test(test_losses),          cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_doubts),          cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
