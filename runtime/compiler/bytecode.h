/* Opcodes and their operand formats, from opcodes.def. */
#ifndef GILPY_COMPILER_BYTECODE_H
#define GILPY_COMPILER_BYTECODE_H

#include "objects/code.h"

typedef enum Opcode {
#define OP(name, operands, cache, effect) OP_##name,
#include "compiler/opcodes.def"
#undef OP
    OP_COUNT
} Opcode;

extern const char *const opcode_names[OP_COUNT];
extern const char *const opcode_operands[OP_COUNT];
extern const uint8_t opcode_cache[OP_COUNT];
/* Specialised opcodes start here; opcode_base maps them back. */
#define OP_FIRST_SPECIALIZED OP_LOAD_ATTR_SLOT
Opcode opcode_base(Opcode op);

static inline int32_t instr_bc(Instr i) { return (int32_t)(i.b | (uint32_t)i.c << 16); }

#endif
