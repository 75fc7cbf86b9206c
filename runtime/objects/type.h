/* Types: making them ready, attribute lookup along the MRO, class creation. */
#ifndef GILPY_OBJECTS_TYPE_H
#define GILPY_OBJECTS_TYPE_H

#include "core/object.h"
#include "objects/dict.h"

static inline bool val_is_type(Val v) { return val_has(v, TF_TYPE); }
static inline Type *as_type(Val v) { return (Type *)val_obj(v); }

/* Fills mro, dict, inherited slots and the dunder methods of a static type.
 * Its base must be ready.  false: exception set. */
bool type_ready(Type *t);
/* The attribute of t or its bases, no binding: borrowed, VAL_NULL without
 * exception if there is none. name: interned. */
Val type_lookup(Type *t, Val name);
/* Tell caches that t changed: new versions for it and its subclasses. */
void type_modified(Type *t);
/* class name(bases): namespace; kwds: dict of class keywords without
 * metaclass, or VAL_NULL. */
Val type_create(Type *meta, Val name, Val bases, Val ns, Val kwds);
/* The metaclass that wins among meta and those of bases; NULL: exception. */
Type *type_calculate_metaclass(Type *meta, Val bases);
Val type_generic_getattr(Val v, Val name); /* attribute of the type object itself */
Val type_call(Val callee, Val *args, int nargs, Val kwnames);
bool type_set_attr(Type *t, Val name, Val value); /* as setattr(cls, name, value) */
/* Slots from dunder names: all of them (type_update_slots) or those that
 * `name` feeds (objects/slots.c). */
void type_update_slots(Type *t);
void type_update_slot(Type *t, Val name);
bool type_has_python_new(const Type *t); /* a __new__ of Python makes its instances */
bool type_add_slot_wrappers(Type *t);
Val type_subclasses(Type *t); /* new list */

/* ---- objects/object.c: what every object does ---- */
Val object_getattr(Val v, Val name);
/* As object_getattr, but missing is VAL_NULL without exception. */
Val object_getattr_opt(Val v, Val name);
bool object_setattr(Val v, Val name, Val value);
Val object_repr(Val v);
Val object_new(Type *t, Val *args, int nargs, Val kwnames);
bool object_init(Val self, Val *args, int nargs, Val kwnames);
/* Binds attr (found on the type) to v: new reference. Consumes nothing. */
Val descr_bind(Val attr, Val v, Type *t);

#endif
