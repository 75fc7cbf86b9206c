/* Instances: attributes live in a slot vector whose layout is a shape.
 *
 * A shape is the ordered list of attribute names an object has; objects that
 * were given the same attributes in the same order share one, so an inline
 * cache compares one number.  Shape 0 is "no attributes".  The vector hangs in
 * front of the object (InstanceHead), at the same distance whatever built-in
 * type the class extends, so a list subclass and a plain object are read alike.
 *
 * An object whose __dict__ was asked for, that lost an attribute, or that has
 * very many, keeps them in a dict instead: shape SHAPE_DICT, the dict in
 * slot 0, the members that __slots__ names in the slots after it (VAL_NULL:
 * not set); never cached. */
#ifndef GILPY_OBJECTS_INSTANCE_H
#define GILPY_OBJECTS_INSTANCE_H

#include "core/gc.h"
#include "core/object.h"
#include "objects/dict.h"

typedef struct InstanceHead {
    uint32_t capacity; /* of slots */
    uint16_t ninline;  /* slots allocated behind the object; 0: the vector is a block of its own */
    uint16_t finalized;
    Val *slots;
    GcHead gc;
} InstanceHead;
_Static_assert(sizeof(InstanceHead) == 32, "prefix_size in core/object.c");

#define SHAPE_EMPTY 0u
#define SHAPE_DICT 1u

typedef struct Shape {
    uint32_t id, parent, count;
    Val name;              /* added to the parent: interned, immortal */
    uint32_t *children;    /* shape ids */
    uint32_t nchildren;
} Shape;

static inline InstanceHead *instance_head(void *o) { return (InstanceHead *)o - 1; }
static inline Val *instance_slots(void *o) { return instance_head(o)->slots; }

bool shapes_init(void); /* before the first instance; false: MemoryError set */
Shape *shape_get(uint32_t id);
/* Slot of name, or -1. name: interned str. */
int shape_find(uint32_t id, Val name);

/* o must be of a TF_INSTANCE type; name interned. */
Val instance_get(Obj *o, Val name);             /* borrowed; VAL_NULL: none, no exception */
bool instance_set(Obj *o, Val name, Val value); /* increfs */
int instance_delete(Obj *o, Val name);          /* 1, 0 missing (no exception), -1 */
/* An attribute that __slots__ declares; index among those of the type. */
Val instance_get_member(Obj *o, Val name, uint32_t index);
bool instance_set_member(Obj *o, Val name, uint32_t index, Val value);
int instance_delete_member(Obj *o, Val name, uint32_t index);
/* The dict that holds the attributes from now on: borrowed; NULL: exception. */
Dict *instance_dict(Obj *o);
bool instance_replace_dict(Obj *o, Val dict);
/* Attribute count, and the i-th name and value (borrowed), for dir and vars. */
Val instance_attr_names(Obj *o); /* new list */

Val instance_new(Type *t); /* plain object, no __init__ run */
int instance_traverse_slots(Obj *o, VisitFn visit, void *arg);
void instance_clear_slots(Obj *o);
void instance_free_slots(Obj *o); /* the vector itself, its values dropped */
void instance_dealloc(Obj *o);  /* of every type made by a class statement */

#endif
