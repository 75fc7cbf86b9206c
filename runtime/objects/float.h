/* float: immediate where the exponent allows, else boxed. */
#ifndef GILPY_OBJECTS_FLOAT_H
#define GILPY_OBJECTS_FLOAT_H

#include "core/object.h"

typedef struct Float {
    Obj ob;
    double d;
} Float;

__attribute__((cold)) Val float_box(double d);
static ALWAYS_INLINE Val val_float(double d) {
    Val v;
    return likely(float_immediate(d, &v)) ? v : float_box(d);
}
static inline bool val_is_float(Val v) { return val_is_imm_float(v) || val_has(v, TF_FLOAT); }
/* v must be a float */
static inline double float_value(Val v) {
    return likely(val_is_imm_float(v)) ? val_imm_double(v) : ((Float *)val_obj(v))->d;
}
/* float, int or __float__/__index__: false and an exception set otherwise. */
bool val_as_double(Val v, double *out);
Val float_repr(double d);
int64_t float_hash(double d, Val self);
/* Shortest digits that read back the same ('r'), or precision digits in the
 * style of e, f, g, %: malloc'ed, NULL out of memory.  flags as in CPython's
 * PyOS_double_to_string: FLOAT_ADD_DOT_0, FLOAT_ALT. */
enum { FLOAT_ADD_DOT_0 = 1, FLOAT_ALT = 2, FLOAT_SIGN = 4 };
char *float_to_text(double d, char style, int precision, int flags);
/* The shortest digits that read back as d (finite, >= 0), nearest to it among
 * those: NUL-terminated, without trailing zeros, into a buffer of 20 bytes at
 * least; their count.  The decimal point stands after the first *decpt. */
int float_shortest(double d, char *digits, int *decpt);
/* Reads the whole of s (blanks around it allowed), as float("…") does: 1,
 * or 0, without exception, if it is no float; -1: exception set. */
int float_from_text(const char *s, int64_t n, double *out);
/* x ** y with Python's errors. */
Val float_pow(double x, double y);
/* Floor quotient and modulo; y is not 0. */
void float_divmod(double x, double y, double *quotient, double *mod);
Val float_round(double d, int64_t ndigits);
Val float_hex(double d);
Val float_from_hex(Val s);
/* OverflowError(34, 'Numerical result out of range') */
Val float_range_error(void);

#endif
