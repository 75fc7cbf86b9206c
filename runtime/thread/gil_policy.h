/* Between gil.c, which every policy shares, and the policies.  Nobody else
 * includes this but vm/debug_offsets.c, which publishes where the holder is. */
#ifndef GILPY_THREAD_GIL_POLICY_H
#define GILPY_THREAD_GIL_POLICY_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "thread/gil.h"

typedef struct GilCore {
    _Atomic uint32_t locked;         /* somebody holds the GIL, or has been granted it */
    _Atomic uint32_t waiters;        /* threads that have announced themselves and wait */
    _Atomic int64_t slice_end;       /* policy fair: CLOCK_MONOTONIC ns; 0: nobody has waited in this hold */
    _Atomic uint32_t switch_number;  /* acquires by another thread than the last */
    _Atomic uint32_t forced_waiters; /* policy interval: droppers that wait for a switch */
    /* NULL and 0 while free.  Waiters must not look into the holder's state:
     * it may exit and be gone between two of their instructions. */
    _Atomic(Thread *) holder;
    _Atomic pid_t holder_tid;
    Thread *last_holder;             /* this and the next: owner only */
    enum gil_reason last_reason;
    GilPolicy policy;
    _Atomic int64_t interval_ns;
} GilCore;

extern GilCore gil;

static inline long gil_futex(_Atomic uint32_t *word, int op, uint32_t value, const struct timespec *timeout) {
    return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, timeout, NULL, FUTEX_BITSET_MATCH_ANY);
}

static inline bool gil_try_lock(void) {
    uint32_t free = 0;
    return NO_GIL || atomic_compare_exchange_strong(&gil.locked, &free, 1);
}

/* ---- gil.c ---- */
/* The calling thread t has just become the owner: bookkeeping and probe. */
void gil_own(Thread *t, bool contended);
/* t, the owner, is about to give it up: bookkeeping and probe. */
void gil_disown(Thread *t, enum gil_reason reason);
/* t found the GIL taken and is about to queue: account and probe. */
void gil_note_request(Thread *t);
/* The waiter t asks the holder for the GIL: account and probe. */
void gil_note_drop_request(Thread *t);

/* Returns when another thread has had the GIL since switch_number was `seen`, or nobody waits for it any more. */
void gil_await_switch(uint32_t seen);

/* ---- gil_interval.c ---- */
void interval_acquire(Thread *t); /* the quick way failed: t waits */
void interval_wake(void);         /* the GIL was freed while threads waited */
void interval_yield(Thread *t);
void interval_before_fork(void);
void interval_after_fork_in_parent(void);
void interval_after_fork(void);

/* ---- gil_ticks.c ---- */
void ticks_acquire(Thread *t);    /* the quick way failed: t waits */
void ticks_wake(void);            /* the GIL was freed while threads waited */

/* ---- gil_fair.c ---- */
void fair_init(void);
void fair_acquire(Thread *t);     /* the GIL is taken or wanted */
void fair_owned(void);            /* the caller took the GIL the quick way, and threads wait */
void fair_release(Thread *t);     /* disowned, and not unlocked yet: the slice's clock runs */
void fair_wake(void);             /* the GIL was unlocked the quick way while threads waited */
void fair_yield(Thread *t);
void fair_before_fork(void);
void fair_after_fork_in_parent(void);
void fair_after_fork(void);

#endif
