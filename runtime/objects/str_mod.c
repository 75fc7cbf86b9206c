/* "…" % args and b"…" % args.  bytes are formatted as Latin-1 text. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

#include "objects/abstract.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Formatter {
    StrBuf out;
    const Str *fmt;
    int64_t pos;
    bool bytes;
    Val args;        /* the tuple of arguments, or the one argument */
    int64_t index, count; /* count -1: args is the only argument */
    bool single_used;
    Val mapping;     /* VAL_NULL if args is none */
} Formatter;

typedef struct Conversion {
    bool left, plus, blank, alternate, zero;
    int64_t width, precision; /* -1: none */
    uint32_t type;
} Conversion;

/* The next argument, borrowed. */
static Val next_arg(Formatter *f) {
    if (f->count >= 0) {
        if (f->index < f->count)
            return as_tuple(f->args)->items[f->index++];
    } else if (!f->single_used) {
        f->single_used = true;
        return f->args;
    }
    return err_set(&exc_TypeError, "not enough arguments for format string");
}

static uint32_t peek(Formatter *f) {
    return f->pos < f->fmt->length ? str_char(f->fmt, f->pos) : UINT32_MAX;
}

/* Where the next conversion begins, or the end. */
static int64_t find_conversion(const Formatter *f) {
    const Str *s = f->fmt;
    int64_t i = f->pos;
    if (s->kind == 1) {
        const uint8_t *p = str_data(s), *at = memchr(p + i, '%', (size_t)(s->length - i));
        return at ? at - p : s->length;
    }
    while (i < s->length && str_char(s, i) != '%')
        i++;
    return i;
}

static bool read_count(Formatter *f, int64_t *out, const char *what) {
    int64_t n = -1;
    while (peek(f) >= '0' && peek(f) <= '9') {
        if (n < 0)
            n = 0;
        n = n * 10 + (peek(f) - '0');
        if (n > INT_MAX)
            return err_false(&exc_ValueError, "%s too big", what);
        f->pos++;
    }
    if (n >= 0)
        *out = n;
    return true;
}

static bool star_arg(Formatter *f, int64_t max, const char *type, int64_t *out) {
    f->pos++;
    Val v = next_arg(f);
    if (val_is_null(v))
        return false;
    if (!val_is_integer(v))
        return err_false(&exc_TypeError, "* wants int");
    if (!int_get_i64(v, out) || *out > max || *out < -max - 1)
        return err_false(&exc_OverflowError, "Python int too large to convert to C %s", type);
    return true;
}

/* "(name)": the mapping's value becomes the argument; *held owns it. */
static bool mapping_key(Formatter *f, Val *held) {
    if (val_is_null(f->mapping))
        return err_false(&exc_TypeError, "format requires a mapping");
    int64_t start = ++f->pos, depth = 1;
    for (; f->pos < f->fmt->length; f->pos++) {
        uint32_t c = peek(f);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0)
            break;
    }
    if (depth)
        return err_false(&exc_ValueError, "incomplete format key");
    Val key = str_substring(val_ptr(f->fmt), start, f->pos++);
    if (f->bytes && !val_is_null(key)) {
        Val b = str_encode(key, "latin-1", NULL);
        decref(key);
        key = b;
    }
    if (val_is_null(key))
        return false;
    Val v = val_getitem(f->mapping, key);
    decref(key);
    if (val_is_null(v))
        return false;
    val_set(held, v);
    f->args = v;
    f->count = -1;
    f->single_used = false;
    return true;
}

static bool parse(Formatter *f, Conversion *c, Val *held) {
    *c = (Conversion){.width = -1, .precision = -1};
    if (peek(f) == '(' && !mapping_key(f, held))
        return false;
    for (;; f->pos++) {
        switch (peek(f)) {
        case '-': c->left = true; continue;
        case '+': c->plus = true; continue;
        case ' ': c->blank = true; continue;
        case '#': c->alternate = true; continue;
        case '0': c->zero = true; continue;
        default: break;
        }
        break;
    }
    if (peek(f) == '*') {
        if (!star_arg(f, INT64_MAX, "ssize_t", &c->width))
            return false;
        if (c->width < 0) {
            c->left = true;
            c->width = -c->width;
        }
    } else if (!read_count(f, &c->width, "width")) {
        return false;
    }
    if (peek(f) == '.') {
        f->pos++;
        c->precision = 0;
        if (peek(f) == '*') {
            if (!star_arg(f, INT32_MAX, "int", &c->precision))
                return false;
            if (c->precision < 0)
                c->precision = 0;
        } else if (!read_count(f, &c->precision, "precision")) {
            return false;
        }
    }
    if (peek(f) == 'h' || peek(f) == 'l' || peek(f) == 'L')
        f->pos++;
    if (f->pos >= f->fmt->length)
        return err_false(&exc_ValueError, "incomplete format");
    c->type = str_char(f->fmt, f->pos++);
    return true;
}

static void put_padded(Formatter *f, const Conversion *c, Val s, int64_t n) {
    int64_t fill = c->width > n ? c->width - n : 0;
    if (!c->left)
        strbuf_fill(&f->out, ' ', fill);
    strbuf_part(&f->out, as_str(s), 0, n);
    if (c->left)
        strbuf_fill(&f->out, ' ', fill);
}

/* text: an optional '-', then a prefix of prefix_length, then digits. */
static void put_number(Formatter *f, const Conversion *c, const char *prefix, const char *text) {
    char sign = *text == '-' ? '-' : c->plus ? '+' : c->blank ? ' ' : 0;
    if (*text == '-')
        text++;
    int64_t n = (int64_t)strlen(text), zeros = 0;
    bool integer = strchr("diuoxX", (int)c->type) != NULL;
    if (integer && c->precision > n)
        zeros = c->precision - n;
    int64_t total = (sign != 0) + (int64_t)strlen(prefix) + zeros + n;
    int64_t fill = c->width > total ? c->width - total : 0;
    if (c->zero && !c->left) {
        zeros += fill;
        fill = 0;
    }
    if (!c->left)
        strbuf_fill(&f->out, ' ', fill);
    if (sign)
        strbuf_char(&f->out, (unsigned char)sign);
    strbuf_cstr(&f->out, prefix);
    strbuf_fill(&f->out, '0', zeros);
    strbuf_ascii(&f->out, text, n);
    if (c->left)
        strbuf_fill(&f->out, ' ', fill);
}

static bool has_special(Val v, const char *name) {
    Val m = val_getattr_opt(val_ptr(val_type(v)), str_intern_cstr(name));
    if (val_is_null(m)) {
        err_clear();
        return false;
    }
    decref(m);
    return true;
}

/* The integer a conversion needs; owned. */
static Val integer_arg(Val v, uint32_t type) {
    bool index_only = type == 'o' || type == 'x' || type == 'X';
    if (val_is_integer(v))
        return incref(v);
    Val r = VAL_NULL;
    if (val_type(v)->index || (!index_only && (val_is_float(v) || (!val_is_str(v) && !val_has(v, TF_BYTES) && has_special(v, "__int__"))))) {
        r = index_only ? val_index(v) : int_from_number(v);
        if (!val_is_null(r) || !err_matches(&exc_TypeError))
            return r;
        err_clear();
    }
    return err_set(&exc_TypeError, "%%%c format: %s is required, not %T", (int)type,
                   index_only ? "an integer" : "a real number", v);
}

static bool put_integer(Formatter *f, const Conversion *c, Val v) {
    Val n = integer_arg(v, c->type);
    if (val_is_null(n))
        return false;
    int base = c->type == 'o' ? 8 : (c->type | 32) == 'x' ? 16 : 10;
    char room[INT_TEXT_ROOM], *own, *text = int_to_text(n, base, room, &own);
    decref(n);
    if (!text)
        return false;
    if (c->type == 'X')
        for (char *p = text; *p; p++)
            *p = (char)toupper((unsigned char)*p);
    const char *prefix = !c->alternate || base == 10 ? "" : c->type == 'o' ? "0o" : c->type == 'x' ? "0x" : "0X";
    put_number(f, c, prefix, text);
    free(own);
    return true;
}

static bool put_float(Formatter *f, const Conversion *c, Val v) {
    double d;
    if (f->bytes && !val_is_float(v) && !val_is_integer(v) && val_is_str(v))
        return err_false(&exc_TypeError, "float argument required, not %T", v);
    if (!val_as_double(v, &d))
        return false;
    int precision = c->precision < 0 ? 6 : (int)c->precision;
    char *text = float_to_text(d, (char)c->type, precision, c->alternate ? FLOAT_ALT : 0);
    if (!text) {
        err_no_memory();
        return false;
    }
    put_number(f, c, "", text);
    free(text);
    return true;
}

static bool char_arg(Formatter *f, Val v, uint32_t *out) {
    uint32_t limit = f->bytes ? 256 : 0x110000;
    const char *range = f->bytes ? "256" : "0x110000";
    const char *p;
    int64_t n;
    if (!f->bytes && val_is_str(v) && as_str(v)->length == 1) {
        *out = str_char(as_str(v), 0);
        return true;
    }
    if (f->bytes && bytes_view(v, &p, &n) && n == 1) {
        *out = (unsigned char)*p;
        return true;
    }
    if (!val_is_str(v) && !bytes_view(v, &p, &n) && (val_is_integer(v) || val_type(v)->index)) {
        if (!val_as_index(v, &n, NULL))
            return false;
        if (n < 0 || n >= limit)
            return err_false(&exc_OverflowError, "%%c arg not in range(%s)", range);
        *out = (uint32_t)n;
        return true;
    }
    return f->bytes ? err_false(&exc_TypeError,
                                "%%c requires an integer in range(256) or a single byte")
                    : err_false(&exc_TypeError, "%%c requires int or char");
}

/* The text of %s %r %a %b; owned. */
static Val text_arg(Formatter *f, Val v, uint32_t type) {
    if (f->bytes && (type == 's' || type == 'b')) {
        const char *p;
        int64_t n;
        if (bytes_view(v, &p, &n))
            return str_from_kind(1, p, n);
        bool found;
        Val b = val_call_special(v, STR_CONST("__bytes__"), NULL, 0, &found);
        if (!found)
            return err_set(&exc_TypeError,
                           "%%b requires a bytes-like object, or an object that implements "
                           "__bytes__, not '%T'",
                           v);
        if (val_is_null(b))
            return b;
        Val s = VAL_NULL;
        if (bytes_view(b, &p, &n))
            s = str_from_kind(1, p, n);
        else
            err_set(&exc_TypeError, "__bytes__ returned non-bytes (type %T)", b);
        decref(b);
        return s;
    }
    if (type == 's')
        return val_str(v);
    Val r = val_repr(v);
    if (val_is_null(r) || (type == 'r' && !f->bytes))
        return r;
    Val a = str_ascii(r);
    decref(r);
    return a;
}

static bool convert(Formatter *f, const Conversion *c, Val v) {
    switch (c->type) {
    case 'b':
        if (!f->bytes)
            break;
        /* fallthrough */
    case 's': case 'r': case 'a': {
        Val s = text_arg(f, v, c->type);
        if (val_is_null(s))
            return false;
        int64_t n = as_str(s)->length;
        put_padded(f, c, s, c->precision >= 0 && c->precision < n ? c->precision : n);
        decref(s);
        return true;
    }
    case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': return put_integer(f, c, v);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return put_float(f, c, v);
    case 'c': {
        uint32_t ch = 0;
        if (!char_arg(f, v, &ch))
            return false;
        Val s = str_from_char(ch);
        if (val_is_null(s))
            return false;
        put_padded(f, c, s, 1);
        decref(s);
        return true;
    }
    default: break;
    }
    if (c->type > 31 && c->type < 127)
        return err_false(&exc_ValueError, "unsupported format character '%c' (0x%x) at index %ld",
                         (int)c->type, c->type, (long)f->pos - 1);
    return err_false(&exc_ValueError, "unsupported format character '%c' (0x%x) at index %ld",
                     f->bytes ? '?' : (int)c->type, c->type, (long)f->pos - 1);
}

static bool run(Formatter *f) {
    Val held = VAL_NULL; /* the value a mapping key gave */
    while (f->pos < f->fmt->length) {
        int64_t start = f->pos;
        f->pos = find_conversion(f);
        strbuf_part(&f->out, f->fmt, start, f->pos);
        if (f->pos == f->fmt->length)
            break;
        f->pos++;
        if (peek(f) == '%') {
            strbuf_char(&f->out, '%');
            f->pos++;
            continue;
        }
        Conversion c;
        if (!parse(f, &c, &held))
            goto fail;
        Val v = next_arg(f);
        if (val_is_null(v))
            goto fail;
        incref(v); /* its owner may let go of it while it is formatted */
        bool ok = convert(f, &c, v);
        decref(v);
        if (!ok)
            goto fail;
    }
    decref(held);
    if (val_is_null(f->mapping) &&
        (f->count >= 0 ? f->index < f->count : !f->single_used))
        return err_false(&exc_TypeError, "not all arguments converted during %s formatting",
                         f->bytes ? "bytes" : "string");
    return true;
fail:
    decref(held);
    return false;
}

static Val format(Val fmt, Val args, bool bytes) {
    Formatter f = {.fmt = as_str(fmt), .bytes = bytes, .args = args, .count = -1,
                   .mapping = VAL_NULL};
    const char *p;
    int64_t n;
    if (val_is_tuple(args))
        f.count = as_tuple(args)->length;
    else if (val_type(args)->getitem && !val_is_str(args) && !(bytes && bytes_view(args, &p, &n)))
        f.mapping = args;
    strbuf_init(&f.out);
    if (!run(&f)) {
        strbuf_discard(&f.out);
        return VAL_NULL;
    }
    return strbuf_finish(&f.out);
}

Val str_mod(Val fmt, Val args) { return format(fmt, args, false); }

Val bytes_mod(Val fmt, Val args) {
    const char *p;
    int64_t n;
    bytes_view(fmt, &p, &n);
    Val text = str_from_kind(1, p, n);
    if (val_is_null(text))
        return text;
    Val s = format(text, args, true);
    decref(text);
    if (val_is_null(s))
        return s;
    Val b = str_encode(s, "latin-1", NULL);
    decref(s);
    return b;
}
