/* The methods of dict, and updating a dict from anything. */
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/dict.h"
#include "objects/generic_alias.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- update ---- */

static bool update_dict(Dict *d, Dict *from) {
    if (from == d)
        return true;
    int64_t pos = 0;
    Val key, value;
    int64_t used = from->used;
    while (pos < from->nentries) {
        int64_t at = pos;
        if (!dict_next(from, &pos, &key, &value))
            break;
        while (val_is_null(from->entries[at].key))
            at++;
        int64_t hash = from->entries[at].hash;
        incref(key);
        incref(value);
        bool ok = dict_set_hash(d, key, hash, value);
        decref(key);
        decref(value);
        if (!ok)
            return false;
        if (from->used != used)
            return err_false(&exc_RuntimeError, "dict mutated during update");
    }
    return true;
}

static bool update_keys(Dict *d, Val mapping, Val keys_method) {
    Val keys = val_call0(keys_method);
    if (val_is_null(keys))
        return false;
    Val it = val_iter(keys);
    decref(keys);
    if (val_is_null(it))
        return false;
    for (;;) {
        Val key = val_next(it);
        if (val_is_null(key))
            break;
        Val value = val_getitem(mapping, key);
        bool ok = !val_is_null(value) && dict_set(d, key, value);
        decref(key);
        decref(value);
        if (!ok)
            break;
    }
    decref(it);
    return !err_occurred();
}

static bool update_pair(Dict *d, Val item, int64_t index) {
    Val pair = tuple_from_iterable(item);
    if (val_is_null(pair)) {
        if (err_matches(&exc_TypeError) && !val_type(item)->iter && !val_type(item)->getitem) {
            err_clear();
            err_set(&exc_TypeError,
                    "cannot convert dictionary update sequence element #%ld to a sequence",
                    (long)index);
        }
        return false;
    }
    Tuple *t = as_tuple(pair);
    bool ok = t->length == 2
                  ? dict_set(d, t->items[0], t->items[1])
                  : err_false(&exc_ValueError,
                              "dictionary update sequence element #%ld has length %ld; 2 is required",
                              (long)index, (long)t->length);
    decref(pair);
    return ok;
}

static bool update_pairs(Dict *d, Val pairs) {
    Val it = val_iter(pairs);
    if (val_is_null(it))
        return false;
    for (int64_t i = 0;; i++) {
        Val item = val_next(it);
        if (val_is_null(item))
            break;
        bool ok = update_pair(d, item, i);
        decref(item);
        if (!ok)
            break;
    }
    decref(it);
    return !err_occurred();
}

bool dict_update(Dict *d, Val from) {
    /* a subclass may have its own idea of its items: ask it, unless it
     * iterates as dicts do */
    if (val_is_dict(from) && val_type(from)->iter == dict_type.iter)
        return update_dict(d, as_dict(from));
    Val keys = val_getattr_opt(from, STR_CONST("keys"));
    if (!val_is_null(keys)) {
        bool ok = update_keys(d, from, keys);
        decref(keys);
        return ok;
    }
    return !err_occurred() && update_pairs(d, from);
}

bool dict_merge_kwargs(Dict *d, Val mapping, Val fname) {
    Val source = incref(mapping);
    if (!val_is_dict(mapping)) {
        Val keys = val_getattr_opt(mapping, STR_CONST("keys"));
        if (val_is_null(keys)) {
            decref(source);
            return err_occurred() ? false
                                  : err_false(&exc_TypeError,
                                              "%V argument after ** must be a mapping, not %T",
                                              fname, mapping);
        }
        decref(keys);
        val_set(&source, dict_new());
        if (val_is_null(source) || !dict_update(as_dict(source), mapping)) {
            decref(source);
            return false;
        }
    }
    int64_t pos = 0;
    Val key, value;
    bool ok = true;
    while (ok && dict_next(as_dict(source), &pos, &key, &value)) {
        if (!val_is_str(key))
            ok = err_false(&exc_TypeError, "keywords must be strings");
        else if (dict_contains(d, key) > 0)
            ok = err_false(&exc_TypeError, "%V got multiple values for keyword argument '%V'",
                           fname, key);
        else
            ok = dict_set(d, key, value);
    }
    decref(source);
    return ok;
}

/* ---- methods ---- */

#define DICT_METHOD(name)                                                      \
    static Val name(Val *args, __attribute__((unused)) int nargs,              \
                    __attribute__((unused)) Val kwnames)

DICT_METHOD(m_clear) {
    dict_clear(as_dict(args[0]));
    return VAL_NONE;
}

DICT_METHOD(m_copy) { return dict_copy(as_dict(args[0])); }

DICT_METHOD(m_get) {
    Val v = dict_get(as_dict(args[0]), args[1]);
    if (!val_is_null(v))
        return incref(v);
    if (err_occurred())
        return VAL_NULL;
    return nargs > 2 ? incref(args[2]) : VAL_NONE;
}

DICT_METHOD(m_setdefault) {
    Dict *d = as_dict(args[0]);
    Val value = nargs > 2 ? args[2] : VAL_NONE;
    int64_t hash;
    if (!val_hash(args[1], &hash))
        return VAL_NULL;
    Val v = dict_get_hash(d, args[1], hash);
    if (!val_is_null(v))
        return incref(v);
    if (err_occurred() || !dict_set_hash(d, args[1], hash, value))
        return VAL_NULL;
    return incref(value);
}

DICT_METHOD(m_pop) {
    Dict *d = as_dict(args[0]);
    Val v = d->used ? dict_pop(d, args[1]) : VAL_NULL; /* an empty dict asks no key's hash */
    if (!val_is_null(v) || err_occurred())
        return v;
    return nargs > 2 ? incref(args[2]) : err_set_key(args[1]);
}

DICT_METHOD(m_popitem) {
    Val key, value;
    Val pair = tuple_new(2); /* first, so that nothing is lost for want of memory */
    if (val_is_null(pair))
        return pair;
    if (!dict_popitem(as_dict(args[0]), &key, &value)) {
        decref(pair);
        return err_set(&exc_KeyError, "popitem(): dictionary is empty");
    }
    as_tuple(pair)->items[0] = key;
    as_tuple(pair)->items[1] = value;
    return pair;
}

DICT_METHOD(m_update) {
    if (!args_check("update", nargs - 1, 0, 1))
        return VAL_NULL;
    Dict *d = as_dict(args[0]);
    if (nargs > 1 && !dict_update(d, args[1]))
        return VAL_NULL;
    return dict_update_kwargs(d, kwnames, args + nargs) ? VAL_NONE : VAL_NULL;
}

DICT_METHOD(m_keys) { return dict_view_new(&dict_keys_type, args[0]); }
DICT_METHOD(m_values) { return dict_view_new(&dict_values_type, args[0]); }
DICT_METHOD(m_items) { return dict_view_new(&dict_items_type, args[0]); }
DICT_METHOD(m_reversed) { return dict_iter_new(&dict_revkeyiter_type, args[0]); }

DICT_METHOD(m_fromkeys) {
    Val value = nargs > 2 ? args[2] : VAL_NONE;
    Val d = val_call0(args[0]);
    if (val_is_null(d))
        return d;
    bool plain = val_is(d, &dict_type);
    Val it = val_iter(args[1]);
    if (val_is_null(it))
        goto fail;
    for (;;) {
        Val key = val_next(it);
        if (val_is_null(key))
            break;
        bool ok = plain ? dict_set(as_dict(d), key, value) : val_setitem(d, key, value);
        decref(key);
        if (!ok)
            break;
    }
    decref(it);
    if (!err_occurred())
        return d;
fail:
    decref(d);
    return VAL_NULL;
}

const MethodDef dict_methods[] = {
    {"clear", m_clear, 0, 0, 0, "Remove all items from D."},
    {"copy", m_copy, 0, 0, 0, "A shallow copy of D."},
    {"fromkeys", m_fromkeys, 1, 2, METH_CLASS,
     "Create a new dictionary with keys from iterable and values set to value."},
    {"get", m_get, 1, 2, 0, "Return the value for key if key is in the dictionary, else default."},
    {"items", m_items, 0, 0, 0, "A set-like object providing a view on D's items."},
    {"keys", m_keys, 0, 0, 0, "A set-like object providing a view on D's keys."},
    {"pop", m_pop, 1, 2, 0, "Remove specified key and return the corresponding value."},
    {"popitem", m_popitem, 0, 0, 0, "Remove and return a (key, value) pair as a 2-tuple."},
    {"setdefault", m_setdefault, 1, 2, 0,
     "Insert key with a value of default if key is not in the dictionary."},
    {"update", m_update, 0, -1, METH_KW, "Update D from dict/iterable E and F."},
    {"values", m_values, 0, 0, 0, "An object providing a view on D's values."},
    {"__reversed__", m_reversed, 0, 0, 0, "Return a reverse iterator over the dict keys."},
    {"__class_getitem__", generic_alias_method, 1, 1, METH_CLASS, "See PEP 585"},
    {0},
};
