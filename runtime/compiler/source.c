/* Decoding of source bytes. */
#include "source.h"

#include <string.h>

int utf8_decode(const unsigned char *s, const unsigned char *end, uint32_t *c)
{
    unsigned char b = *s;
    if (b < 0x80) {
        *c = b;
        return 1;
    }
    if (b >= 0xC2 && b <= 0xDF) {
        if (end - s >= 2 && (s[1] & 0xC0) == 0x80) {
            *c = (uint32_t)(b & 0x1F) << 6 | (s[1] & 0x3F);
            return 2;
        }
    } else if (b >= 0xE0 && b <= 0xEF) {
        unsigned char low = b == 0xE0 ? 0xA0 : 0x80, high = b == 0xED ? 0x9F : 0xBF;
        if (end - s >= 3 && s[1] >= low && s[1] <= high && (s[2] & 0xC0) == 0x80) {
            *c = (uint32_t)(b & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
            return 3;
        }
    } else if (b >= 0xF0 && b <= 0xF4) {
        unsigned char low = b == 0xF0 ? 0x90 : 0x80, high = b == 0xF4 ? 0x8F : 0xBF;
        if (end - s >= 4 && s[1] >= low && s[1] <= high && (s[2] & 0xC0) == 0x80 && (s[3] & 0xC0) == 0x80) {
            *c = (uint32_t)(b & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 |
                 (s[3] & 0x3F);
            return 4;
        }
    }
    return 0;
}

int utf8_encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static void fail(SyntaxErr *err, SyntaxErrKind kind, const char *msg)
{
    err->kind = msg == NULL ? ERR_MEMORY : kind;
    err->msg = msg;
}

/* Where in the source p stands, with its line as text; bytes that are not UTF-8 show as U+FFFD. */
static void set_place(Arena *a, SyntaxErr *err, const char *src, const char *end, const char *p)
{
    const char *line = src;
    int lineno = 1;
    for (const char *s = src; s < p; s++) {
        if (*s == '\n' || (*s == '\r' && !(s + 1 < end && s[1] == '\n'))) {
            lineno++;
            line = s + 1;
        }
    }
    const char *line_end = p;
    while (line_end < end && *line_end != '\n' && *line_end != '\r') {
        line_end++;
    }
    size_t shown = (size_t)(line_end - line);
    char *text = arena_alloc(a, shown * 3 + 1);
    if (text == NULL) {
        return;
    }
    char *out = text;
    int col = 1;
    for (const unsigned char *s = (const unsigned char *)line; s < (const unsigned char *)line_end;) {
        uint32_t c;
        int n = utf8_decode(s, (const unsigned char *)line_end, &c);
        if (n == 0 || c == 0) {
            c = 0xFFFD;
            n = 1;
        }
        if ((const char *)s < p) {
            col++;
        }
        out += utf8_encode(c, out);
        s += n;
    }
    *out = '\0';
    err->lineno = err->end_lineno = lineno;
    err->col_offset = err->end_col_offset = col;
    err->text = text;
}

/* How CPython's decoder words what is wrong with the sequence at p. */
static const char *utf8_complaint(Arena *a, const char *run, const unsigned char *p, const unsigned char *end)
{
    unsigned char b = *p;
    int want = b >= 0xC2 && b <= 0xDF ? 2 : b >= 0xE0 && b <= 0xEF ? 3 : b >= 0xF0 && b <= 0xF4 ? 4 : 0;
    size_t at = (size_t)((const char *)p - run);
    if (want == 0) {
        return arena_printf(a, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: "
                               "invalid start byte", b, at);
    }
    /* Count the continuation bytes that could belong to it. */
    int good = 1;
    unsigned char low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80, high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    while (good < want && p + good < end && p[good] >= 0x80) {
        if (p[good] < low || p[good] > high) {
            break;
        }
        low = 0x80;
        high = 0xBF;
        good++;
    }
    /* CPython decodes each run of non-ASCII bytes by itself, so an ASCII byte counts as the end of the data. */
    const char *why = p + good >= end || p[good] < 0x80 ? "unexpected end of data" : "invalid continuation byte";
    if (good == 1) {
        return arena_printf(a, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: %s", b, at,
                            why);
    }
    return arena_printf(a, "(unicode error) 'utf-8' codec can't decode bytes in position %zu-%zu: %s", at,
                        at + (size_t)good - 1, why);
}

typedef enum { ENC_UTF8, ENC_LATIN1, ENC_ASCII, ENC_UNKNOWN } Encoding;

/* PEP 263: a comment on line 1 or 2 that matches coding[:=]\s*([-_.a-zA-Z0-9]+); line 2 counts only if line 1 is blank
 * or a comment. */
static bool find_cookie(const char *src, const char *end, const char **name, size_t *name_len)
{
    for (int line = 0; line < 2; line++) {
        const char *line_end = src;
        while (line_end < end && *line_end != '\n' && *line_end != '\r') {
            line_end++;
        }
        const char *p = src;
        while (p < line_end && (*p == ' ' || *p == '\t' || *p == '\f')) {
            p++;
        }
        if (p < line_end && *p != '#') {
            return false;
        }
        for (; p + 7 <= line_end; p++) {
            if (memcmp(p, "coding", 6) != 0 || (p[6] != ':' && p[6] != '=')) {
                continue;
            }
            const char *s = p + 7;
            while (s < line_end && (*s == ' ' || *s == '\t')) {
                s++;
            }
            const char *e = s;
            while (e < line_end && ((*e >= 'a' && *e <= 'z') || (*e >= 'A' && *e <= 'Z') || (*e >= '0' && *e <= '9') ||
                                    *e == '-' || *e == '_' || *e == '.')) {
                e++;
            }
            if (e > s) {
                *name = s;
                *name_len = (size_t)(e - s);
                return true;
            }
        }
        src = line_end;
        if (src < end && *src == '\r') {
            src++;
        }
        if (src < end && *src == '\n') {
            src++;
        }
    }
    return false;
}

static Encoding encoding_from_name(const char *name, size_t len)
{
    static const struct {
        const char *name;
        Encoding encoding;
    } known[] = {
        {"utf-8", ENC_UTF8},        {"utf8", ENC_UTF8},          {"u8", ENC_UTF8},         {"utf-8-sig", ENC_UTF8},
        {"cp65001", ENC_UTF8},      {"utf-8-unix", ENC_UTF8},    {"utf-8-dos", ENC_UTF8},  {"utf-8-mac", ENC_UTF8},
        {"latin-1", ENC_LATIN1},    {"latin1", ENC_LATIN1},      {"latin", ENC_LATIN1},    {"l1", ENC_LATIN1},
        {"iso-8859-1", ENC_LATIN1}, {"iso8859-1", ENC_LATIN1},   {"8859", ENC_LATIN1},     {"cp819", ENC_LATIN1},
        {"iso8859", ENC_LATIN1},    {"iso-latin-1", ENC_LATIN1}, {"latin-1-unix", ENC_LATIN1},
        {"iso-8859-1-unix", ENC_LATIN1}, {"iso-latin-1-unix", ENC_LATIN1},
        {"ascii", ENC_ASCII},       {"us-ascii", ENC_ASCII},     {"646", ENC_ASCII},       {"ansi-x3.4-1968", ENC_ASCII},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) != len) {
            continue;
        }
        size_t j = 0;
        for (; j < len; j++) {
            char c = name[j] == '_' ? '-' : name[j] >= 'A' && name[j] <= 'Z' ? (char)(name[j] + 32) : name[j];
            if (c != known[i].name[j]) {
                break;
            }
        }
        if (j == len) {
            return known[i].encoding;
        }
    }
    return ENC_UNKNOWN;
}

static bool check_utf8(Arena *a, const char *src, const char *end, SyntaxErr *err)
{
    const unsigned char *s = (const unsigned char *)src, *e = (const unsigned char *)end, *run = s;
    while (s < e) {
        uint64_t word;
        if (e - s >= 8 && (memcpy(&word, s, 8), (word & 0x8080808080808080u) == 0)) {
            s += 8;
            run = s;
        } else if (*s < 0x80) {
            run = ++s;
        } else {
            uint32_t c;
            int n = utf8_decode(s, e, &c);
            if (n == 0) {
                fail(err, ERR_UNICODE, utf8_complaint(a, (const char *)run, s, e));
                set_place(a, err, src, end, (const char *)s);
                return false;
            }
            s += n;
        }
    }
    return true;
}

char *source_decode(Arena *a, const char *src, size_t len, size_t *out_len, SyntaxErr *err)
{
    if (len > (size_t)1 << 30) {
        fail(err, ERR_SYNTAX, "source code is too long");
        return NULL;
    }
    const char *end = src + len;
    bool bom = len >= 3 && memcmp(src, "\xEF\xBB\xBF", 3) == 0;
    if (bom) {
        src += 3;
    }
    Encoding encoding = ENC_UTF8;
    const char *name = NULL;
    size_t name_len = 0;
    if (find_cookie(src, end, &name, &name_len)) {
        encoding = encoding_from_name(name, name_len);
        if (encoding == ENC_UNKNOWN) {
            fail(err, ERR_SYNTAX, arena_printf(a, "unknown encoding: %.*s", (int)(name_len < 100 ? name_len : 100), name));
            return NULL;
        }
        if (bom && encoding != ENC_UTF8) {
            fail(err, ERR_SYNTAX, arena_printf(a, "encoding problem: %s with BOM",
                                               encoding == ENC_LATIN1 ? "iso-8859-1" : "ascii"));
            return NULL;
        }
    }
    const char *nul = len == 0 ? NULL : memchr(src, 0, (size_t)(end - src));
    if (nul != NULL) {
        fail(err, ERR_SYNTAX, "source code cannot contain null bytes");
        set_place(a, err, src, end, nul);
        return NULL;
    }
    size_t high = 0;
    if (encoding == ENC_UTF8) {
        if (!check_utf8(a, src, end, err)) {
            return NULL;
        }
    } else {
        for (const char *s = src; s < end; s++) {
            if ((unsigned char)*s >= 0x80) {
                high++;
                if (encoding == ENC_ASCII) {
                    fail(err, ERR_UNICODE,
                         arena_printf(a, "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in "
                                         "range(128)", (unsigned char)*s, (size_t)(s - src)));
                    set_place(a, err, src, end, s);
                    return NULL;
                }
            }
        }
    }
    char *text = arena_alloc(a, (size_t)(end - src) + high + 2);
    if (text == NULL) {
        fail(err, ERR_MEMORY, NULL);
        return NULL;
    }
    char *out = text;
    if (high == 0 && (src == end || memchr(src, '\r', (size_t)(end - src)) == NULL)) {
        memcpy(out, src, (size_t)(end - src));
        out += end - src;
    } else {
        for (const char *s = src; s < end; s++) {
            if (*s == '\r') {
                if (s + 1 < end && s[1] == '\n') {
                    s++;
                }
                *out++ = '\n';
            } else if (high != 0) {
                out += utf8_encode((unsigned char)*s, out);
            } else {
                *out++ = *s;
            }
        }
    }
    if (out > text && out[-1] != '\n') {
        *out++ = '\n';
    }
    *out = '\0';
    *out_len = (size_t)(out - text);
    return text;
}
