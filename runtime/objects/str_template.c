/* str.format and str.format_map. */
#include "core/err.h"
#include "objects/format.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/unicode.h"

typedef struct Args {
    Val *args; /* NULL for format_map */
    int nargs;
    Val kwnames, mapping;
    int64_t next_auto;
    enum { NUMBERING_UNKNOWN, NUMBERING_AUTO, NUMBERING_MANUAL } numbering;
} Args;

/* A part of the template (or of a nested spec). */
typedef struct Part {
    Val str;
    int64_t pos, end;
} Part;

static uint32_t part_char(const Part *p, int64_t i) { return str_char(as_str(p->str), i); }

/* The number that s[start:end] is: -1 if none, -2 exception. */
static int64_t part_number(const Part *p, int64_t start, int64_t end) {
    int64_t n = 0;
    if (start == end)
        return -1;
    for (int64_t i = start; i < end; i++) {
        int d = unicode_decimal(part_char(p, i));
        if (d < 0)
            return -1;
        if (n > (INT64_MAX - d) / 10) {
            err_set(&exc_ValueError, "Too many decimal digits in format string");
            return -2;
        }
        n = n * 10 + d;
    }
    return n;
}

static bool numbering_ok(Args *a, bool automatic) {
    if (a->numbering == NUMBERING_UNKNOWN)
        a->numbering = automatic ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if (a->numbering == NUMBERING_MANUAL && automatic)
        return err_false(&exc_ValueError, "cannot switch from manual field specification to "
                                          "automatic field numbering");
    if (a->numbering == NUMBERING_AUTO && !automatic)
        return err_false(&exc_ValueError, "cannot switch from automatic field numbering to "
                                          "manual field specification");
    return true;
}

static Val named_arg(Args *a, Val name) {
    if (!val_is_null(a->mapping))
        return val_getitem(a->mapping, name);
    if (!val_is_null(a->kwnames)) {
        Tuple *names = as_tuple(a->kwnames);
        for (int64_t i = 0; i < names->length; i++)
            if (str_eq(as_str(names->items[i]), as_str(name)))
                return incref(a->args[a->nargs + i]);
    }
    return err_set_key(name);
}

/* The object a field name is about: its first part, then .attr and [item]. */
static Val get_field(Part *p, int64_t start, int64_t end, Args *a) {
    int64_t i = start;
    while (i < end && part_char(p, i) != '.' && part_char(p, i) != '[')
        i++;
    int64_t index = part_number(p, start, i);
    if (index == -2)
        return VAL_NULL;
    Val v;
    if (i == start || index >= 0) {
        if (!numbering_ok(a, i == start))
            return VAL_NULL;
        if (i == start)
            index = a->next_auto++;
        if (!val_is_null(a->mapping))
            return err_set(&exc_ValueError, "Format string contains positional fields");
        if (index >= a->nargs)
            return err_set(&exc_IndexError,
                           "Replacement index %ld out of range for positional args tuple",
                           (long)index);
        v = incref(a->args[index]);
    } else {
        Val name = str_substring(p->str, start, i);
        if (val_is_null(name))
            return name;
        v = named_arg(a, name);
        decref(name);
    }
    while (i < end && !val_is_null(v)) {
        uint32_t c = part_char(p, i++);
        int64_t from = i;
        Val next;
        if (c == '.') {
            while (i < end && part_char(p, i) != '.' && part_char(p, i) != '[')
                i++;
        } else if (c == '[') {
            while (i < end && part_char(p, i) != ']')
                i++;
            if (i == end) {
                err_set(&exc_ValueError, "Missing ']' in format string");
                goto fail;
            }
            i++;
        } else {
            err_set(&exc_ValueError,
                    "Only '.' or '[' may follow ']' in format field specifier");
            goto fail;
        }
        int64_t to = c == '[' ? i - 1 : i;
        if (from == to) {
            err_set(&exc_ValueError, "Empty attribute in format string");
            goto fail;
        }
        int64_t number = c == '[' ? part_number(p, from, to) : -1;
        if (number == -2)
            goto fail;
        Val key = number >= 0 ? val_small(number) : str_substring(p->str, from, to);
        if (c == '.' && !val_is_null(key))
            key = str_intern(key);
        if (val_is_null(key))
            goto fail;
        next = c == '.' ? val_getattr(v, key) : val_getitem(v, key);
        decref(key);
        decref(v);
        v = next;
    }
    return v;
fail:
    decref(v);
    return VAL_NULL;
}

static Val convert(Val v, uint32_t conversion) {
    switch (conversion) {
    case 0: return incref(v);
    case 's': return val_str(v);
    case 'r': return val_repr(v);
    case 'a': {
        Val r = val_repr(v);
        if (val_is_null(r))
            return r;
        Val s = str_ascii(r);
        decref(r);
        return s;
    }
    default:
        if (conversion > 32 && conversion < 127)
            return err_set(&exc_ValueError, "Unknown conversion specifier %c", (int)conversion);
        return err_set(&exc_ValueError, "Unknown conversion specifier \\x%x", conversion);
    }
}

static bool build(StrBuf *b, Part *p, Args *a, int depth);

static bool render_field(StrBuf *b, Part *p, int64_t start, int64_t end, uint32_t conversion,
                         int64_t spec_start, int64_t spec_end, bool expand, Args *a, int depth) {
    Val v = get_field(p, start, end, a);
    if (val_is_null(v))
        return false;
    Val c = convert(v, conversion);
    decref(v);
    if (val_is_null(c))
        return false;
    Val spec;
    if (expand) {
        StrBuf sb;
        strbuf_init(&sb);
        Part inner = {p->str, spec_start, spec_end};
        if (!build(&sb, &inner, a, depth - 1)) {
            strbuf_discard(&sb);
            decref(c);
            return false;
        }
        spec = strbuf_finish(&sb);
    } else {
        spec = str_substring(p->str, spec_start, spec_end);
    }
    Val text = val_is_null(spec) ? VAL_NULL : val_format(c, spec);
    decref(spec);
    decref(c);
    if (val_is_null(text))
        return false;
    strbuf_str(b, text);
    decref(text);
    return true;
}

/* A replacement field; pos is behind its '{'. */
static bool field(StrBuf *b, Part *p, Args *a, int depth) {
    int64_t start = p->pos, end, spec_start = 0, spec_end = 0;
    uint32_t c = 0, conversion = 0;
    bool expand = false, more = true;
    while (more && p->pos < p->end) {
        c = part_char(p, p->pos++);
        if (c == '{')
            return err_false(&exc_ValueError, "unexpected '{' in field name");
        if (c == '[') {
            while (p->pos < p->end && part_char(p, p->pos) != ']')
                p->pos++;
        } else if (c == '}' || c == ':' || c == '!') {
            more = false;
        }
    }
    end = p->pos - 1;
    if (c != '}' && c != ':' && c != '!')
        return err_false(&exc_ValueError, "expected '}' before end of string");
    if (c == '!') {
        if (p->pos >= p->end)
            return err_false(&exc_ValueError,
                             "end of string while looking for conversion specifier");
        conversion = part_char(p, p->pos++);
        if (p->pos < p->end) {
            c = part_char(p, p->pos++);
            if (c != '}' && c != ':')
                return err_false(&exc_ValueError, "expected ':' after conversion specifier");
        } else {
            c = ':'; /* nothing follows: reported below as an unmatched brace */
        }
    }
    if (c == ':') {
        int open = 1;
        spec_start = p->pos;
        for (; p->pos < p->end; p->pos++) {
            c = part_char(p, p->pos);
            if (c == '{') {
                expand = true;
                open++;
            } else if (c == '}' && --open == 0) {
                break;
            }
        }
        if (p->pos >= p->end)
            return err_false(&exc_ValueError, "unmatched '{' in format spec");
        spec_end = p->pos++;
    }
    return render_field(b, p, start, end, conversion, spec_start, spec_end, expand, a, depth);
}

static bool build(StrBuf *b, Part *p, Args *a, int depth) {
    if (depth <= 0)
        return err_false(&exc_ValueError, "Max string recursion exceeded");
    while (p->pos < p->end) {
        int64_t start = p->pos;
        uint32_t c = 0;
        while (p->pos < p->end) {
            c = part_char(p, p->pos);
            if (c == '{' || c == '}')
                break;
            p->pos++;
        }
        strbuf_part(b, as_str(p->str), start, p->pos);
        if (p->pos == p->end)
            break;
        p->pos++;
        bool at_end = p->pos >= p->end;
        if (!at_end && part_char(p, p->pos) == c) { /* doubled: the brace itself */
            strbuf_char(b, c);
            p->pos++;
            continue;
        }
        if (c == '}')
            return err_false(&exc_ValueError, "Single '}' encountered in format string");
        if (at_end)
            return err_false(&exc_ValueError, "Single '{' encountered in format string");
        if (!field(b, p, a, depth))
            return false;
    }
    return true;
}

Val format_template(Val template, Val *args, int nargs, Val kwnames, Val mapping) {
    Args a = {.args = args, .nargs = nargs, .kwnames = kwnames, .mapping = mapping};
    Part p = {template, 0, as_str(template)->length};
    StrBuf b;
    strbuf_init(&b);
    if (!build(&b, &p, &a, 2)) {
        strbuf_discard(&b);
        return VAL_NULL;
    }
    return strbuf_finish(&b);
}
