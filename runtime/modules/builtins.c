/* The built-in functions.  Those that need the running frame are in
 * builtins_vm.c; types and exceptions join them in builtins_init. */
#include <stdio.h>
#include <stdlib.h>

#include "modules/builtins_vm.h"
#include "modules/modules.h"
#include "modules/stdio.h"
#include "modules/sys.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/range.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

#define BUILTIN(name)                                                          \
    static Val name(Val *args, __attribute__((unused)) int nargs,              \
                    __attribute__((unused)) Val kwnames)

/* ---- numbers ---- */

BUILTIN(b_abs) {
    Type *t = val_type(args[0]);
    if (!t->absolute)
        return err_set(&exc_TypeError, "bad operand type for abs(): '%T'", args[0]);
    return t->absolute(args[0]);
}

static Val in_base(Val v, int base, const char *prefix) {
    Val n = val_index(v);
    if (val_is_null(n))
        return n;
    char room[INT_TEXT_ROOM], *own, *text = int_to_text(n, base, room, &own);
    decref(n);
    if (!text)
        return VAL_NULL;
    bool negative = *text == '-';
    Val r = str_from_format("%s%s%s", negative ? "-" : "", prefix, text + negative);
    free(own);
    return r;
}
BUILTIN(b_bin) { return in_base(args[0], 2, "0b"); }
BUILTIN(b_oct) { return in_base(args[0], 8, "0o"); }
BUILTIN(b_hex) { return in_base(args[0], 16, "0x"); }

/* One of the two methods: VAL_NOTIMPL where there is none. */
static Val special2(Val v, Val name, Val other) {
    bool found;
    Val r = val_call_special(v, name, &other, 1, &found);
    return found || err_occurred() ? r : VAL_NOTIMPL;
}

BUILTIN(b_divmod) {
    Val a = args[0], b = args[1], r = VAL_NOTIMPL;
    if (val_is_int(a) && val_is_int(b))
        return int_divmod(a, b);
    bool right_first = val_type(a) != val_type(b) && type_is_subtype(val_type(b), val_type(a));
    if (right_first)
        r = special2(b, STR_CONST("__rdivmod__"), a);
    if (r == VAL_NOTIMPL)
        r = special2(a, STR_CONST("__divmod__"), b);
    if (r == VAL_NOTIMPL && !right_first && val_type(a) != val_type(b))
        r = special2(b, STR_CONST("__rdivmod__"), a);
    if (r != VAL_NOTIMPL)
        return r;
    return err_set(&exc_TypeError, "unsupported operand type(s) for divmod(): '%T' and '%T'", a, b);
}

BUILTIN(b_pow) {
    static const char *const names[] = {"base", "exp", "mod", NULL};
    Val a[3];
    if (!args_parse("pow", names, 0, 2, 3, args, nargs, kwnames, a))
        return VAL_NULL;
    if (val_is_null(a[2]) || val_is_none(a[2]))
        return val_binary(BIN_POW, a[0], a[1]);
    if (val_is_integer(a[0]) && val_is_integer(a[1]) && val_is_integer(a[2]))
        return int_pow(a[0], a[1], a[2]);
    if (val_is_float(a[0]) || val_is_float(a[1]) || val_is_float(a[2]))
        return err_set(&exc_TypeError,
                       "pow() 3rd argument not allowed unless all arguments are integers");
    if (val_type(a[0])->flags & TF_HEAP) {
        bool found;
        Val r = val_call_special(a[0], STR_CONST("__pow__"), a + 1, 2, &found);
        if (found && r != VAL_NOTIMPL)
            return r;
    }
    return err_set(&exc_TypeError,
                   "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", a[0], a[1],
                   a[2]);
}

BUILTIN(b_round) {
    static const char *const names[] = {"number", "ndigits", NULL};
    Val a[2];
    if (!args_parse("round", names, 0, 1, 2, args, nargs, kwnames, a))
        return VAL_NULL;
    bool given = !val_is_null(a[1]) && !val_is_none(a[1]), found;
    Val r = val_call_special(a[0], STR_CONST("__round__"), a + 1, given, &found);
    if (!found && !err_occurred())
        return err_set(&exc_TypeError, "type %T doesn't define __round__ method", a[0]);
    return r;
}

BUILTIN(b_sum) {
    static const char *const names[] = {"", "start", NULL};
    Val a[2];
    if (!args_parse("sum", names, 1, 1, 2, args, nargs, kwnames, a))
        return VAL_NULL;
    Val total = val_is_null(a[1]) ? val_small(0) : incref(a[1]);
    Val it = VAL_NULL;
    if (val_is_str(total)) {
        err_set(&exc_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
        goto fail;
    }
    if (val_is_bytes(total)) {
        err_set(&exc_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
        goto fail;
    }
    if (val_is(total, &bytearray_type)) {
        err_set(&exc_TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
        goto fail;
    }
    it = val_iter(a[0]);
    if (val_is_null(it))
        goto fail;
    for (;;) {
        Val v = val_next_yielding(it);
        if (val_is_null(v))
            break;
        Val next = val_binary(BIN_ADD, total, v);
        decref(v);
        decref(total);
        total = next;
        if (val_is_null(next))
            break;
    }
    decref(it);
    if (!err_occurred())
        return total;
fail:
    decref(total);
    return VAL_NULL;
}

/* ---- characters and text ---- */

BUILTIN(b_ascii) {
    Val r = val_repr(args[0]);
    if (val_is_null(r))
        return r;
    Val s = str_ascii(r);
    decref(r);
    return s;
}

BUILTIN(b_chr) {
    int64_t c;
    if (!val_as_index(args[0], &c, NULL))
        return VAL_NULL;
    if (c > INT32_MAX || c < INT32_MIN)
        return err_set(&exc_OverflowError, "Python int too large to convert to C int");
    if (c < 0 || c > 0x10ffff)
        return err_set(&exc_ValueError, "chr() arg not in range(0x110000)");
    return str_from_char((uint32_t)c);
}

BUILTIN(b_ord) {
    int64_t n;
    const char *p;
    if (val_is_str(args[0])) {
        n = as_str(args[0])->length;
        if (n == 1)
            return val_small(str_char(as_str(args[0]), 0));
    } else if (bytes_view(args[0], &p, &n)) {
        if (n == 1)
            return val_small((unsigned char)*p);
    } else {
        return err_set(&exc_TypeError, "ord() expected string of length 1, but %T found", args[0]);
    }
    return err_set(&exc_TypeError, "ord() expected a character, but string of length %ld found",
                   (long)n);
}

BUILTIN(b_repr) { return val_repr(args[0]); }

BUILTIN(b_format) {
    Val spec = nargs > 1 ? args[1] : str_empty();
    if (val_is_null(spec))
        return spec;
    if (!val_is_str(spec))
        return err_set(&exc_TypeError, "format() argument 2 must be str, not %T", spec);
    Val r = val_format(args[0], spec);
    if (nargs == 1)
        decref(spec);
    return r;
}

/* ---- objects ---- */

BUILTIN(b_callable) { return val_bool(val_type(args[0])->call != NULL); }

BUILTIN(b_hash) {
    int64_t h;
    return val_hash(args[0], &h) ? int_from_i64(h) : VAL_NULL;
}

/* Immediates are their own identity. */
BUILTIN(b_id) { return int_from_u64(args[0]); }

BUILTIN(b_len) {
    int64_t n = val_len(args[0]);
    return n < 0 ? VAL_NULL : int_from_i64(n);
}

/* The name as interned str, owned. */
static Val attr_name(Val v) {
    if (!val_is_str(v))
        return err_set(&exc_TypeError, "attribute name must be string, not '%T'", v);
    return str_intern(incref(v));
}

BUILTIN(b_getattr) {
    Val name = attr_name(args[1]);
    if (val_is_null(name))
        return name;
    Val r = nargs > 2 ? val_getattr_opt(args[0], name) : val_getattr(args[0], name);
    decref(name);
    if (val_is_null(r) && nargs > 2 && !err_occurred())
        return incref(args[2]);
    return r;
}

BUILTIN(b_hasattr) {
    Val name = attr_name(args[1]);
    if (val_is_null(name))
        return name;
    Val r = val_getattr_opt(args[0], name);
    decref(name);
    if (val_is_null(r))
        return err_occurred() ? VAL_NULL : VAL_FALSE;
    decref(r);
    return VAL_TRUE;
}

static Val set_attr(Val obj, Val key, Val value) {
    Val name = attr_name(key);
    if (val_is_null(name))
        return name;
    bool ok = val_setattr(obj, name, value);
    decref(name);
    return ok ? VAL_NONE : VAL_NULL;
}
BUILTIN(b_setattr) { return set_attr(args[0], args[1], args[2]); }
BUILTIN(b_delattr) { return set_attr(args[0], args[1], VAL_NULL); }

BUILTIN(b_dir) {
    Val names;
    if (nargs == 0) {
        Val locals = frame_locals();
        if (val_is_null(locals))
            return locals;
        names = list_new(0);
        if (!val_is_null(names) && !list_extend(as_list(names), locals))
            val_clear(&names);
        decref(locals);
    } else {
        bool found;
        Val r = val_call_special(args[0], STR_CONST("__dir__"), NULL, 0, &found);
        if (val_is_null(r))
            return found || err_occurred()
                       ? VAL_NULL
                       : err_set(&exc_TypeError, "object does not provide __dir__");
        names = list_new(0);
        if (!val_is_null(names) && !list_extend(as_list(names), r))
            val_clear(&names);
        decref(r);
    }
    if (!val_is_null(names) && !list_sort(as_list(names), VAL_NULL, false))
        val_clear(&names);
    return names;
}

BUILTIN(b_vars) {
    if (nargs == 0)
        return frame_locals();
    Val d = val_getattr_opt(args[0], STR_CONST("__dict__"));
    if (val_is_null(d) && (!err_occurred() || err_matches(&exc_AttributeError)))
        return err_set(&exc_TypeError, "vars() argument must have __dict__ attribute");
    return d;
}

/* Asks the metaclass's own check unless it is type itself: 1, 0, -1.
 * single(a, cls) is the plain test, -2 where cls is no class. */
static int class_check(Val a, Val cls, Val hook, int (*single)(Val, Val), const char *error) {
    if (val_is_tuple(cls)) {
        if (!recursion_enter(""))
            return -1;
        int r = 0;
        for (int64_t i = 0; !r && i < as_tuple(cls)->length; i++)
            r = class_check(a, as_tuple(cls)->items[i], hook, single, error);
        recursion_leave();
        return r;
    }
    if (!val_is(cls, &type_type)) {
        bool found;
        Val r = val_call_special(cls, hook, &a, 1, &found);
        if (found) {
            int t = val_is_null(r) ? -1 : val_truth(r);
            decref(r);
            return t;
        }
        if (err_occurred())
            return -1;
    }
    int r = single(a, cls);
    if (r == -2) {
        err_set(&exc_TypeError, "%s", error);
        return -1;
    }
    return r;
}

static int plain_isinstance(Val v, Val cls) {
    return val_is_type(cls) ? val_isinstance(v, as_type(cls)) : -2;
}
static int plain_issubclass(Val v, Val cls) {
    return val_is_type(cls) ? type_is_subtype(as_type(v), as_type(cls)) : -2;
}

BUILTIN(b_isinstance) {
    if (val_is_type(args[1]) && val_type(args[0]) == as_type(args[1]))
        return VAL_TRUE;
    int r = class_check(args[0], args[1], STR_CONST("__instancecheck__"), plain_isinstance,
                        "isinstance() arg 2 must be a type, a tuple of types, or a union");
    return r < 0 ? VAL_NULL : val_bool(r);
}

BUILTIN(b_issubclass) {
    if (!val_is_type(args[0]))
        return err_set(&exc_TypeError, "issubclass() arg 1 must be a class");
    int r = class_check(args[0], args[1], STR_CONST("__subclasscheck__"), plain_issubclass,
                        "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return r < 0 ? VAL_NULL : val_bool(r);
}

/* ---- iteration ---- */

static Val quantifier(Val iterable, bool stop_at) {
    Val it = val_iter(iterable);
    if (val_is_null(it))
        return it;
    int t = !stop_at;
    while (t == !stop_at) {
        Val v = val_next_yielding(it);
        if (val_is_null(v))
            break;
        t = val_truth(v);
        decref(v);
    }
    decref(it);
    return t < 0 || err_occurred() ? VAL_NULL : val_bool(t);
}
BUILTIN(b_all) { return quantifier(args[0], false); }
BUILTIN(b_any) { return quantifier(args[0], true); }

BUILTIN(b_iter) {
    if (nargs == 1)
        return val_iter(args[0]);
    if (!val_type(args[0])->call)
        return err_set(&exc_TypeError, "iter(v, w): v must be callable");
    return callable_iter_new(args[0], args[1]);
}

BUILTIN(b_next) {
    Type *t = val_type(args[0]);
    if (!t->next)
        return err_set(&exc_TypeError, "'%T' object is not an iterator", args[0]);
    Val v = t->next(args[0]);
    if (!val_is_null(v))
        return v;
    if (nargs == 1) /* a StopIteration that carries a value is passed on */
        return err_occurred() ? VAL_NULL : err_set_value(&exc_StopIteration, VAL_NULL);
    if (err_occurred()) {
        if (!err_matches(&exc_StopIteration))
            return VAL_NULL;
        err_clear();
    }
    return incref(args[1]);
}

/* The keyword arguments of min and max. */
static bool extreme_keywords(const char *name, Val *args, int nargs, Val kwnames, Val *key,
                             Val *fallback) {
    *key = *fallback = VAL_NULL;
    if (val_is_null(kwnames))
        return true;
    Tuple *names = as_tuple(kwnames);
    for (int64_t i = 0; i < names->length; i++) {
        if (str_eq_ascii(names->items[i], "key"))
            *key = val_is_none(args[nargs + i]) ? VAL_NULL : args[nargs + i];
        else if (str_eq_ascii(names->items[i], "default"))
            *fallback = args[nargs + i];
        else
            return err_false(&exc_TypeError, "'%V' is an invalid keyword argument for %s()",
                             names->items[i], name);
    }
    return true;
}

static Val extreme(const char *name, CmpOp op, Val *args, int nargs, Val kwnames) {
    Val key, fallback;
    if (nargs == 0)
        return err_set(&exc_TypeError, "%s expected at least 1 argument, got 0", name);
    if (!extreme_keywords(name, args, nargs, kwnames, &key, &fallback))
        return VAL_NULL;
    Val source = nargs == 1 ? incref(args[0]) : tuple_from_items(args, nargs);
    if (nargs > 1 && !val_is_null(fallback)) {
        decref(source);
        return err_set(&exc_TypeError,
                       "Cannot specify a default for %s() with multiple positional arguments",
                       name);
    }
    if (val_is_null(source))
        return source;
    Val it = val_iter(source), best = VAL_NULL, best_key = VAL_NULL;
    decref(source);
    if (val_is_null(it))
        return it;
    for (;;) {
        Val v = val_next_yielding(it);
        if (val_is_null(v))
            break;
        Val k = val_is_null(key) ? incref(v) : val_call1(key, v);
        int better = val_is_null(k) ? -1
                     : val_is_null(best) ? 1
                                         : val_compare_bool(k, best_key, op);
        if (better > 0) {
            val_set(&best, v);
            val_set(&best_key, k);
        } else {
            decref(v);
            decref(k);
        }
        if (better < 0)
            break;
    }
    decref(it);
    decref(best_key);
    if (err_occurred()) {
        decref(best);
        return VAL_NULL;
    }
    if (!val_is_null(best))
        return best;
    if (!val_is_null(fallback))
        return incref(fallback);
    return err_set(&exc_ValueError, "%s() arg is an empty sequence", name);
}
BUILTIN(b_min) { return extreme("min", CMP_LT, args, nargs, kwnames); }
BUILTIN(b_max) { return extreme("max", CMP_GT, args, nargs, kwnames); }

BUILTIN(b_sorted) {
    static const char *const names[] = {"key", "reverse", NULL};
    Val a[2];
    if (nargs != 1)
        return err_set(&exc_TypeError, "sorted expected 1 argument, got %d", nargs);
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    int reverse = 0;
    if (!list_extend(as_list(list), args[0]) ||
        !args_parse("sort", names, 0, 0, 0, args + 1, 0, kwnames, a))
        goto fail;
    if (!val_is_null(a[1])) {
        int64_t n;
        if (!val_as_index(a[1], &n, &exc_OverflowError))
            goto fail;
        reverse = n != 0;
    }
    if (list_sort(as_list(list), val_is_none(a[0]) ? VAL_NULL : a[0], reverse))
        return list;
fail:
    decref(list);
    return VAL_NULL;
}

/* ---- input and output ---- */

static bool write_text(Val file, Val text) {
    Val r = val_call_method(file, STR_CONST("write"), &text, 1);
    decref(r);
    return !val_is_null(r);
}

static bool flush_file(Val file) {
    Val r = val_call_method(file, STR_CONST("flush"), NULL, 0);
    decref(r);
    return !val_is_null(r);
}

/* To the standard output proper: one write of the whole line. */
static bool print_stdout(Val *args, int nargs, Val sep, Val end) {
    StrBuf b;
    strbuf_init(&b);
    for (int i = 0; i < nargs; i++) {
        if (i) {
            if (val_is_null(sep))
                strbuf_char(&b, ' ');
            else
                strbuf_str(&b, sep);
        }
        Val s = val_str(args[i]);
        if (val_is_null(s)) {
            strbuf_discard(&b);
            return false;
        }
        strbuf_str(&b, s);
        decref(s);
    }
    if (val_is_null(end))
        strbuf_char(&b, '\n');
    else
        strbuf_str(&b, end);
    Val line = strbuf_finish(&b);
    if (val_is_null(line))
        return false;
    int64_t n;
    const char *p = str_utf8(line, &n);
    bool ok = p && stdio_write_stdout(p, n);
    decref(line);
    return ok;
}

static bool print_file(Val file, Val *args, int nargs, Val sep, Val end) {
    for (int i = 0; i < nargs; i++) {
        if (i && !write_text(file, val_is_null(sep) ? STR_CONST(" ") : sep))
            return false;
        Val s = val_str(args[i]);
        bool ok = !val_is_null(s) && write_text(file, s);
        decref(s);
        if (!ok)
            return false;
    }
    return write_text(file, val_is_null(end) ? STR_CONST("\n") : end);
}

BUILTIN(b_print) {
    static const char *const names[] = {"sep", "end", "file", "flush", NULL};
    Val a[4];
    if (!args_parse("print", names, 0, 0, 0, args + nargs, 0, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 3; i++)
        if (val_is_none(a[i]))
            a[i] = VAL_NULL;
    for (int i = 0; i < 2; i++)
        if (!val_is_null(a[i]) && !val_is_str(a[i]))
            return err_set(&exc_TypeError, "%s must be None or a string, not %T", names[i], a[i]);
    Val file = a[2];
    if (val_is_null(file)) {
        file = sys_get_object("stdout");
        if (val_is_null(file))
            return err_set(&exc_RuntimeError, "lost sys.stdout");
        if (val_is_none(file))
            return VAL_NONE;
    }
    incref(file);
    bool ok = stdio_is_original_stdout(file) ? print_stdout(args, nargs, a[0], a[1])
                                             : print_file(file, args, nargs, a[0], a[1]);
    if (ok && !val_is_null(a[3])) {
        int flush = val_truth(a[3]);
        ok = flush >= 0 && (!flush || flush_file(file));
    }
    decref(file);
    return ok ? VAL_NONE : VAL_NULL;
}

BUILTIN(b_input) {
    Val out = sys_get_object("stdout");
    if (val_is_null(out) || val_is_none(out))
        return err_set(&exc_RuntimeError, "input(): lost sys.stdout");
    incref(out);
    bool ok = true;
    if (nargs) {
        Val s = val_str(args[0]);
        ok = !val_is_null(s) && write_text(out, s);
        decref(s);
    }
    ok = ok && flush_file(out);
    decref(out);
    if (!ok)
        return VAL_NULL;
    Val line = stdio_read_line();
    if (val_is_null(line))
        return line;
    Str *s = as_str(line);
    if (s->length == 0) {
        decref(line);
        return err_set(&exc_EOFError, "EOF when reading a line");
    }
    if (str_char(s, s->length - 1) != '\n')
        return line;
    Val r = str_substring(line, 0, s->length - 1);
    decref(line);
    return r;
}

const MethodDef builtins_methods[] = {
    {"abs", b_abs, 1, 1, 0, "Return the absolute value of the argument."},
    {"all", b_all, 1, 1, 0, "Return True if bool(x) is True for all values x in the iterable."},
    {"any", b_any, 1, 1, 0, "Return True if bool(x) is True for any x in the iterable."},
    {"ascii", b_ascii, 1, 1, 0, "Return an ASCII-only representation of an object."},
    {"bin", b_bin, 1, 1, 0, "Return the binary representation of an integer."},
    {"callable", b_callable, 1, 1, 0, "Return whether the object is callable."},
    {"chr", b_chr, 1, 1, 0, "Return a Unicode string of one character with ordinal i."},
    {"delattr", b_delattr, 2, 2, 0, "Deletes the named attribute from the given object."},
    {"dir", b_dir, 0, 1, 0, "Show attributes of an object."},
    {"divmod", b_divmod, 2, 2, 0, "Return the tuple (x//y, x%y)."},
    {"format", b_format, 1, 2, 0, "Return type(value).__format__(value, format_spec)."},
    {"getattr", b_getattr, 2, 3, 0, "Get a named attribute from an object."},
    {"hasattr", b_hasattr, 2, 2, 0,
     "Return whether the object has an attribute with the given name."},
    {"hash", b_hash, 1, 1, 0, "Return the hash value for the given object."},
    {"hex", b_hex, 1, 1, 0, "Return the hexadecimal representation of an integer."},
    {"id", b_id, 1, 1, 0, "Return the identity of an object."},
    {"input", b_input, 0, 1, 0, "Read a string from standard input."},
    {"isinstance", b_isinstance, 2, 2, 0,
     "Return whether an object is an instance of a class or of a subclass thereof."},
    {"issubclass", b_issubclass, 2, 2, 0,
     "Return whether 'cls' is derived from another class or is the same class."},
    {"iter", b_iter, 1, 2, 0, "Get an iterator from an object."},
    {"len", b_len, 1, 1, 0, "Return the number of items in a container."},
    {"max", b_max, 0, -1, METH_KW, "Return the biggest of the arguments."},
    {"min", b_min, 0, -1, METH_KW, "Return the smallest of the arguments."},
    {"next", b_next, 1, 2, 0, "Return the next item from the iterator."},
    {"oct", b_oct, 1, 1, 0, "Return the octal representation of an integer."},
    {"ord", b_ord, 1, 1, 0, "Return the Unicode code point for a one-character string."},
    {"pow", b_pow, 0, -1, METH_KW, "Equivalent to base**exp or base**exp % mod."},
    {"print", b_print, 0, -1, METH_KW, "Prints the values to a stream, or to sys.stdout."},
    {"repr", b_repr, 1, 1, 0, "Return the canonical string representation of the object."},
    {"round", b_round, 0, -1, METH_KW, "Round a number to a given precision in decimal digits."},
    {"setattr", b_setattr, 3, 3, 0, "Sets the named attribute on the given object."},
    {"sorted", b_sorted, 0, -1, METH_KW,
     "Return a new list containing all items from the iterable in ascending order."},
    {"sum", b_sum, 0, -1, METH_KW, "Return the sum of a start value and an iterable of numbers."},
    {"vars", b_vars, 0, 1, 0, "Show vars."},
    {0},
};

static bool add_functions(Dict *d, const MethodDef *methods) {
    for (; methods->name; methods++) {
        Val fn = builtin_new(methods, VAL_NULL);
        bool ok = !val_is_null(fn) && dict_set_str(d, str_intern_cstr(methods->name), fn);
        decref(fn);
        if (!ok)
            return false;
    }
    return true;
}

bool builtins_init(Dict *d) {
    static Type *const types[] = {
        &bool_type,   &bytearray_type, &bytes_type,   &classmethod_type,  &dict_type,
        &enumerate_type, &filter_type, &float_type,   &frozenset_type,    &int_type,
        &list_type,   &map_type,       &object_type,  &property_type,     &range_type,
        &reversed_type, &set_type,     &slice_type,   &staticmethod_type, &str_type,
        &super_type,  &tuple_type,     &type_type,    &zip_type,
    };
    static const struct {
        const char *name;
        Val value;
    } constants[] = {
        {"None", VAL_NONE},         {"True", VAL_TRUE},
        {"False", VAL_FALSE},       {"Ellipsis", VAL_ELLIPSIS},
        {"NotImplemented", VAL_NOTIMPL}, {"__debug__", VAL_TRUE},
    };
    if (!add_functions(d, builtins_methods) || !add_functions(d, builtins_vm_methods))
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!dict_set_str(d, str_intern_cstr(types[i]->name), val_ptr(types[i])))
            return false;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!dict_set_str(d, str_intern_cstr(constants[i].name), constants[i].value))
            return false;
    return exceptions_export(d);
}
