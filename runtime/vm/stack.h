/* Pushing and popping frames: the part that the eval loop has in line. */
#ifndef GILPY_VM_STACK_H
#define GILPY_VM_STACK_H

#include "vm/vm.h"

Frame *frame_push_slow(Thread *t, Code *c);   /* recursion limit, next chunk */
void frame_pop_slow(Thread *t, Frame *f);

/* The caller stores registers below from itself. */
static inline void frame_init(Frame *f, Code *c, uint32_t from) {
    const Val *image = c->image;
    for (uint32_t i = from & ~1u, n = c->nregs; i < n; i += 2)
        memcpy(&f->regs[i], &image[i], 2 * sizeof(Val)); /* one vector move */
    f->code = c;
    f->pc = c->instrs;
    f->locals = VAL_NULL;
    f->gen = NULL;
    f->kind = FRAME_CALL;
}

/* There is room for size bytes. */
static inline Frame *frame_place(Thread *t, Code *c, size_t size, uint32_t from) {
    Frame *f = (Frame *)t->sp;
    t->sp += size;
    t->depth++;
    f->back = t->frame;
    frame_init(f, c, from);
    return f;
}

/* A frame of c on t's stack: owned registers VAL_NULL, constants copied, but
 * registers below nargs are left to the caller, who stores arguments there.
 * NULL: RecursionError or MemoryError set. Steals nothing. */
static inline Frame *frame_push(Thread *t, Code *c, uint32_t nargs) {
    size_t size = frame_size(c);
    if (unlikely(t->depth >= vm_recursion_limit || (size_t)(t->stack_end - t->sp) < size))
        return frame_push_slow(t, c);
    return frame_place(t, c, size, nargs);
}

/* Memory only: registers are dropped already. */
static inline void frame_pop(Thread *t, Frame *f) {
    t->depth--;
    t->sp = (char *)f;
    if (unlikely(t->recursion_limit_hit || (char *)f == t->chunk->data))
        frame_pop_slow(t, f);
}

#endif
