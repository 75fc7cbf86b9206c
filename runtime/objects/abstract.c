/* The generic operations that concern no numbers: repr, hash, comparison,
 * iteration, items, membership, format. */
#include <stdio.h>
#include <stdlib.h>

#include "hot.h"
#include "objects/abstract.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"

const char *const cmpop_names[6] = {"<", "<=", "==", "!=", ">", ">="};

/* ---- repr and str ---- */

/* Containers whose repr is running.  One list for all threads: the key of a
 * thread is its error state, since repr can switch threads. */
static struct ReprEntry {
    ErrState *thread;
    Obj *obj;
} *repr_stack;
static int64_t repr_depth, repr_capacity;

int repr_enter(Val v) {
    for (int64_t i = repr_depth - 1; i >= 0; i--)
        if (repr_stack[i].obj == val_obj(v) && repr_stack[i].thread == err_state)
            return 1;
    if (repr_depth == repr_capacity) {
        int64_t cap = repr_capacity ? repr_capacity * 2 : 16;
        void *p = realloc(repr_stack, (size_t)cap * sizeof *repr_stack);
        if (!p) {
            err_no_memory();
            return -1;
        }
        repr_stack = p;
        repr_capacity = cap;
    }
    repr_stack[repr_depth++] = (struct ReprEntry){err_state, val_obj(v)};
    return 0;
}

void repr_leave(Val v) {
    for (int64_t i = repr_depth - 1; i >= 0; i--)
        if (repr_stack[i].obj == val_obj(v) && repr_stack[i].thread == err_state) {
            memmove(&repr_stack[i], &repr_stack[i + 1],
                    (size_t)(repr_depth - i - 1) * sizeof *repr_stack);
            repr_depth--;
            if (repr_depth == 0 && repr_capacity > 1024) {
                free(repr_stack);
                repr_stack = NULL;
                repr_capacity = 0;
            }
            return;
        }
}

static Val default_repr(Val v) {
    return str_from_format("<%T object at %p>", v, (void *)val_obj(v));
}

static Val check_str_result(Val r, const char *what) {
    if (!val_is_null(r) && unlikely(!val_is_str(r))) {
        err_set(&exc_TypeError, "%s returned non-string (type %T)", what, r);
        decref(r);
        return VAL_NULL;
    }
    return r;
}

Val val_repr(Val v) {
    if (val_is_int(v))
        return int_to_str(v, 10);
    if (val_is_imm_float(v))
        return float_repr(val_imm_double(v));
    Type *t = val_type(v);
    if (!val_is_ptr(v) || t == &str_type)
        return t->repr(v);
    if (!t->repr)
        return default_repr(v);
    if (!recursion_enter(" while getting the repr of an object"))
        return VAL_NULL;
    Val r = t->repr(v);
    recursion_leave();
    return check_str_result(r, "__repr__");
}

Val val_str(Val v) {
    if (val_is(v, &str_type))
        return incref(v);
    if (!val_is_ptr(v))
        return val_repr(v);
    Type *t = val_type(v);
    if (!t->str)
        return val_repr(v);
    if (!recursion_enter(" while getting the str of an object"))
        return VAL_NULL;
    Val r = t->str(v);
    recursion_leave();
    return check_str_result(r, "__str__");
}

/* ---- hash and comparison ---- */

int64_t hash_pointer(const void *p) {
    uint64_t y = (uint64_t)p;
    y = (y >> 4) | (y << 60); /* low bits of addresses are always 0 */
    return (int64_t)y == -1 ? -2 : (int64_t)y;
}

bool hash_identity(Val v, int64_t *out) {
    *out = hash_pointer((void *)v);
    return true;
}

bool hash_unhashable(Val v, int64_t *out) {
    (void)out;
    return err_false(&exc_TypeError, "unhashable type: '%T'", v);
}

bool val_hash(Val v, int64_t *out) {
    if (val_is_int(v)) {
        *out = int_hash(v);
        return true;
    }
    if (val_is(v, &str_type)) {
        *out = str_hash(as_str(v));
        return true;
    }
    Type *t = val_type(v);
    if (unlikely(!t->hash))
        return hash_unhashable(v, out);
    return t->hash(v, out);
}

static const CmpOp swapped[6] = {CMP_GT, CMP_GE, CMP_EQ, CMP_NE, CMP_LT, CMP_LE};

static Val compare_slots(Val a, Val b, CmpOp op) {
    Type *ta = val_type(a), *tb = val_type(b);
    bool tried_right = false;
    if (ta != tb && tb->richcompare && type_is_subtype(tb, ta)) {
        tried_right = true;
        Val r = tb->richcompare(b, a, swapped[op]);
        if (r != VAL_NOTIMPL)
            return r;
    }
    if (ta->richcompare) {
        Val r = ta->richcompare(a, b, op);
        if (r != VAL_NOTIMPL)
            return r;
    }
    if (!tried_right && tb->richcompare) {
        Val r = tb->richcompare(b, a, swapped[op]);
        if (r != VAL_NOTIMPL)
            return r;
    }
    if (op == CMP_EQ)
        return val_bool(a == b);
    if (op == CMP_NE)
        return val_bool(a != b);
    return err_set(&exc_TypeError, "'%s' not supported between instances of '%T' and '%T'",
                   cmpop_names[op], a, b);
}

Val val_compare(Val a, Val b, CmpOp op) {
    if (val_both_int(a, b)) {
        int64_t x = val_int(a), y = val_int(b);
        return cmp_result(x < y ? -1 : x > y, op);
    }
    if (val_is(a, &str_type) && val_is(b, &str_type))
        return str_type.richcompare(a, b, op);
    if (!val_is_ptr(a) && !val_is_ptr(b))
        return compare_slots(a, b, op);
    if (!recursion_enter(" in comparison"))
        return VAL_NULL;
    Val r = compare_slots(a, b, op);
    recursion_leave();
    return r;
}

static int truth_steal(Val r) {
    if (val_is_null(r))
        return -1;
    if (likely(val_is_bool(r)))
        return r == VAL_TRUE;
    int t = val_truth(r);
    decref(r);
    return t;
}

int val_compare_bool(Val a, Val b, CmpOp op) { return truth_steal(val_compare(a, b, op)); }

int val_equal(Val a, Val b) {
    if (a == b)
        return 1;
    return truth_steal(val_compare(a, b, CMP_EQ));
}

int val_truth(Val v) {
    if (val_is_bool(v))
        return v == VAL_TRUE;
    if (val_is_int(v))
        return val_int(v) != 0;
    if (val_is_none(v))
        return 0;
    Type *t = val_type(v);
    if (t->truth)
        return t->truth(v);
    if (t->len) {
        int64_t n = t->len(v);
        return n < 0 ? -1 : n > 0;
    }
    return 1;
}

/* ---- iteration ---- */

Val iter_self(Val v) { return incref(v); }

Val val_iter(Val v) {
    Type *t = val_type(v);
    if (t->iter) {
        Val it = t->iter(v);
        if (unlikely(!val_is_null(it) && !val_type(it)->next)) {
            err_set(&exc_TypeError, "iter() returned non-iterator of type '%T'", it);
            decref(it);
            return VAL_NULL;
        }
        return it;
    }
    if (t->getitem && !(t->flags & (TF_DICT | TF_TYPE)))
        return seq_iter_new(v);
    return err_set(&exc_TypeError, "'%T' object is not iterable", v);
}

Val val_next(Val it) {
    Type *t = val_type(it);
    if (unlikely(!t->next))
        return err_set(&exc_TypeError, "'%T' object is not an iterator", it);
    Val v = t->next(it);
    if (unlikely(val_is_null(v)) && err_occurred() && err_matches(&exc_StopIteration))
        err_clear();
    return v;
}

Val val_next_yielding(Val it) {
    Type *t = val_type(it);
    if (unlikely(gilpy_hot_breaker()) && (t == &list_iter_type || t == &tuple_iter_type || t == &range_iter_type) &&
        vm_hooks.poll() < 0)
        return VAL_NULL;
    return val_next(it);
}

int64_t val_len(Val v) {
    Type *t = val_type(v);
    if (!t->len) {
        err_set(&exc_TypeError, "object of type '%T' has no len()", v);
        return -1;
    }
    return t->len(v);
}

int64_t val_length_hint(Val v) {
    Type *t = val_type(v);
    if (t->len) {
        int64_t n = t->len(v);
        if (n >= 0)
            return n;
        if (!err_matches(&exc_TypeError))
            return -1;
        err_clear();
    }
    bool found;
    Val r = val_call_special(v, STR_CONST("__length_hint__"), NULL, 0, &found);
    if (val_is_null(r)) {
        if (!found)
            return 0;
        if (!err_matches(&exc_TypeError))
            return -1;
        err_clear();
        return 0;
    }
    int64_t n = 0;
    if (r == VAL_NOTIMPL)
        return 0;
    if (!val_is_integer(r)) {
        err_set(&exc_TypeError, "__length_hint__ must be an integer, not %T", r);
        n = -1;
    } else if (!int_as_i64(r, &n)) {
        n = -1;
    } else if (n < 0) {
        err_set(&exc_ValueError, "__length_hint__() should return >= 0");
        n = -1;
    }
    decref(r);
    return n;
}

/* ---- items ---- */

static Val type_getitem(Val type, Val key) {
    Val fn = val_getattr_opt(type, STR_CONST("__class_getitem__"));
    if (val_is_null(fn)) {
        if (err_occurred())
            return VAL_NULL;
        return err_set(&exc_TypeError, "type '%N' is not subscriptable", (Type *)val_obj(type));
    }
    Val r = val_call1(fn, key);
    decref(fn);
    return r;
}

Val val_getitem(Val v, Val key) {
    Type *t = val_type(v);
    if (t == &list_type && val_is_int(key)) {
        List *l = as_list(v);
        int64_t i = val_int(key);
        if (i < 0)
            i += l->length;
        if (likely((uint64_t)i < (uint64_t)l->length))
            return incref(l->items[i]);
    }
    if (t->getitem)
        return t->getitem(v, key);
    if (t->flags & TF_TYPE)
        return type_getitem(v, key);
    return err_set(&exc_TypeError, "'%T' object is not subscriptable", v);
}

bool val_setitem(Val v, Val key, Val value) {
    Type *t = val_type(v);
    if (t->setitem)
        return t->setitem(v, key, value);
    return err_false(&exc_TypeError, "'%T' object does not support item assignment", v);
}

bool val_delitem(Val v, Val key) {
    Type *t = val_type(v);
    if (t->setitem)
        return t->setitem(v, key, VAL_NULL);
    /* CPython words it differently where an index meets a sequence */
    bool sequence = (t->len || (t->flags & TF_HEAP)) && (val_is_integer(key) || val_type(key)->index);
    return err_false(&exc_TypeError, "'%T' object %s support item deletion", v,
                     sequence ? "doesn't" : "does not");
}

int val_contains(Val container, Val item) {
    Type *t = val_type(container);
    if (t->contains)
        return t->contains(container, item);
    if (!t->iter && (!t->getitem || (t->flags & TF_TYPE))) {
        err_set(&exc_TypeError, "argument of type '%T' is not iterable", container);
        return -1;
    }
    Val it = val_iter(container);
    if (val_is_null(it))
        return -1;
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        int eq = val_equal(v, item);
        decref(v);
        if (eq) {
            decref(it);
            return eq;
        }
    }
    decref(it);
    return err_occurred() ? -1 : 0;
}

int64_t repeat_count(Val v) {
    if (val_is_int(v))
        return val_int(v) < 0 ? 0 : val_int(v);
    Type *t = val_type(v);
    if (!val_is_integer(v) && !t->index)
        return -1;
    int64_t n;
    if (!val_as_index(v, &n, &exc_OverflowError))
        return -2;
    return n < 0 ? 0 : n;
}

bool seq_index(Val key, const int64_t *length, const char *what, int64_t *out) {
    int64_t i;
    if (likely(val_is_int(key))) {
        i = val_int(key);
    } else {
        if (!val_is_integer(key) && !val_type(key)->index)
            return err_false(&exc_TypeError, "%s indices must be integers or slices, not %T", what,
                             key);
        if (!val_as_index(key, &i, &exc_IndexError))
            return false;
    }
    if (i < 0)
        i += *length;
    if (unlikely((uint64_t)i >= (uint64_t)*length))
        return err_false(&exc_IndexError, "%s index out of range", what);
    *out = i;
    return true;
}

bool slice_bound(Val v, int64_t *out) {
    if (val_is_null(v) || val_is_none(v))
        return true;
    if (!val_is_integer(v) && !val_type(v)->index)
        return err_false(&exc_TypeError,
                         "slice indices must be integers or None or have an __index__ method");
    return val_as_index(v, out, NULL);
}

bool seq_bounds(Val start, Val end, int64_t length, int64_t *s, int64_t *e) {
    *s = 0;
    *e = length;
    if (!slice_bound(start, s) || !slice_bound(end, e))
        return false;
    if (*e > length)
        *e = length;
    if (*e < 0)
        *e = *e + length < 0 ? 0 : *e + length;
    if (*s < 0)
        *s = *s + length < 0 ? 0 : *s + length;
    return true;
}

/* ---- format ---- */

Val val_format(Val v, Val spec) {
    Type *t = val_type(v);
    if (as_str(spec)->length == 0) {
        if (t == &str_type)
            return incref(v);
        if (val_is_int(v))
            return int_to_str(v, 10);
    } else if (t == &int_type) {
        return format_int(v, spec);
    } else if (t == &float_type) {
        return format_float(v, spec);
    } else if (t == &str_type) {
        return format_str(v, spec);
    }
    bool found;
    Val arg[1] = {spec};
    Val r = val_call_special(v, STR_CONST("__format__"), arg, 1, &found);
    if (val_is_null(r)) {
        if (found)
            return VAL_NULL;
        if (as_str(spec)->length)
            return err_set(&exc_TypeError, "unsupported format string passed to %T.__format__", v);
        return val_str(v);
    }
    if (!val_is_str(r)) {
        err_set(&exc_TypeError, "__format__ must return a str, not %T", r);
        decref(r);
        return VAL_NULL;
    }
    return r;
}
