#include "compiler/bytecode.h"

const char *const opcode_names[OP_COUNT] = {
#define OP(name, operands, cache, effect) #name,
#include "compiler/opcodes.def"
#undef OP
};
const char *const opcode_operands[OP_COUNT] = {
#define OP(name, operands, cache, effect) operands,
#include "compiler/opcodes.def"
#undef OP
};
const uint8_t opcode_cache[OP_COUNT] = {
#define OP(name, operands, cache, effect) cache,
#include "compiler/opcodes.def"
#undef OP
};

Opcode opcode_base(Opcode op) {
    switch (op) {
    case OP_LOAD_ATTR_SLOT:
    case OP_LOAD_ATTR_TYPE:
    case OP_LOAD_ATTR_MODULE:
    case OP_LOAD_ATTR_CLASS:
    case OP_LOAD_ATTR_PROPERTY:
        return OP_LOAD_ATTR;
    case OP_STORE_ATTR_SLOT:
    case OP_STORE_ATTR_ADD:
        return OP_STORE_ATTR;
    case OP_LOAD_METHOD_CACHED:
        return OP_LOAD_METHOD;
    case OP_FOR_ITER_RANGE:
    case OP_FOR_ITER_LIST:
        return OP_FOR_ITER;
    default:
        return op;
    }
}
