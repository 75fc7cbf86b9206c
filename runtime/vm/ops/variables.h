/* Bytecodes: constants, registers, cells and names.  A part of run() in eval.c. */
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
