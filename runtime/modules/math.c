/* math: functions of doubles.  Those of ints are in math_int.c, gamma in
 * math_gamma.c. */
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "modules/math.h"
#include "modules/modules.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define TAU 6.283185307179586476925286766559005768

static Val domain_error(void) { return err_set(&exc_ValueError, "math domain error"); }
static Val range_error(void) { return err_set(&exc_OverflowError, "math range error"); }

/* NaN from no NaN is a domain error; infinity from finite numbers is one
 * where the function has a pole, and else an overflow. */
static Val function1(Val arg, double (*fn)(double), bool can_overflow) {
    double x;
    if (!val_as_double(arg, &x))
        return VAL_NULL;
    double r = fn(x);
    if (isnan(r) && !isnan(x))
        return domain_error();
    if (isinf(r) && isfinite(x))
        return can_overflow ? range_error() : domain_error();
    return val_float(r);
}

#define FUNCTION1(name, fn, can_overflow)                                      \
    static MATH_FUNCTION(name) { return function1(args[0], fn, can_overflow); }
FUNCTION1(m_acos, acos, false)
FUNCTION1(m_acosh, acosh, false)
FUNCTION1(m_asin, asin, false)
FUNCTION1(m_asinh, asinh, false)
FUNCTION1(m_atan, atan, false)
FUNCTION1(m_atanh, atanh, false)
FUNCTION1(m_cbrt, cbrt, false)
FUNCTION1(m_cos, cos, false)
FUNCTION1(m_cosh, cosh, true)
FUNCTION1(m_erf, erf, false)
FUNCTION1(m_erfc, erfc, false)
FUNCTION1(m_exp, exp, true)
FUNCTION1(m_exp2, exp2, true)
FUNCTION1(m_expm1, expm1, true)
FUNCTION1(m_fabs, fabs, false)
FUNCTION1(m_log1p, log1p, false)
FUNCTION1(m_sin, sin, false)
FUNCTION1(m_sinh, sinh, true)
FUNCTION1(m_sqrt, sqrt, false)
FUNCTION1(m_tan, tan, false)
FUNCTION1(m_tanh, tanh, false)
FUNCTION1(m_gamma, math_gamma, true)
FUNCTION1(m_lgamma, math_lgamma, true)

static bool two(Val *args, double *x, double *y) {
    return val_as_double(args[0], x) && val_as_double(args[1], y);
}

static Val function2(Val *args, double (*fn)(double, double)) {
    double x, y;
    if (!two(args, &x, &y))
        return VAL_NULL;
    double r = fn(x, y);
    if (isnan(r) && !isnan(x) && !isnan(y))
        return domain_error();
    if (isinf(r) && isfinite(x) && isfinite(y))
        return range_error();
    return val_float(r);
}
#define FUNCTION2(name, fn)                                                    \
    static MATH_FUNCTION(name) { return function2(args, fn); }
FUNCTION2(m_atan2, atan2)
FUNCTION2(m_copysign, copysign)
FUNCTION2(m_fmod, fmod)
FUNCTION2(m_remainder, remainder)

static MATH_FUNCTION(m_nextafter) {
    double x, y;
    return two(args, &x, &y) ? val_float(nextafter(x, y)) : VAL_NULL;
}

static MATH_FUNCTION(m_pow) {
    double x, y;
    if (!two(args, &x, &y))
        return VAL_NULL;
    double r = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(r) || (isinf(r) && x == 0))
            return domain_error();
        if (isinf(r))
            return range_error();
    }
    return val_float(r);
}

/* ---- logarithms: ints too large for a double have one, too ---- */

static bool logarithm(Val arg, double (*fn)(double), double *out) {
    double x;
    if (val_is_integer(arg)) {
        if (int_sign(arg) <= 0)
            return err_false(&exc_ValueError, "math domain error");
        IntView w;
        mpz_srcptr z = int_view(arg, &w);
        int64_t bits = (int64_t)mpz_sizeinbase(z, 2);
        x = int_scaled_double(z, 0, false);
        if (isinf(x)) {
            *out = fn(int_scaled_double(z, -bits, false)) + fn(2.0) * (double)bits;
            return true;
        }
    } else if (!val_as_double(arg, &x)) {
        return false;
    }
    if (x <= 0)
        return err_false(&exc_ValueError, "math domain error");
    *out = fn(x);
    return true;
}

static MATH_FUNCTION(m_log) {
    double x, base;
    if (nargs < 1 || nargs > 2)
        return err_set(&exc_TypeError, "math.log requires 1 to 2 arguments");
    if (!logarithm(args[0], log, &x))
        return VAL_NULL;
    if (nargs == 1)
        return val_float(x);
    if (!logarithm(args[1], log, &base))
        return VAL_NULL;
    if (base == 0)
        return err_set(&exc_ZeroDivisionError, "float division by zero");
    return val_float(x / base);
}
static MATH_FUNCTION(m_log2) {
    double r;
    return logarithm(args[0], log2, &r) ? val_float(r) : VAL_NULL;
}
static MATH_FUNCTION(m_log10) {
    double r;
    return logarithm(args[0], log10, &r) ? val_float(r) : VAL_NULL;
}

/* ---- parts of a float ---- */

static Val pair(Val a, Val b) {
    Val r = val_is_null(a) || val_is_null(b) ? VAL_NULL : tuple_pack(2, a, b);
    decref(a);
    decref(b);
    return r;
}

static MATH_FUNCTION(m_frexp) {
    double x;
    int e = 0;
    if (!val_as_double(args[0], &x))
        return VAL_NULL;
    if (isfinite(x))
        x = frexp(x, &e);
    return pair(val_float(x), val_small(e));
}

static MATH_FUNCTION(m_modf) {
    double x, whole;
    if (!val_as_double(args[0], &x))
        return VAL_NULL;
    double part = modf(x, &whole);
    return pair(val_float(part), val_float(whole));
}

static MATH_FUNCTION(m_ldexp) {
    double x;
    int64_t e;
    if (!val_as_double(args[0], &x))
        return VAL_NULL;
    if (!val_is_integer(args[1]))
        return err_set(&exc_TypeError, "Expected an int as second argument to ldexp.");
    if (!int_get_i64(args[1], &e))
        e = int_sign(args[1]) < 0 ? INT64_MIN : INT64_MAX;
    if (x == 0 || !isfinite(x))
        return val_float(x);
    if (e < INT_MIN)
        return val_float(copysign(0.0, x));
    double r = e > INT_MAX ? INFINITY : ldexp(x, (int)e);
    return isinf(r) ? range_error() : val_float(r);
}

static MATH_FUNCTION(m_ulp) {
    double x;
    if (!val_as_double(args[0], &x))
        return VAL_NULL;
    if (isnan(x))
        return val_float(x);
    x = fabs(x);
    if (isinf(x))
        return val_float(x);
    double next = nextafter(x, INFINITY);
    return val_float(isinf(next) ? x - nextafter(x, -INFINITY) : next - x);
}

#define PREDICATE(name, test)                                                  \
    static MATH_FUNCTION(name) {                                               \
        double x;                                                              \
        return val_as_double(args[0], &x) ? val_bool(test(x)) : VAL_NULL;      \
    }
PREDICATE(m_isnan, isnan)
PREDICATE(m_isinf, isinf)
PREDICATE(m_isfinite, isfinite)

static MATH_FUNCTION(m_isclose) {
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    Val v[4];
    double a, b, relative = 1e-9, absolute = 0;
    if (!args_parse("isclose", names, 0, 2, 2, args, nargs, kwnames, v) ||
        !val_as_double(v[0], &a) || !val_as_double(v[1], &b) ||
        (!val_is_null(v[2]) && !val_as_double(v[2], &relative)) ||
        (!val_is_null(v[3]) && !val_as_double(v[3], &absolute)))
        return VAL_NULL;
    if (relative < 0 || absolute < 0)
        return err_set(&exc_ValueError, "tolerances must be non-negative");
    if (a == b)
        return VAL_TRUE;
    if (isinf(a) || isinf(b))
        return VAL_FALSE;
    double diff = fabs(b - a);
    return val_bool(diff <= fabs(relative * b) || diff <= fabs(relative * a) || diff <= absolute);
}

static MATH_FUNCTION(m_degrees) {
    double x;
    return val_as_double(args[0], &x) ? val_float(x * (180.0 / M_PI)) : VAL_NULL;
}
static MATH_FUNCTION(m_radians) {
    double x;
    return val_as_double(args[0], &x) ? val_float(x * (M_PI / 180.0)) : VAL_NULL;
}

/* ---- rounding to int ---- */

static Val round_with(Val v, Val method, double (*fn)(double)) {
    if (!val_is_imm_float(v)) {
        bool found;
        Val r = val_call_special(v, method, NULL, 0, &found);
        if (found || err_occurred())
            return r;
    }
    double x;
    return val_as_double(v, &x) ? int_from_double(fn(x)) : VAL_NULL;
}
static MATH_FUNCTION(m_floor) { return round_with(args[0], STR_CONST("__floor__"), floor); }
static MATH_FUNCTION(m_ceil) { return round_with(args[0], STR_CONST("__ceil__"), ceil); }

static MATH_FUNCTION(m_trunc) {
    bool found;
    Val r = val_call_special(args[0], STR_CONST("__trunc__"), NULL, 0, &found);
    if (!found && !err_occurred())
        return err_set(&exc_TypeError, "type %T doesn't define __trunc__ method", args[0]);
    return r;
}

/* ---- sums ---- */

typedef struct Partials { /* non-overlapping, growing; their exact sum is the sum */
    double *p, small[32];
    int64_t n, capacity;
} Partials;

static bool partials_push(Partials *s, double x) {
    if (s->n == s->capacity) {
        int64_t capacity = s->capacity * 2;
        double *p = s->p == s->small ? malloc((size_t)capacity * sizeof *p)
                                     : realloc(s->p, (size_t)capacity * sizeof *p);
        if (!p) {
            err_no_memory();
            return false;
        }
        if (s->p == s->small)
            memcpy(p, s->small, sizeof s->small);
        s->p = p;
        s->capacity = capacity;
    }
    s->p[s->n++] = x;
    return true;
}

/* Adds x; *special gathers infinities and NaNs, *infinities only the former. */
static bool partials_add(Partials *s, double x, double *special, double *infinities) {
    double given = x;
    int64_t kept = 0;
    for (int64_t j = 0; j < s->n; j++) {
        double y = s->p[j];
        if (fabs(x) < fabs(y)) {
            double t = x;
            x = y;
            y = t;
        }
        volatile double high = x + y, back = high - x;
        volatile double low = y - back;
        if (low != 0)
            s->p[kept++] = low;
        x = high;
    }
    s->n = kept;
    if (x == 0)
        return true;
    if (isfinite(x))
        return partials_push(s, x);
    if (isfinite(given))
        return err_false(&exc_OverflowError, "intermediate overflow in fsum");
    if (isinf(given))
        *infinities += given;
    *special += given;
    s->n = 0;
    return true;
}

/* The partials' sum, rounded once, half to even. */
static double partials_total(const Partials *s) {
    int64_t n = s->n;
    if (n == 0)
        return 0;
    volatile double high = s->p[--n], low = 0;
    while (n > 0) {
        double x = high, y = s->p[--n];
        high = x + y;
        volatile double back = high - x;
        low = y - back;
        if (low != 0)
            break;
    }
    if (n > 0 && ((low < 0 && s->p[n - 1] < 0) || (low > 0 && s->p[n - 1] > 0))) {
        double y = low * 2;
        volatile double x = high + y, back = x - high;
        if (y == back)
            high = x;
    }
    return high;
}

static MATH_FUNCTION(m_fsum) {
    Partials s = {.p = s.small, .capacity = 32};
    double special = 0, infinities = 0;
    Val it = val_iter(args[0]), r = VAL_NULL;
    if (val_is_null(it))
        return it;
    for (;;) {
        Val v = val_next(it);
        double x;
        if (val_is_null(v))
            break;
        bool ok = val_as_double(v, &x) && partials_add(&s, x, &special, &infinities);
        decref(v);
        if (!ok)
            break;
    }
    decref(it);
    if (!err_occurred()) {
        if (special == 0)
            r = val_float(partials_total(&s));
        else if (isnan(infinities))
            r = err_set(&exc_ValueError, "-inf + inf in fsum");
        else
            r = val_float(special);
    }
    if (s.p != s.small)
        free(s.p);
    return r;
}

static MATH_FUNCTION(m_prod) {
    static const char *const names[] = {"", "start", NULL};
    Val a[2];
    if (!args_parse("prod", names, 1, 1, 1, args, nargs, kwnames, a))
        return VAL_NULL;
    Val it = val_iter(a[0]);
    if (val_is_null(it))
        return it;
    Val total = val_is_null(a[1]) ? val_small(1) : incref(a[1]);
    while (!val_is_null(total)) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        val_set(&total, val_binary(BIN_MUL, total, v));
        decref(v);
    }
    decref(it);
    if (err_occurred()) {
        decref(total);
        return VAL_NULL;
    }
    return total;
}

/* ---- distances ---- */

/* x * x added to a compensated sum, split so that no bit is lost. */
typedef struct Squares {
    double sum, frac1, frac2, frac3;
} Squares;

static void add_exact(double *sum, double *frac, double x) {
    double old = *sum;
    *sum += x;
    *frac += (old - *sum) + x;
}

static void split(double x, double *high, double *low) {
    double t = x * 134217729.0; /* 2**27 + 1 */
    *high = t - (t - x);
    *low = x - *high;
}

/* The Euclidean norm, correctly rounded in nearly all cases (as CPython's). */
static double vector_norm(int64_t n, const double *v, double max, bool nan) {
    if (isinf(max))
        return max;
    if (nan)
        return NAN;
    if (max == 0 || n <= 1)
        return max;
    int e;
    frexp(max, &e);
    Squares s = {1.0, 0, 0, 0};
    if (e < -1023) { /* 2**-e overflows */
        for (int64_t i = 0; i < n; i++) {
            double x = v[i] / max;
            add_exact(&s.sum, &s.frac1, x * x);
        }
        return max * sqrt(s.sum - 1.0 + s.frac1);
    }
    double scale = ldexp(1.0, -e), high, low;
    for (int64_t i = 0; i < n; i++) {
        split(v[i] * scale, &high, &low);
        add_exact(&s.sum, &s.frac1, high * high);
        add_exact(&s.sum, &s.frac2, 2.0 * high * low);
        s.frac3 += low * low;
    }
    double h = sqrt(s.sum - 1.0 + (s.frac1 + s.frac2 + s.frac3));
    split(h, &high, &low);
    add_exact(&s.sum, &s.frac1, -high * high);
    add_exact(&s.sum, &s.frac2, -2.0 * high * low);
    add_exact(&s.sum, &s.frac3, -low * low);
    double x = s.sum - 1.0 + (s.frac1 + s.frac2 + s.frac3);
    return (h + x / (2.0 * h)) / scale;
}

/* The norm of a[i] - b[i] (b NULL: of a). */
static Val norm(const Val *a, const Val *b, int64_t n) {
    double small[16], *v = n <= 16 ? small : malloc((size_t)n * sizeof *v);
    if (!v)
        return err_no_memory();
    double max = 0;
    bool nan = false, ok = true;
    for (int64_t i = 0; i < n && ok; i++) {
        double x, y = 0;
        ok = val_as_double(a[i], &x) && (!b || val_as_double(b[i], &y));
        if (!ok)
            break;
        v[i] = fabs(b ? x - y : x);
        nan |= isnan(v[i]);
        if (v[i] > max)
            max = v[i];
    }
    Val r = ok ? val_float(vector_norm(n, v, max, nan)) : VAL_NULL;
    if (v != small)
        free(v);
    return r;
}

static MATH_FUNCTION(m_hypot) { return norm(args, NULL, nargs); }

static MATH_FUNCTION(m_dist) {
    Val p = tuple_from_iterable(args[0]);
    if (val_is_null(p))
        return p;
    Val q = tuple_from_iterable(args[1]), r = VAL_NULL;
    if (!val_is_null(q)) {
        if (as_tuple(p)->length != as_tuple(q)->length)
            err_set(&exc_ValueError, "both points must have the same number of dimensions");
        else
            r = norm(as_tuple(p)->items, as_tuple(q)->items, as_tuple(p)->length);
    }
    decref(p);
    decref(q);
    return r;
}

static const MethodDef math_functions[] = {
    {"acos", m_acos, 1, 1, 0, "Return the arc cosine (measured in radians) of x."},
    {"acosh", m_acosh, 1, 1, 0, "Return the inverse hyperbolic cosine of x."},
    {"asin", m_asin, 1, 1, 0, "Return the arc sine (measured in radians) of x."},
    {"asinh", m_asinh, 1, 1, 0, "Return the inverse hyperbolic sine of x."},
    {"atan", m_atan, 1, 1, 0, "Return the arc tangent (measured in radians) of x."},
    {"atan2", m_atan2, 2, 2, 0, "Return the arc tangent (measured in radians) of y/x."},
    {"atanh", m_atanh, 1, 1, 0, "Return the inverse hyperbolic tangent of x."},
    {"cbrt", m_cbrt, 1, 1, 0, "Return the cube root of x."},
    {"ceil", m_ceil, 1, 1, 0, "Return the ceiling of x as an Integral."},
    {"copysign", m_copysign, 2, 2, 0, "Return a float with the magnitude of x and the sign of y."},
    {"cos", m_cos, 1, 1, 0, "Return the cosine of x (measured in radians)."},
    {"cosh", m_cosh, 1, 1, 0, "Return the hyperbolic cosine of x."},
    {"degrees", m_degrees, 1, 1, 0, "Convert angle x from radians to degrees."},
    {"dist", m_dist, 2, 2, 0, "Return the Euclidean distance between two points p and q."},
    {"erf", m_erf, 1, 1, 0, "Error function at x."},
    {"erfc", m_erfc, 1, 1, 0, "Complementary error function at x."},
    {"exp", m_exp, 1, 1, 0, "Return e raised to the power of x."},
    {"exp2", m_exp2, 1, 1, 0, "Return 2 raised to the power of x."},
    {"expm1", m_expm1, 1, 1, 0, "Return exp(x)-1."},
    {"fabs", m_fabs, 1, 1, 0, "Return the absolute value of the float x."},
    {"floor", m_floor, 1, 1, 0, "Return the floor of x as an Integral."},
    {"fmod", m_fmod, 2, 2, 0, "Return fmod(x, y), according to platform C."},
    {"frexp", m_frexp, 1, 1, 0, "Return the mantissa and exponent of x, as pair (m, e)."},
    {"fsum", m_fsum, 1, 1, 0, "Return an accurate floating point sum of values in the iterable."},
    {"gamma", m_gamma, 1, 1, 0, "Gamma function at x."},
    {"hypot", m_hypot, 0, -1, 0, "Multidimensional Euclidean distance from the origin."},
    {"isclose", m_isclose, 0, -1, METH_KW,
     "Determine whether two floating point numbers are close in value."},
    {"isfinite", m_isfinite, 1, 1, 0, "Return True if x is neither an infinity nor a NaN."},
    {"isinf", m_isinf, 1, 1, 0, "Return True if x is a positive or negative infinity."},
    {"isnan", m_isnan, 1, 1, 0, "Return True if x is a NaN (not a number)."},
    {"ldexp", m_ldexp, 2, 2, 0, "Return x * (2**i)."},
    {"lgamma", m_lgamma, 1, 1, 0, "Natural logarithm of absolute value of Gamma function at x."},
    {"log", m_log, 0, -1, 0, "Return the logarithm of x to the given base."},
    {"log10", m_log10, 1, 1, 0, "Return the base 10 logarithm of x."},
    {"log1p", m_log1p, 1, 1, 0, "Return the natural logarithm of 1+x (base e)."},
    {"log2", m_log2, 1, 1, 0, "Return the base 2 logarithm of x."},
    {"modf", m_modf, 1, 1, 0, "Return the fractional and integer parts of x."},
    {"nextafter", m_nextafter, 2, 2, 0, "Return the next floating-point value after x towards y."},
    {"pow", m_pow, 2, 2, 0, "Return x**y (x to the power of y)."},
    {"prod", m_prod, 0, -1, METH_KW,
     "Calculate the product of all the elements in the input iterable."},
    {"radians", m_radians, 1, 1, 0, "Convert angle x from degrees to radians."},
    {"remainder", m_remainder, 2, 2, 0, "Difference between x and the closest multiple of y."},
    {"sin", m_sin, 1, 1, 0, "Return the sine of x (measured in radians)."},
    {"sinh", m_sinh, 1, 1, 0, "Return the hyperbolic sine of x."},
    {"sqrt", m_sqrt, 1, 1, 0, "Return the square root of x."},
    {"tan", m_tan, 1, 1, 0, "Return the tangent of x (measured in radians)."},
    {"tanh", m_tanh, 1, 1, 0, "Return the hyperbolic tangent of x."},
    {"trunc", m_trunc, 1, 1, 0, "Truncates the Real x to the nearest Integral toward 0."},
    {"ulp", m_ulp, 1, 1, 0, "Return the value of the least significant bit of the float x."},
    {0},
};

bool math_init(Val module) {
    return module_add_functions(module, math_functions) &&
           module_add_functions(module, math_int_functions) &&
           module_add(module, "pi", val_float(M_PI)) && module_add(module, "e", val_float(M_E)) &&
           module_add(module, "tau", val_float(TAU)) &&
           module_add(module, "inf", val_float(INFINITY)) &&
           module_add(module, "nan", val_float(NAN));
}
