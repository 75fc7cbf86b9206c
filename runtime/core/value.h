/* Values: one tagged 64-bit word.
 *
 *   ...x xxx1   small int, 63 bits, two's complement, value = word >> 1
 *   ...x xx10   immediate float: a double whose exponent is near 1.0 (about
 *               1e-77 .. 1e77), offset and rotated left by 3, and 0.0; all
 *               others are boxed
 *   ...x 0000 / 1000   pointer to an Obj (8-byte aligned, never NULL)
 *   ...x x100   constants: None, True, False, Ellipsis, NotImplemented, and
 *               VAL_NULL, which is no Python value: "nothing here" in a
 *               register, "an exception is set" as a result
 *
 * The float encoding is the rotation scheme of CRuby's flonum (and of
 * "Float Self-Tagging", arXiv 2411.16544); the offset carries the two
 * commonest patterns of the exponent's top bits, 011 and 100, into 10x, so
 * that the rotation alone puts the tag in its place.  NaNs and infinities never have
 * a mid-range exponent, so they are always boxed: `is` and container
 * membership see them as CPython does.
 *
 * Nothing outside this file looks at tag bits. */
#ifndef GILPY_CORE_VALUE_H
#define GILPY_CORE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef uint64_t Val;
typedef struct Obj Obj;
typedef struct Type Type;

#define VAL_NULL ((Val)0x04)
#define VAL_NONE ((Val)0x0c)
#define VAL_FALSE ((Val)0x14)
#define VAL_TRUE ((Val)0x1c)
#define VAL_ELLIPSIS ((Val)0x24)
#define VAL_NOTIMPL ((Val)0x2c)

#define SMALL_INT_MAX (INT64_MAX >> 1)
#define SMALL_INT_MIN (INT64_MIN >> 1)

static inline bool val_is_null(Val v) { return v == VAL_NULL; }
static inline bool val_is_none(Val v) { return v == VAL_NONE; }
static inline bool val_is_bool(Val v) { return (v | 0x08) == VAL_TRUE; }
static inline bool val_is_ptr(Val v) { return (v & 7) == 0; }
static inline bool val_is_int(Val v) { return v & 1; } /* small int; not bool, not big */
static inline bool val_is_imm_float(Val v) { return (v & 3) == 2; }
static inline bool val_both_int(Val a, Val b) { return a & b & 1; }
static inline bool val_both_imm_float(Val a, Val b) { return (((a ^ 2) | (b ^ 2)) & 3) == 0; }

static inline Obj *val_obj(Val v) { return (Obj *)v; }
static inline Val val_ptr(const void *p) { return (Val)p; }
static inline Val val_bool(bool b) { return b ? VAL_TRUE : VAL_FALSE; }

static inline bool int_fits_small(int64_t n) {
    return n >= SMALL_INT_MIN && n <= SMALL_INT_MAX;
}
/* n must fit (int_fits_small); use int_from_i64() in objects/int.h otherwise */
static inline Val val_small(int64_t n) { return ((uint64_t)n << 1) | 1; }
static inline int64_t val_int(Val v) { return (int64_t)v >> 1; }

static inline uint64_t double_bits(double d) {
    uint64_t u;
    memcpy(&u, &d, sizeof u);
    return u;
}
static inline double bits_double(uint64_t u) {
    double d;
    memcpy(&d, &u, sizeof d);
    return d;
}

#define FLOAT_OFFSET ((uint64_t)1 << 60)
#define VAL_FLOAT_ZERO ((Val)2) /* the form of 2**-255, which is boxed instead */

/* True and *out set if d has an immediate form. */
static ALWAYS_INLINE bool float_immediate(double d, Val *out) {
    uint64_t u = double_bits(d) + FLOAT_OFFSET;
    Val v = (u << 3) | (u >> 61);
    if (likely((v & 3) == 2 && v != VAL_FLOAT_ZERO)) {
        *out = v;
        return true;
    }
    *out = VAL_FLOAT_ZERO;
    return u == FLOAT_OFFSET;
}

static ALWAYS_INLINE double val_imm_double(Val v) {
    if (unlikely(v == VAL_FLOAT_ZERO))
        return 0.0;
    return bits_double(((v >> 3) | (v << 61)) - FLOAT_OFFSET);
}

#endif
