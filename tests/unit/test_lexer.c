/* The lexer: tokens and their places, indentation, numbers, strings, limits, and the decoding of source bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lexer.h"
#include "source.h"

#define MAX_TOKENS 400

typedef struct Lexed {
    Arena *arena;
    SyntaxErr err;
    Lexer lexer;
    Token tokens[MAX_TOKENS];
    int n;
} Lexed;

/* The caller frees l->arena. */
static void lex(Lexed *l, const char *src)
{
    memset(l, 0, sizeof *l);
    l->arena = arena_new();
    assert_non_null(l->arena);
    size_t len;
    char *text = source_decode(l->arena, src, strlen(src), &len, &l->err);
    if (text == NULL) {
        return;
    }
    lexer_init(&l->lexer, l->arena, text, len, 0, 0, &l->err);
    while (l->n < MAX_TOKENS && lexer_next(&l->lexer, &l->tokens[l->n])) {
        if (l->tokens[l->n++].type == TOK_ENDMARKER) {
            break;
        }
    }
}

static void check_types(const char *src, const int *types, int n)
{
    Lexed l;
    lex(&l, src);
    assert_int_equal(l.err.kind, ERR_NONE);
    assert_int_equal(l.n, n);
    for (int i = 0; i < n; i++) {
        assert_int_equal(l.tokens[i].type, types[i]);
    }
    arena_free(l.arena);
}

#define CHECK_TYPES(src, ...)                                                                                          \
    do {                                                                                                               \
        const int types[] = {__VA_ARGS__};                                                                             \
        check_types(src, types, (int)(sizeof types / sizeof types[0]));                                                \
    } while (0)

static void test_operators(void **state)
{
    (void)state;
    CHECK_TYPES("+ - * / // % @ ** << >> & | ^ ~ < > <= >= == !=\n", TOK_PLUS, TOK_MINUS, TOK_STAR, TOK_SLASH,
                TOK_DOUBLESLASH, TOK_PERCENT, TOK_AT, TOK_DOUBLESTAR, TOK_LEFTSHIFT, TOK_RIGHTSHIFT, TOK_AMPER,
                TOK_VBAR, TOK_CIRCUMFLEX, TOK_TILDE, TOK_LESS, TOK_GREATER, TOK_LESSEQUAL, TOK_GREATEREQUAL,
                TOK_EQEQUAL, TOK_NOTEQUAL, TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("+=-=*=/=//=%=@=**=<<=>>=&=|=^=\n", TOK_PLUSEQUAL, TOK_MINEQUAL, TOK_STAREQUAL, TOK_SLASHEQUAL,
                TOK_DOUBLESLASHEQUAL, TOK_PERCENTEQUAL, TOK_ATEQUAL, TOK_DOUBLESTAREQUAL, TOK_LEFTSHIFTEQUAL,
                TOK_RIGHTSHIFTEQUAL, TOK_AMPEREQUAL, TOK_VBAREQUAL, TOK_CIRCUMFLEXEQUAL, TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("( [ { } ] ) , : ; . ... -> := =\n", TOK_LPAR, TOK_LSQB, TOK_LBRACE, TOK_RBRACE, TOK_RSQB, TOK_RPAR,
                TOK_COMMA, TOK_COLON, TOK_SEMI, TOK_DOT, TOK_ELLIPSIS, TOK_RARROW, TOK_COLONEQUAL, TOK_EQUAL,
                TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("$ ? ! <>", TOK_OP, TOK_OP, TOK_OP, TOK_OP, TOK_NEWLINE, TOK_ENDMARKER);
}

static void test_keywords(void **state)
{
    (void)state;
    CHECK_TYPES("if iff yield yields None none print match as a_s", TOK_IF, TOK_NAME, TOK_YIELD, TOK_NAME, TOK_NONE,
                TOK_NAME, TOK_NAME, TOK_NAME, TOK_AS, TOK_NAME, TOK_NEWLINE, TOK_ENDMARKER);
    static const char *const all[] = {
        "False",  "None",    "True", "and",  "as",     "assert", "async", "await",    "break",  "class", "continue", "def",
        "del",    "elif",    "else", "except", "finally", "for", "from",  "global",   "if",     "import", "in",      "is",
        "lambda", "nonlocal", "not", "or",   "pass",   "raise",  "return", "try",     "while",  "with",  "yield"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        Lexed l;
        lex(&l, all[i]);
        assert_int_equal(l.tokens[0].type, TOK_FALSE + (int)i);
        arena_free(l.arena);
    }
}

static void test_indentation(void **state)
{
    (void)state;
    CHECK_TYPES("a\n  b\n    c\nd\n", TOK_NAME, TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_INDENT, TOK_NAME,
                TOK_NEWLINE, TOK_DEDENT, TOK_DEDENT, TOK_NAME, TOK_NEWLINE, TOK_ENDMARKER);
    /* blank lines and comments count for nothing, nor does anything within brackets */
    CHECK_TYPES("a\n\n   # c\n  b\n # d\n\n", TOK_NAME, TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_DEDENT,
                TOK_ENDMARKER);
    CHECK_TYPES("(\n   a\n b)", TOK_LPAR, TOK_NAME, TOK_NAME, TOK_RPAR, TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("a \\\n   b", TOK_NAME, TOK_NAME, TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("a\n\tb\n        \fc", TOK_NAME, TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_DEDENT, TOK_NAME,
                TOK_NEWLINE, TOK_ENDMARKER);
    CHECK_TYPES("", TOK_ENDMARKER);
}

static void test_positions(void **state)
{
    (void)state;
    Lexed l;
    lex(&l, "\xC3\xA9 = '''a\nb''' # c\n");
    assert_int_equal(l.n, 5);
    /* columns are bytes */
    assert_int_equal(l.tokens[0].end_col_offset, 2);
    assert_int_equal(l.tokens[1].col_offset, 3);
    assert_int_equal(l.tokens[2].type, TOK_STRING);
    assert_int_equal(l.tokens[2].lineno, 1);
    assert_int_equal(l.tokens[2].col_offset, 5);
    assert_int_equal(l.tokens[2].end_lineno, 2);
    assert_int_equal(l.tokens[2].end_col_offset, 4);
    assert_int_equal(l.tokens[3].type, TOK_NEWLINE);
    assert_int_equal(l.tokens[3].lineno, 2);
    assert_int_equal(l.tokens[3].col_offset, 5);
    arena_free(l.arena);
}

static void test_numbers_and_strings(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0",    "00",  "1_000", "0xFf_f", "0o17", "0b1_0", "1.",   ".5",  "1e5", "1E-5",
                                          "1.5e+1_0", "1j", "1.5J", "0e0",  "09.5", "0_0",   "1_0.0_1"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        Lexed l;
        lex(&l, numbers[i]);
        assert_int_equal(l.n, 3);
        assert_int_equal(l.tokens[0].type, TOK_NUMBER);
        assert_int_equal(l.tokens[0].len, strlen(numbers[i]));
        arena_free(l.arena);
    }
    CHECK_TYPES("1if x else 2", TOK_NUMBER, TOK_IF, TOK_NAME, TOK_ELSE, TOK_NUMBER, TOK_NEWLINE, TOK_ENDMARKER);
    static const char *const strings[] = {"''",  "\"a\"", "r'\\'' ",   "Rb'x'", "bR'x'", "u'x'",   "f'{x}'",
                                          "fR''", "'\\\n'", "''''a'''", "\"\"\"a\"b\"\"\""};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        Lexed l;
        lex(&l, strings[i]);
        assert_int_equal(l.n, 3);
        assert_int_equal(l.tokens[0].type, TOK_STRING);
        arena_free(l.arena);
    }
    CHECK_TYPES("ub'' kf''", TOK_NAME, TOK_STRING, TOK_NAME, TOK_STRING, TOK_NEWLINE, TOK_ENDMARKER);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *src;
        SyntaxErrKind kind;
        const char *msg;
        int col;
    } cases[] = {
        {"0o8", ERR_SYNTAX, "invalid digit '8' in octal literal", 3},
        {"0b1_", ERR_SYNTAX, "invalid binary literal", 4},
        {"1__0", ERR_SYNTAX, "invalid decimal literal", 2},
        {"1jx", ERR_SYNTAX, "invalid imaginary literal", 2},
        {"x = 0_7", ERR_SYNTAX,
         "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", 5},
        {"'\\", ERR_SYNTAX, "unterminated string literal (detected at line 1)", 1},
        {"(]", ERR_SYNTAX, "closing parenthesis ']' does not match opening parenthesis '('", 2},
        {"\x01", ERR_SYNTAX, "invalid non-printable character U+0001", 1},
        {"a\xE2\x82\xAC", ERR_SYNTAX, "invalid character '\xE2\x82\xAC' (U+20AC)", 2},
        {"a\n\tb\n        c", ERR_TAB, "inconsistent use of tabs and spaces in indentation", 1},
        {"a\n  b\n c", ERR_INDENTATION, "unindent does not match any outer indentation level", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Lexed l;
        lex(&l, cases[i].src);
        assert_int_equal(l.err.kind, cases[i].kind);
        assert_string_equal(l.err.msg, cases[i].msg);
        assert_int_equal(l.err.col_offset, cases[i].col);
        arena_free(l.arena);
    }
    Lexed l;
    lex(&l, "(\n");
    assert_int_equal(l.lexer.status, LEX_EOF_IN_STATEMENT);
    arena_free(l.arena);
}

static void test_limits(void **state)
{
    (void)state;
    char deep[LEXER_MAX_LEVEL + 2];
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    Lexed l;
    lex(&l, deep);
    assert_int_equal(l.n, LEXER_MAX_LEVEL);
    assert_string_equal(l.err.msg, "too many nested parentheses");
    arena_free(l.arena);

    char *text = malloc((size_t)LEXER_MAX_INDENT * (LEXER_MAX_INDENT + 3));
    assert_non_null(text);
    char *p = text;
    for (int i = 0; i < LEXER_MAX_INDENT + 1; i++) {
        p += sprintf(p, "%*sa\n", i, "");
    }
    lex(&l, text);
    assert_int_equal(l.err.kind, ERR_INDENTATION);
    assert_string_equal(l.err.msg, "too many levels of indentation");
    arena_free(l.arena);
    free(text);
}

static void check_source(const char *src, size_t len, const char *expected)
{
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err = {0};
    size_t n;
    char *text = source_decode(a, src, len, &n, &err);
    assert_non_null(text);
    assert_string_equal(text, expected);
    assert_int_equal(n, strlen(expected));
    arena_free(a);
}

static void check_source_error(const char *src, size_t len, SyntaxErrKind kind, const char *msg, int lineno, int col)
{
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err = {0};
    size_t n;
    assert_null(source_decode(a, src, len, &n, &err));
    assert_int_equal(err.kind, kind);
    assert_string_equal(err.msg, msg);
    assert_int_equal(err.lineno, lineno);
    assert_int_equal(err.col_offset, col);
    arena_free(a);
}

#define SOURCE(src, expected) check_source(src, sizeof src - 1, expected)
#define SOURCE_ERROR(src, ...) check_source_error(src, sizeof src - 1, __VA_ARGS__)

static void test_source(void **state)
{
    (void)state;
    SOURCE("a\r\nb\rc", "a\nb\nc\n");
    SOURCE("\xEF\xBB\xBFx", "x\n");
    SOURCE("# coding: latin-1\n'\xE9'", "# coding: latin-1\n'\xC3\xA9'\n");
    SOURCE("#!x\n# -*- coding: ISO_8859_1 -*-\n'\xFF'", "#!x\n# -*- coding: ISO_8859_1 -*-\n'\xC3\xBF'\n");
    SOURCE("x\n# coding: nonsense\n", "x\n# coding: nonsense\n");
    SOURCE_ERROR("a\nb\0c", ERR_SYNTAX, "source code cannot contain null bytes", 2, 2);
    SOURCE_ERROR("# coding: koi8-r\n", ERR_SYNTAX, "unknown encoding: koi8-r", 0, 0);
    SOURCE_ERROR("# coding: ascii\n\xC3\xA9", ERR_UNICODE,
                 "'ascii' codec can't decode byte 0xc3 in position 16: ordinal not in range(128)", 2, 1);
    SOURCE_ERROR("x = 1\ny = '\xFF'", ERR_UNICODE,
                 "(unicode error) 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", 2, 6);
    SOURCE_ERROR("x=\xE2\x82", ERR_UNICODE,
                 "(unicode error) 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", 1, 3);
    SOURCE_ERROR("x=\xED\xA0\x80", ERR_UNICODE,
                 "(unicode error) 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte", 1, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators),   cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_indentation), cmocka_unit_test(test_positions),
        cmocka_unit_test(test_numbers_and_strings), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
