/* float from and to text, decimal and hexadecimal. */
#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "core/err.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"

/* |d| as digits without trailing zeros (but one at least); the decimal point
 * stands after the first *decpt of them.  precision 0: as few digits as read
 * back the same.  buf holds precision (or 17) digits and 10 bytes more. */
static int float_digits(double d, int precision, char *buf, size_t size, int *decpt) {
    d = fabs(d);
    if (precision == 0)
        return float_shortest(d, buf, decpt);
    snprintf(buf, size, "%.*e", precision - 1, d);
    char *e = strchr(buf, 'e');
    *decpt = atoi(e + 1) + 1;
    char *out = buf;
    for (char *p = buf; p < e; p++)
        if (*p != '.')
            *out++ = *p;
    int n = (int)(out - buf);
    while (n > 1 && buf[n - 1] == '0')
        n--;
    buf[n] = '\0';
    if (d == 0)
        *decpt = 1;
    return n;
}

static char *out_exponent(char *o, int exp) {
    *o++ = 'e';
    *o++ = exp < 0 ? '-' : '+';
    return o + sprintf(o, "%02d", abs(exp));
}

/* The 'r' and 'g' styles: from digits, with CPython's choice of exponent. */
static char *general_text(double d, int precision, bool shortest, int flags) {
    if (precision == 0 && !shortest)
        precision = 1;
    size_t room = (size_t)(precision > 17 ? precision : 17) + 32;
    char few[64], *many = room <= sizeof few ? NULL : malloc(room);
    char *digits = room <= sizeof few ? few : many, *text = malloc(room * 2 + 32);
    if (!digits || !text)
        goto no_memory;
    int decpt;
    int n = float_digits(d, shortest ? 0 : precision, digits, room, &decpt);
    bool add_dot = flags & FLOAT_ADD_DOT_0;
    bool use_exp = shortest ? decpt <= -4 || decpt > 16
                            : decpt <= -4 || decpt > precision - (add_dot ? 1 : 0);
    int want = (flags & FLOAT_ALT) && !shortest ? precision : n; /* with the zeros %#g keeps */
    char *o = text;
    if (signbit(d))
        *o++ = '-';
    else if (flags & FLOAT_SIGN)
        *o++ = '+';
    int point = use_exp ? 1 : decpt;
    if (point <= 0) {
        o += sprintf(o, "0.");
        for (int i = point; i < 0; i++)
            *o++ = '0';
        point = 0;
        for (int i = 0; i < want; i++)
            *o++ = i < n ? digits[i] : '0';
    } else {
        int total = want > point ? want : point;
        for (int i = 0; i < total; i++) {
            if (i == point)
                *o++ = '.';
            *o++ = i < n ? digits[i] : '0';
        }
        if (total == point && !use_exp && add_dot) {
            *o++ = '.';
            *o++ = '0';
        } else if (total == point && (flags & FLOAT_ALT)) {
            *o++ = '.';
        }
    }
    if (use_exp)
        o = out_exponent(o, decpt - 1);
    *o = '\0';
    free(many);
    return text;
no_memory:
    free(many);
    free(text);
    return NULL;
}

/* |d| with `precision` decimals, correctly rounded (half to even), by exact
 * integer arithmetic: a double is m * 2^-k, and m * 10^precision fits 128 bits
 * for what programs usually print.  false: too large or small for that. */
static bool fixed_digits(double d, int precision, uint64_t *whole, uint64_t *fraction) {
    static const uint64_t pow10[] = {1,      10,      100,      1000,      10000,
                                     100000, 1000000, 10000000, 100000000, 1000000000};
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7ff);
    uint64_t m = (bits & ((UINT64_C(1) << 52) - 1)) | (biased ? UINT64_C(1) << 52 : 0);
    int k = m ? 1075 - (biased ? biased : 1) : 23; /* |d| = m / 2^k; for 0 every k is right */
    if (precision > 9 || k < 23 || k > 120)
        return false;
    unsigned __int128 scaled = (unsigned __int128)m * pow10[precision];
    unsigned __int128 rest = scaled & (((unsigned __int128)1 << k) - 1), half = (unsigned __int128)1 << (k - 1);
    uint64_t q = (uint64_t)(scaled >> k); /* below 2^30 * 10^9 */
    if (rest > half || (rest == half && (q & 1)))
        q++;
    *whole = q / pow10[precision];
    *fraction = q % pow10[precision];
    return true;
}

static void put_decimal(char *out, uint64_t n, int digits) {
    while (digits--) {
        out[digits] = (char)('0' + n % 10);
        n /= 10;
    }
}

static char *fixed_text(double d, int precision, int flags) {
    uint64_t whole, fraction;
    if ((flags & FLOAT_ALT) || !fixed_digits(d, precision, &whole, &fraction))
        return NULL;
    char *text = malloc(40), *o = text;
    if (!text)
        return NULL;
    if (signbit(d))
        *o++ = '-';
    else if (flags & FLOAT_SIGN)
        *o++ = '+';
    int digits = 1;
    for (uint64_t w = whole; w >= 10; w /= 10)
        digits++;
    put_decimal(o, whole, digits);
    o += digits;
    if (precision) {
        *o++ = '.';
        put_decimal(o, fraction, precision);
        o += precision;
    }
    *o = '\0';
    return text;
}

char *float_to_text(double d, char style, int precision, int flags) {
    bool upper = style == 'E' || style == 'F' || style == 'G';
    char *text;
    if (!isfinite(d)) {
        const char *s = isnan(d) ? (flags & FLOAT_SIGN ? "+nan" : "nan")
                        : d < 0  ? "-inf"
                        : (flags & FLOAT_SIGN ? "+inf" : "inf");
        size_t n = strlen(s);
        text = malloc(n + 2);
        if (!text)
            return NULL;
        memcpy(text, s, n + 1);
        if (style == '%')
            strcpy(text + n, "%");
    } else if ((style | 32) == 'f' && (text = fixed_text(d, precision, flags))) {
        return text;
    } else if (style == 'r' || (style | 32) == 'g') {
        text = general_text(d, precision, style == 'r', flags);
    } else {
        char fmt[8] = "%", *f = fmt + 1;
        if (flags & FLOAT_ALT)
            *f++ = '#';
        if (flags & FLOAT_SIGN)
            *f++ = '+';
        *f++ = '.';
        *f++ = '*';
        *f++ = (style | 32) == 'e' ? 'e' : 'f';
        *f = '\0';
        if (style == '%')
            d *= 100;
        if (!isfinite(d))
            return float_to_text(d, '%', precision, flags);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        size_t room = 48;
        text = malloc(room);
        int n = text ? snprintf(text, room - 1, fmt, precision, d) : 0;
        if (text && (size_t)n + 2 > room) {
            free(text);
            text = malloc((size_t)n + 2);
            if (text)
                snprintf(text, (size_t)n + 1, fmt, precision, d);
        }
        if (!text)
            return NULL;
#pragma GCC diagnostic pop
        if (style == '%')
            strcpy(text + n, "%");
    }
    if (text && upper)
        for (char *p = text; *p; p++)
            *p = (char)toupper((unsigned char)*p);
    return text;
}

Val float_repr(double d) {
    if (d == floor(d) && fabs(d) < 1e15) { /* common, and quick */
        char buf[32];
        int n = snprintf(buf, sizeof buf, "%s%ld.0", signbit(d) ? "-" : "", (long)fabs(d));
        return str_from_ascii(buf, n);
    }
    char *s = float_to_text(d, 'r', 0, FLOAT_ADD_DOT_0);
    if (!s)
        return err_no_memory();
    Val r = str_from_ascii(s, (int64_t)strlen(s));
    free(s);
    return r;
}

/* ---- parsing ---- */

static bool word(const char *p, const char *end, const char *lower) {
    size_t n = strlen(lower);
    return (size_t)(end - p) == n && strncasecmp(p, lower, n) == 0;
}

/* What decimal and hexadecimal text have in common: takes the blanks around it and the sign off. true: what is left is a name,
 * and *out the number. */
static bool sign_and_name(const char **p, const char **end, bool *negative, double *out) {
    while (*p < *end && isspace((unsigned char)**p))
        ++*p;
    while (*end > *p && isspace((unsigned char)(*end)[-1]))
        --*end;
    *negative = *p < *end && **p == '-';
    if (*p < *end && (**p == '+' || **p == '-'))
        ++*p;
    if (word(*p, *end, "inf") || word(*p, *end, "infinity"))
        *out = *negative ? -INFINITY : INFINITY;
    else if (word(*p, *end, "nan"))
        *out = *negative ? -NAN : NAN;
    else
        return false;
    return true;
}

/* digits * 10^exponent where both are doubles, so that one operation rounds once (W. D. Clinger, "How to read floating point
 * numbers accurately", 1990): digits below 2^53, powers of ten up to 10^22. */
static bool exact_product(uint64_t digits, int64_t exponent, double *out) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (FLT_EVAL_METHOD != 0 || digits >= UINT64_C(1) << 53 || exponent < -22 || exponent > 22)
        return false;
    *out = exponent < 0 ? (double)digits / powers[-exponent] : (double)digits * powers[exponent];
    return true;
}

/* What is left of a number without sign and blanks: checked while the underscores, which stand between two digits only, are
 * taken out.  buf: room for end - p + 1 bytes. */
static bool decimal_from_text(const char *p, const char *end, char *buf, double *out) {
    char *o = buf;
    bool digit = false, point = false, exponent = false, last_digit = false, small_exponent = false;
    uint64_t digits = 0;              /* the number is digits * 10^scale, if there are few */
    int64_t scale = 0, written = 0;   /* written: the exponent that is in the text */
    for (; p < end; p++) {
        char c = *p;
        if (c >= '0' && c <= '9') {
            digit = true;
            last_digit = true;
            if (exponent) {
                if (written < 1000)
                    written = written * 10 + (c - '0');
            } else if (digits < UINT64_C(1) << 53) {
                digits = digits * 10 + (uint64_t)(c - '0');
                scale -= point;
            }
        } else if (c == '_') {
            if (!last_digit || p + 1 == end || !isdigit((unsigned char)p[1]))
                return false;
            last_digit = false;
            continue;
        } else if (c == '.') {
            if (point || exponent)
                return false;
            point = true;
            last_digit = false;
        } else if (c == 'e' || c == 'E') {
            if (exponent || !digit)
                return false;
            exponent = true;
            digit = false; /* one must follow */
            last_digit = false;
            if (p + 1 < end && (p[1] == '+' || p[1] == '-')) {
                *o++ = c;
                c = *++p;
                small_exponent = c == '-';
            }
        } else {
            return false;
        }
        *o++ = c;
    }
    if (!digit)
        return false;
    *o = '\0';
    if (!exact_product(digits, scale + (small_exponent ? -written : written), out))
        *out = strtod(buf, NULL);
    return true;
}

int float_from_text(const char *s, int64_t n, double *out) {
    const char *end = s + n;
    bool negative;
    if (sign_and_name(&s, &end, &negative, out))
        return true;
    char small[64], *buf = small;
    if (end - s + 1 > (int64_t)sizeof small && !(buf = malloc((size_t)(end - s) + 1))) {
        err_no_memory();
        return -1;
    }
    bool ok = decimal_from_text(s, end, buf, out);
    if (buf != small)
        free(buf);
    if (ok && negative)
        *out = -*out;
    return ok;
}

/* ---- hexadecimal ---- */

Val float_hex(double d) {
    if (!isfinite(d))
        return float_repr(d);
    char buf[64];
    if (d == 0)
        return str_from_cstr(signbit(d) ? "-0x0.0p+0" : "0x0.0p+0");
    int e;
    double m = frexp(fabs(d), &e);
    int shift = 1 - (-1021 - e > 0 ? -1021 - e : 0);
    m = ldexp(m, shift);
    e -= shift;
    char *o = buf;
    if (d < 0)
        *o++ = '-';
    *o++ = '0';
    *o++ = 'x';
    *o++ = (char)('0' + (int)m);
    m -= (int)m;
    *o++ = '.';
    for (int i = 0; i < 13; i++) {
        m *= 16.0;
        *o++ = "0123456789abcdef"[(int)m];
        m -= (int)m;
    }
    sprintf(o, "p%c%d", e < 0 ? '-' : '+', abs(e));
    return str_from_cstr(buf);
}

Val float_from_hex(Val s) {
    if (!val_is_str(s))
        return err_set(&exc_TypeError, "fromhex() argument must be str, not %T", s);
    int64_t n;
    const char *p = str_utf8(s, &n);
    if (!p)
        return VAL_NULL;
    const char *end = p + n;
    bool negative;
    double named;
    if (sign_and_name(&p, &end, &negative, &named))
        return val_float(named);
    if (end - p >= 2 && p[0] == '0' && (p[1] | 32) == 'x')
        p += 2;
    mpz_t z;
    char *digits = malloc((size_t)(end - p) + 1);
    if (!digits)
        return err_no_memory();
    int64_t count = 0, exp = 0;
    bool point = false;
    for (; p < end; p++) {
        if (*p == '.' && !point) {
            point = true;
            continue;
        }
        if (!isxdigit((unsigned char)*p))
            break;
        digits[count++] = *p;
        if (point)
            exp -= 4;
    }
    digits[count] = '\0';
    bool ok = count > 0;
    if (ok && p < end && (*p | 32) == 'p') {
        p++;
        bool eneg = false;
        if (p < end && (*p == '+' || *p == '-'))
            eneg = *p++ == '-';
        ok = p < end;
        int64_t e = 0;
        for (; p < end && isdigit((unsigned char)*p); p++)
            if (e < INT64_MAX / 100)
                e = e * 10 + (*p - '0');
        exp += eneg ? -e : e;
    }
    if (!ok || p != end) {
        free(digits);
        return err_set(&exc_ValueError, "invalid hexadecimal floating-point string");
    }
    mpz_init(z);
    mpz_set_str(z, digits, 16);
    free(digits);
    double d = int_scaled_double(z, exp, false);
    mpz_clear(z);
    if (isinf(d))
        return err_set(&exc_OverflowError,
                       "hexadecimal value too large to represent as a float");
    return val_float(negative ? -d : d);
}
