/* Bytecodes: import.  A part of run() in eval.c. */
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
