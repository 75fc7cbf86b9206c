/* a, b = x and a, *b = x */
#include "core/err.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "vm/vm.h"

static void drop(Val *out, int n) {
    for (int i = 0; i < n; i++)
        val_clear(&out[i]);
}

static Val iter_for_unpack(Val seq) {
    Val it = val_iter(seq);
    if (val_is_null(it) && err_matches(&exc_TypeError) && !val_type(seq)->iter && !val_type(seq)->getitem)
        err_set(&exc_TypeError, "cannot unpack non-iterable %T object", seq);
    return it;
}

bool unpack_sequence(Val seq, Val *out, int n) {
    Val *items = NULL;
    int64_t length = 0;
    if (val_is(seq, &tuple_type)) {
        items = as_tuple(seq)->items;
        length = as_tuple(seq)->length;
    } else if (val_is(seq, &list_type)) {
        items = as_list(seq)->items;
        length = as_list(seq)->length;
    }
    if ((val_is(seq, &tuple_type) || val_is(seq, &list_type))) {
        if (length > n)
            return err_false(&exc_ValueError, "too many values to unpack (expected %d)", n);
        if (length < n)
            return err_false(&exc_ValueError, "not enough values to unpack (expected %d, got %lld)", n, (long long)length);
        for (int i = 0; i < n; i++)
            out[i] = incref(items[i]);
        return true;
    }
    Val it = iter_for_unpack(seq);
    if (val_is_null(it))
        return false;
    for (int i = 0; i < n; i++) {
        out[i] = val_next(it);
        if (val_is_null(out[i])) {
            if (!err_occurred())
                err_set(&exc_ValueError, "not enough values to unpack (expected %d, got %d)", n, i);
            drop(out, i);
            decref(it);
            return false;
        }
    }
    Val extra = val_next(it);
    decref(it);
    if (!val_is_null(extra)) {
        decref(extra);
        err_set(&exc_ValueError, "too many values to unpack (expected %d)", n);
    } else if (!err_occurred()) {
        return true;
    }
    drop(out, n);
    return false;
}

bool unpack_ex(Val seq, Val *out, int before, int after) {
    Val it = iter_for_unpack(seq);
    if (val_is_null(it))
        return false;
    for (int i = 0; i < before; i++) {
        out[i] = val_next(it);
        if (val_is_null(out[i])) {
            if (!err_occurred())
                err_set(&exc_ValueError, "not enough values to unpack (expected at least %d, got %d)", before + after, i);
            drop(out, i);
            decref(it);
            return false;
        }
    }
    Val rest = list_new(0);
    if (val_is_null(rest) || !list_extend(as_list(rest), it)) {
        decref(rest);
        drop(out, before);
        decref(it);
        return false;
    }
    decref(it);
    List *l = as_list(rest);
    if (l->length < after) {
        err_set(&exc_ValueError, "not enough values to unpack (expected at least %d, got %lld)", before + after,
                (long long)(before + l->length));
        decref(rest);
        drop(out, before);
        return false;
    }
    out[before] = rest;
    for (int i = 0; i < after; i++) /* the list gives its tail away */
        out[before + 1 + i] = l->items[l->length - after + i];
    l->length -= after;
    return true;
}
