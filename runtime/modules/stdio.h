/* The standard streams. */
#ifndef GILPY_MODULES_STDIO_H
#define GILPY_MODULES_STDIO_H

#include "core/object.h"

extern Type stdio_type;
bool stdio_init(void);
Val stdio_read_line(void); /* of standard input, with its newline; "" at the end */

#endif
