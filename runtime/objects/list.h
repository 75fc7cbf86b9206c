/* list */
#ifndef GILPY_OBJECTS_LIST_H
#define GILPY_OBJECTS_LIST_H

#include "core/object.h"

typedef struct List {
    Obj ob;
    Val *items;
    int64_t length, capacity; /* capacity -1: its items are away, being sorted */
} List;

extern Type list_type;
static inline bool val_is_list(Val v) { return val_has(v, TF_LIST); }
static inline List *as_list(Val v) { return (List *)val_obj(v); }
Val list_new(int64_t n);                    /* n items, all VAL_NONE, length n */
Val list_new_capacity(int64_t capacity);    /* empty, room for capacity items */
Val list_from_items(const Val *items, int64_t n); /* increfs them */
bool list_append_slow(List *l, Val v);
/* increfs v; false: MemoryError */
static inline bool list_append(List *l, Val v) {
    if (likely(l->length < l->capacity)) {
        l->items[l->length++] = incref(v);
        return true;
    }
    return list_append_slow(l, v);
}
bool list_append_steal(List *l, Val v);     /* steals v, also on failure */
bool list_extend(List *l, Val iterable);
bool list_insert(List *l, int64_t i, Val v); /* increfs; i clipped as list.insert does */
Val list_pop(List *l, int64_t i);           /* owned; i in range */
void list_clear_items(List *l);
void list_reverse(List *l);
Val list_as_tuple(List *l);
bool list_sort(List *l, Val key, bool reverse); /* key VAL_NULL: none */

#endif
