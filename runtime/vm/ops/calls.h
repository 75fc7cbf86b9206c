/* Bytecodes: calls, returns, yields, and functions being made.  A part of run() in eval.c. */
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
