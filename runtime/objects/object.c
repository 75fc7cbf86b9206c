/* object: what every object does, and attribute access. */
#include "core/err.h"
#include "core/gc.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

Val descr_bind(Val attr, Val v, Type *t) {
    Val (*get)(Val, Val, Val) = val_type(attr)->descr_get;
    if (!get)
        return incref(attr);
    incref(attr);
    Val r = get(attr, v, val_ptr(t));
    decref(attr);
    return r;
}

Val object_getattr_opt(Val v, Val name) {
    Type *t = val_type(v);
    Val attr = type_lookup(t, name);
    if (!val_is_null(attr) && val_type(attr)->descr_set && val_type(attr)->descr_get)
        return descr_bind(attr, v, t);
    if (t->flags & TF_INSTANCE) {
        Val own = instance_get(val_obj(v), name);
        if (!val_is_null(own))
            return incref(own);
    }
    return val_is_null(attr) ? VAL_NULL : descr_bind(attr, v, t);
}

Val object_getattr(Val v, Val name) {
    Val r = object_getattr_opt(v, name);
    if (val_is_null(r) && !err_occurred())
        err_set(&exc_AttributeError, "'%T' object has no attribute '%V'", v, name);
    return r;
}

bool object_setattr(Val v, Val name, Val value) {
    Type *t = val_type(v);
    Val attr = type_lookup(t, name);
    if (!val_is_null(attr) && val_type(attr)->descr_set)
        return val_type(attr)->descr_set(attr, v, value);
    if ((t->flags & (TF_INSTANCE | TF_NO_DICT)) == TF_INSTANCE) {
        if (!val_is_null(value))
            return instance_set(val_obj(v), name, value);
        int r = instance_delete(val_obj(v), name);
        if (r != 0)
            return r > 0;
        return err_false(&exc_AttributeError, "'%T' object has no attribute '%V'", v, name);
    }
    if (!val_is_null(attr))
        return err_false(&exc_AttributeError, "'%T' object attribute '%V' is read-only", v, name);
    return err_false(&exc_AttributeError, "'%T' object has no attribute '%V'", v, name);
}

Val val_getattr(Val v, Val name) {
    Type *t = val_type(v);
    Val r = t->getattr ? t->getattr(v, name) : object_getattr(v, name);
    if (unlikely(val_is_null(r)))
        err_note_attribute(v, name);
    return r;
}

Val val_getattr_opt(Val v, Val name) {
    Type *t = val_type(v);
    Val r = !t->getattr || t->getattr == object_getattr ? object_getattr_opt(v, name) : t->getattr(v, name);
    if (val_is_null(r) && err_matches(&exc_AttributeError))
        err_clear();
    return r;
}

bool val_setattr(Val v, Val name, Val value) {
    Type *t = val_type(v);
    return t->setattr ? t->setattr(v, name, value) : object_setattr(v, name, value);
}

Val val_call(Val callee, Val *args, int nargs, Val kwnames) {
    CallFn call = val_type(callee)->call;
    if (unlikely(!call))
        return err_set(&exc_TypeError, "'%T' object is not callable", callee);
    if (unlikely(vm_hooks.enter_recursion(" while calling a Python object")))
        return VAL_NULL;
    Val r = call(callee, args, nargs, kwnames);
    vm_hooks.leave_recursion();
    return r;
}
Val val_call0(Val callee) { return val_call(callee, NULL, 0, VAL_NULL); }
Val val_call1(Val callee, Val a) { return val_call(callee, &a, 1, VAL_NULL); }
Val val_call2(Val callee, Val a, Val b) {
    Val args[2] = {a, b};
    return val_call(callee, args, 2, VAL_NULL);
}

/* fn is a type's attribute: call it with self in front without making a
 * bound method where binding would only do that. */
static Val call_unbound(Val fn, Val self, Val *args, int nargs) {
    Type *ft = val_type(fn);
    if (ft->flags & TF_METHOD_DESCR) {
        Val small[8], *all = nargs < 8 ? small : __builtin_malloc((size_t)(nargs + 1) * sizeof(Val));
        if (!all)
            return err_no_memory();
        all[0] = self;
        if (nargs)
            memcpy(all + 1, args, (size_t)nargs * sizeof(Val));
        incref(fn);
        Val r = val_call(fn, all, nargs + 1, VAL_NULL);
        decref(fn);
        if (all != small)
            __builtin_free(all);
        return r;
    }
    Val bound = descr_bind(fn, self, val_type(self));
    if (val_is_null(bound))
        return bound;
    Val r = val_call(bound, args, nargs, VAL_NULL);
    decref(bound);
    return r;
}

Val val_call_method(Val self, Val name, Val *args, int nargs) {
    Val m = val_getattr(self, name);
    if (val_is_null(m))
        return m;
    Val r = val_call(m, args, nargs, VAL_NULL);
    decref(m);
    return r;
}

Val val_call_special(Val self, Val name, Val *args, int nargs, bool *found) {
    Val fn = type_lookup(val_type(self), name);
    *found = !val_is_null(fn);
    return *found ? call_unbound(fn, self, args, nargs) : VAL_NULL;
}

/* ---- the type `object` ---- */

Val object_repr(Val v) {
    Type *t = val_type(v);
    Val mod = t->flags & TF_HEAP ? dict_get_str(t->dict, STR_CONST("__module__")) : VAL_NULL;
    void *p = val_is_ptr(v) ? (void *)val_obj(v) : NULL;
    if (!val_is_null(mod) && val_is_str(mod) && !val_is_null(t->qualname))
        return str_from_format("<%V.%V object at %p>", mod, t->qualname, p);
    return str_from_format("<%N object at %p>", t, p);
}

static Val object_str(Val v) { /* what __repr__ gives is judged as the result of str() */
    UnaryFn repr = val_type(v)->repr;
    return repr ? repr(v) : object_repr(v);
}

static bool object_hash(Val v, int64_t *out) {
    uint64_t p = v;
    *out = (int64_t)((p >> 4) | (p << 60));
    return true;
}

static Val object_compare(Val a, Val b, CmpOp op) {
    if (op == CMP_EQ)
        return a == b ? VAL_TRUE : VAL_NOTIMPL;
    if (op == CMP_NE) {
        /* != defaults to the opposite of the type's own == */
        Type *t = val_type(a);
        if (!t->richcompare)
            return VAL_NOTIMPL;
        Val r = t->richcompare(a, b, CMP_EQ);
        if (val_is_null(r) || r == VAL_NOTIMPL)
            return r;
        int truth = val_truth(r);
        decref(r);
        return truth < 0 ? VAL_NULL : val_bool(!truth);
    }
    return VAL_NOTIMPL;
}

static bool excess_args(int nargs, Val kwnames) {
    return nargs > 0 || (!val_is_null(kwnames) && as_tuple(kwnames)->length > 0);
}

Val object_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args;
    if (unlikely(excess_args(nargs, kwnames))) {
        Val nw = type_lookup(t, STR_CONST("__new__"));
        if (val_is(nw, &staticmethod_type))
            return err_set(&exc_TypeError, "object.__new__() takes exactly one argument (the type to instantiate)");
        if (t->init == object_init)
            return err_set(&exc_TypeError, "%N() takes no arguments", t);
    }
    if (t == &object_type) {
        Obj *o = obj_new(t);
        return o ? val_ptr(o) : VAL_NULL;
    }
    return instance_new(t);
}

bool object_init(Val self, Val *args, int nargs, Val kwnames) {
    (void)args;
    if (likely(!excess_args(nargs, kwnames)))
        return true;
    Type *t = val_type(self);
    if (t->init != object_init)
        return err_false(&exc_TypeError, "object.__init__() takes exactly one argument (the instance to initialize)");
    Val nw = type_lookup(t, STR_CONST("__new__"));
    if (t->tp_new == object_new || val_is_null(nw))
        return err_false(&exc_TypeError, "%N.__init__() takes exactly one argument (the instance to initialize)", t);
    return true;
}

static void object_dealloc(Obj *o) { obj_free(o); }

static Val get_class(Val v) { return incref(val_ptr(val_type(v))); }
static bool set_class(Val v, Val cls) {
    if (val_is_null(cls) || !val_is_type(cls))
        return err_false(&exc_TypeError, "__class__ must be set to a class, not '%T' object", cls);
    Type *t = as_type(cls), *old = val_type(v);
    if (!(t->flags & old->flags & TF_HEAP) || t->size != old->size || t->dealloc != old->dealloc)
        return err_false(&exc_TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    if (t->nmembers != old->nmembers || ((t->flags ^ old->flags) & TF_NO_DICT))
        return err_false(&exc_TypeError, "__class__ assignment: '%N' object layout differs from '%N'", t, old);
    incref_obj(t);
    val_obj(v)->type = t;
    decref_obj(old);
    return true;
}
static Val get_dict(Val v) {
    if ((val_type(v)->flags & (TF_INSTANCE | TF_NO_DICT)) != TF_INSTANCE)
        return err_set(&exc_AttributeError, "'%T' object has no attribute '__dict__'", v);
    Dict *d = instance_dict(val_obj(v));
    return d ? incref(val_ptr(d)) : VAL_NULL;
}
static bool set_dict(Val v, Val d) {
    if ((val_type(v)->flags & (TF_INSTANCE | TF_NO_DICT)) != TF_INSTANCE)
        return err_false(&exc_AttributeError, "'%T' object has no attribute '__dict__'", v);
    if (val_is_null(d) || !val_is_dict(d))
        return err_false(&exc_TypeError, "__dict__ must be set to a dictionary, not a '%T'", d);
    return instance_replace_dict(val_obj(v), d);
}
static const GetSetDef object_getset[] = {{"__class__", get_class, set_class}, {"__dict__", get_dict, set_dict}, {0}};

static Val m_format(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "__format__() argument must be str, not %T", args[1]);
    if (as_str(args[1])->length)
        return err_set(&exc_TypeError, "unsupported format string passed to %T.__format__", args[0]);
    return val_str(args[0]);
}
static Val m_init_subclass(Val *args, int n, Val kw) {
    (void)n;
    if (!val_is_null(kw) && as_tuple(kw)->length)
        return err_set(&exc_TypeError, "%N.__init_subclass__() takes no keyword arguments", as_type(args[0]));
    return VAL_NONE;
}

static bool add_names(Dict *seen, Dict *d) {
    int64_t pos = 0;
    Val k, v;
    while (dict_next(d, &pos, &k, &v))
        if (!dict_set(seen, k, VAL_NONE))
            return false;
    return true;
}

static Val m_dir(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Val seen = dict_new();
    if (val_is_null(seen))
        return seen;
    bool ok = true;
    Type *t = val_is_type(args[0]) ? as_type(args[0]) : val_type(args[0]);
    for (int64_t i = 0; ok && i < as_tuple(t->mro)->length; i++)
        ok = add_names(as_dict(seen), as_type(as_tuple(t->mro)->items[i])->dict);
    if (ok && !val_is_type(args[0]) && (val_type(args[0])->flags & TF_INSTANCE)) {
        Val names = instance_attr_names(val_obj(args[0]));
        ok = !val_is_null(names);
        for (int64_t i = 0; ok && i < as_list(names)->length; i++)
            ok = dict_set(as_dict(seen), as_list(names)->items[i], VAL_NONE);
        decref(names);
    }
    Val list = ok ? list_new(0) : VAL_NULL;
    if (!val_is_null(list) && !list_extend(as_list(list), seen)) {
        decref(list);
        list = VAL_NULL;
    }
    decref(seen);
    return list;
}
static Val m_sizeof(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return int_from_i64((int64_t)val_type(args[0])->size);
}
static Val m_subclasshook(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return VAL_NOTIMPL;
}

static const MethodDef object_methods[] = {
    {"__format__", m_format, 1, 1, 0, "Default object formatter."},
    {"__init_subclass__", m_init_subclass, 0, 0, METH_CLASS | METH_KW, "Called when a class is subclassed."},
    {"__subclasshook__", m_subclasshook, 1, 1, METH_CLASS, "Abstract classes can override this."},
    {"__dir__", m_dir, 0, 0, 0, "Default dir() implementation."},
    {"__sizeof__", m_sizeof, 0, 0, 0, "Size of object in memory, in bytes."},
    {0}};

Type object_type = {
    TYPE_HEAD("object"),
    .size = sizeof(Obj),
    .flags = TF_BASETYPE,
    .dealloc = object_dealloc,
    .repr = object_repr,
    .str = object_str,
    .hash = object_hash,
    .richcompare = object_compare,
    .getattr = object_getattr,
    .setattr = object_setattr,
    .tp_new = object_new,
    .init = object_init,
    .methods = object_methods,
    .getset = object_getset,
    .doc = "The base class of the class hierarchy.",
};
