/* staticmethod, classmethod, property, super. */
#include "core/err.h"
#include "core/gc.h"
#include "objects/args.h"
#include "objects/function.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

/* ---- staticmethod and classmethod ---- */

static Wrapped *as_wrapped(Val v) { return (Wrapped *)val_obj(v); }

static Val wrapped_new(Type *t, Val fn) {
    Wrapped *w = obj_new(t);
    if (!w)
        return VAL_NULL;
    w->fn = incref(fn);
    gc_track(w);
    return val_ptr(w);
}
Val staticmethod_new(Val fn) { return wrapped_new(&staticmethod_type, fn); }
Val classmethod_new(Val fn) { return wrapped_new(&classmethod_type, fn); }

static void wrapped_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Wrapped *)o)->fn);
    obj_free(o);
}
static int wrapped_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Wrapped *)o)->fn);
    return 0;
}
static Val wrapped_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)kwnames;
    if (nargs != 1)
        return err_set(&exc_TypeError, "%N expected 1 argument, got %d", t, nargs);
    return wrapped_new(t, args[0]);
}
static Val static_get(Val self, Val obj, Val type) {
    (void)obj, (void)type;
    return incref(as_wrapped(self)->fn);
}
static Val static_call(Val self, Val *args, int nargs, Val kwnames) {
    return val_call(as_wrapped(self)->fn, args, nargs, kwnames);
}
static Val class_get(Val self, Val obj, Val type) {
    Val t = !val_is_null(type) ? type : val_ptr(val_type(obj));
    Val fn = as_wrapped(self)->fn;
    if (val_type(fn)->descr_get)
        return val_type(fn)->descr_get(fn, t, VAL_NULL);
    return method_new(fn, t);
}
static Val wrapped_func(Val v) { return incref(as_wrapped(v)->fn); }
static Val wrapped_name(Val v) { return val_getattr(as_wrapped(v)->fn, STR_CONST("__name__")); }
static Val wrapped_doc(Val v) { return val_getattr(as_wrapped(v)->fn, STR_CONST("__doc__")); }
static const GetSetDef wrapped_getset[] = {{"__func__", wrapped_func, NULL},
                                           {"__wrapped__", wrapped_func, NULL},
                                           {"__name__", wrapped_name, NULL},
                                           {"__doc__", wrapped_doc, NULL},
                                           {0}};
Type staticmethod_type = {
    TYPE_HEAD("staticmethod"),      .size = sizeof(Wrapped),   .flags = TF_GC | TF_BASETYPE,
    .dealloc = wrapped_dealloc,     .traverse = wrapped_traverse, .descr_get = static_get,
    .call = static_call,            .tp_new = wrapped_tp_new,  .getset = wrapped_getset,
};
Type classmethod_type = {
    TYPE_HEAD("classmethod"),       .size = sizeof(Wrapped),   .flags = TF_GC | TF_BASETYPE,
    .dealloc = wrapped_dealloc,     .traverse = wrapped_traverse, .descr_get = class_get,
    .tp_new = wrapped_tp_new,       .getset = wrapped_getset,
};

/* ---- property ---- */

static Property *as_property(Val v) { return (Property *)val_obj(v); }

static Val property_make(Type *t, Val get, Val set, Val del, Val doc) {
    Property *p = obj_new(t);
    if (!p)
        return VAL_NULL;
    p->get = incref(get);
    p->set = incref(set);
    p->del = incref(del);
    p->name = VAL_NULL;
    if (val_is_none(doc) && !val_is_none(get)) {
        doc = val_getattr_opt(get, STR_CONST("__doc__"));
        p->doc = val_is_null(doc) ? VAL_NONE : doc;
        err_clear();
    } else {
        p->doc = incref(doc);
    }
    gc_track(p);
    return val_ptr(p);
}
static Val property_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"fget", "fset", "fdel", "doc", NULL};
    Val a[4];
    if (!args_parse("property", names, 0, 0, 4, args, nargs, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 4; i++)
        if (val_is_null(a[i]))
            a[i] = VAL_NONE;
    return property_make(t, a[0], a[1], a[2], a[3]);
}
static void property_dealloc(Obj *o) {
    Property *p = (Property *)o;
    gc_untrack(o);
    decref(p->get);
    decref(p->set);
    decref(p->del);
    decref(p->doc);
    decref(p->name);
    obj_free(o);
}
static int property_traverse(Obj *o, VisitFn visit, void *arg) {
    Property *p = (Property *)o;
    GC_VISIT(p->get);
    GC_VISIT(p->set);
    GC_VISIT(p->del);
    GC_VISIT(p->doc);
    return 0;
}
static Val no_accessor(Val self, Val obj, const char *what) {
    Property *p = as_property(self);
    if (!val_is_null(p->name))
        return err_set(&exc_AttributeError, "property %R of '%T' object has no %s", p->name, obj, what);
    return err_set(&exc_AttributeError, "property of '%T' object has no %s", obj, what);
}
static Val property_get(Val self, Val obj, Val type) {
    (void)type;
    if (val_is_null(obj))
        return incref(self);
    Property *p = as_property(self);
    if (val_is_none(p->get))
        return no_accessor(self, obj, "getter");
    return val_call1(p->get, obj);
}
static bool property_set(Val self, Val obj, Val value) {
    Property *p = as_property(self);
    Val fn = val_is_null(value) ? p->del : p->set;
    if (val_is_none(fn)) {
        no_accessor(self, obj, val_is_null(value) ? "deleter" : "setter");
        return false;
    }
    Val r = val_is_null(value) ? val_call1(fn, obj) : val_call2(fn, obj, value);
    decref(r);
    return !val_is_null(r);
}
static Val property_copy(Val v, int which, Val fn) {
    Property *p = as_property(v);
    Val r = property_make(val_type(v), which == 0 ? fn : p->get, which == 1 ? fn : p->set, which == 2 ? fn : p->del,
                          which == 0 ? VAL_NONE : p->doc);
    if (!val_is_null(r))
        as_property(r)->name = incref(p->name);
    return r;
}
static Val m_getter(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return property_copy(args[0], 0, args[1]);
}
static Val m_setter(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return property_copy(args[0], 1, args[1]);
}
static Val m_deleter(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return property_copy(args[0], 2, args[1]);
}
static Val m_set_name(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    val_set(&as_property(args[0])->name, incref(args[2]));
    return VAL_NONE;
}
static const MethodDef property_methods[] = {
    {"getter", m_getter, 1, 1, 0, "Descriptor to obtain a copy of the property with a different getter."},
    {"setter", m_setter, 1, 1, 0, "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter", m_deleter, 1, 1, 0, "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__", m_set_name, 2, 2, 0, "Method to set name of a property."},
    {0}};
static Val property_fget(Val v) { return incref(as_property(v)->get); }
static Val property_fset(Val v) { return incref(as_property(v)->set); }
static Val property_fdel(Val v) { return incref(as_property(v)->del); }
static Val property_doc(Val v) { return incref(as_property(v)->doc); }
static const GetSetDef property_getset[] = {{"fget", property_fget, NULL},
                                            {"fset", property_fset, NULL},
                                            {"fdel", property_fdel, NULL},
                                            {"__doc__", property_doc, NULL},
                                            {0}};
Type property_type = {
    TYPE_HEAD("property"),      .size = sizeof(Property),    .flags = TF_GC | TF_BASETYPE,
    .dealloc = property_dealloc, .traverse = property_traverse, .descr_get = property_get,
    .descr_set = property_set,  .tp_new = property_tp_new,   .methods = property_methods,
    .getset = property_getset,
};

/* ---- super ---- */

typedef struct Super {
    Obj ob;
    Type *type;     /* start after this one */
    Val self;       /* VAL_NULL: unbound */
    Type *self_type; /* whose MRO is walked */
} Super;

static Val super_make(Type *type, Val self) {
    Type *st = NULL;
    if (!val_is_null(self)) {
        if (val_is_type(self) && type_is_subtype(as_type(self), type))
            st = as_type(self);
        else if (type_is_subtype(val_type(self), type))
            st = val_type(self);
        else
            return err_set(&exc_TypeError, "super(type, obj): obj must be an instance or subtype of type");
    }
    Super *s = obj_new(&super_type);
    if (!s)
        return VAL_NULL;
    incref_obj(type);
    s->type = type;
    s->self = incref(self);
    s->self_type = st;
    if (st)
        incref_obj(st);
    gc_track(s);
    return val_ptr(s);
}
static Val super_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t, (void)kwnames;
    if (nargs == 0)
        return err_set(&exc_RuntimeError, "super(): no arguments"); /* the vm supplies them inside methods */
    if (nargs > 2)
        return err_set(&exc_TypeError, "super() expected at most 2 arguments, got %d", nargs);
    if (!val_is_type(args[0]))
        return err_set(&exc_TypeError, "super() argument 1 must be a type, not %T", args[0]);
    return super_make(as_type(args[0]), nargs == 2 && !val_is_none(args[1]) ? args[1] : VAL_NULL);
}
static void super_dealloc(Obj *o) {
    Super *s = (Super *)o;
    gc_untrack(o);
    decref(s->self);
    decref_obj(s->type);
    if (s->self_type)
        decref_obj(s->self_type);
    obj_free(o);
}
static int super_traverse(Obj *o, VisitFn visit, void *arg) {
    Super *s = (Super *)o;
    GC_VISIT(s->self);
    GC_VISIT(val_ptr(s->type));
    if (s->self_type)
        GC_VISIT(val_ptr(s->self_type));
    return 0;
}
static Val super_getattr(Val v, Val name) {
    Super *s = (Super *)val_obj(v);
    if (s->self_type && name != STR_CONST("__class__")) {
        Tuple *mro = as_tuple(s->self_type->mro);
        int64_t i = 0;
        while (i < mro->length && mro->items[i] != val_ptr(s->type))
            i++;
        for (i++; i < mro->length; i++) {
            Val attr = dict_get_str(as_type(mro->items[i])->dict, name);
            if (val_is_null(attr))
                continue;
            incref(attr);
            Val r;
            if (val_type(attr)->descr_get)
                r = val_type(attr)->descr_get(attr, s->self == val_ptr(s->self_type) ? VAL_NULL : s->self,
                                              val_ptr(s->self_type));
            else
                r = incref(attr);
            decref(attr);
            return r;
        }
    }
    return object_getattr(v, name);
}
static Val super_repr(Val v) {
    Super *s = (Super *)val_obj(v);
    if (s->self_type)
        return str_from_format("<super: <class '%N'>, <%N object>>", s->type, s->self_type);
    return str_from_format("<super: <class '%N'>, NULL>", s->type);
}
static Val super_thisclass(Val v) { return incref(val_ptr(((Super *)val_obj(v))->type)); }
static Val super_self(Val v) {
    Val s = ((Super *)val_obj(v))->self;
    return val_is_null(s) ? VAL_NONE : incref(s);
}
static const GetSetDef super_getset[] = {{"__thisclass__", super_thisclass, NULL}, {"__self__", super_self, NULL}, {0}};
Type super_type = {
    TYPE_HEAD("super"),       .size = sizeof(Super),     .flags = TF_GC,
    .dealloc = super_dealloc, .traverse = super_traverse, .repr = super_repr,
    .getattr = super_getattr, .tp_new = super_tp_new,    .getset = super_getset,
};
