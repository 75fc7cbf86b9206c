#include <errno.h>
#include <math.h>
#include <time.h>

#include "core/err.h"
#include "modules/modules.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking.h"
#include "thread/blocking_file.h"

static double seconds_of(clockid_t id) {
    struct timespec ts;
    clock_gettime(id, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}
static Val ns_of(clockid_t id) {
    struct timespec ts;
    clock_gettime(id, &ts);
    return int_from_i64((int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec);
}

#define CLOCK_FN(nm, id)                                                                           \
    static Val m_##nm(Val *args, int n, Val kw) {                                                  \
        (void)args, (void)n, (void)kw;                                                             \
        return val_float(seconds_of(id));                                                          \
    }                                                                                              \
    static Val m_##nm##_ns(Val *args, int n, Val kw) {                                             \
        (void)args, (void)n, (void)kw;                                                             \
        return ns_of(id);                                                                          \
    }
CLOCK_FN(time, CLOCK_REALTIME)
CLOCK_FN(monotonic, CLOCK_MONOTONIC)
CLOCK_FN(perf_counter, CLOCK_MONOTONIC)
CLOCK_FN(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK_FN(thread_time, CLOCK_THREAD_CPUTIME_ID)

bool seconds_to_ns(Val v, int64_t *ns) {
    static const char too_large[] = "timestamp too large to convert to C _PyTime_t";
    if (val_is_float(v)) {
        double d = float_value(v);
        if (isnan(d))
            return err_false(&exc_ValueError, "Invalid value NaN (not a number)");
        d = ceil(d * 1e9);
        if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0))
            return err_false(&exc_OverflowError, too_large);
        *ns = (int64_t)d;
        return true;
    }
    int64_t seconds;
    if (!val_as_index(v, &seconds, &exc_OverflowError))
        return err_matches(&exc_OverflowError) ? err_false(&exc_OverflowError, too_large) : false;
    return !__builtin_mul_overflow(seconds, 1000000000, ns) || err_false(&exc_OverflowError, too_large);
}

static Val m_sleep(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t ns;
    if (!seconds_to_ns(args[0], &ns))
        return VAL_NULL;
    if (ns < 0)
        return err_set(&exc_ValueError, "sleep length must be non-negative");
    return block_sleep_until(deadline_after(ns)) < 0 ? VAL_NULL : VAL_NONE;
}

static Val m_strftime(Val *args, int n, Val kw) {
    (void)kw;
    const char *fmt = val_is_str(args[0]) ? str_utf8(args[0], NULL) : NULL;
    if (!fmt)
        return err_set(&exc_TypeError, "strftime() argument 1 must be str, not %T", args[0]);
    if (n > 1)
        return err_absent("strftime() of a given time");
    char out[512];
    size_t len = block_strftime_now(out, sizeof out, fmt);
    return str_from_utf8(out, (int64_t)len);
}

static const MethodDef time_methods[] = {
    {"time", m_time, 0, 0, 0, "Return the current time in seconds since the Epoch."},
    {"time_ns", m_time_ns, 0, 0, 0, "Return the current time in nanoseconds since the Epoch."},
    {"monotonic", m_monotonic, 0, 0, 0, "Monotonic clock, cannot go backward."},
    {"monotonic_ns", m_monotonic_ns, 0, 0, 0, "Monotonic clock, cannot go backward, as nanoseconds."},
    {"perf_counter", m_perf_counter, 0, 0, 0, "Performance counter for benchmarking."},
    {"perf_counter_ns", m_perf_counter_ns, 0, 0, 0, "Performance counter for benchmarking as nanoseconds."},
    {"process_time", m_process_time, 0, 0, 0, "Process time for profiling: user and kernel CPU time."},
    {"process_time_ns", m_process_time_ns, 0, 0, 0, "Process time for profiling as nanoseconds."},
    {"thread_time", m_thread_time, 0, 0, 0, "Thread time for profiling."},
    {"thread_time_ns", m_thread_time_ns, 0, 0, 0, "Thread time for profiling as nanoseconds."},
    {"sleep", m_sleep, 1, 1, 0, "Delay execution for a given number of seconds."},
    {"strftime", m_strftime, 1, 2, 0, "Convert the current time to a string."},
    {0}};

bool time_init(Val m) { return module_add_functions(m, time_methods); }
