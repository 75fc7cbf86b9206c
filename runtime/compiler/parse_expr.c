/* Expressions: operators, conditional, lambda, calls, attributes and subscripts. */
#include "parser_internal.h"

Expr *parse_name(Parser *p, ExprContext ctx)
{
    int start = p->pos;
    if (!accept(p, TOK_NAME)) {
        return NULL;
    }
    const char *id = token_name(p, &p->tokens[start]);
    Expr *e = id == NULL ? NULL : expr_at(p, Name_kind, start);
    if (e != NULL) {
        e->v.Name.id = id;
        e->v.Name.ctx = ctx;
    }
    return e;
}

/* ---- primary: a.b  a(...)  a[...] ----------------------------------------------------------------------------- */

static Expr *parse_slice(Parser *p)
{
    int start = p->pos;
    Expr *lower = NULL, *upper = NULL, *step = NULL;
    if (peek_type(p) == TOK_STAR) {
        p->pos++;
        Expr *value = parse_expression(p);
        Expr *e = value == NULL ? NULL : expr_at(p, Starred_kind, start);
        if (e != NULL) {
            e->v.Starred.value = value;
            e->v.Starred.ctx = CTX_Load;
        }
        return e;
    }
    if (peek_type(p) != TOK_COLON) {
        lower = parse_named_expression(p);
        if (lower == NULL || peek_type(p) != TOK_COLON || lower->kind == NamedExpr_kind) {
            return lower;
        }
    }
    p->pos++;
    int type = peek_type(p);
    if (type != TOK_COLON && type != TOK_COMMA && type != TOK_RSQB) {
        upper = parse_expression(p);
        if (upper == NULL) {
            return NULL;
        }
    }
    if (accept(p, TOK_COLON)) {
        type = peek_type(p);
        if (type != TOK_COMMA && type != TOK_RSQB) {
            step = parse_expression(p);
            if (step == NULL) {
                return NULL;
            }
        }
    }
    Expr *e = expr_at(p, Slice_kind, start);
    if (e != NULL) {
        e->v.Slice.lower = lower;
        e->v.Slice.upper = upper;
        e->v.Slice.step = step;
    }
    return e;
}

static Expr *parse_slices(Parser *p)
{
    int start = p->pos, base = p->stack_n;
    Expr *first = parse_slice(p);
    if (first == NULL || (peek_type(p) != TOK_COMMA && first->kind != Starred_kind)) {
        return first;
    }
    if (!push(p, first)) {
        return NULL;
    }
    while (accept(p, TOK_COMMA)) {
        if (peek_type(p) == TOK_RSQB) {
            break;
        }
        Expr *e = parse_slice(p);
        if (e == NULL || !push(p, e)) {
            return NULL;
        }
    }
    ExprSeq *elts = pop_seq(p, base);
    Expr *e = elts == NULL ? NULL : expr_at(p, Tuple_kind, start);
    if (e != NULL) {
        e->v.Tuple.elts = elts;
        e->v.Tuple.ctx = CTX_Load;
    }
    return e;
}

static Expr *parse_call(Parser *p, Expr *func, int start)
{
    ExprSeq *args = NULL;
    KeywordSeq *keywords = NULL;
    ParserState state = save(p);
    if (p->diagnose) {
        /* CPython tries f(x for x in y) first, with the mistakes that belong to comprehensions. */
        if (parse_generator_expression(p) == NULL && !has_error(p)) {
            restore(p, state);
            invalid_comprehension(p);
        }
        if (has_error(p)) {
            return NULL;
        }
        restore(p, state);
    }
    p->pos++;
    if (!parse_arguments(p, &args, &keywords, true) || !accept(p, TOK_RPAR)) {
        restore(p, state);
        return NULL;
    }
    Expr *e = expr_at(p, Call_kind, start);
    if (e != NULL) {
        e->v.Call.func = func;
        e->v.Call.args = args;
        e->v.Call.keywords = keywords;
    }
    return e;
}

static Expr *primary_uncached(Parser *p)
{
    if (peek_type(p) == TOK_AWAIT) {
        return raise_unsupported(p, peek(p), "'await'");
    }
    int start = p->pos;
    Expr *e = parse_atom(p);
    while (e != NULL) {
        ParserState state = save(p);
        Expr *outer = NULL;
        int type = peek_type(p);
        if (type == TOK_DOT) {
            p->pos++;
            if (peek_type(p) == TOK_NAME) {
                const char *attr = token_name(p, peek(p));
                p->pos++;
                outer = attr == NULL ? NULL : expr_at(p, Attribute_kind, start);
                if (outer != NULL) {
                    outer->v.Attribute.value = e;
                    outer->v.Attribute.attr = attr;
                    outer->v.Attribute.ctx = CTX_Load;
                }
            }
        } else if (type == TOK_LPAR) {
            outer = parse_call(p, e, start);
        } else if (type == TOK_LSQB) {
            p->pos++;
            Expr *slice = parse_slices(p);
            if (slice != NULL && accept(p, TOK_RSQB)) {
                outer = expr_at(p, Subscript_kind, start);
                if (outer != NULL) {
                    outer->v.Subscript.value = e;
                    outer->v.Subscript.slice = slice;
                    outer->v.Subscript.ctx = CTX_Load;
                }
            }
        } else {
            break;
        }
        if (has_error(p)) {
            return NULL;
        }
        if (outer == NULL) {
            restore(p, state);
            break;
        }
        e = outer;
    }
    return e;
}

Expr *parse_primary(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_PRIMARY, &e)) {
        return e;
    }
    int start = p->pos;
    return memo_put(p, MEMO_PRIMARY, start, primary_uncached(p));
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static Expr *parse_factor(Parser *p);

static Expr *parse_power(Parser *p)
{
    int start = p->pos;
    Expr *base = parse_primary(p);
    if (base == NULL || peek_type(p) != TOK_DOUBLESTAR) {
        return base;
    }
    ParserState state = save(p);
    p->pos++;
    if (!enter(p)) {
        return NULL;
    }
    Expr *exponent = parse_factor(p);
    leave(p);
    if (exponent == NULL) {
        restore(p, state);
        return has_error(p) ? NULL : base;
    }
    Expr *e = expr_at(p, BinOp_kind, start);
    if (e != NULL) {
        e->v.BinOp.left = base;
        e->v.BinOp.op = OP_Pow;
        e->v.BinOp.right = exponent;
    }
    return e;
}

static Expr *parse_factor(Parser *p)
{
    UnaryOpKind op;
    switch (peek_type(p)) {
    case TOK_PLUS:
        op = OP_UAdd;
        break;
    case TOK_MINUS:
        op = OP_USub;
        break;
    case TOK_TILDE:
        op = OP_Invert;
        break;
    default:
        return parse_power(p);
    }
    int start = p->pos++;
    if (!enter(p)) {
        return NULL;
    }
    Expr *operand = parse_factor(p);
    leave(p);
    Expr *e = operand == NULL ? NULL : expr_at(p, UnaryOp_kind, start);
    if (e != NULL) {
        e->v.UnaryOp.op = op;
        e->v.UnaryOp.operand = operand;
    }
    return e;
}

enum { PREC_OR = 1, PREC_XOR, PREC_AND, PREC_SHIFT, PREC_SUM, PREC_TERM };

static const struct {
    uint8_t precedence, op;
} binary_operators[TOK_ERROR + 1] = {
    [TOK_VBAR] = {PREC_OR, OP_BitOr},        [TOK_CIRCUMFLEX] = {PREC_XOR, OP_BitXor},
    [TOK_AMPER] = {PREC_AND, OP_BitAnd},     [TOK_LEFTSHIFT] = {PREC_SHIFT, OP_LShift},
    [TOK_RIGHTSHIFT] = {PREC_SHIFT, OP_RShift}, [TOK_PLUS] = {PREC_SUM, OP_Add},
    [TOK_MINUS] = {PREC_SUM, OP_Sub},        [TOK_STAR] = {PREC_TERM, OP_Mult},
    [TOK_SLASH] = {PREC_TERM, OP_Div},       [TOK_DOUBLESLASH] = {PREC_TERM, OP_FloorDiv},
    [TOK_PERCENT] = {PREC_TERM, OP_Mod},     [TOK_AT] = {PREC_TERM, OP_MatMult},
};

/* Precedence climbing. A chain of operators of one level grows to the left in this loop, however long it is. */
static Expr *parse_binary(Parser *p, int least)
{
    int start = p->pos;
    Expr *left = parse_factor(p);
    while (left != NULL) {
        int type = peek_type(p);
        int precedence = binary_operators[type].precedence;
        if (precedence == 0 || precedence < least) {
            break;
        }
        ParserState state = save(p);
        p->pos++;
        Expr *right = parse_binary(p, precedence + 1);
        if (right == NULL) {
            restore(p, state);
            return has_error(p) ? NULL : left;
        }
        Expr *e = expr_at(p, BinOp_kind, start);
        if (e == NULL) {
            return NULL;
        }
        e->v.BinOp.left = left;
        e->v.BinOp.op = (OperatorKind)binary_operators[type].op;
        e->v.BinOp.right = right;
        left = e;
    }
    return left;
}

Expr *parse_bitwise_or(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_BITWISE_OR, &e)) {
        return e;
    }
    int start = p->pos;
    return memo_put(p, MEMO_BITWISE_OR, start, parse_binary(p, PREC_OR));
}

/* 0: no comparison operator here; else it is consumed. */
static int accept_comparison(Parser *p)
{
    int op = 0;
    switch (peek_type(p)) {
    case TOK_EQEQUAL:
        op = CMP_Eq;
        break;
    case TOK_NOTEQUAL:
        op = CMP_NotEq;
        break;
    case TOK_LESS:
        op = CMP_Lt;
        break;
    case TOK_LESSEQUAL:
        op = CMP_LtE;
        break;
    case TOK_GREATER:
        op = CMP_Gt;
        break;
    case TOK_GREATEREQUAL:
        op = CMP_GtE;
        break;
    case TOK_IN:
        op = CMP_In;
        break;
    case TOK_IS:
        p->pos++;
        return accept(p, TOK_NOT) ? CMP_IsNot : CMP_Is;
    case TOK_NOT:
        if (peek_second(p) == TOK_IN) {
            p->pos += 2;
            return CMP_NotIn;
        }
        return 0;
    default:
        return 0;
    }
    p->pos++;
    return op;
}

static Expr *parse_comparison(Parser *p)
{
    int start = p->pos;
    Expr *left = parse_bitwise_or(p);
    if (left == NULL) {
        return NULL;
    }
    int base = p->stack_n;
    for (;;) {
        ParserState state = save(p);
        int op = accept_comparison(p);
        if (op == 0) {
            break;
        }
        Expr *right = parse_bitwise_or(p);
        if (right == NULL) {
            if (has_error(p)) {
                return NULL;
            }
            restore(p, state);
            break;
        }
        if (!push(p, (void *)(intptr_t)op) || !push(p, right)) {
            return NULL;
        }
    }
    int n = (p->stack_n - base) / 2;
    if (n == 0) {
        return left;
    }
    CmpOpSeq *ops = cmpop_seq_new(p->arena, n);
    ExprSeq *comparators = seq_new(p->arena, n);
    Expr *e = expr_at(p, Compare_kind, start);
    if (ops == NULL || comparators == NULL || e == NULL) {
        return raise_memory(p);
    }
    for (int i = 0; i < n; i++) {
        ops->items[i] = (CmpOpKind)(intptr_t)p->stack[base + 2 * i];
        comparators->items[i] = p->stack[base + 2 * i + 1];
    }
    p->stack_n = base;
    e->v.Compare.left = left;
    e->v.Compare.ops = ops;
    e->v.Compare.comparators = comparators;
    return e;
}

static Expr *parse_inversion(Parser *p)
{
    if (peek_type(p) != TOK_NOT) {
        return parse_comparison(p);
    }
    int start = p->pos++;
    if (!enter(p)) {
        return NULL;
    }
    Expr *operand = parse_inversion(p);
    leave(p);
    Expr *e = operand == NULL ? NULL : expr_at(p, UnaryOp_kind, start);
    if (e != NULL) {
        e->v.UnaryOp.op = OP_Not;
        e->v.UnaryOp.operand = operand;
    }
    return e;
}

static Expr *parse_bool_op(Parser *p, TokenType token, BoolOpKind op, Expr *(*operand)(Parser *))
{
    int start = p->pos;
    Expr *first = operand(p);
    if (first == NULL || peek_type(p) != (int)token) {
        return first;
    }
    int base = p->stack_n;
    if (!push(p, first)) {
        return NULL;
    }
    for (;;) {
        ParserState state = save(p);
        if (!accept(p, token)) {
            break;
        }
        Expr *e = operand(p);
        if (e == NULL) {
            if (has_error(p)) {
                return NULL;
            }
            restore(p, state);
            break;
        }
        if (!push(p, e)) {
            return NULL;
        }
    }
    if (p->stack_n == base + 1) {
        p->stack_n = base;
        return first;
    }
    ExprSeq *values = pop_seq(p, base);
    Expr *e = values == NULL ? NULL : expr_at(p, BoolOp_kind, start);
    if (e != NULL) {
        e->v.BoolOp.op = op;
        e->v.BoolOp.values = values;
    }
    return e;
}

static Expr *parse_conjunction(Parser *p)
{
    return parse_bool_op(p, TOK_AND, OP_And, parse_inversion);
}

Expr *parse_disjunction(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_DISJUNCTION, &e)) {
        return e;
    }
    int start = p->pos;
    return memo_put(p, MEMO_DISJUNCTION, start, parse_bool_op(p, TOK_OR, OP_Or, parse_conjunction));
}

/* ---- expression ----------------------------------------------------------------------------------------------- */

static Expr *parse_lambda(Parser *p)
{
    int start = p->pos++;
    Arguments *args = parse_parameters(p, TOK_COLON);
    if (args == NULL) {
        return NULL;
    }
    if (!accept(p, TOK_COLON)) {
        return NULL;
    }
    Expr *body = parse_expression(p);
    Expr *e = body == NULL ? NULL : expr_at(p, Lambda_kind, start);
    if (e != NULL) {
        e->v.Lambda.args = args;
        e->v.Lambda.body = body;
    }
    return e;
}

static Expr *parse_conditional(Parser *p)
{
    if (peek_type(p) == TOK_LAMBDA) {
        return parse_lambda(p);
    }
    int start = p->pos;
    Expr *body = parse_disjunction(p);
    if (body == NULL || peek_type(p) != TOK_IF) {
        return body;
    }
    ParserState state = save(p);
    p->pos++;
    Expr *test = parse_disjunction(p);
    Expr *orelse = test != NULL && accept(p, TOK_ELSE) ? parse_expression(p) : NULL;
    if (orelse == NULL) {
        restore(p, state);
        return has_error(p) ? NULL : body;
    }
    Expr *e = expr_at(p, IfExp_kind, start);
    if (e != NULL) {
        e->v.IfExp.test = test;
        e->v.IfExp.body = body;
        e->v.IfExp.orelse = orelse;
    }
    return e;
}

Expr *parse_expression(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_EXPRESSION, &e)) {
        return e;
    }
    if (!enter(p)) {
        return NULL;
    }
    int start = p->pos;
    if (p->diagnose) {
        invalid_expression(p);
    }
    e = has_error(p) ? NULL : parse_conditional(p);
    leave(p);
    return memo_put(p, MEMO_EXPRESSION, start, e);
}

Expr *parse_expression_without_invalid(Parser *p)
{
    bool diagnose = p->diagnose;
    p->diagnose = false;
    Expr *e = NULL;
    if (enter(p)) {
        e = parse_conditional(p);
        leave(p);
    }
    p->diagnose = diagnose;
    return e;
}

/* One item, or a tuple if a comma follows. */
static Expr *tuple_or_item(Parser *p, Expr *(*item)(Parser *))
{
    int start = p->pos;
    Expr *first = item(p);
    if (first == NULL || peek_type(p) != TOK_COMMA) {
        return first;
    }
    int base = p->stack_n;
    if (!push(p, first)) {
        return NULL;
    }
    while (accept(p, TOK_COMMA)) {
        ParserState state = save(p);
        Expr *e = item(p);
        if (e == NULL) {
            if (has_error(p)) {
                return NULL;
            }
            restore(p, state);
            break;
        }
        if (!push(p, e)) {
            return NULL;
        }
    }
    ExprSeq *elts = pop_seq(p, base);
    Expr *e = elts == NULL ? NULL : expr_at(p, Tuple_kind, start);
    if (e != NULL) {
        e->v.Tuple.elts = elts;
        e->v.Tuple.ctx = CTX_Load;
    }
    return e;
}

Expr *parse_expressions(Parser *p)
{
    return tuple_or_item(p, parse_expression);
}

/* `*a` or what `other` reads. */
static Expr *starred_or(Parser *p, Expr *(*other)(Parser *))
{
    int start = p->pos;
    if (!accept(p, TOK_STAR)) {
        return other(p);
    }
    Expr *value = parse_bitwise_or(p);
    Expr *e = value == NULL ? NULL : expr_at(p, Starred_kind, start);
    if (e != NULL) {
        e->v.Starred.value = value;
        e->v.Starred.ctx = CTX_Load;
    }
    return e;
}

static Expr *parse_star_expression(Parser *p)
{
    return starred_or(p, parse_expression);
}

Expr *parse_star_expressions(Parser *p)
{
    return tuple_or_item(p, parse_star_expression);
}

Expr *parse_assignment_expression(Parser *p)
{
    int start = p->pos;
    if (peek_type(p) != TOK_NAME || peek_second(p) != TOK_COLONEQUAL) {
        return NULL;
    }
    Expr *target = parse_name(p, CTX_Store);
    p->pos++;
    Expr *value = target == NULL ? NULL : parse_expression(p);
    Expr *e = value == NULL ? NULL : expr_at(p, NamedExpr_kind, start);
    if (e == NULL) {
        p->pos = start;
        return NULL;
    }
    e->v.NamedExpr.target = target;
    e->v.NamedExpr.value = value;
    return e;
}

static Expr *named_expression_uncached(Parser *p)
{
    if (peek_type(p) == TOK_NAME && peek_second(p) == TOK_COLONEQUAL) {
        return parse_assignment_expression(p);
    }
    if (p->diagnose) {
        invalid_named_expression(p);
        if (has_error(p)) {
            return NULL;
        }
    }
    int start = p->pos;
    Expr *e = parse_expression(p);
    if (e != NULL && peek_type(p) == TOK_COLONEQUAL) {
        p->pos = start;
        return NULL;
    }
    return e;
}

Expr *parse_named_expression(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_NAMED_EXPRESSION, &e)) {
        return e;
    }
    int start = p->pos;
    return memo_put(p, MEMO_NAMED_EXPRESSION, start, named_expression_uncached(p));
}

Expr *parse_star_named_expression(Parser *p)
{
    return starred_or(p, parse_named_expression);
}

ExprSeq *parse_star_named_expressions(Parser *p)
{
    int base = p->stack_n;
    do {
        ParserState state = save(p);
        Expr *e = parse_star_named_expression(p);
        if (e == NULL) {
            restore(p, state);
            break;
        }
        if (!push(p, e)) {
            return NULL;
        }
    } while (accept(p, TOK_COMMA));
    if (has_error(p) || p->stack_n == base) {
        return NULL;
    }
    return pop_seq(p, base);
}

Expr *parse_yield_expression(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOK_YIELD)) {
        return NULL;
    }
    if (accept(p, TOK_FROM)) {
        Expr *value = parse_expression(p);
        Expr *e = value == NULL ? NULL : expr_at(p, YieldFrom_kind, start);
        if (e != NULL) {
            e->v.YieldFrom.value = value;
        }
        return e;
    }
    ParserState state = save(p);
    Expr *value = parse_star_expressions(p);
    if (value == NULL) {
        if (has_error(p)) {
            return NULL;
        }
        restore(p, state);
    }
    Expr *e = expr_at(p, Yield_kind, start);
    if (e != NULL) {
        e->v.Yield.value = value;
    }
    return e;
}
