/* Poisson sampling of allocations, and the exact alloc probe, behind the one
 * countdown that every allocation decrements anyway. */
#ifndef GILPY_CORE_ALLOC_SAMPLE_H
#define GILPY_CORE_ALLOC_SAMPLE_H

#include "core/object.h"

/* Bytes until the next visit of alloc_sampled; GIL held to touch it. */
extern int64_t alloc_countdown;
/* Mean bytes between samples (default 512 KiB). */
extern uint64_t alloc_sample_interval;

/* The countdown ran out: fires what is attached and sets it anew. */
void alloc_sampled(Obj *o, size_t bytes, const char *type_name);
/* At a safepoint, when a tracer may have come or gone. */
void alloc_sample_refresh(void);

#endif
