/* set and frozenset: open addressing. */
#ifndef GILPY_OBJECTS_SET_H
#define GILPY_OBJECTS_SET_H

#include "core/object.h"

typedef struct SetEntry {
    int64_t hash;
    Val key; /* VAL_NULL: none; then hash is 0: never used, -1: deleted */
} SetEntry;

typedef struct Set {
    Obj ob;
    int64_t used, fill; /* live; live + deleted */
    int64_t mask;       /* table size - 1, -1 while there is no table */
    SetEntry *table;
    int64_t hash;       /* frozenset; -1: not computed */
    int64_t finger;     /* where pop() looks next */
} Set;

extern Type set_type, frozenset_type, set_iter_type;
static inline bool val_is_anyset(Val v) { return val_has(v, TF_SET); }
static inline Set *as_set(Val v) { return (Set *)val_obj(v); }
Val set_new(Type *t);
bool set_add(Set *s, Val key);      /* increfs */
bool set_add_hash(Set *s, Val key, int64_t hash);
int set_contains(Set *s, Val key);  /* 1, 0, -1 */
int set_contains_hash(Set *s, Val key, int64_t hash);
int set_discard(Set *s, Val key);   /* 1 was there, 0, -1 */
int set_discard_hash(Set *s, Val key, int64_t hash);
bool set_update(Set *s, Val iterable);
bool set_merge(Set *s, Set *other); /* s |= other */
void set_clear(Set *s);
/* Iterate: *pos starts at 0; the entry, or NULL at the end.  Safe only while
 * the set does not change. */
SetEntry *set_next(Set *s, int64_t *pos);
/* A new set or frozenset with the items of an iterable (VAL_NULL: none). */
Val set_make(Type *t, Val iterable);
/* Rebuilds the table if many deleted entries slow it down. */
bool set_tidy(Set *s);

extern const MethodDef set_methods[], frozenset_methods[];
Val set_op_or(Val a, Val b);
Val set_op_and(Val a, Val b);
Val set_op_sub(Val a, Val b);
Val set_op_xor(Val a, Val b);
Val set_iop_or(Val a, Val b);
Val set_iop_and(Val a, Val b);
Val set_iop_sub(Val a, Val b);
Val set_iop_xor(Val a, Val b);
Val set_richcompare(Val a, Val b, CmpOp op);

#endif
