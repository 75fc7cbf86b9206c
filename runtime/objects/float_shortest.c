/* Shortest decimal digits of a double, by the Schubfach algorithm (Raffaello
 * Giulietti, "The Schubfach way to render doubles", 2020).
 *
 * With powers of ten kept to 128 bits, three multiplications give the value
 * and the borders of its rounding interval, scaled so that the digits wanted
 * are an integer of 16 or 17 digits.  Bits cut off are remembered by making
 * the last kept bit odd, which suffices to compare right. */
#include <gmp.h>

#include "core/value.h"
#include "objects/float.h"

enum { MIN_POWER = -292, MAX_POWER = 324 };

typedef struct Power { /* 10**k scaled to 2**127 .. 2**128, rounded up; high 0: not yet known */
    uint64_t high, low;
} Power;
static Power powers[MAX_POWER - MIN_POWER + 1];

static int floor_log2_pow10(int e) { return (e * 1741647) >> 19; }

/* Computed on first use: a program meets few exponents. */
static Power power_of_ten(int k) {
    Power *p = &powers[k - MIN_POWER];
    if (p->high)
        return *p;
    mpz_t t;
    mpz_init(t);
    mpz_ui_pow_ui(t, 10, (unsigned long)(k < 0 ? -k : k));
    int shift = 127 - floor_log2_pow10(k);
    if (k < 0) {
        mpz_t one;
        mpz_init(one);
        mpz_setbit(one, (mp_bitcnt_t)shift);
        mpz_cdiv_q(t, one, t);
        mpz_clear(one);
    } else if (shift >= 0) {
        mpz_mul_2exp(t, t, (mp_bitcnt_t)shift);
    } else {
        mpz_cdiv_q_2exp(t, t, (mp_bitcnt_t)-shift);
    }
    *p = (Power){mpz_getlimbn(t, 1), mpz_getlimbn(t, 0)};
    mpz_clear(t);
    return *p;
}

/* The high bits of g * c; the last one is odd if lower bits were cut. */
static uint64_t round_to_odd(Power g, uint64_t c) {
    unsigned __int128 x = (unsigned __int128)g.low * c;
    unsigned __int128 y = (unsigned __int128)g.high * c + (uint64_t)(x >> 64);
    return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/* d = *digits * 10 ** result, as short as can be. */
static int shortest(double d, uint64_t *digits) {
    uint64_t bits = double_bits(d), fraction = bits & (((uint64_t)1 << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t c = exponent ? fraction | (uint64_t)1 << 52 : fraction;
    int q = (exponent ? exponent : 1) - 1075;
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        *digits = c >> -q;
        return 0;
    }
    bool even = c % 2 == 0;
    bool closer = fraction == 0 && exponent > 1; /* the lower neighbour is at half the distance */
    int k = (q * 1262611 - (closer ? 524031 : 0)) >> 22;
    int h = q + floor_log2_pow10(-k) + 1;
    Power g = power_of_ten(-k);
    uint64_t below = round_to_odd(g, (4 * c - 2 + closer) << h);
    uint64_t value = round_to_odd(g, (4 * c) << h);
    uint64_t above = round_to_odd(g, (4 * c + 2) << h);
    uint64_t lower = below + !even, upper = above - !even; /* borders belong to even ones */
    uint64_t s = value / 4;
    if (s >= 10) { /* one digit fewer? */
        uint64_t t = s / 10;
        bool down = lower <= 40 * t, up = 40 * t + 40 <= upper;
        if (down != up) {
            *digits = t + up;
            return k + 1;
        }
    }
    bool down = lower <= 4 * s, up = 4 * s + 4 <= upper;
    if (down != up)
        *digits = s + up;
    else
        *digits = s + (value > 4 * s + 2 || (value == 4 * s + 2 && (s & 1)));
    return k;
}

int float_shortest(double d, char *out, int *decpt) {
    uint64_t n = 0;
    int exponent = d == 0 ? 0 : shortest(d, &n);
    char buf[24], *p = buf + sizeof buf;
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    int count = (int)(buf + sizeof buf - p);
    *decpt = count + exponent;
    while (count > 1 && p[count - 1] == '0')
        count--;
    memcpy(out, p, (size_t)count);
    out[count] = '\0';
    return count;
}
