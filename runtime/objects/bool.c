/* bool: two immediates whose type is a subclass of int. */
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/str.h"

static Val bool_repr(Val v) { return incref(v == VAL_TRUE ? STR_CONST("True") : STR_CONST("False")); }

static Val bool_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t;
    if (!val_is_null(kwnames))
        return err_set(&exc_TypeError, "bool() takes no keyword arguments");
    if (!args_check("bool", nargs, 0, 1))
        return VAL_NULL;
    if (nargs == 0)
        return VAL_FALSE;
    int r = val_truth(args[0]);
    return r < 0 ? VAL_NULL : val_bool(r);
}

#define BOOL_SLOT(name, op, otherwise)                                         \
    static Val name(Val a, Val b) {                                            \
        if (val_is_bool(a) && val_is_bool(b))                                  \
            return val_bool((a == VAL_TRUE)op(b == VAL_TRUE));                 \
        if (!val_is_integer(a) || !val_is_integer(b))                          \
            return VAL_NOTIMPL;                                                \
        return otherwise(a, b);                                                \
    }
BOOL_SLOT(bool_and, &, int_and)
BOOL_SLOT(bool_or, |, int_or)
BOOL_SLOT(bool_xor, ^, int_xor)

static int bool_truth(Val v) { return v == VAL_TRUE; }

Type bool_type = {
    TYPE_HEAD("bool"),
    .flags = TF_INT,
    .size = sizeof(BigInt),
    .base = &int_type,
    .repr = bool_repr,
    .binary = {[BIN_AND] = bool_and, [BIN_OR] = bool_or, [BIN_XOR] = bool_xor},
    .truth = bool_truth,
    .tp_new = bool_new,
    .doc = "bool(x) -> bool\n\nReturns True when the argument x is true, False otherwise.",
};
