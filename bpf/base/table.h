/*
 * table.h - a growing array of records of one size, found by a key of two numbers: the accounts that views build from the
 * event stream. Records stay where they are in order of creation, but move in memory when the array grows.
 */
#ifndef GILSCOPE_TABLE_H
#define GILSCOPE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* What every record begins with. */
struct table_key {
	uint64_t a, b;
};

struct table {
	size_t record_size;
	char *records;
	size_t count, room;
	uint32_t *index; /* of record + 1, 0: empty; open addressing, at most half full */
	size_t slots;
};

void table_init(struct table *table, size_t record_size);

/* NULL: there is none. Valid until the next table_get(). */
void *table_find(const struct table *table, uint64_t a, uint64_t b);

/* Finds it or makes it, all zero but for its key. NULL: out of memory, said. Valid until the next table_get(). */
void *table_get(struct table *table, uint64_t a, uint64_t b);

/* By order of creation, until the table is sorted. */
static inline void *table_at(const struct table *table, size_t i)
{
	return table->records + i * table->record_size;
}

/* Forgets all records; their memory is kept for the next ones. */
void table_clear(struct table *table);

/* Keeps the records for which `keep` says 1, in their order, and forgets the others. */
void table_keep(struct table *table, int (*keep)(const void *record, void *context), void *context);

/* Orders the records as qsort does. */
void table_sort(struct table *table, int (*compare)(const void *, const void *));

void table_free(struct table *table);

#endif
