/* Functions, lambdas, comprehensions and classes: units of their own and the
 * code that makes the function object. */
#include "compiler/codegen_internal.h"
#include "core/err.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

static Scope *scope_of(Gen *g, const void *node) {
    Scope *s = symtable_lookup(g->symtable, node);
    if (!s)
        err_fatal("code generator: a node without a scope");
    return s;
}

static void add_default_tuple(Gen *g, ExprSeq *defaults) {
    int t = temp_new(g), base = g->u->temp_top;
    for (int i = 0; i < defaults->n; i++)
        gen_temp(g, defaults->items[i]);
    g->u->temp_top = base;
    emit(g, OP_BUILD_TUPLE, 0, t, base, defaults->n);
}

static bool add_kwdefaults(Gen *g, Arguments *args) {
    int n = 0;
    for (int i = 0; i < args->kwonlyargs->n; i++)
        n += args->kw_defaults->items[i] != NULL;
    if (!n)
        return false;
    int t = temp_new(g), base = g->u->temp_top;
    for (int i = 0; i < args->kwonlyargs->n; i++) {
        if (!args->kw_defaults->items[i])
            continue;
        gen_const(g, incref(str_of(g, mangle(g, args->kwonlyargs->items[i]->arg))), temp_new(g));
        gen_temp(g, args->kw_defaults->items[i]);
    }
    g->u->temp_top = base;
    emit(g, OP_BUILD_MAP, 0, t, base, n);
    return true;
}

static void add_annotation(Gen *g, int dict, const char *name, Expr *annotation) {
    if (!annotation)
        return;
    int k = temp_new(g);
    gen_const(g, incref(str_of(g, mangle(g, name))), k);
    int v = gen_temp(g, annotation);
    emit(g, OP_MAP_ADD, LAST_B | LAST_C, dict, k, v);
    temp_free(g, v);
    temp_free(g, k);
}

static bool add_annotations(Gen *g, Arguments *a, Expr *returns) {
    bool any = returns || (a->vararg && a->vararg->annotation) || (a->kwarg && a->kwarg->annotation);
    ArgSeq *const seqs[] = {a->posonlyargs, a->args, a->kwonlyargs};
    for (int s = 0; s < 3; s++)
        for (int i = 0; i < seqs[s]->n; i++)
            any |= seqs[s]->items[i]->annotation != NULL;
    /* with annotations from the future nothing is evaluated; their text is
     * not kept either */
    if (!any || g->future_annotations)
        return false;
    int t = temp_new(g);
    emit(g, OP_BUILD_MAP, 0, t, t, 0);
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < seqs[s]->n; i++)
            add_annotation(g, t, seqs[s]->items[i]->arg, seqs[s]->items[i]->annotation);
    if (a->vararg)
        add_annotation(g, t, a->vararg->arg, a->vararg->annotation);
    for (int i = 0; i < a->kwonlyargs->n; i++)
        add_annotation(g, t, a->kwonlyargs->items[i]->arg, a->kwonlyargs->items[i]->annotation);
    if (a->kwarg)
        add_annotation(g, t, a->kwarg->arg, a->kwarg->annotation);
    if (returns)
        add_annotation(g, t, "return", returns);
    return true;
}

/* The closure: a tuple of the cells that the inner scope's freevars name. */
static bool add_closure(Gen *g, Scope *inner) {
    if (!inner->n_freevars)
        return false;
    int t = temp_new(g), base = g->u->temp_top;
    for (int i = 0; i < inner->n_freevars; i++) {
        Symbol *sym;
        int reg = local_register(g, inner->freevars[i], &sym);
        Scope *s = g->u->scope;
        if (s->type == SCOPE_TYPE_CLASS && s->needs_class_closure && strcmp(inner->freevars[i], "__class__") == 0)
            reg = g->u->nlocals + g->u->ncells - 1;
        if (reg < 0)
            err_fatal("code generator: no cell for free variable %s", inner->freevars[i]);
        emit(g, OP_LOAD_FAST, 0, temp_new(g), reg, 0);
    }
    g->u->temp_top = base;
    emit(g, OP_BUILD_TUPLE, 0, t, base, inner->n_freevars);
    return true;
}

/* Parts after base are in place; makes the function in base and frees them. */
static void make_function(Gen *g, int base, int flags, Code *code) {
    uint32_t k = const_add(g, val_ptr(code));
    g->u->temp_top = base + 1;
    emit_bc(g, OP_MAKE_FUNCTION, flags, base, (int32_t)k);
}

static int make_defaults(Gen *g, Arguments *args, Expr *returns, Scope *scope) {
    int flags = 0;
    if (args->defaults->n) {
        add_default_tuple(g, args->defaults);
        flags |= 1;
    }
    if (add_kwdefaults(g, args))
        flags |= 2;
    if (add_annotations(g, args, returns))
        flags |= 4;
    if (add_closure(g, scope))
        flags |= 8;
    return flags;
}

static void set_arg_counts(Code *c, Arguments *a) {
    c->posonly = (uint16_t)a->posonlyargs->n;
    c->argcount = (uint16_t)(a->posonlyargs->n + a->args->n);
    c->kwonly = (uint16_t)a->kwonlyargs->n;
    if (!(c->flags & (CODE_VARARGS | CODE_VARKEYWORDS | CODE_GENERATOR)) && !c->kwonly)
        c->flags |= CODE_SIMPLE_CALL;
}

/* ---- def ---- */

static void function_body(Gen *g, void *arg) {
    Stmt *s = arg;
    gen_body(g, s->v.FunctionDef.body);
    g->u->loc.col = -1; /* the implicit return belongs to the last line */
    emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
}

void gen_function_def(Gen *g, Stmt *s) {
    ExprSeq *decorators = s->v.FunctionDef.decorator_list;
    int first = g->u->temp_top;
    for (int i = 0; i < decorators->n; i++)
        gen_temp(g, decorators->items[i]);
    int firstline = decorators->n ? decorators->items[0]->lineno : s->lineno;
    int base = temp_new(g);
    Scope *scope = scope_of(g, s);
    g->u->loc = loc_stmt(s);
    int flags = make_defaults(g, s->v.FunctionDef.args, s->v.FunctionDef.returns, scope);
    Code *code = gen_unit(g, scope, firstline, function_body, s);
    set_arg_counts(code, s->v.FunctionDef.args);
    Val doc = VAL_NULL;
    int start;
    gen_docstring_skip(g, s->v.FunctionDef.body, &start, &doc);
    code->doc = val_is_null(doc) ? VAL_NONE : doc;
    make_function(g, base, flags, code);
    for (int i = decorators->n - 1; i >= 0; i--) {
        g->u->loc = loc_expr(decorators->items[i]);
        emit(g, OP_CALL, 0, first + i, first + i, 1);
        temp_free(g, first + i + 1);
    }
    g->u->loc = loc_stmt(s);
    gen_store_name(g, s->v.FunctionDef.name, first);
    emit(g, OP_POP_TOP, LAST_A, first, 0, 0);
    temp_free(g, first);
}

static void lambda_body(Gen *g, void *arg) {
    Expr *e = arg;
    int r = gen_expr(g, e->v.Lambda.body, ANYWHERE);
    emit(g, OP_RETURN_VALUE, last_use(g, r, LAST_A), r, 0, 0);
    temp_free(g, r);
}

static void move_result(Gen *g, int from, int dst) {
    if (dst != from)
        emit(g, OP_LOAD_FAST, LAST_B, dst, from, 0);
}

void gen_lambda(Gen *g, Expr *e, int dst) {
    int base = temp_new(g);
    Scope *scope = scope_of(g, e);
    int flags = make_defaults(g, e->v.Lambda.args, NULL, scope);
    Code *code = gen_unit(g, scope, e->lineno, lambda_body, e);
    set_arg_counts(code, e->v.Lambda.args);
    make_function(g, base, flags, code);
    temp_free(g, base);
    move_result(g, base, dst);
}

/* ---- comprehensions ---- */

static ComprehensionSeq *generators_of(Expr *e) {
    switch (e->kind) {
    case ListComp_kind: return e->v.ListComp.generators;
    case SetComp_kind: return e->v.SetComp.generators;
    case DictComp_kind: return e->v.DictComp.generators;
    default: return e->v.GeneratorExp.generators;
    }
}

static void comprehension_element(Gen *g, Expr *e, int result) {
    if (e->kind == DictComp_kind) {
        int k = gen_temp(g, e->v.DictComp.key), v = gen_temp(g, e->v.DictComp.value);
        g->u->loc = loc_expr(e);
        emit(g, OP_MAP_ADD, LAST_B | LAST_C, result, k, v);
        temp_free(g, v);
        temp_free(g, k);
        return;
    }
    Expr *elt = e->kind == ListComp_kind  ? e->v.ListComp.elt
                : e->kind == SetComp_kind ? e->v.SetComp.elt
                                          : e->v.GeneratorExp.elt;
    int r = gen_expr(g, elt, ANYWHERE);
    int flags = last_use(g, r, LAST_B);
    g->u->loc = loc_expr(elt);
    if (e->kind == GeneratorExp_kind) {
        temp_free(g, r);
        int t = temp_new(g);
        emit(g, OP_YIELD_VALUE, flags, t, r, 0);
        emit(g, OP_POP_TOP, LAST_A, t, 0, 0);
        temp_free(g, t);
        return;
    }
    emit(g, e->kind == ListComp_kind ? OP_LIST_APPEND : OP_SET_ADD, flags, result, r, 0);
    temp_free(g, r);
}

static void comprehension_loops(Gen *g, Expr *e, int depth, int result) {
    ComprehensionSeq *gens = generators_of(e);
    if (depth == gens->n) {
        comprehension_element(g, e, result);
        return;
    }
    Comprehension *c = gens->items[depth];
    int it = temp_new(g);
    if (depth == 0) {
        emit(g, OP_LOAD_FAST, 0, it, 0, 0); /* .0, already an iterator */
    } else {
        int r = gen_expr(g, c->iter, ANYWHERE);
        int flags = last_use(g, r, LAST_B);
        temp_free(g, r);
        g->u->loc = loc_expr(e);
        emit(g, OP_GET_ITER, flags, it, r, 0);
    }
    int top = label_new(g), end = label_new(g), next = label_new(g);
    label_bind(g, top);
    Symbol *sym = NULL;
    int reg = c->target->kind == Name_kind ? local_register(g, mangle(g, c->target->v.Name.id), &sym) : -1;
    g->u->loc = loc_expr(e);
    if (reg >= 0 && sym->kind == SCOPE_LOCAL) {
        emit_for_iter(g, reg, it, end);
        g->u->definite[reg] = 1;
    } else {
        int t = temp_new(g);
        emit_for_iter(g, t, it, end);
        gen_store(g, c->target, t);
        temp_free(g, t);
    }
    for (int i = 0; i < c->ifs->n; i++) {
        g->u->loc = loc_expr(e);
        gen_branch(g, c->ifs->items[i], false, next);
    }
    comprehension_loops(g, e, depth + 1, result);
    label_bind(g, next);
    g->u->loc = loc_expr(e);
    emit_jump(g, OP_JUMP_BACKWARD, 0, 0, top);
    label_bind(g, end);
    temp_free(g, it);
}

static void comprehension_body(Gen *g, void *arg) {
    Expr *e = arg;
    g->u->loc = loc_expr(e);
    if (e->kind == GeneratorExp_kind) {
        comprehension_loops(g, e, 0, -1);
        emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
        return;
    }
    int result = temp_new(g);
    emit(g, e->kind == ListComp_kind ? OP_BUILD_LIST : e->kind == SetComp_kind ? OP_BUILD_SET : OP_BUILD_MAP, 0, result,
         result, 0);
    comprehension_loops(g, e, 0, result);
    emit(g, OP_RETURN_VALUE, LAST_A, result, 0, 0);
    temp_free(g, result);
}

void gen_comprehension(Gen *g, Expr *e, int dst) {
    Scope *scope = scope_of(g, e);
    int base = temp_new(g);
    int flags = add_closure(g, scope) ? 8 : 0;
    Code *code = gen_unit(g, scope, e->lineno, comprehension_body, e);
    code->argcount = 1;
    if (!(code->flags & CODE_GENERATOR))
        code->flags |= CODE_SIMPLE_CALL;
    code->doc = VAL_NONE;
    make_function(g, base, flags, code);
    int r = gen_temp(g, generators_of(e)->items[0]->iter);
    g->u->loc = loc_expr(e);
    emit(g, OP_GET_ITER, LAST_B, r, r, 0);
    g->u->loc = loc_expr(e);
    temp_free(g, r);
    temp_free(g, base);
    emit(g, OP_CALL, 0, dst, base, 1);
}

/* ---- class ---- */

static void class_body(Gen *g, void *arg) {
    Stmt *s = arg;
    int t = temp_new(g);
    g->u->loc = (Loc){s->lineno, -1, s->lineno, -1};
    emit(g, OP_LOAD_NAME, 0, t, name_add(g, arena_intern(g->arena, "__name__", 8)), 0);
    emit(g, OP_STORE_NAME, LAST_A, t, name_add(g, arena_intern(g->arena, "__module__", 10)), 0);
    gen_const(g, incref(g->u->qualname), t);
    emit(g, OP_STORE_NAME, LAST_A, t, name_add(g, arena_intern(g->arena, "__qualname__", 12)), 0);
    int start = 0;
    Val doc = VAL_NULL;
    gen_docstring_skip(g, s->v.ClassDef.body, &start, &doc);
    if (!val_is_null(doc)) {
        gen_const(g, doc, t);
        emit(g, OP_STORE_NAME, LAST_A, t, name_add(g, arena_intern(g->arena, "__doc__", 7)), 0);
    }
    temp_free(g, t);
    if (g->u->scope->has_annotations)
        emit(g, OP_SETUP_ANNOTATIONS, 0, 0, 0, 0);
    gen_body(g, s->v.ClassDef.body);
    if (g->u->scope->needs_class_closure) {
        int cell = g->u->nlocals + g->u->ncells - 1;
        t = temp_new(g);
        emit(g, OP_LOAD_FAST, 0, t, cell, 0);
        emit(g, OP_STORE_NAME, LAST_A, t, name_add(g, arena_intern(g->arena, "__classcell__", 13)), 0);
        temp_free(g, t);
    }
    emit_bc(g, OP_RETURN_CONST, 0, 0, (int32_t)const_add(g, VAL_NONE));
}

void gen_class_def(Gen *g, Stmt *s) {
    ExprSeq *decorators = s->v.ClassDef.decorator_list;
    int first = g->u->temp_top;
    for (int i = 0; i < decorators->n; i++)
        gen_temp(g, decorators->items[i]);
    int base = temp_new(g);
    g->u->loc = loc_stmt(s);
    emit(g, OP_LOAD_BUILD_CLASS, 0, base, 0, 0);
    int fn = temp_new(g);
    Scope *scope = scope_of(g, s);
    int flags = add_closure(g, scope) ? 8 : 0;
    Code *code = gen_unit(g, scope, decorators->n ? decorators->items[0]->lineno : s->lineno, class_body, s);
    code->doc = VAL_NONE;
    make_function(g, fn, flags, code);
    gen_const(g, incref(str_of(g, s->v.ClassDef.name)), temp_new(g));
    g->u->loc = loc_stmt(s);
    /* __build_class__(function, name, *bases, **keywords): the two that are in
     * place already count as positional arguments */
    gen_build_class_call(g, base, s->v.ClassDef.bases, s->v.ClassDef.keywords);
    for (int i = decorators->n - 1; i >= 0; i--) {
        g->u->loc = loc_expr(decorators->items[i]);
        emit(g, OP_CALL, 0, first + i, first + i, 1);
        temp_free(g, first + i + 1);
    }
    g->u->loc = loc_stmt(s);
    gen_store_name(g, s->v.ClassDef.name, first);
    emit(g, OP_POP_TOP, LAST_A, first, 0, 0);
    temp_free(g, first);
}
