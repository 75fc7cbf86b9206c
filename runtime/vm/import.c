/* import: built-in modules from the table, .py files from sys.path. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/err.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "thread/blocking.h"
#include "thread/blocking_file.h"
#include "thread/import_lock.h"
#include "vm/vm.h"

static Dict *modules;

Dict *import_modules(void) { return modules; }

bool import_init(void) {
    Val d = dict_new();
    if (val_is_null(d))
        return false;
    modules = as_dict(d);
    return true;
}

char *read_file(const char *path, size_t *size) {
    int fd = block_open(path, 0, 0);
    if (fd < 0) {
        if (fd == -1) {
            Val name = str_from_cstr(path);
            err_set_errno(errno, name);
            decref(name);
        }
        return NULL;
    }
    size_t cap = 65536, n = 0;
    char *buf = malloc(cap);
    while (buf) {
        int64_t r = block_read(fd, buf + n, cap - n - 1);
        if (r == 0)
            break;
        if (r < 0) {
            if (r == -1) {
                Val name = str_from_cstr(path);
                err_set_errno(errno, name);
                decref(name);
            }
            free(buf);
            block_close(fd);
            return NULL;
        }
        n += (size_t)r;
        if (n + 1 == cap) {
            char *p = cap > SIZE_MAX / 2 ? NULL : realloc(buf, cap * 2);
            if (!p) {
                free(buf);
                buf = NULL;
                break;
            }
            cap *= 2;
            buf = p;
        }
    }
    block_close(fd);
    if (!buf) {
        err_no_memory();
        return NULL;
    }
    buf[n] = 0;
    *size = n;
    return buf;
}

/* sys.path as it is now: borrowed, VAL_NULL if somebody removed it. */
static Val module_search_path(void) {
    Val sys = dict_get_str(modules, STR_CONST("sys"));
    return val_is(sys, &module_type) ? dict_get_str(module_dict(sys), STR_CONST("path")) : VAL_NULL;
}

static bool is_file(const char *path) {
    struct stat st;
    return block_stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* DIR/NAME/__init__.py or DIR/NAME.py into out. */
static bool find_in(const char *dir, const char *name, char *out, bool *package) {
    if ((size_t)snprintf(out, PATH_MAX, "%s/%s/__init__.py", *dir ? dir : ".", name) < PATH_MAX && is_file(out)) {
        *package = true;
        return true;
    }
    *package = false;
    return (size_t)snprintf(out, PATH_MAX, "%s/%s.py", *dir ? dir : ".", name) < PATH_MAX && is_file(out);
}

/* Others run while it looks, and may change the list or drop it. */
static bool find_module(Val path_list, const char *name, char *out, bool *package) {
    bool found = false;
    incref(path_list);
    for (int64_t i = 0; !found && val_is_list(path_list) && i < as_list(path_list)->length; i++) {
        Val dir = incref(as_list(path_list)->items[i]);
        const char *d = val_is_str(dir) ? str_utf8(dir, NULL) : NULL;
        found = d && find_in(d, name, out, package);
        decref(dir);
    }
    decref(path_list);
    return found;
}

bool import_find_file(const char *name, char *out, size_t size) {
    char path[PATH_MAX], file[PATH_MAX];
    bool package;
    if ((size_t)snprintf(path, sizeof path, "%s", name) >= sizeof path)
        return false;
    for (char *p = path; *p; p++)
        if (*p == '.')
            *p = '/';
    if (!find_module(module_search_path(), path, file, &package))
        return false;
    if (package) { /* its __main__.py */
        char *slash = strrchr(file, '/');
        *slash = 0;
        return (size_t)snprintf(out, size, "%s/__main__.py", file) < size && is_file(out);
    }
    return (size_t)snprintf(out, size, "%s", file) < size;
}

static bool set_package(Val module, const char *fullname, bool package) {
    const char *dot = strrchr(fullname, '.');
    Val p = package ? str_from_cstr(fullname) : dot ? str_from_utf8(fullname, dot - fullname) : str_from_cstr("");
    return module_add(module, "__package__", p);
}

static Val load_source(const char *fullname, const char *path, bool package) {
    size_t n;
    char *src = read_file(path, &n);
    if (!src)
        return VAL_NULL;
    Code *code = compile_source(src, n, path, false);
    free(src);
    if (!code)
        return VAL_NULL;
    Val m = module_new(fullname);
    if (val_is_null(m)) {
        decref_obj(code);
        return m;
    }
    bool ok = module_add(m, "__file__", str_from_cstr(path)) && set_package(m, fullname, package) &&
              module_add(m, "__builtins__", incref(val_ptr(vm_builtins)));
    if (ok && package) {
        const char *slash = strrchr(path, '/');
        Val list = list_new(0), dir = str_from_utf8(path, slash - path);
        ok = !val_is_null(list) && !val_is_null(dir) && list_append(as_list(list), dir) &&
             module_add(m, "__path__", incref(list));
        decref(list);
        decref(dir);
    }
    Val name = str_intern_cstr(fullname);
    ok = ok && dict_set_str(modules, name, m);
    if (ok) {
        ((ModuleObj *)val_obj(m))->initializing = true;
        Val r = vm_run_code(code, module_dict(m), val_ptr(module_dict(m)));
        ((ModuleObj *)val_obj(m))->initializing = false;
        ok = !val_is_null(r);
        decref(r);
        if (!ok) {
            Val exc = err_fetch();
            dict_delete(modules, name);
            err_restore(exc);
        }
    }
    decref_obj(code);
    if (!ok) {
        decref(m);
        return VAL_NULL;
    }
    /* the module may have replaced itself */
    Val now = incref(dict_get_str(modules, name));
    decref(m);
    return val_is_null(now) ? err_set(&exc_ImportError, "%s not found in sys.modules", fullname) : now;
}

static Val load_builtin(const char *fullname, const ModuleDef *def) {
    Val m = module_new(fullname);
    if (val_is_null(m))
        return m;
    if (!def->init(m) || !dict_set_str(modules, str_intern_cstr(fullname), m)) {
        decref(m);
        return VAL_NULL;
    }
    return m;
}

static Val not_found(const char *fullname, const char *because) {
    Val msg = because ? str_from_format("No module named '%s'; %s", fullname, because)
                      : str_from_format("No module named '%s'", fullname);
    if (val_is_null(msg))
        return msg;
    err_set_value(&exc_ModuleNotFoundError, msg);
    decref(msg);
    Val exc = err_fetch();
    Val name = str_from_cstr(fullname);
    val_setattr(exc, STR_CONST("name"), name);
    decref(name);
    err_restore(exc);
    return VAL_NULL;
}

/* The module of a full dotted name whose parents are imported: new reference. */
static Val import_one(const char *fullname) {
    Val key = str_intern_cstr(fullname);
    if (val_is_null(key))
        return key;
    Val m = dict_get_str(modules, key);
    if (val_is_none(m))
        return err_set(&exc_ModuleNotFoundError, "import of %s halted; None in sys.modules", fullname);
    if (!val_is_null(m))
        return incref(m);
    const char *dot = strrchr(fullname, '.');
    Val path = VAL_NULL, parent = VAL_NULL;
    if (dot) {
        char parent_name[512];
        if ((size_t)(dot - fullname) >= sizeof parent_name)
            return not_found(fullname, NULL);
        memcpy(parent_name, fullname, (size_t)(dot - fullname));
        parent_name[dot - fullname] = 0;
        parent = incref(dict_get_str(modules, str_intern_cstr(parent_name)));
        path = val_is(parent, &module_type) ? dict_get_str(module_dict(parent), STR_CONST("__path__")) : VAL_NULL;
        if (val_is_null(path)) {
            decref(parent);
            char why[600];
            snprintf(why, sizeof why, "'%s' is not a package", parent_name);
            return not_found(fullname, why);
        }
    } else {
        for (const ModuleDef *d = builtin_modules; d->name; d++)
            if (strcmp(d->name, fullname) == 0)
                return load_builtin(fullname, d);
        path = module_search_path();
    }
    char file[PATH_MAX];
    bool package;
    if (val_is_null(path) || !find_module(path, dot ? dot + 1 : fullname, file, &package)) {
        decref(parent);
        return not_found(fullname, NULL);
    }
    m = load_source(fullname, file, package);
    if (!val_is_null(m) && dot && !val_is_null(parent)) {
        Val name = str_intern_cstr(dot + 1);
        if (!val_setattr(parent, name, m)) {
            decref(m);
            m = VAL_NULL;
        }
    }
    decref(parent);
    return m;
}

/* Imports a.b.c part by part; *top: the first, new reference. */
static Val import_dotted(const char *name, Val *top) {
    char part[512];
    size_t n = strlen(name);
    if (n >= sizeof part)
        return not_found(name, NULL);
    *top = VAL_NULL;
    Val m = VAL_NULL;
    for (size_t i = 0; i <= n; i++) {
        if (name[i] != '.' && name[i] != 0)
            continue;
        memcpy(part, name, i);
        part[i] = 0;
        decref(m);
        m = import_one(part);
        if (val_is_null(m)) {
            decref(*top);
            *top = VAL_NULL;
            return m;
        }
        if (val_is_null(*top))
            *top = incref(m);
    }
    return m;
}

/* from ..x import y: the absolute name into out. */
static bool resolve_relative(const char *name, int level, Dict *globals, char *out, size_t size) {
    Val pkg = dict_get_str(globals, STR_CONST("__package__"));
    const char *p = val_is_str(pkg) ? str_utf8(pkg, NULL) : "";
    if (!p)
        return false;
    if (!*p)
        return err_false(&exc_ImportError, "attempted relative import with no known parent package");
    size_t n = strlen(p);
    for (int i = 1; i < level; i++) {
        while (n && p[n - 1] != '.')
            n--;
        if (!n)
            return err_false(&exc_ImportError, "attempted relative import beyond top-level package");
        n--;
    }
    if ((size_t)snprintf(out, size, "%.*s%s%s", (int)n, p, *name ? "." : "", name) >= size)
        return err_false(&exc_ImportError, "name of module too long");
    return true;
}

static Val import_locked(Val name, Val fromlist, int level, Dict *globals) {
    const char *n = str_utf8(name, NULL);
    char absolute[512];
    if (!n)
        return VAL_NULL;
    if (level > 0) {
        if (!resolve_relative(n, level, globals, absolute, sizeof absolute))
            return VAL_NULL;
        n = absolute;
    }
    if (!*n)
        return err_set(&exc_ValueError, "Empty module name");
    Val top;
    Val m = import_dotted(n, &top);
    if (val_is_null(m))
        return m;
    bool has_from = val_is_tuple(fromlist) && as_tuple(fromlist)->length;
    if (!has_from) {
        decref(m);
        return top;
    }
    decref(top);
    /* names that are submodules not yet loaded */
    if (val_is(m, &module_type) && !val_is_null(dict_get_str(module_dict(m), STR_CONST("__path__")))) {
        for (int64_t i = 0; i < as_tuple(fromlist)->length; i++) {
            Val sub = as_tuple(fromlist)->items[i];
            const char *s = str_utf8(sub, NULL);
            if (!s || strcmp(s, "*") == 0 || !val_is_null(dict_get_str(module_dict(m), sub)))
                continue;
            char full[600];
            snprintf(full, sizeof full, "%s.%s", n, s);
            Val x = import_one(full);
            if (val_is_null(x)) {
                if (!err_matches(&exc_ModuleNotFoundError)) {
                    decref(m);
                    return x;
                }
                err_clear(); /* import_from says what is missing */
            }
            decref(x);
        }
    }
    return m;
}

Val import_module(Val name, Val fromlist, int level, Dict *globals) {
    /* A module that is there needs no lock, unless its body still runs in
     * another thread. */
    if (!import_lock_acquire())
        return VAL_NULL;
    Val m = import_locked(name, fromlist, level, globals);
    import_lock_release();
    return m;
}

Val import_by_name(const char *dotted) {
    Val top;
    if (!import_lock_acquire())
        return VAL_NULL;
    Val m = import_dotted(dotted, &top);
    import_lock_release();
    if (!val_is_null(m))
        decref(top);
    return m;
}

Val import_from(Val module, Val name) {
    Val v = val_getattr(module, name);
    if (!val_is_null(v) || !err_matches(&exc_AttributeError))
        return v;
    err_clear();
    Val mod_name = val_getattr_opt(module, STR_CONST("__name__"));
    if (!val_is_null(mod_name) && val_is_str(mod_name)) {
        Val full = str_from_format("%V.%V", mod_name, name);
        Val m = val_is_null(full) ? VAL_NULL : dict_get(modules, full);
        decref(full);
        if (!val_is_null(m)) {
            decref(mod_name);
            return incref(m);
        }
    }
    Val file = val_is(module, &module_type) ? dict_get_str(module_dict(module), STR_CONST("__file__")) : VAL_NULL;
    if (val_is_null(mod_name) || !val_is_str(mod_name))
        val_set(&mod_name, str_from_cstr("<unknown module name>"));
    if (val_is_null(file))
        err_set(&exc_ImportError, "cannot import name %R from %R (unknown location)", name, mod_name);
    else if (((ModuleObj *)val_obj(module))->initializing)
        err_set(&exc_ImportError,
                "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%V)",
                name, mod_name, file);
    else
        err_set(&exc_ImportError, "cannot import name %R from %R (%V)", name, mod_name, file);
    Val exc = err_fetch();
    if (val_isinstance(exc, &exc_ImportError)) { /* not: out of memory */
        exc_set_attr(exc, "name", incref(mod_name));
        exc_set_attr(exc, "path", val_is_null(file) ? VAL_NONE : incref(file));
    }
    err_restore(exc);
    decref(mod_name);
    return VAL_NULL;
}

bool import_star(Val module, Dict *into) {
    if (!val_is(module, &module_type))
        return err_false(&exc_ImportError, "from-import-* object has no __dict__");
    Dict *d = module_dict(module);
    Val all = dict_get_str(d, STR_CONST("__all__"));
    if (!val_is_null(all)) {
        Val it = val_iter(all);
        if (val_is_null(it))
            return false;
        Val name;
        while (!val_is_null(name = val_next(it))) {
            Val v = val_is_str(name) ? val_getattr(module, str_intern(incref(name)))
                                     : err_set(&exc_TypeError, "Item in __all__ must be str, not %T", name);
            bool ok = !val_is_null(v) && dict_set(into, name, v);
            decref(name);
            decref(v);
            if (!ok) {
                decref(it);
                return false;
            }
        }
        decref(it);
        return !err_occurred();
    }
    Val copy = dict_copy(d); /* into may be d itself */
    if (val_is_null(copy))
        return false;
    int64_t pos = 0;
    Val k, v;
    bool ok = true;
    while (ok && dict_next(as_dict(copy), &pos, &k, &v))
        if (val_is_str(k) && !(as_str(k)->length && str_char(as_str(k), 0) == '_'))
            ok = dict_set(into, k, v);
    decref(copy);
    return ok;
}
