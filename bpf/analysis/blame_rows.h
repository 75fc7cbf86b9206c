/*
 * blame_rows.h - what blame.h found out about one process, in the order in which it is shown: worst first.
 */
#ifndef GILSCOPE_BLAME_ROWS_H
#define GILSCOPE_BLAME_ROWS_H

#include "blame.h"

/* Pointers into the tables of a struct blame, which must not change meanwhile. */
struct blame_rows {
	const struct blame_thread **waiters, **holders;
	const struct blame_place **places;
	size_t waiter_count, holder_count, place_count;
	uint64_t waited, gap, stacks;
};

/* 0, or -1 having said why. Free with blame_rows_free() in any case. */
int blame_rows_collect(struct blame_rows *rows, const struct blame *blame, const struct dictionary *dictionary,
		       uint32_t tgid);
void blame_rows_free(struct blame_rows *rows);

/* How long `waiter` waited for `holder` (0: nobody), in ns; adds to `stacks`, unless NULL, how many it rests on. */
uint64_t blame_cell_ns(const struct blame *blame, uint64_t waiter, uint64_t holder, uint64_t *stacks);

/* The places of one thread that have the same innermost function, put together. */
struct blame_function {
	struct table_key key;   /* holder, gil_frame.code; 0: outside of Python code, or no stack was taken */
	struct blame_place sum; /* of all its places; the key means nothing */
	uint64_t most;          /* ns of the place that weighs most */
	uint32_t line;          /* there; 0: not known */
	uint64_t most_asleep;   /* the same by asleep_waited_ns */
	uint32_t asleep_line;
	int taken; /* 0: no stack was taken in any of them */
};

/* Makes a table of struct blame_function of the places. 0, or -1 having said why; table_free() it in any case. */
int blame_functions(struct table *functions, const struct blame_rows *rows, const struct dictionary *dictionary);

#endif
