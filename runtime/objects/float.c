/* The float type.  Text and hexadecimal are in float_text.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

Val float_box(double d) {
    Float *f = obj_new(&float_type);
    if (!f)
        return VAL_NULL;
    f->d = d;
    return val_ptr(f);
}

static void float_dealloc(Obj *o) { obj_free(o); }

/* An exact float of the same value. */
static Val float_plain(Val v) {
    if (val_is_imm_float(v) || val_is(v, &float_type))
        return incref(v);
    return val_float(float_value(v));
}

/* The __float__ or __index__ of v.  *found false: it has neither. */
static Val number_float(Val v, bool *found) {
    Val r = val_call_special(v, STR_CONST("__float__"), NULL, 0, found);
    if (*found) {
        if (!val_is_null(r) && !val_is_float(r)) {
            err_set(&exc_TypeError, "%T.__float__ returned non-float (type %T)", v, r);
            decref(r);
            return VAL_NULL;
        }
        return r;
    }
    if (!val_type(v)->index)
        return VAL_NULL;
    *found = true;
    Val i = val_index(v);
    if (val_is_null(i))
        return VAL_NULL;
    double d;
    bool ok = int_as_double(i, &d);
    decref(i);
    return ok ? val_float(d) : VAL_NULL;
}

bool val_as_double(Val v, double *out) {
    if (val_is_float(v)) {
        *out = float_value(v);
        return true;
    }
    if (val_is_int(v)) {
        *out = (double)val_int(v);
        return true;
    }
    if (val_is_bool(v) || val_is(v, &int_type))
        return int_as_double(v, out);
    bool found;
    Val r = number_float(v, &found);
    if (!found)
        return err_false(&exc_TypeError, "must be real number, not %T", v);
    if (val_is_null(r))
        return false;
    *out = float_value(r);
    decref(r);
    return true;
}

static Val float_from_string(Val v, const char *s, int64_t n) {
    double d;
    int read = float_from_text(s, n, &d);
    if (read < 0)
        return VAL_NULL;
    if (read == 0)
        return err_set(&exc_ValueError, "could not convert string to float: %R", v);
    return val_float(d);
}

static Val float_from_object(Val v) {
    if (val_is_imm_float(v) || val_is(v, &float_type))
        return incref(v);
    const char *p;
    int64_t n;
    if (val_is_str(v)) {
        char *own;
        const char *text = str_number_text(v, &n, &own);
        if (!text)
            return VAL_NULL;
        Val r = float_from_string(v, text, n);
        free(own);
        return r;
    }
    if (bytes_view(v, &p, &n))
        return float_from_string(v, p, n);
    bool found;
    Val r = number_float(v, &found);
    if (!found)
        return err_set(&exc_TypeError, "float() argument must be a string or a real number, not '%T'",
                       v);
    if (val_is_null(r))
        return r;
    Val plain = float_plain(r);
    decref(r);
    return plain;
}

static Val float_new(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &float_type && !val_is_null(kwnames))
        return err_set(&exc_TypeError, "float() takes no keyword arguments");
    if (!args_check("float", nargs, 0, 1))
        return VAL_NULL;
    Val v = nargs ? float_from_object(args[0]) : val_float(0.0);
    if (t == &float_type || val_is_null(v))
        return v;
    Float *f = obj_new(t);
    if (f) {
        f->d = float_value(v);
        if (t->flags & TF_GC)
            gc_track(f);
    }
    decref(v);
    return f ? val_ptr(f) : VAL_NULL;
}

/* ---- slots ---- */

static Val float_repr_slot(Val v) { return float_repr(float_value(v)); }

int64_t float_hash(double d, Val self) {
    const int bits = 61;
    const uint64_t p = ((uint64_t)1 << bits) - 1;
    if (isinf(d))
        return d > 0 ? 314159 : -314159;
    if (isnan(d))
        return hash_pointer((void *)self);
    int e;
    double m = frexp(d, &e);
    int sign = 1;
    if (m < 0) {
        sign = -1;
        m = -m;
    }
    uint64_t x = 0;
    while (m != 0) { /* 28 bits a round, modulo p by rotation */
        x = ((x << 28) & p) | x >> (bits - 28);
        m *= 268435456.0;
        e -= 28;
        uint64_t y = (uint64_t)m;
        m -= (double)y;
        x += y;
        if (x >= p)
            x -= p;
    }
    e = e >= 0 ? e % bits : bits - 1 - (-1 - e) % bits;
    x = ((x << e) & p) | x >> (bits - e);
    int64_t h = sign * (int64_t)x;
    return h == -1 ? -2 : h;
}

static bool float_hash_slot(Val v, int64_t *out) {
    *out = float_hash(float_value(v), v);
    return true;
}

static Val float_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is_float(a))
        return VAL_NOTIMPL;
    double x = float_value(a), y;
    if (val_is_float(b)) {
        y = float_value(b);
    } else if (val_is_integer(b)) {
        if (isnan(x))
            return val_bool(op == CMP_NE);
        int64_t n;
        if (!int_get_i64(b, &n) || n > (int64_t)1 << 53 || n < -((int64_t)1 << 53))
            return cmp_result(-int_cmp_double(b, x), op);
        y = (double)n;
    } else {
        return VAL_NOTIMPL;
    }
    switch (op) {
    case CMP_LT: return val_bool(x < y);
    case CMP_LE: return val_bool(x <= y);
    case CMP_EQ: return val_bool(x == y);
    case CMP_NE: return val_bool(x != y);
    case CMP_GT: return val_bool(x > y);
    default: return val_bool(x >= y);
    }
}

/* 1: converted, 0: no number of ours, -1: exception. */
static int operand(Val v, double *out) {
    if (val_is_float(v)) {
        *out = float_value(v);
        return 1;
    }
    if (val_is_integer(v))
        return int_as_double(v, out) ? 1 : -1;
    return 0;
}

#define FLOAT_SLOT(name, ...)                                                  \
    static Val name(Val a, Val b) {                                            \
        double x, y;                                                           \
        int ra = operand(a, &x), rb = ra > 0 ? operand(b, &y) : 0;             \
        if (ra < 0 || rb < 0)                                                  \
            return VAL_NULL;                                                   \
        if (!ra || !rb)                                                        \
            return VAL_NOTIMPL;                                                \
        __VA_ARGS__                                                            \
    }
#define NOT_ZERO(text)                                                         \
    if (y == 0)                                                                \
        return err_set(&exc_ZeroDivisionError, text);

FLOAT_SLOT(float_add, return val_float(x + y);)
FLOAT_SLOT(float_sub, return val_float(x - y);)
FLOAT_SLOT(float_mul, return val_float(x * y);)
FLOAT_SLOT(float_truediv, NOT_ZERO("float division by zero") return val_float(x / y);)
FLOAT_SLOT(float_pow_slot, return float_pow(x, y);)

void float_divmod(double x, double y, double *quotient, double *mod) {
    double m = fmod(x, y);
    double div = (x - m) / y;
    if (m != 0) {
        if ((y < 0) != (m < 0)) {
            m += y;
            div -= 1.0;
        }
    } else {
        m = copysign(0.0, y);
    }
    double floordiv;
    if (div != 0) {
        floordiv = floor(div);
        if (div - floordiv > 0.5)
            floordiv += 1.0;
    } else {
        floordiv = copysign(0.0, x / y);
    }
    *quotient = floordiv;
    *mod = m;
}

FLOAT_SLOT(float_floordiv, NOT_ZERO("float floor division by zero") {
    double q, m;
    float_divmod(x, y, &q, &m);
    return val_float(q);
})
FLOAT_SLOT(float_mod, NOT_ZERO("float modulo") {
    double m = fmod(x, y);
    if (m != 0) {
        if ((y < 0) != (m < 0))
            m += y;
    } else {
        m = copysign(0.0, y);
    }
    return val_float(m);
})
FLOAT_SLOT(float_divmod_values, NOT_ZERO("float divmod()") {
    double q, m;
    float_divmod(x, y, &q, &m);
    Val vq = val_float(q), vm = val_float(m), r = VAL_NULL;
    if (!val_is_null(vq) && !val_is_null(vm))
        r = tuple_pack(2, vq, vm);
    decref(vq);
    decref(vm);
    return r;
})

Val float_range_error(void) {
    Val text = str_from_cstr("Numerical result out of range");
    if (val_is_null(text))
        return VAL_NULL;
    Val e = val_call2(val_ptr(&exc_OverflowError), val_small(34), text);
    decref(text);
    return val_is_null(e) ? VAL_NULL : err_set_object(e);
}

Val float_pow(double x, double y) {
    if (x == 0 && y < 0 && isfinite(y))
        return err_set(&exc_ZeroDivisionError, "0.0 cannot be raised to a negative power");
    if (x < 0 && isfinite(x) && isfinite(y) && y != floor(y))
        return err_absent("complex numbers (a negative number to a fractional power)");
    double r = pow(x, y);
    if (isinf(r) && isfinite(x) && isfinite(y))
        return float_range_error();
    return val_float(r);
}

static Val float_negative(Val v) { return val_float(-float_value(v)); }
static Val float_absolute(Val v) { return val_float(fabs(float_value(v))); }
static int float_truth(Val v) { return float_value(v) != 0; }

/* ---- methods ---- */

Val float_round(double d, int64_t ndigits) {
    if (!isfinite(d) || ndigits > 323)
        return val_float(d);
    if (ndigits < -308)
        return val_float(copysign(0.0, d));
    if (ndigits >= 0) { /* the C library rounds the exact value, half to even */
        char buf[700];
        snprintf(buf, sizeof buf, "%.*f", (int)ndigits, d);
        double r = strtod(buf, NULL);
        if (isinf(r))
            return err_set(&exc_OverflowError, "rounded value too large to represent");
        return val_float(r);
    }
    mpz_t t, p, r;
    mpz_init_set_d(t, fabs(d));
    mpz_inits(p, r, NULL);
    bool fraction = floor(fabs(d)) != fabs(d);
    mpz_ui_pow_ui(p, 10, (unsigned long)-ndigits);
    mpz_fdiv_qr(t, r, t, p);
    mpz_mul_2exp(r, r, 1);
    int c = mpz_cmp(r, p);
    if (c > 0 || (c == 0 && (fraction || mpz_odd_p(t))))
        mpz_add_ui(t, t, 1);
    mpz_mul(t, t, p);
    double f = int_scaled_double(t, 0, false);
    mpz_clears(t, p, r, NULL);
    if (isinf(f))
        return err_set(&exc_OverflowError, "rounded value too large to represent");
    return val_float(copysign(f, d));
}

static Val m_round(Val *args, int nargs, Val kwnames) {
    (void)kwnames;
    double d = float_value(args[0]);
    if (nargs == 1 || val_is_none(args[1]))
        return int_from_double(isfinite(d) ? rint(d) : d);
    int64_t n;
    if (!val_as_index(args[1], &n, NULL))
        return VAL_NULL;
    return float_round(d, n);
}

static Val m_trunc(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return int_from_double(float_value(args[0]));
}
static Val m_floor(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return int_from_double(floor(float_value(args[0])));
}
static Val m_ceil(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return int_from_double(ceil(float_value(args[0])));
}
static Val m_float(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return float_plain(args[0]);
}
static Val m_is_integer(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    double d = float_value(args[0]);
    return val_bool(isfinite(d) && floor(d) == d);
}
static Val m_divmod(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return float_divmod_values(args[0], args[1]);
}
static Val m_rdivmod(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return float_divmod_values(args[1], args[0]);
}
static Val m_format(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return format_float(args[0], args[1]);
}
static Val m_hex(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    return float_hex(float_value(args[0]));
}

static Val m_fromhex(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val v = float_from_hex(args[1]);
    if (val_is_null(v) || args[0] == val_ptr(&float_type))
        return v;
    Val r = val_call1(args[0], v);
    decref(v);
    return r;
}

static Val m_as_integer_ratio(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    double d = float_value(args[0]);
    if (isinf(d))
        return err_set(&exc_OverflowError, "cannot convert Infinity to integer ratio");
    if (isnan(d))
        return err_set(&exc_ValueError, "cannot convert NaN to integer ratio");
    int e;
    double m = frexp(d, &e);
    for (int i = 0; i < 300 && m != floor(m); i++) {
        m *= 2.0;
        e--;
    }
    mpz_t num, den;
    mpz_init_set_d(num, m);
    mpz_init_set_ui(den, 1);
    if (e > 0)
        mpz_mul_2exp(num, num, (mp_bitcnt_t)e);
    else
        mpz_mul_2exp(den, den, (mp_bitcnt_t)-e);
    Val a = int_steal_mpz(num), b = int_steal_mpz(den), r = VAL_NULL;
    if (!val_is_null(a) && !val_is_null(b))
        r = tuple_pack(2, a, b);
    decref(a);
    decref(b);
    return r;
}

static Val m_getnewargs(Val *args, int nargs, Val kwnames) {
    (void)nargs, (void)kwnames;
    Val f = float_plain(args[0]);
    if (val_is_null(f))
        return f;
    Val t = tuple_pack(1, f);
    decref(f);
    return t;
}

static const MethodDef float_methods[] = {
    {"is_integer", m_is_integer, 0, 0, 0, "Return True if the float is an integer."},
    {"as_integer_ratio", m_as_integer_ratio, 0, 0, 0,
     "Return a pair of integers, whose ratio is exactly equal to the original float."},
    {"conjugate", m_float, 0, 0, 0, "Return self, the complex conjugate of any float."},
    {"hex", m_hex, 0, 0, 0, "Return a hexadecimal representation of a floating-point number."},
    {"fromhex", m_fromhex, 1, 1, METH_CLASS,
     "Create a floating-point number from a hexadecimal string."},
    {"__int__", m_trunc, 0, 0, 0, "int(self)"},
    {"__float__", m_float, 0, 0, 0, "float(self)"},
    {"__trunc__", m_trunc, 0, 0, 0, "Return the Integral closest to x between 0 and x."},
    {"__floor__", m_floor, 0, 0, 0, "Return the floor as an Integral."},
    {"__ceil__", m_ceil, 0, 0, 0, "Return the ceiling as an Integral."},
    {"__round__", m_round, 0, 1, 0, "Return the Integral closest to x, rounding half toward even."},
    {"__divmod__", m_divmod, 1, 1, 0, "Return divmod(self, value)."},
    {"__rdivmod__", m_rdivmod, 1, 1, 0, "Return divmod(value, self)."},
    {"__format__", m_format, 1, 1, 0, "Formats the float according to format_spec."},
    {"__getnewargs__", m_getnewargs, 0, 0, 0, NULL},
    {0},
};

static Val get_imag(Val v) {
    (void)v;
    return val_float(0.0);
}

static const GetSetDef float_getset[] = {
    {"real", float_plain, NULL},
    {"imag", get_imag, NULL},
    {0},
};

Type float_type = {
    TYPE_HEAD("float"),
    .flags = TF_FLOAT | TF_BASETYPE,
    .size = sizeof(Float),
    .base = &object_type,
    .dealloc = float_dealloc,
    .repr = float_repr_slot,
    .hash = float_hash_slot,
    .richcompare = float_richcompare,
    .binary = {[BIN_ADD] = float_add,
               [BIN_SUB] = float_sub,
               [BIN_MUL] = float_mul,
               [BIN_TRUEDIV] = float_truediv,
               [BIN_FLOORDIV] = float_floordiv,
               [BIN_MOD] = float_mod,
               [BIN_POW] = float_pow_slot},
    .negative = float_negative,
    .positive = float_plain,
    .absolute = float_absolute,
    .truth = float_truth,
    .tp_new = float_new,
    .methods = float_methods,
    .getset = float_getset,
    .doc = "Convert a string or number to a floating point number, if possible.",
};
