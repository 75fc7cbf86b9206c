/* Helpers shared by the built-in types: recursion, repr in progress, slots
 * that many types have in common. */
#ifndef GILPY_OBJECTS_ABSTRACT_H
#define GILPY_OBJECTS_ABSTRACT_H

#include "core/err.h"
#include "core/gc.h"
#include "core/object.h"

/* where: what follows "maximum recursion depth exceeded", with its leading
 * blank.  false: RecursionError set; else recursion_leave() must follow. */
static inline bool recursion_enter(const char *where) {
    return vm_hooks.enter_recursion(where) == 0;
}
static inline void recursion_leave(void) { vm_hooks.leave_recursion(); }

/* Around the repr of a container: 1: this thread is already inside the repr
 * of v (print "..."), 0: entered, repr_leave() must follow, -1: exception. */
int repr_enter(Val v);
void repr_leave(Val v);

/* The hash slot of types whose __hash__ is None. */
bool hash_unhashable(Val v, int64_t *out);
/* The hash slot of objects compared by identity. */
bool hash_identity(Val v, int64_t *out);
int64_t hash_pointer(const void *p);
/* The iter slot of iterators: itself. */
Val iter_self(Val v);

/* a op b by the sign of a three-way comparison. */
static inline Val cmp_result(int c, CmpOp op) {
    switch (op) {
    case CMP_LT: return val_bool(c < 0);
    case CMP_LE: return val_bool(c <= 0);
    case CMP_EQ: return val_bool(c == 0);
    case CMP_NE: return val_bool(c != 0);
    case CMP_GT: return val_bool(c > 0);
    default: return val_bool(c >= 0);
    }
}

/* "+", "<", … for messages; inplace gives "+=". */
extern const char *const binop_names[BIN_COUNT];
extern const char *const cmpop_names[6];

/* The count of a sequence repetition from any object with __index__:
 * -1: not an integer (no exception), -2: exception, else the count (>= 0). */
int64_t repeat_count(Val v);
/* Is f a built-in sequence's + or *, or += or *=? In CPython these are slots of their own, which come after a number's. */
bool is_sequence_slot(BinOp op, BinaryFn f);
Val sequence_error(BinOp op, Val a, Val b); /* such a slot has declined: TypeError */
/* An index for a sequence of the given length (read after __index__, which may
 * change it): adds length to negative ones and checks the bounds; false: IndexError "<what> index out of range" or
 * TypeError "<what> indices must be integers or slices, not T". */
bool seq_index(Val key, const int64_t *length, const char *what, int64_t *out);
/* start and end arguments of find, count, index…: VAL_NULL and None mean the
 * default; clipped to 0..length after adding length to negative ones. */
bool seq_bounds(Val start, Val end, int64_t length, int64_t *s, int64_t *e);
/* The length plus negative wrap of one optional slice bound; *out is only
 * changed when v is neither VAL_NULL nor None. */
bool slice_bound(Val v, int64_t *out);

#endif
