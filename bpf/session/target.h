/*
 * target.h - which processes are known runtimes, and which file of theirs has the probes.
 */
#ifndef GILSCOPE_TARGET_H
#define GILSCOPE_TARGET_H

#include <limits.h>
#include <sys/types.h>

struct target_file {
	char path[PATH_MAX]; /* usable from here, whatever the target's root */
	dev_t device;
	ino_t inode;
};

enum target_kind {
	TARGET_RUNTIME,    /* `file` is filled in */
	TARGET_UNKNOWN,    /* a process, but no runtime that is known */
	TARGET_NO_PROGRAM, /* a thread of the kernel, or a process that has ended and was not waited for */
	TARGET_NONE,       /* no such process */
	TARGET_THREAD,     /* a thread, but not the first of its process */
	TARGET_FORBIDDEN,  /* not ours to look at */
};

/* Looks at the executable of a process, and unless `executable_only` at the libraries it has mapped. */
enum target_kind target_find(pid_t pid, int executable_only, struct target_file *file);

#endif
