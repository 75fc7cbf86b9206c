/* Code generation: units (one per code object), registers, constants, jumps,
 * and the assembly of a unit into a Code. */
#include "compiler/codegen.h"

#include <stdio.h>
#include <stdlib.h>

#include "compiler/codegen_internal.h"
#include "core/err.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

void gen_fail(Gen *g) { longjmp(g->fail, 1); }

void gen_syntax_error(Gen *g, Loc loc, const char *msg) {
    Val exc = err_set(&exc_SyntaxError, "%s", msg);
    (void)exc;
    exc = err_fetch();
    exc_set_attr(exc, "filename", incref(g->filename_str));
    exc_set_attr(exc, "lineno", val_small(loc.line));
    exc_set_attr(exc, "offset", val_small(loc.col + 1));
    err_restore(exc);
    gen_fail(g);
}

Val str_of(Gen *g, const char *s) {
    Val v = str_intern_cstr(s);
    if (val_is_null(v))
        gen_fail(g);
    return v;
}

#define GROW(g, ptr, n, cap)                                                                       \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            uint32_t cap_ = (cap) ? (uint32_t)(cap) * 2 : 32;                                      \
            void *p_ = realloc((ptr), cap_ * sizeof *(ptr));                                       \
            if (!p_) {                                                                             \
                err_no_memory();                                                                   \
                gen_fail(g);                                                                       \
            }                                                                                      \
            (ptr) = p_;                                                                            \
            (cap) = cap_;                                                                          \
        }                                                                                          \
    } while (0)

/* ---- emission ---- */

static void note_line(Gen *g) {
    Unit *u = g->u;
    if (u->nlines) {
        LineEntry *l = &u->lines[u->nlines - 1];
        if (l->line == u->loc.line && l->col == u->loc.col && l->end_line == u->loc.end_line &&
            l->end_col == u->loc.end_col)
            return;
    }
    GROW(g, u->lines, u->nlines, u->line_capacity);
    u->lines[u->nlines++] =
        (LineEntry){u->ninstrs, u->loc.line, u->loc.col, u->loc.end_line, u->loc.end_col};
}

static void push_instr(Gen *g, Instr i) {
    Unit *u = g->u;
    GROW(g, u->instrs, u->ninstrs, u->instr_capacity);
    u->instrs[u->ninstrs++] = i;
}

uint32_t emit(Gen *g, Opcode op, int flags, int a, int b, int c) {
    note_line(g);
    uint32_t at = g->u->ninstrs;
    push_instr(g, (Instr){.op = (uint8_t)op, .flags = (uint8_t)flags, .a = (uint16_t)a, .b = (uint16_t)b, .c = (uint16_t)c});
    for (int i = 0; i < opcode_cache[op]; i++)
        push_instr(g, (Instr){.word = 0});
    return at;
}

uint32_t emit_bc(Gen *g, Opcode op, int flags, int a, int32_t bc) {
    return emit(g, op, flags, a, (uint32_t)bc & 0xffff, (uint32_t)bc >> 16);
}

int label_new(Gen *g) {
    Unit *u = g->u;
    GROW(g, u->labels, u->nlabels, u->label_capacity);
    u->labels[u->nlabels] = -1;
    return u->nlabels++;
}

void label_bind(Gen *g, int label) { g->u->labels[label] = (int32_t)g->u->ninstrs; }

static void add_fixup(Gen *g, uint32_t instr, int label) {
    Unit *u = g->u;
    GROW(g, u->fixups, u->nfixups, u->fixup_capacity);
    u->fixups[u->nfixups++] = (Fixup){instr, label};
}

void emit_jump(Gen *g, Opcode op, int flags, int a_reg, int label) {
    add_fixup(g, emit(g, op, flags, a_reg, 0, 0), label);
}

/* A conditional jump that may be too far for 16 bits: jump over a plain one
 * the other way round. */
void emit_branch(Gen *g, Opcode op, int flags, int b, int c, int label) {
    if (!g->u->far_jumps) {
        add_fixup(g, emit(g, op, flags, 0, b, c), label);
        return;
    }
    int taken = label_new(g), past = label_new(g);
    add_fixup(g, emit(g, op, flags, 0, b, c), taken);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, past);
    label_bind(g, taken);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, label);
    label_bind(g, past);
}

void emit_for_iter(Gen *g, int dst, int iter, int label) {
    if (!g->u->far_jumps) {
        add_fixup(g, emit(g, OP_FOR_ITER, 0, dst, iter, 0), label);
        return;
    }
    int ended = label_new(g), body = label_new(g);
    add_fixup(g, emit(g, OP_FOR_ITER, 0, dst, iter, 0), ended);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, body);
    label_bind(g, ended);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, label);
    label_bind(g, body);
}

/* ---- registers ---- */

int temp_new(Gen *g) {
    Unit *u = g->u;
    int r = u->temp_top++;
    if (u->temp_top > u->temp_max)
        u->temp_max = u->temp_top;
    if (u->temp_top >= KREG - MAX_KREGS - 1)
        gen_syntax_error(g, u->loc, "too many nested temporaries in one function");
    return r;
}

static int nowned(Unit *u) { return u->nlocals + u->ncells + u->nfree; }

bool is_temp(Gen *g, int reg) { return !(reg & KREG) && reg >= nowned(g->u); }

int last_use(Gen *g, int reg, int flag) { return is_temp(g, reg) ? flag : 0; }

void temp_free(Gen *g, int reg) {
    if (is_temp(g, reg)) {
        if (reg != g->u->temp_top - 1)
            err_fatal("code generator: temporary %d freed out of order (top %d)", reg, g->u->temp_top);
        g->u->temp_top--;
    }
}

/* ---- constants and names ---- */

static uint32_t hash_word(uint64_t w) { return (uint32_t)((w * 0x9e3779b97f4a7c15) >> 32); }

static void reindex(Gen *g, int32_t **index, uint32_t *size, uint32_t n, const uint64_t *words) {
    uint32_t want = *size ? *size * 2 : 64;
    int32_t *p = malloc(want * sizeof *p);
    if (!p) {
        err_no_memory();
        gen_fail(g);
    }
    for (uint32_t i = 0; i < want; i++)
        p[i] = -1;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t h = hash_word(words[i]) & (want - 1);
        while (p[h] >= 0)
            h = (h + 1) & (want - 1);
        p[h] = (int32_t)i;
    }
    free(*index);
    *index = p;
    *size = want;
}

uint32_t const_add(Gen *g, Val v) {
    if (val_is_null(v))
        gen_fail(g);
    Unit *u = g->u;
    if (u->nconsts * 2 >= u->const_index_size)
        reindex(g, &u->const_index, &u->const_index_size, u->nconsts, u->consts);
    uint32_t h = hash_word(v) & (u->const_index_size - 1);
    for (; u->const_index[h] >= 0; h = (h + 1) & (u->const_index_size - 1))
        if (u->consts[u->const_index[h]] == v) {
            decref(v);
            return (uint32_t)u->const_index[h];
        }
    GROW(g, u->consts, u->nconsts, u->const_capacity);
    u->const_index[h] = (int32_t)u->nconsts;
    u->consts[u->nconsts] = v;
    return u->nconsts++;
}

int const_reg(Gen *g, uint32_t k) {
    Unit *u = g->u;
    for (int i = 0; i < u->nkregs; i++)
        if (u->kregs[i] == k)
            return KREG | i;
    if (u->nkregs == MAX_KREGS)
        return -1;
    u->kregs[u->nkregs] = k;
    return KREG | u->nkregs++;
}

int name_add(Gen *g, const char *name) {
    Unit *u = g->u;
    if (u->nnames * 2 >= u->name_index_size) {
        reindex(g, &u->name_index, &u->name_index_size, u->nnames, (const uint64_t *)u->name_ids);
    }
    uint32_t h = hash_word((uint64_t)(uintptr_t)name) & (u->name_index_size - 1);
    for (; u->name_index[h] >= 0; h = (h + 1) & (u->name_index_size - 1))
        if (u->name_ids[u->name_index[h]] == name)
            return u->name_index[h];
    if (u->nnames == 65535)
        gen_syntax_error(g, u->loc, "more than 65535 different names in one code block");
    if (u->nnames == u->name_capacity) {
        uint32_t cap = u->name_capacity ? u->name_capacity * 2 : 16;
        Val *p = realloc(u->names, cap * sizeof *p);
        if (p)
            u->names = p;
        const char **q = p ? realloc(u->name_ids, cap * sizeof *q) : NULL;
        if (!q) {
            err_no_memory();
            gen_fail(g);
        }
        u->name_ids = q;
        u->name_capacity = cap;
    }
    u->name_index[h] = (int32_t)u->nnames;
    u->names[u->nnames] = str_of(g, name);
    u->name_ids[u->nnames] = name;
    return (int)u->nnames++;
}

Loc loc_expr(const Expr *e) { return (Loc){e->lineno, e->col_offset, e->end_lineno, e->end_col_offset}; }
Loc loc_stmt(const Stmt *s) { return (Loc){s->lineno, s->col_offset, s->end_lineno, s->end_col_offset}; }

/* ---- definite assignment ---- */

uint8_t *definite_save(Gen *g) {
    size_t n = (size_t)g->u->nlocals + 1;
    uint8_t *p = arena_alloc(g->arena, n);
    if (!p) {
        err_no_memory();
        gen_fail(g);
    }
    memcpy(p, g->u->definite, n);
    return p;
}

void definite_restore(Gen *g, const uint8_t *s) { memcpy(g->u->definite, s, (size_t)g->u->nlocals + 1); }

void definite_meet(Gen *g, const uint8_t *other, bool other_dead) {
    if (other_dead)
        return;
    if (g->u->dead) {
        definite_restore(g, other);
    } else {
        for (int i = 0; i < g->u->nlocals; i++)
            g->u->definite[i] &= other[i];
    }
    g->u->dead = false;
}

/* ---- protected ranges ---- */

/* As CPython's CO_MAXBLOCKS.  A finally body is generated once for each way out,
 * so that nesting them without a bound would double the code each time. */
#define MAX_BLOCKS 20

void protect_begin(Gen *g, Block *b, BlockKind kind, int handler, int depth) {
    int outer = 0;
    for (Block *o = g->u->block; o; o = o->outer)
        outer++;
    if (outer >= MAX_BLOCKS)
        gen_syntax_error(g, g->u->loc, "too many statically nested blocks");
    *b = (Block){.outer = g->u->block,
                 .kind = kind,
                 .break_label = -1,
                 .continue_label = -1,
                 .temp = -1,
                 .handler = handler,
                 .depth = depth,
                 .start = g->u->ninstrs};
    g->u->block = b;
}

void range_close(Gen *g, Block *b) {
    Unit *u = g->u;
    if (b->handler < 0 || b->start == u->ninstrs)
        return;
    GROW(g, u->exc, u->nexc, u->exc_capacity);
    u->exc[u->nexc++] = (ExcEntry){b->start, u->ninstrs, (uint32_t)b->handler, (uint16_t)b->depth};
}

void protect_end(Gen *g, Block *b) {
    range_close(g, b);
    g->u->block = b->outer;
}

/* ---- units ---- */

static void unit_free(Unit *u) {
    for (uint32_t i = 0; i < u->nconsts; i++)
        decref(u->consts[i]);
    free(u->instrs);
    free(u->lines);
    free(u->exc);
    free(u->fixups);
    free(u->labels);
    free(u->consts);
    free(u->const_index);
    free(u->names);
    free(u->name_ids);
    free(u->name_index);
    free(u->local_of_symbol);
    free(u->definite);
    decref(u->varnames);
    decref(u->qualname);
    free(u);
}

static Val make_qualname(Gen *g, Unit *outer, Scope *scope) {
    /* As CPython: the outer qualname, with <locals> after a function; a name
     * declared global starts anew. */
    if (!outer || outer->scope->type == SCOPE_TYPE_MODULE || scope->type == SCOPE_TYPE_MODULE)
        return str_from_cstr(scope->name);
    const char *mangled = symtable_mangle(g->arena, outer->scope->class_name, scope->name);
    Symbol *sym = mangled ? scope_symbol(outer->scope, mangled) : NULL;
    if (sym && sym->kind == SCOPE_GLOBAL_EXPLICIT)
        return str_from_cstr(scope->name);
    if (outer->scope->type == SCOPE_TYPE_FUNCTION)
        return str_from_format("%V.<locals>.%s", outer->qualname, scope->name);
    return str_from_format("%V.%s", outer->qualname, scope->name);
}

static int free_index(Scope *scope, const char *name) {
    for (int i = 0; i < scope->n_freevars; i++)
        if (scope->freevars[i] == name)
            return i;
    return -1;
}

Unit *unit_enter(Gen *g, Scope *scope, int firstline) {
    Unit *u = calloc(1, sizeof *u);
    if (!u) {
        err_no_memory();
        gen_fail(g);
    }
    u->varnames = u->qualname = VAL_NULL;
    u->outer = g->u;
    u->scope = scope;
    u->firstline = firstline;
    g->u = u;
    u->loc = (Loc){firstline, 0, firstline, 0};
    u->qualname = make_qualname(g, u->outer, scope);
    u->varnames = list_new(0);
    u->local_of_symbol = malloc(((size_t)scope->n_symbols + 1) * sizeof(int));
    if (val_is_null(u->qualname) || val_is_null(u->varnames) || !u->local_of_symbol) {
        if (!err_occurred())
            err_no_memory();
        gen_fail(g);
    }
    bool function = scope->type == SCOPE_TYPE_FUNCTION;
    for (int i = 0; i < scope->n_symbols; i++)
        u->local_of_symbol[i] = -1;
    /* Parameters and plain locals; a parameter that is a cell keeps its
     * register, where MAKE_CELL wraps the value that arrived. */
    for (int i = 0; function && i < scope->n_symbols; i++) {
        Symbol *s = scope->symbols[i];
        if (i < scope->n_params || s->kind == SCOPE_LOCAL) {
            u->local_of_symbol[i] = u->nlocals++;
            if (!list_append(as_list(u->varnames), str_of(g, s->name)))
                gen_fail(g);
        }
    }
    for (int i = 0; i < scope->n_symbols; i++) {
        Symbol *s = scope->symbols[i];
        if (s->kind == SCOPE_CELL && u->local_of_symbol[i] < 0)
            u->local_of_symbol[i] = u->nlocals + u->ncells++;
    }
    if (scope->type == SCOPE_TYPE_CLASS && scope->needs_class_closure)
        u->ncells++; /* the last cell: __class__ */
    u->nfree = scope->n_freevars;
    for (int i = 0; i < scope->n_symbols; i++) {
        Symbol *s = scope->symbols[i];
        int f = s->kind == SCOPE_FREE || (s->flags & SYM_FREE_CLASS) ? free_index(scope, s->name) : -1;
        if (f >= 0)
            u->local_of_symbol[i] = u->nlocals + u->ncells + f;
    }
    u->temp_top = u->temp_max = nowned(u);
    if (u->temp_top >= KREG - 1024)
        gen_syntax_error(g, u->loc, "too many local variables in one function");
    u->definite = calloc((size_t)u->nlocals + 1, 1);
    if (!u->definite) {
        err_no_memory();
        gen_fail(g);
    }
    for (int i = 0; i < scope->n_params && function; i++)
        u->definite[u->local_of_symbol[i]] = 1;
    return u;
}

static uint16_t reg_of(uint16_t r, int kbase) { return r & KREG ? (uint16_t)(kbase + (r & ~KREG)) : r; }

static bool patch_jumps(Gen *g, Unit *u) {
    for (uint32_t i = 0; i < u->nfixups; i++) {
        Instr *in = &u->instrs[u->fixups[i].instr];
        int32_t d = u->labels[u->fixups[i].label] - (int32_t)u->fixups[i].instr;
        const char *f = opcode_operands[in->op];
        if (f[1] == 'J') {
            if (in->op == OP_JUMP_FORWARD && d <= 0)
                in->op = OP_JUMP_BACKWARD;
            in->b = (uint32_t)d & 0xffff;
            in->c = (uint32_t)d >> 16;
        } else {
            if (d != (int16_t)d) {
                g->overflow16 = true;
                return false;
            }
            *(f[0] == 'j' ? &in->a : &in->c) = (uint16_t)d;
        }
    }
    return true;
}

static Val tuple_of_names(Gen *g, const char **names, int n, const char *extra) {
    Val t = tuple_new(n + (extra != NULL));
    if (val_is_null(t))
        gen_fail(g);
    for (int i = 0; i < n; i++)
        as_tuple(t)->items[i] = incref(str_of(g, names[i]));
    if (extra)
        as_tuple(t)->items[n] = incref(str_of(g, extra));
    return t;
}

static const char **cell_names(Gen *g, Unit *u, int *n) {
    /* In register order: parameters that are cells, then the others. */
    const char **names = arena_alloc(g->arena, ((size_t)u->scope->n_symbols + 1) * sizeof *names);
    if (!names) {
        err_no_memory();
        gen_fail(g);
    }
    *n = 0;
    for (int i = 0; i < u->scope->n_symbols; i++)
        if (u->scope->symbols[i]->kind == SCOPE_CELL)
            names[(*n)++] = u->scope->symbols[i]->name;
    return names;
}

Code *unit_leave(Gen *g) {
    Unit *u = g->u;
    if (!patch_jumps(g, u)) {
        g->u = u->outer;
        unit_free(u);
        return NULL;
    }
    Scope *scope = u->scope;
    int kbase = u->temp_max;
    for (uint32_t i = 0; i < u->ninstrs;) {
        Instr *in = &u->instrs[i];
        const char *f = opcode_operands[in->op];
        if (strchr("RWT", f[0]))
            in->a = reg_of(in->a, kbase);
        if (strchr("RWT", f[1]))
            in->b = reg_of(in->b, kbase);
        if (strchr("RWT", f[2]))
            in->c = reg_of(in->c, kbase);
        i += 1u + opcode_cache[in->op];
    }
    for (uint32_t i = 0; i < u->nexc; i++)
        u->exc[i].target = (uint32_t)u->labels[u->exc[i].target];

    Code *c = code_new();
    if (!c)
        gen_fail(g);
    g->result = c; /* freed by the failure path until returned */
    c->instrs = u->instrs;
    c->ninstrs = u->ninstrs;
    c->lines = u->lines;
    c->nlines = u->nlines;
    c->exc = u->exc;
    c->nexc = u->nexc;
    c->consts = u->consts;
    c->nconsts = u->nconsts;
    c->names = u->names;
    c->nnames = u->nnames;
    u->instrs = NULL;
    u->lines = NULL;
    u->exc = NULL;
    u->consts = NULL;
    u->nconsts = 0;
    u->names = NULL;
    c->firstline = u->firstline;
    c->filename = incref(g->filename_str);
    c->name = incref(str_of(g, scope->name));
    c->qualname = incref(u->qualname);
    c->name_utf8 = str_utf8(c->name, NULL);
    c->qualname_utf8 = str_utf8(c->qualname, NULL);
    c->filename_utf8 = str_utf8(c->filename, NULL);
    c->varnames = list_as_tuple(as_list(u->varnames));
    int ncell_names;
    const char **cells = cell_names(g, u, &ncell_names);
    c->cellvars = tuple_of_names(g, cells, ncell_names, NULL);
    c->freevars = tuple_of_names(g, scope->freevars, scope->n_freevars, NULL);
    if (val_is_null(c->varnames) || !c->name_utf8 || !c->qualname_utf8 || !c->filename_utf8)
        gen_fail(g);
    c->nlocals = (uint16_t)u->nlocals;
    c->ncells = (uint16_t)u->ncells;
    c->nfree = (uint16_t)u->nfree;
    c->nowned = (uint16_t)nowned(u);
    c->kbase = (uint16_t)kbase;
    c->nkregs = (uint16_t)u->nkregs;
    c->nregs = (uint16_t)(kbase + u->nkregs);
    int nimage = code_image_regs(c);
    c->image = malloc((size_t)nimage * sizeof(Val));
    if (!c->image) {
        err_no_memory();
        gen_fail(g);
    }
    for (int i = 0; i < nimage; i++)
        c->image[i] = i >= kbase && i < kbase + u->nkregs ? c->consts[u->kregs[i - kbase]] : VAL_NULL;
    if (scope->type == SCOPE_TYPE_FUNCTION) {
        c->flags |= CODE_NEWLOCALS;
        if (scope->has_vararg)
            c->flags |= CODE_VARARGS;
        if (scope->has_kwarg)
            c->flags |= CODE_VARKEYWORDS;
    }
    if (scope->type == SCOPE_TYPE_CLASS)
        c->flags |= CODE_CLASS;
    if (u->is_generator)
        c->flags |= CODE_GENERATOR;
    g->u = u->outer;
    unit_free(u);
    g->result = NULL;
    return c;
}

Code *gen_unit(Gen *g, Scope *scope, int firstline, void (*body)(Gen *, void *), void *arg) {
    for (int attempt = 0;; attempt++) {
        g->overflow16 = false;
        Unit *u = unit_enter(g, scope, firstline);
        u->far_jumps = attempt > 0;
        u->is_generator = scope->is_generator;
        for (int i = 0; i < scope->n_params && scope->type == SCOPE_TYPE_FUNCTION; i++)
            if (scope->symbols[i]->kind == SCOPE_CELL)
                emit(g, OP_MAKE_CELL, 0, u->local_of_symbol[i], 0, 0);
        for (int i = 0; i < u->ncells; i++)
            emit(g, OP_MAKE_CELL, 0, u->nlocals + i, 0, 0);
        body(g, arg);
        Code *c = unit_leave(g);
        if (c)
            return c;
    }
}

static void module_body(Gen *g, void *arg) {
    Module *m = arg;
    if (m->mode == PARSE_EVAL) {
        int r = gen_expr(g, m->expression, ANYWHERE);
        emit(g, OP_RETURN_VALUE, last_use(g, r, LAST_A), r, 0, 0);
        temp_free(g, r);
        return;
    }
    int start = 0;
    Val doc = VAL_NULL;
    gen_docstring_skip(g, m->body, &start, &doc);
    if (!val_is_null(doc)) {
        int t = temp_new(g);
        gen_const(g, doc, t);
        gen_store_name(g, arena_intern(g->arena, "__doc__", 7), t);
        emit(g, OP_POP_TOP, LAST_A, t, 0, 0);
        temp_free(g, t);
    }
    if (g->u->scope->has_annotations)
        emit(g, OP_SETUP_ANNOTATIONS, 0, 0, 0, 0);
    gen_body(g, m->body);
    emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
}

Code *codegen(Arena *arena, Module *module, Symtable *symtable, const char *filename, bool has_walrus) {
    Gen *g = calloc(1, sizeof *g);
    if (!g) {
        err_no_memory();
        return NULL;
    }
    g->arena = arena;
    g->symtable = symtable;
    g->filename = filename;
    g->walrus = has_walrus;
    g->future_annotations = symtable_future_annotations(symtable);
    g->filename_str = str_intern_cstr(filename);
    Code *volatile c = NULL;
    if (val_is_null(g->filename_str)) {
        free(g);
        return NULL;
    }
    if (setjmp(g->fail) == 0) {
        Scope *top = symtable_top(symtable);
        c = gen_unit(g, top, 1, module_body, module);
    } else {
        while (g->u) {
            Unit *u = g->u;
            g->u = u->outer;
            unit_free(u);
        }
        if (g->result)
            decref_obj(g->result);
        if (!err_occurred())
            err_no_memory();
        c = NULL;
    }
    free(g);
    return c;
}
