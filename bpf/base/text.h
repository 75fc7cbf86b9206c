/*
 * text.h - text from outside made safe, and figures made readable.
 *
 * Names of a target are hostile. They are made valid UTF-8 once, when they come in (text_clean), and escaped by the
 * writer of each format: text_print_terminal here, strings in json.c.
 */
#ifndef GILSCOPE_TEXT_H
#define GILSCOPE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Room for a cleaned name of up to 255 bytes: a bad byte becomes the three bytes of U+FFFD, and the mark of a cut. */
#define TEXT_NAME_SIZE (255 * 3 + 4)

/* Says something on stderr, with "gilscope: " before and a newline after. Returns -1. */
int say(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1)));

/* From now on say() writes there; NULL: to stderr again. While a screen is on, a message would spoil it. */
void say_to(FILE *out);

/* Copies at most `size` bytes of `in`, ending at a NUL, as valid UTF-8; `cut` adds U+2026 (an ellipsis). */
void text_clean(char out[TEXT_NAME_SIZE], const char *in, size_t size, int cut);

/* Is it what text_clean() makes: valid UTF-8? */
int text_is_valid(const char *text);

/* The next code point of valid UTF-8 and its length in bytes; 0 at the end. */
uint32_t text_next(const char *text, size_t *bytes);

/* Must this code point not reach a terminal as it is? C0, DEL, C1, bidi controls, line and paragraph separators. */
int text_is_control(uint32_t code);

/*
 * Prints valid UTF-8 escaped for a terminal, left-aligned in `width` columns (0: as long as it is), cut with an ellipsis
 * if it is longer. Returns the number of columns. With `out` NULL only counts.
 */
int text_print_terminal(FILE *out, const char *text, int width);

/* "1.234ms": four digits and a unit, at most 7 characters. */
const char *text_time(char out[16], uint64_t ns);

/* "12.3MiB". */
const char *text_bytes(char out[16], uint64_t bytes);

/* Per mille and per cent without surprises: "12.3%", "-" if the whole is 0. */
const char *text_share(char out[16], uint64_t part, uint64_t whole);

#endif
