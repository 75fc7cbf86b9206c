/* gilpy --dis */
#ifndef GILPY_COMPILER_DISASM_H
#define GILPY_COMPILER_DISASM_H

#include <stdio.h>
#include <stdlib.h>

#include "objects/code.h"

/* The code and all code inside it.  Registers print as the variable or
 * constant they hold, temporaries as t0, t1, …; "!" marks a last use. */
void disassemble(FILE *out, const Code *c);

#endif
