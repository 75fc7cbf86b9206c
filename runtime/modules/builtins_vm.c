/* The built-in functions that reach into the virtual machine. */
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "modules/builtins_vm.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "vm/stack.h"
#include "vm/vm.h"

/* ---- class statements ---- */

static Val run_class_body(Function *fn, Val ns) {
    Thread *t = thread_current;
    Frame *f = frame_push(t, fn->code, 0);
    if (!f)
        return VAL_NULL;
    incref_obj(fn);
    f->func = fn;
    f->globals = fn->globals;
    f->builtins = fn->builtins;
    f->locals = ns;
    f->kind = FRAME_ENTRY;
    for (int i = 0; i < fn->code->nfree; i++)
        f->regs[fn->code->nlocals + fn->code->ncells + i] = incref(as_tuple(fn->closure)->items[i]);
    return eval(t, f);
}

/* Bases that are no classes may say what to use instead (PEP 560). */
static Val resolve_bases(Val *args, int n) {
    Val list = list_new(0);
    Val all = tuple_from_items(args, n);
    for (int i = 0; i < n && !val_is_null(list) && !val_is_null(all); i++) {
        bool ok;
        if (val_is_type(args[i])) {
            ok = list_append(as_list(list), args[i]);
        } else {
            Val m = val_getattr_opt(args[i], STR_CONST("__mro_entries__"));
            if (val_is_null(m)) {
                ok = !err_occurred() && list_append(as_list(list), args[i]);
            } else {
                Val r = val_call1(m, all);
                ok = !val_is_null(r) && list_extend(as_list(list), r);
                decref(m);
                decref(r);
            }
        }
        if (!ok) {
            decref(list);
            list = VAL_NULL;
        }
    }
    decref(all);
    Val t = val_is_null(list) ? VAL_NULL : list_as_tuple(as_list(list));
    decref(list);
    return t;
}

static Val build_class(Val *args, int nargs, Val kwnames) {
    if (nargs < 2)
        return err_set(&exc_TypeError, "__build_class__: not enough arguments");
    if (!val_is(args[0], &function_type))
        return err_set(&exc_TypeError, "__build_class__: func must be a function");
    Val name = args[1], meta = VAL_NULL, result = VAL_NULL, ns = VAL_NULL, cell = VAL_NULL;
    Val bases = resolve_bases(args + 2, nargs - 2);
    if (val_is_null(bases))
        return bases;
    /* the keywords without metaclass */
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length, rest = 0;
    Val values[64];
    Val names = nkw > 60 ? err_set(&exc_TypeError, "too many class keywords") : list_new(0);
    if (val_is_null(names)) {
        decref(bases);
        return names;
    }
    for (int i = 0; i < nkw; i++) {
        Val k = as_tuple(kwnames)->items[i];
        if (str_eq(as_str(k), as_str(STR_CONST("metaclass")))) {
            meta = args[nargs + i];
        } else {
            if (!list_append(as_list(names), k))
                goto done;
            values[3 + rest++] = args[nargs + i];
        }
    }
    Val kwtuple = list_as_tuple(as_list(names));
    if (val_is_null(kwtuple))
        goto done;
    if (val_is_null(meta))
        meta = as_tuple(bases)->length ? val_ptr(val_type(as_tuple(bases)->items[0])) : val_ptr(&type_type);
    if (val_is_type(meta)) {
        Type *m = type_calculate_metaclass(as_type(meta), bases);
        if (!m)
            goto done_kw;
        meta = val_ptr(m);
    }
    Val prepare = val_getattr_opt(meta, STR_CONST("__prepare__"));
    if (val_is_null(prepare)) {
        ns = err_occurred() ? VAL_NULL : dict_new();
    } else {
        Val pargs[64] = {name, bases};
        memcpy(pargs + 2, values + 3, (size_t)rest * sizeof(Val));
        ns = val_call(prepare, pargs, 2, kwtuple);
        decref(prepare);
    }
    if (val_is_null(ns))
        goto done_kw;
    cell = run_class_body((Function *)val_obj(args[0]), ns);
    if (val_is_null(cell))
        goto done_kw;
    values[0] = name;
    values[1] = bases;
    values[2] = ns;
    result = val_call(meta, values, 3, kwtuple);
done_kw:
    decref(kwtuple);
done:
    decref(names);
    decref(bases);
    decref(ns);
    decref(cell);
    return result;
}

/* ---- namespaces ---- */

static Frame *calling_frame(void) { return thread_current->frame; }

static Val globals_of(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    Frame *f = calling_frame();
    return f ? incref(val_ptr(f->globals)) : err_set(&exc_RuntimeError, "no frame");
}

/* A function's locals as they are now; a class or module's namespace itself. */
Val frame_locals(void) {
    Frame *f = calling_frame();
    if (!f)
        return err_set(&exc_RuntimeError, "no frame");
    if (!(f->code->flags & CODE_NEWLOCALS))
        return incref(val_is_null(f->locals) ? val_ptr(f->globals) : f->locals);
    Val d = dict_new();
    if (val_is_null(d))
        return d;
    Code *c = f->code;
    Tuple *vars = as_tuple(c->varnames), *cells = as_tuple(c->cellvars), *frees = as_tuple(c->freevars);
    bool ok = true;
    for (int64_t i = 0; ok && i < vars->length; i++) {
        Val v = f->regs[i];
        if (val_is(v, &cell_type)) /* a parameter that became a cell */
            v = ((Cell *)val_obj(v))->value;
        if (!val_is_null(v))
            ok = dict_set_str(as_dict(d), vars->items[i], v);
    }
    int64_t first = cells->length - c->ncells; /* parameters are among the varnames */
    for (int64_t i = first; ok && i < cells->length; i++) {
        Val cell = f->regs[c->nlocals + i - first];
        Val v = val_is(cell, &cell_type) ? ((Cell *)val_obj(cell))->value : VAL_NULL;
        if (!val_is_null(v))
            ok = dict_set_str(as_dict(d), cells->items[i], v);
    }
    for (int64_t i = 0; ok && i < frees->length; i++) {
        Val v = ((Cell *)val_obj(f->regs[c->nlocals + c->ncells + i]))->value;
        if (!val_is_null(v))
            ok = dict_set_str(as_dict(d), frees->items[i], v);
    }
    if (ok)
        return d;
    decref(d);
    return VAL_NULL;
}
static Val locals_of(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return frame_locals();
}

/* ---- compile, exec, eval ---- */

static Code *compile_value(Val source, const char *filename, bool eval_mode) {
    const char *s;
    int64_t n;
    if (val_is_str(source)) {
        s = str_utf8(source, &n);
    } else if (val_is_bytes(source)) {
        s = as_bytes(source)->data;
        n = as_bytes(source)->length;
    } else {
        err_set(&exc_TypeError, "%s() arg 1 must be a string, bytes or code object", eval_mode ? "eval" : "exec");
        return NULL;
    }
    if (!s)
        return NULL;
    if (eval_mode)
        while (n && (*s == ' ' || *s == '\t'))
            s++, n--;
    return compile_source(s, (size_t)n, filename, eval_mode);
}

static Val compile_fn(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"source", "filename", "mode", "flags", "dont_inherit", "optimize", NULL};
    Val a[6];
    if (!args_parse("compile", names, 0, 3, 6, args, nargs, kwnames, a))
        return VAL_NULL;
    const char *file = val_is_str(a[1]) ? str_utf8(a[1], NULL) : NULL;
    const char *mode = val_is_str(a[2]) ? str_utf8(a[2], NULL) : NULL;
    if (!file || !mode)
        return err_set(&exc_TypeError, "compile() arguments 'filename' and 'mode' must be str");
    if (strcmp(mode, "exec") != 0 && strcmp(mode, "eval") != 0) {
        if (strcmp(mode, "single") == 0)
            return err_absent("compile() mode 'single'");
        return err_set(&exc_ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
    }
    Code *c = compile_value(a[0], file, strcmp(mode, "eval") == 0);
    return c ? val_ptr(c) : VAL_NULL;
}

static Val run_source(Val *args, int nargs, bool eval_mode) {
    const char *fname = eval_mode ? "eval" : "exec";
    Val globals = nargs > 1 ? args[1] : VAL_NONE, locals = nargs > 2 ? args[2] : VAL_NONE;
    Frame *f = calling_frame();
    Val own = VAL_NULL;
    if (val_is_none(globals)) {
        if (!f)
            return err_set(&exc_RuntimeError, "no frame");
        globals = val_ptr(f->globals);
        if (val_is_none(locals)) {
            own = frame_locals();
            if (val_is_null(own))
                return own;
            locals = own;
        }
    }
    if (!val_is_dict(globals) && eval_mode)
        return err_set(&exc_TypeError, "%s",
                       val_type(globals)->getitem && !val_is_list(globals) && !val_is_tuple(globals)
                           ? "globals must be a real dict; try eval(code, {}, mapping)"
                           : "globals must be a dict");
    if (!val_is_dict(globals))
        return err_set(&exc_TypeError, "%s() globals must be a dict, not %T", fname, globals);
    if (val_is_none(locals))
        locals = globals;
    Val r = VAL_NULL;
    if (val_is_null(dict_get_str(as_dict(globals), STR_CONST("__builtins__"))) &&
        !dict_set_str(as_dict(globals), STR_CONST("__builtins__"), val_ptr(vm_builtins)))
        goto done;
    Code *c;
    if (val_is(args[0], &code_type)) {
        c = as_code(args[0]);
        incref_obj(c);
        if (c->nfree) {
            err_set(&exc_TypeError, "code object passed to %s() may not contain free variables", fname);
            decref_obj(c);
            goto done;
        }
    } else {
        c = compile_value(args[0], "<string>", eval_mode);
        if (!c)
            goto done;
    }
    r = vm_run_code(c, as_dict(globals), locals);
    decref_obj(c);
    if (!eval_mode && !val_is_null(r)) {
        decref(r);
        r = VAL_NONE;
    }
done:
    decref(own);
    return r;
}
static Val exec_fn(Val *args, int nargs, Val kw) {
    (void)kw;
    return run_source(args, nargs, false);
}
static Val eval_fn(Val *args, int nargs, Val kw) {
    (void)kw;
    return run_source(args, nargs, true);
}

static Val import_fn(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    Val a[5];
    if (!args_parse("__import__", names, 0, 1, 5, args, nargs, kwnames, a))
        return VAL_NULL;
    if (!val_is_str(a[0]))
        return err_set(&exc_TypeError, "__import__() argument 1 must be str, not %T", a[0]);
    int64_t level = 0;
    if (!val_is_null(a[4]) && !val_as_index(a[4], &level, &exc_OverflowError))
        return VAL_NULL;
    Val from = VAL_NONE;
    if (!val_is_null(a[3]) && !val_is_none(a[3])) {
        from = tuple_from_iterable(a[3]);
        if (val_is_null(from))
            return from;
    }
    Frame *f = calling_frame();
    Dict *globals = !val_is_null(a[1]) && val_is_dict(a[1]) ? as_dict(a[1]) : f ? f->globals : vm_builtins;
    Val m = import_module(a[0], from, (int)level, globals);
    decref(from);
    return m;
}

const MethodDef builtins_vm_methods[] = {
    {"__build_class__", build_class, 0, -1, METH_KW, "Internal helper function used by the class statement."},
    {"globals", globals_of, 0, 0, 0, "Return the dictionary containing the current scope's global variables."},
    {"locals", locals_of, 0, 0, 0, "Return a dictionary containing the current scope's local variables."},
    {"compile", compile_fn, 0, -1, METH_KW, "Compile source into a code object."},
    {"exec", exec_fn, 1, 3, 0, "Execute the given source in the context of globals and locals."},
    {"eval", eval_fn, 1, 3, 0, "Evaluate the given source in the context of globals and locals."},
    {"__import__", import_fn, 0, -1, METH_KW, "Import a module."},
    {0}};
