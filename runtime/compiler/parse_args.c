/* Arguments of calls and class definitions; parameters of functions and lambdas. */
#include <string.h>

#include "parser_internal.h"

/* ---- arguments ------------------------------------------------------------------------------------------------ */

static Keyword *keyword(Parser *p, int start, const char *arg, Expr *value)
{
    Keyword *k = arena_alloc(p->arena, sizeof *k);
    if (k == NULL) {
        return raise_memory(p);
    }
    const Token *first = &p->tokens[start], *last = last_token(p);
    *k = (Keyword){arg, value, first->lineno, first->col_offset, last->end_lineno, last->end_col_offset};
    return k;
}

/* One argument: *arg or *kw is set. false: none here. */
static bool parse_argument(Parser *p, bool after_keyword, bool after_double_star, Expr **arg, Keyword **kw)
{
    int start = p->pos;
    int type = peek_type(p);
    *arg = NULL;
    *kw = NULL;
    if (type == TOK_STAR) {
        if (after_double_star) {
            return false;
        }
        p->pos++;
        Expr *value = parse_expression(p);
        *arg = value == NULL ? NULL : expr_at(p, Starred_kind, start);
        if (*arg != NULL) {
            (*arg)->v.Starred.value = value;
            (*arg)->v.Starred.ctx = CTX_Load;
        }
        return *arg != NULL;
    }
    if (type == TOK_DOUBLESTAR) {
        p->pos++;
        Expr *value = parse_expression(p);
        *kw = value == NULL ? NULL : keyword(p, start, NULL, value);
        return *kw != NULL;
    }
    bool named = type == TOK_NAME && peek_second(p) == TOK_EQUAL;
    if (!named && !after_keyword) {
        Expr *e = type == TOK_NAME && peek_second(p) == TOK_COLONEQUAL ? parse_assignment_expression(p)
                                                                         : parse_expression(p);
        if (e != NULL && peek_type(p) != TOK_COLONEQUAL && peek_type(p) != TOK_EQUAL) {
            *arg = e;
            return true;
        }
        if (has_error(p)) {
            return false;
        }
        p->pos = start;
    }
    if (p->diagnose) {
        ParserState state = save(p);
        invalid_kwarg(p);
        restore(p, state);
    }
    if (!named || has_error(p)) {
        return false;
    }
    const char *name = token_name(p, &p->tokens[start]);
    p->pos += 2;
    Expr *value = name == NULL ? NULL : parse_expression(p);
    *kw = value == NULL ? NULL : keyword(p, start, name, value);
    return *kw != NULL;
}

bool parse_args(Parser *p, ExprSeq **args, KeywordSeq **keywords)
{
    int base = p->stack_n, n_args = 0, n_keywords = 0;
    bool after_double_star = false;
    ParserState end = save(p);
    do {
        Expr *arg;
        Keyword *kw;
        if (!parse_argument(p, n_keywords > 0, after_double_star, &arg, &kw)) {
            break;
        }
        if (!push(p, (void *)(intptr_t)(kw != NULL)) || !push(p, kw != NULL ? (void *)kw : (void *)arg)) {
            return false;
        }
        if (kw != NULL) {
            n_keywords++;
            after_double_star = after_double_star || kw->arg == NULL;
        } else {
            n_args++;
        }
        end = save(p);
    } while (accept(p, TOK_COMMA));
    if (has_error(p)) {
        return false;
    }
    restore(p, end);
    if (n_args + n_keywords == 0) {
        return false;
    }
    *args = seq_new(p->arena, n_args);
    *keywords = seq_new(p->arena, n_keywords);
    if (*args == NULL || *keywords == NULL) {
        raise_memory(p);
        return false;
    }
    n_args = n_keywords = 0;
    for (int i = base; i < p->stack_n; i += 2) {
        if (p->stack[i] != NULL) {
            (*keywords)->items[n_keywords++] = p->stack[i + 1];
        } else {
            (*args)->items[n_args++] = p->stack[i + 1];
        }
    }
    p->stack_n = base;
    return true;
}

bool parse_arguments(Parser *p, ExprSeq **args, KeywordSeq **keywords, bool call)
{
    ParserState state = save(p);
    if (peek_type(p) == TOK_RPAR) {
        *args = seq_new(p->arena, 0);
        *keywords = seq_new(p->arena, 0);
        return *args != NULL && *keywords != NULL;
    }
    if (parse_args(p, args, keywords)) {
        int type = peek_type(p);
        Expr *only = (*args)->n == 1 && (*keywords)->n == 0 ? (*args)->items[0] : NULL;
        if (call && only != NULL && only->kind != Starred_kind && (type == TOK_FOR || type == TOK_ASYNC)) {
            ComprehensionSeq *generators = parse_for_if_clauses(p);
            if (generators != NULL && peek_type(p) == TOK_RPAR) {
                p->pos++; /* the parenthesis of the call is the generator expression's as well */
                Expr *e = expr_at(p, GeneratorExp_kind, state.pos - 1);
                p->pos--;
                if (e != NULL) {
                    e->v.GeneratorExp.elt = only;
                    e->v.GeneratorExp.generators = generators;
                    (*args)->items[0] = e;
                }
                return e != NULL;
            }
        } else {
            accept(p, TOK_COMMA);
            if (peek_type(p) == TOK_RPAR) {
                return true;
            }
        }
    }
    restore(p, state);
    if (p->diagnose && !has_error(p)) {
        invalid_arguments(p);
        restore(p, state);
    }
    return false;
}

/* ---- parameters ----------------------------------------------------------------------------------------------- */

/* NAME, and in a def its annotation, which may be starred behind `*`. */
static Arg *parse_parameter(Parser *p, bool annotated, bool star_annotation)
{
    int start = p->pos;
    if (!accept(p, TOK_NAME)) {
        return NULL;
    }
    const char *name = token_name(p, &p->tokens[start]);
    if (name == NULL) {
        return NULL;
    }
    Expr *annotation = NULL;
    if (annotated && accept(p, TOK_COLON)) {
        int star = p->pos;
        if (star_annotation && accept(p, TOK_STAR)) {
            Expr *value = parse_bitwise_or(p);
            annotation = value == NULL ? NULL : expr_at(p, Starred_kind, star);
            if (annotation != NULL) {
                annotation->v.Starred.value = value;
                annotation->v.Starred.ctx = CTX_Load;
            }
        } else {
            annotation = parse_expression(p);
        }
        if (annotation == NULL) {
            return NULL;
        }
    }
    Arg *arg = arena_alloc(p->arena, sizeof *arg);
    if (arg == NULL) {
        return raise_memory(p);
    }
    const Token *first = &p->tokens[start], *last = last_token(p);
    *arg = (Arg){name, annotation, first->lineno, first->col_offset, last->end_lineno, last->end_col_offset};
    return arg;
}

static bool finish_parameters(Parser *p, Arguments *args, int n_posonly, int n_args, int n_kwonly, int n_defaults,
                              int base)
{
    args->posonlyargs = seq_new(p->arena, n_posonly);
    args->args = seq_new(p->arena, n_args);
    args->kwonlyargs = seq_new(p->arena, n_kwonly);
    args->kw_defaults = seq_new(p->arena, n_kwonly);
    args->defaults = seq_new(p->arena, n_defaults);
    if (args->posonlyargs == NULL || args->args == NULL || args->kwonlyargs == NULL || args->kw_defaults == NULL ||
        args->defaults == NULL) {
        raise_memory(p);
        return false;
    }
    int n_positional = n_posonly + n_args, d = 0;
    for (int i = 0; i < n_positional + n_kwonly; i++) {
        Arg *arg = p->stack[base + 2 * i];
        Expr *value = p->stack[base + 2 * i + 1];
        if (i < n_posonly) {
            args->posonlyargs->items[i] = arg;
        } else if (i < n_positional) {
            args->args->items[i - n_posonly] = arg;
        } else {
            args->kwonlyargs->items[i - n_positional] = arg;
            args->kw_defaults->items[i - n_positional] = value;
            continue;
        }
        if (value != NULL) {
            args->defaults->items[d++] = value;
        }
    }
    p->stack_n = base;
    return true;
}

Arguments *parse_parameters(Parser *p, TokenType end)
{
    bool annotated = end == TOK_RPAR;
    if (p->diagnose) {
        ParserState state = save(p);
        invalid_parameters(p, end);
        restore(p, state);
        if (has_error(p)) {
            return NULL;
        }
    }
    Arguments *args = arena_alloc(p->arena, sizeof *args);
    if (args == NULL) {
        return raise_memory(p);
    }
    memset(args, 0, sizeof *args);
    int base = p->stack_n, n_posonly = 0, n_args = 0, n_kwonly = 0, n_defaults = 0;
    bool star = false, slash = false, bare_star = false;
    while (peek_type(p) != (int)end) {
        int type = peek_type(p);
        if (type == TOK_SLASH) {
            if (slash || star || n_args == 0) {
                return NULL;
            }
            p->pos++;
            slash = true;
            n_posonly = n_args;
            n_args = 0;
        } else if (type == TOK_STAR) {
            if (star) {
                return NULL;
            }
            p->pos++;
            star = true;
            if (peek_type(p) == TOK_COMMA) {
                bare_star = true;
            } else if ((args->vararg = parse_parameter(p, annotated, true)) == NULL) {
                return NULL;
            }
        } else if (type == TOK_DOUBLESTAR) {
            p->pos++;
            if (bare_star && n_kwonly == 0) {
                return NULL;
            }
            args->kwarg = parse_parameter(p, annotated, false);
            if (args->kwarg == NULL) {
                return NULL;
            }
            accept(p, TOK_COMMA);
            break;
        } else {
            Arg *arg = parse_parameter(p, annotated, false);
            if (arg == NULL) {
                return NULL;
            }
            Expr *value = NULL;
            if (accept(p, TOK_EQUAL) && (value = parse_expression(p)) == NULL) {
                return NULL;
            }
            if (star) {
                n_kwonly++;
            } else {
                if (value == NULL && n_defaults > 0) {
                    return NULL;
                }
                n_args++;
                n_defaults += value != NULL;
            }
            if (!push(p, arg) || !push(p, value)) {
                return NULL;
            }
        }
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    if (peek_type(p) != (int)end || (bare_star && n_kwonly == 0)) {
        return NULL;
    }
    return finish_parameters(p, args, n_posonly, n_args, n_kwonly, n_defaults, base) ? args : NULL;
}
