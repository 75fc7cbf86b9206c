/* Exceptions and tracebacks. */
#ifndef GILPY_OBJECTS_EXCEPTION_H
#define GILPY_OBJECTS_EXCEPTION_H

#include "core/err.h"
#include "objects/code.h"

typedef struct Exc { /* every exception object; more attributes are instance slots */
    Obj ob;
    Val args;      /* tuple */
    Val traceback; /* newest entry first to be entered: outermost frame; or VAL_NULL */
    Val context, cause; /* exception or VAL_NULL */
    bool suppress_context;
} Exc;

typedef struct Traceback {
    Obj ob;
    Val next; /* towards the raise; VAL_NULL at its end */
    Code *code;
    uint32_t instr;
} Traceback;

extern Type traceback_type;
static inline bool val_is_exc(Val v) { return val_has(v, TF_EXC); }
static inline Exc *as_exc(Val v) { return (Exc *)val_obj(v); }
static inline bool val_is_exc_class(Val v) {
    return val_has(v, TF_TYPE) && (((Type *)val_obj(v))->flags & TF_EXC);
}
bool exceptions_init(void); /* readies the types and the reserve MemoryError */
bool exceptions_export(struct Dict *builtins);
/* Put an entry for (code, instr) in front of exc's traceback; out of memory loses it. */
void exc_add_traceback(Val exc, Code *code, uint32_t instr);
/* An instance from what `raise X` names: class or instance; VAL_NULL: exception set. */
Val exc_instantiate(Val x);
Val exc_stop_iteration_value(Val exc); /* new reference */
void exc_set_attr(Val exc, const char *name, Val value); /* steals value; failure is dropped */

#endif
