/* Calls of Python functions: binding arguments, entering from C. */
#include <stdio.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/generator.h"
#include "vm/stack.h"
#include "vm/vm.h"

/* ---- error texts, worded as CPython's ---- */

static void join_names(StrBuf *b, Val *names, int n) {
    for (int i = 0; i < n; i++) {
        if (i)
            strbuf_cstr(b, n == 2 ? " and " : i == n - 1 ? ", and " : ", ");
        strbuf_repr(b, names[i]);
    }
}

static void missing(Function *fn, Val *names, int n, bool kwonly) {
    StrBuf b;
    strbuf_init(&b);
    join_names(&b, names, n);
    Val list = strbuf_finish(&b);
    if (!val_is_null(list))
        err_set(&exc_TypeError, "%V() missing %d required %s argument%s: %V", fn->qualname, n,
                kwonly ? "keyword-only" : "positional", n == 1 ? "" : "s", list);
    decref(list);
}

static void too_many(Function *fn, Val *regs, int given) {
    Code *c = fn->code;
    int ndef = val_is_null(fn->defaults) ? 0 : (int)as_tuple(fn->defaults)->length;
    int kwgiven = 0;
    for (int i = 0; i < c->kwonly; i++)
        kwgiven += !val_is_null(regs[c->argcount + i]);
    char takes[64], kw[64] = "";
    bool plural = ndef ? true : c->argcount != 1;
    if (ndef)
        snprintf(takes, sizeof takes, "from %d to %d", c->argcount - ndef, c->argcount);
    else
        snprintf(takes, sizeof takes, "%d", c->argcount);
    if (kwgiven)
        snprintf(kw, sizeof kw, " positional argument%s (and %d keyword-only argument%s)", given == 1 ? "" : "s", kwgiven,
                 kwgiven == 1 ? "" : "s");
    err_set(&exc_TypeError, "%V() takes %s positional argument%s but %d%s %s given", fn->qualname, takes,
            plural ? "s" : "", given, kw, given == 1 && !kwgiven ? "was" : "were");
}

static int find_param(Code *c, Val name, int from, int to) {
    Tuple *names = as_tuple(c->varnames);
    for (int i = from; i < to; i++)
        if (names->items[i] == name)
            return i;
    for (int i = from; i < to; i++)
        if (str_eq(as_str(names->items[i]), as_str(name)))
            return i;
    return -1;
}

static void posonly_by_keyword(Function *fn, Val kwnames) {
    StrBuf b;
    strbuf_init(&b);
    bool first = true;
    for (int p = 0; p < fn->code->posonly; p++) {
        Val param = as_tuple(fn->code->varnames)->items[p];
        for (int64_t k = 0; k < as_tuple(kwnames)->length; k++) {
            if (!str_eq(as_str(param), as_str(as_tuple(kwnames)->items[k])))
                continue;
            if (!first)
                strbuf_cstr(&b, ", ");
            first = false;
            strbuf_str(&b, param);
        }
    }
    Val list = strbuf_finish(&b);
    if (!val_is_null(list))
        err_set(&exc_TypeError, "%V() got some positional-only arguments passed as keyword arguments: '%V'",
                fn->qualname, list);
    decref(list);
}

/* The common case: no star parameters, and every argument finds its place by
 * the identity of its name.  False: nothing has moved, regs are as before. */
static bool place_plain(Code *c, Val *regs, Val *args, int nargs, Val kwnames) {
    int total = c->argcount + c->kwonly;
    if ((c->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) || nargs > c->argcount)
        return false;
    for (int i = 0; i < nargs; i++)
        regs[i] = args[i];
    if (val_is_null(kwnames))
        return true;
    Val *params = as_tuple(c->varnames)->items;
    Tuple *kw = as_tuple(kwnames);
    int p = nargs; /* keywords often come in the order of the parameters */
    for (int64_t k = 0; k < kw->length; k++, p++) {
        if (p >= total || params[p] != kw->items[k])
            for (p = c->posonly; p < total && params[p] != kw->items[k]; p++)
                ;
        if (p >= total || p < c->posonly || !val_is_null(regs[p])) {
            for (int i = 0; i < total; i++)
                regs[i] = VAL_NULL;
            return false;
        }
        regs[p] = args[nargs + k];
    }
    return true;
}

/* Any call; errors set.  Steals the arguments in every case. */
static bool place_general(Function *fn, Val *regs, Val *args, int nargs, Val kwnames) {
    Code *c = fn->code;
    int argcount = c->argcount, nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
    int total = argcount + c->kwonly;
    int vararg = c->flags & CODE_VARARGS ? total : -1;
    int kwarg = c->flags & CODE_VARKEYWORDS ? total + (vararg >= 0) : -1;
    int npos = nargs < argcount ? nargs : argcount;
    bool ok = true;

    for (int i = 0; i < npos; i++)
        regs[i] = args[i];
    if (vararg >= 0) {
        int extra = nargs - npos;
        Val t = tuple_new(extra);
        if (val_is_null(t)) {
            for (int i = npos; i < nargs; i++)
                decref(args[i]);
            ok = false;
        } else {
            for (int i = 0; i < extra; i++)
                as_tuple(t)->items[i] = args[npos + i];
            regs[vararg] = t;
        }
    } else {
        for (int i = npos; i < nargs; i++)
            decref(args[i]);
    }
    if (ok && kwarg >= 0) {
        regs[kwarg] = dict_new();
        ok = !val_is_null(regs[kwarg]);
    }
    for (int k = 0; k < nkw; k++) {
        Val name = as_tuple(kwnames)->items[k], value = args[nargs + k];
        if (!ok) {
            decref(value);
            continue;
        }
        int i = find_param(c, name, c->posonly, total);
        if (i >= 0) {
            if (!val_is_null(regs[i])) {
                ok = false;
                err_set(&exc_TypeError, "%V() got multiple values for argument '%V'", fn->qualname, name);
                decref(value);
                continue;
            }
            regs[i] = value;
        } else if (kwarg >= 0) {
            ok = dict_set_str(as_dict(regs[kwarg]), name, value);
            decref(value);
        } else {
            ok = false;
            decref(value);
            if (find_param(c, name, 0, c->posonly) >= 0)
                posonly_by_keyword(fn, kwnames);
            else
                err_set(&exc_TypeError, "%V() got an unexpected keyword argument '%V'", fn->qualname, name);
        }
    }
    if (!ok)
        return false;
    if (nargs > argcount && vararg < 0) {
        too_many(fn, regs, nargs);
        return false;
    }
    return true;
}

bool call_bind(Function *fn, Val *regs, Val *args, int nargs, Val kwnames) {
    Code *c = fn->code;
    int argcount = c->argcount, total = argcount + c->kwonly;
    if (!place_plain(c, regs, args, nargs, kwnames) && !place_general(fn, regs, args, nargs, kwnames))
        return false;
    if (nargs < argcount) {
        int ndef = val_is_null(fn->defaults) ? 0 : (int)as_tuple(fn->defaults)->length;
        int first_default = argcount - ndef, nmissing = 0;
        Val lacking[64];
        for (int i = nargs; i < argcount; i++) {
            if (!val_is_null(regs[i]))
                continue;
            if (i >= first_default)
                regs[i] = incref(as_tuple(fn->defaults)->items[i - first_default]);
            else if (nmissing < 64)
                lacking[nmissing++] = as_tuple(c->varnames)->items[i];
        }
        if (nmissing) {
            missing(fn, lacking, nmissing, false);
            return false;
        }
    }
    if (c->kwonly) {
        int nmissing = 0;
        Val lacking[64];
        for (int i = argcount; i < total; i++) {
            if (!val_is_null(regs[i]))
                continue;
            Val name = as_tuple(c->varnames)->items[i];
            Val d = val_is_null(fn->kwdefaults) ? VAL_NULL : dict_get_str(as_dict(fn->kwdefaults), name);
            if (!val_is_null(d))
                regs[i] = incref(d);
            else if (nmissing < 64)
                lacking[nmissing++] = name;
        }
        if (nmissing) {
            missing(fn, lacking, nmissing, true);
            return false;
        }
    }
    return true;
}

static void set_closure(Frame *f, Function *fn) {
    Code *c = fn->code;
    if (c->nfree) {
        Val *free = f->regs + c->nlocals + c->ncells;
        for (int i = 0; i < c->nfree; i++)
            free[i] = incref(as_tuple(fn->closure)->items[i]);
    }
}

Frame *call_frame(Thread *t, Function *fn, Val *args, int nargs, Val kwnames, Val *result) {
    Code *c = fn->code;
    *result = VAL_NULL;
    Frame *f;
    if (unlikely(c->flags & CODE_GENERATOR)) {
        Val g = generator_new(fn);
        f = val_is_null(g) ? NULL : ((Generator *)val_obj(g))->frame;
        if (!f) {
            int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
            for (int i = 0; i < nargs + nkw; i++)
                decref(args[i]);
            return NULL;
        }
        if (!call_bind(fn, f->regs, args, nargs, kwnames)) {
            decref(g);
            return NULL;
        }
        set_closure(f, fn);
        *result = g;
        return NULL;
    }
    f = frame_push(t, c, 0);
    if (!f) {
        int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
        for (int i = 0; i < nargs + nkw; i++)
            decref(args[i]);
        return NULL;
    }
    f->func = fn;
    f->globals = fn->globals;
    f->builtins = fn->builtins;
    if (!call_bind(fn, f->regs, args, nargs, kwnames)) {
        frame_drop_regs(f);
        frame_pop(t, f);
        return NULL;
    }
    incref_obj(fn);
    set_closure(f, fn);
    return f;
}

Val call_function(Val callee, Val *args, int nargs, Val kwnames) {
    Thread *t = thread_current;
    Function *fn = (Function *)val_obj(callee);
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
    for (int i = 0; i < nargs + nkw; i++)
        incref(args[i]);
    Val result;
    Frame *f = call_frame(t, fn, args, nargs, kwnames, &result);
    if (!f)
        return result;
    f->kind = FRAME_ENTRY;
    return eval(t, f);
}

/* How error texts name a callee: module.qualname(), or its str(). */
Val call_name(Val callee) {
    Val q = val_getattr_opt(callee, STR_CONST("__qualname__"));
    if (val_is_null(q))
        return err_occurred() ? VAL_NULL : val_str(callee);
    Val m = val_getattr_opt(callee, STR_CONST("__module__"));
    Val r = VAL_NULL;
    if (!val_is_null(m) && val_is_str(m) && !str_eq(as_str(m), as_str(STR_CONST("builtins"))))
        r = str_from_format("%V.%V()", m, q);
    else if (!err_occurred())
        r = str_from_format("%V()", q);
    decref(m);
    decref(q);
    return r;
}

/* The argument of a call with one star, as a tuple: new reference. */
static Val star_argument(Val callee, Val arg) {
    if (val_is(arg, &tuple_type))
        return incref(arg);
    if (!val_type(arg)->iter && !val_type(arg)->getitem) {
        Val name = call_name(callee);
        if (!val_is_null(name))
            err_set(&exc_TypeError, "%V argument after * must be an iterable, not %T", name, arg);
        decref(name);
        return VAL_NULL;
    }
    return tuple_from_iterable(arg);
}

static Val call_tuple(Val callee, Tuple *args, Val kwargs);

Val call_ex(Val callee, Val star, Val kwargs) {
    Val args = star_argument(callee, star);
    Val r = val_is_null(args) ? args : call_tuple(callee, as_tuple(args), kwargs);
    decref(args);
    return r;
}

static Val call_tuple(Val callee, Tuple *args, Val kwargs) {
    if (val_is_none(kwargs) || as_dict(kwargs)->used == 0)
        return val_call(callee, args->items, (int)args->length, VAL_NULL);
    Dict *d = as_dict(kwargs);
    int64_t n = args->length + d->used;
    Val names = tuple_new(d->used);
    Val *all = val_is_null(names) ? NULL : malloc((size_t)n * sizeof(Val));
    if (!all) {
        decref(names);
        return err_no_memory();
    }
    memcpy(all, args->items, (size_t)args->length * sizeof(Val));
    int64_t pos = 0, i = 0;
    Val k, v;
    bool ok = true;
    while (dict_next(d, &pos, &k, &v)) {
        if (!val_is_str(k)) {
            err_set(&exc_TypeError, "keywords must be strings");
            ok = false;
            break;
        }
        as_tuple(names)->items[i] = incref(k);
        all[args->length + i++] = incref(v); /* the callee may change the dict */
    }
    Val r = ok ? val_call(callee, all, (int)args->length, names) : VAL_NULL;
    for (int64_t j = 0; j < i; j++)
        decref(all[args->length + j]);
    free(all);
    decref(names);
    return r;
}

Val vm_run_code(Code *c, Dict *globals, Val locals) {
    Thread *t = thread_current;
    Frame *f = frame_push(t, c, 0);
    if (!f)
        return VAL_NULL;
    f->func = NULL;
    f->globals = globals;
    Val b = dict_get_str(globals, STR_CONST("__builtins__"));
    f->builtins = !val_is_null(b) && val_is_dict(b) ? as_dict(b) : vm_builtins;
    f->locals = locals;
    f->kind = FRAME_ENTRY;
    incref_obj(c);
    incref_obj(globals);
    incref(locals);
    Val r = eval(t, f);
    decref(locals);
    decref_obj(globals);
    decref_obj(c);
    return r;
}
