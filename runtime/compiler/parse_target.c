/* What can be assigned to, deleted, looped over. */
#include "parser_internal.h"

bool is_target(const Expr *e, TargetKind kind)
{
    switch (e->kind) {
    case Name_kind:
    case Attribute_kind:
    case Subscript_kind:
        return true;
    case Starred_kind:
        return kind == TARGET_STAR && e->v.Starred.value->kind != Starred_kind && is_target(e->v.Starred.value, kind);
    case Tuple_kind:
    case List_kind: {
        if (kind == TARGET_SINGLE) {
            return false;
        }
        const ExprSeq *elts = e->v.Tuple.elts; /* List has the same layout */
        for (int i = 0; i < elts->n; i++) {
            if (!is_target(elts->items[i], kind)) {
                return false;
            }
        }
        return true;
    }
    default:
        return false;
    }
}

void set_context(Expr *e, ExprContext ctx)
{
    switch (e->kind) {
    case Name_kind:
        e->v.Name.ctx = ctx;
        break;
    case Attribute_kind:
        e->v.Attribute.ctx = ctx;
        break;
    case Subscript_kind:
        e->v.Subscript.ctx = ctx;
        break;
    case Starred_kind:
        e->v.Starred.ctx = ctx;
        set_context(e->v.Starred.value, ctx);
        break;
    case Tuple_kind:
    case List_kind:
        e->v.Tuple.ctx = ctx;
        for (int i = 0; i < e->v.Tuple.elts->n; i++) {
            set_context(e->v.Tuple.elts->items[i], ctx);
        }
        break;
    default:
        break;
    }
}

/* Only what a target can be is read, so that `in` is left for the loop. */
Expr *parse_star_target(Parser *p)
{
    int start = p->pos;
    bool star = accept(p, TOK_STAR);
    Expr *e = parse_primary(p);
    if (e != NULL && star) {
        Expr *value = e;
        e = expr_at(p, Starred_kind, start);
        if (e != NULL) {
            e->v.Starred.value = value;
        }
    }
    if (e == NULL || !is_target(e, TARGET_STAR)) {
        p->pos = start;
        return NULL;
    }
    set_context(e, CTX_Store);
    return e;
}

Expr *parse_star_targets(Parser *p)
{
    int start = p->pos, base = p->stack_n;
    Expr *first = parse_star_target(p);
    if (first == NULL || peek_type(p) != TOK_COMMA) {
        return first;
    }
    if (!push(p, first)) {
        return NULL;
    }
    while (accept(p, TOK_COMMA)) {
        Expr *e = parse_star_target(p);
        if (e == NULL) {
            if (has_error(p)) {
                return NULL;
            }
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
        e->v.Tuple.ctx = CTX_Store;
    }
    return e;
}

const Expr *invalid_target(const Expr *e, TargetKind kind)
{
    switch (e->kind) {
    case Tuple_kind:
    case List_kind:
        for (int i = 0; i < e->v.Tuple.elts->n; i++) {
            const Expr *bad = invalid_target(e->v.Tuple.elts->items[i], kind);
            if (bad != NULL) {
                return bad;
            }
        }
        return NULL;
    case Starred_kind:
        return kind == TARGET_DEL ? e : invalid_target(e->v.Starred.value, kind);
    case Compare_kind:
        /* `for f() in x` reads as a comparison */
        if (kind == TARGET_FOR) {
            return e->v.Compare.ops->items[0] == CMP_In ? invalid_target(e->v.Compare.left, kind) : NULL;
        }
        return e;
    case Name_kind:
    case Subscript_kind:
    case Attribute_kind:
        return NULL;
    default:
        return e;
    }
}

const char *expr_name(const Expr *e)
{
    switch (e->kind) {
    case Attribute_kind:
        return "attribute";
    case Subscript_kind:
        return "subscript";
    case Starred_kind:
        return "starred";
    case Name_kind:
        return "name";
    case List_kind:
        return "list";
    case Tuple_kind:
        return "tuple";
    case Lambda_kind:
        return "lambda";
    case Call_kind:
        return "function call";
    case BoolOp_kind:
    case BinOp_kind:
    case UnaryOp_kind:
        return "expression";
    case GeneratorExp_kind:
        return "generator expression";
    case Yield_kind:
    case YieldFrom_kind:
        return "yield expression";
    case Await_kind:
        return "await expression";
    case ListComp_kind:
        return "list comprehension";
    case SetComp_kind:
        return "set comprehension";
    case DictComp_kind:
        return "dict comprehension";
    case Dict_kind:
        return "dict literal";
    case Set_kind:
        return "set display";
    case JoinedStr_kind:
    case FormattedValue_kind:
        return "f-string expression";
    case Constant_kind:
        switch (e->v.Constant.kind) {
        case CONST_NONE:
            return "None";
        case CONST_FALSE:
            return "False";
        case CONST_TRUE:
            return "True";
        case CONST_ELLIPSIS:
            return "ellipsis";
        default:
            return "literal";
        }
    case Compare_kind:
        return "comparison";
    case IfExp_kind:
        return "conditional expression";
    case NamedExpr_kind:
        return "named expression";
    default:
        return "expression";
    }
}
