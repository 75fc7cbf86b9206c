/* Shared by symtable.c, symtable_visit.c and symtable_resolve.c. Not for others. */
#ifndef GILPY_COMPILER_SYMTABLE_INTERNAL_H
#define GILPY_COMPILER_SYMTABLE_INTERNAL_H

#include "symtable.h"

#define SYM_BOUND (SYM_PARAM | SYM_ASSIGNED | SYM_IMPORTED)

struct SymbolTable {
    Symbol **slots; /* open addressing by the name's address, at most half full */
    int size;
    int symbols_capacity;
};

typedef struct NodeEntry {
    const void *node;
    Scope *scope;
} NodeEntry;

struct Symtable {
    Arena *arena;
    const Module *module;
    const char *filename;
    SyntaxErr *err;
    Scope *top, *current;
    NodeEntry *nodes; /* open addressing by the node's address, at most half full */
    int n_nodes, nodes_size;
    bool future_annotations;
    int last_future_lineno;
    SyntaxErr late; /* the first error of the kind that CPython finds only when it generates code */
    /* state of the walk, for the current scope */
    int loop_depth;
    bool in_iteration_target;
    int in_iterable; /* inside the iterable of a comprehension: no walrus */
    int in_annotation;
    const char *name_super, *name_class, *name_debug, *name_dot0;
};

/* ---- symtable.c: all return false or NULL with an error set --------------------------------------------------- */

/* Enters a new child of the current scope. Its place in the tree is not recorded for an annotation, which only has to
 * be looked through. */
Scope *scope_enter(Symtable *st, ScopeType type, const char *name, const void *node);
Symbol *scope_add(Symtable *st, Scope *scope, const char *mangled);
bool symtable_error(Symtable *st, SyntaxErr *err, int lineno, int col, int end_lineno, int end_col, const char *format,
                    ...) __attribute__((format(printf, 7, 8)));
#define symtable_error_at(st, n, ...)                                                                                  \
    symtable_error(st, (st)->err, (n)->lineno, (n)->col_offset, (n)->end_lineno, (n)->end_col_offset, __VA_ARGS__)
/* Reported only if nothing else is wrong: the walk goes on. */
#define late_error_at(st, n, ...)                                                                                      \
    symtable_error(st, &(st)->late, (n)->lineno, (n)->col_offset, (n)->end_lineno, (n)->end_col_offset, __VA_ARGS__)
bool symtable_memory(Symtable *st);

/* ---- symtable_visit.c, symtable_resolve.c --------------------------------------------------------------------- */

bool symtable_visit_module(Symtable *st);
bool symtable_future_features(Symtable *st);
bool symtable_resolve(Symtable *st);

#endif
