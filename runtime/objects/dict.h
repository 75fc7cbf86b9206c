/* dict: insertion-ordered hash table, CPython's compact layout (an index
 * table into a dense entry array). */
#ifndef GILPY_OBJECTS_DICT_H
#define GILPY_OBJECTS_DICT_H

#include "core/object.h"

typedef struct DictEntry {
    int64_t hash;
    Val key; /* VAL_NULL: deleted */
    Val value;
} DictEntry;

struct Dict {
    Obj ob;
    int64_t used;        /* live entries */
    int64_t nentries;    /* used + deleted in entries[] */
    int64_t capacity;    /* entries[] may grow up to here before the table is rebuilt */
    DictEntry *entries;  /* two thirds of the index's size are allocated; the index lies behind them */
    void *index;         /* int8/16/32/64 by index_log2; -1 empty, -2 deleted; NULL while empty */
    uint8_t index_log2;
    bool str_keys;       /* every key ever stored was an exact str */
    /* Inline caches of globals: 0, or a number no other state of any dict's
     * key set ever had.  A change of the key set (insert, delete, resize,
     * clear: anything that moves entries) sets it to 0; replacing a value
     * does not. */
    uint32_t keys_version;
};

extern Type dict_type, dict_keys_type, dict_values_type, dict_items_type, dict_keyiter_type,
    dict_valueiter_type, dict_itemiter_type, dict_revkeyiter_type, dict_revvalueiter_type,
    dict_revitemiter_type;
static inline bool val_is_dict(Val v) { return val_has(v, TF_DICT); }
static inline Dict *as_dict(Val v) { return (Dict *)val_obj(v); }

typedef struct DictView { /* d.keys(), d.values(), d.items() */
    Obj ob;
    Val dict;
} DictView;

typedef struct DictIter {
    Obj ob;
    Val dict;     /* VAL_NULL: exhausted */
    int64_t used; /* of the dict when the iterator was made; -1 after a change was seen */
    int64_t pos;
    int64_t remaining;
    Val result;   /* the last pair of an item iterator, used again if nobody holds it */
} DictIter;

Val dict_new(void);
Val dict_new_sized(int64_t n);        /* room for n keys */
/* Borrowed value; VAL_NULL without exception: missing; with one: error. */
Val dict_get(Dict *d, Val key);
Val dict_get_hash(Dict *d, Val key, int64_t hash);
Val dict_get_str(Dict *d, Val name);  /* name: exact str (interned is fastest); never fails */
/* Index into entries, or -1. name: exact str. For inline caches. */
int64_t dict_find_str(Dict *d, Val name);
/* Index into entries, -1: missing, -2: exception. */
int64_t dict_find(Dict *d, Val key, int64_t hash);
uint32_t dict_keys_version(Dict *d);  /* assigns one if it is 0; 0 if numbers ran out */
bool dict_set(Dict *d, Val key, Val value);       /* increfs both */
bool dict_set_hash(Dict *d, Val key, int64_t hash, Val value);
bool dict_set_str(Dict *d, Val name, Val value);
int dict_delete(Dict *d, Val key);    /* 1 deleted, 0 missing (no exception), -1 exception */
/* Removes and returns (owned); VAL_NULL without exception: missing. */
Val dict_pop(Dict *d, Val key);
/* Takes the entry at i out: its key is dropped, its value returned (owned). */
Val dict_take_entry(Dict *d, int64_t i);
/* The last pair, as owned references; false: the dict is empty. */
bool dict_popitem(Dict *d, Val *key, Val *value);
bool dict_update(Dict *d, Val mapping_or_pairs);
/* The keyword arguments of a call: values lie at kwnames' positions. */
bool dict_update_kwargs(Dict *d, Val kwnames, const Val *values);
/* As f(**m): keys must be str and new, else TypeError naming fname. */
bool dict_merge_kwargs(Dict *d, Val mapping, Val fname);
Val dict_copy(Dict *d);
void dict_clear(Dict *d);
int dict_contains(Dict *d, Val key);  /* 1, 0, -1 */
int dict_equal(Dict *a, Dict *b);     /* 1, 0, -1 */
/* Iterate: *pos starts at 0; borrowed; stops at false. Safe against value
 * replacement only. */
bool dict_next(Dict *d, int64_t *pos, Val *key, Val *value);

extern const MethodDef dict_methods[];
Val dict_view_new(Type *t, Val dict);
Val dict_iter_new(Type *t, Val dict);

#endif
