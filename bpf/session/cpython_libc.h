/*
 * cpython_libc.h - the last resort, where the calls in a CPython cannot be told (cpython_find.h: no symbols, and .eh_frame does not
 * have its functions, or more places signal than there is room for): the functions that are called, in the C library that the process
 * has mapped. All processes with that library come by there, and pay for the hooks; which calls are about the GIL is told by the
 * address of the condition, which must lie in _PyRuntime and look like a GIL's. So this sees the main interpreter's GIL only, and not
 * what was the reason of a release.
 */
#ifndef GILSCOPE_CPYTHON_LIBC_H
#define GILSCOPE_CPYTHON_LIBC_H

#include "cpython_find.h"
#include "session.h"
#include "target.h"

/* Where a CPython is hooked: in its own file, or in a C library. */
struct cpython_hooks {
	struct cpython_sites sites;
	int libc_fd; /* open on the library, if the method is CPYTHON_BY_LIBC; close it; else -1 */
	struct session_libc libc;
	char libc_name[PATH_MAX]; /* as the process has it: for people */
};

/*
 * Finds the places by whatever works. 0; 1: its C library is not mapped yet; -1 with *why a text that says what is missing.
 *
 * The environment variable GILSCOPE_CPYTHON_METHOD, for tests, set to "libc", has only the last resort tried.
 */
int cpython_hooks_find(struct cpython_hooks *hooks, const struct target_file *file, pid_t pid, const char **why);

#endif
