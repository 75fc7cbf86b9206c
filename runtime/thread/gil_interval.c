/* Policy interval, a model of CPython's lock (ceval_gil.h, 3.2 and later) to be
 * compared with: a waiter that slept a whole switch interval without any switch
 * happening asks for a drop; the holder drops at its next safepoint and then
 * waits until some other thread has had the lock (forced switch).  The request
 * belongs to the lock, not to the waiter, and is withdrawn at every acquire.
 *
 * It is built from what CPython builds it from, a pthread mutex and a condition
 * variable, because who gets the lock depends on these: a waiter that has just
 * asked and goes back to wait may take the signal that another one was woken
 * for.  Beside two threads that compute a third then loses several turns in
 * row, which a queue in order of arrival would not show.
 *
 * No wake-up is lost: under the mutex a waiter announces itself (waiters++),
 * tries the lock once more and waits.  A releaser frees the lock, then looks at
 * waiters, then signals under the mutex.  All but the signal are sequentially
 * consistent, so either the waiter's try sees the lock free, or the releaser
 * sees the waiter, and signals when that waits. */
#include <errno.h>
#include <pthread.h>

#include "hot.h"
#include "thread/blocking.h"
#include "thread/breaker.h"
#include "thread/gil_policy.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;

/* Under the mutex, for one interval; true if that was over without a switch. */
static bool wait_interval(void) {
    uint32_t seen = atomic_load(&gil.switch_number);
    int64_t until = monotonic_ns() + atomic_load_explicit(&gil.interval_ns, memory_order_relaxed);
    struct timespec ts = {until / 1000000000, until % 1000000000};
    return pthread_cond_clockwait(&freed, &mutex, CLOCK_MONOTONIC, &ts) == ETIMEDOUT && atomic_load(&gil.locked) &&
           atomic_load(&gil.switch_number) == seen;
}

void interval_acquire(Thread *t) {
    gil_note_request(t);
    pthread_mutex_lock(&mutex);
    atomic_fetch_add(&gil.waiters, 1);
    while (!gil_try_lock()) {
        if (!wait_interval())
            continue;
        uint32_t seen = atomic_load(&gil.switch_number);
        pthread_mutex_unlock(&mutex); /* no probe fires under it */
        gil_note_drop_request(t);
        pthread_mutex_lock(&mutex);
        if (atomic_load(&gil.locked) && atomic_load(&gil.switch_number) == seen)
            breaker_set(BREAK_DROP);
    }
    atomic_fetch_sub(&gil.waiters, 1);
    pthread_mutex_unlock(&mutex);
    gil_own(t, true);
}

void interval_wake(void) {
    pthread_mutex_lock(&mutex);
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&mutex);
}

void interval_yield(Thread *t) {
    uint32_t seen = atomic_load(&gil.switch_number);
    gil_disown(t, GIL_REASON_INTERVAL);
    /* Not the quick way: the waiter that has asked still has the mutex. */
    pthread_mutex_lock(&mutex);
    atomic_store(&gil.locked, 0);
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&mutex);
    gil_await_switch(seen);
    gil_acquire(t);
}

void interval_before_fork(void) { pthread_mutex_lock(&mutex); }

void interval_after_fork_in_parent(void) { pthread_mutex_unlock(&mutex); }

void interval_after_fork(void) {
    freed = (pthread_cond_t)PTHREAD_COND_INITIALIZER; /* those who wait there are not here */
    pthread_mutex_unlock(&mutex);
}
