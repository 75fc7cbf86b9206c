/* Generators: an object that owns a frame. */
#ifndef GILPY_VM_GENERATOR_H
#define GILPY_VM_GENERATOR_H

#include "vm/vm.h"

typedef enum GenState { GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_DONE } GenState;

typedef struct Generator {
    Obj ob;
    Frame *frame; /* NULL once done */
    GenState state;
    Val name, qualname;
    Val sent;          /* for a YIELD_FROM that is about to run again */
    Val handled;       /* exception it was handling when it yielded */
    Val caller_handled; /* while it runs */
} Generator;

extern Type generator_type;
/* fn's frame, arguments not yet bound. */
Val generator_new(Function *fn);
/* Run until the next yield.  sent: value of the yield expression (borrowed).
 * The value yielded, or VAL_NULL: with an exception set, or finished with
 * *returned (new reference) its return value. */
Val generator_send(Generator *g, Val sent, Val *returned);
Val generator_throw(Generator *g, Val exc, Val *returned); /* exc borrowed */
bool generator_close(Generator *g); /* false: exception set */
/* Bookkeeping around running g's frame in the eval loop. */
void generator_enter(Thread *t, Generator *g);
void generator_leave(Thread *t, Generator *g);
void generator_finish(Generator *g); /* the frame ended: drop it */

#endif
