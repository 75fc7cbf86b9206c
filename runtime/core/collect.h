/* Running the cycle collector: for the vm and the gc module. */
#ifndef GILPY_CORE_COLLECT_H
#define GILPY_CORE_COLLECT_H

#include <stdlib.h>

#include "core/gc.h"

typedef struct GcStats {
    int64_t collections, collected;
} GcStats;

extern bool gc_wanted;    /* enough containers were made: collect at the next safepoint */
extern GcStats gc_stats;

/* Called once when gc_wanted becomes true; the vm sets its breaker flag. */
void gc_request(void);
/* Only at a safepoint, GIL held; returns how many objects were garbage. */
int64_t gc_collect(void);
void gc_enable(bool on);
bool gc_is_enabled(void);
int64_t gc_tracked_count(void);
/* In the child of fork: a collection or a deep deallocation that another
 * thread was at will never end. */
void gc_after_fork(void);
/* True the first time it is asked of this object (objects/instance.c). */
bool gc_finalize_once(Obj *o);

#endif
