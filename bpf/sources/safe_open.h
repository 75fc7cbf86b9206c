/*
 * safe_open.h - opens files that a target names, or has mapped: only regular files, never waiting, never leaving the target's
 * root by a link that it has made.
 */
#ifndef GILSCOPE_SAFE_OPEN_H
#define GILSCOPE_SAFE_OPEN_H

#include <sys/types.h>

/* A descriptor to read, or -1 with errno; EINVAL: not a regular file. `path` is one of ours, such as /proc/PID/exe. */
int safe_open(const char *path);

/* The same of a path that means something in the root directory of process `pid`. */
int safe_open_in_root(pid_t pid, const char *path);

#endif
