/* Common mistakes, tried in the second pass only. Each function stands for the rule of CPython's grammar of that name:
 * it raises if the tokens at hand are that mistake, and returns NULL in any case, leaving the position anywhere. */
#include <string.h>

#include "parser_internal.h"

void *raise_invalid_target(Parser *p, TargetKind kind, const Expr *e)
{
    const Expr *bad = has_error(p) ? NULL : invalid_target(e, kind);
    if (bad == NULL) {
        return NULL;
    }
    return kind == TARGET_DEL ? raise_node(p, bad, "cannot delete %s", expr_name(bad))
                              : raise_node(p, bad, "cannot assign to %s", expr_name(bad));
}

/* ---- expressions ---------------------------------------------------------------------------------------------- */

/* CPython compares only as many characters as the name has, so that `m` and `ca` count as well. */
static bool is_soft_keyword(const Token *tok)
{
    return token_is(tok, "_", 1) || (tok->len <= 4 && memcmp(tok->start, "case", (size_t)tok->len) == 0) ||
           (tok->len <= 5 && memcmp(tok->start, "match", (size_t)tok->len) == 0);
}

static bool is_legacy_statement(const Token *tok)
{
    return token_is(tok, "print", 5) || token_is(tok, "exec", 4);
}

static bool is_legacy_name(const Expr *e)
{
    return e->kind == Name_kind && (strcmp(e->v.Name.id, "print") == 0 || strcmp(e->v.Name.id, "exec") == 0);
}

/* print "x". What follows is looked through behind any name: a mistake in it is reported first. */
static void *legacy_statement(Parser *p)
{
    if (peek_type(p) != TOK_NAME || peek_second(p) == TOK_LPAR) {
        return NULL;
    }
    int name = p->pos++;
    Expr *b = parse_star_expressions(p);
    const Token *a = &p->tokens[name];
    if (b == NULL || !is_legacy_statement(a)) {
        return NULL;
    }
    return raise_between(p, a, b, "Missing parentheses in call to '%.*s'. Did you mean %.*s(...)?", a->len, a->start,
                         a->len, a->start);
}

void *invalid_expression(Parser *p)
{
    ParserState state = save(p);
    Expr *seen;
    if (memo_get(p, MEMO_INVALID_EXPRESSION, &seen)) {
        restore(p, state);
        return NULL;
    }
    memo_put(p, MEMO_INVALID_EXPRESSION, state.pos, NULL);
    bool skip = peek_type(p) == TOK_NAME && (is_soft_keyword(peek(p)) || peek_second(p) == TOK_STRING);
    Expr *a = parse_disjunction(p);
    if (a != NULL && !skip) {
        ParserState behind = save(p);
        Expr *b = parse_expression_without_invalid(p);
        if (b != NULL && !is_legacy_name(a) && last_token(p)->level > 0) {
            return raise_between(p, a, b, "invalid syntax. Perhaps you forgot a comma?");
        }
        restore(p, behind);
    }
    if (a != NULL && !has_error(p) && accept(p, TOK_IF)) {
        Expr *b = parse_disjunction(p);
        if (b != NULL && peek_type(p) != TOK_ELSE && peek_type(p) != TOK_COLON && !has_error(p)) {
            return raise_between(p, a, b, "expected 'else' after 'if' expression");
        }
    }
    restore(p, state);
    if (!has_error(p)) {
        legacy_statement(p);
        restore(p, state);
    }
    return NULL;
}

static bool at_assignment_sign(Parser *p)
{
    return peek_type(p) == TOK_EQUAL || peek_type(p) == TOK_COLONEQUAL;
}

void *invalid_named_expression(Parser *p)
{
    ParserState state = save(p);
    Expr *seen;
    if (memo_get(p, MEMO_INVALID_NAMED_EXPRESSION, &seen)) {
        restore(p, state);
        return NULL;
    }
    memo_put(p, MEMO_INVALID_NAMED_EXPRESSION, state.pos, NULL);
    Expr *a = parse_expression(p);
    if (a != NULL && accept(p, TOK_COLONEQUAL) && parse_expression(p) != NULL) {
        return raise_node(p, a, "cannot use assignment expressions with %s", expr_name(a));
    }
    restore(p, state);
    if (has_error(p)) {
        return NULL;
    }
    if (peek_type(p) == TOK_NAME && peek_second(p) == TOK_EQUAL) {
        p->pos += 2;
        Expr *b = parse_bitwise_or(p);
        if (b != NULL && !at_assignment_sign(p)) {
            const Token *name = &p->tokens[state.pos];
            return raise_between(p, name, b, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        restore(p, state);
        if (has_error(p)) {
            return NULL;
        }
    }
    switch (peek_type(p)) {
    case TOK_TRUE:
    case TOK_FALSE:
    case TOK_NONE:
        return NULL;
    case TOK_LPAR:
    case TOK_LSQB:
        a = parse_atom(p);
        restore(p, state);
        if (a != NULL && (a->kind == List_kind || a->kind == Tuple_kind || a->kind == GeneratorExp_kind)) {
            return NULL;
        }
        break;
    default:
        break;
    }
    a = has_error(p) ? NULL : parse_bitwise_or(p);
    if (a != NULL && accept(p, TOK_EQUAL) && parse_bitwise_or(p) != NULL && !at_assignment_sign(p)) {
        raise_node(p, a, "cannot assign to %s here. Maybe you meant '==' instead of '='?", expr_name(a));
    }
    restore(p, state);
    return NULL;
}

/* ---- assignment ----------------------------------------------------------------------------------------------- */

static bool at_augmented_assignment(Parser *p)
{
    int type = peek_type(p);
    return type >= TOK_PLUSEQUAL && type <= TOK_ATEQUAL;
}

static Expr *yield_or_star_expressions(Parser *p)
{
    return peek_type(p) == TOK_YIELD ? parse_yield_expression(p) : parse_star_expressions(p);
}

void *invalid_assignment(Parser *p)
{
    ParserState state = save(p);
    /* (list or tuple): annotation */
    int type = peek_type(p);
    if (type == TOK_LPAR || type == TOK_LSQB) {
        Expr *a = parse_atom(p);
        if (a != NULL && (a->kind == List_kind || a->kind == Tuple_kind) && accept(p, TOK_COLON) &&
            parse_expression(p) != NULL) {
            return raise_node(p, a, "only single target (not %s) can be annotated", expr_name(a));
        }
        restore(p, state);
    }
    /* a, b: annotation */
    Expr *a = has_error(p) ? NULL : parse_star_named_expression(p);
    if (a != NULL && accept(p, TOK_COMMA)) {
        while (parse_star_named_expressions(p) != NULL) {
        }
        if (!has_error(p) && accept(p, TOK_COLON) && parse_expression(p) != NULL) {
            return raise_node(p, a, "only single target (not tuple) can be annotated");
        }
    }
    restore(p, state);
    a = has_error(p) ? NULL : parse_expression(p);
    if (a != NULL && accept(p, TOK_COLON) && parse_expression(p) != NULL) {
        return raise_node(p, a, "illegal target for annotation");
    }
    restore(p, state);
    /* (target =)* something that is no target = */
    while (!has_error(p)) {
        ParserState here = save(p);
        a = yield_or_star_expressions(p);
        if (a == NULL || peek_type(p) != TOK_EQUAL) {
            break;
        }
        if (a->kind == Yield_kind || a->kind == YieldFrom_kind) {
            if (p->tokens[here.pos].type == TOK_YIELD) {
                return raise_node(p, a, "assignment to yield expression not possible");
            }
        }
        if (!is_target(a, TARGET_STAR)) {
            raise_invalid_target(p, TARGET_STAR, a);
            break;
        }
        p->pos++;
    }
    restore(p, state);
    a = has_error(p) ? NULL : parse_star_expressions(p);
    if (a != NULL && at_augmented_assignment(p)) {
        p->pos++;
        if (yield_or_star_expressions(p) != NULL) {
            return raise_node(p, a, "'%s' is an illegal expression for augmented assignment", expr_name(a));
        }
    }
    return NULL;
}

void *invalid_del(Parser *p)
{
    p->pos++;
    Expr *a = parse_star_expressions(p);
    return a == NULL ? NULL : raise_invalid_target(p, TARGET_DEL, a);
}

void *invalid_for_target(Parser *p)
{
    p->pos++;
    Expr *a = parse_star_expressions(p);
    return a == NULL ? NULL : raise_invalid_target(p, TARGET_FOR, a);
}

void *invalid_with_item(Parser *p)
{
    if (parse_expression(p) == NULL || !accept(p, TOK_AS)) {
        return NULL;
    }
    Expr *a = parse_expression(p);
    int type = a == NULL ? TOK_ERROR : peek_type(p);
    return type == TOK_COMMA || type == TOK_RPAR || type == TOK_COLON ? raise_invalid_target(p, TARGET_STAR, a) : NULL;
}

/* ---- displays and comprehensions ------------------------------------------------------------------------------ */

static Expr *parse_starred(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOK_STAR)) {
        return NULL;
    }
    Expr *value = parse_expression(p);
    Expr *e = value == NULL ? NULL : expr_at(p, Starred_kind, start);
    if (e != NULL) {
        e->v.Starred.value = value;
        e->v.Starred.ctx = CTX_Load;
    }
    return e;
}

void *invalid_group(Parser *p)
{
    p->pos++;
    int start = p->pos;
    if (peek_type(p) == TOK_STAR) {
        Expr *a = parse_starred(p);
        if (a != NULL && accept(p, TOK_RPAR)) {
            raise_node(p, a, "cannot use starred expression here");
        }
    } else if (accept(p, TOK_DOUBLESTAR) && parse_expression(p) != NULL && accept(p, TOK_RPAR)) {
        raise_token(p, &p->tokens[start], "cannot use double starred expression here");
    }
    return NULL;
}

void *invalid_comprehension(Parser *p)
{
    int open = peek_type(p);
    p->pos++;
    ParserState state = save(p);
    if (peek_type(p) == TOK_STAR) {
        Expr *a = parse_starred(p);
        if (a != NULL && parse_for_if_clauses(p) != NULL) {
            return raise_node(p, a, "iterable unpacking cannot be used in comprehension");
        }
        restore(p, state);
    }
    if (open == TOK_LBRACE && peek_type(p) == TOK_DOUBLESTAR) {
        p->pos++;
        if (parse_bitwise_or(p) != NULL && parse_for_if_clauses(p) != NULL) {
            raise_token(p, &p->tokens[state.pos], "dict unpacking cannot be used in dict comprehension");
        }
        return NULL;
    }
    if (open == TOK_LPAR || has_error(p)) {
        return NULL;
    }
    Expr *a = parse_star_named_expression(p);
    int comma = p->pos;
    if (a == NULL || !accept(p, TOK_COMMA)) {
        return NULL;
    }
    ParserState behind = save(p);
    ExprSeq *b = parse_star_named_expressions(p);
    if (b != NULL && parse_for_if_clauses(p) != NULL) {
        const Expr *last = b->items[b->n - 1];
        return raise_between(p, a, last, "did you forget parentheses around the comprehension target?");
    }
    restore(p, behind);
    if (!has_error(p) && parse_for_if_clauses(p) != NULL) {
        return raise_between(p, a, &p->tokens[comma], "did you forget parentheses around the comprehension target?");
    }
    return NULL;
}

static void *invalid_dict_value(Parser *p)
{
    int colon = p->pos - 1, start = p->pos;
    if (accept(p, TOK_STAR)) {
        if (parse_bitwise_or(p) != NULL && !has_error(p)) {
            const Token *star = &p->tokens[start], *last = last_token(p);
            raise_between(p, star, last, "cannot use a starred expression in a dictionary value");
        }
    } else if (peek_type(p) == TOK_RBRACE || peek_type(p) == TOK_COMMA) {
        raise_token(p, &p->tokens[colon], "expression expected after dictionary key and ':'");
    }
    return NULL;
}

/* Behind the first item of a dictionary, a key without its colon counts more than a mistake within the key. */
bool invalid_dict_key(Parser *p)
{
    ParserState state = save(p);
    Expr *a = parse_expression_without_invalid(p);
    if (a != NULL && peek_type(p) != TOK_COLON && !has_error(p)) {
        raise_range(p, ERR_SYNTAX, a->lineno, a->end_col_offset - 1, a->end_lineno, -1,
                    "':' expected after dictionary key");
    }
    restore(p, state);
    return has_error(p);
}

void *invalid_dict(Parser *p)
{
    p->pos++;
    ParserState state = save(p);
    /* Items up to the last one that is right, and a comma. */
    ParserState behind_comma = state;
    Expr *key, *value;
    while (parse_dict_item(p, &key, &value) && accept(p, TOK_COMMA)) {
        behind_comma = save(p);
    }
    if (has_error(p)) {
        return NULL;
    }
    if (behind_comma.pos != state.pos) {
        restore(p, behind_comma);
        Expr *a = parse_expression(p);
        if (a != NULL && !accept(p, TOK_COLON)) {
            if (has_error(p)) {
                return NULL;
            }
            return raise_range(p, ERR_SYNTAX, a->lineno, a->end_col_offset - 1, a->end_lineno, -1,
                               "':' expected after dictionary key");
        }
        if (a != NULL) {
            return invalid_dict_value(p);
        }
    }
    restore(p, state);
    if (!has_error(p) && parse_expression(p) != NULL && accept(p, TOK_COLON)) {
        invalid_dict_value(p);
    }
    return NULL;
}

/* ---- calls ---------------------------------------------------------------------------------------------------- */

/* The last part of the last clause. */
static const Expr *comprehension_end(const ComprehensionSeq *generators)
{
    const Comprehension *last = generators->items[generators->n - 1];
    return last->ifs->n == 0 ? last->iter : last->ifs->items[last->ifs->n - 1];
}

void *invalid_kwarg(Parser *p)
{
    ParserState state = save(p);
    int type = peek_type(p);
    bool constant = type == TOK_TRUE || type == TOK_FALSE || type == TOK_NONE;
    /* Read no further than needed: the last token read is the place of a general error. */
    bool equal = (constant || type == TOK_NAME) && peek_second(p) == TOK_EQUAL;
    const Token *a = &p->tokens[state.pos];
    if (constant && equal) {
        return raise_between(p, a, a + 1, "cannot assign to %.*s", a->len, a->start);
    }
    if (equal) {
        p->pos += 2;
        if (parse_expression(p) != NULL && parse_for_if_clauses(p) != NULL) {
            a = &p->tokens[state.pos];
            raise_between(p, a, a + 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        return NULL;
    }
    Expr *e = parse_expression(p);
    if (e != NULL && peek_type(p) == TOK_EQUAL) {
        raise_between(p, e, peek(p), "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    return NULL;
}

void *invalid_arguments(Parser *p)
{
    ParserState state = save(p);
    ExprSeq *args;
    KeywordSeq *keywords;
    if (parse_args(p, &args, &keywords)) {
        const Token *last = last_token(p), *first = &p->tokens[state.pos];
        int lineno = first->lineno, col = first->col_offset, end_lineno = last->end_lineno;
        int end_col = last->end_col_offset;
        if (accept(p, TOK_COMMA) && accept(p, TOK_STAR)) {
            return raise_range(p, ERR_SYNTAX, lineno, col, end_lineno, end_col,
                               "iterable argument unpacking follows keyword argument unpacking");
        }
    }
    restore(p, state);
    Expr *a = has_error(p) ? NULL : parse_expression(p);
    if (a != NULL) {
        ComprehensionSeq *b = parse_for_if_clauses(p);
        if (b != NULL && accept(p, TOK_COMMA)) {
            if (!parse_args(p, &args, &keywords) && has_error(p)) {
                return NULL;
            }
            const Expr *end = comprehension_end(b);
            return raise_between(p, a, end, "Generator expression must be parenthesized");
        }
    }
    restore(p, state);
    if (!has_error(p) && peek_type(p) == TOK_NAME && peek_second(p) == TOK_EQUAL) {
        p->pos += 2;
        if (parse_expression(p) != NULL && parse_for_if_clauses(p) != NULL) {
            const Token *name = &p->tokens[state.pos];
            return raise_between(p, name, name + 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        restore(p, state);
    }
    if (has_error(p) || !parse_args(p, &args, &keywords)) {
        return NULL;
    }
    ParserState behind = save(p);
    ComprehensionSeq *b = parse_for_if_clauses(p);
    if (b != NULL && args->n > 1) {
        const Expr *end = comprehension_end(b), *last = args->items[args->n - 1];
        return raise_between(p, last, end, "Generator expression must be parenthesized");
    }
    restore(p, behind);
    if (has_error(p) || !accept(p, TOK_COMMA)) {
        return NULL;
    }
    behind = save(p);
    a = parse_expression(p);
    b = a == NULL ? NULL : parse_for_if_clauses(p);
    if (b != NULL) {
        const Expr *target = b->items[b->n - 1]->target;
        return raise_between(p, a, target, "Generator expression must be parenthesized");
    }
    restore(p, behind);
    bool unpacking = false;
    for (int i = 0; i < keywords->n; i++) {
        unpacking = unpacking || keywords->items[i]->arg == NULL;
    }
    if (!has_error(p) && parse_args(p, &args, &keywords)) {
        return raise_last(p, ERR_SYNTAX, "positional argument follows keyword argument%s", unpacking ? " unpacking" : "");
    }
    return NULL;
}

/* ---- parameters ----------------------------------------------------------------------------------------------- */

/* NAME with its annotation and default; *first and *last its tokens without the default. */
static bool skip_parameter(Parser *p, TokenType end, int *first, int *last, bool *has_default)
{
    *first = p->pos;
    if (!accept(p, TOK_NAME)) {
        return false;
    }
    if (end == TOK_RPAR && accept(p, TOK_COLON)) {
        accept(p, TOK_STAR);
        if (parse_expression(p) == NULL) {
            return false;
        }
    }
    *last = p->pos - 1;
    int equal = p->pos;
    *has_default = accept(p, TOK_EQUAL);
    if (*has_default && parse_expression(p) == NULL) {
        if (!has_error(p) && (peek_type(p) == TOK_RPAR || peek_type(p) == TOK_COMMA)) {
            raise_token(p, &p->tokens[equal], "expected default value expression");
        }
        return false;
    }
    return true;
}

static void *parenthesised_parameters(Parser *p, TokenType end)
{
    int open = p->pos++;
    do {
        if (!accept(p, TOK_NAME) || (end == TOK_RPAR && accept(p, TOK_COLON) && parse_expression(p) == NULL)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA) && peek_type(p) != TOK_RPAR);
    if (!accept(p, TOK_RPAR)) {
        return NULL;
    }
    const Token *a = &p->tokens[open], *b = last_token(p);
    return raise_between(p, a, b, "%s parameters cannot be parenthesized",
                         end == TOK_RPAR ? "Function" : "Lambda expression");
}

static void *after_double_star(Parser *p, TokenType end)
{
    int first, last;
    bool has_default = false;
    p->pos++;
    if (!accept(p, TOK_NAME)) {
        return NULL;
    }
    if (end == TOK_RPAR && accept(p, TOK_COLON) && parse_expression(p) == NULL) {
        return NULL;
    }
    if (peek_type(p) == TOK_EQUAL) {
        return raise_token(p, peek(p), "var-keyword argument cannot have default value");
    }
    if (!accept(p, TOK_COMMA)) {
        return NULL;
    }
    int type = peek_type(p);
    if (type == TOK_STAR || type == TOK_DOUBLESTAR || type == TOK_SLASH) {
        return raise_token(p, peek(p), "arguments cannot follow var-keyword argument");
    }
    int start = p->pos;
    if (accept(p, TOK_NAME)) {
        p->pos = start;
        skip_parameter(p, end, &first, &last, &has_default);
        if (!has_error(p)) {
            raise_between(p, &p->tokens[first], &p->tokens[last], "arguments cannot follow var-keyword argument");
        }
    }
    return NULL;
}

void *invalid_parameters(Parser *p, TokenType end)
{
    bool slash = false, star = false, any = false, defaults = false;
    while (peek_type(p) != (int)end && !has_error(p)) {
        int type = peek_type(p), first, last;
        bool has_default = false;
        if (type == TOK_SLASH) {
            if (slash || star) {
                return raise_token(p, peek(p), slash ? "/ may appear only once" : "/ must be ahead of *");
            }
            if (!any) {
                return NULL;
            }
            slash = true;
            p->pos++;
            if (peek_type(p) == TOK_STAR) {
                return raise_token(p, peek(p), "expected comma between / and *");
            }
        } else if (type == TOK_STAR) {
            int at = p->pos;
            p->pos++;
            if (star) {
                return peek_type(p) == TOK_NAME || peek_type(p) == TOK_COMMA
                           ? raise_token(p, &p->tokens[at], "* argument may appear only once")
                           : NULL;
            }
            star = true;
            if (peek_type(p) == (int)end ||
                (peek_type(p) == TOK_COMMA && (peek_second(p) == (int)end || peek_second(p) == TOK_DOUBLESTAR))) {
                return end == TOK_RPAR ? raise_token(p, &p->tokens[at], "named arguments must follow bare *")
                                       : raise_last(p, ERR_SYNTAX, "named arguments must follow bare *");
            }
            if (peek_type(p) != TOK_COMMA) {
                if (!skip_parameter(p, end, &first, &last, &has_default)) {
                    return NULL;
                }
                if (has_default) {
                    return raise_token(p, &p->tokens[last + 1], "var-positional argument cannot have default value");
                }
            }
        } else if (type == TOK_DOUBLESTAR) {
            return after_double_star(p, end);
        } else if (type == TOK_LPAR && !defaults && !star) {
            return parenthesised_parameters(p, end);
        } else {
            if (!skip_parameter(p, end, &first, &last, &has_default)) {
                return NULL;
            }
            if (!star && !has_default && defaults) {
                return raise_between(p, &p->tokens[first], &p->tokens[last],
                                     "non-default argument follows default argument");
            }
            defaults = defaults || has_default;
        }
        any = true;
        if (!accept(p, TOK_COMMA)) {
            return NULL;
        }
    }
    return NULL;
}

/* ---- except --------------------------------------------------------------------------------------------------- */

void *invalid_except(Parser *p)
{
    p->pos++;
    if (peek_type(p) == TOK_NEWLINE) {
        return raise_last(p, ERR_SYNTAX, "expected ':'");
    }
    Expr *a = parse_expression(p);
    if (a == NULL) {
        return NULL;
    }
    ParserState behind = save(p);
    if (accept(p, TOK_COMMA) && parse_expressions(p) != NULL) {
        if (accept(p, TOK_AS)) {
            accept(p, TOK_NAME);
        }
        if (accept(p, TOK_COLON)) {
            const Token *last = &p->tokens[p->fill - 1];
            return raise_range(p, ERR_SYNTAX, a->lineno, a->col_offset, last->end_lineno, last->end_col_offset - 1,
                               "multiple exception types must be parenthesized");
        }
    }
    restore(p, behind);
    if (accept(p, TOK_AS) && !accept(p, TOK_NAME)) {
        return NULL;
    }
    if (!has_error(p) && peek_type(p) == TOK_NEWLINE) {
        raise_last(p, ERR_SYNTAX, "expected ':'");
    }
    return NULL;
}
