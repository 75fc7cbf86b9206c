/*
 * accounts.h - the accounts that the BPF programs keep in their maps: how they are opened, and what session.h says of
 * reading them.
 */
#ifndef GILSCOPE_ACCOUNTS_H
#define GILSCOPE_ACCOUNTS_H

#include "session.h"

struct bpf_program;

/* Runs an iterator and gives its records of `size` bytes to `function` until that returns non-zero. 0, or -1: errno. */
int accounts_iterate(struct bpf_program *program, size_t size, int (*function)(void *context, const void *record),
		     void *context);

/* The tgid that BPF programs see, 0 if there is no such process. In the initial pid namespace it is the pid itself. */
uint32_t accounts_resolve(struct session *session, pid_t pid);

/*
 * Opens the account of a process: its events count from `start` on. `layout` may be NULL. Its id, which is never 0; or 0
 * having said why.
 */
uint32_t accounts_add(struct session *session, uint32_t tgid, const struct gil_layout *layout, uint64_t start);

/* Of any process with an account, or of the one after `*tgid` in no order; NULL begins. 0, or -1: there is none. */
int accounts_find(const struct session *session, uint32_t tgid, struct gil_process *process);
int accounts_next(const struct session *session, const uint32_t *tgid, uint32_t *next);

/* Where the frames of the process lie from now on. 0, or -1 having said why. */
int accounts_set_layout(struct session *session, uint32_t tgid, const struct gil_layout *layout);

/* Where its _PyRuntime is, if it runs the CPython of that file; sees which of its threads wait already. 0, or -1 having said why. */
int accounts_set_runtime(struct session *session, uint32_t tgid, pid_t pid, const struct target_file *file);

void accounts_remove(struct session *session, uint32_t tgid);

#endif
