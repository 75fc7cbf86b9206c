/* Driver of the parser: tokens, errors, the two passes. */
#include "parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser_internal.h"
#include "source.h"

/* ---- errors --------------------------------------------------------------------------------------------------- */

/* The given line of the text, and its length without the newline. */
static const char *find_line(const Parser *p, int lineno, size_t *len)
{
    const char *line = p->text, *end = p->text + p->text_len;
    for (int i = 1; i < lineno; i++) {
        const char *eol = memchr(line, '\n', (size_t)(end - line));
        if (eol == NULL || eol + 1 >= end) {
            break;
        }
        line = eol + 1;
    }
    const char *eol = line == end ? NULL : memchr(line, '\n', (size_t)(end - line));
    *len = (size_t)((eol == NULL ? end : eol) - line);
    return line;
}

static void set_text(Parser *p)
{
    if (p->err->text == NULL && p->err->lineno > 0) {
        size_t len;
        const char *line = find_line(p, p->err->lineno - p->lexer.first_lineno, &len);
        p->err->text = arena_strndup(p->arena, line, len);
    }
}

void *raise_memory(Parser *p)
{
    if (!has_error(p)) {
        p->err->kind = ERR_MEMORY;
    }
    return NULL;
}

/* The characters in the first n bytes of a line. CPython reckons even the end of a longer range within its first line,
 * up to one place behind the newline. */
static int characters(const char *line, int len, int n)
{
    return n <= len ? utf8_length(line, line + n) : utf8_length(line, line + len) + (n - len < 2 ? n - len : 2);
}

/* col and end_col count bytes, 1-based; 0: none. */
static void *raise_v(Parser *p, SyntaxErrKind kind, int lineno, int col, int end_lineno, int end_col,
                     const char *format, va_list ap)
{
    if (has_error(p)) {
        return NULL;
    }
    char msg[512];
    int n = vsnprintf(msg, sizeof msg, format, ap);
    if (n >= (int)sizeof msg) {
        /* Only a name can be that long; cut it between characters. */
        n = (int)sizeof msg - 1;
        while (n > 0 && ((unsigned char)msg[n - 1] & 0xC0) == 0x80) {
            n--;
        }
        n -= n > 0 && ((unsigned char)msg[n - 1] & 0x80) != 0;
        msg[n] = '\0';
    }
    SyntaxErr *err = p->err;
    if (p->in_fstring) {
        col -= p->fstring_col;
        end_col -= p->fstring_col;
        err->msg = arena_printf(p->arena, "f-string: %s", msg);
    } else {
        err->msg = arena_strndup(p->arena, msg, (size_t)n);
    }
    if (err->msg == NULL) {
        return raise_memory(p);
    }
    err->kind = kind;
    err->lineno = lineno;
    set_text(p);
    size_t len;
    const char *line = find_line(p, lineno - p->lexer.first_lineno, &len);
    err->col_offset = characters(line, (int)len, col < 0 ? 0 : col);
    if (end_col > 0) {
        err->end_lineno = end_lineno;
        err->end_col_offset = characters(line, (int)len, end_col);
    }
    return NULL;
}

void *raise_range(Parser *p, SyntaxErrKind kind, int lineno, int col, int end_lineno, int end_col, const char *format,
                  ...)
{
    va_list ap;
    va_start(ap, format);
    raise_v(p, kind, lineno, col + 1, end_lineno, end_col + 1, format, ap);
    va_end(ap);
    return NULL;
}

void *raise_last(Parser *p, SyntaxErrKind kind, const char *format, ...)
{
    if (p->fill == 0) {
        parser_fetch(p);
    }
    if (p->fill == 0) {
        return NULL;
    }
    const Token *t = &p->tokens[p->fill - 1];
    va_list ap;
    va_start(ap, format);
    if (t->col_offset < 0) {
        raise_v(p, kind, t->lineno, t->len, t->end_lineno, 0, format, ap);
    } else {
        raise_v(p, kind, t->lineno, t->col_offset + 1, t->end_lineno, t->end_col_offset + 1, format, ap);
    }
    va_end(ap);
    return NULL;
}

void *raise_unsupported(Parser *p, const Token *tok, const char *what)
{
    return raise_token(p, tok, "%s is not supported by gilpy yet", what);
}

static void raise_unclosed(Parser *p)
{
    const Lexer *lx = &p->lexer;
    SyntaxErr *err = p->err;
    err->kind = ERR_SYNTAX;
    err->msg = arena_printf(p->arena, "'%c' was never closed", lx->parens[lx->level - 1]);
    err->lineno = lx->paren_lines[lx->level - 1] + lx->first_lineno;
    const char *paren = lx->paren_starts[lx->level - 1], *line = paren;
    while (line > p->text && line[-1] != '\n') {
        line--;
    }
    err->col_offset = utf8_length(line, paren) + 1;
    err->end_lineno = err->end_col_offset = 0;
    err->text = NULL;
    set_text(p);
}

/* The lexer stopped; its own errors are in *err already. */
static void lexer_failed(Parser *p)
{
    Lexer *lx = &p->lexer;
    if (lx->status == LEX_EOF_IN_STATEMENT && !has_error(p)) {
        if (lx->level > 0) {
            raise_unclosed(p);
        } else {
            SyntaxErr *err = p->err;
            err->kind = ERR_SYNTAX;
            err->msg = "unexpected EOF while parsing";
            err->lineno = lx->lineno + lx->first_lineno;
            err->col_offset = utf8_length(lx->line_start, lx->end);
        }
    } else if (lx->status == LEX_ERROR || lx->status == LEX_LAYOUT_ERROR) {
        p->err->lineno += lx->first_lineno;
        if (p->err->end_lineno != 0) {
            p->err->end_lineno += lx->first_lineno;
        }
    }
    set_text(p);
}

void parser_check_rest(Parser *p)
{
    if (p->lexer.status != LEX_OK || p->fill == 0 || p->in_fstring || p->err->kind == ERR_MEMORY ||
        p->err->kind == ERR_RECURSION) {
        return;
    }
    SyntaxErr found = *p->err, later = {.filename = found.filename};
    int err_line = p->tokens[p->fill - 1].lineno;
    p->lexer.err = &later;
    Token tok;
    do {
        if (!lexer_next(&p->lexer, &tok)) {
            if (p->lexer.status == LEX_ERROR) {
                *p->err = later;
                lexer_failed(p);
            } else if (p->lexer.level > 0 &&
                       err_line > p->lexer.paren_lines[p->lexer.level - 1] + p->lexer.first_lineno) {
                raise_unclosed(p);
            }
            break;
        }
    } while (tok.type != TOK_ENDMARKER);
    p->lexer.err = p->err;
}

/* ---- tokens and sequences ------------------------------------------------------------------------------------- */

bool parser_fetch(Parser *p)
{
    if (has_error(p)) {
        return false;
    }
    if (p->fill == p->capacity) {
        int capacity = p->capacity == 0 ? (p->in_fstring ? 16 : 256) : p->capacity * 2;
        Token *tokens = realloc(p->tokens, (size_t)capacity * sizeof *tokens);
        if (tokens == NULL) {
            raise_memory(p);
            return false;
        }
        p->tokens = tokens;
        p->capacity = capacity;
    }
    if (!lexer_next(&p->lexer, &p->tokens[p->fill])) {
        lexer_failed(p);
        return false;
    }
    p->fill++;
    return true;
}

bool enter(Parser *p)
{
    if (p->depth >= AST_MAX_DEPTH) {
        if (!has_error(p)) {
            raise_last(p, ERR_RECURSION, "maximum recursion depth exceeded during compilation");
        }
        return false;
    }
    p->depth++;
    return true;
}

bool push(Parser *p, void *item)
{
    if (p->stack_n == p->stack_capacity) {
        int capacity = p->stack_capacity == 0 ? (p->in_fstring ? 16 : 256) : p->stack_capacity * 2;
        void **stack = realloc(p->stack, (size_t)capacity * sizeof *stack);
        if (stack == NULL) {
            raise_memory(p);
            return false;
        }
        p->stack = stack;
        p->stack_capacity = capacity;
    }
    p->stack[p->stack_n++] = item;
    return true;
}

void *pop_seq(Parser *p, int base)
{
    int n = p->stack_n - base;
    ExprSeq *seq = seq_new(p->arena, n);
    if (seq == NULL) {
        return raise_memory(p);
    }
    if (n > 0) {
        memcpy(seq->items, p->stack + base, (size_t)n * sizeof seq->items[0]);
    }
    p->stack_n = base;
    return seq;
}

const char *token_name(Parser *p, const Token *tok)
{
    const char *name = arena_intern(p->arena, tok->start, (size_t)tok->len);
    return name != NULL ? name : raise_memory(p);
}

Expr *expr_at(Parser *p, ExprKind kind, int start)
{
    const Token *first = &p->tokens[start], *last = last_token(p);
    Expr *e = expr_new(p->arena, kind, first->lineno, first->col_offset, last->end_lineno, last->end_col_offset);
    return e != NULL ? e : raise_memory(p);
}

Stmt *stmt_at(Parser *p, StmtKind kind, int start)
{
    /* A block ends with tokens that have no text. */
    int i = p->pos - 1;
    while (i > start && (p->tokens[i].type == TOK_NEWLINE || p->tokens[i].type == TOK_DEDENT)) {
        i--;
    }
    const Token *first = &p->tokens[start], *last = &p->tokens[i];
    Stmt *s = stmt_new(p->arena, kind, first->lineno, first->col_offset, last->end_lineno, last->end_col_offset);
    return s != NULL ? s : raise_memory(p);
}

/* ---- memo ----------------------------------------------------------------------------------------------------- */

static uint64_t memo_key(const Parser *p, MemoRule rule, int pos)
{
    /* As in CPython, what was read without an eye on mistakes is not read again with one, except here. */
    bool apart = rule == MEMO_NAMED_EXPRESSION && p->diagnose;
    return ((uint64_t)(unsigned)pos * MEMO_RULES + (uint64_t)rule) * 2 + apart + 1;
}

static MemoEntry *memo_slot(MemoEntry *memo, int size, uint64_t key)
{
    uint64_t i = (key * 0x9E3779B97F4A7C15u >> 20) & (uint64_t)(size - 1);
    while (memo[i].key != 0 && memo[i].key != key) {
        i = (i + 1) & (uint64_t)(size - 1);
    }
    return &memo[i];
}

bool memo_get(Parser *p, MemoRule rule, Expr **result)
{
    if (!p->second_pass || p->memo_size == 0) {
        return false;
    }
    const MemoEntry *entry = memo_slot(p->memo, p->memo_size, memo_key(p, rule, p->pos));
    if (entry->key == 0) {
        return false;
    }
    p->pos = entry->end;
    *result = entry->result;
    return true;
}

Expr *memo_put(Parser *p, MemoRule rule, int start, Expr *result)
{
    if (!p->second_pass || has_error(p)) {
        return result;
    }
    if (p->memo_n * 3 >= p->memo_size * 2) {
        int size = p->memo_size == 0 ? 256 : p->memo_size * 2;
        MemoEntry *memo = calloc((size_t)size, sizeof *memo);
        if (memo == NULL) {
            return raise_memory(p);
        }
        for (int i = 0; i < p->memo_size; i++) {
            if (p->memo[i].key != 0) {
                *memo_slot(memo, size, p->memo[i].key) = p->memo[i];
            }
        }
        free(p->memo);
        p->memo = memo;
        p->memo_size = size;
    }
    uint64_t key = memo_key(p, rule, start);
    MemoEntry *entry = memo_slot(p->memo, p->memo_size, key);
    if (entry->key == 0) {
        p->memo_n++;
    }
    *entry = (MemoEntry){key, result, result != NULL ? p->pos : start};
    return result;
}

/* ---- passes --------------------------------------------------------------------------------------------------- */

/* A generic failure of the first pass: the same tokens again, now with an eye on common mistakes. */
static void diagnose(Parser *p, void (*again)(Parser *))
{
    if (!has_error(p)) {
        Token last = p->tokens[p->fill - 1];
        p->pos = p->stack_n = p->depth = 0;
        p->diagnose = p->second_pass = true;
        again(p);
        if (!has_error(p)) {
            if (last.type == TOK_INDENT) {
                raise_last(p, ERR_INDENTATION, "unexpected indent");
                return;
            }
            if (last.type == TOK_DEDENT) {
                raise_last(p, ERR_INDENTATION, "unexpected unindent");
                return;
            }
            raise_token(p, &last, "invalid syntax");
        }
    }
    parser_check_rest(p);
}

static void statement_again(Parser *p)
{
    parse_statement(p);
}

static Expr *eval_input(Parser *p)
{
    Expr *e = parse_expressions(p);
    if (e == NULL) {
        return NULL;
    }
    while (accept(p, TOK_NEWLINE)) {
    }
    return accept(p, TOK_ENDMARKER) ? e : NULL;
}

static void eval_again(Parser *p)
{
    eval_input(p);
}

static Expr *fstring_input(Parser *p)
{
    return parse_star_expressions(p);
}

static void fstring_again(Parser *p)
{
    fstring_input(p);
}

static bool file_input(Parser *p, Module *module)
{
    while (peek_type(p) != TOK_ENDMARKER) {
        /* Earlier statements are done with: only the tokens of this one may be wanted again. */
        if (p->pos > 0) {
            memmove(p->tokens, p->tokens + p->pos, (size_t)(p->fill - p->pos) * sizeof *p->tokens);
            p->fill -= p->pos;
            p->pos = 0;
        }
        int base = p->stack_n;
        if (!parse_statement(p)) {
            p->stack_n = base;
            diagnose(p, statement_again);
            return false;
        }
    }
    if (has_error(p)) {
        return false;
    }
    module->body = pop_seq(p, 0);
    return module->body != NULL;
}

static void parser_free(Parser *p)
{
    free(p->tokens);
    free(p->stack);
    free(p->memo);
}

Module *parse_module(Arena *a, const char *src, size_t len, const char *filename, ParseMode mode, SyntaxErr *err)
{
    memset(err, 0, sizeof *err);
    err->filename = arena_strndup(a, filename, strlen(filename));
    Module *module = arena_alloc(a, sizeof *module);
    size_t text_len = 0;
    char *text = module == NULL ? NULL : source_decode(a, src, len, &text_len, err);
    if (text == NULL || err->filename == NULL) {
        if (arena_failed(a)) {
            err->kind = ERR_MEMORY;
        }
        return NULL;
    }
    if (mode == PARSE_EVAL) {
        /* eval() lets spaces and tabs stand before the expression. */
        while (*text == ' ' || *text == '\t') {
            text++;
            text_len--;
        }
    }
    *module = (Module){.mode = mode, .source = text, .source_len = text_len};
    Parser p = {.arena = a, .err = err, .filename = err->filename, .text = text, .text_len = text_len};
    p.error_token.type = TOK_ERROR;
    lexer_init(&p.lexer, a, text, text_len, 0, 0, err);
    bool ok;
    if (mode == PARSE_EVAL) {
        module->expression = eval_input(&p);
        module->body = seq_new(a, 0);
        ok = module->expression != NULL && module->body != NULL;
        if (module->expression == NULL) {
            diagnose(&p, eval_again);
        }
    } else {
        ok = file_input(&p, module);
    }
    parser_free(&p);
    if (arena_failed(a)) {
        err->kind = ERR_MEMORY;
        ok = false;
    }
    return ok && err->kind == ERR_NONE ? module : NULL;
}

Expr *parse_fstring_expression(Parser *outer, const char *text, size_t len, int lines, int col)
{
    Parser p = {
        .arena = outer->arena, .err = outer->err, .filename = outer->filename, .text = text, .text_len = len,
        .in_fstring = true, .fstring_col = col, .depth = outer->depth,
    };
    p.error_token.type = TOK_ERROR;
    lexer_init(&p.lexer, outer->arena, text, len, lines, col, outer->err);
    Expr *e = NULL;
    if (enter(&p)) {
        e = fstring_input(&p);
        leave(&p);
    }
    if (e == NULL) {
        diagnose(&p, fstring_again);
    }
    parser_free(&p);
    return has_error(outer) ? NULL : e;
}
