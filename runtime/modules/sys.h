/* sys, and the runtime state that lives in it. */
#ifndef GILPY_MODULES_SYS_H
#define GILPY_MODULES_SYS_H

#include "core/object.h"

Val sys_get_object(const char *name); /* sys.NAME: borrowed, VAL_NULL if absent */
bool sys_set_object(const char *name, Val value); /* steals */
/* argv and path before the first import. */
bool sys_init(int argc, char **argv, const char *path0, const char *lib_dir, const char *executable);
/* Text for the process's standard output, through sys.stdout's buffer. */
bool stdio_write_stdout(const char *utf8, int64_t n);
bool stdio_flush(void); /* false: could not be written (errno) */
bool stdio_is_original_stdout(Val v);

#endif
