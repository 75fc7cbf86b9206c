/* The eval loop: frames come and go, exceptions unwind them.  The bytecodes are in
 * vm/ops/, a file for each kind; all are labels in one function, run().
 *
 * R[n] is register n of the frame that runs; pc the instruction.  What can
 * call, raise, allocate or switch threads stores pc in the frame first
 * (SAVE).  A result goes to its register before operands that die are
 * dropped: a drop can run any code. */
#include "core/alloc_sample.h"
#include "core/err.h"
#include "gilpy_probes.h"
#include "hot.h"
#include "compiler/bytecode.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/range.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "vm/generator.h"
#include "vm/stack.h"
#include "vm/vm.h"

static int64_t floor_mod(int64_t a, int64_t b) {
    int64_t r = a % b;
    return r && (r ^ b) < 0 ? r + b : r;
}

static int64_t floor_div(int64_t a, int64_t b) {
    int64_t q = a / b;
    return (a % b) && ((a ^ b) < 0) ? q - 1 : q;
}

static __attribute__((noinline, cold)) void fire_entry(Thread *t, Frame *f) {
    probe_eval_entry(f->code->filename_utf8, f->code->qualname_utf8, (uint64_t)code_line(f->code, 0), t);
}

static __attribute__((noinline, cold)) void fire_return(Thread *t, Frame *f) {
    probe_eval_return(f->code->filename_utf8, f->code->qualname_utf8,
                       (uint64_t)code_line(f->code, (uint32_t)(f->pc - f->code->instrs)), t);
}

/* Everything that is out of the ordinary at a function's entry. */
static __attribute__((noinline)) int enter_slow(Thread *t, Frame *f) {
    uint64_t hot = gilpy_hot_load();
    if (hot & GILPY_HOT_EVAL)
        fire_entry(t, f);
    return hot != hot_quiet.back_edge ? vm_safepoint(t, f->code->ninstrs) : 0;
}

static void unbound_local(Frame *f, uint32_t reg) {
    Val name = reg < f->code->nlocals ? as_tuple(f->code->varnames)->items[reg] : VAL_NONE;
    err_set(&exc_UnboundLocalError, "cannot access local variable '%V' where it is not associated with a value", name);
}

static void unbound_cell(Frame *f, uint32_t reg) {
    Code *c = f->code;
    if (reg >= (uint32_t)c->nlocals + c->ncells) {
        err_set_name(as_tuple(c->freevars)->items[reg - c->nlocals - c->ncells],
                     "cannot access free variable '%V' where it is not associated with a value in enclosing scope");
        return;
    }
    Val name = VAL_NONE;
    if (reg < c->nlocals) {
        name = as_tuple(c->varnames)->items[reg];
    } else { /* the cellvars that are no parameters lie here in order */
        Tuple *cells = as_tuple(c->cellvars);
        int64_t first = cells->length - c->ncells, i = first + reg - c->nlocals;
        if (i >= 0 && i < cells->length)
            name = cells->items[i];
    }
    err_set(&exc_UnboundLocalError, "cannot access local variable '%V' where it is not associated with a value", name);
}

static Val build_map(Val *items, int n) {
    Val d = dict_new();
    for (int i = 0; i < n && !val_is_null(d); i++)
        if (!dict_set(as_dict(d), items[2 * i], items[2 * i + 1])) {
            decref(d);
            d = VAL_NULL;
        }
    for (int i = 0; i < 2 * n; i++)
        val_clear(&items[i]);
    return d;
}

static Val build_set(Val *items, int n) {
    Val s = set_new(&set_type);
    for (int i = 0; i < n && !val_is_null(s); i++)
        if (!set_add((Set *)val_obj(s), items[i])) {
            decref(s);
            s = VAL_NULL;
        }
    for (int i = 0; i < n; i++)
        val_clear(&items[i]);
    return s;
}

static Val build_string(Val *items, int n) {
    Val s = str_join(STR_CONST(""), items, n);
    for (int i = 0; i < n; i++)
        val_clear(&items[i]);
    return s;
}

static Val format_value(Val *w, int how) {
    Val v = w[0];
    int conv = how & 255;
    if (conv) {
        v = conv == 's' ? val_str(v) : val_repr(v);
        if (conv == 'a' && !val_is_null(v)) {
            Val repr = v;
            v = str_ascii(repr);
            decref(repr);
        }
        if (val_is_null(v))
            return v;
    } else {
        incref(v);
    }
    Val r;
    if (how & 256)
        r = val_format(v, w[1]);
    else if (val_is_str(v) && val_obj(v)->type == &str_type)
        r = incref(v);
    else
        r = val_format(v, STR_CONST(""));
    decref(v);
    val_clear(&w[0]);
    if (how & 256)
        val_clear(&w[1]);
    return r;
}

static Val load_name(Instr *at, Frame *f, Val name) {
    if (val_is_null(f->locals) || f->locals == val_ptr(f->globals))
        return global_load(at, f, name);
    Val v;
    if (val_obj(f->locals)->type == &dict_type) {
        v = incref(dict_get_str(as_dict(f->locals), name));
    } else {
        v = val_getitem(f->locals, name);
        if (val_is_null(v)) {
            if (!err_matches(&exc_KeyError))
                return v;
            err_clear();
        }
    }
    return val_is_null(v) ? global_load(at, f, name) : v;
}

static bool store_name(Frame *f, Val name, Val v) {
    Val ns = val_is_null(f->locals) ? val_ptr(f->globals) : f->locals;
    return val_obj(ns)->type == &dict_type ? dict_set_str(as_dict(ns), name, v) : val_setitem(ns, name, v);
}

static bool delete_name(Frame *f, Val name) {
    Val ns = val_is_null(f->locals) ? val_ptr(f->globals) : f->locals;
    int r = val_obj(ns)->type == &dict_type ? dict_delete(as_dict(ns), name) : val_delitem(ns, name) ? 1 : -1;
    if (r == 0)
        err_set_name(name, "name '%V' is not defined");
    return r > 0;
}

/* s += t where s is a global: the namespace holds a count of s that the store
 * that follows would replace.  Give it up now, so that s can grow in place;
 * the entry, or NULL. */
static Val *take_from_namespace(Frame *f, const Instr *store, Val s, uint16_t reg) {
    if ((store->op != OP_STORE_NAME && store->op != OP_STORE_GLOBAL) || store->a != reg || val_obj(s)->rc != 2)
        return NULL;
    if (store->op == OP_STORE_NAME && !val_is_null(f->locals) && f->locals != val_ptr(f->globals))
        return NULL;
    int64_t i = dict_find_str(f->globals, f->code->names[store->b]);
    if (i < 0 || f->globals->entries[i].value != s)
        return NULL;
    f->globals->entries[i].value = VAL_NONE;
    val_obj(s)->rc--;
    return &f->globals->entries[i].value;
}

static Val make_function(Frame *f, Code *c, Val *parts, int flags) {
    Val v = function_new(c, f->globals, f->builtins);
    if (val_is_null(v))
        return v;
    Function *fn = (Function *)val_obj(v);
    fn->doc = incref(c->doc);
    int i = 1;
    Val *const slots[] = {&fn->defaults, &fn->kwdefaults, &fn->annotations, &fn->closure};
    for (int bit = 0; bit < 4; bit++)
        if (flags & (1 << bit)) {
            *slots[bit] = parts[i];
            parts[i++] = VAL_NULL;
        }
    return v;
}

/* Drop the n registers of a call's window. */
static inline void drop_window(Val *w, int n) {
    for (int i = 0; i < n; i++) {
        Val v = w[i];
        w[i] = VAL_NULL;
        decref(v);
    }
}

/* A call whose callee is no plain Python function; the window is used up. */
static Val call_slow(Val *w, int nargs, Val kwnames, int nkw) {
    Val callee = w[0], r;
    Type *ct = val_type(callee);
    Builtin *b = (Builtin *)val_obj(callee); /* looked into if it is one */
    if (likely(ct == &builtin_type) && !b->owner && !val_is_type(b->self)) {
        r = builtin_invoke(b, false, w + 1, nargs, kwnames);
    } else if (ct == &method_descr_type && nargs && val_type(w[1]) == b->owner) {
        r = builtin_invoke(b, true, w + 1, nargs, kwnames);
    } else {
        r = val_call(callee, w + 1, nargs, kwnames);
    }
    drop_window(w, 1 + nargs + nkw);
    return r;
}

/* For a class whose instances are plain objects with a Python __init__: that
 * function, borrowed. */
static Function *python_init(Type *t) {
    if (!(t->flags & TF_HEAP) || t->tp_new != object_new || t->ob.type != &type_type)
        return NULL;
    Val f = type_lookup(t, STR_CONST("__init__"));
    return !val_is_null(f) && val_is(f, &function_type) ? (Function *)val_obj(f) : NULL;
}

#define R_(n) (R[(n)])
#define RA R_(pc->a)
#define RB R_(pc->b)
#define RC R_(pc->c)
#define SAVE() (f->pc = pc)
/* The inline cache behind pc is for objects like v (attr_cache.c). */
#define KEY_FITS(v) \
    (val_is_ptr(v) && val_obj(v)->shape == pc[1].key.shape && val_obj(v)->type->version == pc[1].key.version)
#define DISPATCH() goto *labels[pc->op]
#define NEXT(n)                                                                                    \
    do {                                                                                           \
        pc += (n);                                                                                 \
        DISPATCH();                                                                                \
    } while (0)
/* Store in register a; what was there may die. */
#define SET_A(v)                                                                                   \
    do {                                                                                           \
        Val new_ = (v), old_ = RA;                                                                 \
        RA = new_;                                                                                 \
        if (val_is_ptr(old_)) {                                                                    \
            SAVE();                                                                                \
            decref_obj(val_obj(old_));                                                             \
        }                                                                                          \
    } while (0)
#define DROP(reg)                                                                                  \
    do {                                                                                           \
        Val dead_ = R_(reg);                                                                       \
        R_(reg) = VAL_NULL;                                                                        \
        decref(dead_);                                                                             \
    } while (0)
#define DROP_B()                                                                                   \
    do {                                                                                           \
        if (pc->flags & LAST_B)                                                                    \
            DROP(pc->b);                                                                           \
    } while (0)
#define DROP_C()                                                                                   \
    do {                                                                                           \
        if (pc->flags & LAST_C)                                                                    \
            DROP(pc->c);                                                                           \
    } while (0)
/* The slow path's result into a; operands first, since a may be one of them. */
#define FINISH(v)                                                                                  \
    do {                                                                                           \
        Val result_ = (v);                                                                         \
        if (unlikely(val_is_null(result_)))                                                        \
            goto error;                                                                            \
        DROP_B();                                                                                  \
        DROP_C();                                                                                  \
        SET_A(result_);                                                                            \
    } while (0)
#define BACK_EDGE(distance)                                                                        \
    do {                                                                                           \
        if (unlikely(gilpy_hot_load() != hot_quiet.back_edge)) {                                   \
            SAVE();                                                                                \
            if (vm_safepoint(t, (uint64_t)(distance)) < 0)                                         \
                goto error;                                                                        \
        }                                                                                          \
    } while (0)
#define BRANCH(cond)                                                                               \
    do {                                                                                           \
        if (cond) {                                                                                \
            int16_t d_ = (int16_t)pc->a;                                                           \
            pc += d_;                                                                              \
            if (d_ <= 0)                                                                           \
                BACK_EDGE(1 - d_);                                                                 \
        } else {                                                                                   \
            pc += 1;                                                                               \
        }                                                                                          \
        DISPATCH();                                                                                \
    } while (0)

static Val run(Thread *t, Frame *f, bool resumed) {
    static const void *const labels[] = {
#define OP(name, operands, cache, effect) &&L_##name,
#include "compiler/opcodes.def"
#undef OP
    };
    Val *R;
    const Instr *pc;
    Val v, exc;
    Val *w;
    int nargs;

    if (unlikely((char *)__builtin_frame_address(0) < t->c_stack_limit)) {
        err_set(&exc_RecursionError, "maximum recursion depth exceeded");
        t->frame = f; /* its registers are dropped below */
        R = f->regs;
        pc = f->pc;
        goto unwind_frame;
    }

    if (resumed)
        goto resume;
enter: /* a frame begins its first run */
    t->frame = f;
    R = f->regs;
    pc = f->code->instrs;
    if (unlikely(gilpy_hot_load() != hot_quiet.entry)) {
        SAVE();
        if (enter_slow(t, f) < 0)
            goto error;
    }
    DISPATCH();

resume: /* a generator's frame goes on */
    t->frame = f;
    R = f->regs;
    pc = f->pc;
    if (unlikely(gilpy_hot_load() != hot_quiet.entry)) {
        if (enter_slow(t, f) < 0)
            goto error;
    }
    if (unlikely(err_occurred())) /* throw() */
        goto error;
    DISPATCH();

/* ---- the bytecodes of compiler/opcodes.def ---- */
#include "vm/ops/variables.h"
#include "vm/ops/operators.h"
#include "vm/ops/jumps.h"
#include "vm/ops/access.h"
#include "vm/ops/calls.h"
#include "vm/ops/displays.h"
#include "vm/ops/exceptions.h"
#include "vm/ops/imports.h"

    /* ---- exceptions on their way ---- */
error: /* newly raised in frame f, at f->pc */
    exc_set_context(t, err_state->raised);
traceback:
    exc_add_traceback(err_state->raised, f->code, (uint32_t)(f->pc - f->code->instrs));
unwind: {
    uint32_t at = (uint32_t)(f->pc - f->code->instrs);
    const ExcEntry *e = f->code->exc, *end = e + f->code->nexc;
    while (e < end && !(at >= e->start && at < e->end))
        e++;
    if (e < end) {
        R = f->regs;
        for (uint32_t i = e->depth; i < f->code->kbase; i++) {
            Val x = R[i];
            if (val_is_ptr(x)) {
                R[i] = VAL_NULL;
                exc = err_fetch(); /* what dies must not see it */
                decref_obj(val_obj(x));
                err_restore(exc);
            }
        }
        R[e->depth] = err_fetch();
        pc = f->code->instrs + e->target;
        DISPATCH();
    }
}
unwind_frame: {
    if (unlikely(gilpy_hot_load() & GILPY_HOT_EVAL))
        fire_return(t, f);
    exc = err_fetch();
    frame_drop_regs(f);
    Frame *done = f;
    f = f->back;
    int kind = done->kind;
    t->frame = f;
    if (done->gen) {
        Generator *g = done->gen;
        generator_leave(t, g);
        g->state = GEN_DONE;
        if (val_isinstance(exc, &exc_StopIteration)) { /* PEP 479 */
            err_set(&exc_RuntimeError, "generator raised StopIteration");
            Exc *now = as_exc(err_state->raised);
            val_set(&now->cause, incref(exc));
            val_set(&now->context, exc);
            now->suppress_context = true;
            exc = err_fetch();
        }
        if (kind != FRAME_ENTRY)
            generator_finish(g);
    } else {
        Function *fn = done->func;
        frame_pop(t, done);
        if (fn)
            decref_obj(fn);
    }
    err_restore(exc);
    if (kind == FRAME_ENTRY)
        return VAL_NULL;
    goto traceback;
}
}

Val eval(Thread *t, Frame *f) { return run(t, f, false); }
Val eval_resume(Thread *t, Frame *f) { return run(t, f, true); }
