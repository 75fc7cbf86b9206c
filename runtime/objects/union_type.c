#include "objects/union_type.h"

#include "core/err.h"
#include "core/gc.h"
#include "objects/generic_alias.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

typedef struct Union {
    Obj ob;
    Val args; /* tuple: each alternative once */
} Union;

static Tuple *args_of(Val v) { return as_tuple(((Union *)val_obj(v))->args); }

static bool is_alternative(Val v) {
    return val_is_none(v) || val_is_type(v) || val_is(v, &generic_alias_type) || val_is(v, &union_type);
}

static bool add_once(Val list, Val v) {
    if (val_is_none(v))
        v = val_ptr(&none_type);
    if (val_is(v, &union_type)) {
        for (int64_t i = 0; i < args_of(v)->length; i++)
            if (!add_once(list, args_of(v)->items[i]))
                return false;
        return true;
    }
    for (int64_t i = 0; i < as_list(list)->length; i++) {
        int eq = val_equal(as_list(list)->items[i], v);
        if (eq)
            return eq > 0;
    }
    return list_append(as_list(list), v);
}

Val union_or(Val a, Val b) {
    if (!is_alternative(a) || !is_alternative(b))
        return VAL_NOTIMPL;
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    Val r = VAL_NULL;
    if (add_once(list, a) && add_once(list, b)) {
        if (as_list(list)->length == 1) {
            r = incref(as_list(list)->items[0]);
        } else {
            Val args = list_as_tuple(as_list(list));
            Union *u = val_is_null(args) ? NULL : obj_new(&union_type);
            if (u) {
                u->args = args;
                gc_track(u);
                r = val_ptr(u);
            } else {
                decref(args);
            }
        }
    }
    decref(list);
    return r;
}

static void union_dealloc(Obj *o) {
    gc_untrack(o);
    decref(((Union *)o)->args);
    obj_free(o);
}

static int union_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Union *)o)->args);
    return 0;
}

static void union_clear(Obj *o) { (void)o; /* its tuple never changes: a cycle is broken elsewhere */ }

static Val union_repr(Val v) {
    StrBuf b;
    strbuf_init(&b);
    bool ok = true;
    for (int64_t i = 0; ok && i < args_of(v)->length; i++) {
        Val item = args_of(v)->items[i];
        if (i)
            strbuf_cstr(&b, " | ");
        if (item == val_ptr(&none_type)) {
            strbuf_cstr(&b, "None");
        } else if (val_is_type(item)) {
            Val module = val_getattr(item, STR_CONST("__module__"));
            Val name = val_is_null(module) ? VAL_NULL : val_getattr(item, STR_CONST("__qualname__"));
            ok = !val_is_null(name) && val_is_str(name);
            if (ok && val_is_str(module) && !str_eq(as_str(module), as_str(STR_CONST("builtins")))) {
                strbuf_str(&b, module);
                strbuf_char(&b, '.');
            }
            if (ok)
                strbuf_str(&b, name);
            decref(module);
            decref(name);
        } else {
            ok = strbuf_repr(&b, item);
        }
    }
    if (ok)
        return strbuf_finish(&b);
    strbuf_discard(&b);
    return VAL_NULL;
}

static bool holds(Val u, Val item, int *eq) {
    *eq = 0;
    for (int64_t i = 0; *eq == 0 && i < args_of(u)->length; i++)
        *eq = val_equal(args_of(u)->items[i], item);
    return *eq >= 0;
}

static Val union_compare(Val a, Val b, CmpOp op) {
    if (!val_is(a, &union_type) || !val_is(b, &union_type) || (op != CMP_EQ && op != CMP_NE))
        return VAL_NOTIMPL;
    int eq = args_of(a)->length == args_of(b)->length;
    for (int64_t i = 0; eq && i < args_of(a)->length; i++)
        if (!holds(b, args_of(a)->items[i], &eq))
            return VAL_NULL;
    return val_bool(eq == (op == CMP_EQ));
}

static bool union_hash(Val v, int64_t *out) {
    *out = 0; /* the order of the alternatives does not count */
    for (int64_t i = 0; i < args_of(v)->length; i++) {
        int64_t h;
        if (!val_hash(args_of(v)->items[i], &h))
            return false;
        *out ^= h;
    }
    if (*out == -1)
        *out = -2;
    return true;
}

static Val check(Val *args, bool instance) {
    /* through the metaclass: a class's own method of that name is not meant */
    for (int64_t i = 0; i < args_of(args[0])->length; i++)
        if (!val_is_type(args_of(args[0])->items[i]))
            return err_set(&exc_TypeError, "%s() argument 2 cannot be a parameterized generic",
                           instance ? "isinstance" : "issubclass");
    for (int64_t i = 0; i < args_of(args[0])->length; i++) {
        bool found;
        Val r = val_call_special(args_of(args[0])->items[i],
                                 instance ? STR_CONST("__instancecheck__") : STR_CONST("__subclasscheck__"), &args[1], 1,
                                 &found);
        int truth = val_is_null(r) ? -1 : val_truth(r);
        decref(r);
        if (truth)
            return truth < 0 ? VAL_NULL : VAL_TRUE;
    }
    return VAL_FALSE;
}

static Val m_instancecheck(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return check(args, true);
}
static Val m_subclasscheck(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return check(args, false);
}
static Val get_args(Val v) { return incref(((Union *)val_obj(v))->args); }

static const MethodDef union_methods[] = {
    {"__instancecheck__", m_instancecheck, 1, 1, 0, "Is the object an instance of one of the alternatives?"},
    {"__subclasscheck__", m_subclasscheck, 1, 1, 0, "Is the class a subclass of one of the alternatives?"},
    {0}};
static const GetSetDef union_getset[] = {{"__args__", get_args, NULL}, {0}};

Type union_type = {
    TYPE_HEAD("types.UnionType"),  .size = sizeof(Union),        .flags = TF_GC,
    .dealloc = union_dealloc,      .traverse = union_traverse,   .clear = union_clear,
    .repr = union_repr,            .hash = union_hash,           .richcompare = union_compare,
    .binary[BIN_OR] = union_or,    .methods = union_methods,     .getset = union_getset,
};
