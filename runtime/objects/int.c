/* The int type: constructor, slots and methods.  Arithmetic is in int_big.c,
 * text in int_text.c. */
#include <stdlib.h>

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/int_long.h"
#include "objects/str.h"
#include "objects/tuple.h"

Val int_plain(Val v) {
    if (val_is_int(v) || val_is(v, &int_type))
        return incref(v);
    if (val_is_bool(v))
        return val_small(v == VAL_TRUE);
    return int_from_mpz(((BigInt *)val_obj(v))->z);
}

static void int_dealloc(Obj *o) {
    mpz_clear(((BigInt *)o)->z);
    obj_free(o);
}

/* ---- the constructor ---- */

static Val int_from_str(Val s, int base) {
    int64_t n;
    char *own;
    const char *text = str_number_text(s, &n, &own);
    if (!text)
        return VAL_NULL;
    Val r = int_parse(text, n, base, s, true);
    free(own);
    return r;
}

/* A copy of what is not bytes: other threads may run meanwhile, and it is shown as bytes. */
static Val int_from_bytes_text(Val b, const char *p, int64_t n, int base) {
    Val text = val_has(b, TF_BYTES) ? incref(b) : bytes_new(p, n);
    if (val_is_null(text))
        return text;
    Val r = int_parse(as_bytes(text)->data, n, base, text, true);
    decref(text);
    return r;
}

static Val check_int_result(Val r, const char *what) {
    if (val_is_null(r))
        return r;
    if (!val_is_integer(r)) {
        err_set(&exc_TypeError, "%s returned non-int (type %T)", what, r);
        decref(r);
        return VAL_NULL;
    }
    Val p = int_plain(r);
    decref(r);
    return p;
}

Val int_from_number(Val x) {
    if (val_is_int(x) || val_is(x, &int_type))
        return incref(x);
    if (val_is_float(x) && (val_is_imm_float(x) || val_is(x, &float_type)))
        return int_from_double(float_value(x));
    if (val_is_bool(x))
        return int_plain(x);
    bool found;
    Val r = val_call_special(x, STR_CONST("__int__"), NULL, 0, &found);
    if (found)
        return check_int_result(r, "__int__");
    if (val_type(x)->index)
        return val_index(x);
    r = val_call_special(x, STR_CONST("__trunc__"), NULL, 0, &found);
    if (found) {
        if (val_is_null(r) || val_is_integer(r))
            return check_int_result(r, "__trunc__");
        if (!val_type(r)->index) {
            err_set(&exc_TypeError, "__trunc__ returned non-Integral (type %T)", r);
            decref(r);
            return VAL_NULL;
        }
        Val i = val_index(r);
        decref(r);
        return i;
    }
    if (val_is_str(x))
        return int_from_str(x, 10);
    const char *p;
    int64_t n;
    if (bytes_view(x, &p, &n))
        return int_from_bytes_text(x, p, n, 10);
    return err_set(&exc_TypeError,
                   "int() argument must be a string, a bytes-like object or a real number, not "
                   "'%T'",
                   x);
}

static Val int_construct(Val x, Val base) {
    if (val_is_null(x)) {
        if (!val_is_null(base))
            return err_set(&exc_TypeError, "int() missing string argument");
        return val_small(0);
    }
    if (val_is_null(base))
        return int_from_number(x);
    int64_t b;
    if (!val_as_index(base, &b, NULL))
        return VAL_NULL;
    if ((b != 0 && b < 2) || b > 36)
        return err_set(&exc_ValueError, "int() base must be >= 2 and <= 36, or 0");
    const char *p;
    int64_t n;
    if (val_is_str(x))
        return int_from_str(x, (int)b);
    if (bytes_view(x, &p, &n))
        return int_from_bytes_text(x, p, n, (int)b);
    return err_set(&exc_TypeError, "int() can't convert non-string with explicit base");
}

/* An instance of a subclass of int with the value of v (stolen). */
static Val int_wrap(Type *t, Val v) {
    if (t == &int_type || val_is_null(v))
        return v;
    BigInt *b = obj_new(t);
    if (!b) {
        decref(v);
        return VAL_NULL;
    }
    IntView w;
    mpz_init_set(b->z, int_view(v, &w));
    decref(v);
    if (t->flags & TF_GC)
        gc_track(b);
    return val_ptr(b);
}

static Val int_new(Type *t, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"", "base", NULL};
    if (t == &int_type && nargs == 1 && val_is_null(kwnames))
        return int_from_number(args[0]);
    Val a[2];
    if (!args_parse("int", names, 1, 0, 2, args, nargs, kwnames, a))
        return VAL_NULL;
    return int_wrap(t, int_construct(a[0], a[1]));
}

/* ---- slots ---- */

static Val int_repr(Val v) { return int_to_str(v, 10); }

static bool int_hash_slot(Val v, int64_t *out) {
    *out = int_hash(v);
    return true;
}

static Val int_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is_integer(a) || !val_is_integer(b))
        return VAL_NOTIMPL;
    return cmp_result(int_cmp(a, b), op);
}

/* sum(x > 0 for x in ...), n += found: a bool is a small int at once, not by way of GMP. */
static inline Val small_of_bool(Val v) { return val_is_bool(v) ? val_small(v == VAL_TRUE) : v; }

#define INT_SLOT(name, fn)                                                     \
    static Val name(Val a, Val b) {                                            \
        if (!val_is_integer(a) || !val_is_integer(b))                          \
            return VAL_NOTIMPL;                                                \
        a = small_of_bool(a);                                                  \
        b = small_of_bool(b);                                                  \
        return fn;                                                             \
    }
INT_SLOT(slot_add, int_add(a, b))
INT_SLOT(slot_sub, int_sub(a, b))
INT_SLOT(slot_mul, int_mul(a, b))
INT_SLOT(slot_truediv, int_truediv(a, b))
INT_SLOT(slot_floordiv, int_floordiv(a, b))
INT_SLOT(slot_mod, int_mod(a, b))
INT_SLOT(slot_pow, int_pow(a, b, VAL_NULL))
INT_SLOT(slot_lshift, int_lshift(a, b))
INT_SLOT(slot_rshift, int_rshift(a, b))
INT_SLOT(slot_and, int_and(a, b))
INT_SLOT(slot_or, int_or(a, b))
INT_SLOT(slot_xor, int_xor(a, b))

static Val int_positive(Val v) { return int_plain(v); }

static Val int_absolute(Val v) { return int_sign(v) < 0 ? int_negative(v) : int_plain(v); }

static Val int_invert(Val v) {
    if (val_is_int(v))
        return val_small(~val_int(v));
    IntView w;
    mpz_t r;
    mpz_init(r);
    mpz_com(r, int_view(v, &w));
    return int_steal_mpz(r);
}

static int int_truth(Val v) { return int_sign(v) != 0; }

Val int_divmod(Val a, Val b) {
    if (int_sign(b) == 0)
        return err_set(&exc_ZeroDivisionError, "integer division or modulo by zero");
    Val q = int_floordiv(a, b);
    if (val_is_null(q))
        return VAL_NULL;
    Val r = int_mod(a, b);
    if (val_is_null(r)) {
        decref(q);
        return VAL_NULL;
    }
    Val t = tuple_pack(2, q, r);
    decref(q);
    decref(r);
    return t;
}

/* ---- methods ---- */

static Val m_int(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return int_plain(args[0]);
}

static Val m_float(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    double d;
    return int_as_double(args[0], &d) ? val_float(d) : VAL_NULL;
}

static Val m_bit_length(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return val_small(int_bit_length(args[0]));
}

static Val m_bit_count(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    IntView w;
    mpz_t mag;
    mpz_srcptr z = int_view(args[0], &w);
    mpz_roinit_n(mag, mpz_limbs_read(z), (mp_size_t)mpz_size(z));
    return val_small((int64_t)mpz_popcount(mag));
}

static Val m_as_integer_ratio(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val n = int_plain(args[0]);
    if (val_is_null(n))
        return n;
    Val t = tuple_pack(2, n, val_small(1));
    decref(n);
    return t;
}

static Val m_divmod(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return val_is_integer(args[1]) ? int_divmod(args[0], args[1]) : VAL_NOTIMPL;
}

static Val m_rdivmod(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return val_is_integer(args[1]) ? int_divmod(args[1], args[0]) : VAL_NOTIMPL;
}

/* Half to even, at a power of ten. */
static Val m_round(Val *args, int nargs, Val kwnames) {
    (void)kwnames;
    if (nargs == 1)
        return int_plain(args[0]);
    Val nd = val_index(args[1]);
    if (val_is_null(nd))
        return nd;
    int64_t n;
    bool fits = int_get_i64(nd, &n);
    bool negative = int_sign(nd) < 0;
    decref(nd);
    if (!negative)
        return int_plain(args[0]);
    IntView w;
    mpz_srcptr z = int_view(args[0], &w);
    if (!fits || (uint64_t)-n > mpz_sizeinbase(z, 10) + 1)
        return val_small(0);
    mpz_t p, q, r, twice;
    mpz_inits(p, q, r, twice, NULL);
    mpz_set_ui(p, 10);
    bool ok = long_pow_ui(p, p, (uint64_t)-n) && long_fdiv_qr(q, r, z, p);
    if (ok) {
        mpz_mul_2exp(twice, r, 1);
        int c = mpz_cmp(twice, p);
        if (c > 0 || (c == 0 && mpz_odd_p(q)))
            mpz_add_ui(q, q, 1);
        ok = long_mul(q, q, p);
    }
    mpz_clears(p, r, twice, NULL);
    return int_steal_if(ok, q);
}

static bool byteorder_is_little(Val v, const char *fname, int pos, bool *little) {
    *little = false;
    if (val_is_null(v))
        return true;
    if (!val_is_str(v)) {
        (void)pos;
        return err_false(&exc_TypeError, "%s() argument 'byteorder' must be str, not %T", fname, v);
    }
    const char *s = str_utf8(v, NULL);
    if (!s)
        return false;
    *little = !strcmp(s, "little");
    if (!*little && strcmp(s, "big"))
        return err_false(&exc_ValueError, "byteorder must be either 'little' or 'big'");
    return true;
}

static Val m_to_bytes(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"length", "byteorder", "signed", NULL};
    Val a[3];
    if (!args_parse("to_bytes", names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int64_t length = 1;
    if (!val_is_null(a[0]) && !val_as_index(a[0], &length, &exc_OverflowError))
        return VAL_NULL;
    bool little;
    if (!byteorder_is_little(a[1], "to_bytes", 2, &little))
        return VAL_NULL;
    int is_signed = val_is_null(a[2]) ? 0 : val_truth(a[2]);
    if (is_signed < 0)
        return VAL_NULL;
    if (length < 0)
        return err_set(&exc_ValueError, "length argument must be non-negative");
    IntView w;
    mpz_srcptr z = int_view(args[0], &w);
    if (mpz_sgn(z) < 0 && !is_signed)
        return err_set(&exc_OverflowError, "can't convert negative int to unsigned");
    mpz_t t; /* bits needed, with the sign bit if signed: those of -n are those of n - 1 */
    mpz_init(t);
    if (mpz_sgn(z) < 0)
        mpz_com(t, z);
    else
        mpz_set(t, z);
    uint64_t bits = (mpz_sgn(t) ? mpz_sizeinbase(t, 2) : 0) + (uint64_t)is_signed;
    if (is_signed && length == 0 && mpz_sgn(z) == 0)
        bits = 0;
    if (bits > (uint64_t)length * 8) {
        mpz_clear(t);
        return err_set(&exc_OverflowError, "int too big to convert");
    }
    Val r = bytes_new(NULL, length);
    if (!val_is_null(r)) {
        char *p = as_bytes(r)->data;
        memset(p, 0, (size_t)length);
        size_t n = mpz_sgn(t) ? (mpz_sizeinbase(t, 2) + 7) / 8 : 0;
        mpz_export(little ? p : p + (size_t)length - n, NULL, little ? -1 : 1, 1, 0, 0, t);
        if (mpz_sgn(z) < 0) /* two's complement: -n is ~(n - 1) */
            for (int64_t i = 0; i < length; i++)
                p[i] = (char)~p[i];
    }
    mpz_clear(t);
    return r;
}

static Val m_from_bytes(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"bytes", "byteorder", "signed", NULL};
    Val a[3];
    if (!args_parse("from_bytes", names, 0, 1, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    bool little;
    if (!byteorder_is_little(a[1], "from_bytes", 2, &little))
        return VAL_NULL;
    int is_signed = val_is_null(a[2]) ? 0 : val_truth(a[2]);
    if (is_signed < 0)
        return VAL_NULL;
    Val b = bytes_from_object(a[0]);
    if (val_is_null(b))
        return VAL_NULL;
    mpz_t z;
    mpz_init(z);
    size_t n = (size_t)as_bytes(b)->length;
    const unsigned char *p = (const unsigned char *)as_bytes(b)->data;
    mpz_import(z, n, little ? -1 : 1, 1, 0, 0, p);
    if (is_signed && n && p[little ? n - 1 : 0] & 0x80) {
        mpz_t m;
        mpz_init(m);
        mpz_setbit(m, n * 8);
        mpz_sub(z, z, m);
        mpz_clear(m);
    }
    decref(b);
    Val r = int_steal_mpz(z);
    if (val_is_null(r) || args[0] == val_ptr(&int_type))
        return r;
    Val wrapped = val_call1(args[0], r);
    decref(r);
    return wrapped;
}

static Val m_format(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return format_int(args[0], args[1]);
}

static Val m_getnewargs(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val n = int_plain(args[0]);
    if (val_is_null(n))
        return n;
    Val t = tuple_pack(1, n);
    decref(n);
    return t;
}

static const MethodDef int_methods[] = {
    {"bit_length", m_bit_length, 0, 0, 0, "Number of bits necessary to represent self in binary."},
    {"bit_count", m_bit_count, 0, 0, 0, "Number of ones in the binary representation of abs(self)."},
    {"to_bytes", m_to_bytes, 0, -1, METH_KW, "Return an array of bytes representing an integer."},
    {"from_bytes", m_from_bytes, 0, -1, METH_KW | METH_CLASS,
     "Return the integer represented by the given array of bytes."},
    {"as_integer_ratio", m_as_integer_ratio, 0, 0, 0,
     "Return integer ratio: a pair of integers whose ratio is equal to the original int."},
    {"conjugate", m_int, 0, 0, 0, "Returns self, the complex conjugate of any int."},
    {"__int__", m_int, 0, 0, 0, "int(self)"},
    {"__float__", m_float, 0, 0, 0, "float(self)"},
    {"__trunc__", m_int, 0, 0, 0, "Truncating an Integral returns itself."},
    {"__floor__", m_int, 0, 0, 0, "Flooring an Integral returns itself."},
    {"__ceil__", m_int, 0, 0, 0, "Ceiling of an Integral returns itself."},
    {"__round__", m_round, 0, 1, 0,
     "Rounding an Integral returns itself; with an ndigits argument it rounds."},
    {"__divmod__", m_divmod, 1, 1, 0, "Return divmod(self, value)."},
    {"__rdivmod__", m_rdivmod, 1, 1, 0, "Return divmod(value, self)."},
    {"__format__", m_format, 1, 1, 0, "Convert to a string according to format_spec."},
    {"__getnewargs__", m_getnewargs, 0, 0, 0, NULL},
    {0},
};

static Val get_zero(Val v) {
    (void)v;
    return val_small(0);
}
static Val get_one(Val v) {
    (void)v;
    return val_small(1);
}

static const GetSetDef int_getset[] = {
    {"real", int_plain, NULL},
    {"imag", get_zero, NULL},
    {"numerator", int_plain, NULL},
    {"denominator", get_one, NULL},
    {0},
};

Type int_type = {
    TYPE_HEAD("int"),
    .flags = TF_INT | TF_BASETYPE,
    .size = sizeof(BigInt),
    .base = &object_type,
    .dealloc = int_dealloc,
    .repr = int_repr,
    .hash = int_hash_slot,
    .richcompare = int_richcompare,
    .binary = {[BIN_ADD] = slot_add,
               [BIN_SUB] = slot_sub,
               [BIN_MUL] = slot_mul,
               [BIN_TRUEDIV] = slot_truediv,
               [BIN_FLOORDIV] = slot_floordiv,
               [BIN_MOD] = slot_mod,
               [BIN_POW] = slot_pow,
               [BIN_LSHIFT] = slot_lshift,
               [BIN_RSHIFT] = slot_rshift,
               [BIN_AND] = slot_and,
               [BIN_OR] = slot_or,
               [BIN_XOR] = slot_xor},
    .negative = int_negative,
    .positive = int_positive,
    .invert = int_invert,
    .absolute = int_absolute,
    .truth = int_truth,
    .index = int_plain,
    .tp_new = int_new,
    .methods = int_methods,
    .getset = int_getset,
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer",
};
