/* top_blame.c - see top_blame.h. */
#include "top_blame.h"

#include <stdlib.h>
#include <string.h>

#define TRIM_NS 1000000000ULL /* much longer than any event is held back */

static void init_account(struct top_account *account)
{
	table_init(&account->places, sizeof(struct top_place));
	table_init(&account->threads, sizeof(struct blame_thread));
}

void top_blame_init(struct top_blame *blame)
{
	memset(blame, 0, sizeof(*blame));
	blame_init(&blame->engine);
	init_account(&blame->interval);
	init_account(&blame->total);
}

static int keep_id(struct top_ids *list, uint64_t id)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		uint64_t *grown = realloc(list->ids, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		list->ids = grown;
		list->room = room;
	}
	list->ids[list->count++] = id;
	return 0;
}

int top_blame_event(struct top_blame *blame, const struct dictionary *dictionary, const struct gil_event *event)
{
	/* After exec the thread goes on, under the same number. */
	if (event->kind == GIL_EVENT_EXIT && event->detail != 2 && keep_id(&blame->ending, event->thread))
		return -1;
	return blame_event(&blame->engine, dictionary, event);
}

static int add_place(struct top_account *account, uint64_t holder, const struct top_place *part)
{
	struct top_place *place = table_get(&account->places, holder, part->key.b);

	if (!place)
		return -1;
	place->tgid = part->tgid;
	place->line = part->line;
	place->code = part->code;
	place->where = part->where;
	place->ns += part->ns;
	place->stacks += part->stacks;
	place->sleeps += part->sleeps;
	place->asleep_ns += part->asleep_ns;
	place->asleep_waited_ns += part->asleep_waited_ns;
	return 0;
}

static int add_thread(struct top_account *account, uint64_t id, const struct blame_thread *part)
{
	struct blame_thread *thread = table_get(&account->threads, id, 0);

	if (!thread)
		return -1;
	thread->tgid = part->tgid;
	thread->waited_ns += part->waited_ns;
	thread->gap_ns += part->gap_ns;
	thread->blamed_ns += part->blamed_ns;
	return 0;
}

/* The place of a stack is its innermost frame. */
static struct top_place place_of(const struct dictionary *dictionary, const struct blame_place *part)
{
	const struct stack_entry *stack = dictionary_stack(dictionary, part->key.b);
	const struct thread_entry *holder = dictionary_thread(dictionary, (uint32_t)part->key.a);
	struct top_place place = {
		.key = part->key,
		.tgid = holder ? holder->tgid : 0,
		.where = part->key.b ? TOP_OUTSIDE : TOP_NO_STACK,
		.ns = part->ns,
		.stacks = part->stacks,
		.sleeps = part->sleeps,
		.asleep_ns = part->asleep_ns,
		.asleep_waited_ns = part->asleep_waited_ns,
	};

	if (stack && stack->count) {
		const struct gil_frame *frame = dictionary_frame(dictionary, stack, 0);
		const struct code_entry *code = dictionary_code(dictionary, frame->code);

		place.where = TOP_PYTHON;
		place.code = frame->code;
		place.line = frame->line || !code ? frame->line : code->firstline;
	}
	/* Codes are hashes themselves. */
	place.key.b = (place.code ^ place.line * 0x9e3779b97f4a7c15ULL) + place.where;
	return place;
}

static int read_engine(struct top_blame *blame, const struct dictionary *dictionary)
{
	const struct table *places = &blame->engine.places, *threads = &blame->engine.threads;

	for (size_t i = 0; i < places->count; i++) {
		struct top_place place = place_of(dictionary, table_at(places, i));

		if (add_place(&blame->interval, place.key.a, &place) || add_place(&blame->total, place.key.a, &place))
			return -1;
	}
	for (size_t i = 0; i < threads->count; i++) {
		const struct blame_thread *thread = table_at(threads, i);

		if (add_thread(&blame->interval, thread->key.a, thread) ||
		    add_thread(&blame->total, thread->key.a, thread))
			return -1;
	}
	blame_clear(&blame->engine);
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static int is_among(const struct top_ids *list, uint64_t id)
{
	return list->count && bsearch(&id, list->ids, list->count, sizeof(*list->ids), compare_ids);
}

static int has_not_ended(const void *record, void *context)
{
	return !is_among(context, ((const struct table_key *)record)->a);
}

/* What they did goes to the ended ones of their process. */
static int forget_ended(struct top_blame *blame, struct dictionary *dictionary)
{
	struct table *places = &blame->total.places, *threads = &blame->total.threads;
	size_t place_count = places->count, thread_count = threads->count;

	if (!blame->ended.count)
		return 0;
	qsort(blame->ended.ids, blame->ended.count, sizeof(*blame->ended.ids), compare_ids);
	for (size_t i = 0; i < place_count; i++) {
		struct top_place place = *(const struct top_place *)table_at(places, i);

		if (is_among(&blame->ended, place.key.a) && add_place(&blame->total, TOP_ENDED | place.tgid, &place))
			return -1;
	}
	for (size_t i = 0; i < thread_count; i++) {
		struct blame_thread thread = *(const struct blame_thread *)table_at(threads, i);

		if (is_among(&blame->ended, thread.key.a) &&
		    add_thread(&blame->total, TOP_ENDED | thread.tgid, &thread))
			return -1;
	}
	table_keep(places, has_not_ended, &blame->ended);
	table_keep(threads, has_not_ended, &blame->ended);
	dictionary_forget_threads(dictionary, blame->ended.ids, blame->ended.count);
	return 0;
}

int top_blame_next(struct top_blame *blame, struct dictionary *dictionary)
{
	struct top_ids again = blame->ended;

	table_clear(&blame->interval.places);
	table_clear(&blame->interval.threads);
	if (forget_ended(blame, dictionary) || read_engine(blame, dictionary))
		return -1;
	again.count = 0;
	blame->ended = blame->ending;
	blame->ending = again;
	return 0;
}

int top_blame_trim(struct top_blame *blame, struct dictionary *dictionary, size_t most, uint64_t now)
{
	if (!blame->aged && dictionary->stacks.count >= most) {
		dictionary_age_stacks(dictionary);
		blame->aged = now;
		return 1;
	}
	if (blame->aged && now - blame->aged > TRIM_NS) {
		blame_keep_stacks(&blame->engine, dictionary);
		dictionary_drop_stacks(dictionary);
		blame->aged = 0;
	}
	return 0;
}

static void free_account(struct top_account *account)
{
	table_free(&account->places);
	table_free(&account->threads);
}

void top_blame_free(struct top_blame *blame)
{
	blame_free(&blame->engine);
	free_account(&blame->interval);
	free_account(&blame->total);
	free(blame->ending.ids);
	free(blame->ended.ids);
	memset(blame, 0, sizeof(*blame));
}
