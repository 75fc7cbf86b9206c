/* The one layer between the runtime and system calls that may block: the GIL
 * is released around the call, errno survives, and a call that a signal
 * interrupted goes on after the Python signal handlers have run (PEP 475).
 * Here: descriptors, waiting, time; blocking_file.h has what works on names and
 * metadata, blocking_socket.h sockets, blocking_process.h other programs.
 *
 * Memory that a call writes to or reads from must stay valid without the GIL:
 * the caller holds a reference to it. */
#ifndef GILPY_THREAD_BLOCKING_H
#define GILPY_THREAD_BLOCKING_H

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/types.h>

#include "thread/gil.h"

static inline void blocking_begin(Thread *t) {
    t->blocking = true;
    gil_release(t, GIL_REASON_BLOCKING);
}
static inline void blocking_end(Thread *t) {
    int e = errno;
    t->blocking = false;
    gil_acquire(t);
    errno = e;
}

/* Each returns what the system call returns, or -1 with errno; -2: a signal
 * handler raised an exception, which is set, even if the call succeeded. */
int64_t block_read(int fd, void *buf, size_t n);
int64_t block_write(int fd, const void *buf, size_t n);
int block_open(const char *path, int flags, int mode);
int block_close(int fd); /* not retried: the descriptor is gone either way */
pid_t block_waitpid(pid_t pid, int *status, int options);
int block_fsync(int fd);
int block_ftruncate(int fd, int64_t size);
int64_t block_getrandom(void *buf, size_t n);
int block_sched_yield(void); /* never -2 */
int block_pause(void); /* until a signal arrives: 0 or -2 */
/* Takes a pending signal of the set, or waits for one: its number; -1 with
 * EAGAIN: none in time.  deadline_ns: CLOCK_MONOTONIC, or -1: none. */
int block_sigwait(const sigset_t *set, siginfo_t *info, int64_t deadline_ns);
/* deadline_ns: CLOCK_MONOTONIC, or -1: none.  0: timed out. */
int block_poll(struct pollfd *fds, nfds_t n, int64_t deadline_ns);
int block_sleep_until(int64_t deadline_ns); /* 0 or -2 */
/* Sleep while *word == value: 0 woken or changed, -1 timed out, -2 (it may
 * have taken a wake-up all the same). */
int block_futex(uint32_t *word, uint32_t value, int64_t deadline_ns);
void futex_wake(uint32_t *word, int n);
int64_t monotonic_ns(void);
/* The deadline that many ns from now; never past the end of time. */
static inline int64_t deadline_after(int64_t ns) {
    int64_t at;
    return __builtin_add_overflow(monotonic_ns(), ns, &at) ? INT64_MAX : at;
}

#endif
