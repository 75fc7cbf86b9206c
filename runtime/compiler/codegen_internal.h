/* What the files of the code generator share: the unit being generated,
 * register allocation, emission, blocks. */
#ifndef GILPY_COMPILER_CODEGEN_INTERNAL_H
#define GILPY_COMPILER_CODEGEN_INTERNAL_H

#include <setjmp.h>

#include "compiler/ast.h"
#include "compiler/bytecode.h"
#include "compiler/symtable.h"

typedef struct Loc {
    int line, col, end_line, end_col;
} Loc;

typedef struct Fixup { /* jump to patch when labels are known */
    uint32_t instr;
    int label;
} Fixup;

/* What a `return`, `break` or `continue` has to undo on its way out. */
typedef enum BlockKind {
    BLOCK_LOOP,        /* break and continue stop here; drops the iterator if it has one */
    BLOCK_TRY,         /* a protected range without obligations */
    BLOCK_FINALLY_TRY, /* run the finally body */
    BLOCK_WITH,        /* call the exit method */
    BLOCK_HANDLER,     /* in an except or finally handler: end the handling */
    BLOCK_NAME,        /* `except … as name`: unbind the name */
    BLOCK_TEMP,        /* a live temporary: drop it */
} BlockKind;

typedef struct Block {
    struct Block *outer;
    BlockKind kind;
    int break_label, continue_label; /* LOOP */
    int temp;        /* LOOP: iterator or -1; WITH: exit method; HANDLER: exception, saved one in temp + 1 */
    int handler;     /* label that protects the range, -1 if this block protects none */
    int depth;       /* temporaries at and above it are dropped when the handler is entered */
    uint32_t start;  /* of the protected range now open */
    StmtSeq *finalbody;
    Loc loc;         /* WITH: the statement, where a failing exit is reported */
    const char *name;
} Block;

typedef struct Unit {
    struct Unit *outer;
    Scope *scope;
    Val qualname;
    Instr *instrs;
    uint32_t ninstrs, instr_capacity;
    LineEntry *lines;
    uint32_t nlines, line_capacity;
    ExcEntry *exc; /* target holds a label until assembly */
    uint32_t nexc, exc_capacity;
    Fixup *fixups;
    uint32_t nfixups, fixup_capacity;
    int32_t *labels; /* label -> instruction, -1 unbound */
    int nlabels, label_capacity;
    Val *consts;
    uint32_t nconsts, const_capacity;
    int32_t *const_index; /* open addressing over consts, by identity of the word */
    uint32_t const_index_size;
    Val *names;
    uint32_t nnames, name_capacity;
    const char **name_ids; /* arena pointers, parallel to names */
    int32_t *name_index;
    uint32_t name_index_size;
    uint32_t kregs[16];
    int nkregs;
    int nlocals, ncells, nfree;
    Val varnames; /* list */
    int *local_of_symbol; /* symbol index -> register (local or cell), -1 */
    int temp_top, temp_max; /* registers in use, from nowned */
    uint8_t *definite; /* local surely has a value here */
    bool dead;         /* no path leads here */
    Block *block;
    Loc loc;
    bool far_jumps; /* second try: 16-bit distances did not suffice */
    bool is_generator;
    int firstline;
} Unit;

typedef struct Gen {
    Arena *arena;
    Symtable *symtable;
    const char *filename;
    Val filename_str;
    Unit *u;
    jmp_buf fail;     /* an exception is set */
    bool overflow16;  /* a short jump did not reach */
    bool walrus;      /* the source has one somewhere: locals can change inside expressions */
    bool future_annotations;
    Code *result;
} Gen;

#define KREG 0x8000 /* constant register number until assembly */
#define MAX_KREGS 16
#define ANYWHERE (-1)

/* ---- codegen.c: units, emission ---- */
_Noreturn void gen_fail(Gen *g);                     /* exception is set */
_Noreturn void gen_syntax_error(Gen *g, Loc loc, const char *msg);
uint32_t emit(Gen *g, Opcode op, int flags, int a, int b, int c);
uint32_t emit_bc(Gen *g, Opcode op, int flags, int a, int32_t bc);
void emit_jump(Gen *g, Opcode op, int flags, int a_reg, int label); /* JUMP_*, 32 bits */
void emit_branch(Gen *g, Opcode op, int flags, int b, int c, int label); /* fused, 16 bits in a */
void emit_for_iter(Gen *g, int dst, int iter, int label);
int label_new(Gen *g);
void label_bind(Gen *g, int label);
int temp_new(Gen *g);
void temp_free(Gen *g, int reg); /* LIFO */
bool is_temp(Gen *g, int reg);
int last_use(Gen *g, int reg, int flag); /* flag if reg is a temporary, else 0 */
uint32_t const_add(Gen *g, Val v); /* steals v */
int const_reg(Gen *g, uint32_t k); /* a constant register, or -1 when they are used up */
int name_add(Gen *g, const char *name);
Loc loc_expr(const Expr *e);
Loc loc_stmt(const Stmt *s);
uint8_t *definite_save(Gen *g);                 /* copy in the arena */
void definite_restore(Gen *g, const uint8_t *s);
void definite_meet(Gen *g, const uint8_t *other, bool other_dead); /* of two paths that join */
void protect_begin(Gen *g, Block *b, BlockKind kind, int handler, int depth);
void protect_end(Gen *g, Block *b);  /* closes the range and pops the block */
void range_close(Gen *g, Block *b);
Unit *unit_enter(Gen *g, Scope *scope, int firstline);
Code *unit_leave(Gen *g); /* assembles; NULL with g->overflow16: generate again with far jumps */
Code *gen_unit(Gen *g, Scope *scope, int firstline, void (*body)(Gen *, void *), void *arg);
Val str_of(Gen *g, const char *s);

/* ---- codegen_expr.c ---- */
/* The register that holds e: `want` if given; else whatever is cheapest, a
 * local or constant register included. */
int gen_expr(Gen *g, Expr *e, int want);
int gen_temp(Gen *g, Expr *e); /* in a new temporary */
/* Jump to label if e's truth is `when`; else fall through. */
void gen_branch(Gen *g, Expr *e, bool when, int label);
void gen_load_name(Gen *g, const char *id, int dst);
int gen_name_operand(Gen *g, const char *id); /* register of a local or a new temporary */
void gen_const(Gen *g, Val v, int dst); /* steals v */
Val const_of(Gen *g, Expr *e);          /* value of a Constant node: new reference */
/* The call of what is in the window at base (with self slot if method); frees the
 * window. want as in gen_expr. */
int gen_call_window(Gen *g, int base, bool method, ExprSeq *args, KeywordSeq *kws, int want);
void gen_build_class_call(Gen *g, int base, ExprSeq *bases, KeywordSeq *kws);
int gen_display_list(Gen *g, ExprSeq *elts, int list); /* list in register `list` */
int result_reg(Gen *g, int want); /* want, or a new temporary */
const char *mangle(Gen *g, const char *name);
int local_register(Gen *g, const char *mangled, Symbol **sym);

/* ---- codegen_function.c ---- */
void gen_function_def(Gen *g, Stmt *s);
void gen_class_def(Gen *g, Stmt *s);
void gen_lambda(Gen *g, Expr *e, int dst);
void gen_comprehension(Gen *g, Expr *e, int dst);

/* ---- codegen_stmt.c ---- */
void gen_body(Gen *g, StmtSeq *body);
void gen_docstring_skip(Gen *g, StmtSeq *body, int *start, Val *doc);
/* Assign register src to target; LAST_* flags are set where it is a temporary, which
 * the caller frees. */
void gen_store(Gen *g, Expr *target, int src);
void gen_store_name(Gen *g, const char *id, int src); /* keeps src alive */
void gen_unwind(Gen *g, Block *upto); /* emits what leaving the blocks inside upto needs */

/* ---- codegen_try.c ---- */
void gen_try(Gen *g, Stmt *s);
void gen_with(Gen *g, Stmt *s);

#endif
