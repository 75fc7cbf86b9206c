/*
 * code_lines.h - the line of an instruction, from the table that CPython keeps with a code object.
 *
 * Sources: Objects/lnotab_notes.txt (3.8 to 3.10) and Objects/locations.md, now InternalDocs/code_objects.md (3.11 on)
 * of CPython.
 */
#ifndef GILSCOPE_CODE_LINES_H
#define GILSCOPE_CODE_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "gil_raw.h"

/*
 * The line of the instruction at `offset` bytes from the first one, in a function that begins at `firstline`; before the
 * first one it is that line. 0: it has none, or the table does not say. `table` is hostile.
 */
uint32_t code_line(enum gil_lines format, const uint8_t *table, size_t size, uint32_t firstline, int64_t offset);

#endif
