#include "objects/generic_alias.h"

#include "objects/abstract.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/union_type.h"

typedef struct GenericAlias {
    Obj ob;
    Val origin, args; /* args: a tuple */
} GenericAlias;

static GenericAlias *as_alias(Val v) { return (GenericAlias *)val_obj(v); }

Val generic_alias_new(Val origin, Val args) {
    Val t = val_is_tuple(args) ? incref(args) : tuple_pack(1, args);
    if (val_is_null(t))
        return t;
    GenericAlias *g = obj_new(&generic_alias_type);
    if (!g) {
        decref(t);
        return VAL_NULL;
    }
    g->origin = incref(origin);
    g->args = t;
    gc_track(g);
    return val_ptr(g);
}

Val generic_alias_method(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return generic_alias_new(args[0], args[1]);
}

static void alias_dealloc(Obj *o) {
    GenericAlias *g = (GenericAlias *)o;
    gc_untrack(o);
    decref(g->origin);
    decref(g->args);
    obj_free(o);
}

static int alias_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((GenericAlias *)o)->origin);
    GC_VISIT(((GenericAlias *)o)->args);
    return 0;
}

static void alias_clear(Obj *o) {
    GenericAlias *g = (GenericAlias *)o;
    val_set(&g->args, VAL_NONE);
    val_set(&g->origin, VAL_NONE);
}

static bool put_item(StrBuf *b, Val v) {
    if (v == VAL_ELLIPSIS) {
        strbuf_cstr(b, "...");
        return true;
    }
    if (val_has(v, TF_TYPE)) { /* by name; those of builtins without their module */
        Type *t = (Type *)val_obj(v);
        if (!val_is_null(t->module) && val_is_str(t->module) &&
            !str_eq_ascii(t->module, "builtins")) {
            strbuf_str(b, t->module);
            strbuf_char(b, '.');
        }
        Val name = !val_is_null(t->qualname) ? incref(t->qualname) : str_from_cstr(t->name);
        if (val_is_null(name))
            return false;
        strbuf_str(b, name);
        decref(name);
        return true;
    }
    return strbuf_repr(b, v);
}

static Val alias_repr(Val v) {
    GenericAlias *g = as_alias(v);
    StrBuf b;
    strbuf_init(&b);
    bool ok = put_item(&b, g->origin);
    strbuf_char(&b, '[');
    Tuple *t = as_tuple(g->args);
    for (int64_t i = 0; ok && i < t->length; i++) {
        if (i)
            strbuf_cstr(&b, ", ");
        ok = put_item(&b, t->items[i]);
    }
    if (t->length == 0)
        strbuf_cstr(&b, "()");
    strbuf_char(&b, ']');
    if (ok)
        return strbuf_finish(&b);
    strbuf_discard(&b);
    return VAL_NULL;
}

static bool alias_hash(Val v, int64_t *out) {
    int64_t a, b;
    if (!val_hash(as_alias(v)->origin, &a) || !val_hash(as_alias(v)->args, &b))
        return false;
    *out = (a ^ b) == -1 ? -2 : a ^ b;
    return true;
}

static Val alias_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is(a, &generic_alias_type) || !val_is(b, &generic_alias_type) ||
        (op != CMP_EQ && op != CMP_NE))
        return VAL_NOTIMPL;
    int eq = val_equal(as_alias(a)->origin, as_alias(b)->origin);
    if (eq == 1)
        eq = val_equal(as_alias(a)->args, as_alias(b)->args);
    return eq < 0 ? VAL_NULL : val_bool(eq == (op == CMP_EQ));
}

static Val alias_call(Val callee, Val *args, int nargs, Val kwnames) {
    return val_call(as_alias(callee)->origin, args, nargs, kwnames);
}

static Val get_origin(Val v) { return incref(as_alias(v)->origin); }
static Val get_args(Val v) { return incref(as_alias(v)->args); }
static Val get_parameters(Val v) {
    (void)v;
    return tuple_new(0);
}

static const GetSetDef alias_getset[] = {
    {"__origin__", get_origin, NULL},
    {"__args__", get_args, NULL},
    {"__parameters__", get_parameters, NULL},
    {0},
};

Type generic_alias_type = {
    TYPE_HEAD("GenericAlias"),
    .flags = TF_GC,
    .size = sizeof(GenericAlias),
    .base = &object_type,
    .dealloc = alias_dealloc,
    .traverse = alias_traverse,
    .clear = alias_clear,
    .repr = alias_repr,
    .hash = alias_hash,
    .richcompare = alias_richcompare,
    .call = alias_call,
    .binary[BIN_OR] = union_or,
    .getset = alias_getset,
    .doc = "Represent a PEP 585 generic type, such as list[int].",
};
