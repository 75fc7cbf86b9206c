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

static void add(struct allocs_sum *sum, const struct allocs_sum *more)
{
	sum->bytes += more->bytes;
	sum->samples += more->samples;
	sum->objects += more->objects;
	sum->freed_bytes += more->freed_bytes;
	sum->freed_objects += more->freed_objects;
}

static int add_row(struct table *rows, uint64_t a, uint64_t b, const struct allocs_sum *more)
{
	struct allocs_row *row = table_get(rows, a, b);

	if (!row)
		return -1;
	add(&row->sum, more);
	return 0;
}

static int add_type(struct allocs *allocs, const char *raw, size_t size, const struct allocs_sum *more)
{
	char name[TEXT_NAME_SIZE];
	uint64_t hash = 14695981039346656037ULL; /* FNV-1a */

	text_clean(name, raw, size, 0);
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
			add(&type->row.sum, more);
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
	struct allocs_sum more = { .samples = 1 };
	const struct stack_entry *stack;
	uint64_t code = 0;

	if (record->kind != GIL_EVENT_ALLOC)
		return 0;
	stack = dictionary_stack(dictionary, record->value);
	if (stack && stack->count)
		code = dictionary_frame(dictionary, stack, 0)->code;
	more.bytes = event->weight;
	more.objects = event->bytes ? (double)event->weight / (double)event->bytes : 0;
	add(&allocs->all, &more);
	return add_type(allocs, event->type, sizeof(event->type), &more) ||
			       add_row(&allocs->sizes, size_class(event->bytes), 0, &more) ||
			       add_row(&allocs->functions, code, 0, &more) ||
			       add_row(&allocs->threads, record->thread, 0, &more) ||
			       add_row(&allocs->stacks, record->thread, record->value, &more)
		       ? -1
		       : 0;
}

static void clear_rows(struct table *rows)
{
	size_t size = rows->record_size;

	table_free(rows);
	table_init(rows, size);
}

void allocs_clear(struct allocs *allocs)
{
	memset(&allocs->all, 0, sizeof(allocs->all));
	clear_rows(&allocs->types);
	clear_rows(&allocs->sizes);
	clear_rows(&allocs->functions);
	clear_rows(&allocs->threads);
}

int allocs_add_type(struct allocs *allocs, const char *name, size_t size, uint64_t size_class, const struct allocs_sum *sum)
{
	add(&allocs->all, sum);
	return add_type(allocs, name, size, sum) || add_row(&allocs->sizes, size_class, 0, sum) ? -1 : 0;
}

int allocs_add_place(struct allocs *allocs, uint64_t thread, uint64_t code, const struct allocs_sum *sum)
{
	return add_row(&allocs->functions, code, 0, sum) || add_row(&allocs->threads, thread, 0, sum) ? -1 : 0;
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
