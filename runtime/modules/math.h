/* The parts of the math module. */
#ifndef GILPY_MODULES_MATH_H
#define GILPY_MODULES_MATH_H

#include "core/object.h"

#define MATH_FUNCTION(name)                                                    \
    Val name(Val *args, __attribute__((unused)) int nargs,                     \
             __attribute__((unused)) Val kwnames)

extern const MethodDef math_int_functions[];
/* NaN: domain error; infinity: overflow. */
double math_gamma(double x);
double math_lgamma(double x);

#endif
