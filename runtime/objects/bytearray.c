/* bytearray: mutable bytes.  Methods it shares with bytes are in
 * bytes_methods.c. */
#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/range.h"
#include "objects/str.h"

#define METHOD(name)                                                           \
    Val name(Val *args, __attribute__((unused)) int nargs,                     \
             __attribute__((unused)) Val kwnames)

static size_t block(int64_t capacity) { return (size_t)capacity + 1; }

bool bytearray_resize(ByteArray *a, int64_t n) {
    if (n > a->capacity || n < a->capacity / 2 - 64 || !a->data) {
        if (n > INT64_MAX / 4) {
            err_no_memory();
            return false;
        }
        int64_t capacity = n > a->capacity && a->data ? n + (n >> 3) + 6 : n;
        char *p = a->data ? mem_realloc(a->data, block(a->capacity), block(capacity))
                          : mem_alloc(block(capacity));
        if (!p) {
            err_no_memory();
            return false;
        }
        a->data = p;
        a->capacity = capacity;
    }
    a->length = n;
    a->data[n] = '\0';
    return true;
}

bool bytearray_append(ByteArray *a, const char *data, int64_t n) {
    int64_t at = a->length;
    if (!bytearray_resize(a, at + n))
        return false;
    if (n)
        memcpy(a->data + at, data, (size_t)n);
    return true;
}

Val bytearray_new(const char *data, int64_t n) {
    ByteArray *a = obj_new(&bytearray_type);
    if (!a)
        return VAL_NULL;
    if (!bytearray_resize(a, n)) {
        decref_obj(a);
        return VAL_NULL;
    }
    if (data && n)
        memcpy(a->data, data, (size_t)n);
    return val_ptr(a);
}

static void bytearray_dealloc(Obj *o) {
    ByteArray *a = (ByteArray *)o;
    if (a->data)
        mem_free(a->data, block(a->capacity));
    obj_free(o);
}

static Val bytearray_make(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    ByteArray *a = obj_new(t);
    if (!a)
        return VAL_NULL;
    if (t->flags & TF_GC)
        gc_track(a);
    return val_ptr(a);
}

static bool bytearray_init(Val self, Val *args, int nargs, Val kwnames) {
    Val b = bytes_construct("bytearray", args, nargs, kwnames);
    if (val_is_null(b))
        return false;
    ByteArray *a = as_bytearray(self);
    bool ok = bytearray_resize(a, as_bytes(b)->length);
    if (ok)
        memcpy(a->data, as_bytes(b)->data, (size_t)a->length);
    decref(b);
    return ok;
}

/* ---- slots ---- */

static Val bytearray_repr(Val v) {
    const char *p;
    int64_t n;
    bytes_view(v, &p, &n);
    Val text = bytes_repr_text(p, n);
    if (val_is_null(text))
        return text;
    Val r = str_from_format("%T(%V)", v, text);
    decref(text);
    return r;
}

static int64_t bytearray_len(Val v) { return as_bytearray(v)->length; }
static Val bytearray_iter(Val v) { return seq_iter_make(&bytearray_iter_type, v, 0); }

/* a[start:start+removed] = data[0:n], which lies outside a. */
static bool replace_range(ByteArray *a, int64_t start, int64_t removed, const char *data,
                          int64_t n) {
    int64_t tail = a->length - start - removed;
    if (n > removed && !bytearray_resize(a, a->length + n - removed))
        return false;
    if (tail)
        memmove(a->data + start + n, a->data + start + removed, (size_t)tail);
    if (n)
        memcpy(a->data + start, data, (size_t)n);
    return n >= removed || bytearray_resize(a, start + n + tail);
}

static bool set_slice(ByteArray *a, Slice *s, Val value) {
    int64_t start, stop, step, count;
    Val b = VAL_NULL;
    if (!val_is_null(value)) {
        if (val_is_integer(value) || val_is_str(value))
            return err_false(&exc_TypeError,
                             "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        const char *p;
        int64_t n;
        b = bytes_view(value, &p, &n) ? bytes_new(p, n) : bytes_from_object(value);
        if (val_is_null(b))
            return false;
    }
    bool ok = slice_unpack(s, &start, &stop, &step);
    count = ok ? slice_adjust(a->length, &start, &stop, step) : 0;
    int64_t n = val_is_null(b) ? 0 : as_bytes(b)->length;
    if (ok && step == 1) {
        ok = replace_range(a, start, count, n ? as_bytes(b)->data : NULL, n);
    } else if (ok && val_is_null(b)) {
        if (step < 0) {
            start += (count - 1) * step;
            step = -step;
        }
        int64_t out = count ? start : a->length;
        for (int64_t i = out, next = start, k = 0; i < a->length; i++) {
            if (i == next && k < count) {
                next += step;
                k++;
            } else {
                a->data[out++] = a->data[i];
            }
        }
        ok = bytearray_resize(a, out);
    } else if (ok && n != count) {
        ok = err_false(&exc_ValueError,
                       "attempt to assign bytes of size %ld to extended slice of size %ld", (long)n,
                       (long)count);
    } else if (ok) {
        for (int64_t i = 0; i < count; i++)
            a->data[start + i * step] = as_bytes(b)->data[i];
    }
    decref(b);
    return ok;
}

static bool bytearray_setitem(Val v, Val key, Val value) {
    ByteArray *a = as_bytearray(v);
    if (val_is(key, &slice_type))
        return set_slice(a, (Slice *)val_obj(key), value);
    unsigned char c = 0;
    int64_t i;
    if (!val_is_integer(key) && !val_type(key)->index)
        return err_false(&exc_TypeError, "bytearray indices must be integers or slices, not %T",
                         key);
    if (!val_as_index(key, &i, &exc_IndexError) ||
        (!val_is_null(value) && !byte_value(value, "byte", &c)))
        return false;
    if (i < 0)
        i += a->length;
    if ((uint64_t)i >= (uint64_t)a->length)
        return err_false(&exc_IndexError, "bytearray index out of range");
    if (val_is_null(value))
        return replace_range(a, i, 1, NULL, 0);
    a->data[i] = (char)c;
    return true;
}

static Val bytearray_iadd(Val a, Val b) {
    const char *p;
    int64_t n;
    if (!bytes_view(b, &p, &n))
        return err_set(&exc_TypeError, "can't concat %T to bytearray", b);
    if (a == b && n)
        return err_set(&exc_BufferError, "Existing exports of data: object cannot be re-sized");
    return bytearray_append(as_bytearray(a), p, n) ? incref(a) : VAL_NULL;
}

static Val bytearray_imul(Val a, Val b) {
    int64_t n = repeat_count(b);
    if (n < 0)
        return n == -1 ? VAL_NOTIMPL : VAL_NULL;
    ByteArray *x = as_bytearray(a);
    int64_t length = x->length;
    if (length && n > INT64_MAX / 8 / length)
        return err_no_memory();
    if (!bytearray_resize(x, length * n))
        return VAL_NULL;
    for (int64_t i = 1; i < n && length; i++)
        memcpy(x->data + i * length, x->data, (size_t)length);
    return incref(a);
}

static Val bytearray_mod(Val a, Val b) {
    if (!val_is_bytearray(a))
        return VAL_NOTIMPL;
    Val r = bytes_mod(a, b);
    if (val_is_null(r))
        return r;
    Val v = bytearray_new(as_bytes(r)->data, as_bytes(r)->length);
    decref(r);
    return v;
}

/* ---- methods ---- */

METHOD(bytearray_m_append) {
    unsigned char c;
    if (!byte_value(args[1], "byte", &c))
        return VAL_NULL;
    return bytearray_append(as_bytearray(args[0]), (char *)&c, 1) ? VAL_NONE : VAL_NULL;
}

METHOD(bytearray_m_clear) { return bytearray_resize(as_bytearray(args[0]), 0) ? VAL_NONE : VAL_NULL; }

METHOD(bytearray_m_copy) {
    return bytearray_new(as_bytearray(args[0])->data, as_bytearray(args[0])->length);
}

METHOD(bytearray_m_extend) {
    const char *p;
    int64_t n;
    Val b;
    if (bytes_view(args[1], &p, &n)) {
        b = bytes_new(p, n);
    } else if (!val_type(args[1])->iter && !val_type(args[1])->getitem) {
        return err_set(&exc_TypeError, "can't extend bytearray with %T", args[1]);
    } else {
        b = bytes_from_iterable(args[1]);
        if (val_is_null(b) && err_matches(&exc_ValueError)) { /* about one item here */
            err_clear();
            err_set(&exc_ValueError, "byte must be in range(0, 256)");
        }
    }
    if (val_is_null(b))
        return b;
    bool ok = bytearray_append(as_bytearray(args[0]), as_bytes(b)->data, as_bytes(b)->length);
    decref(b);
    return ok ? VAL_NONE : VAL_NULL;
}

METHOD(bytearray_m_insert) {
    ByteArray *a = as_bytearray(args[0]);
    int64_t i;
    unsigned char c;
    if (!val_as_index(args[1], &i, NULL) || !byte_value(args[2], "byte", &c))
        return VAL_NULL;
    if (i < 0)
        i = i + a->length < 0 ? 0 : i + a->length;
    if (i > a->length)
        i = a->length;
    return replace_range(a, i, 0, (char *)&c, 1) ? VAL_NONE : VAL_NULL;
}

METHOD(bytearray_m_pop) {
    ByteArray *a = as_bytearray(args[0]);
    int64_t i = -1;
    if (nargs > 1 && !val_as_index(args[1], &i, &exc_IndexError))
        return VAL_NULL;
    if (a->length == 0)
        return err_set(&exc_IndexError, "pop from empty bytearray");
    if (i < 0)
        i += a->length;
    if ((uint64_t)i >= (uint64_t)a->length)
        return err_set(&exc_IndexError, "pop index out of range");
    unsigned char c = (unsigned char)a->data[i];
    return replace_range(a, i, 1, NULL, 0) ? val_small(c) : VAL_NULL;
}

METHOD(bytearray_m_remove) {
    unsigned char c;
    if (!byte_value(args[1], "byte", &c))
        return VAL_NULL;
    ByteArray *a = as_bytearray(args[0]);
    char *p = a->length ? memchr(a->data, c, (size_t)a->length) : NULL;
    if (!p)
        return err_set(&exc_ValueError, "value not found in bytearray");
    return replace_range(a, p - a->data, 1, NULL, 0) ? VAL_NONE : VAL_NULL;
}

METHOD(bytearray_m_reverse) {
    ByteArray *a = as_bytearray(args[0]);
    for (int64_t i = 0, j = a->length - 1; i < j; i++, j--) {
        char t = a->data[i];
        a->data[i] = a->data[j];
        a->data[j] = t;
    }
    return VAL_NONE;
}

Type bytearray_type = {
    TYPE_HEAD("bytearray"),
    .flags = TF_BASETYPE,
    .size = sizeof(ByteArray),
    .base = &object_type,
    .dealloc = bytearray_dealloc,
    .repr = bytearray_repr,
    .richcompare = bytes_like_richcompare,
    .binary = {[BIN_ADD] = bytes_like_concat,
               [BIN_MUL] = bytes_like_repeat,
               [BIN_MOD] = bytearray_mod},
    .inplace = {[BIN_ADD] = bytearray_iadd, [BIN_MUL] = bytearray_imul},
    .iter = bytearray_iter,
    .len = bytearray_len,
    .getitem = bytes_like_getitem,
    .setitem = bytearray_setitem,
    .contains = bytes_like_contains,
    .tp_new = bytearray_make,
    .init = bytearray_init,
    .methods = bytearray_methods,
    .doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> "
           "bytearray",
};
