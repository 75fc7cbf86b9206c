#include "objects/code.h"

#include <stdlib.h>

#include "core/err.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

static uint64_t next_serial = 1;

Code *code_new(void) {
    Code *c = obj_new(&code_type);
    if (!c)
        return NULL;
    c->serial = next_serial++;
    c->varnames = c->cellvars = c->freevars = VAL_NULL;
    c->name = c->qualname = c->filename = c->doc = VAL_NULL;
    return c;
}

static void code_dealloc(Obj *o) {
    Code *c = (Code *)o;
    for (uint32_t i = 0; i < c->nconsts; i++)
        decref(c->consts[i]);
    free(c->instrs);
    free(c->consts);
    free(c->names); /* interned: no counts */
    free(c->image);
    free(c->exc);
    free(c->lines);
    decref(c->varnames);
    decref(c->cellvars);
    decref(c->freevars);
    decref(c->name);
    decref(c->qualname);
    decref(c->filename);
    decref(c->doc);
    obj_free(o);
}

const LineEntry *code_line_entry(const Code *c, uint32_t instr) {
    uint32_t lo = 0, hi = c->nlines;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (c->lines[mid].start <= instr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? &c->lines[lo - 1] : NULL;
}

int code_line(const Code *c, uint32_t instr) {
    const LineEntry *e = code_line_entry(c, instr);
    return e ? e->line : c->firstline;
}

static Val code_repr(Val v) {
    Code *c = as_code(v);
    return str_from_format("<code object %V at %p, file \"%V\", line %d>", c->name, (void *)c, c->filename, c->firstline);
}

static Val get_name(Val v) { return incref(as_code(v)->name); }
static Val get_qualname(Val v) { return incref(as_code(v)->qualname); }
static Val get_filename(Val v) { return incref(as_code(v)->filename); }
static Val get_firstline(Val v) { return val_small(as_code(v)->firstline); }
static Val get_argcount(Val v) { return val_small(as_code(v)->argcount); }
static Val get_posonly(Val v) { return val_small(as_code(v)->posonly); }
static Val get_kwonly(Val v) { return val_small(as_code(v)->kwonly); }
static Val get_nlocals(Val v) { return val_small(as_code(v)->nlocals); }
static Val get_varnames(Val v) { return incref(as_code(v)->varnames); }
static Val get_cellvars(Val v) { return incref(as_code(v)->cellvars); }
static Val get_freevars(Val v) { return incref(as_code(v)->freevars); }
static Val get_names(Val v) { return tuple_from_items(as_code(v)->names, as_code(v)->nnames); }
static Val get_consts(Val v) { return tuple_from_items(as_code(v)->consts, as_code(v)->nconsts); }
static Val get_flags(Val v) {
    Code *c = as_code(v);
    int f = (c->flags & CODE_NEWLOCALS ? 3 : 0) | (c->flags & CODE_VARARGS ? 4 : 0) |
            (c->flags & CODE_VARKEYWORDS ? 8 : 0) | (c->flags & CODE_GENERATOR ? 32 : 0) | (c->nfree ? 16 : 0);
    return val_small(f);
}
static const GetSetDef code_getset[] = {{"co_name", get_name, NULL},
                                        {"co_qualname", get_qualname, NULL},
                                        {"co_filename", get_filename, NULL},
                                        {"co_firstlineno", get_firstline, NULL},
                                        {"co_argcount", get_argcount, NULL},
                                        {"co_posonlyargcount", get_posonly, NULL},
                                        {"co_kwonlyargcount", get_kwonly, NULL},
                                        {"co_nlocals", get_nlocals, NULL},
                                        {"co_varnames", get_varnames, NULL},
                                        {"co_cellvars", get_cellvars, NULL},
                                        {"co_freevars", get_freevars, NULL},
                                        {"co_names", get_names, NULL},
                                        {"co_consts", get_consts, NULL},
                                        {"co_flags", get_flags, NULL},
                                        {0}};

Type code_type = {
    TYPE_HEAD("code"), .size = sizeof(Code), .dealloc = code_dealloc, .repr = code_repr, .getset = code_getset,
};
