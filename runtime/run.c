/* The life of the runtime in a process: start, run a program, finish. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/disasm.h"
#include "core/err.h"
#include "core/mem.h"
#include "gilpy.h"
#include "gilpy_probes.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "objects/exception.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/str.h"
#include "thread/blocking_file.h"
#include "thread/gil.h"
#include "thread/gil_account.h"
#include "thread/gil_watch.h"
#include "thread/signals.h"
#include "version.h"
#include "vm/fault.h"
#include "vm/vm.h"

static Val main_module = VAL_NULL;

const char *gilpy_version(void) { return GILPY_VERSION; }

/* The Python files that ship with the runtime: beside an installed binary, or
 * in the source tree it was built from. */
static const char *library_dir(void) {
    static char dir[PATH_MAX + 32];
    const char *env = getenv("GILPY_LIB");
    if (env && *env)
        return env;
    ssize_t n = block_readlink("/proc/self/exe", dir, PATH_MAX - 1);
    if (n > 0) {
        dir[n] = 0;
        for (int i = 0; i < 2; i++) {
            char *slash = strrchr(dir, '/');
            if (slash)
                *slash = 0;
        }
        strcat(dir, "/share/gilpy/lib");
        char probe[PATH_MAX + 64];
        snprintf(probe, sizeof probe, "%s/threading.py", dir);
        if (block_access(probe, R_OK) == 0)
            return dir;
    }
    return GILPY_SOURCE_LIB;
}

#ifndef NDEBUG
static bool caller_holds_gil(void) {
    Thread *t = thread_self();
    return !t || gil_held_by(t);
}
#endif

static int start_failed(void) {
    if (err_occurred()) {
        fprintf(stderr, "gilpy: cannot start: ");
        print_exception(err_fetch());
    } else {
        fprintf(stderr, "gilpy: cannot start: out of memory\n");
    }
    return -1;
}

bool gilpy_has_policy(const char *name) {
    GilPolicy policy;
    return gil_policy_by_name(name, &policy);
}

int gilpy_start(const GilpyConfig *config) {
    GilPolicy policy = GIL_FAIR;
    if (config->gil_policy && !gil_policy_by_name(config->gil_policy, &policy)) {
        fprintf(stderr, "gilpy: unknown GIL policy '%s': choose fair, interval or ticks\n", config->gil_policy);
        return -1;
    }
    gil_init(policy);
    if (config->switch_interval > 0)
        gil_set_switch_interval(config->switch_interval);
    if (!account_start(config->gilstats, config->gillog)) {
        fprintf(stderr, "gilpy: no memory for the GIL log\n");
        return -1;
    }
    Thread *t = thread_new();
    if (!t)
        return start_failed();
    thread_bind(t);
    thread_set_name(t, "MainThread");
    probe_thread_start(t, t->ident, t->name);
    gil_acquire(t);
    t->bound = true;
#ifndef NDEBUG
    mem_owner_check = caller_holds_gil;
#endif
    if (!vm_init() || !builtins_init(vm_builtins) || !sys_init(config->argc, config->argv, config->path0, library_dir(),
                                config->executable ? config->executable : "") ||
        !signals_init(t))
        return start_failed();
    const char *fault = getenv("PYTHONFAULTHANDLER");
    if ((config->faulthandler || (fault && *fault)) && !fault_enable(2, true))
        return start_failed();
    int limit = config->gilwatch_ms < 0 ? GIL_WATCH_DEFAULT_MS : config->gilwatch_ms;
    if (limit && !gil_watch_start(limit)) {
        block_report("gilpy: cannot start the GIL watchdog: %s\n", strerror(errno));
        return -1;
    }
    main_module = module_new("__main__");
    if (val_is_null(main_module) || !dict_set_str(import_modules(), STR_CONST("__main__"), main_module) ||
        !module_add(main_module, "__builtins__", incref(val_ptr(vm_builtins))))
        return start_failed();
    return 0;
}

/* What an uncaught exception means for the exit status; prints it. */
static int finish_exception(void) {
    Val exc = err_fetch();
    int status = 1;
    if (val_isinstance(exc, &exc_SystemExit)) {
        Val code = instance_get(val_obj(exc), STR_CONST("code"));
        if (val_is_null(code) || val_is_none(code)) {
            status = 0;
        } else if (val_is_integer(code)) {
            int64_t n;
            status = int_as_i64(code, &n) ? (int)(n & 0xff) : 255;
            err_clear();
        } else {
            Val s = val_str(code);
            const char *u = val_is_null(s) ? NULL : str_utf8(s, NULL);
            stdio_flush();
            err_clear();
            block_report("%s\n", u ? u : "?");
            decref(s);
        }
    } else {
        if (!stdio_flush())
            err_clear();
        Val hook = sys_get_object("excepthook"), original = sys_get_object("__excepthook__");
        Val tb = as_exc(exc)->traceback;
        if (!val_is_null(hook) && hook != original) {
            Val args[3] = {val_ptr(val_type(exc)), exc, val_is_null(tb) ? VAL_NONE : tb};
            Val r = val_call(hook, args, 3, VAL_NULL);
            if (val_is_null(r)) {
                block_report("Error in sys.excepthook:\n");
                Val inner = err_fetch();
                print_exception(inner);
                decref(inner);
                block_report("\nOriginal exception was:\n");
                print_exception(exc);
            }
            decref(r);
        } else {
            print_exception(exc);
        }
        if (val_isinstance(exc, &exc_KeyboardInterrupt))
            status = 130;
    }
    decref(exc);
    return status;
}

static int run_code(Code *c) {
    if (!c)
        return finish_exception();
    Val r = vm_run_code(c, module_dict(main_module), val_ptr(module_dict(main_module)));
    decref_obj(c);
    if (val_is_null(r))
        return finish_exception();
    decref(r);
    /* a signal that came during the last statement */
    return vm_safepoint(thread_current, 0) < 0 ? finish_exception() : 0;
}

int gilpy_run_text(const char *source, unsigned long size, const char *filename) {
    return run_code(compile_source(source, size, filename, false));
}

int gilpy_run_string(const char *source, const char *filename) {
    return gilpy_run_text(source, strlen(source), filename);
}

/* As CPython shows it in tracebacks: absolute, links not resolved. */
static const char *absolute(const char *path, char *out, size_t size) {
    char cwd[PATH_MAX];
    if (*path == '/' || !block_getcwd(cwd, sizeof cwd))
        return path;
    if (path[0] == '.' && path[1] == '/')
        path += 2;
    return (size_t)snprintf(out, size, "%s/%s", cwd, path) < size ? out : path;
}

int gilpy_run_file(const char *given) {
    char buffer[2 * PATH_MAX];
    const char *path = absolute(given, buffer, sizeof buffer);
    size_t n;
    char *src = read_file(path, &n);
    if (!src) {
        Val exc = err_fetch();
        Val err = instance_get(val_obj(exc), STR_CONST("errno")), text = instance_get(val_obj(exc), STR_CONST("strerror"));
        if (val_is_int(err) && val_is_str(text))
            block_report("gilpy: can't open file '%s': [Errno %lld] %s\n", given, (long long)val_int(err),
                    str_utf8(text, NULL));
        else
            print_exception(exc);
        decref(exc);
        return 2;
    }
    if (!module_add(main_module, "__file__", str_from_cstr(path))) {
        free(src);
        return finish_exception();
    }
    Code *c = compile_source(src, n, path, false);
    free(src);
    return run_code(c);
}

int gilpy_run_module(const char *name) {
    char file[PATH_MAX];
    if (!import_find_file(name, file, sizeof file)) {
        if (err_occurred())
            return finish_exception();
        block_report("gilpy: No module named %s\n", name);
        return 1;
    }
    return gilpy_run_file(file);
}

int gilpy_disassemble(const char *source, unsigned long size, const char *filename) {
    Code *c = compile_source(source, size, filename, false);
    if (!c)
        return finish_exception();
    disassemble(stdout, c);
    decref_obj(c);
    return 0;
}

int gilpy_finish(int status) {
    Thread *t = thread_current;
    /* first: another thread may wait for the end of this one */
    Val threading = dict_get_str(import_modules(), STR_CONST("threading"));
    if (!val_is_null(threading)) {
        Val r = val_call_method(threading, STR_CONST("_at_exit"), NULL, 0);
        if (val_is_null(r))
            status = finish_exception();
        decref(r);
    }
    thread_wait_all();
    if (!stdio_flush()) {
        Val exc = err_fetch();
        decref(exc);
        if (status == 0) {
            block_report("gilpy: cannot write standard output\n");
            status = 120;
        }
    }
    probe_thread_exit(t, t->ident, t->name);
    gil_release(t, GIL_REASON_SHUTDOWN);
    gil_watch_stop();
    if (account_write() != 0 && status == 0)
        status = 1;
    fflush(NULL);
    return status;
}
