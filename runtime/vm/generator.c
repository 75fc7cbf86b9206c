#include "vm/generator.h"
#include "vm/stack.h"

#include "core/err.h"
#include "core/gc.h"
#include "core/mem.h"
#include "compiler/bytecode.h"
#include "objects/args.h"
#include "objects/exception.h"
#include "objects/str.h"
#include "objects/type.h"

Val generator_new(Function *fn) {
    Code *c = fn->code;
    Frame *f = mem_alloc(frame_size(c));
    if (!f)
        return err_no_memory();
    Generator *g = obj_new(&generator_type);
    if (!g) {
        mem_free(f, frame_size(c));
        return VAL_NULL;
    }
    frame_init(f, c, 0);
    f->back = NULL;
    incref_obj(fn);
    f->func = fn;
    f->globals = fn->globals;
    f->builtins = fn->builtins;
    f->gen = g;
    g->frame = f;
    g->state = GEN_CREATED;
    g->name = incref(fn->name);
    g->qualname = incref(fn->qualname);
    g->sent = VAL_NONE;
    g->handled = g->caller_handled = VAL_NULL;
    gc_track(g);
    return val_ptr(g);
}

void generator_enter(Thread *t, Generator *g) {
    incref_obj(g); /* runs: must not die under us */
    g->state = GEN_RUNNING;
    t->depth++;
    g->caller_handled = t->err.handled;
    t->err.handled = val_is_null(g->handled) ? incref(t->err.handled) : g->handled;
    g->handled = VAL_NULL;
}

void generator_leave(Thread *t, Generator *g) {
    t->depth--;
    Val mine = t->err.handled;
    t->err.handled = g->caller_handled;
    g->caller_handled = VAL_NULL;
    if (mine == t->err.handled)
        decref(mine); /* only the caller's, seen through */
    else
        g->handled = mine;
    /* the count taken by generator_enter; the iterator register holds another,
     * and a C caller its own */
    g->ob.rc--;
}

void generator_finish(Generator *g) {
    Frame *f = g->frame;
    if (!f)
        return;
    g->frame = NULL;
    g->state = GEN_DONE;
    Function *fn = f->func;
    Code *c = f->code;
    frame_drop_regs(f);
    mem_free(f, frame_size(c));
    decref_obj(fn);
    val_clear(&g->handled);
}

/* Run g, which is CREATED or SUSPENDED, until it yields or ends; an exception
 * that is set is raised inside. */
static Val run(Generator *g, Val sent, Val *returned) {
    Thread *t = thread_current;
    *returned = VAL_NULL;
    if (t->depth >= vm_recursion_limit && vm_recursion_error(t))
        return VAL_NULL;
    Frame *f = g->frame;
    f->back = t->frame;
    f->kind = FRAME_ENTRY;
    bool throwing = err_occurred();
    if (g->state == GEN_SUSPENDED && !throwing) {
        const Instr *pc = f->pc;
        if (pc->op == OP_YIELD_VALUE) {
            val_set(&f->regs[pc->a], incref(sent));
            f->pc = pc + 1;
        } else {
            val_set(&g->sent, incref(sent));
        }
    }
    incref_obj(g);
    generator_enter(t, g);
    Val v = eval_resume(t, f);
    GenState state = g->state;
    if (state == GEN_DONE) {
        if (!val_is_null(v)) {
            *returned = v;
            v = VAL_NULL;
        }
        Val exc = err_fetch();
        generator_finish(g);
        if (!val_is_null(exc))
            err_restore(exc);
    }
    decref_obj(g);
    return v;
}

static bool check_running(Generator *g) {
    if (g->state != GEN_RUNNING)
        return true;
    err_set(&exc_ValueError, "generator already executing");
    return false;
}

Val generator_send(Generator *g, Val sent, Val *returned) {
    *returned = VAL_NULL;
    if (!check_running(g))
        return VAL_NULL;
    if (g->state == GEN_DONE) {
        *returned = VAL_NONE;
        return VAL_NULL;
    }
    if (g->state == GEN_CREATED && !val_is_none(sent))
        return err_set(&exc_TypeError, "can't send non-None value to a just-started generator");
    return run(g, sent, returned);
}

/* The iterator that g delegates to at this moment, borrowed, or VAL_NULL. */
static Val delegate_of(Generator *g) {
    if (g->state != GEN_SUSPENDED || g->frame->pc->op != OP_YIELD_FROM)
        return VAL_NULL;
    return g->frame->regs[g->frame->pc->b];
}

static Val close_iterator(Val it) {
    if (val_is(it, &generator_type))
        return generator_close((Generator *)val_obj(it)) ? VAL_NONE : VAL_NULL;
    Val m = val_getattr_opt(it, STR_CONST("close"));
    if (val_is_null(m))
        return err_occurred() ? VAL_NULL : VAL_NONE;
    Val r = val_call0(m);
    decref(m);
    return r;
}

/* The delegate ended with value (stolen): the yield from expression has it. */
static Val continue_with(Generator *g, Val value, Val *returned) {
    Frame *f = g->frame;
    const Instr *pc = f->pc;
    val_clear(&f->regs[pc->b]);
    val_set(&f->regs[pc->a], value);
    f->pc = pc + 1;
    /* run() must not take the next instruction for the yield */
    Thread *t = thread_current;
    *returned = VAL_NULL;
    f->back = t->frame;
    f->kind = FRAME_ENTRY;
    incref_obj(g);
    generator_enter(t, g);
    Val v = eval_resume(t, f);
    if (g->state == GEN_DONE) {
        if (!val_is_null(v)) {
            *returned = v;
            v = VAL_NULL;
        }
        Val exc = err_fetch();
        generator_finish(g);
        if (!val_is_null(exc))
            err_restore(exc);
    }
    decref_obj(g);
    return v;
}

Val generator_throw(Generator *g, Val exc, Val *returned) {
    *returned = VAL_NULL;
    if (!check_running(g))
        return VAL_NULL;
    Val it = delegate_of(g);
    if (!val_is_null(it)) {
        incref(it);
        Val v = VAL_NULL, sub_returned = VAL_NULL;
        if (val_isinstance(exc, &exc_GeneratorExit)) {
            g->state = GEN_RUNNING;
            Val closed = close_iterator(it);
            g->state = GEN_SUSPENDED;
            decref(it);
            if (val_is_null(closed))
                return run(g, VAL_NONE, returned); /* its exception, in place of ours */
            decref(closed);
            goto into_self;
        }
        g->state = GEN_RUNNING;
        if (val_is(it, &generator_type)) {
            v = generator_throw((Generator *)val_obj(it), exc, &sub_returned);
        } else {
            Val m = val_getattr_opt(it, STR_CONST("throw"));
            if (val_is_null(m)) {
                g->state = GEN_SUSPENDED;
                decref(it);
                goto into_self;
            }
            v = val_call1(m, exc);
            decref(m);
        }
        g->state = GEN_SUSPENDED;
        decref(it);
        if (!val_is_null(v))
            return v; /* it yielded: so do we, without running */
        if (!val_is_null(sub_returned))
            return continue_with(g, sub_returned, returned);
        if (err_matches(&exc_StopIteration)) {
            Val stop = err_fetch();
            Val value = exc_stop_iteration_value(stop);
            decref(stop);
            return continue_with(g, value, returned);
        }
        return run(g, VAL_NONE, returned);
    }
into_self:
    if (g->state == GEN_DONE || g->state == GEN_CREATED) {
        generator_finish(g);
        return err_set_object(incref(exc));
    }
    err_set_object(incref(exc));
    return run(g, VAL_NONE, returned);
}

bool generator_close(Generator *g) {
    if (!check_running(g))
        return false;
    if (g->state == GEN_CREATED || g->state == GEN_DONE) {
        generator_finish(g);
        return true;
    }
    Val exc = val_call0(val_ptr(&exc_GeneratorExit));
    if (val_is_null(exc))
        return false;
    Val returned;
    Val v = generator_throw(g, exc, &returned);
    decref(exc);
    if (!val_is_null(v)) {
        decref(v);
        return err_false(&exc_RuntimeError, "generator ignored GeneratorExit");
    }
    decref(returned);
    if (err_occurred()) {
        if (!err_matches(&exc_GeneratorExit) && !err_matches(&exc_StopIteration))
            return false;
        err_clear();
    }
    return true;
}

/* ---- the type ---- */

static Generator *as_gen(Val v) { return (Generator *)val_obj(v); }

static Val gen_next(Val v) {
    Val returned;
    Val r = generator_send(as_gen(v), VAL_NONE, &returned);
    if (val_is_null(r) && !val_is_null(returned)) {
        if (!val_is_none(returned))
            err_set_value(&exc_StopIteration, returned);
        decref(returned);
    }
    return r;
}

static Val or_stop(Val r, Val returned) {
    if (val_is_null(r) && !val_is_null(returned)) {
        err_set_value(&exc_StopIteration, val_is_none(returned) ? VAL_NULL : returned);
        decref(returned);
    }
    return r;
}

static Val m_send(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Val returned;
    Val r = generator_send(as_gen(args[0]), args[1], &returned);
    return or_stop(r, returned);
}

static Val m_throw(Val *args, int n, Val kw) {
    (void)kw;
    Val exc;
    if (val_is_exc_class(args[1])) {
        if (n > 2 && val_is_exc(args[2]))
            exc = incref(args[2]);
        else
            exc = n > 2 && !val_is_none(args[2]) ? val_call1(args[1], args[2]) : val_call0(args[1]);
    } else if (val_is_exc(args[1])) {
        exc = incref(args[1]);
    } else {
        return err_set(&exc_TypeError, "exceptions must be classes or instances deriving from BaseException, not %T",
                       args[1]);
    }
    if (val_is_null(exc))
        return exc;
    Val returned;
    Val r = generator_throw(as_gen(args[0]), exc, &returned);
    decref(exc);
    return or_stop(r, returned);
}

static Val m_close(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return generator_close(as_gen(args[0])) ? VAL_NONE : VAL_NULL;
}

static const MethodDef gen_methods[] = {
    {"send", m_send, 1, 1, 0, "Send a value into the generator; return next yielded value or raise StopIteration."},
    {"throw", m_throw, 1, 3, 0, "Raise an exception in the generator; return next yielded value or raise StopIteration."},
    {"close", m_close, 0, 0, 0, "Raise GeneratorExit inside the generator."},
    {0}};

static void gen_dealloc(Obj *o) {
    Generator *g = (Generator *)o;
    if (g->state == GEN_SUSPENDED) {
        /* its finally blocks run now */
        o->rc = 1;
        Val saved = err_fetch();
        if (!generator_close(g))
            err_write_unraisable("Exception ignored in: ", val_ptr(g));
        if (!val_is_null(saved))
            err_restore(saved);
        if (--o->rc > 0)
            return;
    }
    if (gc_trashcan_begin(o))
        return;
    gc_untrack(o);
    generator_finish(g);
    decref(g->name);
    decref(g->qualname);
    decref(g->sent);
    decref(g->handled);
    obj_free(o);
    gc_trashcan_end();
}

static int gen_traverse(Obj *o, VisitFn visit, void *arg) {
    Generator *g = (Generator *)o;
    GC_VISIT(g->handled);
    GC_VISIT(g->sent);
    if (g->frame && g->state != GEN_RUNNING) {
        GC_VISIT(val_ptr(g->frame->func));
        for (uint32_t i = 0; i < g->frame->code->kbase; i++)
            GC_VISIT(g->frame->regs[i]);
    }
    return 0;
}

static void gen_clear(Obj *o) {
    Generator *g = (Generator *)o;
    if (g->state != GEN_RUNNING)
        generator_finish(g);
}

static void gen_del(Val v) { /* from the cycle collector */
    if (as_gen(v)->state == GEN_SUSPENDED && !generator_close(as_gen(v)))
        err_write_unraisable("Exception ignored in: ", v);
}

static Val gen_repr(Val v) { return str_from_format("<generator object %V at %p>", as_gen(v)->qualname, (void *)val_obj(v)); }
static Val gen_iter(Val v) { return incref(v); }
static Val gen_name(Val v) { return incref(as_gen(v)->name); }
static Val gen_qualname(Val v) { return incref(as_gen(v)->qualname); }
static Val gen_running(Val v) { return val_bool(as_gen(v)->state == GEN_RUNNING); }
static Val gen_frame(Val v) {
    if (!as_gen(v)->frame)
        return VAL_NONE;
    return err_absent("frame objects of generators");
}
static Val gen_yieldfrom(Val v) {
    Val d = delegate_of(as_gen(v));
    return val_is_null(d) ? VAL_NONE : incref(d);
}
static const GetSetDef gen_getset[] = {{"__name__", gen_name, NULL},
                                       {"__qualname__", gen_qualname, NULL},
                                       {"gi_running", gen_running, NULL},
                                       {"gi_frame", gen_frame, NULL},
                                       {"gi_yieldfrom", gen_yieldfrom, NULL},
                                       {0}};

Type generator_type = {
    TYPE_HEAD("generator"),    .size = sizeof(Generator), .flags = TF_GC,       .dealloc = gen_dealloc,
    .traverse = gen_traverse, .clear = gen_clear,        .repr = gen_repr,     .iter = gen_iter,
    .next = gen_next,         .del = gen_del,            .methods = gen_methods, .getset = gen_getset,
};
