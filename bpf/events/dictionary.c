/* dictionary.c - see dictionary.h. */
#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

void dictionary_init(struct dictionary *dictionary)
{
	memset(dictionary, 0, sizeof(*dictionary));
	table_init(&dictionary->threads, sizeof(struct thread_entry));
	table_init(&dictionary->codes, sizeof(struct code_entry));
	table_init(&dictionary->stacks, sizeof(struct stack_entry));
}

static int keep_thread(struct dictionary *dictionary, const struct gil_event_thread *event)
{
	struct thread_entry *entry = table_get(&dictionary->threads, event->head.thread, 0);

	if (!entry)
		return -1;
	entry->tgid = event->tgid;
	entry->tid = event->tid;
	entry->own_tid = event->own_tid;
	if (event->name_size && event->name[0])
		text_clean(entry->name, event->name, GIL_NAME_SIZE, event->name_size >= GIL_NAME_SIZE);
	else
		text_clean(entry->name, event->comm, GIL_COMM_SIZE, 0);
	return 0;
}

static void clean(char *out, size_t room, const char *in, size_t size)
{
	char cleaned[TEXT_NAME_SIZE];

	text_clean(cleaned, in, size - 1, 0);
	if (strlen(cleaned) >= room) /* never: a byte becomes three at most */
		cleaned[0] = '\0';
	strcpy(out, cleaned);
}

static int keep_code(struct dictionary *dictionary, const struct gil_event_code *event)
{
	struct code_entry *entry = table_get(&dictionary->codes, event->head.value, 0);

	if (!entry)
		return -1;
	entry->firstline = event->firstline;
	clean(entry->name, sizeof(entry->name), event->name, sizeof(event->name));
	clean(entry->file, sizeof(entry->file), event->file, sizeof(event->file));
	return 0;
}

static int keep_stack(struct dictionary *dictionary, const struct gil_event_stack *event)
{
	struct stack_entry *entry = table_find(&dictionary->stacks, event->head.value, 0);

	if (entry) {
		entry->generation = dictionary->generation;
		return 0;
	}
	if (dictionary->frame_count + event->count > dictionary->frame_room) {
		size_t room = dictionary->frame_room ? dictionary->frame_room * 2 : 1024;
		struct gil_frame *grown = realloc(dictionary->frames, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		dictionary->frames = grown;
		dictionary->frame_room = room;
	}
	entry = table_get(&dictionary->stacks, event->head.value, 0);
	if (!entry)
		return -1;
	entry->count = event->count;
	entry->flags = event->flags;
	entry->generation = dictionary->generation;
	entry->first = dictionary->frame_count;
	if (event->count)
		memcpy(dictionary->frames + entry->first, event->frames, event->count * sizeof(event->frames[0]));
	dictionary->frame_count += event->count;
	return 0;
}

int dictionary_event(struct dictionary *dictionary, const struct gil_event *event)
{
	switch (event->kind) {
	case GIL_EVENT_THREAD:
		return keep_thread(dictionary, (const void *)event);
	case GIL_EVENT_CODE:
		return keep_code(dictionary, (const void *)event);
	case GIL_EVENT_STACK:
		return keep_stack(dictionary, (const void *)event);
	default:
		return 0;
	}
}

const struct thread_entry *dictionary_thread(const struct dictionary *dictionary, uint32_t id)
{
	return table_find(&dictionary->threads, id, 0);
}

const struct code_entry *dictionary_code(const struct dictionary *dictionary, uint64_t code)
{
	return table_find(&dictionary->codes, code, 0);
}

const struct stack_entry *dictionary_stack(const struct dictionary *dictionary, uint64_t stack)
{
	return table_find(&dictionary->stacks, stack, 0);
}

const struct gil_frame *dictionary_frame(const struct dictionary *dictionary, const struct stack_entry *stack, uint32_t i)
{
	return &dictionary->frames[stack->first + i];
}

const char *dictionary_thread_name(const struct dictionary *dictionary, uint32_t id)
{
	const struct thread_entry *entry = dictionary_thread(dictionary, id);

	return entry ? entry->name : "?";
}

const char *dictionary_code_name(const struct dictionary *dictionary, uint64_t code)
{
	const struct code_entry *entry = dictionary_code(dictionary, code);

	return entry && entry->name[0] ? entry->name : "?";
}

struct ids {
	const uint64_t *ids;
	size_t count;
};

static int compare_ids(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static int is_not_among(const void *record, void *context)
{
	const struct ids *ids = context;

	return !bsearch(&((const struct table_key *)record)->a, ids->ids, ids->count, sizeof(*ids->ids), compare_ids);
}

void dictionary_forget_threads(struct dictionary *dictionary, const uint64_t *ids, size_t count)
{
	struct ids forgotten = { ids, count };

	if (count)
		table_keep(&dictionary->threads, is_not_among, &forgotten);
}

void dictionary_age_stacks(struct dictionary *dictionary)
{
	dictionary->generation++;
}

void dictionary_keep_stack(struct dictionary *dictionary, uint64_t stack)
{
	struct stack_entry *entry = table_find(&dictionary->stacks, stack, 0);

	if (entry)
		entry->generation = dictionary->generation;
}

static int is_of_now(const void *record, void *context)
{
	return ((const struct stack_entry *)record)->generation == *(const unsigned *)context;
}

void dictionary_drop_stacks(struct dictionary *dictionary)
{
	size_t count = 0;

	table_keep(&dictionary->stacks, is_of_now, &dictionary->generation);
	/* In the order in which they came, as are their frames: each moves to the front, if at all. */
	for (size_t i = 0; i < dictionary->stacks.count; i++) {
		struct stack_entry *entry = table_at(&dictionary->stacks, i);

		if (entry->count)
			memmove(dictionary->frames + count, dictionary->frames + entry->first, entry->count * sizeof(*dictionary->frames));
		entry->first = count;
		count += entry->count;
	}
	dictionary->frame_count = count;
}

void dictionary_free(struct dictionary *dictionary)
{
	table_free(&dictionary->threads);
	table_free(&dictionary->codes);
	table_free(&dictionary->stacks);
	free(dictionary->frames);
	memset(dictionary, 0, sizeof(*dictionary));
}
