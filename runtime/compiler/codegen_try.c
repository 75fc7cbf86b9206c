/* try and with: protected ranges and their handlers.
 *
 * A handler is entered with the exception in its first temporary, t; t + 1
 * keeps the exception that was being handled before.  The code of a handler
 * is itself protected by a cleanup that ends the handling and goes on
 * raising. */
#include "compiler/codegen_internal.h"
#include "core/err.h"
#include "objects/int.h"

/* Begin a handler at label: exception in the new temporary returned, the one
 * handled before in the next; a block protects what follows. */
static int handler_begin(Gen *g, int label, Block *b, int *cleanup) {
    label_bind(g, label);
    int t = temp_new(g), saved = temp_new(g);
    emit(g, OP_PUSH_EXC_INFO, 0, saved, t, 0);
    *cleanup = label_new(g);
    protect_begin(g, b, BLOCK_HANDLER, *cleanup, saved + 1);
    b->temp = t;
    return t;
}

/* The handler's code is all emitted, and ends in a jump or raise. */
static void handler_end(Gen *g, Block *b, int cleanup) {
    int t = b->temp;
    protect_end(g, b);
    label_bind(g, cleanup);
    int x = temp_new(g);
    emit(g, OP_POP_EXCEPT, LAST_A, t + 1, 0, 0);
    emit(g, OP_RERAISE, LAST_A, x, 0, 0);
    temp_free(g, x);
    temp_free(g, t + 1);
    temp_free(g, t);
}

/* Leave the handler normally. */
static void handler_leave(Gen *g, int t) {
    emit(g, OP_POP_EXCEPT, LAST_A, t + 1, 0, 0);
    emit(g, OP_POP_TOP, LAST_A, t, 0, 0);
}

static void unbind_name(Gen *g, const char *name) {
    Block b; /* what a `return` would do for a BLOCK_NAME */
    Block *outer = g->u->block;
    protect_begin(g, &b, BLOCK_NAME, -1, 0);
    b.name = name;
    gen_unwind(g, outer);
    g->u->block = outer;
}

static void gen_except_body(Gen *g, ExceptHandler *h, int t) {
    if (!h->name) {
        gen_body(g, h->body);
        return;
    }
    gen_store_name(g, h->name, t);
    int cleanup = label_new(g);
    Block b;
    protect_begin(g, &b, BLOCK_NAME, cleanup, g->u->temp_top);
    b.name = h->name;
    gen_body(g, h->body);
    bool dead = g->u->dead;
    g->u->dead = false;
    protect_end(g, &b);
    unbind_name(g, h->name);
    int past = label_new(g);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, past);
    label_bind(g, cleanup);
    int x = temp_new(g);
    unbind_name(g, h->name);
    emit(g, OP_RERAISE, LAST_A, x, 0, 0);
    temp_free(g, x);
    label_bind(g, past);
    g->u->dead = dead;
}

static void gen_try_except(Gen *g, Stmt *s) {
    int handler = label_new(g), end = label_new(g);
    uint8_t *before = definite_save(g);
    Block b;
    protect_begin(g, &b, BLOCK_TRY, handler, g->u->temp_top);
    gen_body(g, s->v.Try.body);
    protect_end(g, &b);
    if (!g->u->dead)
        gen_body(g, s->v.Try.orelse);
    uint8_t *met = definite_save(g);
    bool met_dead = g->u->dead;
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);

    definite_restore(g, before);
    g->u->dead = false;
    int cleanup;
    int t = handler_begin(g, handler, &b, &cleanup);
    ExceptHandlerSeq *hs = s->v.Try.handlers;
    for (int i = 0; i < hs->n; i++) {
        ExceptHandler *h = hs->items[i];
        int next = label_new(g);
        definite_restore(g, before);
        g->u->dead = false;
        if (h->type) {
            int r = gen_expr(g, h->type, ANYWHERE);
            g->u->loc = (Loc){h->lineno, h->col_offset, h->end_lineno, h->end_col_offset};
            emit_branch(g, OP_JUMP_IF_NOT_EXC_MATCH, last_use(g, r, LAST_C), t, r, next);
            temp_free(g, r);
        }
        gen_except_body(g, h, t);
        definite_meet(g, met, met_dead);
        met = definite_save(g);
        met_dead = g->u->dead;
        g->u->dead = false;
        handler_leave(g, t);
        emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
        label_bind(g, next);
    }
    g->u->loc.col = -1;
    emit(g, OP_RERAISE, 0, t, 0, 0);
    handler_end(g, &b, cleanup);
    label_bind(g, end);
    definite_restore(g, met);
    g->u->dead = met_dead;
}

static void gen_try_finally(Gen *g, Stmt *s) {
    int handler = label_new(g), end = label_new(g);
    uint8_t *before = definite_save(g);
    Block b;
    protect_begin(g, &b, BLOCK_FINALLY_TRY, handler, g->u->temp_top);
    b.finalbody = s->v.Try.finalbody;
    if (s->v.Try.handlers->n)
        gen_try_except(g, s);
    else
        gen_body(g, s->v.Try.body);
    bool dead = g->u->dead;
    protect_end(g, &b);
    uint8_t *after = NULL;
    if (!dead) {
        gen_body(g, s->v.Try.finalbody);
        dead = g->u->dead;
        emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
    }
    after = definite_save(g);
    definite_restore(g, before);
    g->u->dead = false;
    int cleanup;
    int t = handler_begin(g, handler, &b, &cleanup);
    gen_body(g, s->v.Try.finalbody);
    g->u->loc.col = -1;
    emit(g, OP_RERAISE, 0, t, 0, 0);
    handler_end(g, &b, cleanup);
    label_bind(g, end);
    definite_restore(g, after);
    g->u->dead = dead;
}

void gen_try(Gen *g, Stmt *s) {
    if (s->v.Try.finalbody->n)
        gen_try_finally(g, s);
    else
        gen_try_except(g, s);
}

static void with_item(Gen *g, Stmt *s, int i) {
    WithItemSeq *items = s->v.With.items;
    if (i == items->n) {
        gen_body(g, s->v.With.body);
        return;
    }
    Expr *context = items->items[i]->context_expr;
    int exit = gen_temp(g, context), value = temp_new(g);
    g->u->loc = loc_stmt(s);
    emit(g, OP_BEFORE_WITH, LAST_B, exit, exit, 0);
    temp_free(g, value);
    int handler = label_new(g), end = label_new(g), swallowed = label_new(g);
    uint8_t *before = definite_save(g);
    Block b;
    protect_begin(g, &b, BLOCK_WITH, handler, exit + 1);
    b.temp = exit;
    b.loc = loc_stmt(s);
    value = temp_new(g); /* inside the range: a failing store calls exit, too */
    if (items->items[i]->optional_vars)
        gen_store(g, items->items[i]->optional_vars, value);
    else
        emit(g, OP_POP_TOP, LAST_A, value, 0, 0);
    temp_free(g, value);
    with_item(g, s, i + 1);
    bool dead = g->u->dead;
    uint8_t *after = definite_save(g);
    protect_end(g, &b);
    g->u->loc = loc_stmt(s);
    if (!dead) {
        emit(g, OP_WITH_EXIT, LAST_A, exit, 0, 0);
        emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
    }
    g->u->dead = false;
    definite_restore(g, before);
    int cleanup;
    int t = handler_begin(g, handler, &b, &cleanup);
    int r = temp_new(g);
    emit(g, OP_WITH_EXCEPT_START, 0, r, exit, t);
    emit_jump(g, OP_JUMP_IF_TRUE, LAST_A, r, swallowed);
    temp_free(g, r);
    emit(g, OP_RERAISE, 0, t, 0, 0);
    label_bind(g, swallowed);
    handler_leave(g, t);
    emit(g, OP_POP_TOP, LAST_A, exit, 0, 0);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
    handler_end(g, &b, cleanup);
    temp_free(g, exit);
    label_bind(g, end);
    /* the exception may have been swallowed anywhere in the body */
    definite_restore(g, before);
    if (!dead)
        for (int k = 0; k < g->u->nlocals; k++)
            g->u->definite[k] = before[k] & after[k];
    g->u->dead = false;
}

void gen_with(Gen *g, Stmt *s) { with_item(g, s, 0); }
