/* Compound statements. */
#include <string.h>

#include "parser_internal.h"

/* ---- blocks --------------------------------------------------------------------------------------------------- */

static bool raise_expected(Parser *p, const char *what)
{
    if (!has_error(p) && peek_type(p) != TOK_ERROR) {
        raise_token(p, peek(p), "expected '%s'", what);
    }
    return false;
}

/* The colon of `try`, `else`, `finally` and `def` must be there: no other reading is possible. */
static bool forced_colon(Parser *p)
{
    return accept(p, TOK_COLON) || raise_expected(p, ":");
}

/* The colon of other headers: its absence is worth its own message only at the end of the line. */
static bool header_colon(Parser *p)
{
    if (accept(p, TOK_COLON)) {
        return true;
    }
    if (p->diagnose && !has_error(p) && peek_type(p) == TOK_NEWLINE) {
        raise_last(p, ERR_SYNTAX, "expected ':'");
    }
    return false;
}

/* The block behind the colon. `what` names its header in "expected an indented block after …", which began on the
 * line of token `header`. */
static StmtSeq *parse_block(Parser *p, const char *what, int header)
{
    int base = p->stack_n;
    if (!accept(p, TOK_NEWLINE)) {
        return parse_simple_statements(p) ? pop_seq(p, base) : NULL;
    }
    if (!accept(p, TOK_INDENT)) {
        if (p->diagnose && !has_error(p)) {
            raise_last(p, ERR_INDENTATION, "expected an indented block after %s on line %d", what,
                       p->tokens[header].lineno);
        }
        return NULL;
    }
    if (!enter(p)) {
        return NULL;
    }
    do {
        if (!parse_statement(p)) {
            return NULL;
        }
    } while (peek_type(p) != TOK_DEDENT && peek_type(p) != TOK_ENDMARKER && !has_error(p));
    leave(p);
    return accept(p, TOK_DEDENT) ? pop_seq(p, base) : NULL;
}

/* An `else` block, or an empty sequence. */
static StmtSeq *optional_else(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOK_ELSE)) {
        StmtSeq *empty = seq_new(p->arena, 0);
        return empty != NULL ? empty : raise_memory(p);
    }
    return forced_colon(p) ? parse_block(p, "'else' statement", start) : NULL;
}

/* ---- if, while, for ------------------------------------------------------------------------------------------- */

/* A chain of elifs nests in orelse; it is built from the outside in, in this loop. */
static Stmt *if_statement(Parser *p)
{
    Stmt *first = NULL, *inner = NULL;
    int base = p->stack_n, chain_start = p->pos;
    for (;;) {
        int start = p->pos;
        bool elif = p->tokens[start].type == TOK_ELIF;
        p->pos++;
        Expr *test = parse_named_expression(p);
        if (test == NULL || !header_colon(p)) {
            return NULL;
        }
        StmtSeq *body = parse_block(p, elif ? "'elif' statement" : "'if' statement", start);
        Stmt *s = body == NULL ? NULL : stmt_at(p, If_kind, start);
        if (s == NULL) {
            return NULL;
        }
        s->v.If.test = test;
        s->v.If.body = body;
        if (first == NULL) {
            first = s;
        } else {
            StmtSeq *orelse = seq_new(p->arena, 1);
            if (orelse == NULL) {
                return raise_memory(p);
            }
            orelse->items[0] = s;
            inner->v.If.orelse = orelse;
        }
        inner = s;
        if (!push(p, s)) {
            return NULL;
        }
        if (peek_type(p) != TOK_ELIF) {
            break;
        }
    }
    inner->v.If.orelse = optional_else(p);
    if (inner->v.If.orelse == NULL) {
        return NULL;
    }
    /* Every If of the chain ends where the last one does. */
    Stmt *end = stmt_at(p, If_kind, chain_start);
    if (end == NULL) {
        return NULL;
    }
    for (int i = base; i < p->stack_n; i++) {
        Stmt *s = p->stack[i];
        s->end_lineno = end->end_lineno;
        s->end_col_offset = end->end_col_offset;
    }
    p->stack_n = base;
    return first;
}

static Stmt *while_statement(Parser *p)
{
    int start = p->pos++;
    Expr *test = parse_named_expression(p);
    if (test == NULL || !header_colon(p)) {
        return NULL;
    }
    StmtSeq *body = parse_block(p, "'while' statement", start);
    StmtSeq *orelse = body == NULL ? NULL : optional_else(p);
    Stmt *s = orelse == NULL ? NULL : stmt_at(p, While_kind, start);
    if (s != NULL) {
        s->v.While.test = test;
        s->v.While.body = body;
        s->v.While.orelse = orelse;
    }
    return s;
}

static Stmt *for_statement(Parser *p)
{
    int start = p->pos++;
    ParserState state = {start, p->stack_n};
    Expr *target = parse_star_targets(p);
    if (target == NULL || !accept(p, TOK_IN)) {
        if (p->diagnose && !has_error(p)) {
            restore(p, state);
            invalid_for_target(p);
        }
        return NULL;
    }
    Expr *iter = parse_star_expressions(p);
    if (iter == NULL || !header_colon(p)) {
        return NULL;
    }
    StmtSeq *body = parse_block(p, "'for' statement", start);
    StmtSeq *orelse = body == NULL ? NULL : optional_else(p);
    Stmt *s = orelse == NULL ? NULL : stmt_at(p, For_kind, start);
    if (s != NULL) {
        s->v.For.target = target;
        s->v.For.iter = iter;
        s->v.For.body = body;
        s->v.For.orelse = orelse;
    }
    return s;
}

/* ---- with ----------------------------------------------------------------------------------------------------- */

static bool with_item(Parser *p)
{
    ParserState state = save(p);
    Expr *context = parse_expression(p), *vars = NULL;
    if (context == NULL) {
        return false;
    }
    if (accept(p, TOK_AS)) {
        vars = parse_star_target(p);
        int type = peek_type(p);
        bool follows = type == TOK_COMMA || type == TOK_RPAR || type == TOK_COLON ||
                       (p->diagnose && type == TOK_NEWLINE); /* the missing colon is reported by the caller */
        if (vars == NULL || !follows) {
            if (p->diagnose && !has_error(p)) {
                restore(p, state);
                invalid_with_item(p);
            }
            return false;
        }
    }
    WithItem *item = arena_alloc(p->arena, sizeof *item);
    if (item == NULL) {
        raise_memory(p);
        return false;
    }
    *item = (WithItem){context, vars};
    return push(p, item);
}

static WithItemSeq *with_items(Parser *p, bool parenthesised)
{
    int base = p->stack_n;
    if (parenthesised && !accept(p, TOK_LPAR)) {
        return NULL;
    }
    do {
        if (parenthesised && p->stack_n > base && peek_type(p) == TOK_RPAR) {
            break;
        }
        if (!with_item(p)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    if (parenthesised && !accept(p, TOK_RPAR)) {
        return NULL;
    }
    return pop_seq(p, base);
}

static Stmt *with_statement(Parser *p)
{
    int start = p->pos++;
    ParserState state = save(p);
    WithItemSeq *items = NULL;
    if (peek_type(p) == TOK_LPAR) {
        /* Either the parentheses of the items, or those of the first expression: the token behind them tells. */
        items = with_items(p, true);
        if (items != NULL && peek_type(p) != TOK_COLON && !(p->diagnose && peek_type(p) == TOK_NEWLINE)) {
            items = NULL;
        }
        if (has_error(p)) {
            return NULL;
        }
        if (items == NULL) {
            restore(p, state);
        }
    }
    if (items == NULL) {
        items = with_items(p, false);
    }
    if (items == NULL || !header_colon(p)) {
        return NULL;
    }
    StmtSeq *body = parse_block(p, "'with' statement", start);
    Stmt *s = body == NULL ? NULL : stmt_at(p, With_kind, start);
    if (s != NULL) {
        s->v.With.items = items;
        s->v.With.body = body;
    }
    return s;
}

/* ---- try ------------------------------------------------------------------------------------------------------ */

static ExceptHandler *except_block(Parser *p)
{
    int start = p->pos++;
    Expr *type = NULL;
    const char *name = NULL;
    bool ok = true;
    ParserState state = {start, p->stack_n};
    if (peek_type(p) == TOK_STAR) {
        return raise_unsupported(p, peek(p), "'except*'");
    }
    if (peek_type(p) != TOK_COLON) {
        type = parse_expression(p);
        ok = type != NULL;
        if (ok && accept(p, TOK_AS)) {
            if (peek_type(p) == TOK_NAME) {
                name = token_name(p, peek(p));
                p->pos++;
            }
            ok = name != NULL;
        }
    }
    if (!ok || !accept(p, TOK_COLON)) {
        if (p->diagnose && !has_error(p)) {
            restore(p, state);
            invalid_except(p);
        }
        return NULL;
    }
    StmtSeq *body = parse_block(p, "'except' statement", start);
    Stmt *s = body == NULL ? NULL : stmt_at(p, Pass_kind, start); /* only for its position */
    ExceptHandler *h = s == NULL ? NULL : arena_alloc(p->arena, sizeof *h);
    if (h == NULL) {
        return body == NULL ? NULL : raise_memory(p);
    }
    *h = (ExceptHandler){type, name, body, s->lineno, s->col_offset, s->end_lineno, s->end_col_offset};
    return h;
}

static Stmt *try_statement(Parser *p)
{
    int start = p->pos++, base = p->stack_n;
    if (!forced_colon(p)) {
        return NULL;
    }
    StmtSeq *body = parse_block(p, "'try' statement", start);
    if (body == NULL) {
        return NULL;
    }
    if (p->diagnose && peek_type(p) != TOK_EXCEPT && peek_type(p) != TOK_FINALLY && !has_error(p)) {
        return raise_last(p, ERR_SYNTAX, "expected 'except' or 'finally' block");
    }
    while (peek_type(p) == TOK_EXCEPT) {
        ExceptHandler *h = except_block(p);
        if (h == NULL || !push(p, h)) {
            return NULL;
        }
    }
    ExceptHandlerSeq *handlers = pop_seq(p, base);
    StmtSeq *orelse = handlers == NULL ? NULL : handlers->n > 0 ? optional_else(p) : seq_new(p->arena, 0);
    if (orelse == NULL) {
        return NULL;
    }
    StmtSeq *finalbody;
    int finally = p->pos;
    if (accept(p, TOK_FINALLY)) {
        finalbody = forced_colon(p) ? parse_block(p, "'finally' statement", finally) : NULL;
    } else {
        finalbody = handlers->n == 0 ? NULL : seq_new(p->arena, 0);
    }
    Stmt *s = finalbody == NULL ? NULL : stmt_at(p, Try_kind, start);
    if (s != NULL) {
        s->v.Try.body = body;
        s->v.Try.handlers = handlers;
        s->v.Try.orelse = orelse;
        s->v.Try.finalbody = finalbody;
    }
    return s;
}

/* ---- def, class ----------------------------------------------------------------------------------------------- */

static Stmt *function_definition(Parser *p, ExprSeq *decorators)
{
    int start = p->pos++;
    if (peek_type(p) != TOK_NAME) {
        return NULL;
    }
    const char *name = token_name(p, peek(p));
    p->pos++;
    if (name == NULL || !(accept(p, TOK_LPAR) || raise_expected(p, "("))) {
        return NULL;
    }
    Arguments *args = parse_parameters(p, TOK_RPAR);
    if (args == NULL || !accept(p, TOK_RPAR)) {
        return NULL;
    }
    Expr *returns = NULL;
    ParserState state = save(p);
    if (accept(p, TOK_RARROW) && (returns = parse_expression(p)) == NULL) {
        restore(p, state); /* so that it is the colon that is missed */
    }
    StmtSeq *body = forced_colon(p) ? parse_block(p, "function definition", start) : NULL;
    Stmt *s = body == NULL ? NULL : stmt_at(p, FunctionDef_kind, start);
    if (s != NULL) {
        s->v.FunctionDef.name = name;
        s->v.FunctionDef.args = args;
        s->v.FunctionDef.body = body;
        s->v.FunctionDef.decorator_list = decorators;
        s->v.FunctionDef.returns = returns;
    }
    return s;
}

static Stmt *class_definition(Parser *p, ExprSeq *decorators)
{
    int start = p->pos++;
    if (peek_type(p) != TOK_NAME) {
        return NULL;
    }
    const char *name = token_name(p, peek(p));
    p->pos++;
    ExprSeq *bases = seq_new(p->arena, 0);
    KeywordSeq *keywords = seq_new(p->arena, 0);
    if (name == NULL || bases == NULL || keywords == NULL) {
        return raise_memory(p);
    }
    if (accept(p, TOK_LPAR) && (!parse_arguments(p, &bases, &keywords, false) || !accept(p, TOK_RPAR))) {
        return NULL;
    }
    StmtSeq *body = header_colon(p) ? parse_block(p, "class definition", start) : NULL;
    Stmt *s = body == NULL ? NULL : stmt_at(p, ClassDef_kind, start);
    if (s != NULL) {
        s->v.ClassDef.name = name;
        s->v.ClassDef.bases = bases;
        s->v.ClassDef.keywords = keywords;
        s->v.ClassDef.body = body;
        s->v.ClassDef.decorator_list = decorators;
    }
    return s;
}

static Stmt *definition(Parser *p)
{
    int base = p->stack_n;
    while (accept(p, TOK_AT)) {
        Expr *e = parse_named_expression(p);
        if (e == NULL || !accept(p, TOK_NEWLINE) || !push(p, e)) {
            return NULL;
        }
    }
    ExprSeq *decorators = pop_seq(p, base);
    if (decorators == NULL) {
        return NULL;
    }
    switch (peek_type(p)) {
    case TOK_DEF:
        return function_definition(p, decorators);
    case TOK_CLASS:
        return class_definition(p, decorators);
    case TOK_ASYNC:
        return peek_second(p) == TOK_DEF ? raise_unsupported(p, peek(p), "'async def'") : NULL;
    default:
        return NULL;
    }
}

/* ---- what is not supported ------------------------------------------------------------------------------------ */

static Stmt *async_statement(Parser *p)
{
    switch (peek_second(p)) {
    case TOK_DEF:
        return raise_unsupported(p, peek(p), "'async def'");
    case TOK_FOR:
        return raise_unsupported(p, peek(p), "'async for'");
    case TOK_WITH:
        return raise_unsupported(p, peek(p), "'async with'");
    default:
        return NULL;
    }
}

/* `match` is a keyword only where a whole header follows: match SUBJECT: NEWLINE INDENT case …  Leaves the position
 * where it was; sets an error if this is a match statement, or in the second pass a broken one. */
static void check_match_statement(Parser *p)
{
    ParserState state = save(p);
    p->pos++;
    switch (peek_type(p)) {
    case TOK_EQUAL:
    case TOK_DOT:
    case TOK_COMMA:
    case TOK_COLON:
    case TOK_NEWLINE:
    case TOK_RPAR:
    case TOK_SEMI:
        restore(p, state);
        return;
    default:
        break;
    }
    Expr *subject = parse_star_named_expression(p);
    bool matched = subject != NULL;
    if (matched && peek_type(p) == TOK_COMMA) {
        p->pos++;
        if (peek_type(p) != TOK_COLON) {
            matched = parse_star_named_expressions(p) != NULL;
        }
    } else if (matched && subject->kind == Starred_kind) {
        matched = false;
    }
    if (matched && !has_error(p)) {
        if (p->diagnose && peek_type(p) == TOK_NEWLINE) {
            raise_last(p, ERR_SYNTAX, "expected ':'");
        } else if (accept(p, TOK_COLON) && accept(p, TOK_NEWLINE)) {
            if (accept(p, TOK_INDENT)) {
                const Token *tok = peek(p);
                if (tok->type == TOK_NAME && token_is(tok, "case", 4)) {
                    raise_unsupported(p, &p->tokens[state.pos], "'match' statement");
                }
            } else if (p->diagnose) {
                raise_last(p, ERR_INDENTATION, "expected an indented block after 'match' statement on line %d",
                           p->tokens[state.pos].lineno);
            }
        }
    }
    restore(p, state);
}

/* ---- statement ------------------------------------------------------------------------------------------------ */

bool parse_compound_statement(Parser *p, bool *matched)
{
    Stmt *s;
    *matched = true;
    const Token *tok = peek(p);
    switch (tok->type) {
    case TOK_IF:
        s = if_statement(p);
        break;
    case TOK_WHILE:
        s = while_statement(p);
        break;
    case TOK_FOR:
        s = for_statement(p);
        break;
    case TOK_WITH:
        s = with_statement(p);
        break;
    case TOK_TRY:
        s = try_statement(p);
        break;
    case TOK_DEF:
    case TOK_CLASS:
    case TOK_AT:
        s = definition(p);
        break;
    case TOK_ASYNC:
        s = async_statement(p);
        break;
    case TOK_NAME:
        if (token_is(tok, "match", 5)) {
            check_match_statement(p);
        }
        *matched = false;
        return !has_error(p);
    default:
        *matched = false;
        return true;
    }
    return s != NULL && push(p, s);
}
