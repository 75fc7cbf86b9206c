/* The method table of str, and the methods that are about no case or split. */
#include "objects/str_methods.h"

#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "objects/unicode.h"

/* ---- searching ---- */

static bool search_args(const char *name, Val *args, int nargs, int64_t *start, int64_t *end) {
    if (!args_count(name, nargs - 1, 1, 3))
        return false;
    if (!val_is_str(args[1]))
        return err_false(&exc_TypeError, "must be str, not %T", args[1]);
    return seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL,
                      as_str(args[0])->length, start, end);
}

#define SEARCH_METHOD(name, call, missing)                                     \
    static STR_METHOD(m_##name) {                                                  \
        int64_t start, end;                                                    \
        if (!search_args(#name, args, nargs, &start, &end))                    \
            return VAL_NULL;                                                   \
        int64_t r = call(as_str(args[0]), as_str(args[1]), start, end);        \
        if (r < 0 && missing)                                                  \
            return err_set(&exc_ValueError, "substring not found");            \
        return val_small(r);                                                   \
    }
SEARCH_METHOD(find, str_find, false)
SEARCH_METHOD(rfind, str_rfind, false)
SEARCH_METHOD(index, str_find, true)
SEARCH_METHOD(rindex, str_rfind, true)
SEARCH_METHOD(count, str_count, false)

static bool has_affix(Str *s, Str *affix, int64_t start, int64_t end, bool tail) {
    if (start > s->length || end - start < affix->length)
        return false;
    int64_t at = tail ? end - affix->length : start;
    if (s->kind == affix->kind)
        return memcmp((char *)str_data(s) + at * s->kind, str_data(affix),
                      (size_t)(affix->length * s->kind)) == 0;
    for (int64_t i = 0; i < affix->length; i++)
        if (str_char(s, at + i) != str_char(affix, i))
            return false;
    return true;
}

static Val with_affix(Val *args, int nargs, bool tail) {
    const char *name = tail ? "endswith" : "startswith";
    Str *s = as_str(args[0]);
    int64_t start, end;
    if (!args_count(name, nargs - 1, 1, 3))
        return VAL_NULL;
    if (!seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL, s->length,
                    &start, &end))
        return VAL_NULL;
    if (val_is_tuple(args[1])) {
        Tuple *t = as_tuple(args[1]);
        for (int64_t i = 0; i < t->length; i++) {
            if (!val_is_str(t->items[i]))
                return err_set(&exc_TypeError, "tuple for %s must only contain str, not %T", name,
                               t->items[i]);
            if (has_affix(s, as_str(t->items[i]), start, end, tail))
                return VAL_TRUE;
        }
        return VAL_FALSE;
    }
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "%s first arg must be str or a tuple of str, not %T", name,
                       args[1]);
    return val_bool(has_affix(s, as_str(args[1]), start, end, tail));
}

static STR_METHOD(m_startswith) {
    return with_affix(args, nargs, false);
}
static STR_METHOD(m_endswith) {
    return with_affix(args, nargs, true);
}

static STR_METHOD(m_removeprefix) {
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "removeprefix() argument must be str, not %T", args[1]);
    Str *s = as_str(args[0]), *p = as_str(args[1]);
    if (!has_affix(s, p, 0, s->length, false))
        return str_plain(args[0]);
    return str_substring(args[0], p->length, s->length);
}

static STR_METHOD(m_removesuffix) {
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "removesuffix() argument must be str, not %T", args[1]);
    Str *s = as_str(args[0]), *p = as_str(args[1]);
    if (!has_affix(s, p, 0, s->length, true))
        return str_plain(args[0]);
    return str_substring(args[0], 0, s->length - p->length);
}

static STR_METHOD(m_replace) {
    int64_t max = -1;
    for (int i = 1; i <= 2; i++)
        if (!val_is_str(args[i]))
            return err_set(&exc_TypeError, "replace() argument %d must be str, not %T", i, args[i]);
    if (nargs > 3 && !val_as_index(args[3], &max, &exc_OverflowError))
        return VAL_NULL;
    return str_replace(args[0], args[1], args[2], max);
}

/* ---- stripping ---- */

static bool in_set(const Str *set, uint32_t c) {
    if (!set)
        return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f)
                        : unicode_is(c, UC_SPACE);
    for (int64_t i = 0; i < set->length; i++)
        if (str_char(set, i) == c)
            return true;
    return false;
}

static Val strip(const char *name, Val *args, int nargs, bool left, bool right) {
    const Str *set = NULL;
    if (nargs > 1 && !val_is_none(args[1])) {
        if (!val_is_str(args[1]))
            return err_set(&exc_TypeError, "%s arg must be None or str", name);
        set = as_str(args[1]);
    }
    Str *s = as_str(args[0]);
    int64_t i = 0, j = s->length;
    if (s->ascii && !set) { /* nearly always */
        const uint8_t *p = str_data(s);
#define BLANK(c) ((c) == ' ' || ((c) >= 9 && (c) <= 13) || ((c) >= 0x1c && (c) <= 0x1f))
        if (left)
            while (i < j && BLANK(p[i]))
                i++;
        if (right)
            while (j > i && BLANK(p[j - 1]))
                j--;
#undef BLANK
        return str_substring(args[0], i, j);
    }
    if (left)
        while (i < j && in_set(set, str_char(s, i)))
            i++;
    if (right)
        while (j > i && in_set(set, str_char(s, j - 1)))
            j--;
    return str_substring(args[0], i, j);
}
static STR_METHOD(m_strip) { return strip("strip", args, nargs, true, true); }
static STR_METHOD(m_lstrip) { return strip("lstrip", args, nargs, true, false); }
static STR_METHOD(m_rstrip) { return strip("rstrip", args, nargs, false, true); }

/* ---- padding ---- */

static Val pad(Val v, int64_t left, int64_t right, uint32_t fill) {
    Str *s = as_str(v);
    if (left <= 0 && right <= 0)
        return str_plain(v);
    if (left > INT64_MAX / 8 || right > INT64_MAX / 8 || s->length > INT64_MAX / 8)
        return err_set(&exc_OverflowError, "padded string is too long");
    uint32_t max = str_max_char(s);
    Str *r = str_alloc(left + s->length + right, fill > max ? fill : max);
    if (!r)
        return VAL_NULL;
    for (int64_t i = 0; i < left; i++)
        str_put(r, i, fill);
    if (r->kind == s->kind)
        memcpy((char *)str_data(r) + left * r->kind, str_data(s), (size_t)(s->length * s->kind));
    else
        for (int64_t i = 0; i < s->length; i++)
            str_put(r, left + i, str_char(s, i));
    for (int64_t i = 0; i < right; i++)
        str_put(r, left + s->length + i, fill);
    return val_ptr(r);
}

static bool pad_args(Val *args, int nargs, int64_t *missing, uint32_t *fill) {
    int64_t width;
    if (!val_as_index(args[1], &width, &exc_OverflowError))
        return false;
    *fill = ' ';
    if (nargs > 2) {
        if (!val_is_str(args[2]))
            return err_false(&exc_TypeError,
                             "The fill character must be a unicode character, not %T", args[2]);
        if (as_str(args[2])->length != 1)
            return err_false(&exc_TypeError,
                             "The fill character must be exactly one character long");
        *fill = str_char(as_str(args[2]), 0);
    }
    int64_t n = as_str(args[0])->length;
    *missing = width > n ? width - n : 0;
    return true;
}

static STR_METHOD(m_ljust) {
    int64_t n;
    uint32_t fill;
    return pad_args(args, nargs, &n, &fill) ? pad(args[0], 0, n, fill) : VAL_NULL;
}
static STR_METHOD(m_rjust) {
    int64_t n;
    uint32_t fill;
    return pad_args(args, nargs, &n, &fill) ? pad(args[0], n, 0, fill) : VAL_NULL;
}
static STR_METHOD(m_center) {
    int64_t n;
    uint32_t fill;
    if (!pad_args(args, nargs, &n, &fill))
        return VAL_NULL;
    int64_t width = as_str(args[0])->length + n;
    int64_t left = n / 2 + (n & width & 1);
    return pad(args[0], left, n - left, fill);
}

static STR_METHOD(m_zfill) {
    int64_t width;
    if (!val_as_index(args[1], &width, &exc_OverflowError))
        return VAL_NULL;
    Str *s = as_str(args[0]);
    int64_t n = width - s->length;
    if (n <= 0)
        return str_plain(args[0]);
    Val v = pad(args[0], n, 0, '0');
    if (!val_is_null(v) && s->length) { /* a sign goes in front of the zeros */
        uint32_t c = str_char(s, 0);
        if (c == '+' || c == '-') {
            str_put(as_str(v), 0, c);
            str_put(as_str(v), n, '0');
        }
    }
    return v;
}

static STR_METHOD(m_expandtabs) {
    static const char *const names[] = {"tabsize", NULL};
    Val a[1];
    if (!args_parse("expandtabs", names, 0, 0, 1, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int64_t size = 8;
    if (!val_is_null(a[0]) && !val_as_index(a[0], &size, &exc_OverflowError))
        return VAL_NULL;
    Str *s = as_str(args[0]);
    StrBuf b;
    strbuf_init(&b);
    int64_t column = 0;
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c == '\t') {
            if (size > 0) {
                int64_t n = size - column % size;
                strbuf_fill(&b, ' ', n);
                column += n;
            }
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        strbuf_char(&b, c);
    }
    return strbuf_finish(&b);
}

/* ---- join, encode, translate, format ---- */

enum { JOIN_POLLS = 1 << 16 }; /* str_join() lets others run from so many items on: a list could change under it */

Val str_join_iterable(Val sep, Val iterable) {
    if (val_is(iterable, &list_type) && as_list(iterable)->length < JOIN_POLLS) {
        /* The items are strs or the join fails: nothing in between runs
         * Python code, so the list cannot change. */
        return str_join(sep, as_list(iterable)->items, as_list(iterable)->length);
    }
    if (val_is(iterable, &tuple_type))
        return str_join(sep, as_tuple(iterable)->items, as_tuple(iterable)->length);
    if (!val_type(iterable)->iter && !val_type(iterable)->getitem)
        return err_set(&exc_TypeError, "can only join an iterable");
    Val t = tuple_from_iterable(iterable);
    if (val_is_null(t))
        return t;
    Val r = str_join(sep, as_tuple(t)->items, as_tuple(t)->length);
    decref(t);
    return r;
}

static STR_METHOD(m_join) { return str_join_iterable(args[0], args[1]); }

static STR_METHOD(m_encode) {
    static const char *const names[] = {"encoding", "errors", NULL};
    Val a[2];
    const char *text[2] = {"utf-8", NULL};
    if (!args_parse("encode", names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 2; i++) {
        if (val_is_null(a[i]))
            continue;
        if (!val_is_str(a[i]))
            return err_set(&exc_TypeError, "encode() argument '%s' must be str, not %T", names[i],
                           a[i]);
        if (!(text[i] = str_utf8(a[i], NULL)))
            return VAL_NULL;
    }
    return str_encode(args[0], text[0], text[1]);
}

static STR_METHOD(m_translate) {
    Str *s = as_str(args[0]);
    Val table = args[1];
    if (!val_type(table)->getitem)
        return err_set(&exc_TypeError, "'%T' object is not subscriptable", table);
    StrBuf b;
    strbuf_init(&b);
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        Val r = val_getitem(table, val_small(c));
        if (val_is_null(r)) {
            if (!err_matches(&exc_LookupError))
                goto fail;
            err_clear();
            strbuf_char(&b, c);
            continue;
        }
        int64_t n;
        if (val_is_integer(r)) {
            if (!int_get_i64(r, &n) || n < 0 || n > 0x10ffff) {
                err_set(&exc_ValueError, "character mapping must be in range(0x110000)");
                decref(r);
                goto fail;
            }
            strbuf_char(&b, (uint32_t)n);
        } else if (val_is_str(r)) {
            strbuf_str(&b, r);
        } else if (!val_is_none(r)) {
            err_set(&exc_TypeError, "character mapping must return integer, None or str");
            decref(r);
            goto fail;
        }
        decref(r);
    }
    return strbuf_finish(&b);
fail:
    strbuf_discard(&b);
    return VAL_NULL;
}

static bool maketrans_dict(Dict *to, Dict *from) {
    int64_t pos = 0;
    Val key, value;
    while (dict_next(from, &pos, &key, &value)) {
        Val k = key;
        if (val_is_str(key)) {
            if (as_str(key)->length != 1)
                return err_false(&exc_ValueError,
                                 "string keys in translate table must be of length 1");
            k = val_small(str_char(as_str(key), 0));
        } else if (!val_is_integer(key)) {
            return err_false(&exc_TypeError,
                             "keys in translate table must be strings or integers");
        }
        if (!dict_set(to, k, value))
            return false;
    }
    return true;
}

static bool maketrans_pairs(Dict *d, Val x, Val y, Val z) {
    if (!val_is_str(y))
        return err_false(&exc_TypeError, "maketrans() argument 2 must be str, not %T", y);
    if (!val_is_null(z) && !val_is_str(z))
        return err_false(&exc_TypeError, "maketrans() argument 3 must be str, not %T", z);
    if (!val_is_str(x))
        return err_false(&exc_TypeError,
                         "first maketrans argument must be a string if there is a second argument");
    Str *from = as_str(x), *to = as_str(y);
    if (from->length != to->length)
        return err_false(&exc_ValueError,
                         "the first two maketrans arguments must have equal length");
    for (int64_t i = 0; i < from->length; i++)
        if (!dict_set(d, val_small(str_char(from, i)), val_small(str_char(to, i))))
            return false;
    if (!val_is_null(z))
        for (int64_t i = 0; i < as_str(z)->length; i++)
            if (!dict_set(d, val_small(str_char(as_str(z), i)), VAL_NONE))
                return false;
    return true;
}

static STR_METHOD(m_maketrans) {
    Val d = dict_new();
    if (val_is_null(d))
        return d;
    bool ok;
    if (nargs == 1)
        ok = val_is_dict(args[0])
                 ? maketrans_dict(as_dict(d), as_dict(args[0]))
                 : err_false(&exc_TypeError,
                             "if you give only one argument to maketrans it must be a dict");
    else
        ok = maketrans_pairs(as_dict(d), args[0], args[1], nargs > 2 ? args[2] : VAL_NULL);
    if (ok)
        return d;
    decref(d);
    return VAL_NULL;
}

static STR_METHOD(m_format) {
    return format_template(args[0], args + 1, nargs - 1, kwnames, VAL_NULL);
}
static STR_METHOD(m_format_map) {
    return format_template(args[0], NULL, 0, VAL_NULL, args[1]);
}
static STR_METHOD(m_dunder_format) { return format_str(args[0], args[1]); }

static STR_METHOD(m_getnewargs) {
    Val s = str_plain(args[0]);
    if (val_is_null(s))
        return s;
    Val t = tuple_pack(1, s);
    decref(s);
    return t;
}

const MethodDef str_methods[] = {
    {"encode", m_encode, 0, -1, METH_KW, "Encode the string using the codec registered for encoding."},
    {"replace", m_replace, 2, 3, 0,
     "Return a copy with all occurrences of substring old replaced by new."},
    {"split", str_m_split, 0, -1, METH_KW,
     "Return a list of the substrings in the string, using sep as the separator string."},
    {"rsplit", str_m_rsplit, 0, -1, METH_KW,
     "Return a list of the substrings in the string, splitting from the end."},
    {"join", m_join, 1, 1, 0, "Concatenate any number of strings."},
    {"capitalize", str_m_capitalize, 0, 0, 0, "Return a capitalized version of the string."},
    {"casefold", str_m_casefold, 0, 0, 0,
     "Return a version of the string suitable for caseless comparisons."},
    {"title", str_m_title, 0, 0, 0,
     "Return a version of the string where each word is titlecased."},
    {"center", m_center, 1, 2, 0, "Return a centered string of length width."},
    {"count", m_count, 0, -1, 0, "Return the number of non-overlapping occurrences of sub."},
    {"expandtabs", m_expandtabs, 0, -1, METH_KW,
     "Return a copy where all tab characters are expanded using spaces."},
    {"find", m_find, 0, -1, 0, "Return the lowest index where sub is found, or -1."},
    {"partition", str_m_partition, 1, 1, 0,
     "Partition the string into three parts using the given separator."},
    {"index", m_index, 0, -1, 0, "Return the lowest index where sub is found, or raise ValueError."},
    {"ljust", m_ljust, 1, 2, 0, "Return a left-justified string of length width."},
    {"lower", str_m_lower, 0, 0, 0, "Return a copy of the string converted to lowercase."},
    {"lstrip", m_lstrip, 0, 1, 0, "Return a copy of the string with leading whitespace removed."},
    {"rfind", m_rfind, 0, -1, 0, "Return the highest index where sub is found, or -1."},
    {"rindex", m_rindex, 0, -1, 0,
     "Return the highest index where sub is found, or raise ValueError."},
    {"rjust", m_rjust, 1, 2, 0, "Return a right-justified string of length width."},
    {"rstrip", m_rstrip, 0, 1, 0, "Return a copy of the string with trailing whitespace removed."},
    {"rpartition", str_m_rpartition, 1, 1, 0,
     "Partition the string into three parts at the last separator."},
    {"splitlines", str_m_splitlines, 0, -1, METH_KW,
     "Return a list of the lines in the string, breaking at line boundaries."},
    {"strip", m_strip, 0, 1, 0,
     "Return a copy of the string with leading and trailing whitespace removed."},
    {"swapcase", str_m_swapcase, 0, 0, 0, "Convert uppercase characters to lowercase and back."},
    {"translate", m_translate, 1, 1, 0,
     "Replace each character in the string using the given translation table."},
    {"upper", str_m_upper, 0, 0, 0, "Return a copy of the string converted to uppercase."},
    {"startswith", m_startswith, 0, -1, 0, "Return True if the string starts with the prefix."},
    {"endswith", m_endswith, 0, -1, 0, "Return True if the string ends with the suffix."},
    {"removeprefix", m_removeprefix, 1, 1, 0, "Return a str with the given prefix removed."},
    {"removesuffix", m_removesuffix, 1, 1, 0, "Return a str with the given suffix removed."},
    {"isascii", str_m_isascii, 0, 0, 0, "Return True if all characters are ASCII."},
    {"islower", str_m_islower, 0, 0, 0, "Return True if the string is a lowercase string."},
    {"isupper", str_m_isupper, 0, 0, 0, "Return True if the string is an uppercase string."},
    {"istitle", str_m_istitle, 0, 0, 0, "Return True if the string is a title-cased string."},
    {"isspace", str_m_isspace, 0, 0, 0, "Return True if the string is a whitespace string."},
    {"isdecimal", str_m_isdecimal, 0, 0, 0, "Return True if the string is a decimal string."},
    {"isdigit", str_m_isdigit, 0, 0, 0, "Return True if the string is a digit string."},
    {"isnumeric", str_m_isnumeric, 0, 0, 0, "Return True if the string is a numeric string."},
    {"isalpha", str_m_isalpha, 0, 0, 0, "Return True if the string is an alphabetic string."},
    {"isalnum", str_m_isalnum, 0, 0, 0, "Return True if the string is an alpha-numeric string."},
    {"isidentifier", str_m_isidentifier, 0, 0, 0,
     "Return True if the string is a valid Python identifier."},
    {"isprintable", str_m_isprintable, 0, 0, 0, "Return True if the string is printable."},
    {"zfill", m_zfill, 1, 1, 0, "Pad a numeric string with zeros on the left."},
    {"format", m_format, 0, -1, METH_KW,
     "Return a formatted version of S, using substitutions from args and kwargs."},
    {"format_map", m_format_map, 1, 1, 0,
     "Return a formatted version of S, using substitutions from mapping."},
    {"__format__", m_dunder_format, 1, 1, 0, "Return a formatted version of the string."},
    {"maketrans", m_maketrans, 1, 3, METH_STATIC,
     "Return a translation table usable for str.translate()."},
    {"__getnewargs__", m_getnewargs, 0, 0, 0, NULL},
    {0},
};
