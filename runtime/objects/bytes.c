/* bytes: construction, slots shared with bytearray, and the type. */
#include "objects/bytes.h"

#include <stdlib.h>

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

static Val byte_cache[256], empty_bytes; /* made on first use, kept */

bool val_is_bytearray(Val v) {
    return val_is_ptr(v) &&
           (val_is(v, &bytearray_type) || type_is_subtype(val_type(v), &bytearray_type));
}

Val bytes_new_type(Type *t, const char *data, int64_t n) {
    bool plain = t == &bytes_type;
    if (plain && data && n == 0 && empty_bytes)
        return incref(empty_bytes);
    if (plain && data && n == 1 && byte_cache[(unsigned char)*data])
        return incref(byte_cache[(unsigned char)*data]);
    if (n > INT64_MAX / 4)
        return err_no_memory();
    size_t size = (sizeof(Bytes) + (size_t)n + 1 + 7) & ~(size_t)7;
    Bytes *b = obj_new_size(t, size + (t->size - bytes_type.size));
    if (!b)
        return VAL_NULL;
    b->length = n;
    b->hash = -1;
    b->data[n] = '\0';
    if (data)
        memcpy(b->data, data, (size_t)n);
    if (plain && data && n == 0)
        empty_bytes = incref(val_ptr(b));
    if (plain && data && n == 1)
        byte_cache[(unsigned char)*data] = incref(val_ptr(b));
    if (t->flags & TF_GC)
        gc_track(b);
    return val_ptr(b);
}

Val bytes_new(const char *data, int64_t n) { return bytes_new_type(&bytes_type, data, n); }

static void bytes_dealloc(Obj *o) {
    obj_free_size(o, bytes_var_size((Bytes *)o) + (o->type->size - bytes_type.size));
}

bool bytes_view(Val v, const char **p, int64_t *n) {
    if (val_is_bytes(v)) {
        *p = as_bytes(v)->data;
        *n = as_bytes(v)->length;
        return true;
    }
    if (val_is_bytearray(v)) {
        *p = as_bytearray(v)->data ? as_bytearray(v)->data : "";
        *n = as_bytearray(v)->length;
        return true;
    }
    return false;
}

bool byte_value(Val v, const char *what, unsigned char *out) {
    int64_t n;
    if (!val_as_index(v, &n, NULL))
        return false;
    if (n < 0 || n > 255)
        return err_false(&exc_ValueError, "%s must be in range(0, 256)", what);
    *out = (unsigned char)n;
    return true;
}

/* ---- construction ---- */

Val bytes_from_iterable(Val iterable) {
    Val it = val_iter(iterable);
    if (val_is_null(it))
        return it;
    char *buf = NULL;
    int64_t n = 0, capacity = 0;
    Val r = VAL_NULL;
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v)) {
            if (!err_occurred())
                r = bytes_new(buf ? buf : "", n);
            break;
        }
        unsigned char c = 0;
        bool ok = byte_value(v, "bytes", &c);
        decref(v);
        if (!ok)
            break;
        if (n == capacity) {
            capacity = capacity * 2 + 32;
            char *p = realloc(buf, (size_t)capacity);
            if (!p) {
                err_no_memory();
                break;
            }
            buf = p;
        }
        buf[n++] = (char)c;
    }
    free(buf);
    decref(it);
    return r;
}

Val bytes_from_object(Val v) {
    const char *p;
    int64_t n;
    if (val_is(v, &bytes_type))
        return incref(v);
    if (bytes_view(v, &p, &n))
        return bytes_new(p, n);
    if (!val_is_str(v)) {
        bool found;
        Val b = val_call_special(v, STR_CONST("__bytes__"), NULL, 0, &found);
        if (found) {
            if (!val_is_null(b) && !val_is_bytes(b)) {
                err_set(&exc_TypeError, "__bytes__ returned non-bytes (type %T)", b);
                decref(b);
                return VAL_NULL;
            }
            return b;
        }
        if (err_occurred())
            return VAL_NULL;
        if (val_type(v)->iter || (val_type(v)->getitem && !(val_type(v)->flags & TF_TYPE)))
            return bytes_from_iterable(v);
    }
    return err_set(&exc_TypeError, "cannot convert '%T' object to bytes", v);
}

/* The bytes that a constructor call asks for; owned. */
Val bytes_construct(const char *fname, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    Val a[3];
    if (!args_parse(fname, names, 0, 0, 3, args, nargs, kwnames, a))
        return VAL_NULL;
    for (int i = 1; i < 3; i++)
        if (!val_is_null(a[i]) && !val_is_str(a[i]))
            return err_set(&exc_TypeError, "%s() argument '%s' must be str, not %T", fname,
                           names[i], a[i]);
    if (val_is_null(a[0])) {
        if (!val_is_null(a[1]) || !val_is_null(a[2]))
            return err_set(&exc_TypeError, "%s without a string argument",
                           val_is_null(a[1]) ? "errors" : "encoding");
        return bytes_new("", 0);
    }
    if (!val_is_null(a[1])) {
        const char *enc, *errors = NULL;
        if (!val_is_str(a[0]))
            return err_set(&exc_TypeError, "encoding without a string argument");
        if (!(enc = str_utf8(a[1], NULL)) ||
            (!val_is_null(a[2]) && !(errors = str_utf8(a[2], NULL))))
            return VAL_NULL;
        return str_encode(a[0], enc, errors);
    }
    if (!val_is_null(a[2]))
        return err_set(&exc_TypeError, val_is_str(a[0]) ? "string argument without an encoding"
                                                        : "errors without a string argument");
    if (val_is_str(a[0]))
        return err_set(&exc_TypeError, "string argument without an encoding");
    if (fname[5] == 0 && !val_is_null(type_lookup(val_type(a[0]), STR_CONST("__bytes__")))) /* not of bytearray() */
        return bytes_from_object(a[0]);
    if (!val_has(a[0], TF_BYTES) && (val_is_integer(a[0]) || val_type(a[0])->index)) {
        int64_t n;
        if (!val_as_index(a[0], &n, &exc_OverflowError))
            return VAL_NULL;
        if (n < 0)
            return err_set(&exc_ValueError, "negative count");
        Val r = bytes_new(NULL, n);
        if (!val_is_null(r))
            memset(as_bytes(r)->data, 0, (size_t)n);
        return r;
    }
    return bytes_from_object(a[0]);
}

static Val bytes_make(Type *t, Val *args, int nargs, Val kwnames) {
    Val v = bytes_construct("bytes", args, nargs, kwnames);
    if (val_is_null(v) || (t == &bytes_type && val_is(v, &bytes_type)))
        return v;
    Val r = bytes_new_type(t, as_bytes(v)->data, as_bytes(v)->length);
    decref(v);
    return r;
}

/* ---- slots of both types ---- */

Val bytes_like_new(Val self, const char *p, int64_t n) {
    return val_is_bytes(self) ? bytes_new(p, n) : bytearray_new(p, n);
}

Val bytes_repr_text(const char *p, int64_t n) {
    static const char hex[] = "0123456789abcdef";
    char quote = memchr(p, '\'', (size_t)n) && !memchr(p, '"', (size_t)n) ? '"' : '\'';
    StrBuf b;
    strbuf_init(&b);
    strbuf_char(&b, 'b');
    strbuf_char(&b, (unsigned char)quote);
    for (int64_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == quote || c == '\\') {
            strbuf_char(&b, '\\');
            strbuf_char(&b, c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            strbuf_char(&b, '\\');
            strbuf_char(&b, c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        } else if (c < ' ' || c >= 0x7f) {
            strbuf_cstr(&b, "\\x");
            strbuf_char(&b, (unsigned char)hex[c >> 4]);
            strbuf_char(&b, (unsigned char)hex[c & 15]);
        } else {
            strbuf_char(&b, c);
        }
    }
    strbuf_char(&b, (unsigned char)quote);
    return strbuf_finish(&b);
}

static Val bytes_repr(Val v) { return bytes_repr_text(as_bytes(v)->data, as_bytes(v)->length); }

static bool bytes_hash(Val v, int64_t *out) {
    Bytes *b = as_bytes(v);
    if (b->hash == -1)
        b->hash = (int64_t)hash_bytes(b->data, b->length);
    *out = b->hash;
    return true;
}

Val bytes_like_richcompare(Val a, Val b, CmpOp op) {
    const char *p, *q;
    int64_t n, m;
    if (!bytes_view(a, &p, &n) || !bytes_view(b, &q, &m))
        return VAL_NOTIMPL;
    if (n != m && (op == CMP_EQ || op == CMP_NE))
        return val_bool(op == CMP_NE);
    int c = memcmp(p, q, (size_t)(n < m ? n : m));
    return cmp_result(c ? c : n < m ? -1 : n > m, op);
}

Val bytes_like_concat(Val a, Val b) {
    const char *p, *q;
    int64_t n, m;
    if (!bytes_view(a, &p, &n) || !bytes_view(b, &q, &m))
        return VAL_NOTIMPL;
    if (val_is(a, &bytes_type) && val_is(b, &bytes_type)) {
        if (m == 0)
            return incref(a);
        if (n == 0)
            return incref(b);
    }
    Val r = bytes_like_new(a, NULL, n + m);
    if (val_is_null(r))
        return r;
    char *to = val_is_bytes(r) ? as_bytes(r)->data : as_bytearray(r)->data;
    if (n)
        memcpy(to, p, (size_t)n);
    if (m)
        memcpy(to + n, q, (size_t)m);
    return r;
}

Val bytes_like_repeat(Val v, Val count) {
    const char *p;
    int64_t n;
    if (!bytes_view(v, &p, &n)) { /* the count came first */
        Val t = v;
        v = count;
        count = t;
    }
    int64_t k = repeat_count(count);
    if (k < 0)
        return k == -1 ? VAL_NOTIMPL : VAL_NULL;
    bytes_view(v, &p, &n);
    if (k == 1 && val_is(v, &bytes_type))
        return incref(v);
    if (n && k > INT64_MAX / 4 / n)
        return err_no_memory();
    if (n * k == 0)
        return bytes_like_new(v, "", 0);
    Val r = bytes_like_new(v, NULL, n * k);
    if (val_is_null(r))
        return r;
    char *to = val_is_bytes(r) ? as_bytes(r)->data : as_bytearray(r)->data;
    if (n == 1)
        memset(to, *p, (size_t)k);
    else
        for (int64_t i = 0; i < k; i++)
            memcpy(to + i * n, p, (size_t)n);
    return r;
}

Val bytes_like_getitem(Val v, Val key) {
    const char *p;
    int64_t n, i;
    if (val_is(key, &slice_type)) {
        int64_t start, stop, step, count;
        if (!slice_unpack((Slice *)val_obj(key), &start, &stop, &step))
            return VAL_NULL;
        bytes_view(v, &p, &n);
        count = slice_adjust(n, &start, &stop, step);
        if (step == 1 && count == n && val_is(v, &bytes_type))
            return incref(v);
        if (step == 1 || count == 0)
            return bytes_like_new(v, p + (count ? start : 0), count);
        Val r = bytes_like_new(v, NULL, count);
        if (!val_is_null(r)) {
            char *to = val_is_bytes(r) ? as_bytes(r)->data : as_bytearray(r)->data;
            for (i = 0; i < count; i++)
                to[i] = p[start + i * step];
        }
        return r;
    }
    bool array = !val_is_bytes(v);
    if (!val_is_integer(key) && !val_type(key)->index)
        return err_set(&exc_TypeError, "%s indices must be integers or slices, not %T",
                       array ? "bytearray" : "byte", key);
    if (!val_as_index(key, &i, &exc_IndexError))
        return VAL_NULL;
    bytes_view(v, &p, &n);
    if (i < 0)
        i += n;
    if ((uint64_t)i >= (uint64_t)n)
        return err_set(&exc_IndexError, array ? "bytearray index out of range"
                                              : "index out of range");
    return val_small((unsigned char)p[i]);
}

int bytes_like_contains(Val v, Val item) {
    const char *p, *q;
    int64_t n, m;
    if (bytes_view(item, &q, &m)) {
        bytes_view(v, &p, &n);
        return mem_find(p, n, q, m) >= 0;
    }
    if (!val_is_integer(item) && !val_type(item)->index) {
        err_set(&exc_TypeError, "a bytes-like object is required, not '%T'", item);
        return -1;
    }
    unsigned char c = 0;
    if (!byte_value(item, "byte", &c))
        return -1;
    bytes_view(v, &p, &n);
    return n && memchr(p, c, (size_t)n) != NULL;
}

static int64_t bytes_len(Val v) { return as_bytes(v)->length; }
static Val bytes_iter(Val v) { return seq_iter_make(&bytes_iter_type, v, 0); }
static Val bytes_mod_slot(Val a, Val b) { return val_is_bytes(a) ? bytes_mod(a, b) : VAL_NOTIMPL; }

Type bytes_type = {
    TYPE_HEAD("bytes"),
    .flags = TF_BYTES | TF_BASETYPE,
    .size = sizeof(Bytes),
    .base = &object_type,
    .dealloc = bytes_dealloc,
    .repr = bytes_repr,
    .hash = bytes_hash,
    .richcompare = bytes_like_richcompare,
    .binary = {[BIN_ADD] = bytes_like_concat,
               [BIN_MUL] = bytes_like_repeat,
               [BIN_MOD] = bytes_mod_slot},
    .iter = bytes_iter,
    .len = bytes_len,
    .getitem = bytes_like_getitem,
    .contains = bytes_like_contains,
    .tp_new = bytes_make,
    .methods = bytes_common_methods,
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes",
};
