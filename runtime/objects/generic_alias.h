/* list[int] and its like: a type with the arguments it was subscripted with. */
#ifndef GILPY_OBJECTS_GENERIC_ALIAS_H
#define GILPY_OBJECTS_GENERIC_ALIAS_H

#include "core/object.h"

extern Type generic_alias_type;
Val generic_alias_new(Val origin, Val args); /* args: a tuple, or the one argument */
/* __class_getitem__ of the built-in containers. */
Val generic_alias_method(Val *args, int nargs, Val kwnames);

#endif
