/* type: readiness, MRO, lookup with a global cache, class creation. */
#include "objects/type.h"

#include <stdlib.h>

#include "core/err.h"
#include "core/gc.h"
#include "core/mem.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/member.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/union_type.h"

/* ---- versions ---- */

static uint32_t next_version = 1;
static uint64_t next_serial = 1;

/* Subclasses, so that a change reaches them: borrowed pointers, removed when
 * a class dies. */
typedef struct Children {
    Type **items;
    uint32_t n, capacity;
} Children;

static Children *children_of(Type *t) { return t->subclasses ? (Children *)t->subclasses : NULL; }

static bool add_child(Type *base, Type *t) {
    Children *c = children_of(base);
    if (!c) {
        c = calloc(1, sizeof *c);
        if (!c)
            return false;
        base->subclasses = (Val)c;
    }
    if (c->n == c->capacity) {
        uint32_t cap = c->capacity ? c->capacity * 2 : 4;
        Type **p = realloc(c->items, cap * sizeof *p);
        if (!p)
            return false;
        c->items = p;
        c->capacity = cap;
    }
    c->items[c->n++] = t;
    return true;
}

static void remove_child(Type *base, Type *t) {
    Children *c = children_of(base);
    for (uint32_t i = 0; c && i < c->n; i++)
        if (c->items[i] == t) {
            c->items[i] = c->items[--c->n];
            return;
        }
}

Val type_subclasses(Type *t) {
    Val list = list_new(0);
    Children *c = children_of(t);
    for (uint32_t i = 0; !val_is_null(list) && c && i < c->n; i++)
        if (!list_append(as_list(list), val_ptr(c->items[i]))) {
            decref(list);
            return VAL_NULL;
        }
    return list;
}

void type_modified(Type *t) {
    /* Numbers are never reused: after 2^32 changes caches stay cold. */
    t->version = next_version ? next_version++ : 0;
    Children *c = children_of(t);
    for (uint32_t i = 0; c && i < c->n; i++)
        type_modified(c->items[i]);
}

/* ---- lookup ---- */

#define LOOKUP_CACHE 4096
static struct {
    uint32_t version;
    Val name;  /* owned, 0: none yet; another string must not take its address */
    Val value; /* borrowed from the type, which has it while the version is this one */
} lookup_cache[LOOKUP_CACHE];

Val type_lookup(Type *t, Val name) {
    size_t h = ((name >> 4) ^ t->version) & (LOOKUP_CACHE - 1);
    if (likely(t->version && lookup_cache[h].version == t->version && lookup_cache[h].name == name))
        return lookup_cache[h].value;
    Val found = VAL_NULL;
    if (val_is_null(t->mro) || !t->mro) { /* while the type is being made */
        for (Type *b = t; b && val_is_null(found); b = b->base)
            if (b->dict)
                found = dict_get_str(b->dict, name);
        return found;
    }
    Tuple *mro = as_tuple(t->mro);
    for (int64_t i = 0; i < mro->length && val_is_null(found); i++)
        found = dict_get_str(as_type(mro->items[i])->dict, name);
    /* Only interned names may be compared by address later. */
    if (t->version && as_str(name)->interned) {
        Val before = lookup_cache[h].name;
        lookup_cache[h].version = t->version;
        lookup_cache[h].name = incref(name);
        lookup_cache[h].value = found;
        if (before)
            decref(before);
    }
    return found;
}

bool type_is_subtype(const Type *a, const Type *b) {
    if (a == b)
        return true;
    if (a->mro && !val_is_null(a->mro)) {
        Tuple *mro = as_tuple(a->mro);
        for (int64_t i = 0; i < mro->length; i++)
            if (mro->items[i] == val_ptr(b))
                return true;
        return false;
    }
    for (const Type *t = a->base; t; t = t->base)
        if (t == b)
            return true;
    return false;
}

bool val_isinstance(Val v, const Type *t) { return type_is_subtype(val_type(v), t); }

/* ---- readiness ---- */

#define INHERITED_FLAGS                                                                            \
    (TF_GC | TF_INT | TF_STR | TF_LIST | TF_TUPLE | TF_DICT | TF_EXC | TF_TYPE | TF_FLOAT | TF_BYTES | \
     TF_SET | TF_INSTANCE | TF_HAS_DEL | TF_GETATTR_HOOK)

#define INHERIT(field)                                                                             \
    do {                                                                                           \
        if (!t->field)                                                                             \
            t->field = b->field;                                                                   \
    } while (0)

static void inherit_slots(Type *t, const Type *b) {
    INHERIT(dealloc);
    INHERIT(traverse);
    INHERIT(clear);
    INHERIT(repr);
    INHERIT(str);
    if (!t->hash && !t->richcompare) {
        t->hash = b->hash;
        t->richcompare = b->richcompare;
    }
    for (int i = 0; i < BIN_COUNT; i++) {
        INHERIT(binary[i]);
        INHERIT(inplace[i]);
    }
    INHERIT(negative);
    INHERIT(positive);
    INHERIT(invert);
    INHERIT(absolute);
    INHERIT(truth);
    INHERIT(index);
    INHERIT(getattr);
    INHERIT(setattr);
    INHERIT(descr_get);
    INHERIT(descr_set);
    INHERIT(iter);
    INHERIT(next);
    INHERIT(len);
    INHERIT(getitem);
    INHERIT(setitem);
    INHERIT(contains);
    INHERIT(call);
    INHERIT(tp_new);
    INHERIT(init);
    INHERIT(del);
}

static bool add_methods(Type *t) {
    for (const MethodDef *m = t->methods; m && m->name; m++) {
        Val name = str_intern_cstr(m->name);
        Val f = VAL_NULL;
        if (!val_is_null(name))
            f = m->flags & METH_STATIC  ? builtin_static_new(m, t)
                : m->flags & METH_CLASS ? builtin_classmethod_new(m, t)
                                        : method_descr_new(m, t);
        bool ok = !val_is_null(f) && dict_set_str(t->dict, name, f);
        decref(f);
        if (!ok)
            return false;
    }
    for (const GetSetDef *g = t->getset; g && g->name; g++) {
        Val name = str_intern_cstr(g->name);
        Val f = val_is_null(name) ? VAL_NULL : getset_descr_new(g, t);
        bool ok = !val_is_null(f) && dict_set_str(t->dict, name, f);
        decref(f);
        if (!ok)
            return false;
    }
    return true;
}

bool type_ready(Type *t) {
    if (t->flags & TF_READY)
        return true;
    if (!t->base && t != &object_type)
        t->base = &object_type;
    t->qualname = t->module = VAL_NULL;
    t->flags |= TF_READY;
    t->serial = next_serial++;
    Val d = dict_new();
    if (val_is_null(d))
        return false;
    t->dict = as_dict(d);
    type_modified(t);
    if (t->base) {
        t->flags |= t->base->flags & INHERITED_FLAGS;
        if (!t->size)
            t->size = t->base->size;
    }
    /* A type's own slots become its dunder methods before it inherits. */
    if (!type_add_slot_wrappers(t) || !add_methods(t))
        return false;
    if (!t->hash && t->richcompare) {
        if (!dict_set_str(t->dict, STR_CONST("__hash__"), VAL_NONE))
            return false;
    }
    if (t->base)
        inherit_slots(t, t->base);
    if (!val_is_null(dict_get_str(t->dict, STR_CONST("__doc__")))) {
        /* instances have a __doc__ of their own, which the getter finds */
    } else if (t->doc) {
        Val doc = str_from_cstr(t->doc);
        if (val_is_null(doc) || !dict_set_str(t->dict, STR_CONST("__doc__"), doc))
            return false;
        decref(doc);
    } else if (!dict_set_str(t->dict, STR_CONST("__doc__"), VAL_NONE)) {
        return false;
    }
    int64_t depth = 1;
    for (Type *b = t->base; b; b = b->base)
        depth++;
    t->mro = tuple_new(depth);
    if (val_is_null(t->mro))
        return false;
    int64_t i = 0;
    for (Type *b = t; b; b = b->base)
        as_tuple(t->mro)->items[i++] = val_ptr(b);
    for (i = 0; i < depth; i++)
        incref(as_tuple(t->mro)->items[i]);
    Val base = t->base ? val_ptr(t->base) : VAL_NULL;
    t->bases = t->base ? tuple_from_items(&base, 1) : tuple_new(0);
    type_modified(t);
    return !val_is_null(t->bases) && (!t->base || add_child(t->base, t));
}

/* ---- MRO (C3) ---- */

static Val mro_merge(Type *t, Val bases) {
    Tuple *bs = as_tuple(bases);
    int64_t nlists = bs->length + 1;
    for (int64_t i = 0; i < bs->length; i++)
        for (int64_t j = 0; j < i; j++)
            if (bs->items[i] == bs->items[j])
                return err_set(&exc_TypeError, "duplicate base class %N", as_type(bs->items[i]));
    Val out = list_new(0);
    int64_t *pos = calloc((size_t)nlists, sizeof *pos);
    if (val_is_null(out) || !pos || !list_append(as_list(out), val_ptr(t))) {
        free(pos);
        decref(out);
        return err_no_memory();
    }
#define LIST_LEN(i) ((i) < bs->length ? as_tuple(as_type(bs->items[i])->mro)->length : bs->length)
#define LIST_AT(i, k) ((i) < bs->length ? as_tuple(as_type(bs->items[i])->mro)->items[k] : bs->items[k])
    for (;;) {
        bool left = false, advanced = false;
        for (int64_t i = 0; i < nlists && !advanced; i++) {
            if (pos[i] >= LIST_LEN(i))
                continue;
            left = true;
            Val candidate = LIST_AT(i, pos[i]);
            bool in_tail = false;
            for (int64_t j = 0; j < nlists && !in_tail; j++)
                for (int64_t k = pos[j] + 1; k < LIST_LEN(j) && !in_tail; k++)
                    in_tail = LIST_AT(j, k) == candidate;
            if (in_tail)
                continue;
            if (!list_append(as_list(out), candidate)) {
                free(pos);
                decref(out);
                return VAL_NULL;
            }
            for (int64_t j = 0; j < nlists; j++)
                if (pos[j] < LIST_LEN(j) && LIST_AT(j, pos[j]) == candidate)
                    pos[j]++;
            advanced = true;
        }
        if (!left)
            break;
        if (!advanced) {
            StrBuf b;
            strbuf_init(&b);
            strbuf_cstr(&b, "Cannot create a consistent method resolution\norder (MRO) for bases");
            /* the heads that block each other, each once */
            bool first = true;
            for (int64_t i = 0; i < nlists; i++) {
                if (pos[i] >= LIST_LEN(i))
                    continue;
                Val head = LIST_AT(i, pos[i]);
                bool seen = false;
                for (int64_t j = 0; j < i && !seen; j++)
                    seen = pos[j] < LIST_LEN(j) && LIST_AT(j, pos[j]) == head;
                if (seen)
                    continue;
                strbuf_cstr(&b, first ? " " : ", ");
                first = false;
                strbuf_cstr(&b, as_type(head)->name);
            }
            Val msg = strbuf_finish(&b);
            if (!val_is_null(msg))
                err_set_value(&exc_TypeError, msg);
            decref(msg);
            free(pos);
            decref(out);
            return VAL_NULL;
        }
    }
#undef LIST_LEN
#undef LIST_AT
    free(pos);
    Val mro = list_as_tuple(as_list(out));
    decref(out);
    return mro;
}

/* ---- class creation ---- */

Type *type_calculate_metaclass(Type *meta, Val bases) {
    Tuple *bs = as_tuple(bases);
    for (int64_t i = 0; i < bs->length; i++) {
        Type *m = val_type(bs->items[i]);
        if (type_is_subtype(meta, m))
            continue;
        if (type_is_subtype(m, meta)) {
            meta = m;
            continue;
        }
        err_set(&exc_TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                                "subclass of the metaclasses of all its bases");
        return NULL;
    }
    return meta;
}

/* The base whose memory layout the new class extends. */
static Type *solid_base(Type *t) {
    while (t->flags & TF_HEAP)
        t = t->base;
    return t;
}

/* The class that began the layout: members of __slots__ count, and a built-in
 * type that adds nothing to its base (most exceptions) does not. */
static Type *layout_base(Type *t) {
    for (Type *b; (b = t->base); t = b) {
        bool same = t->flags & TF_HEAP ? t->nmembers == b->nmembers
                                       : t->size == b->size && t->dealloc == b->dealloc && t->traverse == b->traverse &&
                                             (t->flags & INHERITED_FLAGS) == (b->flags & INHERITED_FLAGS);
        if (!same)
            break;
    }
    return t;
}

static Type *best_base(Val bases) {
    Tuple *bs = as_tuple(bases);
    Type *winner = NULL, *base = NULL;
    for (int64_t i = 0; i < bs->length; i++) {
        if (!val_is_type(bs->items[i])) {
            err_set(&exc_TypeError, "bases must be types");
            return NULL;
        }
        Type *b = as_type(bs->items[i]);
        if (!(b->flags & TF_BASETYPE)) {
            err_set(&exc_TypeError, "type '%N' is not an acceptable base type", b);
            return NULL;
        }
        Type *s = layout_base(b);
        if (!winner || type_is_subtype(s, winner)) {
            if (!winner || s != winner) {
                winner = s;
                base = b;
            }
        } else if (!type_is_subtype(winner, s)) {
            err_set(&exc_TypeError, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return base;
}

static int heap_traverse(Obj *o, VisitFn visit, void *arg) {
    int r = instance_traverse_slots(o, visit, arg);
    if (r)
        return r;
    Type *b = solid_base(o->type);
    return b->traverse ? b->traverse(o, visit, arg) : 0;
}

static void heap_clear(Obj *o) {
    instance_clear_slots(o);
    Type *b = solid_base(o->type);
    if (b->clear)
        b->clear(o);
}

static bool wrap_special(Type *t, const char *name, Val (*make)(Val)) {
    Val key = str_intern_cstr(name);
    if (val_is_null(key))
        return false;
    Val f = dict_get_str(t->dict, key);
    if (val_is_null(f) || !val_is(f, &function_type))
        return true;
    Val w = make(f);
    bool ok = !val_is_null(w) && dict_set_str(t->dict, key, w);
    decref(w);
    return ok;
}

static bool call_set_names(Type *t) {
    /* A copy: __set_name__ may change the namespace. */
    Val copy = dict_copy(t->dict);
    if (val_is_null(copy))
        return false;
    int64_t pos = 0;
    Val k, v;
    bool ok = true;
    while (ok && dict_next(as_dict(copy), &pos, &k, &v)) {
        if (!val_is_ptr(v) || val_is(v, &function_type))
            continue;
        Val args[2] = {val_ptr(t), k};
        bool found;
        Val r = val_call_special(v, STR_CONST("__set_name__"), args, 2, &found);
        if (found && val_is_null(r)) {
            Val cause = err_fetch();
            err_set(&exc_RuntimeError, "Error calling __set_name__ on '%T' instance %R in '%N'", v, k, t);
            if (val_is_exc(err_state->raised)) {
                val_set(&as_exc(err_state->raised)->context, incref(cause));
                val_set(&as_exc(err_state->raised)->cause, incref(cause));
                as_exc(err_state->raised)->suppress_context = true;
            }
            decref(cause);
            ok = false;
        }
        decref(r);
    }
    decref(copy);
    return ok;
}

static bool call_init_subclass(Type *t, Val kwds) {
    Val super_args[2] = {val_ptr(t), val_ptr(t)};
    Val sup = val_call(val_ptr(&super_type), super_args, 2, VAL_NULL);
    if (val_is_null(sup))
        return false;
    Val f = val_getattr(sup, STR_CONST("__init_subclass__"));
    decref(sup);
    if (val_is_null(f))
        return false;
    Val r;
    int64_t n = val_is_null(kwds) ? 0 : as_dict(kwds)->used;
    if (n == 0) {
        r = val_call0(f);
    } else {
        Val values[32];
        Val names = n <= 32 ? tuple_new(n) : err_set(&exc_TypeError, "too many class keywords");
        if (val_is_null(names)) {
            decref(f);
            return false;
        }
        int64_t pos = 0, i = 0;
        Val k, v;
        while (dict_next(as_dict(kwds), &pos, &k, &v)) {
            as_tuple(names)->items[i] = incref(k);
            values[i++] = v;
        }
        r = val_call(f, values, 0, names);
        decref(names);
    }
    decref(f);
    if (val_is_null(r))
        return false;
    decref(r);
    return true;
}

Val type_create(Type *meta, Val name, Val bases, Val ns, Val kwds) {
    Val object_base = val_ptr(&object_type);
    bases = as_tuple(bases)->length ? incref(bases) : tuple_from_items(&object_base, 1);
    if (val_is_null(bases))
        return VAL_NULL;
    Type *base = best_base(bases);
    const char *cname = base ? str_utf8(name, NULL) : NULL;
    Val interned = cname ? str_intern(incref(name)) : VAL_NULL;
    Type *t = val_is_null(interned) ? NULL : obj_new(meta);
    if (!t) {
        decref(interned);
        decref(bases);
        return VAL_NULL;
    }
    t->name = str_utf8(interned, NULL); /* names of classes stay interned for ever */
    t->serial = next_serial++;
    t->base = base;
    t->bases = bases;
    t->mro = t->qualname = t->module = VAL_NULL;
    t->flags = TF_HEAP | TF_BASETYPE | TF_READY | TF_GC | TF_INSTANCE | (base->flags & INHERITED_FLAGS);
    t->size = base->size;
    incref_obj(base);
    Val d = dict_copy(as_dict(ns));
    if (val_is_null(d))
        goto fail;
    t->dict = as_dict(d);
    if (meta->flags & TF_GC)
        gc_track(t);
    t->mro = mro_merge(t, bases);
    if (val_is_null(t->mro))
        goto fail;
    Tuple *bs = as_tuple(bases);
    for (int64_t i = 0; i < bs->length; i++) {
        if (!add_child(as_type(bs->items[i]), t)) {
            err_no_memory();
            goto fail;
        }
        t->flags |= as_type(bs->items[i])->flags & (TF_HAS_DEL | TF_GETATTR_HOOK);
    }
    type_modified(t);
    Val q = dict_get_str(t->dict, STR_CONST("__qualname__"));
    if (!val_is_null(q) && !val_is_str(q)) {
        err_set(&exc_TypeError, "type __qualname__ must be a str, not %T", q);
        goto fail;
    }
    t->qualname = incref(val_is_null(q) ? name : q);
    if (!val_is_null(q))
        dict_delete(t->dict, STR_CONST("__qualname__"));
    if (val_is_null(dict_get_str(t->dict, STR_CONST("__doc__"))) &&
        !dict_set_str(t->dict, STR_CONST("__doc__"), VAL_NONE))
        goto fail;
    if (val_is_null(dict_get_str(t->dict, STR_CONST("__module__")))) { /* made by type(): that of the caller */
        Dict *globals = vm_hooks.globals();
        Val module = globals ? dict_get_str(globals, STR_CONST("__name__")) : VAL_NULL;
        if (!val_is_null(module) && !dict_set_str(t->dict, STR_CONST("__module__"), module))
            goto fail;
    }
    if (!wrap_special(t, "__new__", staticmethod_new) ||
        !wrap_special(t, "__init_subclass__", classmethod_new) ||
        !wrap_special(t, "__class_getitem__", classmethod_new))
        goto fail;
    /* Defining __eq__ without __hash__ makes instances unhashable. */
    if (!val_is_null(dict_get_str(t->dict, STR_CONST("__eq__"))) &&
        val_is_null(dict_get_str(t->dict, STR_CONST("__hash__"))) &&
        !dict_set_str(t->dict, STR_CONST("__hash__"), VAL_NONE))
        goto fail;
    if (!type_apply_slots(t))
        goto fail;
    inherit_slots(t, base);
    t->dealloc = instance_dealloc;
    t->traverse = heap_traverse;
    t->clear = heap_clear;
    if (base->flags & TF_HEAP)
        t->slots_hint = base->slots_hint;
    type_update_slots(t);
    type_modified(t);
    Val cell = dict_get_str(t->dict, STR_CONST("__classcell__"));
    if (!val_is_null(cell)) {
        if (val_is(cell, &cell_type))
            val_set(&((Cell *)val_obj(cell))->value, incref(val_ptr(t)));
        dict_delete(t->dict, STR_CONST("__classcell__"));
    }
    if (!call_set_names(t) || !call_init_subclass(t, kwds))
        goto fail;
    return val_ptr(t);
fail:
    decref_obj(t);
    return VAL_NULL;
}

/* ---- the type `type` ---- */

static void type_dealloc(Obj *o) {
    Type *t = (Type *)o;
    gc_untrack(o);
    if (t->bases && !val_is_null(t->bases))
        for (int64_t i = 0; i < as_tuple(t->bases)->length; i++)
            remove_child(as_type(as_tuple(t->bases)->items[i]), t);
    Children *c = children_of(t);
    if (c)
        free(c->items);
    free(c);
    if (t->dict)
        decref_obj(t->dict);
    if (t->bases)
        decref(t->bases);
    if (t->mro)
        decref(t->mro);
    decref(t->qualname);
    decref(t->module);
    if (t->base)
        decref_obj(t->base);
    obj_free_size(o, sizeof(Type));
}

static int type_traverse(Obj *o, VisitFn visit, void *arg) {
    Type *t = (Type *)o;
    if (!(t->flags & TF_HEAP))
        return 0;
    if (t->dict)
        GC_VISIT(val_ptr(t->dict));
    GC_VISIT(t->bases);
    GC_VISIT(t->mro);
    GC_VISIT(val_ptr(t->base));
    return 0;
}

static void type_clear(Obj *o) {
    Type *t = (Type *)o;
    if (!(t->flags & TF_HEAP))
        return;
    if (t->dict)
        dict_clear(t->dict);
    type_modified(t);
    val_set(&t->mro, tuple_new(0));
}

/* A built-in type's name is "module.name", or "name" if it is one of builtins. */
static const char *last_dot(const Type *t) { return t->flags & TF_HEAP ? NULL : strrchr(t->name, '.'); }

static Val module_of(Type *t) {
    const char *dot = last_dot(t);
    if (dot)
        return str_from_utf8(t->name, dot - t->name);
    Val m = t->dict && (t->flags & TF_HEAP) ? dict_get_str(t->dict, STR_CONST("__module__")) : VAL_NULL;
    return val_is_null(m) ? STR_CONST("builtins") : incref(m);
}

static Val type_plain_name(Type *t) {
    const char *dot = last_dot(t);
    return str_from_cstr(dot ? dot + 1 : t->name);
}
static Val type_qualname(Type *t) { return val_is_null(t->qualname) ? type_plain_name(t) : incref(t->qualname); }

static Val type_repr(Val v) {
    Type *t = as_type(v);
    Val q = type_qualname(t), m = module_of(t), r;
    if (val_is_null(q) || val_is_null(m)) {
        decref(q);
        decref(m);
        return VAL_NULL;
    }
    if (val_is_str(m) && !str_eq(as_str(m), as_str(STR_CONST("builtins"))))
        r = str_from_format("<class '%V.%V'>", m, q);
    else
        r = str_from_format("<class '%V'>", q);
    decref(q);
    decref(m);
    return r;
}

static Val get_name(Val v) { return type_plain_name(as_type(v)); }
static Val get_qualname(Val v) { return type_qualname(as_type(v)); }
static Val get_module(Val v) { return module_of(as_type(v)); }
static Val get_bases(Val v) { return incref(as_type(v)->bases); }
static Val get_mro(Val v) { return incref(as_type(v)->mro); }
static Val get_base(Val v) { return as_type(v)->base ? incref(val_ptr(as_type(v)->base)) : VAL_NONE; }
static Val get_dict(Val v) { return dict_copy(as_type(v)->dict); }
static Val get_doc(Val v) {
    Val d = dict_get_str(as_type(v)->dict, STR_CONST("__doc__"));
    return val_is_null(d) ? VAL_NONE : incref(d);
}
static bool not_heap(Type *t, const char *what) {
    if (t->flags & TF_HEAP)
        return false;
    err_set(&exc_TypeError, "cannot set '%s' attribute of immutable type '%N'", what, t);
    return true;
}
static bool set_name(Val v, Val name) {
    if (not_heap(as_type(v), "__name__"))
        return false;
    if (val_is_null(name) || !val_is_str(name))
        return err_false(&exc_TypeError, "can only assign string to %N.__name__, not '%T'", as_type(v), name);
    Val i = str_intern(incref(name));
    if (val_is_null(i))
        return false;
    as_type(v)->name = str_utf8(i, NULL);
    return true;
}
static bool set_qualname(Val v, Val name) {
    if (not_heap(as_type(v), "__qualname__"))
        return false;
    if (val_is_null(name) || !val_is_str(name))
        return err_false(&exc_TypeError, "can only assign string to %N.__qualname__, not '%T'", as_type(v), name);
    val_set(&as_type(v)->qualname, incref(name));
    return true;
}
static bool set_in_dict(Val v, const char *key, Val value) {
    if (not_heap(as_type(v), key))
        return false;
    Val k = str_intern_cstr(key);
    if (val_is_null(k))
        return false;
    type_modified(as_type(v));
    return val_is_null(value) ? dict_delete(as_type(v)->dict, k) >= 0 : dict_set_str(as_type(v)->dict, k, value);
}
static bool set_module(Val v, Val m) { return set_in_dict(v, "__module__", m); }
static bool set_doc(Val v, Val d) { return set_in_dict(v, "__doc__", d); }

static const GetSetDef type_getset[] = {
    {"__name__", get_name, set_name},     {"__qualname__", get_qualname, set_qualname},
    {"__module__", get_module, set_module}, {"__bases__", get_bases, NULL},
    {"__mro__", get_mro, NULL},           {"__base__", get_base, NULL},
    {"__dict__", get_dict, NULL},         {"__doc__", get_doc, set_doc},
    {0},
};

static Val m_mro(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val list = list_new(0);
    if (!val_is_null(list) && !list_extend(as_list(list), as_type(args[0])->mro)) {
        decref(list);
        return VAL_NULL;
    }
    return list;
}
static Val m_subclasses(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return type_subclasses(as_type(args[0]));
}
static Val m_prepare(Val *args, int nargs, Val kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return dict_new();
}
static Val m_instancecheck(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return val_bool(val_isinstance(args[1], as_type(args[0])));
}
static Val m_subclasscheck(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    if (!val_is_type(args[1]))
        return err_set(&exc_TypeError, "issubclass() arg 1 must be a class");
    return val_bool(type_is_subtype(as_type(args[1]), as_type(args[0])));
}

static const MethodDef type_methods[] = {
    {"mro", m_mro, 0, 0, 0, "Return a type's method resolution order."},
    {"__subclasses__", m_subclasses, 0, 0, 0, "Return a list of immediate subclasses."},
    {"__prepare__", m_prepare, 0, -1, METH_KW | METH_CLASS, "Return the namespace for a class statement."},
    {"__instancecheck__", m_instancecheck, 1, 1, 0, "Check if an object is an instance."},
    {"__subclasscheck__", m_subclasscheck, 1, 1, 0, "Check if a class is a subclass."},
    {0},
};

static Val type_new(Type *meta, Val *args, int nargs, Val kwnames) {
    if (nargs == 1 && val_is_null(kwnames) && meta == &type_type)
        return incref(val_ptr(val_type(args[0])));
    if (nargs != 3)
        return err_set(&exc_TypeError, "type() takes 1 or 3 arguments");
    if (!val_is_str(args[0]))
        return err_set(&exc_TypeError, "type.__new__() argument 1 must be str, not %T", args[0]);
    if (!val_is_tuple(args[1]))
        return err_set(&exc_TypeError, "type.__new__() argument 2 must be tuple, not %T", args[1]);
    if (!val_is_dict(args[2]))
        return err_set(&exc_TypeError, "type.__new__() argument 3 must be dict, not %T", args[2]);
    Type *winner = type_calculate_metaclass(meta, args[1]);
    if (!winner)
        return VAL_NULL;
    if (winner != meta && winner->tp_new != type_new)
        return winner->tp_new(winner, args, nargs, kwnames);
    meta = winner;
    Val kwds = VAL_NULL;
    if (!val_is_null(kwnames) && as_tuple(kwnames)->length) {
        kwds = dict_new();
        if (val_is_null(kwds))
            return VAL_NULL;
        for (int64_t i = 0; i < as_tuple(kwnames)->length; i++)
            if (!dict_set_str(as_dict(kwds), as_tuple(kwnames)->items[i], args[nargs + i])) {
                decref(kwds);
                return VAL_NULL;
            }
    }
    Val t = type_create(meta, args[0], args[1], args[2], kwds);
    decref(kwds);
    return t;
}

static bool type_init(Val self, Val *args, int nargs, Val kwnames) {
    (void)self, (void)args, (void)kwnames;
    if (nargs != 1 && nargs != 3)
        return err_false(&exc_TypeError, "type.__init__() takes 1 or 3 arguments");
    return true;
}

Val type_call(Val callee, Val *args, int nargs, Val kwnames) {
    Type *t = as_type(callee);
    if (!t->tp_new)
        return err_set(&exc_TypeError, "cannot create '%N' instances", t);
    Val v = t->tp_new(t, args, nargs, kwnames);
    if (val_is_null(v))
        return v;
    if (t == &type_type && nargs == 1)
        return v;
    Type *made = val_type(v);
    if (made != t && !type_is_subtype(made, t))
        return v;
    if (made->init && made->init != object_init && !made->init(v, args, nargs, kwnames)) {
        decref(v);
        return VAL_NULL;
    }
    if (made->init == object_init && !object_init(v, args, nargs, kwnames)) {
        decref(v);
        return VAL_NULL;
    }
    return v;
}

Val type_generic_getattr(Val v, Val name) {
    Type *t = as_type(v), *meta = val_obj(v)->type;
    Val meta_attr = type_lookup(meta, name);
    if (!val_is_null(meta_attr)) {
        Type *mt = val_type(meta_attr);
        if (mt->descr_get && mt->descr_set)
            return descr_bind(meta_attr, v, meta);
    }
    Val attr = type_lookup(t, name);
    if (!val_is_null(attr)) {
        Type *at = val_type(attr);
        if (at->descr_get) {
            incref(attr);
            Val r = at->descr_get(attr, VAL_NULL, v);
            decref(attr);
            return r;
        }
        return incref(attr);
    }
    if (!val_is_null(meta_attr))
        return descr_bind(meta_attr, v, meta);
    return err_set(&exc_AttributeError, "type object '%N' has no attribute '%V'", t, name);
}

bool type_set_attr(Type *t, Val name, Val value) {
    if (!(t->flags & TF_HEAP))
        return err_false(&exc_TypeError, "cannot set %R attribute of immutable type '%N'", name, t);
    Val meta_attr = type_lookup(t->ob.type, name);
    if (!val_is_null(meta_attr) && val_type(meta_attr)->descr_set)
        return val_type(meta_attr)->descr_set(meta_attr, val_ptr(t), value);
    Val old = dict_get_str(t->dict, name);
    incref(old); /* dies after the caches know */
    bool ok;
    if (val_is_null(value)) {
        if (val_is_null(old))
            return err_false(&exc_AttributeError, "type object '%N' has no attribute '%V'", t, name);
        ok = dict_delete(t->dict, name) >= 0;
    } else {
        ok = dict_set_str(t->dict, name, value);
    }
    type_modified(t);
    const char *s = str_utf8(name, NULL);
    if (ok && s && s[0] == '_' && s[1] == '_')
        type_update_slot(t, name);
    decref(old);
    return ok;
}

static bool type_setattr_slot(Val v, Val name, Val value) { return type_set_attr(as_type(v), name, value); }

static bool type_hash(Val v, int64_t *out) {
    *out = (int64_t)(v >> 4);
    return true;
}

Type type_type = {
    TYPE_HEAD("type"),
    .size = sizeof(Type),
    .flags = TF_GC | TF_TYPE | TF_BASETYPE,
    .dealloc = type_dealloc,
    .traverse = type_traverse,
    .clear = type_clear,
    .repr = type_repr,
    .hash = type_hash,
    .binary[BIN_OR] = union_or,
    .getattr = type_generic_getattr,
    .setattr = type_setattr_slot,
    .call = type_call,
    .tp_new = type_new,
    .init = type_init,
    .getset = type_getset,
    .methods = type_methods,
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
};
