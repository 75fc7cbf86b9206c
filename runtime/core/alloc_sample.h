/* Poisson sampling of allocations, and the exact alloc probe, behind the one
 * countdown that every allocation decrements anyway. */
#ifndef GILPY_CORE_ALLOC_SAMPLE_H
#define GILPY_CORE_ALLOC_SAMPLE_H

#include "core/object.h"
#include "hot.h"

/* Bytes until the next visit of alloc_sampled; GIL held to touch it. */
extern int64_t alloc_countdown;
/* Mean bytes between samples (default 512 KiB). */
extern uint64_t alloc_sample_interval;

/* The countdown ran out: fires what is attached and sets it anew. */
void alloc_sampled(Obj *o, size_t bytes, const char *type_name);
/* At a safepoint, when a tracer may have come or gone. */
void alloc_sample_refresh(void);

/* What the hot word is when a safepoint has nothing to do. A tracer of allocations is no news once the countdown follows it:
 * else all code would go the slow way while one listens, whether it allocates or not. Nor is a tracer of frames at a
 * back-edge. Two words to compare with, as a mask would cost short loops some 5 %. GIL held to touch them. */
typedef struct HotQuiet {
    uint64_t entry;     /* of a frame: the allocation probes' semaphores */
    uint64_t back_edge; /* all semaphores */
} HotQuiet;
extern HotQuiet hot_quiet;

#endif
