/* The generic arithmetic: fast paths for ints and floats, then the slots of
 * both operands with CPython's order of precedence. */
#include "objects/abstract.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

const char *const binop_names[BIN_COUNT] = {"+",  "-",  "*", "@", "/", "%", "** or pow()",
                                            "<<", ">>", "|", "^", "&", "//"};
static const char *const inplace_names[BIN_COUNT] = {"+=",  "-=",  "*=", "@=", "/=", "%=", "**=",
                                                     "<<=", ">>=", "|=", "^=", "&=", "//="};

bool is_sequence_slot(BinOp op, BinaryFn f) {
    if (op != BIN_ADD && op != BIN_MUL)
        return false;
    return f == list_type.binary[op] || f == tuple_type.binary[op] || f == str_type.binary[op] || f == bytes_type.binary[op] ||
           f == bytearray_type.binary[op] || f == list_type.inplace[op] || f == bytearray_type.inplace[op];
}

/* A sequence's f on the left: a Python class on the right, with a slot fb, is asked first. */
static inline bool right_comes_first(BinOp op, BinaryFn f, const Type *tb, BinaryFn fb) {
    return unlikely(tb->flags & TF_HEAP) && fb && is_sequence_slot(op, f) && !is_sequence_slot(op, fb);
}

/* VAL_NOTIMPL: neither operand knows how.  A slot serves both sides: the
 * same function in both types is called once, and a slot that belongs to a
 * Python class tries __op__ and __rop__ itself. */
static Val binary_slots(BinOp op, Val a, Val b) {
    Type *ta = val_type(a), *tb = val_type(b);
    BinaryFn fa = ta->binary[op], fb = tb->binary[op];
    if (ta == tb || fa == fb)
        fb = NULL;
    if (fa) {
        if (fb && (type_is_subtype(tb, ta) || right_comes_first(op, fa, tb, fb))) {
            Val r = fb(a, b);
            if (r != VAL_NOTIMPL)
                return r;
            fb = NULL;
        }
        Val r = fa(a, b);
        if (r != VAL_NOTIMPL)
            return r;
    }
    return fb ? fb(a, b) : VAL_NOTIMPL;
}

static bool is_sequence(Val v) {
    return val_has(v, TF_LIST | TF_TUPLE | TF_STR | TF_BYTES) || val_is(v, &bytearray_type);
}

static Val binary_error(BinOp op, Val a, Val b, bool inplace) {
    if (op == BIN_ADD && is_sequence(a)) {
        if (val_has(a, TF_BYTES) || val_is(a, &bytearray_type))
            return err_set(&exc_TypeError, "can't concat %T to %T", b, a);
        const char *base = val_is_list(a) ? "list" : val_is_tuple(a) ? "tuple" : "str";
        return err_set(&exc_TypeError, "can only concatenate %s (not \"%T\") to %s", base, b, base);
    }
    if (op == BIN_MUL && is_sequence(a))
        return err_set(&exc_TypeError, "can't multiply sequence by non-int of type '%T'", b);
    if (op == BIN_MUL && is_sequence(b))
        return err_set(&exc_TypeError, "can't multiply sequence by non-int of type '%T'", a);
    return err_set(&exc_TypeError, "unsupported operand type(s) for %s: '%T' and '%T'",
                   inplace ? inplace_names[op] : binop_names[op], a, b);
}

Val sequence_error(BinOp op, Val a, Val b) {
    if (op == BIN_MUL)
        return err_set(&exc_TypeError, "'%T' object cannot be interpreted as an integer", b);
    return binary_error(op, a, b, false);
}

static inline bool float_fast(BinOp op, Val a, Val b, Val *out) {
    double x, y;
    if (val_is_imm_float(a))
        x = val_imm_double(a);
    else if (val_is_int(a) && val_is_imm_float(b))
        x = (double)val_int(a);
    else
        return false;
    if (val_is_imm_float(b))
        y = val_imm_double(b);
    else if (val_is_int(b))
        y = (double)val_int(b);
    else
        return false;
    switch (op) {
    case BIN_ADD: *out = val_float(x + y); return true;
    case BIN_SUB: *out = val_float(x - y); return true;
    case BIN_MUL: *out = val_float(x * y); return true;
    case BIN_TRUEDIV:
        if (y == 0)
            return false;
        *out = val_float(x / y);
        return true;
    default: return false;
    }
}

Val val_binary(BinOp op, Val a, Val b) {
    if (val_both_int(a, b)) {
        int64_t x = val_int(a), y = val_int(b), r;
        switch (op) {
        case BIN_ADD: return int_from_i64(x + y);
        case BIN_SUB: return int_from_i64(x - y);
        case BIN_MUL:
            if (likely(!__builtin_mul_overflow(x, y, &r)))
                return int_from_i64(r);
            break;
        case BIN_OR: return a | b;
        case BIN_AND: return a & b;
        case BIN_XOR: return val_small(x ^ y);
        default: break;
        }
    } else {
        Val r;
        if (float_fast(op, a, b, &r))
            return r;
    }
    Val r = binary_slots(op, a, b);
    return r == VAL_NOTIMPL ? binary_error(op, a, b, false) : r;
}

/* a op= b, where a's type, or its base, is a list or a bytearray: what CPython asks before these. NULL: nobody. */
static BinaryFn before_inplace(BinOp op, const Type *ta, const Type *tb) {
    BinaryFn fa = ta->binary[op], fb = tb->binary[op];
    /* A class that inherits += has it as a number's, but *= it has not. */
    if (op == BIN_ADD && (ta->flags & TF_HEAP))
        return NULL;
    if (fa && !is_sequence_slot(op, fa))
        return fa;
    return (tb->flags & TF_HEAP) && fb && !is_sequence_slot(op, fb) ? fb : NULL;
}

Val val_inplace(BinOp op, Val a, Val b) {
    if (!val_is_ptr(a))
        goto plain;
    BinaryFn f = val_type(a)->inplace[op];
    if (f) {
        BinaryFn before = is_sequence_slot(op, f) ? before_inplace(op, val_type(a), val_type(b)) : NULL;
        if (before) {
            Val r = before(a, b);
            if (r != VAL_NOTIMPL)
                return r;
        }
        Val r = f(a, b);
        if (r != VAL_NOTIMPL)
            return r;
    }
plain:
    if (!val_is_ptr(a) && !val_is_ptr(b) &&
        (val_is_int(a) || val_is_imm_float(a)) && (val_is_int(b) || val_is_imm_float(b)))
        return val_binary(op, a, b);
    Val r = binary_slots(op, a, b);
    return r == VAL_NOTIMPL ? binary_error(op, a, b, true) : r;
}

static Val unary_error(const char *what, Val v) {
    return err_set(&exc_TypeError, "bad operand type for %s: '%T'", what, v);
}

Val val_negative(Val v) {
    if (val_is_int(v))
        return int_from_i64(-val_int(v));
    if (val_is_imm_float(v))
        return val_float(-val_imm_double(v));
    Type *t = val_type(v);
    return t->negative ? t->negative(v) : unary_error("unary -", v);
}

Val val_positive(Val v) {
    if (val_is_int(v) || val_is_imm_float(v))
        return v;
    Type *t = val_type(v);
    return t->positive ? t->positive(v) : unary_error("unary +", v);
}

Val val_invert(Val v) {
    if (val_is_int(v))
        return val_small(~val_int(v));
    Type *t = val_type(v);
    return t->invert ? t->invert(v) : unary_error("unary ~", v);
}

Val val_index(Val v) {
    if (val_is_int(v))
        return v;
    if (val_is_integer(v)) /* int(…) of a bool or subclass drops the type */
        return int_plain(v);
    Type *t = val_type(v);
    if (!t->index)
        return err_set(&exc_TypeError, "'%T' object cannot be interpreted as an integer", v);
    Val r = t->index(v);
    if (val_is_null(r) || val_is_int(r))
        return r;
    if (!val_is_integer(r)) {
        err_set(&exc_TypeError, "__index__ returned non-int (type %T)", r);
        decref(r);
        return VAL_NULL;
    }
    Val p = int_plain(r);
    decref(r);
    return p;
}

bool val_as_index(Val v, int64_t *out, Type *err) {
    if (likely(val_is_int(v))) {
        *out = val_int(v);
        return true;
    }
    Val i = val_index(v);
    if (val_is_null(i))
        return false;
    bool ok = true;
    if (!int_get_i64(i, out)) {
        if (!err)
            *out = int_sign(i) < 0 ? INT64_MIN : INT64_MAX;
        else
            ok = err_false(err, "cannot fit '%T' into an index-sized integer", v);
    }
    decref(i);
    return ok;
}
