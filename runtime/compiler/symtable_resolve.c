/* Decides for each name of each scope whether it is local, global, free or a cell. */
#include <stdlib.h>
#include <string.h>

#include "symtable_internal.h"

/* The scope whose variable a name of `scope` that is not bound there refers to: the nearest enclosing function that
 * binds it, or for `__class__` the class itself. NULL: it is global. Class scopes are no part of the search. */
static Scope *find_binder(const Symtable *st, const Scope *scope, const char *name)
{
    for (Scope *s = scope->parent; s != NULL; s = s->parent) {
        if (s->type == SCOPE_TYPE_CLASS && name == st->name_class) {
            return s;
        }
        if (s->type != SCOPE_TYPE_FUNCTION) {
            continue;
        }
        const Symbol *symbol = scope_symbol(s, name);
        if (symbol == NULL) {
            continue;
        }
        if (symbol->flags & SYM_GLOBAL) {
            return NULL;
        }
        if ((symbol->flags & SYM_BOUND) && !(symbol->flags & SYM_NONLOCAL)) {
            return s;
        }
    }
    return NULL;
}

/* Makes the binder's variable a cell and passes it through every scope between. */
static bool capture(Symtable *st, Scope *scope, const char *name, Scope *binder)
{
    for (Scope *s = scope->parent; s != binder; s = s->parent) {
        s->has_child_free = true;
        Symbol *symbol = scope_symbol(s, name);
        if (symbol == NULL) {
            symbol = scope_add(st, s, name);
            if (symbol == NULL) {
                return false;
            }
            symbol->kind = SCOPE_FREE;
        } else if (s->type == SCOPE_TYPE_CLASS && (symbol->flags & (SYM_BOUND | SYM_GLOBAL))) {
            symbol->flags |= SYM_FREE_CLASS;
        }
    }
    binder->has_child_free = true;
    if (binder->type == SCOPE_TYPE_CLASS) {
        binder->needs_class_closure = true;
    } else {
        scope_symbol(binder, name)->kind = SCOPE_CELL;
    }
    return true;
}

static bool directive_error(Symtable *st, const Symbol *symbol, const char *format)
{
    return symtable_error(st, st->err, symbol->lineno, symbol->col_offset, symbol->end_lineno, symbol->end_col_offset,
                          format, symbol->name);
}

static bool resolve_symbol(Symtable *st, Scope *scope, Symbol *symbol)
{
    unsigned flags = symbol->flags;
    if (flags & SYM_GLOBAL) {
        if (flags & SYM_NONLOCAL) {
            return directive_error(st, symbol, "name '%s' is nonlocal and global");
        }
        symbol->kind = SCOPE_GLOBAL_EXPLICIT;
        return true;
    }
    if (flags & SYM_NONLOCAL) {
        if (scope->type == SCOPE_TYPE_MODULE) {
            return directive_error(st, symbol, "nonlocal declaration not allowed at module level");
        }
        Scope *binder = find_binder(st, scope, symbol->name);
        if (binder == NULL) {
            return directive_error(st, symbol, "no binding for nonlocal '%s' found");
        }
        symbol->kind = SCOPE_FREE;
        return capture(st, scope, symbol->name, binder);
    }
    if (flags & SYM_BOUND) {
        symbol->kind = SCOPE_LOCAL;
        return true;
    }
    if (symbol->kind == SCOPE_FREE) {
        return true; /* passed through for an inner scope */
    }
    Scope *binder = find_binder(st, scope, symbol->name);
    if (binder == NULL) {
        symbol->kind = SCOPE_GLOBAL_IMPLICIT;
        return true;
    }
    symbol->kind = SCOPE_FREE;
    return capture(st, scope, symbol->name, binder);
}

static Scope *next_scope(Scope *scope)
{
    if (scope->first_child != NULL) {
        return scope->first_child;
    }
    while (scope != NULL && scope->next_sibling == NULL) {
        scope = scope->parent;
    }
    return scope == NULL ? NULL : scope->next_sibling;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool collect(Symtable *st, Scope *scope)
{
    int cells = 0, frees = 0;
    for (int i = 0; i < scope->n_symbols; i++) {
        const Symbol *symbol = scope->symbols[i];
        cells += symbol->kind == SCOPE_CELL;
        frees += symbol->kind == SCOPE_FREE || (symbol->flags & SYM_FREE_CLASS);
    }
    scope->cellvars = arena_alloc(st->arena, (size_t)cells * sizeof *scope->cellvars);
    scope->freevars = arena_alloc(st->arena, (size_t)frees * sizeof *scope->freevars);
    if (scope->cellvars == NULL || scope->freevars == NULL) {
        return symtable_memory(st);
    }
    for (int i = 0; i < scope->n_symbols; i++) {
        const Symbol *symbol = scope->symbols[i];
        if (symbol->kind == SCOPE_CELL) {
            scope->cellvars[scope->n_cellvars++] = symbol->name;
        }
        if (symbol->kind == SCOPE_FREE || (symbol->flags & SYM_FREE_CLASS)) {
            scope->freevars[scope->n_freevars++] = symbol->name;
        }
    }
    qsort(scope->cellvars, (size_t)cells, sizeof *scope->cellvars, compare_names);
    qsort(scope->freevars, (size_t)frees, sizeof *scope->freevars, compare_names);
    return true;
}

bool symtable_resolve(Symtable *st)
{
    /* Outer scopes first: a variable is made local there before an inner scope makes it a cell. */
    for (Scope *s = st->top; s != NULL; s = next_scope(s)) {
        for (int i = 0; i < s->n_symbols; i++) {
            if (!resolve_symbol(st, s, s->symbols[i])) {
                return false;
            }
        }
    }
    for (Scope *s = st->top; s != NULL; s = next_scope(s)) {
        if (!collect(st, s)) {
            return false;
        }
    }
    return true;
}
