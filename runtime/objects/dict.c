/* The dict's hash table, and the slots of the type.  Methods are in
 * dict_methods.c, views and iterators in dict_views.c.
 *
 * index[] holds positions in entries[]; probing is CPython's.  An __eq__ or
 * __hash__ of a key can run any code, so after each comparison the table is
 * looked at again, and the search starts over if it changed. */
#include "objects/dict.h"

#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

enum { EMPTY = -1, DELETED = -2, MIN_LOG2 = 3 };

/* ---- the index ---- */

static inline int64_t index_get(const Dict *d, uint64_t slot) {
    if (d->index_log2 <= 7)
        return ((const int8_t *)d->index)[slot];
    if (d->index_log2 <= 15)
        return ((const int16_t *)d->index)[slot];
    if (d->index_log2 <= 31)
        return ((const int32_t *)d->index)[slot];
    return ((const int64_t *)d->index)[slot];
}

static inline void index_set(Dict *d, uint64_t slot, int64_t i) {
    if (d->index_log2 <= 7)
        ((int8_t *)d->index)[slot] = (int8_t)i;
    else if (d->index_log2 <= 15)
        ((int16_t *)d->index)[slot] = (int16_t)i;
    else if (d->index_log2 <= 31)
        ((int32_t *)d->index)[slot] = (int32_t)i;
    else
        ((int64_t *)d->index)[slot] = i;
}

static size_t index_bytes(int log2) {
    return ((size_t)1 << log2) * (log2 <= 7 ? 1 : log2 <= 15 ? 2 : log2 <= 31 ? 4 : 8);
}
static int64_t usable(int log2) { return ((int64_t)1 << log2) * 2 / 3; }
static size_t entries_bytes(int log2) { return (size_t)usable(log2) * sizeof(DictEntry); }
/* The entries and, behind them, the index: one block. */
static size_t table_bytes(int log2) { return entries_bytes(log2) + index_bytes(log2); }

#define PROBE_START(hash, mask) perturb = (uint64_t)(hash), slot = perturb & (mask)
#define PROBE_NEXT(mask) perturb >>= 5, slot = (slot * 5 + perturb + 1) & (mask)

static uint64_t find_free_slot(const Dict *d, int64_t hash) {
    uint64_t mask = ((uint64_t)1 << d->index_log2) - 1, perturb, slot;
    for (PROBE_START(hash, mask); index_get(d, slot) >= 0; PROBE_NEXT(mask))
        ;
    return slot;
}

/* The slot of the index that leads to entries[i]. */
static uint64_t find_slot_of(const Dict *d, int64_t hash, int64_t i) {
    uint64_t mask = ((uint64_t)1 << d->index_log2) - 1, perturb, slot;
    for (PROBE_START(hash, mask); index_get(d, slot) != i; PROBE_NEXT(mask))
        ;
    return slot;
}

/* A fresh table with room for n entries at least; drops deleted ones. */
static bool rebuild(Dict *d, int64_t n) {
    int log2 = MIN_LOG2;
    while (usable(log2) < n) {
        if (log2 >= 58) {
            err_no_memory();
            return false;
        }
        log2++;
    }
    DictEntry *entries = mem_alloc(table_bytes(log2));
    if (!entries) {
        err_no_memory();
        return false;
    }
    void *index = (char *)entries + entries_bytes(log2);
    memset(index, 0xff, index_bytes(log2)); /* EMPTY in every width */
    DictEntry *old = d->entries;
    int old_log2 = d->index_log2;
    int64_t live = 0;
    for (int64_t i = 0; i < d->nentries; i++)
        if (!val_is_null(old[i].key))
            entries[live++] = old[i];
    d->entries = entries;
    d->index = index;
    d->index_log2 = (uint8_t)log2;
    d->capacity = usable(log2);
    d->nentries = live;
    d->keys_version = 0;
    for (int64_t i = 0; i < live; i++)
        index_set(d, find_free_slot(d, entries[i].hash), i);
    if (old)
        mem_free(old, table_bytes(old_log2));
    return true;
}

/* ---- lookup ---- */

int64_t dict_find_str(Dict *d, Val name) {
    if (!d->index)
        return -1;
    Str *key = as_str(name);
    int64_t hash = str_hash(key);
    uint64_t mask = ((uint64_t)1 << d->index_log2) - 1, perturb, slot;
    for (PROBE_START(hash, mask);; PROBE_NEXT(mask)) {
        int64_t i = index_get(d, slot);
        if (i == EMPTY)
            return -1;
        if (i < 0)
            continue;
        DictEntry *e = &d->entries[i];
        if (e->key == name)
            return i;
        /* a key of another type can equal a str only through its own __eq__,
         * which a lookup by name does not ask */
        if (e->hash == hash && val_is_str(e->key) && str_eq(as_str(e->key), key))
            return i;
    }
}

int64_t dict_find(Dict *d, Val key, int64_t hash) {
    if (d->str_keys && val_is(key, &str_type))
        return dict_find_str(d, key);
    if (!d->index)
        return -1;
    uint64_t mask, perturb, slot;
start_over:
    mask = ((uint64_t)1 << d->index_log2) - 1;
    for (PROBE_START(hash, mask);; PROBE_NEXT(mask)) {
        int64_t i = index_get(d, slot);
        if (i == EMPTY)
            return -1;
        if (i < 0)
            continue;
        DictEntry *entries = d->entries, *e = &entries[i];
        Val k = e->key;
        if (k == key)
            return i;
        if (e->hash != hash)
            continue;
        if (val_is(k, &str_type) && val_is(key, &str_type)) {
            if (str_eq(as_str(k), as_str(key)))
                return i;
            continue;
        }
        incref(k);
        int eq = val_equal(k, key);
        decref(k);
        if (eq < 0)
            return -2;
        if (!d->index)
            return -1;
        if (d->entries != entries || i >= d->nentries || entries[i].key != k)
            goto start_over;
        if (eq)
            return i;
    }
}

Val dict_get_str(Dict *d, Val name) {
    int64_t i = dict_find_str(d, name);
    return i < 0 ? VAL_NULL : d->entries[i].value;
}

Val dict_get_hash(Dict *d, Val key, int64_t hash) {
    int64_t i = dict_find(d, key, hash);
    return i < 0 ? VAL_NULL : d->entries[i].value;
}

Val dict_get(Dict *d, Val key) {
    if (d->str_keys && val_is(key, &str_type))
        return dict_get_str(d, key);
    int64_t hash;
    return val_hash(key, &hash) ? dict_get_hash(d, key, hash) : VAL_NULL;
}

int dict_contains(Dict *d, Val key) {
    int64_t hash;
    if (!val_hash(key, &hash))
        return -1;
    int64_t i = dict_find(d, key, hash);
    return i == -2 ? -1 : i >= 0;
}

uint32_t dict_keys_version(Dict *d) {
    static uint32_t last;
    if (!d->keys_version && last != UINT32_MAX)
        d->keys_version = ++last;
    return d->keys_version;
}

/* ---- change ---- */

static bool insert_new(Dict *d, Val key, int64_t hash, Val value) {
    if (d->nentries >= d->capacity) {
        int64_t n = d->used * 2 + 1; /* three times as many slots as keys */
        if (!rebuild(d, n > 5 ? n : 5))
            return false;
    }
    if (d->used == 0 && d->nentries == 0)
        d->str_keys = true;
    if (!val_is(key, &str_type))
        d->str_keys = false;
    int64_t i = d->nentries++;
    index_set(d, find_free_slot(d, hash), i);
    d->entries[i] = (DictEntry){hash, incref(key), incref(value)};
    d->used++;
    d->keys_version = 0;
    return true;
}

bool dict_set_hash(Dict *d, Val key, int64_t hash, Val value) {
    int64_t i = dict_find(d, key, hash);
    if (i >= 0) {
        val_set(&d->entries[i].value, incref(value));
        return true;
    }
    return i == -1 && insert_new(d, key, hash, value);
}

bool dict_set(Dict *d, Val key, Val value) {
    int64_t hash;
    return val_hash(key, &hash) && dict_set_hash(d, key, hash, value);
}

bool dict_set_str(Dict *d, Val name, Val value) {
    int64_t i = dict_find_str(d, name);
    if (i >= 0) {
        val_set(&d->entries[i].value, incref(value));
        return true;
    }
    return insert_new(d, name, as_str(name)->hash, value);
}

Val dict_take_entry(Dict *d, int64_t i) {
    DictEntry *e = &d->entries[i];
    index_set(d, find_slot_of(d, e->hash, i), DELETED);
    Val key = e->key, value = e->value;
    e->key = VAL_NULL;
    e->value = VAL_NULL;
    d->used--;
    d->keys_version = 0;
    decref(key);
    return value;
}

Val dict_pop(Dict *d, Val key) {
    int64_t hash;
    if (!val_hash(key, &hash))
        return VAL_NULL;
    int64_t i = dict_find(d, key, hash);
    return i < 0 ? VAL_NULL : dict_take_entry(d, i);
}

int dict_delete(Dict *d, Val key) {
    int64_t hash;
    if (!val_hash(key, &hash))
        return -1;
    int64_t i = dict_find(d, key, hash);
    if (i < 0)
        return i == -1 ? 0 : -1;
    decref(dict_take_entry(d, i));
    return 1;
}

bool dict_popitem(Dict *d, Val *key, Val *value) {
    if (d->used == 0)
        return false;
    int64_t i = d->nentries - 1;
    while (val_is_null(d->entries[i].key))
        i--;
    *key = incref(d->entries[i].key);
    *value = dict_take_entry(d, i);
    /* What lies behind is never used again before a rebuild: the index
     * still counts those slots as taken. */
    d->capacity -= d->nentries - i;
    d->nentries = i;
    return true;
}

static void free_table(DictEntry *entries, int log2, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        decref(entries[i].key); /* decref of VAL_NULL does nothing */
        decref(entries[i].value);
    }
    if (entries)
        mem_free(entries, table_bytes(log2));
}

void dict_clear(Dict *d) {
    DictEntry *entries = d->entries;
    int log2 = d->index_log2;
    int64_t n = d->nentries;
    d->entries = NULL;
    d->index = NULL;
    d->used = d->nentries = d->capacity = 0;
    d->str_keys = true;
    d->keys_version = 0;
    free_table(entries, log2, n);
}

bool dict_next(Dict *d, int64_t *pos, Val *key, Val *value) {
    while (*pos < d->nentries) {
        DictEntry *e = &d->entries[(*pos)++];
        if (!val_is_null(e->key)) {
            *key = e->key;
            *value = e->value;
            return true;
        }
    }
    return false;
}

/* ---- making ---- */

static Dict *alloc_type(Type *t) {
    Dict *d = obj_new(t);
    if (!d)
        return NULL;
    d->str_keys = true;
    gc_track(d);
    return d;
}

Val dict_new(void) {
    Dict *d = alloc_type(&dict_type);
    return d ? val_ptr(d) : VAL_NULL;
}

Val dict_new_sized(int64_t n) {
    Dict *d = alloc_type(&dict_type);
    if (d && n > 5 && !rebuild(d, n)) {
        decref_obj(d);
        return VAL_NULL;
    }
    return d ? val_ptr(d) : VAL_NULL;
}

Val dict_copy(Dict *from) {
    Val v = dict_new_sized(from->used);
    if (val_is_null(v) || from->used == 0)
        return v;
    Dict *d = as_dict(v);
    if (!d->index && !rebuild(d, from->used)) {
        decref(v);
        return VAL_NULL;
    }
    for (int64_t i = 0; i < from->nentries; i++) {
        DictEntry *e = &from->entries[i];
        if (val_is_null(e->key))
            continue;
        index_set(d, find_free_slot(d, e->hash), d->nentries);
        d->entries[d->nentries++] = (DictEntry){e->hash, incref(e->key), incref(e->value)};
    }
    d->used = d->nentries;
    d->str_keys = from->str_keys;
    return v;
}

static void dict_dealloc(Obj *o) {
    gc_untrack(o);
    if (gc_trashcan_begin(o))
        return;
    dict_clear((Dict *)o);
    obj_free(o);
    gc_trashcan_end();
}

static int dict_traverse(Obj *o, VisitFn visit, void *arg) {
    Dict *d = (Dict *)o;
    for (int64_t i = 0; i < d->nentries; i++) {
        GC_VISIT(d->entries[i].key);
        GC_VISIT(d->entries[i].value);
    }
    return 0;
}

static void dict_clear_slot(Obj *o) { dict_clear((Dict *)o); }

static Val dict_make(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Dict *d = alloc_type(t);
    return d ? val_ptr(d) : VAL_NULL;
}

bool dict_update_kwargs(Dict *d, Val kwnames, const Val *values) {
    if (val_is_null(kwnames))
        return true;
    Tuple *names = as_tuple(kwnames);
    for (int64_t i = 0; i < names->length; i++)
        if (!dict_set(d, names->items[i], values[i]))
            return false;
    return true;
}

static bool dict_init(Val self, Val *args, int nargs, Val kwnames) {
    if (!args_check("dict", nargs, 0, 1))
        return false;
    if (nargs && !dict_update(as_dict(self), args[0]))
        return false;
    return dict_update_kwargs(as_dict(self), kwnames, args + nargs);
}

/* ---- slots ---- */

static Val dict_repr(Val v) {
    Dict *d = as_dict(v);
    if (d->used == 0)
        return str_from_cstr("{}");
    int r = repr_enter(v);
    if (r)
        return r < 0 ? VAL_NULL : str_from_cstr("{...}");
    StrBuf b;
    strbuf_init(&b);
    strbuf_char(&b, '{');
    int64_t pos = 0;
    Val key, value;
    bool first = true;
    while (dict_next(d, &pos, &key, &value)) {
        incref(key);
        incref(value);
        if (!first)
            strbuf_cstr(&b, ", ");
        first = false;
        bool ok = strbuf_repr(&b, key);
        strbuf_cstr(&b, ": ");
        ok = ok && strbuf_repr(&b, value);
        decref(key);
        decref(value);
        if (!ok) {
            strbuf_discard(&b);
            repr_leave(v);
            return VAL_NULL;
        }
    }
    strbuf_char(&b, '}');
    repr_leave(v);
    return strbuf_finish(&b);
}

int dict_equal(Dict *a, Dict *b) {
    if (a->used != b->used)
        return 0;
    for (int64_t i = 0; i < a->nentries; i++) {
        DictEntry e = a->entries[i];
        if (val_is_null(e.key))
            continue;
        incref(e.key);
        incref(e.value);
        int64_t j = dict_find(b, e.key, e.hash);
        int eq = j == -2 ? -1 : 0;
        if (j >= 0) {
            Val other = incref(b->entries[j].value);
            eq = val_equal(e.value, other);
            decref(other);
        }
        decref(e.key);
        decref(e.value);
        if (eq <= 0)
            return eq;
    }
    return 1;
}

static Val dict_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is_dict(a) || !val_is_dict(b) || (op != CMP_EQ && op != CMP_NE))
        return VAL_NOTIMPL;
    int eq = dict_equal(as_dict(a), as_dict(b));
    return eq < 0 ? VAL_NULL : val_bool(eq == (op == CMP_EQ));
}

static int64_t dict_len(Val v) { return as_dict(v)->used; }

static Val dict_getitem(Val v, Val key) {
    Val r = dict_get(as_dict(v), key);
    if (!val_is_null(r))
        return incref(r);
    if (err_occurred())
        return VAL_NULL;
    if (!val_is(v, &dict_type)) {
        bool found;
        r = val_call_special(v, STR_CONST("__missing__"), &key, 1, &found);
        if (found || err_occurred())
            return r;
    }
    return err_set_key(key);
}

static bool dict_setitem(Val v, Val key, Val value) {
    if (!val_is_null(value))
        return dict_set(as_dict(v), key, value);
    int r = dict_delete(as_dict(v), key);
    if (r == 0)
        err_set_key(key);
    return r > 0;
}

static int dict_contains_slot(Val v, Val key) { return dict_contains(as_dict(v), key); }

static Val dict_or(Val a, Val b) {
    if (!val_is_dict(a) || !val_is_dict(b))
        return VAL_NOTIMPL;
    Val r = dict_copy(as_dict(a));
    if (!val_is_null(r) && !dict_update(as_dict(r), b)) {
        decref(r);
        return VAL_NULL;
    }
    return r;
}

static Val dict_ior(Val a, Val b) { return dict_update(as_dict(a), b) ? incref(a) : VAL_NULL; }

static Val dict_iter(Val v) { return dict_iter_new(&dict_keyiter_type, v); }

Type dict_type = {
    TYPE_HEAD("dict"),
    .flags = TF_DICT | TF_GC | TF_BASETYPE,
    .size = sizeof(Dict),
    .base = &object_type,
    .dealloc = dict_dealloc,
    .traverse = dict_traverse,
    .clear = dict_clear_slot,
    .repr = dict_repr,
    .richcompare = dict_richcompare,
    .binary = {[BIN_OR] = dict_or},
    .inplace = {[BIN_OR] = dict_ior},
    .iter = dict_iter,
    .len = dict_len,
    .getitem = dict_getitem,
    .setitem = dict_setitem,
    .contains = dict_contains_slot,
    .tp_new = dict_make,
    .init = dict_init,
    .methods = dict_methods,
    .doc = "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a "
           "mapping object's\n    (key, value) pairs",
};
