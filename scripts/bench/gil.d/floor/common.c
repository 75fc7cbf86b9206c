/* Clock, threads, figures. */
#include "floor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

void sleep_ns(int64_t ns) {
    struct timespec t = {ns / SECOND, ns % SECOND};
    nanosleep(&t, NULL);
}

void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

pthread_t start(void *(*function)(void *), void *arg) {
    pthread_t thread;
    errno = pthread_create(&thread, NULL, function, arg);
    if (errno)
        fail("cannot start a thread");
    return thread;
}

void add(Figures *figures, int64_t value) {
    if (figures->count == figures->room) {
        figures->room = figures->room ? figures->room * 2 : 1024;
        figures->values = realloc(figures->values, figures->room * sizeof *figures->values);
        if (!figures->values)
            fail("no memory");
    }
    figures->values[figures->count++] = value;
}

void show(const char *name, const Figures *figures) {
    fputs(name, stdout);
    for (size_t i = 0; i < figures->count; i++)
        printf(" %lld", (long long)figures->values[i]);
    putchar('\n');
}
