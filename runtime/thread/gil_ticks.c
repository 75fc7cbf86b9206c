/* Policy ticks, a model of CPython's lock before 3.2 to be compared with: the
 * holder releases and takes the lock every 100 bytecodes when anyone waits
 * (gil_tick); waiters just sleep, as on a semaphore.  Who wins then is up to
 * the kernel.
 *
 * No wake-up is lost: a waiter announces itself (waiters++), reads the wake
 * word, tries the lock once more and sleeps only while the wake word is
 * unchanged; a releaser frees the lock, then looks at waiters, then changes
 * the wake word.  All are sequentially consistent, so either the waiter's
 * last try sees the lock free, or the releaser sees the waiter and changes
 * the word under it. */
#include "thread/gil_policy.h"

static _Atomic uint32_t wake_word; /* changes with every release that somebody waits for */

void ticks_acquire(Thread *t) {
    gil_note_request(t);
    atomic_fetch_add(&gil.waiters, 1);
    for (;;) {
        uint32_t wake = atomic_load(&wake_word);
        if (gil_try_lock())
            break;
        gil_futex(&wake_word, FUTEX_WAIT, wake, NULL);
    }
    atomic_fetch_sub(&gil.waiters, 1);
    gil_own(t, true);
}

void ticks_wake(void) {
    atomic_fetch_add(&wake_word, 1);
    gil_futex(&wake_word, FUTEX_WAKE, 1, NULL);
}
