#include "thread/blocking.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thread/breaker.h"
#include "thread/signals.h"

int64_t monotonic_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* A signal that arrived since the last safepoint will not interrupt the call
 * that comes next: its handlers run first.  true: one raised. */
static inline bool interrupted(Thread *t) { return signals_due(t) && signals_run(t) < 0; }

/* Evaluates the call without the GIL into r.  Giving up the GIL takes a while,
 * and a signal that arrives in it must not wait for the end of the call: it
 * counts as having interrupted it. */
#define UNLOCKED(t, r, call)                                                                       \
    do {                                                                                           \
        blocking_begin(t);                                                                         \
        if (signals_due(t)) {                                                                      \
            (r) = -1;                                                                              \
            errno = EINTR;                                                                         \
        } else {                                                                                   \
            (r) = (call);                                                                          \
        }                                                                                          \
        blocking_end(t);                                                                           \
    } while (0)

/* Runs the call without the GIL until something other than a signal ends it. */
#define RETRY(type, call)                                                                          \
    do {                                                                                           \
        Thread *t_ = thread_current;                                                               \
        for (;;) {                                                                                 \
            if (interrupted(t_))                                                                   \
                return -2;                                                                         \
            type r_;                                                                               \
            UNLOCKED(t_, r_, call);                                                                \
            if (r_ >= 0 || errno != EINTR)                                                         \
                return r_;                                                                         \
        }                                                                                          \
    } while (0)

/* The call ended by itself, but a signal came as well: its handlers run before
 * the caller goes on, not at some safepoint of later code.  If one raises,
 * what the call has got is lost, as in CPython; dropped says that it is. */
static inline int64_t ended(int64_t r, void (*dropped)(int64_t)) {
    int e = errno;
    Thread *t = thread_current;
    if (likely(!signals_due(t)) || signals_run(t) == 0) {
        errno = e;
        return r;
    }
    if (dropped && r >= 0)
        dropped(r);
    return -2;
}
static void close_dropped(int64_t fd) { close((int)fd); }

static int64_t plain_read(int fd, void *buf, size_t n) { RETRY(int64_t, read(fd, buf, n)); }
int64_t block_read(int fd, void *buf, size_t n) { return ended(plain_read(fd, buf, n), NULL); }
/* Not after a write: the caller must know how much was written. */
int64_t block_write(int fd, const void *buf, size_t n) { RETRY(int64_t, write(fd, buf, n)); }
static int plain_open(const char *path, int flags, int mode) { RETRY(int, open(path, flags | O_CLOEXEC, mode)); }
int block_open(const char *path, int flags, int mode) {
    return (int)ended(plain_open(path, flags, mode), close_dropped);
}
static int64_t plain_recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from, socklen_t *len) {
    RETRY(int64_t, recvfrom(fd, buf, n, flags, from, len));
}
int64_t block_recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from, socklen_t *len) {
    return ended(plain_recvfrom(fd, buf, n, flags, from, len), NULL);
}
int64_t block_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to, socklen_t len) {
    RETRY(int64_t, sendto(fd, buf, n, flags | MSG_NOSIGNAL, to, len));
}
static int plain_accept(int fd, struct sockaddr *addr, socklen_t *len) {
    RETRY(int, accept4(fd, addr, len, SOCK_CLOEXEC));
}
int block_accept(int fd, struct sockaddr *addr, socklen_t *len) {
    return (int)ended(plain_accept(fd, addr, len), close_dropped);
}

int block_close(int fd) {
    Thread *t = thread_current;
    blocking_begin(t);
    int r = close(fd);
    blocking_end(t);
    return r;
}

int block_connect(int fd, const struct sockaddr *addr, socklen_t len) {
    Thread *t = thread_current;
    if (interrupted(t))
        return -2;
    blocking_begin(t);
    int r = connect(fd, addr, len);
    blocking_end(t);
    if (r == 0 || errno != EINTR)
        return r;
    /* An interrupted connect goes on by itself: wait for its end. */
    struct pollfd p = {fd, POLLOUT, 0};
    r = block_poll(&p, 1, -1);
    if (r < 0)
        return r;
    int e = 0;
    socklen_t n = sizeof e;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) < 0)
        return -1;
    errno = e;
    return e ? -1 : 0;
}

static pid_t plain_waitpid(pid_t pid, int *status, int options) { RETRY(pid_t, waitpid(pid, status, options)); }
pid_t block_waitpid(pid_t pid, int *status, int options) {
    return (pid_t)ended(plain_waitpid(pid, status, options), NULL);
}
int block_fsync(int fd) { RETRY(int, fsync(fd)); }

static bool remaining(int64_t deadline_ns, struct timespec *ts) {
    int64_t left = deadline_ns - monotonic_ns();
    if (left < 0)
        left = 0;
    ts->tv_sec = left / 1000000000;
    ts->tv_nsec = left % 1000000000;
    return left > 0;
}

int block_pause(void) {
    Thread *t = thread_current;
    int r;
    if (interrupted(t))
        return -2;
    UNLOCKED(t, r, pause());
    (void)r;
    return signals_run(t) < 0 ? -2 : 0;
}

int block_sigwait(const sigset_t *set, siginfo_t *info, int64_t deadline_ns) {
    Thread *t = thread_current;
    for (;;) {
        struct timespec ts;
        int r;
        if (interrupted(t))
            return -2;
        if (deadline_ns >= 0)
            remaining(deadline_ns, &ts);
        UNLOCKED(t, r, sigtimedwait(set, info, deadline_ns >= 0 ? &ts : NULL));
        if (r >= 0 || errno != EINTR)
            return r;
    }
}

int block_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **list) {
    Thread *t = thread_current;
    blocking_begin(t);
    int r = getaddrinfo(host, service, hints, list);
    blocking_end(t);
    return r;
}

int block_poll(struct pollfd *fds, nfds_t n, int64_t deadline_ns) {
    Thread *t = thread_current;
    for (;;) {
        struct timespec ts;
        int r;
        if (interrupted(t))
            return -2;
        if (deadline_ns >= 0)
            remaining(deadline_ns, &ts);
        UNLOCKED(t, r, ppoll(fds, n, deadline_ns >= 0 ? &ts : NULL, NULL));
        if (r >= 0 || errno != EINTR)
            return (int)ended(r, NULL);
    }
}

int block_sleep_until(int64_t deadline_ns) {
    Thread *t = thread_current;
    struct timespec ts = {deadline_ns / 1000000000, deadline_ns % 1000000000};
    for (;;) {
        int r;
        if (interrupted(t))
            return -2;
        UNLOCKED(t, r, clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL));
        if (r == 0)
            return (int)ended(0, NULL);
    }
}

int block_futex(uint32_t *word, uint32_t value, int64_t deadline_ns) {
    Thread *t = thread_current;
    struct timespec ts;
    long r;
    if (interrupted(t))
        return -2;
    if (deadline_ns >= 0 && !remaining(deadline_ns, &ts))
        return -1;
    UNLOCKED(t, r,
             syscall(SYS_futex, word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, value, deadline_ns >= 0 ? &ts : NULL, NULL, 0));
    if (r < 0 && errno == EINTR)
        return signals_run(t) < 0 ? -2 : 0;
    return (int)ended(r < 0 && errno == ETIMEDOUT ? -1 : 0, NULL);
}

void futex_wake(uint32_t *word, int n) { syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, n, NULL, NULL, 0); }
