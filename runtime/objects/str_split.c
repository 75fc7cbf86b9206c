/* split, rsplit, splitlines, partition of str. */
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/list.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"
#include "objects/unicode.h"

static bool add_part(Val list, Val s, int64_t start, int64_t end) {
    Val part = str_substring(s, start, end);
    return !val_is_null(part) && list_append_steal(as_list(list), part);
}

static inline bool is_space(uint32_t c) {
    return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f)
                    : unicode_is(c, UC_SPACE);
}

/* The common case: ASCII, all parts. */
static Val split_ascii(Val v) {
    static const bool blank[128] = {[9] = 1, [10] = 1, [11] = 1, [12] = 1, [13] = 1,
                                    [28] = 1, [29] = 1, [30] = 1, [31] = 1, [' '] = 1};
    const uint8_t *p = str_data(as_str(v)), *end = p + as_str(v)->length;
    Val list = list_new_capacity(4);
    if (val_is_null(list))
        return list;
    for (;;) {
        while (p < end && blank[*p])
            p++;
        if (p == end)
            return list;
        const uint8_t *start = p;
        while (p < end && !blank[*p])
            p++;
        Val part = str_from_ascii((const char *)start, p - start);
        if (val_is_null(part) || !list_append_steal(as_list(list), part)) {
            decref(list);
            return VAL_NULL;
        }
    }
}

static Val split_blank(Val v, int64_t max) {
    Str *s = as_str(v);
    if (s->ascii && max < 0)
        return split_ascii(v);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    int64_t i = 0, n = s->length;
    for (;;) {
        while (i < n && is_space(str_char(s, i)))
            i++;
        if (i == n)
            return list;
        int64_t start = i;
        if (max-- == 0) /* the rest, blanks at its end and all */
            i = n;
        while (i < n && !is_space(str_char(s, i)))
            i++;
        if (!add_part(list, v, start, i))
            break;
        if (max == -1)
            return list;
    }
    decref(list);
    return VAL_NULL;
}

static void reverse_list(Val list) {
    List *l = as_list(list);
    for (int64_t i = 0, j = l->length - 1; i < j; i++, j--) {
        Val t = l->items[i];
        l->items[i] = l->items[j];
        l->items[j] = t;
    }
}

static Val rsplit_blank(Val v, int64_t max) {
    Str *s = as_str(v);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    int64_t i = s->length;
    for (;;) {
        while (i > 0 && is_space(str_char(s, i - 1)))
            i--;
        if (i == 0)
            break;
        int64_t end = i;
        bool rest = max-- == 0;
        if (rest)
            i = 0;
        while (i > 0 && !rest && !is_space(str_char(s, i - 1)))
            i--;
        if (!add_part(list, v, i, end)) {
            decref(list);
            return VAL_NULL;
        }
        if (rest)
            break;
    }
    reverse_list(list);
    return list;
}

static Val split_sep(Val v, Val vsep, int64_t max) {
    Str *s = as_str(v), *sep = as_str(vsep);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    int64_t start = 0;
    while (max-- != 0) {
        int64_t p = str_find(s, sep, start, s->length);
        if (p < 0)
            break;
        if (!add_part(list, v, start, p))
            goto fail;
        start = p + sep->length;
    }
    if (add_part(list, v, start, s->length))
        return list;
fail:
    decref(list);
    return VAL_NULL;
}

static Val rsplit_sep(Val v, Val vsep, int64_t max) {
    Str *s = as_str(v), *sep = as_str(vsep);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    int64_t end = s->length;
    while (max-- != 0) {
        int64_t p = str_rfind(s, sep, 0, end);
        if (p < 0)
            break;
        if (!add_part(list, v, p + sep->length, end))
            goto fail;
        end = p;
    }
    if (add_part(list, v, 0, end)) {
        reverse_list(list);
        return list;
    }
fail:
    decref(list);
    return VAL_NULL;
}

static Val split_any(const char *fname, Val *args, int nargs, Val kwnames, bool right) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    Val a[2];
    if (!args_parse(fname, names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int64_t max = -1;
    if (!val_is_null(a[1]) && !val_as_index(a[1], &max, &exc_OverflowError))
        return VAL_NULL;
    if (max < 0)
        max = -1;
    if (val_is_null(a[0]) || val_is_none(a[0]))
        return right ? rsplit_blank(args[0], max) : split_blank(args[0], max);
    if (!val_is_str(a[0]))
        return err_set(&exc_TypeError, "must be str or None, not %T", a[0]);
    if (as_str(a[0])->length == 0)
        return err_set(&exc_ValueError, "empty separator");
    return right ? rsplit_sep(args[0], a[0], max) : split_sep(args[0], a[0], max);
}

STR_METHOD(str_m_split) { return split_any("split", args, nargs, kwnames, false); }
STR_METHOD(str_m_rsplit) { return split_any("rsplit", args, nargs, kwnames, true); }

STR_METHOD(str_m_splitlines) {
    static const char *const names[] = {"keepends", NULL};
    Val a[1];
    if (!args_parse("splitlines", names, 0, 0, 1, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int keep = val_is_null(a[0]) ? 0 : val_truth(a[0]);
    if (keep < 0)
        return VAL_NULL;
    Str *s = as_str(args[0]);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    for (int64_t i = 0; i < s->length;) {
        int64_t start = i;
        while (i < s->length && !unicode_is(str_char(s, i), UC_LINEBREAK))
            i++;
        int64_t end = i;
        if (i < s->length) {
            if (str_char(s, i) == '\r' && i + 1 < s->length && str_char(s, i + 1) == '\n')
                i++;
            i++;
        }
        if (!add_part(list, args[0], start, keep ? i : end)) {
            decref(list);
            return VAL_NULL;
        }
    }
    return list;
}

static Val partition(Val v, Val vsep, bool right) {
    if (!val_is_str(vsep))
        return err_set(&exc_TypeError, "must be str, not %T", vsep);
    Str *s = as_str(v), *sep = as_str(vsep);
    if (sep->length == 0)
        return err_set(&exc_ValueError, "empty separator");
    int64_t p = right ? str_rfind(s, sep, 0, s->length) : str_find(s, sep, 0, s->length);
    Val parts[3];
    if (p < 0) {
        parts[right ? 2 : 0] = str_plain(v);
        parts[1] = str_empty();
        parts[right ? 0 : 2] = str_empty();
    } else {
        parts[0] = str_substring(v, 0, p);
        parts[1] = incref(vsep);
        parts[2] = str_substring(v, p + sep->length, s->length);
    }
    Val r = VAL_NULL;
    if (!val_is_null(parts[0]) && !val_is_null(parts[1]) && !val_is_null(parts[2]))
        r = tuple_pack(3, parts[0], parts[1], parts[2]);
    for (int i = 0; i < 3; i++)
        decref(parts[i]);
    return r;
}

STR_METHOD(str_m_partition) { return partition(args[0], args[1], false); }
STR_METHOD(str_m_rpartition) { return partition(args[0], args[1], true); }
