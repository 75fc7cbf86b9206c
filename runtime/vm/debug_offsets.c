#include "vm/debug_offsets.h"

#include <stddef.h>

#include "objects/code.h"
#include "thread/gil_policy.h"
#include "thread/thread.h"
#include "vm/frame.h"

_Static_assert(offsetof(Thread, serial) == 0, "the probe contract: a thread state begins with its serial");

__attribute__((used, section(".gilpy_debug_offsets"), visibility("default")))
const struct gilpy_debug_offsets gilpy_debug_offsets = {
    .magic = {'g', 'i', 'l', 'p', 'y', 'o', 'f', 'f'},
    .version = GILPY_DEBUG_OFFSETS_VERSION,
    .size = sizeof(struct gilpy_debug_offsets),
    .thread = {offsetof(Thread, serial), offsetof(Thread, frame), offsetof(Thread, tid), offsetof(Thread, ident),
               offsetof(Thread, name), sizeof(((Thread *)0)->name)},
    .frame = {offsetof(Frame, back), offsetof(Frame, code), offsetof(Frame, pc)},
    .code = {offsetof(Code, serial), offsetof(Code, instrs), offsetof(Code, firstline), offsetof(Code, name_utf8),
             offsetof(Code, qualname_utf8), offsetof(Code, filename_utf8), offsetof(Code, lines), offsetof(Code, nlines)},
    .instr = {sizeof(Instr)},
    .line_entry = {offsetof(LineEntry, start), offsetof(LineEntry, line), sizeof(LineEntry)},
    .holder = &gil.holder,
};
