/* Division, powers, roots, products and text of integers too long for one call of GMP,
 * over the products of int_long_mul.c. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "objects/int.h"
#include "objects/int_long.h"

/* ---- division ---- */

/* The limbs [from, to) of z, not copied. */
static mpz_srcptr limbs_of(mpz_t view, mpz_srcptr z, size_t from, size_t to) {
    size_t size = mpz_size(z);
    to = to < size ? to : size;
    return mpz_roinit_n(view, mpz_limbs_read(z) + (from < to ? from : 0), from < to ? (mp_size_t)(to - from) : 0);
}

/* r = high * 2**(64*n) + low, low < 2**(64*n); r is not low. */
static void join(mpz_ptr r, mpz_srcptr high, mpz_srcptr low, size_t n) {
    mpz_mul_2exp(r, high, n * 64);
    mpz_add(r, r, low);
}

static bool divide(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b);

/* A quotient longer than the divisor: schoolbook division with digits of at
 * least the divisor's length. */
static bool divide_blocks(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    size_t na = mpz_size(a), nb = mpz_size(b), block = int_long_limbs / 2;
    if (block < nb)
        block = nb;
    mp_limb_t *p = mpz_limbs_write(q, (mp_size_t)(na + block));
    mpz_t digit, part, view;
    mpz_inits(digit, part, NULL);
    mpz_set_ui(r, 0);
    bool ok = true;
    size_t at = (na + block - 1) / block * block, end = at;
    while (at > 0 && ok) {
        at -= block;
        join(part, r, limbs_of(view, a, at, at + block), block);
        ok = divide(digit, r, part, b) && vm_hooks.poll() >= 0;
        if (ok) {
            size_t n = mpz_size(digit);
            memcpy(p + at, mpz_limbs_read(digit), n * sizeof *p);
            memset(p + at + n, 0, (block - n) * sizeof *p);
        }
    }
    mpz_limbs_finish(q, ok ? (mp_size_t)end : 0);
    mpz_clears(digit, part, NULL);
    return ok;
}

/* A quotient of k limbs, shorter than the divisor: the leading limbs of both
 * give it, or a little more, and the rest of the divisor the remainder. */
static bool divide_leading(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b, size_t k) {
    size_t na = mpz_size(a), nb = mpz_size(b), cut = nb - k;
    mpz_t high, low, rest;
    mpz_inits(rest, NULL);
    bool ok = divide(q, rest, limbs_of(high, a, cut, na), limbs_of(low, b, cut, nb));
    if (ok) {
        join(r, rest, limbs_of(low, a, 0, cut), cut);
        ok = long_mul(rest, q, limbs_of(low, b, 0, cut));
    }
    if (ok)
        mpz_sub(r, r, rest);
    for (; ok && mpz_sgn(r) < 0; mpz_add(r, r, b))
        mpz_sub_ui(q, q, 1);
    mpz_clear(rest);
    return ok && vm_hooks.poll() >= 0;
}

/* A quotient of the divisor's length: two halves. */
static bool divide_halves(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    size_t half = mpz_size(b) / 2;
    mpz_t view, part, high;
    mpz_inits(part, high, NULL);
    bool ok = divide(high, r, limbs_of(view, a, half, mpz_size(a)), b);
    if (ok) {
        join(part, r, limbs_of(view, a, 0, half), half);
        ok = divide(q, r, part, b);
    }
    if (ok) {
        mpz_swap(part, q);
        join(q, high, part, half);
    }
    mpz_clears(part, high, NULL);
    return ok;
}

/* Recursive division (Burnikel and Ziegler) of a >= 0 by b > 0, whose top bit
 * is set, so that what its leading limbs say of a quotient is nearly right.  q
 * and r are no operands. */
static bool divide(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    size_t na = mpz_size(a), nb = mpz_size(b);
    if (!long_limbs(na) || na <= nb) {
        mpz_tdiv_qr(q, r, a, b);
        return true;
    }
    if (!int_check_bits(na * 64))
        return false;
    size_t k = na - nb;
    return k > nb ? divide_blocks(q, r, a, b) : k < nb ? divide_leading(q, r, a, b, k) : divide_halves(q, r, a, b);
}

static bool divide_signed(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    size_t na = mpz_size(a), nb = mpz_size(b);
    /* a short divisor is left to GMP, which wants no top bit */
    mp_bitcnt_t shift = nb <= int_long_limbs / 2 ? 0 : nb * 64 - mpz_sizeinbase(b, 2);
    bool differ = mpz_sgn(a) * mpz_sgn(b) < 0;
    if (!int_check_bits((na + nb) * 64))
        return false;
    mpz_t x, y, va, vb, quotient, rest;
    mpz_inits(x, y, quotient, rest, NULL);
    mpz_srcptr dividend = limbs_of(va, a, 0, na), divisor = limbs_of(vb, b, 0, nb);
    if (shift) {
        mpz_mul_2exp(x, dividend, shift);
        mpz_mul_2exp(y, divisor, shift);
    }
    bool ok = shift ? divide(quotient, rest, x, y) : divide(quotient, rest, dividend, divisor);
    if (ok) {
        mpz_tdiv_q_2exp(rest, rest, shift);
        if (differ && mpz_sgn(rest) != 0) {
            mpz_add_ui(quotient, quotient, 1);
            mpz_sub(rest, divisor, rest);
        }
        if (differ)
            mpz_neg(quotient, quotient);
        if (mpz_sgn(b) < 0)
            mpz_neg(rest, rest);
        if (q)
            mpz_swap(q, quotient);
        if (r)
            mpz_swap(r, rest);
    }
    mpz_clears(x, y, quotient, rest, NULL);
    return ok;
}

bool long_fdiv_qr(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b) {
    if (long_limbs(mpz_size(a)))
        return divide_signed(q, r, a, b);
    if (!r)
        mpz_fdiv_q(q, a, b);
    else if (!q)
        mpz_fdiv_r(r, a, b);
    else
        mpz_fdiv_qr(q, r, a, b);
    return true;
}

/* ---- powers ---- */

bool long_pow_ui(mpz_ptr r, mpz_srcptr base, uint64_t exp) {
    if (!long_limbs(mpz_size(base)) && (exp == 0 || !long_limbs(mpz_sizeinbase(base, 2) * exp / 128))) {
        mpz_pow_ui(r, base, exp);
        return true;
    }
    /* twos in the base are no work: they shift the result */
    mp_bitcnt_t twos = mpz_scan1(base, 0);
    mpz_t odd, power;
    mpz_inits(odd, power, NULL);
    mpz_tdiv_q_2exp(odd, base, twos);
    mpz_set_ui(power, 1);
    bool ok = true;
    for (int bit = 63 - (exp ? __builtin_clzll(exp) : 63); bit >= 0 && ok; bit--) {
        ok = long_mul(power, power, power);
        if (ok && exp >> bit & 1)
            ok = long_mul(power, power, odd);
    }
    if (ok && (ok = int_check_bits(mpz_size(power) * 64 + twos * exp)))
        mpz_mul_2exp(power, power, twos * exp);
    mpz_swap(r, power);
    mpz_clears(odd, power, NULL);
    return ok;
}

static bool mul_mod(mpz_ptr r, mpz_srcptr x, mpz_srcptr y, mpz_srcptr mod) {
    return long_mul(r, x, y) && long_fdiv_qr(NULL, r, r, mod) && vm_hooks.poll() >= 0;
}

/* By a sliding window: power[i] is base**(2*i + 1). */
static bool window_powm(mpz_t *power, unsigned width, mpz_ptr r, mpz_srcptr base, mpz_srcptr exp, mpz_srcptr mod) {
    if (!long_fdiv_qr(NULL, power[0], base, mod) || !mul_mod(r, power[0], power[0], mod))
        return false;
    for (unsigned i = 1; i < 1u << (width - 1); i++)
        if (!mul_mod(power[i], power[i - 1], r, mod))
            return false;
    mpz_set_ui(r, 1);
    for (size_t left = mpz_sizeinbase(exp, 2); left > 0;) {
        unsigned bits = 1, value = 0;
        if (mpz_tstbit(exp, left - 1)) { /* the longest window that ends with a one */
            bits = left < width ? (unsigned)left : width;
            while (!mpz_tstbit(exp, left - bits))
                bits--;
        }
        for (unsigned i = 0; i < bits; i++) {
            value = value << 1 | (unsigned)mpz_tstbit(exp, --left);
            if (!mul_mod(r, r, r, mod))
                return false;
        }
        if (value && !mul_mod(r, r, power[value >> 1], mod))
            return false;
    }
    return true;
}

enum { WINDOW = 5 };

bool long_powm(mpz_ptr r, mpz_srcptr base, mpz_srcptr exp, mpz_srcptr mod) {
    /* GMP takes half a nanosecond for each bit of the exponent and pair of limbs */
    double n = (double)mpz_size(mod), work = (double)mpz_sizeinbase(exp, 2) * (n * n + 8);
    if (work < (double)int_long_limbs * 512 && !long_limbs(mpz_size(base))) {
        mpz_powm(r, base, exp, mod);
        return true;
    }
    unsigned width = mpz_sizeinbase(exp, 2) < 64 ? 1 : WINDOW;
    if (!int_check_bits((uint64_t)n * 64 << width))
        return false;
    mpz_t result, power[1 << (WINDOW - 1)];
    mpz_init(result);
    for (unsigned i = 0; i < 1u << (width - 1); i++)
        mpz_init(power[i]);
    bool ok = window_powm(power, width, result, base, exp, mod);
    /* an exponent of 0 meets no division */
    ok = ok && long_fdiv_qr(NULL, r, result, mod);
    for (unsigned i = 0; i < 1u << (width - 1); i++)
        mpz_clear(power[i]);
    mpz_clear(result);
    return ok;
}

/* ---- square root ---- */

/* Heron's method with twice the precision at each step: with c the bits of the
 * root and d those already there, (a-1)**2 < z >> 2*(c-d) < (a+1)**2 holds
 * before and after each. */
bool long_sqrt(mpz_ptr r, mpz_srcptr z) {
    if (!long_limbs(mpz_size(z))) {
        mpz_sqrt(r, z);
        return true;
    }
    if (!int_check_bits(mpz_size(z) * 64))
        return false;
    uint64_t c = (mpz_sizeinbase(z, 2) - 1) / 2;
    unsigned level = 0;
    while (long_limbs((c >> level) / 32 + 1))
        level++;
    mpz_t a, t;
    mpz_inits(a, t, NULL);
    mpz_tdiv_q_2exp(t, z, 2 * (c - (c >> level)));
    mpz_sqrt(a, t);
    bool ok = true;
    while (level-- > 0 && ok) {
        uint64_t e = c >> (level + 1), d = c >> level;
        mpz_tdiv_q_2exp(t, z, 2 * c - e - d + 1);
        ok = long_fdiv_qr(t, NULL, t, a) && vm_hooks.poll() >= 0;
        mpz_mul_2exp(a, a, d - e - 1);
        mpz_add(a, a, t);
    }
    if (ok && (ok = long_mul(t, a, a)) && mpz_cmp(t, z) > 0)
        mpz_sub_ui(a, a, 1);
    mpz_swap(r, a);
    mpz_clears(a, t, NULL);
    return ok;
}

/* ---- products of consecutive numbers ---- */

/* r = n * (n - step) * … of count factors, by halves, so that factors stay of like size. */
static bool descending(mpz_ptr r, mpz_srcptr n, uint64_t step, uint64_t count) {
    mpz_t f;
    if (count <= 8) {
        mpz_init_set(f, n);
        mpz_set_ui(r, 1);
        for (uint64_t i = 0; i < count; i++) {
            mpz_mul(r, r, f);
            mpz_sub_ui(f, f, step);
        }
        mpz_clear(f);
        return true;
    }
    if (count > 10000 && vm_hooks.poll() < 0)
        return false;
    uint64_t half = count / 2;
    mpz_init(f);
    mpz_sub_ui(f, n, half * step);
    bool ok = descending(f, f, step, count - half) && descending(r, n, step, half) && long_mul(r, r, f);
    mpz_clear(f);
    return ok;
}

bool long_falling(mpz_ptr r, mpz_srcptr n, uint64_t k) { return descending(r, n, 1, k); }

/* n! is a power of two times the product, over all i, of the odd numbers up to
 * n >> i: each range of them is that of the next i and some more. */
bool long_factorial(mpz_ptr r, uint64_t n) {
    if (n < 2 || !long_limbs((size_t)((double)n * log2((double)n) / 64))) {
        mpz_fac_ui(r, n);
        return true;
    }
    mpz_t odd, range, top;
    mpz_inits(odd, range, top, NULL);
    mpz_set_ui(odd, 1);
    mpz_set_ui(r, 1);
    bool ok = true;
    uint64_t below = 1; /* the odd numbers up to here are in the product already */
    for (int i = 63 - __builtin_clzll(n); i >= 0 && ok; i--) {
        uint64_t last = ((n >> i) - 1) | 1;
        mpz_set_ui(top, last);
        ok = descending(range, top, 2, (last - below) / 2) && long_mul(odd, odd, range) && long_mul(r, r, odd);
        below = last;
    }
    if (ok)
        mpz_mul_2exp(r, r, n - (uint64_t)__builtin_popcountll(n));
    mpz_clears(odd, range, top, NULL);
    return ok;
}

bool long_binomial(mpz_ptr r, mpz_srcptr n, uint64_t k) {
    if (!long_limbs(mpz_sizeinbase(n, 2) * k / 16)) { /* GMP takes quadratic time */
        mpz_bin_ui(r, n, k);
        return true;
    }
    mpz_t f;
    mpz_init(f);
    bool ok = long_falling(r, n, k) && long_factorial(f, k) && long_fdiv_qr(r, NULL, r, f);
    mpz_clear(f);
    return ok;
}

/* ---- text ---- */

enum { POWERS = 48 };
/* base**(digits * 2**i) for each i below count. */
typedef struct TextPowers {
    int base;
    unsigned count;
    size_t digits;
    mpz_t power[POWERS];
} TextPowers;

/* A base of a power of two is converted in linear time. */
static bool text_is_short(size_t limbs, int base) { return (base & (base - 1)) == 0 || limbs <= int_long_limbs / 4; }

/* As many powers as needed for a number of so many digits. */
static bool powers_init(TextPowers *t, int base, size_t digits) {
    t->base = base;
    t->count = 0;
    t->digits = (size_t)((double)(int_long_limbs / 4) * 64 / log2(base)) + 1;
    for (size_t n = t->digits; n < digits; n *= 2) {
        mpz_ptr p = t->power[t->count++];
        mpz_init(p);
        bool ok = true;
        if (t->count == 1)
            mpz_ui_pow_ui(p, (unsigned long)base, t->digits);
        else
            ok = long_mul(p, t->power[t->count - 2], t->power[t->count - 2]);
        if (!ok)
            return false;
    }
    return true;
}

static void powers_clear(TextPowers *t) {
    while (t->count)
        mpz_clear(t->power[--t->count]);
}

/* Writes z, of at most digits * 2**level digits, so many with padding, and
 * moves *s past them. */
static bool put_digits(const TextPowers *t, char **s, mpz_srcptr z, unsigned level, bool pad) {
    if (level == 0) {
        /* one more may be written than there are, and the NUL */
        char *text = malloc(mpz_sizeinbase(z, t->base) + 2);
        if (!text)
            return err_no_memory(), false;
        mpz_get_str(text, t->base, z);
        size_t n = strlen(text), zeros = pad ? t->digits - n : 0;
        memset(*s, '0', zeros);
        memcpy(*s + zeros, text, n);
        *s += zeros + n;
        free(text);
        return vm_hooks.poll() >= 0;
    }
    mpz_srcptr power = t->power[level - 1];
    if (!pad && mpz_cmp(z, power) < 0)
        return put_digits(t, s, z, level - 1, false);
    mpz_t q, r;
    mpz_inits(q, r, NULL);
    bool ok = long_fdiv_qr(q, r, z, power) && put_digits(t, s, q, level - 1, pad);
    mpz_clear(q);
    ok = ok && put_digits(t, s, r, level - 1, true);
    mpz_clear(r);
    return ok;
}

bool long_get_str(char *s, int base, mpz_srcptr z) {
    if (text_is_short(mpz_size(z), base)) {
        mpz_get_str(s, base, z);
        return true;
    }
    mpz_t magnitude;
    mpz_roinit_n(magnitude, mpz_limbs_read(z), (mp_size_t)mpz_size(z));
    if (mpz_sgn(z) < 0)
        *s++ = '-';
    TextPowers t;
    bool ok = powers_init(&t, base, mpz_sizeinbase(z, base)) && put_digits(&t, &s, magnitude, t.count, false);
    *s = '\0';
    powers_clear(&t);
    return ok;
}

static bool take_digits(const TextPowers *t, mpz_ptr r, const char *s, size_t n, unsigned level) {
    if (level == 0) {
        char *text = malloc(n + 1);
        if (!text)
            return err_no_memory(), false;
        memcpy(text, s, n);
        text[n] = '\0';
        mpz_set_str(r, text, t->base);
        free(text);
        return vm_hooks.poll() >= 0;
    }
    size_t low = t->digits << (level - 1);
    if (n <= low)
        return take_digits(t, r, s, n, level - 1);
    mpz_t rest;
    mpz_init(rest);
    bool ok = take_digits(t, r, s, n - low, level - 1) && long_mul(r, r, t->power[level - 1]) &&
              take_digits(t, rest, s + n - low, low, level - 1);
    if (ok)
        mpz_add(r, r, rest);
    mpz_clear(rest);
    return ok;
}

bool long_set_str(mpz_ptr r, const char *digits, size_t n, int base) {
    if (text_is_short(n * 6 / 64, base)) {
        mpz_set_str(r, digits, base);
        return true;
    }
    TextPowers t;
    bool ok = powers_init(&t, base, n) && take_digits(&t, r, digits, n, t.count);
    powers_clear(&t);
    return ok;
}
