/* The format mini-language of format(), for str, int and float:
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/float.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/unicode.h"

typedef struct Spec {
    uint32_t fill, align, sign, type; /* sign 0: none given */
    bool alternate, no_negative_zero;
    uint32_t grouping; /* ',' or '_' or 0 */
    int64_t width, precision; /* -1: not given */
} Spec;

static bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* Digits at *i; -1: none; -2: exception. */
static int64_t read_number(const Str *s, int64_t *i) {
    int64_t n = -1;
    for (; *i < s->length; ++*i) {
        int d = unicode_decimal(str_char(s, *i));
        if (d < 0)
            break;
        if (n < 0)
            n = 0;
        if (n > (INT64_MAX - d) / 10) {
            err_set(&exc_ValueError, "Too many decimal digits in format string");
            return -2;
        }
        n = n * 10 + d;
    }
    return n;
}

static bool bad_grouping(Spec *f) {
    if (f->type > 32 && f->type < 128)
        return err_false(&exc_ValueError, "Cannot specify '%c' with '%c'.", (int)f->grouping,
                         (int)f->type);
    return err_false(&exc_ValueError, "Cannot specify '%c' with '\\x%x'.", (int)f->grouping,
                     f->type);
}

static bool parse_spec(Val v, Val spec, uint32_t align, uint32_t type, Spec *f) {
    const Str *s = as_str(spec);
    int64_t i = 0, n = s->length;
    *f = (Spec){.fill = ' ', .align = align, .type = type, .width = -1, .precision = -1};
    bool fill_given = false, align_given = false;
    if (n >= 2 && is_align(str_char(s, 1))) {
        f->fill = str_char(s, 0);
        f->align = str_char(s, 1);
        fill_given = align_given = true;
        i = 2;
    } else if (n >= 1 && is_align(str_char(s, 0))) {
        f->align = str_char(s, 0);
        align_given = true;
        i = 1;
    }
#define AT(ch) (i < n && str_char(s, i) == (ch))
    if (AT('+') || AT('-') || AT(' '))
        f->sign = str_char(s, i++);
    if (AT('z')) {
        f->no_negative_zero = true;
        i++;
    }
    if (AT('#')) {
        f->alternate = true;
        i++;
    }
    if (!fill_given && AT('0')) {
        f->fill = '0';
        if (!align_given && align == '>')
            f->align = '=';
        i++;
    }
    if ((f->width = read_number(s, &i)) == -2)
        return false;
    if (AT(','))
        f->grouping = str_char(s, i++);
    if (AT('_')) {
        if (f->grouping)
            return err_false(&exc_ValueError, "Cannot specify both ',' and '_'.");
        f->grouping = '_';
        i++;
    }
    if (AT(',') && f->grouping == '_')
        return err_false(&exc_ValueError, "Cannot specify both ',' and '_'.");
    if (AT('.')) {
        i++;
        if ((f->precision = read_number(s, &i)) == -2)
            return false;
        if (f->precision == -1)
            return err_false(&exc_ValueError, "Format specifier missing precision");
    }
#undef AT
    if (n - i > 1)
        return err_false(&exc_ValueError, "Invalid format specifier '%V' for object of type '%T'",
                         spec, v);
    if (n - i == 1)
        f->type = str_char(s, i);
    if (f->grouping) {
        switch (f->type) {
        case 'd': case 'e': case 'f': case 'g': case 'E': case 'G': case '%': case 'F': case 0:
            break;
        case 'b': case 'o': case 'x': case 'X':
            if (f->grouping == '_')
                break;
            /* fallthrough */
        default: return bad_grouping(f);
        }
    }
    return true;
}

static Val unknown_code(Val v, uint32_t type) {
    if (type > 32 && type < 128)
        return err_set(&exc_ValueError, "Unknown format code '%c' for object of type '%T'",
                       (int)type, v);
    return err_set(&exc_ValueError, "Unknown format code '\\x%x' for object of type '%T'", type, v);
}

static bool check_spec_str(Val spec) {
    return val_is_str(spec) ||
           err_false(&exc_TypeError, "__format__() argument must be str, not %T", spec);
}

/* Padding left and right of length characters. */
static void padding(const Spec *f, int64_t length, int64_t *left, int64_t *right) {
    int64_t n = f->width > length ? f->width - length : 0;
    *left = f->align == '>' ? n : f->align == '^' ? n / 2 : 0;
    *right = f->align == '=' ? 0 : n - *left;
}

Val format_str(Val v, Val spec) {
    Spec f;
    if (!check_spec_str(spec))
        return VAL_NULL;
    if (as_str(spec)->length == 0)
        return val_is(v, &str_type) ? incref(v) : val_str(v);
    if (!parse_spec(v, spec, '<', 's', &f))
        return VAL_NULL;
    if (f.type != 's')
        return unknown_code(v, f.type);
    if (f.sign)
        return err_set(&exc_ValueError, "%s not allowed in string format specifier",
                       f.sign == ' ' ? "Space" : "Sign");
    if (f.no_negative_zero)
        return err_set(&exc_ValueError,
                       "Negative zero coercion (z) not allowed in string format specifier");
    if (f.alternate)
        return err_set(&exc_ValueError,
                       "Alternate form (#) not allowed in string format specifier");
    if (f.align == '=')
        return err_set(&exc_ValueError,
                       "'=' alignment not allowed in string format specifier");
    int64_t n = as_str(v)->length, left, right;
    if (f.precision >= 0 && f.precision < n)
        n = f.precision;
    padding(&f, n, &left, &right);
    if (!left && !right)
        return str_substring(v, 0, n);
    StrBuf b;
    strbuf_init(&b);
    strbuf_fill(&b, f.fill, left);
    strbuf_part(&b, as_str(v), 0, n);
    strbuf_fill(&b, f.fill, right);
    return strbuf_finish(&b);
}

/* The digits with separators, at least min_width wide (filled with zeros):
 * malloc'ed, ended by NUL. */
static char *group_digits(const char *digits, int64_t n, int64_t min_width, uint32_t sep,
                          int group) {
    int64_t need = n > min_width ? n : min_width;
    if (need < 1)
        need = 1;
    if (need > INT64_MAX / 4)
        return NULL;
    size_t room = (size_t)(need * 2 + 2);
    char *buf = malloc(room), *o;
    if (!buf)
        return NULL;
    o = buf + room;
    *--o = '\0';
    for (;;) {
        int64_t most = n > min_width ? n : min_width;
        if (most < 1)
            most = 1;
        int64_t l = group < most ? group : most;
        for (int64_t i = 0; i < l; i++)
            *--o = n > 0 ? digits[--n] : '0';
        min_width -= l;
        if (n <= 0 && min_width <= 0)
            break;
        *--o = (char)sep;
        min_width--;
    }
    memmove(buf, o, (size_t)(buf + room - o));
    return buf;
}

/* A number in parts: digits before the point are grouped, rest follows. */
static Val layout(const Spec *f, bool negative, const char *prefix, const char *digits,
                  int64_t ndigits, const char *rest, int group) {
    char sign = negative ? '-' : f->sign == '+' || f->sign == ' ' ? (char)f->sign : 0;
    int64_t nprefix = (int64_t)strlen(prefix), nrest = (int64_t)strlen(rest);
    int64_t fixed = (sign != 0) + nprefix + nrest, zeros = 0;
    int64_t min_width = f->fill == '0' && f->align == '=' ? f->width - fixed : 0;
    char *grouped = NULL;
    if (ndigits && f->grouping) {
        digits = grouped = group_digits(digits, ndigits, min_width, f->grouping, group);
        if (!grouped)
            return err_no_memory();
        ndigits = (int64_t)strlen(grouped);
    } else if (ndigits && min_width > ndigits) {
        zeros = min_width - ndigits;
    }
    int64_t length = fixed + zeros + ndigits, left, right;
    padding(f, length, &left, &right);
    StrBuf b;
    strbuf_init(&b);
    strbuf_fill(&b, f->fill, left);
    if (sign)
        strbuf_char(&b, (unsigned char)sign);
    strbuf_ascii(&b, prefix, nprefix);
    if (f->align == '=' && f->width > length)
        strbuf_fill(&b, f->fill, f->width - length);
    strbuf_fill(&b, '0', zeros);
    strbuf_ascii(&b, digits, ndigits);
    strbuf_ascii(&b, rest, nrest);
    strbuf_fill(&b, f->fill, right);
    free(grouped);
    return strbuf_finish(&b);
}

static Val format_double(double d, Spec *f, Val v) {
    uint32_t type = f->type;
    int flags = f->alternate ? FLOAT_ALT : 0;
    int64_t precision = f->precision;
    if (precision > INT_MAX)
        return err_set(&exc_ValueError, "precision too big");
    char style;
    switch (type) {
    case 0:
        flags |= FLOAT_ADD_DOT_0;
        style = precision < 0 ? 'r' : 'g';
        break;
    case 'n': style = 'g'; break;
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case '%': style = (char)type; break;
    default: return unknown_code(v, type);
    }
    if (precision < 0)
        precision = style == 'r' ? 0 : 6;
    char *text = float_to_text(d, style, (int)precision, flags);
    if (!text)
        return err_no_memory();
    char *p = text;
    bool negative = *p == '-';
    if (negative)
        p++;
    if (negative && f->no_negative_zero && !p[strspn(p, "0.%")])
        negative = false;
    if (negative && f->no_negative_zero && strpbrk(p, "eE")) { /* -0.00e+00 */
        size_t zeros = strspn(p, "0.");
        if (p[zeros] == 'e' || p[zeros] == 'E')
            negative = false;
    }
    int64_t n = 0;
    while (isdigit((unsigned char)p[n]))
        n++;
    Val r = layout(f, negative, "", p, n, p + n, 3);
    free(text);
    return r;
}

static Val plain_str(Val v, const Type *exact) {
    return val_type(v) == exact ? val_repr(v) : val_str(v);
}

Val format_float(Val v, Val spec) {
    Spec f;
    if (!check_spec_str(spec))
        return VAL_NULL;
    if (as_str(spec)->length == 0)
        return plain_str(v, &float_type);
    if (!parse_spec(v, spec, '>', 0, &f))
        return VAL_NULL;
    return format_double(float_value(v), &f, v);
}

static Val format_char(Val v, Spec *f) {
    if (f->sign)
        return err_set(&exc_ValueError, "Sign not allowed with integer format specifier 'c'");
    if (f->alternate)
        return err_set(&exc_ValueError,
                       "Alternate form (#) not allowed with integer format specifier 'c'");
    int64_t c, left, right;
    if (!int_get_i64(v, &c))
        return err_set(&exc_OverflowError, "Python int too large to convert to C long");
    if (c < 0 || c > 0x10ffff)
        return err_set(&exc_OverflowError, "%%c arg not in range(0x110000)");
    if (f->align == '=')
        f->align = '>'; /* no sign to stand between */
    padding(f, 1, &left, &right);
    StrBuf b;
    strbuf_init(&b);
    strbuf_fill(&b, f->fill, left);
    strbuf_char(&b, (uint32_t)c);
    strbuf_fill(&b, f->fill, right);
    return strbuf_finish(&b);
}

Val format_int(Val v, Val spec) {
    Spec f;
    if (!check_spec_str(spec))
        return VAL_NULL;
    if (as_str(spec)->length == 0)
        return plain_str(v, &int_type);
    if (!parse_spec(v, spec, '>', 'd', &f))
        return VAL_NULL;
    int base = 10;
    const char *prefix = "";
    switch (f.type) {
    case 'd': case 'n': case 'c': break;
    case 'b': base = 2; prefix = "0b"; break;
    case 'o': base = 8; prefix = "0o"; break;
    case 'x': base = 16; prefix = "0x"; break;
    case 'X': base = 16; prefix = "0X"; break;
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case '%': {
        double d;
        return int_as_double(v, &d) ? format_double(d, &f, v) : VAL_NULL;
    }
    default: return unknown_code(v, f.type);
    }
    if (f.precision >= 0)
        return err_set(&exc_ValueError, "Precision not allowed in integer format specifier");
    if (f.no_negative_zero)
        return err_set(&exc_ValueError,
                       "Negative zero coercion (z) not allowed in integer format specifier");
    if (f.type == 'c')
        return format_char(v, &f);
    char room[INT_TEXT_ROOM], *own, *text = int_to_text(v, base, room, &own);
    if (!text)
        return VAL_NULL;
    char *digits = *text == '-' ? text + 1 : text;
    if (f.type == 'X')
        for (char *p = digits; *p; p++)
            *p = (char)toupper((unsigned char)*p);
    Val r = layout(&f, digits != text, f.alternate ? prefix : "", digits, (int64_t)strlen(digits),
                   "", base == 10 ? 3 : 4);
    free(own);
    return r;
}
