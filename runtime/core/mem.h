/* Small-object allocator by size class.  No locks and no atomics: every
 * function here may be called only by the thread that holds the GIL, which
 * is what makes it right.  A debug build checks that (mem_check_owner).
 *
 * Blocks carry no header: the owner knows the size and gives it back. */
#ifndef GILPY_CORE_MEM_H
#define GILPY_CORE_MEM_H

#include "core/value.h"

/* Bytes, 16-byte aligned; NULL when out of memory (no exception is set). */
void *mem_alloc(size_t size);
void mem_free(void *p, size_t size);
/* Contents kept up to the smaller size; NULL leaves the old block alone. */
void *mem_realloc(void *p, size_t old_size, size_t new_size);

/* Bytes handed out and not returned, for tests and sys accounting. */
size_t mem_in_use(void);

#ifndef NDEBUG
/* Set by the thread layer: does the calling thread hold the GIL? */
extern bool (*mem_owner_check)(void);
#endif

#endif
