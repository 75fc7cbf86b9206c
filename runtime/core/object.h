/* Object header, reference counts and the type table of slots.
 *
 * Who owns what: a function's arguments are borrowed, its result is a new
 * reference, unless its comment says otherwise ("steals", "borrowed").
 * A result of VAL_NULL (or NULL, or false where said) means an exception is
 * set, with one exception: a `next` slot may return VAL_NULL with none set,
 * which means exhausted.
 *
 * Counts are plain: they are right because only the holder of the GIL runs
 * here.  A DECREF can run __del__, which can run any code and switch
 * threads: finish the mutation, then DECREF, and re-read after it. */
#ifndef GILPY_CORE_OBJECT_H
#define GILPY_CORE_OBJECT_H

#include "core/value.h"

/* Counts of static objects start here and stay balanced, so they never fall
 * to zero and never need a test. */
#define RC_IMMORTAL 0x80000000u

struct Obj {
    uint32_t rc;
    uint32_t shape; /* instances with attributes: shape id (vm/shape.h); else 0 */
    Type *type;
};

typedef Val (*UnaryFn)(Val);
typedef Val (*BinaryFn)(Val, Val);
/* kwnames: tuple of names or VAL_NULL; their values follow the nargs
 * positional ones in args. */
typedef Val (*CallFn)(Val callee, Val *args, int nargs, Val kwnames);
/* A built-in function or method: for a method args[0] is self and counts. */
typedef Val (*CFn)(Val *args, int nargs, Val kwnames);
typedef int (*VisitFn)(Val v, void *arg);

/* Order is part of the bytecode: BINARY_ADD + n, and of binop_names. */
typedef enum BinOp {
    BIN_ADD, BIN_SUB, BIN_MUL, BIN_MATMUL, BIN_TRUEDIV, BIN_MOD, BIN_POW,
    BIN_LSHIFT, BIN_RSHIFT, BIN_OR, BIN_XOR, BIN_AND, BIN_FLOORDIV, BIN_COUNT
} BinOp;
typedef enum CmpOp { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE } CmpOp;

enum { /* Type.flags */
    TF_GC = 1 << 0,        /* has a GcHead in front; traverse and clear are set */
    TF_HEAP = 1 << 1,      /* made by a class statement: reference counted, mutable */
    TF_BASETYPE = 1 << 2,  /* may be subclassed */
    TF_INSTANCE = 1 << 3,  /* object is an Instance with a shape (vm/shape.h) */
    TF_READY = 1 << 4,
    TF_INT = 1 << 5, TF_STR = 1 << 6, TF_LIST = 1 << 7, TF_TUPLE = 1 << 8,
    TF_DICT = 1 << 9, TF_EXC = 1 << 10, TF_TYPE = 1 << 11, TF_FLOAT = 1 << 12,
    TF_BYTES = 1 << 13, TF_SET = 1 << 14,  /* TF_INT.. are inherited by subclasses */
    TF_METHOD_DESCR = 1 << 15, /* calling it unbound with self first is the same as binding */
    TF_HAS_DEL = 1 << 16,  /* class defines __del__ */
    TF_GETATTR_HOOK = 1 << 17, /* class defines __getattr__/__getattribute__: no inline cache */
    TF_NO_DICT = 1 << 18,  /* __slots__ in the class and all its bases: no other attributes */
};

enum { METH_KW = 1, METH_STATIC = 2, METH_CLASS = 4 };
typedef struct MethodDef {
    const char *name;
    CFn fn;
    int min, max; /* positional arguments without self; max -1: any number */
    int flags;    /* METH_KW: takes keywords (its own business); METH_STATIC; METH_CLASS */
    const char *doc;
} MethodDef; /* a table ends with {0} */

typedef struct GetSetDef {
    const char *name;
    UnaryFn get;
    bool (*set)(Val self, Val value); /* NULL: read only; value VAL_NULL: delete */
} GetSetDef; /* a table ends with {0} */

typedef struct Dict Dict;

struct Type {
    Obj ob;
    const char *name; /* UTF-8, resident (interned or static) */
    uint32_t version; /* unique among all types and times; changes with any change of it or a base */
    uint32_t flags;
    size_t size;      /* bytes of one object, without GcHead; 0: variable, type allocates itself */
    Type *base;       /* first base, NULL only for object */
    Val bases, mro;   /* tuples, set by type_ready */
    Dict *dict;
    Val qualname, module; /* str or VAL_NULL */

    void (*dealloc)(Obj *);            /* count fell to 0: give back everything */
    int (*traverse)(Obj *, VisitFn, void *);
    void (*clear)(Obj *);              /* break cycles: drop owned references */
    UnaryFn repr, str;
    bool (*hash)(Val, int64_t *out);   /* false: exception set */
    Val (*richcompare)(Val, Val, CmpOp); /* may return VAL_NOTIMPL */
    BinaryFn binary[BIN_COUNT];        /* called with operands in order; VAL_NOTIMPL if not mine */
    BinaryFn inplace[BIN_COUNT];
    UnaryFn negative, positive, invert, absolute;
    int (*truth)(Val);                 /* 1, 0, -1 exception */
    Val (*index)(Val);                 /* __index__ */
    Val (*getattr)(Val, Val name);
    bool (*setattr)(Val, Val name, Val value); /* value VAL_NULL: delete */
    Val (*descr_get)(Val self, Val obj, Val type); /* obj VAL_NULL: through the class */
    bool (*descr_set)(Val self, Val obj, Val value);
    UnaryFn iter, next;
    int64_t (*len)(Val);               /* -1: exception */
    BinaryFn getitem;
    bool (*setitem)(Val, Val key, Val value); /* value VAL_NULL: delete */
    int (*contains)(Val, Val item);    /* 1, 0, -1 */
    CallFn call;
    Val (*tp_new)(Type *, Val *args, int nargs, Val kwnames);
    bool (*init)(Val self, Val *args, int nargs, Val kwnames);
    void (*del)(Val self);             /* __del__ */

    const MethodDef *methods;
    const GetSetDef *getset;
    const char *doc;

    uint32_t instance_shape; /* TF_INSTANCE: root shape id of instances */
    uint16_t slots_hint;     /* attributes earlier instances ended up with */
    uint16_t nmembers;       /* names in __slots__ of the class and its bases (objects/member.h) */
    Val subclasses;          /* list of weak (borrowed) type pointers, kept by type.c */
    uint64_t serial;
};

#define TYPE_HEAD(nm) .ob = {RC_IMMORTAL, 0, &type_type}, .name = nm

extern Type type_type, object_type, int_type, bool_type, float_type, none_type,
    ellipsis_type, notimpl_type;

static inline Type *val_type(Val v) {
    extern Type *val_immediate_type(Val v);
    return val_is_ptr(v) ? val_obj(v)->type : val_immediate_type(v);
}
static inline bool val_is(Val v, const Type *t) { return val_is_ptr(v) && val_obj(v)->type == t; }
/* Type flag test that immediates fail: the value is a heap object whose type has flag. */
static inline bool val_has(Val v, uint32_t flag) {
    return val_is_ptr(v) && (val_obj(v)->type->flags & flag);
}

void obj_dealloc(Obj *o); /* count fell to 0 */

static inline void incref_obj(void *o) { ((Obj *)o)->rc++; }
static inline void decref_obj(void *o) {
    if (unlikely(--((Obj *)o)->rc == 0))
        obj_dealloc((Obj *)o);
}
static inline Val incref(Val v) {
    if (val_is_ptr(v))
        val_obj(v)->rc++;
    return v;
}
static inline void decref(Val v) {
    if (val_is_ptr(v))
        decref_obj(val_obj(v));
}
/* Store a new reference in *slot (which stole v), then drop the old one. */
static inline void val_set(Val *slot, Val v) {
    Val old = *slot;
    *slot = v;
    decref(old);
}
static inline void val_clear(Val *slot) { val_set(slot, VAL_NULL); }

/* A new object of t->size (or size) bytes with count 1; its first t->size bytes
 * after the header are zero bits, which is NOT VAL_NULL: set every Val field;
 * what size asks beyond t->size is not cleared.  For a
 * TF_GC type it is not yet tracked: call gc_track once its fields are valid.
 * NULL: MemoryError is set.  Fires the alloc probes. */
void *obj_new(Type *t);
void *obj_new_size(Type *t, size_t size);
/* The same for a static type without TF_GC, and nothing behind the header is set. */
void *obj_new_unset(Type *t, size_t size);
/* The same object with another size of its variable part, perhaps at another
 * address; only for types without TF_GC and for the only owner of it.  To the
 * probes the old one is freed and a new one made.  NULL: MemoryError is set,
 * nothing changed. */
void *obj_resize(void *o, size_t old_size, size_t size);
/* Give back the memory of an object whose fields are already dropped.  The
 * size must be the one it was made with.  Untracks it. */
void obj_free(void *o);
void obj_free_size(void *o, size_t size);
/* The same for a static type without TF_GC. */
void obj_free_plain(void *o, size_t size);

/* ---- the generic operations (objects/abstract.c): any value, any type ---- */
Val val_repr(Val v); /* str */
Val val_str(Val v);
bool val_hash(Val v, int64_t *out);
Val val_compare(Val a, Val b, CmpOp op);        /* any object */
int val_compare_bool(Val a, Val b, CmpOp op);   /* 1, 0, -1 */
int val_equal(Val a, Val b);  /* identity or ==, as containers compare: 1, 0, -1 */
int val_truth(Val v);         /* 1, 0, -1 */
Val val_binary(BinOp op, Val a, Val b);
Val val_inplace(BinOp op, Val a, Val b);
Val val_negative(Val v);
Val val_positive(Val v);
Val val_invert(Val v);
Val val_iter(Val v);
Val val_next(Val it);         /* VAL_NULL without exception: exhausted */
/* The same for a loop in C that may run long and changes nothing that others
 * see: it lets them run, but not while `it` goes over a dict or a set, which
 * programs rely on nobody changing meanwhile. */
Val val_next_yielding(Val it);
int64_t val_len(Val v);       /* -1 */
int64_t val_length_hint(Val v); /* 0 if unknown; -1 exception */
Val val_getitem(Val v, Val key);
bool val_setitem(Val v, Val key, Val value);
bool val_delitem(Val v, Val key);
int val_contains(Val container, Val item);
Val val_index(Val v);         /* int through __index__, else TypeError */
/* int through __index__ that fits int64: false and OverflowError/TypeError set
 * otherwise; err is the exception type for "too large" (NULL: clip instead). */
bool val_as_index(Val v, int64_t *out, Type *err);
Val val_getattr(Val v, Val name);               /* name: interned str */
Val val_getattr_opt(Val v, Val name);           /* VAL_NULL without exception: not there */
bool val_setattr(Val v, Val name, Val value);
bool val_isinstance(Val v, const Type *t);
bool type_is_subtype(const Type *a, const Type *b);
Val val_call(Val callee, Val *args, int nargs, Val kwnames);
Val val_call0(Val callee);
Val val_call1(Val callee, Val a);
Val val_call2(Val callee, Val a, Val b);
Val val_call_method(Val self, Val name, Val *args, int nargs);
/* Calls the type's own method `name` (as len() finds __len__): VAL_NULL without
 * exception and *found=false where the type has none. */
Val val_call_special(Val self, Val name, Val *args, int nargs, bool *found);
Val val_format(Val v, Val spec); /* spec: str */

/* ---- what the vm fills in, so that objects can call back into Python ---- */
typedef struct VmHooks {
    CallFn call_function;         /* call of a Python function object */
    int (*enter_recursion)(const char *where); /* 0, or -1 with RecursionError set */
    void (*leave_recursion)(void);
    int (*poll)(void); /* long C loops: let others run; -1: exception (Ctrl-C) */
    Dict *(*globals)(void); /* of the innermost Python frame: borrowed, NULL if none runs */
} VmHooks;
extern VmHooks vm_hooks;

#endif
