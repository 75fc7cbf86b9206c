/* The general paths of attribute, method and global access, which fill the
 * inline caches of the instruction they serve and turn it into its
 * specialised form.
 *
 * A cache key is (shape of the object, version of its type): versions are
 * unique over all types and times and change with any change of a type or its
 * bases, so what a cache points to is alive and right as long as the key
 * fits.  Shape SHAPE_DICT says nothing about the attributes: never cached. */
#include "compiler/bytecode.h"
#include "core/err.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/member.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/type.h"
#include "vm/vm.h"

static bool cacheable(Val obj, Type *t) {
    return val_is_ptr(obj) && t->version && val_obj(obj)->shape != SHAPE_DICT;
}

static void set_key(Instr *at, Val obj, Type *t) {
    at[1].key.shape = val_obj(obj)->shape;
    at[1].key.version = t->version;
}

/* A site that sees several shapes is specialised anew all the time. What for is kept here, too, in a place that shape,
 * version and name choose, which saves the looking up. */
typedef struct Known {
    uint32_t shape, version; /* version 0: nothing is known */
    Val name;                /* owned: another string must not take its address */
    uint64_t word;           /* at[2] */
    uint16_t base, op;
} Known;
static Known known[1024];

static Known *known_place(uint32_t shape, uint32_t version, Val name, Opcode base) {
    uint64_t h = (shape * 0x9e3779b97f4a7c15 + version) ^ (name >> 4) ^ base;
    return &known[h % (sizeof known / sizeof *known)];
}

bool attr_known(Instr *at, Val obj, Val name, Opcode base) {
    if (!val_is_ptr(obj) || !val_obj(obj)->type->version)
        return false;
    uint32_t shape = val_obj(obj)->shape, version = val_obj(obj)->type->version;
    const Known *k = known_place(shape, version, name, base);
    if (k->version != version || k->shape != shape || k->name != name || k->base != base)
        return false;
    set_key(at, obj, val_obj(obj)->type);
    at[2].word = k->word;
    at->op = k->op;
    return true;
}

/* The site becomes op, for objects like this one. */
static void specialise(Instr *at, Val obj, Type *t, Val name, Opcode base, Opcode op, uint64_t word) {
    set_key(at, obj, t);
    at[2].word = word;
    at->op = op;
    Known *k = known_place(at[1].key.shape, at[1].key.version, name, base);
    Val before = k->version ? k->name : VAL_NULL;
    *k = (Known){at[1].key.shape, at[1].key.version, incref(name), word, base, op};
    decref(before);
}

static bool is_simple_getter(Val fn) {
    if (!val_is(fn, &function_type))
        return false;
    Code *c = ((Function *)val_obj(fn))->code;
    return (c->flags & CODE_SIMPLE_CALL) && c->argcount == 1 && c->nfree == 0;
}

Val attr_load(Instr *at, Val obj, Val name) {
    Type *t = val_type(obj);
    at->op = OP_LOAD_ATTR;
    if (t->getattr == object_getattr && cacheable(obj, t)) {
        Val attr = type_lookup(t, name);
        Type *at_type = val_is_null(attr) ? NULL : val_type(attr);
        bool data = at_type && at_type->descr_get && at_type->descr_set;
        if (data) {
            if (at_type == &property_type && is_simple_getter(((Property *)val_obj(attr))->get)) {
                specialise(at, obj, t, name, OP_LOAD_ATTR, OP_LOAD_ATTR_PROPERTY, ((Property *)val_obj(attr))->get);
            } else if (at_type == &member_descr_type) {
                int slot = shape_find(val_obj(obj)->shape, name);
                if (slot >= 0) {
                    specialise(at, obj, t, name, OP_LOAD_ATTR, OP_LOAD_ATTR_SLOT, (uint64_t)slot);
                    return incref(instance_slots(val_obj(obj))[slot]);
                }
            }
        } else if (t->flags & TF_INSTANCE) {
            int slot = shape_find(val_obj(obj)->shape, name);
            if (slot >= 0) {
                specialise(at, obj, t, name, OP_LOAD_ATTR, OP_LOAD_ATTR_SLOT, (uint64_t)slot);
                return incref(instance_slots(val_obj(obj))[slot]);
            }
            if (at_type && !at_type->descr_get) {
                specialise(at, obj, t, name, OP_LOAD_ATTR, OP_LOAD_ATTR_CLASS, attr);
                return incref(attr);
            }
        }
    } else if (t == &module_type) {
        int64_t i = dict_find_str(module_dict(obj), name);
        uint32_t version = i >= 0 ? dict_keys_version(module_dict(obj)) : 0;
        if (version) {
            at[1].key.version = version;
            at[2].index = i;
            at->op = OP_LOAD_ATTR_MODULE;
            return incref(module_dict(obj)->entries[i].value);
        }
    } else if (t == &type_type && as_type(obj)->version) {
        Val attr = type_lookup(as_type(obj), name);
        if (!val_is_null(attr) && val_is_null(type_lookup(t, name)) &&
            (!val_type(attr)->descr_get || val_is(attr, &function_type))) {
            at[1].key.version = as_type(obj)->version;
            at[2].word = attr;
            at->op = OP_LOAD_ATTR_TYPE;
            return incref(attr);
        }
    }
    return val_getattr(obj, name);
}

bool attr_store(Instr *at, Val obj, Val name, Val value) {
    Type *t = val_type(obj);
    at->op = OP_STORE_ATTR;
    if (t->setattr != object_setattr || !(t->flags & TF_INSTANCE) || !cacheable(obj, t))
        return val_setattr(obj, name, value);
    Val attr = type_lookup(t, name);
    bool member = val_is(attr, &member_descr_type);
    if (member ? shape_get(val_obj(obj)->shape)->count >= 100
               : (t->flags & TF_NO_DICT) || (!val_is_null(attr) && val_type(attr)->descr_set))
        return val_setattr(obj, name, value);
    uint32_t before = val_obj(obj)->shape;
    int slot = shape_find(before, name);
    if (!instance_set(val_obj(obj), name, value))
        return false;
    /* what was replaced may have run code: the type may be another */
    if (val_type(obj) != t || val_obj(obj)->shape == SHAPE_DICT || !t->version)
        return true;
    if (slot >= 0) {
        if (val_obj(obj)->shape == before) {
            set_key(at, obj, t);
            at[2].index = slot;
            at->op = OP_STORE_ATTR_SLOT;
        }
        return true;
    }
    at[1].key.shape = before;
    at[1].key.version = t->version;
    at[2].key.shape = shape_get(val_obj(obj)->shape)->count - 1;
    at[2].key.version = val_obj(obj)->shape;
    at->op = OP_STORE_ATTR_ADD;
    return true;
}

Val attr_load_method(Instr *at, Val obj, Val name, Val *self) {
    Type *t = val_type(obj);
    at->op = OP_LOAD_METHOD;
    *self = VAL_NULL;
    if (t->getattr == object_getattr) {
        Val attr = type_lookup(t, name);
        if (!val_is_null(attr) && (val_type(attr)->flags & TF_METHOD_DESCR)) {
            bool shadowed = (t->flags & TF_INSTANCE) && !val_is_null(instance_get(val_obj(obj), name));
            if (!shadowed) {
                if (cacheable(obj, t)) {
                    specialise(at, obj, t, name, OP_LOAD_METHOD, OP_LOAD_METHOD_CACHED, attr);
                }
                *self = incref(obj);
                return incref(attr);
            }
        }
    } else if (t == &module_type) {
        Val v = dict_get_str(module_dict(obj), name);
        if (!val_is_null(v))
            return incref(v);
    }
    return val_getattr(obj, name);
}

/* Built-in names of CPython that gilpy has not got: merely to call them
 * undefined would send people looking for a typing error. */
static bool is_absent_builtin(Val name) {
    static const char *const absent[] = {"BaseExceptionGroup", "ExceptionGroup", "aiter", "anext", "breakpoint", "complex",
                                         "help", "memoryview", "open"};
    const char *s = str_utf8(name, NULL);
    for (size_t i = 0; s && i < sizeof absent / sizeof *absent; i++)
        if (strcmp(s, absent[i]) == 0)
            return true;
    return false;
}

Val global_load(Instr *at, Frame *f, Val name) {
    int64_t i = dict_find_str(f->globals, name);
    if (i >= 0) {
        at[1].global.keys_version = dict_keys_version(f->globals);
        at[1].global.builtins_version = 0;
        at[2].index = i;
        return incref(f->globals->entries[i].value);
    }
    i = dict_find_str(f->builtins, name);
    if (i >= 0) {
        at[1].global.builtins_version = dict_keys_version(f->builtins);
        at[1].global.keys_version = at[1].global.builtins_version ? dict_keys_version(f->globals) : 0;
        at[2].index = i;
        return incref(f->builtins->entries[i].value);
    }
    if (is_absent_builtin(name))
        return err_set_name(name, "name '%V' is not defined: gilpy does not support it yet");
    return err_set_name(name, "name '%V' is not defined");
}

bool global_store(Instr *at, Dict *globals, Val name, Val value) {
    if (at[1].global.keys_version && at[1].global.keys_version == globals->keys_version) {
        val_set(&globals->entries[at[1].global.builtins_version].value, incref(value));
        return true;
    }
    if (!dict_set_str(globals, name, value))
        return false;
    /* the second half of the key word holds the entry's index here */
    int64_t i = dict_find_str(globals, name);
    if (i >= 0 && i <= UINT32_MAX) {
        at[1].global.keys_version = dict_keys_version(globals);
        at[1].global.builtins_version = (uint32_t)i;
    }
    return true;
}
