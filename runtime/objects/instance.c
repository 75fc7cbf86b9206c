#include "objects/instance.h"

#include <stdlib.h>

#include "core/collect.h"
#include "core/err.h"
#include "core/mem.h"
#include "objects/list.h"
#include "objects/member.h"
#include "objects/str.h"
#include "objects/type.h"

/* More attributes than this and a dict is the better table. */
#define MAX_SHAPE_ATTRS 128

/* ---- shapes: never freed; their number is bounded by the program text ---- */

static Shape **shapes;
static uint32_t nshapes, shapes_capacity;

/* name -> slot for shapes of more than a few names: open addressing over
 * (shape, name), filled on demand. */
#define FIND_CACHE 4096
static struct {
    uint32_t shape;
    int32_t slot;
    Val name;
} find_cache[FIND_CACHE];

static Shape *shape_new(uint32_t parent, uint32_t count, Val name) {
    if (nshapes == shapes_capacity) {
        uint32_t cap = shapes_capacity ? shapes_capacity * 2 : 256;
        Shape **p = realloc(shapes, cap * sizeof *p);
        if (!p)
            return NULL;
        shapes = p;
        shapes_capacity = cap;
    }
    Shape *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->id = nshapes;
    s->parent = parent;
    s->count = count;
    s->name = name;
    shapes[nshapes++] = s;
    return s;
}

bool shapes_init(void) {
    if (shape_new(0, 0, VAL_NULL) && shape_new(0, 1, VAL_NULL)) /* SHAPE_EMPTY, SHAPE_DICT */
        return true;
    err_no_memory();
    return false;
}

Shape *shape_get(uint32_t id) { return shapes[id]; }

int shape_find(uint32_t id, Val name) {
    if (id <= SHAPE_DICT)
        return -1;
    size_t h = ((name >> 4) ^ (id * 0x9e3779b1u)) & (FIND_CACHE - 1);
    if (likely(find_cache[h].shape == id && find_cache[h].name == name))
        return find_cache[h].slot;
    int slot = -1;
    for (uint32_t s = id; s; s = shapes[s]->parent)
        if (shapes[s]->name == name) {
            slot = (int)shapes[s]->count - 1;
            break;
        }
    find_cache[h].shape = id;
    find_cache[h].name = name;
    find_cache[h].slot = slot;
    return slot;
}

/* The shape with name added; 0: out of memory. */
static uint32_t shape_add(uint32_t id, Val name) {
    Shape *s = shape_get(id);
    for (uint32_t i = 0; i < s->nchildren; i++)
        if (shapes[s->children[i]]->name == name)
            return s->children[i];
    uint32_t *children = realloc(s->children, (s->nchildren + 1) * sizeof *children);
    if (!children)
        return 0;
    s->children = children;
    Shape *n = shape_new(id, s->count + 1, incref(name)); /* keeps the name for ever */
    if (!n)
        return 0;
    s->children[s->nchildren++] = n->id;
    return n->id;
}

/* ---- instances ---- */

Val instance_new(Type *t) {
    uint32_t n = t->slots_hint;
    Obj *o = obj_new_size(t, t->size + n * sizeof(Val));
    if (unlikely(!o))
        return VAL_NULL;
    InstanceHead *h = instance_head(o);
    h->capacity = n;
    h->ninline = (uint16_t)n;
    h->slots = n ? (Val *)((char *)o + t->size) : NULL;
    gc_track(o);
    return val_ptr(o);
}

static inline bool slots_inline(Obj *o) {
    InstanceHead *h = instance_head(o);
    return h->ninline && h->slots == (Val *)((char *)o + o->type->size);
}

static bool grow_slots(Obj *o, uint32_t need) {
    InstanceHead *h = instance_head(o);
    uint32_t cap = need < 4 ? 4 : need + need / 2;
    Val *p = mem_alloc(cap * sizeof(Val));
    if (!p) {
        err_no_memory();
        return false;
    }
    if (h->capacity)
        memcpy(p, h->slots, h->capacity * sizeof(Val));
    if (h->slots && !slots_inline(o))
        mem_free(h->slots, h->capacity * sizeof(Val));
    h->slots = p;
    h->capacity = cap;
    return true;
}

void instance_free_slots(Obj *o) {
    InstanceHead *h = instance_head(o);
    if (h->slots && !slots_inline(o))
        mem_free(h->slots, h->capacity * sizeof(Val));
    h->slots = NULL;
    h->capacity = 0;
}

Val instance_get(Obj *o, Val name) {
    if (unlikely(o->shape == SHAPE_DICT))
        return dict_get_str(as_dict(instance_slots(o)[0]), name);
    int i = shape_find(o->shape, name);
    return i < 0 ? VAL_NULL : instance_slots(o)[i];
}

bool instance_set(Obj *o, Val name, Val value) {
    if (unlikely(o->shape == SHAPE_DICT))
        return dict_set_str(as_dict(instance_slots(o)[0]), name, value);
    int i = shape_find(o->shape, name);
    if (i >= 0) {
        val_set(&instance_slots(o)[i], incref(value));
        return true;
    }
    uint32_t count = shape_get(o->shape)->count;
    if (unlikely(count >= MAX_SHAPE_ATTRS)) {
        Dict *d = instance_dict(o);
        return d && dict_set_str(d, name, value);
    }
    uint32_t next = shape_add(o->shape, name);
    if (!next) {
        err_no_memory();
        return false;
    }
    if (count >= instance_head(o)->capacity && !grow_slots(o, count + 1))
        return false;
    instance_slots(o)[count] = incref(value);
    o->shape = next;
    if (unlikely(count + 1 > o->type->slots_hint) && count + 1 <= 16)
        o->type->slots_hint = (uint16_t)(count + 1);
    return true;
}

Dict *instance_dict(Obj *o) {
    if (o->shape == SHAPE_DICT)
        return as_dict(instance_slots(o)[0]);
    Val dv = dict_new();
    if (val_is_null(dv))
        return NULL;
    Dict *d = as_dict(dv);
    uint32_t n = shape_get(o->shape)->count, nmembers = o->type->nmembers;
    /* names in order of addition: the chain of parents reversed */
    Val names[MAX_SHAPE_ATTRS];
    uint32_t id = o->shape;
    for (uint32_t i = n; i-- > 0; id = shapes[id]->parent)
        names[i] = shapes[id]->name;
    Val *members = nmembers ? mem_alloc(nmembers * sizeof(Val)) : NULL;
    bool ok = (!nmembers || members) && (instance_head(o)->capacity > nmembers || grow_slots(o, nmembers + 1));
    if (!ok)
        err_no_memory();
    for (uint32_t i = 0; ok && i < nmembers; i++)
        members[i] = VAL_NULL;
    Val *s = instance_slots(o);
    for (uint32_t i = 0; ok && i < n; i++) {
        Val member = nmembers ? type_lookup(o->type, names[i]) : VAL_NULL;
        if (val_is(member, &member_descr_type))
            members[as_member(member)->index] = s[i];
        else
            ok = dict_set_str(d, names[i], s[i]);
    }
    if (ok) {
        /* nothing dies here: the dict holds another count of each, or the
         * member moves */
        for (uint32_t i = 0; i < n; i++)
            if (!(nmembers && val_is(type_lookup(o->type, names[i]), &member_descr_type)))
                decref(s[i]);
        s[0] = dv;
        if (nmembers)
            memcpy(s + 1, members, nmembers * sizeof(Val));
        o->shape = SHAPE_DICT;
    } else {
        decref(dv);
        d = NULL;
    }
    mem_free(members, nmembers * sizeof(Val));
    return d;
}

bool instance_replace_dict(Obj *o, Val dict) {
    if (!instance_dict(o))
        return false;
    val_set(&instance_slots(o)[0], incref(dict));
    return true;
}

int instance_delete(Obj *o, Val name) {
    if (o->shape != SHAPE_DICT && shape_find(o->shape, name) < 0)
        return 0;
    Dict *d = instance_dict(o);
    return d ? dict_delete(d, name) : -1;
}

Val instance_get_member(Obj *o, Val name, uint32_t index) {
    return o->shape == SHAPE_DICT ? instance_slots(o)[1 + index] : instance_get(o, name);
}

bool instance_set_member(Obj *o, Val name, uint32_t index, Val value) {
    if (o->shape != SHAPE_DICT && shape_find(o->shape, name) < 0 && shape_get(o->shape)->count >= MAX_SHAPE_ATTRS &&
        !instance_dict(o))
        return false;
    if (o->shape != SHAPE_DICT)
        return instance_set(o, name, value);
    val_set(&instance_slots(o)[1 + index], incref(value));
    return true;
}

int instance_delete_member(Obj *o, Val name, uint32_t index) {
    if (val_is_null(instance_get_member(o, name, index)))
        return 0;
    if (!instance_dict(o))
        return -1;
    val_clear(&instance_slots(o)[1 + index]);
    return 1;
}

/* How many values the vector holds. */
static uint32_t slot_count(Obj *o) {
    return o->shape == SHAPE_DICT ? 1u + o->type->nmembers : shape_get(o->shape)->count;
}

Val instance_attr_names(Obj *o) {
    Val list = list_new(0);
    if (val_is_null(list))
        return list;
    if (o->shape == SHAPE_DICT) {
        if (list_extend(as_list(list), instance_slots(o)[0]))
            return list;
    } else {
        Val names[MAX_SHAPE_ATTRS];
        uint32_t n = shape_get(o->shape)->count, id = o->shape;
        for (uint32_t i = n; i-- > 0; id = shapes[id]->parent)
            names[i] = shapes[id]->name;
        uint32_t i = 0;
        while (i < n && list_append(as_list(list), names[i]))
            i++;
        if (i == n)
            return list;
    }
    decref(list);
    return VAL_NULL;
}

int instance_traverse_slots(Obj *o, VisitFn visit, void *arg) {
    uint32_t n = slot_count(o);
    Val *s = instance_slots(o);
    for (uint32_t i = 0; i < n; i++)
        GC_VISIT(s[i]);
    return 0;
}

void instance_clear_slots(Obj *o) {
    uint32_t n = slot_count(o);
    Val *s = instance_slots(o);
    /* The object has no attributes before the first of them is dropped: a
     * finalizer that looks finds a valid, empty object. */
    Val small[16], *values = small;
    if (n > 16) {
        values = mem_alloc(n * sizeof(Val));
        if (!values) { /* no memory for the copy: drop in place, newest first */
            while (n--) {
                Val v = s[n];
                s[n] = VAL_NONE;
                decref(v);
            }
            o->shape = SHAPE_EMPTY;
            return;
        }
    }
    if (n)
        memcpy(values, s, n * sizeof(Val));
    o->shape = SHAPE_EMPTY;
    for (uint32_t i = 0; i < n; i++)
        decref(values[i]);
    if (values != small)
        mem_free(values, n * sizeof(Val));
}

bool gc_finalize_once(Obj *o) {
    if (!(o->type->flags & TF_INSTANCE))
        return true; /* generators: their own state says whether there is anything to finish */
    InstanceHead *h = instance_head(o);
    if (h->finalized)
        return false;
    h->finalized = 1;
    return true;
}

void instance_dealloc(Obj *o) {
    Type *t = o->type;
    if (unlikely(t->del != NULL) && gc_finalize_once(o)) {
        o->rc = 1;
        t->del(val_ptr(o));
        if (--o->rc > 0)
            return; /* brought back to life */
    }
    if (gc_trashcan_begin(o))
        return;
    gc_untrack(o);
    instance_clear_slots(o);
    instance_free_slots(o);
    Type *base = t->base;
    while (base->dealloc == instance_dealloc)
        base = base->base;
    if (base == &object_type)
        obj_free_size(o, t->size + instance_head(o)->ninline * sizeof(Val));
    else
        base->dealloc(o);
    gc_trashcan_end();
}
