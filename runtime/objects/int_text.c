/* int from and to text. */
#include <ctype.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/int.h"
#include "objects/int_long.h"
#include "objects/str.h"

/* Conversions from and to decimal take quadratic time in CPython; it bounds
 * them, and so do we, so that programs see the same errors. */
enum { DIGITS_DEFAULT = 4300, DIGITS_THRESHOLD = 640, POLL_DIGITS = 1 << 20 };
static int max_str_digits = DIGITS_DEFAULT;

int int_get_max_str_digits(void) { return max_str_digits; }

bool int_set_max_str_digits(int n) {
    if (n != 0 && n < DIGITS_THRESHOLD)
        return err_false(&exc_ValueError, "maxdigits must be 0 or larger than %d",
                         DIGITS_THRESHOLD);
    max_str_digits = n;
    return true;
}

/* The digits end, with a NUL, at p. */
static char *small_text(int64_t n, unsigned base, char *p) {
    *--p = '\0';
    uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;
    if (base == 10) /* the division by a constant is a multiplication */
        do
            *--p = (char)('0' + u % 10);
        while (u /= 10);
    else
        do
            *--p = "0123456789abcdefghijklmnopqrstuvwxyz"[u % base];
        while (u /= base);
    if (n < 0)
        *--p = '-';
    return p;
}

char *int_to_text(Val v, int base, char room[INT_TEXT_ROOM], char **own) {
    int64_t n;
    *own = NULL;
    if (int_get_i64(v, &n))
        return small_text(n, (unsigned)base, room + INT_TEXT_ROOM);
    IntView w;
    mpz_srcptr z = int_view(v, &w);
    size_t digits = mpz_sizeinbase(z, base);
    bool limited = base & (base - 1); /* powers of two convert in linear time */
    /* sizeinbase may be one too large: only then must the text be looked at */
    if (limited && max_str_digits && digits > (size_t)max_str_digits + 1)
        goto too_long;
    if (!int_check_bits(digits * 8))
        return NULL;
    char *s = malloc(digits + 2);
    if (!s) {
        err_no_memory();
        return NULL;
    }
    incref(v);
    bool ok = long_get_str(s, base, z);
    decref(v);
    if (!ok) {
        free(s);
        return NULL;
    }
    if (limited && max_str_digits && strlen(s) - ((*s == '-')) > (size_t)max_str_digits) {
        free(s);
        goto too_long;
    }
    return *own = s;
too_long:
    err_set(&exc_ValueError,
            "Exceeds the limit (%d digits) for integer string conversion; use "
            "sys.set_int_max_str_digits() to increase the limit",
            max_str_digits);
    return NULL;
}

Val int_to_str(Val v, int base) {
    char room[INT_TEXT_ROOM], *own, *s = int_to_text(v, base, room, &own);
    if (!s)
        return VAL_NULL;
    Val r = str_from_ascii(s, (int64_t)strlen(s));
    free(own);
    return r;
}

static Val bad_literal(const char *s, int64_t n, int base, Val shown) {
    if (!val_is_null(shown))
        return err_set(&exc_ValueError, "invalid literal for int() with base %d: %R", base, shown);
    Val text = str_from_utf8(s, n);
    if (val_is_null(text))
        return VAL_NULL;
    err_set(&exc_ValueError, "invalid literal for int() with base %d: %R", base, text);
    decref(text);
    return VAL_NULL;
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 99;
}

static bool prefix_base(const char *p, const char *end, int *base) {
    if (end - p < 2 || p[0] != '0')
        return false;
    int b = (p[1] | 32) == 'x' ? 16 : (p[1] | 32) == 'o' ? 8 : (p[1] | 32) == 'b' ? 2 : 0;
    if (!b || (*base != 0 && *base != b))
        return false;
    *base = b;
    return true;
}

Val int_parse(const char *s, int64_t n, int base, Val shown, bool limit) {
    const char *p = s, *end = s + n;
    int asked = base;
    while (p < end && isspace((unsigned char)*p))
        p++;
    while (end > p && isspace((unsigned char)end[-1]))
        end--;
    bool negative = false;
    if (p < end && (*p == '+' || *p == '-'))
        negative = *p++ == '-';
    if (prefix_base(p, end, &base)) {
        p += 2;
        if (p < end && *p == '_')
            p++;
    }
    bool zero_only = false; /* base 0: "00" is fine, "08" is not */
    if (base == 0) {
        zero_only = p < end && *p == '0';
        base = 10;
    }
    char small[64], *digits = small;
    if (end - p + 1 > (int64_t)sizeof small && !(digits = malloc((size_t)(end - p) + 1)))
        return err_no_memory();
    int64_t count = 0;
    bool last_digit = false;
    Val r;
    for (; p < end; p++) {
        if (*p == '_') {
            if (!last_digit)
                goto bad;
            last_digit = false;
            continue;
        }
        int d = digit_value(*p);
        if (d >= base || (zero_only && d))
            goto bad;
        digits[count++] = *p;
        last_digit = true;
        if (unlikely(count % POLL_DIGITS == 0) && vm_hooks.poll() < 0) {
            r = VAL_NULL;
            goto done;
        }
    }
    if (!last_digit)
        goto bad;
    if (limit && (base & (base - 1)) && max_str_digits && count > max_str_digits) {
        r = err_set(&exc_ValueError,
                    "Exceeds the limit (%d digits) for integer string conversion: value has %ld "
                    "digits; use sys.set_int_max_str_digits() to increase the limit",
                    max_str_digits, (long)count);
        goto done;
    }
    digits[count] = '\0';
    if (count <= 11) { /* fits 62 bits in every base */
        int64_t v = 0;
        for (int64_t i = 0; i < count; i++)
            v = v * base + digit_value(digits[i]);
        r = val_small(negative ? -v : v);
        goto done;
    }
    if (!int_check_bits((uint64_t)count * 6)) {
        r = VAL_NULL;
        goto done;
    }
    mpz_t z;
    mpz_init(z);
    if (!long_set_str(z, digits, (size_t)count, base)) {
        mpz_clear(z);
        r = VAL_NULL;
        goto done;
    }
    if (negative)
        mpz_neg(z, z);
    r = int_steal_mpz(z);
    goto done;
bad:
    r = bad_literal(s, n, asked, shown);
done:
    if (digits != small)
        free(digits);
    return r;
}

Val int_from_text(const char *s, int64_t n, int base) {
    return int_parse(s, n, base, VAL_NULL, false);
}
