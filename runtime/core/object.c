/* Making and ending objects; the alloc, free and alloc__sample probes. */
#include "core/object.h"

#include <math.h>

#include "core/alloc_sample.h"
#include "core/err.h"
#include "core/gc.h"
#include "core/mem.h"
#include "gilpy_probes.h"

VmHooks vm_hooks;

Type *val_immediate_type(Val v) {
    if (val_is_int(v))
        return &int_type;
    if (val_is_imm_float(v))
        return &float_type;
    if (val_is_bool(v))
        return &bool_type;
    if (v == VAL_NONE)
        return &none_type;
    if (v == VAL_ELLIPSIS)
        return &ellipsis_type;
    if (v == VAL_NOTIMPL)
        return &notimpl_type;
    err_fatal("no Python value: 0x%llx", (unsigned long long)v);
}

/* Bytes in front of the header: see InstanceHead in objects/instance.h. */
static inline size_t prefix_size(const Type *t) {
    return t->flags & TF_INSTANCE ? 32 : t->flags & TF_GC ? sizeof(GcHead) : 0;
}

static inline BOOKKEEPING void count_allocation(Obj *o, size_t bytes) {
    alloc_countdown -= (int64_t)bytes;
    if (unlikely(alloc_countdown < 0))
        alloc_sampled(o, bytes, o->type->name);
}

void *obj_new_size(Type *t, size_t size) {
    size_t prefix = prefix_size(t), total = prefix + size;
    char *p = mem_alloc(total);
    if (unlikely(!p)) {
        err_no_memory();
        return NULL;
    }
    /* the variable part is for the type to fill: clearing it, too, would
     * touch every string twice */
    memset(p, 0, prefix + (t->size && t->size < size ? t->size : size));
    Obj *o = (Obj *)(p + prefix);
    o->rc = 1;
    o->type = t;
    if (t->flags & TF_HEAP)
        incref_obj(t);
    count_allocation(o, total);
    return o;
}

void *obj_new_unset(Type *t, size_t size) {
    Obj *o = mem_alloc(size);
    if (unlikely(!o)) {
        err_no_memory();
        return NULL;
    }
    *o = (Obj){.rc = 1, .type = t};
    count_allocation(o, size);
    return o;
}

void *obj_resize(void *obj, size_t old_size, size_t size) {
    Type *t = ((Obj *)obj)->type;
    void *o = mem_realloc(obj, old_size, size);
    if (unlikely(!o)) {
        err_no_memory();
        return NULL;
    }
    if (unlikely(probe_free_enabled()))
        probe_free(obj, old_size, t->name);
    count_allocation(o, size);
    return o;
}

void *obj_new(Type *t) { return obj_new_size(t, t->size); }

void obj_free_size(void *obj, size_t size) {
    Obj *o = obj;
    Type *t = o->type;
    size_t prefix = prefix_size(t);
    if (t->flags & TF_GC)
        gc_untrack(o);
    if (unlikely(probe_free_enabled()))
        probe_free(o, prefix + size, t->name);
    mem_free((char *)o - prefix, prefix + size);
    if (t->flags & TF_HEAP)
        decref_obj(t);
}

void obj_free_plain(void *o, size_t size) {
    if (unlikely(probe_free_enabled()))
        probe_free(o, size, ((Obj *)o)->type->name);
    mem_free(o, size);
}

void obj_free(void *o) { obj_free_size(o, ((Obj *)o)->type->size); }

void obj_dealloc(Obj *o) { o->type->dealloc(o); }
