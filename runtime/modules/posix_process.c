/* posix: processes. */
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/collect.h"
#include "gilpy_probes.h"
#include "modules/modules.h"
#include "modules/posix.h"
#include "objects/args.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking_process.h"
#include "thread/gil_account.h"
#include "thread/import_lock.h"
#include "thread/signals.h"

extern char **environ;

/* ---- fork ---- */

static Val before_fork = VAL_NULL, after_in_parent = VAL_NULL, after_in_child = VAL_NULL; /* lists of callables */

static Val m_register_at_fork(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"before", "after_in_child", "after_in_parent", NULL};
    Val *lists[] = {&before_fork, &after_in_child, &after_in_parent};
    Val a[3];
    if (!args_parse("register_at_fork", names, 0, 0, 0, args, nargs, kwnames, a))
        return VAL_NULL;
    if (val_is_null(a[0]) && val_is_null(a[1]) && val_is_null(a[2]))
        return err_set(&exc_TypeError, "At least one argument is required.");
    for (int i = 0; i < 3; i++)
        if (!val_is_null(a[i]) && !val_type(a[i])->call)
            return err_set(&exc_TypeError, "'%s' must be callable, not %T", names[i], a[i]);
    for (int i = 0; i < 3; i++)
        if (!val_is_null(a[i]) && !list_append(as_list(*lists[i]), a[i]))
            return VAL_NULL;
    return VAL_NONE;
}

/* What they raise is nobody's: a fork cannot be taken back. */
static void run_hooks(Val list, bool backwards) {
    for (int64_t i = 0; i < as_list(list)->length; i++) {
        Val fn = incref(as_list(list)->items[backwards ? as_list(list)->length - 1 - i : i]);
        Val r = val_call0(fn);
        if (val_is_null(r))
            err_write_unraisable("Exception ignored in: ", fn);
        decref(r);
        decref(fn);
    }
}

/* The only thread of the new process puts the runtime in order. */
static void child_after_fork(Thread *t) {
    account_after_fork();
    thread_bind(t);
    signals_after_fork(t);
    probe_thread_start(t, t->ident, t->name);
    gil_after_fork(t);
    import_lock_after_fork();
    gc_after_fork();
    /* What the frames of the others held is lost: they can never be left. */
    for (Thread *other = thread_only(t); other;) {
        Thread *next = other->next;
        thread_clear(other);
        thread_free(other);
        other = next;
    }
}

static Val m_fork(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    Thread *t = thread_current;
    run_hooks(before_fork, true);
    if (!import_lock_acquire()) /* no module may be half imported in the child */
        return VAL_NULL;
    gil_before_fork();
    pid_t pid = fork(); /* with the GIL: the child must not find objects half changed */
    int e = errno;
    if (pid == 0) {
        child_after_fork(t);
        import_lock_release();
        run_hooks(after_in_child, false);
    } else {
        gil_after_fork_in_parent();
        import_lock_release();
        run_hooks(after_in_parent, false);
    }
    if (pid < 0)
        return err_set_errno(e, VAL_NULL);
    return val_small(pid);
}

/* ---- waiting ---- */

static Val wait_for(pid_t pid, int options) {
    int status = 0;
    pid_t r = block_waitpid(pid, &status, options);
    return r < 0 ? os_error(r) : tuple_pack(2, val_small(r), val_small(r ? status : 0));
}
static Val m_waitpid(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid, options;
    return c_int_arg(args[0], &pid) && c_int_arg(args[1], &options) ? wait_for(pid, options) : VAL_NULL;
}
static Val m_wait(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return wait_for(-1, 0);
}

#define STATUS(name, result)                                                                       \
    static Val m_##name(Val *args, int n, Val kw) {                                                \
        (void)n, (void)kw;                                                                         \
        int status;                                                                                \
        return c_int_arg(args[0], &status) ? result(name(status)) : VAL_NULL;                      \
    }
STATUS(WIFEXITED, val_bool)
STATUS(WIFSIGNALED, val_bool)
STATUS(WIFSTOPPED, val_bool)
STATUS(WIFCONTINUED, val_bool)
STATUS(WCOREDUMP, val_bool)
STATUS(WEXITSTATUS, val_small)
STATUS(WTERMSIG, val_small)
STATUS(WSTOPSIG, val_small)

static Val m_waitstatus_to_exitcode(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int status;
    if (!c_int_arg(args[0], &status))
        return VAL_NULL;
    if (WIFEXITED(status))
        return val_small(WEXITSTATUS(status));
    if (WIFSIGNALED(status))
        return val_small(-WTERMSIG(status));
    if (WIFSTOPPED(status))
        return err_set(&exc_ValueError, "process stopped by delivery of signal %d", WSTOPSIG(status));
    return err_set(&exc_ValueError, "invalid wait status: %d", status);
}

/* ---- another program ---- */

char **posix_string_vector(const char *fname, Val sequence, Val owners) {
    Val items = tuple_from_iterable(sequence);
    if (val_is_null(items) || !list_append_steal(as_list(owners), items))
        return NULL;
    int64_t n = as_tuple(items)->length;
    char **v = calloc((size_t)n + 1, sizeof *v);
    if (!v) {
        err_no_memory();
        return NULL;
    }
    for (int64_t i = 0; i < n; i++) {
        Path p;
        if (!path_arg(fname, as_tuple(items)->items[i], &p) || !list_append_steal(as_list(owners), p.bytes)) {
            free(v);
            return NULL;
        }
        v[i] = (char *)p.text;
    }
    return v;
}

static Val exec(const char *fname, Val path, Val argv, Val env) {
    if (!val_is_list(argv) && !val_is_tuple(argv))
        return err_set(&exc_TypeError, val_is_null(env) ? "%s() arg 2 must be a tuple or list" : "%s: argv must be a tuple or list", fname);
    if (val_len(argv) == 0)
        return err_set(&exc_ValueError, val_is_null(env) ? "%s() arg 2 must not be empty" : "%s: argv must not be empty", fname);
    Path p;
    if (!path_arg(fname, path, &p))
        return VAL_NULL;
    Val owners = list_new(0);
    char **args = val_is_null(owners) ? NULL : posix_string_vector(fname, argv, owners);
    char **envp = !args ? NULL : val_is_null(env) ? environ : posix_string_vector(fname, env, owners);
    if (envp) {
        process_exec(p.text, args, envp);
        err_set_errno(errno, val_is_null(env) ? VAL_NULL : path);
    }
    if (envp != environ)
        free(envp);
    free(args);
    decref(owners);
    path_drop(&p);
    return VAL_NULL;
}
static Val m_execv(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return exec("execv", args[0], args[1], VAL_NULL);
}
/* _execve(path, argv, ["NAME=value", …]): os.execve makes the last from a mapping. */
static Val m_execve(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return exec("execve", args[0], args[1], args[2]);
}

/* ---- ids, signals, the end ---- */

static Val m_kill(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid, signum;
    if (!c_int_arg(args[0], &pid) || !c_int_arg(args[1], &signum))
        return VAL_NULL;
    if (kill(pid, signum))
        return os_error(-1);
    /* sent to itself: its Python handler runs before kill() returns */
    return signals_run(thread_current) < 0 ? VAL_NULL : VAL_NONE;
}
static Val m_exit(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"status", NULL};
    Val a[1];
    int status;
    if (!args_parse("_exit", names, 0, 1, 1, args, nargs, kwnames, a) || !c_int_arg(a[0], &status))
        return VAL_NULL;
    _exit(status);
}
static Val m_abort(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    abort();
}

#define ID(name)                                                                                   \
    static Val m_##name(Val *args, int n, Val kw) {                                                \
        (void)args, (void)n, (void)kw;                                                             \
        return val_small((int64_t)name());                                                         \
    }
ID(getpid)
ID(getppid)
ID(getuid)
ID(geteuid)
ID(getgid)
ID(getegid)
ID(getpgrp)

static Val m_getpgid(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid;
    if (!c_int_arg(args[0], &pid))
        return VAL_NULL;
    pid_t group = getpgid(pid);
    return group < 0 ? os_error(-1) : val_small(group);
}
static Val m_getsid(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid;
    if (!c_int_arg(args[0], &pid))
        return VAL_NULL;
    pid_t session = getsid(pid);
    return session < 0 ? os_error(-1) : val_small(session);
}
static Val m_setpgid(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid, group;
    if (!c_int_arg(args[0], &pid) || !c_int_arg(args[1], &group))
        return VAL_NULL;
    return setpgid(pid, group) ? os_error(-1) : VAL_NONE;
}
static Val m_killpg(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int group, signum;
    if (!c_int_arg(args[0], &group) || !c_int_arg(args[1], &signum))
        return VAL_NULL;
    if (killpg(group, signum))
        return os_error(-1);
    return signals_run(thread_current) < 0 ? VAL_NULL : VAL_NONE;
}
static Val m_setsid(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return setsid() < 0 ? os_error(-1) : VAL_NONE;
}
static Val m_umask(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int mask;
    extern mode_t umask(mode_t);
    return c_int_arg(args[0], &mask) ? val_small(umask((mode_t)mask)) : VAL_NULL;
}
static Val m_nice(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int by;
    if (!c_int_arg(args[0], &by))
        return VAL_NULL;
    errno = 0; /* -1 is a valid answer */
    int now = nice(by);
    return now == -1 && errno ? os_error(-1) : val_small(now);
}

static Val m_times(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    struct tms t;
    clock_t now = times(&t);
    double second = (double)sysconf(_SC_CLK_TCK);
    const double values[] = {(double)t.tms_utime / second, (double)t.tms_stime / second, (double)t.tms_cutime / second,
                             (double)t.tms_cstime / second, (double)now / second};
    Val r = tuple_new(5);
    for (int i = 0; i < 5 && !val_is_null(r); i++) {
        Val v = val_float(values[i]);
        if (val_is_null(v)) {
            decref(r);
            return v;
        }
        as_tuple(r)->items[i] = v;
    }
    return r;
}

const MethodDef posix_process_methods[] = {
    {"register_at_fork", m_register_at_fork, 0, -1, METH_KW, "Register callables to be called when forking a new process."},
    {"fork", m_fork, 0, 0, 0, "Fork a child process.  Return 0 to child process and PID of child to parent process."},
    {"waitpid", m_waitpid, 2, 2, 0, "Wait for completion of a given child process: (pid, status)."},
    {"wait", m_wait, 0, 0, 0, "Wait for completion of a child process: (pid, status)."},
    {"WIFEXITED", m_WIFEXITED, 1, 1, 0, "Whether the process exited by exit()."},
    {"WIFSIGNALED", m_WIFSIGNALED, 1, 1, 0, "Whether the process was ended by a signal."},
    {"WIFSTOPPED", m_WIFSTOPPED, 1, 1, 0, "Whether the process was stopped."},
    {"WIFCONTINUED", m_WIFCONTINUED, 1, 1, 0, "Whether the process was continued."},
    {"WCOREDUMP", m_WCOREDUMP, 1, 1, 0, "Whether the process left a core dump."},
    {"WEXITSTATUS", m_WEXITSTATUS, 1, 1, 0, "The process's exit code."},
    {"WTERMSIG", m_WTERMSIG, 1, 1, 0, "The signal that ended the process."},
    {"WSTOPSIG", m_WSTOPSIG, 1, 1, 0, "The signal that stopped the process."},
    {"waitstatus_to_exitcode", m_waitstatus_to_exitcode, 1, 1, 0, "Convert a wait status to an exit code."},
    {"execv", m_execv, 2, 2, 0, "Execute an executable path with arguments, replacing current process."},
    {"_execve", m_execve, 3, 3, 0, "Execute an executable path with arguments and a list of NAME=value."},
    {"kill", m_kill, 2, 2, 0, "Kill a process with a signal."},
    {"_exit", m_exit, 1, -1, METH_KW, "Exit to the system with specified status, without normal exit processing."},
    {"abort", m_abort, 0, 0, 0, "Abort the interpreter immediately."},
    {"getpid", m_getpid, 0, 0, 0, "Return the current process id."},
    {"getppid", m_getppid, 0, 0, 0, "Return the parent's process id."},
    {"getuid", m_getuid, 0, 0, 0, "Return the current process's user id."},
    {"geteuid", m_geteuid, 0, 0, 0, "Return the current process's effective user id."},
    {"getgid", m_getgid, 0, 0, 0, "Return the current process's group id."},
    {"getegid", m_getegid, 0, 0, 0, "Return the current process's effective group id."},
    {"getpgrp", m_getpgrp, 0, 0, 0, "Return the current process group id."},
    {"getpgid", m_getpgid, 1, 1, 0, "Call the system call getpgid(), and return the result."},
    {"getsid", m_getsid, 1, 1, 0, "Call the system call getsid(pid) and return the result."},
    {"setpgid", m_setpgid, 2, 2, 0, "Call the system call setpgid(pid, pgrp)."},
    {"killpg", m_killpg, 2, 2, 0, "Kill a process group with a signal."},
    {"setsid", m_setsid, 0, 0, 0, "Call the system call setsid()."},
    {"umask", m_umask, 1, 1, 0, "Set the current numeric umask and return the previous umask."},
    {"nice", m_nice, 1, 1, 0, "Add increment to the priority of process and return the new priority."},
    {"times", m_times, 0, 0, 0, "Processor times of the process and its children, and elapsed time: five floats."},
    {0}};

bool posix_process_init(Val module) {
    (void)module;
    before_fork = list_new(0);
    after_in_parent = list_new(0);
    after_in_child = list_new(0);
    return !val_is_null(before_fork) && !val_is_null(after_in_parent) && !val_is_null(after_in_child);
}
