/* Simple statements. */
#include <string.h>

#include "parser_internal.h"

/* ---- assignment ----------------------------------------------------------------------------------------------- */

static const uint8_t augmented_operators[TOK_ERROR + 1] = {
    [TOK_PLUSEQUAL] = OP_Add,           [TOK_MINEQUAL] = OP_Sub,           [TOK_STAREQUAL] = OP_Mult,
    [TOK_SLASHEQUAL] = OP_Div,          [TOK_DOUBLESLASHEQUAL] = OP_FloorDiv, [TOK_PERCENTEQUAL] = OP_Mod,
    [TOK_DOUBLESTAREQUAL] = OP_Pow,     [TOK_VBAREQUAL] = OP_BitOr,        [TOK_AMPEREQUAL] = OP_BitAnd,
    [TOK_CIRCUMFLEXEQUAL] = OP_BitXor,  [TOK_LEFTSHIFTEQUAL] = OP_LShift,  [TOK_RIGHTSHIFTEQUAL] = OP_RShift,
    [TOK_ATEQUAL] = OP_MatMult,
};

/* The right side of an assignment. */
static Expr *annotated_rhs(Parser *p)
{
    return peek_type(p) == TOK_YIELD ? parse_yield_expression(p) : parse_star_expressions(p);
}

static Stmt *annotated_assignment(Parser *p, int start, Expr *target)
{
    bool simple = target->kind == Name_kind && p->tokens[start].type == TOK_NAME;
    p->pos++;
    Expr *annotation = parse_expression(p);
    if (annotation == NULL) {
        return NULL;
    }
    Expr *value = NULL;
    ParserState state = save(p);
    if (accept(p, TOK_EQUAL) && (value = annotated_rhs(p)) == NULL) {
        if (has_error(p)) {
            return NULL;
        }
        restore(p, state);
    }
    Stmt *s = stmt_at(p, AnnAssign_kind, start);
    if (s != NULL) {
        set_context(target, CTX_Store);
        s->v.AnnAssign.target = target;
        s->v.AnnAssign.annotation = annotation;
        s->v.AnnAssign.value = value;
        s->v.AnnAssign.simple = simple;
    }
    return s;
}

static Stmt *augmented_assignment(Parser *p, int start, Expr *target, OperatorKind op)
{
    p->pos++;
    Expr *value = annotated_rhs(p);
    Stmt *s = value == NULL ? NULL : stmt_at(p, AugAssign_kind, start);
    if (s != NULL) {
        set_context(target, CTX_Store);
        s->v.AugAssign.target = target;
        s->v.AugAssign.op = op;
        s->v.AugAssign.value = value;
    }
    return s;
}

static Stmt *chained_assignment(Parser *p, int start, Expr *first)
{
    int base = p->stack_n;
    Expr *value = first;
    while (accept(p, TOK_EQUAL)) {
        if (!is_target(value, TARGET_STAR)) {
            return NULL;
        }
        set_context(value, CTX_Store);
        if (!push(p, value)) {
            return NULL;
        }
        value = annotated_rhs(p);
        if (value == NULL) {
            return NULL;
        }
    }
    ExprSeq *targets = pop_seq(p, base);
    Stmt *s = targets == NULL ? NULL : stmt_at(p, Assign_kind, start);
    if (s != NULL) {
        s->v.Assign.targets = targets;
        s->v.Assign.value = value;
    }
    return s;
}

static Stmt *expression_statement(Parser *p)
{
    int start = p->pos;
    ParserState state = save(p);
    Expr *e = annotated_rhs(p);
    bool assignment = false;
    Stmt *s = NULL;
    if (e != NULL) {
        int type = peek_type(p);
        assignment = true;
        if (type == TOK_EQUAL) {
            s = chained_assignment(p, start, e);
        } else if (type == TOK_COLON && is_target(e, TARGET_SINGLE)) {
            s = annotated_assignment(p, start, e);
        } else if (augmented_operators[type] != 0 && is_target(e, TARGET_SINGLE)) {
            s = augmented_assignment(p, start, e, (OperatorKind)augmented_operators[type]);
        } else {
            assignment = false;
        }
        if (s != NULL) {
            return s;
        }
    }
    if (p->diagnose && !has_error(p)) {
        ParserState behind = save(p);
        restore(p, state);
        invalid_assignment(p);
        restore(p, behind);
    }
    if (has_error(p) || e == NULL || assignment) {
        return NULL;
    }
    s = stmt_at(p, Expr_kind, start);
    if (s != NULL) {
        s->v.Expr.value = e;
    }
    return s;
}

/* ---- import --------------------------------------------------------------------------------------------------- */

static Alias *alias_new(Parser *p, int start, const char *name, const char *asname)
{
    Alias *alias = arena_alloc(p->arena, sizeof *alias);
    if (alias == NULL) {
        return raise_memory(p);
    }
    const Token *first = &p->tokens[start], *last = last_token(p);
    *alias = (Alias){name, asname, first->lineno, first->col_offset, last->end_lineno, last->end_col_offset};
    return alias;
}

/* a.b.c, interned without the white space that may stand between. */
static const char *dotted_name(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOK_NAME)) {
        return NULL;
    }
    size_t len = (size_t)p->tokens[start].len;
    while (peek_type(p) == TOK_DOT && peek_second(p) == TOK_NAME) {
        len += 1 + (size_t)p->tokens[p->pos + 1].len;
        p->pos += 2;
    }
    if (p->pos == start + 1) {
        return token_name(p, &p->tokens[start]);
    }
    char *name = arena_alloc(p->arena, len + 1);
    if (name == NULL) {
        return raise_memory(p);
    }
    char *out = name;
    for (int i = start; i < p->pos; i++) {
        memcpy(out, p->tokens[i].start, (size_t)p->tokens[i].len);
        out += p->tokens[i].len;
    }
    const char *interned = arena_intern(p->arena, name, len);
    return interned != NULL ? interned : raise_memory(p);
}

static bool optional_as(Parser *p, const char **asname)
{
    *asname = NULL;
    if (!accept(p, TOK_AS)) {
        return true;
    }
    int start = p->pos;
    if (!accept(p, TOK_NAME)) {
        return false;
    }
    *asname = token_name(p, &p->tokens[start]);
    return *asname != NULL;
}

static Stmt *import_name(Parser *p)
{
    int start = p->pos++, base = p->stack_n;
    do {
        int first = p->pos;
        const char *name = dotted_name(p), *asname;
        if (name == NULL || !optional_as(p, &asname)) {
            return NULL;
        }
        Alias *alias = alias_new(p, first, name, asname);
        if (alias == NULL || !push(p, alias)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    AliasSeq *names = pop_seq(p, base);
    Stmt *s = names == NULL ? NULL : stmt_at(p, Import_kind, start);
    if (s != NULL) {
        s->v.Import.names = names;
    }
    return s;
}

static AliasSeq *import_targets(Parser *p)
{
    int base = p->stack_n, start = p->pos;
    if (accept(p, TOK_STAR)) {
        const char *name = arena_intern(p->arena, "*", 1);
        Alias *alias = name == NULL ? raise_memory(p) : alias_new(p, start, name, NULL);
        return alias != NULL && push(p, alias) ? pop_seq(p, base) : NULL;
    }
    bool parenthesised = accept(p, TOK_LPAR);
    do {
        int first = p->pos;
        const char *asname;
        if (peek_type(p) != TOK_NAME) {
            if (parenthesised && p->stack_n > base) {
                break;
            }
            if (p->diagnose && p->stack_n > base && peek_type(p) == TOK_NEWLINE) {
                raise_last(p, ERR_SYNTAX, "trailing comma not allowed without surrounding parentheses");
            }
            return NULL;
        }
        const char *name = token_name(p, peek(p));
        p->pos++;
        if (name == NULL || !optional_as(p, &asname)) {
            return NULL;
        }
        Alias *alias = alias_new(p, first, name, asname);
        if (alias == NULL || !push(p, alias)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    if (parenthesised && !accept(p, TOK_RPAR)) {
        return NULL;
    }
    return pop_seq(p, base);
}

static Stmt *import_from(Parser *p)
{
    int start = p->pos++, level = 0;
    for (;; p->pos++) {
        int type = peek_type(p);
        if (type != TOK_DOT && type != TOK_ELLIPSIS) {
            break;
        }
        level += type == TOK_DOT ? 1 : 3;
    }
    const char *module = NULL;
    if (peek_type(p) != TOK_IMPORT || level == 0) {
        module = dotted_name(p);
        if (module == NULL) {
            return NULL;
        }
    }
    AliasSeq *names = accept(p, TOK_IMPORT) ? import_targets(p) : NULL;
    Stmt *s = names == NULL ? NULL : stmt_at(p, ImportFrom_kind, start);
    if (s != NULL) {
        s->v.ImportFrom.module = module;
        s->v.ImportFrom.names = names;
        s->v.ImportFrom.level = level;
    }
    return s;
}

/* ---- the others ----------------------------------------------------------------------------------------------- */

static bool at_statement_end(Parser *p)
{
    int type = peek_type(p);
    return type == TOK_NEWLINE || type == TOK_SEMI;
}

static Stmt *keyword_only(Parser *p, StmtKind kind)
{
    int start = p->pos++;
    return stmt_at(p, kind, start);
}

static Stmt *return_statement(Parser *p)
{
    int start = p->pos++;
    Expr *value = NULL;
    if (!at_statement_end(p) && (value = parse_star_expressions(p)) == NULL) {
        return NULL;
    }
    Stmt *s = stmt_at(p, Return_kind, start);
    if (s != NULL) {
        s->v.Return.value = value;
    }
    return s;
}

static Stmt *raise_statement(Parser *p)
{
    int start = p->pos++;
    Expr *exc = NULL, *cause = NULL;
    if (!at_statement_end(p)) {
        exc = parse_expression(p);
        if (exc == NULL || (accept(p, TOK_FROM) && (cause = parse_expression(p)) == NULL)) {
            return NULL;
        }
    }
    Stmt *s = stmt_at(p, Raise_kind, start);
    if (s != NULL) {
        s->v.Raise.exc = exc;
        s->v.Raise.cause = cause;
    }
    return s;
}

static Stmt *assert_statement(Parser *p)
{
    int start = p->pos++;
    Expr *test = parse_expression(p), *msg = NULL;
    if (test == NULL || (accept(p, TOK_COMMA) && (msg = parse_expression(p)) == NULL)) {
        return NULL;
    }
    Stmt *s = stmt_at(p, Assert_kind, start);
    if (s != NULL) {
        s->v.Assert.test = test;
        s->v.Assert.msg = msg;
    }
    return s;
}

static Stmt *del_statement(Parser *p)
{
    int start = p->pos, base = p->stack_n;
    p->pos++;
    do {
        ParserState state = save(p);
        Expr *e = parse_primary(p);
        if (e == NULL) {
            restore(p, state);
            break;
        }
        if (!is_target(e, TARGET_DEL)) {
            goto mismatch;
        }
        set_context(e, CTX_Del);
        if (!push(p, e)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    if (!has_error(p) && p->stack_n > base && at_statement_end(p)) {
        ExprSeq *targets = pop_seq(p, base);
        Stmt *s = targets == NULL ? NULL : stmt_at(p, Delete_kind, start);
        if (s != NULL) {
            s->v.Delete.targets = targets;
        }
        return s;
    }
mismatch:
    if (p->diagnose && !has_error(p)) {
        p->pos = start;
        invalid_del(p);
    }
    return NULL;
}

static Stmt *scope_statement(Parser *p, StmtKind kind)
{
    int start = p->pos++, base = p->stack_n;
    do {
        if (peek_type(p) != TOK_NAME) {
            return NULL;
        }
        const char *name = token_name(p, peek(p));
        p->pos++;
        if (name == NULL || !push(p, (void *)(intptr_t)name)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    IdentSeq *names = pop_seq(p, base);
    Stmt *s = names == NULL ? NULL : stmt_at(p, kind, start);
    if (s != NULL) {
        s->v.Global.names = names; /* Nonlocal has the same layout */
    }
    return s;
}

static Stmt *simple_statement(Parser *p)
{
    switch (peek_type(p)) {
    case TOK_RETURN:
        return return_statement(p);
    case TOK_RAISE:
        return raise_statement(p);
    case TOK_PASS:
        return keyword_only(p, Pass_kind);
    case TOK_BREAK:
        return keyword_only(p, Break_kind);
    case TOK_CONTINUE:
        return keyword_only(p, Continue_kind);
    case TOK_DEL:
        return del_statement(p);
    case TOK_ASSERT:
        return assert_statement(p);
    case TOK_GLOBAL:
        return scope_statement(p, Global_kind);
    case TOK_NONLOCAL:
        return scope_statement(p, Nonlocal_kind);
    case TOK_IMPORT:
        return import_name(p);
    case TOK_FROM:
        return import_from(p);
    default:
        return expression_statement(p);
    }
}

bool parse_simple_statements(Parser *p)
{
    for (;;) {
        Stmt *s = simple_statement(p);
        if (s == NULL || !push(p, s)) {
            return false;
        }
        if (accept(p, TOK_NEWLINE)) {
            return true;
        }
        if (!accept(p, TOK_SEMI)) {
            return false;
        }
        if (accept(p, TOK_NEWLINE)) {
            return true;
        }
    }
}

bool parse_statement(Parser *p)
{
    bool matched;
    if (!parse_compound_statement(p, &matched)) {
        return false;
    }
    return matched || parse_simple_statements(p);
}
