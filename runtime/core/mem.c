/* Size-class allocator: see mem.h for the rule of who may call it. */
#include "core/mem.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "core/err.h"

MemBlock *mem_returned[MEM_CLASSES];
static size_t large_in_use;

#ifndef NDEBUG
bool (*mem_owner_check)(void);
void mem_check_owner(void) {
    if (!NO_GIL && mem_owner_check && !mem_owner_check())
        err_fatal("allocator used by a thread that does not hold the GIL");
}
#endif

/* Under AddressSanitizer every block comes from here, so that it can see
 * overruns and uses after free that a free list would hide. */
BOOKKEEPING void *mem_alloc_large(size_t size) {
    void *p = malloc(size ? size : 1);
    if (p)
        large_in_use += size;
    return p;
}

BOOKKEEPING void mem_free_large(void *p, size_t size) {
    if (!p)
        return;
    large_in_use -= size;
    free(p);
}

#ifdef MEM_SYSTEM_MALLOC
size_t mem_in_use(void) { return large_in_use; }
#else

#define SLAB_SIZE (64 * 1024)
/* Slabs are cut from regions of this size: one mmap for sixteen slabs. */
#define REGION_SIZE (1024 * 1024)

static struct {
    char *bump, *bump_end; /* untouched rest of the newest slab */
    size_t made;           /* blocks, ever */
} classes[MEM_CLASSES];

static char *region, *region_end;

/* Blocks of no bytes are blocks, too. */
static size_t block_size(size_t class) { return (class ? class : 1) << MEM_CLASS_SHIFT; }

static bool new_slab(size_t class) {
    if (region == region_end) {
        char *r = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (r == MAP_FAILED)
            return false;
        region = r;
        region_end = r + REGION_SIZE;
    }
    size_t size = block_size(class);
    classes[class].bump = region;
    region += SLAB_SIZE;
    classes[class].bump_end = classes[class].bump + SLAB_SIZE / size * size;
    return true;
}

void *mem_alloc_new(size_t class) {
    if (classes[class].bump == classes[class].bump_end && !new_slab(class))
        return NULL;
    void *p = classes[class].bump;
    classes[class].bump += block_size(class);
    classes[class].made++;
    return p;
}

size_t mem_in_use(void) {
    size_t in_use = large_in_use;
    for (size_t c = 0; c < MEM_CLASSES; c++) {
        size_t blocks = classes[c].made;
        for (const MemBlock *b = mem_returned[c]; b; b = b->next)
            blocks--;
        in_use += blocks * block_size(c);
    }
    return in_use;
}
#endif

void *mem_realloc(void *p, size_t old_size, size_t new_size) {
#ifndef MEM_SYSTEM_MALLOC
    if (p && old_size > MEM_MAX_SMALL && new_size > MEM_MAX_SMALL) {
        void *q = realloc(p, new_size);
        if (q)
            large_in_use += new_size - old_size;
        return q;
    }
    if (p && old_size <= MEM_MAX_SMALL && new_size <= MEM_MAX_SMALL && mem_class(old_size) == mem_class(new_size))
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
