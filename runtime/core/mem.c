/* Size-class allocator: see mem.h for the rule of who may call it. */
#include "core/mem.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "core/err.h"
#include "core/no_gil.h"

#if defined(__SANITIZE_ADDRESS__) || defined(GILPY_SYSTEM_MALLOC)
#define SYSTEM_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SYSTEM_MALLOC 1
#endif
#endif

static size_t in_use;

size_t mem_in_use(void) { return in_use; }

#ifndef NDEBUG
bool (*mem_owner_check)(void);
static void check_owner(void) {
    if (!NO_GIL && mem_owner_check && !mem_owner_check())
        err_fatal("allocator used by a thread that does not hold the GIL");
}
#else
#define check_owner() ((void)0)
#endif

#ifdef SYSTEM_MALLOC
/* Under AddressSanitizer every block is its own malloc, so that it can see
 * overruns and uses after free that a free list would hide. */
BOOKKEEPING void *mem_alloc(size_t size) {
    check_owner();
    void *p = malloc(size ? size : 1);
    if (p)
        in_use += size;
    return p;
}

BOOKKEEPING void mem_free(void *p, size_t size) {
    check_owner();
    if (!p)
        return;
    in_use -= size;
    free(p);
}

#else

#define CLASS_SHIFT 4
#define MAX_SMALL 512
#define NCLASSES (MAX_SMALL >> CLASS_SHIFT)
#define SLAB_SIZE (64 * 1024)
/* Slabs are cut from regions of this size: one mmap for sixteen slabs. */
#define REGION_SIZE (1024 * 1024)

typedef struct FreeBlock {
    struct FreeBlock *next;
} FreeBlock;

static struct {
    FreeBlock *free;
    char *bump, *bump_end; /* untouched rest of the newest slab */
} classes[NCLASSES + 1];

static char *region, *region_end;

static bool new_slab(int c) {
    if (region == region_end) {
        char *r = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (r == MAP_FAILED)
            return false;
        region = r;
        region_end = r + REGION_SIZE;
    }
    classes[c].bump = region;
    region += SLAB_SIZE;
    size_t size = (size_t)c << CLASS_SHIFT;
    classes[c].bump_end = classes[c].bump + SLAB_SIZE / size * size;
    return true;
}

static __attribute__((noinline)) void *alloc_slow(int c) {
    if (classes[c].bump == classes[c].bump_end && !new_slab(c))
        return NULL;
    void *p = classes[c].bump;
    classes[c].bump += (size_t)c << CLASS_SHIFT;
    in_use += (size_t)c << CLASS_SHIFT;
    return p;
}

void *mem_alloc(size_t size) {
    check_owner();
    if (likely(size <= MAX_SMALL)) {
        int c = size ? (int)((size + 15) >> CLASS_SHIFT) : 1;
        FreeBlock *b = classes[c].free;
        if (unlikely(!b))
            return alloc_slow(c);
        classes[c].free = b->next;
        in_use += (size_t)c << CLASS_SHIFT;
        return b;
    }
    void *p = malloc(size);
    if (p)
        in_use += size;
    return p;
}

void mem_free(void *p, size_t size) {
    check_owner();
    if (likely(size <= MAX_SMALL)) {
        if (unlikely(!p))
            return;
        int c = size ? (int)((size + 15) >> CLASS_SHIFT) : 1;
        FreeBlock *b = p;
        b->next = classes[c].free;
        classes[c].free = b;
        in_use -= (size_t)c << CLASS_SHIFT;
        return;
    }
    if (p)
        in_use -= size;
    free(p);
}
#endif

void *mem_realloc(void *p, size_t old_size, size_t new_size) {
#ifndef SYSTEM_MALLOC
    if (p && old_size > MAX_SMALL && new_size > MAX_SMALL) {
        void *q = realloc(p, new_size);
        if (q)
            in_use += new_size - old_size;
        return q;
    }
    if (p && old_size && old_size <= MAX_SMALL && new_size <= MAX_SMALL &&
        (old_size + 15) >> CLASS_SHIFT == (new_size + 15) >> CLASS_SHIFT)
        return p;
#endif
    void *q = mem_alloc(new_size);
    if (!q)
        return NULL;
    if (p) {
        memcpy(q, p, old_size < new_size ? old_size : new_size);
        mem_free(p, old_size);
    }
    return q;
}
