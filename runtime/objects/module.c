#include "objects/module.h"

#include "core/err.h"
#include "core/gc.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/type.h"

Val module_new(const char *name) {
    ModuleObj *m = obj_new(&module_type);
    if (!m)
        return VAL_NULL;
    Val d = dict_new(), n = str_intern_cstr(name);
    if (val_is_null(d) || val_is_null(n)) {
        decref(d);
        obj_free(m);
        return VAL_NULL;
    }
    m->dict = as_dict(d);
    gc_track(m);
    if (!dict_set_str(m->dict, STR_CONST("__name__"), n) || !dict_set_str(m->dict, STR_CONST("__doc__"), VAL_NONE) ||
        !dict_set_str(m->dict, STR_CONST("__package__"), VAL_NONE) ||
        !dict_set_str(m->dict, STR_CONST("__loader__"), VAL_NONE) ||
        !dict_set_str(m->dict, STR_CONST("__spec__"), VAL_NONE)) {
        decref_obj(m);
        return VAL_NULL;
    }
    return val_ptr(m);
}

bool module_add_functions(Val module, const MethodDef *methods) {
    for (const MethodDef *m = methods; m->name; m++) {
        Val f = builtin_new(m, module);
        if (!module_add(module, m->name, f))
            return false;
    }
    return true;
}

bool module_add(Val module, const char *name, Val value) {
    if (val_is_null(value))
        return false;
    Val key = str_intern_cstr(name);
    bool ok = !val_is_null(key) && dict_set_str(module_dict(module), key, value);
    decref(value);
    return ok;
}

bool module_add_type(Val module, Type *t) { return module_add(module, t->name, incref(val_ptr(t))); }

static void module_dealloc(Obj *o) {
    gc_untrack(o);
    decref_obj(((ModuleObj *)o)->dict);
    obj_free(o);
}
static int module_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(val_ptr(((ModuleObj *)o)->dict));
    return 0;
}
static Val module_getattr(Val v, Val name) {
    Val r = dict_get_str(module_dict(v), name);
    if (!val_is_null(r))
        return incref(r);
    r = object_getattr_opt(v, name);
    if (!val_is_null(r) || err_occurred())
        return r;
    Val hook = dict_get_str(module_dict(v), STR_CONST("__getattr__"));
    if (!val_is_null(hook))
        return val_call1(hook, name);
    Val n = dict_get_str(module_dict(v), STR_CONST("__name__"));
    if (((ModuleObj *)val_obj(v))->initializing && !val_is_null(n) && val_is_str(n))
        return err_set(&exc_AttributeError,
                       "partially initialized module '%V' has no attribute '%V' (most likely due to a circular import)", n,
                       name);
    if (!val_is_null(n) && val_is_str(n))
        return err_set(&exc_AttributeError, "module '%V' has no attribute '%V'", n, name);
    return err_set(&exc_AttributeError, "module has no attribute '%V'", name);
}
static bool module_setattr(Val v, Val name, Val value) {
    if (!val_is_null(value))
        return dict_set_str(module_dict(v), name, value);
    int r = dict_delete(module_dict(v), name);
    if (r == 0)
        err_set(&exc_AttributeError, "'module' object has no attribute '%V'", name);
    return r > 0;
}
static Val module_repr(Val v) {
    Val n = dict_get_str(module_dict(v), STR_CONST("__name__"));
    Val file = dict_get_str(module_dict(v), STR_CONST("__file__"));
    if (!val_is_null(file))
        return str_from_format("<module %R from %R>", n, file);
    if (((ModuleObj *)val_obj(v))->dynamic)
        return str_from_format("<module %R>", n);
    return str_from_format("<module %R (built-in)>", n);
}
static Val module_get_dict(Val v) { return incref(val_ptr(module_dict(v))); }
static Val module_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)t, (void)kwnames;
    if (nargs < 1 || !val_is_str(args[0]))
        return err_set(&exc_TypeError, "module() argument 'name' must be str");
    const char *name = str_utf8(args[0], NULL);
    Val m = name ? module_new(name) : VAL_NULL;
    if (val_is_null(m))
        return m;
    ((ModuleObj *)val_obj(m))->dynamic = true;
    if (nargs > 1 && !dict_set_str(module_dict(m), STR_CONST("__doc__"), args[1])) {
        decref(m);
        return VAL_NULL;
    }
    return m;
}
static const GetSetDef module_getset[] = {{"__dict__", module_get_dict, NULL}, {0}};
static Val m_dir(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Val list = val_call1(val_ptr(&list_type), val_ptr(module_dict(args[0])));
    return list;
}
static const MethodDef module_methods[] = {{"__dir__", m_dir, 0, 0, 0, "Names in the module."}, {0}};

Type module_type = {
    TYPE_HEAD("module"),          .size = sizeof(ModuleObj),    .flags = TF_GC,
    .dealloc = module_dealloc,    .traverse = module_traverse, .repr = module_repr,
    .getattr = module_getattr,    .setattr = module_setattr,   .tp_new = module_tp_new,
    .getset = module_getset,      .methods = module_methods,
};
