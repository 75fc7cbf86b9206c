/* Slots and dunder methods, both ways: a C slot of a built-in type shows as a
 * method (a wrapper_descriptor), and a dunder method of a Python class fills
 * the C slot with a function that calls it. */
#include <stdlib.h>

#include "core/err.h"
#include "objects/abstract.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/slot_wrapper.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

/* ---- slot functions that call the Python method ---- */

static Val call_special(Val self, Val name, Val *args, int n) {
    bool found;
    Val r = val_call_special(self, name, args, n, &found);
    if (!found && !err_occurred())
        return err_set(&exc_AttributeError, "'%T' object has no attribute '%V'", self, name);
    return r;
}

/* Binary operators: the left operand's method if it is of a class that has
 * one, then the right one's reflected method.  Which of the two operands'
 * slots is being asked is told by whose slot points here. */
static Val binary_python(Val a, Val b, Val name, Val rname, BinaryFn self_fn, BinOp op) {
    Type *ta = val_type(a), *tb = val_type(b);
    bool found, asked_right = false;
    bool right_first = tb != ta && tb->binary[op] == self_fn && ta->binary[op] == self_fn && type_is_subtype(tb, ta);
    if (right_first) {
        /* a subclass that overrides the reflected method goes first */
        Val mine = type_lookup(tb, rname);
        if (!val_is_null(mine) && mine != type_lookup(ta, rname)) {
            Val r = val_call_special(b, rname, &a, 1, &found);
            if (found && r != VAL_NOTIMPL)
                return r;
            asked_right = true;
        }
    }
    if (ta->binary[op] == self_fn) {
        Val r = val_call_special(a, name, &b, 1, &found);
        if (found && r != VAL_NOTIMPL)
            return r;
    }
    if (tb->binary[op] == self_fn && tb != ta && !asked_right) {
        Val r = val_call_special(b, rname, &a, 1, &found);
        if (found)
            return r;
    }
    return VAL_NOTIMPL;
}

#define BINARY_SLOT(OP, nm)                                                                        \
    static Val slot_##nm(Val a, Val b) {                                                           \
        return binary_python(a, b, STR_CONST("__" #nm "__"), STR_CONST("__r" #nm "__"), slot_##nm, BIN_##OP); \
    }                                                                                              \
    static Val slot_i##nm(Val a, Val b) {                                                          \
        bool found;                                                                                \
        Val r = val_call_special(a, STR_CONST("__i" #nm "__"), &b, 1, &found);                     \
        return found ? r : VAL_NOTIMPL;                                                            \
    }
BINARY_SLOT(ADD, add)
BINARY_SLOT(SUB, sub)
BINARY_SLOT(MUL, mul)
BINARY_SLOT(MATMUL, matmul)
BINARY_SLOT(TRUEDIV, truediv)
BINARY_SLOT(MOD, mod)
BINARY_SLOT(POW, pow)
BINARY_SLOT(LSHIFT, lshift)
BINARY_SLOT(RSHIFT, rshift)
BINARY_SLOT(OR, or)
BINARY_SLOT(XOR, xor)
BINARY_SLOT(AND, and)
BINARY_SLOT(FLOORDIV, floordiv)

#define UNARY_SLOT(nm, dunder)                                                                     \
    static Val slot_##nm(Val v) { return call_special(v, STR_CONST(dunder), NULL, 0); }
UNARY_SLOT(repr, "__repr__")
UNARY_SLOT(str, "__str__")
UNARY_SLOT(neg, "__neg__")
UNARY_SLOT(pos, "__pos__")
UNARY_SLOT(invert, "__invert__")
UNARY_SLOT(abs, "__abs__")
UNARY_SLOT(index, "__index__")

static Val slot_iter(Val v) {
    if (val_is_none(type_lookup(val_type(v), STR_CONST("__iter__"))))
        return err_set(&exc_TypeError, "'%T' object is not iterable", v);
    return call_special(v, STR_CONST("__iter__"), NULL, 0);
}

static Val slot_next(Val v) {
    Val r = call_special(v, STR_CONST("__next__"), NULL, 0);
    if (val_is_null(r) && err_matches(&exc_StopIteration)) {
        /* exhausted; a value is for a `yield from` to see */
        Val exc = err_fetch(), value = exc_stop_iteration_value(exc);
        if (val_is_none(value))
            decref(exc);
        else
            err_restore(exc);
        decref(value);
    }
    return r;
}

static bool slot_hash(Val v, int64_t *out) {
    Val f = type_lookup(val_type(v), STR_CONST("__hash__"));
    if (val_is_none(f) || val_is_null(f))
        return err_false(&exc_TypeError, "unhashable type: '%T'", v);
    Val r = call_special(v, STR_CONST("__hash__"), NULL, 0);
    if (val_is_null(r))
        return false;
    if (!val_is_integer(r)) {
        decref(r);
        return err_false(&exc_TypeError, "__hash__ method should return an integer");
    }
    int64_t h;
    if (!int_as_i64(r, &h)) {
        err_clear();
        h = int_hash(r);
    }
    decref(r);
    *out = h == -1 ? -2 : h;
    return true;
}

static Val slot_richcompare(Val a, Val b, CmpOp op) {
    static const char *const names[] = {"__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"};
    static Val interned[6];
    if (!interned[op])
        interned[op] = str_intern_cstr(names[op]);
    bool found;
    Val r = val_call_special(a, interned[op], &b, 1, &found);
    return found ? r : VAL_NOTIMPL;
}

static int slot_truth(Val v) {
    bool found;
    Val r = val_call_special(v, STR_CONST("__bool__"), NULL, 0, &found);
    if (!found) {
        if (err_occurred())
            return -1;
        Val l = val_call_special(v, STR_CONST("__len__"), NULL, 0, &found);
        if (!found)
            return err_occurred() ? -1 : 1;
        decref(l);
        if (val_is_null(l))
            return -1;
        int64_t n = val_len(v);
        return n < 0 ? -1 : n > 0;
    }
    if (val_is_null(r))
        return -1;
    if (!val_is_bool(r)) {
        err_set(&exc_TypeError, "__bool__ should return bool, returned %T", r);
        decref(r);
        return -1;
    }
    return r == VAL_TRUE;
}

static int64_t slot_len(Val v) {
    Val r = call_special(v, STR_CONST("__len__"), NULL, 0);
    if (val_is_null(r))
        return -1;
    int64_t n;
    if (!val_is_integer(r) && !val_type(r)->index) {
        err_set(&exc_TypeError, "'%T' object cannot be interpreted as an integer", r);
        decref(r);
        return -1;
    }
    bool ok = val_as_index(r, &n, &exc_OverflowError);
    decref(r);
    if (!ok)
        return -1;
    if (n < 0) {
        err_set(&exc_ValueError, "__len__() should return >= 0");
        return -1;
    }
    return n;
}

static Val slot_getitem(Val v, Val key) { return call_special(v, STR_CONST("__getitem__"), &key, 1); }

static bool slot_setitem(Val v, Val key, Val value) {
    Val args[2] = {key, value}, r;
    bool found;
    bool del = val_is_null(value);
    r = val_call_special(v, del ? STR_CONST("__delitem__") : STR_CONST("__setitem__"), args, del ? 1 : 2, &found);
    if (!found && !err_occurred())
        return err_false(&exc_TypeError, "'%T' object does not support item %s", v, del ? "deletion" : "assignment");
    decref(r);
    return !val_is_null(r);
}

static int slot_contains(Val v, Val item) {
    bool found;
    Val f = type_lookup(val_type(v), STR_CONST("__contains__"));
    if (val_is_none(f)) {
        err_set(&exc_TypeError, "'%T' object is not a container", v);
        return -1;
    }
    Val r = val_call_special(v, STR_CONST("__contains__"), &item, 1, &found);
    if (val_is_null(r))
        return -1;
    int t = val_truth(r);
    decref(r);
    return t;
}

static Val slot_call(Val callee, Val *args, int nargs, Val kwnames) {
    Val f = type_lookup(val_type(callee), STR_CONST("__call__"));
    Val bound = descr_bind(f, callee, val_type(callee));
    if (val_is_null(bound))
        return bound;
    Val r = val_call(bound, args, nargs, kwnames);
    decref(bound);
    return r;
}

static Val slot_new(Type *t, Val *args, int nargs, Val kwnames) {
    Val f = type_lookup(t, STR_CONST("__new__"));
    if (val_is(f, &staticmethod_type))
        f = ((Wrapped *)val_obj(f))->fn;
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
    Val small[16], *all = nargs + nkw + 1 <= 16 ? small : malloc((size_t)(nargs + nkw + 1) * sizeof(Val));
    if (!all)
        return err_no_memory();
    all[0] = val_ptr(t);
    if (nargs + nkw)
        memcpy(all + 1, args, (size_t)(nargs + nkw) * sizeof(Val));
    incref(f);
    Val r = val_call(f, all, nargs + 1, kwnames);
    decref(f);
    if (all != small)
        free(all);
    return r;
}

static bool slot_init(Val self, Val *args, int nargs, Val kwnames) {
    Val f = type_lookup(val_type(self), STR_CONST("__init__"));
    Val bound = descr_bind(f, self, val_type(self));
    if (val_is_null(bound))
        return false;
    Val r = val_call(bound, args, nargs, kwnames);
    decref(bound);
    if (val_is_null(r))
        return false;
    if (!val_is_none(r)) {
        err_set(&exc_TypeError, "__init__() should return None, not '%T'", r);
        decref(r);
        return false;
    }
    return true;
}

static void slot_del(Val self) {
    Val exc = err_fetch();
    bool found;
    Val r = val_call_special(self, STR_CONST("__del__"), NULL, 0, &found);
    if (val_is_null(r) && err_occurred())
        err_write_unraisable("Exception ignored in: ", type_lookup(val_type(self), STR_CONST("__del__")));
    decref(r);
    if (!val_is_null(exc))
        err_restore(exc);
}

static Val slot_getattr(Val v, Val name) {
    Type *t = val_type(v);
    Val ga = type_lookup(t, STR_CONST("__getattribute__"));
    Val r;
    BinaryFn inherited = val_is_null(ga) ? object_getattr : (BinaryFn)slot_wrapper_fn(ga, SLOT_GETATTR);
    if (inherited) {
        r = inherited(v, name);
    } else {
        bool found;
        r = val_call_special(v, STR_CONST("__getattribute__"), &name, 1, &found);
    }
    if (!val_is_null(r) || !err_matches(&exc_AttributeError))
        return r;
    Val hook = type_lookup(t, STR_CONST("__getattr__"));
    if (val_is_null(hook))
        return VAL_NULL;
    err_clear();
    return call_special(v, STR_CONST("__getattr__"), &name, 1);
}

static bool slot_setattr(Val v, Val name, Val value) {
    Val args[2] = {name, value};
    bool del = val_is_null(value);
    Val dunder = del ? STR_CONST("__delattr__") : STR_CONST("__setattr__");
    Val f = type_lookup(val_type(v), dunder);
    bool (*inherited)(Val, Val, Val) = (bool (*)(Val, Val, Val))slot_wrapper_fn(f, SLOT_SETATTR);
    if (inherited)
        return inherited(v, name, value);
    Val r = call_special(v, dunder, args, del ? 1 : 2);
    decref(r);
    return !val_is_null(r);
}

static Val slot_descr_get(Val self, Val obj, Val type) {
    Val args[2] = {val_is_null(obj) ? VAL_NONE : obj, val_is_null(type) ? VAL_NONE : type};
    bool found;
    Val r = val_call_special(self, STR_CONST("__get__"), args, 2, &found);
    return found ? r : incref(self);
}

static bool slot_descr_set(Val self, Val obj, Val value) {
    Val args[2] = {obj, value};
    bool del = val_is_null(value);
    bool found;
    Val r = val_call_special(self, del ? STR_CONST("__delete__") : STR_CONST("__set__"), args, del ? 1 : 2, &found);
    if (!found && !err_occurred())
        return err_false(&exc_AttributeError, del ? "__delete__" : "__set__");
    decref(r);
    return !val_is_null(r);
}

/* ---- wrappers: a slot called as a method; args[0] is self ---- */

typedef Val (*WrapFn)(void *slot, Val *args, int nargs, Val kwnames);

static Val wrap_unary(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    return ((UnaryFn)s)(a[0]);
}
static Val wrap_next(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    Val r = ((UnaryFn)s)(a[0]);
    if (val_is_null(r) && !err_occurred())
        return err_set_value(&exc_StopIteration, VAL_NULL);
    return r;
}
static Val wrap_binary(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    return ((BinaryFn)s)(a[0], a[1]);
}
static Val wrap_binary_r(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    return ((BinaryFn)s)(a[1], a[0]);
}
/* For sequences; nothing else can be asked when they decline. */
#define WRAP_SEQUENCE(nm, op, self, other)                                                         \
    static Val wrap_##nm(void *s, Val *a, int n, Val kw) {                                         \
        (void)n, (void)kw;                                                                         \
        Val r = ((BinaryFn)s)(self, other);                                                        \
        return r == VAL_NOTIMPL && is_sequence_slot(op, (BinaryFn)s) ? sequence_error(op, a[0], a[1]) : r; \
    }
WRAP_SEQUENCE(add, BIN_ADD, a[0], a[1])
WRAP_SEQUENCE(mul, BIN_MUL, a[0], a[1])
WRAP_SEQUENCE(rmul, BIN_MUL, a[1], a[0])
static Val wrap_hash(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    int64_t h;
    return ((bool (*)(Val, int64_t *))s)(a[0], &h) ? int_from_i64(h) : VAL_NULL;
}
static Val wrap_len(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    int64_t len = ((int64_t (*)(Val))s)(a[0]);
    return len < 0 ? VAL_NULL : int_from_i64(len);
}
static Val wrap_truth(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    int t = ((int (*)(Val))s)(a[0]);
    return t < 0 ? VAL_NULL : val_bool(t);
}
static Val wrap_contains(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    int t = ((int (*)(Val, Val))s)(a[0], a[1]);
    return t < 0 ? VAL_NULL : val_bool(t);
}
static Val wrap_set3(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    return ((bool (*)(Val, Val, Val))s)(a[0], a[1], a[2]) ? VAL_NONE : VAL_NULL;
}
static Val wrap_del2(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    return ((bool (*)(Val, Val, Val))s)(a[0], a[1], VAL_NULL) ? VAL_NONE : VAL_NULL;
}
static Val wrap_setattr(void *s, Val *a, int n, Val kw) {
    if (!val_is_str(a[1]))
        return err_set(&exc_TypeError, "attribute name must be string, not '%T'", a[1]);
    Val name = str_intern(incref(a[1]));
    if (val_is_null(name))
        return name;
    Val r = wrap_set3(s, (Val[]){a[0], name, a[2]}, n, kw);
    decref(name);
    return r;
}
static Val wrap_delattr(void *s, Val *a, int n, Val kw) {
    if (!val_is_str(a[1]))
        return err_set(&exc_TypeError, "attribute name must be string, not '%T'", a[1]);
    Val name = str_intern(incref(a[1]));
    if (val_is_null(name))
        return name;
    Val r = wrap_del2(s, (Val[]){a[0], name}, n, kw);
    decref(name);
    return r;
}
static Val wrap_getattr(void *s, Val *a, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_str(a[1]))
        return err_set(&exc_TypeError, "attribute name must be string, not '%T'", a[1]);
    Val name = str_intern(incref(a[1]));
    if (val_is_null(name))
        return name;
    Val r = ((BinaryFn)s)(a[0], name);
    decref(name);
    return r;
}
static Val wrap_call(void *s, Val *a, int n, Val kw) { return ((CallFn)s)(a[0], a + 1, n - 1, kw); }
static Val wrap_init(void *s, Val *a, int n, Val kw) {
    return ((bool (*)(Val, Val *, int, Val))s)(a[0], a + 1, n - 1, kw) ? VAL_NONE : VAL_NULL;
}
static Val wrap_get(void *s, Val *a, int n, Val kw) {
    (void)kw;
    return ((Val(*)(Val, Val, Val))s)(a[0], val_is_none(a[1]) ? VAL_NULL : a[1], n > 2 ? a[2] : VAL_NONE);
}
#define WRAP_CMP(nm, op)                                                                           \
    static Val wrap_##nm(void *s, Val *a, int n, Val kw) {                                         \
        (void)n, (void)kw;                                                                         \
        return ((Val(*)(Val, Val, CmpOp))s)(a[0], a[1], op);                                       \
    }
WRAP_CMP(lt, CMP_LT)
WRAP_CMP(le, CMP_LE)
WRAP_CMP(eq, CMP_EQ)
WRAP_CMP(ne, CMP_NE)
WRAP_CMP(gt, CMP_GT)
WRAP_CMP(ge, CMP_GE)

/* ---- the table ---- */

typedef struct SlotDef {
    const char *name;
    size_t offset;
    void *python;  /* slot function that calls the method */
    WrapFn wrap;
    int8_t min, max; /* arguments without self */
    bool keywords;
} SlotDef;

#define S(nm, field, py, wrap, min, max) {nm, offsetof(Type, field), (void *)py, wrap, min, max, false}

static const SlotDef slot_defs[] = {
    S("__repr__", repr, slot_repr, wrap_unary, 0, 0),
    S("__str__", str, slot_str, wrap_unary, 0, 0),
    S("__hash__", hash, slot_hash, wrap_hash, 0, 0),
    S("__lt__", richcompare, slot_richcompare, wrap_lt, 1, 1),
    S("__le__", richcompare, slot_richcompare, wrap_le, 1, 1),
    S("__eq__", richcompare, slot_richcompare, wrap_eq, 1, 1),
    S("__ne__", richcompare, slot_richcompare, wrap_ne, 1, 1),
    S("__gt__", richcompare, slot_richcompare, wrap_gt, 1, 1),
    S("__ge__", richcompare, slot_richcompare, wrap_ge, 1, 1),
    S("__add__", binary[BIN_ADD], slot_add, wrap_add, 1, 1),
    S("__radd__", binary[BIN_ADD], slot_add, wrap_binary_r, 1, 1),
    S("__iadd__", inplace[BIN_ADD], slot_iadd, wrap_binary, 1, 1),
    S("__sub__", binary[BIN_SUB], slot_sub, wrap_binary, 1, 1),
    S("__rsub__", binary[BIN_SUB], slot_sub, wrap_binary_r, 1, 1),
    S("__isub__", inplace[BIN_SUB], slot_isub, wrap_binary, 1, 1),
    S("__mul__", binary[BIN_MUL], slot_mul, wrap_mul, 1, 1),
    S("__rmul__", binary[BIN_MUL], slot_mul, wrap_rmul, 1, 1),
    S("__imul__", inplace[BIN_MUL], slot_imul, wrap_mul, 1, 1),
    S("__matmul__", binary[BIN_MATMUL], slot_matmul, wrap_binary, 1, 1),
    S("__rmatmul__", binary[BIN_MATMUL], slot_matmul, wrap_binary_r, 1, 1),
    S("__imatmul__", inplace[BIN_MATMUL], slot_imatmul, wrap_binary, 1, 1),
    S("__truediv__", binary[BIN_TRUEDIV], slot_truediv, wrap_binary, 1, 1),
    S("__rtruediv__", binary[BIN_TRUEDIV], slot_truediv, wrap_binary_r, 1, 1),
    S("__itruediv__", inplace[BIN_TRUEDIV], slot_itruediv, wrap_binary, 1, 1),
    S("__mod__", binary[BIN_MOD], slot_mod, wrap_binary, 1, 1),
    S("__rmod__", binary[BIN_MOD], slot_mod, wrap_binary_r, 1, 1),
    S("__imod__", inplace[BIN_MOD], slot_imod, wrap_binary, 1, 1),
    S("__pow__", binary[BIN_POW], slot_pow, wrap_binary, 1, 1),
    S("__rpow__", binary[BIN_POW], slot_pow, wrap_binary_r, 1, 1),
    S("__ipow__", inplace[BIN_POW], slot_ipow, wrap_binary, 1, 1),
    S("__lshift__", binary[BIN_LSHIFT], slot_lshift, wrap_binary, 1, 1),
    S("__rlshift__", binary[BIN_LSHIFT], slot_lshift, wrap_binary_r, 1, 1),
    S("__ilshift__", inplace[BIN_LSHIFT], slot_ilshift, wrap_binary, 1, 1),
    S("__rshift__", binary[BIN_RSHIFT], slot_rshift, wrap_binary, 1, 1),
    S("__rrshift__", binary[BIN_RSHIFT], slot_rshift, wrap_binary_r, 1, 1),
    S("__irshift__", inplace[BIN_RSHIFT], slot_irshift, wrap_binary, 1, 1),
    S("__or__", binary[BIN_OR], slot_or, wrap_binary, 1, 1),
    S("__ror__", binary[BIN_OR], slot_or, wrap_binary_r, 1, 1),
    S("__ior__", inplace[BIN_OR], slot_ior, wrap_binary, 1, 1),
    S("__xor__", binary[BIN_XOR], slot_xor, wrap_binary, 1, 1),
    S("__rxor__", binary[BIN_XOR], slot_xor, wrap_binary_r, 1, 1),
    S("__ixor__", inplace[BIN_XOR], slot_ixor, wrap_binary, 1, 1),
    S("__and__", binary[BIN_AND], slot_and, wrap_binary, 1, 1),
    S("__rand__", binary[BIN_AND], slot_and, wrap_binary_r, 1, 1),
    S("__iand__", inplace[BIN_AND], slot_iand, wrap_binary, 1, 1),
    S("__floordiv__", binary[BIN_FLOORDIV], slot_floordiv, wrap_binary, 1, 1),
    S("__rfloordiv__", binary[BIN_FLOORDIV], slot_floordiv, wrap_binary_r, 1, 1),
    S("__ifloordiv__", inplace[BIN_FLOORDIV], slot_ifloordiv, wrap_binary, 1, 1),
    S("__neg__", negative, slot_neg, wrap_unary, 0, 0),
    S("__pos__", positive, slot_pos, wrap_unary, 0, 0),
    S("__invert__", invert, slot_invert, wrap_unary, 0, 0),
    S("__abs__", absolute, slot_abs, wrap_unary, 0, 0),
    S("__bool__", truth, slot_truth, wrap_truth, 0, 0),
    S("__index__", index, slot_index, wrap_unary, 0, 0),
    S("__getattribute__", getattr, slot_getattr, wrap_getattr, 1, 1),
    S("__getattr__", getattr, slot_getattr, NULL, 1, 1),
    S("__setattr__", setattr, slot_setattr, wrap_setattr, 2, 2),
    S("__delattr__", setattr, slot_setattr, wrap_delattr, 1, 1),
    S("__get__", descr_get, slot_descr_get, wrap_get, 1, 2),
    S("__set__", descr_set, slot_descr_set, wrap_set3, 2, 2),
    S("__delete__", descr_set, slot_descr_set, wrap_del2, 1, 1),
    S("__iter__", iter, slot_iter, wrap_unary, 0, 0),
    S("__next__", next, slot_next, wrap_next, 0, 0),
    S("__len__", len, slot_len, wrap_len, 0, 0),
    S("__getitem__", getitem, slot_getitem, wrap_binary, 1, 1),
    S("__setitem__", setitem, slot_setitem, wrap_set3, 2, 2),
    S("__delitem__", setitem, slot_setitem, wrap_del2, 1, 1),
    S("__contains__", contains, slot_contains, wrap_contains, 1, 1),
    {"__call__", offsetof(Type, call), (void *)slot_call, wrap_call, 0, -1, true},
    {"__init__", offsetof(Type, init), (void *)slot_init, wrap_init, 0, -1, true},
    S("__del__", del, slot_del, NULL, 0, 0),
};
#define NSLOTS (sizeof slot_defs / sizeof *slot_defs)

static void **slot_at(Type *t, const SlotDef *d) { return (void **)((char *)t + d->offset); }

/* ---- wrapper_descriptor ---- */

typedef struct SlotWrapper {
    Obj ob;
    const SlotDef *def;
    Type *owner; /* a static type */
    void *slot;
} SlotWrapper;

Val slot_wrapper_call(Val callee, Val *args, int nargs, Val kwnames) {
    SlotWrapper *w = (SlotWrapper *)val_obj(callee);
    if (nargs < 1)
        return err_set(&exc_TypeError, "descriptor '%s' of '%N' object needs an argument", w->def->name, w->owner);
    if (!val_isinstance(args[0], w->owner))
        return err_set(&exc_TypeError, "descriptor '%s' requires a '%N' object but received a '%T'", w->def->name,
                       w->owner, args[0]);
    if (!w->def->keywords && !val_is_null(kwnames) && as_tuple(kwnames)->length)
        return err_set(&exc_TypeError, "wrapper %s() takes no keyword arguments", w->def->name);
    int n = nargs - 1;
    if (n < w->def->min || (w->def->max >= 0 && n > w->def->max))
        return err_set(&exc_TypeError, "expected %d argument%s, got %d", w->def->min, w->def->min == 1 ? "" : "s", n);
    return w->def->wrap(w->slot, args, nargs, kwnames);
}

static Val slot_wrapper_get(Val self, Val obj, Val type) {
    (void)type;
    return val_is_null(obj) ? incref(self) : method_new(self, obj);
}
static Val slot_wrapper_repr(Val v) {
    SlotWrapper *w = (SlotWrapper *)val_obj(v);
    return str_from_format("<slot wrapper '%s' of '%N' objects>", w->def->name, w->owner);
}
static Val slot_wrapper_name(Val v) { return str_from_cstr(((SlotWrapper *)val_obj(v))->def->name); }
static Val slot_wrapper_objclass(Val v) { return incref(val_ptr(((SlotWrapper *)val_obj(v))->owner)); }
static void slot_wrapper_dealloc(Obj *o) { obj_free(o); }
static const GetSetDef slot_wrapper_getset[] = {
    {"__name__", slot_wrapper_name, NULL},
    {"__qualname__", slot_wrapper_name, NULL},
    {"__objclass__", slot_wrapper_objclass, NULL},
    {0},
};

Type slot_wrapper_type = {
    TYPE_HEAD("wrapper_descriptor"),
    .size = sizeof(SlotWrapper),
    .flags = TF_METHOD_DESCR,
    .dealloc = slot_wrapper_dealloc,
    .repr = slot_wrapper_repr,
    .descr_get = slot_wrapper_get,
    .call = slot_wrapper_call,
    .getset = slot_wrapper_getset,
};

void *slot_wrapper_fn(Val v, SlotKind kind) {
    if (!val_is(v, &slot_wrapper_type))
        return NULL;
    SlotWrapper *w = (SlotWrapper *)val_obj(v);
    return w->def->offset == (kind == SLOT_GETATTR ? offsetof(Type, getattr) : offsetof(Type, setattr)) ? w->slot : NULL;
}

bool type_add_slot_wrappers(Type *t) {
    for (size_t i = 0; i < NSLOTS; i++) {
        const SlotDef *d = &slot_defs[i];
        void *slot = *slot_at(t, d);
        if (!slot || !d->wrap)
            continue;
        /* a sequence is not added to what is no sequence */
        if (d->wrap == wrap_binary_r && is_sequence_slot(BIN_ADD, (BinaryFn)slot))
            continue;
        /* += of an immutable type is its + : no method of its own */
        Val name = str_intern_cstr(d->name);
        SlotWrapper *w = val_is_null(name) ? NULL : obj_new(&slot_wrapper_type);
        if (!w)
            return false;
        w->def = d;
        w->owner = t;
        w->slot = slot;
        bool ok = dict_set_str(t->dict, name, val_ptr(w));
        decref_obj(w);
        if (!ok)
            return false;
    }
    if (t->tp_new) {
        Val f = builtin_new_method(t);
        bool ok = !val_is_null(f) && dict_set_str(t->dict, STR_CONST("__new__"), f);
        decref(f);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- Python class -> slots ---- */

/* Several names feed one slot (__add__ and __radd__; six comparisons): a
 * Python method for any of them wins over an inherited C function. */
static void update_one(Type *t, size_t offset) {
    void *c_slot = NULL;
    bool python = false;
    void *python_fn = NULL;
    for (size_t i = 0; i < NSLOTS; i++) {
        const SlotDef *d = &slot_defs[i];
        if (d->offset != offset)
            continue;
        Val name = str_intern_cstr(d->name);
        Val f = val_is_null(name) ? VAL_NULL : type_lookup(t, name);
        if (val_is_null(f))
            continue;
        if (val_is(f, &slot_wrapper_type) && ((SlotWrapper *)val_obj(f))->def->offset == offset) {
            c_slot = ((SlotWrapper *)val_obj(f))->slot;
            continue;
        }
        python = true;
        python_fn = d->python;
    }
    void **slot = (void **)((char *)t + offset);
    *slot = python ? python_fn : c_slot;
    if (offset == offsetof(Type, truth) && !*slot) {
        Val len = type_lookup(t, STR_CONST("__len__"));
        if (!val_is_null(len) && !val_is(len, &slot_wrapper_type))
            *slot = (void *)slot_truth;
    }
    if (offset == offsetof(Type, getattr)) {
        if (python)
            t->flags |= TF_GETATTR_HOOK;
        else
            t->flags &= ~(uint32_t)TF_GETATTR_HOOK;
    }
}

static void update_new(Type *t) {
    Val f = type_lookup(t, STR_CONST("__new__"));
    if (!val_is_null(f) && val_is(f, &staticmethod_type)) {
        t->tp_new = slot_new;
    } else if (builtin_new_owner(f)) {
        t->tp_new = builtin_new_owner(f)->tp_new;
    } else {
        Type *b = t;
        while (b->flags & TF_HEAP)
            b = b->base;
        t->tp_new = b->tp_new;
    }
}

bool type_has_python_new(const Type *t) { return t->tp_new == slot_new; }

void type_update_slots(Type *t) {
    for (size_t i = 0; i < NSLOTS; i++) {
        bool done = false;
        for (size_t j = 0; j < i && !done; j++)
            done = slot_defs[j].offset == slot_defs[i].offset;
        if (!done)
            update_one(t, slot_defs[i].offset);
    }
    update_new(t);
}

static void update_tree(Type *t, size_t offset) {
    update_one(t, offset);
    Val subs = type_subclasses(t);
    if (val_is_null(subs)) {
        err_clear();
        return;
    }
    for (int64_t i = 0; i < as_list(subs)->length; i++)
        update_tree(as_type(as_list(subs)->items[i]), offset);
    decref(subs);
}

void type_update_slot(Type *t, Val name) {
    const char *s = str_utf8(name, NULL);
    if (strcmp(s, "__new__") == 0)
        update_new(t);
    if (strcmp(s, "__len__") == 0)
        update_tree(t, offsetof(Type, truth));
    for (size_t i = 0; i < NSLOTS; i++)
        if (strcmp(slot_defs[i].name, s) == 0)
            update_tree(t, slot_defs[i].offset);
}
