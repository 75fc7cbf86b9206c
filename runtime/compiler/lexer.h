/* Tokens. The lexer works on text that source_decode() made: UTF-8, lines ended by \n, NUL-terminated. */
#ifndef GILPY_COMPILER_LEXER_H
#define GILPY_COMPILER_LEXER_H

#include "ast.h"

#define LEXER_MAX_INDENT 100
#define LEXER_MAX_LEVEL 200

typedef enum {
    TOK_ENDMARKER = 0, TOK_NAME, TOK_NUMBER, TOK_STRING, TOK_NEWLINE, TOK_INDENT, TOK_DEDENT,
    TOK_LPAR, TOK_RPAR, TOK_LSQB, TOK_RSQB, TOK_LBRACE, TOK_RBRACE, TOK_COLON, TOK_COMMA, TOK_SEMI, TOK_DOT,
    TOK_ELLIPSIS, TOK_RARROW, TOK_COLONEQUAL, TOK_AT, TOK_TILDE,
    /* binary operators, lowest first within reach of one table in the parser */
    TOK_PLUS, TOK_MINUS, TOK_STAR, TOK_SLASH, TOK_DOUBLESLASH, TOK_PERCENT, TOK_DOUBLESTAR, TOK_VBAR, TOK_AMPER,
    TOK_CIRCUMFLEX, TOK_LEFTSHIFT, TOK_RIGHTSHIFT,
    TOK_EQEQUAL, TOK_NOTEQUAL, TOK_LESS, TOK_GREATER, TOK_LESSEQUAL, TOK_GREATEREQUAL,
    TOK_EQUAL, TOK_PLUSEQUAL, TOK_MINEQUAL, TOK_STAREQUAL, TOK_SLASHEQUAL, TOK_DOUBLESLASHEQUAL, TOK_PERCENTEQUAL,
    TOK_DOUBLESTAREQUAL, TOK_VBAREQUAL, TOK_AMPEREQUAL, TOK_CIRCUMFLEXEQUAL, TOK_LEFTSHIFTEQUAL,
    TOK_RIGHTSHIFTEQUAL, TOK_ATEQUAL,
    /* a character that begins no token ('$', '?', '!'), and '<>': never match */
    TOK_OP,
    TOK_FALSE, TOK_NONE, TOK_TRUE, TOK_AND, TOK_AS, TOK_ASSERT, TOK_ASYNC, TOK_AWAIT, TOK_BREAK, TOK_CLASS,
    TOK_CONTINUE, TOK_DEF, TOK_DEL, TOK_ELIF, TOK_ELSE, TOK_EXCEPT, TOK_FINALLY, TOK_FOR, TOK_FROM, TOK_GLOBAL,
    TOK_IF, TOK_IMPORT, TOK_IN, TOK_IS, TOK_LAMBDA, TOK_NONLOCAL, TOK_NOT, TOK_OR, TOK_PASS, TOK_RAISE, TOK_RETURN,
    TOK_TRY, TOK_WHILE, TOK_WITH, TOK_YIELD,
    TOK_ERROR
} TokenType;

typedef struct Token {
    uint8_t type;
    uint8_t level; /* open brackets after this token */
    int len;
    const char *start;
    int lineno, col_offset, end_lineno, end_col_offset; /* col_offset -1: the token has no text */
} Token;

typedef enum {
    LEX_OK,
    LEX_ERROR,
    LEX_LAYOUT_ERROR, /* of indentation or line continuation: counts less than a syntax error before it */
    LEX_EOF_IN_STATEMENT
} LexerStatus;

typedef struct Lexer {
    Arena *arena;
    const char *cur, *end;
    const char *line_start; /* of the line cur is in */
    int lineno;
    int first_lineno; /* added to the positions of an f-string's expression, which is lexed by itself */
    int first_col;
    bool at_bol;
    int pending; /* INDENTs (positive) or DEDENTs (negative) still to give */
    int indent;
    int indents[LEXER_MAX_INDENT], alt_indents[LEXER_MAX_INDENT];
    int level;
    char parens[LEXER_MAX_LEVEL];
    int paren_lines[LEXER_MAX_LEVEL];
    const char *paren_starts[LEXER_MAX_LEVEL];
    LexerStatus status;
    SyntaxErr *err; /* filled in at LEX_ERROR and LEX_LAYOUT_ERROR; `text` is left to the caller */
} Lexer;

void lexer_init(Lexer *lx, Arena *a, const char *text, size_t len, int first_lineno, int first_col, SyntaxErr *err);
/* Fills in *tok; false at an error. LEX_EOF_IN_STATEMENT, within brackets or after a backslash, is not yet in err. */
bool lexer_next(Lexer *lx, Token *tok);
/* Characters, not bytes, in the given piece of UTF-8. */
int utf8_length(const char *s, const char *end);

#endif
