/* math's functions of ints. */
#include <math.h>

#include "core/err.h"
#include "modules/math.h"
#include "objects/args.h"
#include "objects/int.h"

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
    mpz_fac_ui(r, n);
    return int_steal_mpz(r);
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
        mpz_sqrt(root, z);
        r = int_steal_mpz(root);
    }
    decref(n);
    return r;
}

/* n * (n-1) * … * (n-k+1), by halves, so that factors stay of like size. */
static bool falling_product(mpz_t r, mpz_srcptr n, uint64_t from, uint64_t k) {
    if (k <= 8) {
        mpz_t f;
        mpz_init(f);
        mpz_set_ui(r, 1);
        for (uint64_t i = 0; i < k; i++) {
            mpz_sub_ui(f, n, from + i);
            mpz_mul(r, r, f);
        }
        mpz_clear(f);
        return true;
    }
    if (k > 10000 && vm_hooks.poll() < 0)
        return false;
    mpz_t right;
    mpz_init(right);
    bool ok = falling_product(r, n, from, k / 2) &&
              falling_product(right, n, from + k / 2, k - k / 2);
    if (ok)
        mpz_mul(r, r, right);
    mpz_clear(right);
    return ok;
}

static Val permutations(mpz_srcptr n, mpz_srcptr k) {
    if (mpz_sgn(n) < 0)
        return err_set(&exc_ValueError, "n must be a non-negative integer");
    if (mpz_sgn(k) < 0)
        return err_set(&exc_ValueError, "k must be a non-negative integer");
    if (mpz_cmp(n, k) < 0)
        return val_small(0);
    if (!mpz_fits_slong_p(k))
        return err_set(&exc_OverflowError, "k must not exceed %ld", INT64_MAX);
    uint64_t count = mpz_get_ui(k), size = mpz_sizeinbase(n, 2);
    if (count > ((uint64_t)1 << 36) / size)
        return err_no_memory();
    if (!int_check_bits(count * size))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    if (falling_product(r, n, 0, count))
        return int_steal_mpz(r);
    mpz_clear(r);
    return VAL_NULL;
}

static MATH_FUNCTION(m_perm) {
    if (nargs == 1 || val_is_none(args[1]))
        return m_factorial(args, 1, VAL_NULL);
    IntView wn, wk;
    mpz_srcptr n, k;
    Val vn = index_view(args[0], &wn, &n);
    if (val_is_null(vn))
        return vn;
    Val vk = index_view(args[1], &wk, &k);
    Val r = val_is_null(vk) ? VAL_NULL : permutations(n, k);
    decref(vn);
    decref(vk);
    return r;
}

static Val combinations(mpz_srcptr n, mpz_srcptr k) {
    if (mpz_sgn(n) < 0)
        return err_set(&exc_ValueError, "n must be a non-negative integer");
    if (mpz_sgn(k) < 0)
        return err_set(&exc_ValueError, "k must be a non-negative integer");
    if (mpz_cmp(n, k) < 0)
        return val_small(0);
    mpz_t fewer;
    mpz_init(fewer);
    mpz_sub(fewer, n, k);
    if (mpz_cmp(fewer, k) > 0)
        mpz_set(fewer, k);
    if (!mpz_fits_slong_p(fewer)) {
        mpz_clear(fewer);
        return err_set(&exc_OverflowError, "min(n - k, k) must not exceed %ld", INT64_MAX);
    }
    uint64_t count = mpz_get_ui(fewer), size = mpz_sizeinbase(n, 2);
    mpz_clear(fewer);
    if (count > ((uint64_t)1 << 36) / size)
        return err_no_memory();
    if (!int_check_bits(count * size))
        return VAL_NULL;
    mpz_t r;
    mpz_init(r);
    mpz_bin_ui(r, n, count);
    return int_steal_mpz(r);
}

static MATH_FUNCTION(m_comb) {
    IntView wn, wk;
    mpz_srcptr n, k;
    Val vn = index_view(args[0], &wn, &n);
    if (val_is_null(vn))
        return vn;
    Val vk = index_view(args[1], &wk, &k);
    Val r = val_is_null(vk) ? VAL_NULL : combinations(n, k);
    decref(vn);
    decref(vk);
    return r;
}

/* gcd or lcm of all arguments. */
static Val fold(Val *args, int nargs, unsigned long start,
                void (*fn)(mpz_ptr, mpz_srcptr, mpz_srcptr)) {
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
        fn(r, r, z);
        decref(n);
    }
    return int_steal_mpz(r);
}
static MATH_FUNCTION(m_gcd) { return fold(args, nargs, 0, mpz_gcd); }
static MATH_FUNCTION(m_lcm) { return fold(args, nargs, 1, mpz_lcm); }

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
