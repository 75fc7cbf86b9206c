/* Scopes and their symbols; the order of the passes. */
#include "symtable.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lexer.h"
#include "symtable_internal.h"

/* ---- errors --------------------------------------------------------------------------------------------------- */

bool symtable_memory(Symtable *st)
{
    if (st->err->kind == ERR_NONE) {
        st->err->kind = ERR_MEMORY;
    }
    return false;
}

bool symtable_error(Symtable *st, SyntaxErr *err, int lineno, int col, int end_lineno, int end_col, const char *format,
                    ...)
{
    if (err->kind != ERR_NONE) {
        return false;
    }
    char msg[512];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(msg, sizeof msg, format, ap);
    va_end(ap);
    if (n >= (int)sizeof msg) {
        /* Only a name can be that long; cut it between characters. */
        n = (int)sizeof msg - 1;
        while (n > 0 && ((unsigned char)msg[n - 1] & 0xC0) == 0x80) {
            n--;
        }
        n -= n > 0 && ((unsigned char)msg[n - 1] & 0x80) != 0;
    }
    const char *line = st->module->source, *end = line + st->module->source_len, *eol;
    for (int i = 1; i < lineno && (eol = memchr(line, '\n', (size_t)(end - line))) != NULL; i++) {
        line = eol + 1;
    }
    eol = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    int len = (int)((eol == NULL ? end : eol) - line);
    err->filename = st->filename;
    err->msg = arena_strndup(st->arena, msg, (size_t)n);
    err->text = arena_strndup(st->arena, line, (size_t)len);
    if (err->msg == NULL || err->text == NULL) {
        return symtable_memory(st);
    }
    err->kind = ERR_SYNTAX;
    err->lineno = lineno;
    err->col_offset = utf8_length(line, line + (col < len ? col : len)) + 1;
    if (end_lineno > 0) {
        err->end_lineno = end_lineno;
        /* A byte offset within another line than the one shown stays as it is. */
        err->end_col_offset =
            end_lineno == lineno ? utf8_length(line, line + (end_col < len ? end_col : len)) + 1 : end_col + 1;
    }
    return false;
}

/* ---- symbols -------------------------------------------------------------------------------------------------- */

static size_t address_hash(const void *p)
{
    return (size_t)((uint64_t)(uintptr_t)p * 0x9E3779B97F4A7C15u >> 24);
}

static Symbol **symbol_slot(Symbol **slots, int size, const char *name)
{
    size_t i = address_hash(name) & (size_t)(size - 1);
    while (slots[i] != NULL && slots[i]->name != name) {
        i = (i + 1) & (size_t)(size - 1);
    }
    return &slots[i];
}

Symbol *scope_symbol(const Scope *scope, const char *name)
{
    return scope->table->size == 0 ? NULL : *symbol_slot(scope->table->slots, scope->table->size, name);
}

static bool table_grow(Symtable *st, Scope *scope)
{
    struct SymbolTable *t = scope->table;
    int size = t->size == 0 ? 8 : t->size * 2;
    Symbol **slots = arena_alloc(st->arena, (size_t)size * sizeof *slots);
    if (slots == NULL) {
        return symtable_memory(st);
    }
    memset(slots, 0, (size_t)size * sizeof *slots);
    for (int i = 0; i < scope->n_symbols; i++) {
        *symbol_slot(slots, size, scope->symbols[i]->name) = scope->symbols[i];
    }
    t->slots = slots;
    t->size = size;
    return true;
}

Symbol *scope_add(Symtable *st, Scope *scope, const char *name)
{
    struct SymbolTable *t = scope->table;
    if ((scope->n_symbols + 1) * 2 > t->size && !table_grow(st, scope)) {
        return NULL;
    }
    Symbol **slot = symbol_slot(t->slots, t->size, name);
    if (*slot != NULL) {
        return *slot;
    }
    if (scope->n_symbols == t->symbols_capacity) {
        int capacity = t->symbols_capacity == 0 ? 4 : t->symbols_capacity * 2;
        Symbol **symbols = arena_alloc(st->arena, (size_t)capacity * sizeof *symbols);
        if (symbols == NULL) {
            symtable_memory(st);
            return NULL;
        }
        if (scope->n_symbols > 0) {
            memcpy(symbols, scope->symbols, (size_t)scope->n_symbols * sizeof *symbols);
        }
        scope->symbols = symbols;
        t->symbols_capacity = capacity;
    }
    Symbol *symbol = arena_alloc(st->arena, sizeof *symbol);
    if (symbol == NULL) {
        symtable_memory(st);
        return NULL;
    }
    *symbol = (Symbol){.name = name, .index = scope->n_symbols};
    *slot = symbol;
    scope->symbols[scope->n_symbols++] = symbol;
    return symbol;
}

const char *symtable_mangle(Arena *a, const char *class_name, const char *name)
{
    size_t len = strlen(name);
    if (class_name == NULL || name[0] != '_' || name[1] != '_' || memchr(name, '.', len) != NULL ||
        (len >= 2 && name[len - 1] == '_' && name[len - 2] == '_')) {
        return name;
    }
    while (*class_name == '_') {
        class_name++;
    }
    if (*class_name == '\0') {
        return name; /* a class named only by underscores */
    }
    char *mangled = arena_printf(a, "_%s%s", class_name, name);
    return mangled == NULL ? NULL : arena_intern(a, mangled, strlen(mangled));
}

/* ---- scopes --------------------------------------------------------------------------------------------------- */

static NodeEntry *node_slot(NodeEntry *nodes, int size, const void *node)
{
    size_t i = address_hash(node) & (size_t)(size - 1);
    while (nodes[i].node != NULL && nodes[i].node != node) {
        i = (i + 1) & (size_t)(size - 1);
    }
    return &nodes[i];
}

static bool node_add(Symtable *st, const void *node, Scope *scope)
{
    if ((st->n_nodes + 1) * 2 > st->nodes_size) {
        int size = st->nodes_size == 0 ? 64 : st->nodes_size * 2;
        NodeEntry *nodes = arena_alloc(st->arena, (size_t)size * sizeof *nodes);
        if (nodes == NULL) {
            return symtable_memory(st);
        }
        memset(nodes, 0, (size_t)size * sizeof *nodes);
        for (int i = 0; i < st->nodes_size; i++) {
            if (st->nodes[i].node != NULL) {
                *node_slot(nodes, size, st->nodes[i].node) = st->nodes[i];
            }
        }
        st->nodes = nodes;
        st->nodes_size = size;
    }
    *node_slot(st->nodes, st->nodes_size, node) = (NodeEntry){node, scope};
    st->n_nodes++;
    return true;
}

Scope *scope_enter(Symtable *st, ScopeType type, const char *name, const void *node)
{
    Scope *scope = arena_alloc(st->arena, sizeof *scope);
    struct SymbolTable *table = arena_alloc(st->arena, sizeof *table);
    if (scope == NULL || table == NULL) {
        symtable_memory(st);
        return NULL;
    }
    Scope *parent = st->current;
    *table = (struct SymbolTable){0};
    *scope = (Scope){.type = type, .name = name, .node = node, .parent = parent, .table = table};
    if (parent != NULL) {
        scope->is_nested = parent->is_nested || parent->type == SCOPE_TYPE_FUNCTION;
        scope->class_name = type == SCOPE_TYPE_CLASS ? name : parent->class_name;
    }
    if (st->in_annotation == 0) {
        if (!node_add(st, node, scope)) {
            return NULL;
        }
        if (parent != NULL) {
            if (parent->last_child != NULL) {
                parent->last_child->next_sibling = scope;
            } else {
                parent->first_child = scope;
            }
            parent->last_child = scope;
        }
    }
    st->current = scope;
    return scope;
}

/* ---- interface ------------------------------------------------------------------------------------------------ */

Symtable *symtable_build(Arena *a, Module *module, const char *filename, SyntaxErr *err)
{
    memset(err, 0, sizeof *err);
    Symtable *st = arena_alloc(a, sizeof *st);
    if (st == NULL) {
        err->kind = ERR_MEMORY;
        return NULL;
    }
    *st = (Symtable){.arena = a, .module = module, .err = err};
    st->filename = err->filename = arena_strndup(a, filename, strlen(filename));
    st->name_super = arena_intern(a, "super", 5);
    st->name_class = arena_intern(a, "__class__", 9);
    st->name_debug = arena_intern(a, "__debug__", 9);
    st->name_dot0 = arena_intern(a, ".0", 2);
    bool ok = !arena_failed(a) && symtable_future_features(st) && symtable_visit_module(st) && symtable_resolve(st);
    if (arena_failed(a)) {
        err->kind = ERR_MEMORY;
        return NULL;
    }
    if (ok && st->late.kind != ERR_NONE) {
        *err = st->late;
        ok = false;
    }
    return ok ? st : NULL;
}

Scope *symtable_top(Symtable *st)
{
    return st->top;
}

bool symtable_future_annotations(const Symtable *st)
{
    return st->future_annotations;
}

Scope *symtable_lookup(Symtable *st, const void *ast_node)
{
    return node_slot(st->nodes, st->nodes_size, ast_node)->scope;
}
