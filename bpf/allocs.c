/* allocs.c - see allocs.h. */
#include "allocs.h"

#include <string.h>

void allocs_init(struct allocs *allocs)
{
	memset(allocs, 0, sizeof(*allocs));
	table_init(&allocs->types, sizeof(struct allocs_type));
	table_init(&allocs->sizes, sizeof(struct allocs_row));
	table_init(&allocs->functions, sizeof(struct allocs_row));
	table_init(&allocs->threads, sizeof(struct allocs_row));
	table_init(&allocs->stacks, sizeof(struct allocs_row));
}

static void add(struct allocs_sum *sum, const struct gil_event_alloc *event)
{
	sum->bytes += event->weight;
	sum->samples++;
	sum->objects += event->bytes ? (double)event->weight / (double)event->bytes : 0;
}

static int add_row(struct table *rows, uint64_t a, uint64_t b, const struct gil_event_alloc *event)
{
	struct allocs_row *row = table_get(rows, a, b);

	if (!row)
		return -1;
	add(&row->sum, event);
	return 0;
}

static int add_type(struct allocs *allocs, const struct gil_event_alloc *event)
{
	char name[TEXT_NAME_SIZE];
	uint64_t hash = 14695981039346656037ULL; /* FNV-1a */

	text_clean(name, event->type, sizeof(event->type), 0);
	if (!name[0])
		strcpy(name, "?");
	for (const unsigned char *byte = (const void *)name; *byte; byte++)
		hash = (hash ^ *byte) * 1099511628211ULL;
	for (uint64_t same = 0;; same++) {
		struct allocs_type *type = table_get(&allocs->types, hash, same);

		if (!type)
			return -1;
		if (!type->name[0])
			memcpy(type->name, name, strnlen(name, sizeof(type->name) - 1));
		if (strcmp(type->name, name) == 0) {
			add(&type->row.sum, event);
			return 0;
		}
	}
}

/* 16 for 9 to 16 bytes, 32 for 17 to 32, … */
static uint64_t size_class(uint64_t bytes)
{
	uint64_t size = 8;

	while (size < bytes && size < 1ULL << 62)
		size *= 2;
	return size;
}

int allocs_event(struct allocs *allocs, const struct dictionary *dictionary, const struct gil_event *record)
{
	const struct gil_event_alloc *event = (const void *)record;
	const struct stack_entry *stack;
	uint64_t code = 0;

	if (record->kind != GIL_EVENT_ALLOC)
		return 0;
	stack = dictionary_stack(dictionary, record->value);
	if (stack && stack->count)
		code = dictionary_frame(dictionary, stack, 0)->code;
	add(&allocs->all, event);
	return add_type(allocs, event) || add_row(&allocs->sizes, size_class(event->bytes), 0, event) ||
			       add_row(&allocs->functions, code, 0, event) ||
			       add_row(&allocs->threads, record->thread, 0, event) ||
			       add_row(&allocs->stacks, record->thread, record->value, event)
		       ? -1
		       : 0;
}

static int by_bytes(const void *a, const void *b)
{
	const struct allocs_row *left = a, *right = b;

	if (left->sum.bytes != right->sum.bytes)
		return left->sum.bytes < right->sum.bytes ? 1 : -1;
	return left->key.a < right->key.a ? -1 : left->key.a > right->key.a;
}

void allocs_sort(struct table *rows)
{
	table_sort(rows, by_bytes);
}

void allocs_free(struct allocs *allocs)
{
	table_free(&allocs->types);
	table_free(&allocs->sizes);
	table_free(&allocs->functions);
	table_free(&allocs->threads);
	table_free(&allocs->stacks);
}
