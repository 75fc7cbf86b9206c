/* The bytecode of a code object as text, in the manner of CPython's dis. */
#include "compiler/disasm.h"

#include <stdio.h>

#include "compiler/bytecode.h"
#include "core/err.h"
#include "objects/str.h"
#include "objects/tuple.h"

static void print_repr(FILE *out, Val v) {
    Val r = val_repr(v);
    const char *s = val_is_null(r) ? NULL : str_utf8(r, NULL);
    fputs(s ? s : "?", out);
    decref(r);
    err_clear();
}

static void print_name(FILE *out, Val names, int64_t i) {
    const char *s = i >= 0 && i < as_tuple(names)->length ? str_utf8(as_tuple(names)->items[i], NULL) : NULL;
    fputs(s ? s : "?", out);
}

/* A register by what it is: a variable's name, a constant, a temporary. */
static void print_register(FILE *out, const Code *c, int r) {
    if (r < c->nlocals) {
        print_name(out, c->varnames, r);
    } else if (r < c->nlocals + c->ncells) {
        int64_t first = as_tuple(c->cellvars)->length - c->ncells;
        if (first + r - c->nlocals < as_tuple(c->cellvars)->length && first >= 0)
            print_name(out, c->cellvars, first + r - c->nlocals);
        else
            fputs("__class__", out);
    } else if (r < c->nowned) {
        print_name(out, c->freevars, r - c->nlocals - c->ncells);
    } else if (r < c->kbase) {
        fprintf(out, "t%d", r - c->nowned);
    } else {
        print_repr(out, c->image[r]);
    }
}

static bool *find_targets(const Code *c) {
    bool *t = calloc(c->ninstrs + 1, 1);
    for (uint32_t i = 0; t && i < c->ninstrs; i += 1u + opcode_cache[c->instrs[i].op]) {
        Instr in = c->instrs[i];
        const char *f = opcode_operands[in.op];
        int64_t to = -1;
        if (f[1] == 'J')
            to = (int64_t)i + instr_bc(in);
        else if (f[0] == 'j')
            to = (int64_t)i + (int16_t)in.a;
        else if (f[2] == 'j')
            to = (int64_t)i + (int16_t)in.c;
        if (to >= 0 && to <= c->ninstrs)
            t[to] = true;
    }
    for (uint32_t i = 0; t && i < c->nexc; i++)
        t[c->exc[i].target] = true;
    return t;
}

static void print_operand(FILE *out, const Code *c, uint32_t at, int which, bool *first) {
    Instr in = c->instrs[at];
    char kind = opcode_operands[in.op][which];
    uint16_t v = which == 0 ? in.a : which == 1 ? in.b : in.c;
    if (kind == '.')
        return;
    fputs(*first ? " " : ", ", out);
    *first = false;
    switch (kind) {
    case 'R':
    case 'W':
    case 'T':
        print_register(out, c, v);
        if (in.flags & (LAST_A << which) && in.op != OP_MAKE_FUNCTION)
            fputc('!', out); /* last use */
        break;
    case 'N': {
        const char *s = str_utf8(c->names[v], NULL);
        fputs(s ? s : "?", out);
        break;
    }
    case 'K':
        fputc('(', out);
        print_repr(out, c->consts[instr_bc(in)]);
        fputc(')', out);
        break;
    case 'J':
        fprintf(out, "to %lld", (long long)at + instr_bc(in));
        break;
    case 'j':
        fprintf(out, "to %lld", (long long)at + (int16_t)v);
        break;
    default:
        fprintf(out, "%u", v);
    }
}

static void print_code(FILE *out, const Code *c) {
    bool *targets = find_targets(c);
    int line = -1;
    for (uint32_t i = 0; i < c->ninstrs; i += 1u + opcode_cache[c->instrs[i].op]) {
        int l = code_line(c, i);
        if (l != line && i)
            fputc('\n', out);
        if (l != line)
            fprintf(out, "%5d ", l);
        else
            fputs("      ", out);
        line = l;
        Instr in = c->instrs[i];
        fprintf(out, "%s %5u  %-22s", targets && targets[i] ? ">>" : "  ", i, opcode_names[opcode_base(in.op)]);
        bool first = true;
        /* targets of jumps last, as people read them */
        const char *f = opcode_operands[in.op];
        for (int k = 0; k < 3; k++)
            if (f[k] != 'j' && f[k] != 'J')
                print_operand(out, c, i, k, &first);
        for (int k = 0; k < 3; k++)
            if (f[k] == 'j' || f[k] == 'J')
                print_operand(out, c, i, k, &first);
        fputc('\n', out);
    }
    free(targets);
    if (c->nexc) {
        fputs("Exception table:\n", out);
        for (uint32_t i = 0; i < c->nexc; i++)
            fprintf(out, "  %u to %u -> %u, exception in t%d\n", c->exc[i].start, c->exc[i].end, c->exc[i].target,
                    c->exc[i].depth - c->nowned);
    }
}

void disassemble(FILE *out, const Code *c) {
    print_code(out, c);
    for (uint32_t i = 0; i < c->nconsts; i++)
        if (val_is(c->consts[i], &code_type)) {
            fputs("\nDisassembly of ", out);
            print_repr(out, c->consts[i]);
            fputs(":\n", out);
            disassemble(out, as_code(c->consts[i]));
        }
}
