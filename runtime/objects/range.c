/* range: ints of any size; what fits machine words goes a fast way. */
#include "objects/range.h"

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/str.h"
#include "objects/tuple.h"

static Range *as_range(Val v) { return (Range *)val_obj(v); }

/* op(a, b), dropping a. */
static Val then(Val (*op)(Val, Val), Val a, Val b) {
    if (val_is_null(a))
        return a;
    Val r = op(a, b);
    decref(a);
    return r;
}

static Val count_items(Val start, Val stop, Val step) {
    bool down = int_sign(step) < 0;
    Val low = down ? stop : start, high = down ? start : stop;
    if (int_cmp(low, high) >= 0)
        return val_small(0);
    Val size = down ? int_negative(step) : incref(step);
    if (val_is_null(size))
        return size;
    /* (high - low - 1) // size + 1 */
    Val n = then(int_sub, int_sub(high, low), val_small(1));
    n = then(int_add, then(int_floordiv, n, size), val_small(1));
    decref(size);
    return n;
}

Val range_new(Val start, Val stop, Val step) {
    Val length = count_items(start, stop, step);
    if (val_is_null(length))
        return length;
    Range *r = obj_new(&range_type);
    if (!r) {
        decref(length);
        return VAL_NULL;
    }
    r->start = incref(start);
    r->stop = incref(stop);
    r->step = incref(step);
    r->length = length;
    return val_ptr(r);
}

static void range_dealloc(Obj *o) {
    Range *r = (Range *)o;
    decref(r->start);
    decref(r->stop);
    decref(r->step);
    decref(r->length);
    obj_free(o);
}

static Val range_make(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t;
    if (!val_is_null(kwnames))
        return err_set(&exc_TypeError, "range() takes no keyword arguments");
    if (!args_check("range", nargs, 1, 3))
        return VAL_NULL;
    Val a[3] = {val_small(0), VAL_NULL, val_small(1)}, r = VAL_NULL;
    for (int i = 0; i < nargs; i++) {
        int to = nargs == 1 ? 1 : i;
        a[to] = val_index(args[i]);
        if (val_is_null(a[to]))
            goto done;
    }
    if (int_sign(a[2]) == 0)
        err_set(&exc_ValueError, "range() arg 3 must not be zero");
    else
        r = range_new(a[0], a[1], a[2]);
done:
    for (int i = 0; i < 3; i++)
        decref(a[i]);
    return r;
}

/* start + i * step */
static Val item(Range *r, Val i) { return then(int_add, int_mul(i, r->step), r->start); }

static Val range_repr(Val v) {
    Range *r = as_range(v);
    if (r->step == val_small(1))
        return str_from_format("range(%R, %R)", r->start, r->stop);
    return str_from_format("range(%R, %R, %R)", r->start, r->stop, r->step);
}

static int64_t range_len(Val v) {
    int64_t n;
    if (int_get_i64(as_range(v)->length, &n))
        return n;
    err_set(&exc_OverflowError, "Python int too large to convert to C ssize_t");
    return -1;
}

static int range_truth(Val v) { return int_sign(as_range(v)->length) != 0; }

static int contains_int(Range *r, Val v) {
    bool down = int_sign(r->step) < 0;
    if (down ? int_cmp(v, r->start) > 0 || int_cmp(v, r->stop) <= 0
             : int_cmp(v, r->start) < 0 || int_cmp(v, r->stop) >= 0)
        return 0;
    Val rest = then(int_mod, int_sub(v, r->start), r->step);
    if (val_is_null(rest))
        return -1;
    int is = int_sign(rest) == 0;
    decref(rest);
    return is;
}

static bool is_plain_int(Val v) { return val_is_int(v) || val_is_bool(v) || val_is(v, &int_type); }

static int range_contains(Val v, Val x) {
    if (is_plain_int(x))
        return contains_int(as_range(v), x);
    Val it = val_iter(v);
    if (val_is_null(it))
        return -1;
    int found = 0;
    while (!found) {
        Val n = val_next(it);
        if (val_is_null(n))
            break;
        found = val_equal(n, x);
        decref(n);
    }
    decref(it);
    return !found && err_occurred() ? -1 : found;
}

static Val range_slice(Val v, Val key) {
    Range *r = as_range(v);
    bool found;
    Val bounds = val_call_special(key, STR_CONST("indices"), &r->length, 1, &found);
    if (val_is_null(bounds))
        return bounds;
    Tuple *b = as_tuple(bounds);
    Val start = item(r, b->items[0]), stop = VAL_NULL, step = VAL_NULL, result = VAL_NULL;
    if (!val_is_null(start))
        stop = item(r, b->items[1]);
    if (!val_is_null(stop))
        step = int_mul(b->items[2], r->step);
    if (!val_is_null(step))
        result = range_new(start, stop, step);
    decref(start);
    decref(stop);
    decref(step);
    decref(bounds);
    return result;
}

static Val range_getitem(Val v, Val key) {
    Range *r = as_range(v);
    if (val_is(key, &slice_type))
        return range_slice(v, key);
    if (!val_is_integer(key) && !val_type(key)->index)
        return err_set(&exc_TypeError, "range indices must be integers or slices, not %T", key);
    Val i = val_index(key);
    if (val_is_null(i))
        return i;
    if (int_sign(i) < 0)
        val_set(&i, int_add(i, r->length));
    if (val_is_null(i))
        return i;
    Val result = int_sign(i) < 0 || int_cmp(i, r->length) >= 0
                     ? err_set(&exc_IndexError, "range object index out of range")
                     : item(r, i);
    decref(i);
    return result;
}

/* Equal as sequences: same length, start and, where they matter, steps. */
static Val range_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is(a, &range_type) || !val_is(b, &range_type) || (op != CMP_EQ && op != CMP_NE))
        return VAL_NOTIMPL;
    Range *x = as_range(a), *y = as_range(b);
    bool eq = int_cmp(x->length, y->length) == 0 &&
              (int_sign(x->length) == 0 ||
               (int_cmp(x->start, y->start) == 0 &&
                (x->length == val_small(1) || int_cmp(x->step, y->step) == 0)));
    return val_bool(eq == (op == CMP_EQ));
}

static bool range_hash(Val v, int64_t *out) {
    Range *r = as_range(v);
    bool empty = int_sign(r->length) == 0, one = r->length == val_small(1);
    Val t = tuple_pack(3, r->length, empty ? VAL_NONE : r->start,
                       empty || one ? VAL_NONE : r->step);
    if (val_is_null(t))
        return false;
    bool ok = val_hash(t, out);
    decref(t);
    return ok;
}

/* ---- iterators ---- */

typedef struct LongRangeIter {
    Obj ob;
    Val next, step, remaining; /* ints */
} LongRangeIter;

static Val iter_over(Val first, Val step, Val length, Val last) {
    if (val_is_int(first) && val_is_int(step) && val_is_int(length) && val_is_int(last)) {
        RangeIter *it = obj_new(&range_iter_type);
        if (!it)
            return VAL_NULL;
        it->next = val_int(first);
        it->step = val_int(step);
        it->remaining = val_int(length);
        return val_ptr(it);
    }
    LongRangeIter *it = obj_new(&long_range_iter_type);
    if (!it)
        return VAL_NULL;
    it->next = incref(first);
    it->step = incref(step);
    it->remaining = incref(length);
    return val_ptr(it);
}

static Val last_item(Range *r) {
    Val i = int_sub(r->length, val_small(1));
    if (val_is_null(i))
        return i;
    Val v = item(r, i);
    decref(i);
    return v;
}

static Val range_iter(Val v) {
    Range *r = as_range(v);
    Val last = last_item(r);
    if (val_is_null(last))
        return last;
    Val it = iter_over(r->start, r->step, r->length, last);
    decref(last);
    return it;
}

static Val m_reversed(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Range *r = as_range(args[0]);
    Val last = last_item(r), step = VAL_NULL, it = VAL_NULL;
    if (!val_is_null(last))
        step = int_negative(r->step);
    if (!val_is_null(step))
        it = iter_over(last, step, r->length, r->start);
    decref(last);
    decref(step);
    return it;
}

static Val range_iter_next(Val v) {
    RangeIter *it = (RangeIter *)val_obj(v);
    if (it->remaining <= 0)
        return VAL_NULL;
    it->remaining--;
    Val r = val_small(it->next);
    it->next += it->step;
    return r;
}

static Val range_iter_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    int64_t n = ((RangeIter *)val_obj(args[0]))->remaining;
    return val_small(n > 0 ? n : 0);
}

static void plain_dealloc(Obj *o) { obj_free(o); }

static void long_dealloc(Obj *o) {
    LongRangeIter *it = (LongRangeIter *)o;
    decref(it->next);
    decref(it->step);
    decref(it->remaining);
    obj_free(o);
}

static Val long_next(Val v) {
    LongRangeIter *it = (LongRangeIter *)val_obj(v);
    if (int_sign(it->remaining) <= 0)
        return VAL_NULL;
    Val after = int_add(it->next, it->step);
    Val left = val_is_null(after) ? VAL_NULL : int_sub(it->remaining, val_small(1));
    if (val_is_null(left)) {
        decref(after);
        return VAL_NULL;
    }
    Val r = it->next;
    it->next = after;
    val_set(&it->remaining, left);
    return r;
}

static Val long_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return incref(((LongRangeIter *)val_obj(args[0]))->remaining);
}

/* ---- methods ---- */

static Val m_count(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    if (is_plain_int(args[1])) {
        int r = contains_int(as_range(args[0]), args[1]);
        return r < 0 ? VAL_NULL : val_small(r);
    }
    int64_t n = 0;
    Val it = val_iter(args[0]);
    if (val_is_null(it))
        return it;
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        int eq = val_equal(v, args[1]);
        decref(v);
        if (eq < 0)
            break;
        n += eq;
    }
    decref(it);
    return err_occurred() ? VAL_NULL : val_small(n);
}

static Val m_index(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Range *r = as_range(args[0]);
    if (is_plain_int(args[1])) {
        int in = contains_int(r, args[1]);
        if (in < 0)
            return VAL_NULL;
        if (in)
            return then(int_floordiv, int_sub(args[1], r->start), r->step);
        return err_set(&exc_ValueError, "%R is not in range", args[1]);
    }
    Val it = val_iter(args[0]);
    if (val_is_null(it))
        return it;
    for (int64_t i = 0;; i++) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        int eq = val_equal(v, args[1]);
        decref(v);
        if (eq) {
            decref(it);
            return eq < 0 ? VAL_NULL : val_small(i);
        }
    }
    decref(it);
    if (err_occurred())
        return VAL_NULL;
    return err_set(&exc_ValueError, "sequence.index(x): x not in sequence");
}

static Val get_start(Val v) { return incref(as_range(v)->start); }
static Val get_stop(Val v) { return incref(as_range(v)->stop); }
static Val get_step(Val v) { return incref(as_range(v)->step); }

static const MethodDef range_methods[] = {
    {"count", m_count, 1, 1, 0, "rangeobject.count(value) -> integer"},
    {"index", m_index, 1, 1, 0, "rangeobject.index(value) -> integer"},
    {"__reversed__", m_reversed, 0, 0, 0, "Return a reverse iterator."},
    {0},
};
static const GetSetDef range_getset[] = {
    {"start", get_start, NULL}, {"stop", get_stop, NULL}, {"step", get_step, NULL}, {0}};
static const MethodDef range_iter_methods[] = {
    {"__length_hint__", range_iter_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0}};
static const MethodDef long_methods[] = {
    {"__length_hint__", long_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0}};

Type range_type = {
    TYPE_HEAD("range"),
    .size = sizeof(Range),
    .base = &object_type,
    .dealloc = range_dealloc,
    .repr = range_repr,
    .hash = range_hash,
    .richcompare = range_richcompare,
    .truth = range_truth,
    .iter = range_iter,
    .len = range_len,
    .getitem = range_getitem,
    .contains = range_contains,
    .tp_new = range_make,
    .methods = range_methods,
    .getset = range_getset,
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object",
};

Type range_iter_type = {
    TYPE_HEAD("range_iterator"),
    .size = sizeof(RangeIter),
    .base = &object_type,
    .dealloc = plain_dealloc,
    .iter = iter_self,
    .next = range_iter_next,
    .methods = range_iter_methods,
};

Type long_range_iter_type = {
    TYPE_HEAD("longrange_iterator"),
    .size = sizeof(LongRangeIter),
    .base = &object_type,
    .dealloc = long_dealloc,
    .iter = iter_self,
    .next = long_next,
    .methods = long_methods,
};
