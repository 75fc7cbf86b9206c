/* slice objects. */
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"

static Slice *as_slice(Val v) { return (Slice *)val_obj(v); }

Val slice_new(Val start, Val stop, Val step) {
    Slice *s = obj_new(&slice_type);
    if (!s)
        return VAL_NULL;
    s->start = incref(start);
    s->stop = incref(stop);
    s->step = incref(step);
    if (val_is_ptr(start) || val_is_ptr(stop) || val_is_ptr(step))
        gc_track(s);
    return val_ptr(s);
}

bool slice_unpack(Slice *s, int64_t *start, int64_t *stop, int64_t *step) {
    *step = 1;
    if (!val_is_none(s->step)) {
        if (!slice_bound(s->step, step))
            return false;
        if (*step == 0)
            return err_false(&exc_ValueError, "slice step cannot be zero");
        if (*step < -INT64_MAX)
            *step = -INT64_MAX; /* so that it can be negated */
    }
    *start = *step < 0 ? INT64_MAX : 0;
    *stop = *step < 0 ? INT64_MIN : INT64_MAX;
    return slice_bound(s->start, start) && slice_bound(s->stop, stop);
}

int64_t slice_adjust(int64_t length, int64_t *start, int64_t *stop, int64_t step) {
    bool down = step < 0;
    if (*start < 0) {
        *start += length;
        if (*start < 0)
            *start = down ? -1 : 0;
    } else if (*start >= length) {
        *start = down ? length - 1 : length;
    }
    if (*stop < 0) {
        *stop = *stop == INT64_MIN ? -1 : *stop + length;
        if (*stop < 0)
            *stop = down ? -1 : 0;
    } else if (*stop >= length) {
        *stop = down ? length - 1 : length;
    }
    if (down)
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

bool slice_indices(Slice *s, int64_t length, int64_t *start, int64_t *stop, int64_t *step,
                   int64_t *n) {
    if (!slice_unpack(s, start, stop, step))
        return false;
    *n = slice_adjust(length, start, stop, *step);
    return true;
}

static void slice_dealloc(Obj *o) {
    Slice *s = (Slice *)o;
    gc_untrack(o);
    decref(s->start);
    decref(s->stop);
    decref(s->step);
    obj_free(o);
}

static int slice_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Slice *)o)->start);
    GC_VISIT(((Slice *)o)->stop);
    GC_VISIT(((Slice *)o)->step);
    return 0;
}

static void slice_clear(Obj *o) { (void)o; /* immutable */ }

static Val slice_make(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t;
    if (!val_is_null(kwnames))
        return err_set(&exc_TypeError, "slice() takes no keyword arguments");
    if (!args_check("slice", nargs, 1, 3))
        return VAL_NULL;
    if (nargs == 1)
        return slice_new(VAL_NONE, args[0], VAL_NONE);
    return slice_new(args[0], args[1], nargs > 2 ? args[2] : VAL_NONE);
}

static Val slice_repr(Val v) {
    Slice *s = as_slice(v);
    return str_from_format("slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static Val slice_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is(a, &slice_type) || !val_is(b, &slice_type))
        return VAL_NOTIMPL;
    if (a == b)
        return cmp_result(0, op);
    Slice *x = as_slice(a), *y = as_slice(b);
    Val t = tuple_pack(3, x->start, x->stop, x->step), u = VAL_NULL, r = VAL_NULL;
    if (!val_is_null(t))
        u = tuple_pack(3, y->start, y->stop, y->step);
    if (!val_is_null(u))
        r = val_compare(t, u, op);
    decref(t);
    decref(u);
    return r;
}

/* A bound of the slice as an int, or fallback (stolen) where it is None;
 * negative ones get length added and are clipped to low..high. */
static Val bound(Val v, Val fallback, Val length, Val low, Val high) {
    if (val_is_none(v) || val_is_null(fallback))
        return fallback;
    decref(fallback);
    if (!val_is_integer(v) && !val_type(v)->index)
        return err_set(&exc_TypeError,
                       "slice indices must be integers or None or have an __index__ method");
    Val i = val_index(v);
    if (val_is_null(i))
        return i;
    if (int_sign(i) < 0) {
        val_set(&i, int_add(i, length));
        if (!val_is_null(i) && int_cmp(i, low) < 0)
            val_set(&i, incref(low));
    } else if (int_cmp(i, high) > 0) {
        val_set(&i, incref(high));
    }
    return i;
}

/* With ints of any size, unlike slice_indices. */
static Val m_indices(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Slice *s = as_slice(args[0]);
    Val length = val_index(args[1]);
    if (val_is_null(length))
        return length;
    Val step = VAL_NULL, start = VAL_NULL, stop = VAL_NULL, high = VAL_NULL, r = VAL_NULL;
    if (int_sign(length) < 0) {
        err_set(&exc_ValueError, "length should not be negative");
        goto done;
    }
    if (val_is_none(s->step)) {
        step = val_small(1);
    } else {
        if (!val_is_integer(s->step) && !val_type(s->step)->index) {
            err_set(&exc_TypeError,
                    "slice indices must be integers or None or have an __index__ method");
            goto done;
        }
        step = val_index(s->step);
        if (val_is_null(step))
            goto done;
        if (int_sign(step) == 0) {
            err_set(&exc_ValueError, "slice step cannot be zero");
            goto done;
        }
    }
    bool down = int_sign(step) < 0;
    Val low = val_small(down ? -1 : 0);
    high = down ? int_sub(length, val_small(1)) : incref(length);
    if (val_is_null(high))
        goto done;
    start = bound(s->start, incref(down ? high : low), length, low, high);
    if (val_is_null(start))
        goto done;
    stop = bound(s->stop, incref(down ? low : high), length, low, high);
    if (!val_is_null(stop))
        r = tuple_pack(3, start, stop, step);
done:
    decref(length);
    decref(step);
    decref(start);
    decref(stop);
    decref(high);
    return r;
}

static Val get_start(Val v) { return incref(as_slice(v)->start); }
static Val get_stop(Val v) { return incref(as_slice(v)->stop); }
static Val get_step(Val v) { return incref(as_slice(v)->step); }

static const MethodDef slice_methods[] = {
    {"indices", m_indices, 1, 1, 0,
     "S.indices(len) -> (start, stop, stride)"},
    {0},
};

static const GetSetDef slice_getset[] = {
    {"start", get_start, NULL}, {"stop", get_stop, NULL}, {"step", get_step, NULL}, {0}};

Type slice_type = {
    TYPE_HEAD("slice"),
    .flags = TF_GC,
    .size = sizeof(Slice),
    .base = &object_type,
    .dealloc = slice_dealloc,
    .traverse = slice_traverse,
    .clear = slice_clear,
    .repr = slice_repr,
    .richcompare = slice_richcompare,
    .tp_new = slice_make,
    .methods = slice_methods,
    .getset = slice_getset,
    .doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.",
};
