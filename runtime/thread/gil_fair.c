/* Policy fair: no convoy.
 *
 * WHO.  Two queues, first in first out.  A thread that finds the GIL taken
 * when it comes back from a blocking call goes to *latency* if it has time left
 * of its slice and the latency threads together have credit left; else to
 * *batch*.  The next in line is the head of latency, or of batch if that is
 * empty.
 *
 * SLICE.  Each thread may hold for one switch interval (slice_left ns) while
 * others wait; it earns the time again by being away.  The clock of a hold
 * runs only while somebody waits (slice_end != 0): the uncontended way reads
 * none.  At the end of its slice the holder gives the GIL to the next in line
 * and goes to the tail of batch, where it gets a new slice, less its debt.
 *
 * PREEMPTION.  A latency thread makes a batch holder yield at its next
 * safepoint.  The holder goes to the head of batch with the rest of its slice.
 * What the latency thread then holds is paid from the credit, which batch
 * holds earn back one to one: so that floods of latency threads leave half of
 * the time to the others.  A latency thread may hold for BOOST_NS at once; then
 * it is a batch thread until it blocks again.  Latency threads do not preempt
 * each other.
 *
 * HAND-OVER.  A yielding holder, and one that releases while a latency thread
 * waits, grants the GIL directly: `locked` stays 1, the new owner is taken off
 * its queue under the mutex.  One that blocks while only batch threads wait
 * just unlocks and nudges the next in line, which takes the GIL if it is still
 * free when it runs: a call of two microseconds costs no switch, since its
 * thread finds the GIL free again (barging).  Barging is for threads with time
 * left of their slice, and ends BARGE_NS after the first nudge: then the
 * thread that was nudged is granted the GIL, so nobody starves.
 *
 * SPINNING.  A waiter looks for SPIN_NS before it sleeps.  A holder that was
 * preempted looks for SPIN_PREEMPTED_NS, if the GIL was offered to it sooner
 * the last time: above all so that the latency thread need not wake it.  The
 * kernel likes to place a woken thread on the waker's CPU, even beside an idle
 * one, and to let it preempt the waker, which is about to block but has not: it
 * then came to its sleep or receive milliseconds late.  For the same reason
 * the holder, before it looks, leaves the CPU to the thread it has woken: that
 * may be behind it.  (Of sleeps of 1 ms beside 2 hogs 1.5 % ended more than
 * 0.5 ms late; with both 0.1 %, and p99 of the lateness fell from 0.8 ms to
 * 0.1.)  On one CPU nobody spins.
 *
 * WHO MAY TOUCH WHAT.  Queues, credit, the hold's clock, and the node of a
 * thread that waits: under `mutex`.  slice_end is changed under it and read by
 * the holder without.  A node's state: the waiter and whoever holds the mutex,
 * by atomic exchange.  slice_left and released_ns: the thread itself, while it
 * neither holds nor waits or under the mutex.  BREAK_DROP is set under the
 * mutex, for the hold that runs, and cleared there when a hold begins, so a
 * request never outlives the hold it meant (but may meet a holder who came the
 * quick way, see below).  No probe fires and no futex is woken under the mutex
 * (the woken thread would preempt the waker within).
 *
 * NO WAKE-UP IS LOST.
 *   (1) Quick release against a waiter that comes: the waiter adds itself to
 *       `waiters` and then tries the lock, the releaser unlocks and then reads
 *       `waiters` (sequentially consistent).  One sees the other: the waiter
 *       takes the lock, or the releaser comes to fair_wake().
 *   (2) Unlocked under the mutex while threads wait: the next in line has been
 *       nudged (its state is exchanged for NUDGED) and looks again under the
 *       mutex before it sleeps.  It sleeps only on state == SLEEPING, which a
 *       nudge or grant changes first; either is followed by a futex wake if
 *       the state was SLEEPING.
 *   (3) End of slice: while threads wait for a holder, slice_end != 0, and each
 *       latency thread and the head of batch are `armed`: spinning, nudged, or
 *       asleep with a timeout no later than a slice from now, at which they
 *       look again.  Whoever may have made another thread the head of batch
 *       arms it (line_arm).
 *   (4) A holder that came the quick way just as a waiter queued: it reads
 *       `waiters` after it took the lock; if the waiter announced itself
 *       before, the holder starts its clock and sees to (3) itself; if after,
 *       the waiter found `locked` taken and did so.
 * tests/model/gil_fair.pml is a model of this file that spin checks.
 *
 * The classes and the preemption follow D. Beazley's "Understanding the Python
 * GIL" (2010), direct hand-off with barging for short absences CRuby's and
 * WebKit's locks; the bounded credit, and slices earned by absence, are in the
 * spirit of the BFS scheduler that N. Aides proposed for CPython (issue 7946). */
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "hot.h"
#include "thread/blocking.h"
#include "thread/breaker.h"
#include "thread/cpu_slice.h"
#include "thread/gil_policy.h"

#define BOOST_NS 1000000        /* longest boosted hold */
#define BARGE_NS 1000000        /* how long a nudged thread may be overtaken */
#define CREDIT_MAX_NS 10000000
#define SPIN_NS 4000            /* about a futex sleep and wake */
#define SPIN_PREEMPTED_NS 100000 /* a futex wake across CPUs and a short hold, with room */

enum { SPINNING, SLEEPING, NUDGED, GRANTED }; /* GilNode.state */

typedef struct Queue {
    GilNode *head, *tail;
} Queue;

static struct {
    pthread_mutex_t mutex;
    Queue latency, batch;
    int64_t credit;
    int64_t hold_start, hold_slice; /* of the hold whose clock runs */
    bool boosted;                   /* it is paid from the credit */
    bool asked;                     /* the holder has been asked to yield */
    bool spin;                      /* there is a second CPU */
} fair = {.mutex = PTHREAD_MUTEX_INITIALIZER, .credit = CREDIT_MAX_NS};

static int64_t slice_ns(void) { return atomic_load_explicit(&gil.interval_ns, memory_order_relaxed); }
static int64_t min64(int64_t a, int64_t b) { return a < b ? a : b; }

/* A thread may be woken by its node's address after it has gone: the futex
 * then wakes nobody, or somebody who looks again. */
static void wake(GilNode *n) {
    if (n)
        gil_futex(&n->state, FUTEX_WAKE, 1, NULL);
}

/* ---- under the mutex ---- */

static void push_tail(Queue *q, GilNode *n) {
    n->next = NULL;
    n->prev = q->tail;
    if (q->tail)
        q->tail->next = n;
    else
        q->head = n;
    q->tail = n;
}

static void push_head(Queue *q, GilNode *n) {
    n->prev = NULL;
    n->next = q->head;
    if (q->head)
        q->head->prev = n;
    else
        q->tail = n;
    q->head = n;
}

static void take_out(GilNode *n) {
    Queue *q = n->latency ? &fair.latency : &fair.batch;
    if (n->prev)
        n->prev->next = n->next;
    else
        q->head = n->next;
    if (n->next)
        n->next->prev = n->prev;
    else
        q->tail = n->prev;
    atomic_fetch_sub(&gil.waiters, 1);
}

static GilNode *next_in_line(void) { return fair.latency.head ? fair.latency.head : fair.batch.head; }

/* To be woken after the mutex is released, or NULL: it does not sleep. */
static GilNode *exchange_state(GilNode *n, uint32_t state) {
    return atomic_exchange(&n->state, state) == SLEEPING ? n : NULL;
}

static GilNode *nudge(GilNode *n) {
    n->armed = true;
    return exchange_state(n, NUDGED);
}

/* The head of batch must see to the end of the slice: to be woken, or NULL. */
static GilNode *line_arm(void) {
    GilNode *n = fair.batch.head;
    return n && !n->armed ? nudge(n) : NULL;
}

static void unlock_and_wake(GilNode *a, GilNode *b) {
    pthread_mutex_unlock(&fair.mutex);
    wake(a);
    wake(b);
}

static void hold_begin(int64_t now, int64_t slice, bool boosted) {
    fair.hold_start = now;
    fair.hold_slice = slice;
    fair.boosted = boosted;
    fair.asked = false;
    if (gilpy_hot_breaker() & BREAK_DROP)
        gilpy_hot_breaker_clear(BREAK_DROP);
    atomic_store_explicit(&gil.slice_end, now + (boosted ? min64(slice, BOOST_NS) : slice), memory_order_relaxed);
}

/* The hold of t ends: its time is paid for. */
static void hold_end(Thread *t, int64_t now) {
    if (!atomic_load_explicit(&gil.slice_end, memory_order_relaxed)) {
        t->slice_left = slice_ns(); /* nobody waited */
        return;
    }
    int64_t held = now - fair.hold_start;
    fair.credit = fair.boosted ? fair.credit - held : min64(CREDIT_MAX_NS, fair.credit + held);
    t->slice_left = fair.hold_slice - held;
    atomic_store_explicit(&gil.slice_end, 0, memory_order_relaxed);
}

/* The GIL, which is locked, goes to the waiter n: to be woken, or NULL. */
static GilNode *grant(GilNode *n, int64_t now) {
    take_out(n);
    hold_begin(now, n->slice, n->latency);
    if (!n->offered_ns)
        n->offered_ns = now;
    return exchange_state(n, GRANTED);
}

/* A batch thread's next slice: what it overdrew the last is taken from it. */
static int64_t new_slice(int64_t left) {
    int64_t slice = slice_ns();
    return left >= 0 ? slice : left < -slice * 3 / 4 ? slice / 4 : slice + left;
}

static void enqueue(Thread *t, int64_t now) {
    GilNode *n = &t->gil_node;
    n->latency = t->slice_left > 0 && fair.credit > 0;
    n->slice = n->latency ? t->slice_left : new_slice(t->slice_left);
    n->armed = false;
    n->offered_ns = 0;
    n->spin = SPIN_NS;
    push_tail(n->latency ? &fair.latency : &fair.batch, n);
    atomic_fetch_add(&gil.waiters, 1);
    if (!atomic_load_explicit(&gil.slice_end, memory_order_relaxed))
        hold_begin(now, slice_ns(), false);
}

/* ---- waiting ---- */

static void pause_cpu(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Until the state changes or the deadline (CLOCK_MONOTONIC ns; 0: none) is over. */
static void sleep_on(GilNode *n, int64_t deadline) {
    if (fair.spin)
        for (int64_t until = monotonic_ns() + n->spin; monotonic_ns() < until;)
            for (int i = 0; i < 16; i++) {
                if (atomic_load_explicit(&n->state, memory_order_acquire) != SPINNING)
                    return;
                pause_cpu();
            }
    uint32_t spinning = SPINNING;
    if ((deadline && monotonic_ns() >= deadline) || !atomic_compare_exchange_strong(&n->state, &spinning, SLEEPING))
        return;
    struct timespec ts = {deadline / 1000000000, deadline % 1000000000};
    while (gil_futex(&n->state, FUTEX_WAIT_BITSET, SLEEPING, deadline ? &ts : NULL) < 0 && errno == EINTR)
        ;
}

/* When the holder is to yield to n. A hold that has just begun may be about to
 * block again: it gets as long as the waiter can spin. */
static int64_t yield_time(const GilNode *n) {
    int64_t end = atomic_load_explicit(&gil.slice_end, memory_order_relaxed);
    return n->latency && !fair.boosted ? min64(end, fair.hold_start + (fair.spin ? SPIN_NS : 0)) : end;
}

/* t is queued and the mutex is held; returns as owner, without the mutex. */
static void wait_in_line(Thread *t) {
    GilNode *n = &t->gil_node;
    for (;;) {
        if (next_in_line() == n && gil_try_lock()) {
            take_out(n);
            hold_begin(monotonic_ns(), n->slice, n->latency);
            unlock_and_wake(line_arm(), NULL);
            break;
        }
        int64_t deadline = 0;
        bool ask = false;
        n->armed = n->latency || fair.batch.head == n;
        if (n->armed) {
            int64_t now = monotonic_ns(), end = yield_time(n);
            if (now >= end && !fair.asked) {
                ask = fair.asked = true;
                breaker_set(BREAK_DROP);
            }
            deadline = now < end ? end : now + slice_ns();
        }
        atomic_store(&n->state, SPINNING);
        pthread_mutex_unlock(&fair.mutex);
        if (ask)
            gil_note_drop_request(t);
        sleep_on(n, deadline);
        n->spin = SPIN_NS;
        if (atomic_load_explicit(&n->state, memory_order_acquire) == GRANTED)
            break;
        pthread_mutex_lock(&fair.mutex);
        if (atomic_load(&n->state) == GRANTED) {
            pthread_mutex_unlock(&fair.mutex);
            break;
        }
    }
    gil_own(t, true);
}

/* ---- the policy ---- */

void fair_init(void) {
    cpu_set_t cpus;
    fair.spin = sched_getaffinity(0, sizeof cpus, &cpus) != 0 || CPU_COUNT(&cpus) > 1;
}

void fair_acquire(Thread *t) {
    int64_t now = monotonic_ns(), slice = slice_ns();
    t->slice_left = t->released_ns ? min64(slice, t->slice_left + (now - t->released_ns)) : slice;
    pthread_mutex_lock(&fair.mutex);
    if (t->slice_left > 0 && !fair.latency.head && gil_try_lock()) {
        if (fair.batch.head)
            hold_begin(now, t->slice_left, false);
        unlock_and_wake(line_arm(), NULL);
        gil_own(t, false);
        return;
    }
    pthread_mutex_unlock(&fair.mutex);
    if (t->slice_left > 0)
        cpu_slice_set(t, CPU_SLICE_SHORT);
    gil_note_request(t);
    pthread_mutex_lock(&fair.mutex);
    enqueue(t, now);
    wait_in_line(t);
}

void fair_owned(void) {
    GilNode *w = NULL;
    pthread_mutex_lock(&fair.mutex);
    if (next_in_line()) {
        hold_begin(monotonic_ns(), slice_ns(), false);
        if (fair.latency.head) /* its request meant the holder before */
            w = nudge(fair.latency.head);
    }
    unlock_and_wake(line_arm(), w);
}

/* The GIL is locked, nobody's, and the mutex is held: to be woken, or NULL. */
static GilNode *hand_over(int64_t now) {
    if (fair.latency.head)
        return grant(fair.latency.head, now);
    GilNode *n = fair.batch.head;
    if (n && n->offered_ns && now - n->offered_ns > BARGE_NS)
        return grant(n, now);
    atomic_store(&gil.locked, 0);
    if (!n)
        return NULL;
    if (!n->offered_ns)
        n->offered_ns = now;
    return nudge(n);
}

void fair_release(Thread *t) {
    int64_t now = monotonic_ns();
    pthread_mutex_lock(&fair.mutex);
    hold_end(t, now);
    t->released_ns = now;
    GilNode *w = hand_over(now);
    unlock_and_wake(w, line_arm());
}

void fair_wake(void) {
    GilNode *w = NULL;
    pthread_mutex_lock(&fair.mutex);
    /* else somebody came the quick way: fair_owned() */
    if (next_in_line() && gil_try_lock()) {
        atomic_store_explicit(&gil.slice_end, 0, memory_order_relaxed);
        w = hand_over(monotonic_ns());
    }
    unlock_and_wake(w, line_arm());
}

void fair_yield(Thread *t) {
    int64_t now = monotonic_ns();
    pthread_mutex_lock(&fair.mutex);
    int64_t end = atomic_load_explicit(&gil.slice_end, memory_order_relaxed);
    bool over = end && now >= end, preempted = fair.latency.head && !fair.boosted;
    if (!next_in_line() || !(over || preempted)) {
        fair.asked = false;
        gilpy_hot_breaker_clear(BREAK_DROP);
        pthread_mutex_unlock(&fair.mutex);
        return;
    }
    pthread_mutex_unlock(&fair.mutex);
    /* No waiter goes away unserved: the line is as long as it was, or longer. */
    gil_disown(t, over ? GIL_REASON_INTERVAL : GIL_REASON_PREEMPTED);
    gil_note_request(t);
    if (over)
        cpu_slice_set(t, CPU_SLICE_DEFAULT);
    pthread_mutex_lock(&fair.mutex);
    hold_end(t, now);
    GilNode *n = &t->gil_node, *next = grant(next_in_line(), now);
    n->latency = n->armed = false;
    n->offered_ns = 0;
    atomic_store(&n->state, SPINNING);
    n->spin = SPIN_NS;
    if (t->slice_left > 0) {
        n->slice = t->slice_left;
        if (t->preempted_ns < SPIN_PREEMPTED_NS)
            n->spin = SPIN_PREEMPTED_NS;
        push_head(&fair.batch, n);
    } else {
        n->slice = new_slice(t->slice_left);
        push_tail(&fair.batch, n);
    }
    atomic_fetch_add(&gil.waiters, 1);
    unlock_and_wake(next, line_arm());
    if (next && fair.spin)
        sched_yield(); /* it may have been woken on this CPU: then it comes first */
    pthread_mutex_lock(&fair.mutex);
    if (atomic_load(&n->state) == GRANTED) {
        pthread_mutex_unlock(&fair.mutex);
        gil_own(t, true);
    } else {
        wait_in_line(t);
    }
    if (!over)
        t->preempted_ns = (n->offered_ns ? n->offered_ns : monotonic_ns()) - now;
}

void fair_before_fork(void) { pthread_mutex_lock(&fair.mutex); }

void fair_after_fork_in_parent(void) { pthread_mutex_unlock(&fair.mutex); }

void fair_after_fork(void) {
    fair.latency = fair.batch = (Queue){NULL, NULL};
    fair.boosted = fair.asked = false;
    pthread_mutex_unlock(&fair.mutex);
}
