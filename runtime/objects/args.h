/* Arguments of built-in functions that take keywords. */
#ifndef GILPY_OBJECTS_ARGS_H
#define GILPY_OBJECTS_ARGS_H

#include "core/object.h"

/* names: all parameters in order, ended by NULL; the first posonly of them
 * cannot be given by keyword, those from index maxpos on only by keyword;
 * the first required of them must be given.  out[i] is borrowed, VAL_NULL
 * where absent.  false: TypeError set, worded as CPython's. */
bool args_parse(const char *fname, const char *const *names, int posonly, int required, int maxpos,
                Val *args, int nargs, Val kwnames, Val *out);
/* The generic check of a MethodDef's min and max; false: TypeError set. */
bool args_check(const char *fname, int nargs, int min, int max);

/* The other wording, "f() takes at least 1 argument (0 given)". */
bool args_count(const char *fname, int nargs, int min, int max);

#endif
