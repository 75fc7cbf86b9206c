/* The methods that bytes and bytearray share.  They read their arguments
 * through bytes_view after everything that can run Python code, since a
 * bytearray may be resized by it. */
#include <ctype.h>
#include <stdlib.h>

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct View {
    const char *p;
    int64_t n;
} View;

#define METHOD(name)                                                           \
    Val name(Val *args, __attribute__((unused)) int nargs,                     \
             __attribute__((unused)) Val kwnames)

static View view(Val v) {
    View w;
    bytes_view(v, &w.p, &w.n);
    return w;
}

static bool need_bytes(Val v, View *w) {
    return bytes_view(v, &w->p, &w->n) ||
           err_false(&exc_TypeError, "a bytes-like object is required, not '%T'", v);
}

static Val part(Val self, View w, int64_t start, int64_t end) {
    if (start == 0 && end == w.n && val_is(self, &bytes_type))
        return incref(self);
    return bytes_like_new(self, w.p + start, end - start);
}

/* The data of a result that is still being filled. */
static char *result_data(Val r) {
    return val_is_bytes(r) ? as_bytes(r)->data : as_bytearray(r)->data;
}

/* ---- searching ---- */

/* The needle may be an int: *one gives it room. */
static bool search_args(const char *name, Val *args, int nargs, View *self, View *needle, char *one, int64_t *start,
                        int64_t *end) {
    unsigned char c;
    if (!args_count(name, nargs - 1, 1, 3))
        return false;
    if (!bytes_view(args[1], &needle->p, &needle->n)) {
        if (!val_is_integer(args[1]) && !val_type(args[1])->index)
            return err_false(&exc_TypeError,
                             "argument should be integer or bytes-like object, not '%T'", args[1]);
        if (!byte_value(args[1], "byte", &c))
            return false;
        *one = (char)c;
        *needle = (View){one, 1};
    }
    if (!seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL,
                    view(args[0]).n, start, end))
        return false;
    *self = view(args[0]);
    if (needle->p != one)
        *needle = view(args[1]);
    if (*end > self->n)
        *end = self->n;
    return true;
}

static Val search(const char *name, Val *args, int nargs, bool right, bool must) {
    View self, needle;
    char one;
    int64_t start, end, r = -1;
    if (!search_args(name, args, nargs, &self, &needle, &one, &start, &end))
        return VAL_NULL;
    if (start <= end) {
        r = right ? mem_rfind(self.p + start, end - start, needle.p, needle.n)
                  : mem_find(self.p + start, end - start, needle.p, needle.n);
        if (r >= 0)
            r += start;
    }
    if (r < 0 && must)
        return err_set(&exc_ValueError, "subsection not found");
    return val_small(r);
}
static METHOD(m_find) { return search("find", args, nargs, false, false); }
static METHOD(m_rfind) { return search("rfind", args, nargs, true, false); }
static METHOD(m_index) { return search("index", args, nargs, false, true); }
static METHOD(m_rindex) { return search("rindex", args, nargs, true, true); }

static METHOD(m_count) {
    View self, needle;
    char one;
    int64_t start, end;
    if (!search_args("count", args, nargs, &self, &needle, &one, &start, &end))
        return VAL_NULL;
    return val_small(start > end ? 0
                                 : mem_count(self.p + start, end - start, needle.p, needle.n));
}

static bool affix(View s, View a, int64_t start, int64_t end, bool tail) {
    if (end > s.n)
        end = s.n;
    if (end - start < a.n || start > s.n)
        return false;
    return memcmp(s.p + (tail ? end - a.n : start), a.p, (size_t)a.n) == 0;
}

static Val with_affix(Val *args, int nargs, bool tail) {
    const char *name = tail ? "endswith" : "startswith";
    int64_t start, end;
    View a;
    if (!args_count(name, nargs - 1, 1, 3) ||
        !seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL,
                    view(args[0]).n, &start, &end))
        return VAL_NULL;
    if (val_is_tuple(args[1])) {
        Tuple *t = as_tuple(args[1]);
        for (int64_t i = 0; i < t->length; i++) {
            if (!need_bytes(t->items[i], &a))
                return VAL_NULL;
            if (affix(view(args[0]), a, start, end, tail))
                return VAL_TRUE;
        }
        return VAL_FALSE;
    }
    if (!bytes_view(args[1], &a.p, &a.n))
        return err_set(&exc_TypeError, "%s first arg must be bytes or a tuple of bytes, not %T",
                       name, args[1]);
    return val_bool(affix(view(args[0]), a, start, end, tail));
}
static METHOD(m_startswith) { return with_affix(args, nargs, false); }
static METHOD(m_endswith) { return with_affix(args, nargs, true); }

static METHOD(m_removeprefix) {
    View a, s = view(args[0]);
    if (!need_bytes(args[1], &a))
        return VAL_NULL;
    return part(args[0], s, affix(s, a, 0, s.n, false) ? a.n : 0, s.n);
}
static METHOD(m_removesuffix) {
    View a, s = view(args[0]);
    if (!need_bytes(args[1], &a))
        return VAL_NULL;
    return part(args[0], s, 0, affix(s, a, 0, s.n, true) ? s.n - a.n : s.n);
}

static METHOD(m_replace) {
    View from, to;
    int64_t max = -1;
    if (nargs > 3 && !val_as_index(args[3], &max, &exc_OverflowError))
        return VAL_NULL;
    if (!need_bytes(args[1], &from) || !need_bytes(args[2], &to))
        return VAL_NULL;
    View s = view(args[0]);
    int64_t n = mem_count(s.p, s.n, from.p, from.n);
    if (max >= 0 && n > max)
        n = max;
    if (n == 0)
        return part(args[0], s, 0, s.n);
    int64_t delta = to.n - from.n;
    if (delta > 0 && n > (INT64_MAX / 8 - s.n) / delta)
        return err_set(&exc_OverflowError, "replace bytes is too long");
    Val r = bytes_like_new(args[0], NULL, s.n + n * delta);
    if (val_is_null(r))
        return r;
    char *o = result_data(r);
    int64_t in = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t p = from.n ? mem_find(s.p + in, s.n - in, from.p, from.n) : i ? 1 : 0;
        if (p)
            memcpy(o, s.p + in, (size_t)p);
        o += p;
        in += p + from.n;
        if (to.n)
            memcpy(o, to.p, (size_t)to.n);
        o += to.n;
    }
    if (in < s.n)
        memcpy(o, s.p + in, (size_t)(s.n - in));
    return r;
}

/* ---- splitting ---- */

static bool add_part(Val list, Val self, int64_t start, int64_t end) {
    View w = view(self);
    Val v = bytes_like_new(self, w.p + start, end - start);
    return !val_is_null(v) && list_append_steal(as_list(list), v);
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool split_blank(Val self, Val list, int64_t max) {
    View w = view(self);
    int64_t i = 0, n = w.n;
    for (;;) {
        while (i < n && blank(w.p[i]))
            i++;
        if (i == n)
            return true;
        int64_t start = i;
        if (max-- == 0)
            return add_part(list, self, start, n);
        while (i < n && !blank(w.p[i]))
            i++;
        if (!add_part(list, self, start, i))
            return false;
    }
}

static bool rsplit_blank(Val self, Val list, int64_t max) {
    View w = view(self);
    int64_t i = w.n;
    for (;;) {
        while (i > 0 && blank(w.p[i - 1]))
            i--;
        if (i == 0)
            return true;
        int64_t end = i;
        if (max-- == 0)
            return add_part(list, self, 0, end);
        while (i > 0 && !blank(w.p[i - 1]))
            i--;
        if (!add_part(list, self, i, end))
            return false;
    }
}

static bool split_sep(Val self, Val list, View sep, int64_t max, bool right) {
    View w = view(self);
    int64_t start = 0, end = w.n;
    while (max-- != 0) {
        int64_t p = right ? mem_rfind(w.p, end, sep.p, sep.n)
                          : mem_find(w.p + start, w.n - start, sep.p, sep.n);
        if (p < 0)
            break;
        if (right) {
            if (!add_part(list, self, p + sep.n, end))
                return false;
            end = p;
        } else {
            if (!add_part(list, self, start, start + p))
                return false;
            start += p + sep.n;
        }
    }
    return add_part(list, self, start, end);
}

static Val split(const char *fname, Val *args, int nargs, Val kwnames, bool right) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    Val a[2];
    int64_t max = -1;
    if (!args_parse(fname, names, 0, 0, 2, args + 1, nargs - 1, kwnames, a) ||
        (!val_is_null(a[1]) && !val_as_index(a[1], &max, &exc_OverflowError)))
        return VAL_NULL;
    if (max < 0)
        max = -1;
    bool by_blank = val_is_null(a[0]) || val_is_none(a[0]);
    View sep = {NULL, 0};
    if (!by_blank && !need_bytes(a[0], &sep))
        return VAL_NULL;
    if (!by_blank && sep.n == 0)
        return err_set(&exc_ValueError, "empty separator");
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    bool ok = by_blank ? (right ? rsplit_blank : split_blank)(args[0], list, max)
                       : split_sep(args[0], list, sep, max, right);
    if (!ok) {
        decref(list);
        return VAL_NULL;
    }
    if (right)
        list_reverse(as_list(list));
    return list;
}
static METHOD(m_split) { return split("split", args, nargs, kwnames, false); }
static METHOD(m_rsplit) { return split("rsplit", args, nargs, kwnames, true); }

static METHOD(m_splitlines) {
    static const char *const names[] = {"keepends", NULL};
    Val a[1];
    if (!args_parse("splitlines", names, 0, 0, 1, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int keep = val_is_null(a[0]) ? 0 : val_truth(a[0]);
    if (keep < 0)
        return VAL_NULL;
    Val list = list_new(0);
    View w = view(args[0]);
    for (int64_t i = 0; i < w.n && !val_is_null(list);) {
        int64_t start = i;
        while (i < w.n && w.p[i] != '\n' && w.p[i] != '\r')
            i++;
        int64_t end = i;
        if (i < w.n) {
            if (w.p[i] == '\r' && i + 1 < w.n && w.p[i + 1] == '\n')
                i++;
            i++;
        }
        if (!add_part(list, args[0], start, keep ? i : end))
            val_clear(&list);
    }
    return list;
}

static Val partition(Val *args, bool right) {
    View sep;
    if (!need_bytes(args[1], &sep))
        return VAL_NULL;
    if (sep.n == 0)
        return err_set(&exc_ValueError, "empty separator");
    View w = view(args[0]);
    int64_t p = right ? mem_rfind(w.p, w.n, sep.p, sep.n) : mem_find(w.p, w.n, sep.p, sep.n);
    Val a, b, c, r = VAL_NULL;
    if (p < 0) {
        a = right ? bytes_like_new(args[0], "", 0) : bytes_like_new(args[0], w.p, w.n);
        b = bytes_like_new(args[0], "", 0);
        c = right ? bytes_like_new(args[0], w.p, w.n) : bytes_like_new(args[0], "", 0);
    } else {
        a = bytes_like_new(args[0], w.p, p);
        b = bytes_like_new(args[0], sep.p, sep.n);
        c = bytes_like_new(args[0], w.p + p + sep.n, w.n - p - sep.n);
    }
    if (!val_is_null(a) && !val_is_null(b) && !val_is_null(c))
        r = tuple_pack(3, a, b, c);
    decref(a);
    decref(b);
    decref(c);
    return r;
}
static METHOD(m_partition) { return partition(args, false); }
static METHOD(m_rpartition) { return partition(args, true); }

static METHOD(m_join) {
    Val items = tuple_from_iterable(args[1]);
    if (val_is_null(items)) {
        if (err_matches(&exc_TypeError) && !val_type(args[1])->iter && !val_type(args[1])->getitem) {
            err_clear();
            return err_set(&exc_TypeError, "can only join an iterable");
        }
        return items;
    }
    Tuple *t = as_tuple(items);
    View sep = view(args[0]), w;
    int64_t n = 0;
    Val r = VAL_NULL;
    for (int64_t i = 0; i < t->length; i++) {
        if (!bytes_view(t->items[i], &w.p, &w.n)) {
            err_set(&exc_TypeError, "sequence item %ld: expected a bytes-like object, %T found",
                    (long)i, t->items[i]);
            goto done;
        }
        n += w.n + (i ? sep.n : 0);
        if (n > INT64_MAX / 8) {
            err_no_memory();
            goto done;
        }
    }
    if (t->length == 1 && val_is(t->items[0], &bytes_type) && val_is_bytes(args[0])) {
        r = incref(t->items[0]);
        goto done;
    }
    r = n ? bytes_like_new(args[0], NULL, n) : bytes_like_new(args[0], "", 0);
    if (val_is_null(r) || n == 0)
        goto done;
    char *o = result_data(r);
    for (int64_t i = 0; i < t->length; i++) {
        if (i && sep.n) {
            memcpy(o, sep.p, (size_t)sep.n);
            o += sep.n;
        }
        w = view(t->items[i]);
        if (w.n)
            memcpy(o, w.p, (size_t)w.n);
        o += w.n;
    }
done:
    decref(items);
    return r;
}

/* ---- stripping and padding ---- */

static Val strip(Val *args, int nargs, bool left, bool right) {
    View set = {NULL, 0};
    if (nargs > 1 && !val_is_none(args[1]) && !need_bytes(args[1], &set))
        return VAL_NULL;
    View w = view(args[0]);
    int64_t i = 0, j = w.n;
#define STRIPPED(c) (set.p ? set.n && memchr(set.p, (c), (size_t)set.n) != NULL : blank(c))
    if (left)
        while (i < j && STRIPPED(w.p[i]))
            i++;
    if (right)
        while (j > i && STRIPPED(w.p[j - 1]))
            j--;
#undef STRIPPED
    return part(args[0], w, i, j);
}
static METHOD(m_strip) { return strip(args, nargs, true, true); }
static METHOD(m_lstrip) { return strip(args, nargs, true, false); }
static METHOD(m_rstrip) { return strip(args, nargs, false, true); }

static Val pad(Val self, int64_t left, int64_t right, char fill) {
    View w = view(self);
    if (left <= 0 && right <= 0)
        return part(self, w, 0, w.n);
    Val r = bytes_like_new(self, NULL, left + w.n + right);
    if (val_is_null(r))
        return r;
    char *o = result_data(r);
    memset(o, fill, (size_t)left);
    if (w.n)
        memcpy(o + left, w.p, (size_t)w.n);
    memset(o + left + w.n, fill, (size_t)right);
    return r;
}

static bool pad_args(const char *name, Val *args, int nargs, int64_t *missing, char *fill) {
    int64_t width;
    View f;
    if (!val_as_index(args[1], &width, &exc_OverflowError))
        return false;
    *fill = ' ';
    if (nargs > 2) {
        if (!bytes_view(args[2], &f.p, &f.n) || f.n != 1)
            return err_false(&exc_TypeError,
                             "%s() argument 2 must be a byte string of length 1, not %T", name,
                             args[2]);
        *fill = *f.p;
    }
    int64_t n = view(args[0]).n;
    *missing = width > n ? width - n : 0;
    if (*missing > INT64_MAX / 4) {
        err_no_memory();
        return false;
    }
    return true;
}
static METHOD(m_ljust) {
    int64_t n;
    char fill;
    return pad_args("ljust", args, nargs, &n, &fill) ? pad(args[0], 0, n, fill) : VAL_NULL;
}
static METHOD(m_rjust) {
    int64_t n;
    char fill;
    return pad_args("rjust", args, nargs, &n, &fill) ? pad(args[0], n, 0, fill) : VAL_NULL;
}
static METHOD(m_center) {
    int64_t n;
    char fill;
    if (!pad_args("center", args, nargs, &n, &fill))
        return VAL_NULL;
    int64_t left = n / 2 + (n & (view(args[0]).n + n) & 1);
    return pad(args[0], left, n - left, fill);
}

static METHOD(m_zfill) {
    int64_t n;
    char fill;
    if (!pad_args("zfill", args, 2, &n, &fill))
        return VAL_NULL;
    Val r = pad(args[0], n, 0, '0');
    if (val_is_null(r) || n == 0 || view(args[0]).n == 0)
        return r;
    char *p = result_data(r);
    if (p[n] == '+' || p[n] == '-') {
        p[0] = p[n];
        p[n] = '0';
    }
    return r;
}

static METHOD(m_expandtabs) {
    static const char *const names[] = {"tabsize", NULL};
    Val a[1];
    int64_t size = 8;
    if (!args_parse("expandtabs", names, 0, 0, 1, args + 1, nargs - 1, kwnames, a) ||
        (!val_is_null(a[0]) && !val_as_index(a[0], &size, &exc_OverflowError)))
        return VAL_NULL;
    View w = view(args[0]);
    StrBuf b; /* bytes as Latin-1 characters */
    strbuf_init(&b);
    int64_t column = 0;
    for (int64_t i = 0; i < w.n; i++) {
        unsigned char c = (unsigned char)w.p[i];
        if (c == '\t') {
            int64_t n = size > 0 ? size - column % size : 0;
            strbuf_fill(&b, ' ', n);
            column += n;
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        strbuf_char(&b, c);
    }
    Val s = strbuf_finish(&b);
    if (val_is_null(s))
        return s;
    Val r = bytes_like_new(args[0], str_data(as_str(s)), as_str(s)->length);
    decref(s);
    return r;
}

/* ---- case and character classes: ASCII only ---- */

static Val map_bytes(Val self, int (*fn)(int c, int64_t i, int previous)) {
    View w = view(self);
    if (w.n == 0)
        return bytes_like_new(self, "", 0);
    Val r = bytes_like_new(self, NULL, w.n);
    if (val_is_null(r))
        return r;
    char *o = result_data(r);
    for (int64_t i = 0; i < w.n; i++)
        o[i] = (char)fn((unsigned char)w.p[i], i, i ? (unsigned char)w.p[i - 1] : 0);
    return r;
}
static bool up(int c) { return c >= 'A' && c <= 'Z'; }
static bool low(int c) { return c >= 'a' && c <= 'z'; }
static int to_upper(int c, int64_t i, int prev) {
    (void)i, (void)prev;
    return low(c) ? c - 32 : c;
}
static int to_lower(int c, int64_t i, int prev) {
    (void)i, (void)prev;
    return up(c) ? c + 32 : c;
}
static int to_swapped(int c, int64_t i, int prev) {
    return up(c) ? to_lower(c, i, prev) : to_upper(c, i, prev);
}
static int to_capital(int c, int64_t i, int prev) {
    return i ? to_lower(c, i, prev) : to_upper(c, i, prev);
}
static int to_title(int c, int64_t i, int prev) {
    return up(prev) || low(prev) ? to_lower(c, i, prev) : to_upper(c, i, prev);
}
static METHOD(m_upper) { return map_bytes(args[0], to_upper); }
static METHOD(m_lower) { return map_bytes(args[0], to_lower); }
static METHOD(m_swapcase) { return map_bytes(args[0], to_swapped); }
static METHOD(m_capitalize) { return map_bytes(args[0], to_capital); }
static METHOD(m_title) { return map_bytes(args[0], to_title); }

static bool digit(int c) { return c >= '0' && c <= '9'; }
static bool alpha(int c) { return up(c) || low(c); }
static bool alnum(int c) { return alpha(c) || digit(c); }
static bool space(int c) { return blank((char)c); }

static Val all_are(Val self, bool (*test)(int)) {
    View w = view(self);
    for (int64_t i = 0; i < w.n; i++)
        if (!test((unsigned char)w.p[i]))
            return VAL_FALSE;
    return val_bool(w.n > 0);
}
static METHOD(m_isdigit) { return all_are(args[0], digit); }
static METHOD(m_isalpha) { return all_are(args[0], alpha); }
static METHOD(m_isalnum) { return all_are(args[0], alnum); }
static METHOD(m_isspace) { return all_are(args[0], space); }
static METHOD(m_isascii) {
    View w = view(args[0]);
    for (int64_t i = 0; i < w.n; i++)
        if (w.p[i] & 0x80)
            return VAL_FALSE;
    return VAL_TRUE;
}

static Val cased(Val self, bool (*want)(int), bool (*forbidden)(int)) {
    View w = view(self);
    bool any = false;
    for (int64_t i = 0; i < w.n; i++) {
        if (forbidden((unsigned char)w.p[i]))
            return VAL_FALSE;
        any |= want((unsigned char)w.p[i]);
    }
    return val_bool(any);
}
static METHOD(m_isupper) { return cased(args[0], up, low); }
static METHOD(m_islower) { return cased(args[0], low, up); }
static METHOD(m_istitle) {
    View w = view(args[0]);
    bool inside = false, any = false;
    for (int64_t i = 0; i < w.n; i++) {
        int c = (unsigned char)w.p[i];
        if ((up(c) && inside) || (low(c) && !inside))
            return VAL_FALSE;
        inside = alpha(c);
        any |= inside;
    }
    return val_bool(any);
}

/* ---- text ---- */

static METHOD(m_decode) {
    static const char *const names[] = {"encoding", "errors", NULL};
    Val a[2];
    const char *text[2] = {"utf-8", NULL};
    if (!args_parse("decode", names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 2; i++) {
        if (val_is_null(a[i]))
            continue;
        if (!val_is_str(a[i]))
            return err_set(&exc_TypeError, "decode() argument '%s' must be str, not %T", names[i],
                           a[i]);
        if (!(text[i] = str_utf8(a[i], NULL)))
            return VAL_NULL;
    }
    View w = view(args[0]);
    return str_decode(w.p, w.n, text[0], text[1]);
}

static METHOD(m_hex) {
    static const char digits[] = "0123456789abcdef";
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    Val a[2];
    if (!args_parse("hex", names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int64_t group = 1;
    uint32_t sep = 0;
    if (!val_is_null(a[0])) {
        View s;
        int64_t length = val_len(a[0]);
        if (length < 0)
            return VAL_NULL;
        if (length != 1)
            return err_set(&exc_ValueError, "sep must be length 1.");
        if (val_is_str(a[0]))
            sep = str_char(as_str(a[0]), 0);
        else if (bytes_view(a[0], &s.p, &s.n))
            sep = (unsigned char)*s.p;
        else
            return err_set(&exc_TypeError, "sep must be str or bytes.");
        if (sep > 127)
            return err_set(&exc_ValueError, "sep must be ASCII.");
        if (!val_is_null(a[1]) && !val_as_index(a[1], &group, &exc_OverflowError))
            return VAL_NULL;
    }
    View w = view(args[0]);
    StrBuf b;
    strbuf_init(&b);
    int64_t size = group < 0 ? -group : group;
    for (int64_t i = 0; i < w.n; i++) {
        /* groups are counted from the right, or from the left if negative */
        if (i && sep && size && (group < 0 ? i : w.n - i) % size == 0)
            strbuf_char(&b, sep);
        strbuf_char(&b, (unsigned char)digits[(unsigned char)w.p[i] >> 4]);
        strbuf_char(&b, (unsigned char)digits[w.p[i] & 15]);
    }
    return strbuf_finish(&b);
}

static int hex_value(uint32_t c) {
    return c >= '0' && c <= '9' ? (int)c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (int)(c | 32) - 'a' + 10 : -1;
}

static METHOD(m_fromhex) {
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "fromhex() argument must be str, not %T", args[1]);
    Str *s = as_str(args[1]);
    char *buf = malloc((size_t)s->length / 2 + 1);
    if (!buf)
        return err_no_memory();
    int64_t n = 0;
    for (int64_t i = 0; i < s->length;) {
        uint32_t c = str_char(s, i);
        if (c < 0x80 && isspace((int)c)) {
            i++;
            continue;
        }
        int high = hex_value(c), lower = -1;
        if (high >= 0)
            lower = ++i < s->length ? hex_value(str_char(s, i)) : -1;
        if (lower < 0) {
            free(buf);
            return err_set(&exc_ValueError,
                           "non-hexadecimal number found in fromhex() arg at position %ld",
                           (long)i);
        }
        buf[n++] = (char)(high << 4 | lower);
        i++;
    }
    bool array = type_is_subtype((Type *)val_obj(args[0]), &bytearray_type);
    Val r = array ? bytearray_new(buf, n) : bytes_new(buf, n);
    free(buf);
    if (val_is_null(r) || args[0] == val_ptr(array ? &bytearray_type : &bytes_type))
        return r;
    Val v = val_call1(args[0], r);
    decref(r);
    return v;
}

static METHOD(m_maketrans) {
    View from, to;
    if (!need_bytes(args[0], &from) || !need_bytes(args[1], &to))
        return VAL_NULL;
    if (from.n != to.n)
        return err_set(&exc_ValueError, "maketrans arguments must have same length");
    char table[256];
    for (int i = 0; i < 256; i++)
        table[i] = (char)i;
    for (int64_t i = 0; i < from.n; i++)
        table[(unsigned char)from.p[i]] = to.p[i];
    return bytes_new(table, 256);
}

static METHOD(m_translate) {
    static const char *const names[] = {"", "delete", NULL};
    Val a[2];
    if (!args_parse("translate", names, 1, 1, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    View table = {NULL, 0}, gone = {NULL, 0};
    if (!val_is_none(a[0])) {
        if (!need_bytes(a[0], &table))
            return VAL_NULL;
        if (table.n != 256)
            return err_set(&exc_ValueError, "translation table must be 256 characters long");
    }
    if (!val_is_null(a[1]) && !need_bytes(a[1], &gone))
        return VAL_NULL;
    View w = view(args[0]);
    char *buf = malloc((size_t)w.n + 1);
    if (!buf)
        return err_no_memory();
    int64_t n = 0;
    for (int64_t i = 0; i < w.n; i++) {
        unsigned char c = (unsigned char)w.p[i];
        if (!gone.n || !memchr(gone.p, c, (size_t)gone.n))
            buf[n++] = table.p ? table.p[c] : (char)c;
    }
    Val r = bytes_like_new(args[0], buf, n);
    free(buf);
    return r;
}

static METHOD(m_bytes) { return val_is_bytes(args[0]) ? bytes_new(view(args[0]).p, view(args[0]).n) : VAL_NOTIMPL; }

static METHOD(m_getnewargs) {
    View w = view(args[0]);
    Val b = bytes_new(w.p, w.n);
    if (val_is_null(b))
        return b;
    Val t = tuple_pack(1, b);
    decref(b);
    return t;
}

#define COMMON_METHODS                                                                         \
    {"capitalize", m_capitalize, 0, 0, 0, "Return a copy with only the first character capitalized."}, \
    {"center", m_center, 1, 2, 0, "Return a centered copy of length width."},                  \
    {"count", m_count, 0, -1, 0, "Return the number of non-overlapping occurrences of sub."},   \
    {"decode", m_decode, 0, -1, METH_KW, "Decode the bytes using the codec registered for encoding."}, \
    {"endswith", m_endswith, 0, -1, 0, "Return True if B ends with the specified suffix."},    \
    {"expandtabs", m_expandtabs, 0, -1, METH_KW, "Return a copy with tabs expanded using spaces."}, \
    {"find", m_find, 0, -1, 0, "Return the lowest index where sub is found, or -1."},           \
    {"fromhex", m_fromhex, 1, 1, METH_CLASS, "Create from a string of hexadecimal numbers."},  \
    {"hex", m_hex, 0, -1, METH_KW, "Create a string of hexadecimal numbers."},                  \
    {"index", m_index, 0, -1, 0, "Return the lowest index where sub is found, or raise ValueError."}, \
    {"isalnum", m_isalnum, 0, 0, 0, "Return True if all characters are alphanumeric."},        \
    {"isalpha", m_isalpha, 0, 0, 0, "Return True if all characters are alphabetic."},          \
    {"isascii", m_isascii, 0, 0, 0, "Return True if B is empty or all characters are ASCII."}, \
    {"isdigit", m_isdigit, 0, 0, 0, "Return True if all characters are digits."},              \
    {"islower", m_islower, 0, 0, 0, "Return True if all cased characters are lowercase."},     \
    {"isspace", m_isspace, 0, 0, 0, "Return True if all characters are whitespace."},          \
    {"istitle", m_istitle, 0, 0, 0, "Return True if B is a titlecased string."},               \
    {"isupper", m_isupper, 0, 0, 0, "Return True if all cased characters are uppercase."},     \
    {"join", m_join, 1, 1, 0, "Concatenate any number of bytes objects."},                     \
    {"ljust", m_ljust, 1, 2, 0, "Return a left-justified copy of length width."},              \
    {"lower", m_lower, 0, 0, 0, "Return a copy with all ASCII characters in lowercase."},      \
    {"lstrip", m_lstrip, 0, 1, 0, "Strip leading bytes contained in the argument."},           \
    {"maketrans", m_maketrans, 2, 2, METH_STATIC, "Return a table usable for translate()."},   \
    {"partition", m_partition, 1, 1, 0, "Partition into three parts using the given separator."}, \
    {"removeprefix", m_removeprefix, 1, 1, 0, "Return a copy with the given prefix removed."}, \
    {"removesuffix", m_removesuffix, 1, 1, 0, "Return a copy with the given suffix removed."}, \
    {"replace", m_replace, 2, 3, 0, "Return a copy with all occurrences of old replaced by new."}, \
    {"rfind", m_rfind, 0, -1, 0, "Return the highest index where sub is found, or -1."},        \
    {"rindex", m_rindex, 0, -1, 0, "Return the highest index where sub is found, or raise ValueError."}, \
    {"rjust", m_rjust, 1, 2, 0, "Return a right-justified copy of length width."},             \
    {"rpartition", m_rpartition, 1, 1, 0, "Partition into three parts at the last separator."}, \
    {"rsplit", m_rsplit, 0, -1, METH_KW, "Return a list of the sections, splitting from the end."}, \
    {"rstrip", m_rstrip, 0, 1, 0, "Strip trailing bytes contained in the argument."},          \
    {"split", m_split, 0, -1, METH_KW, "Return a list of the sections, using sep as the delimiter."}, \
    {"splitlines", m_splitlines, 0, -1, METH_KW, "Return a list of the lines."},                \
    {"startswith", m_startswith, 0, -1, 0, "Return True if B starts with the specified prefix."}, \
    {"strip", m_strip, 0, 1, 0, "Strip leading and trailing bytes contained in the argument."}, \
    {"swapcase", m_swapcase, 0, 0, 0, "Return a copy with the case of ASCII letters swapped."}, \
    {"title", m_title, 0, 0, 0, "Return a titlecased version."},                               \
    {"translate", m_translate, 0, -1, METH_KW, "Return a copy mapped through the given table."}, \
    {"upper", m_upper, 0, 0, 0, "Return a copy with all ASCII characters in uppercase."},      \
    {"zfill", m_zfill, 1, 1, 0, "Pad a numeric string with zeros on the left."}

const MethodDef bytes_common_methods[] = {
    COMMON_METHODS,
    {"__bytes__", m_bytes, 0, 0, 0, "Convert this value to exact type bytes."},
    {"__getnewargs__", m_getnewargs, 0, 0, 0, NULL},
    {0},
};

const MethodDef bytearray_methods[] = {
    COMMON_METHODS,
    {"append", bytearray_m_append, 1, 1, 0, "Append a single item to the end of the bytearray."},
    {"clear", bytearray_m_clear, 0, 0, 0, "Remove all items from the bytearray."},
    {"copy", bytearray_m_copy, 0, 0, 0, "Return a copy of B."},
    {"extend", bytearray_m_extend, 1, 1, 0, "Append all the items from the iterator or sequence."},
    {"insert", bytearray_m_insert, 2, 2, 0, "Insert a single item into the bytearray."},
    {"pop", bytearray_m_pop, 0, 1, 0, "Remove and return a single item from B."},
    {"remove", bytearray_m_remove, 1, 1, 0, "Remove the first occurrence of a value."},
    {"reverse", bytearray_m_reverse, 0, 0, 0, "Reverse the order of the values in B in place."},
    {0},
};
