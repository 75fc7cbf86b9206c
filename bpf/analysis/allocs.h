/*
 * allocs.h - which objects are made: sampled allocations added up by type, size class, function and thread.
 *
 * A sample's weight is the allocated bytes that it stands for; weight / size is the number of objects. Both sums are right
 * on average, and the more samples a row has the nearer they are: the relative error is about 1 / sqrt(samples).
 */
#ifndef GILSCOPE_ALLOCS_H
#define GILSCOPE_ALLOCS_H

#include "dictionary.h"
#include "gil_event.h"
#include "table.h"

struct allocs_sum {
	uint64_t bytes, samples;
	double objects;
	uint64_t freed_bytes, freed_objects; /* of types, and only if every object was counted */
};

/* Every row begins with a key and its sum, so that one function sorts them all. */
struct allocs_row {
	struct table_key key;
	struct allocs_sum sum;
};

struct allocs_type {
	struct allocs_row row;              /* key: hash of the name, which of those with this hash */
	char name[GIL_TYPE_NAME_SIZE * 3]; /* valid UTF-8, not escaped; "?": not known */
};

struct allocs {
	struct table types;     /* struct allocs_type */
	struct table sizes;     /* struct allocs_row; key: the power of two that is not below the size */
	struct table functions; /* struct allocs_row; key: gil_frame.code, 0: outside of Python code or not known */
	struct table threads;   /* struct allocs_row; key: gil_thread.id */
	struct table stacks;    /* struct allocs_row; key: thread, stack */
	struct allocs_sum all;
};

void allocs_init(struct allocs *allocs);

/* Takes one record of the stream; the dictionary has had it. 0, or -1 having said why. */
int allocs_event(struct allocs *allocs, const struct dictionary *dictionary, const struct gil_event *event);

/* Every object was counted: the sums without the samples'; those by stack stay. Then rows of the counts. 0, or -1 said. */
void allocs_clear(struct allocs *allocs);
int allocs_add_type(struct allocs *allocs, const char *name, size_t size, uint64_t size_class, const struct allocs_sum *sum);
int allocs_add_place(struct allocs *allocs, uint64_t thread, uint64_t code, const struct allocs_sum *sum);

/* Rows with most bytes first. */
void allocs_sort(struct table *rows);

void allocs_free(struct allocs *allocs);

#endif
