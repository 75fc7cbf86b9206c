/* posix: what the operating system offers.  lib/os.py is the face of it. */
#include "modules/posix.h"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "modules/modules.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking_file.h"

extern char **environ;

/* The environment as the process got it: bytes to bytes. */
static Val environment(void) {
    Val d = dict_new();
    for (char **e = environ; e && *e && !val_is_null(d); e++) {
        const char *eq = strchr(*e, '=');
        if (!eq)
            continue;
        Val key = bytes_new(*e, eq - *e), value = bytes_new(eq + 1, (int64_t)strlen(eq + 1));
        bool ok = !val_is_null(key) && !val_is_null(value);
        int there = ok ? dict_contains(as_dict(d), key) : -1; /* the first of two wins, as in getenv() */
        ok = ok && (there > 0 || (there == 0 && dict_set(as_dict(d), key, value)));
        decref(key);
        decref(value);
        if (!ok) {
            decref(d);
            d = VAL_NULL;
        }
    }
    return d;
}

static Val m_putenv(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Path name, value;
    if (!path_arg("putenv", args[0], &name))
        return VAL_NULL;
    Val r = VAL_NULL;
    if (strchr(name.text, '=')) {
        err_set(&exc_ValueError, "illegal environment variable name");
    } else if (path_arg("putenv", args[1], &value)) {
        r = setenv(name.text, value.text, 1) ? os_error(-1) : VAL_NONE;
        path_drop(&value);
    }
    path_drop(&name);
    return r;
}
static Val m_unsetenv(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Path name;
    if (!path_arg("unsetenv", args[0], &name))
        return VAL_NULL;
    Val r = unsetenv(name.text) ? os_error(-1) : VAL_NONE;
    path_drop(&name);
    return r;
}

static Val m_strerror(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int e;
    return c_int_arg(args[0], &e) ? str_from_cstr(strerror(e)) : VAL_NULL;
}

static Val m_urandom(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t size;
    if (!val_as_index(args[0], &size, &exc_OverflowError))
        return VAL_NULL;
    if (size < 0)
        return err_set(&exc_ValueError, "negative argument not allowed");
    Val r = bytes_new(NULL, size);
    if (val_is_null(r))
        return r;
    int64_t got = 0; /* the new object is nobody else's yet, so it may be filled without the GIL */
    while (got < size) {
        char *p = as_bytes(r)->data + got;
        size_t left = (size_t)(size - got) > 256 ? 256 : (size_t)(size - got); /* so much comes at once */
        int64_t k = block_getrandom(p, left);
        if (k < 0) {
            Val failed = os_error(k);
            decref(r);
            return failed;
        }
        got += k;
    }
    return r;
}

static Val m_cpu_count(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    long cpus = block_cpu_count();
    return cpus > 0 ? val_small(cpus) : VAL_NONE;
}
static Val m_getloadavg(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    double load[3];
    if (block_getloadavg(load, 3) != 3)
        return err_set(&exc_OSError, "Load averages are unobtainable");
    return tuple_pack(3, val_float(load[0]), val_float(load[1]), val_float(load[2]));
}
static Val m_sched_yield(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return block_sched_yield() ? os_error(-1) : VAL_NONE;
}
static Val m_sched_getaffinity(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int pid;
    if (!c_int_arg(args[0], &pid))
        return VAL_NULL;
    cpu_set_t cpus;
    if (sched_getaffinity(pid, sizeof cpus, &cpus))
        return os_error(-1);
    Val set = set_new(&set_type);
    for (int i = 0; i < CPU_SETSIZE && !val_is_null(set); i++)
        if (CPU_ISSET(i, &cpus) && !set_add(as_set(set), val_small(i))) {
            decref(set);
            set = VAL_NULL;
        }
    return set;
}
static Val m_uname(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    struct utsname u;
    if (uname(&u))
        return os_error(-1);
    const char *texts[] = {u.sysname, u.nodename, u.release, u.version, u.machine};
    Val t = tuple_new(5);
    for (int i = 0; i < 5 && !val_is_null(t); i++) {
        Val s = path_text(texts[i]);
        if (val_is_null(s)) {
            decref(t);
            return s;
        }
        as_tuple(t)->items[i] = s;
    }
    return t;
}

static const MethodDef methods[] = {
    {"putenv", m_putenv, 2, 2, 0, "Change or add an environment variable."},
    {"unsetenv", m_unsetenv, 1, 1, 0, "Delete an environment variable."},
    {"strerror", m_strerror, 1, 1, 0, "Translate an error code to a message string."},
    {"urandom", m_urandom, 1, 1, 0, "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"cpu_count", m_cpu_count, 0, 0, 0, "Return the number of CPUs in the system; return None if indeterminable."},
    {"getloadavg", m_getloadavg, 0, 0, 0, "Return average recent system load information."},
    {"sched_yield", m_sched_yield, 0, 0, 0, "Voluntarily relinquish the CPU."},
    {"sched_getaffinity", m_sched_getaffinity, 1, 1, 0, "Return the affinity of the process identified by pid."},
    {"uname", m_uname, 0, 0, 0, "The name of the system, as a tuple."},
    {0}};

static const struct {
    const char *name;
    int value;
} constants[] = {
#define C(name) {#name, name}
    C(O_RDONLY), C(O_WRONLY), C(O_RDWR), C(O_CREAT), C(O_EXCL), C(O_TRUNC), C(O_APPEND), C(O_NONBLOCK), C(O_CLOEXEC),
    C(O_DIRECTORY), C(O_NOFOLLOW), C(O_SYNC), C(O_DSYNC), C(O_NOCTTY), C(F_OK), C(R_OK), C(W_OK), C(X_OK), C(WNOHANG),
    C(WUNTRACED), C(WCONTINUED), C(EX_OK), C(EX_USAGE), C(EX_SOFTWARE), C(EX_OSERR),
#undef C
    {0}};

bool posix_init(Val m) {
    for (int i = 0; constants[i].name; i++)
        if (!module_add(m, constants[i].name, val_small(constants[i].value)))
            return false;
    return module_add_functions(m, methods) && module_add_functions(m, posix_file_methods) &&
           module_add_functions(m, posix_process_methods) && module_add_functions(m, posix_spawn_methods) && posix_process_init(m) && module_add(m, "environ", environment()) &&
           module_add(m, "error", incref(val_ptr(&exc_OSError)));
}
