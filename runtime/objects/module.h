/* Modules: a namespace dict and a name. */
#ifndef GILPY_OBJECTS_MODULE_H
#define GILPY_OBJECTS_MODULE_H

#include "core/object.h"
#include "objects/dict.h"

typedef struct ModuleObj {
    Obj ob;
    Dict *dict;
    bool dynamic;      /* made by calling the type, neither built in nor from a file */
    bool initializing; /* its body runs: a name that is missing may come yet */
} ModuleObj;

extern Type module_type;
static inline Dict *module_dict(Val v) { return ((ModuleObj *)val_obj(v))->dict; }
Val module_new(const char *name);
/* The functions of a table ended by {0} into the module's namespace. */
bool module_add_functions(Val module, const MethodDef *methods);
bool module_add(Val module, const char *name, Val value); /* steals value; VAL_NULL fails */
bool module_add_type(Val module, Type *t);                /* under its own name */

/* ---- modules/table.c: the modules written in C ---- */
typedef struct ModuleDef {
    const char *name;
    bool (*init)(Val module); /* fills the namespace; false: exception */
} ModuleDef;
extern const ModuleDef builtin_modules[]; /* ended by {0} */

#endif
