/* The types of None, Ellipsis and NotImplemented. */
#include "objects/abstract.h"
#include "objects/str.h"

static Val none_repr(Val v) {
    (void)v;
    return incref(STR_CONST("None"));
}
static Val ellipsis_repr(Val v) {
    (void)v;
    return incref(STR_CONST("Ellipsis"));
}
static Val notimpl_repr(Val v) {
    (void)v;
    return incref(STR_CONST("NotImplemented"));
}

static int none_truth(Val v) {
    (void)v;
    return 0;
}
/* CPython warns (DeprecationWarning) and says true. */
static int notimpl_truth(Val v) {
    (void)v;
    return 1;
}

static Val singleton_new(Type *t, int nargs, Val kwnames, Val result) {
    if (nargs || !val_is_null(kwnames))
        return err_set(&exc_TypeError, "%N takes no arguments", t);
    return result;
}
static Val none_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args;
    return singleton_new(t, nargs, kwnames, VAL_NONE);
}
static Val ellipsis_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args;
    return singleton_new(t, nargs, kwnames, VAL_ELLIPSIS);
}
static Val notimpl_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args;
    return singleton_new(t, nargs, kwnames, VAL_NOTIMPL);
}

Type none_type = {
    TYPE_HEAD("NoneType"),
    .size = sizeof(Obj),
    .base = &object_type,
    .repr = none_repr,
    .hash = hash_identity,
    .truth = none_truth,
    .tp_new = none_new,
};

Type ellipsis_type = {
    TYPE_HEAD("ellipsis"),
    .size = sizeof(Obj),
    .base = &object_type,
    .repr = ellipsis_repr,
    .hash = hash_identity,
    .tp_new = ellipsis_new,
};

Type notimpl_type = {
    TYPE_HEAD("NotImplementedType"),
    .size = sizeof(Obj),
    .base = &object_type,
    .repr = notimpl_repr,
    .hash = hash_identity,
    .truth = notimpl_truth,
    .tp_new = notimpl_new,
};
