/* posix: arguments that name files or descriptors. */
#include <limits.h>
#include <string.h>

#include "modules/posix.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"

Val path_text(const char *text) { return str_decode(text, (int64_t)strlen(text), "utf-8", "surrogateescape"); }

Val path_fspath(Val v) {
    if (val_is_str(v) || val_is_bytes(v))
        return incref(v);
    bool found;
    Val r = val_call_special(v, STR_CONST("__fspath__"), NULL, 0, &found);
    if (!found)
        return err_set(&exc_TypeError, "expected str, bytes or os.PathLike object, not %T", v);
    if (!val_is_null(r) && !val_is_str(r) && !val_is_bytes(r)) {
        err_set(&exc_TypeError, "expected %T.__fspath__() to return str or bytes, not %T", v, r);
        decref(r);
        return VAL_NULL;
    }
    return r;
}

bool path_arg(const char *fname, Val v, Path *p) {
    bool found = true;
    Val plain = val_is_str(v) || val_is_bytes(v) ? incref(v) : val_call_special(v, STR_CONST("__fspath__"), NULL, 0, &found);
    if (!found)
        return err_false(&exc_TypeError, "%s: path should be string, bytes or os.PathLike, not %T", fname, v);
    if (!val_is_null(plain) && val_is_str(plain)) {
        Val encoded = str_encode(plain, "utf-8", "surrogateescape");
        decref(plain);
        plain = encoded;
    }
    if (val_is_null(plain))
        return false;
    if (!val_is_bytes(plain)) {
        err_set(&exc_TypeError, "expected %T.__fspath__() to return str or bytes, not %T", v, plain);
        decref(plain);
        return false;
    }
    const char *text = as_bytes(plain)->data;
    if (strlen(text) != (size_t)as_bytes(plain)->length) {
        decref(plain);
        return err_false(&exc_ValueError, "embedded null byte");
    }
    *p = (Path){v, plain, text};
    return true;
}

void path_drop(Path *p) { decref(p->bytes); }

bool c_int_arg(Val v, int *out) {
    int64_t n;
    if (val_is_float(v))
        return err_false(&exc_TypeError, "integer argument expected, got float");
    if (!val_as_index(v, &n, &exc_OverflowError))
        return false;
    if (n > INT_MAX)
        return err_false(&exc_OverflowError, "Python int too large to convert to C int");
    if (n < INT_MIN)
        return err_false(&exc_OverflowError, "Python int too small to convert to C int");
    *out = (int)n;
    return true;
}

bool fd_arg(Val v, int *out) {
    Val n = VAL_NULL;
    if (!val_is_integer(v)) {
        Val method = val_getattr_opt(v, STR_CONST("fileno"));
        if (val_is_null(method))
            return err_occurred() ? false
                                  : err_false(&exc_TypeError, "argument must be an int, or have a fileno() method.");
        n = val_call0(method);
        decref(method);
        if (val_is_null(n))
            return false;
        if (!val_is_integer(n)) {
            decref(n);
            return err_false(&exc_TypeError, "fileno() returned a non-integer");
        }
        v = n;
    }
    bool ok = c_int_arg(v, out);
    decref(n);
    if (ok && *out < 0)
        return err_false(&exc_ValueError, "file descriptor cannot be a negative integer (%i)", *out);
    return ok;
}
