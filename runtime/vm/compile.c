/* Source text to code object; syntax errors to exceptions. */
#include <string.h>

#include "compiler/codegen.h"
#include "compiler/parser.h"
#include "core/err.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/vm.h"

static Val text_or_none(const char *s) {
    if (!s)
        return VAL_NONE;
    Val v = str_from_utf8(s, (int64_t)strlen(s));
    if (val_is_null(v)) { /* a line that is not UTF-8 */
        err_clear();
        return VAL_NONE;
    }
    return v;
}

static void raise_syntax(const SyntaxErr *e, const char *filename) {
    if (e->kind == ERR_MEMORY) {
        err_no_memory();
        return;
    }
    if (e->kind == ERR_RECURSION) {
        err_set(&exc_RecursionError, "%s", e->msg);
        return;
    }
    Type *t = e->kind == ERR_INDENTATION ? &exc_IndentationError : e->kind == ERR_TAB ? &exc_TabError : &exc_SyntaxError;
    Val place[6] = {text_or_none(filename),
                    e->lineno ? val_small(e->lineno) : VAL_NONE,
                    e->col_offset ? val_small(e->col_offset) : val_small(0),
                    text_or_none(e->text),
                    e->end_lineno ? val_small(e->end_lineno) : VAL_NONE,
                    e->end_col_offset ? val_small(e->end_col_offset) : VAL_NONE};
    Val args[2] = {text_or_none(e->msg), tuple_from_items(place, e->end_lineno ? 6 : 4)};
    for (int i = 0; i < 6; i++)
        decref(place[i]);
    Val exc = val_is_null(args[1]) ? VAL_NULL : val_call(val_ptr(t), args, 2, VAL_NULL);
    decref(args[0]);
    decref(args[1]);
    if (!val_is_null(exc))
        err_set_object(exc);
}

Code *compile_source(const char *src, size_t n, const char *filename, bool eval_mode) {
    Arena *a = arena_new();
    if (!a) {
        err_no_memory();
        return NULL;
    }
    SyntaxErr err = {0};
    Code *code = NULL;
    Module *m = parse_module(a, src, n, filename, eval_mode ? PARSE_EVAL : PARSE_FILE, &err);
    Symtable *st = m ? symtable_build(a, m, filename, &err) : NULL;
    if (st)
        code = codegen(a, m, st, filename, memmem(src, n, ":=", 2) != NULL);
    else
        raise_syntax(&err, filename);
    arena_free(a);
    return code;
}
