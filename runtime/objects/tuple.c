/* tuple: an immutable array of values. */
#include "objects/tuple.h"

#include <stdarg.h>

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/generic_alias.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/range.h"
#include "objects/str.h"

static Val empty_tuple;

static size_t tuple_size(int64_t n) { return sizeof(Tuple) + (size_t)n * sizeof(Val); }

/* Items are None; not tracked. */
static Tuple *alloc_type(Type *t, int64_t n) {
    if (n > INT64_MAX / 16) {
        err_no_memory();
        return NULL;
    }
    Tuple *u = obj_new_size(t, tuple_size(n) + (t->size - tuple_type.size));
    if (!u)
        return NULL;
    u->length = n;
    for (int64_t i = 0; i < n; i++)
        u->items[i] = VAL_NONE;
    return u;
}

static Val get_empty(void) {
    if (!empty_tuple) {
        Tuple *t = alloc_type(&tuple_type, 0);
        if (!t)
            return VAL_NULL;
        empty_tuple = val_ptr(t);
    }
    return incref(empty_tuple);
}

Val tuple_new(int64_t n) {
    if (n == 0)
        return get_empty();
    Tuple *t = alloc_type(&tuple_type, n);
    if (!t)
        return VAL_NULL;
    gc_track(t); /* its items are valid at every moment */
    return val_ptr(t);
}

static Val from_items(Type *type, const Val *items, int64_t n) {
    if (n == 0 && type == &tuple_type)
        return get_empty();
    Tuple *t = alloc_type(type, n);
    if (!t)
        return VAL_NULL;
    bool pointers = type != &tuple_type;
    for (int64_t i = 0; i < n; i++) {
        pointers |= val_is_ptr(items[i]);
        t->items[i] = incref(items[i]);
    }
    if (pointers) /* immediates alone make no cycle */
        gc_track(t);
    return val_ptr(t);
}

Val tuple_from_items(const Val *items, int64_t n) { return from_items(&tuple_type, items, n); }

Val tuple_pack(int n, ...) {
    va_list ap;
    va_start(ap, n);
    Val v = tuple_new(n);
    if (!val_is_null(v))
        for (int i = 0; i < n; i++)
            as_tuple(v)->items[i] = incref(va_arg(ap, Val));
    va_end(ap);
    return v;
}

Val tuple_from_iterable(Val it) {
    if (val_is(it, &tuple_type))
        return incref(it);
    if (val_is(it, &list_type))
        return tuple_from_items(as_list(it)->items, as_list(it)->length);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    Val r = list_extend(as_list(list), it) ? list_as_tuple(as_list(list)) : VAL_NULL;
    decref(list);
    return r;
}

static void tuple_dealloc(Obj *o) {
    Tuple *t = (Tuple *)o;
    gc_untrack(o);
    if (gc_trashcan_begin(o))
        return;
    for (int64_t i = t->length; --i >= 0;)
        decref(t->items[i]);
    obj_free_size(o, tuple_size(t->length) + (o->type->size - tuple_type.size));
    gc_trashcan_end();
}

static int tuple_traverse(Obj *o, VisitFn visit, void *arg) {
    Tuple *t = (Tuple *)o;
    for (int64_t i = 0; i < t->length; i++)
        GC_VISIT(t->items[i]);
    return 0;
}

static void tuple_clear(Obj *o) { (void)o; /* immutable: others break the cycle */ }

static Val tuple_make(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &tuple_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "tuple() takes no keyword arguments");
    if (!args_check("tuple", nargs, 0, 1))
        return VAL_NULL;
    Val v = nargs ? tuple_from_iterable(args[0]) : get_empty();
    if (t == &tuple_type || val_is_null(v))
        return v;
    Val r = from_items(t, as_tuple(v)->items, as_tuple(v)->length);
    decref(v);
    return r;
}

/* ---- slots ---- */

static Val tuple_repr(Val v) {
    Tuple *t = as_tuple(v);
    if (t->length == 0)
        return str_from_cstr("()");
    int r = repr_enter(v);
    if (r)
        return r < 0 ? VAL_NULL : str_from_cstr("(...)");
    StrBuf b;
    strbuf_init(&b);
    strbuf_char(&b, '(');
    for (int64_t i = 0; i < t->length; i++) {
        if (i)
            strbuf_cstr(&b, ", ");
        if (!strbuf_repr(&b, t->items[i])) {
            strbuf_discard(&b);
            repr_leave(v);
            return VAL_NULL;
        }
    }
    strbuf_cstr(&b, t->length == 1 ? ",)" : ")");
    repr_leave(v);
    return strbuf_finish(&b);
}

/* xxHash's mixing, as CPython's tuples. */
static bool tuple_hash(Val v, int64_t *out) {
    const uint64_t p1 = 11400714785074694791u, p2 = 14029467366897019727u, p5 = 2870177450012600261u;
    Tuple *t = as_tuple(v);
    uint64_t acc = p5;
    if (!recursion_enter(""))
        return false;
    for (int64_t i = 0; i < t->length; i++) {
        int64_t h;
        if (!val_hash(t->items[i], &h)) {
            recursion_leave();
            return false;
        }
        acc += (uint64_t)h * p2;
        acc = acc << 31 | acc >> 33;
        acc *= p1;
    }
    recursion_leave();
    acc += (uint64_t)t->length ^ (p5 ^ 3527539u);
    *out = acc == UINT64_MAX ? 1546275796 : (int64_t)acc;
    return true;
}

static Val tuple_richcompare(Val va, Val vb, CmpOp op) {
    if (!val_is_tuple(va) || !val_is_tuple(vb))
        return VAL_NOTIMPL;
    Tuple *a = as_tuple(va), *b = as_tuple(vb);
    int64_t n = a->length < b->length ? a->length : b->length, i;
    for (i = 0; i < n; i++) {
        int eq = val_equal(a->items[i], b->items[i]);
        if (eq < 0)
            return VAL_NULL;
        if (!eq)
            break;
    }
    if (i == n)
        return cmp_result(a->length < b->length ? -1 : a->length > b->length, op);
    if (op == CMP_EQ || op == CMP_NE)
        return val_bool(op == CMP_NE);
    return val_compare(a->items[i], b->items[i], op);
}

static Val tuple_plain(Val v) {
    if (val_is(v, &tuple_type))
        return incref(v);
    return tuple_from_items(as_tuple(v)->items, as_tuple(v)->length);
}

static Val tuple_add(Val va, Val vb) {
    if (!val_is_tuple(va) || !val_is_tuple(vb))
        return VAL_NOTIMPL;
    Tuple *a = as_tuple(va), *b = as_tuple(vb);
    if (b->length == 0)
        return tuple_plain(va);
    if (a->length == 0)
        return tuple_plain(vb);
    Val r = tuple_new(a->length + b->length);
    if (val_is_null(r))
        return r;
    Val *to = as_tuple(r)->items;
    for (int64_t i = 0; i < a->length; i++)
        *to++ = incref(a->items[i]);
    for (int64_t i = 0; i < b->length; i++)
        *to++ = incref(b->items[i]);
    return r;
}

static Val tuple_mul(Val a, Val b) {
    if (!val_is_tuple(a)) {
        Val t = a;
        a = b;
        b = t;
    }
    int64_t n = repeat_count(b);
    if (n < 0)
        return n == -1 ? VAL_NOTIMPL : VAL_NULL;
    Tuple *t = as_tuple(a);
    if (n == 1 || t->length == 0)
        return tuple_plain(a);
    if (n > INT64_MAX / 16 / t->length)
        return err_no_memory();
    Val r = tuple_new(t->length * n);
    if (val_is_null(r) || n == 0)
        return r;
    Val *to = as_tuple(r)->items;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < t->length; j++)
            *to++ = incref(t->items[j]);
    return r;
}

static int64_t tuple_len(Val v) { return as_tuple(v)->length; }

static Val tuple_getitem(Val v, Val key) {
    Tuple *t = as_tuple(v);
    int64_t i;
    if (val_is(key, &slice_type)) {
        int64_t start, stop, step, n;
        if (!slice_indices((Slice *)val_obj(key), t->length, &start, &stop, &step, &n))
            return VAL_NULL;
        if (step == 1)
            return n == t->length ? tuple_plain(v) : tuple_from_items(t->items + start, n);
        Val r = tuple_new(n);
        if (!val_is_null(r))
            for (i = 0; i < n; i++)
                as_tuple(r)->items[i] = incref(t->items[start + i * step]);
        return r;
    }
    return seq_index(key, &t->length, "tuple", &i) ? incref(t->items[i]) : VAL_NULL;
}

static int tuple_contains(Val v, Val item) {
    Tuple *t = as_tuple(v);
    for (int64_t i = 0; i < t->length; i++) {
        int eq = val_equal(t->items[i], item);
        if (eq)
            return eq;
    }
    return 0;
}

static Val tuple_iter(Val v) { return seq_iter_make(&tuple_iter_type, v, 0); }

/* ---- methods ---- */

static Val m_count(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Tuple *t = as_tuple(args[0]);
    int64_t n = 0;
    for (int64_t i = 0; i < t->length; i++) {
        int eq = val_equal(t->items[i], args[1]);
        if (eq < 0)
            return VAL_NULL;
        n += eq;
    }
    return val_small(n);
}

static Val m_index(Val *args, int nargs, Val kwnames) {
    (void)kwnames;
    Tuple *t = as_tuple(args[0]);
    int64_t start, end;
    if (!seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL, t->length,
                    &start, &end))
        return VAL_NULL;
    for (int64_t i = start; i < end; i++) {
        int eq = val_equal(t->items[i], args[1]);
        if (eq < 0)
            return VAL_NULL;
        if (eq)
            return val_small(i);
    }
    return err_set(&exc_ValueError, "tuple.index(x): x not in tuple");
}

static Val m_getnewargs(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val p = tuple_from_items(as_tuple(args[0])->items, as_tuple(args[0])->length);
    if (val_is_null(p))
        return p;
    Val r = tuple_pack(1, p);
    decref(p);
    return r;
}

static const MethodDef tuple_methods[] = {
    {"count", m_count, 1, 1, 0, "Return number of occurrences of value."},
    {"index", m_index, 1, 3, 0, "Return first index of value."},
    {"__getnewargs__", m_getnewargs, 0, 0, 0, NULL},
    {"__class_getitem__", generic_alias_method, 1, 1, METH_CLASS, "See PEP 585"},
    {0},
};

Type tuple_type = {
    TYPE_HEAD("tuple"),
    .flags = TF_TUPLE | TF_GC | TF_BASETYPE,
    .size = sizeof(Tuple),
    .base = &object_type,
    .dealloc = tuple_dealloc,
    .traverse = tuple_traverse,
    .clear = tuple_clear,
    .repr = tuple_repr,
    .hash = tuple_hash,
    .richcompare = tuple_richcompare,
    .binary = {[BIN_ADD] = tuple_add, [BIN_MUL] = tuple_mul},
    .iter = tuple_iter,
    .len = tuple_len,
    .getitem = tuple_getitem,
    .contains = tuple_contains,
    .tp_new = tuple_make,
    .methods = tuple_methods,
    .doc = "Built-in immutable sequence.",
};
