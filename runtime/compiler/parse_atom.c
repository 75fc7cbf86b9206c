/* Atoms: constants, parenthesised forms, displays and comprehensions. */
#include <stdlib.h>
#include <string.h>

#include "parser_internal.h"

/* CPython converts decimal literals with a quadratic algorithm and refuses longer ones. */
#define MAX_DECIMAL_DIGITS 4300

static Expr *constant(Parser *p, ConstKind kind)
{
    int start = p->pos++;
    Expr *e = expr_at(p, Constant_kind, start);
    if (e != NULL) {
        e->v.Constant.kind = kind;
        e->v.Constant.bytes = "";
    }
    return e;
}

static Expr *parse_number(Parser *p)
{
    const Token *tok = peek(p);
    char *digits = arena_alloc(p->arena, (size_t)tok->len + 1);
    if (digits == NULL) {
        return raise_memory(p);
    }
    size_t n = 0;
    for (int i = 0; i < tok->len; i++) {
        if (tok->start[i] != '_') {
            digits[n++] = tok->start[i];
        }
    }
    digits[n] = '\0';
    int base = 10;
    if (n > 2 && digits[0] == '0') {
        char c = digits[1] | 0x20;
        base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
    }
    Expr *e = constant(p, CONST_INT);
    if (e == NULL) {
        return NULL;
    }
    if (base == 10 && strpbrk(digits, ".eEjJ") != NULL) {
        bool imaginary = (digits[n - 1] | 0x20) == 'j';
        e->v.Constant.kind = imaginary ? CONST_COMPLEX : CONST_FLOAT;
        e->v.Constant.number = strtod(digits, NULL);
        return e;
    }
    if (base == 10 && n > MAX_DECIMAL_DIGITS) {
        return raise_range(p, ERR_SYNTAX, e->lineno, -1, e->end_lineno, -1,
                           "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; use "
                           "sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer "
                           "literals to avoid decimal conversion limits.", MAX_DECIMAL_DIGITS, n);
    }
    if (base != 10) {
        digits += 2;
        n -= 2;
    }
    while (n > 1 && *digits == '0') {
        digits++;
        n--;
    }
    e->v.Constant.base = base;
    e->v.Constant.bytes = digits;
    e->v.Constant.len = n;
    return e;
}

/* ---- comprehensions ------------------------------------------------------------------------------------------- */

ComprehensionSeq *parse_for_if_clauses(Parser *p)
{
    int base = p->stack_n;
    for (;;) {
        ParserState state = save(p);
        if (peek_type(p) == TOK_ASYNC && peek_second(p) == TOK_FOR) {
            return raise_unsupported(p, peek(p), "'async for'");
        }
        if (!accept(p, TOK_FOR)) {
            break;
        }
        Expr *target = parse_star_targets(p);
        if (target == NULL || !accept(p, TOK_IN)) {
            if (!has_error(p) && p->diagnose) {
                restore(p, state);
                invalid_for_target(p);
            }
            if (has_error(p)) {
                return NULL;
            }
            restore(p, state);
            break;
        }
        Expr *iter = parse_disjunction(p);
        if (iter == NULL) {
            if (has_error(p)) {
                return NULL;
            }
            restore(p, state);
            break;
        }
        int ifs_base = p->stack_n;
        for (;;) {
            ParserState before_if = save(p);
            Expr *test = accept(p, TOK_IF) ? parse_disjunction(p) : NULL;
            if (test == NULL) {
                if (has_error(p)) {
                    return NULL;
                }
                restore(p, before_if);
                break;
            }
            if (!push(p, test)) {
                return NULL;
            }
        }
        ExprSeq *ifs = pop_seq(p, ifs_base);
        Comprehension *c = arena_alloc(p->arena, sizeof *c);
        if (ifs == NULL || c == NULL) {
            return raise_memory(p);
        }
        *c = (Comprehension){.target = target, .iter = iter, .ifs = ifs};
        if (!push(p, c)) {
            return NULL;
        }
    }
    return p->stack_n == base ? NULL : pop_seq(p, base);
}

/* Behind the element: clauses and the closing bracket. */
static Expr *finish_comprehension(Parser *p, ExprKind kind, int start, Expr *elt, Expr *value, TokenType close)
{
    ComprehensionSeq *generators = parse_for_if_clauses(p);
    if (generators == NULL || !accept(p, close)) {
        return NULL;
    }
    Expr *e = expr_at(p, kind, start);
    if (e == NULL) {
        return NULL;
    }
    if (kind == DictComp_kind) {
        e->v.DictComp.key = elt;
        e->v.DictComp.value = value;
        e->v.DictComp.generators = generators;
    } else {
        e->v.ListComp.elt = elt; /* the three others share this layout */
        e->v.ListComp.generators = generators;
    }
    return e;
}

static bool at_for(Parser *p)
{
    int type = peek_type(p);
    return type == TOK_FOR || (type == TOK_ASYNC && peek_second(p) == TOK_FOR);
}

/* ---- ( ) ------------------------------------------------------------------------------------------------------ */

static Expr *parse_parenthesised(Parser *p)
{
    int start = p->pos++;
    Expr *first = NULL;
    ExprSeq *elts = NULL;
    if (peek_type(p) == TOK_YIELD) {
        Expr *e = parse_yield_expression(p);
        return e != NULL && accept(p, TOK_RPAR) ? e : NULL;
    }
    if (peek_type(p) == TOK_RPAR) {
        elts = seq_new(p->arena, 0);
    } else {
        int base = p->stack_n;
        first = parse_star_named_expression(p);
        if (first == NULL) {
            return NULL;
        }
        if (first->kind != Starred_kind && peek_type(p) == TOK_RPAR) {
            p->pos++;
            return first;
        }
        if (first->kind != Starred_kind && at_for(p)) {
            return finish_comprehension(p, GeneratorExp_kind, start, first, NULL, TOK_RPAR);
        }
        if (!accept(p, TOK_COMMA) || !push(p, first)) {
            return NULL;
        }
        if (peek_type(p) != TOK_RPAR) {
            ExprSeq *more = parse_star_named_expressions(p);
            if (more == NULL) {
                return NULL;
            }
            for (int i = 0; i < more->n; i++) {
                if (!push(p, more->items[i])) {
                    return NULL;
                }
            }
        }
        elts = pop_seq(p, base);
    }
    if (elts == NULL || !accept(p, TOK_RPAR)) {
        return NULL;
    }
    Expr *e = expr_at(p, Tuple_kind, start);
    if (e != NULL) {
        e->v.Tuple.elts = elts;
        e->v.Tuple.ctx = CTX_Load;
    }
    return e;
}

Expr *parse_generator_expression(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOK_LPAR)) {
        return NULL;
    }
    Expr *elt = peek_type(p) == TOK_NAME && peek_second(p) == TOK_COLONEQUAL ? parse_assignment_expression(p)
                                                                               : parse_expression(p);
    return elt == NULL ? NULL : finish_comprehension(p, GeneratorExp_kind, start, elt, NULL, TOK_RPAR);
}

/* ---- [ ] ------------------------------------------------------------------------------------------------------ */

static Expr *parse_list(Parser *p)
{
    int start = p->pos++;
    ExprSeq *elts;
    if (peek_type(p) == TOK_RSQB) {
        elts = seq_new(p->arena, 0);
    } else {
        elts = parse_star_named_expressions(p);
        if (elts == NULL) {
            return NULL;
        }
        if (elts->n == 1 && elts->items[0]->kind != Starred_kind && last_token(p)->type != TOK_COMMA && at_for(p)) {
            return finish_comprehension(p, ListComp_kind, start, elts->items[0], NULL, TOK_RSQB);
        }
    }
    if (elts == NULL || !accept(p, TOK_RSQB)) {
        return NULL;
    }
    Expr *e = expr_at(p, List_kind, start);
    if (e != NULL) {
        e->v.List.elts = elts;
        e->v.List.ctx = CTX_Load;
    }
    return e;
}

/* ---- { } ------------------------------------------------------------------------------------------------------ */

bool parse_dict_item(Parser *p, Expr **key, Expr **value)
{
    if (accept(p, TOK_DOUBLESTAR)) {
        *key = NULL;
        *value = parse_bitwise_or(p);
        return *value != NULL;
    }
    *key = parse_expression(p);
    if (*key == NULL || !accept(p, TOK_COLON)) {
        return false;
    }
    *value = parse_expression(p);
    return *value != NULL;
}

/* The items, the first of which may have been read already, and the brace. */
static Expr *finish_dict(Parser *p, int start, Expr *key, Expr *value)
{
    int base = p->stack_n;
    do {
        if (value == NULL) {
            if (peek_type(p) == TOK_RBRACE) {
                break;
            }
            if (p->diagnose && p->stack_n > base && invalid_dict_key(p)) {
                return NULL;
            }
            if (!parse_dict_item(p, &key, &value)) {
                return NULL;
            }
        }
        if (!push(p, key) || !push(p, value)) {
            return NULL;
        }
        value = NULL;
    } while (accept(p, TOK_COMMA));
    if (!accept(p, TOK_RBRACE)) {
        return NULL;
    }
    int n = (p->stack_n - base) / 2;
    ExprSeq *keys = seq_new(p->arena, n), *values = seq_new(p->arena, n);
    Expr *e = expr_at(p, Dict_kind, start);
    if (keys == NULL || values == NULL || e == NULL) {
        return raise_memory(p);
    }
    for (int i = 0; i < n; i++) {
        keys->items[i] = p->stack[base + 2 * i];
        values->items[i] = p->stack[base + 2 * i + 1];
    }
    p->stack_n = base;
    e->v.Dict.keys = keys;
    e->v.Dict.values = values;
    return e;
}

static Expr *parse_braces(Parser *p)
{
    int start = p->pos++;
    if (peek_type(p) == TOK_RBRACE || peek_type(p) == TOK_DOUBLESTAR) {
        return finish_dict(p, start, NULL, NULL);
    }
    ParserState state = save(p);
    Expr *first = parse_star_named_expression(p);
    if (first == NULL) {
        return NULL;
    }
    if (peek_type(p) == TOK_COLON && first->kind != Starred_kind && p->tokens[state.pos + 1].type != TOK_COLONEQUAL) {
        p->pos++;
        Expr *value = parse_expression(p);
        if (value == NULL) {
            return NULL;
        }
        if (at_for(p)) {
            return finish_comprehension(p, DictComp_kind, start, first, value, TOK_RBRACE);
        }
        return finish_dict(p, start, first, value);
    }
    if (first->kind != Starred_kind && at_for(p)) {
        return finish_comprehension(p, SetComp_kind, start, first, NULL, TOK_RBRACE);
    }
    int base = p->stack_n;
    if (!push(p, first)) {
        return NULL;
    }
    while (accept(p, TOK_COMMA)) {
        if (peek_type(p) == TOK_RBRACE) {
            break;
        }
        Expr *e = parse_star_named_expression(p);
        if (e == NULL || !push(p, e)) {
            return NULL;
        }
    }
    if (!accept(p, TOK_RBRACE)) {
        return NULL;
    }
    ExprSeq *elts = pop_seq(p, base);
    Expr *e = elts == NULL ? NULL : expr_at(p, Set_kind, start);
    if (e != NULL) {
        e->v.Set.elts = elts;
    }
    return e;
}

/* ---- atom ----------------------------------------------------------------------------------------------------- */

/* A bracketed form; where it does not match, the mistakes that fit it. */
static Expr *bracketed(Parser *p, Expr *(*form)(Parser *), void *(*mistake)(Parser *))
{
    ParserState state = save(p);
    Expr *e = form(p);
    if (e == NULL) {
        restore(p, state);
        if (p->diagnose && !has_error(p)) {
            if (mistake != NULL) {
                mistake(p);
                restore(p, state);
            }
            if (!has_error(p)) {
                invalid_comprehension(p);
                restore(p, state);
            }
        }
    }
    return e;
}

Expr *parse_atom(Parser *p)
{
    switch (peek_type(p)) {
    case TOK_NAME:
        return parse_name(p, CTX_Load);
    case TOK_NUMBER:
        return parse_number(p);
    case TOK_STRING:
        return parse_strings(p);
    case TOK_LPAR:
        return bracketed(p, parse_parenthesised, invalid_group);
    case TOK_LSQB:
        return bracketed(p, parse_list, NULL);
    case TOK_LBRACE:
        return bracketed(p, parse_braces, invalid_dict);
    case TOK_NONE:
        return constant(p, CONST_NONE);
    case TOK_TRUE:
        return constant(p, CONST_TRUE);
    case TOK_FALSE:
        return constant(p, CONST_FALSE);
    case TOK_ELLIPSIS:
        return constant(p, CONST_ELLIPSIS);
    default:
        return NULL;
    }
}
