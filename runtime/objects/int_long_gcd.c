/* Greatest common divisors of integers too long for one call of GMP.
 *
 * Euclid's steps on the leading halves of two numbers are, but for the last
 * few, those on the whole numbers.  So the steps are found recursively on
 * halves, gathered in a matrix, and done on the whole by long products (Knuth
 * and Schönhage).  Every step keeps the greatest common divisor, whether or
 * not it is just the one Euclid would take: only the pace depends on that. */
#include "core/err.h"
#include "objects/int.h"
#include "objects/int_long.h"

enum { LEAF_BITS = 24 * 64 }; /* from here down, step by step */

/* Two numbers on their way, and the rows that made them of the first two. */
typedef struct Steps {
    mpz_t value[2];  /* value[0] >= value[1] >= 0 */
    mpz_t row[2][2]; /* determinant 1 or -1 */
} Steps;

static void steps_init(Steps *s) {
    for (int i = 0; i < 2; i++) {
        mpz_init(s->value[i]);
        for (int j = 0; j < 2; j++)
            mpz_init_set_ui(s->row[i][j], i == j);
    }
}

static void steps_clear(Steps *s) {
    for (int i = 0; i < 2; i++)
        mpz_clears(s->value[i], s->row[i][0], s->row[i][1], NULL);
}

static size_t bits_of(mpz_srcptr z) { return mpz_sgn(z) ? mpz_sizeinbase(z, 2) : 0; }

static void put_in_order(Steps *s) {
    for (int i = 0; i < 2; i++)
        if (mpz_sgn(s->value[i]) < 0) {
            mpz_neg(s->value[i], s->value[i]);
            mpz_neg(s->row[i][0], s->row[i][0]);
            mpz_neg(s->row[i][1], s->row[i][1]);
        }
    if (mpz_cmp(s->value[0], s->value[1]) < 0) {
        mpz_swap(s->value[0], s->value[1]);
        mpz_swap(s->row[0][0], s->row[1][0]);
        mpz_swap(s->row[0][1], s->row[1][1]);
    }
}

/* One step of Euclid's; value[1] is not 0. */
static bool step(Steps *s, bool rows) {
    mpz_t q, t;
    mpz_inits(q, t, NULL);
    bool ok = long_fdiv_qr(q, s->value[0], s->value[0], s->value[1]);
    for (int j = 0; j < 2 && ok && rows; j++) {
        ok = long_mul(t, q, s->row[1][j]);
        mpz_sub(s->row[0][j], s->row[0][j], t);
    }
    mpz_clears(q, t, NULL);
    put_in_order(s);
    return ok;
}

/* r = a * b + c * d */
static bool mul_add(mpz_ptr r, mpz_srcptr a, mpz_srcptr b, mpz_srcptr c, mpz_srcptr d) {
    mpz_t t;
    mpz_init(t);
    bool ok = long_mul(r, a, b) && long_mul(t, c, d);
    mpz_add(r, r, t);
    mpz_clear(t);
    return ok;
}

/* Does the steps of the rows of t to the values of s, and if rows, to its rows. */
static bool apply(Steps *s, const Steps *t, bool rows) {
    Steps r;
    steps_init(&r);
    bool ok = true;
    for (int i = 0; i < 2 && ok; i++) {
        ok = mul_add(r.value[i], t->row[i][0], s->value[0], t->row[i][1], s->value[1]);
        for (int j = 0; j < 2 && ok && rows; j++)
            ok = mul_add(r.row[i][j], t->row[i][0], s->row[0][j], t->row[i][1], s->row[1][j]);
    }
    Steps old = *s;
    *s = r;
    steps_clear(&old);
    put_in_order(s);
    return ok;
}

static bool reduce(Steps *s, size_t bits, bool rows);

/* The steps that the numbers without their low bits would take to half their length. */
static bool reduce_leading(Steps *s, size_t cut, bool rows) {
    Steps t;
    steps_init(&t);
    for (int i = 0; i < 2; i++)
        mpz_tdiv_q_2exp(t.value[i], s->value[i], cut);
    bool ok = reduce(&t, (bits_of(t.value[0]) + 1) / 2, true) && apply(s, &t, rows);
    steps_clear(&t);
    return ok;
}

/* Until value[1] has about so many bits, at least half of those of value[0]. */
static bool reduce(Steps *s, size_t bits, bool rows) {
    if (bits_of(s->value[0]) <= LEAF_BITS) {
        while (bits_of(s->value[1]) > bits)
            if (!step(s, rows))
                return false;
        return vm_hooks.poll() >= 0;
    }
    if (!int_check_bits(bits_of(s->value[0]) * 4))
        return false;
    for (int i = 0; i < 2 && bits_of(s->value[1]) > bits; i++) {
        size_t all = bits_of(s->value[0]), cut = i == 0 ? bits : 2 * bits > all ? 2 * bits - all : 0;
        if (!reduce_leading(s, cut, rows) || (bits_of(s->value[1]) > bits && !step(s, rows)))
            return false;
    }
    return true;
}

bool long_gcd(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    if (!long_limbs((mpz_size(a) + mpz_size(b)) * 4)) {
        mpz_gcd(r, a, b);
        return true;
    }
    Steps s;
    steps_init(&s);
    mpz_set(s.value[0], a);
    mpz_set(s.value[1], b);
    put_in_order(&s);
    bool ok = true;
    /* GMP takes twenty times longer for it than for a product */
    while (ok && mpz_size(s.value[1]) > int_long_limbs / 8) {
        ok = step(&s, false);
        if (ok && mpz_size(s.value[1]) > int_long_limbs / 8)
            ok = reduce(&s, (bits_of(s.value[0]) + 1) / 2, false);
    }
    if (ok && mpz_sgn(s.value[1]) != 0)
        ok = step(&s, false);
    if (ok)
        mpz_gcd(r, s.value[0], s.value[1]);
    steps_clear(&s);
    return ok;
}

bool long_lcm(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    if (!long_limbs((mpz_size(a) + mpz_size(b)) * 4)) {
        mpz_lcm(r, a, b);
        return true;
    }
    mpz_t d;
    mpz_init(d);
    bool ok = long_gcd(d, a, b);
    if (ok && mpz_sgn(d) != 0)
        ok = long_fdiv_qr(d, NULL, a, d) && long_mul(d, d, b);
    mpz_abs(d, d);
    mpz_swap(r, d);
    mpz_clear(d);
    return ok;
}
