/* Small-object allocator by size class.  No locks and no atomics: every
 * function here may be called only by the thread that holds the GIL, which
 * is what makes it right.  A debug build checks that (mem_check_owner).
 *
 * Blocks carry no header: the owner knows the size and gives it back. */
#ifndef GILPY_CORE_MEM_H
#define GILPY_CORE_MEM_H

#include "core/no_gil.h"
#include "core/value.h"

#if defined(__SANITIZE_ADDRESS__) || defined(GILPY_SYSTEM_MALLOC)
#define MEM_SYSTEM_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEM_SYSTEM_MALLOC 1
#endif
#endif

#ifdef NDEBUG
#define mem_check_owner() ((void)0)
#else
/* Set by the thread layer: does the calling thread hold the GIL? */
extern bool (*mem_owner_check)(void);
void mem_check_owner(void);
#endif

/* ---- what mem_alloc() and mem_free() are made of ---- */

#define MEM_CLASS_SHIFT 4
#define MEM_MAX_SMALL 512
#define MEM_CLASSES ((MEM_MAX_SMALL >> MEM_CLASS_SHIFT) + 1)

typedef struct MemBlock {
    struct MemBlock *next;
} MemBlock;

extern MemBlock *mem_returned[MEM_CLASSES]; /* blocks to be used again */
void *mem_alloc_new(size_t class);          /* none is left */
void *mem_alloc_large(size_t size);
void mem_free_large(void *p, size_t size);

static inline size_t mem_class(size_t size) { return (size + 15) >> MEM_CLASS_SHIFT; }

/* Bytes, 16-byte aligned; NULL when out of memory (no exception is set). */
static inline void *mem_alloc(size_t size) {
    mem_check_owner();
#ifndef MEM_SYSTEM_MALLOC
    if (likely(size <= MEM_MAX_SMALL)) {
        MemBlock **returned = &mem_returned[mem_class(size)], *b = *returned;
        if (unlikely(!b))
            return mem_alloc_new(mem_class(size));
        *returned = b->next;
        return b;
    }
#endif
    return mem_alloc_large(size);
}

static inline void mem_free(void *p, size_t size) {
    mem_check_owner();
#ifndef MEM_SYSTEM_MALLOC
    if (likely(size <= MEM_MAX_SMALL)) {
        MemBlock **returned = &mem_returned[mem_class(size)], *b = p;
        if (unlikely(!b))
            return;
        b->next = *returned;
        *returned = b;
        return;
    }
#endif
    mem_free_large(p, size);
}

/* Contents kept up to the smaller size; NULL leaves the old block alone. */
void *mem_realloc(void *p, size_t old_size, size_t new_size);

/* Bytes handed out and not returned, for tests: it walks what has been returned. */
size_t mem_in_use(void);

#endif
