/* The exception types; raising from C. */
#include "objects/exception.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/gc.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

static Val reserve_memory_error = VAL_NULL;

/* ---- the objects ---- */

static Val exc_make(Type *t, Val args) { /* steals args */
    Exc *e = val_is_null(args) ? NULL : obj_new(t);
    if (!e) {
        decref(args);
        return VAL_NULL;
    }
    e->args = args;
    e->traceback = e->context = e->cause = VAL_NULL;
    gc_track(e);
    return val_ptr(e);
}

static Val exc_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)kwnames;
    return exc_make(t, tuple_from_items(args, nargs));
}

static bool exc_init(Val self, Val *args, int nargs, Val kwnames) {
    if (!val_is_null(kwnames) && as_tuple(kwnames)->length)
        return err_false(&exc_TypeError, "%T() takes no keyword arguments", self);
    Val t = tuple_from_items(args, nargs);
    if (val_is_null(t))
        return false;
    val_set(&as_exc(self)->args, t);
    return true;
}

static void exc_dealloc(Obj *o) {
    Exc *e = (Exc *)o;
    if (gc_trashcan_begin(o))
        return;
    gc_untrack(o);
    instance_clear_slots(o);
    instance_free_slots(o);
    decref(e->args);
    decref(e->traceback);
    decref(e->context);
    decref(e->cause);
    obj_free(o);
    gc_trashcan_end();
}

static int exc_traverse(Obj *o, VisitFn visit, void *arg) {
    Exc *e = (Exc *)o;
    if (!(o->type->flags & TF_HEAP)) {
        int r = instance_traverse_slots(o, visit, arg);
        if (r)
            return r;
    }
    GC_VISIT(e->args);
    GC_VISIT(e->traceback);
    GC_VISIT(e->context);
    GC_VISIT(e->cause);
    return 0;
}

static void exc_clear(Obj *o) {
    Exc *e = (Exc *)o;
    if (!(o->type->flags & TF_HEAP))
        instance_clear_slots(o);
    val_clear(&e->traceback);
    val_clear(&e->context);
    val_clear(&e->cause);
}

static Val exc_str(Val v) {
    Tuple *args = as_tuple(as_exc(v)->args);
    if (args->length == 0)
        return str_from_cstr("");
    return args->length == 1 ? val_str(args->items[0]) : val_str(as_exc(v)->args);
}

static Val exc_repr(Val v) {
    Tuple *args = as_tuple(as_exc(v)->args);
    if (args->length == 1)
        return str_from_format("%T(%R)", v, args->items[0]);
    return str_from_format("%T%R", v, as_exc(v)->args);
}

static Val get_args(Val v) { return incref(as_exc(v)->args); }
static bool set_args(Val v, Val x) {
    if (val_is_null(x))
        return err_false(&exc_TypeError, "args may not be deleted");
    Val t = tuple_from_iterable(x);
    if (val_is_null(t))
        return false;
    val_set(&as_exc(v)->args, t);
    return true;
}
static Val or_none(Val v) { return val_is_null(v) ? VAL_NONE : incref(v); }
static Val get_traceback(Val v) { return or_none(as_exc(v)->traceback); }
static Val get_context(Val v) { return or_none(as_exc(v)->context); }
static Val get_cause(Val v) { return or_none(as_exc(v)->cause); }
static Val get_suppress(Val v) { return val_bool(as_exc(v)->suppress_context); }
static bool set_traceback(Val v, Val x) {
    if (val_is_null(x) || !(val_is_none(x) || val_is(x, &traceback_type)))
        return err_false(&exc_TypeError, "__traceback__ must be a traceback or None");
    val_set(&as_exc(v)->traceback, val_is_none(x) ? VAL_NULL : incref(x));
    return true;
}
static bool set_exc(Val *slot, Val x, const char *what) {
    if (val_is_null(x))
        return err_false(&exc_TypeError, "__%s__ may not be deleted", what);
    if (!val_is_none(x) && !val_is_exc(x))
        return err_false(&exc_TypeError, "exception %s must be None or derive from BaseException", what);
    val_set(slot, val_is_none(x) ? VAL_NULL : incref(x));
    return true;
}
static bool set_context(Val v, Val x) { return set_exc(&as_exc(v)->context, x, "context"); }
static bool set_cause(Val v, Val x) {
    as_exc(v)->suppress_context = true;
    return set_exc(&as_exc(v)->cause, x, "cause");
}
static bool set_suppress(Val v, Val x) {
    if (val_is_null(x))
        return err_false(&exc_TypeError, "can't delete numeric/char attribute");
    if (!val_is_bool(x))
        return err_false(&exc_TypeError, "attribute value type must be bool");
    as_exc(v)->suppress_context = x == VAL_TRUE;
    return true;
}
static const GetSetDef exc_getset[] = {{"args", get_args, set_args},
                                       {"__traceback__", get_traceback, set_traceback},
                                       {"__context__", get_context, set_context},
                                       {"__cause__", get_cause, set_cause},
                                       {"__suppress_context__", get_suppress, set_suppress},
                                       {0}};

static Val m_with_traceback(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return set_traceback(args[0], args[1]) ? incref(args[0]) : VAL_NULL;
}
static Val m_add_note(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "note must be a str, not '%T'", args[1]);
    Val notes = instance_get(val_obj(args[0]), STR_CONST("__notes__"));
    if (val_is_null(notes)) {
        notes = list_new(0);
        if (val_is_null(notes))
            return VAL_NULL;
        bool ok = instance_set(val_obj(args[0]), STR_CONST("__notes__"), notes);
        decref(notes);
        if (!ok)
            return VAL_NULL;
    }
    if (!val_is_list(notes))
        return err_set(&exc_TypeError, "Cannot add note: __notes__ is not a list");
    return list_append(as_list(notes), args[1]) ? VAL_NONE : VAL_NULL;
}
static const MethodDef exc_methods[] = {
    {"with_traceback", m_with_traceback, 1, 1, 0, "Set self.__traceback__ to tb and return self."},
    {"add_note", m_add_note, 1, 1, 0, "Add a note to the exception."},
    {0}};

/* ---- those with attributes of their own ---- */

void exc_set_attr(Val exc, const char *name, Val value) {
    Val key = str_intern_cstr(name);
    if (val_is_null(value) || val_is_null(key) || !instance_set(val_obj(exc), key, value))
        err_clear();
    decref(value);
}

static bool set_named(Val self, const char *const *names, Val *args, int n) {
    for (int i = 0; names[i]; i++) {
        Val key = str_intern_cstr(names[i]);
        if (val_is_null(key) || !instance_set(val_obj(self), key, i < n ? args[i] : VAL_NONE))
            return false;
    }
    return true;
}

/* Keywords become attributes of the same name; others are refused. */
static bool init_keywords(Val self, const char *const *allowed, Val *args, int nargs, Val kwnames) {
    int64_t nkw = val_is_null(kwnames) ? 0 : as_tuple(kwnames)->length;
    for (int i = 0; allowed[i]; i++) {
        Val key = str_intern_cstr(allowed[i]), value = VAL_NONE;
        if (val_is_null(key))
            return false;
        for (int64_t k = 0; k < nkw; k++)
            if (str_eq(as_str(as_tuple(kwnames)->items[k]), as_str(key)))
                value = args[nargs + k];
        if (!instance_set(val_obj(self), key, value))
            return false;
    }
    for (int64_t k = 0; k < nkw; k++) {
        bool ok = false;
        for (int i = 0; allowed[i]; i++)
            ok |= strcmp(str_utf8(as_tuple(kwnames)->items[k], NULL), allowed[i]) == 0;
        if (!ok)
            return err_false(&exc_TypeError, "'%V' is an invalid keyword argument for %T", as_tuple(kwnames)->items[k],
                             self);
    }
    return true;
}

static bool value_init(Val self, Val *args, int nargs, Val kwnames) { /* StopIteration */
    static const char *const names[] = {"value", NULL};
    return exc_init(self, args, nargs, kwnames) && set_named(self, names, args, nargs);
}
static bool code_init(Val self, Val *args, int nargs, Val kwnames) { /* SystemExit */
    static const char *const names[] = {"code", NULL};
    if (!exc_init(self, args, nargs, kwnames))
        return false;
    Val code = nargs > 1 ? as_exc(self)->args : nargs ? args[0] : VAL_NONE;
    return set_named(self, names, &code, 1);
}
static bool name_init(Val self, Val *args, int nargs, Val kwnames) { /* NameError */
    static const char *const names[] = {"name", NULL};
    return exc_init(self, args, nargs, VAL_NULL) && init_keywords(self, names, args, nargs, kwnames);
}
static bool attribute_init(Val self, Val *args, int nargs, Val kwnames) { /* AttributeError */
    static const char *const names[] = {"name", "obj", NULL};
    return exc_init(self, args, nargs, VAL_NULL) && init_keywords(self, names, args, nargs, kwnames);
}
static bool import_init(Val self, Val *args, int nargs, Val kwnames) { /* ImportError */
    static const char *const names[] = {"name", "path", NULL}, *const msg[] = {"msg", NULL};
    return exc_init(self, args, nargs, VAL_NULL) && init_keywords(self, names, args, nargs, kwnames) &&
           set_named(self, msg, args, nargs == 1 ? 1 : 0);
}
static bool unicode_init(Val self, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"encoding", "object", "start", "end", "reason", NULL};
    if (nargs != 5)
        return err_false(&exc_TypeError, "function takes exactly 5 arguments (%d given)", nargs);
    return exc_init(self, args, nargs, kwnames) && set_named(self, names, args, nargs);
}
static bool syntax_init(Val self, Val *args, int nargs, Val kwnames) {
    static const char *const place[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset", NULL};
    static const char *const msg[] = {"msg", NULL};
    if (!exc_init(self, args, nargs, kwnames) || !set_named(self, msg, args, nargs))
        return false;
    if (nargs < 2)
        return set_named(self, place, NULL, 0);
    Val t = tuple_from_iterable(args[1]);
    bool ok = !val_is_null(t) && set_named(self, place, as_tuple(t)->items, (int)as_tuple(t)->length);
    decref(t);
    return ok;
}

static Type *os_error_type(int64_t e) {
    switch (e) {
    case EAGAIN: case EALREADY: case EINPROGRESS: return &exc_BlockingIOError;
    case ECHILD: return &exc_ChildProcessError;
    case EPIPE: case ESHUTDOWN: return &exc_BrokenPipeError;
    case ECONNABORTED: return &exc_ConnectionAbortedError;
    case ECONNREFUSED: return &exc_ConnectionRefusedError;
    case ECONNRESET: return &exc_ConnectionResetError;
    case EEXIST: return &exc_FileExistsError;
    case ENOENT: return &exc_FileNotFoundError;
    case EINTR: return &exc_InterruptedError;
    case EISDIR: return &exc_IsADirectoryError;
    case ENOTDIR: return &exc_NotADirectoryError;
    case EACCES: case EPERM: return &exc_PermissionError;
    case ESRCH: return &exc_ProcessLookupError;
    case ETIMEDOUT: return &exc_TimeoutError;
    default: return &exc_OSError;
    }
}
static Val os_new(Type *t, Val *args, int nargs, Val kwnames) {
    if (t == &exc_OSError && nargs >= 2 && val_is_int(args[0]))
        t = os_error_type(val_int(args[0]));
    return exc_new(t, args, nargs, kwnames);
}
static bool os_init(Val self, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"errno", "strerror", "filename", "filename2", NULL};
    Val v[4] = {VAL_NONE, VAL_NONE, VAL_NONE, VAL_NONE};
    if (nargs >= 2 && nargs <= 5) {
        v[0] = args[0];
        v[1] = args[1];
        v[2] = nargs > 2 ? args[2] : VAL_NONE;
        v[3] = nargs > 4 ? args[4] : VAL_NONE;
        if (!exc_init(self, args, 2, kwnames)) /* args holds the first two only */
            return false;
    } else if (!exc_init(self, args, nargs, kwnames)) {
        return false;
    }
    return set_named(self, names, v, 4);
}
static Val own(Val v, const char *name) {
    Val key = str_intern_cstr(name);
    Val r = val_is_null(key) ? VAL_NULL : instance_get(val_obj(v), key);
    return val_is_null(r) ? VAL_NONE : r;
}
static Val os_str(Val v) {
    Val e = own(v, "errno"), s = own(v, "strerror"), f = own(v, "filename"), f2 = own(v, "filename2");
    if (!val_is_none(f) && !val_is_none(f2))
        return str_from_format("[Errno %V] %V: %R -> %R", e, s, f, f2);
    if (!val_is_none(f))
        return str_from_format("[Errno %V] %V: %R", e, s, f);
    if (!val_is_none(e) && !val_is_none(s))
        return str_from_format("[Errno %V] %V", e, s);
    return exc_str(v);
}
static Val key_str(Val v) {
    Tuple *args = as_tuple(as_exc(v)->args);
    return args->length == 1 ? val_repr(args->items[0]) : exc_str(v);
}
static Val syntax_str(Val v) {
    Val msg = own(v, "msg"), file = own(v, "filename"), line = own(v, "lineno");
    bool has_line = val_is_int(line), has_file = val_is_str(file);
    if (!has_line && !has_file)
        return val_str(msg);
    if (has_file) {
        const char *f = str_utf8(file, NULL), *slash = f ? strrchr(f, '/') : NULL;
        if (!f)
            return VAL_NULL;
        f = slash ? slash + 1 : f;
        return has_line ? str_from_format("%V (%s, line %V)", msg, f, line) : str_from_format("%V (%s)", msg, f);
    }
    return str_from_format("%V (line %V)", msg, line);
}
static Val import_str(Val v) {
    Val msg = own(v, "msg");
    return val_is_str(msg) ? incref(msg) : exc_str(v);
}
static Val decode_str(Val v) {
    Val obj = own(v, "object"), start = own(v, "start"), end = own(v, "end");
    int64_t i = val_is_int(start) ? val_int(start) : 0, e = val_is_int(end) ? val_int(end) : 0;
    bool encode = val_isinstance(v, &exc_UnicodeEncodeError);
    if (e == i + 1) {
        Val at = val_getitem(obj, start);
        if (val_is_null(at)) {
            err_clear();
            return str_from_format("'%V' codec can't %s", own(v, "encoding"), encode ? "encode" : "decode");
        }
        Val r;
        if (encode) {
            uint32_t c = val_is_str(at) ? str_char(as_str(at), 0) : 0;
            char text[16];
            snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
            r = str_from_format("'%V' codec can't encode character '%s' in position %V: %V", own(v, "encoding"), text,
                                start, own(v, "reason"));
        } else {
            char text[8];
            snprintf(text, sizeof text, "0x%02x", (unsigned)(val_is_int(at) ? val_int(at) : 0) & 0xff);
            r = str_from_format("'%V' codec can't decode byte %s in position %V: %V", own(v, "encoding"), text, start,
                                own(v, "reason"));
        }
        decref(at);
        return r;
    }
    return str_from_format("'%V' codec can't %s %s in position %V-%lld: %V", own(v, "encoding"),
                           encode ? "encode" : "decode", encode ? "characters" : "bytes", start, (long long)e - 1,
                           own(v, "reason"));
}

#define EXC_DEFINE(nm, parent)                                                                     \
    Type exc_##nm = {                                                                              \
        TYPE_HEAD(#nm),                                                                            \
        .size = sizeof(Exc),                                                                       \
        .flags = TF_GC | TF_EXC | TF_INSTANCE | TF_BASETYPE,                                       \
        .base = &parent,                                                                           \
    };
EXCEPTION_LIST(EXC_DEFINE)

static Type *const exception_types[] = {
#define EXC_ADDRESS(nm, parent) &exc_##nm,
    EXCEPTION_LIST(EXC_ADDRESS)};

bool exceptions_init(void) {
    Type *b = &exc_BaseException;
    b->dealloc = exc_dealloc;
    b->traverse = exc_traverse;
    b->clear = exc_clear;
    b->repr = exc_repr;
    b->str = exc_str;
    b->tp_new = exc_new;
    b->init = exc_init;
    b->getset = exc_getset;
    b->methods = exc_methods;
    exc_StopIteration.init = value_init;
    exc_SystemExit.init = code_init;
    exc_NameError.init = name_init;
    exc_AttributeError.init = attribute_init;
    exc_ImportError.init = import_init;
    exc_ImportError.str = import_str;
    exc_UnicodeDecodeError.init = exc_UnicodeEncodeError.init = unicode_init;
    exc_UnicodeDecodeError.str = exc_UnicodeEncodeError.str = decode_str;
    exc_SyntaxError.init = syntax_init;
    exc_SyntaxError.str = syntax_str;
    exc_OSError.tp_new = os_new;
    exc_OSError.init = os_init;
    exc_OSError.str = os_str;
    exc_KeyError.str = key_str;
    for (size_t i = 0; i < sizeof exception_types / sizeof *exception_types; i++)
        if (!type_ready(exception_types[i]))
            return false;
    reserve_memory_error = exc_make(&exc_MemoryError, tuple_new(0));
    return !val_is_null(reserve_memory_error);
}

bool exceptions_export(Dict *builtins) {
    for (size_t i = 0; i < sizeof exception_types / sizeof *exception_types; i++) {
        Val name = str_intern_cstr(exception_types[i]->name);
        if (val_is_null(name) || !dict_set_str(builtins, name, val_ptr(exception_types[i])))
            return false;
    }
    return dict_set_str(builtins, STR_CONST("IOError"), val_ptr(&exc_OSError)) &&
           dict_set_str(builtins, STR_CONST("EnvironmentError"), val_ptr(&exc_OSError));
}

/* ---- raising ---- */

Val err_set_object(Val exc) {
    err_restore(exc);
    return VAL_NULL;
}

Val err_no_memory(void) {
    /* What did not fit was most often large: there is room for an exception of
     * its own, which can have a traceback.  The reserve is shared by all who
     * find none. */
    static bool trying;
    if (!trying) {
        trying = true; /* making it may come back here */
        Val e = exc_make(&exc_MemoryError, tuple_new(0));
        trying = false;
        if (!val_is_null(e))
            return err_set_object(e);
    }
    return err_set_object(incref(reserve_memory_error));
}

Val err_set_value(Type *t, Val arg) {
    Val args = val_is_null(arg) ? tuple_new(0) : tuple_from_items(&arg, 1);
    Val e = exc_make(t, args);
    if (val_is_null(e))
        return VAL_NULL;
    /* attributes of its own; the Unicode errors have theirs from who raises them */
    if (t->init != exc_init && t->init != unicode_init && !t->init(e, &arg, !val_is_null(arg), VAL_NULL)) {
        decref(e);
        return VAL_NULL;
    }
    return err_set_object(e);
}

void err_note_attribute(Val obj, Val name) {
    if (!err_matches(&exc_AttributeError))
        return;
    Val exc = err_fetch();
    Val own_name = instance_get(val_obj(exc), STR_CONST("name")), own_obj = instance_get(val_obj(exc), STR_CONST("obj"));
    if ((val_is_null(own_name) || val_is_none(own_name)) && (val_is_null(own_obj) || val_is_none(own_obj))) {
        exc_set_attr(exc, "name", incref(name));
        exc_set_attr(exc, "obj", incref(obj));
    }
    err_restore(exc);
}

Val err_set_name(Val name, const char *fmt) {
    err_set(&exc_NameError, fmt, name);
    Val exc = err_fetch();
    if (val_isinstance(exc, &exc_NameError)) /* not: out of memory */
        exc_set_attr(exc, "name", incref(name));
    err_restore(exc);
    return VAL_NULL;
}

static Val set_v(Type *t, const char *fmt, va_list ap) {
    Val msg = str_from_vformat(fmt, ap);
    if (val_is_null(msg))
        return VAL_NULL;
    err_set_value(t, msg);
    decref(msg);
    return VAL_NULL;
}
Val err_set(Type *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    set_v(t, fmt, ap);
    va_end(ap);
    return VAL_NULL;
}
bool err_false(Type *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    set_v(t, fmt, ap);
    va_end(ap);
    return false;
}
int err_int(Type *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    set_v(t, fmt, ap);
    va_end(ap);
    return -1;
}

Val err_set_key(Val key) { return err_set_value(&exc_KeyError, key); }

Val err_set_errno(int errnum, Val filename) {
    Val args[3] = {val_small(errnum), str_from_cstr(strerror(errnum)), filename};
    if (val_is_null(args[1]))
        return VAL_NULL;
    Val e = val_call(val_ptr(&exc_OSError), args, val_is_null(filename) ? 2 : 3, VAL_NULL);
    decref(args[1]);
    return val_is_null(e) ? e : err_set_object(e);
}

Val exc_instantiate(Val x) {
    if (val_is_exc(x))
        return incref(x);
    if (!val_is_exc_class(x))
        return err_set(&exc_TypeError, "exceptions must derive from BaseException");
    Val e = val_call0(x);
    if (!val_is_null(e) && !val_is_exc(e)) {
        err_set(&exc_TypeError, "calling %R should have returned an instance of BaseException, not %R", x,
                val_ptr(val_type(e)));
        decref(e);
        return VAL_NULL;
    }
    return e;
}

Val exc_stop_iteration_value(Val exc) {
    Val v = instance_get(val_obj(exc), STR_CONST("value"));
    return val_is_null(v) ? VAL_NONE : incref(v);
}

/* ---- tracebacks ---- */

void exc_add_traceback(Val exc, Code *code, uint32_t instr) {
    if (exc == reserve_memory_error)
        return;
    /* Out of memory for the entry: a MemoryError is raised in place of exc, and
     * must not drop it. The exception itself matters more. */
    Val raised = err_fetch();
    Traceback *t = obj_new(&traceback_type);
    err_restore(raised);
    if (!t)
        return;
    incref_obj(code);
    t->code = code;
    t->instr = instr;
    t->next = as_exc(exc)->traceback;
    as_exc(exc)->traceback = val_ptr(t);
    gc_track(t);
}

static Traceback *as_tb(Val v) { return (Traceback *)val_obj(v); }
static void tb_dealloc(Obj *o) {
    if (gc_trashcan_begin(o))
        return;
    gc_untrack(o);
    decref(((Traceback *)o)->next);
    decref_obj(((Traceback *)o)->code);
    obj_free(o);
    gc_trashcan_end();
}
static int tb_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Traceback *)o)->next);
    return 0;
}
static Val tb_next(Val v) { return or_none(as_tb(v)->next); }
static Val tb_lineno(Val v) { return val_small(code_line(as_tb(v)->code, as_tb(v)->instr)); }
static Val tb_lasti(Val v) { return val_small((int64_t)as_tb(v)->instr * (int64_t)sizeof(Instr)); }
static Val tb_frame(Val v) {
    (void)v;
    return err_absent("frame objects of tracebacks");
}
static const GetSetDef tb_getset[] = {
    {"tb_next", tb_next, NULL}, {"tb_lineno", tb_lineno, NULL}, {"tb_lasti", tb_lasti, NULL}, {"tb_frame", tb_frame, NULL}, {0}};
Type traceback_type = {
    TYPE_HEAD("traceback"), .size = sizeof(Traceback), .flags = TF_GC, .dealloc = tb_dealloc,
    .traverse = tb_traverse, .getset = tb_getset,
};
