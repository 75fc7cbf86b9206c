/*
 * cpython_locate.h - cpython_find() for a file of a living process: opens it, and its debug file if there is one.
 */
#ifndef GILSCOPE_CPYTHON_LOCATE_H
#define GILSCOPE_CPYTHON_LOCATE_H

#include <sys/types.h>

#include "cpython_find.h"

/* 0 with *why a text: no version of it can be. */
int cpython_is_measurable(const struct cpython_file *info, const char **why);

/* `fd` is open on the file, which process `pid` calls `name`. 0, or -1 with *why a text that says what is missing. */
int cpython_locate(struct cpython_sites *sites, int fd, pid_t pid, const char *name, const struct cpython_file *info,
		   const char **why);

#endif
