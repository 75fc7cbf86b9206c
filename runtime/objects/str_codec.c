/* Text from and to bytes: UTF-8, ASCII, Latin-1, UTF-16, UTF-32. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/err.h"
#include "objects/bytes.h"
#include "objects/str.h"

typedef enum Handler {
    H_STRICT, H_IGNORE, H_REPLACE, H_BACKSLASH, H_ESCAPE, H_PASS, H_XML, H_UNKNOWN
} Handler;

typedef enum Codec {
    C_UTF8, C_UTF8_SIG, C_ASCII, C_LATIN1, C_UTF16, C_UTF16LE, C_UTF16BE, C_UTF32, C_UTF32LE,
    C_UTF32BE, C_UNKNOWN
} Codec;

static Handler find_handler(const char *name) {
    static const char *const names[] = {"strict", "ignore", "replace", "backslashreplace",
                                        "surrogateescape", "surrogatepass", "xmlcharrefreplace"};
    if (!name)
        return H_STRICT;
    for (int i = 0; i < 7; i++)
        if (!strcmp(name, names[i]))
            return (Handler)i;
    return H_UNKNOWN;
}

static Codec find_codec(const char *name) {
    static const struct {
        const char *name;
        Codec codec;
    } table[] = {
        {"utf8", C_UTF8},        {"u8", C_UTF8},          {"utf", C_UTF8},
        {"cp65001", C_UTF8},     {"utf8sig", C_UTF8_SIG}, {"ascii", C_ASCII},
        {"usascii", C_ASCII},    {"646", C_ASCII},        {"latin1", C_LATIN1},
        {"latin", C_LATIN1},     {"l1", C_LATIN1},        {"iso88591", C_LATIN1},
        {"8859", C_LATIN1},      {"cp819", C_LATIN1},     {"utf16", C_UTF16},
        {"u16", C_UTF16},        {"utf16le", C_UTF16LE},  {"utf16be", C_UTF16BE},
        {"utf32", C_UTF32},      {"u32", C_UTF32},        {"utf32le", C_UTF32LE},
        {"utf32be", C_UTF32BE},
    };
    char key[32], *o = key; /* letters and digits in lower case */
    for (const char *p = name; *p; p++)
        if (isalnum((unsigned char)*p)) {
            if (o == key + sizeof key - 1)
                return C_UNKNOWN;
            *o++ = (char)tolower((unsigned char)*p);
        }
    *o = '\0';
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(key, table[i].name))
            return table[i].codec;
    return C_UNKNOWN;
}

/* Raises type(encoding, object, start, end, reason). */
static void raise_codec(Type *type, const char *enc, Val object, int64_t start, int64_t end,
                        const char *reason) {
    Val a[5] = {str_from_cstr(enc), incref(object), val_small(start), val_small(end),
                str_from_cstr(reason)};
    if (!val_is_null(a[0]) && !val_is_null(a[4])) {
        Val e = val_call(val_ptr(type), a, 5, VAL_NULL);
        if (!val_is_null(e))
            err_set_object(e);
    }
    for (int i = 0; i < 5; i++)
        decref(a[i]);
}

/* ---- decoding ---- */

typedef struct Decoder {
    StrBuf out;
    const char *encoding;
    const unsigned char *data;
    int64_t length;
    Handler handler;
    const char *handler_name;
} Decoder;

/* data[start:end] cannot be decoded; false: exception set. */
static bool decode_error(Decoder *d, int64_t start, int64_t end, const char *reason) {
    switch (d->handler) {
    case H_IGNORE: return true;
    case H_REPLACE: strbuf_char(&d->out, 0xfffd); return true;
    case H_BACKSLASH:
        for (int64_t i = start; i < end; i++) {
            char text[8];
            snprintf(text, sizeof text, "\\x%02x", d->data[i]);
            strbuf_cstr(&d->out, text);
        }
        return true;
    case H_ESCAPE:
        for (int64_t i = start; i < end; i++)
            if (d->data[i] < 0x80)
                goto strict;
        for (int64_t i = start; i < end; i++)
            strbuf_char(&d->out, 0xdc00u + d->data[i]);
        return true;
    case H_UNKNOWN:
        return err_false(&exc_LookupError, "unknown error handler name '%s'", d->handler_name);
    case H_XML:
        return err_false(&exc_TypeError, "don't know how to handle UnicodeDecodeError in error "
                                         "callback");
    default: break;
    }
strict:;
    Val object = bytes_new((const char *)d->data, d->length);
    if (val_is_null(object))
        return false;
    raise_codec(&exc_UnicodeDecodeError, d->encoding, object, start, end, reason);
    decref(object);
    return false;
}

/* One character at p; its length, or 0 with *bad bytes of a wrong sequence
 * and the reason.  surrogates: lone ones are let through. */
static int utf8_char(const unsigned char *p, int64_t n, bool surrogates, uint32_t *c, int *bad,
                     const char **reason) {
    unsigned b = p[0];
    int length = b >= 0xc2 && b <= 0xdf ? 2 : b >= 0xe0 && b <= 0xef ? 3 : b >= 0xf0 && b <= 0xf4 ? 4 : 0;
    *bad = 1;
    if (!length) {
        *reason = "invalid start byte";
        return 0;
    }
    uint32_t v = b & (length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07);
    for (int i = 1; i < length; i++) {
        if (i >= n) {
            *reason = "unexpected end of data";
            *bad = i;
            return 0;
        }
        unsigned x = p[i];
        bool ok = (x & 0xc0) == 0x80;
        if (i == 1) /* overlong forms, surrogates, above 0x10ffff */
            ok = ok && !(b == 0xe0 && x < 0xa0) && !(b == 0xed && x >= 0xa0 && !surrogates) &&
                 !(b == 0xf0 && x < 0x90) && !(b == 0xf4 && x >= 0x90);
        if (!ok) {
            *reason = "invalid continuation byte";
            *bad = i;
            return 0;
        }
        v = v << 6 | (x & 0x3f);
    }
    *c = v;
    return length;
}

static bool all_ascii(const unsigned char *p, int64_t n) {
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        if (w & 0x8080808080808080)
            return false;
    }
    while (n-- > 0)
        if (*p++ & 0x80)
            return false;
    return true;
}

static bool decode_utf8(Decoder *d, int64_t i, bool surrogates) {
    while (i < d->length) {
        int64_t start = i;
        while (i < d->length && d->data[i] < 0x80)
            i++;
        strbuf_ascii(&d->out, (const char *)d->data + start, i - start);
        if (i == d->length)
            break;
        uint32_t c;
        int bad;
        const char *reason;
        int n = utf8_char(d->data + i, d->length - i, surrogates, &c, &bad, &reason);
        if (n) {
            strbuf_char(&d->out, c);
            i += n;
        } else {
            if (!decode_error(d, i, i + bad, reason))
                return false;
            i += bad;
        }
    }
    return true;
}

static Val decode_finish(Decoder *d, bool ok) {
    if (ok)
        return strbuf_finish(&d->out);
    strbuf_discard(&d->out);
    return VAL_NULL;
}

Val str_from_utf8(const char *s, int64_t n) {
    if (all_ascii((const unsigned char *)s, n))
        return str_from_ascii(s, n);
    Decoder d = {.encoding = "utf-8", .data = (const unsigned char *)s, .length = n};
    strbuf_init(&d.out);
    return decode_finish(&d, decode_utf8(&d, 0, true));
}

static bool decode_ascii(Decoder *d) {
    for (int64_t i = 0; i < d->length; i++) {
        if (d->data[i] < 0x80)
            strbuf_char(&d->out, d->data[i]);
        else if (!decode_error(d, i, i + 1, "ordinal not in range(128)"))
            return false;
    }
    return true;
}

static uint32_t unit(const unsigned char *p, int size, bool big) {
    uint32_t v = 0;
    for (int i = 0; i < size; i++)
        v |= (uint32_t)p[i] << 8 * (big ? size - 1 - i : i);
    return v;
}

static bool decode_utf16(Decoder *d, int64_t i, bool big) {
    const char *const names[] = {"utf-16-le", "utf-16-be"};
    d->encoding = names[big];
    while (i < d->length) {
        if (d->length - i < 2)
            return decode_error(d, i, d->length, "truncated data");
        uint32_t c = unit(d->data + i, 2, big);
        if ((c & 0xf800) != 0xd800) {
            strbuf_char(&d->out, c);
            i += 2;
            continue;
        }
        const char *reason = "illegal encoding";
        int bad = 2;
        if (c < 0xdc00) {
            if (d->length - i < 4) {
                reason = "unexpected end of data";
                bad = (int)(d->length - i);
            } else {
                uint32_t low = unit(d->data + i + 2, 2, big);
                if ((low & 0xfc00) == 0xdc00) {
                    strbuf_char(&d->out, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
                    i += 4;
                    continue;
                }
                reason = "illegal UTF-16 surrogate";
            }
        }
        if (!decode_error(d, i, i + bad, reason))
            return false;
        i += bad;
    }
    return true;
}

static bool decode_utf32(Decoder *d, int64_t i, bool big) {
    const char *const names[] = {"utf-32-le", "utf-32-be"};
    d->encoding = names[big];
    while (i < d->length) {
        if (d->length - i < 4)
            return decode_error(d, i, d->length, "truncated data");
        uint32_t c = unit(d->data + i, 4, big);
        if (c <= 0x10ffff && (c & 0xfffff800) != 0xd800)
            strbuf_char(&d->out, c);
        else if (!decode_error(d, i, i + 4,
                               c > 0x10ffff ? "code point not in range(0x110000)"
                                            : "code point in surrogate code point range "
                                              "U+D800..U+DFFF"))
            return false;
        i += 4;
    }
    return true;
}

Val str_decode(const char *p, int64_t n, const char *encoding, const char *errors) {
    Codec codec = find_codec(encoding);
    const unsigned char *u = (const unsigned char *)p;
    if ((codec == C_UTF8 || codec == C_ASCII || codec == C_LATIN1) && all_ascii(u, n))
        return str_from_ascii(p, n);
    Decoder d = {.encoding = "utf-8", .data = u, .length = n, .handler = find_handler(errors),
                 .handler_name = errors};
    strbuf_init(&d.out);
    bool ok, big = false;
    int64_t start = 0;
    switch (codec) {
    case C_UTF8_SIG:
        if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
            start = 3;
        /* fallthrough */
    case C_UTF8: ok = decode_utf8(&d, start, d.handler == H_PASS); break;
    case C_ASCII:
        d.encoding = "ascii";
        ok = decode_ascii(&d);
        break;
    case C_LATIN1: return str_from_kind(1, p, n);
    case C_UTF16:
        if (n >= 2 && (unit(u, 2, false) == 0xfeff || unit(u, 2, false) == 0xfffe)) {
            big = u[0] == 0xfe;
            start = 2;
        }
        ok = decode_utf16(&d, start, big);
        break;
    case C_UTF16LE: ok = decode_utf16(&d, 0, false); break;
    case C_UTF16BE: ok = decode_utf16(&d, 0, true); break;
    case C_UTF32:
        if (n >= 4 && (unit(u, 4, false) == 0xfeff || unit(u, 4, true) == 0xfeff)) {
            big = u[0] == 0;
            start = 4;
        }
        ok = decode_utf32(&d, start, big);
        break;
    case C_UTF32LE: ok = decode_utf32(&d, 0, false); break;
    case C_UTF32BE: ok = decode_utf32(&d, 0, true); break;
    default: ok = err_false(&exc_LookupError, "unknown encoding: %s", encoding);
    }
    return decode_finish(&d, ok);
}

/* ---- encoding ---- */

typedef struct Encoder {
    Val str;
    const char *encoding;
    Handler handler;
    const char *handler_name;
    char *data;
    int64_t length, capacity;
    int size;  /* bytes a code unit */
    bool big;
} Encoder;

static bool put(Encoder *e, const void *p, int64_t n) {
    if (n > e->capacity - e->length) {
        int64_t cap = e->capacity * 2 + n + 64;
        char *d = realloc(e->data, (size_t)cap);
        if (!d) {
            err_no_memory();
            return false;
        }
        e->data = d;
        e->capacity = cap;
    }
    memcpy(e->data + e->length, p, (size_t)n);
    e->length += n;
    return true;
}

static bool put_unit(Encoder *e, uint32_t c) {
    unsigned char b[4];
    for (int i = 0; i < e->size; i++)
        b[i] = (unsigned char)(c >> 8 * (e->big ? e->size - 1 - i : i));
    return put(e, b, e->size);
}

static int utf8_bytes(uint32_t c, unsigned char *b) {
    if (c < 0x80) {
        b[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        b[0] = (unsigned char)(0xc0 | c >> 6);
        b[1] = (unsigned char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        b[0] = (unsigned char)(0xe0 | c >> 12);
        b[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        b[2] = (unsigned char)(0x80 | (c & 0x3f));
        return 3;
    }
    b[0] = (unsigned char)(0xf0 | c >> 18);
    b[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
    b[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
    b[3] = (unsigned char)(0x80 | (c & 0x3f));
    return 4;
}

/* Replacement text, in the units of the target encoding. */
static bool put_ascii(Encoder *e, const char *text) {
    for (; *text; text++)
        if (!put_unit(e, (unsigned char)*text))
            return false;
    return true;
}

/* Characters start..end cannot be encoded. */
static bool encode_error(Encoder *e, int64_t start, int64_t end, const char *reason) {
    Str *s = as_str(e->str);
    int64_t i = start;
    switch (e->handler) {
    case H_IGNORE: return true;
    case H_REPLACE:
        for (; i < end; i++)
            if (!put_ascii(e, "?"))
                return false;
        return true;
    case H_BACKSLASH:
    case H_XML:
        for (; i < end; i++) {
            char text[16];
            uint32_t c = str_char(s, i);
            snprintf(text, sizeof text,
                     e->handler == H_XML ? "&#%u;" : c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x",
                     c);
            if (!put_ascii(e, text))
                return false;
        }
        return true;
    case H_ESCAPE:
        for (; i < end; i++) {
            uint32_t c = str_char(s, i);
            if (c < 0xdc80 || c > 0xdcff)
                break;
            unsigned char byte = (unsigned char)c;
            if (e->size != 1 || !put(e, &byte, 1))
                break;
        }
        if (i == end)
            return true;
        break;
    case H_PASS:
        for (; i < end; i++) {
            uint32_t c = str_char(s, i);
            unsigned char b[4];
            if ((c & 0xfffff800) != 0xd800 || e->encoding[0] != 'u')
                break;
            if (e->size == 1 ? !put(e, b, utf8_bytes(c, b)) : !put_unit(e, c))
                return false;
        }
        if (i == end)
            return true;
        break;
    case H_UNKNOWN:
        if (!strcmp(e->handler_name, "namereplace")) {
            err_absent("the error handler namereplace");
            return false;
        }
        return err_false(&exc_LookupError, "unknown error handler name '%s'", e->handler_name);
    default: break;
    }
    raise_codec(&exc_UnicodeEncodeError, e->encoding, e->str, i, end, reason);
    return false;
}

/* One byte a character, up to limit. */
static bool encode_narrow(Encoder *e, uint32_t limit, const char *reason) {
    Str *s = as_str(e->str);
    for (int64_t i = 0; i < s->length;) {
        uint32_t c = str_char(s, i);
        if (c < limit) {
            unsigned char b = (unsigned char)c;
            if (!put(e, &b, 1))
                return false;
            i++;
            continue;
        }
        int64_t start = i;
        while (i < s->length && str_char(s, i) >= limit)
            i++;
        if (!encode_error(e, start, i, reason))
            return false;
    }
    return true;
}

static bool encode_utf(Encoder *e) {
    Str *s = as_str(e->str);
    for (int64_t i = 0; i < s->length;) {
        uint32_t c = str_char(s, i);
        if ((c & 0xfffff800) == 0xd800) {
            int64_t start = i;
            while (i < s->length && (str_char(s, i) & 0xfffff800) == 0xd800)
                i++;
            if (!encode_error(e, start, i, "surrogates not allowed"))
                return false;
            continue;
        }
        unsigned char b[4];
        bool ok;
        if (e->size == 1)
            ok = put(e, b, utf8_bytes(c, b));
        else if (e->size == 2 && c >= 0x10000)
            ok = put_unit(e, 0xd800 + ((c - 0x10000) >> 10)) &&
                 put_unit(e, 0xdc00 + ((c - 0x10000) & 0x3ff));
        else
            ok = put_unit(e, c);
        if (!ok)
            return false;
        i++;
    }
    return true;
}

Val str_encode(Val v, const char *encoding, const char *errors) {
    Str *s = as_str(v);
    Codec codec = find_codec(encoding);
    if ((s->ascii && (codec == C_UTF8 || codec == C_ASCII)) || (s->kind == 1 && codec == C_LATIN1))
        return bytes_new(str_data(s), s->length);
    Encoder e = {.str = v, .encoding = "utf-8", .handler = find_handler(errors),
                 .handler_name = errors, .size = 1};
    bool ok = false;
    switch (codec) {
    case C_UTF8_SIG:
        if (!put(&e, "\xef\xbb\xbf", 3))
            break;
        /* fallthrough */
    case C_UTF8: ok = encode_utf(&e); break;
    case C_ASCII:
        e.encoding = "ascii";
        ok = encode_narrow(&e, 0x80, "ordinal not in range(128)");
        break;
    case C_LATIN1:
        e.encoding = "latin-1";
        ok = encode_narrow(&e, 0x100, "ordinal not in range(256)");
        break;
    case C_UTF16: case C_UTF16LE: case C_UTF16BE:
        e.encoding = codec == C_UTF16 ? "utf-16" : codec == C_UTF16LE ? "utf-16-le" : "utf-16-be";
        e.size = 2;
        e.big = codec == C_UTF16BE;
        ok = (codec != C_UTF16 || put_unit(&e, 0xfeff)) && encode_utf(&e);
        break;
    case C_UTF32: case C_UTF32LE: case C_UTF32BE:
        e.encoding = codec == C_UTF32 ? "utf-32" : codec == C_UTF32LE ? "utf-32-le" : "utf-32-be";
        e.size = 4;
        e.big = codec == C_UTF32BE;
        ok = (codec != C_UTF32 || put_unit(&e, 0xfeff)) && encode_utf(&e);
        break;
    default: err_set(&exc_LookupError, "unknown encoding: %s", encoding);
    }
    Val r = ok ? bytes_new(e.data ? e.data : "", e.length) : VAL_NULL;
    free(e.data);
    return r;
}

const char *str_utf8(Val v, int64_t *n) {
    Str *s = as_str(v);
    if (!s->utf8) {
        Encoder e = {.str = v, .encoding = "utf-8", .size = 1};
        if (!encode_utf(&e) || !put(&e, "", 1)) {
            free(e.data);
            return NULL;
        }
        s->utf8 = e.data;
        s->utf8_length = e.length - 1;
    }
    if (n)
        *n = s->utf8_length;
    return s->utf8;
}
