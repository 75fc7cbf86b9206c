/* What the parts of the module posix share. */
#ifndef GILPY_MODULES_POSIX_H
#define GILPY_MODULES_POSIX_H

#include <errno.h>

#include "core/err.h"
#include "thread/blocking.h"

/* A file name argument: str, bytes or an object with __fspath__. */
typedef struct Path {
    Val object;       /* what the caller gave, for error messages: borrowed */
    Val bytes;        /* owns text */
    const char *text; /* as the kernel wants it */
} Path;
bool path_arg(const char *fname, Val v, Path *p); /* false: exception set */
void path_drop(Path *p);
Val path_fspath(Val v);                       /* os.fspath() */
Val path_text(const char *text);              /* a name from the kernel as a str */

/* Integers that fit a C int; false: exception set. */
bool c_int_arg(Val v, int *out);
/* A descriptor: an int, or an object with fileno(). */
bool fd_arg(Val v, int *out);

/* -2 from the blocking layer: an exception is set; -1: errno. */
static inline Val os_error(int64_t r) { return r == -2 ? VAL_NULL : err_set_errno(errno, VAL_NULL); }

/* A NULL-terminated vector of C strings, to be freed; what it points into is
 * kept by `owners`, a list.  NULL: exception set. */
char **posix_string_vector(const char *fname, Val sequence, Val owners);

extern const MethodDef posix_file_methods[], posix_process_methods[], posix_spawn_methods[];
bool posix_process_init(Val module);

#endif
