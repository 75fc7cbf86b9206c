/* Cycle collector: trial decrement over all tracked containers (the
 * algorithm of CPython's gcmodule.c).  It runs at safepoints of the holder of the GIL only,
 * never inside an allocation, so a half-built object is never seen. */
#ifndef GILPY_CORE_GC_H
#define GILPY_CORE_GC_H

#include "core/object.h"

/* In front of every object whose type has TF_GC. */
typedef struct GcHead {
    struct GcHead *next; /* NULL: not tracked */
    struct GcHead *prev;
} GcHead;

static inline GcHead *gc_head(void *o) { return (GcHead *)o - 1; }

void gc_track(void *o);
void gc_untrack(void *o); /* harmless if not tracked */
static inline bool gc_is_tracked(void *o) { return gc_head(o)->next != NULL; }

/* Visit in traverse functions: returns from the caller when visit says so. */
#define GC_VISIT(v)                                                            \
    do {                                                                       \
        int gc_r_ = val_is_ptr(v) ? visit((v), arg) : 0;                       \
        if (gc_r_)                                                             \
            return gc_r_;                                                      \
    } while (0)

/* Deep structures are freed by an explicit list instead of recursion:
 * container deallocs call this first and return if it took the object over. */
bool gc_trashcan_begin(Obj *o);
void gc_trashcan_end(void);

#endif
