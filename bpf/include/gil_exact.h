/*
 * gil_exact.h - what the BPF programs add up with --exact, and gilscope reads: every call of a Python function, every
 * object made and destroyed.
 *
 * All of it happens while the thread holds its GIL, which puts the writes of a process in order: no atomics.
 */
#ifndef GILSCOPE_GIL_EXACT_H
#define GILSCOPE_GIL_EXACT_H

#include <stdint.h>

#define GIL_EXACT_MAX 65536 /* rows of each map */
#define GIL_EXACT_DEPTH 128 /* frames of a stack; the calls of deeper ones are counted, their time is the last of these' */
#define GIL_EXACT_TYPE 56   /* of a type's name, with the NUL */

/* A function, by gil_frame.code. */
struct gil_exact_function {
	uint64_t calls;
	uint64_t self_ns;  /* while it was the innermost of its thread; up to the last event of that thread */
	uint64_t total_ns; /* of finished runs that were its outermost in their thread */
};

/* What runs in a thread now. */
struct gil_exact_stack {
	uint64_t thread; /* gil_thread.id */
	uint64_t last;   /* time of the last event */
	uint64_t depth;
	struct {
		uint64_t code, start;
	} frames[GIL_EXACT_DEPTH];
};

/* Objects of one type and size class. */
struct gil_exact_type_key {
	uint32_t tgid;
	uint32_t size_class; /* the least power of two that is not below the size, from 8 on; 0: larger than 2^31 */
	char name[GIL_EXACT_TYPE];
};

struct gil_exact_objects {
	uint64_t objects, bytes;
	uint64_t freed_objects, freed_bytes;
};

/* Objects that one thread made in one function. */
struct gil_exact_place {
	uint64_t thread; /* gil_thread.id */
	uint64_t code;   /* gil_frame.code; 0: outside of Python code, or not known */
};

#endif
