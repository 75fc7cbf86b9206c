#include "modules/sys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "modules/stdio.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/gil.h"
#include "version.h"
#include "vm/vm.h"

static Dict *sys_dict;

Val sys_get_object(const char *name) {
    Val key = str_intern_cstr(name);
    return val_is_null(key) || !sys_dict ? VAL_NULL : dict_get_str(sys_dict, key);
}

bool sys_set_object(const char *name, Val value) {
    Val key = val_is_null(value) ? VAL_NULL : str_intern_cstr(name);
    bool ok = !val_is_null(key) && dict_set_str(sys_dict, key, value);
    decref(value);
    return ok;
}

static Val m_exit(Val *args, int n, Val kw) {
    (void)kw;
    return err_set_value(&exc_SystemExit, n ? args[0] : VAL_NULL);
}
static Val m_getswitchinterval(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_float(gil_switch_interval());
}
static Val m_setswitchinterval(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    double d;
    if (!val_as_double(args[0], &d))
        return VAL_NULL;
    if (!(d > 0.0))
        return err_set(&exc_ValueError, "switch interval must be strictly positive");
    gil_set_switch_interval(d);
    return VAL_NONE;
}
static Val m_getrecursionlimit(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_small(vm_recursion_limit);
}
static Val m_setrecursionlimit(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t v;
    if (!val_as_index(args[0], &v, &exc_OverflowError))
        return VAL_NULL;
    if (v != (int)v)
        return err_set(&exc_OverflowError, "Python int too large to convert to C int");
    if (v < 1)
        return err_set(&exc_ValueError, "recursion limit must be greater or equal than 1");
    vm_recursion_limit = v > 10000000 ? 10000000 : (int)v;
    return VAL_NONE;
}
static Val or_none(Val v) { return val_is_null(v) ? VAL_NONE : incref(v); }
static Val m_exc_info(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    Val e = err_state->handled;
    if (val_is_null(e))
        return tuple_pack(3, VAL_NONE, VAL_NONE, VAL_NONE);
    Val tb = as_exc(e)->traceback;
    return tuple_pack(3, val_ptr(val_type(e)), e, val_is_null(tb) ? VAL_NONE : tb);
}
static Val m_exception(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return or_none(err_state->handled);
}
static Val m_getrefcount(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_small(val_is_ptr(args[0]) ? (int64_t)val_obj(args[0])->rc : 1 << 30);
}
static Val m_intern(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_str(args[0]))
        return err_set(&exc_TypeError, "intern() argument must be str, not %T", args[0]);
    return incref(str_intern(incref(args[0])));
}
static Val m_getsizeof(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_call_method(args[0], STR_CONST("__sizeof__"), NULL, 0);
}
static Val m_getdefaultencoding(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return STR_CONST("utf-8");
}
static Val m_excepthook(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_exc(args[1]))
        return VAL_NONE;
    Val file = sys_get_object("stderr");
    if (val_is_null(file) || val_is(file, &stdio_type)) {
        print_exception(args[1]);
        return VAL_NONE;
    }
    if (val_is_none(file))
        return VAL_NONE;
    size_t size;
    char *text = exception_text(args[1], &size);
    if (!text)
        return err_no_memory();
    Val s = str_from_utf8(text, (int64_t)size);
    free(text);
    incref(file);
    Val r = val_is_null(s) ? s : val_call_method(file, STR_CONST("write"), &s, 1);
    decref(file);
    decref(s);
    decref(r);
    return val_is_null(r) ? r : VAL_NONE;
}
static Val m_is_finalizing(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return VAL_FALSE;
}
static Val m_set_int_max_str_digits(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t v;
    if (!val_as_index(args[0], &v, &exc_OverflowError))
        return VAL_NULL;
    return int_set_max_str_digits(v) ? VAL_NONE : VAL_NULL;
}
static Val m_get_int_max_str_digits(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_small(int_get_max_str_digits());
}

static const MethodDef sys_methods[] = {
    {"exit", m_exit, 0, 1, 0, "Exit the interpreter by raising SystemExit(status)."},
    {"getswitchinterval", m_getswitchinterval, 0, 0, 0, "Return the current thread switch interval in seconds."},
    {"setswitchinterval", m_setswitchinterval, 1, 1, 0, "Set the ideal thread switching delay in seconds."},
    {"getrecursionlimit", m_getrecursionlimit, 0, 0, 0, "Return the current value of the recursion limit."},
    {"setrecursionlimit", m_setrecursionlimit, 1, 1, 0, "Set the maximum depth of the Python stack."},
    {"exc_info", m_exc_info, 0, 0, 0, "Return information about the exception being handled."},
    {"exception", m_exception, 0, 0, 0, "Return the exception being handled."},
    {"getrefcount", m_getrefcount, 1, 1, 0, "Return the reference count of object."},
    {"intern", m_intern, 1, 1, 0, "Intern the given string."},
    {"getsizeof", m_getsizeof, 1, 2, 0, "Return the size of object in bytes."},
    {"getdefaultencoding", m_getdefaultencoding, 0, 0, 0, "Return the default string encoding."},
    {"excepthook", m_excepthook, 3, 3, 0, "Handle an exception by displaying it with a traceback on sys.stderr."},
    {"is_finalizing", m_is_finalizing, 0, 0, 0, "Return True if the interpreter is shutting down."},
    {"set_int_max_str_digits", m_set_int_max_str_digits, 1, 1, 0, "Set the maximum digits of int/str conversion."},
    {"get_int_max_str_digits", m_get_int_max_str_digits, 0, 0, 0, "Return the maximum digits of int/str conversion."},
    {0}};

static Val str_list(int n, char **items) {
    Val list = list_new(0);
    for (int i = 0; i < n && !val_is_null(list); i++) {
        /* bytes that are no UTF-8 come back unchanged from os.fsencode */
        Val s = str_decode(items[i], (int64_t)strlen(items[i]), "utf-8", "surrogateescape");
        if (val_is_null(s) || !list_append_steal(as_list(list), s)) {
            decref(list);
            list = VAL_NULL;
        }
    }
    return list;
}

bool sys_init(int argc, char **argv, const char *path0, const char *lib_dir, const char *executable) {
    Val m = module_new("sys");
    if (val_is_null(m))
        return false;
    sys_dict = module_dict(m);
    char *paths[2] = {(char *)path0, (char *)lib_dir};
    Val version = tuple_pack(5, val_small(3), val_small(11), val_small(2), STR_CONST("final"), val_small(0));
    return module_add_functions(m, sys_methods) && sys_set_object("argv", str_list(argc, argv)) &&
           sys_set_object("path", path0 ? str_list(2, paths) : str_list(1, paths + 1)) &&
           sys_set_object("modules", incref(val_ptr(import_modules()))) &&
           sys_set_object("version_info", version) &&
           sys_set_object("version", str_from_cstr("3.11.2 (gilpy " GILPY_VERSION ")")) &&
           sys_set_object("hexversion", val_small(0x030b02f0)) && sys_set_object("platform", str_from_cstr("linux")) &&
           sys_set_object("byteorder", str_from_cstr("little")) && sys_set_object("maxsize", int_from_i64(INT64_MAX)) &&
           sys_set_object("maxunicode", val_small(0x10ffff)) && sys_set_object("executable", str_from_cstr(executable)) &&
           sys_set_object("dont_write_bytecode", VAL_TRUE) &&
           sys_set_object("__excepthook__", incref(sys_get_object("excepthook"))) &&
           dict_set_str(import_modules(), STR_CONST("sys"), m) && stdio_init();
}
