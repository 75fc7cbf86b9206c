/* test_top_blame.c - blame cut into intervals: nothing is lost or counted twice, and the dead are forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_stream.h"
#include "top_blame.h"

#define MS 1000000ULL

struct one {
	struct dictionary dictionary;
	struct top_blame blame;
	unsigned every; /* an interval ends after so many events; 0: never */
	unsigned events;
	size_t most_places, most_threads, most_names;
};

static void one_begin(struct one *one, unsigned every)
{
	memset(one, 0, sizeof(*one));
	one->every = every;
	dictionary_init(&one->dictionary);
	top_blame_init(&one->blame);
}

static void one_end(struct one *one)
{
	top_blame_free(&one->blame);
	dictionary_free(&one->dictionary);
}

static void cut(struct one *one, uint64_t now)
{
	for (uint32_t p = 1; p <= FAKE_PROCESSES; p++)
		assert_int_equal(blame_cut(&one->blame.engine, p * 100, now), 0);
	assert_int_equal(top_blame_next(&one->blame, &one->dictionary), 0);
	if (one->blame.total.places.count > one->most_places)
		one->most_places = one->blame.total.places.count;
	if (one->blame.total.threads.count > one->most_threads)
		one->most_threads = one->blame.total.threads.count;
	if (one->dictionary.threads.count > one->most_names)
		one->most_names = one->dictionary.threads.count;
}

static int on_event(void *context, const struct gil_event *event)
{
	struct one *one = context;

	if (one->every && ++one->events % one->every == 0)
		cut(one, event->time);
	if (dictionary_event(&one->dictionary, event))
		return -1;
	return top_blame_event(&one->blame, &one->dictionary, event);
}

struct sums {
	uint64_t waited, gap, blamed, places;
};

static struct sums add_up(const struct top_account *account)
{
	struct sums sums = { 0, 0, 0, 0 };

	for (size_t i = 0; i < account->threads.count; i++) {
		const struct blame_thread *thread = table_at(&account->threads, i);

		sums.waited += thread->waited_ns;
		sums.gap += thread->gap_ns;
		sums.blamed += thread->blamed_ns;
	}
	for (size_t i = 0; i < account->places.count; i++)
		sums.places += ((const struct top_place *)table_at(&account->places, i))->ns;
	return sums;
}

static struct sums run(unsigned every, uint64_t seed, uint64_t count, struct one *one)
{
	struct fake_stream stream;
	struct sums sums;

	one_begin(one, every);
	fake_begin(&stream, seed, 0, on_event, one);
	assert_int_equal(fake_run(&stream, count), 0);
	for (uint32_t p = 1; p <= FAKE_PROCESSES; p++)
		assert_int_equal(blame_finish(&one->blame.engine, p * 100, stream.now), 0);
	assert_int_equal(top_blame_next(&one->blame, &one->dictionary), 0);
	sums = add_up(&one->blame.total);
	one_end(one);
	return sums;
}

/* However often it is cut, the sums are those of the whole. */
static void intervals_add_up(void **state)
{
	static const unsigned every[] = { 1, 2, 7, 100, 5000 };

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct one one;
		struct sums whole = run(0, seed, 20000, &one);

		assert_true(whole.waited > 0 && whole.gap > 0 && whole.places > 0);
		assert_int_equal(whole.blamed + whole.gap, whole.waited);
		assert_int_equal(whole.places, whole.blamed);
		for (size_t i = 0; i < sizeof(every) / sizeof(every[0]); i++) {
			struct sums parts = run(every[i], seed, 20000, &one);

			assert_int_equal(parts.waited, whole.waited);
			assert_int_equal(parts.gap, whole.gap);
			assert_int_equal(parts.blamed, whole.blamed);
			assert_int_equal(parts.places, whole.places);
		}
	}
}

/* Thousands of threads later there is no more to remember than at the start. */
static void the_dead_are_forgotten(void **state)
{
	struct one one;

	(void)state;
	run(500, 9, 1000000, &one);
	assert_true(one.most_names <= 2 * FAKE_PROCESSES * FAKE_THREADS + 500);
	assert_true(one.most_threads <= 2 * FAKE_PROCESSES * FAKE_THREADS + 500);
	/* Places are of threads that live, and those of each process's dead: as many as there are places in the
	 * program. */
	assert_true(one.most_places <= (3 * FAKE_PROCESSES * FAKE_THREADS + FAKE_PROCESSES) * (FAKE_STACKS + 2));
}

static void send(struct one *one, uint64_t time, uint32_t thread, uint16_t kind, uint16_t detail, uint64_t value)
{
	struct gil_event event = { time, thread, kind, detail, value };

	assert_int_equal(on_event(one, &event), 0);
}

static void tell(struct one *one, uint32_t id)
{
	struct gil_event_thread event = {
		.head = { 1, id, GIL_EVENT_THREAD, 0, 0 }, .tgid = 100, .own_tid = id, .comm = "x"
	};

	assert_int_equal(on_event(one, &event.head), 0);
}

/* The only place of the interval at which thread 1 slept. */
static const struct top_place *asleep(const struct one *one)
{
	const struct top_place *found = NULL;

	for (size_t i = 0; i < one->blame.interval.places.count; i++) {
		const struct top_place *place = table_at(&one->blame.interval.places, i);

		if (!place->asleep_ns)
			continue;
		assert_null(found);
		found = place;
	}
	return found;
}

/* One sleep with the GIL that lasts over three intervals is in each of them, at its place. */
static void a_sleep_goes_on(void **state)
{
	struct gil_event_code code = {
		.head = { 1, 0, GIL_EVENT_CODE, 0, 77 }, .firstline = 3, .name = "nap", .file = "/x/nap.py"
	};
	struct gil_event_stack stack = { .head = { 1, 0, GIL_EVENT_STACK, 0, 5 },
					 .count = 1,
					 .frames = { { .code = 77, .line = 11 } } };
	struct one one;

	(void)state;
	one_begin(&one, 0);
	tell(&one, 1);
	tell(&one, 2);
	assert_int_equal(on_event(&one, &code.head), 0);
	assert_int_equal(on_event(&one, &stack.head), 0);
	send(&one, 10 * MS, 1, GIL_EVENT_ACQUIRE, 0, 0);
	send(&one, 20 * MS, 2, GIL_EVENT_REQUEST, 0, 0);
	send(&one, 30 * MS, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_BLOCKED, 5);
	send(&one, 30 * MS, 1, GIL_EVENT_SWITCH_OUT, 1, 0);
	/* A waiter asks and looks at the sleeper, less closely than was looked when it went to sleep. */
	send(&one, 40 * MS, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_DROP, 6);
	cut(&one, 100 * MS);
	for (int i = 0; i < 3; i++) {
		const struct top_place *place = asleep(&one);
		static const uint64_t slept[] = { 70, 100, 50 }, waited[] = { 80, 100, 60 };

		assert_non_null(place);
		assert_int_equal(place->where, TOP_PYTHON);
		assert_int_equal(place->line, 11);
		assert_string_equal(dictionary_code_name(&one.dictionary, place->code), "nap");
		assert_int_equal(place->asleep_ns, slept[i] * MS);
		assert_int_equal(place->asleep_waited_ns, slept[i] * MS);
		assert_int_equal(add_up(&one.blame.interval).waited, waited[i] * MS);
		if (i == 1) {
			send(&one, 250 * MS, 1, GIL_EVENT_SWITCH_IN, 0, 0);
			send(&one, 260 * MS, 1, GIL_EVENT_RELEASE, 0, 1);
			send(&one, 265 * MS, 2, GIL_EVENT_ACQUIRE, 1, 0);
		}
		if (i == 2)
			break;
		cut(&one, (200 + (uint64_t)i * 100) * MS);
		if (i == 1) { /* and the gap belongs to nobody */
			assert_int_equal(add_up(&one.blame.interval).gap, 5 * MS);
			assert_int_equal(add_up(&one.blame.interval).blamed, 60 * MS);
			assert_int_equal(asleep(&one)->asleep_ns, 50 * MS);
			break;
		}
	}
	cut(&one, 400 * MS);
	assert_null(asleep(&one));
	assert_int_equal(add_up(&one.blame.interval).waited, 0);
	assert_int_equal(add_up(&one.blame.total).waited, 245 * MS);
	send(&one, 410 * MS, 1, GIL_EVENT_EXIT, 0, 0);
	cut(&one, 500 * MS);
	assert_non_null(dictionary_thread(&one.dictionary, 1)); /* it is shown once more */
	cut(&one, 600 * MS);
	assert_null(dictionary_thread(&one.dictionary, 1));
	assert_int_equal(add_up(&one.blame.total).blamed, 240 * MS);
	assert_non_null(table_find(&one.blame.total.threads, TOP_ENDED | 100, 0));
	one_end(&one);
}

static void tell_stack(struct one *one, uint64_t number)
{
	struct gil_event_stack stack = { .head = { 1, 0, GIL_EVENT_STACK, 0, number },
					 .count = (uint32_t)(number % 5) };

	for (uint32_t i = 0; i < stack.count; i++)
		stack.frames[i] = (struct gil_frame){ .code = number * 10 + i, .line = i };
	assert_int_equal(on_event(one, &stack.head), 0);
}

/* Of any number of stacks those stay that come again, or belong to a hold that runs; with their frames. */
static void stacks_do_not_pile_up(void **state)
{
	struct one one;
	uint64_t next = 1000;
	size_t most = 0;

	(void)state;
	one_begin(&one, 0);
	tell(&one, 1);
	tell_stack(&one, 14);
	send(&one, 10 * MS, 1, GIL_EVENT_ACQUIRE, 0, 0);
	send(&one, 30 * MS, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_BLOCKED, 14);
	for (uint64_t now = 100 * MS; now < 200000 * MS; now += 300 * MS) {
		for (int i = 0; i < 20; i++)
			tell_stack(&one, next++);
		cut(&one, now);
		if (top_blame_trim(&one.blame, &one.dictionary, 200, now))
			tell_stack(&one, 19); /* is taken all the time, so it is told at once */
		if (one.dictionary.stacks.count > most)
			most = one.dictionary.stacks.count;
	}
	assert_true(most < 400);
	assert_true(one.dictionary.frame_count < 5 * most);
	for (uint64_t number = 14; number <= 19; number += 5) {
		const struct stack_entry *stack = dictionary_stack(&one.dictionary, number);

		assert_non_null(stack);
		assert_int_equal(stack->count, 4);
		for (uint32_t i = 0; i < 4; i++)
			assert_int_equal(dictionary_frame(&one.dictionary, stack, i)->code, number * 10 + i);
	}
	assert_null(dictionary_stack(&one.dictionary, 1000));
	one_end(&one);
}

/* Whatever comes, each wait is divided among holders and nobody. */
static void events_without_sense(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct fake_stream stream;
		struct one one;

		one_begin(&one, 50);
		fake_begin(&stream, seed, 0, on_event, &one);
		assert_int_equal(fake_garbage(&stream, 20000), 0);
		cut(&one, stream.now);
		assert_int_equal(add_up(&one.blame.total).blamed + add_up(&one.blame.total).gap,
				 add_up(&one.blame.total).waited);
		one_end(&one);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_add_up),	cmocka_unit_test(the_dead_are_forgotten),
		cmocka_unit_test(a_sleep_goes_on),	cmocka_unit_test(stacks_do_not_pile_up),
		cmocka_unit_test(events_without_sense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
