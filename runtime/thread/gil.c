/* The GIL: one word that is 0 or 1, a count of waiters, and a futex they
 * sleep on.
 *
 * Uncontended acquire: one compare-and-swap.  Uncontended release: one store
 * and one load.  No clock is read on this path unless the account is kept.
 *
 * No wake-up is lost: a waiter announces itself (waiters++), reads the wake
 * word, tries the lock once more and sleeps only while the wake word is
 * unchanged; a releaser frees the lock, then looks at waiters, then changes
 * the wake word.  All are sequentially consistent, so either the waiter's
 * last try sees the lock free, or the releaser sees the waiter and changes
 * the word under it.
 *
 * Policy interval (the algorithm of CPython's ceval_gil.h, 3.2 and later): a
 * waiter that slept a whole switch interval without any switch happening
 * asks for a drop; the holder drops at its next safepoint and then waits until
 * some other thread has had the lock (forced switch).  The request belongs to
 * the lock, not to the waiter, and is withdrawn at every acquire.
 *
 * Policy ticks (CPython before 3.2): the holder releases and takes the lock
 * every 100 bytecodes when anyone waits; waiters just sleep.  Who wins then is
 * up to the kernel. */
#include "thread/gil.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "gilpy_probes.h"
#include "hot.h"
#include "thread/gil_account.h"
#include "thread/breaker.h"

#define TICKS 100

static struct {
    _Atomic uint32_t locked;
    _Atomic uint32_t waiters;
    _Atomic uint32_t wake;            /* changes with every release that somebody waits for */
    _Atomic uint32_t switch_number;   /* acquires by another thread than the last */
    _Atomic uint32_t forced_waiters;  /* droppers that wait for a switch */
    /* NULL and 0 while free.  Waiters must not look into the holder's state:
     * it may exit and be gone between two of their instructions. */
    _Atomic(Thread *) holder;
    _Atomic pid_t holder_tid;
    Thread *last_holder;              /* this and the next: owner only */
    enum gil_reason last_reason;
    GilPolicy policy;
    _Atomic int64_t interval_ns;
} gil = {.interval_ns = 5000000};

GIL_GLOBAL Thread *thread_current;

static long futex(_Atomic uint32_t *word, int op, uint32_t value, const struct timespec *timeout) {
    return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, timeout, NULL, 0);
}

void gil_init(GilPolicy policy) { gil.policy = policy; }
GilPolicy gil_policy(void) { return gil.policy; }
const char *gil_policy_name(void) { return gil.policy == GIL_TICKS ? "ticks" : "interval"; }
double gil_switch_interval(void) { return (double)atomic_load_explicit(&gil.interval_ns, memory_order_relaxed) / 1e9; }
void gil_set_switch_interval(double seconds) {
    int64_t ns = seconds * 1e9 < 1 ? 1 : seconds >= 9e9 ? INT64_MAX : (int64_t)(seconds * 1e9);
    atomic_store_explicit(&gil.interval_ns, ns, memory_order_relaxed);
}
bool gil_held_by(const Thread *t) { return atomic_load_explicit(&gil.holder, memory_order_relaxed) == t; }
int gil_waiters(void) { return (int)atomic_load_explicit(&gil.waiters, memory_order_relaxed); }

static bool try_lock(void) {
    uint32_t free = 0;
    return NO_GIL || atomic_compare_exchange_strong(&gil.locked, &free, 1);
}

/* The caller has just become the owner. */
BOOKKEEPING static void become_owner(Thread *t, bool contended) {
    atomic_store_explicit(&gil.holder, t, memory_order_relaxed);
    atomic_store_explicit(&gil.holder_tid, t->tid, memory_order_relaxed);
    thread_current = t;
    err_state = &t->err;
    enum gil_reason reason = gil.last_reason;
    if (unlikely(gil_accounting))
        account_acquire(t, contended, reason);
    probe_gil_acquire(t, contended, reason);
    bool first = gil.last_holder == NULL, switched = gil.last_holder != t;
    gil.last_holder = t;
    if (unlikely(gilpy_hot_breaker() & BREAK_DROP))
        gilpy_hot_breaker_clear(BREAK_DROP);
    if (switched) {
        if (gil_accounting && !first)
            account_switch();
        atomic_fetch_add(&gil.switch_number, 1);
        if (unlikely(atomic_load(&gil.forced_waiters)))
            futex(&gil.switch_number, FUTEX_WAKE, INT32_MAX, NULL);
    }
    if (unlikely(gil.policy == GIL_TICKS || gil_accounting || probe_gil_release_enabled()))
        breaker_set(BREAK_COUNT);
    t->bytecodes = t->tick_base = 0;
}

static void ask_for_drop(Thread *t) {
    Thread *h = atomic_load_explicit(&gil.holder, memory_order_relaxed);
    pid_t holder_tid = atomic_load_explicit(&gil.holder_tid, memory_order_relaxed);
    if (gil_accounting)
        account_drop_request(t, holder_tid);
    probe_gil_drop_request((uint64_t)t->tid, (uint64_t)holder_tid, h);
    breaker_set(BREAK_DROP);
}

static __attribute__((noinline)) void acquire_contended(Thread *t) {
    Thread *h = atomic_load_explicit(&gil.holder, memory_order_relaxed);
    uint32_t already = atomic_load_explicit(&gil.waiters, memory_order_relaxed);
    pid_t holder_tid = atomic_load_explicit(&gil.holder_tid, memory_order_relaxed);
    if (gil_accounting)
        account_request(t, holder_tid);
    probe_gil_request(t, (uint64_t)holder_tid, h, already);
    atomic_fetch_add(&gil.waiters, 1);
    for (;;) {
        uint32_t wake = atomic_load(&gil.wake);
        if (try_lock())
            break;
        uint32_t seen = atomic_load(&gil.switch_number);
        int64_t ns = atomic_load_explicit(&gil.interval_ns, memory_order_relaxed);
        struct timespec ts = {ns / 1000000000, ns % 1000000000};
        bool timed = gil.policy == GIL_INTERVAL;
        long r = futex(&gil.wake, FUTEX_WAIT, wake, timed ? &ts : NULL);
        if (timed && r < 0 && errno == ETIMEDOUT && atomic_load(&gil.locked) && atomic_load(&gil.switch_number) == seen)
            ask_for_drop(t);
    }
    atomic_fetch_sub(&gil.waiters, 1);
    become_owner(t, true);
}

void gil_acquire(Thread *t) {
    if (likely(try_lock()))
        become_owner(t, false);
    else
        acquire_contended(t);
}

BOOKKEEPING void gil_release(Thread *t, enum gil_reason reason) {
    gil.last_reason = reason;
    uint32_t waiting = atomic_load_explicit(&gil.waiters, memory_order_relaxed);
    if (unlikely(gil_accounting))
        account_release(t, reason, waiting);
    probe_gil_release(t, reason, waiting, t->bytecodes);
    atomic_store_explicit(&gil.holder, NULL, memory_order_relaxed);
    atomic_store_explicit(&gil.holder_tid, 0, memory_order_relaxed);
    /* At shutdown nobody gets it any more: daemon threads wait until the
     * process is gone, and the accounts written now are final. */
    if (NO_GIL || reason == GIL_REASON_SHUTDOWN)
        return;
    atomic_store(&gil.locked, 0);
    if (unlikely(atomic_load(&gil.waiters))) {
        atomic_fetch_add(&gil.wake, 1);
        futex(&gil.wake, FUTEX_WAKE, 1, NULL);
    }
}

void gil_yield(Thread *t) {
    if (!atomic_load(&gil.waiters)) { /* whoever asked has gone */
        gilpy_hot_breaker_clear(BREAK_DROP);
        return;
    }
    uint32_t seen = atomic_load(&gil.switch_number);
    gil_release(t, GIL_REASON_INTERVAL);
    /* Forced switch: not before another thread has had the lock. */
    atomic_fetch_add(&gil.forced_waiters, 1);
    while (atomic_load(&gil.switch_number) == seen && atomic_load(&gil.waiters)) {
        struct timespec ts = {0, 1000000}; /* the last waiter may leave by another door (exit) */
        futex(&gil.switch_number, FUTEX_WAIT, seen, &ts);
    }
    atomic_fetch_sub(&gil.forced_waiters, 1);
    gil_acquire(t);
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

void gil_after_fork(Thread *t) {
    atomic_store(&gil.waiters, 0);
    atomic_store(&gil.forced_waiters, 0);
    atomic_store(&gil.locked, 1);
    gil.last_reason = GIL_REASON_NONE;
    gil.last_holder = NULL;
    become_owner(t, false);
}
