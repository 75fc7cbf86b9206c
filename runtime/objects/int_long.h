/* Arithmetic on integers so long that one call of GMP would keep the GIL, and
 * keep Ctrl-C waiting, for seconds: the work is cut into pieces of some ten
 * milliseconds at most, with vm_hooks.poll() between them.  Shorter operands
 * go to GMP as they are.
 *
 * Each function returns false with an exception set, the result then has no
 * particular value.  Results may be operands.  Other threads run meanwhile:
 * the caller holds references to the objects that the operands belong to. */
#ifndef GILPY_OBJECTS_INT_LONG_H
#define GILPY_OBJECTS_INT_LONG_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limbs of two factors whose product is one call of GMP; 4 or more.  The
 * limits of the other operations follow from it.  A test makes it small. */
extern size_t int_long_limbs;

static inline bool long_limbs(size_t limbs) { return __builtin_expect(limbs > int_long_limbs, 0); }

bool long_mul(mpz_ptr r, mpz_srcptr a, mpz_srcptr b);
/* Quotient rounded down and remainder of the sign of b, which is not 0; q or
 * r is NULL if it is not wanted. */
bool long_fdiv_qr(mpz_ptr q, mpz_ptr r, mpz_srcptr a, mpz_srcptr b);
bool long_pow_ui(mpz_ptr r, mpz_srcptr base, uint64_t exp);
bool long_powm(mpz_ptr r, mpz_srcptr base, mpz_srcptr exp, mpz_srcptr mod); /* exp >= 0, mod > 0 */
bool long_sqrt(mpz_ptr r, mpz_srcptr z);                                    /* z >= 0, rounded down */
bool long_gcd(mpz_ptr r, mpz_srcptr a, mpz_srcptr b);
bool long_lcm(mpz_ptr r, mpz_srcptr a, mpz_srcptr b);
bool long_factorial(mpz_ptr r, uint64_t n);
/* n * (n-1) * … * (n-k+1) */
bool long_falling(mpz_ptr r, mpz_srcptr n, uint64_t k);
bool long_binomial(mpz_ptr r, mpz_srcptr n, uint64_t k); /* k <= n */
/* As mpz_get_str() into s, and mpz_set_str() of n digits and a NUL, base 2..36. */
bool long_get_str(char *s, int base, mpz_srcptr z);
bool long_set_str(mpz_ptr r, const char *digits, size_t n, int base);

#endif
