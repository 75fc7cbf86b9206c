/* How long the kernel lets others run before a thread that wakes.
 *
 * A thread that wakes on the CPU where another computes may wait for the end
 * of that one's slice, 3 ms by default, and then for the next tick: far longer
 * than for the GIL.  EEVDF lets a thread with a shorter slice preempt at once
 * (Linux 6.12 and later, sched_runtime of sched_setattr(2) for SCHED_OTHER;
 * older kernels ignore it).  Measured: of sleeps of 1 ms beside 2 and 4 hogs
 * 13 % ended over 0.6 ms late without this, 6 % with, under 1 % with what
 * gil_fair.c does besides (SPINNING).  The thread that computes loses nothing:
 * it gets its time back.  Threads inherit it from the one that makes them;
 * programs started from here must not. */
#ifndef GILPY_THREAD_CPU_SLICE_H
#define GILPY_THREAD_CPU_SLICE_H

#include "thread/thread.h"

enum {
    CPU_SLICE_DEFAULT = 0,    /* what the system has for everybody: for threads that compute */
    CPU_SLICE_SHORT = 100000, /* ns, the kernel's minimum: for threads that mostly wait */
};

/* Of the calling thread, which is t; errors are ignored: it is a wish. */
void cpu_slice_set(Thread *t, int ns);

#endif
