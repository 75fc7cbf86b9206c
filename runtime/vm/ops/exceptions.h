/* Bytecodes: raise, except and with.  A part of run() in eval.c. */
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
