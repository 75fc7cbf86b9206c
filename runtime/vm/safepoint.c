/* What a safepoint does when the hot word is not quiet. */
#include "core/alloc_sample.h"
#include "core/collect.h"
#include "core/err.h"
#include "thread/gil.h"
#include "thread/gil_account.h"
#include "thread/signals.h"
#include "vm/vm.h"

HotQuiet hot_quiet;

void gc_request(void) { breaker_set(BREAK_GC); }

int vm_safepoint(Thread *t, uint64_t bytecodes) {
    uint64_t hot = gilpy_hot_load();
    if ((hot & ~GILPY_HOT_BREAKER) != hot_quiet.back_edge) {
        hot_quiet.entry = hot & (GILPY_HOT_ALLOC | GILPY_HOT_ALLOC_SAMPLE);
        hot_quiet.back_edge = hot & ~GILPY_HOT_BREAKER;
        alloc_sample_refresh();
    }
    if (!(hot & GILPY_HOT_BREAKER))
        return 0;
    if (gilpy_hot_breaker() & BREAK_COUNT) {
        t->bytecodes += bytecodes;
        if (gil_policy() == GIL_TICKS)
            gil_tick(t, t->bytecodes - t->tick_base);
        else if (!account_counts_bytecodes())
            gilpy_hot_breaker_clear(BREAK_COUNT);
    }
    if (gilpy_hot_breaker() & BREAK_DROP)
        gil_yield(t);
    if (gilpy_hot_breaker() & BREAK_GC) {
        gilpy_hot_breaker_clear(BREAK_GC);
        if (gc_wanted)
            gc_collect();
    }
    if ((gilpy_hot_breaker() & BREAK_SIGNAL) && signals_is_main(t))
        return signals_run(t);
    return 0;
}
