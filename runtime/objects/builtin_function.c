/* Functions, methods and attributes implemented in C. */
#include "core/err.h"
#include "core/gc.h"
#include "objects/args.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

static Builtin *as_builtin(Val v) { return (Builtin *)val_obj(v); }

static Val new_of(Type *t, const MethodDef *def, Val self, Type *owner) {
    Builtin *b = obj_new(t);
    if (!b)
        return VAL_NULL;
    b->def = def;
    b->self = incref(self);
    b->owner = owner;
    gc_track(b);
    return val_ptr(b);
}
Val builtin_new(const MethodDef *def, Val self) { return new_of(&builtin_type, def, self, NULL); }
Val method_descr_new(const MethodDef *def, Type *owner) { return new_of(&method_descr_type, def, VAL_NULL, owner); }
Val builtin_classmethod_new(const MethodDef *def, Type *owner) {
    return new_of(&classmethod_descr_type, def, VAL_NULL, owner);
}
Val builtin_static_new(const MethodDef *def, Type *owner) {
    Val f = new_of(&builtin_type, def, VAL_NULL, owner);
    Val s = val_is_null(f) ? f : staticmethod_new(f);
    decref(f);
    return s;
}

/* T.__new__(cls, …): one definition serves all; self is T. */
static Val call_new(Val *args, int nargs, Val kwnames) {
    Type *owner = as_type(args[0]);
    if (nargs < 2)
        return err_set(&exc_TypeError, "%N.__new__(): not enough arguments", owner);
    if (!val_is_type(args[1]))
        return err_set(&exc_TypeError, "%N.__new__(X): X is not a type object (%T)", owner, args[1]);
    Type *t = as_type(args[1]);
    if (!type_is_subtype(t, owner))
        return err_set(&exc_TypeError, "%N.__new__(%N): %N is not a subtype of %N", owner, t, t, owner);
    /* an object of t must have the layout that the constructor lays out */
    const Type *solid = t;
    while (type_has_python_new(solid))
        solid = solid->base;
    if (solid->tp_new != owner->tp_new)
        return err_set(&exc_TypeError, "%N.__new__(%N) is not safe, use %N.__new__()", owner, t, solid);
    return owner->tp_new(t, args + 2, nargs - 2, kwnames);
}
static const MethodDef new_def = {"__new__", call_new, 0, -1, METH_KW,
                                  "Create and return a new object.  See help(type) for accurate signature."};
Type *builtin_new_owner(Val v) {
    return val_is(v, &builtin_type) && as_builtin(v)->def == &new_def ? as_type(as_builtin(v)->self) : NULL;
}
Val builtin_new_method(Type *owner) { return new_of(&builtin_type, &new_def, val_ptr(owner), NULL); }

/* "list." or "math." in front of the name in messages; nothing for builtins. */
static Val prefix_of(const Builtin *b) {
    if (b->owner)
        return str_from_format("%N.", b->owner);
    if (val_is(b->self, &module_type)) {
        Val name = dict_get_str(module_dict(b->self), STR_CONST("__name__"));
        if (!val_is_null(name) && val_is_str(name) && !str_eq(as_str(name), as_str(STR_CONST("builtins"))))
            return str_from_format("%V.", name);
    }
    return str_from_cstr("");
}

static Val wrong_count(const Builtin *b, int n) {
    const char *fname = b->def->name;
    int min = b->def->min, max = b->def->max;
    if (min == max && max <= 1) {
        Val prefix = prefix_of(b);
        if (val_is_null(prefix))
            return prefix;
        err_set(&exc_TypeError, "%V%s() takes %s (%d given)", prefix, fname,
                max ? "exactly one argument" : "no arguments", n);
        decref(prefix);
        return VAL_NULL;
    }
    if (min == max)
        return err_set(&exc_TypeError, "%s expected %d arguments, got %d", fname, min, n);
    if (n < min)
        return err_set(&exc_TypeError, "%s expected at least %d argument%s, got %d", fname, min, min == 1 ? "" : "s", n);
    return err_set(&exc_TypeError, "%s expected at most %d argument%s, got %d", fname, max, max == 1 ? "" : "s", n);
}

static Val no_keywords(const Builtin *b) {
    Val prefix = prefix_of(b);
    if (val_is_null(prefix))
        return prefix;
    err_set(&exc_TypeError, "%V%s() takes no keyword arguments", prefix, b->def->name);
    decref(prefix);
    return VAL_NULL;
}

Val builtin_check(const Builtin *b, int n, Val *args, int nargs, Val kwnames) {
    const MethodDef *def = b->def;
    if (unlikely(!val_is_null(kwnames) && !(def->flags & METH_KW) && as_tuple(kwnames)->length))
        return no_keywords(b);
    if (unlikely(n < def->min || (def->max >= 0 && n > def->max)))
        return wrong_count(b, n);
    return def->fn(args, nargs, kwnames);
}

static Val builtin_call(Val callee, Val *args, int nargs, Val kwnames) {
    Builtin *b = as_builtin(callee);
    if (val_is_null(b->self) || !(b->def == &new_def || b->owner))
        return builtin_invoke(b, false, args, nargs, kwnames);
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length, n = nargs + nkw;
    Val small[12], *all = n < 12 ? small : __builtin_malloc((size_t)(n + 1) * sizeof(Val));
    if (!all)
        return err_no_memory();
    all[0] = b->self;
    if (n)
        memcpy(all + 1, args, (size_t)n * sizeof(Val));
    Val r = builtin_invoke(b, true, all, nargs + 1, kwnames);
    if (all != small)
        __builtin_free(all);
    return r;
}

static Val method_descr_call(Val callee, Val *args, int nargs, Val kwnames) {
    Builtin *b = as_builtin(callee);
    if (unlikely(nargs < 1))
        return err_set(&exc_TypeError, "unbound method %N.%s() needs an argument", b->owner, b->def->name);
    if (unlikely(!val_isinstance(args[0], b->owner)))
        return err_set(&exc_TypeError, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object", b->def->name,
                       b->owner, args[0]);
    return builtin_invoke(b, true, args, nargs, kwnames);
}
static Val method_descr_get(Val self, Val obj, Val type) {
    (void)type;
    if (val_is_null(obj))
        return incref(self);
    return new_of(&builtin_type, as_builtin(self)->def, obj, as_builtin(self)->owner);
}
static Val classmethod_descr_get(Val self, Val obj, Val type) {
    Val t = !val_is_null(type) ? type : val_ptr(val_type(obj));
    return new_of(&builtin_type, as_builtin(self)->def, t, as_builtin(self)->owner);
}
static Val classmethod_descr_call(Val callee, Val *args, int nargs, Val kwnames) {
    return builtin_invoke(as_builtin(callee), true, args, nargs, kwnames);
}

static void builtin_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Builtin *)o)->self);
    obj_free(o);
}
static int builtin_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Builtin *)o)->self);
    return 0;
}
static Val builtin_repr(Val v) {
    Builtin *b = as_builtin(v);
    if (!val_is_null(b->self) && (b->owner || b->def == &new_def))
        return str_from_format("<built-in method %s of %T object at %p>", b->def->name, b->self,
                               val_is_ptr(b->self) ? (void *)val_obj(b->self) : (void *)b);
    return str_from_format("<built-in function %s>", b->def->name);
}
static Val method_descr_repr(Val v) {
    return str_from_format("<method '%s' of '%N' objects>", as_builtin(v)->def->name, as_builtin(v)->owner);
}
static Val get_name(Val v) { return str_from_cstr(as_builtin(v)->def->name); }
static Val get_qualname(Val v) {
    Builtin *b = as_builtin(v);
    return b->owner ? str_from_format("%N.%s", b->owner, b->def->name) : str_from_cstr(b->def->name);
}
static Val get_doc(Val v) {
    const char *d = as_builtin(v)->def->doc;
    return d ? str_from_cstr(d) : VAL_NONE;
}
static Val get_self(Val v) { return val_is_null(as_builtin(v)->self) ? VAL_NONE : incref(as_builtin(v)->self); }
static Val get_module(Val v) {
    (void)v;
    return STR_CONST("builtins");
}
static Val get_objclass(Val v) { return incref(val_ptr(as_builtin(v)->owner)); }
static Val builtin_compare(Val a, Val b, CmpOp op) {
    if ((op != CMP_EQ && op != CMP_NE) || val_type(a) != val_type(b))
        return VAL_NOTIMPL;
    bool eq = as_builtin(a)->def == as_builtin(b)->def && as_builtin(a)->self == as_builtin(b)->self;
    return val_bool(eq == (op == CMP_EQ));
}
static bool builtin_hash(Val v, int64_t *out) {
    *out = (int64_t)(((uint64_t)(uintptr_t)as_builtin(v)->def >> 4) ^ (as_builtin(v)->self >> 3));
    return true;
}

static const GetSetDef builtin_getset[] = {
    {"__name__", get_name, NULL}, {"__qualname__", get_qualname, NULL}, {"__doc__", get_doc, NULL},
    {"__self__", get_self, NULL}, {"__module__", get_module, NULL},     {0}};
static const GetSetDef method_descr_getset[] = {{"__name__", get_name, NULL},
                                                {"__qualname__", get_qualname, NULL},
                                                {"__doc__", get_doc, NULL},
                                                {"__objclass__", get_objclass, NULL},
                                                {0}};

Type builtin_type = {
    TYPE_HEAD("builtin_function_or_method"), .size = sizeof(Builtin),       .flags = TF_GC,
    .dealloc = builtin_dealloc,              .traverse = builtin_traverse,  .repr = builtin_repr,
    .call = builtin_call,                    .richcompare = builtin_compare, .hash = builtin_hash,
    .getset = builtin_getset,
};
Type method_descr_type = {
    TYPE_HEAD("method_descriptor"), .size = sizeof(Builtin),      .flags = TF_GC | TF_METHOD_DESCR,
    .dealloc = builtin_dealloc,     .traverse = builtin_traverse, .repr = method_descr_repr,
    .call = method_descr_call,      .descr_get = method_descr_get, .getset = method_descr_getset,
};
Type classmethod_descr_type = {
    TYPE_HEAD("classmethod_descriptor"), .size = sizeof(Builtin),           .flags = TF_GC,
    .dealloc = builtin_dealloc,          .traverse = builtin_traverse,      .repr = method_descr_repr,
    .call = classmethod_descr_call,      .descr_get = classmethod_descr_get, .getset = method_descr_getset,
};

/* ---- attributes computed in C ---- */

typedef struct GetSet {
    Obj ob;
    const GetSetDef *def;
    Type *owner;
} GetSet;

Val getset_descr_new(const GetSetDef *def, Type *owner) {
    GetSet *g = obj_new(&getset_descr_type);
    if (!g)
        return VAL_NULL;
    g->def = def;
    g->owner = owner;
    return val_ptr(g);
}
static void getset_dealloc(Obj *o) { obj_free(o); }
static Val getset_get(Val self, Val obj, Val type) {
    (void)type;
    GetSet *g = (GetSet *)val_obj(self);
    if (val_is_null(obj))
        return incref(self);
    if (!val_isinstance(obj, g->owner))
        return err_set(&exc_TypeError, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object", g->def->name,
                       g->owner, obj);
    return g->def->get(obj);
}
static bool getset_set(Val self, Val obj, Val value) {
    GetSet *g = (GetSet *)val_obj(self);
    if (!g->def->set)
        return err_false(&exc_AttributeError, "attribute '%s' of '%N' objects is not writable", g->def->name, g->owner);
    if (!val_isinstance(obj, g->owner))
        return err_false(&exc_TypeError, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object", g->def->name,
                         g->owner, obj);
    return g->def->set(obj, value);
}
static Val getset_repr(Val v) {
    GetSet *g = (GetSet *)val_obj(v);
    return str_from_format("<attribute '%s' of '%N' objects>", g->def->name, g->owner);
}
static Val getset_name(Val v) { return str_from_cstr(((GetSet *)val_obj(v))->def->name); }
static const GetSetDef getset_getset[] = {{"__name__", getset_name, NULL}, {0}};
Type getset_descr_type = {
    TYPE_HEAD("getset_descriptor"), .size = sizeof(GetSet), .dealloc = getset_dealloc, .repr = getset_repr,
    .descr_get = getset_get,        .descr_set = getset_set, .getset = getset_getset,
};
