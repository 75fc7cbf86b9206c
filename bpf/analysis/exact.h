/*
 * exact.h - what --exact has added up: reads it from the kernel side, and makes of it what the views print.
 *
 * Functions return 0, or -1 having said why.
 */
#ifndef GILSCOPE_EXACT_H
#define GILSCOPE_EXACT_H

#include "allocs.h"
#include "gil_exact.h"
#include "session.h"
#include "table.h"

/* A Python function; times are wall time, with all waits in it. */
struct exact_function {
	struct table_key key; /* gil_frame.code (0: not known), 0 */
	struct gil_exact_function sum;
};

/* Into a table that has been initialized for them. What still runs counts up to `end`. */
int exact_functions(struct session *session, uint64_t end, struct table *functions);

/* Replaces all sums but those by stack. */
int exact_allocs(struct session *session, struct allocs *allocs);

/* How many events that were, and what they took of the program's time, in ns: for the programs and, as calibrated, for each
 * event's way into the kernel and back. */
void exact_cost(const struct session *session, uint64_t *events, uint64_t *ns);

#endif
