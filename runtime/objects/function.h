/* Callables and descriptors: Python functions, cells, bound methods,
 * built-in functions, staticmethod, classmethod, property, super. */
#ifndef GILPY_OBJECTS_FUNCTION_H
#define GILPY_OBJECTS_FUNCTION_H

#include "core/object.h"
#include "objects/code.h"
#include "objects/dict.h"

typedef struct Cell {
    Obj ob;
    Val value; /* VAL_NULL: unbound */
} Cell;

typedef struct Function {
    Obj ob;
    Code *code;
    Dict *globals;
    Dict *builtins;
    Val name, qualname;
    Val defaults;   /* tuple or VAL_NULL */
    Val kwdefaults; /* dict or VAL_NULL */
    Val closure;    /* tuple of cells or VAL_NULL */
    Val annotations, doc, module;
    Val dict;       /* __dict__ once asked for, else VAL_NULL */
} Function;

typedef struct Method { /* bound */
    Obj ob;
    Val fn, self;
} Method;

typedef struct Builtin {
    Obj ob;
    const MethodDef *def;
    Val self;     /* bound receiver; the module of a function; VAL_NULL */
    Type *owner;  /* method descriptors: the type; else NULL */
} Builtin;

typedef struct Wrapped { /* staticmethod, classmethod */
    Obj ob;
    Val fn;
} Wrapped;

typedef struct Property {
    Obj ob;
    Val get, set, del, doc, name;
} Property;

extern Type cell_type, function_type, method_type, builtin_type, method_descr_type, getset_descr_type,
    staticmethod_type, classmethod_type, classmethod_descr_type, property_type, super_type;

Val cell_new(Val value); /* increfs */
Val function_new(Code *code, Dict *globals, Dict *builtins);
Val method_new(Val fn, Val self);
Val builtin_new(const MethodDef *def, Val self);         /* len, or "abc".upper */
Val method_descr_new(const MethodDef *def, Type *owner); /* str.upper */
Val builtin_static_new(const MethodDef *def, Type *owner);
Val builtin_classmethod_new(const MethodDef *def, Type *owner);
Val builtin_new_method(Type *owner);                     /* int.__new__ */
Type *builtin_new_owner(Val v);                          /* whose __new__ v is; NULL: another value */
Val getset_descr_new(const GetSetDef *def, Type *owner);
Val staticmethod_new(Val fn);
Val classmethod_new(Val fn);
/* The arguments, n without self, are too many or too few, or have keywords: calls it in the end, or raises. */
Val builtin_check(const Builtin *b, int n, Val *args, int nargs, Val kwnames);
/* Call its C function as it is: checks counts and keywords. args[0] is self
 * where has_self; nargs counts it. */
static inline Val builtin_invoke(const Builtin *b, bool has_self, Val *args, int nargs, Val kwnames) {
    const MethodDef *def = b->def;
    int n = nargs - has_self;
    if (likely(val_is_null(kwnames) && n >= def->min && (unsigned)n <= (unsigned)def->max)) /* -1: any number */
        return def->fn(args, nargs, kwnames);
    return builtin_check(b, n, args, nargs, kwnames);
}

#endif
