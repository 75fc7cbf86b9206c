/* Units of work, threads that do nothing else, and threads that count what they do. */
#include "floor.h"

static __thread volatile unsigned long sink;

void unit(void) {
    unsigned long total = sink; /* not known to the compiler */
    for (unsigned long n = 0; n < 200; n++)
        total = (total * 7 + n) % 1000003;
    sink = total;
}

static void *hog(void *arg) {
    (void)arg;
    for (;;)
        unit();
    return NULL;
}

void start_hogs(int count) {
    for (int i = 0; i < count; i++)
        start(hog, NULL);
}

static void *work(void *arg) {
    Worker *worker = arg;
    int64_t early = worker->begin - now_ns();
    if (early > 0)
        sleep_ns(early);
    for (;;) {
        for (int i = 0; i < worker->units; i++)
            unit();
        if (worker->release)
            worker->release();
        size_t bin = (size_t)((now_ns() - worker->begin) / BIN);
        if (bin >= worker->bins.count)
            return NULL;
        worker->bins.values[bin] += worker->units;
    }
}

void start_worker(Worker *worker, int64_t begin, double seconds, int units, void (*release)(void)) {
    *worker = (Worker){.begin = begin, .units = units, .release = release};
    do
        add(&worker->bins, 0);
    while ((double)worker->bins.count * BIN / SECOND < seconds - 0.05);
    worker->thread = start(work, worker);
}

void join_worker(Worker *worker, const char *name) {
    pthread_join(worker->thread, NULL);
    show(name, &worker->bins);
}
