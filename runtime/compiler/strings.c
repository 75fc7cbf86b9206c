/* String and bytes literals, and their implicit concatenation. */
#include <stdlib.h>
#include <string.h>

#include "parser_internal.h"
#include "source.h"

bool strbuf_add(StrBuf *b, const char *s, size_t n)
{
    if (b->capacity - b->len < n) {
        size_t capacity = b->capacity * 2 > b->len + n ? b->capacity * 2 : b->len + n + 32;
        char *data = realloc(b->data, capacity);
        if (data == NULL) {
            return false;
        }
        b->data = data;
        b->capacity = capacity;
    }
    if (n > 0) {
        memcpy(b->data + b->len, s, n);
        b->len += n;
    }
    return true;
}

static bool add(Parser *p, StrBuf *b, const char *s, size_t n)
{
    return strbuf_add(b, s, n) || raise_memory(p) != NULL;
}

static bool add_char(Parser *p, StrBuf *b, uint32_t c)
{
    char utf8[4];
    return add(p, b, utf8, (size_t)utf8_encode(c, utf8));
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The characters behind a backslash that stand for one other character; 0: none. */
static char simple_escape(char c)
{
    switch (c) {
    case '\\':
    case '\'':
    case '"':
        return c;
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    default:
        return 0;
    }
}

/* \ooo, from the first digit on. */
static uint32_t octal_escape(const char **s, const char *end)
{
    uint32_t c = 0;
    for (int i = 0; i < 3 && *s < end && **s >= '0' && **s <= '7'; i++) {
        c = c * 8 + (uint32_t)(*(*s)++ - '0');
    }
    return c;
}

/* CPython decodes the literal with every character beyond ASCII written as \Uxxxxxxxx, and gives positions in that. */
static size_t escaped_position(const char *start, const char *s)
{
    size_t n = 0;
    for (; start < s; start++) {
        unsigned char b = (unsigned char)*start;
        n += b < 0x80 ? 1 : b >= 0xC0 ? 10 : 0;
    }
    return n;
}

static bool bad_escape(Parser *p, const char *body, const char *backslash, const char *end, const char *why)
{
    size_t from = escaped_position(body, backslash), to = from + escaped_position(backslash, end) - 1;
    raise_last(p, ERR_SYNTAX, "(unicode error) 'unicodeescape' codec can't decode bytes in position %zu-%zu: %s", from,
               to, why);
    return false;
}

static bool hex_escape(Parser *p, const char *body, const char *backslash, const char **s, const char *end, int digits,
                       StrBuf *out)
{
    uint32_t c = 0;
    for (int i = 0; i < digits; i++, (*s)++) {
        int digit = *s < end ? hex_value(**s) : -1;
        if (digit < 0) {
            return bad_escape(p, body, backslash, *s,
                              digits == 2   ? "truncated \\xXX escape"
                              : digits == 4 ? "truncated \\uXXXX escape"
                                            : "truncated \\UXXXXXXXX escape");
        }
        c = c << 4 | (uint32_t)digit;
    }
    if (c > 0x10FFFF) {
        return bad_escape(p, body, backslash, *s, "illegal Unicode character");
    }
    return add_char(p, out, c);
}

/* \N{NAME} needs the table of character names, which the front end does not have. */
static bool named_escape(Parser *p, const char *body, const char *backslash, const char *s, const char *end)
{
    if (s < end && *s == '{') {
        const char *name = ++s;
        while (s < end && *s != '}') {
            s++;
        }
        if (s < end && s > name) {
            raise_last(p, ERR_SYNTAX, "'\\N{...}' in a string is not supported by gilpy yet");
            return false;
        }
    }
    return bad_escape(p, body, backslash, s, "malformed \\N character escape");
}

bool decode_str(Parser *p, const char *s, size_t len, bool raw, StrBuf *out)
{
    const char *body = s, *end = s + len;
    while (s < end) {
        const char *backslash = raw ? NULL : memchr(s, '\\', (size_t)(end - s));
        const char *plain_end = backslash == NULL ? end : backslash;
        if (!add(p, out, s, (size_t)(plain_end - s))) {
            return false;
        }
        s = plain_end;
        if (s == end) {
            break;
        }
        s++;
        char c = s < end ? *s : '\0';
        char simple = simple_escape(c);
        bool ok = true;
        if (simple != 0) {
            s++;
            ok = add(p, out, &simple, 1);
        } else if (c >= '0' && c <= '7') {
            ok = add_char(p, out, octal_escape(&s, end));
        } else if (c == '\n') {
            s++;
        } else if (c == 'x' || c == 'u' || c == 'U') {
            s++;
            ok = hex_escape(p, body, backslash, &s, end, c == 'x' ? 2 : c == 'u' ? 4 : 8, out);
        } else if (c == 'N') {
            ok = named_escape(p, body, backslash, s + 1, end);
        } else {
            ok = add(p, out, "\\", 1); /* no escape: the backslash stays */
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool decode_bytes(Parser *p, const char *s, size_t len, bool raw, StrBuf *out)
{
    const char *body = s, *end = s + len;
    for (const char *t = s; t < end; t++) {
        if ((unsigned char)*t >= 0x80) {
            raise_last(p, ERR_SYNTAX, "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    while (s < end) {
        const char *backslash = raw ? NULL : memchr(s, '\\', (size_t)(end - s));
        const char *plain_end = backslash == NULL ? end : backslash;
        if (!add(p, out, s, (size_t)(plain_end - s))) {
            return false;
        }
        s = plain_end;
        if (s == end) {
            break;
        }
        s++;
        char c = s < end ? *s : '\0';
        char byte = simple_escape(c);
        if (byte != 0) {
            s++;
        } else if (c >= '0' && c <= '7') {
            byte = (char)octal_escape(&s, end);
        } else if (c == '\n') {
            s++;
            continue;
        } else if (c == 'x') {
            if (end - s < 3 || hex_value(s[1]) < 0 || hex_value(s[2]) < 0) {
                raise_last(p, ERR_SYNTAX, "(value error) invalid \\x escape at position %zu", (size_t)(backslash - body));
                return false;
            }
            byte = (char)(hex_value(s[1]) << 4 | hex_value(s[2]));
            s += 3;
        } else {
            byte = '\\';
        }
        if (!add(p, out, &byte, 1)) {
            return false;
        }
    }
    return true;
}

typedef struct Literal {
    const char *body;
    size_t len;
    bool bytes, raw, format;
} Literal;

/* Prefix and quotes off; the lexer made sure that they are right. */
static Literal split_literal(const Token *tok)
{
    Literal lit = {.body = tok->start, .len = (size_t)tok->len};
    for (; *lit.body != '\'' && *lit.body != '"'; lit.body++, lit.len--) {
        char c = *lit.body | 0x20;
        lit.bytes |= c == 'b';
        lit.raw |= c == 'r';
        lit.format |= c == 'f';
    }
    size_t quotes = lit.len >= 6 && lit.body[1] == lit.body[0] && lit.body[2] == lit.body[0] ? 3 : 1;
    lit.body += quotes;
    lit.len -= 2 * quotes;
    return lit;
}

static Expr *string_constant(Parser *p, ConstKind kind, const char *data, size_t len, const Token *first,
                             const Token *last)
{
    Expr *e = expr_new(p->arena, Constant_kind, first->lineno, first->col_offset, last->end_lineno,
                       last->end_col_offset);
    char *copy = e == NULL ? NULL : arena_strndup(p->arena, len == 0 ? "" : data, len);
    if (copy == NULL) {
        return raise_memory(p);
    }
    e->v.Constant.kind = kind;
    e->v.Constant.bytes = copy;
    e->v.Constant.len = len;
    e->v.Constant.u_prefix = kind == CONST_STR && *first->start == 'u';
    return e;
}

bool flush_literal(Parser *p, StrBuf *literal, const Token *first, const Token *last)
{
    if (literal->len == 0) {
        return true;
    }
    Expr *e = string_constant(p, CONST_STR, literal->data, literal->len, first, last);
    literal->len = 0;
    return e != NULL && push(p, e);
}

static Expr *concatenate(Parser *p, int start, int end, StrBuf *text)
{
    /* A copy: nested parsers do not touch these tokens, but ours may move when more are read. */
    const Token first = p->tokens[start], last = p->tokens[end - 1];
    int base = p->stack_n;
    bool any_format = false, bytes = split_literal(&first).bytes;
    for (int i = start; i < end; i++) {
        const Token tok = p->tokens[i];
        Literal lit = split_literal(&tok);
        if (lit.bytes != bytes) {
            return raise_last(p, ERR_SYNTAX, "cannot mix bytes and nonbytes literals");
        }
        any_format |= lit.format;
        bool ok = lit.format  ? parse_fstring(p, lit.body, lit.body + lit.len, lit.raw, &first, &tok, &last, text)
                  : lit.bytes ? decode_bytes(p, lit.body, lit.len, lit.raw, text)
                              : decode_str(p, lit.body, lit.len, lit.raw, text);
        if (!ok) {
            return NULL;
        }
    }
    if (!any_format) {
        return string_constant(p, bytes ? CONST_BYTES : CONST_STR, text->data, text->len, &first, &last);
    }
    if (!flush_literal(p, text, &first, &last)) {
        return NULL;
    }
    ExprSeq *values = pop_seq(p, base);
    Expr *e = values == NULL ? NULL : expr_new(p->arena, JoinedStr_kind, first.lineno, first.col_offset,
                                               last.end_lineno, last.end_col_offset);
    if (e == NULL) {
        return raise_memory(p);
    }
    e->v.JoinedStr.values = values;
    return e;
}

Expr *parse_strings(Parser *p)
{
    Expr *e;
    if (memo_get(p, MEMO_STRINGS, &e)) {
        return e;
    }
    int start = p->pos;
    while (accept(p, TOK_STRING)) {
    }
    if (has_error(p)) {
        return NULL;
    }
    StrBuf text = {0};
    e = concatenate(p, start, p->pos, &text);
    free(text.data);
    return memo_put(p, MEMO_STRINGS, start, e);
}
