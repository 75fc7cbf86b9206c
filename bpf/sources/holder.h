/*
 * holder.h - who holds the GIL of a process at a moment, read from its memory. A thread that keeps the GIL has no event that
 * would tell. The process runs on meanwhile, and is hostile.
 */
#ifndef GILSCOPE_HOLDER_H
#define GILSCOPE_HOLDER_H

#include <stdint.h>
#include <sys/types.h>

#include "cpython_offsets.h"

struct holder {
	uint64_t tstate; /* its thread state */
	uint64_t self;   /* its pthread_t: on x86-64 the thread's FS base */
};

/* Of a gilpy, whose file is open at `fd`. 0, or -1: nobody, or it cannot be told. */
int gilpy_holder(struct holder *holder, int fd, pid_t pid);

/* Of the main interpreter of a CPython, whose _PyRuntime is at `runtime`, of `size` bytes. 0, or -1. */
int cpython_holder(struct holder *holder, pid_t pid, const struct cpython_offsets *offsets, uint64_t runtime, uint64_t size);

#endif
