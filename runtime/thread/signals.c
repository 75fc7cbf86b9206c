#include "thread/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/err.h"

static Thread *main_thread;
static _Atomic pid_t main_tid;
static _Atomic uint64_t main_mask; /* bit n-1: the main thread blocks signal n */
static _Atomic uint8_t pending[NSIG];
static _Atomic bool any_pending;
static Val handlers[NSIG];
static _Atomic int wakeup_fd = -1;
static _Atomic bool wakeup_warn;
static _Atomic int wakeup_errno; /* a write to it failed, and nobody has been told */

/* A signal of our own that only makes the main thread leave a system call. */
static char nudge_mark;

/* The kernel gave a signal to another thread: the main thread, which may be
 * blocked, has to run its handler.  Async-signal-safe. */
static void nudge(int signum) {
    pid_t tid = atomic_load(&main_tid);
    if ((pid_t)syscall(SYS_gettid) == tid || (atomic_load(&main_mask) >> (signum - 1) & 1))
        return;
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signum;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_value.sival_ptr = &nudge_mark;
    syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, signum, &info);
}

static void trip(int signum) {
    atomic_store(&pending[signum], 1);
    atomic_store(&any_pending, true);
    gilpy_hot_breaker_set(BREAK_SIGNAL);
    int fd = atomic_load(&wakeup_fd);
    if (fd >= 0) {
        unsigned char byte = (unsigned char)signum;
        ssize_t r;
        do
            r = write(fd, &byte, 1);
        while (r < 0 && errno == EINTR);
        if (r < 0 && (atomic_load(&wakeup_warn) || (errno != EAGAIN && errno != EWOULDBLOCK)))
            atomic_store(&wakeup_errno, errno);
    }
    nudge(signum);
}

static void note(int signum, siginfo_t *info, void *context) {
    (void)context;
    if (info->si_code == SI_QUEUE && info->si_value.sival_ptr == &nudge_mark)
        return;
    int e = errno;
    trip(signum);
    errno = e;
}

static bool install(int signum, bool noted, void (*fn)(int)) {
    struct sigaction sa = {0};
    if (noted) {
        sa.sa_sigaction = note;
        sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
    } else {
        sa.sa_handler = fn;
    }
    sigemptyset(&sa.sa_mask);
    if (sigaction(signum, &sa, NULL) < 0) {
        err_set_errno(errno, VAL_NULL);
        return false;
    }
    return true;
}

static void note_mask(const sigset_t *set) {
    uint64_t mask = 0;
    for (int i = 1; i < NSIG; i++)
        if (sigismember(set, i) == 1)
            mask |= (uint64_t)1 << (i - 1);
    atomic_store(&main_mask, mask);
}

static void become_main(Thread *t) {
    sigset_t now;
    main_thread = t;
    atomic_store(&main_tid, (pid_t)syscall(SYS_gettid));
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    note_mask(&now);
}

bool signals_init(Thread *t) {
    become_main(t);
    for (int i = 0; i < NSIG; i++) {
        struct sigaction sa;
        handlers[i] = VAL_NONE;
        if (i > 0 && sigaction(i, NULL, &sa) == 0)
            handlers[i] = sa.sa_handler == SIG_DFL ? val_small(0) : sa.sa_handler == SIG_IGN ? val_small(1) : VAL_NONE;
    }
    if (handlers[SIGINT] == val_small(0)) {
        handlers[SIGINT] = VAL_TRUE; /* the default handler: raises KeyboardInterrupt */
        if (!install(SIGINT, true, NULL))
            return false;
    }
    handlers[SIGPIPE] = val_small(1);
    return install(SIGPIPE, false, SIG_IGN);
}

void signals_after_fork(Thread *t) {
    become_main(t);
    atomic_store(&any_pending, false);
    for (int i = 0; i < NSIG; i++)
        atomic_store(&pending[i], 0);
    gilpy_hot_breaker_clear(BREAK_SIGNAL);
}

bool signals_is_main(const Thread *t) { return t == main_thread; }

Val signals_get(int signum) { return handlers[signum]; }

bool signals_set(int signum, Val handler) {
    bool dfl = handler == val_small(0), ign = handler == val_small(1);
    if (!install(signum, !dfl && !ign, dfl ? SIG_DFL : SIG_IGN))
        return false;
    val_set(&handlers[signum], incref(handler));
    return true;
}

void signals_simulate(int signum) {
    if (!val_is_none(handlers[signum]) && !val_is_int(handlers[signum]))
        trip(signum);
}

int signals_mask(Thread *t, int how, const sigset_t *set, sigset_t *old) {
    int e = pthread_sigmask(how, set, old);
    if (e == 0 && t == main_thread) {
        sigset_t now;
        pthread_sigmask(SIG_BLOCK, NULL, &now);
        note_mask(&now);
    }
    return e;
}

int signals_set_wakeup_fd(int fd, bool warn) {
    atomic_store(&wakeup_warn, warn);
    return atomic_exchange(&wakeup_fd, fd);
}

static void report_wakeup(void) {
    int e = atomic_exchange(&wakeup_errno, 0);
    if (!e)
        return;
    Val before = err_fetch();
    err_set_errno(e, VAL_NULL);
    err_write_unraisable("Exception ignored when trying to write to the signal wakeup fd:", VAL_NULL);
    if (!val_is_null(before))
        err_restore(before);
}

int signals_run(Thread *t) {
    if (t != main_thread)
        return 0;
    /* The flag goes first, and even if nothing is pending: trip() sets it last,
     * perhaps after its signal has been served, and who waits for the flag to
     * go (UNLOCKED in blocking.c) must not wait for ever. */
    if (gilpy_hot_breaker() & BREAK_SIGNAL)
        gilpy_hot_breaker_clear(BREAK_SIGNAL);
    if (!atomic_exchange(&any_pending, false))
        return 0;
    report_wakeup();
    for (int i = 1; i < NSIG; i++) {
        if (!atomic_exchange(&pending[i], 0))
            continue;
        Val h = handlers[i];
        if (val_is_none(h) || val_is_int(h))
            continue;
        if (h == VAL_TRUE) {
            err_set_value(&exc_KeyboardInterrupt, VAL_NULL);
        } else {
            incref(h); /* it may put another in its place */
            Val r = val_call2(h, val_small(i), VAL_NONE);
            decref(h);
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
