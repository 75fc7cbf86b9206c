/* Driver of ast_diff.py. Reads requests from standard input: the path of a source file on a line; answers each with a
 * line "ok LENGTH", "error LENGTH" or "unreadable 0" and so many bytes: the dump of the tree, or the error as
 * kind NUL msg NUL lineno NUL col_offset NUL end_lineno NUL end_col_offset NUL text.
 * `--check` builds the symbol table as well; `--scopes` answers with the scopes instead of the tree, one a line with its
 * symbols; `--time FILE` parses one file 20 times and prints the best time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parser.h"
#include "symtable.h"

static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    size_t capacity = 1 << 16, n;
    char *data = malloc(capacity);
    *len = 0;
    while (data != NULL && (n = fread(data + *len, 1, capacity - *len, f)) > 0) {
        *len += n;
        if (*len == capacity) {
            char *more = realloc(data, capacity *= 2);
            if (more == NULL) {
                free(data);
            }
            data = more;
        }
    }
    fclose(f);
    return data;
}

static int compare_symbols(const void *a, const void *b)
{
    return strcmp((*(const Symbol *const *)a)->name, (*(const Symbol *const *)b)->name);
}

static int scope_lineno(const Scope *s)
{
    if (s->type == SCOPE_TYPE_MODULE) {
        return 0;
    }
    if (s->type == SCOPE_TYPE_CLASS || (!s->is_lambda && !s->is_comprehension)) {
        return ((const Stmt *)s->node)->lineno;
    }
    return ((const Expr *)s->node)->lineno;
}

static void print_scope(FILE *out, const Scope *s)
{
    static const char *const types[] = {[SCOPE_TYPE_MODULE] = "module", [SCOPE_TYPE_FUNCTION] = "function",
                                        [SCOPE_TYPE_CLASS] = "class"};
    fprintf(out, "%s %s %d nested=%d (", types[s->type], s->name, scope_lineno(s), s->is_nested);
    for (int i = 0; i < s->n_params; i++) {
        fprintf(out, "%s%s", i == 0 ? "" : ", ", s->symbols[i]->name);
    }
    fprintf(out, ")");
    const Symbol **sorted = malloc(((size_t)s->n_symbols + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return;
    }
    for (int i = 0; i < s->n_symbols; i++) {
        sorted[i] = s->symbols[i];
    }
    qsort(sorted, (size_t)s->n_symbols, sizeof *sorted, compare_symbols);
    for (int i = 0; i < s->n_symbols; i++) {
        unsigned f = sorted[i]->flags;
        fprintf(out, " %s:%d%s%s%s%s%s%s%s%s%s", sorted[i]->name, sorted[i]->kind, f & SYM_PARAM ? "p" : "",
                f & SYM_ASSIGNED ? "a" : "", f & SYM_IMPORTED ? "i" : "", f & SYM_USED ? "u" : "",
                f & SYM_GLOBAL ? "g" : "", f & SYM_NONLOCAL ? "n" : "", f & SYM_ANNOTATED ? "t" : "",
                f & SYM_COMP_ITER ? "c" : "", f & SYM_FREE_CLASS ? "f" : "");
    }
    free(sorted);
    fprintf(out, "\n");
    for (const Scope *child = s->first_child; child != NULL; child = child->next_sibling) {
        print_scope(out, child);
    }
}

static char *dump_scopes(const Scope *top)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return NULL;
    }
    print_scope(out, top);
    fclose(out);
    return text;
}

static void answer(const char *path, bool check, bool scopes)
{
    size_t len = 0;
    char *src = read_file(path, &len);
    Arena *a = arena_new();
    if (src == NULL || a == NULL) {
        printf("unreadable 0\n");
        free(src);
        arena_free(a);
        return;
    }
    SyntaxErr err;
    Module *module = parse_module(a, src, len, path, PARSE_FILE, &err);
    Symtable *st = NULL;
    if (module != NULL && check && (st = symtable_build(a, module, path, &err)) == NULL) {
        module = NULL;
    }
    if (module != NULL) {
        char *dump = scopes ? dump_scopes(symtable_top(st)) : ast_dump(module);
        printf("ok %zu\n%s", dump == NULL ? 0 : strlen(dump), dump == NULL ? "" : dump);
        free(dump);
    } else {
        static const char *const kinds[] = {"none", "SyntaxError", "IndentationError", "TabError",
                                            "SyntaxError", "RecursionError", "MemoryError"};
        const char *msg = err.msg == NULL ? "" : err.msg, *text = err.text == NULL ? "" : err.text;
        int places[] = {err.lineno, err.col_offset, err.end_lineno, err.end_col_offset};
        size_t n = strlen(kinds[err.kind]) + 1 + strlen(msg) + 1 + strlen(text);
        for (int i = 0; i < 4; i++) {
            n += (size_t)snprintf(NULL, 0, "%d", places[i]) + 1;
        }
        printf("error %zu\n%s%c%s%c%d%c%d%c%d%c%d%c%s", n, kinds[err.kind], 0, msg, 0, err.lineno, 0, err.col_offset, 0,
               err.end_lineno, 0, err.end_col_offset, 0, text);
    }
    arena_free(a);
    free(src);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int time_file(const char *path)
{
    size_t len;
    char *src = read_file(path, &len);
    if (src == NULL) {
        perror(path);
        return 1;
    }
    double best_parse = 1e9, best_symtable = 1e9;
    for (int i = 0; i < 20; i++) {
        Arena *a = arena_new();
        SyntaxErr err;
        double start = now();
        Module *module = a == NULL ? NULL : parse_module(a, src, len, path, PARSE_FILE, &err);
        double parsed = now();
        if (module == NULL || symtable_build(a, module, path, &err) == NULL) {
            fprintf(stderr, "%s:%d: %s\n", path, err.lineno, err.msg == NULL ? "out of memory" : err.msg);
            arena_free(a);
            free(src);
            return 1;
        }
        double done = now();
        best_parse = parsed - start < best_parse ? parsed - start : best_parse;
        best_symtable = done - parsed < best_symtable ? done - parsed : best_symtable;
        arena_free(a);
    }
    printf("parse %.1f ms, symbol table %.1f ms\n", best_parse * 1e3, best_symtable * 1e3);
    free(src);
    return 0;
}

int main(int argc, char **argv)
{
    bool scopes = argc == 2 && strcmp(argv[1], "--scopes") == 0;
    bool check = scopes || (argc == 2 && strcmp(argv[1], "--check") == 0);
    if (argc == 3 && strcmp(argv[1], "--time") == 0) {
        return time_file(argv[2]);
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    while ((n = getline(&line, &capacity, stdin)) > 0) {
        if (line[n - 1] == '\n') {
            line[n - 1] = '\0';
        }
        answer(line, check, scopes);
        fflush(stdout);
    }
    free(line);
    return 0;
}
