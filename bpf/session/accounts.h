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

/* Runs an iterator that looks at tasks and gives nothing. 0, or -1 having said why. */
int accounts_see_tasks(struct bpf_program *program);

/* The tgid that BPF programs see, 0 if there is no such process or it has ended. In the initial pid namespace it is the pid. */
uint32_t accounts_resolve(struct session *session, pid_t pid);

/* What an account begins with; all zeros if nothing is known. */
struct account_seed {
	struct gil_layout layout;
	/* Of _PyRuntime, where the main interpreter's GIL is; without them the first GIL that is seen counts as that. */
	uint64_t runtime_start, runtime_end;
	int by_libc; /* as in struct gil_process */
};

/* Fills these in, if the process runs the CPython of that file and it tells. */
void accounts_find_runtime(struct account_seed *seed, const struct target_file *file, pid_t pid);

/*
 * Opens the account of a process: its events count from `start` on, which may be GIL_NOT_OPEN. 0, and `*id` is its id, which is
 * never 0; 1: it has an account, for it was forked just now by a process that is followed; -1 having said why.
 */
int accounts_add(struct session *session, uint32_t tgid, const struct account_seed *seed, uint64_t start, uint32_t *id);

/* Of an account that is not open: its events count from `start` on. 0, or -1 having said why. */
int accounts_start(struct session *session, uint32_t tgid, uint64_t start);

/* Of any process with an account, or of the one after `*tgid` in no order; NULL begins. 0, or -1: there is none. */
int accounts_find(const struct session *session, uint32_t tgid, struct gil_process *process);
int accounts_next(const struct session *session, const uint32_t *tgid, uint32_t *next);

/* Where the frames of the process lie from now on. 0, or -1 having said why. */
int accounts_set_layout(struct session *session, uint32_t tgid, const struct gil_layout *layout);

/* Tells where _PyRuntime is of a process that has become a CPython, and the rest of `seed` but the layout. 0, or -1 having said why. */
int accounts_set_runtime(struct session *session, uint32_t tgid, const struct account_seed *seed);

/* Which of its threads wait already, if it runs a CPython: while its account is not open. 0, or -1 having said why. */
int accounts_see_waiters(struct session *session, uint32_t tgid, const struct target_file *file);

void accounts_remove(struct session *session, uint32_t tgid);

#endif
