#include "thread/blocking_call.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thread/breaker.h"

int64_t monotonic_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int64_t plain_read(int fd, void *buf, size_t n) { RETRY(int64_t, read(fd, buf, n)); }
int64_t block_read(int fd, void *buf, size_t n) { return ended(plain_read(fd, buf, n), NULL); }
/* Not after a write: the caller must know how much was written. */
int64_t block_write(int fd, const void *buf, size_t n) { RETRY(int64_t, write(fd, buf, n)); }
static int plain_open(const char *path, int flags, int mode) { RETRY(int, open(path, flags | O_CLOEXEC, mode)); }
int block_open(const char *path, int flags, int mode) {
    return (int)ended(plain_open(path, flags, mode), close_dropped);
}
int block_close(int fd) {
    Thread *t = thread_current;
    blocking_begin(t);
    int r = close(fd);
    blocking_end(t);
    return r;
}

static pid_t plain_waitpid(pid_t pid, int *status, int options) { RETRY(pid_t, waitpid(pid, status, options)); }
pid_t block_waitpid(pid_t pid, int *status, int options) {
    return (pid_t)ended(plain_waitpid(pid, status, options), NULL);
}
int block_fsync(int fd) { RETRY(int, fsync(fd)); }
int block_ftruncate(int fd, int64_t size) { RETRY(int, ftruncate(fd, size)); }
int64_t block_getrandom(void *buf, size_t n) { RETRY(int64_t, getrandom(buf, n, 0)); }
int block_sched_yield(void) { return WITHOUT_GIL(sched_yield()); }

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
