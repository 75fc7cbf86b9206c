/* AST + symbol tables -> code object. */
#ifndef GILPY_COMPILER_CODEGEN_H
#define GILPY_COMPILER_CODEGEN_H

#include "compiler/ast.h"
#include "compiler/symtable.h"
#include "objects/code.h"

/* has_walrus: the source has a := somewhere (may be true without need).
 * New reference; NULL: exception set (SyntaxError for what only shows here,
 * such as too many names; MemoryError). */
Code *codegen(Arena *arena, Module *module, Symtable *symtable, const char *filename, bool has_walrus);

#endif
