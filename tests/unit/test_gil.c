/* The GIL: one holder at a time, nobody waits for ever, an uncontended pair is
 * cheap.  Each policy runs in a process of its own: a process has one GIL. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thread/gil.h"
#include "vm/vm.h"

#define THREADS 6
#define ROUNDS 3000

static int inside;      /* plain on purpose: the lock protects it */
static long counter;
static int overlaps;

static void critical_section(void) {
    if (inside++)
        overlaps++;
    counter++;
    inside--;
}

static void *worker(void *arg) {
    Thread *t = arg;
    thread_bind(t);
    gil_acquire(t);
    for (int i = 0; i < ROUNDS; i++) {
        critical_section();
        if (i % 3 == 0) { /* a blocking call */
            gil_release(t, GIL_REASON_BLOCKING);
            if (i % 99 == 0)
                usleep(50);
            gil_acquire(t);
        } else { /* a loop's back-edge */
            vm_safepoint(t, 10);
        }
    }
    gil_release(t, GIL_REASON_THREAD_EXIT);
    return NULL;
}

static int exclusion_child(const char *policy) {
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    config.gil_policy = policy;
    config.switch_interval = 0.0001;
    if (gilpy_start(&config) != 0)
        return 10;
    Thread *self = thread_current, *t[THREADS];
    pthread_t id[THREADS];
    for (int i = 0; i < THREADS; i++) {
        t[i] = thread_new();
        if (!t[i] || pthread_create(&id[i], NULL, worker, t[i]))
            return 11;
    }
    gil_release(self, GIL_REASON_BLOCKING);
    for (int i = 0; i < THREADS; i++)
        pthread_join(id[i], NULL);
    gil_acquire(self);
    return overlaps ? 12 : counter == (long)THREADS * ROUNDS ? 0 : 13;
}

/* A holder that never blocks gives way to a waiter, at its safepoints. */
static volatile int waiter_has_run;

static void *waiter(void *arg) {
    Thread *t = arg;
    thread_bind(t);
    gil_acquire(t);
    waiter_has_run = 1;
    gil_release(t, GIL_REASON_THREAD_EXIT);
    return NULL;
}

static int yield_child(const char *policy) {
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    config.gil_policy = policy;
    if (gilpy_start(&config) != 0)
        return 10;
    Thread *self = thread_current, *t = thread_new();
    pthread_t id;
    if (!t || pthread_create(&id, NULL, waiter, t))
        return 11;
    time_t start = time(NULL);
    while (!waiter_has_run) {
        vm_safepoint(self, 5);
        if (time(NULL) - start > 20)
            return 14;
    }
    gil_release(self, GIL_REASON_BLOCKING);
    pthread_join(id, NULL);
    return gil_waiters() == 0 ? 0 : 15;
}

static void in_child(int (*fn)(const char *), const char *policy) {
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(60);
        _exit(fn(policy));
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void exclusion_fair(void **state) {
    (void)state;
    in_child(exclusion_child, "fair");
}
static void exclusion_interval(void **state) {
    (void)state;
    in_child(exclusion_child, "interval");
}
static void exclusion_ticks(void **state) {
    (void)state;
    in_child(exclusion_child, "ticks");
}
static void yield_fair(void **state) {
    (void)state;
    in_child(yield_child, "fair");
}
static void yield_interval(void **state) {
    (void)state;
    in_child(yield_child, "interval");
}
static void yield_ticks(void **state) {
    (void)state;
    in_child(yield_child, "ticks");
}

static double thread_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* What locking and unlocking cannot do without: two atomic exchanges. In ns. */
static double exchange_pair(void) {
    static int word;
    double start = thread_ns();
    for (int i = 0; i < 1000000; i++) {
        __atomic_exchange_n(&word, 1, __ATOMIC_ACQ_REL);
        __atomic_exchange_n(&word, 0, __ATOMIC_ACQ_REL);
    }
    return (thread_ns() - start) / 1e6;
}

static double gil_pair(Thread *t) {
    double start = thread_ns();
    for (int i = 0; i < 1000000; i++) {
        gil_release(t, GIL_REASON_BLOCKING);
        gil_acquire(t);
    }
    return (thread_ns() - start) / 1e6;
}

static int cost_child(const char *policy) {
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    config.gil_policy = policy;
    if (gilpy_start(&config) != 0)
        return 10;
    double exchanges = 1e9, gil = 1e9;
    for (int round = 0; round < 9; round++) {
        exchanges = fmin(exchanges, exchange_pair());
        gil = fmin(gil, gil_pair(thread_current));
    }
    printf("an uncontended release and acquire: %.1f ns, %.1f times two atomic exchanges\n", gil, gil / exchanges);
    fflush(stdout);
    return gil <= 4 * exchanges ? 0 : 16;
}

static void uncontended_pair(void **state) {
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
    skip(); /* judges speed: only an optimised build without sanitizers can */
#endif
    in_child(cost_child, "fair");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exclusion_fair), cmocka_unit_test(exclusion_interval), cmocka_unit_test(exclusion_ticks),
        cmocka_unit_test(yield_fair),     cmocka_unit_test(yield_interval),     cmocka_unit_test(yield_ticks),
        cmocka_unit_test(uncontended_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
