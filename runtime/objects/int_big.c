/* Arithmetic of ints.  Each operation tries machine words first and falls
 * back to GMP.  GMP aborts when memory runs out, so the size of a result is
 * checked before it is computed. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/int_long.h"

enum {
    BIG_TRY_BITS = 1 << 20,  /* from here on ask malloc before GMP does */
    POLL_LIMBS = 5000,       /* results longer than this let other threads run */
};
#define MAX_BITS ((uint64_t)1 << 36) /* below the limit of GMP itself */

bool int_check_bits(uint64_t bits) {
    if (likely(bits < BIG_TRY_BITS))
        return true;
    if (bits <= MAX_BITS) {
        void *p = malloc((size_t)(bits / 8 * 4)); /* the result and GMP's scratch */
        if (p) {
            free(p);
            return true;
        }
    }
    err_no_memory();
    return false;
}

mpz_srcptr int_view(Val v, IntView *w) {
    if (val_is_ptr(v))
        return ((BigInt *)val_obj(v))->z;
    int64_t n = val_is_int(v) ? val_int(v) : v == VAL_TRUE;
    w->limb = n < 0 ? -(uint64_t)n : (uint64_t)n;
    return mpz_roinit_n(w->z, &w->limb, n < 0 ? -1 : n > 0);
}

static Val big_new(void) {
    BigInt *b = obj_new(&int_type);
    if (!b)
        return VAL_NULL;
    mpz_init(b->z);
    return val_ptr(b);
}

Val int_from_i64(int64_t n) {
    if (likely(int_fits_small(n)))
        return val_small(n);
    Val v = big_new();
    if (!val_is_null(v))
        mpz_set_si(((BigInt *)val_obj(v))->z, n);
    return v;
}

Val int_from_u64(uint64_t n) {
    if (likely(n <= (uint64_t)SMALL_INT_MAX))
        return val_small((int64_t)n);
    Val v = big_new();
    if (!val_is_null(v))
        mpz_set_ui(((BigInt *)val_obj(v))->z, n);
    return v;
}

Val int_steal_mpz(mpz_t z) {
    if (mpz_fits_slong_p(z) && int_fits_small(mpz_get_si(z))) {
        Val v = val_small(mpz_get_si(z));
        mpz_clear(z);
        return v;
    }
    BigInt *b = obj_new(&int_type);
    if (!b) {
        mpz_clear(z);
        return VAL_NULL;
    }
    *b->z = *z;
    if (mpz_size(b->z) > POLL_LIMBS && vm_hooks.poll() < 0) {
        decref_obj(b);
        return VAL_NULL;
    }
    return val_ptr(b);
}

Val int_steal_if(bool ok, mpz_t z) {
    if (ok)
        return int_steal_mpz(z);
    mpz_clear(z);
    return VAL_NULL;
}

Val int_from_mpz(mpz_t z) {
    mpz_t c;
    mpz_init_set(c, z);
    return int_steal_mpz(c);
}

Val int_from_double(double d) {
    if (isnan(d))
        return err_set(&exc_ValueError, "cannot convert float NaN to integer");
    if (isinf(d))
        return err_set(&exc_OverflowError, "cannot convert float infinity to integer");
    if (fabs(d) < 0x1p62)
        return val_small((int64_t)d);
    mpz_t z;
    mpz_init_set_d(z, d);
    return int_steal_mpz(z);
}

bool int_get_i64(Val v, int64_t *out) {
    if (val_is_int(v)) {
        *out = val_int(v);
        return true;
    }
    if (val_is_bool(v)) {
        *out = v == VAL_TRUE;
        return true;
    }
    mpz_srcptr z = ((BigInt *)val_obj(v))->z;
    if (!mpz_fits_slong_p(z))
        return false;
    *out = mpz_get_si(z);
    return true;
}

bool int_as_i64(Val v, int64_t *out) {
    if (int_get_i64(v, out))
        return true;
    return err_false(&exc_OverflowError, "Python int too large to convert to C ssize_t");
}

int int_sign(Val v) {
    IntView w;
    return mpz_sgn(int_view(v, &w));
}

int64_t int_bit_length(Val v) {
    IntView w;
    mpz_srcptr z = int_view(v, &w);
    return mpz_sgn(z) ? (int64_t)mpz_sizeinbase(z, 2) : 0;
}

double int_scaled_double(mpz_srcptr z, int64_t exp, bool sticky) {
    if (mpz_sgn(z) == 0)
        return 0.0;
    int64_t bits = (int64_t)mpz_sizeinbase(z, 2);
    int64_t top = bits + exp; /* value is in [2**(top-1), 2**top) */
    double sign = mpz_sgn(z) < 0 ? -1.0 : 1.0;
    if (top > 1024)
        return sign * INFINITY;
    if (top < -1075)
        return sign * 0.0;
    int64_t precision = top + 1074 < 53 ? top + 1074 : 53; /* fewer for subnormals */
    if (precision < 0)
        precision = 0;
    int64_t drop = bits - precision;
    uint64_t m;
    if (drop <= 0) {
        m = mpz_getlimbn(z, 0);
        return sign * ldexp((double)m, (int)exp);
    }
    mpz_t t;
    mpz_init(t);
    mpz_tdiv_q_2exp(t, z, (mp_bitcnt_t)drop);
    m = mpz_getlimbn(t, 0);
    mpz_clear(t);
    mpz_t mag; /* |z| without a copy, to look at its bits */
    mpz_roinit_n(mag, mpz_limbs_read(z), (mp_size_t)mpz_size(z));
    bool half = mpz_tstbit(mag, (mp_bitcnt_t)drop - 1);
    bool rest = sticky || mpz_scan1(mag, 0) < (mp_bitcnt_t)drop - 1;
    if (half && (rest || (m & 1)))
        m++;
    return sign * ldexp((double)m, (int)(exp + drop));
}

bool int_as_double(Val v, double *out) {
    int64_t n;
    if (int_get_i64(v, &n)) {
        *out = (double)n;
        return true;
    }
    *out = int_scaled_double(((BigInt *)val_obj(v))->z, 0, false);
    if (isinf(*out))
        return err_false(&exc_OverflowError, "int too large to convert to float");
    return true;
}

int64_t int_hash(Val v) {
    const uint64_t p = ((uint64_t)1 << 61) - 1;
    int64_t n;
    int64_t h;
    if (int_get_i64(v, &n)) {
        uint64_t u = (n < 0 ? -(uint64_t)n : (uint64_t)n) % p;
        h = n < 0 ? -(int64_t)u : (int64_t)u;
    } else {
        mpz_srcptr z = ((BigInt *)val_obj(v))->z;
        uint64_t u = mpz_tdiv_ui(z, p);
        h = mpz_sgn(z) < 0 ? -(int64_t)u : (int64_t)u;
    }
    return h == -1 ? -2 : h;
}

int int_cmp(Val a, Val b) {
    if (val_both_int(a, b)) {
        int64_t x = val_int(a), y = val_int(b);
        return x < y ? -1 : x > y;
    }
    IntView wa, wb;
    return mpz_cmp(int_view(a, &wa), int_view(b, &wb));
}

int int_cmp_double(Val a, double d) {
    IntView w;
    if (isinf(d))
        return d > 0 ? -1 : 1;
    return mpz_cmp_d(int_view(a, &w), d);
}

static uint64_t view_bits(mpz_srcptr z) { return mpz_size(z) * 64; }

typedef void (*MpzOp)(mpz_ptr, mpz_srcptr, mpz_srcptr);

/* Linear operations. */
static Val big_op(Val a, Val b, MpzOp op) {
    IntView wa, wb;
    mpz_srcptr x = int_view(a, &wa), y = int_view(b, &wb);
    uint64_t nx = view_bits(x), ny = view_bits(y);
    if (!int_check_bits((nx > ny ? nx : ny) + 64))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    op(r, x, y);
    return int_steal_mpz(r);
}

typedef bool (*LongOp)(mpz_ptr, mpz_srcptr, mpz_srcptr);

/* Operations that take more than linear time: one call of GMP if the operands
 * are short enough.  Otherwise other threads run meanwhile, and may drop a and b. */
static Val long_op(Val a, Val b, MpzOp brief, LongOp op) {
    IntView wa, wb;
    mpz_srcptr x = int_view(a, &wa), y = int_view(b, &wb);
    if (!int_check_bits(view_bits(x) + view_bits(y)))
        return VAL_NULL;
    if (!long_limbs(mpz_size(x) + mpz_size(y))) {
        mpz_t r;
        mpz_init(r);
        brief(r, x, y);
        return int_steal_mpz(r);
    }
    incref(a);
    incref(b);
    mpz_t r;
    mpz_init(r);
    Val v = int_steal_if(op(r, x, y), r);
    decref(a);
    decref(b);
    return v;
}

static bool quotient(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) { return long_fdiv_qr(r, NULL, a, b); }
static bool remainder_of(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) { return long_fdiv_qr(NULL, r, a, b); }

Val int_add(Val a, Val b) {
    if (val_both_int(a, b))
        return int_from_i64(val_int(a) + val_int(b));
    return big_op(a, b, mpz_add);
}

Val int_sub(Val a, Val b) {
    if (val_both_int(a, b))
        return int_from_i64(val_int(a) - val_int(b));
    return big_op(a, b, mpz_sub);
}

Val int_mul(Val a, Val b) {
    int64_t r;
    if (val_both_int(a, b) && !__builtin_mul_overflow(val_int(a), val_int(b), &r))
        return int_from_i64(r);
    return long_op(a, b, mpz_mul, long_mul);
}

Val int_and(Val a, Val b) {
    if (val_both_int(a, b))
        return a & b;
    return big_op(a, b, mpz_and);
}

Val int_or(Val a, Val b) {
    if (val_both_int(a, b))
        return a | b;
    return big_op(a, b, mpz_ior);
}

Val int_xor(Val a, Val b) {
    if (val_both_int(a, b))
        return val_small(val_int(a) ^ val_int(b));
    return big_op(a, b, mpz_xor);
}

Val int_negative(Val a) {
    if (val_is_int(a))
        return int_from_i64(-val_int(a));
    IntView w;
    mpz_t r;
    mpz_init(r);
    mpz_neg(r, int_view(a, &w));
    return int_steal_mpz(r);
}

Val int_floordiv(Val a, Val b) {
    if (val_both_int(a, b) && val_int(b) != 0) {
        int64_t x = val_int(a), y = val_int(b), q = x / y;
        if (x % y && (x < 0) != (y < 0))
            q--;
        return int_from_i64(q);
    }
    if (int_sign(b) == 0)
        return err_set(&exc_ZeroDivisionError, "integer division or modulo by zero");
    return long_op(a, b, mpz_fdiv_q, quotient);
}

Val int_mod(Val a, Val b) {
    if (val_both_int(a, b) && val_int(b) != 0) {
        int64_t x = val_int(a), y = val_int(b), r = x % y;
        if (r && (r < 0) != (y < 0))
            r += y;
        return val_small(r);
    }
    if (int_sign(b) == 0)
        return err_set(&exc_ZeroDivisionError, "integer modulo by zero");
    return long_op(a, b, mpz_fdiv_r, remainder_of);
}

Val int_truediv(Val a, Val b) {
    const int64_t exact = (int64_t)1 << 53;
    int64_t x, y;
    if (int_get_i64(a, &x) && int_get_i64(b, &y) && x <= exact && x >= -exact && y <= exact &&
        y >= -exact) {
        if (y == 0)
            return err_set(&exc_ZeroDivisionError, "division by zero");
        return val_float((double)x / (double)y);
    }
    IntView wa, wb;
    mpz_srcptr n = int_view(a, &wa), d = int_view(b, &wb);
    if (mpz_sgn(d) == 0)
        return err_set(&exc_ZeroDivisionError, "division by zero");
    if (mpz_sgn(n) == 0)
        return val_float(mpz_sgn(d) < 0 ? -0.0 : 0.0);
    /* A quotient of 65 bits or more, and whether anything was cut: enough
     * to round once. */
    int64_t diff = (int64_t)mpz_sizeinbase(n, 2) - (int64_t)mpz_sizeinbase(d, 2);
    bool negative = (mpz_sgn(n) < 0) != (mpz_sgn(d) < 0);
    if (diff > 1024)
        return err_set(&exc_OverflowError, "integer division result too large for a float");
    if (diff < -1076)
        return val_float(negative ? -0.0 : 0.0);
    int64_t shift = 66 - diff;
    mpz_t q, r, t;
    mpz_inits(q, r, t, NULL);
    if (shift >= 0) {
        mpz_mul_2exp(t, n, (mp_bitcnt_t)shift);
        mpz_tdiv_qr(q, r, t, d);
    } else {
        mpz_mul_2exp(t, d, (mp_bitcnt_t)-shift);
        mpz_tdiv_qr(q, r, n, t);
    }
    double f = int_scaled_double(q, -shift, mpz_sgn(r) != 0);
    mpz_clears(q, r, t, NULL);
    if (isinf(f))
        return err_set(&exc_OverflowError, "integer division result too large for a float");
    return val_float(f);
}

Val int_lshift(Val a, Val b) {
    if (int_sign(b) < 0)
        return err_set(&exc_ValueError, "negative shift count");
    if (int_sign(a) == 0)
        return val_small(0);
    int64_t n;
    if (!int_get_i64(b, &n))
        return err_set(&exc_OverflowError, "too many digits in integer");
    if (val_is_int(a) && n < 62) {
        int64_t x = val_int(a), r = (int64_t)((uint64_t)x << n);
        if (r >> n == x)
            return int_from_i64(r);
    }
    IntView w;
    mpz_srcptr z = int_view(a, &w);
    if (!int_check_bits(view_bits(z) + (uint64_t)n))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    mpz_mul_2exp(r, z, (mp_bitcnt_t)n);
    return int_steal_mpz(r);
}

Val int_rshift(Val a, Val b) {
    if (int_sign(b) < 0)
        return err_set(&exc_ValueError, "negative shift count");
    int64_t n;
    if (!int_get_i64(b, &n))
        n = INT64_MAX;
    if (val_is_int(a))
        return val_small(val_int(a) >> (n > 63 ? 63 : n));
    IntView w;
    mpz_t r;
    mpz_init(r);
    mpz_fdiv_q_2exp(r, int_view(a, &w), (mp_bitcnt_t)n);
    return int_steal_mpz(r);
}

static Val pow_mod(mpz_srcptr base, mpz_srcptr exp, mpz_srcptr mod) {
    if (mpz_sgn(mod) == 0)
        return err_set(&exc_ValueError, "pow() 3rd argument cannot be 0");
    mpz_t r, m, e;
    mpz_init(r);
    mpz_init(m);
    mpz_abs(m, mod);
    mpz_roinit_n(e, mpz_limbs_read(exp), (mp_size_t)mpz_size(exp));
    bool ok = true;
    if (mpz_sgn(exp) < 0 && !mpz_invert(r, base, m) && mpz_cmp_ui(m, 1) != 0) {
        mpz_clears(r, m, NULL);
        return err_set(&exc_ValueError, "base is not invertible for the given modulus");
    }
    if (mpz_cmp_ui(m, 1) == 0) {
        mpz_set_ui(r, 0);
    } else {
        ok = long_powm(r, mpz_sgn(exp) < 0 ? r : base, e, m);
    }
    if (ok && mpz_sgn(mod) < 0 && mpz_sgn(r) != 0)
        mpz_add(r, r, mod);
    mpz_clear(m);
    return int_steal_if(ok, r);
}

Val int_pow(Val a, Val b, Val mod) {
    IntView wa, wb, wm;
    mpz_srcptr base = int_view(a, &wa), exp = int_view(b, &wb);
    if (!val_is_null(mod) && !val_is_none(mod)) {
        incref(a);
        incref(b);
        incref(mod);
        Val r = pow_mod(base, exp, int_view(mod, &wm));
        decref(a);
        decref(b);
        decref(mod);
        return r;
    }
    if (mpz_sgn(exp) < 0) {
        double x, y;
        if (!int_as_double(a, &x) || !int_as_double(b, &y))
            return VAL_NULL;
        return float_pow(x, y);
    }
    if (mpz_cmpabs_ui(base, 1) <= 0) {
        if (mpz_sgn(exp) == 0)
            return val_small(1);
        int64_t s = mpz_sgn(base);
        return val_small(s < 0 && mpz_even_p(exp) ? 1 : s);
    }
    if (!mpz_fits_ulong_p(exp) || mpz_get_ui(exp) > MAX_BITS)
        return err_no_memory();
    uint64_t e = mpz_get_ui(exp), bits;
    if (__builtin_mul_overflow(mpz_sizeinbase(base, 2) - 1, e, &bits))
        return err_no_memory();
    if (!int_check_bits(bits + 64))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    if (!long_limbs(bits / 64)) {
        mpz_pow_ui(r, base, e);
        return int_steal_mpz(r);
    }
    incref(a);
    Val v = int_steal_if(long_pow_ui(r, base, e), r);
    decref(a);
    return v;
}
