/* int: small ints are immediate, larger ones GMP integers. */
#ifndef GILPY_OBJECTS_INT_H
#define GILPY_OBJECTS_INT_H

#include <gmp.h>

#include "core/object.h"

typedef struct BigInt { /* also instances of subclasses of int, of any size */
    Obj ob;
    mpz_t z;
} BigInt;

static inline bool val_is_integer(Val v) { /* int, bool or a subclass */
    return val_is_int(v) || val_is_bool(v) || val_has(v, TF_INT);
}
Val int_from_i64(int64_t n);
Val int_from_u64(uint64_t n);
Val int_from_double(double d);        /* truncates; ValueError/OverflowError for nan/inf */
Val int_from_mpz(mpz_t z);            /* narrows; z stays the caller's */
Val int_steal_mpz(mpz_t z);           /* narrows; z is cleared, also on failure */
Val int_steal_if(bool ok, mpz_t z);   /* not ok: exception set, only cleared */
/* Digits in base 2..36, optional sign, underscores as in Python; base 0: by prefix. */
Val int_from_text(const char *s, int64_t n, int base);
/* The digits of an int literal are never limited in count but by memory;
 * those of int("…") are (sys.set_int_max_str_digits): limit false switches
 * the check off. shown: what an error message shows, or VAL_NULL for s. */
Val int_parse(const char *s, int64_t n, int base, Val shown, bool limit);
/* An exact int of the same value: incref'ed v unless bool or a subclass. */
Val int_plain(Val v);
/* As int(x) of one argument. */
Val int_from_number(Val x);
bool int_as_i64(Val v, int64_t *out); /* false and OverflowError set if it does not fit */
bool int_get_i64(Val v, int64_t *out); /* false if it does not fit; no exception */
bool int_as_double(Val v, double *out); /* false and OverflowError set */
int int_sign(Val v);
int64_t int_bit_length(Val v);
Val int_to_str(Val v, int base);      /* "-ff"; no prefix */
/* That, as a string: in room if the number is small, else in *own, to be freed (NULL else); NULL: exception set. */
enum { INT_TEXT_ROOM = 72 };
char *int_to_text(Val v, int base, char room[INT_TEXT_ROOM], char **own);
Val int_add(Val a, Val b);            /* a, b: integers (val_is_integer) */
Val int_sub(Val a, Val b);
Val int_mul(Val a, Val b);
Val int_floordiv(Val a, Val b);
Val int_mod(Val a, Val b);
Val int_divmod(Val a, Val b);
Val int_truediv(Val a, Val b);        /* float, correctly rounded */
Val int_lshift(Val a, Val b);
Val int_rshift(Val a, Val b);
Val int_and(Val a, Val b);
Val int_or(Val a, Val b);
Val int_xor(Val a, Val b);
Val int_negative(Val a);
Val int_pow(Val a, Val b, Val mod);   /* mod VAL_NULL or VAL_NONE: none */
int int_cmp(Val a, Val b);            /* <0, 0, >0 */
int int_cmp_double(Val a, double d);  /* exact; d is not NaN */
int64_t int_hash(Val v);

/* A read-only mpz of any integer; w gives the room for a small one. */
typedef struct IntView {
    mpz_t z;
    mp_limb_t limb;
} IntView;
mpz_srcptr int_view(Val v, IntView *w);
/* z * 2**exp rounded half to even (sticky: z was cut, more bits follow);
 * infinity if it is too large. */
double int_scaled_double(mpz_srcptr z, int64_t exp, bool sticky);
/* false: MemoryError set, since a number of so many bits cannot be made. */
bool int_check_bits(uint64_t bits);

/* The limit on digits in conversions from and to decimal text; 0: none. */
int int_get_max_str_digits(void);
bool int_set_max_str_digits(int n);   /* false: ValueError set */

#endif
