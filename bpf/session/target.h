/*
 * target.h - which processes are known runtimes, and which file of theirs has the probes.
 */
#ifndef GILSCOPE_TARGET_H
#define GILSCOPE_TARGET_H

#include <limits.h>
#include <sys/types.h>

#include "cpython_file.h"

enum target_runtime {
	TARGET_GILPY,   /* by its probes */
	TARGET_CPYTHON, /* by its _PyRuntime */
};

struct target_file {
	char path[32];       /* usable from here, whatever the target's root and whatever becomes of it: it leads through `fd` */
	char name[PATH_MAX]; /* as the target has it: for people */
	dev_t device;
	ino_t inode;
	enum target_runtime runtime;
	int fd; /* of the file, open; or -1 */
	struct cpython_file cpython;
};

enum target_kind {
	TARGET_RUNTIME,    /* `file` is filled in; target_file_close() it */
	TARGET_LOADING,    /* a program that needs a libpython, which it has not mapped yet */
	TARGET_UNKNOWN,    /* a process, but no runtime that is known */
	TARGET_NO_PROGRAM, /* a thread of the kernel, or a process that has ended and was not waited for */
	TARGET_NONE,       /* no such process */
	TARGET_THREAD,     /* a thread, but not the first of its process */
	TARGET_FORBIDDEN,  /* not ours to look at */
};

/* Looks at the executable of a process, and unless `executable_only` at the libraries it has mapped. */
enum target_kind target_find(pid_t pid, int executable_only, struct target_file *file);

/* Which runtimes do these processes run? A bit 1 << enum target_runtime for each kind; 0 if it is not known of all of them. */
unsigned target_runtimes(const pid_t *pids, size_t count);

/* Says why it cannot be measured, if it is not TARGET_RUNTIME: then -1. */
int target_explain(enum target_kind kind, pid_t pid);

/* Where the process, which runs the CPython of that file, has its _PyRuntime. 0, or -1: it does not map the file, or that does not tell. */
int target_runtime(const struct target_file *file, pid_t pid, uint64_t *address);

void target_file_close(struct target_file *file);

#endif
