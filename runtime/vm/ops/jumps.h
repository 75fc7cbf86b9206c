/* Bytecodes: jumps, and for loops.  A part of run() in eval.c. */
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
