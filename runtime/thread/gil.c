/* The GIL: the part that all policies share, and the quick way in and out.
 *
 * `locked` is 0 or 1, `waiters` counts the threads that wait.  Uncontended
 * acquire: a load and one compare-and-swap.  Uncontended release: one exchange
 * and a load.  No clock is read on this way unless the account is kept.
 *
 * The quick way in is open to everyone under the policies that model CPython,
 * where a newcomer may overtake those who wait; under fair only while nobody
 * waits.  The quick way out leaves the slow part to the policy: a waiter
 * announces itself (waiters++) and then looks whether the GIL is free, a
 * releaser frees it and then looks at waiters.  All four are sequentially
 * consistent, so at least one of the two sees the other: see each policy for
 * what they do then. */
#include "thread/gil_policy.h"

#include "gilpy_probes.h"
#include "hot.h"
#include "thread/breaker.h"
#include "thread/gil_account.h"

#define TICKS 100 /* bytecodes, CPython's default of sys.setcheckinterval() before 3.2 */

GilCore gil = {.interval_ns = 5000000};
GIL_GLOBAL Thread *thread_current;

static const char *const policy_names[] = {"fair", "interval", "ticks"};

bool gil_policy_by_name(const char *name, GilPolicy *policy) {
    for (int i = 0; i < GIL_POLICIES; i++)
        if (strcmp(name, policy_names[i]) == 0) {
            *policy = (GilPolicy)i;
            return true;
        }
    return false;
}

void gil_init(GilPolicy policy) {
    gil.policy = policy;
    if (policy == GIL_FAIR)
        fair_init();
}
GilPolicy gil_policy(void) { return gil.policy; }
const char *gil_policy_name(void) { return policy_names[gil.policy]; }
double gil_switch_interval(void) { return (double)atomic_load_explicit(&gil.interval_ns, memory_order_relaxed) / 1e9; }
void gil_set_switch_interval(double seconds) {
    /* at most some 70 years, so that now + interval never overflows */
    int64_t ns = seconds * 1e9 < 1 ? 1 : seconds >= 2e9 ? INT64_MAX / 4 : (int64_t)(seconds * 1e9);
    atomic_store_explicit(&gil.interval_ns, ns, memory_order_relaxed);
}
bool gil_held_by(const Thread *t) { return atomic_load_explicit(&gil.holder, memory_order_relaxed) == t; }
pid_t gil_holder_tid(void) { return atomic_load_explicit(&gil.holder_tid, memory_order_relaxed); }
int gil_waiters(void) { return (int)atomic_load_explicit(&gil.waiters, memory_order_relaxed); }

static ALWAYS_INLINE BOOKKEEPING void own(Thread *t, bool contended) {
    atomic_store_explicit(&gil.holder, t, memory_order_relaxed);
    atomic_store_explicit(&gil.holder_tid, t->tid, memory_order_relaxed);
    thread_current = t;
    err_state = &t->err;
    enum gil_reason reason = gil.last_reason;
    if (unlikely(gil_accounting))
        account_acquire(t, contended, reason);
    probe_gil_acquire(t, contended, reason);
    if (gil.last_holder != t) {
        if (gil_accounting && gil.last_holder)
            account_switch();
        gil.last_holder = t;
        atomic_fetch_add(&gil.switch_number, 1);
        if (unlikely(atomic_load(&gil.forced_waiters)))
            gil_futex(&gil.switch_number, FUTEX_WAKE, INT32_MAX, NULL);
    }
    /* The request belonged to the hold before. Fair withdraws it under its mutex. */
    if (unlikely(gilpy_hot_breaker() & BREAK_DROP) && gil.policy != GIL_FAIR)
        gilpy_hot_breaker_clear(BREAK_DROP);
    if (unlikely(gil.policy == GIL_TICKS || account_counts_bytecodes()))
        breaker_set(BREAK_COUNT);
    t->bytecodes = t->tick_base = 0;
}

static ALWAYS_INLINE BOOKKEEPING void disown(Thread *t, enum gil_reason reason) {
    gil.last_reason = reason;
    uint32_t waiting = atomic_load_explicit(&gil.waiters, memory_order_relaxed);
    if (unlikely(gil_accounting))
        account_release(t, reason, waiting);
    probe_gil_release(t, reason, waiting, t->bytecodes);
    atomic_store_explicit(&gil.holder, NULL, memory_order_relaxed);
    atomic_store_explicit(&gil.holder_tid, 0, memory_order_relaxed);
}

/* The quick way has its own copies of these two. */
BOOKKEEPING void gil_own(Thread *t, bool contended) { own(t, contended); }
BOOKKEEPING void gil_disown(Thread *t, enum gil_reason reason) { disown(t, reason); }

void gil_note_request(Thread *t) {
    Thread *h = atomic_load_explicit(&gil.holder, memory_order_relaxed);
    uint32_t already = atomic_load_explicit(&gil.waiters, memory_order_relaxed);
    pid_t holder_tid = atomic_load_explicit(&gil.holder_tid, memory_order_relaxed);
    uint64_t now = gil_accounting ? account_now() : 0;
    probe_gil_request(t, (uint64_t)holder_tid, h, already);
    if (gil_accounting)
        account_request(t, now, holder_tid);
}

void gil_note_drop_request(Thread *t) {
    Thread *h = atomic_load_explicit(&gil.holder, memory_order_relaxed);
    pid_t holder_tid = atomic_load_explicit(&gil.holder_tid, memory_order_relaxed);
    uint64_t now = gil_accounting ? account_now() : 0;
    probe_gil_drop_request((uint64_t)t->tid, (uint64_t)holder_tid, h);
    if (gil_accounting)
        account_drop_request(t, now, holder_tid);
}

void gil_await_switch(uint32_t seen) {
    atomic_fetch_add(&gil.forced_waiters, 1);
    while (atomic_load(&gil.switch_number) == seen && atomic_load(&gil.waiters)) {
        struct timespec ts = {0, 1000000}; /* the last waiter may leave by another door (exit) */
        gil_futex(&gil.switch_number, FUTEX_WAIT, seen, &ts);
    }
    atomic_fetch_sub(&gil.forced_waiters, 1);
}

void gil_acquire(Thread *t) {
    bool fair = gil.policy == GIL_FAIR;
    if (likely((!fair || !atomic_load(&gil.waiters)) && gil_try_lock())) {
        own(t, false);
        if (fair && unlikely(atomic_load(&gil.waiters)))
            fair_owned();
    } else {
        fair ? fair_acquire(t) : gil.policy == GIL_INTERVAL ? interval_acquire(t) : ticks_acquire(t);
    }
}

BOOKKEEPING void gil_release(Thread *t, enum gil_reason reason) {
    disown(t, reason);
    /* At shutdown nobody gets it any more: daemon threads wait until the
     * process is gone, and the accounts written now are final. */
    if (NO_GIL || reason == GIL_REASON_SHUTDOWN)
        return;
    if (unlikely(atomic_load_explicit(&gil.slice_end, memory_order_relaxed))) {
        fair_release(t);
        return;
    }
    t->released_ns = 0;
    atomic_store(&gil.locked, 0);
    if (unlikely(atomic_load(&gil.waiters)))
        gil.policy == GIL_FAIR ? fair_wake() : gil.policy == GIL_INTERVAL ? interval_wake() : ticks_wake();
}

void gil_yield(Thread *t) {
    if (!atomic_load(&gil.waiters)) /* whoever asked has gone */
        gilpy_hot_breaker_clear(BREAK_DROP);
    else if (gil.policy == GIL_FAIR)
        fair_yield(t);
    else
        interval_yield(t);
}

void gil_tick(Thread *t, uint64_t bytecodes) {
    if (bytecodes < TICKS)
        return;
    t->tick_base = t->bytecodes;
    if (atomic_load(&gil.waiters)) {
        gil_release(t, GIL_REASON_TICKS);
        gil_acquire(t);
    }
}

void gil_before_fork(void) {
    if (gil.policy == GIL_FAIR)
        fair_before_fork();
    else if (gil.policy == GIL_INTERVAL)
        interval_before_fork();
}

void gil_after_fork_in_parent(void) {
    if (gil.policy == GIL_FAIR)
        fair_after_fork_in_parent();
    else if (gil.policy == GIL_INTERVAL)
        interval_after_fork_in_parent();
}

void gil_after_fork(Thread *t) {
    atomic_store(&gil.waiters, 0);
    atomic_store(&gil.forced_waiters, 0);
    atomic_store(&gil.slice_end, 0);
    atomic_store(&gil.locked, 1);
    if (gil.policy == GIL_FAIR)
        fair_after_fork();
    else if (gil.policy == GIL_INTERVAL)
        interval_after_fork();
    gil.last_reason = GIL_REASON_NONE;
    gil.last_holder = NULL;
    gil_own(t, false);
}
