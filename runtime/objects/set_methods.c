/* Operations and methods of set and frozenset. */
#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/dict.h"
#include "objects/generic_alias.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* Results of operations on subclasses are plain sets. */
static Type *base_type(Val v) {
    return type_is_subtype(val_type(v), &frozenset_type) ? &frozenset_type : &set_type;
}

static bool add_entry(Set *to, SetEntry e) {
    incref(e.key);
    bool ok = set_add_hash(to, e.key, e.hash);
    decref(e.key);
    return ok;
}

/* key in other, for a set or dict: 1, 0, -1. */
static int other_has(Val other, SetEntry e) {
    incref(e.key);
    int r;
    if (val_is_anyset(other)) {
        r = set_contains_hash(as_set(other), e.key, e.hash);
    } else {
        int64_t i = dict_find(as_dict(other), e.key, e.hash);
        r = i == -2 ? -1 : i >= 0;
    }
    decref(e.key);
    return r;
}

static Val fail(Val v) {
    decref(v);
    return VAL_NULL;
}

/* Calls step(item) for each item of an iterable: false: exception. */
typedef bool (*StepFn)(Set *s, Set *t, Val item);
static bool each(Val iterable, StepFn step, Set *s, Set *t) {
    Val it = val_iter(iterable);
    if (val_is_null(it))
        return false;
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        bool ok = step(s, t, v);
        decref(v);
        if (!ok)
            break;
    }
    decref(it);
    return !err_occurred();
}

/* ---- intersection ---- */

static bool intersect_step(Set *s, Set *result, Val item) {
    int64_t hash;
    if (!val_hash(item, &hash))
        return false;
    int r = set_contains_hash(s, item, hash);
    return r < 0 ? false : r == 0 || set_add_hash(result, item, hash);
}

static Val intersection(Val v, Val other) {
    if (v == other)
        return set_make(base_type(v), v);
    Val result = set_new(base_type(v));
    if (val_is_null(result))
        return result;
    if (!val_is_anyset(other))
        return each(other, intersect_step, as_set(v), as_set(result)) ? result : fail(result);
    if (as_set(other)->used > as_set(v)->used) {
        Val t = other;
        other = v;
        v = t;
    }
    int64_t pos = 0;
    for (SetEntry *e; (e = set_next(as_set(other), &pos));) {
        SetEntry copy = *e;
        incref(copy.key);
        int r = other_has(v, copy);
        bool ok = r == 0 || (r > 0 && add_entry(as_set(result), copy));
        decref(copy.key);
        if (!ok)
            return fail(result);
    }
    return result;
}

/* a takes b's contents, b is dropped. */
static void take_body(Set *a, Val b) {
    Set tmp = *a, *s = as_set(b);
    a->used = s->used;
    a->fill = s->fill;
    a->mask = s->mask;
    a->table = s->table;
    a->finger = 0;
    s->used = tmp.used;
    s->fill = tmp.fill;
    s->mask = tmp.mask;
    s->table = tmp.table;
    decref(b);
}

/* ---- difference ---- */

static bool discard_step(Set *s, Set *unused_, Val item) {
    (void)unused_;
    return set_discard(s, item) >= 0;
}

static bool difference_update(Val v, Val other) {
    Set *s = as_set(v);
    if (v == other) {
        set_clear(s);
        return true;
    }
    if (val_is_anyset(other)) {
        /* only what both have matters: cheaper to find when other is large */
        Val common = as_set(other)->used >> 3 > s->used ? intersection(v, other) : incref(other);
        if (val_is_null(common))
            return false;
        int64_t pos = 0;
        for (SetEntry *e; (e = set_next(as_set(common), &pos));) {
            SetEntry copy = *e;
            incref(copy.key);
            int r = set_discard_hash(s, copy.key, copy.hash);
            decref(copy.key);
            if (r < 0) {
                decref(common);
                return false;
            }
        }
        decref(common);
    } else if (!each(other, discard_step, s, NULL)) {
        return false;
    }
    return set_tidy(s);
}

static Val copy_and_subtract(Val v, Val other) {
    Val result = set_make(base_type(v), v);
    if (!val_is_null(result) && !difference_update(result, other))
        return fail(result);
    return result;
}

static Val difference(Val v, Val other) {
    bool set = val_is_anyset(other), dict = val_is(other, &dict_type);
    if (!set && !dict)
        return copy_and_subtract(v, other);
    int64_t n = set ? as_set(other)->used : as_dict(other)->used;
    if (as_set(v)->used >> 2 > n)
        return copy_and_subtract(v, other);
    Val result = set_new(base_type(v));
    if (val_is_null(result))
        return result;
    int64_t pos = 0;
    for (SetEntry *e; (e = set_next(as_set(v), &pos));) {
        SetEntry copy = *e;
        incref(copy.key);
        int r = other_has(other, copy);
        bool ok = r > 0 || (r == 0 && add_entry(as_set(result), copy));
        decref(copy.key);
        if (!ok)
            return fail(result);
    }
    return result;
}

/* ---- symmetric difference ---- */

static bool xor_update(Val v, Val other) {
    if (v == other) {
        set_clear(as_set(v));
        return true;
    }
    Val set = val_is_anyset(other) ? incref(other) : set_make(&set_type, other);
    if (val_is_null(set))
        return false;
    int64_t pos = 0;
    bool ok = true;
    for (SetEntry *e; ok && (e = set_next(as_set(set), &pos));) {
        SetEntry copy = *e;
        incref(copy.key);
        int r = set_discard_hash(as_set(v), copy.key, copy.hash);
        ok = r > 0 || (r == 0 && add_entry(as_set(v), copy));
        decref(copy.key);
    }
    decref(set);
    return ok;
}

static Val xor(Val v, Val other) {
    Val result = set_make(base_type(v), other);
    if (!val_is_null(result) && !xor_update(result, v))
        return fail(result);
    return result;
}

/* ---- operators ---- */

#define BOTH_SETS                                                              \
    if (!val_is_anyset(a) || !val_is_anyset(b))                                \
        return VAL_NOTIMPL;
#define RIGHT_SET                                                              \
    if (!val_is_anyset(b))                                                     \
        return VAL_NOTIMPL;

static Val union2(Val a, Val b) {
    Val r = set_make(base_type(a), a);
    if (!val_is_null(r) && !set_update(as_set(r), b))
        return fail(r);
    return r;
}

Val set_op_or(Val a, Val b) { BOTH_SETS return union2(a, b); }
Val set_op_and(Val a, Val b) { BOTH_SETS return intersection(a, b); }
Val set_op_sub(Val a, Val b) { BOTH_SETS return difference(a, b); }
Val set_op_xor(Val a, Val b) { BOTH_SETS return xor(a, b); }

Val set_iop_or(Val a, Val b) { RIGHT_SET return set_update(as_set(a), b) ? incref(a) : VAL_NULL; }
Val set_iop_sub(Val a, Val b) { RIGHT_SET return difference_update(a, b) ? incref(a) : VAL_NULL; }
Val set_iop_xor(Val a, Val b) { RIGHT_SET return xor_update(a, b) ? incref(a) : VAL_NULL; }
Val set_iop_and(Val a, Val b) {
    RIGHT_SET Val r = intersection(a, b);
    if (val_is_null(r))
        return r;
    take_body(as_set(a), r);
    return incref(a);
}

/* ---- comparison ---- */

static int subset(Set *a, Val b) {
    if (a->used > as_set(b)->used)
        return 0;
    int64_t pos = 0;
    for (SetEntry *e; (e = set_next(a, &pos));) {
        SetEntry copy = *e;
        int r = other_has(b, copy);
        if (r <= 0)
            return r;
    }
    return 1;
}

Val set_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is_anyset(a) || !val_is_anyset(b))
        return VAL_NOTIMPL;
    Set *x = as_set(a), *y = as_set(b);
    int r;
    switch (op) {
    case CMP_EQ: case CMP_NE:
        r = x->used == y->used && (x->hash == y->hash || x->hash == -1 || y->hash == -1)
                ? subset(x, b)
                : 0;
        if (r >= 0 && op == CMP_NE)
            r = !r;
        break;
    case CMP_LT: r = x->used < y->used ? subset(x, b) : 0; break;
    case CMP_LE: r = subset(x, b); break;
    case CMP_GT: r = x->used > y->used ? subset(y, a) : 0; break;
    default: r = subset(y, a); break;
    }
    return r < 0 ? VAL_NULL : val_bool(r);
}

/* ---- methods ---- */

#define SET_METHOD(name)                                                       \
    static Val name(Val *args, __attribute__((unused)) int nargs,              \
                    __attribute__((unused)) Val kwnames)

SET_METHOD(m_add) { return set_add(as_set(args[0]), args[1]) ? VAL_NONE : VAL_NULL; }

SET_METHOD(m_clear) {
    set_clear(as_set(args[0]));
    return VAL_NONE;
}

SET_METHOD(m_copy) {
    if (val_is(args[0], &frozenset_type))
        return incref(args[0]);
    return set_make(base_type(args[0]), args[0]);
}

/* Discards; a set as key stands for the frozenset of its items. */
static int discard_any(Val v, Val key) {
    int r = set_discard(as_set(v), key);
    if (r >= 0 || !val_is_anyset(key) || !err_matches(&exc_TypeError))
        return r;
    err_clear();
    Val frozen = set_make(&frozenset_type, key);
    if (val_is_null(frozen))
        return -1;
    r = set_discard(as_set(v), frozen);
    decref(frozen);
    return r;
}

SET_METHOD(m_discard) { return discard_any(args[0], args[1]) < 0 ? VAL_NULL : VAL_NONE; }

SET_METHOD(m_remove) {
    int r = discard_any(args[0], args[1]);
    return r > 0 ? VAL_NONE : r < 0 ? VAL_NULL : err_set_key(args[1]);
}

SET_METHOD(m_pop) {
    Set *s = as_set(args[0]);
    if (s->used == 0)
        return err_set(&exc_KeyError, "pop from an empty set");
    int64_t i = s->finger & s->mask;
    while (val_is_null(s->table[i].key))
        i = (i + 1) & s->mask;
    Val key = s->table[i].key;
    s->table[i] = (SetEntry){-1, VAL_NULL};
    s->used--;
    s->finger = i + 1;
    return key;
}

SET_METHOD(m_update) {
    for (int i = 1; i < nargs; i++)
        if (!set_update(as_set(args[0]), args[i]))
            return VAL_NULL;
    return VAL_NONE;
}

SET_METHOD(m_union) {
    Val r = set_make(base_type(args[0]), args[0]);
    for (int i = 1; i < nargs && !val_is_null(r); i++)
        if (args[i] != args[0] && !set_update(as_set(r), args[i]))
            return fail(r);
    return r;
}

SET_METHOD(m_intersection) {
    Val r = nargs == 1 ? set_make(base_type(args[0]), args[0]) : intersection(args[0], args[1]);
    for (int i = 2; i < nargs && !val_is_null(r); i++)
        val_set(&r, intersection(r, args[i]));
    return r;
}

SET_METHOD(m_intersection_update) {
    Val r = m_intersection(args, nargs, kwnames);
    if (val_is_null(r))
        return r;
    take_body(as_set(args[0]), r);
    return VAL_NONE;
}

SET_METHOD(m_difference) {
    if (nargs == 1)
        return set_make(base_type(args[0]), args[0]);
    Val r = difference(args[0], args[1]);
    for (int i = 2; i < nargs && !val_is_null(r); i++)
        if (!difference_update(r, args[i]))
            return fail(r);
    return r;
}

SET_METHOD(m_difference_update) {
    for (int i = 1; i < nargs; i++)
        if (!difference_update(args[0], args[i]))
            return VAL_NULL;
    return VAL_NONE;
}

SET_METHOD(m_symmetric_difference) { return xor(args[0], args[1]); }
SET_METHOD(m_symmetric_difference_update) {
    return xor_update(args[0], args[1]) ? VAL_NONE : VAL_NULL;
}

SET_METHOD(m_isdisjoint) {
    Val r = val_is_anyset(args[1]) ? intersection(args[0], args[1]) : VAL_NULL;
    if (val_is_anyset(args[1])) {
        if (val_is_null(r))
            return r;
        bool none = as_set(r)->used == 0;
        decref(r);
        return val_bool(none);
    }
    Val it = val_iter(args[1]);
    if (val_is_null(it))
        return it;
    int found = 0;
    while (!found) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        found = set_contains(as_set(args[0]), v);
        decref(v);
    }
    decref(it);
    return found < 0 || err_occurred() ? VAL_NULL : val_bool(!found);
}

SET_METHOD(m_issubset) {
    Val other = val_is_anyset(args[1]) ? incref(args[1]) : set_make(&set_type, args[1]);
    if (val_is_null(other))
        return other;
    int r = subset(as_set(args[0]), other);
    decref(other);
    return r < 0 ? VAL_NULL : val_bool(r);
}

SET_METHOD(m_issuperset) {
    Val other = val_is_anyset(args[1]) ? incref(args[1]) : set_make(&set_type, args[1]);
    if (val_is_null(other))
        return other;
    int r = subset(as_set(other), args[0]);
    decref(other);
    return r < 0 ? VAL_NULL : val_bool(r);
}

#define SHARED                                                                                 \
    {"copy", m_copy, 0, 0, 0, "Return a shallow copy of a set."},                              \
    {"difference", m_difference, 0, -1, 0,                                                     \
     "Return the difference of two or more sets as a new set."},                               \
    {"intersection", m_intersection, 0, -1, 0, "Return the intersection of two sets as a new set."}, \
    {"isdisjoint", m_isdisjoint, 1, 1, 0, "Return True if two sets have a null intersection."}, \
    {"issubset", m_issubset, 1, 1, 0, "Report whether another set contains this set."},        \
    {"issuperset", m_issuperset, 1, 1, 0, "Report whether this set contains another set."},    \
    {"symmetric_difference", m_symmetric_difference, 1, 1, 0,                                  \
     "Return the symmetric difference of two sets as a new set."},                             \
    {"union", m_union, 0, -1, 0, "Return the union of sets as a new set."},                    \
    {"__class_getitem__", generic_alias_method, 1, 1, METH_CLASS, "See PEP 585"},              \
    {0}

const MethodDef set_methods[] = {
    {"add", m_add, 1, 1, 0, "Add an element to a set."},
    {"clear", m_clear, 0, 0, 0, "Remove all elements from this set."},
    {"discard", m_discard, 1, 1, 0, "Remove an element from a set if it is a member."},
    {"difference_update", m_difference_update, 0, -1, 0,
     "Remove all elements of another set from this set."},
    {"intersection_update", m_intersection_update, 0, -1, 0,
     "Update a set with the intersection of itself and another."},
    {"pop", m_pop, 0, 0, 0, "Remove and return an arbitrary set element."},
    {"remove", m_remove, 1, 1, 0, "Remove an element from a set; it must be a member."},
    {"symmetric_difference_update", m_symmetric_difference_update, 1, 1, 0,
     "Update a set with the symmetric difference of itself and another."},
    {"update", m_update, 0, -1, 0, "Update a set with the union of itself and others."},
    SHARED,
};

const MethodDef frozenset_methods[] = {SHARED};
