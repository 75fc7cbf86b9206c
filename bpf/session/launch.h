/*
 * launch.h - starts a command and holds each exec in the tree of processes that grows from it.
 *
 * The tree is traced with ptrace, for exec, fork and clone only. When a process has a new image, and before it runs its
 * first instruction, `on_exec` is called; if that says so, the process is let go for good, and its children with it.
 * All processes that are still traced when gilscope ends go on by themselves.
 */
#ifndef GILSCOPE_LAUNCH_H
#define GILSCOPE_LAUNCH_H

#include <sys/types.h>

enum launch_answer {
	LAUNCH_HOLD_NEXT, /* not interesting: go on, and hold the next exec */
	LAUNCH_HOLD_CALL, /* too early: go on to the end of the next system call, and ask again */
	LAUNCH_LET_GO,    /* is being measured now: stop tracing it */
	LAUNCH_FAILED,    /* on_exec has said why */
};

struct launch {
	pid_t pid;   /* of the command */
	int ended;   /* it has, with */
	int status;  /* as from waitpid */
	enum launch_answer (*on_exec)(void *context, pid_t pid); /* also after the calls that LAUNCH_HOLD_CALL has asked for */
	void *context;
	pid_t calling; /* it is to stop at its next system call; 0: none is */
	int output; /* a descriptor for the command's stdout and stderr, its stdin is empty then; 0: it has gilscope's own */
};

/*
 * Starts the command, as `user` unless NULL. SIGCHLD must be blocked (see launch_poll); `signals` is the mask that the
 * command gets. 0, or the exit status for gilscope after having said what is wrong: 127 not found, 126 not to be run,
 * 1 anything else.
 */
int launch_start(struct launch *launch, char **command, const char *user, const void *signals);

/* Handles all that has happened, without waiting; call it when SIGCHLD comes. 0, or -1 if on_exec failed. */
int launch_poll(struct launch *launch);

/* The exit status of a shell for it: that of the command, or 128 + the signal that killed it. */
int launch_exit_status(const struct launch *launch);

#endif
