/* X | Y of types, as annotations and isinstance() use it (PEP 604). */
#ifndef GILPY_OBJECTS_UNION_TYPE_H
#define GILPY_OBJECTS_UNION_TYPE_H

#include "core/object.h"

extern Type union_type;
/* The | of two types, None, generic aliases or unions; VAL_NOTIMPL for others. */
Val union_or(Val a, Val b);

#endif
