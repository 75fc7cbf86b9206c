/* The lexer. Its errors, their places and its limits are CPython 3.11's. */
#include "lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "source.h"
#include "unicode_ident.h"

enum { C_IDENT_START = 1, C_DIGIT = 2, C_HEX = 4 };

#define LETTER C_IDENT_START
#define HEX_LETTER (C_IDENT_START | C_HEX)

static const uint8_t char_class[256] = {
    ['0' ... '9'] = C_DIGIT | C_HEX, ['a' ... 'f'] = HEX_LETTER, ['g' ... 'z'] = LETTER, ['A' ... 'F'] = HEX_LETTER,
    ['G' ... 'Z'] = LETTER,          ['_'] = LETTER,             [0x80 ... 0xFF] = LETTER,
};

static inline bool is_ident_start(char c)
{
    return (char_class[(unsigned char)c] & C_IDENT_START) != 0;
}

static inline bool is_ident_char(char c)
{
    return (char_class[(unsigned char)c] & (C_IDENT_START | C_DIGIT)) != 0;
}

static inline bool is_digit(char c)
{
    return (char_class[(unsigned char)c] & C_DIGIT) != 0;
}

static inline bool is_hex_digit(char c)
{
    return (char_class[(unsigned char)c] & C_HEX) != 0;
}

int utf8_length(const char *s, const char *end)
{
    int n = 0;
    for (; s < end; s++) {
        n += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return n;
}

void lexer_init(Lexer *lx, Arena *a, const char *text, size_t len, int first_lineno, int first_col, SyntaxErr *err)
{
    memset(lx, 0, sizeof *lx);
    lx->arena = a;
    lx->cur = lx->line_start = text;
    lx->end = text + len;
    lx->lineno = 1;
    lx->first_lineno = first_lineno;
    lx->first_col = first_col;
    lx->at_bol = true;
    lx->err = err;
}

/* ---- errors --------------------------------------------------------------------------------------------------- */

static bool fail_at(Lexer *lx, SyntaxErrKind kind, int col, int end_col, const char *msg)
{
    lx->status = LEX_ERROR;
    SyntaxErr *err = lx->err;
    err->kind = msg == NULL ? ERR_MEMORY : kind;
    err->msg = msg;
    err->lineno = lx->lineno;
    err->col_offset = col;
    err->end_lineno = end_col > 0 ? lx->lineno : 0;
    err->end_col_offset = end_col > 0 ? end_col : 0;
    return false;
}

/* The error is the last character before `cur`. */
static bool fail(Lexer *lx, const char *cur, const char *format, ...) __attribute__((format(printf, 3, 4)));
static bool fail(Lexer *lx, const char *cur, const char *format, ...)
{
    char msg[160];
    va_list ap;
    va_start(ap, format);
    vsnprintf(msg, sizeof msg, format, ap);
    va_end(ap);
    int col = utf8_length(lx->line_start, cur);
    return fail_at(lx, ERR_SYNTAX, col, col, arena_strndup(lx->arena, msg, strlen(msg)));
}

static bool fail_layout(Lexer *lx, SyntaxErrKind kind, int col, const char *msg)
{
    fail_at(lx, kind, col, 0, msg);
    lx->status = LEX_LAYOUT_ERROR;
    return false;
}

static bool fail_eof(Lexer *lx)
{
    lx->status = LEX_EOF_IN_STATEMENT;
    lx->cur = lx->end;
    return false;
}

/* ---- helpers -------------------------------------------------------------------------------------------------- */

/* `cur` stands behind a newline. At the end of the text the last line stays the current one. */
static inline void next_line(Lexer *lx)
{
    if (lx->cur < lx->end) {
        lx->lineno++;
        lx->line_start = lx->cur;
    }
}

static bool finish(Lexer *lx, Token *tok, TokenType type, const char *start)
{
    int first_line_shift = lx->lineno == 1 ? lx->first_col : 0;
    tok->type = (uint8_t)type;
    tok->level = (uint8_t)lx->level;
    tok->start = start;
    tok->len = (int)(lx->cur - start);
    tok->lineno = tok->end_lineno = lx->lineno + lx->first_lineno;
    tok->col_offset = (int)(start - lx->line_start) + first_line_shift;
    tok->end_col_offset = (int)(lx->cur - lx->line_start) + first_line_shift;
    return true;
}

/* INDENT, DEDENT and ENDMARKER have no columns; len is where the lexer stands in the line. */
static bool finish_without_text(Lexer *lx, Token *tok, TokenType type)
{
    finish(lx, tok, type, lx->line_start);
    tok->col_offset = tok->end_col_offset = -1;
    return true;
}

/* ---- indentation ---------------------------------------------------------------------------------------------- */

/* Behind a backslash. */
static bool continuation_line(Lexer *lx)
{
    if (lx->cur >= lx->end) {
        return fail_eof(lx);
    }
    if (*lx->cur != '\n') {
        return fail_layout(lx, ERR_SYNTAX, utf8_length(lx->line_start, lx->cur + 1),
                           "unexpected character after line continuation character");
    }
    lx->cur++;
    if (lx->cur >= lx->end) {
        return fail_eof(lx);
    }
    next_line(lx);
    return true;
}

static bool inconsistent_tabs(Lexer *lx)
{
    return fail_layout(lx, ERR_TAB, 1, "inconsistent use of tabs and spaces in indentation");
}

/* Reads the white space at the beginning of a line. Tabs go to multiples of 8, and to multiples of 1 for the second
 * count: where the two disagree about the order of two lines, their indentation depends on the width of a tab. */
static bool read_indentation(Lexer *lx, bool *blank)
{
    int col = 0, alt_col = 0, continued_col = 0;
    for (;; lx->cur++) {
        char c = *lx->cur;
        if (c == ' ') {
            col++;
            alt_col++;
        } else if (c == '\t') {
            col = (col / 8 + 1) * 8;
            alt_col++;
        } else if (c == '\f') {
            col = alt_col = 0;
        } else if (c == '\\') {
            /* The first physical line of a continued one determines the indentation. */
            continued_col = continued_col != 0 ? continued_col : col;
            lx->cur++;
            if (!continuation_line(lx)) {
                return false;
            }
            lx->cur--;
        } else {
            break;
        }
    }
    *blank = *lx->cur == '#' || *lx->cur == '\n' || lx->cur >= lx->end;
    if (lx->level > 0 || (*blank && lx->cur < lx->end)) {
        return true;
    }
    if (lx->cur >= lx->end) {
        col = alt_col = 0; /* the end of the text closes every block */
        *blank = false;
    }
    if (continued_col != 0) {
        col = alt_col = continued_col;
    }
    if (col == lx->indents[lx->indent]) {
        return alt_col == lx->alt_indents[lx->indent] || inconsistent_tabs(lx);
    }
    if (col > lx->indents[lx->indent]) {
        if (lx->indent + 1 >= LEXER_MAX_INDENT) {
            return fail_layout(lx, ERR_INDENTATION, 1, "too many levels of indentation");
        }
        if (alt_col <= lx->alt_indents[lx->indent]) {
            return inconsistent_tabs(lx);
        }
        lx->pending++;
        lx->indent++;
        lx->indents[lx->indent] = col;
        lx->alt_indents[lx->indent] = alt_col;
        return true;
    }
    while (lx->indent > 0 && col < lx->indents[lx->indent]) {
        lx->pending--;
        lx->indent--;
    }
    if (col != lx->indents[lx->indent]) {
        const char *eol = memchr(lx->cur, '\n', (size_t)(lx->end - lx->cur));
        const char *behind = eol == NULL ? lx->end : eol + 1;
        return fail_layout(lx, ERR_INDENTATION, utf8_length(lx->line_start, behind),
                           "unindent does not match any outer indentation level");
    }
    return alt_col == lx->alt_indents[lx->indent] || inconsistent_tabs(lx);
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

static const struct {
    char text[9];
    uint8_t type;
} keywords[] = {
    {"False", TOK_FALSE},   {"None", TOK_NONE},     {"True", TOK_TRUE},         {"and", TOK_AND},
    {"as", TOK_AS},         {"assert", TOK_ASSERT}, {"async", TOK_ASYNC},       {"await", TOK_AWAIT},
    {"break", TOK_BREAK},   {"class", TOK_CLASS},   {"continue", TOK_CONTINUE}, {"def", TOK_DEF},
    {"del", TOK_DEL},       {"elif", TOK_ELIF},     {"else", TOK_ELSE},         {"except", TOK_EXCEPT},
    {"finally", TOK_FINALLY}, {"for", TOK_FOR},     {"from", TOK_FROM},         {"global", TOK_GLOBAL},
    {"if", TOK_IF},         {"import", TOK_IMPORT}, {"in", TOK_IN},             {"is", TOK_IS},
    {"lambda", TOK_LAMBDA}, {"nonlocal", TOK_NONLOCAL}, {"not", TOK_NOT},       {"or", TOK_OR},
    {"pass", TOK_PASS},     {"raise", TOK_RAISE},   {"return", TOK_RETURN},     {"try", TOK_TRY},
    {"while", TOK_WHILE},   {"with", TOK_WITH},     {"yield", TOK_YIELD},
};

/* Where the keywords with a given first letter begin in the table; letters without keywords are absent (0). */
static const uint8_t keyword_index[128] = {
    ['F'] = 1, ['N'] = 2, ['T'] = 3, ['a'] = 4, ['b'] = 9, ['c'] = 10, ['d'] = 12, ['e'] = 14, ['f'] = 17, ['g'] = 20,
    ['i'] = 21, ['l'] = 25, ['n'] = 26, ['o'] = 28, ['p'] = 29, ['r'] = 30, ['t'] = 32, ['w'] = 33, ['y'] = 35,
};

static TokenType name_or_keyword(const char *s, size_t len)
{
    unsigned char first = (unsigned char)*s;
    if (len < 2 || len > 8 || first >= 128 || keyword_index[first] == 0) {
        return TOK_NAME;
    }
    for (size_t i = keyword_index[first] - 1u; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (keywords[i].text[0] != (char)first) {
            break;
        }
        if (memcmp(keywords[i].text, s, len) == 0 && keywords[i].text[len] == '\0') {
            return keywords[i].type;
        }
    }
    return TOK_NAME;
}

/* Identifiers beyond ASCII are kept as written; CPython would normalise them to NFKC. */
static bool check_identifier(Lexer *lx, const char *start)
{
    for (const char *s = start; s < lx->cur;) {
        uint32_t c = 0;
        int n = utf8_decode((const unsigned char *)s, (const unsigned char *)lx->cur, &c);
        if (n == 0) {
            return fail(lx, s + 1, "invalid character");
        }
        if (!(s == start ? unicode_is_ident_start(c) : unicode_is_ident_continue(c))) {
            if (unicode_is_printable(c)) {
                return fail(lx, s + n, "invalid character '%.*s' (U+%04X)", n, s, c);
            }
            return fail(lx, s + n, "invalid non-printable character U+%04X", c);
        }
        s += n;
    }
    return true;
}

/* ---- numbers -------------------------------------------------------------------------------------------------- */

/* A digit string with single underscores between digits, from a digit on. NULL at an error. */
static const char *decimal_tail(Lexer *lx, const char *p)
{
    for (;;) {
        while (is_digit(*p)) {
            p++;
        }
        if (*p != '_') {
            return p;
        }
        p++;
        if (!is_digit(*p)) {
            fail(lx, p, "invalid decimal literal");
            return NULL;
        }
    }
}

static bool keyword_follows(const char *p, const char *keyword)
{
    size_t n = strlen(keyword);
    return strncmp(p, keyword, n) == 0 && !is_ident_char(p[n]);
}

/* A keyword may follow a number without a space (`1if x else 2`), other names may not. */
static bool end_number(Lexer *lx, Token *tok, const char *start, const char *p, const char *kind)
{
    bool keyword = keyword_follows(p, "and") || keyword_follows(p, "else") || keyword_follows(p, "for") ||
                   (p[0] == 'i' && (p[1] == 'f' || p[1] == 'n' || p[1] == 's')) || keyword_follows(p, "or") ||
                   keyword_follows(p, "not");
    if (!keyword && is_ident_char(*p)) {
        return fail(lx, p, "invalid %s literal", kind);
    }
    lx->cur = p;
    return finish(lx, tok, TOK_NUMBER, start);
}

static bool based_number(Lexer *lx, Token *tok, const char *start, int base, const char *kind)
{
    const char *p = start + 2;
    do {
        if (*p == '_') {
            p++;
        }
        if (!(base == 16 ? is_hex_digit(*p) : *p >= '0' && *p < '0' + base)) {
            if (is_digit(*p)) {
                return fail(lx, p + 1, "invalid digit '%c' in %s literal", *p, kind);
            }
            return fail(lx, p, "invalid %s literal", kind);
        }
        do {
            p++;
        } while (base == 16 ? is_hex_digit(*p) : *p >= '0' && *p < '0' + base);
    } while (*p == '_');
    if (is_digit(*p)) {
        return fail(lx, p + 1, "invalid digit '%c' in %s literal", *p, kind);
    }
    return end_number(lx, tok, start, p, kind);
}

/* From the character behind the integer part (or, where `fraction` is set, behind the point) to the end. */
static bool rest_of_number(Lexer *lx, Token *tok, const char *start, const char *p, bool fraction)
{
    if (!fraction && *p == '.') {
        p++;
        fraction = true;
    }
    if (fraction && is_digit(*p) && (p = decimal_tail(lx, p)) == NULL) {
        return false;
    }
    if (*p == 'e' || *p == 'E') {
        const char *digits = p + 1;
        if (*digits == '+' || *digits == '-') {
            digits++;
            if (!is_digit(*digits)) {
                return fail(lx, digits, "invalid decimal literal");
            }
        } else if (!is_digit(*digits)) {
            return end_number(lx, tok, start, p, "decimal");
        }
        if ((p = decimal_tail(lx, digits)) == NULL) {
            return false;
        }
    }
    if (*p == 'j' || *p == 'J') {
        return end_number(lx, tok, start, p + 1, "imaginary");
    }
    return end_number(lx, tok, start, p, "decimal");
}

static bool number(Lexer *lx, Token *tok, const char *start)
{
    const char *p = start;
    if (*p == '.') {
        return rest_of_number(lx, tok, start, p + 1, true);
    }
    if (*p != '0') {
        p = decimal_tail(lx, p);
        return p != NULL && rest_of_number(lx, tok, start, p, false);
    }
    switch (p[1]) {
    case 'x':
    case 'X':
        return based_number(lx, tok, start, 16, "hexadecimal");
    case 'o':
    case 'O':
        return based_number(lx, tok, start, 8, "octal");
    case 'b':
    case 'B':
        return based_number(lx, tok, start, 2, "binary");
    default:
        break;
    }
    for (p++;;) {
        if (*p == '_') {
            p++;
            if (!is_digit(*p)) {
                return fail(lx, p, "invalid decimal literal");
            }
        }
        if (*p != '0') {
            break;
        }
        p++;
    }
    const char *zeros_end = p + 1;
    bool nonzero = is_digit(*p);
    if (nonzero && (p = decimal_tail(lx, p)) == NULL) {
        return false;
    }
    if (nonzero && *p != '.' && *p != 'e' && *p != 'E' && *p != 'j' && *p != 'J') {
        return fail_at(lx, ERR_SYNTAX, utf8_length(lx->line_start, start) + 1, utf8_length(lx->line_start, zeros_end),
                       "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
                       "integers");
    }
    return rest_of_number(lx, tok, start, p, false);
}

/* ---- strings -------------------------------------------------------------------------------------------------- */

/* `cur` stands on the opening quote, start on the prefix. */
static bool string(Lexer *lx, Token *tok, const char *start)
{
    const char *first_line = lx->line_start;
    int first_lineno = lx->lineno;
    const char *p = lx->cur;
    char quote = *p;
    bool triple = p[1] == quote && p[2] == quote;
    p += triple ? 3 : 1;
    for (;;) {
        char c = *p++;
        if (c == quote) {
            if (!triple) {
                break;
            }
            if (p[0] == quote && p[1] == quote) {
                p += 2;
                break;
            }
            continue;
        }
        if (c == '\\') {
            c = *p++;
            if (c != '\n') {
                if (c != '\0') {
                    continue;
                }
                p--;
            }
        } else if (c == '\n' && !triple) {
            p = lx->end + 1; /* unterminated */
        }
        if (p > lx->end) {
            int detected = lx->lineno;
            lx->line_start = first_line;
            lx->lineno = first_lineno;
            return triple ? fail(lx, start + 1, "unterminated triple-quoted string literal (detected at line %d)",
                                 detected + lx->first_lineno)
                          : fail(lx, start + 1, "unterminated string literal (detected at line %d)",
                                 detected + lx->first_lineno);
        }
        if (c == '\n') {
            lx->cur = p;
            next_line(lx);
        }
    }
    lx->cur = p;
    int end_shift = lx->lineno == 1 ? lx->first_col : 0;
    tok->type = TOK_STRING;
    tok->level = (uint8_t)lx->level;
    tok->start = start;
    tok->len = (int)(p - start);
    tok->lineno = first_lineno + lx->first_lineno;
    tok->col_offset = (int)(start - first_line) + (first_lineno == 1 ? lx->first_col : 0);
    tok->end_lineno = lx->lineno + lx->first_lineno;
    tok->end_col_offset = (int)(p - lx->line_start) + end_shift;
    return true;
}

/* Does a string begin at p, and how long is its prefix? -1: none. */
static int string_prefix(const char *p)
{
    bool b = false, r = false, u = false, f = false;
    for (int n = 0;; n++) {
        char c = p[n] | 0x20;
        if (p[n] == '"' || p[n] == '\'') {
            return n;
        }
        if (c == 'b' && !b && !u && !f) {
            b = true;
        } else if (c == 'u' && !b && !u && !r && !f) {
            u = true;
        } else if (c == 'r' && !r && !u) {
            r = true;
        } else if (c == 'f' && !f && !b && !u) {
            f = true;
        } else {
            return -1;
        }
    }
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static bool open_bracket(Lexer *lx, Token *tok, TokenType type, const char *start)
{
    if (lx->level >= LEXER_MAX_LEVEL) {
        return fail(lx, lx->cur, "too many nested parentheses");
    }
    lx->parens[lx->level] = *start;
    lx->paren_lines[lx->level] = lx->lineno;
    lx->paren_starts[lx->level] = start;
    lx->level++;
    return finish(lx, tok, type, start);
}

static bool close_bracket(Lexer *lx, Token *tok, TokenType type, const char *start)
{
    char c = *start;
    if (lx->level == 0) {
        return fail(lx, lx->cur, "unmatched '%c'", c);
    }
    lx->level--;
    char opening = lx->parens[lx->level];
    if (c != (opening == '(' ? ')' : opening == '[' ? ']' : '}')) {
        if (lx->paren_lines[lx->level] != lx->lineno) {
            return fail(lx, lx->cur, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c,
                        opening, lx->paren_lines[lx->level] + lx->first_lineno);
        }
        return fail(lx, lx->cur, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, opening);
    }
    return finish(lx, tok, type, start);
}

static bool operator_token(Lexer *lx, Token *tok, const char *p)
{
    int type = TOK_OP, len = 1;
#define CASE(one, plain, with_equal)                                                                                   \
    case one:                                                                                                          \
        type = plain;                                                                                                  \
        if (p[1] == '=') {                                                                                             \
            type = with_equal;                                                                                         \
            len = 2;                                                                                                   \
        }                                                                                                              \
        break;
#define CASE_DOUBLE(one, plain, with_equal, twice, twice_with_equal)                                                   \
    case one:                                                                                                          \
        type = plain;                                                                                                  \
        if (p[1] == one && p[2] == '=') {                                                                              \
            type = twice_with_equal;                                                                                   \
            len = 3;                                                                                                   \
        } else if (p[1] == one) {                                                                                      \
            type = twice;                                                                                              \
            len = 2;                                                                                                   \
        } else if (p[1] == '=') {                                                                                      \
            type = with_equal;                                                                                         \
            len = 2;                                                                                                   \
        }                                                                                                              \
        break;
    switch (*p) {
        CASE('+', TOK_PLUS, TOK_PLUSEQUAL)
        CASE('%', TOK_PERCENT, TOK_PERCENTEQUAL)
        CASE('@', TOK_AT, TOK_ATEQUAL)
        CASE('&', TOK_AMPER, TOK_AMPEREQUAL)
        CASE('|', TOK_VBAR, TOK_VBAREQUAL)
        CASE('^', TOK_CIRCUMFLEX, TOK_CIRCUMFLEXEQUAL)
        CASE('=', TOK_EQUAL, TOK_EQEQUAL)
        CASE(':', TOK_COLON, TOK_COLONEQUAL)
        CASE('!', TOK_OP, TOK_NOTEQUAL)
        CASE_DOUBLE('*', TOK_STAR, TOK_STAREQUAL, TOK_DOUBLESTAR, TOK_DOUBLESTAREQUAL)
        CASE_DOUBLE('/', TOK_SLASH, TOK_SLASHEQUAL, TOK_DOUBLESLASH, TOK_DOUBLESLASHEQUAL)
        CASE_DOUBLE('>', TOK_GREATER, TOK_GREATEREQUAL, TOK_RIGHTSHIFT, TOK_RIGHTSHIFTEQUAL)
        CASE_DOUBLE('<', TOK_LESS, TOK_LESSEQUAL, TOK_LEFTSHIFT, TOK_LEFTSHIFTEQUAL)
    case '-':
        type = p[1] == '=' ? TOK_MINEQUAL : p[1] == '>' ? TOK_RARROW : TOK_MINUS;
        len = type == TOK_MINUS ? 1 : 2;
        break;
    case '~':
        type = TOK_TILDE;
        break;
    case ',':
        type = TOK_COMMA;
        break;
    case ';':
        type = TOK_SEMI;
        break;
    case '.':
        type = p[1] == '.' && p[2] == '.' ? TOK_ELLIPSIS : TOK_DOT;
        len = type == TOK_ELLIPSIS ? 3 : 1;
        break;
    default:
        break;
    }
#undef CASE
#undef CASE_DOUBLE
    if (p[0] == '<' && p[1] == '>') {
        type = TOK_OP;
        len = 2;
    }
    lx->cur = p + len;
    switch (*p) {
    case '(':
        return open_bracket(lx, tok, TOK_LPAR, p);
    case '[':
        return open_bracket(lx, tok, TOK_LSQB, p);
    case '{':
        return open_bracket(lx, tok, TOK_LBRACE, p);
    case ')':
        return close_bracket(lx, tok, TOK_RPAR, p);
    case ']':
        return close_bracket(lx, tok, TOK_RSQB, p);
    case '}':
        return close_bracket(lx, tok, TOK_RBRACE, p);
    default:
        break;
    }
    if (type == TOK_OP && !unicode_is_printable((unsigned char)*p)) {
        return fail(lx, lx->cur, "invalid non-printable character U+%04X", (unsigned char)*p);
    }
    return finish(lx, tok, (TokenType)type, p);
}

/* ---- the token ------------------------------------------------------------------------------------------------ */

bool lexer_next(Lexer *lx, Token *tok)
{
    if (lx->status != LEX_OK) {
        return false;
    }
    for (;;) {
        bool blank = false;
        if (lx->at_bol) {
            lx->at_bol = false;
            if (!read_indentation(lx, &blank)) {
                return false;
            }
        }
        if (lx->pending < 0) {
            lx->pending++;
            return finish_without_text(lx, tok, TOK_DEDENT);
        }
        if (lx->pending > 0) {
            lx->pending--;
            return finish_without_text(lx, tok, TOK_INDENT);
        }
        const char *p = lx->cur, *comment = NULL;
        for (;;) {
            while (*p == ' ' || *p == '\t' || *p == '\f') {
                p++;
            }
            if (*p == '\\') {
                lx->cur = p + 1;
                if (!continuation_line(lx)) {
                    return false;
                }
                p = lx->cur;
                continue;
            }
            if (*p == '#') {
                const char *eol = memchr(p, '\n', (size_t)(lx->end - p));
                comment = p;
                p = eol == NULL ? lx->end : eol;
            }
            break;
        }
        lx->cur = p;
        if (p >= lx->end) {
            if (lx->level > 0) {
                return fail_eof(lx);
            }
            return finish_without_text(lx, tok, TOK_ENDMARKER);
        }
        char c = *p;
        if (c == '\n') {
            lx->at_bol = true;
            if (blank || lx->level > 0) {
                lx->cur = p + 1;
                next_line(lx);
                continue;
            }
            finish(lx, tok, TOK_NEWLINE, comment != NULL ? comment : p); /* a comment is part of it */
            lx->cur = p + 1;
            /* Positions of an error at this token are taken from it, so the line may advance at once. */
            next_line(lx);
            return true;
        }
        if (is_ident_start(c)) {
            int prefix = string_prefix(p);
            if (prefix >= 0) {
                lx->cur = p + prefix;
                return string(lx, tok, p);
            }
            bool ascii = true;
            const char *s = p;
            do {
                ascii = ascii && (unsigned char)*s < 0x80;
                s++;
            } while (is_ident_char(*s));
            lx->cur = s;
            if (!ascii && !check_identifier(lx, p)) {
                return false;
            }
            return finish(lx, tok, ascii ? name_or_keyword(p, (size_t)(s - p)) : TOK_NAME, p);
        }
        if (is_digit(c) || (c == '.' && is_digit(p[1]))) {
            return number(lx, tok, p);
        }
        if (c == '"' || c == '\'') {
            return string(lx, tok, p);
        }
        return operator_token(lx, tok, p);
    }
}
