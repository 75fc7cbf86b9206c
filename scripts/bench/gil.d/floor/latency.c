/* How late a sleeper wakes, and what the system calls cost by which the cost of a release is found. */
#include "floor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NAP (SECOND / 1000)
#define BATCH 200

void nap(const char *hogs, double seconds) {
    Figures overshoots = {0};
    start_hogs(atoi(hogs));
    int64_t end = now_ns() + (int64_t)(seconds * SECOND), before;
    while ((before = now_ns()) < end) {
        sleep_ns(NAP);
        add(&overshoots, now_ns() - before - NAP);
    }
    show("overshoot_ns", &overshoots);
}

void release_cost(const char *unused, double seconds) {
    (void)unused;
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        fail("/dev/null");
    int64_t end = now_ns() + (int64_t)(seconds * SECOND);
    printf("pair_ns");
    do {
        int64_t a = now_ns();
        for (int i = 0; i < BATCH; i++)
            lseek(fd, 0, SEEK_CUR);
        int64_t b = now_ns();
        for (int i = 0; i < BATCH; i++)
            fcntl(fd, F_GETFD);
        printf(" %.2f", (double)((b - a) - (now_ns() - b)) / BATCH);
    } while (now_ns() < end);
    putchar('\n');
}
