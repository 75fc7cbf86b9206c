/* Expressions. */
#include <stdlib.h>

#include "compiler/codegen_internal.h"
#include "core/err.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* Displays longer than this are built by appending. */
#define MAX_WINDOW 30

int result_reg(Gen *g, int want) { return want == ANYWHERE ? temp_new(g) : want; }

const char *mangle(Gen *g, const char *name) {
    const char *m = symtable_mangle(g->arena, g->u->scope->class_name, name);
    if (!m) {
        err_no_memory();
        gen_fail(g);
    }
    return m;
}

int local_register(Gen *g, const char *mangled, Symbol **sym) {
    Symbol *s = scope_symbol(g->u->scope, mangled);
    *sym = s;
    return s ? g->u->local_of_symbol[s->index] : -1;
}

/* ---- constants ---- */

Val const_of(Gen *g, Expr *e) {
    Val v = VAL_NULL;
    switch (e->v.Constant.kind) {
    case CONST_NONE: return VAL_NONE;
    case CONST_TRUE: return VAL_TRUE;
    case CONST_FALSE: return VAL_FALSE;
    case CONST_ELLIPSIS: return VAL_ELLIPSIS;
    case CONST_INT: v = int_from_text(e->v.Constant.bytes, (int64_t)e->v.Constant.len, e->v.Constant.base); break;
    case CONST_FLOAT: v = val_float(e->v.Constant.number); break;
    case CONST_COMPLEX: gen_syntax_error(g, loc_expr(e), "gilpy does not support complex numbers yet");
    case CONST_STR: {
        const char *s = e->v.Constant.bytes;
        size_t n = e->v.Constant.len;
        bool identifier = n < 64;
        for (size_t i = 0; i < n && identifier; i++)
            identifier = s[i] == '_' || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
                         (s[i] >= '0' && s[i] <= '9');
        v = str_from_utf8(s, (int64_t)n);
        if (identifier && !val_is_null(v))
            v = incref(str_intern(v));
        break;
    }
    case CONST_BYTES: v = bytes_new(e->v.Constant.bytes, (int64_t)e->v.Constant.len); break;
    }
    if (val_is_null(v))
        gen_fail(g);
    return v;
}

static bool is_number(Val v) { return val_is_integer(v) || val_is_float(v); }

/* The value of e if it is known now: constants, signs and arithmetic of
 * numbers, tuples of constants.  VAL_NULL: not known. */
static Val fold(Gen *g, Expr *e, int depth) {
    if (e->kind == Constant_kind)
        return const_of(g, e);
    if (depth > 20)
        return VAL_NULL;
    Val r = VAL_NULL;
    if (e->kind == UnaryOp_kind && e->v.UnaryOp.op != OP_Not) {
        Val v = fold(g, e->v.UnaryOp.operand, depth + 1);
        if (!val_is_null(v) && is_number(v) && !val_is_bool(v))
            r = e->v.UnaryOp.op == OP_USub   ? val_negative(v)
                : e->v.UnaryOp.op == OP_UAdd ? val_positive(v)
                                             : val_invert(v);
        decref(v);
    } else if (e->kind == BinOp_kind) {
        Val a = fold(g, e->v.BinOp.left, depth + 1);
        Val b = val_is_null(a) ? VAL_NULL : fold(g, e->v.BinOp.right, depth + 1);
        OperatorKind op = e->v.BinOp.op;
        if (!val_is_null(b) && is_number(a) && is_number(b)) {
            /* what may be huge is left to run time */
            bool small = val_is_int(a) && val_is_int(b) && val_int(b) >= 0 && val_int(b) <= 128;
            bool ok = op == OP_Pow ? small && val_int(a) < 256 && val_int(a) > -256 : op == OP_LShift ? small : true;
            if (ok)
                r = val_binary((BinOp)(op - 1), a, b);
        }
        decref(a);
        decref(b);
    } else if (e->kind == Tuple_kind) {
        ExprSeq *elts = e->v.Tuple.elts;
        Val t = tuple_new(elts->n);
        if (val_is_null(t))
            gen_fail(g);
        for (int i = 0; i < elts->n; i++) {
            Val v = fold(g, elts->items[i], depth + 1);
            if (val_is_null(v)) {
                decref(t);
                err_clear();
                return VAL_NULL;
            }
            as_tuple(t)->items[i] = v;
        }
        r = t;
    }
    err_clear(); /* 1 / 0 raises when it runs */
    return r;
}

void gen_const(Gen *g, Val v, int dst) {
    uint32_t k = const_add(g, v);
    emit_bc(g, OP_LOAD_CONST, 0, dst, (int32_t)k);
}

/* A constant as an operand: its own register while there are some. */
static int const_operand(Gen *g, Val v, int want) {
    uint32_t k = const_add(g, v);
    if (want == ANYWHERE) {
        int r = const_reg(g, k);
        if (r >= 0)
            return r;
    }
    int dst = result_reg(g, want);
    emit_bc(g, OP_LOAD_CONST, 0, dst, (int32_t)k);
    return dst;
}

/* ---- names ---- */

static int move_to(Gen *g, int src, int want) {
    if (want == ANYWHERE || want == src)
        return src;
    emit(g, OP_LOAD_FAST, last_use(g, src, LAST_B), want, src, 0);
    temp_free(g, src);
    return want;
}

static int gen_name(Gen *g, const char *id, int want) {
    const char *name = mangle(g, id);
    Symbol *sym;
    int reg = local_register(g, name, &sym);
    ScopeType type = g->u->scope->type;
    SymbolKind kind = sym ? sym->kind : SCOPE_GLOBAL_IMPLICIT;
    if (type == SCOPE_TYPE_FUNCTION && kind == SCOPE_LOCAL) {
        if (!g->u->definite[reg]) {
            emit(g, OP_LOAD_FAST_CHECK, 0, reg, 0, 0);
            if (!(sym->flags & SYM_DELETED))
                g->u->definite[reg] = 1;
        }
        if (want == ANYWHERE || want == reg)
            return reg;
        emit(g, OP_LOAD_FAST, 0, want, reg, 0);
        return want;
    }
    int dst = result_reg(g, want);
    if (type != SCOPE_TYPE_FUNCTION && reg >= 0 && kind == SCOPE_FREE)
        emit(g, OP_LOAD_CLASSDEREF, 0, dst, reg, name_add(g, name));
    else if (kind == SCOPE_CELL || kind == SCOPE_FREE)
        emit(g, OP_LOAD_DEREF, 0, dst, reg, 0);
    else if (type == SCOPE_TYPE_FUNCTION || kind == SCOPE_GLOBAL_EXPLICIT)
        emit(g, OP_LOAD_GLOBAL, 0, dst, name_add(g, name), 0);
    else
        emit(g, OP_LOAD_NAME, 0, dst, name_add(g, name), 0);
    return dst;
}

void gen_load_name(Gen *g, const char *id, int dst) { gen_name(g, id, dst); }
int gen_name_operand(Gen *g, const char *id) { return gen_name(g, id, ANYWHERE); }

int gen_temp(Gen *g, Expr *e) {
    int t = temp_new(g);
    gen_expr(g, e, t);
    return t;
}

/* An operand that a later one must not change under us: with a walrus about,
 * a local is copied unless what follows is a mere name or constant. */
static int gen_operand(Gen *g, Expr *e, Expr *later) {
    if (g->walrus && e->kind == Name_kind && later && later->kind != Name_kind && later->kind != Constant_kind)
        return gen_temp(g, e);
    return gen_expr(g, e, ANYWHERE);
}

/* ---- operators ---- */

static int gen_binary_chain(Gen *g, Expr *e, int want) {
    /* 1 + 1 + 1 + … leans left and may be very long: down by a loop, up by
     * a loop. */
    int n = 0;
    for (Expr *x = e; x->kind == BinOp_kind; x = x->v.BinOp.left)
        n++;
    Expr **spine = arena_alloc(g->arena, (size_t)n * sizeof *spine);
    if (!spine) {
        err_no_memory();
        gen_fail(g);
    }
    Expr *x = e;
    for (int i = n - 1; i >= 0; i--, x = x->v.BinOp.left)
        spine[i] = x;
    int left = gen_operand(g, x, spine[0]->v.BinOp.right);
    for (int i = 0; i < n; i++) {
        Expr *b = spine[i];
        int right = gen_expr(g, b->v.BinOp.right, ANYWHERE);
        int flags = last_use(g, left, LAST_B) | last_use(g, right, LAST_C);
        g->u->loc = loc_expr(b);
        int l = left, r = right;
        temp_free(g, right);
        temp_free(g, left);
        left = result_reg(g, i == n - 1 ? want : ANYWHERE);
        emit(g, OP_BINARY_ADD + (b->v.BinOp.op - 1), flags, left, l, r);
    }
    return left;
}

static Opcode compare_op(CmpOpKind op) {
    switch (op) {
    case CMP_Eq: return OP_COMPARE_EQ;
    case CMP_NotEq: return OP_COMPARE_NE;
    case CMP_Lt: return OP_COMPARE_LT;
    case CMP_LtE: return OP_COMPARE_LE;
    case CMP_Gt: return OP_COMPARE_GT;
    case CMP_GtE: return OP_COMPARE_GE;
    case CMP_Is: return OP_IS_OP;
    case CMP_IsNot: return OP_IS_NOT_OP;
    case CMP_In: return OP_CONTAINS_OP;
    case CMP_NotIn: return OP_NOT_CONTAINS_OP;
    }
    __builtin_unreachable();
}

static Opcode branch_op(CmpOpKind op, bool when) {
    switch (op) {
    case CMP_Eq: return when ? OP_JUMP_IF_EQ : OP_JUMP_IF_NOT_EQ;
    case CMP_NotEq: return when ? OP_JUMP_IF_NE : OP_JUMP_IF_NOT_NE;
    case CMP_Lt: return when ? OP_JUMP_IF_LT : OP_JUMP_IF_NOT_LT;
    case CMP_LtE: return when ? OP_JUMP_IF_LE : OP_JUMP_IF_NOT_LE;
    case CMP_Gt: return when ? OP_JUMP_IF_GT : OP_JUMP_IF_NOT_GT;
    case CMP_GtE: return when ? OP_JUMP_IF_GE : OP_JUMP_IF_NOT_GE;
    case CMP_Is: return when ? OP_JUMP_IF_IS : OP_JUMP_IF_IS_NOT;
    case CMP_IsNot: return when ? OP_JUMP_IF_IS_NOT : OP_JUMP_IF_IS;
    case CMP_In: return when ? OP_JUMP_IF_IN : OP_JUMP_IF_NOT_IN;
    case CMP_NotIn: return when ? OP_JUMP_IF_NOT_IN : OP_JUMP_IF_IN;
    }
    __builtin_unreachable();
}

static int gen_compare(Gen *g, Expr *e, int want) {
    CmpOpSeq *ops = e->v.Compare.ops;
    ExprSeq *cmps = e->v.Compare.comparators;
    if (ops->n == 1) {
        int l = gen_operand(g, e->v.Compare.left, cmps->items[0]);
        int r = gen_expr(g, cmps->items[0], ANYWHERE);
        int flags = last_use(g, l, LAST_B) | last_use(g, r, LAST_C);
        g->u->loc = loc_expr(e);
        temp_free(g, r);
        temp_free(g, l);
        int dst = result_reg(g, want);
        emit(g, compare_op(ops->items[0]), flags, dst, l, r);
        return dst;
    }
    /* a < b < c: b in a register of its own, evaluated once */
    int res = want != ANYWHERE && is_temp(g, want) ? want : temp_new(g);
    int a = temp_new(g), b = temp_new(g);
    int cleanup = label_new(g), end = label_new(g);
    gen_expr(g, e->v.Compare.left, a);
    for (int i = 0; i < ops->n; i++) {
        bool final = i == ops->n - 1;
        gen_expr(g, cmps->items[i], b);
        g->u->loc = loc_expr(e);
        emit(g, compare_op(ops->items[i]), LAST_B | (final ? LAST_C : 0), res, a, b);
        if (!final) {
            emit_jump(g, OP_JUMP_IF_FALSE, 0, res, cleanup);
            emit(g, OP_LOAD_FAST, LAST_B, a, b, 0);
        }
    }
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
    label_bind(g, cleanup);
    emit(g, OP_POP_TOP, LAST_A, b, 0, 0);
    label_bind(g, end);
    temp_free(g, b);
    temp_free(g, a);
    return res == want ? res : move_to(g, res, want);
}

static int gen_boolop(Gen *g, Expr *e, int want) {
    /* The register is written before the last operand is read: a local that
     * is being assigned must not be it. */
    int res = want != ANYWHERE && is_temp(g, want) ? want : temp_new(g);
    int end = label_new(g);
    ExprSeq *values = e->v.BoolOp.values;
    uint8_t *state = NULL;
    for (int i = 0; i < values->n; i++) {
        gen_expr(g, values->items[i], res);
        if (i == 0)
            state = definite_save(g);
        if (i < values->n - 1) {
            g->u->loc = loc_expr(e);
            emit_jump(g, e->v.BoolOp.op == OP_And ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE, 0, res, end);
            Expr *next = values->items[i + 1];
            if (next->kind != Name_kind && next->kind != Constant_kind)
                emit(g, OP_POP_TOP, LAST_A, res, 0, 0); /* dies before the next operand is evaluated */
        }
    }
    definite_restore(g, state);
    label_bind(g, end);
    return res == want ? res : move_to(g, res, want);
}

static int gen_ifexp(Gen *g, Expr *e, int want) {
    int dst = want != ANYWHERE ? want : temp_new(g);
    int orelse = label_new(g), end = label_new(g);
    gen_branch(g, e->v.IfExp.test, false, orelse);
    uint8_t *state = definite_save(g);
    gen_expr(g, e->v.IfExp.body, dst);
    emit_jump(g, OP_JUMP_FORWARD, 0, 0, end);
    label_bind(g, orelse);
    definite_restore(g, state);
    gen_expr(g, e->v.IfExp.orelse, dst);
    definite_restore(g, state);
    label_bind(g, end);
    return dst;
}

void gen_branch(Gen *g, Expr *e, bool when, int label) {
    Loc outer = g->u->loc; /* what asks for the truth: a failing __bool__ is reported there */
    if (e->kind == UnaryOp_kind && e->v.UnaryOp.op == OP_Not) {
        gen_branch(g, e->v.UnaryOp.operand, !when, label);
        return;
    }
    if (e->kind == BoolOp_kind) {
        ExprSeq *values = e->v.BoolOp.values;
        bool is_and = e->v.BoolOp.op == OP_And;
        uint8_t *state = NULL;
        if (is_and != when) { /* any operand decides for the jump */
            for (int i = 0; i < values->n; i++) {
                g->u->loc = outer;
                gen_branch(g, values->items[i], when, label);
                if (i == 0)
                    state = definite_save(g);
            }
        } else { /* all must agree */
            int past = label_new(g);
            for (int i = 0; i < values->n; i++) {
                g->u->loc = outer;
                gen_branch(g, values->items[i], i == values->n - 1 ? when : !when, i == values->n - 1 ? label : past);
                if (i == 0)
                    state = definite_save(g);
            }
            label_bind(g, past);
        }
        definite_restore(g, state);
        return;
    }
    if (e->kind == Compare_kind && e->v.Compare.ops->n == 1) {
        ExprSeq *cmps = e->v.Compare.comparators;
        int l = gen_operand(g, e->v.Compare.left, cmps->items[0]);
        int r = gen_expr(g, cmps->items[0], ANYWHERE);
        int flags = last_use(g, l, LAST_B) | last_use(g, r, LAST_C);
        temp_free(g, r);
        temp_free(g, l);
        g->u->loc = loc_expr(e);
        emit_branch(g, branch_op(e->v.Compare.ops->items[0], when), flags, l, r, label);
        return;
    }
    if (e->kind == Constant_kind) {
        Val v = const_of(g, e);
        int truth = val_truth(v);
        decref(v);
        if (truth == when) {
            emit_jump(g, OP_JUMP_FORWARD, 0, 0, label);
            return;
        }
        if (truth >= 0)
            return;
        gen_fail(g);
    }
    int r = gen_expr(g, e, ANYWHERE);
    g->u->loc = outer;
    emit_jump(g, when ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, last_use(g, r, LAST_A), r, label);
    temp_free(g, r);
}

static int gen_unary(Gen *g, Expr *e, int want) {
    int r = gen_expr(g, e->v.UnaryOp.operand, ANYWHERE);
    int flags = last_use(g, r, LAST_B);
    g->u->loc = loc_expr(e);
    temp_free(g, r);
    int dst = result_reg(g, want);
    static const Opcode ops[] = {
        [OP_Invert] = OP_UNARY_INVERT, [OP_Not] = OP_UNARY_NOT, [OP_UAdd] = OP_UNARY_POSITIVE, [OP_USub] = OP_UNARY_NEGATIVE};
    emit(g, ops[e->v.UnaryOp.op], flags, dst, r, 0);
    return dst;
}

/* ---- displays ---- */

static bool any_starred(ExprSeq *elts) {
    for (int i = 0; i < elts->n; i++)
        if (elts->items[i]->kind == Starred_kind)
            return true;
    return false;
}

/* n expressions into fresh consecutive temporaries; returns the first. */
static int gen_window(Gen *g, ExprSeq *elts) {
    int base = g->u->temp_top;
    for (int i = 0; i < elts->n; i++)
        gen_temp(g, elts->items[i]);
    return base;
}

static void free_window(Gen *g, int base) { g->u->temp_top = base; }

int gen_display_list(Gen *g, ExprSeq *elts, int list) {
    Loc loc = g->u->loc; /* of the whole: a bad starred item is reported there */
    emit(g, OP_BUILD_LIST, 0, list, list, 0);
    for (int i = 0; i < elts->n; i++) {
        Expr *x = elts->items[i];
        bool star = x->kind == Starred_kind;
        int r = gen_expr(g, star ? x->v.Starred.value : x, ANYWHERE);
        g->u->loc = loc;
        emit(g, star ? OP_LIST_EXTEND : OP_LIST_APPEND, last_use(g, r, LAST_B), list, r, 0);
        temp_free(g, r);
    }
    return list;
}

static int gen_sequence(Gen *g, Expr *e, ExprSeq *elts, Opcode build, int want) {
    if (any_starred(elts) || elts->n > MAX_WINDOW) {
        int t = temp_new(g);
        if (build == OP_BUILD_SET) {
            emit(g, OP_BUILD_SET, 0, t, t, 0);
            for (int i = 0; i < elts->n; i++) {
                Expr *x = elts->items[i];
                bool star = x->kind == Starred_kind;
                int r = gen_expr(g, star ? x->v.Starred.value : x, ANYWHERE);
                g->u->loc = loc_expr(e);
                emit(g, star ? OP_SET_UPDATE : OP_SET_ADD, last_use(g, r, LAST_B), t, r, 0);
                temp_free(g, r);
            }
            return move_to(g, t, want);
        }
        gen_display_list(g, elts, t);
        if (build == OP_BUILD_LIST)
            return move_to(g, t, want);
        g->u->loc = loc_expr(e);
        temp_free(g, t);
        int dst = result_reg(g, want);
        emit(g, OP_LIST_TO_TUPLE, LAST_B, dst, t, 0);
        return dst;
    }
    int base = gen_window(g, elts);
    g->u->loc = loc_expr(e);
    free_window(g, base);
    int dst = result_reg(g, want);
    emit(g, build, 0, dst, elts->n ? base : dst, elts->n); /* no items: no window above the temporaries in use */
    return dst;
}

static int gen_dict(Gen *g, Expr *e, int want) {
    ExprSeq *keys = e->v.Dict.keys, *values = e->v.Dict.values;
    bool unpack = false;
    for (int i = 0; i < keys->n; i++)
        unpack |= keys->items[i] == NULL;
    if (!unpack && keys->n <= MAX_WINDOW / 2) {
        int base = g->u->temp_top;
        for (int i = 0; i < keys->n; i++) {
            gen_temp(g, keys->items[i]);
            gen_temp(g, values->items[i]);
        }
        g->u->loc = loc_expr(e);
        free_window(g, base);
        int dst = result_reg(g, want);
        emit(g, OP_BUILD_MAP, 0, dst, keys->n ? base : dst, keys->n);
        return dst;
    }
    int t = temp_new(g);
    emit(g, OP_BUILD_MAP, 0, t, t, 0);
    for (int i = 0; i < keys->n; i++) {
        if (!keys->items[i]) {
            int r = gen_expr(g, values->items[i], ANYWHERE);
            g->u->loc = loc_expr(e);
            emit(g, OP_DICT_UPDATE, last_use(g, r, LAST_B), t, r, 0);
            temp_free(g, r);
            continue;
        }
        int k = gen_operand(g, keys->items[i], values->items[i]);
        int v = gen_expr(g, values->items[i], ANYWHERE);
        g->u->loc = loc_expr(e);
        emit(g, OP_MAP_ADD, last_use(g, k, LAST_B) | last_use(g, v, LAST_C), t, k, v);
        temp_free(g, v);
        temp_free(g, k);
    }
    return move_to(g, t, want);
}

static int gen_formatted(Gen *g, Expr *e, int want) {
    int base = gen_temp(g, e->v.FormattedValue.value);
    int conv = e->v.FormattedValue.conversion;
    int c = conv < 0 ? 0 : conv;
    if (e->v.FormattedValue.format_spec) {
        gen_temp(g, e->v.FormattedValue.format_spec);
        c |= 256;
    }
    g->u->loc = loc_expr(e);
    free_window(g, base);
    int dst = result_reg(g, want);
    emit(g, OP_FORMAT_VALUE, 0, dst, base, c);
    return dst;
}

static int gen_joined(Gen *g, Expr *e, int want) {
    ExprSeq *parts = e->v.JoinedStr.values;
    if (parts->n == 1 && parts->items[0]->kind == FormattedValue_kind)
        return gen_formatted(g, parts->items[0], want);
    int base = gen_window(g, parts);
    g->u->loc = loc_expr(e);
    free_window(g, base);
    int dst = result_reg(g, want);
    emit(g, OP_BUILD_STRING, 0, dst, parts->n ? base : dst, parts->n);
    return dst;
}

static int gen_slice(Gen *g, Expr *e, int want) {
    int base = g->u->temp_top;
    Expr *parts[3] = {e->v.Slice.lower, e->v.Slice.upper, e->v.Slice.step};
    for (int i = 0; i < 3; i++) {
        int t = temp_new(g);
        if (parts[i])
            gen_expr(g, parts[i], t);
        else
            gen_const(g, VAL_NONE, t);
    }
    g->u->loc = loc_expr(e);
    free_window(g, base);
    int dst = result_reg(g, want);
    emit(g, OP_BUILD_SLICE, 0, dst, base, 0);
    return dst;
}

/* ---- calls ---- */

static Val names_tuple(Gen *g, KeywordSeq *kws) {
    Val t = tuple_new(kws->n);
    if (val_is_null(t))
        gen_fail(g);
    for (int i = 0; i < kws->n; i++)
        as_tuple(t)->items[i] = incref(str_of(g, kws->items[i]->arg));
    return t;
}

static bool needs_ex(ExprSeq *args, KeywordSeq *kws) {
    if (any_starred(args) || args->n + kws->n > 200)
        return true;
    for (int i = 0; i < kws->n; i++)
        if (!kws->items[i]->arg)
            return true;
    return false;
}

/* The keywords of a CALL_FUNCTION_EX in a new temporary: a dict or None. */
static void gen_call_keywords(Gen *g, int base, KeywordSeq *kws) {
    int k = temp_new(g);
    if (kws->n == 0) {
        gen_const(g, VAL_NONE, k);
    } else {
        emit(g, OP_BUILD_MAP, 0, k, k, 0);
        for (int i = 0; i < kws->n; i++) {
            Keyword *kw = kws->items[i];
            int r = temp_new(g);
            if (kw->arg) { /* a one-pair dict: the merge checks for repetition */
                int pair = temp_new(g);
                gen_const(g, incref(str_of(g, kw->arg)), pair);
                gen_temp(g, kw->value);
                free_window(g, pair);
                emit(g, OP_BUILD_MAP, 0, r, pair, 1);
            } else {
                gen_expr(g, kw->value, r);
            }
            emit(g, OP_DICT_MERGE, LAST_B, k, r, base);
            temp_free(g, r);
        }
    }
}

int gen_call_window(Gen *g, int base, bool method, ExprSeq *args, KeywordSeq *kws, int want) {
    Loc loc = g->u->loc;
    if (needs_ex(args, kws)) {
        int t = temp_new(g);
        if (args->n == 1 && args->items[0]->kind == Starred_kind) {
            gen_expr(g, args->items[0]->v.Starred.value, t); /* the call makes a tuple of it */
        } else {
            gen_display_list(g, args, t);
            emit(g, OP_LIST_TO_TUPLE, LAST_B, t, t, 0);
        }
        gen_call_keywords(g, base, kws);
        g->u->loc = loc;
        free_window(g, base);
        int dst = result_reg(g, want);
        emit(g, OP_CALL_FUNCTION_EX, 0, dst, base, 0);
        return dst;
    }
    for (int i = 0; i < args->n; i++)
        gen_temp(g, args->items[i]);
    for (int i = 0; i < kws->n; i++)
        gen_temp(g, kws->items[i]->value);
    g->u->loc = loc;
    free_window(g, base);
    int dst = result_reg(g, want);
    if (kws->n) {
        uint32_t k = const_add(g, names_tuple(g, kws));
        uint32_t at = emit(g, method ? OP_CALL_METHOD_KW : OP_CALL_KW, 0, dst, base, args->n + kws->n);
        g->u->instrs[at + 1].index = k;
    } else {
        emit(g, method ? OP_CALL_METHOD : OP_CALL, 0, dst, base, args->n);
    }
    return dst;
}

/* Class bases and keywords after base: __build_class__, base + 1: function,
 * base + 2: name; the result replaces base. */
void gen_build_class_call(Gen *g, int base, ExprSeq *bases, KeywordSeq *kws) {
    Loc loc = g->u->loc;
    if (!needs_ex(bases, kws)) {
        for (int i = 0; i < bases->n; i++)
            gen_temp(g, bases->items[i]);
        for (int i = 0; i < kws->n; i++)
            gen_temp(g, kws->items[i]->value);
        g->u->loc = loc;
        uint32_t k = kws->n ? const_add(g, names_tuple(g, kws)) : 0;
        uint32_t at = emit(g, kws->n ? OP_CALL_KW : OP_CALL, 0, base, base, 2 + bases->n + kws->n);
        if (kws->n)
            g->u->instrs[at + 1].index = k;
        g->u->temp_top = base + 1;
        return;
    }
    /* the two become the head of the argument list */
    int list = temp_new(g);
    emit(g, OP_BUILD_LIST, 0, list, base + 1, 2);
    for (int i = 0; i < bases->n; i++) {
        Expr *x = bases->items[i];
        bool star = x->kind == Starred_kind;
        int r = gen_expr(g, star ? x->v.Starred.value : x, ANYWHERE);
        emit(g, star ? OP_LIST_EXTEND : OP_LIST_APPEND, last_use(g, r, LAST_B), list, r, 0);
        temp_free(g, r);
    }
    emit(g, OP_LIST_TO_TUPLE, LAST_B, base + 1, list, 0);
    temp_free(g, list);
    temp_free(g, base + 2);
    gen_call_keywords(g, base, kws);
    g->u->loc = loc;
    emit(g, OP_CALL_FUNCTION_EX, 0, base, base, 0);
    g->u->temp_top = base + 1;
}

/* super() means super(__class__, first parameter) where both are known. */
static bool is_bare_super(Gen *g, Expr *call) {
    Expr *f = call->v.Call.func;
    Scope *s = g->u->scope;
    Symbol *cls;
    return f->kind == Name_kind && strcmp(f->v.Name.id, "super") == 0 && call->v.Call.args->n == 0 &&
           call->v.Call.keywords->n == 0 && s->type == SCOPE_TYPE_FUNCTION && s->n_params > 0 && !s->is_comprehension &&
           local_register(g, arena_intern(g->arena, "__class__", 9), &cls) >= 0;
}

static void load_symbol(Gen *g, Symbol *s, int dst) {
    int reg = g->u->local_of_symbol[s->index];
    emit(g, s->kind == SCOPE_CELL || s->kind == SCOPE_FREE ? OP_LOAD_DEREF : OP_LOAD_FAST, 0, dst, reg, 0);
}

static int gen_super(Gen *g, Expr *call, int want) {
    int base = temp_new(g);
    gen_expr(g, call->v.Call.func, base);
    Symbol *cls;
    local_register(g, arena_intern(g->arena, "__class__", 9), &cls);
    load_symbol(g, cls, temp_new(g));
    load_symbol(g, g->u->scope->symbols[0], temp_new(g));
    g->u->loc = loc_expr(call);
    free_window(g, base);
    int dst = result_reg(g, want);
    emit(g, OP_CALL, 0, dst, base, 2);
    return dst;
}

/* a.b(c)[d].e …: a chain of attribute, subscript and call, by a loop. */
static int gen_postfix(Gen *g, Expr *e, int want) {
    int n = 0;
    Expr *x = e;
    for (;;) {
        if (x->kind == Attribute_kind)
            x = x->v.Attribute.value;
        else if (x->kind == Subscript_kind)
            x = x->v.Subscript.value;
        else if (x->kind == Call_kind && !is_bare_super(g, x))
            x = x->v.Call.func;
        else
            break;
        n++;
    }
    Expr **chain = arena_alloc(g->arena, (size_t)n * sizeof *chain);
    if (!chain) {
        err_no_memory();
        gen_fail(g);
    }
    x = e;
    for (int i = n - 1; i >= 0; i--) {
        chain[i] = x;
        x = x->kind == Attribute_kind ? x->v.Attribute.value : x->kind == Subscript_kind ? x->v.Subscript.value : x->v.Call.func;
    }
    bool called = chain[0]->kind == Call_kind;
    int cur;
    if (x->kind == Call_kind)
        cur = gen_super(g, x, ANYWHERE);
    else if (called)
        cur = gen_temp(g, x);
    else
        cur = gen_operand(g, x, chain[0]->kind == Subscript_kind ? chain[0]->v.Subscript.slice : NULL);
    for (int i = 0; i < n; i++) {
        Expr *c = chain[i];
        int to = i == n - 1 ? want : ANYWHERE;
        g->u->loc = loc_expr(c);
        if (c->kind == Attribute_kind) {
            int name = name_add(g, mangle(g, c->v.Attribute.attr));
            int flags = last_use(g, cur, LAST_B), from = cur;
            temp_free(g, cur);
            Expr *call = i + 1 < n && chain[i + 1]->kind == Call_kind ? chain[i + 1] : NULL;
            if (call && !needs_ex(call->v.Call.args, call->v.Call.keywords)) {
                int base = temp_new(g);
                temp_new(g); /* self */
                /* the name's own place, not that of the whole chain */
                emit(g, OP_LOAD_METHOD, flags, base, from, name);
                i++;
                g->u->loc = loc_expr(call);
                cur = gen_call_window(g, base, true, call->v.Call.args, call->v.Call.keywords, i == n - 1 ? want : ANYWHERE);
            } else {
                cur = result_reg(g, to);
                emit(g, OP_LOAD_ATTR, flags, cur, from, name);
            }
        } else if (c->kind == Subscript_kind) {
            int key = gen_expr(g, c->v.Subscript.slice, ANYWHERE);
            int flags = last_use(g, cur, LAST_B) | last_use(g, key, LAST_C), from = cur;
            g->u->loc = loc_expr(c);
            temp_free(g, key);
            temp_free(g, cur);
            cur = result_reg(g, to);
            emit(g, OP_BINARY_SUBSCR, flags, cur, from, key);
        } else {
            if (!is_temp(g, cur)) { /* the window starts at a temporary */
                int base = temp_new(g);
                emit(g, OP_LOAD_FAST, 0, base, cur, 0);
                cur = base;
            }
            cur = gen_call_window(g, cur, false, c->v.Call.args, c->v.Call.keywords, to);
        }
    }
    return cur;
}

/* ---- all expressions ---- */

int gen_expr(Gen *g, Expr *e, int want) {
    g->u->loc = loc_expr(e);
    int dst;
    switch (e->kind) {
    case Constant_kind:
        return const_operand(g, const_of(g, e), want);
    case Name_kind:
        return gen_name(g, e->v.Name.id, want);
    case UnaryOp_kind:
    case BinOp_kind: {
        Val v = fold(g, e, 0);
        if (!val_is_null(v))
            return const_operand(g, v, want);
        return e->kind == BinOp_kind ? gen_binary_chain(g, e, want) : gen_unary(g, e, want);
    }
    case Compare_kind: return gen_compare(g, e, want);
    case BoolOp_kind: return gen_boolop(g, e, want);
    case IfExp_kind: return gen_ifexp(g, e, want);
    case Attribute_kind:
    case Subscript_kind: return gen_postfix(g, e, want);
    case Call_kind: return is_bare_super(g, e) ? gen_super(g, e, want) : gen_postfix(g, e, want);
    case Tuple_kind: {
        Val v = fold(g, e, 0);
        if (!val_is_null(v))
            return const_operand(g, v, want);
        return gen_sequence(g, e, e->v.Tuple.elts, OP_BUILD_TUPLE, want);
    }
    case List_kind: return gen_sequence(g, e, e->v.List.elts, OP_BUILD_LIST, want);
    case Set_kind: return gen_sequence(g, e, e->v.Set.elts, OP_BUILD_SET, want);
    case Dict_kind: return gen_dict(g, e, want);
    case JoinedStr_kind: return gen_joined(g, e, want);
    case FormattedValue_kind: return gen_formatted(g, e, want);
    case Slice_kind: return gen_slice(g, e, want);
    case NamedExpr_kind: {
        int r = gen_expr(g, e->v.NamedExpr.value, want == ANYWHERE ? temp_new(g) : want);
        gen_store_name(g, e->v.NamedExpr.target->v.Name.id, r);
        return r;
    }
    case Lambda_kind:
        dst = result_reg(g, want);
        gen_lambda(g, e, dst);
        return dst;
    case ListComp_kind:
    case SetComp_kind:
    case DictComp_kind:
    case GeneratorExp_kind:
        dst = result_reg(g, want);
        gen_comprehension(g, e, dst);
        return dst;
    case Yield_kind: {
        int r = e->v.Yield.value ? gen_expr(g, e->v.Yield.value, ANYWHERE) : const_operand(g, VAL_NONE, ANYWHERE);
        int flags = last_use(g, r, LAST_B);
        g->u->loc = loc_expr(e);
        temp_free(g, r);
        dst = result_reg(g, want);
        emit(g, OP_YIELD_VALUE, flags, dst, r, 0);
        return dst;
    }
    case YieldFrom_kind: {
        int t = gen_temp(g, e->v.YieldFrom.value);
        g->u->loc = loc_expr(e);
        emit(g, OP_GET_YIELD_FROM_ITER, LAST_B, t, t, 0);
        temp_free(g, t);
        dst = result_reg(g, want);
        emit(g, OP_YIELD_FROM, LAST_B, dst, t, 0);
        return dst;
    }
    case Starred_kind:
        gen_syntax_error(g, loc_expr(e), "can't use starred expression here");
    case Await_kind:
        gen_syntax_error(g, loc_expr(e), "'await' is not supported by gilpy yet");
    }
    err_fatal("code generator: expression kind %d", (int)e->kind);
}
