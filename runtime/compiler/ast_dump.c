/* The tree as text, in the words of Python's ast.dump(tree, include_attributes=True). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ast.h"
#include "source.h"
#include "unicode_ident.h"

typedef struct Dump {
    char *data;
    size_t len, capacity;
    bool failed;
} Dump;

static void put_n(Dump *d, const char *s, size_t n)
{
    if (d->failed) {
        return;
    }
    if (d->capacity - d->len < n + 1) {
        size_t capacity = (d->capacity + n + 64) * 2;
        char *data = realloc(d->data, capacity);
        if (data == NULL) {
            d->failed = true;
            return;
        }
        d->data = data;
        d->capacity = capacity;
    }
    memcpy(d->data + d->len, s, n);
    d->len += n;
    d->data[d->len] = '\0';
}

static void put(Dump *d, const char *s)
{
    put_n(d, s, strlen(s));
}

static void put_int(Dump *d, int i)
{
    char text[16];
    snprintf(text, sizeof text, "%d", i);
    put(d, text);
}

/* ---- constants ------------------------------------------------------------------------------------------------ */

/* Quoted as repr() does: single quotes unless the text holds those and no double ones. */
static void put_quoted(Dump *d, const char *s, size_t len, bool bytes)
{
    char quote = memchr(s, '\'', len) != NULL && memchr(s, '"', len) == NULL ? '"' : '\'';
    const unsigned char *p = (const unsigned char *)s, *end = p + len;
    put_n(d, &quote, 1);
    while (p < end) {
        uint32_t c = *p;
        int n = bytes ? 1 : utf8_decode(p, end, &c);
        char text[16];
        if (n == 0) {
            /* a lone surrogate */
            c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
            n = 3;
        }
        if (c == (unsigned char)quote || c == '\\') {
            snprintf(text, sizeof text, "\\%c", (int)c);
            put(d, text);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            put(d, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        } else if (n > 1 ? unicode_is_printable(c) : c >= 0x20 && c < 0x7F) {
            put_n(d, (const char *)p, (size_t)n);
        } else {
            snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
            put(d, text);
        }
        p += n;
    }
    put_n(d, &quote, 1);
}

/* repr(float): the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16 on. */
static void put_double(Dump *d, double x)
{
    char digits[40], text[64];
    if (isinf(x)) {
        put(d, "inf");
        return;
    }
    int precision = 0;
    do {
        snprintf(digits, sizeof digits, "%.*e", precision, x);
    } while (strtod(digits, NULL) != x && ++precision < 17);
    int exponent = atoi(strchr(digits, 'e') + 1);
    if (exponent < -4 || exponent >= 16) {
        char mantissa[40];
        snprintf(mantissa, sizeof mantissa, "%s", digits);
        *strchr(mantissa, 'e') = '\0';
        snprintf(text, sizeof text, "%se%c%02d", mantissa, exponent < 0 ? '-' : '+', abs(exponent));
    } else {
        snprintf(text, sizeof text, "%.*f", precision > exponent ? precision - exponent : 0, x);
        if (strchr(text, '.') == NULL) {
            strcat(text, ".0");
        }
    }
    put(d, text);
}

/* An integer of any size in decimal. Quadratic, which is good enough for a dump. */
static void put_integer(Dump *d, const char *digits, size_t len, int base)
{
    if (base == 10) {
        put_n(d, digits, len);
        return;
    }
    size_t n = 1, capacity = len * 4 / 29 + 2;
    uint32_t *limbs = calloc(capacity, sizeof *limbs); /* base 10^9, least first */
    if (limbs == NULL) {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i < len; i++) {
        char c = digits[i];
        uint64_t carry = (uint64_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        for (size_t j = 0; j < n; j++) {
            carry += (uint64_t)limbs[j] * (uint64_t)base;
            limbs[j] = (uint32_t)(carry % 1000000000);
            carry /= 1000000000;
        }
        if (carry != 0) {
            limbs[n++] = (uint32_t)carry;
        }
    }
    char text[16];
    snprintf(text, sizeof text, "%u", limbs[n - 1]);
    put(d, text);
    for (size_t j = n - 1; j-- > 0;) {
        snprintf(text, sizeof text, "%09u", limbs[j]);
        put(d, text);
    }
    free(limbs);
}

static void put_constant(Dump *d, const Expr *e)
{
    switch (e->v.Constant.kind) {
    case CONST_NONE:
        put(d, "None");
        break;
    case CONST_TRUE:
        put(d, "True");
        break;
    case CONST_FALSE:
        put(d, "False");
        break;
    case CONST_ELLIPSIS:
        put(d, "Ellipsis");
        break;
    case CONST_INT:
        put_integer(d, e->v.Constant.bytes, e->v.Constant.len, e->v.Constant.base);
        break;
    case CONST_FLOAT:
        put_double(d, e->v.Constant.number);
        break;
    case CONST_COMPLEX: {
        /* repr(complex) leaves the ".0" out */
        size_t start = d->len;
        put_double(d, e->v.Constant.number);
        if (!d->failed && d->len - start > 2 && memcmp(d->data + d->len - 2, ".0", 2) == 0) {
            d->len -= 2;
        }
        put(d, "j");
        break;
    }
    case CONST_STR:
        put_quoted(d, e->v.Constant.bytes, e->v.Constant.len, false);
        break;
    case CONST_BYTES:
        put(d, "b");
        put_quoted(d, e->v.Constant.bytes, e->v.Constant.len, true);
        break;
    }
}

/* ---- fields --------------------------------------------------------------------------------------------------- */

static void put_expr(Dump *d, const Expr *e);
static void put_stmts(Dump *d, const StmtSeq *seq);

/* Field names follow the opening parenthesis or ", ". */
static void field(Dump *d, const char *name)
{
    if (d->len > 0 && d->data[d->len - 1] != '(') {
        put(d, ", ");
    }
    put(d, name);
    put(d, "=");
}

static void expr_field(Dump *d, const char *name, const Expr *e)
{
    if (e != NULL) {
        field(d, name);
        put_expr(d, e);
    }
}

static void name_field(Dump *d, const char *name, const char *id)
{
    if (id != NULL) {
        field(d, name);
        put_quoted(d, id, strlen(id), false);
    }
}

static void exprs_field(Dump *d, const char *name, const ExprSeq *seq)
{
    field(d, name);
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "" : ", ");
        if (seq->items[i] == NULL) {
            put(d, "None");
        } else {
            put_expr(d, seq->items[i]);
        }
    }
    put(d, "]");
}

static void stmts_field(Dump *d, const char *name, const StmtSeq *seq)
{
    field(d, name);
    put_stmts(d, seq);
}

static void context_field(Dump *d, ExprContext ctx)
{
    field(d, "ctx");
    put(d, ctx == CTX_Load ? "Load()" : ctx == CTX_Store ? "Store()" : "Del()");
}

static void position(Dump *d, int lineno, int col, int end_lineno, int end_col)
{
    field(d, "lineno");
    put_int(d, lineno);
    field(d, "col_offset");
    put_int(d, col);
    field(d, "end_lineno");
    put_int(d, end_lineno);
    field(d, "end_col_offset");
    put_int(d, end_col);
    put(d, ")");
}

#define POSITION(d, n) position(d, (n)->lineno, (n)->col_offset, (n)->end_lineno, (n)->end_col_offset)

static const char *operator_name(OperatorKind op)
{
    static const char *const names[] = {
        [OP_Add] = "Add()",       [OP_Sub] = "Sub()",       [OP_Mult] = "Mult()",     [OP_MatMult] = "MatMult()",
        [OP_Div] = "Div()",       [OP_Mod] = "Mod()",       [OP_Pow] = "Pow()",       [OP_LShift] = "LShift()",
        [OP_RShift] = "RShift()", [OP_BitOr] = "BitOr()",   [OP_BitXor] = "BitXor()", [OP_BitAnd] = "BitAnd()",
        [OP_FloorDiv] = "FloorDiv()",
    };
    return names[op];
}

static const char *comparison_name(CmpOpKind op)
{
    static const char *const names[] = {
        [CMP_Eq] = "Eq()",  [CMP_NotEq] = "NotEq()", [CMP_Lt] = "Lt()",       [CMP_LtE] = "LtE()", [CMP_Gt] = "Gt()",
        [CMP_GtE] = "GtE()", [CMP_Is] = "Is()",      [CMP_IsNot] = "IsNot()", [CMP_In] = "In()",   [CMP_NotIn] = "NotIn()",
    };
    return names[op];
}

static const char *unary_name(UnaryOpKind op)
{
    return op == OP_Invert ? "Invert()" : op == OP_Not ? "Not()" : op == OP_UAdd ? "UAdd()" : "USub()";
}

static void put_arg(Dump *d, const Arg *arg)
{
    put(d, "arg(");
    name_field(d, "arg", arg->arg);
    expr_field(d, "annotation", arg->annotation);
    POSITION(d, arg);
}

static void args_field(Dump *d, const char *name, const ArgSeq *seq)
{
    field(d, name);
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "" : ", ");
        put_arg(d, seq->items[i]);
    }
    put(d, "]");
}

static void put_arguments(Dump *d, const Arguments *args)
{
    put(d, "arguments(");
    args_field(d, "posonlyargs", args->posonlyargs);
    args_field(d, "args", args->args);
    if (args->vararg != NULL) {
        field(d, "vararg");
        put_arg(d, args->vararg);
    }
    args_field(d, "kwonlyargs", args->kwonlyargs);
    exprs_field(d, "kw_defaults", args->kw_defaults);
    if (args->kwarg != NULL) {
        field(d, "kwarg");
        put_arg(d, args->kwarg);
    }
    exprs_field(d, "defaults", args->defaults);
    put(d, ")");
}

static void keywords_field(Dump *d, const KeywordSeq *seq)
{
    field(d, "keywords");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "keyword(" : ", keyword(");
        name_field(d, "arg", seq->items[i]->arg);
        expr_field(d, "value", seq->items[i]->value);
        POSITION(d, seq->items[i]);
    }
    put(d, "]");
}

static void generators_field(Dump *d, const ComprehensionSeq *seq)
{
    field(d, "generators");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "comprehension(" : ", comprehension(");
        expr_field(d, "target", seq->items[i]->target);
        expr_field(d, "iter", seq->items[i]->iter);
        exprs_field(d, "ifs", seq->items[i]->ifs);
        field(d, "is_async");
        put_int(d, seq->items[i]->is_async);
        put(d, ")");
    }
    put(d, "]");
}

/* ---- expressions ---------------------------------------------------------------------------------------------- */

/* The operand that a chain of operators, attributes, subscripts or calls begins with; NULL: no such node. */
static const Expr *spine(const Expr *e)
{
    switch (e->kind) {
    case BinOp_kind:
        return e->v.BinOp.left;
    case Attribute_kind:
        return e->v.Attribute.value;
    case Subscript_kind:
        return e->v.Subscript.value;
    case Call_kind:
        return e->v.Call.func;
    default:
        return NULL;
    }
}

/* What follows the first operand of a node of a chain. */
static void put_behind_spine(Dump *d, const Expr *e)
{
    switch (e->kind) {
    case BinOp_kind:
        field(d, "op");
        put(d, operator_name(e->v.BinOp.op));
        expr_field(d, "right", e->v.BinOp.right);
        break;
    case Attribute_kind:
        name_field(d, "attr", e->v.Attribute.attr);
        context_field(d, e->v.Attribute.ctx);
        break;
    case Subscript_kind:
        expr_field(d, "slice", e->v.Subscript.slice);
        context_field(d, e->v.Subscript.ctx);
        break;
    default:
        exprs_field(d, "args", e->v.Call.args);
        keywords_field(d, e->v.Call.keywords);
        break;
    }
    POSITION(d, e);
}

static void put_chain(Dump *d, const Expr *e)
{
    size_t n = 0;
    for (const Expr *s = e; spine(s) != NULL; s = spine(s)) {
        n++;
    }
    const Expr **chain = malloc(n * sizeof *chain);
    if (chain == NULL) {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++, e = spine(e)) {
        chain[i] = e;
        put(d, e->kind == BinOp_kind       ? "BinOp(left="
               : e->kind == Attribute_kind ? "Attribute(value="
               : e->kind == Subscript_kind ? "Subscript(value="
                                           : "Call(func=");
    }
    put_expr(d, e);
    while (n-- > 0) {
        put_behind_spine(d, chain[n]);
    }
    free(chain);
}

static void put_expr(Dump *d, const Expr *e)
{
    if (d->failed) {
        return;
    }
    switch (e->kind) {
    case BinOp_kind:
    case Attribute_kind:
    case Subscript_kind:
    case Call_kind:
        put_chain(d, e);
        return;
    case BoolOp_kind:
        put(d, "BoolOp(op=");
        put(d, e->v.BoolOp.op == OP_And ? "And()" : "Or()");
        exprs_field(d, "values", e->v.BoolOp.values);
        break;
    case NamedExpr_kind:
        put(d, "NamedExpr(");
        expr_field(d, "target", e->v.NamedExpr.target);
        expr_field(d, "value", e->v.NamedExpr.value);
        break;
    case UnaryOp_kind:
        put(d, "UnaryOp(op=");
        put(d, unary_name(e->v.UnaryOp.op));
        expr_field(d, "operand", e->v.UnaryOp.operand);
        break;
    case Lambda_kind:
        put(d, "Lambda(args=");
        put_arguments(d, e->v.Lambda.args);
        expr_field(d, "body", e->v.Lambda.body);
        break;
    case IfExp_kind:
        put(d, "IfExp(");
        expr_field(d, "test", e->v.IfExp.test);
        expr_field(d, "body", e->v.IfExp.body);
        expr_field(d, "orelse", e->v.IfExp.orelse);
        break;
    case Dict_kind:
        put(d, "Dict(");
        exprs_field(d, "keys", e->v.Dict.keys);
        exprs_field(d, "values", e->v.Dict.values);
        break;
    case Set_kind:
        put(d, "Set(");
        exprs_field(d, "elts", e->v.Set.elts);
        break;
    case ListComp_kind:
    case SetComp_kind:
    case GeneratorExp_kind:
        put(d, e->kind == ListComp_kind ? "ListComp(" : e->kind == SetComp_kind ? "SetComp(" : "GeneratorExp(");
        expr_field(d, "elt", e->v.ListComp.elt);
        generators_field(d, e->v.ListComp.generators);
        break;
    case DictComp_kind:
        put(d, "DictComp(");
        expr_field(d, "key", e->v.DictComp.key);
        expr_field(d, "value", e->v.DictComp.value);
        generators_field(d, e->v.DictComp.generators);
        break;
    case Await_kind:
        put(d, "Await(");
        expr_field(d, "value", e->v.Await.value);
        break;
    case Yield_kind:
        put(d, "Yield(");
        expr_field(d, "value", e->v.Yield.value);
        break;
    case YieldFrom_kind:
        put(d, "YieldFrom(");
        expr_field(d, "value", e->v.YieldFrom.value);
        break;
    case Compare_kind:
        put(d, "Compare(");
        expr_field(d, "left", e->v.Compare.left);
        field(d, "ops");
        put(d, "[");
        for (int i = 0; i < e->v.Compare.ops->n; i++) {
            put(d, i == 0 ? "" : ", ");
            put(d, comparison_name(e->v.Compare.ops->items[i]));
        }
        put(d, "]");
        exprs_field(d, "comparators", e->v.Compare.comparators);
        break;
    case FormattedValue_kind:
        put(d, "FormattedValue(");
        expr_field(d, "value", e->v.FormattedValue.value);
        field(d, "conversion");
        put_int(d, e->v.FormattedValue.conversion);
        expr_field(d, "format_spec", e->v.FormattedValue.format_spec);
        break;
    case JoinedStr_kind:
        put(d, "JoinedStr(");
        exprs_field(d, "values", e->v.JoinedStr.values);
        break;
    case Constant_kind:
        put(d, "Constant(value=");
        put_constant(d, e);
        if (e->v.Constant.u_prefix) {
            field(d, "kind");
            put(d, "'u'");
        }
        break;
    case Starred_kind:
        put(d, "Starred(");
        expr_field(d, "value", e->v.Starred.value);
        context_field(d, e->v.Starred.ctx);
        break;
    case Name_kind:
        put(d, "Name(");
        name_field(d, "id", e->v.Name.id);
        context_field(d, e->v.Name.ctx);
        break;
    case List_kind:
        put(d, "List(");
        exprs_field(d, "elts", e->v.List.elts);
        context_field(d, e->v.List.ctx);
        break;
    case Tuple_kind:
        put(d, "Tuple(");
        exprs_field(d, "elts", e->v.Tuple.elts);
        context_field(d, e->v.Tuple.ctx);
        break;
    case Slice_kind:
        put(d, "Slice(");
        expr_field(d, "lower", e->v.Slice.lower);
        expr_field(d, "upper", e->v.Slice.upper);
        expr_field(d, "step", e->v.Slice.step);
        break;
    }
    POSITION(d, e);
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static void put_aliases(Dump *d, const AliasSeq *seq)
{
    field(d, "names");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "alias(" : ", alias(");
        name_field(d, "name", seq->items[i]->name);
        name_field(d, "asname", seq->items[i]->asname);
        POSITION(d, seq->items[i]);
    }
    put(d, "]");
}

static void put_handlers(Dump *d, const ExceptHandlerSeq *seq)
{
    field(d, "handlers");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "ExceptHandler(" : ", ExceptHandler(");
        expr_field(d, "type", seq->items[i]->type);
        name_field(d, "name", seq->items[i]->name);
        stmts_field(d, "body", seq->items[i]->body);
        POSITION(d, seq->items[i]);
    }
    put(d, "]");
}

static void put_with_items(Dump *d, const WithItemSeq *seq)
{
    field(d, "items");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "withitem(" : ", withitem(");
        expr_field(d, "context_expr", seq->items[i]->context_expr);
        expr_field(d, "optional_vars", seq->items[i]->optional_vars);
        put(d, ")");
    }
    put(d, "]");
}

static void put_idents(Dump *d, const IdentSeq *seq)
{
    field(d, "names");
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "" : ", ");
        put_quoted(d, seq->items[i], strlen(seq->items[i]), false);
    }
    put(d, "]");
}

/* An elif chain is as deep as it is long, and closes only at its end. */
static void put_if(Dump *d, const Stmt *s)
{
    const Stmt *first = s;
    size_t n = 0;
    for (;; n++) {
        put(d, "If(");
        expr_field(d, "test", s->v.If.test);
        stmts_field(d, "body", s->v.If.body);
        field(d, "orelse");
        const StmtSeq *orelse = s->v.If.orelse;
        if (orelse->n != 1 || orelse->items[0]->kind != If_kind) {
            put_stmts(d, orelse);
            break;
        }
        put(d, "[");
        s = orelse->items[0];
    }
    const Stmt **chain = malloc((n + 1) * sizeof *chain);
    if (chain == NULL) {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i <= n; i++) {
        chain[i] = first;
        first = i < n ? first->v.If.orelse->items[0] : NULL;
    }
    for (size_t i = n + 1; i-- > 0;) {
        POSITION(d, chain[i]);
        put(d, i > 0 ? "]" : "");
    }
    free(chain);
}

static void put_stmt(Dump *d, const Stmt *s)
{
    if (d->failed) {
        return;
    }
    switch (s->kind) {
    case If_kind:
        put_if(d, s);
        return;
    case FunctionDef_kind:
        put(d, "FunctionDef(");
        name_field(d, "name", s->v.FunctionDef.name);
        field(d, "args");
        put_arguments(d, s->v.FunctionDef.args);
        stmts_field(d, "body", s->v.FunctionDef.body);
        exprs_field(d, "decorator_list", s->v.FunctionDef.decorator_list);
        expr_field(d, "returns", s->v.FunctionDef.returns);
        break;
    case ClassDef_kind:
        put(d, "ClassDef(");
        name_field(d, "name", s->v.ClassDef.name);
        exprs_field(d, "bases", s->v.ClassDef.bases);
        keywords_field(d, s->v.ClassDef.keywords);
        stmts_field(d, "body", s->v.ClassDef.body);
        exprs_field(d, "decorator_list", s->v.ClassDef.decorator_list);
        break;
    case Return_kind:
        put(d, "Return(");
        expr_field(d, "value", s->v.Return.value);
        break;
    case Delete_kind:
        put(d, "Delete(");
        exprs_field(d, "targets", s->v.Delete.targets);
        break;
    case Assign_kind:
        put(d, "Assign(");
        exprs_field(d, "targets", s->v.Assign.targets);
        expr_field(d, "value", s->v.Assign.value);
        break;
    case AugAssign_kind:
        put(d, "AugAssign(");
        expr_field(d, "target", s->v.AugAssign.target);
        field(d, "op");
        put(d, operator_name(s->v.AugAssign.op));
        expr_field(d, "value", s->v.AugAssign.value);
        break;
    case AnnAssign_kind:
        put(d, "AnnAssign(");
        expr_field(d, "target", s->v.AnnAssign.target);
        expr_field(d, "annotation", s->v.AnnAssign.annotation);
        expr_field(d, "value", s->v.AnnAssign.value);
        field(d, "simple");
        put_int(d, s->v.AnnAssign.simple);
        break;
    case For_kind:
        put(d, "For(");
        expr_field(d, "target", s->v.For.target);
        expr_field(d, "iter", s->v.For.iter);
        stmts_field(d, "body", s->v.For.body);
        stmts_field(d, "orelse", s->v.For.orelse);
        break;
    case While_kind:
        put(d, "While(");
        expr_field(d, "test", s->v.While.test);
        stmts_field(d, "body", s->v.While.body);
        stmts_field(d, "orelse", s->v.While.orelse);
        break;
    case With_kind:
        put(d, "With(");
        put_with_items(d, s->v.With.items);
        stmts_field(d, "body", s->v.With.body);
        break;
    case Raise_kind:
        put(d, "Raise(");
        expr_field(d, "exc", s->v.Raise.exc);
        expr_field(d, "cause", s->v.Raise.cause);
        break;
    case Try_kind:
        put(d, "Try(");
        stmts_field(d, "body", s->v.Try.body);
        put_handlers(d, s->v.Try.handlers);
        stmts_field(d, "orelse", s->v.Try.orelse);
        stmts_field(d, "finalbody", s->v.Try.finalbody);
        break;
    case Assert_kind:
        put(d, "Assert(");
        expr_field(d, "test", s->v.Assert.test);
        expr_field(d, "msg", s->v.Assert.msg);
        break;
    case Import_kind:
        put(d, "Import(");
        put_aliases(d, s->v.Import.names);
        break;
    case ImportFrom_kind:
        put(d, "ImportFrom(");
        name_field(d, "module", s->v.ImportFrom.module);
        put_aliases(d, s->v.ImportFrom.names);
        field(d, "level");
        put_int(d, s->v.ImportFrom.level);
        break;
    case Global_kind:
    case Nonlocal_kind:
        put(d, s->kind == Global_kind ? "Global(" : "Nonlocal(");
        put_idents(d, s->v.Global.names);
        break;
    case Expr_kind:
        put(d, "Expr(");
        expr_field(d, "value", s->v.Expr.value);
        break;
    case Pass_kind:
        put(d, "Pass(");
        break;
    case Break_kind:
        put(d, "Break(");
        break;
    case Continue_kind:
        put(d, "Continue(");
        break;
    }
    POSITION(d, s);
}

static void put_stmts(Dump *d, const StmtSeq *seq)
{
    put(d, "[");
    for (int i = 0; i < seq->n; i++) {
        put(d, i == 0 ? "" : ", ");
        put_stmt(d, seq->items[i]);
    }
    put(d, "]");
}

char *ast_dump(const Module *module)
{
    Dump d = {0};
    if (module->mode == PARSE_EVAL) {
        put(&d, "Expression(body=");
        put_expr(&d, module->expression);
        put(&d, ")");
    } else {
        put(&d, "Module(body=");
        put_stmts(&d, module->body);
        put(&d, ", type_ignores=[])");
    }
    if (d.failed) {
        free(d.data);
        return NULL;
    }
    return d.data;
}
