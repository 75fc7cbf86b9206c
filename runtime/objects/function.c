/* Python functions, cells, bound methods. */
#include "objects/function.h"

#include "core/err.h"
#include "core/gc.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

/* ---- cell ---- */

Val cell_new(Val value) {
    Cell *c = obj_new(&cell_type);
    if (!c)
        return VAL_NULL;
    c->value = incref(value);
    gc_track(c);
    return val_ptr(c);
}
static void cell_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Cell *)o)->value);
    obj_free(o);
}
static int cell_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Cell *)o)->value);
    return 0;
}
static void cell_clear(Obj *o) { val_clear(&((Cell *)o)->value); }
static Val cell_contents(Val v) {
    Val c = ((Cell *)val_obj(v))->value;
    return val_is_null(c) ? err_set(&exc_ValueError, "Cell is empty") : incref(c);
}
static bool cell_set_contents(Val v, Val value) {
    val_set(&((Cell *)val_obj(v))->value, incref(value));
    return true;
}
static const GetSetDef cell_getset[] = {{"cell_contents", cell_contents, cell_set_contents}, {0}};
static Val cell_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t, (void)kwnames;
    if (nargs > 1)
        return err_set(&exc_TypeError, "cell expected at most 1 argument, got %d", nargs);
    return cell_new(nargs ? args[0] : VAL_NULL);
}
Type cell_type = {
    TYPE_HEAD("cell"),      .size = sizeof(Cell),  .flags = TF_GC,        .dealloc = cell_dealloc,
    .traverse = cell_traverse, .clear = cell_clear, .getset = cell_getset, .tp_new = cell_tp_new,
};

/* ---- function ---- */

Val function_new(Code *code, Dict *globals, Dict *builtins) {
    Function *f = obj_new(&function_type);
    if (!f)
        return VAL_NULL;
    incref_obj(code);
    f->code = code;
    incref_obj(globals);
    f->globals = globals;
    incref_obj(builtins);
    f->builtins = builtins;
    f->name = incref(code->name);
    f->qualname = incref(code->qualname);
    f->defaults = f->kwdefaults = f->closure = f->annotations = f->dict = VAL_NULL;
    f->doc = VAL_NONE;
    f->module = incref(dict_get_str(globals, STR_CONST("__name__")));
    if (val_is_null(f->module))
        f->module = VAL_NONE;
    gc_track(f);
    return val_ptr(f);
}

static Function *as_function(Val v) { return (Function *)val_obj(v); }

static void function_dealloc(Obj *o) {
    Function *f = (Function *)o;
    if (gc_trashcan_begin(o))
        return;
    gc_untrack(o);
    decref_obj(f->code);
    decref_obj(f->globals);
    decref_obj(f->builtins);
    decref(f->name);
    decref(f->qualname);
    decref(f->defaults);
    decref(f->kwdefaults);
    decref(f->closure);
    decref(f->annotations);
    decref(f->doc);
    decref(f->module);
    decref(f->dict);
    obj_free(o);
    gc_trashcan_end();
}
static int function_traverse(Obj *o, VisitFn visit, void *arg) {
    Function *f = (Function *)o;
    GC_VISIT(val_ptr(f->globals));
    GC_VISIT(val_ptr(f->builtins));
    GC_VISIT(f->defaults);
    GC_VISIT(f->kwdefaults);
    GC_VISIT(f->closure);
    GC_VISIT(f->annotations);
    GC_VISIT(f->doc);
    GC_VISIT(f->module);
    GC_VISIT(f->dict);
    return 0;
}
static void function_clear(Obj *o) {
    Function *f = (Function *)o;
    val_clear(&f->defaults);
    val_clear(&f->kwdefaults);
    val_clear(&f->closure);
    val_clear(&f->annotations);
    val_clear(&f->dict);
    val_set(&f->doc, VAL_NONE);
}

static Val function_call(Val callee, Val *args, int nargs, Val kwnames) {
    return vm_hooks.call_function(callee, args, nargs, kwnames);
}
static Val function_get(Val self, Val obj, Val type) {
    (void)type;
    return val_is_null(obj) ? incref(self) : method_new(self, obj);
}
static Val function_repr(Val v) {
    return str_from_format("<function %V at %p>", as_function(v)->qualname, (void *)val_obj(v));
}

#define GETTER(nm, field, dflt)                                                                    \
    static Val get_##nm(Val v) {                                                                   \
        Val r = as_function(v)->field;                                                             \
        return val_is_null(r) ? (dflt) : incref(r);                                                \
    }
GETTER(name, name, VAL_NONE)
GETTER(qualname, qualname, VAL_NONE)
GETTER(doc, doc, VAL_NONE)
GETTER(module, module, VAL_NONE)
GETTER(defaults, defaults, VAL_NONE)
GETTER(kwdefaults, kwdefaults, VAL_NONE)
GETTER(closure, closure, VAL_NONE)
static Val get_code(Val v) { return incref(val_ptr(as_function(v)->code)); }
static Val get_globals(Val v) { return incref(val_ptr(as_function(v)->globals)); }
static Val lazy_dict(Val *slot) {
    if (val_is_null(*slot))
        *slot = dict_new();
    return incref(*slot);
}
static Val get_annotations(Val v) { return lazy_dict(&as_function(v)->annotations); }
static Val get_dict(Val v) { return lazy_dict(&as_function(v)->dict); }
static bool set_str(Val *slot, Val value, const char *what) {
    if (val_is_null(value) || !val_is_str(value))
        return err_false(&exc_TypeError, "%s must be set to a string object", what);
    val_set(slot, incref(value));
    return true;
}
static bool set_name(Val v, Val x) { return set_str(&as_function(v)->name, x, "__name__"); }
static bool set_qualname(Val v, Val x) { return set_str(&as_function(v)->qualname, x, "__qualname__"); }
static bool set_any(Val *slot, Val x) {
    val_set(slot, val_is_null(x) ? VAL_NONE : incref(x));
    return true;
}
static bool set_doc(Val v, Val x) { return set_any(&as_function(v)->doc, x); }
static bool set_module(Val v, Val x) { return set_any(&as_function(v)->module, x); }
static bool set_dict(Val v, Val x) {
    if (val_is_null(x) || !val_is_dict(x))
        return err_false(&exc_TypeError, "__dict__ must be set to a dictionary, not a '%T'", x);
    val_set(&as_function(v)->dict, incref(x));
    return true;
}
static bool set_typed(Val *slot, Val x, Type *t, const char *what, const char *kind) {
    if (val_is_null(x) || val_is_none(x)) {
        val_clear(slot);
        return true;
    }
    if (!val_isinstance(x, t))
        return err_false(&exc_TypeError, "%s must be set to a %s object", what, kind);
    val_set(slot, incref(x));
    return true;
}
static bool set_defaults(Val v, Val x) {
    return set_typed(&as_function(v)->defaults, x, &tuple_type, "__defaults__", "tuple");
}
static bool set_kwdefaults(Val v, Val x) {
    return set_typed(&as_function(v)->kwdefaults, x, &dict_type, "__kwdefaults__", "dict");
}
static bool set_annotations(Val v, Val x) {
    return set_typed(&as_function(v)->annotations, x, &dict_type, "__annotations__", "dict");
}
static const GetSetDef function_getset[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__doc__", get_doc, set_doc},
    {"__module__", get_module, set_module},
    {"__code__", get_code, NULL},
    {"__globals__", get_globals, NULL},
    {"__defaults__", get_defaults, set_defaults},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults},
    {"__closure__", get_closure, NULL},
    {"__annotations__", get_annotations, set_annotations},
    {"__dict__", get_dict, set_dict},
    {0},
};

static Val function_getattr(Val v, Val name) {
    Function *f = as_function(v);
    if (!val_is_null(f->dict)) {
        Val r = dict_get_str(as_dict(f->dict), name);
        if (!val_is_null(r) && val_is_null(type_lookup(&function_type, name)))
            return incref(r);
    }
    return object_getattr(v, name);
}
static bool function_setattr(Val v, Val name, Val value) {
    Val d = type_lookup(&function_type, name);
    if (!val_is_null(d) && val_type(d)->descr_set)
        return val_type(d)->descr_set(d, v, value);
    Val dict = get_dict(v);
    if (val_is_null(dict))
        return false;
    bool ok;
    if (val_is_null(value)) {
        int r = dict_delete(as_dict(dict), name);
        ok = r > 0;
        if (r == 0)
            err_set(&exc_AttributeError, "'function' object has no attribute '%V'", name);
    } else {
        ok = dict_set_str(as_dict(dict), name, value);
    }
    decref(dict);
    return ok;
}

Type function_type = {
    TYPE_HEAD("function"),
    .size = sizeof(Function),
    .flags = TF_GC | TF_METHOD_DESCR,
    .dealloc = function_dealloc,
    .traverse = function_traverse,
    .clear = function_clear,
    .repr = function_repr,
    .call = function_call,
    .descr_get = function_get,
    .getattr = function_getattr,
    .setattr = function_setattr,
    .getset = function_getset,
};

/* ---- bound method ---- */

Val method_new(Val fn, Val self) {
    Method *m = obj_new(&method_type);
    if (!m)
        return VAL_NULL;
    m->fn = incref(fn);
    m->self = incref(self);
    gc_track(m);
    return val_ptr(m);
}
static Method *as_method(Val v) { return (Method *)val_obj(v); }
static void method_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Method *)o)->fn);
    decref(((Method *)o)->self);
    obj_free(o);
}
static int method_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Method *)o)->fn);
    GC_VISIT(((Method *)o)->self);
    return 0;
}
static Val method_call(Val callee, Val *args, int nargs, Val kwnames) {
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length, n = nargs + nkw;
    Val small[12], *all = n < 12 ? small : __builtin_malloc((size_t)(n + 1) * sizeof(Val));
    if (!all)
        return err_no_memory();
    all[0] = as_method(callee)->self;
    if (n)
        memcpy(all + 1, args, (size_t)n * sizeof(Val));
    Val r = val_call(as_method(callee)->fn, all, nargs + 1, kwnames);
    if (all != small)
        __builtin_free(all);
    return r;
}
static Val method_repr(Val v) {
    Val fn = as_method(v)->fn, self = as_method(v)->self;
    Val q = val_getattr_opt(fn, STR_CONST("__qualname__"));
    if (val_is_null(q))
        q = str_from_cstr("?");
    Val s = val_repr(self);
    Val r = val_is_null(s) ? s : str_from_format("<bound method %V of %V>", q, s);
    decref(q);
    decref(s);
    return r;
}
static Val method_compare(Val a, Val b, CmpOp op) {
    if ((op != CMP_EQ && op != CMP_NE) || !val_is(a, &method_type) || !val_is(b, &method_type))
        return VAL_NOTIMPL;
    bool eq = as_method(a)->fn == as_method(b)->fn && as_method(a)->self == as_method(b)->self;
    return val_bool(eq == (op == CMP_EQ));
}
static bool method_hash(Val v, int64_t *out) {
    *out = (int64_t)((as_method(v)->self >> 4) ^ (as_method(v)->fn >> 3));
    return true;
}
static Val method_getattr(Val v, Val name) {
    Val d = type_lookup(&method_type, name);
    if (!val_is_null(d))
        return object_getattr(v, name);
    return val_getattr(as_method(v)->fn, name);
}
static Val method_func(Val v) { return incref(as_method(v)->fn); }
static Val method_self(Val v) { return incref(as_method(v)->self); }
static Val method_doc(Val v) { return val_getattr(as_method(v)->fn, STR_CONST("__doc__")); }
static const GetSetDef method_getset[] = {
    {"__func__", method_func, NULL}, {"__self__", method_self, NULL}, {"__doc__", method_doc, NULL}, {0}};
static Val method_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t, (void)kwnames;
    if (nargs != 2)
        return err_set(&exc_TypeError, "method expected 2 arguments, got %d", nargs);
    return method_new(args[0], args[1]);
}
Type method_type = {
    TYPE_HEAD("method"),          .size = sizeof(Method),     .flags = TF_GC,
    .dealloc = method_dealloc,    .traverse = method_traverse, .repr = method_repr,
    .richcompare = method_compare, .hash = method_hash,        .call = method_call,
    .getattr = method_getattr,    .getset = method_getset,    .tp_new = method_tp_new,
};
