/* Bytecodes: tuples, lists, sets, dicts and strings being built, and sequences being taken apart.  A part of run() in eval.c. */
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
