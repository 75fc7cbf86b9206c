/* bytes: immutable bytes, NUL-terminated for C; bytearray: mutable ones. */
#ifndef GILPY_OBJECTS_BYTES_H
#define GILPY_OBJECTS_BYTES_H

#include "core/object.h"

typedef struct Bytes {
    Obj ob;
    int64_t length;
    int64_t hash; /* -1: not computed */
    char data[];
} Bytes;

typedef struct ByteArray {
    Obj ob;
    char *data; /* always capacity + 1 bytes, NUL-terminated; NULL while empty */
    int64_t length, capacity;
} ByteArray;

extern Type bytes_type, bytearray_type;
static inline bool val_is_bytes(Val v) { return val_has(v, TF_BYTES); }
static inline Bytes *as_bytes(Val v) { return (Bytes *)val_obj(v); }
static inline ByteArray *as_bytearray(Val v) { return (ByteArray *)val_obj(v); }
bool val_is_bytearray(Val v);
Val bytes_new(const char *data, int64_t n); /* data NULL: uninitialised */
Val bytes_new_type(Type *t, const char *data, int64_t n);
/* Bytes of an object where the subclass part of t starts. */
static inline size_t bytes_var_size(const Bytes *b) {
    return (sizeof(Bytes) + (size_t)b->length + 1 + 7) & ~(size_t)7;
}
Val bytearray_new(const char *data, int64_t n);
bool bytearray_resize(ByteArray *a, int64_t n);
bool bytearray_append(ByteArray *a, const char *data, int64_t n);
/* The bytes of a bytes or bytearray; false, without exception, for others. */
bool bytes_view(Val v, const char **p, int64_t *n);
/* bytes from bytes-like objects, __bytes__ and iterables of ints (not from
 * an int count). */
Val bytes_from_object(Val v);
Val bytes_from_iterable(Val v); /* of ints */
/* repr of bytes with the given quotes rule; prefix "b" included. */
Val bytes_repr_text(const char *p, int64_t n);
bool byte_value(Val v, const char *what, unsigned char *out);

/* Methods both types have, in bytes_methods.c; results have the type of self. */
extern const MethodDef bytes_common_methods[], bytearray_methods[];
/* Methods of bytearray alone, in bytearray.c. */
Val bytearray_m_append(Val *args, int nargs, Val kwnames);
Val bytearray_m_clear(Val *args, int nargs, Val kwnames);
Val bytearray_m_copy(Val *args, int nargs, Val kwnames);
Val bytearray_m_extend(Val *args, int nargs, Val kwnames);
Val bytearray_m_insert(Val *args, int nargs, Val kwnames);
Val bytearray_m_pop(Val *args, int nargs, Val kwnames);
Val bytearray_m_remove(Val *args, int nargs, Val kwnames);
Val bytearray_m_reverse(Val *args, int nargs, Val kwnames);
Val bytes_like_new(Val self, const char *p, int64_t n);
Val bytes_like_concat(Val a, Val b);
Val bytes_like_repeat(Val v, Val count);
Val bytes_like_getitem(Val v, Val key);
int bytes_like_contains(Val v, Val item);
Val bytes_like_richcompare(Val a, Val b, CmpOp op);
Val bytes_mod(Val fmt, Val args); /* b"…" % args */
/* The bytes a call of bytes() or bytearray() asks for: a bytes object. */
Val bytes_construct(const char *fname, Val *args, int nargs, Val kwnames);

#endif
