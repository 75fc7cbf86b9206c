/* Locks that release the GIL while they wait.  A lock's word is changed only
 * by the holder of the GIL; waiters sleep on it as a futex. */
#ifndef GILPY_THREAD_LOCK_H
#define GILPY_THREAD_LOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Lock {
    uint32_t locked;  /* 0 free, 1 taken */
    uint32_t waiters;
} Lock;

/* deadline_ns: CLOCK_MONOTONIC, -1: wait for ever, 0: do not wait.
 * 1 taken, 0 not taken in time, -1 exception set. */
int lock_acquire(Lock *l, int64_t deadline_ns);
void lock_release(Lock *l);

#endif
