/* Raising: context, cause, matching. */
#include "core/err.h"
#include "objects/exception.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "vm/vm.h"

void exc_set_context(Thread *t, Val exc) {
    Val handled = t->err.handled;
    if (val_is_null(handled) || handled == exc || !val_is_null(as_exc(exc)->context))
        return;
    /* A chain that leads back to exc would be a cycle: cut it there. */
    Val c = handled;
    for (int i = 0; i < 10000 && !val_is_null(c); i++) {
        Val next = as_exc(c)->context;
        if (next == exc) {
            val_clear(&as_exc(c)->context);
            break;
        }
        c = next;
    }
    as_exc(exc)->context = incref(handled);
}

bool exc_match(Val exc, Val pattern, bool *error) {
    if (val_is_exc_class(pattern))
        return type_is_subtype(val_type(exc), as_type(pattern));
    if (val_is_tuple(pattern)) {
        bool ok = false;
        for (int64_t i = 0; i < as_tuple(pattern)->length && !*error; i++) {
            Val p = as_tuple(pattern)->items[i];
            if (!val_is_exc_class(p)) {
                *error = true;
                break;
            }
            ok |= type_is_subtype(val_type(exc), as_type(p));
        }
        if (!*error)
            return ok;
    }
    *error = true;
    err_set(&exc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return false;
}

bool vm_raise(Thread *t, Val x, Val cause) {
    (void)t;
    Val exc = exc_instantiate(x);
    if (val_is_null(exc))
        return false;
    if (!val_is_null(cause)) {
        Val c = VAL_NULL;
        if (val_is_exc_class(cause)) {
            c = exc_instantiate(cause);
            if (val_is_null(c)) {
                decref(exc);
                return false;
            }
        } else if (val_is_exc(cause)) {
            c = incref(cause);
        } else if (!val_is_none(cause)) {
            decref(exc);
            return err_false(&exc_TypeError, "exception causes must derive from BaseException");
        }
        val_set(&as_exc(exc)->cause, c);
        as_exc(exc)->suppress_context = true;
    }
    err_set_object(exc);
    return false;
}
