/* The hash table of sets and the slots of both types; the operations are in
 * set_methods.c.  Probing and growth are CPython's, so that equal hashes
 * give the same order of iteration. */
#include "objects/set.h"

#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/str.h"

enum { LINEAR_PROBES = 9, MIN_SIZE = 8 };

static inline bool unused(const SetEntry *e) { return val_is_null(e->key) && e->hash == 0; }

static void insert_clean(SetEntry *table, int64_t mask, Val key, int64_t hash) {
    uint64_t perturb = (uint64_t)hash, i = perturb & (uint64_t)mask;
    for (;;) {
        SetEntry *e = &table[i];
        int probes = (int64_t)i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (; probes >= 0; probes--, e++)
            if (val_is_null(e->key)) {
                *e = (SetEntry){hash, key};
                return;
            }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & (uint64_t)mask;
    }
}

static bool resize(Set *s, int64_t min_used) {
    int64_t size = MIN_SIZE;
    while (size <= min_used) {
        if (size > INT64_MAX / 64) {
            err_no_memory();
            return false;
        }
        size <<= 1;
    }
    SetEntry *table = mem_alloc((size_t)size * sizeof *table);
    if (!table) {
        err_no_memory();
        return false;
    }
    for (int64_t i = 0; i < size; i++)
        table[i] = (SetEntry){0, VAL_NULL};
    SetEntry *old = s->table;
    int64_t old_mask = s->mask;
    for (int64_t i = 0; i <= old_mask; i++)
        if (!val_is_null(old[i].key))
            insert_clean(table, size - 1, old[i].key, old[i].hash);
    s->table = table;
    s->mask = size - 1;
    s->fill = s->used;
    if (old)
        mem_free(old, (size_t)(old_mask + 1) * sizeof *old);
    return true;
}

static int64_t growth(const Set *s) { return s->used > 50000 ? s->used * 2 : s->used * 4; }

/* The entry of key, NULL: missing; *failed: exception.  The table can change
 * while keys are compared: then it starts over. */
static SetEntry *find(Set *s, Val key, int64_t hash, bool *failed) {
    *failed = false;
start_over:
    if (!s->table)
        return NULL;
    uint64_t mask = (uint64_t)s->mask, perturb = (uint64_t)hash, i = perturb & mask;
    for (;;) {
        SetEntry *e = &s->table[i];
        int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (; probes >= 0; probes--, e++) {
            if (unused(e))
                return NULL;
            if (e->hash != hash || val_is_null(e->key))
                continue;
            Val k = e->key;
            if (k == key)
                return e;
            if (val_is(k, &str_type) && val_is(key, &str_type)) {
                if (str_eq(as_str(k), as_str(key)))
                    return e;
                continue;
            }
            SetEntry *table = s->table;
            incref(k);
            int eq = val_equal(k, key);
            decref(k);
            if (eq < 0) {
                *failed = true;
                return NULL;
            }
            if (s->table != table || e->key != k)
                goto start_over;
            if (eq)
                return e;
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

bool set_add_hash(Set *s, Val key, int64_t hash) {
    bool failed;
    if (find(s, key, hash, &failed))
        return true;
    if (failed || (!s->table && !resize(s, 0)))
        return false;
    uint64_t mask = (uint64_t)s->mask, perturb = (uint64_t)hash, i = perturb & mask;
    SetEntry *deleted = NULL; /* the last on the way is used again, as in CPython */
    for (;;) {
        SetEntry *e = &s->table[i];
        int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (; probes >= 0; probes--, e++)
            if (unused(e)) {
                s->used++;
                if (deleted) {
                    *deleted = (SetEntry){hash, incref(key)};
                    return true;
                }
                *e = (SetEntry){hash, incref(key)};
                s->fill++;
                if (s->fill * 5 < s->mask * 3)
                    return true;
                return resize(s, growth(s));
            } else if (val_is_null(e->key)) {
                deleted = e;
            }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

bool set_add(Set *s, Val key) {
    int64_t hash;
    return val_hash(key, &hash) && set_add_hash(s, key, hash);
}

int set_contains_hash(Set *s, Val key, int64_t hash) {
    bool failed;
    SetEntry *e = find(s, key, hash, &failed);
    return failed ? -1 : e != NULL;
}

int set_contains(Set *s, Val key) {
    int64_t hash;
    return val_hash(key, &hash) ? set_contains_hash(s, key, hash) : -1;
}

int set_discard_hash(Set *s, Val key, int64_t hash) {
    bool failed;
    SetEntry *e = find(s, key, hash, &failed);
    if (!e)
        return failed ? -1 : 0;
    Val old = e->key;
    *e = (SetEntry){-1, VAL_NULL};
    s->used--;
    decref(old);
    return 1;
}

int set_discard(Set *s, Val key) {
    int64_t hash;
    return val_hash(key, &hash) ? set_discard_hash(s, key, hash) : -1;
}

bool set_tidy(Set *s) {
    if (s->fill - s->used <= s->mask / 4)
        return true;
    return resize(s, growth(s));
}

SetEntry *set_next(Set *s, int64_t *pos) {
    while (*pos <= s->mask) {
        SetEntry *e = &s->table[(*pos)++];
        if (!val_is_null(e->key))
            return e;
    }
    return NULL;
}

void set_clear(Set *s) {
    SetEntry *table = s->table;
    int64_t mask = s->mask;
    s->table = NULL;
    s->mask = -1;
    s->used = s->fill = s->finger = 0;
    for (int64_t i = 0; i <= mask; i++)
        decref(table[i].key); /* of VAL_NULL: nothing */
    if (table)
        mem_free(table, (size_t)(mask + 1) * sizeof *table);
}

/* ---- filling ---- */

bool set_merge(Set *s, Set *other) {
    if (other == s || other->used == 0)
        return true;
    if (!s->table && !resize(s, 0))
        return false;
    if ((s->fill + other->used) * 5 >= s->mask * 3 && !resize(s, (s->used + other->used) * 2))
        return false;
    if (s->fill == 0) { /* keys differ from each other: no comparison */
        if (s->mask == other->mask && other->fill == other->used) {
            for (int64_t i = 0; i <= other->mask; i++) {
                s->table[i] = other->table[i];
                incref(s->table[i].key);
            }
        } else {
            for (int64_t i = 0; i <= other->mask; i++)
                if (!val_is_null(other->table[i].key))
                    insert_clean(s->table, s->mask, incref(other->table[i].key),
                                 other->table[i].hash);
        }
        s->fill = s->used = other->used;
        return true;
    }
    for (int64_t i = 0; i <= other->mask; i++) {
        Val key = other->table[i].key;
        if (val_is_null(key))
            continue;
        incref(key);
        bool ok = set_add_hash(s, key, other->table[i].hash);
        decref(key);
        if (!ok)
            return false;
    }
    return true;
}

static bool merge_dict(Set *s, Dict *d) {
    if (!s->table && !resize(s, 0))
        return false;
    if ((s->fill + d->used) * 5 >= s->mask * 3 && !resize(s, (s->used + d->used) * 2))
        return false;
    for (int64_t i = 0; i < d->nentries; i++) {
        Val key = d->entries[i].key;
        if (val_is_null(key))
            continue;
        incref(key);
        bool ok = set_add_hash(s, key, d->entries[i].hash);
        decref(key);
        if (!ok)
            return false;
    }
    return true;
}

bool set_update(Set *s, Val iterable) {
    if (val_is_anyset(iterable))
        return set_merge(s, as_set(iterable));
    if (val_is(iterable, &dict_type))
        return merge_dict(s, as_dict(iterable));
    Val it = val_iter(iterable);
    if (val_is_null(it))
        return false;
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        bool ok = set_add(s, v);
        decref(v);
        if (!ok)
            break;
    }
    decref(it);
    return !err_occurred();
}

Val set_new(Type *t) {
    Set *s = obj_new(t);
    if (!s)
        return VAL_NULL;
    s->mask = -1;
    s->hash = -1;
    gc_track(s);
    return val_ptr(s);
}

Val set_make(Type *t, Val iterable) {
    Val v = set_new(t);
    if (!val_is_null(v) && !val_is_null(iterable) && !set_update(as_set(v), iterable)) {
        decref(v);
        return VAL_NULL;
    }
    return v;
}

static void set_dealloc(Obj *o) {
    gc_untrack(o);
    if (gc_trashcan_begin(o))
        return;
    set_clear((Set *)o);
    obj_free(o);
    gc_trashcan_end();
}

static int set_traverse(Obj *o, VisitFn visit, void *arg) {
    Set *s = (Set *)o;
    for (int64_t i = 0; i <= s->mask; i++)
        GC_VISIT(s->table[i].key);
    return 0;
}

static void set_clear_slot(Obj *o) { set_clear((Set *)o); }

static Val set_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return set_new(t);
}

static bool set_init(Val self, Val *args, int nargs, Val kwnames) {
    if (val_is(self, &set_type) && !val_is_null(kwnames))
        return err_false(&exc_TypeError, "set() takes no keyword arguments");
    if (!args_check("set", nargs, 0, 1))
        return false;
    set_clear(as_set(self));
    return nargs == 0 || set_update(as_set(self), args[0]);
}

static Val frozenset_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &frozenset_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "frozenset() takes no keyword arguments");
    if (!args_check("frozenset", nargs, 0, 1))
        return VAL_NULL;
    if (t != &frozenset_type)
        return set_make(t, nargs ? args[0] : VAL_NULL);
    if (nargs && val_is(args[0], &frozenset_type))
        return incref(args[0]);
    return set_make(t, nargs ? args[0] : VAL_NULL);
}

/* ---- slots ---- */

static Val set_repr(Val v) {
    Set *s = as_set(v);
    if (s->used == 0)
        return str_from_format("%T()", v);
    int r = repr_enter(v);
    if (r)
        return r < 0 ? VAL_NULL : str_from_format("%T(...)", v);
    Val list = list_new(0), text = VAL_NULL;
    StrBuf b;
    strbuf_init(&b);
    if (val_is_null(list) || !list_extend(as_list(list), v))
        goto done;
    bool plain = val_is(v, &set_type);
    if (!plain) {
        strbuf_cstr(&b, val_type(v)->name);
        strbuf_char(&b, '(');
    }
    strbuf_char(&b, '{');
    for (int64_t i = 0; i < as_list(list)->length; i++) {
        if (i)
            strbuf_cstr(&b, ", ");
        if (!strbuf_repr(&b, as_list(list)->items[i]))
            goto done;
    }
    strbuf_cstr(&b, plain ? "}" : "})");
    text = strbuf_finish(&b);
done:
    if (val_is_null(text))
        strbuf_discard(&b);
    decref(list);
    repr_leave(v);
    return text;
}

static bool frozenset_hash(Val v, int64_t *out) {
    Set *s = as_set(v);
    if (s->hash == -1) {
        uint64_t hash = 0;
        int64_t pos = 0;
        for (SetEntry *e; (e = set_next(s, &pos));) {
            uint64_t h = (uint64_t)e->hash;
            hash ^= ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
        }
        hash ^= ((uint64_t)s->used + 1) * 1927868237u;
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash * 69069u + 907133923u;
        s->hash = hash == UINT64_MAX ? 590923713 : (int64_t)hash;
    }
    *out = s->hash;
    return true;
}

static int64_t set_len(Val v) { return as_set(v)->used; }

static int set_contains_slot(Val v, Val item) {
    int r = set_contains(as_set(v), item);
    if (r >= 0 || !val_is_anyset(item) || !err_matches(&exc_TypeError))
        return r;
    err_clear(); /* a set is looked for as the frozenset of its items */
    Val frozen = set_make(&frozenset_type, item);
    if (val_is_null(frozen))
        return -1;
    r = set_contains(as_set(v), frozen);
    decref(frozen);
    return r;
}

/* ---- iterator ---- */

typedef struct SetIter {
    Obj ob;
    Val set;
    int64_t used, pos, remaining;
} SetIter;

static Val set_iter(Val v) {
    SetIter *it = obj_new(&set_iter_type);
    if (!it)
        return VAL_NULL;
    it->set = incref(v);
    it->used = it->remaining = as_set(v)->used;
    gc_track(it);
    return val_ptr(it);
}

static void set_iter_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((SetIter *)o)->set);
    obj_free(o);
}

static int set_iter_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((SetIter *)o)->set);
    return 0;
}

static void set_iter_clear(Obj *o) { val_clear(&((SetIter *)o)->set); }

static Val set_iter_next(Val v) {
    SetIter *it = (SetIter *)val_obj(v);
    if (val_is_null(it->set))
        return VAL_NULL;
    Set *s = as_set(it->set);
    if (it->used != s->used) {
        it->used = -1;
        return err_set(&exc_RuntimeError, "Set changed size during iteration");
    }
    SetEntry *e = set_next(s, &it->pos);
    if (e) {
        it->remaining--;
        return incref(e->key);
    }
    val_clear(&it->set);
    return VAL_NULL;
}

static Val set_iter_hint(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    SetIter *it = (SetIter *)val_obj(args[0]);
    return val_small(!val_is_null(it->set) && it->used == as_set(it->set)->used ? it->remaining : 0);
}

static const MethodDef set_iter_methods[] = {
    {"__length_hint__", set_iter_hint, 0, 0, 0, "Private method returning an estimate of len(list(it))."},
    {0},
};

Type set_iter_type = {
    TYPE_HEAD("set_iterator"),
    .flags = TF_GC,
    .size = sizeof(SetIter),
    .base = &object_type,
    .dealloc = set_iter_dealloc,
    .traverse = set_iter_traverse,
    .clear = set_iter_clear,
    .iter = iter_self,
    .next = set_iter_next,
    .methods = set_iter_methods,
};

#define COMMON                                                                 \
    .flags = TF_SET | TF_GC | TF_BASETYPE,                                     \
    .size = sizeof(Set),                                                       \
    .base = &object_type,                                                      \
    .dealloc = set_dealloc,                                                    \
    .traverse = set_traverse,                                                  \
    .clear = set_clear_slot,                                                   \
    .repr = set_repr,                                                          \
    .richcompare = set_richcompare,                                            \
    .binary = {[BIN_OR] = set_op_or,                                           \
               [BIN_AND] = set_op_and,                                         \
               [BIN_SUB] = set_op_sub,                                         \
               [BIN_XOR] = set_op_xor},                                        \
    .iter = set_iter,                                                          \
    .len = set_len,                                                            \
    .contains = set_contains_slot

Type set_type = {
    TYPE_HEAD("set"),
    COMMON,
    .inplace = {[BIN_OR] = set_iop_or,
                [BIN_AND] = set_iop_and,
                [BIN_SUB] = set_iop_sub,
                [BIN_XOR] = set_iop_xor},
    .tp_new = set_tp_new,
    .init = set_init,
    .methods = set_methods,
    .doc = "set() -> new empty set object\nset(iterable) -> new set object",
};

Type frozenset_type = {
    TYPE_HEAD("frozenset"),
    COMMON,
    .hash = frozenset_hash,
    .tp_new = frozenset_tp_new,
    .methods = frozenset_methods,
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object",
};
