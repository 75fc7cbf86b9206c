/* list: a growing array of values. */
#include "objects/list.h"

#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/args.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/iter.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- storage ---- */

static size_t bytes_of(int64_t n) { return n > 0 ? (size_t)n * sizeof(Val) : 0; }

static bool set_capacity(List *l, int64_t n) {
    if (n > INT64_MAX / 16) {
        err_no_memory();
        return false;
    }
    if (n == 0) {
        Val *old = l->items;
        int64_t old_capacity = l->capacity;
        l->items = NULL;
        l->capacity = 0;
        mem_free(old, bytes_of(old_capacity));
        return true;
    }
    Val *p = l->items ? mem_realloc(l->items, bytes_of(l->capacity), bytes_of(n))
                      : mem_alloc(bytes_of(n));
    if (!p) {
        err_no_memory();
        return false;
    }
    l->items = p;
    l->capacity = n;
    return true;
}

/* Room for n items in all, with some more to come when it has to grow. */
static bool reserve(List *l, int64_t n) {
    if (n <= l->capacity)
        return true;
    return set_capacity(l, n > INT64_MAX / 32 ? n : (n + (n >> 3) + 6) & ~(int64_t)3);
}

static void shrink(List *l) {
    if (l->capacity > 16 && l->length < l->capacity / 2 && !set_capacity(l, l->length))
        err_clear(); /* it only stays larger than need be */
}

static Val alloc_list(int64_t capacity) {
    List *l = obj_new(&list_type);
    if (!l)
        return VAL_NULL;
    gc_track(l);
    if (capacity && !set_capacity(l, capacity)) {
        decref_obj(l);
        return VAL_NULL;
    }
    return val_ptr(l);
}

Val list_new_capacity(int64_t capacity) { return alloc_list(capacity); }

Val list_new(int64_t n) {
    Val v = alloc_list(n);
    if (!val_is_null(v)) {
        List *l = as_list(v);
        for (int64_t i = 0; i < n; i++)
            l->items[i] = VAL_NONE;
        l->length = n;
    }
    return v;
}

Val list_from_items(const Val *items, int64_t n) {
    Val v = alloc_list(n);
    if (!val_is_null(v)) {
        List *l = as_list(v);
        for (int64_t i = 0; i < n; i++)
            l->items[i] = incref(items[i]);
        l->length = n;
    }
    return v;
}

bool list_append_slow(List *l, Val v) {
    if (!reserve(l, l->length + 1))
        return false;
    l->items[l->length++] = incref(v);
    return true;
}

bool list_append_steal(List *l, Val v) {
    bool ok = list_append(l, v);
    decref(v);
    return ok;
}

void list_clear_items(List *l) {
    Val *items = l->items;
    if (!items) /* nothing there, or away in a sort */
        return;
    int64_t n = l->length, capacity = l->capacity;
    l->items = NULL;
    l->length = l->capacity = 0;
    while (--n >= 0)
        decref(items[n]);
    if (items)
        mem_free(items, bytes_of(capacity));
}

static void list_dealloc(Obj *o) {
    gc_untrack(o);
    if (gc_trashcan_begin(o))
        return;
    list_clear_items((List *)o);
    obj_free(o);
    gc_trashcan_end();
}

static int list_traverse(Obj *o, VisitFn visit, void *arg) {
    List *l = (List *)o;
    for (int64_t i = 0; i < l->length; i++)
        GC_VISIT(l->items[i]);
    return 0;
}

static void list_clear_slot(Obj *o) { list_clear_items((List *)o); }

/* ---- growing ---- */

/* n borrowed values that nothing can take away meanwhile. */
static bool extend_items(List *l, const Val *items, int64_t n) {
    if (n == 0)
        return true;
    bool self = items == l->items;
    if (!reserve(l, l->length + n)) /* both lengths are of arrays in memory: no overflow */
        return false;
    if (self)
        items = l->items;
    for (int64_t i = 0; i < n; i++)
        l->items[l->length + i] = incref(items[i]);
    l->length += n;
    return true;
}

bool list_extend(List *l, Val iterable) {
    if (val_is(iterable, &list_type))
        return extend_items(l, as_list(iterable)->items, as_list(iterable)->length);
    if (val_is(iterable, &tuple_type))
        return extend_items(l, as_tuple(iterable)->items, as_tuple(iterable)->length);
    Val it = val_iter(iterable);
    if (val_is_null(it))
        return false;
    int64_t hint = val_length_hint(iterable);
    if (hint < 0) {
        decref(it);
        return false;
    }
    if (hint && l->length == 0 && hint < INT64_MAX / 32 && !reserve(l, hint))
        err_clear(); /* only a hint */
    for (;;) {
        Val v = val_next(it);
        if (val_is_null(v))
            break;
        if (!list_append_steal(l, v))
            break;
    }
    decref(it);
    return !err_occurred();
}

bool list_insert(List *l, int64_t i, Val v) {
    if (i < 0)
        i = i + l->length < 0 ? 0 : i + l->length;
    if (i > l->length)
        i = l->length;
    if (!reserve(l, l->length + 1))
        return false;
    memmove(l->items + i + 1, l->items + i, bytes_of(l->length - i));
    l->items[i] = incref(v);
    l->length++;
    return true;
}

Val list_pop(List *l, int64_t i) {
    Val v = l->items[i];
    l->length--;
    memmove(l->items + i, l->items + i + 1, bytes_of(l->length - i));
    shrink(l);
    return v;
}

void list_reverse(List *l) {
    for (int64_t i = 0, j = l->length - 1; i < j; i++, j--) {
        Val t = l->items[i];
        l->items[i] = l->items[j];
        l->items[j] = t;
    }
}

Val list_as_tuple(List *l) { return tuple_from_items(l->items, l->length); }

/* ---- construction ---- */

static Val list_make(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    List *l = obj_new(t);
    if (!l)
        return VAL_NULL;
    gc_track(l);
    return val_ptr(l);
}

static bool list_init(Val self, Val *args, int nargs, Val kwnames) {
    if (val_is(self, &list_type) && !val_is_null(kwnames))
        return err_false(&exc_TypeError, "list() takes no keyword arguments");
    if (!args_check("list", nargs, 0, 1))
        return false;
    if (as_list(self)->length)
        list_clear_items(as_list(self));
    return nargs == 0 || list_extend(as_list(self), args[0]);
}

/* ---- slots ---- */

static Val list_repr(Val v) {
    List *l = as_list(v);
    if (l->length == 0)
        return str_from_cstr("[]");
    int r = repr_enter(v);
    if (r)
        return r < 0 ? VAL_NULL : str_from_cstr("[...]");
    StrBuf b;
    strbuf_init(&b);
    strbuf_char(&b, '[');
    for (int64_t i = 0; i < l->length; i++) {
        if (i)
            strbuf_cstr(&b, ", ");
        Val item = incref(l->items[i]);
        bool ok = strbuf_repr(&b, item);
        decref(item);
        if (!ok) {
            strbuf_discard(&b);
            repr_leave(v);
            return VAL_NULL;
        }
    }
    strbuf_char(&b, ']');
    repr_leave(v);
    return strbuf_finish(&b);
}

/* Compares items i of both, which an __eq__ may take out of their list. */
static int items_equal(Val a, Val b) {
    if (a == b)
        return 1;
    incref(a);
    incref(b);
    int eq = val_equal(a, b);
    decref(a);
    decref(b);
    return eq;
}

static Val list_richcompare(Val va, Val vb, CmpOp op) {
    if (!val_is_list(va) || !val_is_list(vb))
        return VAL_NOTIMPL;
    List *a = as_list(va), *b = as_list(vb);
    if (a->length != b->length && (op == CMP_EQ || op == CMP_NE))
        return val_bool(op == CMP_NE);
    int64_t i;
    for (i = 0; i < a->length && i < b->length; i++) {
        int eq = items_equal(a->items[i], b->items[i]);
        if (eq < 0)
            return VAL_NULL;
        if (!eq)
            break;
    }
    if (i >= a->length || i >= b->length)
        return cmp_result(a->length < b->length ? -1 : a->length > b->length, op);
    if (op == CMP_EQ || op == CMP_NE)
        return val_bool(op == CMP_NE);
    Val x = incref(a->items[i]), y = incref(b->items[i]);
    Val r = val_compare(x, y, op);
    decref(x);
    decref(y);
    return r;
}

static Val list_add(Val va, Val vb) {
    if (!val_is_list(va) || !val_is_list(vb))
        return VAL_NOTIMPL;
    List *a = as_list(va), *b = as_list(vb);
    Val v = alloc_list(a->length + b->length);
    if (val_is_null(v))
        return v;
    List *r = as_list(v);
    for (int64_t i = 0; i < a->length; i++)
        r->items[i] = incref(a->items[i]);
    for (int64_t i = 0; i < b->length; i++)
        r->items[a->length + i] = incref(b->items[i]);
    r->length = a->length + b->length;
    return v;
}

static Val list_mul(Val a, Val b) {
    if (!val_is_list(a)) {
        Val t = a;
        a = b;
        b = t;
    }
    int64_t n = repeat_count(b);
    if (n < 0)
        return n == -1 ? VAL_NOTIMPL : VAL_NULL;
    List *l = as_list(a);
    if (n && l->length > INT64_MAX / 16 / n)
        return err_no_memory();
    Val v = alloc_list(l->length * n);
    if (val_is_null(v))
        return v;
    List *r = as_list(v);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < l->length; j++)
            r->items[r->length++] = incref(l->items[j]);
    return v;
}

static Val list_iadd(Val a, Val b) {
    return list_extend(as_list(a), b) ? incref(a) : VAL_NULL;
}

static Val list_imul(Val a, Val b) {
    int64_t n = repeat_count(b);
    if (n < 0)
        return n == -1 ? VAL_NOTIMPL : VAL_NULL;
    List *l = as_list(a);
    int64_t length = l->length;
    if (n == 0) {
        list_clear_items(l);
    } else {
        if (length > INT64_MAX / 16 / n)
            return err_no_memory();
        if (!reserve(l, length * n))
            return VAL_NULL;
        for (int64_t i = 1; i < n; i++)
            for (int64_t j = 0; j < length; j++)
                l->items[l->length++] = incref(l->items[j]);
    }
    return incref(a);
}

static int64_t list_len(Val v) { return as_list(v)->length; }

static Val list_getitem(Val v, Val key) {
    List *l = as_list(v);
    int64_t i;
    if (val_is(key, &slice_type)) {
        int64_t start, stop, step, n;
        if (!slice_unpack((Slice *)val_obj(key), &start, &stop, &step))
            return VAL_NULL;
        n = slice_adjust(l->length, &start, &stop, step);
        if (step == 1)
            return list_from_items(l->items + start, n);
        Val r = alloc_list(n);
        if (!val_is_null(r)) {
            for (i = 0; i < n; i++)
                as_list(r)->items[i] = incref(l->items[start + i * step]);
            as_list(r)->length = n;
        }
        return r;
    }
    return seq_index(key, &l->length, "list", &i) ? incref(l->items[i]) : VAL_NULL;
}

/* l[start:start+removed] = new (n values, their references are taken over).
 * false: MemoryError, the references stay the caller's. */
static bool replace_range(List *l, int64_t start, int64_t removed, Val *new, int64_t n) {
    Val small[16], *old = small;
    if (removed > 16 && !(old = mem_alloc(bytes_of(removed)))) {
        err_no_memory();
        return false;
    }
    if (!reserve(l, l->length - removed + n)) {
        if (old != small)
            mem_free(old, bytes_of(removed));
        return false;
    }
    if (removed)
        memcpy(old, l->items + start, bytes_of(removed));
    memmove(l->items + start + n, l->items + start + removed,
            bytes_of(l->length - start - removed));
    if (n)
        memcpy(l->items + start, new, bytes_of(n));
    l->length += n - removed;
    shrink(l);
    for (int64_t i = removed; --i >= 0;)
        decref(old[i]);
    if (old != small)
        mem_free(old, bytes_of(removed));
    return true;
}

static bool delete_stepped(List *l, int64_t start, int64_t step, int64_t n) {
    if (step < 0) {
        start += (n - 1) * step;
        step = -step;
    }
    Val *old = mem_alloc(bytes_of(n));
    if (!old) {
        err_no_memory();
        return false;
    }
    int64_t out = start, next = start, k = 0;
    for (int64_t i = start; i < l->length; i++) {
        if (i == next && k < n) {
            old[k++] = l->items[i];
            next += step;
        } else {
            l->items[out++] = l->items[i];
        }
    }
    l->length = out;
    shrink(l);
    for (int64_t i = 0; i < n; i++)
        decref(old[i]);
    mem_free(old, bytes_of(n));
    return true;
}

static bool set_slice(Val v, Slice *s, Val value) {
    List *l = as_list(v);
    int64_t start, stop, step, n;
    Val new = VAL_NULL; /* a list of ours: the values to store */
    if (!val_is_null(value)) {
        if (!val_type(value)->iter && !val_type(value)->getitem)
            return err_false(&exc_TypeError,
                             val_is_none(s->step) ? "can only assign an iterable"
                                                  : "must assign iterable to extended slice");
        new = list_new(0);
        if (val_is_null(new) || !list_extend(as_list(new), value)) {
            decref(new);
            return false;
        }
    }
    if (!slice_unpack(s, &start, &stop, &step)) {
        decref(new);
        return false;
    }
    n = slice_adjust(l->length, &start, &stop, step);
    bool ok = true;
    if (step == 1) {
        List *from = val_is_null(new) ? NULL : as_list(new);
        ok = replace_range(l, start, n, from ? from->items : NULL, from ? from->length : 0);
        if (ok && from)
            from->length = 0; /* its references went over */
    } else if (val_is_null(new)) {
        ok = n == 0 || delete_stepped(l, start, step, n);
    } else if (as_list(new)->length != n) {
        ok = err_false(&exc_ValueError,
                       "attempt to assign sequence of size %ld to extended slice of size %ld",
                       (long)as_list(new)->length, (long)n);
    } else {
        for (int64_t i = 0; i < n; i++) { /* swap: `new` drops the old ones */
            Val *at = &l->items[start + i * step];
            Val old = *at;
            *at = as_list(new)->items[i];
            as_list(new)->items[i] = old;
        }
    }
    decref(new);
    return ok;
}

static bool list_setitem(Val v, Val key, Val value) {
    if (val_is(key, &slice_type))
        return set_slice(v, (Slice *)val_obj(key), value);
    List *l = as_list(v);
    int64_t i;
    if (val_is_int(key)) {
        i = val_int(key);
    } else {
        if (!val_is_integer(key) && !val_type(key)->index)
            return err_false(&exc_TypeError, "list indices must be integers or slices, not %T",
                             key);
        if (!val_as_index(key, &i, &exc_IndexError))
            return false;
    }
    if (i < 0)
        i += l->length;
    if ((uint64_t)i >= (uint64_t)l->length)
        return err_false(&exc_IndexError, "list assignment index out of range");
    if (val_is_null(value))
        decref(list_pop(l, i));
    else
        val_set(&l->items[i], incref(value));
    return true;
}

static int list_contains(Val v, Val item) {
    List *l = as_list(v);
    for (int64_t i = 0; i < l->length; i++) {
        int eq = items_equal(l->items[i], item);
        if (eq)
            return eq;
    }
    return 0;
}

static Val list_iter(Val v) { return seq_iter_make(&list_iter_type, v, 0); }

/* ---- methods ---- */

#define LIST_METHOD(name)                                                      \
    static Val name(Val *args, __attribute__((unused)) int nargs,              \
                    __attribute__((unused)) Val kwnames)

LIST_METHOD(m_append) { return list_append(as_list(args[0]), args[1]) ? VAL_NONE : VAL_NULL; }
LIST_METHOD(m_extend) { return list_extend(as_list(args[0]), args[1]) ? VAL_NONE : VAL_NULL; }

LIST_METHOD(m_clear) {
    list_clear_items(as_list(args[0]));
    return VAL_NONE;
}

LIST_METHOD(m_copy) { return list_from_items(as_list(args[0])->items, as_list(args[0])->length); }

LIST_METHOD(m_count) {
    List *l = as_list(args[0]);
    int64_t n = 0;
    for (int64_t i = 0; i < l->length; i++) {
        int eq = items_equal(l->items[i], args[1]);
        if (eq < 0)
            return VAL_NULL;
        n += eq;
    }
    return val_small(n);
}

LIST_METHOD(m_index) {
    List *l = as_list(args[0]);
    int64_t start, end;
    if (!seq_bounds(nargs > 2 ? args[2] : VAL_NULL, nargs > 3 ? args[3] : VAL_NULL, l->length,
                    &start, &end))
        return VAL_NULL;
    for (int64_t i = start; i < end && i < l->length; i++) {
        int eq = items_equal(l->items[i], args[1]);
        if (eq < 0)
            return VAL_NULL;
        if (eq)
            return val_small(i);
    }
    return err_set(&exc_ValueError, "%R is not in list", args[1]);
}

LIST_METHOD(m_insert) {
    int64_t i;
    if (!val_as_index(args[1], &i, NULL))
        return VAL_NULL;
    return list_insert(as_list(args[0]), i, args[2]) ? VAL_NONE : VAL_NULL;
}

LIST_METHOD(m_pop) {
    List *l = as_list(args[0]);
    int64_t i = -1;
    if (nargs > 1 && !val_as_index(args[1], &i, &exc_IndexError))
        return VAL_NULL;
    if (l->length == 0)
        return err_set(&exc_IndexError, "pop from empty list");
    if (i < 0)
        i += l->length;
    if ((uint64_t)i >= (uint64_t)l->length)
        return err_set(&exc_IndexError, "pop index out of range");
    return list_pop(l, i);
}

LIST_METHOD(m_remove) {
    List *l = as_list(args[0]);
    for (int64_t i = 0; i < l->length; i++) {
        int eq = items_equal(l->items[i], args[1]);
        if (eq < 0)
            return VAL_NULL;
        if (eq) {
            if (i < l->length) /* __eq__ may have shortened the list */
                decref(list_pop(l, i));
            return VAL_NONE;
        }
    }
    return err_set(&exc_ValueError, "list.remove(x): x not in list");
}

LIST_METHOD(m_reverse) {
    list_reverse(as_list(args[0]));
    return VAL_NONE;
}

LIST_METHOD(m_sort) {
    static const char *const names[] = {"key", "reverse", NULL};
    Val a[2];
    if (!args_parse("sort", names, 0, 0, 0, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    int64_t reverse = 0;
    if (!val_is_null(a[1]) && !val_as_index(a[1], &reverse, &exc_OverflowError))
        return VAL_NULL;
    Val key = val_is_none(a[0]) ? VAL_NULL : a[0];
    return list_sort(as_list(args[0]), key, reverse != 0) ? VAL_NONE : VAL_NULL;
}

LIST_METHOD(m_reversed) {
    return seq_iter_make(&list_reviter_type, args[0], as_list(args[0])->length - 1);
}

static const MethodDef list_methods[] = {
    {"append", m_append, 1, 1, 0, "Append object to the end of the list."},
    {"clear", m_clear, 0, 0, 0, "Remove all items from list."},
    {"copy", m_copy, 0, 0, 0, "Return a shallow copy of the list."},
    {"count", m_count, 1, 1, 0, "Return number of occurrences of value."},
    {"extend", m_extend, 1, 1, 0, "Extend list by appending elements from the iterable."},
    {"index", m_index, 1, 3, 0, "Return first index of value."},
    {"insert", m_insert, 2, 2, 0, "Insert object before index."},
    {"pop", m_pop, 0, 1, 0, "Remove and return item at index (default last)."},
    {"remove", m_remove, 1, 1, 0, "Remove first occurrence of value."},
    {"reverse", m_reverse, 0, 0, 0, "Reverse *IN PLACE*."},
    {"sort", m_sort, 0, -1, METH_KW, "Sort the list in ascending order and return None."},
    {"__reversed__", m_reversed, 0, 0, 0, "Return a reverse iterator over the list."},
    {"__class_getitem__", generic_alias_method, 1, 1, METH_CLASS, "See PEP 585"},
    {0},
};

Type list_type = {
    TYPE_HEAD("list"),
    .flags = TF_LIST | TF_GC | TF_BASETYPE,
    .size = sizeof(List),
    .base = &object_type,
    .dealloc = list_dealloc,
    .traverse = list_traverse,
    .clear = list_clear_slot,
    .repr = list_repr,
    .richcompare = list_richcompare,
    .binary = {[BIN_ADD] = list_add, [BIN_MUL] = list_mul},
    .inplace = {[BIN_ADD] = list_iadd, [BIN_MUL] = list_imul},
    .iter = list_iter,
    .len = list_len,
    .getitem = list_getitem,
    .setitem = list_setitem,
    .contains = list_contains,
    .tp_new = list_make,
    .init = list_init,
    .methods = list_methods,
    .doc = "Built-in mutable sequence.",
};
