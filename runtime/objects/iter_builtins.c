/* enumerate, zip, map and filter. */
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- enumerate ---- */

/* A result tuple that only its iterator still holds is filled anew: a loop
 * that unpacks it makes no tuple a round.  Returns a new reference with n
 * items that are None or stale, or VAL_NULL. */
static Val result_tuple(Val *last, int64_t n) {
    if (!val_is_null(*last) && val_obj(*last)->rc == 1)
        return incref(*last);
    Val t = tuple_new(n);
    if (!val_is_null(t))
        val_set(last, incref(t));
    return t;
}

typedef struct Enumerate {
    Obj ob;
    Val it, index, last;
} Enumerate;

static Val enumerate_make(Type *t, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"iterable", "start", NULL};
    Val a[2];
    if (nargs == 0 && val_is_null(kwnames))
        return err_set(&exc_TypeError, "enumerate() missing required argument 'iterable'");
    if (!args_parse("enumerate", names, 0, 1, 2, args, nargs, kwnames, a))
        return VAL_NULL;
    Val index = val_is_null(a[1]) ? val_small(0) : val_index(a[1]);
    if (val_is_null(index))
        return index;
    Val it = val_iter(a[0]);
    if (val_is_null(it)) {
        decref(index);
        return it;
    }
    Enumerate *e = obj_new(t);
    if (!e) {
        decref(it);
        decref(index);
        return VAL_NULL;
    }
    e->it = it;
    e->index = index;
    e->last = VAL_NULL;
    gc_track(e);
    return val_ptr(e);
}

static void enumerate_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Enumerate *)o)->it);
    decref(((Enumerate *)o)->index);
    decref(((Enumerate *)o)->last);
    obj_free(o);
}

static int enumerate_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Enumerate *)o)->it);
    GC_VISIT(((Enumerate *)o)->last);
    return 0;
}

static void enumerate_clear(Obj *o) {
    val_clear(&((Enumerate *)o)->it);
    val_clear(&((Enumerate *)o)->last);
}

static Val enumerate_next(Val v) {
    Enumerate *e = (Enumerate *)val_obj(v);
    if (val_is_null(e->it))
        return VAL_NULL;
    Val item = val_next(e->it);
    if (val_is_null(item))
        return item;
    Val pair = result_tuple(&e->last, 2);
    Val after = val_is_null(pair) ? VAL_NULL : int_add(e->index, val_small(1));
    if (val_is_null(after)) {
        decref(item);
        decref(pair);
        return VAL_NULL;
    }
    Val index = e->index;
    e->index = after;
    val_set(&as_tuple(pair)->items[0], index);
    val_set(&as_tuple(pair)->items[1], item);
    return pair;
}

Type enumerate_type = {
    TYPE_HEAD("enumerate"),
    .flags = TF_GC | TF_BASETYPE,
    .size = sizeof(Enumerate),
    .base = &object_type,
    .dealloc = enumerate_dealloc,
    .traverse = enumerate_traverse,
    .clear = enumerate_clear,
    .iter = iter_self,
    .next = enumerate_next,
    .tp_new = enumerate_make,
    .doc = "Return an enumerate object.",
};

/* ---- zip and map: a tuple of iterators ---- */

typedef struct Zip {
    Obj ob;
    Val iters; /* tuple */
    Val fn;    /* map; VAL_NULL for zip */
    Val last;  /* zip: see result_tuple */
    bool strict;
} Zip;

static void zip_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Zip *)o)->iters);
    decref(((Zip *)o)->fn);
    decref(((Zip *)o)->last);
    obj_free(o);
}

static int zip_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Zip *)o)->iters);
    GC_VISIT(((Zip *)o)->fn);
    GC_VISIT(((Zip *)o)->last);
    return 0;
}

static void zip_clear(Obj *o) {
    val_clear(&((Zip *)o)->iters);
    val_clear(&((Zip *)o)->fn);
    val_clear(&((Zip *)o)->last);
}

static Val zip_alloc(Type *t, Val fn, Val *iterables, int n) {
    Val iters = tuple_new(n);
    if (val_is_null(iters))
        return iters;
    for (int i = 0; i < n; i++) {
        Val it = val_iter(iterables[i]);
        if (val_is_null(it)) {
            decref(iters);
            return it;
        }
        as_tuple(iters)->items[i] = it;
    }
    Zip *z = obj_new(t);
    if (!z) {
        decref(iters);
        return VAL_NULL;
    }
    z->iters = iters;
    z->fn = incref(fn);
    z->last = VAL_NULL;
    gc_track(z);
    return val_ptr(z);
}

static Val zip_make(Type *t, Val *args, int nargs, Val kwnames) {
    int strict = 0;
    if (!val_is_null(kwnames)) {
        Tuple *names = as_tuple(kwnames);
        for (int64_t i = 0; i < names->length; i++) {
            if (!str_eq_ascii(names->items[i], "strict"))
                return err_set(&exc_TypeError, "'%V' is an invalid keyword argument for zip()",
                               names->items[i]);
            if ((strict = val_truth(args[nargs + i])) < 0)
                return VAL_NULL;
        }
    }
    Val v = zip_alloc(t, VAL_NULL, args, nargs);
    if (!val_is_null(v))
        ((Zip *)val_obj(v))->strict = strict;
    return v;
}

/* With strict: iterator i ended (VAL_NULL and no exception) before others. */
static Val zip_uneven(Tuple *iters, int64_t i) {
    if (i) {
        return err_set(&exc_ValueError, "zip() argument %ld is shorter than argument%s%ld",
                       (long)i + 1, i == 1 ? " " : "s 1-", (long)i);
    }
    for (i = 1; i < iters->length; i++) {
        Val v = val_next(iters->items[i]);
        if (!val_is_null(v)) {
            decref(v);
            return err_set(&exc_ValueError, "zip() argument %ld is longer than argument%s%ld",
                           (long)i + 1, i == 1 ? " " : "s 1-", (long)i);
        }
        if (err_occurred())
            return VAL_NULL;
    }
    return VAL_NULL;
}

static Val zip_next(Val v) {
    Zip *z = (Zip *)val_obj(v);
    if (val_is_null(z->iters) || as_tuple(z->iters)->length == 0)
        return VAL_NULL;
    Tuple *iters = as_tuple(z->iters);
    Val result = result_tuple(&z->last, iters->length);
    if (val_is_null(result))
        return result;
    for (int64_t i = 0; i < iters->length; i++) {
        Val item = val_next(iters->items[i]);
        if (val_is_null(item)) {
            decref(result);
            return z->strict && !err_occurred() ? zip_uneven(iters, i) : VAL_NULL;
        }
        val_set(&as_tuple(result)->items[i], item);
    }
    return result;
}

Type zip_type = {
    TYPE_HEAD("zip"),
    .flags = TF_GC | TF_BASETYPE,
    .size = sizeof(Zip),
    .base = &object_type,
    .dealloc = zip_dealloc,
    .traverse = zip_traverse,
    .clear = zip_clear,
    .iter = iter_self,
    .next = zip_next,
    .tp_new = zip_make,
    .doc = "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.",
};

static Val map_make(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &map_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "map() takes no keyword arguments");
    if (nargs < 2)
        return err_set(&exc_TypeError, "map() must have at least two arguments.");
    return zip_alloc(t, args[0], args + 1, nargs - 1);
}

static Val map_next(Val v) {
    Zip *z = (Zip *)val_obj(v);
    if (val_is_null(z->iters))
        return VAL_NULL;
    Tuple *iters = as_tuple(z->iters);
    if (iters->length == 1) {
        Val item = val_next(iters->items[0]);
        if (val_is_null(item))
            return item;
        Val r = val_call1(z->fn, item);
        decref(item);
        return r;
    }
    Val args = tuple_new(iters->length);
    if (val_is_null(args))
        return args;
    Tuple *t = as_tuple(args);
    for (int64_t i = 0; i < iters->length; i++) {
        Val item = val_next(iters->items[i]);
        if (val_is_null(item)) {
            decref(args);
            return item;
        }
        t->items[i] = item;
    }
    Val r = val_call(z->fn, t->items, (int)t->length, VAL_NULL);
    decref(args);
    return r;
}

Type map_type = {
    TYPE_HEAD("map"),
    .flags = TF_GC | TF_BASETYPE,
    .size = sizeof(Zip),
    .base = &object_type,
    .dealloc = zip_dealloc,
    .traverse = zip_traverse,
    .clear = zip_clear,
    .iter = iter_self,
    .next = map_next,
    .tp_new = map_make,
    .doc = "map(func, *iterables) --> map object",
};

/* ---- filter ---- */

typedef struct Filter {
    Obj ob;
    Val fn, it;
} Filter;

static Val filter_make(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &filter_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "filter() takes no keyword arguments");
    if (!args_check("filter", nargs, 2, 2))
        return VAL_NULL;
    Val it = val_iter(args[1]);
    if (val_is_null(it))
        return it;
    Filter *f = obj_new(t);
    if (!f) {
        decref(it);
        return VAL_NULL;
    }
    f->fn = incref(args[0]);
    f->it = it;
    gc_track(f);
    return val_ptr(f);
}

static void filter_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Filter *)o)->fn);
    decref(((Filter *)o)->it);
    obj_free(o);
}

static int filter_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Filter *)o)->fn);
    GC_VISIT(((Filter *)o)->it);
    return 0;
}

static void filter_clear(Obj *o) {
    val_clear(&((Filter *)o)->fn);
    val_clear(&((Filter *)o)->it);
}

static Val filter_next(Val v) {
    Filter *f = (Filter *)val_obj(v);
    while (!val_is_null(f->it)) {
        Val item = val_next(f->it);
        if (val_is_null(item))
            return item;
        int good;
        if (val_is_none(f->fn) || f->fn == val_ptr(&bool_type)) {
            good = val_truth(item);
        } else {
            Val r = val_call1(f->fn, item);
            good = val_is_null(r) ? -1 : val_truth(r);
            decref(r);
        }
        if (good > 0)
            return item;
        decref(item);
        if (good < 0)
            return VAL_NULL;
    }
    return VAL_NULL;
}

Type filter_type = {
    TYPE_HEAD("filter"),
    .flags = TF_GC | TF_BASETYPE,
    .size = sizeof(Filter),
    .base = &object_type,
    .dealloc = filter_dealloc,
    .traverse = filter_traverse,
    .clear = filter_clear,
    .iter = iter_self,
    .next = filter_next,
    .tp_new = filter_make,
    .doc = "filter(function or None, iterable) --> filter object",
};
