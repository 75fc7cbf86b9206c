/* table.c - see table.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

void table_init(struct table *table, size_t record_size)
{
	memset(table, 0, sizeof(*table));
	table->record_size = record_size;
}

static size_t first_slot(const struct table *table, uint64_t a, uint64_t b)
{
	uint64_t hash = (a ^ (b << 32 | b >> 32)) * 0x9e3779b97f4a7c15ULL;

	return (hash ^ hash >> 32) & (table->slots - 1);
}

static const struct table_key *key_at(const struct table *table, size_t i)
{
	return table_at(table, i);
}

/* The slot of a key, or the empty one where it belongs. */
static size_t find_slot(const struct table *table, uint64_t a, uint64_t b)
{
	size_t slot = first_slot(table, a, b);

	while (table->index[slot]) {
		const struct table_key *key = key_at(table, table->index[slot] - 1);

		if (key->a == a && key->b == b)
			break;
		slot = (slot + 1) & (table->slots - 1);
	}
	return slot;
}

static void index_all(struct table *table)
{
	memset(table->index, 0, table->slots * sizeof(*table->index));
	for (size_t i = 0; i < table->count; i++) {
		const struct table_key *key = key_at(table, i);

		table->index[find_slot(table, key->a, key->b)] = (uint32_t)i + 1;
	}
}

static int grow(struct table *table)
{
	size_t room = table->room ? table->room * 2 : 64;
	char *records = room > UINT32_MAX / 4 ? NULL : realloc(table->records, room * table->record_size);
	uint32_t *index;

	if (!records)
		return say("out of memory");
	table->records = records;
	index = malloc(room * 2 * sizeof(*index));
	if (!index)
		return say("out of memory");
	free(table->index);
	table->index = index;
	table->slots = room * 2;
	table->room = room;
	index_all(table);
	return 0;
}

void *table_find(const struct table *table, uint64_t a, uint64_t b)
{
	size_t slot;

	if (!table->count)
		return NULL;
	slot = find_slot(table, a, b);
	return table->index[slot] ? table_at(table, table->index[slot] - 1) : NULL;
}

void *table_get(struct table *table, uint64_t a, uint64_t b)
{
	struct table_key *key = table_find(table, a, b);

	if (key)
		return key;
	if (table->count == table->room && grow(table))
		return NULL;
	key = table_at(table, table->count);
	memset(key, 0, table->record_size);
	key->a = a;
	key->b = b;
	table->index[find_slot(table, a, b)] = (uint32_t)++table->count;
	return key;
}

void table_clear(struct table *table)
{
	table->count = 0;
	if (table->index)
		memset(table->index, 0, table->slots * sizeof(*table->index));
}

void table_keep(struct table *table, int (*keep)(const void *record, void *context), void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < table->count; i++) {
		if (!keep(table_at(table, i), context))
			continue;
		if (kept != i)
			memcpy(table_at(table, kept), table_at(table, i), table->record_size);
		kept++;
	}
	if (kept == table->count)
		return;
	table->count = kept;
	index_all(table);
}

void table_sort(struct table *table, int (*compare)(const void *, const void *))
{
	if (!table->count)
		return;
	qsort(table->records, table->count, table->record_size, compare);
	index_all(table);
}

void table_free(struct table *table)
{
	free(table->records);
	free(table->index);
	table_init(table, table->record_size);
}
