/* The eval loop.
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

    /* ---- moves ---- */
L_LOAD_CONST:
    v = incref(f->code->consts[instr_bc(*pc)]);
    SET_A(v);
    NEXT(1);
L_LOAD_FAST:
    v = RB;
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(v);
    SET_A(v);
    NEXT(1);
L_LOAD_FAST_CHECK:
    if (unlikely(val_is_null(RA))) {
        SAVE();
        unbound_local(f, pc->a);
        goto error;
    }
    NEXT(1);
L_DELETE_FAST:
    if (unlikely(val_is_null(RA))) {
        SAVE();
        unbound_local(f, pc->a);
        goto error;
    }
    SET_A(VAL_NULL);
    NEXT(1);
L_POP_TOP:
    SET_A(VAL_NULL);
    NEXT(1);
L_MAKE_CELL: {
    SAVE();
    v = cell_new(RA);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
}
L_LOAD_DEREF:
    v = ((Cell *)val_obj(RB))->value;
    if (unlikely(val_is_null(v))) {
        SAVE();
        unbound_cell(f, pc->b);
        goto error;
    }
    incref(v);
    SET_A(v);
    NEXT(1);
L_STORE_DEREF: {
    v = RB;
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(v);
    SAVE();
    val_set(&((Cell *)val_obj(RA))->value, v);
    NEXT(1);
}
L_DELETE_DEREF:
    SAVE();
    if (val_is_null(((Cell *)val_obj(RA))->value)) {
        unbound_cell(f, pc->a);
        goto error;
    }
    val_clear(&((Cell *)val_obj(RA))->value);
    NEXT(1);
L_LOAD_CLASSDEREF: {
    SAVE();
    Val name = f->code->names[pc->c];
    v = VAL_NULL;
    if (!val_is_null(f->locals) && val_is_dict(f->locals))
        v = incref(dict_get_str(as_dict(f->locals), name));
    if (val_is_null(v))
        v = incref(((Cell *)val_obj(RB))->value);
    if (val_is_null(v)) {
        unbound_cell(f, pc->b);
        goto error;
    }
    SET_A(v);
    NEXT(1);
}
L_LOAD_NAME:
    if (unlikely(!val_is_null(f->locals) && f->locals != val_ptr(f->globals))) {
        SAVE();
        v = load_name((Instr *)pc, f, f->code->names[pc->b]);
        if (val_is_null(v))
            goto error;
        SET_A(v);
        NEXT(3);
    }
    /* a module: its names are globals */
L_LOAD_GLOBAL:
    if (likely(pc[1].global.keys_version && pc[1].global.keys_version == f->globals->keys_version)) {
        uint32_t bv = pc[1].global.builtins_version;
        if (!bv) {
            v = incref(f->globals->entries[pc[2].index].value);
            SET_A(v);
            NEXT(3);
        }
        if (likely(bv == f->builtins->keys_version)) {
            v = incref(f->builtins->entries[pc[2].index].value);
            SET_A(v);
            NEXT(3);
        }
    }
    SAVE();
    v = global_load((Instr *)pc, f, f->code->names[pc->b]);
    if (unlikely(val_is_null(v)))
        goto error;
    SET_A(v);
    NEXT(3);
L_STORE_NAME:
    if (unlikely(!val_is_null(f->locals) && f->locals != val_ptr(f->globals))) {
        SAVE();
        if (!store_name(f, f->code->names[pc->b], RA))
            goto error;
        if (pc->flags & LAST_A)
            DROP(pc->a);
        NEXT(2);
    }
L_STORE_GLOBAL:
    SAVE();
    if (!global_store((Instr *)pc, f->globals, f->code->names[pc->b], RA))
        goto error;
    if (pc->flags & LAST_A)
        DROP(pc->a);
    NEXT(2);
L_DELETE_GLOBAL: {
    SAVE();
    int r = dict_delete(f->globals, f->code->names[pc->b]);
    if (r == 0)
        err_set_name(f->code->names[pc->b], "name '%V' is not defined");
    if (r <= 0)
        goto error;
    NEXT(1);
}
L_DELETE_NAME:
    SAVE();
    if (!delete_name(f, f->code->names[pc->b]))
        goto error;
    NEXT(1);
L_LOAD_BUILD_CLASS:
    SAVE();
    v = incref(dict_get_str(f->builtins, STR_CONST("__build_class__")));
    if (val_is_null(v)) {
        err_set(&exc_NameError, "__build_class__ not found");
        goto error;
    }
    SET_A(v);
    NEXT(1);

    /* ---- operators ---- */
L_UNARY_NEGATIVE:
    v = RB;
    if (val_is_int(v) && likely(val_int(v) != SMALL_INT_MIN)) {
        SET_A(val_small(-val_int(v)));
        NEXT(1);
    }
    if (val_is_imm_float(v)) {
        SET_A(val_float(-val_imm_double(v)));
        NEXT(1);
    }
    SAVE();
    FINISH(val_negative(v));
    NEXT(1);
L_UNARY_POSITIVE:
    SAVE();
    FINISH(val_positive(RB));
    NEXT(1);
L_UNARY_INVERT:
    SAVE();
    FINISH(val_invert(RB));
    NEXT(1);
L_UNARY_NOT: {
    v = RB;
    int truth;
    if (val_is_bool(v)) {
        truth = v == VAL_TRUE;
    } else {
        SAVE();
        truth = val_truth(v);
        if (truth < 0)
            goto error;
    }
    DROP_B();
    SET_A(val_bool(!truth));
    NEXT(1);
}

#define ARITH(NAME, int_case, float_case)                                                          \
    L_INPLACE_##NAME : L_BINARY_##NAME : {                                                         \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c))) {                                                          \
            int_case                                                                               \
        } else if (val_both_imm_float(b, c)) {                                                     \
            float_case                                                                             \
        }                                                                                          \
        goto binary_slow;                                                                          \
    }

    ARITH(
        ADD,
        {
            int64_t r;
            if (likely(!__builtin_add_overflow((int64_t)b, (int64_t)(c - 1), &r))) {
                SET_A((Val)r);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) + val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        SUBTRACT,
        {
            int64_t r;
            if (likely(!__builtin_sub_overflow((int64_t)b, (int64_t)(c - 1), &r))) {
                SET_A((Val)r);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) - val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        MULTIPLY,
        {
            int64_t r;
            if (likely(!__builtin_mul_overflow((int64_t)(b - 1), val_int(c), &r))) {
                SET_A((Val)r | 1);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) * val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        TRUE_DIVIDE, {},
        {
            double d = val_imm_double(c);
            if (likely(d != 0.0)) {
                SET_A(val_float(val_imm_double(b) / d));
                NEXT(1);
            }
        })
    ARITH(
        MODULO,
        {
            if (likely(val_int(c) != 0 && val_int(c) != -1)) {
                SET_A(val_small(floor_mod(val_int(b), val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        FLOOR_DIVIDE,
        {
            if (likely(val_int(c) != 0 && val_int(c) != -1)) {
                SET_A(val_small(floor_div(val_int(b), val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        AND,
        {
            SET_A(b & c);
            NEXT(1);
        },
        {})
    ARITH(
        OR,
        {
            SET_A(b | c);
            NEXT(1);
        },
        {})
    ARITH(
        XOR,
        {
            SET_A((b ^ c) | 1);
            NEXT(1);
        },
        {})
    ARITH(
        RSHIFT,
        {
            if (likely(val_int(c) >= 0)) {
                SET_A(val_small(val_int(b) >> (val_int(c) > 63 ? 63 : val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        LSHIFT,
        {
            int64_t n = val_int(c);
            int64_t x = val_int(b);
            if (likely(n >= 0 && n < 62 && x < ((int64_t)1 << (62 - n)) && x >= -((int64_t)1 << (62 - n)))) {
                SET_A(val_small((int64_t)((uint64_t)x << n)));
                NEXT(1);
            }
        },
        {})
L_BINARY_POWER: {
    Val b = RB, c = RC;
    if (val_is_imm_float(b) && (val_is_imm_float(c) || val_is_int(c))) {
        SAVE();
        v = float_pow(val_imm_double(b), val_is_int(c) ? (double)val_int(c) : val_imm_double(c));
        if (unlikely(val_is_null(v)))
            goto error;
        SET_A(v);
        NEXT(1);
    }
}
L_BINARY_MATRIX_MULTIPLY:
binary_slow: {
    SAVE();
    int op = pc->op;
    if ((op == OP_BINARY_ADD || op == OP_INPLACE_ADD) && val_is(RB, &str_type) && val_is(RC, &str_type) &&
        (pc->a == pc->b || (pc->flags & LAST_B)) && val_obj(RB)->rc <= 2) {
        Val *entry = op == OP_INPLACE_ADD ? take_from_namespace(f, pc + 1, RB, pc->a) : NULL;
        if (val_obj(RB)->rc != 1)
            goto binary_general;
        /* s = s + t with no other reference to s: grows in place */
        v = str_append_steal(RB, RC);
        if (val_is_null(v)) {
            if (entry)
                *entry = incref(RB);
            goto error;
        }
        RB = VAL_NULL;
        DROP_C();
        SET_A(v);
        NEXT(1);
    }
binary_general:
    FINISH(op >= OP_INPLACE_ADD ? val_inplace((BinOp)(op - OP_INPLACE_ADD), RB, RC)
                                : val_binary((BinOp)(op - OP_BINARY_ADD), RB, RC));
    NEXT(1);
}
L_INPLACE_POWER:
L_INPLACE_MATRIX_MULTIPLY:
    SAVE();
    FINISH(val_inplace((BinOp)(pc->op - OP_INPLACE_ADD), RB, RC));
    NEXT(1);

#define COMPARE(NAME, op)                                                                          \
    L_COMPARE_##NAME : {                                                                           \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c))) {                                                          \
            SET_A(val_bool((int64_t)b op(int64_t) c));                                             \
            NEXT(1);                                                                               \
        }                                                                                          \
        if (val_both_imm_float(b, c)) {                                                            \
            SET_A(val_bool(val_imm_double(b) op val_imm_double(c)));                               \
            NEXT(1);                                                                               \
        }                                                                                          \
        SAVE();                                                                                    \
        FINISH(val_compare(b, c, CMP_##NAME));                                                     \
        NEXT(1);                                                                                   \
    }
    COMPARE(LT, <)
    COMPARE(LE, <=)
    COMPARE(EQ, ==)
    COMPARE(NE, !=)
    COMPARE(GT, >)
    COMPARE(GE, >=)

#define JUMP_COMPARE(NAME, op)                                                                     \
    L_JUMP_IF_##NAME : {                                                                           \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c)))                                                            \
            BRANCH((int64_t)b op(int64_t) c);                                                      \
        if (val_both_imm_float(b, c))                                                              \
            BRANCH(val_imm_double(b) op val_imm_double(c));                                        \
        SAVE();                                                                                    \
        int truth = val_compare_bool(b, c, CMP_##NAME);                                            \
        if (unlikely(truth < 0))                                                                   \
            goto error;                                                                            \
        DROP_B();                                                                                  \
        DROP_C();                                                                                  \
        BRANCH(truth);                                                                             \
    }                                                                                              \
    L_JUMP_IF_NOT_##NAME : {                                                                       \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c)))                                                            \
            BRANCH(!((int64_t)b op(int64_t) c));                                                   \
        if (val_both_imm_float(b, c))                                                              \
            BRANCH(!(val_imm_double(b) op val_imm_double(c)));                                     \
        SAVE();                                                                                    \
        int truth = val_compare_bool(b, c, CMP_##NAME);                                            \
        if (unlikely(truth < 0))                                                                   \
            goto error;                                                                            \
        DROP_B();                                                                                  \
        DROP_C();                                                                                  \
        BRANCH(!truth);                                                                            \
    }
    JUMP_COMPARE(LT, <)
    JUMP_COMPARE(LE, <=)
    JUMP_COMPARE(EQ, ==)
    JUMP_COMPARE(NE, !=)
    JUMP_COMPARE(GT, >)
    JUMP_COMPARE(GE, >=)

L_IS_OP: {
    bool same = RB == RC;
    SAVE();
    DROP_B();
    DROP_C();
    SET_A(val_bool(same));
    NEXT(1);
}
L_IS_NOT_OP: {
    bool same = RB == RC;
    SAVE();
    DROP_B();
    DROP_C();
    SET_A(val_bool(!same));
    NEXT(1);
}
L_CONTAINS_OP:
L_NOT_CONTAINS_OP: {
    SAVE();
    int r = val_contains(RC, RB);
    if (r < 0)
        goto error;
    DROP_B();
    DROP_C();
    SET_A(val_bool(r == (pc->op == OP_CONTAINS_OP)));
    NEXT(1);
}

    /* ---- jumps ---- */
L_JUMP_FORWARD:
    NEXT(instr_bc(*pc));
L_JUMP_BACKWARD: {
    int32_t d = instr_bc(*pc);
    pc += d;
    BACK_EDGE(1 - d);
    DISPATCH();
}
L_JUMP_IF_TRUE:
L_JUMP_IF_FALSE: {
    int truth;
    v = RA;
    if (likely(val_is_bool(v))) {
        truth = v == VAL_TRUE;
    } else if (val_is_int(v)) {
        truth = v != val_small(0);
    } else if (v == VAL_NONE) {
        truth = 0;
    } else {
        SAVE();
        truth = val_truth(v);
        if (unlikely(truth < 0))
            goto error;
        if (pc->flags & LAST_A)
            DROP(pc->a);
    }
    if (truth == (pc->op == OP_JUMP_IF_TRUE)) {
        int32_t d = instr_bc(*pc);
        pc += d;
        if (d <= 0)
            BACK_EDGE(1 - d);
        DISPATCH();
    }
    NEXT(1);
}
L_JUMP_IF_IS: {
    bool same = RB == RC;
    if (pc->flags) {
        SAVE();
        DROP_B();
        DROP_C();
    }
    BRANCH(same);
}
L_JUMP_IF_IS_NOT: {
    bool same = RB == RC;
    if (pc->flags) {
        SAVE();
        DROP_B();
        DROP_C();
    }
    BRANCH(!same);
}
L_JUMP_IF_IN:
L_JUMP_IF_NOT_IN: {
    SAVE();
    int r = val_contains(RC, RB);
    if (r < 0)
        goto error;
    DROP_B();
    DROP_C();
    BRANCH(r == (pc->op == OP_JUMP_IF_IN));
}
L_JUMP_IF_NOT_EXC_MATCH: {
    SAVE();
    bool bad = false;
    bool match = exc_match(RB, RC, &bad);
    if (bad)
        goto error;
    DROP_C();
    BRANCH(!match);
}
L_GET_ITER:
    SAVE();
    FINISH(val_iter(RB));
    NEXT(1);
L_FOR_ITER: {
    Val it = RB;
    Type *ty = val_type(it);
    if (ty == &range_iter_type) {
        ((Instr *)pc)->op = OP_FOR_ITER_RANGE;
        DISPATCH();
    }
    if (ty == &list_iter_type) {
        ((Instr *)pc)->op = OP_FOR_ITER_LIST;
        DISPATCH();
    }
    SAVE();
    if (ty == &generator_type) {
        Generator *g = (Generator *)val_obj(it);
        if (likely(g->state == GEN_SUSPENDED || g->state == GEN_CREATED) && likely(t->depth < vm_recursion_limit)) {
            bool created = g->state == GEN_CREATED;
            Frame *gf = g->frame;
            generator_enter(t, g);
            gf->back = f;
            gf->kind = FRAME_CALL;
            f = gf;
            if (created)
                goto enter;
            R = f->regs;
            pc = f->pc;
            if (pc->op == OP_YIELD_VALUE) { /* the yield expression's value is None */
                SET_A(VAL_NONE);
                f->pc = pc + 1;
            }
            goto resume;
        }
    }
    v = ty->next(it);
    if (likely(!val_is_null(v))) {
        SET_A(v);
        NEXT(1);
    }
    if (err_occurred()) {
        if (!err_matches(&exc_StopIteration))
            goto error;
        err_clear();
    }
    DROP(pc->b);
    NEXT((int16_t)pc->c);
}
L_FOR_ITER_RANGE: {
    Val it = RB;
    if (unlikely(val_type(it) != &range_iter_type)) {
        ((Instr *)pc)->op = OP_FOR_ITER;
        goto L_FOR_ITER_GENERIC;
    }
    RangeIter *r = (RangeIter *)val_obj(it);
    if (likely(r->remaining > 0)) {
        int64_t n = r->next;
        r->next = n + r->step;
        r->remaining--;
        SET_A(val_small(n));
        NEXT(1);
    }
    SAVE();
    DROP(pc->b);
    NEXT((int16_t)pc->c);
}
L_FOR_ITER_LIST: {
    Val it = RB;
    if (unlikely(val_type(it) != &list_iter_type)) {
        ((Instr *)pc)->op = OP_FOR_ITER;
        goto L_FOR_ITER_GENERIC;
    }
    SeqIter *li = (SeqIter *)val_obj(it);
    List *l = as_list(li->seq); /* VAL_NULL once exhausted: not to be looked into */
    if (likely(!val_is_null(li->seq) && li->index < l->length)) {
        v = incref(l->items[li->index++]);
        SET_A(v);
        NEXT(1);
    }
    SAVE();
    v = list_iter_type.next(it); /* marks it exhausted */
    DROP(pc->b);
    NEXT((int16_t)pc->c);
}
L_FOR_ITER_GENERIC: /* a site that sees several kinds of iterator stays general */
    SAVE();
    v = val_type(RB)->next(RB);
    if (!val_is_null(v)) {
        SET_A(v);
        NEXT(1);
    }
    if (err_occurred()) {
        if (!err_matches(&exc_StopIteration))
            goto error;
        err_clear();
    }
    DROP(pc->b);
    NEXT((int16_t)pc->c);

    /* ---- subscripts and attributes ---- */
L_BINARY_SUBSCR: {
    Val b = RB, c = RC;
    if (val_is_ptr(b)) {
        Type *ty = val_obj(b)->type;
        if (ty == &list_type && val_is_int(c)) {
            List *l = as_list(b);
            int64_t i = val_int(c);
            if (i < 0)
                i += l->length;
            if (likely((uint64_t)i < (uint64_t)l->length)) {
                v = incref(l->items[i]);
                if (pc->flags & LAST_B) {
                    SAVE();
                    DROP(pc->b);
                }
                SET_A(v);
                NEXT(1);
            }
        } else if (ty == &tuple_type && val_is_int(c)) {
            Tuple *l = as_tuple(b);
            int64_t i = val_int(c);
            if (i < 0)
                i += l->length;
            if (likely((uint64_t)i < (uint64_t)l->length)) {
                v = incref(l->items[i]);
                if (pc->flags & LAST_B) {
                    SAVE();
                    DROP(pc->b);
                }
                SET_A(v);
                NEXT(1);
            }
        } else if (ty == &dict_type) {
            SAVE();
            v = val_is_ptr(c) && val_obj(c)->type == &str_type && as_dict(b)->str_keys
                    ? dict_get_str(as_dict(b), c)
                    : dict_get(as_dict(b), c);
            if (likely(!val_is_null(v))) {
                incref(v);
                DROP_B();
                DROP_C();
                SET_A(v);
                NEXT(1);
            }
            if (err_occurred())
                goto error;
        }
    }
    SAVE();
    FINISH(val_getitem(b, c));
    NEXT(1);
}
L_STORE_SUBSCR: {
    Val a = RA, b = RB, c = RC;
    if (val_is_ptr(a)) {
        Type *ty = val_obj(a)->type;
        if (ty == &list_type && val_is_int(b)) {
            List *l = as_list(a);
            int64_t i = val_int(b);
            if (i < 0)
                i += l->length;
            if (likely((uint64_t)i < (uint64_t)l->length)) {
                Val old = l->items[i];
                if (pc->flags & LAST_C)
                    RC = VAL_NULL;
                else
                    incref(c);
                l->items[i] = c;
                SAVE();
                decref(old);
                if (pc->flags & LAST_A)
                    DROP(pc->a);
                NEXT(1);
            }
        }
    }
    SAVE();
    if (!(val_is(a, &dict_type) ? dict_set(as_dict(a), b, c) : val_setitem(a, b, c)))
        goto error;
    if (pc->flags) {
        if (pc->flags & LAST_A)
            DROP(pc->a);
        DROP_B();
        DROP_C();
    }
    NEXT(1);
}
L_DELETE_SUBSCR:
    SAVE();
    if (!val_delitem(RB, RC))
        goto error;
    DROP_B();
    DROP_C();
    NEXT(1);
L_BUILD_SLICE: {
    SAVE();
    Val *w = &RB;
    v = slice_new(w[0], w[1], w[2]);
    drop_window(w, 3);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
}
L_LOAD_ATTR_SLOT: {
    Val b = RB;
    if (likely(KEY_FITS(b))) {
        v = incref(instance_slots(val_obj(b))[pc[2].index]);
        if (pc->flags & LAST_B) {
            SAVE();
            DROP(pc->b);
        }
        SET_A(v);
        NEXT(3);
    }
    goto L_LOAD_ATTR;
}
L_LOAD_ATTR_TYPE: {
    Val b = RB;
    if (likely(val_has(b, TF_TYPE) && as_type(b)->version == pc[1].key.version)) {
        v = incref((Val)pc[2].word);
        DROP_B();
        SET_A(v);
        NEXT(3);
    }
    goto L_LOAD_ATTR;
}
L_LOAD_ATTR_MODULE: {
    Val b = RB;
    if (likely(val_is(b, &module_type) && module_dict(b)->keys_version == pc[1].key.version)) {
        v = incref(module_dict(b)->entries[pc[2].index].value);
        if (pc->flags & LAST_B) {
            SAVE();
            DROP(pc->b);
        }
        SET_A(v);
        NEXT(3);
    }
    goto L_LOAD_ATTR;
}
L_LOAD_ATTR_CLASS: {
    Val b = RB;
    if (likely(KEY_FITS(b))) {
        v = incref((Val)pc[2].word);
        if (pc->flags & LAST_B) {
            SAVE();
            DROP(pc->b);
        }
        SET_A(v);
        NEXT(3);
    }
    goto L_LOAD_ATTR;
}
L_LOAD_ATTR_PROPERTY: {
    Val b = RB;
    if (likely(KEY_FITS(b))) {
        Function *fn = (Function *)val_obj((Val)pc[2].word);
        SAVE();
        Frame *nf = frame_push(t, fn->code, 1);
        if (!nf)
            goto error;
        if (pc->flags & LAST_B)
            RB = VAL_NULL;
        else
            incref(b);
        nf->regs[0] = b;
        incref_obj(fn);
        nf->func = fn;
        nf->globals = fn->globals;
        nf->builtins = fn->builtins;
        f = nf;
        goto enter;
    }
    goto L_LOAD_ATTR;
}
L_LOAD_ATTR:
    if (attr_known((Instr *)pc, RB, f->code->names[pc->c], OP_LOAD_ATTR))
        DISPATCH();
    SAVE();
    FINISH(attr_load((Instr *)pc, RB, f->code->names[pc->c]));
    NEXT(3);
L_STORE_ATTR_SLOT: {
    Val a = RA;
    if (likely(KEY_FITS(a))) {
        Val *slot = &instance_slots(val_obj(a))[pc[2].index];
        v = RC;
        if (pc->flags & LAST_C)
            RC = VAL_NULL;
        else
            incref(v);
        Val old = *slot;
        *slot = v;
        if (val_is_ptr(old) || (pc->flags & LAST_A)) {
            SAVE();
            decref(old);
            if (pc->flags & LAST_A)
                DROP(pc->a);
        }
        NEXT(3);
    }
    goto L_STORE_ATTR;
}
L_STORE_ATTR_ADD: {
    Val a = RA;
    if (likely(KEY_FITS(a))) {
        uint32_t slot = (uint32_t)pc[2].key.shape, next = pc[2].key.version;
        if (likely(slot < instance_head(val_obj(a))->capacity)) {
            v = RC;
            if (pc->flags & LAST_C)
                RC = VAL_NULL;
            else
                incref(v);
            instance_slots(val_obj(a))[slot] = v;
            val_obj(a)->shape = next;
            if (pc->flags & LAST_A) {
                SAVE();
                DROP(pc->a);
            }
            NEXT(3);
        }
    }
    goto L_STORE_ATTR;
}
L_STORE_ATTR:
    SAVE();
    if (!attr_store((Instr *)pc, RA, f->code->names[pc->b], RC))
        goto error;
    if (pc->flags & LAST_A)
        DROP(pc->a);
    DROP_C();
    NEXT(3);
L_DELETE_ATTR:
    SAVE();
    if (!val_setattr(RB, f->code->names[pc->c], VAL_NULL))
        goto error;
    DROP_B();
    NEXT(1);
L_LOAD_METHOD_CACHED: {
    Val b = RB;
    if (likely(KEY_FITS(b))) {
        Val fn = incref((Val)pc[2].word);
        if (pc->flags & LAST_B)
            RB = VAL_NULL;
        else
            incref(b);
        /* both registers are fresh temporaries: nothing to drop */
        RA = fn;
        R_(pc->a + 1) = b;
        NEXT(3);
    }
}
L_LOAD_METHOD: {
    if (attr_known((Instr *)pc, RB, f->code->names[pc->c], OP_LOAD_METHOD))
        DISPATCH();
    SAVE();
    Val self;
    v = attr_load_method((Instr *)pc, RB, f->code->names[pc->c], &self);
    if (val_is_null(v))
        goto error;
    DROP_B();
    RA = v;
    R_(pc->a + 1) = self;
    NEXT(3);
}

    /* ---- calls ---- */
    Val *w;
    int nargs;
L_CALL_METHOD:
    w = &RB;
    nargs = pc->c;
    if (likely(!val_is_null(w[1]))) {
        nargs++;
    } else { /* a value that was no method: close the gap */
        w[1] = w[0];
        w[0] = VAL_NULL;
        w++;
    }
    goto call;
L_CALL:
    w = &RB;
    nargs = pc->c;
call: {
    Val callee = w[0];
    SAVE();
    if (likely(val_is_ptr(callee))) {
        Type *ct = val_obj(callee)->type;
        if (likely(ct == &function_type)) {
            Function *fn = (Function *)val_obj(callee);
            Code *c = fn->code;
            int ndefaults = c->argcount - nargs;
            if (likely((c->flags & CODE_SIMPLE_CALL) &&
                       (ndefaults == 0 || (ndefaults > 0 && !val_is_null(fn->defaults) &&
                                           ndefaults <= as_tuple(fn->defaults)->length)))) {
                Frame *nf = frame_push(t, c, (uint32_t)nargs);
                if (unlikely(!nf))
                    goto error;
                for (int i = 0; i < nargs; i++) {
                    nf->regs[i] = w[1 + i];
                    w[1 + i] = VAL_NULL;
                }
                if (unlikely(ndefaults)) {
                    Tuple *d = as_tuple(fn->defaults);
                    for (int i = 0; i < ndefaults; i++)
                        nf->regs[nargs + i] = incref(d->items[d->length - ndefaults + i]);
                }
                nf->func = fn; /* the window's reference moves to the frame */
                w[0] = VAL_NULL;
                nf->globals = fn->globals;
                nf->builtins = fn->builtins;
                if (c->nfree) {
                    Val *free = nf->regs + c->nlocals + c->ncells;
                    for (int i = 0; i < c->nfree; i++)
                        free[i] = incref(as_tuple(fn->closure)->items[i]);
                }
                f = nf;
                goto enter;
            }
            Val made; /* not v: whose address is taken, lives in memory */
            w[0] = VAL_NULL;
            Frame *nf = call_frame(t, fn, w + 1, nargs, VAL_NULL, &made);
            for (int i = 0; i < nargs; i++)
                w[1 + i] = VAL_NULL; /* stolen */
            decref(callee);
            if (nf) {
                f = nf;
                goto enter;
            }
            if (val_is_null(made))
                goto error;
            SET_A(made);
            NEXT(1);
        }
        if (ct == &type_type) {
            Type *cls = as_type(callee);
            Function *init = python_init(cls);
            if (init && (init->code->flags & CODE_SIMPLE_CALL) && init->code->argcount == nargs + 1) {
                Val self = instance_new(cls);
                if (unlikely(val_is_null(self)))
                    goto error;
                Frame *nf = frame_push(t, init->code, (uint32_t)nargs + 1);
                if (unlikely(!nf)) {
                    decref(self);
                    goto error;
                }
                nf->regs[0] = incref(self);
                for (int i = 0; i < nargs; i++) {
                    nf->regs[i + 1] = w[1 + i];
                    w[1 + i] = VAL_NULL;
                }
                incref_obj(init);
                nf->func = init;
                nf->globals = init->globals;
                nf->builtins = init->builtins;
                nf->kind = FRAME_INIT;
                nf->ret = (uint16_t)(w - R);
                if (init->code->nfree) {
                    Val *free = nf->regs + init->code->nlocals + init->code->ncells;
                    for (int i = 0; i < init->code->nfree; i++)
                        free[i] = incref(as_tuple(init->closure)->items[i]);
                }
                w[0] = self; /* kept here until __init__ returns */
                decref(callee);
                f = nf;
                goto enter;
            }
        }
    }
    v = call_slow(w, nargs, VAL_NULL, 0);
    if (unlikely(val_is_null(v)))
        goto error;
    SET_A(v);
    NEXT(1);
}
L_CALL_METHOD_KW:
    w = &RB;
    nargs = pc->c;
    if (!val_is_null(w[1])) {
        nargs++;
    } else {
        w[1] = w[0];
        w[0] = VAL_NULL;
        w++;
    }
    goto call_kw;
L_CALL_KW:
    w = &RB;
    nargs = pc->c;
call_kw: {
    SAVE();
    Val kwnames = f->code->consts[pc[1].index];
    int nkw = (int)as_tuple(kwnames)->length;
    if (val_is(w[0], &function_type)) {
        Val callee = w[0], made;
        w[0] = VAL_NULL;
        Frame *nf = call_frame(t, (Function *)val_obj(callee), w + 1, nargs - nkw, kwnames, &made);
        for (int i = 0; i < nargs; i++)
            w[1 + i] = VAL_NULL;
        decref(callee);
        if (nf) {
            f = nf;
            goto enter;
        }
        v = made;
    } else {
        v = call_slow(w, nargs - nkw, kwnames, nkw);
    }
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(2);
}
L_CALL_FUNCTION_EX:
    SAVE();
    w = &RB;
    v = call_ex(w[0], w[1], w[2]);
    drop_window(w, 3);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);

L_RETURN_CONST:
    v = incref(f->code->consts[instr_bc(*pc)]);
    goto do_return;
L_RETURN_VALUE:
    v = RA;
    if (pc->a < f->code->kbase)
        RA = VAL_NULL; /* the frame ends: its reference moves out */
    else
        incref(v);
do_return:
    SAVE();
    if (unlikely(gilpy_hot_load() & GILPY_HOT_EVAL))
        fire_return(t, f);
    {
        uint32_t n = f->code->nowned;
        for (uint32_t i = 0; i < n; i++) {
            Val x = R[i];
            if (val_is_ptr(x)) {
                R[i] = VAL_NULL;
                decref_obj(val_obj(x));
            }
        }
        Frame *done = f, *back = f->back;
        int kind = f->kind;
        if (unlikely(f->gen != NULL)) {
            Generator *g = f->gen;
            generator_leave(t, g);
            g->state = GEN_DONE;
            t->frame = back;
            if (kind == FRAME_ENTRY)
                return v; /* generator_send finishes it */
            /* a for loop ran it: exhausted */
            f = back;
            R = f->regs;
            pc = f->pc;
            generator_finish(g);
            decref(v);
            DROP(pc->b);
            NEXT((int16_t)pc->c);
        }
        Function *fn = f->func;
        t->frame = back;
        if (unlikely(kind == FRAME_ENTRY)) {
            frame_pop(t, done);
            if (fn)
                decref_obj(fn);
            return v;
        }
        uint16_t ret = done->ret;
        frame_pop(t, done);
        f = back;
        R = f->regs;
        pc = f->pc;
        decref_obj(fn);
        if (unlikely(kind == FRAME_INIT)) {
            if (unlikely(!val_is_none(v))) {
                err_set(&exc_TypeError, "__init__() should return None, not '%T'", v);
                decref(v);
                goto error;
            }
            v = R[ret];
            R[ret] = VAL_NULL;
        }
        SET_A(v);
        NEXT(1 + opcode_cache[pc->op]);
    }

L_YIELD_VALUE:
    v = RB;
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(v);
do_yield:
    SAVE();
    {
        Generator *g = f->gen;
        if (unlikely(gilpy_hot_load() & GILPY_HOT_EVAL))
            fire_return(t, f);
        Frame *back = f->back;
        int kind = f->kind;
        generator_leave(t, g);
        g->state = GEN_SUSPENDED;
        t->frame = back;
        if (kind == FRAME_ENTRY)
            return v;
        f = back;
        R = f->regs;
        pc = f->pc;
        SET_A(v);
        NEXT(1);
    }
L_GET_YIELD_FROM_ITER:
    SAVE();
    v = val_is(RB, &generator_type) ? incref(RB) : val_iter(RB);
    FINISH(v);
    NEXT(1);
L_YIELD_FROM: {
    /* What was sent to us, while the sub-iterator runs, is in register a of
     * the instruction only at the end: it travels in gen->sent. */
    SAVE();
    Generator *g = f->gen;
    Val sent = g->sent, returned = VAL_NULL;
    g->sent = VAL_NONE;
    Val it = RB;
    if (val_is(it, &generator_type)) {
        v = generator_send((Generator *)val_obj(it), sent, &returned);
    } else if (val_is_none(sent)) {
        v = val_type(it)->next(it); /* val_next would lose the value of StopIteration */
        if (val_is_null(v) && !err_occurred())
            returned = VAL_NONE;
    } else {
        v = val_call_method(it, STR_CONST("send"), &sent, 1);
    }
    decref(sent);
    if (!val_is_null(v))
        goto do_yield; /* pc stays: the next run comes back here */
    if (val_is_null(returned)) {
        if (!err_matches(&exc_StopIteration))
            goto error;
        exc = err_fetch();
        returned = exc_stop_iteration_value(exc);
        decref(exc);
    }
    DROP_B();
    SET_A(returned);
    NEXT(1);
}
L_MAKE_FUNCTION:
    SAVE();
    v = make_function(f, as_code(f->code->consts[instr_bc(*pc)]), &RA, pc->flags);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);

    /* ---- displays ---- */
L_BUILD_TUPLE: {
    SAVE();
    v = tuple_new(pc->c);
    if (val_is_null(v))
        goto error;
    w = &RB;
    for (int i = 0; i < pc->c; i++) {
        as_tuple(v)->items[i] = w[i];
        w[i] = VAL_NULL;
    }
    SET_A(v);
    NEXT(1);
}
L_BUILD_LIST: {
    SAVE();
    v = list_new(pc->c);
    if (val_is_null(v))
        goto error;
    w = &RB;
    for (int i = 0; i < pc->c; i++) {
        as_list(v)->items[i] = w[i];
        w[i] = VAL_NULL;
    }
    SET_A(v);
    NEXT(1);
}
L_BUILD_SET:
    SAVE();
    v = build_set(&RB, pc->c);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
L_BUILD_MAP:
    SAVE();
    v = build_map(&RB, pc->c);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
L_BUILD_STRING:
    SAVE();
    v = build_string(&RB, pc->c);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
L_LIST_APPEND: {
    SAVE();
    v = RB;
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(v);
    if (!list_append_steal(as_list(RA), v))
        goto error;
    NEXT(1);
}
L_SET_ADD:
    SAVE();
    if (!set_add((Set *)val_obj(RA), RB))
        goto error;
    DROP_B();
    NEXT(1);
L_MAP_ADD:
    SAVE();
    if (!dict_set(as_dict(RA), RB, RC))
        goto error;
    DROP_B();
    DROP_C();
    NEXT(1);
L_LIST_EXTEND:
    SAVE();
    if (!list_extend(as_list(RA), RB)) {
        if (err_matches(&exc_TypeError) && !val_type(RB)->iter && !val_type(RB)->getitem)
            err_set(&exc_TypeError, "Value after * must be an iterable, not %T", RB);
        goto error;
    }
    DROP_B();
    NEXT(1);
L_SET_UPDATE:
    SAVE();
    if (!set_update((Set *)val_obj(RA), RB))
        goto error;
    DROP_B();
    NEXT(1);
L_DICT_UPDATE:
    SAVE();
    if (!dict_update(as_dict(RA), RB)) {
        if (err_matches(&exc_AttributeError) || err_matches(&exc_TypeError))
            err_set(&exc_TypeError, "'%T' object is not a mapping", RB);
        goto error;
    }
    DROP_B();
    NEXT(1);
L_DICT_MERGE: {
    SAVE();
    Val fname = call_name(RC);
    if (val_is_null(fname))
        goto error;
    bool ok = dict_merge_kwargs(as_dict(RA), RB, fname);
    decref(fname);
    if (!ok)
        goto error;
    DROP_B();
    NEXT(1);
}
L_LIST_TO_TUPLE:
    SAVE();
    FINISH(list_as_tuple(as_list(RB)));
    NEXT(1);
L_FORMAT_VALUE:
    SAVE();
    v = format_value(&RB, pc->c);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
L_UNPACK_SEQUENCE: {
    SAVE();
    Val b = RB;
    w = &RA;
    int n = pc->c;
    if (val_is(b, &tuple_type) && as_tuple(b)->length == n) {
        Val *items = as_tuple(b)->items;
        if (pc->flags & LAST_B)
            RB = VAL_NULL;
        else
            incref(b);
        for (int i = 0; i < n; i++)
            w[i] = incref(items[i]);
        decref(b);
        NEXT(1);
    }
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(b);
    bool ok = unpack_sequence(b, w, n);
    decref(b);
    if (!ok)
        goto error;
    NEXT(1);
}
L_UNPACK_EX: {
    SAVE();
    Val b = RB;
    if (pc->flags & LAST_B)
        RB = VAL_NULL;
    else
        incref(b);
    bool ok = unpack_ex(b, &RA, pc->c & 255, pc->c >> 8);
    decref(b);
    if (!ok)
        goto error;
    NEXT(1);
}

    /* ---- exceptions ---- */
L_RAISE_VARARGS:
    SAVE();
    w = &RA;
    if (pc->b == 0) {
        if (val_is_null(t->err.handled)) {
            err_set(&exc_RuntimeError, "No active exception to reraise");
            goto error;
        }
        err_restore(incref(t->err.handled));
        goto unwind;
    }
    vm_raise(t, w[0], pc->b == 2 ? w[1] : VAL_NULL);
    drop_window(w, pc->b);
    goto error;
L_RERAISE:
    SAVE();
    v = RA;
    if (pc->flags & LAST_A)
        RA = VAL_NULL;
    else
        incref(v);
    err_restore(v);
    goto unwind;
L_PUSH_EXC_INFO:
    SAVE();
    v = t->err.handled;
    t->err.handled = incref(RB);
    SET_A(v);
    NEXT(1);
L_POP_EXCEPT:
    SAVE();
    v = t->err.handled;
    t->err.handled = RA;
    RA = VAL_NULL;
    decref(v);
    NEXT(1);
L_BEFORE_WITH: {
    SAVE();
    Val mgr = RB;
    Type *mt = val_type(mgr);
    Val enter = type_lookup(mt, STR_CONST("__enter__")), leave = type_lookup(mt, STR_CONST("__exit__"));
    if (val_is_null(enter) || val_is_null(leave)) {
        err_set(&exc_TypeError, "'%T' object does not support the context manager protocol%s", mgr,
                val_is_null(enter) ? "" : " (missed __exit__ method)");
        goto error;
    }
    leave = descr_bind(leave, mgr, mt);
    if (val_is_null(leave))
        goto error;
    bool found;
    v = val_call_special(mgr, STR_CONST("__enter__"), NULL, 0, &found);
    if (val_is_null(v)) {
        decref(leave);
        goto error;
    }
    DROP_B();
    SET_A(leave);
    R_(pc->a + 1) = v;
    NEXT(1);
}
L_WITH_EXIT: {
    SAVE();
    Val args[3] = {VAL_NONE, VAL_NONE, VAL_NONE};
    Val fn = RA;
    RA = VAL_NULL;
    v = val_call(fn, args, 3, VAL_NULL);
    decref(fn);
    if (val_is_null(v))
        goto error;
    decref(v);
    NEXT(1);
}
L_WITH_EXCEPT_START: {
    SAVE();
    Val e = RC, tb = as_exc(e)->traceback;
    Val args[3] = {val_ptr(val_obj(e)->type), e, val_is_null(tb) ? VAL_NONE : tb};
    v = val_call(RB, args, 3, VAL_NULL);
    if (val_is_null(v))
        goto error;
    SET_A(v);
    NEXT(1);
}
L_LOAD_ASSERTION_ERROR:
    v = incref(val_ptr(&exc_AssertionError));
    SET_A(v);
    NEXT(1);

    /* ---- imports ---- */
L_IMPORT_NAME:
    SAVE();
    v = import_module(f->code->names[pc->b], RC, (int)pc[1].index, f->globals);
    if (val_is_null(v))
        goto error;
    DROP_C();
    SET_A(v);
    NEXT(2);
L_IMPORT_FROM:
    SAVE();
    FINISH(import_from(RB, f->code->names[pc->c]));
    NEXT(1);
L_IMPORT_STAR:
    SAVE();
    if (!import_star(RA, val_is_null(f->locals) ? f->globals : as_dict(f->locals)))
        goto error;
    if (pc->flags & LAST_A)
        DROP(pc->a);
    NEXT(1);
L_SETUP_ANNOTATIONS: {
    SAVE();
    Dict *ns = val_is_null(f->locals) ? f->globals : as_dict(f->locals);
    if (val_is_null(dict_get_str(ns, STR_CONST("__annotations__")))) {
        Val d = dict_new();
        if (val_is_null(d) || !dict_set_str(ns, STR_CONST("__annotations__"), d))
            goto error;
        decref(d);
    }
    NEXT(1);
}

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
