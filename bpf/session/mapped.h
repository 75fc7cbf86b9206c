/*
 * mapped.h - the files whose code a process has mapped.
 */
#ifndef GILSCOPE_MAPPED_H
#define GILSCOPE_MAPPED_H

#include <sys/types.h>

/*
 * Calls the function for each of them, in the order of addresses, until it returns non-zero, which is returned; else 0. `*fd` is
 * open on the file, which the process calls `name`; a function that keeps it sets it to -1. Files that cannot be opened are
 * left out.
 */
int mapped_each(pid_t pid, int (*function)(void *context, int *fd, const char *name), void *context);

#endif
