/* Code objects: bytecode, constants, names and tables of one function,
 * class body or module. */
#ifndef GILPY_OBJECTS_CODE_H
#define GILPY_OBJECTS_CODE_H

#include "core/object.h"

/* One instruction: 8 bytes.  What a, b, c mean is the opcode's format
 * (compiler/opcodes.def); cache words follow the instruction in line. */
typedef union Instr {
    struct {
        uint8_t op, flags;
        uint16_t a, b, c;
    };
    uint64_t word;
    struct { /* inline cache: what the receiver must look like */
        uint32_t shape, version;
    } key;
    struct { /* inline cache of a global: entry of a dict whose keys did not change */
        uint32_t keys_version, builtins_version;
    } global;
    int64_t index;
    void *ptr;
} Instr;
_Static_assert(sizeof(Instr) == 8, "one word");

/* Last use: the operand register is a temporary that dies here. */
enum { LAST_A = 1, LAST_B = 2, LAST_C = 4 };

/* A protected range [start, end) of instruction indexes: an exception in it
 * drops the temporaries from `depth` on, puts the exception in that register
 * and goes on at target.  Inner ranges come first. */
typedef struct ExcEntry {
    uint32_t start, end, target;
    uint16_t depth;
} ExcEntry;

typedef struct LineEntry { /* from instruction `start` on, until the next entry */
    uint32_t start;
    int32_t line;
    int32_t col, end_line, end_col; /* UTF-8 bytes, 0-based; -1: none */
} LineEntry;

enum {
    CODE_VARARGS = 1,
    CODE_VARKEYWORDS = 2,
    CODE_GENERATOR = 4,
    CODE_NEWLOCALS = 8,    /* function: locals in registers; else names in a dict */
    CODE_SIMPLE_CALL = 16, /* positional parameters only, no cells to set up by the caller, no generator */
    CODE_NESTED = 32,
    CODE_CLASS = 64,
};

typedef struct Code {
    Obj ob;
    uint64_t serial; /* never reused: tracers key names by it */
    Instr *instrs;
    uint32_t ninstrs;
    int32_t flags;
    uint16_t argcount;    /* positional, including positional-only */
    uint16_t posonly, kwonly;
    uint16_t nlocals;     /* varnames: parameters first */
    uint16_t ncells;      /* registers nlocals.. : cells made here (not of parameters) */
    uint16_t nfree;       /* then the closure's cells */
    uint16_t nowned;      /* nlocals + ncells + nfree: what a frame drops at its end */
    uint16_t nkregs;      /* constants copied to the last registers of each frame */
    uint16_t kbase;       /* first of those; temporaries lie between nowned and kbase */
    uint16_t nregs;       /* all registers */
    Val *consts;
    uint32_t nconsts;
    Val *names;
    uint32_t nnames;
    Val *image;           /* what the registers of a new frame hold (code_image_regs of them); borrowed from consts */
    Val varnames, cellvars, freevars; /* tuples of str */
    Val name, qualname, filename;     /* str */
    Val doc;                          /* docstring or None */
    const char *name_utf8, *qualname_utf8, *filename_utf8; /* resident, for tracebacks and the probes */
    int32_t firstline;
    ExcEntry *exc;
    uint32_t nexc;
    LineEntry *lines;
    uint32_t nlines;
    uint16_t *cell_params; /* parameters that are cells: register of param i, at MAKE_CELL */
    uint32_t ncell_params;
} Code;

extern Type code_type;
static inline Code *as_code(Val v) { return (Code *)val_obj(v); }
/* Registers in a frame of c with the padding that lets them be filled two at a time. */
static inline int code_image_regs(const Code *c) { return (c->nregs + 1) & ~1; }
/* An empty code object for the code generator to fill; NULL: MemoryError. */
Code *code_new(void);
const LineEntry *code_line_entry(const Code *c, uint32_t instr); /* NULL: none */
int code_line(const Code *c, uint32_t instr);

#endif
