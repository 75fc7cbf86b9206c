/* Frames: on a per-thread stack of linked chunks that never move.  A
 * generator's frame lies in the generator and is linked in while it runs. */
#ifndef GILPY_VM_FRAME_H
#define GILPY_VM_FRAME_H

#include "objects/function.h"

typedef struct Thread Thread;
struct Generator;

/* What the return of a frame means to the loop that runs it. */
typedef enum FrameKind {
    FRAME_CALL,  /* result into register ret of back */
    FRAME_ENTRY, /* leaves the C function eval() */
    FRAME_INIT,  /* __init__ of a new object: must return None; object is in back's ret already */
} FrameKind;

typedef struct Frame {
    struct Frame *back;
    Code *code;          /* borrowed from func, or owned by whoever runs the frame */
    const Instr *pc;     /* instruction running; stored before anything that calls, raises, allocates or switches */
    Function *func;      /* owned; NULL for modules and exec */
    Dict *globals, *builtins;
    Val locals;          /* namespace of a module or class body: borrowed; else VAL_NULL */
    struct Generator *gen; /* running this frame, or NULL */
    uint16_t ret;
    uint8_t kind;
    Val regs[];
} Frame;

static inline size_t frame_size(const Code *c) { return sizeof(Frame) + (size_t)code_image_regs(c) * sizeof(Val); }

#endif
