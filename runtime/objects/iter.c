/* Iterators over sequences, reversed, and iter(callable, sentinel). */
#include "objects/iter.h"

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

static SeqIter *as_iter(Val v) { return (SeqIter *)val_obj(v); }

Val seq_iter_make(Type *t, Val seq, int64_t index) {
    SeqIter *it = obj_new(t);
    if (!it)
        return VAL_NULL;
    it->seq = incref(seq);
    it->index = index;
    if (t->flags & TF_GC)
        gc_track(it);
    return val_ptr(it);
}

Val seq_iter_new(Val seq) { return seq_iter_make(&seq_iter_type, seq, 0); }

static void seq_iter_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((SeqIter *)o)->seq);
    obj_free(o);
}

/* of types without TF_GC: their sequences hold no references */
static void leaf_iter_dealloc(Obj *o) {
    decref(((SeqIter *)o)->seq);
    obj_free(o);
}

static int seq_iter_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((SeqIter *)o)->seq);
    return 0;
}

static void seq_iter_clear(Obj *o) { val_clear(&((SeqIter *)o)->seq); }

static Val exhausted(SeqIter *it) {
    val_clear(&it->seq);
    return VAL_NULL;
}

static Val list_next(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    List *l = as_list(it->seq);
    if (it->index < l->length)
        return incref(l->items[it->index++]);
    return exhausted(it);
}

static Val list_previous(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    List *l = as_list(it->seq);
    if (it->index >= 0 && it->index < l->length)
        return incref(l->items[it->index--]);
    it->index = -1;
    return exhausted(it);
}

static Val tuple_next(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    Tuple *t = as_tuple(it->seq);
    if (it->index < t->length)
        return incref(t->items[it->index++]);
    return exhausted(it);
}

static Val str_next(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    Str *s = as_str(it->seq);
    if (it->index < s->length)
        return str_from_char(str_char(s, it->index++));
    return exhausted(it);
}

static Val bytes_next(Val v) {
    SeqIter *it = as_iter(v);
    const char *p;
    int64_t n;
    if (val_is_null(it->seq))
        return VAL_NULL;
    bytes_view(it->seq, &p, &n);
    if (it->index < n)
        return val_small((unsigned char)p[it->index++]);
    return exhausted(it);
}

static bool err_is_end(void) {
    return err_matches(&exc_IndexError) || err_matches(&exc_StopIteration);
}

static Val any_next(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    Val seq = incref(it->seq);
    Val r = val_getitem(seq, val_small(it->index));
    decref(seq);
    if (!val_is_null(r)) {
        it->index++;
        return r;
    }
    if (!err_is_end())
        return VAL_NULL;
    err_clear();
    return exhausted(it);
}

static Val any_previous(Val v) {
    SeqIter *it = as_iter(v);
    if (val_is_null(it->seq))
        return VAL_NULL;
    if (it->index >= 0) {
        Val seq = incref(it->seq);
        Val r = val_getitem(seq, val_small(it->index));
        decref(seq);
        if (!val_is_null(r)) {
            it->index--;
            return r;
        }
        if (!err_is_end())
            return VAL_NULL;
        err_clear();
    }
    it->index = -1;
    return exhausted(it);
}

static Val m_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    SeqIter *it = as_iter(args[0]);
    if (val_is_null(it->seq))
        return val_small(0);
    int64_t n = val_type(it->seq)->len ? val_len(it->seq) : -2;
    if (n == -2)
        return VAL_NOTIMPL;
    if (n < 0)
        return VAL_NULL;
    n -= it->index;
    return val_small(n > 0 ? n : 0);
}

static Val m_reverse_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    SeqIter *it = as_iter(args[0]);
    if (val_is_null(it->seq))
        return val_small(0);
    int64_t n = val_len(it->seq);
    if (n < 0)
        return VAL_NULL;
    return val_small(n < it->index + 1 ? 0 : it->index + 1);
}

static const MethodDef forward_methods[] = {
    {"__length_hint__", m_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0}};
static const MethodDef backward_methods[] = {
    {"__length_hint__", m_reverse_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0}};

#define SEQ_ITER_TYPE(ident, nm, fn, table)                                    \
    Type ident = {                                                             \
        TYPE_HEAD(nm),                                                         \
        .flags = TF_GC,                                                        \
        .size = sizeof(SeqIter),                                               \
        .base = &object_type,                                                  \
        .dealloc = seq_iter_dealloc,                                           \
        .traverse = seq_iter_traverse,                                         \
        .clear = seq_iter_clear,                                               \
        .iter = iter_self,                                                     \
        .next = fn,                                                            \
        .methods = table,                                                      \
    }
#define LEAF_ITER_TYPE(ident, nm, fn)                                          \
    Type ident = {                                                             \
        TYPE_HEAD(nm),                                                         \
        .size = sizeof(SeqIter),                                               \
        .base = &object_type,                                                  \
        .dealloc = leaf_iter_dealloc,                                          \
        .iter = iter_self,                                                     \
        .next = fn,                                                            \
        .methods = forward_methods,                                            \
    }
SEQ_ITER_TYPE(seq_iter_type, "iterator", any_next, forward_methods);
SEQ_ITER_TYPE(list_iter_type, "list_iterator", list_next, forward_methods);
SEQ_ITER_TYPE(list_reviter_type, "list_reverseiterator", list_previous, backward_methods);
SEQ_ITER_TYPE(tuple_iter_type, "tuple_iterator", tuple_next, forward_methods);
LEAF_ITER_TYPE(str_iter_type, "str_iterator", str_next);
LEAF_ITER_TYPE(bytes_iter_type, "bytes_iterator", bytes_next);
LEAF_ITER_TYPE(bytearray_iter_type, "bytearray_iterator", bytes_next);

/* ---- reversed ---- */

static Val reversed_of(Type *t, Val seq) {
    Val method = val_getattr_opt(val_ptr(val_type(seq)), STR_CONST("__reversed__"));
    if (val_is_null(method) && err_occurred())
        return VAL_NULL;
    bool none = val_is_none(method), has = !val_is_null(method) && !none;
    decref(method);
    if (has) {
        bool found;
        return val_call_special(seq, STR_CONST("__reversed__"), NULL, 0, &found);
    }
    Type *st = val_type(seq);
    if (none || !st->getitem || (st->flags & TF_DICT))
        return err_set(&exc_TypeError, "'%T' object is not reversible", seq);
    int64_t n = val_len(seq);
    if (n < 0)
        return VAL_NULL;
    return seq_iter_make(t, seq, n - 1);
}

static Val reversed_make(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &reversed_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "reversed() takes no keyword arguments");
    if (nargs != 1)
        return err_set(&exc_TypeError, "reversed expected 1 argument, got %d", nargs);
    return reversed_of(t, args[0]);
}

Type reversed_type = {
    TYPE_HEAD("reversed"),
    .flags = TF_GC | TF_BASETYPE,
    .size = sizeof(SeqIter),
    .base = &object_type,
    .dealloc = seq_iter_dealloc,
    .traverse = seq_iter_traverse,
    .clear = seq_iter_clear,
    .iter = iter_self,
    .next = any_previous,
    .tp_new = reversed_make,
    .methods = backward_methods,
    .doc = "Return a reverse iterator over the values of the given sequence.",
};

/* ---- iter(callable, sentinel) ---- */

typedef struct CallableIter {
    Obj ob;
    Val fn, sentinel; /* VAL_NULL: exhausted */
} CallableIter;

Val callable_iter_new(Val fn, Val sentinel) {
    CallableIter *it = obj_new(&callable_iter_type);
    if (!it)
        return VAL_NULL;
    it->fn = incref(fn);
    it->sentinel = incref(sentinel);
    gc_track(it);
    return val_ptr(it);
}

static void callable_clear(Obj *o) {
    val_clear(&((CallableIter *)o)->fn);
    val_clear(&((CallableIter *)o)->sentinel);
}

static void callable_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((CallableIter *)o)->fn);
    decref(((CallableIter *)o)->sentinel);
    obj_free(o);
}

static int callable_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((CallableIter *)o)->fn);
    GC_VISIT(((CallableIter *)o)->sentinel);
    return 0;
}

static Val callable_next(Val v) {
    CallableIter *it = (CallableIter *)val_obj(v);
    if (val_is_null(it->fn))
        return VAL_NULL;
    Val fn = incref(it->fn);
    Val r = val_call0(fn);
    decref(fn);
    if (val_is_null(r)) {
        if (err_matches(&exc_StopIteration)) {
            err_clear();
            callable_clear(&it->ob);
        }
        return VAL_NULL;
    }
    if (val_is_null(it->sentinel)) { /* the call itself exhausted the iterator */
        decref(r);
        return VAL_NULL;
    }
    Val sentinel = incref(it->sentinel);
    int eq = val_equal(sentinel, r);
    decref(sentinel);
    if (!eq)
        return r;
    decref(r);
    if (eq > 0)
        callable_clear(&it->ob);
    return VAL_NULL;
}

Type callable_iter_type = {
    TYPE_HEAD("callable_iterator"),
    .flags = TF_GC,
    .size = sizeof(CallableIter),
    .base = &object_type,
    .dealloc = callable_dealloc,
    .traverse = callable_traverse,
    .clear = callable_clear,
    .iter = iter_self,
    .next = callable_next,
};
