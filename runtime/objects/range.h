/* range, slice and their iterators. */
#ifndef GILPY_OBJECTS_RANGE_H
#define GILPY_OBJECTS_RANGE_H

#include "core/object.h"

typedef struct Range {
    Obj ob;
    Val start, stop, step, length; /* ints of any size */
} Range;

typedef struct RangeIter { /* range iterator whose numbers all fit small ints */
    Obj ob;
    int64_t next, remaining, step;
} RangeIter;

typedef struct Slice {
    Obj ob;
    Val start, stop, step;
} Slice;

extern Type range_type, range_iter_type, long_range_iter_type, slice_type;
Val range_new(Val start, Val stop, Val step); /* ints; step not 0 */
Val slice_new(Val start, Val stop, Val step); /* increfs */
/* As slice.indices: false and exception set; count of items in *n.  For
 * sequences whose length cannot change. */
bool slice_indices(Slice *s, int64_t length, int64_t *start, int64_t *stop, int64_t *step, int64_t *n);
/* Its two halves.  The first can run Python code (__index__), which may change
 * a mutable sequence: read the length after it, and then call the second. */
bool slice_unpack(Slice *s, int64_t *start, int64_t *stop, int64_t *step);
int64_t slice_adjust(int64_t length, int64_t *start, int64_t *stop, int64_t step);

#endif
