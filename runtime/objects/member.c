#include "objects/member.h"

#include "core/err.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

static Val member_new(Type *owner, Val name, uint16_t index) {
    Member *m = obj_new(&member_descr_type);
    if (!m)
        return VAL_NULL;
    m->name = incref(name);
    m->owner = owner;
    m->index = index;
    return val_ptr(m);
}

static void member_dealloc(Obj *o) {
    decref(((Member *)o)->name);
    obj_free(o);
}

static bool fits(Member *m, Val obj) {
    if (val_isinstance(obj, m->owner))
        return true;
    return err_false(&exc_TypeError, "descriptor '%V' for '%N' objects doesn't apply to a '%T' object", m->name, m->owner,
                     obj);
}

static Val member_get(Val self, Val obj, Val type) {
    (void)type;
    if (val_is_null(obj))
        return incref(self);
    Member *m = as_member(self);
    if (!fits(m, obj))
        return VAL_NULL;
    Val v = instance_get_member(val_obj(obj), m->name, m->index);
    return val_is_null(v) ? err_set(&exc_AttributeError, "'%T' object has no attribute '%V'", obj, m->name) : incref(v);
}

static bool member_set(Val self, Val obj, Val value) {
    Member *m = as_member(self);
    if (!fits(m, obj))
        return false;
    if (!val_is_null(value))
        return instance_set_member(val_obj(obj), m->name, m->index, value);
    int r = instance_delete_member(val_obj(obj), m->name, m->index);
    return r > 0 || (r == 0 && err_false(&exc_AttributeError, "%V", m->name));
}

static Val member_repr(Val v) { return str_from_format("<member '%V' of '%N' objects>", as_member(v)->name, as_member(v)->owner); }
static Val member_name(Val v) { return incref(as_member(v)->name); }
static Val member_owner(Val v) { return incref(val_ptr(as_member(v)->owner)); }
static const GetSetDef member_getset[] = {{"__name__", member_name, NULL}, {"__objclass__", member_owner, NULL}, {0}};

Type member_descr_type = {
    TYPE_HEAD("member_descriptor"), .size = sizeof(Member),  .dealloc = member_dealloc, .repr = member_repr,
    .descr_get = member_get,        .descr_set = member_set, .getset = member_getset,
};

/* ---- reading __slots__ ---- */

/* __name without __ at its end becomes _Class__name, as in the class's own code. */
static Val mangled(Type *t, Val name) {
    const char *s = str_utf8(name, NULL), *cls = t->name;
    if (!s)
        return VAL_NULL;
    size_t n = strlen(s);
    while (*cls == '_')
        cls++;
    bool is_private = n > 2 && s[0] == '_' && s[1] == '_' && !(s[n - 1] == '_' && s[n - 2] == '_') && *cls;
    Val v = is_private ? str_from_format("_%s%s", cls, s) : incref(name);
    return val_is_null(v) ? v : str_intern(v);
}

static bool is_identifier(Val v) {
    bool found;
    Val r = val_call_special(v, STR_CONST("isidentifier"), NULL, 0, &found);
    return r == VAL_TRUE;
}

/* Do instances of a base have a __dict__? */
static bool has_dict(const Type *t) { return t->flags & TF_HEAP ? !(t->flags & TF_NO_DICT) : (t->flags & TF_INSTANCE) != 0; }

static bool add_member(Type *t, Val item, bool *dict) {
    if (!val_is_str(item))
        return err_false(&exc_TypeError, "__slots__ items must be strings, not '%T'", item);
    if (!is_identifier(item))
        return !err_occurred() && err_false(&exc_TypeError, "__slots__ must be identifiers");
    if (str_eq(as_str(item), as_str(STR_CONST("__dict__")))) {
        if (*dict)
            return err_false(&exc_TypeError, "__dict__ slot disallowed: we already got one");
        *dict = true;
        return true;
    }
    if (str_eq(as_str(item), as_str(STR_CONST("__weakref__"))))
        return true;
    Val name = mangled(t, item);
    if (val_is_null(name))
        return false;
    bool ok;
    Val before = dict_get_str(t->dict, name);
    if (val_is(before, &member_descr_type) && as_member(before)->owner == t) {
        ok = true; /* named twice */
    } else if (!val_is_null(before)) {
        ok = err_false(&exc_ValueError, "%R in __slots__ conflicts with class variable", name);
    } else if (t->nmembers == UINT16_MAX) {
        ok = err_false(&exc_TypeError, "too many __slots__");
    } else {
        Val m = member_new(t, name, t->nmembers);
        ok = !val_is_null(m) && dict_set_str(t->dict, name, m);
        decref(m);
        t->nmembers++;
    }
    decref(name);
    return ok;
}

bool type_apply_slots(Type *t) {
    bool dict = false;
    for (int64_t i = 0; i < as_tuple(t->bases)->length; i++)
        dict |= has_dict(as_type(as_tuple(t->bases)->items[i]));
    t->nmembers = t->base->nmembers;
    Val slots = dict_get_str(t->dict, STR_CONST("__slots__"));
    if (val_is_null(slots))
        return true;
    Val items = val_is_str(slots) ? tuple_from_items(&slots, 1) : tuple_from_iterable(slots);
    if (val_is_null(items))
        return false;
    bool ok = true;
    if (as_tuple(items)->length && (t->base->flags & (TF_INT | TF_TUPLE | TF_BYTES)))
        ok = err_false(&exc_TypeError, "nonempty __slots__ not supported for subtype of '%N'", t->base);
    for (int64_t i = 0; ok && i < as_tuple(items)->length; i++)
        ok = add_member(t, as_tuple(items)->items[i], &dict);
    decref(items);
    if (!dict)
        t->flags |= TF_NO_DICT;
    return ok;
}
