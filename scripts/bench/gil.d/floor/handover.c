/* Two threads that hand the turn to and fro. */
#include "floor.h"

#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>

static Figures trips;
static bool over;
static sem_t ping_may, pong_may; /* a lock of Python may be released by another thread than its owner: a semaphore */

static void *locks_pong(void *arg) {
    (void)arg;
    for (;;) {
        sem_wait(&pong_may);
        if (over)
            return NULL;
        sem_post(&ping_may);
    }
}

void locks(const char *hogs, double seconds) {
    sem_init(&ping_may, 0, 0);
    sem_init(&pong_may, 0, 0);
    start_hogs(atoi(hogs));
    pthread_t pong = start(locks_pong, NULL);
    int64_t before = now_ns(), end = before + (int64_t)(seconds * SECOND);
    while (before < end) {
        sem_post(&pong_may);
        sem_wait(&ping_may);
        int64_t now = now_ns();
        add(&trips, now - before);
        before = now;
    }
    over = true;
    sem_post(&pong_may);
    pthread_join(pong, NULL);
    show("round_trip_ns", &trips);
}

static enum { PING, PONG } turn = PING;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *condition_pong(void *arg) {
    (void)arg;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (turn != PONG && !over)
            pthread_cond_wait(&changed, &mutex);
        if (over)
            break;
        turn = PING;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

void condition(const char *hogs, double seconds) {
    start_hogs(atoi(hogs));
    pthread_t pong = start(condition_pong, NULL);
    pthread_mutex_lock(&mutex);
    int64_t before = now_ns(), end = before + (int64_t)(seconds * SECOND);
    while (before < end) {
        turn = PONG;
        pthread_cond_signal(&changed);
        while (turn != PING)
            pthread_cond_wait(&changed, &mutex);
        int64_t now = now_ns();
        add(&trips, now - before);
        before = now;
    }
    over = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(pong, NULL);
    show("round_trip_ns", &trips);
}
