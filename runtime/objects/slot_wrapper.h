/* Slots of built-in types seen as methods (objects/slots.c). */
#ifndef GILPY_OBJECTS_SLOT_WRAPPER_H
#define GILPY_OBJECTS_SLOT_WRAPPER_H

#include "core/object.h"

typedef enum SlotKind { SLOT_GETATTR, SLOT_SETATTR } SlotKind;

extern Type slot_wrapper_type;
/* v is the wrapper of a built-in type's own slot of this kind. */
/* The C function that v wraps if it is a wrapper of that slot, else NULL. */
void *slot_wrapper_fn(Val v, SlotKind kind);
Val slot_wrapper_call(Val callee, Val *args, int nargs, Val kwnames);

#endif
