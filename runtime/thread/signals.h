/* Signals: the C handler only notes them; Python handlers run in the main
 * thread at its next safepoint, or at once when it is blocked. */
#ifndef GILPY_THREAD_SIGNALS_H
#define GILPY_THREAD_SIGNALS_H

#include <signal.h>

#include "thread/breaker.h"
#include "thread/thread.h"

bool signals_init(Thread *main_thread); /* SIGINT raises KeyboardInterrupt, SIGPIPE is ignored */
/* If t is the main thread and signals have arrived: their handlers.  -1:
 * one of them raised.  GIL held. */
int signals_run(Thread *t);
bool signals_is_main(const Thread *t);
/* Whether signals_run(t) has something to do; with or without the GIL. */
static inline bool signals_due(const Thread *t) {
    return unlikely(gilpy_hot_breaker() & BREAK_SIGNAL) && signals_is_main(t);
}
/* In the child of fork: t is the main thread now; what arrived before is the parent's. */
void signals_after_fork(Thread *t);
/* Python handler of a signal: borrowed; None: not from Python; ints 0, 1: SIG_DFL, SIG_IGN. */
Val signals_get(int signum);
bool signals_set(int signum, Val handler); /* false: OSError set */
/* As if signum had arrived, if it has a handler in Python.  GIL held. */
void signals_simulate(int signum);
/* pthread_sigmask() of the calling thread t; returns 0 or an errno.  GIL held. */
int signals_mask(Thread *t, int how, const sigset_t *set, sigset_t *old);
/* The number of each signal that arrives is written to fd as one byte; -1:
 * to none.  warn: say so on standard error if fd is full.  Returns the
 * descriptor before.  GIL held. */
int signals_set_wakeup_fd(int fd, bool warn);

#endif
