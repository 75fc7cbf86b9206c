/* Built-in functions that need the running frame. */
#ifndef GILPY_MODULES_BUILTINS_VM_H
#define GILPY_MODULES_BUILTINS_VM_H

#include "core/object.h"

extern const MethodDef builtins_vm_methods[];
Val frame_locals(void); /* of the Python function that runs: new dict, or the namespace itself */

#endif
