/* The Global Interpreter Lock. */
#ifndef GILPY_THREAD_GIL_H
#define GILPY_THREAD_GIL_H

#include "thread/thread.h"

typedef enum GilPolicy {
    GIL_FAIR,     /* short slices, no convoy: see gil_fair.c */
    GIL_INTERVAL, /* CPython 3.2 and later: a waiter asks after the switch interval; forced switch */
    GIL_TICKS,    /* CPython before 3.2: release and acquire every so many bytecodes */
    GIL_POLICIES
} GilPolicy;

/* false: there is none of that name. */
bool gil_policy_by_name(const char *name, GilPolicy *policy);

void gil_init(GilPolicy policy);
GilPolicy gil_policy(void);
const char *gil_policy_name(void);
/* Seconds a waiter waits before it asks the holder to yield; > 0. */
double gil_switch_interval(void);
void gil_set_switch_interval(double seconds);

/* The calling thread, which is t, becomes the holder; may block. Never fails. */
void gil_acquire(Thread *t);
/* t, the holder, gives it up; never blocks.  With reason SHUTDOWN it is
 * given to nobody: the process is about to exit. */
void gil_release(Thread *t, enum gil_reason reason);
/* At a safepoint of the holder, when the breaker's drop flag is set. */
void gil_yield(Thread *t);
/* Under the ticks policy: so many bytecodes have passed. */
void gil_tick(Thread *t, uint64_t bytecodes);
bool gil_held_by(const Thread *t);
int gil_waiters(void);
/* The OS thread that holds it now, 0: nobody.  Any thread, without the GIL. */
pid_t gil_holder_tid(void);
/* Around fork(), by the holder: the child finds the lock's queues whole. */
void gil_before_fork(void);
void gil_after_fork_in_parent(void);
/* In the child of fork: t is the only thread and holds the GIL. */
void gil_after_fork(Thread *t);

#endif
