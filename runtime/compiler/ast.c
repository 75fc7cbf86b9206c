/* Arena, interned names, node and sequence constructors. */
#include "ast.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)
#define ALIGNMENT 16

typedef struct Block {
    struct Block *next;
    size_t size;
    _Alignas(ALIGNMENT) char data[];
} Block;

typedef struct {
    const char *name;
    size_t len;
    uint32_t hash;
} Interned;

struct Arena {
    Block *blocks;
    char *cur, *end;
    size_t block_size;
    size_t limit, used; /* limit 0: none */
    bool failed;
    Interned *names; /* open addressing, at most two thirds full */
    size_t n_names, names_size;
};

Arena *arena_new(void)
{
    Arena *a = calloc(1, sizeof *a);
    if (a != NULL) {
        a->block_size = FIRST_BLOCK;
    }
    return a;
}

void arena_free(Arena *a)
{
    if (a == NULL) {
        return;
    }
    for (Block *b = a->blocks; b != NULL;) {
        Block *next = b->next;
        free(b);
        b = next;
    }
    free(a->names);
    free(a);
}

bool arena_failed(const Arena *a)
{
    return a->failed;
}

void arena_set_limit(Arena *a, size_t bytes)
{
    a->limit = bytes;
    a->used = 0;
}

static void *arena_fail(Arena *a)
{
    a->failed = true;
    return NULL;
}

void *arena_alloc(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 2) {
        return arena_fail(a);
    }
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (a->limit != 0 && (a->used += size) > a->limit) {
        return arena_fail(a);
    }
    if ((size_t)(a->end - a->cur) < size) {
        /* A request too large to share a block gets its own and leaves the current one in use. */
        bool own = size > a->block_size / 4;
        size_t block_size = own ? size : a->block_size;
        Block *b = malloc(sizeof *b + block_size);
        if (b == NULL) {
            return arena_fail(a);
        }
        b->size = block_size;
        b->next = a->blocks;
        a->blocks = b;
        if (own) {
            return b->data;
        }
        a->cur = b->data;
        a->end = b->data + block_size;
        if (a->block_size < LARGEST_BLOCK) {
            a->block_size *= 2;
        }
    }
    void *result = a->cur;
    a->cur += size;
    return result;
}

char *arena_strndup(Arena *a, const char *s, size_t len)
{
    char *copy = arena_alloc(a, len + 1);
    if (copy != NULL) {
        memcpy(copy, s, len);
        copy[len] = '\0';
    }
    return copy;
}

char *arena_printf(Arena *a, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0) {
        return arena_fail(a);
    }
    char *s = arena_alloc(a, (size_t)n + 1);
    if (s != NULL) {
        va_start(ap, format);
        vsnprintf(s, (size_t)n + 1, format, ap);
        va_end(ap);
    }
    return s;
}

static uint32_t hash_bytes(const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    }
    return h ^ (h >> 15);
}

static bool names_grow(Arena *a)
{
    size_t size = a->names_size == 0 ? 256 : a->names_size * 2;
    Interned *names = calloc(size, sizeof *names);
    if (names == NULL) {
        arena_fail(a);
        return false;
    }
    for (size_t i = 0; i < a->names_size; i++) {
        if (a->names[i].name != NULL) {
            size_t j = a->names[i].hash & (size - 1);
            while (names[j].name != NULL) {
                j = (j + 1) & (size - 1);
            }
            names[j] = a->names[i];
        }
    }
    free(a->names);
    a->names = names;
    a->names_size = size;
    return true;
}

const char *arena_intern(Arena *a, const char *s, size_t len)
{
    if (a->n_names * 3 >= a->names_size * 2 && !names_grow(a)) {
        return NULL;
    }
    uint32_t h = hash_bytes(s, len);
    size_t i = h & (a->names_size - 1);
    for (; a->names[i].name != NULL; i = (i + 1) & (a->names_size - 1)) {
        if (a->names[i].hash == h && a->names[i].len == len && memcmp(a->names[i].name, s, len) == 0) {
            return a->names[i].name;
        }
    }
    char *copy = arena_strndup(a, s, len);
    if (copy != NULL) {
        a->names[i] = (Interned){copy, len, h};
        a->n_names++;
    }
    return copy;
}

Expr *expr_new(Arena *a, ExprKind kind, int lineno, int col_offset, int end_lineno, int end_col_offset)
{
    Expr *e = arena_alloc(a, sizeof *e);
    if (e != NULL) {
        memset(e, 0, sizeof *e);
        e->kind = kind;
        e->lineno = lineno;
        e->col_offset = col_offset;
        e->end_lineno = end_lineno;
        e->end_col_offset = end_col_offset;
    }
    return e;
}

Stmt *stmt_new(Arena *a, StmtKind kind, int lineno, int col_offset, int end_lineno, int end_col_offset)
{
    Stmt *s = arena_alloc(a, sizeof *s);
    if (s != NULL) {
        memset(s, 0, sizeof *s);
        s->kind = kind;
        s->lineno = lineno;
        s->col_offset = col_offset;
        s->end_lineno = end_lineno;
        s->end_col_offset = end_col_offset;
    }
    return s;
}

/* seq_new() relies on it. */
_Static_assert(offsetof(ExprSeq, items) == offsetof(IdentSeq, items), "pointer sequences share one layout");
_Static_assert(offsetof(ExprSeq, items) == offsetof(StmtSeq, items), "pointer sequences share one layout");

void *seq_new(Arena *a, int n)
{
    ExprSeq *seq = arena_alloc(a, sizeof *seq + (size_t)n * sizeof seq->items[0]);
    if (seq != NULL) {
        seq->n = n;
    }
    return seq;
}

CmpOpSeq *cmpop_seq_new(Arena *a, int n)
{
    CmpOpSeq *seq = arena_alloc(a, sizeof *seq + (size_t)n * sizeof seq->items[0]);
    if (seq != NULL) {
        seq->n = n;
    }
    return seq;
}
