/* The format mini-language: format(), f-strings, str.format, % formatting. */
#ifndef GILPY_OBJECTS_FORMAT_H
#define GILPY_OBJECTS_FORMAT_H

#include "core/object.h"

Val format_int(Val v, Val spec);   /* int.__format__; spec: any object, checked */
Val format_float(Val v, Val spec);
Val format_str(Val v, Val spec);
/* str.format(*args, **kwargs): args[0] is the template; kwnames as in a call.
 * mapping: format_map's argument, or VAL_NULL. */
Val format_template(Val template, Val *args, int nargs, Val kwnames, Val mapping);

#endif
