/* The virtual machine's parts, as the rest of the runtime sees them. */
#ifndef GILPY_VM_VM_H
#define GILPY_VM_VM_H

#include "compiler/bytecode.h"
#include "hot.h"
#include "thread/breaker.h"
#include "thread/thread.h"
#include "vm/frame.h"

/* ---- eval.c ---- */
/* Runs f, whose kind must be FRAME_ENTRY, until it returns or yields.
 * New reference; VAL_NULL: exception set.  Frees a stack frame at its end. */
Val eval(Thread *t, Frame *f);
/* The same for a frame that ran before: goes on at f->pc, or raises what is set. */
Val eval_resume(Thread *t, Frame *f);

/* ---- stack.c ---- */
void frame_drop_regs(Frame *f);           /* all of them */
/* The limit is reached: sets RecursionError, unless a handler of one still has room (false). */
bool vm_recursion_error(Thread *t);
bool vm_recursion_error_in(Thread *t, const char *where);
extern int vm_recursion_limit;

/* ---- call.c ---- */
/* Puts arguments into the registers of a frame of fn.  Steals args and the
 * keyword values, also on failure (false, exception set). */
bool call_bind(Function *fn, Val *regs, Val *args, int nargs, Val kwnames);
/* A new frame for a call of fn, or for a generator function the generator in
 * *result and NULL.  Steals args. On failure NULL and *result VAL_NULL. */
Frame *call_frame(Thread *t, Function *fn, Val *args, int nargs, Val kwnames, Val *result);
Val call_function(Val callee, Val *args, int nargs, Val kwnames);
/* callee(*star, **kwargs) */
Val call_ex(Val callee, Val star, Val kwargs_or_none);
Val call_name(Val callee); /* in error texts: module.qualname() */
/* Runs code in namespace globals (and locals for exec with two dicts). */
Val vm_run_code(Code *c, Dict *globals, Val locals);

/* ---- attr_cache.c: generic path of the attribute opcodes, which fills their caches ---- */
/* true: how such a site serves obj is known, and it has become that: to be run again. */
bool attr_known(Instr *at, Val obj, Val name, Opcode base);
Val attr_load(Instr *at, Val obj, Val name);
bool attr_store(Instr *at, Val obj, Val name, Val value);
/* *self: new reference or VAL_NULL if the value is bound already. */
Val attr_load_method(Instr *at, Val obj, Val name, Val *self);
Val global_load(Instr *at, Frame *f, Val name);
bool global_store(Instr *at, Dict *globals, Val name, Val value);

/* ---- safepoint.c ---- */
/* What the hot word asks for; bytecodes passed since the last safepoint.
 * -1: exception set. */
int vm_safepoint(Thread *t, uint64_t bytecodes);
/* What the hot word is when a safepoint has nothing to do. A tracer of allocations is no news once the countdown follows it:
 * else all code would go the slow way while one listens, whether it allocates or not. Nor is a tracer of frames at a
 * back-edge. Two words to compare with, as a mask would cost short loops some 5 %. GIL held to touch them. */
typedef struct HotQuiet {
    uint64_t entry;     /* of a frame: the allocation probes' semaphores */
    uint64_t back_edge; /* all semaphores */
} HotQuiet;
extern HotQuiet hot_quiet;

/* ---- unwind.c ---- */
void exc_set_context(Thread *t, Val exc);
bool exc_match(Val exc, Val pattern, bool *error);
bool vm_raise(Thread *t, Val exc, Val cause); /* raise exc from cause; borrowed; always "fails" */

/* ---- unpack.c ---- */
bool unpack_sequence(Val seq, Val *out, int n);
bool unpack_ex(Val seq, Val *out, int before, int after);

/* ---- import.c ---- */
Val import_module(Val name, Val fromlist, int level, Dict *globals);
Val import_from(Val module, Val name);
bool import_star(Val module, Dict *into);
Val import_by_name(const char *dotted); /* the last component */
bool import_init(void);
/* The file of a module on sys.path, for -m; false: none. */
bool import_find_file(const char *name, char *out, size_t size);
Dict *import_modules(void); /* sys.modules */

/* ---- compile.c ---- */
char *read_file(const char *path, size_t *size); /* import.c: malloc-ed, NUL-terminated; NULL: OSError set */
Code *compile_source(const char *src, size_t n, const char *filename, bool eval_mode);

/* ---- traceback.c ---- */
void print_exception(Val exc); /* to stderr, as CPython's */
/* What it prints, to be freed; *n: its length.  NULL: no memory. */
char *exception_text(Val exc, size_t *n);

extern Dict *vm_builtins;
bool vm_init(void);

#endif
