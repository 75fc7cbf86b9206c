/* Shared by the parts of the parser. Not for others.
 *
 * A parsing function returns its node, having consumed its tokens, or NULL. NULL with p->err->kind set is final; without,
 * it means "does not match here", and the caller may put the position back and try something else.
 *
 * As in CPython, a program is parsed twice when the first pass fails: the second time (p->diagnose) the statement that
 * failed is read again with the functions of parse_invalid.c, which recognise common mistakes, in the order in which
 * CPython's grammar tries its invalid_ rules. Nothing else looks for mistakes, so correct programs pay nothing. */
#ifndef GILPY_COMPILER_PARSER_INTERNAL_H
#define GILPY_COMPILER_PARSER_INTERNAL_H

#include "ast.h"
#include "lexer.h"

typedef enum {
    MEMO_EXPRESSION = 0, MEMO_DISJUNCTION, MEMO_NAMED_EXPRESSION, MEMO_INVALID_NAMED_EXPRESSION, MEMO_BITWISE_OR,
    MEMO_PRIMARY, MEMO_STRINGS, MEMO_INVALID_EXPRESSION, MEMO_RULES
} MemoRule;

typedef struct MemoEntry {
    uint64_t key; /* 0: empty */
    Expr *result;
    int end;
} MemoEntry;

typedef struct Parser {
    Arena *arena;
    SyntaxErr *err;
    const char *filename;
    const char *text;
    size_t text_len;
    Lexer lexer;
    Token *tokens; /* of the current top-level statement */
    int fill, capacity, pos;
    Token error_token;
    void **stack; /* items of sequences under construction */
    int stack_n, stack_capacity;
    int depth;
    bool diagnose;     /* look for common mistakes */
    bool second_pass;  /* results are memoised */
    bool in_fstring;
    int fstring_col; /* columns of the expression's first line are shifted by this */
    MemoEntry *memo;
    int memo_n, memo_size;
} Parser;

typedef struct ParserState {
    int pos, stack_n;
} ParserState;

/* ---- parser.c: tokens, errors, sequences ---------------------------------------------------------------------- */

bool parser_fetch(Parser *p);

static inline const Token *peek(Parser *p)
{
    return p->pos < p->fill || parser_fetch(p) ? &p->tokens[p->pos] : &p->error_token;
}

static inline int peek_type(Parser *p)
{
    return peek(p)->type;
}

/* The type of the token behind the next one. */
static inline int peek_second(Parser *p)
{
    if (peek_type(p) == TOK_ERROR) {
        return TOK_ERROR;
    }
    p->pos++;
    int type = peek_type(p);
    p->pos--;
    return type;
}

static inline bool accept(Parser *p, TokenType type)
{
    if (peek_type(p) == (int)type) {
        p->pos++;
        return true;
    }
    return false;
}

static inline const Token *last_token(const Parser *p)
{
    return &p->tokens[p->pos - 1];
}

static inline bool has_error(const Parser *p)
{
    return p->err->kind != ERR_NONE;
}

static inline ParserState save(const Parser *p)
{
    return (ParserState){p->pos, p->stack_n};
}

static inline void restore(Parser *p, ParserState s)
{
    p->pos = s.pos;
    p->stack_n = s.stack_n;
}

bool enter(Parser *p); /* one level deeper; false, with an error, at the limit */
static inline void leave(Parser *p)
{
    p->depth--;
}

bool push(Parser *p, void *item);
/* The items pushed since `base` as a sequence. */
void *pop_seq(Parser *p, int base);

const char *token_name(Parser *p, const Token *tok);
static inline bool token_is(const Token *tok, const char *text, size_t len)
{
    return (size_t)tok->len == len && __builtin_memcmp(tok->start, text, len) == 0;
}

/* Nodes that begin at a token, given by its index as tokens may move while more are read, and end with the last one
 * consumed. */
Expr *expr_at(Parser *p, ExprKind kind, int first);
Stmt *stmt_at(Parser *p, StmtKind kind, int first);

/* Columns are 0-based byte offsets; -1: none. All return NULL. */
void *raise_range(Parser *p, SyntaxErrKind kind, int lineno, int col, int end_lineno, int end_col, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
#define raise_token(p, t, ...)                                                                                         \
    raise_range(p, ERR_SYNTAX, (t)->lineno, (t)->col_offset, (t)->end_lineno, (t)->end_col_offset, __VA_ARGS__)
#define raise_node(p, e, ...)                                                                                          \
    raise_range(p, ERR_SYNTAX, (e)->lineno, (e)->col_offset, (e)->end_lineno, (e)->end_col_offset, __VA_ARGS__)
#define raise_between(p, a, b, ...)                                                                                    \
    raise_range(p, ERR_SYNTAX, (a)->lineno, (a)->col_offset, (b)->end_lineno, (b)->end_col_offset, __VA_ARGS__)
/* At the last token read so far. */
void *raise_last(Parser *p, SyntaxErrKind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
void *raise_unsupported(Parser *p, const Token *tok, const char *what);
void *raise_memory(Parser *p);
/* What else may be wrong with the rest of the program counts more than a syntax error already found: reads on. */
void parser_check_rest(Parser *p);

bool memo_get(Parser *p, MemoRule rule, Expr **result);
Expr *memo_put(Parser *p, MemoRule rule, int start, Expr *result);

/* The expression of an f-string, in parentheses. Positions are shifted to where it stands. */
Expr *parse_fstring_expression(Parser *outer, const char *text, size_t len, int lines, int col);

/* ---- parse_expr.c --------------------------------------------------------------------------------------------- */

Expr *parse_expression(Parser *p);
Expr *parse_expression_without_invalid(Parser *p);
Expr *parse_expressions(Parser *p);
Expr *parse_star_expressions(Parser *p);
Expr *parse_named_expression(Parser *p);
Expr *parse_star_named_expression(Parser *p);
ExprSeq *parse_star_named_expressions(Parser *p); /* with an optional trailing comma */
Expr *parse_assignment_expression(Parser *p);
Expr *parse_yield_expression(Parser *p);
Expr *parse_disjunction(Parser *p);
Expr *parse_bitwise_or(Parser *p);
Expr *parse_primary(Parser *p);
Expr *parse_name(Parser *p, ExprContext ctx);

/* ---- parse_atom.c --------------------------------------------------------------------------------------------- */

Expr *parse_atom(Parser *p);
Expr *parse_generator_expression(Parser *p); /* from its parenthesis on */
ComprehensionSeq *parse_for_if_clauses(Parser *p);
bool parse_dict_item(Parser *p, Expr **key, Expr **value);

/* ---- parse_args.c --------------------------------------------------------------------------------------------- */

/* The arguments of a call or class up to, not including, the closing parenthesis. Of a call they may be a generator
 * expression without parentheses of its own. */
bool parse_arguments(Parser *p, ExprSeq **args, KeywordSeq **keywords, bool call);
/* As many arguments as match; false: none. */
bool parse_args(Parser *p, ExprSeq **args, KeywordSeq **keywords);
/* Parameters up to, not including, `end`: TOK_RPAR for def, TOK_COLON for lambda. */
Arguments *parse_parameters(Parser *p, TokenType end);

/* ---- parse_target.c ------------------------------------------------------------------------------------------- */

typedef enum { TARGET_STAR, TARGET_SINGLE, TARGET_DEL, TARGET_FOR } TargetKind;

bool is_target(const Expr *e, TargetKind kind);
void set_context(Expr *e, ExprContext ctx);
Expr *parse_star_target(Parser *p);
Expr *parse_star_targets(Parser *p);
const Expr *invalid_target(const Expr *e, TargetKind kind); /* the part that cannot be assigned to; NULL: none */
const char *expr_name(const Expr *e);

/* ---- parse_stmt.c, parse_compound.c --------------------------------------------------------------------------- */

bool parse_simple_statements(Parser *p); /* pushes them */
bool parse_statement(Parser *p);         /* pushes one or, if simple, several */
bool parse_compound_statement(Parser *p, bool *matched);

/* ---- strings.c, fstring.c ------------------------------------------------------------------------------------- */

typedef struct StrBuf {
    char *data;
    size_t len, capacity;
} StrBuf;

Expr *parse_strings(Parser *p);
bool strbuf_add(StrBuf *b, const char *s, size_t n);
/* Appends the value of a piece of str literal; raw: without escapes. */
bool decode_str(Parser *p, const char *s, size_t len, bool raw, StrBuf *out);
/* Appends constants and FormattedValues of an f-string's body: `literal` collects text, values go to the stack. */
bool parse_fstring(Parser *p, const char *s, const char *end, bool raw, const Token *first, const Token *tok,
                   const Token *last, StrBuf *literal);
/* Pushes what `literal` holds as a Constant and empties it; nothing if it is empty. */
bool flush_literal(Parser *p, StrBuf *literal, const Token *first, const Token *last);

/* ---- parse_invalid.c ------------------------------------------------------------------------------------------ */

void *invalid_expression(Parser *p);
void *invalid_named_expression(Parser *p);
void *invalid_assignment(Parser *p);
void *invalid_arguments(Parser *p);
void *invalid_kwarg(Parser *p);
void *invalid_group(Parser *p);
void *invalid_comprehension(Parser *p);
void *invalid_dict(Parser *p);
bool invalid_dict_key(Parser *p); /* true: an error is set */
void *invalid_for_target(Parser *p);
void *invalid_del(Parser *p);
void *invalid_with_item(Parser *p);
void *invalid_parameters(Parser *p, TokenType end);
void *invalid_except(Parser *p);
void *raise_invalid_target(Parser *p, TargetKind kind, const Expr *e);

#endif
