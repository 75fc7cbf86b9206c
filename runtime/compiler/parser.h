/* Source text to abstract syntax tree. */
#ifndef GILPY_COMPILER_PARSER_H
#define GILPY_COMPILER_PARSER_H

#include "ast.h"

/* The tree of Python 3.11 source, which may be arbitrary bytes. On failure NULL, with *err filled in. Everything is
 * allocated in the arena; src is not needed afterwards. */
Module *parse_module(Arena *a, const char *src, size_t len, const char *filename, ParseMode mode, SyntaxErr *err);

#endif
