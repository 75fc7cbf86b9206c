/* From the bytes of a file to the text that the lexer reads. */
#ifndef GILPY_COMPILER_SOURCE_H
#define GILPY_COMPILER_SOURCE_H

#include "ast.h"

/* Decodes by byte order mark and coding cookie, ends every line with \n, refuses NUL bytes and invalid UTF-8.
 * The result is NUL-terminated and, unless empty, ends with a newline. NULL on failure, with *err filled in. */
char *source_decode(Arena *a, const char *src, size_t len, size_t *out_len, SyntaxErr *err);

/* Length of the UTF-8 sequence at s (0: invalid), and its character. Lone surrogates are invalid. */
int utf8_decode(const unsigned char *s, const unsigned char *end, uint32_t *c);
/* Writes at most 4 bytes and returns how many; surrogates take three, like their neighbours. */
int utf8_encode(uint32_t c, char *out);

#endif
