/* test_blame.c - blame at the edges of a window, where records come that its figures are not of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "blame.h"

#define PROCESS 7
#define HOLDER 1
#define WAITER 2
#define STACK 99

static struct dictionary dictionary;
static struct blame blame;

static void tell(uint64_t time, uint32_t thread, enum gil_event_kind kind, uint16_t detail, uint64_t value)
{
	struct gil_event event = { .time = time, .thread = thread, .kind = kind, .detail = detail, .value = value };

	assert_int_equal(blame_event(&blame, &dictionary, &event), 0);
}

static int setup(void **state)
{
	(void)state;
	dictionary_init(&dictionary);
	blame_init(&blame);
	for (uint32_t thread = HOLDER; thread <= WAITER; thread++) {
		struct gil_event_thread event = { .head = { .time = 1, .thread = thread, .kind = GIL_EVENT_THREAD }, .tgid = PROCESS };

		if (dictionary_event(&dictionary, &event.head))
			return -1;
	}
	tell(1000, HOLDER, GIL_EVENT_ACQUIRE, 0, 0);
	tell(2000, WAITER, GIL_EVENT_REQUEST, 0, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	blame_free(&blame);
	dictionary_free(&dictionary);
	return 0;
}

/* It goes to sleep with the GIL, and the window ends meanwhile. */
static void test_asleep_at_the_end(void **state)
{
	struct blame_place *place;

	(void)state;
	tell(3000, HOLDER, GIL_EVENT_SAMPLE, GIL_CAUSE_BLOCKED, STACK);
	assert_int_equal(blame_finish(&blame, PROCESS, 5000), 0);
	place = table_find(&blame.places, HOLDER, STACK);
	assert_non_null(place);
	assert_int_equal(place->asleep_ns, 2000);
	assert_int_equal(place->asleep_waited_ns, 2000);
	assert_int_equal(place->ns, 3000);
}

/* The scheduler's hook tells of a sleep that began after the end. */
static void test_asleep_after_the_end(void **state)
{
	struct blame_place *place;

	(void)state;
	tell(4000, HOLDER, GIL_EVENT_SAMPLE, GIL_CAUSE_CLOCK, STACK);
	tell(6000, HOLDER, GIL_EVENT_SAMPLE, GIL_CAUSE_BLOCKED, STACK + 1);
	assert_int_equal(blame_finish(&blame, PROCESS, 5000), 0);
	place = table_find(&blame.places, HOLDER, STACK);
	assert_non_null(place);
	assert_int_equal(place->ns, 3000);
	assert_int_equal(place->asleep_ns, 0);
	place = table_find(&blame.places, HOLDER, STACK + 1);
	assert_true(!place || (place->asleep_ns == 0 && place->asleep_waited_ns == 0 && place->ns == 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_asleep_at_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(test_asleep_after_the_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
