#include "core/alloc_sample.h"

#include <math.h>

#include "gilpy_probes.h"
#include "hot.h"

/* Without listeners the countdown still runs out now and then, which is how
 * a tracer that attached between two safepoints is noticed. */
#define IDLE_COUNTDOWN (1 << 20)

int64_t alloc_countdown = IDLE_COUNTDOWN;
uint64_t alloc_sample_interval = 512 * 1024;

static bool sampling; /* alloc_countdown is a drawn distance, not IDLE_COUNTDOWN */

/* xorshift64*: sampling needs no secrecy, only independence of the program's
 * own allocation pattern. */
static double random_unit(void) {
    static uint64_t s = 0x9e3779b97f4a7c15;
    s ^= s >> 12;
    s ^= s << 25;
    s ^= s >> 27;
    return (double)((s * 0x2545f4914f6cdd1d) >> 11) / 9007199254740992.0;
}

static int64_t draw(void) { return (int64_t)(-log(1.0 - random_unit()) * (double)alloc_sample_interval) + 1; }

void alloc_sample_refresh(void) {
    uint64_t listeners = gilpy_hot_load() & (GILPY_HOT_ALLOC | GILPY_HOT_ALLOC_SAMPLE);
    if (listeners & GILPY_HOT_ALLOC) {
        alloc_countdown = 0;
        sampling = false;
    } else if (listeners) {
        if (!sampling || alloc_countdown <= 0)
            alloc_countdown = draw();
        sampling = true;
    } else {
        alloc_countdown = IDLE_COUNTDOWN;
        sampling = false;
    }
}

void alloc_sampled(Obj *o, size_t bytes, const char *type_name) {
    static int64_t distance; /* to the next sample while the exact probe holds the countdown at 0 */
    if (probe_alloc_enabled())
        probe_alloc(o, bytes, type_name);
    if (probe_alloc_sample_enabled()) {
        bool hit = sampling;
        if (!sampling) { /* the exact probe keeps the countdown: count apart */
            distance -= (int64_t)bytes;
            hit = distance < 0;
        }
        if (hit) {
            /* An object of b bytes is met with probability 1 - exp(-b/N): weighing
             * it with b over that makes the sum of weights an unbiased estimate. */
            double n = (double)alloc_sample_interval, b = (double)bytes;
            probe_alloc_sample(o, bytes, type_name, (uint64_t)(b / -expm1(-b / n)));
            distance = draw();
            alloc_countdown = 0;
        }
    }
    alloc_sample_refresh();
}
