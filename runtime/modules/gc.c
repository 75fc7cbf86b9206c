#include "core/collect.h"
#include "core/err.h"
#include "modules/modules.h"
#include "objects/int.h"
#include "objects/tuple.h"

static Val m_collect(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return int_from_i64(gc_collect());
}
static Val m_enable(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    gc_enable(true);
    return VAL_NONE;
}
static Val m_disable(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    gc_enable(false);
    return VAL_NONE;
}
static Val m_isenabled(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_bool(gc_is_enabled());
}
static Val m_is_tracked(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_bool(val_has(args[0], TF_GC) && !(val_obj(args[0])->rc & RC_IMMORTAL) && gc_is_tracked(val_obj(args[0])));
}
static Val m_get_count(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return tuple_pack(3, val_small(gc_tracked_count()), val_small(0), val_small(0));
}
static const MethodDef gc_methods[] = {
    {"collect", m_collect, 0, 1, METH_KW, "Run the garbage collector; return the number of unreachable objects."},
    {"enable", m_enable, 0, 0, 0, "Enable automatic garbage collection."},
    {"disable", m_disable, 0, 0, 0, "Disable automatic garbage collection."},
    {"isenabled", m_isenabled, 0, 0, 0, "Returns true if automatic garbage collection is enabled."},
    {"is_tracked", m_is_tracked, 1, 1, 0, "Returns true if the object is tracked by the garbage collector."},
    {"get_count", m_get_count, 0, 0, 0, "Tracked containers."},
    {0}};

bool gc_init(Val m) { return module_add_functions(m, gc_methods); }
