/* Printing exceptions as CPython 3.11 does: chained, with the source line and
 * carets under the expression. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "compiler/bytecode.h"
#include "objects/exception.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "thread/blocking_file.h"
#include "vm/vm.h"

/* ---- source lines: the file last asked for is kept ---- */

static struct {
    char *name, *text;
    size_t size;
} source;

static bool load_source(const char *name) {
    if (source.name && strcmp(source.name, name) == 0)
        return source.text != NULL;
    char *copy = strdup(name);
    size_t size = 0;
    char *text = copy ? block_read_regular(name, 64u << 20, &size) : NULL;
    /* Another thread may have come here meanwhile: its file goes as well. */
    free(source.name);
    free(source.text);
    source.name = copy;
    source.text = text;
    source.size = size;
    return text != NULL;
}

static const char *source_line(const char *name, int line, size_t *n) {
    if (line < 1 || !load_source(name))
        return NULL;
    const char *p = source.text, *end = source.text + source.size;
    while (--line && p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        p = nl ? nl + 1 : end;
    }
    if (p >= end)
        return NULL;
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    *n = nl ? (size_t)(nl - p) : (size_t)(end - p);
    if (*n && p[*n - 1] == '\r')
        --*n;
    return p;
}

static size_t utf8_chars(const char *s, size_t n) {
    size_t c = 0;
    for (size_t i = 0; i < n; i++)
        c += ((unsigned char)s[i] & 0xc0) != 0x80;
    return c;
}

static void repeat(FILE *f, char c, size_t n) {
    while (n--)
        fputc(c, f);
}

/* For a binary operation CPython marks the operator with ^ and its operands
 * with ~, and for a subscript its brackets. Text s[0..n) is the expression. */
static bool is_subscript(Opcode op) { return op == OP_BINARY_SUBSCR || op == OP_STORE_SUBSCR || op == OP_DELETE_SUBSCR; }
static bool has_anchor(Opcode op) { return (op >= OP_BINARY_ADD && op <= OP_BINARY_FLOOR_DIVIDE) || is_subscript(op); }

/* The parenthesis that s[close] closes; strings within do not confuse it much. */
static bool find_open(const char *s, size_t close, size_t *open) {
    int depth = 0;
    for (size_t i = close + 1; i-- > 0;) {
        if (strchr(")]}", s[i]))
            depth++;
        else if (strchr("([{", s[i]) && --depth == 0) {
            *open = i;
            return s[i] == '(';
        }
    }
    return false;
}

/* Does s[at] == '(' only group: no call, no tuple, no generator expression? */
static bool is_grouping(const char *s, size_t n, size_t at) {
    size_t before = at;
    while (before > 0 && s[before - 1] == ' ')
        before--;
    char c = before > 0 ? s[before - 1] : '(';
    if (c == ')' || c == ']' || c == '}' || c == '"' || c == '\'' || c == '_' || (c >= '0' && c <= '9') ||
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
        return false;
    int depth = 0;
    for (size_t i = at; i < n; i++) {
        if (strchr("([{", s[i]))
            depth++;
        else if (strchr(")]}", s[i]) && --depth == 0)
            return i > at + 1;
        else if (depth == 1 && (s[i] == ',' || (i + 5 <= n && memcmp(s + i, " for ", 5) == 0)))
            return false;
    }
    return false;
}

static bool find_anchor(const char *s, size_t n, size_t *from, size_t *to, Opcode op) {
    if (is_subscript(op)) {
        /* the last bracket pair of the expression */
        if (!n || s[n - 1] != ']')
            return false;
        int depth = 0;
        for (size_t i = n; i-- > 0;) {
            if (s[i] == ']')
                depth++;
            else if (s[i] == '[' && --depth == 0) {
                *from = i;
                *to = n;
                return i > 0;
            }
        }
        return false;
    }
    static const char *const signs[] = {"+", "-", "*", "@", "/", "%", "**", "<<", ">>", "|", "^", "&", "//"};
    const char *sign = signs[op >= OP_INPLACE_ADD ? op - OP_INPLACE_ADD : op - OP_BINARY_ADD];
    size_t k = strlen(sign);
    int depth = 0;
    char quote = 0;
    size_t last = n;
    for (size_t i = 0; i + k <= n; i++) {
        char c = s[i];
        if (quote) {
            if (c == '\\')
                i++;
            else if (c == quote)
                quote = 0;
            continue;
        }
        if (c == '"' || c == '\'')
            quote = c;
        else if (strchr("([{", c))
            depth++;
        else if (strchr(")]}", c))
            depth--;
        else if (depth == 0 && i > 0 && memcmp(s + i, sign, k) == 0) {
            bool longer = k == 1 && i + 1 < n && s[i + 1] == c && (c == '*' || c == '/');
            if (longer) {
                i++;
                continue;
            }
            last = i; /* left-associative: the outermost operator is the last one */
            if (op == OP_BINARY_POWER)
                break;
            i += k - 1;
        }
    }
    if (last == n)
        return false;
    /* CPython looks for the operator where the left operand ends and the right
     * one begins, both without the parentheses around them. */
    size_t right = last + k;
    while (right < n && (s[right] == ' ' || s[right] == '\t' || (s[right] == '(' && is_grouping(s, n, right))))
        right++;
    size_t left = last;
    for (size_t i = last; i > 0; i--) {
        if (s[i - 1] == ' ' || s[i - 1] == '\t')
            continue;
        size_t open;
        if (s[i - 1] != ')' || !find_open(s, i - 1, &open) || !is_grouping(s, n, open))
            break;
        left = i - 1;
    }
    *from = left;
    *to = left + 1;
    if (*to < right && s[*to] != ' ' && s[*to] != '\t')
        ++*to;
    return true;
}

static void print_source(FILE *out, const char *filename, const LineEntry *e, Opcode op) {
    size_t n;
    const char *line = source_line(filename, e->line, &n);
    if (!line)
        return;
    size_t indent = 0;
    while (indent < n && (line[indent] == ' ' || line[indent] == '\t' || line[indent] == '\f'))
        indent++;
    fprintf(out, "    %.*s\n", (int)(n - indent), line + indent);
    if (e->col < 0)
        return;
    size_t start = (size_t)e->col, end = e->end_line == e->line ? (size_t)e->end_col : n;
    if (end > n)
        end = n;
    if (start < indent || start >= end)
        return;
    /* nothing to point at when the whole line is meant */
    if (start == indent && end == n)
        if (!has_anchor(op))
            return;
    size_t from = 0, to = 0;
    bool anchored = e->end_line == e->line &&
                    has_anchor(op) && find_anchor(line + start, end - start, &from, &to, op);
    if (start == indent && end == n && !anchored)
        return;
    fputs("    ", out);
    repeat(out, ' ', utf8_chars(line + indent, start - indent));
    if (anchored) {
        repeat(out, '~', utf8_chars(line + start, from));
        repeat(out, '^', utf8_chars(line + start + from, to - from));
        repeat(out, '~', utf8_chars(line + start + to, end - start - to));
    } else {
        repeat(out, '^', utf8_chars(line + start, end - start));
    }
    fputc('\n', out);
}

static void print_traceback(FILE *out, Val tb) {
    fputs("Traceback (most recent call last):\n", out);
    Code *last_code = NULL;
    int last_line = -1, same = 0;
    for (; !val_is_null(tb); tb = ((Traceback *)val_obj(tb))->next) {
        Traceback *t = (Traceback *)val_obj(tb);
        const LineEntry *e = code_line_entry(t->code, t->instr);
        int line = e ? e->line : t->code->firstline;
        same = t->code == last_code && line == last_line ? same + 1 : 1;
        last_code = t->code;
        last_line = line;
        if (same > 3) { /* count the rest of this run */
            int more = 0;
            Val next = tb;
            while (!val_is_null(next)) {
                Traceback *n = (Traceback *)val_obj(next);
                if (n->code != t->code || code_line(n->code, n->instr) != line)
                    break;
                more++;
                tb = next;
                next = n->next;
            }
            fprintf(out, "  [Previous line repeated %d more time%s]\n", more, more == 1 ? "" : "s");
            continue;
        }
        fprintf(out, "  File \"%s\", line %d, in %s\n", t->code->filename_utf8, line, t->code->name_utf8);
        if (e)
            print_source(out, t->code->filename_utf8, e, opcode_base(t->code->instrs[t->instr].op));
    }
}

static Val attr(Val exc, const char *name) {
    Val v = instance_get(val_obj(exc), str_intern_cstr(name));
    return val_is_null(v) ? VAL_NONE : v;
}

static void print_syntax_place(FILE *out, Val exc) {
    Val file = attr(exc, "filename"), line = attr(exc, "lineno"), text = attr(exc, "text"), off = attr(exc, "offset"),
        end_off = attr(exc, "end_offset"), end_line = attr(exc, "end_lineno");
    if (!val_is_int(line))
        return;
    fprintf(out, "  File \"%s\", line %lld\n", val_is_str(file) ? str_utf8(file, NULL) : "<string>", (long long)val_int(line));
    size_t n = 0;
    const char *s = NULL;
    int64_t len = 0;
    if (val_is_str(text)) {
        s = str_utf8(text, &len);
        n = s ? (size_t)len : 0;
    } else if (val_is_str(file)) {
        s = source_line(str_utf8(file, NULL), (int)val_int(line), &n);
    }
    if (!s)
        return;
    while (n && (s[n - 1] == '\n' || s[n - 1] == '\r' || s[n - 1] == ' '))
        n--;
    size_t indent = 0;
    while (indent < n && (s[indent] == ' ' || s[indent] == '\t' || s[indent] == '\f'))
        indent++;
    fprintf(out, "    %.*s\n", (int)(n - indent), s + indent);
    if (!val_is_int(off) || val_int(off) < 1)
        return;
    int64_t start = val_int(off) - 1 - (int64_t)indent;
    int64_t end = val_is_int(end_off) && val_int(end_off) > 0 ? val_int(end_off) - 1 - (int64_t)indent : start + 1;
    if (val_is_int(end_line) && val_int(end_line) != val_int(line))
        end = (int64_t)utf8_chars(s + indent, n - indent);
    if (start < 0)
        return;
    if (end <= start)
        end = start + 1;
    fputs("    ", out);
    repeat(out, ' ', (size_t)start);
    repeat(out, '^', (size_t)(end - start));
    fputc('\n', out);
}

static void print_one(FILE *out, Val exc) {
    Val tb = incref(as_exc(exc)->traceback); /* others run while source files are read */
    if (!val_is_null(tb))
        print_traceback(out, tb);
    decref(tb);
    Type *t = val_type(exc);
    bool syntax = val_isinstance(exc, &exc_SyntaxError);
    if (syntax)
        print_syntax_place(out, exc);
    Val mod = t->flags & TF_HEAP ? dict_get_str(t->dict, STR_CONST("__module__")) : VAL_NULL;
    const char *m = !val_is_null(mod) && val_is_str(mod) ? str_utf8(mod, NULL) : NULL;
    if (m && strcmp(m, "__main__") != 0 && strcmp(m, "builtins") != 0)
        fprintf(out, "%s.", m);
    const char *q = val_is_null(t->qualname) ? t->name : str_utf8(t->qualname, NULL);
    fputs(q ? q : t->name, out);
    Val s = syntax ? val_str(attr(exc, "msg")) : val_str(exc);
    if (val_is_null(s)) {
        err_clear();
        fputs(": <exception str() failed>", out);
    } else {
        int64_t n;
        const char *u = str_utf8(s, &n);
        if (u && n)
            fprintf(out, ": %s", u);
        decref(s);
    }
    fputc('\n', out);
    Val notes = attr(exc, "__notes__");
    for (int64_t i = 0; val_is_list(notes) && i < as_list(notes)->length; i++) {
        Val note = as_list(notes)->items[i];
        const char *u = val_is_str(note) ? str_utf8(note, NULL) : NULL;
        if (u)
            fprintf(out, "%s\n", u);
    }
}

static void print_chain(FILE *out, Val exc, int depth) {
    Exc *e = as_exc(exc);
    if (depth < 100) {
        if (!val_is_null(e->cause)) {
            print_chain(out, e->cause, depth + 1);
            fputs("\nThe above exception was the direct cause of the following exception:\n\n", out);
        } else if (!val_is_null(e->context) && !e->suppress_context) {
            print_chain(out, e->context, depth + 1);
            fputs("\nDuring handling of the above exception, another exception occurred:\n\n", out);
        }
    }
    print_one(out, exc);
}

char *exception_text(Val exc, size_t *n) {
    char *text = NULL;
    FILE *f = open_memstream(&text, n);
    if (!f)
        return NULL;
    print_chain(f, exc, 0);
    if (fclose(f)) {
        free(text);
        return NULL;
    }
    return text;
}

void print_exception(Val exc) {
    size_t n;
    char *text = exception_text(exc, &n);
    if (!text) {
        block_report("%s: (no memory to print it)\n", val_type(exc)->name);
        return;
    }
    block_report_text(text, n);
    free(text);
}

void err_write_unraisable(const char *where, Val obj) {
    Val exc = err_fetch();
    Val r = val_is_null(obj) ? VAL_NULL : val_repr(obj);
    if (val_is_null(r))
        err_clear();
    const char *s = val_is_null(obj) ? "" : val_is_null(r) ? "?" : str_utf8(r, NULL);
    block_report("%s%s\n", where, s ? s : "?");
    decref(r);
    if (!val_is_null(exc))
        print_exception(exc);
    decref(exc);
}
