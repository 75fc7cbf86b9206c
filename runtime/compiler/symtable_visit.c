/* The walk over the tree: enters scopes, collects the names of each and how they are used, and makes the checks that
 * depend on where in the program a construct stands. */
#include <limits.h>
#include <string.h>

#include "symtable_internal.h"

static bool visit_expr(Symtable *st, Expr *e);
static bool visit_stmts(Symtable *st, const StmtSeq *seq);

/* ---- names ---------------------------------------------------------------------------------------------------- */

static const char *mangle(Symtable *st, const char *name)
{
    const char *mangled = symtable_mangle(st->arena, st->current->class_name, name);
    if (mangled == NULL) {
        symtable_memory(st);
    }
    return mangled;
}

static Symbol *add_name(Symtable *st, const char *name, unsigned flags)
{
    const char *mangled = mangle(st, name);
    Symbol *symbol = mangled == NULL ? NULL : scope_add(st, st->current, mangled);
    if (symbol != NULL) {
        symbol->flags |= flags;
    }
    return symbol;
}

/* The flags that the current scope has for a name so far. */
static bool current_flags(Symtable *st, const char *name, unsigned *flags)
{
    const char *mangled = mangle(st, name);
    if (mangled == NULL) {
        return false;
    }
    const Symbol *symbol = scope_symbol(st->current, mangled);
    *flags = symbol == NULL ? 0 : symbol->flags;
    return true;
}

#define record_directive(symbol, n)                                                                                    \
    do {                                                                                                               \
        if ((symbol)->lineno == 0) {                                                                                   \
            (symbol)->lineno = (n)->lineno;                                                                            \
            (symbol)->col_offset = (n)->col_offset;                                                                    \
            (symbol)->end_lineno = (n)->end_lineno;                                                                    \
            (symbol)->end_col_offset = (n)->end_col_offset;                                                            \
        }                                                                                                              \
    } while (0)

#define forbid_debug(st, name, n)                                                                                      \
    do {                                                                                                               \
        if ((name) == (st)->name_debug) {                                                                              \
            late_error_at(st, n, "cannot assign to __debug__");                                                        \
        }                                                                                                              \
    } while (0)

static bool visit_name(Symtable *st, Expr *e)
{
    const char *id = e->v.Name.id;
    switch (e->v.Name.ctx) {
    case CTX_Load:
        /* super() without arguments finds its class in this cell. */
        if (id == st->name_super && st->current->type == SCOPE_TYPE_FUNCTION &&
            add_name(st, st->name_class, SYM_USED) == NULL) {
            return false;
        }
        return add_name(st, id, SYM_USED) != NULL;
    case CTX_Del:
        if (id == st->name_debug) {
            late_error_at(st, e, "cannot delete __debug__");
        }
        return add_name(st, id, SYM_ASSIGNED | SYM_DELETED) != NULL;
    case CTX_Store:
        break;
    }
    forbid_debug(st, id, e);
    Symbol *symbol = add_name(st, id, SYM_ASSIGNED);
    if (symbol == NULL) {
        return false;
    }
    if (st->in_iteration_target) {
        if (symbol->flags & (SYM_GLOBAL | SYM_NONLOCAL)) {
            return symtable_error_at(st, e,
                                     "comprehension inner loop cannot rebind assignment expression target '%s'", id);
        }
        symbol->flags |= SYM_COMP_ITER;
    }
    return true;
}

/* ---- scopes --------------------------------------------------------------------------------------------------- */

typedef struct Outer {
    Scope *scope;
    int loop_depth;
    bool in_iteration_target;
} Outer;

static Outer leave_for(Symtable *st)
{
    Outer outer = {st->current, st->loop_depth, st->in_iteration_target};
    st->loop_depth = 0;
    st->in_iteration_target = false;
    return outer;
}

static void return_to(Symtable *st, Outer outer)
{
    st->current = outer.scope;
    st->loop_depth = outer.loop_depth;
    st->in_iteration_target = outer.in_iteration_target;
}

/* With `from __future__ import annotations` an annotation is never evaluated: its names belong to no scope. */
static bool visit_annotation(Symtable *st, Expr *e)
{
    if (e == NULL) {
        return true;
    }
    Outer outer = leave_for(st);
    if (st->future_annotations) {
        st->in_annotation++;
        ScopeType type = st->current->type;
        if (scope_enter(st, type, st->current->name, e) == NULL) {
            return false;
        }
    }
    bool ok = visit_expr(st, e->kind == Starred_kind ? e->v.Starred.value : e);
    if (st->future_annotations) {
        st->in_annotation--;
    }
    return_to(st, outer);
    return ok;
}

static bool visit_optional(Symtable *st, Expr *e)
{
    return e == NULL || visit_expr(st, e);
}

static bool visit_exprs(Symtable *st, const ExprSeq *seq)
{
    for (int i = 0; i < seq->n; i++) {
        if (seq->items[i] != NULL && !visit_expr(st, seq->items[i])) {
            return false;
        }
    }
    return true;
}

/* Where `*x` may stand. */
static bool visit_starrable(Symtable *st, const ExprSeq *seq)
{
    for (int i = 0; i < seq->n; i++) {
        Expr *e = seq->items[i];
        if (!visit_expr(st, e->kind == Starred_kind ? e->v.Starred.value : e)) {
            return false;
        }
    }
    return true;
}

static bool visit_annotations_of(Symtable *st, const ArgSeq *seq)
{
    for (int i = 0; i < seq->n; i++) {
        if (!visit_annotation(st, seq->items[i]->annotation)) {
            return false;
        }
    }
    return true;
}

static bool add_param(Symtable *st, const Arg *arg)
{
    unsigned flags;
    if (!current_flags(st, arg->arg, &flags)) {
        return false;
    }
    if (flags & SYM_PARAM) {
        return symtable_error_at(st, arg, "duplicate argument '%s' in function definition", arg->arg);
    }
    st->current->n_params++;
    return add_name(st, arg->arg, SYM_PARAM) != NULL;
}

static bool add_params(Symtable *st, const ArgSeq *seq)
{
    for (int i = 0; i < seq->n; i++) {
        if (!add_param(st, seq->items[i])) {
            return false;
        }
    }
    return true;
}

static bool add_arguments(Symtable *st, const Arguments *args)
{
    st->current->has_vararg = args->vararg != NULL;
    st->current->has_kwarg = args->kwarg != NULL;
    return add_params(st, args->posonlyargs) && add_params(st, args->args) && add_params(st, args->kwonlyargs) &&
           (args->vararg == NULL || add_param(st, args->vararg)) && (args->kwarg == NULL || add_param(st, args->kwarg));
}

static bool has_debug_param(Symtable *st, const Arguments *args)
{
    const ArgSeq *lists[] = {args->posonlyargs, args->args, args->kwonlyargs};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < lists[i]->n; j++) {
            if (lists[i]->items[j]->arg == st->name_debug) {
                return true;
            }
        }
    }
    return (args->vararg != NULL && args->vararg->arg == st->name_debug) ||
           (args->kwarg != NULL && args->kwarg->arg == st->name_debug);
}

static bool visit_function(Symtable *st, Stmt *s)
{
    const Arguments *args = s->v.FunctionDef.args;
    forbid_debug(st, s->v.FunctionDef.name, s);
    if (has_debug_param(st, args)) {
        late_error_at(st, s, "cannot assign to __debug__");
    }
    if (add_name(st, s->v.FunctionDef.name, SYM_ASSIGNED) == NULL || !visit_exprs(st, args->defaults) ||
        !visit_exprs(st, args->kw_defaults) || !visit_annotations_of(st, args->posonlyargs) ||
        !visit_annotations_of(st, args->args) ||
        !visit_annotation(st, args->vararg == NULL ? NULL : args->vararg->annotation) ||
        !visit_annotation(st, args->kwarg == NULL ? NULL : args->kwarg->annotation) ||
        !visit_annotations_of(st, args->kwonlyargs) || !visit_annotation(st, s->v.FunctionDef.returns) ||
        !visit_exprs(st, s->v.FunctionDef.decorator_list)) {
        return false;
    }
    Outer outer = leave_for(st);
    if (scope_enter(st, SCOPE_TYPE_FUNCTION, s->v.FunctionDef.name, s) == NULL || !add_arguments(st, args) ||
        !visit_stmts(st, s->v.FunctionDef.body)) {
        return false;
    }
    return_to(st, outer);
    return true;
}

static bool visit_lambda(Symtable *st, Expr *e)
{
    const Arguments *args = e->v.Lambda.args;
    if (has_debug_param(st, args)) {
        late_error_at(st, e, "cannot assign to __debug__");
    }
    if (!visit_exprs(st, args->defaults) || !visit_exprs(st, args->kw_defaults)) {
        return false;
    }
    Outer outer = leave_for(st);
    Scope *scope = scope_enter(st, SCOPE_TYPE_FUNCTION, "<lambda>", e);
    if (scope == NULL || !add_arguments(st, args) || !visit_expr(st, e->v.Lambda.body)) {
        return false;
    }
    scope->is_lambda = true;
    return_to(st, outer);
    return true;
}

static bool has_keyword(const KeywordSeq *keywords, int n, const char *arg)
{
    for (int i = 0; i < n; i++) {
        if (keywords->items[i]->arg == arg) {
            return true;
        }
    }
    return false;
}

static bool visit_keywords(Symtable *st, const KeywordSeq *keywords)
{
    /* Names are interned: a table by address finds repetitions however many keywords there are. */
    int size = 16;
    const char **seen = NULL;
    if (keywords->n > 8) {
        while (size < keywords->n * 2) {
            size *= 2;
        }
        seen = arena_alloc(st->arena, (size_t)size * sizeof *seen);
        if (seen == NULL) {
            return symtable_memory(st);
        }
        memset(seen, 0, (size_t)size * sizeof *seen);
    }
    for (int i = 0; i < keywords->n; i++) {
        Keyword *k = keywords->items[i];
        bool repeated = false;
        if (k->arg != NULL && seen == NULL) {
            repeated = has_keyword(keywords, i, k->arg);
        } else if (k->arg != NULL) {
            size_t j = (size_t)((uint64_t)(uintptr_t)k->arg * 0x9E3779B97F4A7C15u >> 24) & (size_t)(size - 1);
            while (seen[j] != NULL && seen[j] != k->arg) {
                j = (j + 1) & (size_t)(size - 1);
            }
            repeated = seen[j] != NULL;
            seen[j] = k->arg;
        }
        if (repeated) {
            late_error_at(st, k, "keyword argument repeated: %s", k->arg);
        }
        if (!visit_expr(st, k->value)) {
            return false;
        }
    }
    return true;
}

static bool has_debug_keyword(const Symtable *st, const KeywordSeq *keywords)
{
    return has_keyword(keywords, keywords->n, st->name_debug);
}

static bool visit_class(Symtable *st, Stmt *s)
{
    forbid_debug(st, s->v.ClassDef.name, s);
    if (has_debug_keyword(st, s->v.ClassDef.keywords)) {
        late_error_at(st, s, "cannot assign to __debug__");
    }
    if (add_name(st, s->v.ClassDef.name, SYM_ASSIGNED) == NULL || !visit_starrable(st, s->v.ClassDef.bases) ||
        !visit_keywords(st, s->v.ClassDef.keywords) || !visit_exprs(st, s->v.ClassDef.decorator_list)) {
        return false;
    }
    Outer outer = leave_for(st);
    if (scope_enter(st, SCOPE_TYPE_CLASS, s->v.ClassDef.name, s) == NULL || !visit_stmts(st, s->v.ClassDef.body)) {
        return false;
    }
    return_to(st, outer);
    return true;
}

/* ---- comprehensions and the walrus ---------------------------------------------------------------------------- */

static bool visit_comprehension_target(Symtable *st, const Comprehension *c)
{
    st->in_iteration_target = true;
    bool ok = visit_expr(st, c->target);
    st->in_iteration_target = false;
    return ok;
}

static bool visit_iterable(Symtable *st, Expr *e)
{
    st->in_iterable++;
    bool ok = visit_expr(st, e);
    st->in_iterable--;
    return ok;
}

static bool visit_comprehension(Symtable *st, Expr *e, const char *name, Expr *elt, Expr *value,
                                const ComprehensionSeq *generators)
{
    const Comprehension *outermost = generators->items[0];
    /* The first iterable is evaluated outside, and passed as the only argument. */
    if (!visit_iterable(st, outermost->iter)) {
        return false;
    }
    Outer outer = leave_for(st);
    Scope *scope = scope_enter(st, SCOPE_TYPE_FUNCTION, name, e);
    if (scope == NULL) {
        return false;
    }
    scope->is_comprehension = true;
    scope->is_generator = e->kind == GeneratorExp_kind;
    scope->n_params = 1;
    if (add_name(st, st->name_dot0, SYM_PARAM) == NULL || !visit_comprehension_target(st, outermost) ||
        !visit_exprs(st, outermost->ifs)) {
        return false;
    }
    for (int i = 1; i < generators->n; i++) {
        const Comprehension *c = generators->items[i];
        if (!visit_comprehension_target(st, c) || !visit_iterable(st, c->iter) || !visit_exprs(st, c->ifs)) {
            return false;
        }
    }
    if (!visit_optional(st, value) || !visit_expr(st, elt)) {
        return false;
    }
    return_to(st, outer);
    return true;
}

/* A walrus in a comprehension binds its name in the innermost scope that is no comprehension. */
static bool extend_walrus_scope(Symtable *st, Expr *target)
{
    const char *name = mangle(st, target->v.Name.id);
    if (name == NULL) {
        return false;
    }
    for (Scope *s = st->current; s != NULL; s = s->parent) {
        const Symbol *symbol = scope_symbol(s, name);
        unsigned flags = symbol == NULL ? 0 : symbol->flags;
        if (s->is_comprehension) {
            if ((flags & SYM_COMP_ITER) && (flags & SYM_ASSIGNED)) {
                return symtable_error_at(
                    st, target, "assignment expression cannot rebind comprehension iteration variable '%s'",
                    target->v.Name.id);
            }
            continue;
        }
        if (s->type == SCOPE_TYPE_CLASS) {
            return symtable_error_at(st, target,
                                     "assignment expression within a comprehension cannot be used in a class body");
        }
        bool global = s->type == SCOPE_TYPE_MODULE || (flags & SYM_GLOBAL);
        Symbol *inner = scope_add(st, st->current, name), *outer = scope_add(st, s, name);
        if (inner == NULL || outer == NULL) {
            return false;
        }
        inner->flags |= global ? SYM_GLOBAL : SYM_NONLOCAL;
        record_directive(inner, target);
        outer->flags |= s->type == SCOPE_TYPE_MODULE ? SYM_GLOBAL : SYM_ASSIGNED;
        if (global) {
            Symbol *top = scope_add(st, st->top, name);
            if (top == NULL) {
                return false;
            }
            top->flags |= SYM_GLOBAL;
        }
        return true;
    }
    return true;
}

static bool visit_walrus(Symtable *st, Expr *e)
{
    if (st->in_annotation > 0) {
        return symtable_error_at(st, e, "named expression cannot be used within an annotation");
    }
    if (st->in_iterable > 0) {
        return symtable_error_at(st, e,
                                 "assignment expression cannot be used in a comprehension iterable expression");
    }
    if (st->current->is_comprehension && !extend_walrus_scope(st, e->v.NamedExpr.target)) {
        return false;
    }
    return visit_expr(st, e->v.NamedExpr.value) && visit_expr(st, e->v.NamedExpr.target);
}

/* ---- other expressions ---------------------------------------------------------------------------------------- */

static bool visit_yield(Symtable *st, Expr *e, Expr *value)
{
    if (st->in_annotation > 0) {
        return symtable_error_at(st, e, "yield expression cannot be used within an annotation");
    }
    if (!visit_optional(st, value)) {
        return false;
    }
    Scope *scope = st->current;
    if (scope->is_comprehension) {
        return symtable_error_at(st, e, "'yield' inside %s",
                                 scope->name[1] == 'l'   ? "list comprehension"
                                 : scope->name[1] == 's' ? "set comprehension"
                                 : scope->name[1] == 'd' ? "dict comprehension"
                                                         : "generator expression");
    }
    scope->has_yield = scope->is_generator = true;
    return scope->type == SCOPE_TYPE_FUNCTION || !late_error_at(st, e, "'yield' outside function");
}

static bool visit_display(Symtable *st, Expr *e, const ExprSeq *elts, ExprContext ctx)
{
    if (ctx == CTX_Store) {
        bool seen = false;
        for (int i = 0; i < elts->n; i++) {
            if (elts->items[i]->kind != Starred_kind) {
                continue;
            }
            if (seen) {
                late_error_at(st, e, "multiple starred expressions in assignment");
                break;
            }
            seen = true;
            if (i >= 1 << 8 || elts->n - i - 1 >= INT_MAX >> 8) {
                late_error_at(st, e, "too many expressions in star-unpacking assignment");
                break;
            }
        }
    }
    return visit_starrable(st, elts);
}

/* The node that a chain like a.b(c)[d] + e begins with; NULL: e is no such link. */
static Expr *spine(const Expr *e)
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

/* What a link adds behind the part of the chain on its left. */
static bool visit_link(Symtable *st, Expr *e)
{
    switch (e->kind) {
    case BinOp_kind:
        return visit_expr(st, e->v.BinOp.right);
    case Attribute_kind:
        if (e->v.Attribute.attr == st->name_debug && e->v.Attribute.ctx != CTX_Load) {
            late_error_at(st, e, e->v.Attribute.ctx == CTX_Store ? "cannot assign to __debug__"
                                                                 : "cannot delete __debug__");
        }
        return true;
    case Subscript_kind:
        return visit_expr(st, e->v.Subscript.slice);
    default:
        if (has_debug_keyword(st, e->v.Call.keywords)) {
            late_error_at(st, e, "cannot assign to __debug__");
        }
        return visit_starrable(st, e->v.Call.args) && visit_keywords(st, e->v.Call.keywords);
    }
}

static bool visit_chain(Symtable *st, Expr *e)
{
    size_t n = 0;
    Expr *base = e;
    for (Expr *next; (next = spine(base)) != NULL; base = next) {
        n++;
    }
    Expr *few[8], **links = few;
    if (n > sizeof few / sizeof few[0]) {
        links = arena_alloc(st->arena, n * sizeof *links);
        if (links == NULL) {
            return symtable_memory(st);
        }
    }
    for (size_t i = 0; i < n; i++, e = spine(e)) {
        links[i] = e;
    }
    bool ok = visit_expr(st, base);
    while (ok && n-- > 0) {
        ok = visit_link(st, links[n]);
    }
    return ok;
}

static bool visit_expr(Symtable *st, Expr *e)
{
    switch (e->kind) {
    case Name_kind:
        return visit_name(st, e);
    case Constant_kind:
        return true;
    case BinOp_kind:
    case Attribute_kind:
    case Subscript_kind:
    case Call_kind:
        return visit_chain(st, e);
    case BoolOp_kind:
        return visit_exprs(st, e->v.BoolOp.values);
    case NamedExpr_kind:
        return visit_walrus(st, e);
    case UnaryOp_kind:
        return visit_expr(st, e->v.UnaryOp.operand);
    case Lambda_kind:
        return visit_lambda(st, e);
    case IfExp_kind:
        return visit_expr(st, e->v.IfExp.test) && visit_expr(st, e->v.IfExp.body) &&
               visit_expr(st, e->v.IfExp.orelse);
    case Dict_kind:
        return visit_exprs(st, e->v.Dict.keys) && visit_exprs(st, e->v.Dict.values);
    case Set_kind:
        return visit_starrable(st, e->v.Set.elts);
    case ListComp_kind:
        return visit_comprehension(st, e, "<listcomp>", e->v.ListComp.elt, NULL, e->v.ListComp.generators);
    case SetComp_kind:
        return visit_comprehension(st, e, "<setcomp>", e->v.SetComp.elt, NULL, e->v.SetComp.generators);
    case DictComp_kind:
        return visit_comprehension(st, e, "<dictcomp>", e->v.DictComp.key, e->v.DictComp.value,
                                   e->v.DictComp.generators);
    case GeneratorExp_kind:
        return visit_comprehension(st, e, "<genexpr>", e->v.GeneratorExp.elt, NULL, e->v.GeneratorExp.generators);
    case Await_kind:
        return visit_expr(st, e->v.Await.value);
    case Yield_kind:
        return visit_yield(st, e, e->v.Yield.value);
    case YieldFrom_kind:
        return visit_yield(st, e, e->v.YieldFrom.value);
    case Compare_kind:
        return visit_expr(st, e->v.Compare.left) && visit_exprs(st, e->v.Compare.comparators);
    case FormattedValue_kind:
        return visit_expr(st, e->v.FormattedValue.value) && visit_optional(st, e->v.FormattedValue.format_spec);
    case JoinedStr_kind:
        return visit_exprs(st, e->v.JoinedStr.values);
    case Starred_kind:
        late_error_at(st, e, e->v.Starred.ctx == CTX_Store ? "starred assignment target must be in a list or tuple"
                                                           : "can't use starred expression here");
        return visit_expr(st, e->v.Starred.value);
    case List_kind:
        return visit_display(st, e, e->v.List.elts, e->v.List.ctx);
    case Tuple_kind:
        return visit_display(st, e, e->v.Tuple.elts, e->v.Tuple.ctx);
    case Slice_kind:
        return visit_optional(st, e->v.Slice.lower) && visit_optional(st, e->v.Slice.upper) &&
               visit_optional(st, e->v.Slice.step);
    }
    return true;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static bool visit_scope_statement(Symtable *st, Stmt *s, const char *what, unsigned flag)
{
    const IdentSeq *names = s->v.Global.names;
    for (int i = 0; i < names->n; i++) {
        const char *name = names->items[i];
        unsigned flags;
        if (!current_flags(st, name, &flags)) {
            return false;
        }
        if (flags & SYM_PARAM) {
            return symtable_error_at(st, s, "name '%s' is parameter and %s", name, what);
        }
        if (flags & SYM_USED) {
            return symtable_error_at(st, s, "name '%s' is used prior to %s declaration", name, what);
        }
        if (flags & SYM_ANNOTATED) {
            return symtable_error_at(st, s, "annotated name '%s' can't be %s", name, what);
        }
        if (flags & SYM_ASSIGNED) {
            return symtable_error_at(st, s, "name '%s' is assigned to before %s declaration", name, what);
        }
        Symbol *symbol = add_name(st, name, flag);
        if (symbol == NULL) {
            return false;
        }
        record_directive(symbol, s);
        if (flag == SYM_GLOBAL) {
            Symbol *global = scope_add(st, st->top, symbol->name);
            if (global == NULL) {
                return false;
            }
            global->flags |= SYM_GLOBAL;
        }
    }
    return true;
}

static bool visit_annotated_assignment(Symtable *st, Stmt *s)
{
    Expr *target = s->v.AnnAssign.target;
    if (target->kind == Name_kind) {
        const char *id = target->v.Name.id;
        unsigned flags;
        if (!current_flags(st, id, &flags)) {
            return false;
        }
        if ((flags & (SYM_GLOBAL | SYM_NONLOCAL)) && st->current != st->top && s->v.AnnAssign.simple) {
            return symtable_error_at(st, s, "annotated name '%s' can't be %s", id,
                                     flags & SYM_GLOBAL ? "global" : "nonlocal");
        }
        forbid_debug(st, id, target);
        if (s->v.AnnAssign.simple) {
            st->current->has_annotations = true;
            flags = SYM_ANNOTATED | SYM_ASSIGNED;
        } else {
            flags = s->v.AnnAssign.value != NULL ? SYM_ASSIGNED : 0;
        }
        if (flags != 0 && add_name(st, id, flags) == NULL) {
            return false;
        }
    } else if (!visit_expr(st, target)) {
        return false;
    }
    return visit_annotation(st, s->v.AnnAssign.annotation) && visit_optional(st, s->v.AnnAssign.value);
}

static bool visit_aliases(Symtable *st, Stmt *s, const AliasSeq *names)
{
    for (int i = 0; i < names->n; i++) {
        const Alias *alias = names->items[i];
        const char *name = alias->asname != NULL ? alias->asname : alias->name;
        if (strcmp(name, "*") == 0) {
            if (st->current->type != SCOPE_TYPE_MODULE) {
                return symtable_error_at(st, alias, "import * only allowed at module level");
            }
            st->current->has_import_star = true;
            continue;
        }
        const char *dot = alias->asname == NULL ? strchr(name, '.') : NULL;
        if (dot != NULL) {
            name = arena_intern(st->arena, name, (size_t)(dot - name));
            if (name == NULL) {
                return symtable_memory(st);
            }
        }
        forbid_debug(st, name, s);
        if (add_name(st, name, SYM_IMPORTED) == NULL) {
            return false;
        }
    }
    return true;
}

static bool visit_loop(Symtable *st, const StmtSeq *body, const StmtSeq *orelse)
{
    st->loop_depth++;
    bool ok = visit_stmts(st, body);
    st->loop_depth--;
    return ok && visit_stmts(st, orelse);
}

static bool visit_try(Symtable *st, Stmt *s)
{
    const ExceptHandlerSeq *handlers = s->v.Try.handlers;
    if (!visit_stmts(st, s->v.Try.body) || !visit_stmts(st, s->v.Try.orelse)) {
        return false;
    }
    for (int i = 0; i < handlers->n; i++) {
        const ExceptHandler *h = handlers->items[i];
        if (h->type == NULL && i < handlers->n - 1) {
            late_error_at(st, h, "default 'except:' must be last");
        }
        if (!visit_optional(st, h->type)) {
            return false;
        }
        if (h->name != NULL) {
            forbid_debug(st, h->name, h);
            /* The name is deleted when the handler ends. */
            if (add_name(st, h->name, SYM_ASSIGNED | SYM_DELETED) == NULL) {
                return false;
            }
        }
        if (!visit_stmts(st, h->body)) {
            return false;
        }
    }
    return visit_stmts(st, s->v.Try.finalbody);
}

static bool visit_with(Symtable *st, Stmt *s)
{
    const WithItemSeq *items = s->v.With.items;
    for (int i = 0; i < items->n; i++) {
        if (!visit_expr(st, items->items[i]->context_expr) || !visit_optional(st, items->items[i]->optional_vars)) {
            return false;
        }
    }
    return visit_stmts(st, s->v.With.body);
}

static bool visit_import_from(Symtable *st, Stmt *s)
{
    if (s->v.ImportFrom.module != NULL && s->v.ImportFrom.level == 0 && s->lineno > st->last_future_lineno &&
        strcmp(s->v.ImportFrom.module, "__future__") == 0) {
        late_error_at(st, s, "from __future__ imports must occur at the beginning of the file");
    }
    return visit_aliases(st, s, s->v.ImportFrom.names);
}

/* A chain of elifs is as deep as it is long: its links are visited in this loop. */
static bool visit_if(Symtable *st, Stmt *s)
{
    for (;;) {
        if (!visit_expr(st, s->v.If.test) || !visit_stmts(st, s->v.If.body)) {
            return false;
        }
        const StmtSeq *orelse = s->v.If.orelse;
        if (orelse->n != 1 || orelse->items[0]->kind != If_kind) {
            return visit_stmts(st, orelse);
        }
        s = orelse->items[0];
    }
}

static bool visit_stmt(Symtable *st, Stmt *s)
{
    switch (s->kind) {
    case FunctionDef_kind:
        return visit_function(st, s);
    case ClassDef_kind:
        return visit_class(st, s);
    case Return_kind:
        if (st->current->type != SCOPE_TYPE_FUNCTION) {
            late_error_at(st, s, "'return' outside function");
        }
        if (s->v.Return.value != NULL) {
            st->current->returns_value = true;
        }
        return visit_optional(st, s->v.Return.value);
    case Delete_kind:
        return visit_exprs(st, s->v.Delete.targets);
    case Assign_kind:
        return visit_exprs(st, s->v.Assign.targets) && visit_expr(st, s->v.Assign.value);
    case AugAssign_kind:
        return visit_expr(st, s->v.AugAssign.target) && visit_expr(st, s->v.AugAssign.value);
    case AnnAssign_kind:
        return visit_annotated_assignment(st, s);
    case For_kind:
        return visit_expr(st, s->v.For.target) && visit_expr(st, s->v.For.iter) &&
               visit_loop(st, s->v.For.body, s->v.For.orelse);
    case While_kind:
        return visit_expr(st, s->v.While.test) && visit_loop(st, s->v.While.body, s->v.While.orelse);
    case If_kind:
        return visit_if(st, s);
    case With_kind:
        return visit_with(st, s);
    case Raise_kind:
        return visit_optional(st, s->v.Raise.exc) && visit_optional(st, s->v.Raise.cause);
    case Try_kind:
        return visit_try(st, s);
    case Assert_kind:
        return visit_expr(st, s->v.Assert.test) && visit_optional(st, s->v.Assert.msg);
    case Import_kind:
        return visit_aliases(st, s, s->v.Import.names);
    case ImportFrom_kind:
        return visit_import_from(st, s);
    case Global_kind:
        return visit_scope_statement(st, s, "global", SYM_GLOBAL);
    case Nonlocal_kind:
        return visit_scope_statement(st, s, "nonlocal", SYM_NONLOCAL);
    case Expr_kind:
        return visit_expr(st, s->v.Expr.value);
    case Pass_kind:
        return true;
    case Break_kind:
        return st->loop_depth > 0 || !late_error_at(st, s, "'break' outside loop");
    case Continue_kind:
        return st->loop_depth > 0 || !late_error_at(st, s, "'continue' not properly in loop");
    }
    return true;
}

static bool visit_stmts(Symtable *st, const StmtSeq *seq)
{
    for (int i = 0; i < seq->n; i++) {
        if (!visit_stmt(st, seq->items[i])) {
            return false;
        }
    }
    return true;
}

/* ---- module --------------------------------------------------------------------------------------------------- */

static bool future_feature(Symtable *st, const Stmt *s, const char *name)
{
    static const char *const known[] = {"nested_scopes", "generators", "division", "absolute_import",
                                        "with_statement", "print_function", "unicode_literals", "generator_stop"};
    if (strcmp(name, "annotations") == 0) {
        st->future_annotations = true;
        return true;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, known[i]) == 0) {
            return true;
        }
    }
    if (strcmp(name, "barry_as_FLUFL") == 0) {
        return symtable_error(st, st->err, s->lineno, s->col_offset, 0, 0,
                              "future feature barry_as_FLUFL is not supported by gilpy yet");
    }
    if (strcmp(name, "braces") == 0) {
        return symtable_error(st, st->err, s->lineno, s->col_offset, 0, 0, "not a chance");
    }
    return symtable_error(st, st->err, s->lineno, s->col_offset, 0, 0, "future feature %.100s is not defined", name);
}

/* __future__ imports stand behind the docstring and before everything else. */
bool symtable_future_features(Symtable *st)
{
    const StmtSeq *body = st->module->body;
    bool done = false;
    int previous_lineno = 0;
    for (int i = 0; i < body->n; i++) {
        const Stmt *s = body->items[i];
        if (done && s->lineno > previous_lineno) {
            return true;
        }
        previous_lineno = s->lineno;
        if (s->kind == ImportFrom_kind && s->v.ImportFrom.level == 0 && s->v.ImportFrom.module != NULL &&
            strcmp(s->v.ImportFrom.module, "__future__") == 0) {
            if (done) {
                return symtable_error_at(st, s, "from __future__ imports must occur at the beginning of the file");
            }
            for (int j = 0; j < s->v.ImportFrom.names->n; j++) {
                if (!future_feature(st, s, s->v.ImportFrom.names->items[j]->name)) {
                    return false;
                }
            }
            st->last_future_lineno = s->lineno;
        } else if (!(i == 0 && s->kind == Expr_kind && s->v.Expr.value->kind == Constant_kind &&
                     s->v.Expr.value->v.Constant.kind == CONST_STR)) {
            done = true;
        }
    }
    return true;
}

bool symtable_visit_module(Symtable *st)
{
    st->top = scope_enter(st, SCOPE_TYPE_MODULE, "<module>", st->module);
    if (st->top == NULL) {
        return false;
    }
    return st->module->mode == PARSE_EVAL ? visit_expr(st, st->module->expression)
                                          : visit_stmts(st, st->module->body);
}
