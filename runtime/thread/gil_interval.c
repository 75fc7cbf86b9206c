/* Two policies that model CPython's, to be compared with.
 *
 * interval (the algorithm of CPython's ceval_gil.h, 3.2 and later): a waiter
 * that slept a whole switch interval without any switch happening asks for a
 * drop; the holder drops at its next safepoint and then waits until some other
 * thread has had the lock (forced switch).  The request belongs to the lock,
 * not to the waiter, and is withdrawn at every acquire.
 *
 * ticks (CPython before 3.2): the holder releases and takes the lock every
 * 100 bytecodes when anyone waits; waiters just sleep.  Who wins then is up to
 * the kernel.
 *
 * No wake-up is lost: a waiter announces itself (waiters++), reads the wake
 * word, tries the lock once more and sleeps only while the wake word is
 * unchanged; a releaser frees the lock, then looks at waiters, then changes
 * the wake word.  All are sequentially consistent, so either the waiter's
 * last try sees the lock free, or the releaser sees the waiter and changes
 * the word under it. */
#include <errno.h>

#include "hot.h"
#include "thread/breaker.h"
#include "thread/gil_policy.h"

static _Atomic uint32_t wake_word; /* changes with every release that somebody waits for */

void interval_acquire(Thread *t) {
    gil_note_request(t);
    atomic_fetch_add(&gil.waiters, 1);
    for (;;) {
        uint32_t wake = atomic_load(&wake_word);
        if (gil_try_lock())
            break;
        uint32_t seen = atomic_load(&gil.switch_number);
        int64_t ns = atomic_load_explicit(&gil.interval_ns, memory_order_relaxed);
        struct timespec ts = {ns / 1000000000, ns % 1000000000};
        bool timed = gil.policy == GIL_INTERVAL;
        long r = gil_futex(&wake_word, FUTEX_WAIT, wake, timed ? &ts : NULL);
        if (timed && r < 0 && errno == ETIMEDOUT && atomic_load(&gil.locked) && atomic_load(&gil.switch_number) == seen) {
            gil_note_drop_request(t);
            breaker_set(BREAK_DROP);
        }
    }
    atomic_fetch_sub(&gil.waiters, 1);
    gil_own(t, true);
}

void interval_wake(void) {
    atomic_fetch_add(&wake_word, 1);
    gil_futex(&wake_word, FUTEX_WAKE, 1, NULL);
}

void interval_yield(Thread *t) {
    uint32_t seen = atomic_load(&gil.switch_number);
    gil_release(t, GIL_REASON_INTERVAL);
    /* Forced switch: not before another thread has had the lock. */
    atomic_fetch_add(&gil.forced_waiters, 1);
    while (atomic_load(&gil.switch_number) == seen && atomic_load(&gil.waiters)) {
        struct timespec ts = {0, 1000000}; /* the last waiter may leave by another door (exit) */
        gil_futex(&gil.switch_number, FUTEX_WAIT, seen, &ts);
    }
    atomic_fetch_sub(&gil.forced_waiters, 1);
    gil_acquire(t);
}
