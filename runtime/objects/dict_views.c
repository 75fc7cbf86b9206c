/* keys(), values() and items() of dicts, and the iterators over them. */
#include "objects/abstract.h"
#include "objects/dict.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"

static DictView *as_view(Val v) { return (DictView *)val_obj(v); }
static Dict *view_dict(Val v) { return as_dict(as_view(v)->dict); }

Val dict_view_new(Type *t, Val dict) {
    DictView *view = obj_new(t);
    if (!view)
        return VAL_NULL;
    view->dict = incref(dict);
    gc_track(view);
    return val_ptr(view);
}

static void view_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((DictView *)o)->dict);
    obj_free(o);
}

static int view_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((DictView *)o)->dict);
    return 0;
}

/* A view is immutable: the dict it shows is the one that breaks a cycle. */
static void view_clear(Obj *o) { (void)o; }

static int64_t view_len(Val v) { return view_dict(v)->used; }

static Val view_repr(Val v) {
    int r = repr_enter(v);
    if (r)
        return r < 0 ? VAL_NULL : str_from_cstr("...");
    Val list = list_new(0), text = VAL_NULL;
    if (!val_is_null(list) && list_extend(as_list(list), v))
        text = str_from_format("%T(%R)", v, list);
    decref(list);
    repr_leave(v);
    return text;
}

static Val keys_iter(Val v) { return dict_iter_new(&dict_keyiter_type, as_view(v)->dict); }
static Val values_iter(Val v) { return dict_iter_new(&dict_valueiter_type, as_view(v)->dict); }
static Val items_iter(Val v) { return dict_iter_new(&dict_itemiter_type, as_view(v)->dict); }

static int keys_contains(Val v, Val key) { return dict_contains(view_dict(v), key); }

static int items_contains(Val v, Val item) {
    if (!val_is_tuple(item) || as_tuple(item)->length != 2)
        return 0;
    Val found = dict_get(view_dict(v), as_tuple(item)->items[0]);
    if (val_is_null(found))
        return err_occurred() ? -1 : 0;
    incref(found);
    int eq = val_equal(found, as_tuple(item)->items[1]);
    decref(found);
    return eq;
}

/* ---- as sets ---- */

static bool is_set_like(Val v) {
    return val_is_anyset(v) || val_is(v, &dict_keys_type) || val_is(v, &dict_items_type);
}

/* Every item of a is in b: 1, 0, -1. */
static int all_in(Val a, Val b) {
    Val it = val_iter(a);
    if (val_is_null(it))
        return -1;
    int r = 1;
    while (r == 1) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        r = val_contains(b, v);
        decref(v);
    }
    decref(it);
    return r == 1 && err_occurred() ? -1 : r;
}

static Val view_richcompare(Val a, Val b, CmpOp op) {
    if (!is_set_like(a) || !is_set_like(b))
        return VAL_NOTIMPL;
    int64_t na = val_len(a), nb = val_len(b);
    if (na < 0 || nb < 0)
        return VAL_NULL;
    int r;
    switch (op) {
    case CMP_EQ: case CMP_NE:
        r = na == nb ? all_in(a, b) : 0;
        if (r >= 0 && op == CMP_NE)
            r = !r;
        break;
    case CMP_LT: r = na < nb ? all_in(a, b) : 0; break;
    case CMP_LE: r = na <= nb ? all_in(a, b) : 0; break;
    case CMP_GT: r = na > nb ? all_in(b, a) : 0; break;
    default: r = na >= nb ? all_in(b, a) : 0; break;
    }
    return r < 0 ? VAL_NULL : val_bool(r);
}

static Val view_as_set(Val v) {
    Val s = set_new(&set_type);
    if (!val_is_null(s) && !set_update((Set *)val_obj(s), v)) {
        decref(s);
        return VAL_NULL;
    }
    return s;
}

/* Each operator makes a set of the left side and updates it by the right. */
static Val view_operation(Val a, Val b, const char *method) {
    Val s = view_as_set(a);
    if (val_is_null(s))
        return s;
    Val r = val_call_method(s, str_intern_cstr(method), &b, 1);
    decref(s);
    return r;
}
static Val view_sub(Val a, Val b) { return view_operation(a, b, "difference"); }
static Val view_or(Val a, Val b) { return view_operation(a, b, "union"); }
static Val view_and(Val a, Val b) { return view_operation(a, b, "intersection"); }
static Val view_xor(Val a, Val b) { return view_operation(a, b, "symmetric_difference"); }

static Val m_isdisjoint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val it = val_iter(args[1]);
    if (val_is_null(it))
        return it;
    int r = 0;
    while (!r) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        r = val_contains(args[0], v);
        decref(v);
    }
    decref(it);
    return r < 0 || err_occurred() ? VAL_NULL : val_bool(!r);
}

static Val m_keys_reversed(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return dict_iter_new(&dict_revkeyiter_type, as_view(args[0])->dict);
}
static Val m_values_reversed(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return dict_iter_new(&dict_revvalueiter_type, as_view(args[0])->dict);
}
static Val m_items_reversed(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return dict_iter_new(&dict_revitemiter_type, as_view(args[0])->dict);
}

static Val get_mapping(Val v) {
    (void)v;
    return err_absent("the mapping attribute of dict views (mappingproxy)");
}

static const MethodDef keys_methods[] = {
    {"isdisjoint", m_isdisjoint, 1, 1, 0,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__", m_keys_reversed, 0, 0, 0, "Return a reverse iterator over the dict keys."},
    {0},
};
static const MethodDef values_methods[] = {
    {"__reversed__", m_values_reversed, 0, 0, 0, "Return a reverse iterator over the dict values."},
    {0},
};
static const MethodDef items_methods[] = {
    {"isdisjoint", m_isdisjoint, 1, 1, 0,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__", m_items_reversed, 0, 0, 0, "Return a reverse iterator over the dict items."},
    {0},
};
static const GetSetDef view_getset[] = {{"mapping", get_mapping, NULL}, {0}};

#define VIEW_TYPE(ident, nm, iterator, member, table, ...)                     \
    Type ident = {                                                             \
        TYPE_HEAD(nm),                                                         \
        .flags = TF_GC,                                                        \
        .size = sizeof(DictView),                                              \
        .base = &object_type,                                                  \
        .dealloc = view_dealloc,                                               \
        .traverse = view_traverse,                                             \
        .clear = view_clear,                                                   \
        .repr = view_repr,                                                     \
        .iter = iterator,                                                      \
        .len = view_len,                                                       \
        .contains = member,                                                    \
        .methods = table,                                                      \
        .getset = view_getset,                                                 \
        __VA_ARGS__                                                            \
    }
#define SET_SLOTS                                                              \
    .richcompare = view_richcompare,                                           \
    .binary = {[BIN_SUB] = view_sub, [BIN_OR] = view_or, [BIN_AND] = view_and, [BIN_XOR] = view_xor}

VIEW_TYPE(dict_keys_type, "dict_keys", keys_iter, keys_contains, keys_methods, SET_SLOTS);
VIEW_TYPE(dict_items_type, "dict_items", items_iter, items_contains, items_methods, SET_SLOTS);
VIEW_TYPE(dict_values_type, "dict_values", values_iter, NULL, values_methods, .doc = NULL);

/* ---- iterators ---- */

static bool is_reverse(const Type *t) {
    return t == &dict_revkeyiter_type || t == &dict_revvalueiter_type || t == &dict_revitemiter_type;
}

Val dict_iter_new(Type *t, Val dict) {
    DictIter *it = obj_new(t);
    if (!it)
        return VAL_NULL;
    it->dict = incref(dict);
    it->used = it->remaining = as_dict(dict)->used;
    it->pos = is_reverse(t) ? as_dict(dict)->nentries - 1 : 0;
    it->result = VAL_NULL;
    gc_track(it);
    return val_ptr(it);
}

static void iter_dealloc(Obj *o) {
    DictIter *it = (DictIter *)o;
    gc_untrack(o);
    decref(it->dict);
    decref(it->result);
    obj_free(o);
}

static int iter_traverse(Obj *o, VisitFn visit, void *arg) {
    DictIter *it = (DictIter *)o;
    GC_VISIT(it->dict);
    GC_VISIT(it->result);
    return 0;
}

static void iter_clear(Obj *o) {
    DictIter *it = (DictIter *)o;
    val_clear(&it->result);
    val_clear(&it->dict);
}

/* The next live entry, or NULL: exhausted or exception. */
static DictEntry *next_entry(DictIter *it) {
    if (val_is_null(it->dict))
        return NULL;
    Dict *d = as_dict(it->dict);
    bool reverse = is_reverse(it->ob.type);
    if (it->used != d->used) {
        it->used = -1; /* for good */
        err_set(&exc_RuntimeError, "dictionary changed size during iteration");
        return NULL;
    }
    while (reverse ? it->pos >= 0 : it->pos < d->nentries) {
        int64_t i = reverse ? it->pos-- : it->pos++;
        if (i < d->nentries && !val_is_null(d->entries[i].key)) {
            if (!reverse && it->remaining-- == 0) {
                err_set(&exc_RuntimeError, "dictionary keys changed during iteration");
                break;
            }
            return &d->entries[i];
        }
    }
    val_clear(&it->dict);
    return NULL;
}

static Val key_next(Val v) {
    DictEntry *e = next_entry((DictIter *)val_obj(v));
    return e ? incref(e->key) : VAL_NULL;
}

static Val value_next(Val v) {
    DictEntry *e = next_entry((DictIter *)val_obj(v));
    return e ? incref(e->value) : VAL_NULL;
}

static Val item_next(Val v) {
    DictIter *it = (DictIter *)val_obj(v);
    DictEntry *e = next_entry(it);
    if (!e)
        return VAL_NULL;
    Val key = incref(e->key), value = incref(e->value);
    if (!val_is_null(it->result) && val_obj(it->result)->rc == 1) {
        /* nobody looks at the last pair any more: fill it anew */
        Val result = incref(it->result);
        Tuple *t = as_tuple(result);
        val_set(&t->items[0], key);
        val_set(&t->items[1], value);
        return result;
    }
    Val pair = tuple_new(2);
    if (val_is_null(pair)) {
        decref(key);
        decref(value);
        return pair;
    }
    as_tuple(pair)->items[0] = key;
    as_tuple(pair)->items[1] = value;
    val_set(&it->result, incref(pair));
    return pair;
}

static Val m_length_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    DictIter *it = (DictIter *)val_obj(args[0]);
    if (val_is_null(it->dict) || it->used != as_dict(it->dict)->used)
        return val_small(0);
    return val_small(is_reverse(it->ob.type) ? it->pos + 1 : it->remaining);
}

static const MethodDef iter_methods[] = {
    {"__length_hint__", m_length_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0},
};

#define ITER_TYPE(ident, nm, fn)                                               \
    Type ident = {                                                             \
        TYPE_HEAD(nm),                                                         \
        .flags = TF_GC,                                                        \
        .size = sizeof(DictIter),                                              \
        .base = &object_type,                                                  \
        .dealloc = iter_dealloc,                                               \
        .traverse = iter_traverse,                                             \
        .clear = iter_clear,                                                   \
        .iter = iter_self,                                                     \
        .next = fn,                                                            \
        .methods = iter_methods,                                               \
    }
ITER_TYPE(dict_keyiter_type, "dict_keyiterator", key_next);
ITER_TYPE(dict_valueiter_type, "dict_valueiterator", value_next);
ITER_TYPE(dict_itemiter_type, "dict_itemiterator", item_next);
ITER_TYPE(dict_revkeyiter_type, "dict_reversekeyiterator", key_next);
ITER_TYPE(dict_revvalueiter_type, "dict_reversevalueiterator", value_next);
ITER_TYPE(dict_revitemiter_type, "dict_reverseitemiterator", item_next);
