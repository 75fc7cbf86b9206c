/* The str type: making, interning, hashing and comparing text, and the
 * slots.  Methods are in str_methods.c, str_case.c and str_split.c. */
#include <stdlib.h>
#include <sys/random.h>

#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/unicode.h"

/* ---- making ---- */

static int kind_for(uint32_t max_char) { return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4; }

static inline __attribute__((always_inline)) Str *alloc_type(Type *t, int64_t length, uint32_t max_char) {
    int kind = kind_for(max_char);
    if (length > (INT64_MAX - 4096) / 4) {
        err_no_memory();
        return NULL;
    }
    size_t size = (sizeof(Str) + ((size_t)length + 1) * (size_t)kind + 7) & ~(size_t)7;
    Str *s = likely(t == &str_type) ? obj_new_unset(t, size) : obj_new_size(t, size + (t->size - str_type.size));
    if (!s)
        return NULL;
    s->length = length;
    s->hash = -1;
    s->kind = (uint8_t)kind;
    s->ascii = max_char < 0x80;
    s->interned = false;
    s->utf8 = s->ascii ? str_data(s) : NULL;
    s->utf8_length = s->ascii ? length : 0;
    memset((char *)str_data(s) + length * kind, 0, (size_t)kind);
    return s;
}

Str *str_alloc(int64_t length, uint32_t max_char) { return alloc_type(&str_type, length, max_char); }

static Val latin1_chars[256]; /* one-character strs, made on first use, kept */
static Val empty_str;

Val str_empty(void) {
    if (!empty_str) {
        Str *s = str_alloc(0, 0);
        if (!s)
            return VAL_NULL;
        empty_str = val_ptr(s);
    }
    return incref(empty_str);
}

Val str_from_char(uint32_t c) {
    if (likely(c < 256 && latin1_chars[c]))
        return incref(latin1_chars[c]);
    Str *s = str_alloc(1, c);
    if (!s)
        return VAL_NULL;
    str_put(s, 0, c);
    if (c < 256)
        incref(latin1_chars[c] = val_ptr(s));
    return val_ptr(s);
}

Val str_from_ascii(const char *p, int64_t n) {
    if (n <= 1)
        return n == 0 ? str_empty() : str_from_char((unsigned char)*p);
    Str *s = alloc_type(&str_type, n, 0x7f); /* all of it inline, for it is the most common */
    if (!s)
        return VAL_NULL;
    memcpy(str_data(s), p, (size_t)n);
    return val_ptr(s);
}

Val str_from_kind(int kind, const void *data, int64_t n) {
    if (n == 0)
        return str_empty();
    if (n == 1)
        return str_from_char(char_at(kind, data, 0));
    uint32_t max = 0;
    if (kind == 1)
        for (int64_t i = 0; i < n; i++)
            max |= ((const uint8_t *)data)[i];
    else if (kind == 2)
        for (int64_t i = 0; i < n; i++)
            max |= ((const uint16_t *)data)[i];
    else
        for (int64_t i = 0; i < n; i++)
            max |= ((const uint32_t *)data)[i];
    Str *s = str_alloc(n, max);
    if (!s)
        return VAL_NULL;
    if (s->kind == kind)
        memcpy(str_data(s), data, (size_t)(n * kind));
    else if (s->kind == 1)
        for (int64_t i = 0; i < n; i++)
            ((uint8_t *)str_data(s))[i] = (uint8_t)char_at(kind, data, i);
    else
        for (int64_t i = 0; i < n; i++)
            str_put(s, i, char_at(kind, data, i));
    return val_ptr(s);
}

Val str_from_cstr(const char *s) { return str_from_utf8(s, (int64_t)strlen(s)); }

Val str_plain(Val v) {
    if (likely(val_is(v, &str_type)))
        return incref(v);
    Str *s = as_str(v);
    return str_from_kind(s->kind, str_data(s), s->length);
}

/* ---- the keyed hash ---- */

static uint64_t hash_key[2];
static bool hash_key_ready;

static void init_hash_key(void) {
    hash_key_ready = true;
    const char *env = getenv("PYTHONHASHSEED");
    if (env && *env && strcmp(env, "random")) {
        /* The generator CPython uses, so that a seed gives the same hashes. */
        uint32_t x = (uint32_t)strtoul(env, NULL, 10);
        if (x == 0)
            return; /* both halves stay 0 */
        unsigned char *p = (unsigned char *)hash_key;
        for (size_t i = 0; i < sizeof hash_key; i++) {
            x = x * 214013 + 2531011;
            p[i] = (unsigned char)(x >> 16);
        }
        return;
    }
    if (getrandom(hash_key, sizeof hash_key, 0) != sizeof hash_key) {
        hash_key[0] = (uint64_t)(uintptr_t)&hash_key; /* address space randomisation */
        hash_key[1] = (uint64_t)(uintptr_t)env ^ 0x9e3779b97f4a7c15;
    }
}

#define ROTL(x, b) ((x) << (b) | (x) >> (64 - (b)))
#define SIP_ROUND                                                              \
    do {                                                                       \
        v0 += v1;                                                              \
        v1 = ROTL(v1, 13) ^ v0;                                                \
        v0 = ROTL(v0, 32);                                                     \
        v2 += v3;                                                              \
        v3 = ROTL(v3, 16) ^ v2;                                                \
        v0 += v3;                                                              \
        v3 = ROTL(v3, 21) ^ v0;                                                \
        v2 += v1;                                                              \
        v1 = ROTL(v1, 17) ^ v2;                                                \
        v2 = ROTL(v2, 32);                                                     \
    } while (0)

uint64_t hash_bytes(const void *data, int64_t n) {
    if (n == 0)
        return 0;
    if (unlikely(!hash_key_ready))
        init_hash_key();
    const unsigned char *p = data;
    uint64_t b = (uint64_t)n << 56;
    uint64_t v0 = hash_key[0] ^ 0x736f6d6570736575, v1 = hash_key[1] ^ 0x646f72616e646f6d;
    uint64_t v2 = hash_key[0] ^ 0x6c7967656e657261, v3 = hash_key[1] ^ 0x7465646279746573;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t m;
        memcpy(&m, p, 8);
        v3 ^= m;
        SIP_ROUND;
        v0 ^= m;
    }
    uint64_t t = 0;
    memcpy(&t, p, (size_t)n);
    b |= t;
    v3 ^= b;
    SIP_ROUND;
    v0 ^= b;
    v2 ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    uint64_t h = (v0 ^ v1) ^ (v2 ^ v3);
    return h == UINT64_MAX ? UINT64_MAX - 1 : h;
}

int64_t str_hash(Str *s) {
    if (likely(s->hash != -1))
        return s->hash;
    return s->hash = (int64_t)hash_bytes(str_data(s), s->length * s->kind);
}

/* ---- equality and order ---- */

bool str_eq(const Str *a, const Str *b) {
    if (a == b)
        return true;
    if (a->length != b->length || a->kind != b->kind)
        return false;
    if (a->hash != b->hash && a->hash != -1 && b->hash != -1)
        return false;
    return memcmp(str_data(a), str_data(b), (size_t)(a->length * a->kind)) == 0;
}

bool str_eq_ascii(Val v, const char *ascii) {
    Str *s = as_str(v);
    size_t n = strlen(ascii);
    return s->ascii && s->length == (int64_t)n && memcmp(str_data(s), ascii, n) == 0;
}

int str_cmp(const Str *a, const Str *b) {
    int64_t n = a->length < b->length ? a->length : b->length;
    if (a->kind == 1 && b->kind == 1) {
        int c = memcmp(str_data(a), str_data(b), (size_t)n);
        if (c)
            return c;
    } else {
        for (int64_t i = 0; i < n; i++) {
            uint32_t x = str_char(a, i), y = str_char(b, i);
            if (x != y)
                return x < y ? -1 : 1;
        }
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

static Val str_richcompare(Val a, Val b, CmpOp op) {
    if (!val_is_str(a) || !val_is_str(b))
        return VAL_NOTIMPL;
    if (op == CMP_EQ)
        return val_bool(str_eq(as_str(a), as_str(b)));
    if (op == CMP_NE)
        return val_bool(!str_eq(as_str(a), as_str(b)));
    return cmp_result(a == b ? 0 : str_cmp(as_str(a), as_str(b)), op);
}

static bool str_hash_slot(Val v, int64_t *out) {
    *out = str_hash(as_str(v));
    return true;
}

/* ---- interning: a table of weak pointers, cleared by dealloc ---- */

#define TOMBSTONE ((Str *)1)
static Str **interned;
static int64_t interned_mask = -1, interned_used, interned_fill;

static bool intern_grow(void) {
    int64_t size = 1024;
    while (size < interned_used * 3)
        size *= 2;
    Str **table = calloc((size_t)size, sizeof *table);
    if (!table) {
        err_no_memory();
        return false;
    }
    for (int64_t i = 0; i <= interned_mask; i++) {
        Str *s = interned[i];
        if (!s || s == TOMBSTONE)
            continue;
        int64_t j = s->hash & (size - 1);
        while (table[j])
            j = (j + 1) & (size - 1);
        table[j] = s;
    }
    free(interned);
    interned = table;
    interned_mask = size - 1;
    interned_fill = interned_used;
    return true;
}

Val str_intern(Val v) {
    Str *s = as_str(v);
    if (s->interned)
        return v;
    if (unlikely(!val_is(v, &str_type))) {
        Val p = str_plain(v);
        decref(v);
        if (val_is_null(p))
            return p;
        v = p;
        s = as_str(v);
    }
    if (interned_fill * 3 >= interned_mask * 2 && !intern_grow()) {
        decref(v);
        return VAL_NULL;
    }
    int64_t i = str_hash(s) & interned_mask;
    Str **room = NULL;
    for (; interned[i]; i = (i + 1) & interned_mask) {
        if (interned[i] == TOMBSTONE) {
            if (!room)
                room = &interned[i];
        } else if (interned[i]->hash == s->hash && str_eq(interned[i], s)) {
            Val found = incref(val_ptr(interned[i]));
            decref(v);
            return found;
        }
    }
    if (!room) {
        room = &interned[i];
        interned_fill++;
    }
    *room = s;
    interned_used++;
    s->interned = true;
    return v;
}

static void intern_remove(Str *s) {
    int64_t i = s->hash & interned_mask;
    while (interned[i] != s)
        i = (i + 1) & interned_mask;
    interned[i] = TOMBSTONE;
    interned_used--;
}

Val str_intern_cstr(const char *p) {
    Val v = str_from_cstr(p);
    if (!val_is_null(v))
        v = str_intern(v);
    if (val_is_null(v))
        err_fatal("out of memory while interning \"%s\"", p);
    if (as_str(v)->ob.rc < RC_IMMORTAL)
        as_str(v)->ob.rc += RC_IMMORTAL;
    return v;
}

static void str_dealloc(Obj *o) {
    Str *s = (Str *)o;
    if (s->interned)
        intern_remove(s);
    if (s->utf8 && s->utf8 != str_data(s))
        free(s->utf8);
    if (likely(o->type == &str_type))
        obj_free_plain(o, str_var_size(s));
    else
        obj_free_size(o, str_var_size(s) + (o->type->size - str_type.size));
}

/* ---- joining ---- */

static void copy_chars(Str *to, int64_t at, const Str *from, int64_t start, int64_t n) {
    if (to->kind == from->kind) {
        memcpy((char *)str_data(to) + at * to->kind, (char *)str_data(from) + start * from->kind,
               (size_t)(n * to->kind));
        return;
    }
    for (int64_t i = 0; i < n; i++)
        str_put(to, at + i, str_char(from, start + i));
}

Val str_concat(Val va, Val vb) {
    Str *a = as_str(va), *b = as_str(vb);
    if (b->length == 0)
        return str_plain(va);
    if (a->length == 0)
        return str_plain(vb);
    uint32_t ma = str_max_char(a), mb = str_max_char(b);
    if (a->length > INT64_MAX - b->length)
        return err_set(&exc_OverflowError, "strings are too large to concat");
    Str *r = str_alloc(a->length + b->length, ma > mb ? ma : mb);
    if (!r)
        return VAL_NULL;
    copy_chars(r, 0, a, 0, a->length);
    copy_chars(r, a->length, b, 0, b->length);
    return val_ptr(r);
}

Val str_append_steal(Val va, Val vb) {
    Str *a = as_str(va), *b = as_str(vb);
    if (a == b || a->interned || a->kind < b->kind || a->length == 0 || a->length > INT64_MAX / 8 - b->length) {
        Val r = str_concat(va, vb);
        if (!val_is_null(r))
            decref(va);
        return r;
    }
    int64_t old_length = a->length, length = old_length + b->length;
    size_t old_size = str_var_size(a);
    a->length = length;
    size_t size = str_var_size(a);
    a->length = old_length;
    if (a->utf8 && a->utf8 != str_data(a))
        free(a->utf8);
    a->utf8 = a->ascii ? str_data(a) : NULL;
    Str *r = obj_resize(a, old_size, size);
    if (!r)
        return VAL_NULL;
    r->length = length;
    r->hash = -1;
    r->ascii = r->ascii && b->ascii;
    r->utf8 = r->ascii ? str_data(r) : NULL;
    r->utf8_length = r->ascii ? length : 0;
    copy_chars(r, old_length, b, 0, b->length);
    memset((char *)str_data(r) + length * r->kind, 0, r->kind);
    return val_ptr(r);
}

/* Every so many items other threads may run; the items stay as they are. */
static bool join_polls(int64_t i) { return unlikely((i & 0xffff) == 0xffff) && vm_hooks.poll() < 0; }

Val str_join(Val vsep, Val *items, int64_t n) {
    Str *sep = as_str(vsep);
    if (n == 0)
        return str_empty();
    int64_t length = 0;
    uint32_t max = n > 1 ? str_max_char(sep) : 0;
    if (sep->length == 0)
        max = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!val_is_str(items[i]))
            return err_set(&exc_TypeError, "sequence item %ld: expected str instance, %T found",
                           (long)i, items[i]);
        Str *s = as_str(items[i]);
        uint32_t m = str_max_char(s);
        if (m > max)
            max = m;
        int64_t more = s->length + (i ? sep->length : 0);
        if (more > INT64_MAX / 4 - length)
            return err_set(&exc_OverflowError, "join() result is too long for a Python string");
        length += more;
        if (join_polls(i))
            return VAL_NULL;
    }
    if (n == 1 && val_is(items[0], &str_type))
        return incref(items[0]);
    Str *r = str_alloc(length, max);
    if (!r)
        return VAL_NULL;
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++) {
        if (i && sep->length) {
            copy_chars(r, at, sep, 0, sep->length);
            at += sep->length;
        }
        Str *s = as_str(items[i]);
        copy_chars(r, at, s, 0, s->length);
        at += s->length;
        if (join_polls(i)) {
            decref(val_ptr(r));
            return VAL_NULL;
        }
    }
    return val_ptr(r);
}

Val str_repeat(Val v, int64_t n) {
    Str *s = as_str(v);
    if (n <= 0 || s->length == 0)
        return str_empty();
    if (n == 1)
        return str_plain(v);
    if (n > INT64_MAX / 4 / s->length)
        return err_no_memory();
    Str *r = str_alloc(s->length * n, str_max_char(s));
    if (!r)
        return VAL_NULL;
    char *p = str_data(r);
    size_t unit = (size_t)(s->length * s->kind), total = unit * (size_t)n;
    if (unit == 1) {
        memset(p, *(unsigned char *)str_data(s), total);
        return val_ptr(r);
    }
    memcpy(p, str_data(s), unit);
    for (size_t done = unit; done < total;) { /* doubles what is there */
        size_t more = done < total - done ? done : total - done;
        memcpy(p + done, p, more);
        done += more;
    }
    return val_ptr(r);
}

Val str_substring(Val v, int64_t start, int64_t end) {
    Str *s = as_str(v);
    if (start < 0)
        start = 0;
    if (end > s->length)
        end = s->length;
    if (end <= start)
        return str_empty();
    if (start == 0 && end == s->length)
        return str_plain(v);
    if (s->ascii)
        return str_from_ascii((char *)str_data(s) + start, end - start);
    return str_from_kind(s->kind, (char *)str_data(s) + start * s->kind, end - start);
}

/* ---- repr ---- */

static void escape_char(StrBuf *b, uint32_t c) {
    static const char hex[] = "0123456789abcdef";
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    strbuf_char(b, '\\');
    strbuf_char(b, digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
    for (int i = digits - 1; i >= 0; i--)
        strbuf_char(b, (uint32_t)hex[c >> (4 * i) & 15]);
}

Val str_repr(Val v) {
    Str *s = as_str(v);
    bool single = false, twice = false;
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        single |= c == '\'';
        twice |= c == '"';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    StrBuf b;
    strbuf_init(&b);
    strbuf_char(&b, quote);
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c == quote || c == '\\') {
            strbuf_char(&b, '\\');
            strbuf_char(&b, c);
        } else if (c == '\n') {
            strbuf_cstr(&b, "\\n");
        } else if (c == '\r') {
            strbuf_cstr(&b, "\\r");
        } else if (c == '\t') {
            strbuf_cstr(&b, "\\t");
        } else if (c < 0x7f ? c >= 0x20 : unicode_is(c, UC_PRINTABLE)) {
            strbuf_char(&b, c);
        } else {
            escape_char(&b, c);
        }
    }
    strbuf_char(&b, quote);
    return strbuf_finish(&b);
}

Val str_ascii(Val repr) {
    Str *s = as_str(repr);
    if (s->ascii)
        return incref(repr);
    StrBuf b;
    strbuf_init(&b);
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c < 0x80)
            strbuf_char(&b, c);
        else
            escape_char(&b, c);
    }
    return strbuf_finish(&b);
}

const char *str_number_text(Val v, int64_t *n, char **own) {
    Str *s = as_str(v);
    *n = s->length;
    *own = NULL;
    if (s->ascii)
        return (const char *)str_data(s);
    char *p = *own = malloc((size_t)s->length + 1);
    if (!p) {
        err_no_memory();
        return NULL;
    }
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        int d;
        if (c < 0x80)
            p[i] = (char)c;
        else if (unicode_is(c, UC_SPACE))
            p[i] = ' ';
        else if ((d = unicode_decimal(c)) >= 0)
            p[i] = (char)('0' + d);
        else
            p[i] = '?';
    }
    p[s->length] = '\0';
    return p;
}

/* ---- slots ---- */

static Val str_new(Type *t, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"object", "encoding", "errors", NULL};
    Val a[3], v;
    if (!args_parse("str", names, 0, 0, 3, args, nargs, kwnames, a))
        return VAL_NULL;
    for (int i = 1; i < 3; i++)
        if (!val_is_null(a[i]) && !val_is_str(a[i]))
            return err_set(&exc_TypeError, "str() argument '%s' must be str, not %T", names[i],
                           a[i]);
    const char *p;
    int64_t n;
    if (val_is_null(a[1]) && val_is_null(a[2])) {
        v = val_is_null(a[0]) ? str_empty() : val_str(a[0]);
    } else if (val_is_null(a[0])) {
        v = str_empty();
    } else if (val_is_str(a[0])) {
        return err_set(&exc_TypeError, "decoding str is not supported");
    } else if (!bytes_view(a[0], &p, &n)) {
        return err_set(&exc_TypeError, "decoding to str: need a bytes-like object, %T found", a[0]);
    } else {
        const char *enc = "utf-8", *errors = NULL;
        if ((!val_is_null(a[1]) && !(enc = str_utf8(a[1], NULL))) ||
            (!val_is_null(a[2]) && !(errors = str_utf8(a[2], NULL))))
            return VAL_NULL;
        v = str_decode(p, n, enc, errors);
    }
    if (t == &str_type || val_is_null(v))
        return v;
    Str *s = as_str(v), *r = alloc_type(t, s->length, str_max_char(s));
    if (r) {
        memcpy(str_data(r), str_data(s), (size_t)(s->length * s->kind));
        r->hash = s->hash;
        if (t->flags & TF_GC)
            gc_track(r);
    }
    decref(v);
    return r ? val_ptr(r) : VAL_NULL;
}

static Val str_str(Val v) { return str_plain(v); }

static int64_t str_len(Val v) { return as_str(v)->length; }

static Val str_slice(Val v, Slice *sl) {
    Str *s = as_str(v);
    int64_t start, stop, step, n;
    if (!slice_indices(sl, s->length, &start, &stop, &step, &n))
        return VAL_NULL;
    if (step == 1)
        return str_substring(v, start, start + n);
    if (n == 0)
        return str_empty();
    Str *r = str_alloc(n, str_max_char(s));
    if (!r)
        return VAL_NULL;
    for (int64_t i = 0; i < n; i++)
        str_put(r, i, str_char(s, start + i * step));
    if (r->ascii)
        return val_ptr(r);
    Val narrow = str_from_kind(r->kind, str_data(r), n);
    decref_obj(r);
    return narrow;
}

static Val str_getitem(Val v, Val key) {
    Str *s = as_str(v);
    if (val_is(key, &slice_type))
        return str_slice(v, (Slice *)val_obj(key));
    int64_t i;
    if (likely(val_is_int(key))) {
        i = val_int(key);
    } else {
        if (!val_is_integer(key) && !val_type(key)->index)
            return err_set(&exc_TypeError, "string indices must be integers, not '%T'", key);
        if (!val_as_index(key, &i, &exc_IndexError))
            return VAL_NULL;
    }
    if (i < 0)
        i += s->length;
    if ((uint64_t)i >= (uint64_t)s->length)
        return err_set(&exc_IndexError, "string index out of range");
    return str_from_char(str_char(s, i));
}

static int str_contains(Val v, Val item) {
    if (!val_is_str(item)) {
        err_set(&exc_TypeError, "'in <string>' requires string as left operand, not %T", item);
        return -1;
    }
    return str_find(as_str(v), as_str(item), 0, as_str(v)->length) >= 0;
}

static Val str_add(Val a, Val b) {
    if (!val_is_str(a) || !val_is_str(b))
        return VAL_NOTIMPL;
    return str_concat(a, b);
}

static Val str_mul(Val a, Val b) {
    if (!val_is_str(a)) {
        Val t = a;
        a = b;
        b = t;
    }
    int64_t n = repeat_count(b);
    if (n < 0)
        return n == -1 ? VAL_NOTIMPL : VAL_NULL;
    return str_repeat(a, n);
}

static Val str_mod_slot(Val a, Val b) {
    if (!val_is_str(a))
        return VAL_NOTIMPL;
    return str_mod(a, b);
}

static Val str_iter(Val v) { return seq_iter_make(&str_iter_type, v, 0); }

bool str_is_identifier(const Str *s) {
    if (s->length == 0)
        return false;
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c != '_' && !unicode_is(c, i ? UC_ID_CONTINUE : UC_ID_START))
            return false;
    }
    return true;
}

Type str_type = {
    TYPE_HEAD("str"),
    .flags = TF_STR | TF_BASETYPE,
    .size = sizeof(Str),
    .base = &object_type,
    .dealloc = str_dealloc,
    .repr = str_repr,
    .str = str_str,
    .hash = str_hash_slot,
    .richcompare = str_richcompare,
    .binary = {[BIN_ADD] = str_add, [BIN_MUL] = str_mul, [BIN_MOD] = str_mod_slot},
    .iter = str_iter,
    .len = str_len,
    .getitem = str_getitem,
    .contains = str_contains,
    .tp_new = str_new,
    .methods = str_methods,
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str",
};
