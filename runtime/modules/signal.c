/* _signal: Python handlers of signals, masks, timers, over thread/signals.h.
 * The module signal (lib/signal.py) gives the numbers their names. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/err.h"
#include "modules/modules.h"
#include "modules/posix.h"
#include "objects/args.h"
#include "objects/float.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking_file.h"
#include "thread/blocking.h"
#include "thread/signals.h"

static Val default_int_handler; /* the function object */

static bool signal_arg(Val v, int *signum) {
    if (!c_int_arg(v, signum))
        return false;
    if (*signum < 1 || *signum >= NSIG)
        return err_false(&exc_ValueError, "signal number out of range");
    return true;
}

static Val m_default_int_handler(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return err_set_value(&exc_KeyboardInterrupt, VAL_NULL);
}

/* True stands for the default handler of SIGINT, which is there before this module. */
static Val handler_of(int signum) {
    Val h = signals_get(signum);
    return incref(h == VAL_TRUE ? default_int_handler : h);
}

static Val m_signal(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int signum;
    Val handler = args[1];
    if (!c_int_arg(args[0], &signum))
        return VAL_NULL;
    if (!signals_is_main(thread_current))
        return err_set(&exc_ValueError, "signal only works in main thread of the main interpreter");
    if (!signal_arg(args[0], &signum))
        return VAL_NULL;
    if (handler != val_small(0) && handler != val_small(1) && !val_type(handler)->call)
        return err_set(&exc_TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    if (signals_run(thread_current) < 0) /* those that came before are for the old handler */
        return VAL_NULL;
    Val old = handler_of(signum);
    if (!signals_set(signum, handler)) {
        decref(old);
        return VAL_NULL;
    }
    return old;
}
static Val m_getsignal(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int signum;
    return signal_arg(args[0], &signum) ? handler_of(signum) : VAL_NULL;
}

static Val m_raise_signal(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int signum;
    if (!c_int_arg(args[0], &signum))
        return VAL_NULL;
    if (raise(signum))
        return os_error(-1);
    return signals_run(thread_current) < 0 ? VAL_NULL : VAL_NONE;
}
static Val m_pthread_kill(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t ident;
    int signum;
    if (!val_is_integer(args[0]))
        return err_set(&exc_TypeError, "pthread_kill() argument 1 must be int, not %T", args[0]);
    if (!val_as_index(args[0], &ident, &exc_OverflowError) || !c_int_arg(args[1], &signum))
        return VAL_NULL;
    /* an ident of no thread would crash pthread_kill() */
    int e = thread_of_ident((uint64_t)ident) ? pthread_kill((pthread_t)ident, signum) : ESRCH;
    if (e)
        return err_set_errno(e, VAL_NULL);
    return signals_run(thread_current) < 0 ? VAL_NULL : VAL_NONE;
}
static Val m_pause(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return block_pause() < 0 ? VAL_NULL : VAL_NONE;
}

/* ---- timers ---- */

static Val m_alarm(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int seconds;
    return c_int_arg(args[0], &seconds) ? val_small(alarm((unsigned)seconds)) : VAL_NULL;
}

static double seconds_of(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }
static bool timeval_arg(Val v, struct timeval *out) {
    int64_t ns;
    if (!seconds_to_ns(v, &ns))
        return false;
    int64_t us = ns / 1000 + (ns % 1000 > 0); /* up: a short time must not become none */
    out->tv_sec = us / 1000000;
    out->tv_usec = us % 1000000;
    if (out->tv_usec < 0) {
        out->tv_sec--;
        out->tv_usec += 1000000;
    }
    return true;
}
static Val timer_value(const struct itimerval *t) {
    return tuple_pack(2, val_float(seconds_of(t->it_value)), val_float(seconds_of(t->it_interval)));
}
static Val m_setitimer(Val *args, int n, Val kw) {
    (void)kw;
    int which;
    struct itimerval new = {0}, old;
    if (!c_int_arg(args[0], &which) || !timeval_arg(args[1], &new.it_value) ||
        (n > 2 && !timeval_arg(args[2], &new.it_interval)))
        return VAL_NULL;
    if (setitimer((__itimer_which_t)which, &new, &old))
        return os_error(-1);
    return timer_value(&old);
}
static Val m_getitimer(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int which;
    struct itimerval now;
    if (!c_int_arg(args[0], &which))
        return VAL_NULL;
    return getitimer((__itimer_which_t)which, &now) ? os_error(-1) : timer_value(&now);
}

/* ---- masks and waiting ---- */

bool sigset_arg(Val v, sigset_t *set) {
    sigemptyset(set);
    Val it = val_iter(v), item;
    if (val_is_null(it))
        return false;
    while (!val_is_null(item = val_next(it))) {
        int64_t n;
        bool ok = val_as_index(item, &n, NULL);
        decref(item);
        if (ok && (n < 1 || n >= NSIG))
            ok = err_false(&exc_ValueError, "signal number %lld out of range [1; %d]", (long long)n, NSIG - 1);
        if (!ok) {
            decref(it);
            return false;
        }
        sigaddset(set, (int)n); /* fails for the two that the C library keeps to itself */
    }
    decref(it);
    return !err_occurred();
}

static Val set_value(const sigset_t *set) {
    Val result = set_new(&set_type);
    for (int i = 1; i < NSIG && !val_is_null(result); i++)
        if (sigismember(set, i) == 1 && !set_add(as_set(result), val_small(i))) {
            decref(result);
            result = VAL_NULL;
        }
    return result;
}

static Val m_pthread_sigmask(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int how;
    sigset_t set, old;
    if (!c_int_arg(args[0], &how) || !sigset_arg(args[1], &set))
        return VAL_NULL;
    int e = signals_mask(thread_current, how, &set, &old);
    if (e)
        return err_set_errno(e, VAL_NULL);
    /* those that were pending have arrived by now */
    return signals_run(thread_current) < 0 ? VAL_NULL : set_value(&old);
}
static Val m_sigpending(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    sigset_t set;
    return sigpending(&set) ? os_error(-1) : set_value(&set);
}

/* (si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band) */
static Val info_value(const siginfo_t *i) {
    Val v[7] = {val_small(i->si_signo), val_small(i->si_code),   val_small(i->si_errno),   val_small(i->si_pid),
                val_small(i->si_uid),   val_small(i->si_status), val_small((int64_t)i->si_band)};
    return tuple_from_items(v, 7);
}
static Val m_sigwait(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    sigset_t set;
    siginfo_t info;
    if (!sigset_arg(args[0], &set))
        return VAL_NULL;
    int r = block_sigwait(&set, &info, -1);
    return r < 0 ? os_error(r) : val_small(r);
}
static Val m_sigwaitinfo(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    sigset_t set;
    siginfo_t info;
    if (!sigset_arg(args[0], &set))
        return VAL_NULL;
    int r = block_sigwait(&set, &info, -1);
    return r < 0 ? os_error(r) : info_value(&info);
}
static Val m_sigtimedwait(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    sigset_t set;
    siginfo_t info;
    int64_t ns;
    if (!sigset_arg(args[0], &set) || !seconds_to_ns(args[1], &ns))
        return VAL_NULL;
    if (ns < 0)
        return err_set(&exc_ValueError, "timeout must be non-negative");
    int r = block_sigwait(&set, &info, deadline_after(ns));
    if (r == -1 && errno == EAGAIN)
        return VAL_NONE;
    return r < 0 ? os_error(r) : info_value(&info);
}

/* Every call that a signal interrupts goes on by itself (PEP 475), so that
 * there is nothing to change: restarted by the kernel, it would only run the
 * Python handler later. */
static Val m_siginterrupt(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int signum, flag;
    if (!signal_arg(args[0], &signum) || !c_int_arg(args[1], &flag))
        return VAL_NULL;
    return VAL_NONE;
}

static Val m_set_wakeup_fd(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"", "warn_on_full_buffer", NULL};
    Val a[2];
    int fd;
    if (!args_parse("set_wakeup_fd", names, 1, 1, 1, args, nargs, kwnames, a))
        return VAL_NULL;
    int warn = val_is_null(a[1]) ? 1 : val_truth(a[1]);
    if (warn < 0 || !c_int_arg(a[0], &fd))
        return VAL_NULL;
    if (!signals_is_main(thread_current))
        return err_set(&exc_ValueError, "set_wakeup_fd only works in main thread of the main interpreter");
    if (fd != -1) {
        int flags = block_fcntl(fd, F_GETFL, 0);
        if (flags < 0)
            return os_error(-1);
        if (!(flags & O_NONBLOCK))
            return err_set(&exc_ValueError, "the fd %i must be in non-blocking mode", fd);
    }
    return val_small(signals_set_wakeup_fd(fd, warn));
}

/* ---- names ---- */

static Val m_strsignal(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int signum;
    if (!signal_arg(args[0], &signum))
        return VAL_NULL;
    const char *text = strsignal(signum);
    return text && !strstr(text, "Unknown signal") ? str_from_cstr(text) : VAL_NONE;
}
static Val m_valid_signals(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    sigset_t all;
    sigfillset(&all);
    return set_value(&all);
}

static const MethodDef methods[] = {
    {"signal", m_signal, 2, 2, 0, "Set the action for the given signal.  Returns the old one."},
    {"getsignal", m_getsignal, 1, 1, 0, "Return the current action for the given signal; None: not set by Python."},
    {"raise_signal", m_raise_signal, 1, 1, 0, "Send a signal to the executing process."},
    {"pthread_kill", m_pthread_kill, 2, 2, 0, "Send a signal to a thread."},
    {"pause", m_pause, 0, 0, 0, "Wait until a signal arrives."},
    {"alarm", m_alarm, 1, 1, 0, "Arrange for SIGALRM to arrive after the given number of seconds."},
    {"setitimer", m_setitimer, 2, 3, 0, "Set an interval timer; returns the old one as (delay, interval)."},
    {"getitimer", m_getitimer, 1, 1, 0, "The state of an interval timer: (delay, interval)."},
    {"strsignal", m_strsignal, 1, 1, 0, "Return the system description of the given signal."},
    {"valid_signals", m_valid_signals, 0, 0, 0, "Return a set of valid signal numbers on this platform."},
    {"pthread_sigmask", m_pthread_sigmask, 2, 2, 0, "Fetch and/or change the signal mask of the calling thread."},
    {"sigpending", m_sigpending, 0, 0, 0, "Examine pending signals."},
    {"sigwait", m_sigwait, 1, 1, 0, "Wait for a signal of the given set."},
    {"sigwaitinfo", m_sigwaitinfo, 1, 1, 0, "Wait synchronously until one of the signals in sigset is delivered."},
    {"sigtimedwait", m_sigtimedwait, 2, 2, 0, "Like sigwaitinfo(), but with a timeout."},
    {"siginterrupt", m_siginterrupt, 2, 2, 0, "Change system call restart behaviour of a signal."},
    {"set_wakeup_fd", m_set_wakeup_fd, 0, -1, METH_KW, "Have the number of each signal written to a file descriptor."},
    {0}};
static const MethodDef default_int_handler_def = {
    "default_int_handler", m_default_int_handler, 2, 2, 0, "The default handler for SIGINT: raises KeyboardInterrupt."};

static const struct {
    const char *name;
    int value;
} constants[] = {
#define C(name) {#name, name}
    C(SIGHUP), C(SIGINT), C(SIGQUIT), C(SIGILL), C(SIGTRAP), C(SIGABRT), C(SIGBUS), C(SIGFPE), C(SIGKILL), C(SIGUSR1),
    C(SIGSEGV), C(SIGUSR2), C(SIGPIPE), C(SIGALRM), C(SIGTERM), C(SIGSTKFLT), C(SIGCHLD), C(SIGCLD), C(SIGCONT), C(SIGSTOP),
    C(SIGTSTP), C(SIGTTIN), C(SIGTTOU), C(SIGURG), C(SIGXCPU), C(SIGXFSZ), C(SIGVTALRM), C(SIGPROF), C(SIGWINCH),
    C(SIGIO), C(SIGPOLL), C(SIGPWR), C(SIGSYS), C(NSIG), C(ITIMER_REAL), C(ITIMER_VIRTUAL), C(ITIMER_PROF), C(SIG_BLOCK), C(SIG_UNBLOCK), C(SIG_SETMASK),
    {"SIG_DFL", 0}, {"SIG_IGN", 1},
#undef C
    {0}};

bool signal_init(Val m) {
    for (int i = 0; constants[i].name; i++)
        if (!module_add(m, constants[i].name, val_small(constants[i].value)))
            return false;
    default_int_handler = builtin_new(&default_int_handler_def, VAL_NULL);
    return !val_is_null(default_int_handler) && module_add(m, "default_int_handler", incref(default_int_handler)) &&
           module_add_functions(m, methods) && module_add(m, "SIGRTMIN", val_small(SIGRTMIN)) &&
           module_add(m, "SIGRTMAX", val_small(SIGRTMAX));
}
