/* faulthandler: Python stacks on a fatal signal or on demand, over vm/fault.h. */
#include <signal.h>
#include <stdlib.h>

#include "core/err.h"
#include "modules/modules.h"
#include "modules/posix.h"
#include "modules/sys.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/str.h"
#include "vm/fault.h"

static Val report_file = VAL_NULL; /* kept open as long as reports go to it */

/* The arguments file and all_threads; false: exception set. */
static bool file_args(const char *fname, Val *args, int nargs, Val kwnames, Val *file, int *fd, int *all) {
    static const char *const names[] = {"file", "all_threads", NULL};
    Val a[2];
    if (!args_parse(fname, names, 0, 0, 2, args, nargs, kwnames, a))
        return false;
    *all = val_is_null(a[1]) ? 1 : val_truth(a[1]);
    if (*all < 0)
        return false;
    *file = val_is_null(a[0]) || val_is_none(a[0]) ? sys_get_object("stderr") : a[0];
    if (val_is_null(*file))
        return err_false(&exc_RuntimeError, "unable to get sys.stderr");
    if (val_is_none(*file))
        return err_false(&exc_RuntimeError, "sys.stderr is None");
    if (val_is_integer(*file)) {
        if (!c_int_arg(*file, fd))
            return false;
        return *fd >= 0 || err_false(&exc_ValueError, "file is not a valid file descripter") /* as CPython has it */;
    }
    Val number = val_call_method(*file, STR_CONST("fileno"), NULL, 0);
    if (val_is_null(number))
        return false;
    int64_t n = -1;
    bool ok = val_is_integer(number) && int_as_i64(number, &n) && n >= 0 && n <= INT32_MAX;
    decref(number);
    if (!ok)
        return err_false(&exc_RuntimeError, "file.fileno() is not a valid file descriptor");
    *fd = (int)n;
    Val r = val_call_method(*file, STR_CONST("flush"), NULL, 0);
    if (val_is_null(r))
        err_clear(); /* what it held back is not ours to judge */
    decref(r);
    return true;
}

static Val m_enable(Val *args, int nargs, Val kwnames) {
    Val file;
    int fd, all;
    if (!file_args("enable", args, nargs, kwnames, &file, &fd, &all) || !fault_enable(fd, all))
        return VAL_NULL;
    val_set(&report_file, incref(file));
    return VAL_NONE;
}
static Val m_disable(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    bool was = fault_disable();
    val_clear(&report_file);
    return val_bool(was);
}
static Val m_is_enabled(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_bool(fault_is_enabled());
}
static Val m_dump_traceback(Val *args, int nargs, Val kwnames) {
    Val file;
    int fd, all;
    if (!file_args("dump_traceback", args, nargs, kwnames, &file, &fd, &all))
        return VAL_NULL;
    fault_dump(fd, all);
    return VAL_NONE;
}
static Val m_absent(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return err_absent("this function of faulthandler");
}

/* ---- faults, for tests ---- */

static Val m_sigsegv(Val *args, int n, Val kw) {
    (void)kw;
    int unlocked = n ? val_truth(args[0]) : 0;
    if (unlocked < 0)
        return VAL_NULL;
    if (unlocked)
        blocking_begin(thread_current);
    raise(SIGSEGV);
    if (unlocked)
        blocking_end(thread_self());
    return VAL_NONE;
}
static Val m_sigabrt(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    abort();
}
static Val m_sigfpe(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    raise(SIGFPE);
    return VAL_NONE;
}
static Val m_read_null(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    static int *volatile nowhere;
    return val_small(*(volatile int *)nowhere);
}
/* Goes down until the end of the stack. */
static __attribute__((noinline)) int64_t dig(volatile int64_t depth) {
    volatile char hole[4096];
    hole[0] = (char)depth;
    return depth == INT64_MAX ? 0 : dig(depth + 1) + hole[0];
}
static Val m_stack_overflow(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_small(dig(0));
}

static const MethodDef methods[] = {
    {"enable", m_enable, 0, -1, METH_KW, "Write the Python tracebacks of all threads on a fatal signal."},
    {"disable", m_disable, 0, 0, 0, "Leave fatal signals alone; whether they were not before."},
    {"is_enabled", m_is_enabled, 0, 0, 0, "Whether fatal signals are reported."},
    {"dump_traceback", m_dump_traceback, 0, -1, METH_KW, "Write the Python tracebacks of all threads to a file."},
    {"dump_traceback_later", m_absent, 0, -1, METH_KW, "Not there."},
    {"cancel_dump_traceback_later", m_absent, 0, -1, METH_KW, "Not there."},
    {"register", m_absent, 0, -1, METH_KW, "Not there."},
    {"unregister", m_absent, 0, -1, METH_KW, "Not there."},
    {"_sigsegv", m_sigsegv, 0, 1, 0, "Raise SIGSEGV; with true, without the GIL."},
    {"_sigabrt", m_sigabrt, 0, 0, 0, "Call abort()."},
    {"_sigfpe", m_sigfpe, 0, 0, 0, "Raise SIGFPE."},
    {"_read_null", m_read_null, 0, 0, 0, "Read from a NULL pointer."},
    {"_stack_overflow", m_stack_overflow, 0, 0, 0, "Use up the C stack."},
    {0}};

bool faulthandler_init(Val m) { return module_add_functions(m, methods); }
