/* Products of integers too long for one call of GMP.
 *
 * Two long factors are multiplied by the algorithm of Schönhage and Strassen:
 * both are cut into pieces, the coefficients of two polynomials; their product
 * is a cyclic convolution, by a fast Fourier transform modulo 2**(64*n) + 1,
 * where 2 is a root of unity and every step of a transform shifts and adds.
 * The coefficients are multiplied by GMP.  Each step is short, so others can
 * run in between, and the whole costs about as much as GMP's own product,
 * which is made in the same way; cutting by Karatsuba's method would cost
 * many times that. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "objects/int.h"
#include "objects/int_long.h"

size_t int_long_limbs = 1 << 16;

/* Limbs passed over since the last poll. */
static bool tick(size_t *work, size_t limbs) {
    *work += limbs;
    if (likely(*work < int_long_limbs * 4))
        return true;
    *work = 0;
    return vm_hooks.poll() >= 0;
}

/* ---- residues modulo 2**(64*n) + 1: n + 1 limbs, at most 2**(64*n) ---- */

static void residue_add(mp_limb_t *r, const mp_limb_t *x, const mp_limb_t *y, size_t n) {
    mpn_add_n(r, x, y, (mp_size_t)n + 1);
    mp_limb_t top = r[n]; /* 2**(64*n) is -1 */
    r[n] = 0;
    if (top && mpn_sub_1(r, r, (mp_size_t)n, top))
        r[n] = mpn_add_1(r, r, (mp_size_t)n, 1);
}

static void residue_sub(mp_limb_t *r, const mp_limb_t *x, const mp_limb_t *y, size_t n) {
    if (mpn_sub_n(r, x, y, (mp_size_t)n + 1))
        r[n] = mpn_add_1(r, r, (mp_size_t)n, 1);
}

/* r = x * 2**e, e < 64*n; r is not x. */
static void residue_shift(mp_limb_t *r, const mp_limb_t *x, size_t n, size_t e) {
    size_t q = e / 64, s = e % 64;
    mp_limb_t top; /* what goes round: the limbs r[0..q), and this one above them, are negative */
    if (s) {
        mp_limb_t carry = mpn_lshift(r + q, x, (mp_size_t)(n - q), (unsigned)s);
        top = x[n] << s;
        if (q) {
            top |= mpn_lshift(r, x + n - q, (mp_size_t)q, (unsigned)s);
            r[0] |= carry;
        } else {
            top |= carry;
        }
    } else {
        memcpy(r + q, x, (n - q) * sizeof *r);
        memcpy(r, x + n - q, q * sizeof *r);
        top = x[n];
    }
    if (q)
        top += mpn_neg(r, r, (mp_size_t)q);
    r[n] = 0;
    if (mpn_sub_1(r + q, r + q, (mp_size_t)(n - q), top))
        r[n] = mpn_add_1(r, r, (mp_size_t)n, 1);
}

static void residue_neg(mp_limb_t *r, size_t n) {
    if (r[n]) {
        r[n] = 0;
        r[0] = 1;
    } else if (mpn_neg(r, r, (mp_size_t)n)) {
        r[n] = mpn_add_1(r, r, (mp_size_t)n, 1);
    }
}

/* x *= y; product: room for 2*n limbs. */
static void residue_mul(mp_limb_t *x, const mp_limb_t *y, mp_limb_t *product, size_t n) {
    if (x[n] || y[n]) { /* one of them is -1 */
        if (x[n])
            memmove(x, y, (n + 1) * sizeof *x);
        residue_neg(x, n);
        return;
    }
    if (x == y)
        mpn_sqr(product, x, (mp_size_t)n);
    else
        mpn_mul_n(product, x, y, (mp_size_t)n);
    if (mpn_sub_n(x, product, product + n, (mp_size_t)n))
        x[n] = mpn_add_1(x, x, (mp_size_t)n, 1);
}

/* ---- the transform ---- */

typedef struct Transform {
    size_t n;        /* limbs of a residue without the one on top */
    size_t piece;    /* limbs of a coefficient of a factor */
    unsigned log;    /* of the number of coefficients of the product */
    mp_limb_t *room; /* for 2 * n + 2 limbs */
    size_t work;
} Transform;

/* Both are depth first: the smaller transforms stay in the cache.  The result
 * of the one, and so the input of the other, is in bit-reversed order. */
static bool transform(Transform *t, mp_limb_t *rows, unsigned log) {
    if (log == 0)
        return true;
    size_t n = t->n, half = ((size_t)1 << (log - 1)), step = n * 128 >> log;
    mp_limb_t *high = rows + half * (n + 1);
    for (size_t i = 0; i < half; i++) {
        mp_limb_t *x = rows + i * (n + 1), *y = high + i * (n + 1);
        residue_sub(t->room, x, y, n);
        residue_add(x, x, y, n);
        residue_shift(y, t->room, n, i * step);
        if (!tick(&t->work, 3 * n))
            return false;
    }
    return transform(t, rows, log - 1) && transform(t, high, log - 1);
}

static bool transform_back(Transform *t, mp_limb_t *rows, unsigned log) {
    if (log == 0)
        return true;
    size_t n = t->n, half = ((size_t)1 << (log - 1)), step = n * 128 >> log;
    mp_limb_t *high = rows + half * (n + 1);
    if (!transform_back(t, rows, log - 1) || !transform_back(t, high, log - 1))
        return false;
    for (size_t i = 0; i < half; i++) {
        mp_limb_t *x = rows + i * (n + 1), *y = high + i * (n + 1);
        if (i) { /* 2**-e is -(2**(64*n - e)) */
            residue_shift(t->room, y, n, n * 64 - i * step);
            residue_add(y, x, t->room, n);
            residue_sub(x, x, t->room, n);
        } else {
            memcpy(t->room, y, (n + 1) * sizeof *y);
            residue_sub(y, x, t->room, n);
            residue_add(x, x, t->room, n);
        }
        if (!tick(&t->work, 3 * n))
            return false;
    }
    return true;
}

/* The pieces of a factor as residues, transformed; malloc'ed. */
static mp_limb_t *transformed(Transform *t, const mp_limb_t *a, size_t na) {
    size_t count = (size_t)1 << t->log, size = t->n + 1;
    mp_limb_t *rows = malloc(count * size * sizeof *rows);
    if (!rows) {
        err_no_memory();
        return NULL;
    }
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        size_t at = i * t->piece, len = at >= na ? 0 : na - at < t->piece ? na - at : t->piece;
        if (len)
            memcpy(rows + i * size, a + at, len * sizeof *a);
        memset(rows + i * size + len, 0, (size - len) * sizeof *rows);
        ok = tick(&t->work, size);
    }
    if (ok && transform(t, rows, t->log))
        return rows;
    free(rows);
    return NULL;
}

/* x[i] = x[i] * y[i] / number of coefficients */
static bool multiply_residues(Transform *t, mp_limb_t *x, const mp_limb_t *y) {
    size_t size = t->n + 1;
    for (size_t i = 0; i < (size_t)1 << t->log; i++, x += size, y += size) {
        residue_mul(x, y, t->room, t->n);
        residue_shift(t->room, x, t->n, t->n * 64 - t->log);
        residue_neg(t->room, t->n);
        memcpy(x, t->room, size * sizeof *x);
        if (!tick(&t->work, t->n * 64)) /* a product takes longer than a pass */
            return false;
    }
    return true;
}

/* r = the sum of the coefficients, each at its place. */
static bool add_up(Transform *t, mp_limb_t *r, size_t nr, const mp_limb_t *rows) {
    size_t top = 0, size = 2 * t->piece + 1;
    for (size_t i = 0; i * t->piece < nr; i++, rows += t->n + 1) {
        size_t at = i * t->piece, end = at + size < nr ? at + size : nr;
        memset(r + top, 0, (end - top) * sizeof *r);
        top = end;
        mpn_add_n(r + at, r + at, rows, (mp_size_t)(end - at));
        if (!tick(&t->work, size))
            return false;
    }
    return true;
}

/* The number of coefficients: the more there are, the longer the transforms
 * take and the shorter the products. */
static void choose(Transform *t, size_t limbs) {
    double best = 0;
    for (unsigned log = 2; log <= 22; log++) {
        size_t count = (size_t)1 << log, piece = (limbs + count - 2) / (count - 1);
        /* a coefficient of the product is a sum of up to count products; the
         * roots of unity are powers of 2: count divides 128 * n */
        size_t unit = count > 128 ? count / 128 : 1, n = (2 * piece + 1 + unit - 1) / unit * unit;
        double cost = (double)count * (double)n * (sqrt((double)n) + 1.5 * log);
        if (log == 2 || cost < best) {
            best = cost;
            t->log = log, t->piece = piece, t->n = n;
        }
    }
}

/* r = a * b, na + nb limbs. */
static bool mul_transform(mp_limb_t *r, const mp_limb_t *a, size_t na, const mp_limb_t *b, size_t nb) {
    Transform t = {0};
    choose(&t, na + nb);
    t.room = malloc((2 * t.n + 2) * sizeof *t.room);
    if (!t.room)
        return err_no_memory(), false;
    mp_limb_t *x = transformed(&t, a, na), *y = x;
    if (x && (a != b || na != nb))
        y = transformed(&t, b, nb);
    bool ok = x && y && multiply_residues(&t, x, y);
    if (y != x)
        free(y);
    ok = ok && transform_back(&t, x, t.log) && add_up(&t, r, na + nb, x);
    free(x);
    free(t.room);
    return ok;
}

/* The same with nb no more than the limit: a in blocks. */
static bool mul_blocks(mp_limb_t *r, const mp_limb_t *a, size_t na, const mp_limb_t *b, size_t nb) {
    size_t block = int_long_limbs;
    mp_limb_t *product = malloc((block + nb) * sizeof *product);
    if (!product)
        return err_no_memory(), false;
    bool ok = true;
    memset(r, 0, nb * sizeof *r);
    for (size_t at = 0; at < na && ok; at += block) {
        size_t len = na - at < block ? na - at : block;
        if (len >= nb)
            mpn_mul(product, a + at, (mp_size_t)len, b, (mp_size_t)nb);
        else
            mpn_mul(product, b, (mp_size_t)nb, a + at, (mp_size_t)len);
        memset(r + at + nb, 0, len * sizeof *r);
        mpn_add_n(r + at, r + at, product, (mp_size_t)(len + nb));
        ok = vm_hooks.poll() >= 0;
    }
    free(product);
    return ok;
}

bool long_mul(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    if (mpz_size(a) < mpz_size(b)) {
        mpz_srcptr t = a;
        a = b, b = t;
    }
    size_t na = mpz_size(a), nb = mpz_size(b);
    if (!long_limbs((na + nb) / 2) || nb == 0) {
        mpz_mul(r, a, b);
        return true;
    }
    if (!int_check_bits((na + nb) * 64))
        return false;
    mpz_t t;
    mpz_init(t);
    mp_limb_t *p = mpz_limbs_write(t, (mp_size_t)(na + nb));
    bool ok = nb <= int_long_limbs ? mul_blocks(p, mpz_limbs_read(a), na, mpz_limbs_read(b), nb)
                                   : mul_transform(p, mpz_limbs_read(a), na, mpz_limbs_read(b), nb);
    mp_size_t size = ok ? (mp_size_t)(na + nb) : 0;
    mpz_limbs_finish(t, mpz_sgn(a) * mpz_sgn(b) < 0 ? -size : size);
    mpz_swap(r, t);
    mpz_clear(t);
    return ok;
}
