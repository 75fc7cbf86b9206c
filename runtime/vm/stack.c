/* The frame stack of a thread. */
#include <stdlib.h>

#include "core/err.h"
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

void frame_init(Frame *f, Code *c) {
    Val *r = f->regs;
    for (uint32_t i = 0; i < c->kbase; i++)
        r[i] = VAL_NULL;
    for (uint32_t i = 0; i < c->nkregs; i++)
        r[c->kbase + i] = c->kregs[i];
    f->code = c;
    f->pc = c->instrs;
    f->locals = VAL_NULL;
    f->gen = NULL;
    f->observed = 0;
    f->kind = FRAME_CALL;
}

Frame *frame_push(Thread *t, Code *c) {
    if (unlikely(t->depth >= vm_recursion_limit) && vm_recursion_error(t))
        return NULL;
    size_t size = frame_size(c);
    if (unlikely((size_t)(t->stack_end - t->sp) < size) && !new_chunk(t, size))
        return NULL;
    Frame *f = (Frame *)t->sp;
    t->sp += size;
    t->depth++;
    f->back = t->frame;
    frame_init(f, c);
    return f;
}

void frame_pop(Thread *t, Frame *f) {
    t->depth--;
    if (unlikely(t->recursion_limit_hit) && t->depth < vm_recursion_limit / 2)
        t->recursion_limit_hit = 0;
    if (unlikely((char *)f == t->chunk->data && t->chunk->prev)) {
        /* The chunk is empty: back to the one before, whose free part begins
         * where its last frame ends. */
        StackChunk *c = t->chunk;
        t->chunk = c->prev;
        free(c);
        t->stack_end = t->chunk->end;
        t->sp = t->chunk->top;
        return;
    }
    t->sp = (char *)f;
}

void frame_drop_regs(Frame *f) {
    uint32_t n = f->code->kbase;
    for (uint32_t i = 0; i < n; i++) {
        Val v = f->regs[i];
        f->regs[i] = VAL_NULL;
        decref(v);
    }
}
