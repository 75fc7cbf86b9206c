/* blame_rows.c - see blame_rows.h. */
#include "blame_rows.h"

#include <stdlib.h>
#include <string.h>

static int by_waited(const void *a, const void *b)
{
	const struct blame_thread *left = *(struct blame_thread *const *)a, *right = *(struct blame_thread *const *)b;

	return left->waited_ns != right->waited_ns ? (left->waited_ns < right->waited_ns ? 1 : -1)
						   : (left->key.a > right->key.a) - (left->key.a < right->key.a);
}

static int by_blamed(const void *a, const void *b)
{
	const struct blame_thread *left = *(struct blame_thread *const *)a, *right = *(struct blame_thread *const *)b;

	return left->blamed_ns != right->blamed_ns ? (left->blamed_ns < right->blamed_ns ? 1 : -1)
						   : (left->key.a > right->key.a) - (left->key.a < right->key.a);
}

static int by_ns(const void *a, const void *b)
{
	const struct blame_place *left = *(struct blame_place *const *)a, *right = *(struct blame_place *const *)b;

	return left->ns != right->ns ? (left->ns < right->ns ? 1 : -1)
				     : (left->key.b > right->key.b) - (left->key.b < right->key.b);
}

static uint32_t tgid_of(const struct dictionary *dictionary, uint64_t thread)
{
	const struct thread_entry *entry = dictionary_thread(dictionary, (uint32_t)thread);

	return entry ? entry->tgid : 0;
}

int blame_rows_collect(struct blame_rows *rows, const struct blame *blame, const struct dictionary *dictionary,
		       uint32_t tgid)
{
	size_t threads = blame->threads.count + 1, places = blame->places.count + 1;

	memset(rows, 0, sizeof(*rows));
	rows->waiters = malloc(threads * sizeof(*rows->waiters));
	rows->holders = malloc(threads * sizeof(*rows->holders));
	rows->places = malloc(places * sizeof(*rows->places));
	if (!rows->waiters || !rows->holders || !rows->places)
		return say("out of memory");
	for (size_t i = 0; i < blame->threads.count; i++) {
		const struct blame_thread *thread = table_at(&blame->threads, i);

		if (thread->tgid != tgid)
			continue;
		rows->waited += thread->waited_ns;
		rows->gap += thread->gap_ns;
		if (thread->waited_ns)
			rows->waiters[rows->waiter_count++] = thread;
		if (thread->blamed_ns)
			rows->holders[rows->holder_count++] = thread;
	}
	for (size_t i = 0; i < blame->places.count; i++) {
		const struct blame_place *place = table_at(&blame->places, i);

		if (tgid_of(dictionary, place->key.a) != tgid)
			continue;
		rows->stacks += place->stacks;
		rows->places[rows->place_count++] = place;
	}
	qsort(rows->waiters, rows->waiter_count, sizeof(*rows->waiters), by_waited);
	qsort(rows->holders, rows->holder_count, sizeof(*rows->holders), by_blamed);
	qsort(rows->places, rows->place_count, sizeof(*rows->places), by_ns);
	return 0;
}

void blame_rows_free(struct blame_rows *rows)
{
	free(rows->waiters);
	free(rows->holders);
	free(rows->places);
}

uint64_t blame_cell_ns(const struct blame *blame, uint64_t waiter, uint64_t holder, uint64_t *stacks)
{
	const struct blame_cell *cell = table_find(&blame->cells, waiter, holder);

	if (cell && stacks)
		*stacks += cell->stacks;
	return cell ? cell->ns : 0;
}

int blame_functions(struct table *functions, const struct blame_rows *rows, const struct dictionary *dictionary)
{
	table_init(functions, sizeof(struct blame_function));
	for (size_t i = 0; i < rows->place_count; i++) {
		const struct blame_place *place = rows->places[i];
		const struct stack_entry *stack = dictionary_stack(dictionary, place->key.b);
		const struct gil_frame *frame = stack && stack->count ? dictionary_frame(dictionary, stack, 0) : NULL;
		struct blame_function *function = table_get(functions, place->key.a, frame ? frame->code : 0);

		if (!function)
			return -1;
		function->taken |= place->key.b != 0;
		function->sum.ns += place->ns;
		function->sum.stacks += place->stacks;
		function->sum.sleeps += place->sleeps;
		function->sum.asleep_ns += place->asleep_ns;
		function->sum.asleep_waited_ns += place->asleep_waited_ns;
		if (frame && place->ns >= function->most) {
			function->most = place->ns;
			function->line = frame->line;
		}
		if (frame && place->asleep_waited_ns >= function->most_asleep) {
			function->most_asleep = place->asleep_waited_ns;
			function->asleep_line = frame->line;
		}
	}
	return 0;
}
