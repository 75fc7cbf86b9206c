/* tuple */
#ifndef GILPY_OBJECTS_TUPLE_H
#define GILPY_OBJECTS_TUPLE_H

#include "core/object.h"

typedef struct Tuple {
    Obj ob;
    int64_t length;
    Val items[];
} Tuple;

extern Type tuple_type;
static inline bool val_is_tuple(Val v) { return val_has(v, TF_TUPLE); }
static inline Tuple *as_tuple(Val v) { return (Tuple *)val_obj(v); }
Val tuple_new(int64_t n);                    /* items all VAL_NONE, to be filled with steals */
Val tuple_from_items(const Val *items, int64_t n); /* increfs them */
Val tuple_pack(int n, ...);                  /* increfs them */
Val tuple_from_iterable(Val it);

#endif
