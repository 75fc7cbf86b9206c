/* Bytecodes: subscripts and attributes, and methods that are looked up to be called.  A part of run() in eval.c. */
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
