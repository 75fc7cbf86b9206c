/* The frame stack of a thread. */
#include <stdlib.h>

#include "core/err.h"
#include "vm/stack.h"
#include "vm/vm.h"

#define CHUNK_SIZE (256 * 1024)

int vm_recursion_limit = 1000;

bool vm_recursion_error(Thread *t) { return vm_recursion_error_in(t, ""); }

bool vm_recursion_error_in(Thread *t, const char *where) {
    /* Handlers get some room to do their work. */
    if (t->recursion_limit_hit && t->depth < vm_recursion_limit + 50)
        return false;
    t->recursion_limit_hit = 1;
    err_set(&exc_RecursionError, "maximum recursion depth exceeded%s", where);
    return true;
}

static bool new_chunk(Thread *t, size_t need) {
    size_t size = need > CHUNK_SIZE ? need + CHUNK_SIZE : CHUNK_SIZE;
    StackChunk *c = malloc(sizeof *c + size);
    if (!c) {
        err_no_memory();
        return false;
    }
    c->prev = t->chunk;
    if (c->prev)
        c->prev->top = t->sp;
    c->end = c->data + size;
    t->chunk = c;
    t->sp = c->data;
    t->stack_end = c->end;
    return true;
}

Frame *frame_push_slow(Thread *t, Code *c) {
    if (t->depth >= vm_recursion_limit && vm_recursion_error(t))
        return NULL;
    size_t size = frame_size(c);
    if ((size_t)(t->stack_end - t->sp) < size && !new_chunk(t, size))
        return NULL;
    return frame_place(t, c, size, 0);
}

void frame_pop_slow(Thread *t, Frame *f) {
    if (t->recursion_limit_hit && t->depth < vm_recursion_limit / 2)
        t->recursion_limit_hit = 0;
    if ((char *)f != t->chunk->data || !t->chunk->prev)
        return;
    /* The chunk is empty: back to the one before. */
    StackChunk *c = t->chunk;
    t->chunk = c->prev;
    free(c);
    t->stack_end = t->chunk->end;
    t->sp = t->chunk->top;
}

void frame_drop_regs(Frame *f) {
    uint32_t n = f->code->kbase;
    for (uint32_t i = 0; i < n; i++) {
        Val v = f->regs[i];
        f->regs[i] = VAL_NULL;
        decref(v);
    }
}
