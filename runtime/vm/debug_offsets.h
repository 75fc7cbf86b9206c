/* The layout of thread states, frames and code objects, published for
 * programs that read this process from outside (BPF, debuggers): found by the
 * symbol gilpy_debug_offsets or, in a stripped binary, by the ELF section of
 * the same name with a leading dot.
 *
 * All numbers but the last are byte offsets.  A tracer starts at the thread state that the
 * probes pass, follows `frame` and then `back` with a bound of its own, and
 * names a frame by its code's serial, which is never reused. */
#ifndef GILPY_VM_DEBUG_OFFSETS_H
#define GILPY_VM_DEBUG_OFFSETS_H

#include <stdint.h>

#define GILPY_DEBUG_OFFSETS_VERSION 1

struct gilpy_debug_offsets {
    char magic[8];    /* "gilpyoff" */
    uint32_t version; /* GILPY_DEBUG_OFFSETS_VERSION; another number: another layout */
    uint32_t size;    /* of this table: later versions only append */
    struct {
        uint32_t serial, frame, tid, ident, name, name_size;
    } thread; /* frame: innermost, 0 outside Python code */
    struct {
        uint32_t back, code, pc;
    } frame; /* pc: address of the instruction running, stored before anything observable */
    struct {
        uint32_t serial, instrs, firstline, name, qualname, filename, lines, nlines;
    } code; /* name, qualname, filename: pointers to NUL-terminated UTF-8 */
    struct {
        uint32_t size;
    } instr; /* instruction index = (pc - instrs) / size */
    struct {
        uint32_t start, line, size;
    } line_entry; /* sorted by start: the last entry with start <= index has the line */
    const void *holder; /* no offset: the address of a pointer to the thread state that holds the GIL, NULL if none does */
};

extern const struct gilpy_debug_offsets gilpy_debug_offsets;

#endif
