/* Signals: the C handler only notes them; Python handlers run in the main
 * thread at its next safepoint, or at once when it is blocked. */
#ifndef GILPY_THREAD_SIGNALS_H
#define GILPY_THREAD_SIGNALS_H

#include "thread/thread.h"

bool signals_init(Thread *main_thread); /* SIGINT raises KeyboardInterrupt, SIGPIPE is ignored */
/* If t is the main thread and signals have arrived: their handlers.  -1:
 * one of them raised. */
int signals_run(Thread *t);
bool signals_is_main(const Thread *t);
/* In the child of fork: t is the main thread now; what arrived before is the parent's. */
void signals_after_fork(Thread *t);
/* Python handler of a signal: borrowed; None: not from Python; ints 0, 1: SIG_DFL, SIG_IGN. */
Val signals_get(int signum);
bool signals_set(int signum, Val handler); /* false: OSError set */

#endif
