/*
 * profile.h - where threads spend their CPU time: samples of a clock, added up by function and by stack.
 */
#ifndef GILSCOPE_PROFILE_H
#define GILSCOPE_PROFILE_H

#include "dictionary.h"
#include "exact.h"
#include "gil_event.h"
#include "table.h"

/* A code object in one process. */
struct profile_function {
	struct table_key key; /* gil_frame.code, 0 */
	uint64_t self;        /* samples in which it was the innermost */
	uint64_t total;       /* in which it was anywhere on the stack, once however often it recurs */
	uint64_t last;        /* the sample counted last */
};

struct profile_stack {
	struct table_key key; /* thread, stack */
	uint64_t samples;
};

struct profile_thread {
	struct table_key key; /* gil_thread.id, 0 */
	uint32_t tgid;
	uint64_t samples;
	uint64_t outside; /* of them outside of Python code */
};

struct profile {
	struct table functions, stacks, threads;
	struct table exact; /* struct exact_function, with --exact; see exact.h. Filled in by the view */
	uint64_t samples;
	uint64_t unknown; /* samples whose thread or stack was never told: records were lost */
};

void profile_init(struct profile *profile);

/* Takes one record of the stream; the dictionary has had it. 0, or -1 having said why. */
int profile_event(struct profile *profile, const struct dictionary *dictionary, const struct gil_event *event);

void profile_free(struct profile *profile);

#endif
