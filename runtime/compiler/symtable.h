/* Symbol tables: which scope binds each name, as CPython 3.11 decides it.
 *
 * symtable_build() also makes the checks that CPython's compiler makes after parsing ('return' outside function,
 * 'break' outside loop, repeated keyword arguments, starred targets, __future__ imports …), so that code generation
 * meets no invalid program. */
#ifndef GILPY_COMPILER_SYMTABLE_H
#define GILPY_COMPILER_SYMTABLE_H

#include "ast.h"

typedef enum { SCOPE_TYPE_MODULE = 1, SCOPE_TYPE_FUNCTION, SCOPE_TYPE_CLASS } ScopeType;

typedef enum {
    SCOPE_LOCAL = 1,       /* module and class level: the namespace; function: a fast local */
    SCOPE_GLOBAL_EXPLICIT, /* named by a `global` statement */
    SCOPE_GLOBAL_IMPLICIT, /* bound by no enclosing function */
    SCOPE_FREE,            /* lives in a cell of an enclosing function */
    SCOPE_CELL             /* bound here and used by an inner function */
} SymbolKind;

enum {
    SYM_PARAM = 1 << 0,
    SYM_ASSIGNED = 1 << 1, /* bound here: assignment, def, class, for, with, except, del, walrus; not import */
    SYM_IMPORTED = 1 << 2, /* bound here by an import */
    SYM_USED = 1 << 3,     /* read here */
    SYM_GLOBAL = 1 << 4,   /* a `global` statement names it; module level: one anywhere in the module does */
    SYM_NONLOCAL = 1 << 5, /* a `nonlocal` statement names it */
    SYM_ANNOTATED = 1 << 6,
    SYM_COMP_ITER = 1 << 7,  /* target of a comprehension's `for` */
    SYM_FREE_CLASS = 1 << 8, /* class scope only: inner functions use an enclosing function's variable of this name.
                                The class block takes that cell along in its closure whatever its own `kind` for the
                                name is, and makes no cell of its own. Such a name is in `freevars`. */
    SYM_DELETED = 1 << 9     /* a `del` statement names it, or an `except … as`, which deletes it at its end */
};

typedef struct Symbol {
    const char *name; /* mangled, interned in the tree's arena */
    SymbolKind kind;
    unsigned flags;
    int index; /* in scope->symbols */
    /* where the name was first declared global or nonlocal; 0: nowhere */
    int lineno, col_offset, end_lineno, end_col_offset;
} Symbol;

typedef struct Scope Scope;
struct Scope {
    ScopeType type;
    const char *name;       /* "<module>", "<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>" or its own */
    const char *class_name; /* the innermost enclosing class, for private names; NULL: none */
    const void *node;
    Scope *parent;
    Scope *first_child, *last_child, *next_sibling; /* children in source order */

    Symbol **symbols; /* parameters first, in the order of co_varnames; then in order of first appearance */
    int n_symbols, n_params;
    const char **cellvars; /* names of kind SCOPE_CELL, sorted; without the `__class__` cell of a class */
    int n_cellvars;
    const char **freevars; /* names that the closure must hold, sorted: SCOPE_FREE and SYM_FREE_CLASS */
    int n_freevars;

    bool is_nested; /* inside a function, at any depth */
    bool is_lambda;
    bool is_comprehension; /* any of the four kinds; its only parameter is ".0" */
    bool is_generator;     /* has yield, or is a generator expression */
    bool has_yield;
    bool has_vararg, has_kwarg;
    bool returns_value;       /* has `return` with a value */
    bool needs_class_closure; /* class: methods use `__class__` or super(), so the class makes a `__class__` cell */
    bool has_child_free;      /* a child scope has free variables */
    bool has_annotations;     /* an annotated assignment makes `__annotations__` (module and class) */
    bool has_import_star;

    struct SymbolTable *table; /* private: the hash from names to symbols */
};

typedef struct Symtable Symtable;

/* NULL on error, with *err filled in. Everything lives in the arena. */
Symtable *symtable_build(Arena *a, Module *module, const char *filename, SyntaxErr *err);
Scope *symtable_top(Symtable *st);
bool symtable_future_annotations(const Symtable *st); /* from __future__ import annotations */
/* The scope that a Module, FunctionDef or ClassDef Stmt, or a Lambda or comprehension Expr opens; NULL: none. */
Scope *symtable_lookup(Symtable *st, const void *ast_node);
/* The symbol of an already mangled, interned name; NULL: the scope does not mention it. */
Symbol *scope_symbol(const Scope *scope, const char *name);
/* `__x` inside class C is `_C__x`. Returns name itself where no mangling applies, NULL when memory is exhausted. */
const char *symtable_mangle(Arena *a, const char *class_name, const char *name);

#endif
