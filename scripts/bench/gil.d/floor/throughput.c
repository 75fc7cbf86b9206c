/* Work of several threads beside that of one, and of a thread that makes calls beside two that make none. */
#include "floor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST 64
#define PIECE 300000 /* ns */

static double processor_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / SECOND;
}

static double crowd(int count, double seconds, const char *name) {
    Worker workers[MOST];
    int64_t begin = now_ns() + SECOND / 50;
    double processor = processor_seconds();
    for (int i = 0; i < count; i++)
        start_worker(&workers[i], begin, seconds, 1, NULL);
    for (int i = 0; i < count; i++)
        join_worker(&workers[i], name);
    return (processor_seconds() - processor) / ((double)(now_ns() - begin) / SECOND);
}

void throughput(const char *threads, double seconds) {
    int count = atoi(threads);
    if (count < 1 || count > MOST) {
        fprintf(stderr, "floor: throughput: 1 to %d threads\n", MOST);
        exit(2);
    }
    crowd(1, 0.3, "warm-up");
    int turns = seconds < 1.5 ? 1 : (int)(seconds + 0.5);
    double length = seconds / turns, cores[turns];
    crowd(1, length / 2, "alone");
    for (int i = 0; i < turns; i++) {
        cores[i] = crowd(count, length, "thread");
        crowd(1, length / 2, "alone");
    }
    printf("cores");
    for (int i = 0; i < turns; i++)
        printf(" %.3f", cores[i]);
    putchar('\n');
}

static int null_fd;

static void call_write(void) {
    if (write(null_fd, "x", 1) != 1)
        fail("/dev/null");
}

static void call_sleep(void) { sleep_ns(0); }

void releaser(const char *call, double seconds) {
    null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null_fd < 0)
        fail("/dev/null");
    int64_t best = SECOND;
    for (int round = 0; round < 5; round++) {
        int64_t before = now_ns();
        for (int i = 0; i < 500; i++)
            unit();
        int64_t took = now_ns() - before;
        if (took < best)
            best = took;
    }
    int units = (int)(PIECE / (best / 500 + 1)) + 1;
    Worker workers[3];
    int64_t begin = now_ns() + SECOND / 50;
    for (int i = 0; i < 3; i++)
        start_worker(&workers[i], begin, seconds, units,
                     i > 0 ? NULL : strcmp(call, "write") == 0 ? call_write : call_sleep);
    for (int i = 0; i < 3; i++)
        join_worker(&workers[i], i == 0 ? "releaser" : "hog");
}
