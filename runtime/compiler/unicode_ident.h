/* Which characters an identifier may hold, and which can be shown in a message. */
#ifndef GILPY_COMPILER_UNICODE_IDENT_H
#define GILPY_COMPILER_UNICODE_IDENT_H

#include <stdbool.h>
#include <stdint.h>

bool unicode_is_ident_start(uint32_t c);    /* XID_Start and '_' */
bool unicode_is_ident_continue(uint32_t c); /* XID_Continue */
bool unicode_is_printable(uint32_t c);      /* str.isprintable() */

#endif
