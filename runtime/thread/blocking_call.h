/* How the blocking layer makes a call without the GIL.  Only the files of the
 * layer (blocking*.c) include this; everybody else calls their functions, which
 * is what tests/builds/blocking_calls.sh holds them to. */
#ifndef GILPY_THREAD_BLOCKING_CALL_H
#define GILPY_THREAD_BLOCKING_CALL_H

#include <unistd.h>

#include "thread/blocking.h"
#include "thread/signals.h"

/* A signal that arrived since the last safepoint will not interrupt the call
 * that comes next: its handlers run first.  true: one raised. */
static inline bool interrupted(Thread *t) { return signals_due(t) && signals_run(t) < 0; }

/* The value of a call that may wait for a disk or a server, but not for another
 * thread of this program, and that no signal interrupts. */
#define WITHOUT_GIL(call)                                                                          \
    ({                                                                                             \
        Thread *t_ = thread_current;                                                               \
        blocking_begin(t_);                                                                        \
        __typeof__(call) r_ = (call);                                                              \
        blocking_end(t_);                                                                          \
        r_;                                                                                        \
    })

/* Evaluates the call without the GIL into r.  Giving up the GIL takes a while,
 * and a signal that arrives in it must not wait for the end of the call: it
 * counts as having interrupted it. */
#define UNLOCKED(t, r, call)                                                                       \
    do {                                                                                           \
        blocking_begin(t);                                                                         \
        if (signals_due(t)) {                                                                      \
            (r) = -1;                                                                              \
            errno = EINTR;                                                                         \
        } else {                                                                                   \
            (r) = (call);                                                                          \
        }                                                                                          \
        blocking_end(t);                                                                           \
    } while (0)

/* Runs the call without the GIL until something other than a signal ends it. */
#define RETRY(type, call)                                                                          \
    do {                                                                                           \
        Thread *t_ = thread_current;                                                               \
        for (;;) {                                                                                 \
            if (interrupted(t_))                                                                   \
                return -2;                                                                         \
            type r_;                                                                               \
            UNLOCKED(t_, r_, call);                                                                \
            if (r_ >= 0 || errno != EINTR)                                                         \
                return r_;                                                                         \
        }                                                                                          \
    } while (0)

/* The call ended by itself, but a signal came as well: its handlers run before
 * the caller goes on, not at some safepoint of later code.  If one raises,
 * what the call has got is lost, as in CPython; dropped says that it is. */
static inline int64_t ended(int64_t r, void (*dropped)(int64_t)) {
    int e = errno;
    Thread *t = thread_current;
    if (likely(!signals_due(t)) || signals_run(t) == 0) {
        errno = e;
        return r;
    }
    if (dropped && r >= 0)
        dropped(r);
    return -2;
}
static inline void close_dropped(int64_t fd) { close((int)fd); }

#endif
