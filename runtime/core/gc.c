/* The cycle collector; see gc.h.
 *
 * One pass: every tracked object gets gc_refs = its count; each reference
 * from one tracked object to another takes one away; what is left above zero
 * is held from outside, and everything reachable from it lives.  The rest is
 * garbage: finalizers run first (PEP 442: an object they bring back to life
 * keeps everything it reaches), then references are cleared. */
#include "core/gc.h"

#include "core/collect.h"
#include "core/err.h"
#include "gilpy_probes.h"

static GcHead live = {&live, &live};
static int64_t tracked;
static int64_t threshold = 10000; /* tracked objects that start a collection */
static int64_t survivors;
static bool collecting, enabled = true;
bool gc_wanted;
GcStats gc_stats;

void gc_track(void *o) {
    if (NO_GIL)
        return;
    GcHead *g = gc_head(o);
    g->prev = live.prev;
    g->next = &live;
    live.prev->next = g;
    live.prev = g;
    if (unlikely(++tracked > threshold) && enabled && !collecting && !gc_wanted) {
        gc_wanted = true;
        gc_request();
    }
}

void gc_untrack(void *o) {
    GcHead *g = gc_head(o);
    if (!g->next)
        return;
    g->prev->next = g->next;
    g->next->prev = g->prev;
    g->next = NULL;
    tracked--;
}

/* The number of a collection lives in prev: the list is singly linked until
 * rebuild_prev. */
#define REFS(g) (*(int64_t *)&(g)->prev)
#define REACHABLE INT64_MIN

static Obj *obj_of(GcHead *g) { return (Obj *)(g + 1); }

/* Static types are of a TF_GC type but have no GcHead. */
static bool is_tracked_object(Obj *o) {
    return (o->type->flags & TF_GC) && !(o->rc & RC_IMMORTAL) && gc_is_tracked(o);
}

static int visit_subtract(Val v, void *arg) {
    (void)arg;
    Obj *o = val_obj(v);
    if (is_tracked_object(o) && REFS(gc_head(o)) > 0)
        REFS(gc_head(o))--;
    return 0;
}

typedef struct Pending { /* explicit stack: graphs are deep */
    Obj **items;
    size_t n, capacity;
    bool failed;
} Pending;

static int visit_reach(Val v, void *arg) {
    Pending *p = arg;
    Obj *o = val_obj(v);
    if (!is_tracked_object(o) || REFS(gc_head(o)) == REACHABLE)
        return 0;
    REFS(gc_head(o)) = REACHABLE;
    if (p->n == p->capacity) {
        size_t cap = p->capacity ? p->capacity * 2 : 1024;
        Obj **items = realloc(p->items, cap * sizeof *items);
        if (!items) {
            p->failed = true;
            return 1;
        }
        p->items = items;
        p->capacity = cap;
    }
    p->items[p->n++] = o;
    return 0;
}

static int visit_one(Obj *o, VisitFn fn, void *arg) {
    /* A heap type is kept alive by its instances. */
    if ((o->type->flags & TF_HEAP) && fn(val_ptr(o->type), arg))
        return 1;
    return o->type->traverse(o, fn, arg);
}

static bool mark(Pending *p) {
    while (p->n && !p->failed) {
        Obj *o = p->items[--p->n];
        visit_one(o, visit_reach, p);
    }
    return !p->failed;
}

static void rebuild_prev(void) {
    GcHead *prev = &live;
    for (GcHead *g = live.next; g != &live; g = g->next) {
        g->prev = prev;
        prev = g;
    }
    live.prev = prev;
}

/* Marks what is reachable from outside; false: out of memory (nothing is
 * collected then, which is safe). */
static bool find_reachable(void) {
    for (GcHead *g = live.next; g != &live; g = g->next)
        REFS(g) = obj_of(g)->rc;
    for (GcHead *g = live.next; g != &live; g = g->next)
        visit_one(obj_of(g), visit_subtract, NULL);
    Pending p = {0};
    bool ok = true;
    for (GcHead *g = live.next; ok && g != &live; g = g->next)
        if (REFS(g) > 0)
            ok = visit_reach(val_ptr(obj_of(g)), &p) == 0 && mark(&p);
    free(p.items);
    return ok;
}

int64_t gc_collect(void) {
    if (collecting)
        return 0;
    collecting = true;
    gc_wanted = false;
    probe_gc_start(0, 0);
    int64_t found = 0;
    Obj **garbage = NULL;
    if (find_reachable()) {
        for (GcHead *g = live.next; g != &live; g = g->next)
            found += REFS(g) != REACHABLE;
        if (found) {
            garbage = malloc((size_t)found * sizeof *garbage);
            int64_t n = 0;
            if (garbage)
                for (GcHead *g = live.next; g != &live; g = g->next)
                    if (REFS(g) != REACHABLE) {
                        garbage[n] = obj_of(g);
                        incref_obj(garbage[n++]);
                    }
        }
    }
    rebuild_prev();
    if (garbage) {
        bool finalized = false;
        for (int64_t i = 0; i < found; i++) {
            Type *t = garbage[i]->type;
            if (t->del && gc_finalize_once(garbage[i])) {
                t->del(val_ptr(garbage[i]));
                finalized = true;
            }
        }
        /* A finalizer may have stored a reference anywhere: look again, and
         * clear only what is still garbage (the list itself holds one count). */
        bool resurrected = false;
        if (finalized) {
            for (int64_t i = 0; i < found; i++)
                garbage[i]->rc--;
            bool ok = find_reachable();
            for (int64_t i = 0; i < found; i++)
                if (!ok || !gc_is_tracked(garbage[i]) || REFS(gc_head(garbage[i])) == REACHABLE)
                    resurrected = true;
            for (int64_t i = 0; i < found; i++)
                garbage[i]->rc++;
            rebuild_prev();
        }
        if (!resurrected)
            for (int64_t i = 0; i < found; i++)
                if (garbage[i]->rc > 1 && garbage[i]->type->clear)
                    garbage[i]->type->clear(garbage[i]);
        for (int64_t i = 0; i < found; i++)
            decref_obj(garbage[i]);
        free(garbage);
    } else {
        found = 0;
    }
    survivors = tracked;
    /* A quarter more than survived: total work stays linear in allocations. */
    threshold = survivors + (survivors / 4 > 10000 ? survivors / 4 : 10000);
    gc_stats.collections++;
    gc_stats.collected += found;
    collecting = false;
    probe_gc_done(0, found);
    return found;
}

void gc_enable(bool on) { enabled = on; }
bool gc_is_enabled(void) { return enabled; }
int64_t gc_tracked_count(void) { return tracked; }

/* ---- deep deallocation ---- */

#define TRASH_DEPTH 50
static int trash_depth;
static GcHead *trash; /* linked through next; counts are 0 */

bool gc_trashcan_begin(Obj *o) {
    if (trash_depth < TRASH_DEPTH) {
        trash_depth++;
        return false;
    }
    gc_untrack(o);
    gc_head(o)->prev = trash;
    trash = gc_head(o);
    return true;
}

void gc_trashcan_end(void) {
    if (trash_depth > 0)
        trash_depth--;
    if (trash_depth > 0)
        return;
    while (trash) {
        GcHead *g = trash;
        trash = g->prev;
        trash_depth = 1;
        Obj *o = obj_of(g);
        o->type->dealloc(o);
        trash_depth = 0;
    }
}

void gc_after_fork(void) {
    collecting = false;
    trash_depth = 0;
}
