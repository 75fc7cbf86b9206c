/* Growing text, and printf-style making of strs. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/str.h"

void strbuf_init(StrBuf *b) {
    b->data = b->small;
    b->length = 0;
    b->capacity = sizeof b->small;
    b->max_char = 0;
    b->width = 1;
    b->failed = false;
}

/* Room for n more characters of max_char at most; false: failed. */
static bool reserve(StrBuf *b, int64_t n, uint32_t max_char) {
    if (b->failed)
        return false;
    b->max_char |= max_char;
    bool widen = max_char > 0xff && b->width == 1;
    if (unlikely(widen || n > b->capacity - b->length)) {
        if (n > INT64_MAX / 16 - b->length)
            goto fail;
        int64_t capacity = b->capacity;
        if (n > capacity - b->length) {
            capacity = b->length + n + 24;
            if (capacity < b->capacity * 2)
                capacity = b->capacity * 2;
        }
        int width = widen ? 4 : b->width;
        void *p = realloc(b->data == b->small ? NULL : b->data, (size_t)(capacity * width));
        if (!p)
            goto fail;
        if (b->data == b->small)
            memcpy(p, b->small, (size_t)b->length);
        if (widen) { /* from the end, so that nothing is overwritten unread */
            const uint8_t *from = p;
            uint32_t *to = p;
            for (int64_t i = b->length - 1; i >= 0; i--)
                to[i] = from[i];
        }
        b->data = p;
        b->capacity = capacity;
        b->width = (uint8_t)width;
    }
    return true;
fail:
    b->failed = true;
    err_no_memory();
    return false;
}

void strbuf_char(StrBuf *b, uint32_t c) { strbuf_fill(b, c, 1); }

void strbuf_fill(StrBuf *b, uint32_t c, int64_t n) {
    if (n <= 0 || !reserve(b, n, c))
        return;
    if (b->width == 1) {
        if (n == 1)
            ((uint8_t *)b->data)[b->length] = (uint8_t)c;
        else
            memset((uint8_t *)b->data + b->length, (int)c, (size_t)n);
    } else {
        for (int64_t i = 0; i < n; i++)
            ((uint32_t *)b->data)[b->length + i] = c;
    }
    b->length += n;
}

static void append(StrBuf *b, int kind, const void *data, int64_t n, uint32_t max_char) {
    if (n <= 0 || !reserve(b, n, max_char))
        return;
    if (b->width == 1) {
        memcpy((uint8_t *)b->data + b->length, data, (size_t)n);
    } else {
        uint32_t *to = (uint32_t *)b->data + b->length;
        for (int64_t i = 0; i < n; i++)
            to[i] = char_at(kind, data, i);
    }
    b->length += n;
}

void strbuf_ascii(StrBuf *b, const char *p, int64_t n) { append(b, 1, p, n, 0x7f); }

void strbuf_cstr(StrBuf *b, const char *s) { strbuf_ascii(b, s, (int64_t)strlen(s)); }

void strbuf_part(StrBuf *b, const Str *s, int64_t start, int64_t end) {
    if (s->kind > 1 && b->width == 1) { /* the part may be narrower than the whole */
        for (int64_t i = start; i < end; i++)
            strbuf_char(b, str_char(s, i));
        return;
    }
    append(b, s->kind, (char *)str_data(s) + start * s->kind, end - start,
           s->kind > 1 ? 0 : str_max_char(s));
    if (s->kind > 1)
        for (int64_t i = start; i < end; i++)
            b->max_char |= str_char(s, i);
}

void strbuf_str(StrBuf *b, Val v) { strbuf_part(b, as_str(v), 0, as_str(v)->length); }

bool strbuf_repr(StrBuf *b, Val v) {
    Val r = val_repr(v);
    if (val_is_null(r))
        return false;
    strbuf_str(b, r);
    decref(r);
    return !b->failed;
}

void strbuf_discard(StrBuf *b) {
    if (b->data != b->small)
        free(b->data);
    b->data = b->small;
}

Val strbuf_finish(StrBuf *b) {
    Val r = VAL_NULL;
    if (!b->failed) {
        if (b->length <= 1 || b->width == 4) {
            r = str_from_kind(b->width, b->data, b->length);
        } else {
            Str *s = str_alloc(b->length, b->max_char);
            if (s) {
                memcpy(str_data(s), b->data, (size_t)b->length);
                r = val_ptr(s);
            }
        }
    }
    strbuf_discard(b);
    return r;
}

/* ---- printf ---- */

static void utf8_part(StrBuf *b, const char *s, int64_t precision) {
    int64_t n = precision < 0 ? (int64_t)strlen(s) : (int64_t)strnlen(s, (size_t)precision);
    while (precision >= 0 && n > 0 && n == precision && ((unsigned char)s[n] & 0xc0) == 0x80)
        n--; /* not through the middle of a character */
    Val v = str_from_utf8(s, n);
    if (val_is_null(v)) {
        err_clear(); /* bytes of unknown origin in a message: show what is ASCII */
        for (int64_t i = 0; i < n; i++)
            strbuf_char(b, (unsigned char)s[i] < 0x80 ? (uint32_t)s[i] : '?');
        return;
    }
    strbuf_str(b, v);
    decref(v);
}

static void value_part(StrBuf *b, Val v, bool repr) {
    if (b->failed)
        return;
    Val s = repr ? val_repr(v) : val_str(v);
    if (val_is_null(s)) {
        b->failed = true;
        return;
    }
    strbuf_str(b, s);
    decref(s);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
Val str_from_vformat(const char *fmt, va_list ap) {
    StrBuf b;
    strbuf_init(&b);
    for (const char *p = fmt; *p;) {
        const char *pct = strchr(p, '%');
        if (!pct) {
            utf8_part(&b, p, -1);
            break;
        }
        if (pct > p)
            utf8_part(&b, p, pct - p);
        char spec[32], *o = spec, text[512];
        *o++ = '%';
        p = pct + 1;
        int precision = -1, longs = 0;
        while (*p && strchr("-+ #0", *p) && o < spec + 8)
            *o++ = *p++;
        while (isdigit((unsigned char)*p) && o < spec + 12)
            *o++ = *p++;
        if (*p == '.') {
            p++;
            if (*p == '*') {
                precision = va_arg(ap, int);
                p++;
            } else {
                precision = 0;
                while (isdigit((unsigned char)*p))
                    precision = precision * 10 + (*p++ - '0');
            }
            if (precision > 400 && *p != 's')
                precision = 400;
            if (*p != 's')
                o += sprintf(o, ".%d", precision);
        }
        for (; *p == 'l' || *p == 'z' || *p == 'j' || *p == 't'; p++)
            longs++;
        char c = *p ? *p++ : '%';
        switch (c) {
        case '%': strbuf_char(&b, '%'); break;
        case 's': {
            const char *s = va_arg(ap, const char *);
            utf8_part(&b, s ? s : "(null)", precision);
            break;
        }
        case 'c': strbuf_char(&b, (uint32_t)va_arg(ap, int)); break;
        case 'V': value_part(&b, va_arg(ap, Val), false); break;
        case 'R': value_part(&b, va_arg(ap, Val), true); break;
        case 'T': utf8_part(&b, val_type(va_arg(ap, Val))->name, -1); break;
        case 'N': utf8_part(&b, va_arg(ap, Type *)->name, -1); break;
        case 'p':
            snprintf(text, sizeof text, "%p", va_arg(ap, void *));
            strbuf_cstr(&b, text);
            break;
        case 'd': case 'i': case 'u': case 'x': case 'X': case 'o':
            if (longs) {
                *o++ = 'l';
                *o++ = c;
                *o = '\0';
                snprintf(text, sizeof text, spec, va_arg(ap, long));
            } else {
                *o++ = c;
                *o = '\0';
                snprintf(text, sizeof text, spec, va_arg(ap, int));
            }
            strbuf_cstr(&b, text);
            break;
        case 'g': case 'f': case 'e':
            *o++ = c;
            *o = '\0';
            snprintf(text, sizeof text, spec, va_arg(ap, double));
            strbuf_cstr(&b, text);
            break;
        default: err_fatal("unknown conversion %%%c in \"%s\"", c, fmt);
        }
    }
    return strbuf_finish(&b);
}
#pragma GCC diagnostic pop

Val str_from_format(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    Val r = str_from_vformat(fmt, ap);
    va_end(ap);
    return r;
}
