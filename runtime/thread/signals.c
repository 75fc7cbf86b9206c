#include "thread/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "core/err.h"
#include "thread/breaker.h"

static Thread *main_thread;
static _Atomic uint8_t pending[NSIG];
static _Atomic bool any_pending;
static Val handlers[NSIG];

static void note(int signum) {
    int e = errno;
    atomic_store(&pending[signum], 1);
    atomic_store(&any_pending, true);
    gilpy_hot_breaker_set(BREAK_SIGNAL);
    errno = e;
}

static bool install(int signum, void (*fn)(int)) {
    struct sigaction sa = {.sa_handler = fn};
    sigemptyset(&sa.sa_mask);
    if (sigaction(signum, &sa, NULL) < 0) {
        err_set_errno(errno, VAL_NULL);
        return false;
    }
    return true;
}

bool signals_init(Thread *t) {
    main_thread = t;
    for (int i = 0; i < NSIG; i++) {
        struct sigaction sa;
        handlers[i] = VAL_NONE;
        if (i > 0 && sigaction(i, NULL, &sa) == 0)
            handlers[i] = sa.sa_handler == SIG_DFL ? val_small(0) : sa.sa_handler == SIG_IGN ? val_small(1) : VAL_NONE;
    }
    if (handlers[SIGINT] == val_small(0)) {
        handlers[SIGINT] = VAL_TRUE; /* the default handler: raises KeyboardInterrupt */
        if (!install(SIGINT, note))
            return false;
    }
    handlers[SIGPIPE] = val_small(1);
    return install(SIGPIPE, SIG_IGN);
}

void signals_after_fork(Thread *t) {
    main_thread = t;
    atomic_store(&any_pending, false);
    for (int i = 0; i < NSIG; i++)
        atomic_store(&pending[i], 0);
    gilpy_hot_breaker_clear(BREAK_SIGNAL);
}

bool signals_is_main(const Thread *t) { return t == main_thread; }

Val signals_get(int signum) { return handlers[signum]; }

bool signals_set(int signum, Val handler) {
    bool dfl = handler == val_small(0), ign = handler == val_small(1);
    if (!install(signum, dfl ? SIG_DFL : ign ? SIG_IGN : note))
        return false;
    val_set(&handlers[signum], incref(handler));
    return true;
}

int signals_run(Thread *t) {
    if (t != main_thread || !atomic_exchange(&any_pending, false))
        return 0;
    gilpy_hot_breaker_clear(BREAK_SIGNAL);
    for (int i = 1; i < NSIG; i++) {
        if (!atomic_exchange(&pending[i], 0))
            continue;
        Val h = handlers[i];
        if (val_is_none(h) || val_is_int(h))
            continue;
        if (h == VAL_TRUE) {
            err_set_value(&exc_KeyboardInterrupt, VAL_NULL);
        } else {
            Val r = val_call2(h, val_small(i), VAL_NONE);
            if (!val_is_null(r)) {
                decref(r);
                continue;
            }
        }
        /* the rest are served next time */
        atomic_store(&any_pending, true);
        gilpy_hot_breaker_set(BREAK_SIGNAL);
        return -1;
    }
    return 0;
}
