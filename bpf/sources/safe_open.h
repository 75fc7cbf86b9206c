/*
 * safe_open.h - opens files that a target names, or has mapped: only regular files, never waiting, never leaving the target's
 * root by a link that it has made.
 */
#ifndef GILSCOPE_SAFE_OPEN_H
#define GILSCOPE_SAFE_OPEN_H

#include <sys/types.h>

/* A descriptor to read, or -1 with errno; EINVAL: not a regular file. `path` is one of ours, such as /proc/PID/exe. */
int safe_open(const char *path);

#define SAFE_MAP_PATH 80

/*
 * Makes the path, one of ours, of the file that process `pid` has mapped at the addresses with which a line of /proc/PID/maps
 * begins. That has zeros before short ones, as of programs that are not position-independent; map_files has none. Returns `path`.
 */
const char *safe_map_path(char path[SAFE_MAP_PATH], pid_t pid, const char *line);

/* As safe_open(), of a path that means something in the root directory of process `pid`. */
int safe_open_in_root(pid_t pid, const char *path);

#endif
