/* f-strings, by the rules of Python 3.11: the lexer takes the whole literal for one string; the replacement fields are
 * found here by a scan that knows quotes and brackets, and each expression is parsed as a program of its own. */
#include <stdlib.h>
#include <string.h>

#include "parser_internal.h"

#define MAX_NESTED_PARENS 200

typedef struct FString {
    Parser *p;
    const char *s, *end;
    bool raw;
    const Token *first, *tok, *last; /* of the concatenation, and the literal at hand */
    const char *counted, *line;      /* newlines up to here are counted; the line that this is in, NULL: the first */
    int lines;
} FString;

#define fstring_error(f, ...) (raise_last((f)->p, ERR_SYNTAX, "f-string: " __VA_ARGS__), false)

static bool parse_pieces(FString *f, int level, StrBuf *literal);

/* Text up to a replacement field or the end. Doubled braces stand for one, but not in a format spec. */
static bool literal_text(FString *f, int level, StrBuf *literal)
{
    const char *start = f->s;
    while (f->s < f->end) {
        char c = *f->s++;
        if (!f->raw && c == '\\' && f->s < f->end) {
            c = *f->s++;
            if (c == 'N') {
                /* The braces of \N{NAME} are no field. */
                if (f->s < f->end && *f->s++ == '{') {
                    while (f->s < f->end && *f->s++ != '}') {
                    }
                    continue;
                }
                f->s--;
                continue;
            }
        }
        if (c != '{' && c != '}') {
            continue;
        }
        if (level == 0) {
            if (f->s < f->end && *f->s == c) {
                if (!decode_str(f->p, start, (size_t)(f->s - start), f->raw, literal)) {
                    return false;
                }
                start = ++f->s;
                continue;
            }
            if (c == '}') {
                return fstring_error(f, "single '}' is not allowed");
            }
        }
        f->s--;
        break;
    }
    return decode_str(f->p, start, (size_t)(f->s - start), f->raw, literal);
}

/* From behind '{' to the character that ends the expression: '!', ':', '=', '}' outside quotes and brackets. */
static bool find_expression_end(FString *f)
{
    char quote = 0, parens[MAX_NESTED_PARENS];
    bool triple = false;
    int depth = 0;
    for (; f->s < f->end; f->s++) {
        char c = *f->s;
        bool three = f->end - f->s > 2 && f->s[1] == c && f->s[2] == c;
        if (c == '\\') {
            raise_last(f->p, ERR_SYNTAX, "f-string expression part cannot include a backslash");
            return false;
        }
        if (quote != 0) {
            if (c == quote && (!triple || three)) {
                f->s += triple ? 2 : 0;
                quote = 0;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            triple = three;
            f->s += triple ? 2 : 0;
        } else if (c == '[' || c == '{' || c == '(') {
            if (depth >= MAX_NESTED_PARENS) {
                return fstring_error(f, "too many nested parenthesis");
            }
            parens[depth++] = c;
        } else if (c == '#') {
            raise_last(f->p, ERR_SYNTAX, "f-string expression part cannot include '#'");
            return false;
        } else if (depth == 0 && (c == '!' || c == ':' || c == '}' || c == '=' || c == '>' || c == '<')) {
            if (f->s + 1 < f->end) {
                if (f->s[1] == '=' && c != ':' && c != '}') {
                    f->s++; /* a comparison */
                    continue;
                }
                if (c == '>' || c == '<') {
                    continue;
                }
            }
            break;
        } else if (c == ']' || c == '}' || c == ')') {
            if (depth == 0) {
                return fstring_error(f, "unmatched '%c'", c);
            }
            char opening = parens[--depth];
            if (c != (opening == '(' ? ')' : opening == '[' ? ']' : '}')) {
                return fstring_error(f, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, opening);
            }
        }
    }
    if (quote != 0) {
        return fstring_error(f, "unterminated string");
    }
    if (depth != 0) {
        return fstring_error(f, "unmatched '%c'", parens[depth - 1]);
    }
    if (f->s >= f->end) {
        return fstring_error(f, "expecting '}'");
    }
    return true;
}

static Expr *compile_expression(FString *f, const char *start, const char *end)
{
    Parser *p = f->p;
    if (start + strspn(start, " \t\n\f") >= end) {
        if (*end == '!' || *end == ':' || *end == '=') {
            return raise_last(p, ERR_SYNTAX, "f-string: expression required before '%c'", *end);
        }
        return raise_last(p, ERR_SYNTAX, "f-string: empty expression not allowed");
    }
    size_t len = (size_t)(end - start);
    char *text = arena_alloc(p->arena, len + 3);
    if (text == NULL) {
        return raise_memory(p);
    }
    /* Parentheses in place of the braces allow white space and newlines within. */
    text[0] = '(';
    memcpy(text + 1, start, len);
    text[len + 1] = ')';
    text[len + 2] = '\0';
    for (; f->counted < start - 1; f->counted++) {
        if (*f->counted == '\n') {
            f->lines++;
            f->line = f->counted + 1;
        }
    }
    int col = f->line != NULL ? (int)(start - 1 - f->line) : f->tok->col_offset + (int)(start - 1 - f->tok->start);
    return parse_fstring_expression(p, text, len + 2, f->tok->lineno - 1 + f->lines, col);
}

/* A field, from its '{' to its '}'. */
static bool replacement_field(FString *f, int level, StrBuf *literal)
{
    Parser *p = f->p;
    if (level >= 2) {
        return fstring_error(f, "expressions nested too deeply");
    }
    const char *start = ++f->s;
    if (!find_expression_end(f)) {
        return false;
    }
    Expr *value = compile_expression(f, start, f->s);
    if (value == NULL) {
        return false;
    }
    bool debug = *f->s == '=';
    if (debug) {
        f->s++;
        while (f->s < f->end && (*f->s == ' ' || (*f->s >= '\t' && *f->s <= '\r'))) {
            f->s++;
        }
        if (!strbuf_add(literal, start, (size_t)(f->s - start))) {
            return raise_memory(p) != NULL;
        }
    }
    int conversion = -1;
    if (f->s < f->end && *f->s == '!') {
        f->s++;
        if (f->s >= f->end) {
            return fstring_error(f, "expecting '}'");
        }
        conversion = (unsigned char)*f->s++;
        if (conversion != 's' && conversion != 'r' && conversion != 'a') {
            return fstring_error(f, "invalid conversion character: expected 's', 'r', or 'a'");
        }
    }
    Expr *spec = NULL;
    if (f->s < f->end && *f->s == ':') {
        f->s++;
        if (f->s >= f->end) {
            return fstring_error(f, "expecting '}'");
        }
        int base = p->stack_n;
        StrBuf spec_literal = {0};
        /* A format spec has the place of its own literal, not of the whole concatenation, and so has its last text. */
        bool ok = parse_pieces(f, level + 1, &spec_literal) && flush_literal(p, &spec_literal, f->tok, f->tok);
        free(spec_literal.data);
        ExprSeq *values = ok ? pop_seq(p, base) : NULL;
        if (values == NULL) {
            return false;
        }
        spec = expr_new(p->arena, JoinedStr_kind, f->tok->lineno, f->tok->col_offset, f->tok->end_lineno,
                        f->tok->end_col_offset);
        if (spec == NULL) {
            return raise_memory(p) != NULL;
        }
        spec->v.JoinedStr.values = values;
    }
    if (f->s >= f->end || *f->s != '}') {
        return fstring_error(f, "expecting '}'");
    }
    f->s++;
    if (debug && spec == NULL && conversion == -1) {
        conversion = 'r';
    }
    Expr *e = expr_new(p->arena, FormattedValue_kind, f->first->lineno, f->first->col_offset, f->last->end_lineno,
                       f->last->end_col_offset);
    if (e == NULL) {
        return raise_memory(p) != NULL;
    }
    e->v.FormattedValue.value = value;
    e->v.FormattedValue.conversion = conversion;
    e->v.FormattedValue.format_spec = spec;
    return flush_literal(p, literal, f->first, f->last) && push(p, e);
}

/* Text and fields, to the end of the literal or, in a format spec, to its '}'. */
static bool parse_pieces(FString *f, int level, StrBuf *literal)
{
    for (;;) {
        if (!literal_text(f, level, literal)) {
            return false;
        }
        if (f->s >= f->end || *f->s == '}') {
            break;
        }
        if (!replacement_field(f, level, literal)) {
            return false;
        }
    }
    return level == 0 || f->s < f->end || fstring_error(f, "expecting '}'");
}

bool parse_fstring(Parser *p, const char *s, const char *end, bool raw, const Token *first, const Token *tok,
                   const Token *last, StrBuf *literal)
{
    FString f = {.p = p, .s = s, .end = end, .raw = raw, .first = first, .tok = tok, .last = last,
                 .counted = tok->start};
    return parse_pieces(&f, 0, literal);
}
