/*
 * descendants.h - the processes that descend from others, as /proc has them now.
 */
#ifndef GILSCOPE_DESCENDANTS_H
#define GILSCOPE_DESCENDANTS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Calls the function for each process that descends from one of these, once; stops when that returns non-zero, and returns
 * what it did. -1, having said why, also if the processes cannot be listed.
 */
int descendants_each(const pid_t *pids, size_t count, int (*function)(void *context, pid_t pid), void *context);

#endif
