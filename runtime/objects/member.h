/* __slots__: one descriptor a name in the class, its values in the instances'
 * slot vectors. */
#ifndef GILPY_OBJECTS_MEMBER_H
#define GILPY_OBJECTS_MEMBER_H

#include "core/object.h"

typedef struct Member {
    Obj ob;
    Val name;       /* interned, mangled */
    Type *owner;    /* borrowed: the descriptor lies in its dict */
    uint16_t index; /* among all members of owner and its bases */
} Member;

extern Type member_descr_type;
static inline Member *as_member(Val v) { return (Member *)val_obj(v); }

/* Reads __slots__ of the new class t, puts descriptors into its dict and sets
 * nmembers and TF_NO_DICT.  false: exception set. */
bool type_apply_slots(Type *t);

#endif
