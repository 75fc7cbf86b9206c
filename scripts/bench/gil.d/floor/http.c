/* The clients of a web service (service.d/server.py): some connections at a time, on each of them a request as soon as
 * the one before it is answered, and a new connection after so many. Every reply is read to its end and checked. The
 * argument is PORT[,WORK]: so many times the computing for each request.
 *
 * It ends after the time given, or at SIGTERM. Its figures are lines, one of each for each connection: when replies
 * were complete (CLOCK_MONOTONIC) and how long they took; and for each kind of failure, when there was one. */
#include "floor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CALLERS 8
#define REQUESTS 200 /* on one connection */
#define LEAST 200    /* terms of the sum that is asked for, times WORK */
#define MOST 2000

typedef enum { ANSWERED, UNCONNECTED, BROKEN, LATE, REFUSED, WRONG, OUTCOMES } Outcome;
static const char *const failures[OUTCOMES] = {NULL, "unconnected", "broken", "late", "refused", "wrong"};

typedef struct {
    const char *port;
    unsigned work, seed;
    int fd; /* or -1 */
    Figures done, took, failed[OUTCOMES];
    pthread_t thread;
} Caller;

static volatile sig_atomic_t over;
static int64_t end;

static void stop(int number) {
    (void)number;
    over = 1;
}

/* Reads a reply; as an outcome. */
static Outcome reply(int fd, const char *expected) {
    char text[4096];
    size_t size = 0, whole = sizeof text;
    char *body = NULL;
    while (size < whole) {
        ssize_t got = recv(fd, text + size, sizeof text - 1 - size, 0);
        if (got <= 0)
            return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? LATE : BROKEN;
        size += (size_t)got;
        text[size] = '\0';
        if (!body) {
            body = strstr(text, "\r\n\r\n");
            char *length = body ? strstr(text, "\r\nContent-Length: ") : NULL;
            if (body && (!length || length > body))
                return WRONG;
            if (body) {
                body += 4;
                whole = (size_t)(body - text) + strtoul(length + strlen("\r\nContent-Length: "), NULL, 10);
            }
            if (whole > sizeof text - 1 && (body || size == sizeof text - 1))
                return WRONG;
        }
    }
    if (strncmp(text, "HTTP/1.1 200 ", 13) != 0)
        return REFUSED;
    return size == whole && strcmp(body, expected) == 0 ? ANSWERED : WRONG;
}

static Outcome request(Caller *caller) {
    char text[128], expected[64];
    unsigned terms = caller->work * (LEAST + (unsigned)rand_r(&caller->seed) % (MOST - LEAST));
    uint64_t sum = 0;
    for (uint64_t n = 0; n < terms; n++)
        sum += n * n % 7;
    snprintf(expected, sizeof expected, "%u %llu\n", terms, (unsigned long long)sum);
    int size = snprintf(text, sizeof text, "GET /%u HTTP/1.1\r\nHost: localhost\r\n\r\n", terms);
    if (caller->fd < 0 && (caller->fd = dial(SOCK_STREAM, caller->port)) < 0)
        return UNCONNECTED;
    if (send(caller->fd, text, (size_t)size, MSG_NOSIGNAL) != size)
        return BROKEN;
    return reply(caller->fd, expected);
}

static void *call(void *arg) {
    Caller *caller = arg;
    for (unsigned n = 1; !over; n++) {
        int64_t before = now_ns();
        if (before >= end)
            break;
        Outcome outcome = request(caller);
        int64_t after = now_ns();
        if (outcome == ANSWERED) {
            add(&caller->done, after);
            add(&caller->took, after - before);
        } else {
            add(&caller->failed[outcome], after);
            sleep_ns(SECOND / 100); /* no storm at a server that has gone */
        }
        if (caller->fd >= 0 && (outcome != ANSWERED || n % REQUESTS == 0)) {
            close(caller->fd);
            caller->fd = -1;
        }
    }
    if (caller->fd >= 0)
        close(caller->fd);
    return NULL;
}

void http_client(const char *port, double seconds) {
    static Caller callers[CALLERS];
    struct sigaction action = {.sa_handler = stop};
    const char *comma = strchr(port, ',');
    unsigned work = comma ? (unsigned)atoi(comma + 1) : 1;
    sigset_t term; /* is for this thread: it interrupts no request */
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigaction(SIGTERM, &action, NULL);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    end = now_ns() + (int64_t)(seconds * SECOND);
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i].port = port;
        callers[i].work = work;
        callers[i].seed = i;
        callers[i].fd = -1;
        callers[i].thread = start(call, &callers[i]);
    }
    pthread_sigmask(SIG_UNBLOCK, &term, NULL);
    for (unsigned i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        show("done_ns", &callers[i].done);
        show("took_ns", &callers[i].took);
        for (Outcome outcome = ANSWERED + 1; outcome < OUTCOMES; outcome++)
            show(failures[outcome], &callers[i].failed[outcome]);
    }
}
