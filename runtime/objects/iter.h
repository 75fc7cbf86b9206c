/* Iterators, and the built-in functions that make them. */
#ifndef GILPY_OBJECTS_ITER_H
#define GILPY_OBJECTS_ITER_H

#include "core/object.h"

/* An index into a sequence: list, tuple, str and bytes iterators in both
 * directions, and the iterator over anything with __getitem__. */
typedef struct SeqIter {
    Obj ob;
    Val seq;       /* VAL_NULL: exhausted */
    int64_t index;
} SeqIter;

extern Type seq_iter_type, list_iter_type, list_reviter_type, tuple_iter_type, str_iter_type,
    bytes_iter_type, bytearray_iter_type, reversed_type, enumerate_type, zip_type, map_type,
    filter_type, callable_iter_type;

Val seq_iter_new(Val seq);                      /* over seq[0], seq[1], … */
Val seq_iter_make(Type *t, Val seq, int64_t index);
Val callable_iter_new(Val fn, Val sentinel);    /* iter(fn, sentinel) */

#endif
