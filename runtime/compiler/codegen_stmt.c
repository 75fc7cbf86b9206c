/* Statements. */
#include "compiler/codegen_internal.h"
#include "core/err.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- stores ---- */

void gen_store_name(Gen *g, const char *id, int src) {
    const char *name = mangle(g, id);
    Symbol *sym;
    int reg = local_register(g, name, &sym);
    ScopeType type = g->u->scope->type;
    if (!sym) { /* __doc__ and its like: not in the source, so in no scope */
        emit(g, OP_STORE_NAME, 0, src, name_add(g, name), 0);
        return;
    }
    if (type == SCOPE_TYPE_FUNCTION && sym->kind == SCOPE_LOCAL) {
        if (reg != src)
            emit(g, OP_LOAD_FAST, 0, reg, src, 0);
        if (!(sym->flags & SYM_DELETED))
            g->u->definite[reg] = 1;
    } else if (sym->kind == SCOPE_CELL || sym->kind == SCOPE_FREE) {
        emit(g, OP_STORE_DEREF, 0, reg, src, 0);
    } else if (type == SCOPE_TYPE_FUNCTION || sym->kind == SCOPE_GLOBAL_EXPLICIT) {
        emit(g, OP_STORE_GLOBAL, 0, src, name_add(g, name), 0);
    } else {
        emit(g, OP_STORE_NAME, 0, src, name_add(g, name), 0);
    }
}

/* The store just emitted is the last use of temporary src. */
static void mark_last(Gen *g, uint32_t at, int src) {
    Instr *in = &g->u->instrs[at];
    if (!is_temp(g, src) || at >= g->u->ninstrs)
        return;
    if (in->op == OP_LOAD_FAST || in->op == OP_STORE_DEREF)
        in->flags |= LAST_B;
    else if (in->op == OP_STORE_GLOBAL || in->op == OP_STORE_NAME)
        in->flags |= LAST_A;
}

static void store_name_last(Gen *g, const char *id, int src) {
    uint32_t at = g->u->ninstrs;
    gen_store_name(g, id, src);
    mark_last(g, at, src);
}

static void unpack_targets(Gen *g, ExprSeq *targets, int src) {
    int star = -1;
    for (int i = 0; i < targets->n; i++)
        if (targets->items[i]->kind == Starred_kind)
            star = i;
    int base = g->u->temp_top;
    for (int i = 0; i < targets->n; i++)
        temp_new(g);
    if (targets->n == 0) { /* () = x: the window is empty but must lie among the registers */
        temp_new(g);
        g->u->temp_top = base;
    }
    int flags = last_use(g, src, LAST_B);
    if (star < 0) {
        emit(g, OP_UNPACK_SEQUENCE, flags, base, src, targets->n);
    } else {
        if (star > 255 || targets->n - star - 1 > 255)
            gen_syntax_error(g, g->u->loc, "too many expressions in star-unpacking assignment");
        emit(g, OP_UNPACK_EX, flags, base, src, star | (targets->n - star - 1) << 8);
    }
    for (int i = 0; i < targets->n; i++) {
        Expr *t = targets->items[i];
        gen_store(g, t->kind == Starred_kind ? t->v.Starred.value : t, base + i);
    }
    g->u->temp_top = base;
}

void gen_store(Gen *g, Expr *target, int src) {
    g->u->loc = loc_expr(target);
    switch (target->kind) {
    case Name_kind:
        store_name_last(g, target->v.Name.id, src);
        return;
    case Attribute_kind: {
        int obj = gen_expr(g, target->v.Attribute.value, ANYWHERE);
        g->u->loc = loc_expr(target);
        emit(g, OP_STORE_ATTR, last_use(g, obj, LAST_A) | last_use(g, src, LAST_C), obj,
             name_add(g, mangle(g, target->v.Attribute.attr)), src);
        temp_free(g, obj);
        return;
    }
    case Subscript_kind: {
        int obj = gen_expr(g, target->v.Subscript.value, ANYWHERE);
        int key = gen_expr(g, target->v.Subscript.slice, ANYWHERE);
        g->u->loc = loc_expr(target);
        emit(g, OP_STORE_SUBSCR, last_use(g, obj, LAST_A) | last_use(g, key, LAST_B) | last_use(g, src, LAST_C), obj, key,
             src);
        temp_free(g, key);
        temp_free(g, obj);
        return;
    }
    case Tuple_kind:
        unpack_targets(g, target->v.Tuple.elts, src);
        return;
    case List_kind:
        unpack_targets(g, target->v.List.elts, src);
        return;
    default:
        gen_syntax_error(g, loc_expr(target), "cannot assign to this expression");
    }
}

/* The register a plain local name lives in, or -1. */
static int plain_local(Gen *g, Expr *target) {
    if (target->kind != Name_kind || g->u->scope->type != SCOPE_TYPE_FUNCTION)
        return -1;
    Symbol *sym;
    int reg = local_register(g, mangle(g, target->v.Name.id), &sym);
    return sym && sym->kind == SCOPE_LOCAL ? reg : -1;
}

static void set_definite(Gen *g, Expr *name) {
    Symbol *sym;
    int reg = local_register(g, mangle(g, name->v.Name.id), &sym);
    if (!(sym->flags & SYM_DELETED))
        g->u->definite[reg] = 1;
}

static bool no_star(ExprSeq *s) {
    for (int i = 0; i < s->n; i++)
        if (s->items[i]->kind == Starred_kind)
            return false;
    return true;
}

static void gen_assign(Gen *g, Stmt *s) {
    ExprSeq *targets = s->v.Assign.targets;
    Expr *value = s->v.Assign.value, *t0 = targets->items[0];
    if (targets->n == 1) {
        int reg = plain_local(g, t0);
        if (reg >= 0) {
            gen_expr(g, value, reg);
            set_definite(g, t0);
            return;
        }
        /* a, b = c, d: no tuple is made */
        if (t0->kind == Tuple_kind && value->kind == Tuple_kind && t0->v.Tuple.elts->n == value->v.Tuple.elts->n &&
            t0->v.Tuple.elts->n <= 30 && no_star(t0->v.Tuple.elts) && no_star(value->v.Tuple.elts)) {
            int base = g->u->temp_top, n = t0->v.Tuple.elts->n;
            for (int i = 0; i < n; i++)
                gen_temp(g, value->v.Tuple.elts->items[i]);
            for (int i = 0; i < n; i++)
                gen_store(g, t0->v.Tuple.elts->items[i], base + i);
            g->u->temp_top = base;
            return;
        }
        bool scoped = t0->kind == Name_kind; /* dis shows the constant being loaded */
        int r = scoped ? gen_temp(g, value) : gen_expr(g, value, ANYWHERE);
        gen_store(g, t0, r);
        temp_free(g, r);
        return;
    }
    int r = gen_temp(g, value);
    for (int i = 0; i < targets->n; i++) {
        int src = r;
        if (i < targets->n - 1) {
            src = temp_new(g);
            emit(g, OP_LOAD_FAST, 0, src, r, 0);
        }
        gen_store(g, targets->items[i], src);
        if (src != r)
            temp_free(g, src);
    }
    temp_free(g, r);
}

static void gen_augassign(Gen *g, Stmt *s) {
    Expr *t = s->v.AugAssign.target;
    Opcode op = OP_INPLACE_ADD + (s->v.AugAssign.op - 1);
    if (t->kind == Name_kind) {
        int reg = plain_local(g, t);
        if (reg >= 0) {
            gen_name_operand(g, t->v.Name.id);
            int r = gen_expr(g, s->v.AugAssign.value, ANYWHERE);
            g->u->loc = loc_stmt(s);
            emit(g, op, last_use(g, r, LAST_C), reg, reg, r);
            temp_free(g, r);
            set_definite(g, t);
            return;
        }
        int v = temp_new(g);
        gen_load_name(g, t->v.Name.id, v);
        int r = gen_expr(g, s->v.AugAssign.value, ANYWHERE);
        g->u->loc = loc_stmt(s);
        emit(g, op, LAST_B | last_use(g, r, LAST_C), v, v, r);
        temp_free(g, r);
        store_name_last(g, t->v.Name.id, v);
        temp_free(g, v);
        return;
    }
    if (t->kind == Attribute_kind) {
        int obj = gen_temp(g, t->v.Attribute.value), v = temp_new(g);
        int name = name_add(g, mangle(g, t->v.Attribute.attr));
        g->u->loc = loc_expr(t);
        emit(g, OP_LOAD_ATTR, 0, v, obj, name);
        int r = gen_expr(g, s->v.AugAssign.value, ANYWHERE);
        g->u->loc = loc_stmt(s);
        emit(g, op, LAST_B | last_use(g, r, LAST_C), v, v, r);
        temp_free(g, r);
        emit(g, OP_STORE_ATTR, LAST_A | LAST_C, obj, name, v);
        temp_free(g, v);
        temp_free(g, obj);
        return;
    }
    int obj = gen_temp(g, t->v.Subscript.value), key = gen_temp(g, t->v.Subscript.slice), v = temp_new(g);
    g->u->loc = loc_expr(t);
    emit(g, OP_BINARY_SUBSCR, 0, v, obj, key);
    int r = gen_expr(g, s->v.AugAssign.value, ANYWHERE);
    g->u->loc = loc_stmt(s);
    emit(g, op, LAST_B | last_use(g, r, LAST_C), v, v, r);
    temp_free(g, r);
    emit(g, OP_STORE_SUBSCR, LAST_A | LAST_B | LAST_C, obj, key, v);
    temp_free(g, v);
    temp_free(g, key);
    temp_free(g, obj);
}

static void gen_annassign(Gen *g, Stmt *s) {
    Expr *t = s->v.AnnAssign.target;
    if (s->v.AnnAssign.value) {
        int reg = plain_local(g, t);
        if (reg >= 0) {
            gen_expr(g, s->v.AnnAssign.value, reg);
            set_definite(g, t);
        } else {
            int r = gen_temp(g, s->v.AnnAssign.value);
            gen_store(g, t, r);
            temp_free(g, r);
        }
    }
    /* Annotations of a function's locals are not evaluated. */
    if (g->u->scope->type == SCOPE_TYPE_FUNCTION || !s->v.AnnAssign.simple || t->kind != Name_kind)
        return;
    int v = temp_new(g);
    if (g->future_annotations)
        gen_const(g, incref(str_of(g, "")), v);
    else
        gen_expr(g, s->v.AnnAssign.annotation, v);
    int d = temp_new(g), k = temp_new(g);
    emit(g, OP_LOAD_NAME, 0, d, name_add(g, arena_intern(g->arena, "__annotations__", 15)), 0);
    gen_const(g, incref(str_of(g, mangle(g, t->v.Name.id))), k);
    emit(g, OP_STORE_SUBSCR, LAST_A | LAST_B | LAST_C, d, k, v);
    temp_free(g, k);
    temp_free(g, d);
    temp_free(g, v);
}

static void gen_delete(Gen *g, Expr *t) {
    g->u->loc = loc_expr(t);
    switch (t->kind) {
    case Name_kind: {
        const char *name = mangle(g, t->v.Name.id);
        Symbol *sym;
        int reg = local_register(g, name, &sym);
        if (g->u->scope->type == SCOPE_TYPE_FUNCTION && sym->kind == SCOPE_LOCAL) {
            emit(g, OP_DELETE_FAST, 0, reg, 0, 0);
            g->u->definite[reg] = 0;
        } else if (sym->kind == SCOPE_CELL || sym->kind == SCOPE_FREE) {
            emit(g, OP_DELETE_DEREF, 0, reg, 0, 0);
        } else if (g->u->scope->type == SCOPE_TYPE_FUNCTION || sym->kind == SCOPE_GLOBAL_EXPLICIT) {
            emit(g, OP_DELETE_GLOBAL, 0, 0, name_add(g, name), 0);
        } else {
            emit(g, OP_DELETE_NAME, 0, 0, name_add(g, name), 0);
        }
        return;
    }
    case Attribute_kind: {
        int obj = gen_expr(g, t->v.Attribute.value, ANYWHERE);
        g->u->loc = loc_expr(t);
        emit(g, OP_DELETE_ATTR, last_use(g, obj, LAST_B), 0, obj, name_add(g, mangle(g, t->v.Attribute.attr)));
        temp_free(g, obj);
        return;
    }
    case Subscript_kind: {
        int obj = gen_expr(g, t->v.Subscript.value, ANYWHERE);
        int key = gen_expr(g, t->v.Subscript.slice, ANYWHERE);
        g->u->loc = loc_expr(t);
        emit(g, OP_DELETE_SUBSCR, last_use(g, obj, LAST_B) | last_use(g, key, LAST_C), 0, obj, key);
        temp_free(g, key);
        temp_free(g, obj);
        return;
    }
    case Tuple_kind:
    case List_kind: {
        ExprSeq *elts = t->kind == Tuple_kind ? t->v.Tuple.elts : t->v.List.elts;
        for (int i = 0; i < elts->n; i++)
            gen_delete(g, elts->items[i]);
        return;
    }
    default:
        gen_syntax_error(g, loc_expr(t), "cannot delete this expression");
    }
}

/* ---- flow ---- */

static void gen_if(Gen *g, Stmt *s) {
    /* elif chains may be long: a loop */
    int end = label_new(g);
    uint8_t *met = NULL; /* state where the finished branches join */
    bool met_dead = true;
    for (;;) {
        int orelse = label_new(g);
        gen_branch(g, s->v.If.test, false, orelse);
        uint8_t *before = definite_save(g);
        gen_body(g, s->v.If.body);
        bool more = s->v.If.orelse->n > 0;
        if (more && !g->u->dead)
            emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
        /* join this branch with those before it */
        if (met)
            definite_meet(g, met, met_dead);
        met = definite_save(g);
        met_dead = g->u->dead;
        label_bind(g, orelse);
        definite_restore(g, before);
        g->u->dead = false;
        if (!more)
            break;
        StmtSeq *rest = s->v.If.orelse;
        if (rest->n == 1 && rest->items[0]->kind == If_kind) {
            s = rest->items[0];
            g->u->loc = loc_stmt(s);
            continue;
        }
        gen_body(g, rest);
        break;
    }
    definite_meet(g, met, met_dead);
    label_bind(g, end);
}

static void push_loop(Gen *g, Block *b, int break_label, int continue_label, int iter) {
    protect_begin(g, b, BLOCK_LOOP, -1, 0);
    b->break_label = break_label;
    b->continue_label = continue_label;
    b->temp = iter;
}

static void gen_while(Gen *g, Stmt *s) {
    int body = label_new(g), cont = label_new(g), orelse = label_new(g), end = label_new(g);
    gen_branch(g, s->v.While.test, false, orelse);
    uint8_t *before = definite_save(g);
    Block b;
    push_loop(g, &b, end, cont, -1);
    label_bind(g, body);
    gen_body(g, s->v.While.body);
    g->u->block = b.outer;
    definite_restore(g, before);
    g->u->dead = false;
    label_bind(g, cont);
    gen_branch(g, s->v.While.test, true, body);
    label_bind(g, orelse);
    definite_restore(g, before);
    gen_body(g, s->v.While.orelse);
    g->u->dead = false;
    definite_restore(g, before);
    label_bind(g, end);
}

static void gen_for(Gen *g, Stmt *s) {
    int top = label_new(g), orelse = label_new(g), end = label_new(g);
    int r = gen_expr(g, s->v.For.iter, ANYWHERE);
    int flags = last_use(g, r, LAST_B);
    temp_free(g, r);
    int it = temp_new(g);
    g->u->loc = loc_stmt(s); /* as CPython's: the loop is what fails */
    emit(g, OP_GET_ITER, flags, it, r, 0);
    uint8_t *before = definite_save(g);
    label_bind(g, top);
    g->u->loc = loc_stmt(s);
    int reg = plain_local(g, s->v.For.target);
    if (reg >= 0) {
        emit_for_iter(g, reg, it, orelse);
        set_definite(g, s->v.For.target);
    } else {
        int t = temp_new(g);
        emit_for_iter(g, t, it, orelse);
        gen_store(g, s->v.For.target, t);
        temp_free(g, t);
    }
    Block b;
    push_loop(g, &b, end, top, it);
    gen_body(g, s->v.For.body);
    g->u->block = b.outer;
    g->u->loc = loc_stmt(s);
    emit_jump(g, OP_JUMP_BACKWARD, 0, 0, top);
    label_bind(g, orelse);
    definite_restore(g, before);
    g->u->dead = false;
    temp_free(g, it);
    gen_body(g, s->v.For.orelse);
    g->u->dead = false;
    definite_restore(g, before);
    label_bind(g, end);
}

static bool has_obligations(Block *b, Block *upto) {
    for (; b != upto; b = b->outer)
        if (b->kind != BLOCK_TRY && !(b->kind == BLOCK_LOOP && b->temp < 0))
            return true;
    return false;
}

/* Leave all blocks inside upto.  While the obligations of one are met, its
 * own range and those inside it protect nothing: their ranges are closed here
 * and begin anew after the jump. */
void gen_unwind(Gen *g, Block *upto) {
    Block *saved = g->u->block;
    for (Block *b = saved; b != upto; b = b->outer) {
        range_close(g, b);
        g->u->block = b->outer;
        switch (b->kind) {
        case BLOCK_LOOP:
        case BLOCK_TEMP:
            if (b->temp >= 0)
                emit(g, OP_POP_TOP, LAST_A, b->temp, 0, 0);
            break;
        case BLOCK_TRY:
            break;
        case BLOCK_FINALLY_TRY: {
            uint8_t *state = definite_save(g);
            gen_body(g, b->finalbody);
            definite_restore(g, state);
            g->u->dead = false;
            break;
        }
        case BLOCK_WITH:
            g->u->loc = b->loc;
            emit(g, OP_WITH_EXIT, LAST_A, b->temp, 0, 0);
            break;
        case BLOCK_HANDLER:
            emit(g, OP_POP_EXCEPT, LAST_A, b->temp + 1, 0, 0);
            emit(g, OP_POP_TOP, LAST_A, b->temp, 0, 0);
            break;
        case BLOCK_NAME: {
            int t = temp_new(g);
            gen_const(g, VAL_NONE, t);
            store_name_last(g, b->name, t);
            temp_free(g, t);
            Loc loc = g->u->loc;
            Expr name = {.kind = Name_kind, .lineno = loc.line, .col_offset = loc.col, .end_lineno = loc.end_line,
                         .end_col_offset = loc.end_col};
            name.v.Name.id = b->name;
            gen_delete(g, &name);
            g->u->loc = loc;
            break;
        }
        }
    }
    g->u->block = saved;
}

static void reopen_ranges(Gen *g, Block *upto) {
    for (Block *b = g->u->block; b != upto; b = b->outer)
        b->start = g->u->ninstrs;
}

static void gen_return(Gen *g, Stmt *s) {
    bool unwind = has_obligations(g->u->block, NULL);
    Loc loc = loc_stmt(s);
    Expr *value = s->v.Return.value;
    if (!value && !unwind) {
        emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
    } else if (!unwind) {
        int r = gen_expr(g, value, ANYWHERE);
        g->u->loc = loc;
        emit(g, OP_RETURN_VALUE, last_use(g, r, LAST_A), r, 0, 0);
        temp_free(g, r);
    } else {
        int r = temp_new(g);
        if (value)
            gen_expr(g, value, r);
        g->u->loc = loc;
        gen_unwind(g, NULL);
        g->u->loc = loc;
        if (value)
            emit(g, OP_RETURN_VALUE, LAST_A, r, 0, 0);
        else
            emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
        temp_free(g, r);
        reopen_ranges(g, NULL);
    }
    g->u->dead = true;
}

static void gen_loop_exit(Gen *g, bool is_break) {
    Block *loop = g->u->block;
    while (loop && loop->kind != BLOCK_LOOP)
        loop = loop->outer;
    if (!loop)
        gen_syntax_error(g, g->u->loc, is_break ? "'break' outside loop" : "'continue' not properly in loop");
    Loc loc = g->u->loc;
    gen_unwind(g, loop);
    g->u->loc = loc;
    if (is_break && loop->temp >= 0)
        emit(g, OP_POP_TOP, LAST_A, loop->temp, 0, 0);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, is_break ? loop->break_label : loop->continue_label);
    reopen_ranges(g, loop);
    g->u->dead = true;
}

static void gen_assert(Gen *g, Stmt *s) {
    int ok = label_new(g);
    gen_branch(g, s->v.Assert.test, true, ok);
    int t = temp_new(g);
    emit(g, OP_LOAD_ASSERTION_ERROR, 0, t, 0, 0);
    if (s->v.Assert.msg) {
        int m = gen_temp(g, s->v.Assert.msg);
        temp_free(g, m);
        emit(g, OP_CALL, 0, t, t, 1);
    }
    g->u->loc = loc_expr(s->v.Assert.test);
    emit(g, OP_RAISE_VARARGS, 0, t, 1, 0);
    temp_free(g, t);
    label_bind(g, ok);
}

static void gen_raise(Gen *g, Stmt *s) {
    int base = g->u->temp_top, n = 0;
    if (s->v.Raise.exc) {
        gen_temp(g, s->v.Raise.exc);
        n = 1;
        if (s->v.Raise.cause) {
            gen_temp(g, s->v.Raise.cause);
            n = 2;
        }
    } else {
        temp_new(g);
    }
    g->u->loc = loc_stmt(s);
    g->u->temp_top = base;
    emit(g, OP_RAISE_VARARGS, 0, base, n, 0);
    g->u->dead = true;
}

/* ---- imports ---- */

static void import_name(Gen *g, int dst, const char *name, Val fromlist, int level) {
    int f = temp_new(g);
    gen_const(g, fromlist, f);
    uint32_t at = emit(g, OP_IMPORT_NAME, LAST_C, dst, name_add(g, name), f);
    g->u->instrs[at + 1].index = level;
    temp_free(g, f);
}

static void gen_import(Gen *g, Stmt *s) {
    AliasSeq *names = s->v.Import.names;
    for (int i = 0; i < names->n; i++) {
        Alias *a = names->items[i];
        int t = temp_new(g);
        import_name(g, t, a->name, VAL_NONE, 0);
        const char *dot = strchr(a->name, '.');
        if (a->asname) {
            /* import a.b.c as d: down the attributes */
            while (dot) {
                const char *end = strchr(dot + 1, '.');
                size_t n = end ? (size_t)(end - dot - 1) : strlen(dot + 1);
                const char *part = arena_intern(g->arena, dot + 1, n);
                emit(g, OP_IMPORT_FROM, LAST_B, t, t, name_add(g, part));
                dot = end;
            }
            store_name_last(g, a->asname, t);
        } else {
            store_name_last(g, dot ? arena_intern(g->arena, a->name, (size_t)(dot - a->name)) : a->name, t);
        }
        temp_free(g, t);
    }
}

static void gen_import_from(Gen *g, Stmt *s) {
    AliasSeq *names = s->v.ImportFrom.names;
    const char *module = s->v.ImportFrom.module ? s->v.ImportFrom.module : arena_intern(g->arena, "", 0);
    if (strcmp(module, "__future__") == 0 && s->v.ImportFrom.level == 0)
        return; /* the parser has seen to it */
    Val fromlist = tuple_new(names->n);
    if (val_is_null(fromlist))
        gen_fail(g);
    for (int i = 0; i < names->n; i++)
        as_tuple(fromlist)->items[i] = incref(str_of(g, names->items[i]->name));
    int t = temp_new(g);
    import_name(g, t, module, fromlist, s->v.ImportFrom.level);
    if (names->n == 1 && strcmp(names->items[0]->name, "*") == 0) {
        emit(g, OP_IMPORT_STAR, LAST_A, t, 0, 0);
    } else {
        for (int i = 0; i < names->n; i++) {
            Alias *a = names->items[i];
            int v = temp_new(g);
            g->u->loc = loc_stmt(s);
            emit(g, OP_IMPORT_FROM, 0, v, t, name_add(g, a->name));
            store_name_last(g, a->asname ? a->asname : a->name, v);
            temp_free(g, v);
        }
        emit(g, OP_POP_TOP, LAST_A, t, 0, 0);
    }
    temp_free(g, t);
}

/* ---- bodies ---- */

void gen_docstring_skip(Gen *g, StmtSeq *body, int *start, Val *doc) {
    *start = 0;
    if (body->n && body->items[0]->kind == Expr_kind && body->items[0]->v.Expr.value->kind == Constant_kind &&
        body->items[0]->v.Expr.value->v.Constant.kind == CONST_STR) {
        *start = 1;
        *doc = const_of(g, body->items[0]->v.Expr.value);
    }
}

static void gen_stmt(Gen *g, Stmt *s) {
    g->u->loc = loc_stmt(s);
    switch (s->kind) {
    case FunctionDef_kind: gen_function_def(g, s); return;
    case ClassDef_kind: gen_class_def(g, s); return;
    case Return_kind: gen_return(g, s); return;
    case Delete_kind:
        for (int i = 0; i < s->v.Delete.targets->n; i++)
            gen_delete(g, s->v.Delete.targets->items[i]);
        return;
    case Assign_kind: gen_assign(g, s); return;
    case AugAssign_kind: gen_augassign(g, s); return;
    case AnnAssign_kind: gen_annassign(g, s); return;
    case For_kind: gen_for(g, s); return;
    case While_kind: gen_while(g, s); return;
    case If_kind: gen_if(g, s); return;
    case With_kind: gen_with(g, s); return;
    case Raise_kind: gen_raise(g, s); return;
    case Try_kind: gen_try(g, s); return;
    case Assert_kind: gen_assert(g, s); return;
    case Import_kind: gen_import(g, s); return;
    case ImportFrom_kind: gen_import_from(g, s); return;
    case Global_kind:
    case Nonlocal_kind:
    case Pass_kind: return;
    case Expr_kind: {
        Expr *e = s->v.Expr.value;
        if (e->kind == Constant_kind)
            return;
        int r = gen_expr(g, e, ANYWHERE);
        if (is_temp(g, r))
            emit(g, OP_POP_TOP, LAST_A, r, 0, 0);
        temp_free(g, r);
        return;
    }
    case Break_kind: gen_loop_exit(g, true); return;
    case Continue_kind: gen_loop_exit(g, false); return;
    }
}

void gen_body(Gen *g, StmtSeq *body) {
    for (int i = 0; i < body->n; i++)
        gen_stmt(g, body->items[i]);
}
