/* math's functions of ints. */
#include <math.h>

#include "core/err.h"
#include "modules/math.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/int_long.h"

/* v as exact int, owned, with a view of it. */
static Val index_view(Val v, IntView *w, mpz_srcptr *z) {
    Val n = val_index(v);
    if (!val_is_null(n))
        *z = int_view(n, w);
    return n;
}

static Val factorial_of(mpz_srcptr z) {
    if (mpz_sgn(z) < 0)
        return err_set(&exc_ValueError, "factorial() not defined for negative values");
    if (!mpz_fits_slong_p(z))
        return err_set(&exc_OverflowError, "factorial() argument should not exceed %ld", INT64_MAX);
    uint64_t n = mpz_get_ui(z);
    double bits = n < 2 ? 1 : (double)n * log2((double)n);
    if (bits > 1e15 || !int_check_bits((uint64_t)bits))
        return err_occurred() ? VAL_NULL : err_no_memory();
    mpz_t r;
    mpz_init(r);
    return int_steal_if(long_factorial(r, n), r);
}

static MATH_FUNCTION(m_factorial) {
    IntView w;
    mpz_srcptr z;
    Val n = index_view(args[0], &w, &z);
    if (val_is_null(n))
        return n;
    Val r = factorial_of(z);
    decref(n);
    return r;
}

static MATH_FUNCTION(m_isqrt) {
    IntView w;
    mpz_srcptr z;
    Val n = index_view(args[0], &w, &z), r;
    if (val_is_null(n))
        return n;
    if (mpz_sgn(z) < 0) {
        r = err_set(&exc_ValueError, "isqrt() argument must be nonnegative");
    } else {
        mpz_t root;
        mpz_init(root);
        r = int_steal_if(long_sqrt(root, z), root);
    }
    decref(n);
    return r;
}

/* Ways to choose k of n things, in order (perm) or without (comb). */
static Val choices(mpz_srcptr n, mpz_srcptr k, bool ordered) {
    if (mpz_sgn(n) < 0)
        return err_set(&exc_ValueError, "n must be a non-negative integer");
    if (mpz_sgn(k) < 0)
        return err_set(&exc_ValueError, "k must be a non-negative integer");
    if (mpz_cmp(n, k) < 0)
        return val_small(0);
    mpz_t few;
    mpz_init(few);
    mpz_sub(few, n, k);
    if (ordered || mpz_cmp(few, k) > 0)
        mpz_set(few, k);
    bool fits = mpz_fits_slong_p(few);
    uint64_t count = mpz_get_ui(few), size = mpz_sizeinbase(n, 2);
    mpz_clear(few);
    if (!fits)
        return err_set(&exc_OverflowError, "%s must not exceed %ld", ordered ? "k" : "min(n - k, k)", INT64_MAX);
    if (count > ((uint64_t)1 << 36) / size)
        return err_no_memory();
    if (!int_check_bits(count * size))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    return int_steal_if(ordered ? long_falling(r, n, count) : long_binomial(r, n, count), r);
}

static Val choices_of(Val *args, bool ordered) {
    IntView wn, wk;
    mpz_srcptr n, k;
    Val vn = index_view(args[0], &wn, &n);
    if (val_is_null(vn))
        return vn;
    Val vk = index_view(args[1], &wk, &k);
    Val r = val_is_null(vk) ? VAL_NULL : choices(n, k, ordered);
    decref(vn);
    decref(vk);
    return r;
}

static MATH_FUNCTION(m_perm) {
    return nargs == 1 || val_is_none(args[1]) ? m_factorial(args, 1, VAL_NULL) : choices_of(args, true);
}

static MATH_FUNCTION(m_comb) { return choices_of(args, false); }

/* gcd or lcm of all arguments. */
static Val fold(Val *args, int nargs, unsigned long start,
                bool (*fn)(mpz_ptr, mpz_srcptr, mpz_srcptr)) {
    mpz_t r;
    mpz_init_set_ui(r, start);
    for (int i = 0; i < nargs; i++) {
        IntView w;
        mpz_srcptr z;
        Val n = index_view(args[i], &w, &z);
        if (val_is_null(n)) {
            mpz_clear(r);
            return n;
        }
        bool ok = fn(r, r, z);
        decref(n);
        if (!ok)
            return int_steal_if(false, r);
    }
    return int_steal_mpz(r);
}
static MATH_FUNCTION(m_gcd) { return fold(args, nargs, 0, long_gcd); }
static MATH_FUNCTION(m_lcm) { return fold(args, nargs, 1, long_lcm); }

const MethodDef math_int_functions[] = {
    {"comb", m_comb, 2, 2, 0,
     "Number of ways to choose k items from n items without repetition and without order."},
    {"factorial", m_factorial, 1, 1, 0, "Find n!."},
    {"gcd", m_gcd, 0, -1, 0, "Greatest Common Divisor."},
    {"isqrt", m_isqrt, 1, 1, 0, "Return the integer part of the square root of the input."},
    {"lcm", m_lcm, 0, -1, 0, "Least Common Multiple."},
    {"perm", m_perm, 1, 2, 0,
     "Number of ways to choose k items from n items without repetition and with order."},
    {0},
};
