/* str: immutable Unicode text, 1, 2 or 4 bytes a character, the narrowest
 * that fits (PEP 393). */
#ifndef GILPY_OBJECTS_STR_H
#define GILPY_OBJECTS_STR_H

#include <stdarg.h>

#include "core/object.h"

typedef struct Str {
    Obj ob;
    int64_t length; /* characters */
    int64_t hash;   /* -1: not computed */
    uint8_t kind;   /* 1, 2, 4 */
    bool ascii;
    bool interned;
    char *utf8;     /* cached; for ascii == data */
    int64_t utf8_length;
    /* followed by (length + 1) * kind bytes, NUL-terminated */
} Str;

extern Type str_type;

static inline void *str_data(const Str *s) { return (void *)(s + 1); }
static inline Str *as_str(Val v) { return (Str *)val_obj(v); }
static inline bool val_is_str(Val v) { return val_has(v, TF_STR); }
static inline uint32_t char_at(int kind, const void *data, int64_t i) {
    return kind == 1   ? ((const uint8_t *)data)[i]
           : kind == 2 ? ((const uint16_t *)data)[i]
                       : ((const uint32_t *)data)[i];
}
static inline uint32_t str_char(const Str *s, int64_t i) {
    return char_at(s->kind, str_data(s), i);
}
static inline void str_put(Str *s, int64_t i, uint32_t c) {
    if (s->kind == 1)
        ((uint8_t *)str_data(s))[i] = (uint8_t)c;
    else if (s->kind == 2)
        ((uint16_t *)str_data(s))[i] = (uint16_t)c;
    else
        ((uint32_t *)str_data(s))[i] = c;
}
/* Bytes of a str up to where the subclass part of its type starts. */
static inline size_t str_var_size(const Str *s) {
    return (sizeof(Str) + ((size_t)s->length + 1) * s->kind + 7) & ~(size_t)7;
}
/* An upper bound of the characters, as str_alloc wants it. */
static inline uint32_t str_max_char(const Str *s) {
    return s->ascii ? 0x7f : s->kind == 1 ? 0xff : s->kind == 2 ? 0xffff : 0x10ffff;
}

/* An uninitialised str to fill: max_char decides kind and ascii. */
Str *str_alloc(int64_t length, uint32_t max_char);
Val str_empty(void);
Val str_from_char(uint32_t c);
Val str_from_ascii(const char *s, int64_t n); /* n bytes below 0x80 */
Val str_from_utf8(const char *s, int64_t n);  /* strict; lone surrogates (WTF-8) accepted */
Val str_from_cstr(const char *s);
Val str_intern_cstr(const char *s);           /* interned, lives for ever */
Val str_intern(Val s);                        /* steals s, returns the one interned str */
/* Interned once per call site; for names known at compile time.  Borrowed. */
#define STR_CONST(lit)                                                         \
    ({                                                                         \
        static Val s_;                                                         \
        if (!s_)                                                               \
            s_ = str_intern_cstr(lit);                                         \
        s_;                                                                    \
    })
/* NUL-terminated UTF-8, owned by the str; NULL: exception set.  n may be NULL. */
const char *str_utf8(Val s, int64_t *n);
Val str_from_format(const char *fmt, ...);    /* conversions of err_set() */
Val str_from_vformat(const char *fmt, va_list ap);
Val str_from_kind(int kind, const void *data, int64_t n); /* narrowed to fit */
Val str_plain(Val s);                         /* an exact str: s itself unless of a subclass */
bool str_eq(const Str *a, const Str *b);
bool str_eq_ascii(Val s, const char *ascii);
int str_cmp(const Str *a, const Str *b);
int64_t str_hash(Str *s);
uint64_t hash_bytes(const void *p, int64_t n); /* keyed SipHash-1-3 */
Val str_concat(Val a, Val b);
/* a + b where nobody else sees a (exact str, count 1): grows it in place if it
 * can.  Steals a, except on failure (VAL_NULL, a unchanged). */
Val str_append_steal(Val a, Val b);
/* All str, else TypeError.  Of 65,536 items and more it lets other threads run: then
 * the items must be the caller's own. */
Val str_join(Val sep, Val *items, int64_t n);
Val str_join_iterable(Val sep, Val iterable);
Val str_repeat(Val s, int64_t n);
Val str_substring(Val s, int64_t start, int64_t end);
Val str_mod(Val fmt, Val args);               /* "…" % args */
Val str_repr(Val s);
Val str_ascii(Val repr);                      /* with \x, \u, \U for what is not ascii */
/* The text for int("…") and float("…"): decimal digits and blanks of all
 * scripts made ASCII, other characters '?'.  In s itself, or in *own, to be
 * freed (NULL else); NULL: exception set. */
const char *str_number_text(Val s, int64_t *n, char **own);
bool str_is_identifier(const Str *s);

/* Search, in str_search.c: position of n in h[start:end], or -1. */
int64_t str_find(const Str *h, const Str *n, int64_t start, int64_t end);
int64_t str_rfind(const Str *h, const Str *n, int64_t start, int64_t end);
int64_t str_count(const Str *h, const Str *n, int64_t start, int64_t end);
int64_t mem_find(const char *h, int64_t hn, const char *n, int64_t nn);
int64_t mem_rfind(const char *h, int64_t hn, const char *n, int64_t nn);
int64_t mem_count(const char *h, int64_t hn, const char *n, int64_t nn);
Val str_replace(Val s, Val from, Val to, int64_t max); /* max < 0: all */

/* Codecs, in str_codec.c.  errors NULL: strict. */
Val str_encode(Val s, const char *encoding, const char *errors);   /* bytes */
Val str_decode(const char *p, int64_t n, const char *encoding, const char *errors);

extern const MethodDef str_methods[];

/* Growing text, for repr, join and formatting.  An error is sticky: check
 * at strbuf_finish, which returns VAL_NULL and frees. */
typedef struct StrBuf {
    void *data;      /* bytes while all characters are below 0x100, else 4 bytes each */
    int64_t length, capacity;
    uint32_t max_char;
    uint8_t width;   /* 1 or 4 */
    bool failed;
    char small[96];  /* short texts need no allocation; so never copy a StrBuf */
} StrBuf;
void strbuf_init(StrBuf *b);
void strbuf_char(StrBuf *b, uint32_t c);
void strbuf_fill(StrBuf *b, uint32_t c, int64_t n);
void strbuf_cstr(StrBuf *b, const char *ascii);
void strbuf_ascii(StrBuf *b, const char *p, int64_t n);
void strbuf_str(StrBuf *b, Val s);
void strbuf_part(StrBuf *b, const Str *s, int64_t start, int64_t end);
bool strbuf_repr(StrBuf *b, Val v);           /* false: exception set */
Val strbuf_finish(StrBuf *b);
void strbuf_discard(StrBuf *b);

#endif
