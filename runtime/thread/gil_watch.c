/* How it looks: every few milliseconds it reads who holds the GIL, and of that
 * thread, from /proc, the system call it is in and how often it has gone to
 * sleep of itself.  The same call, the same count and the same hold for the
 * whole limit: the thread has slept in one call and kept the GIL.
 *
 * The holder's state belongs to the holder, and may be gone at any moment: the
 * watchdog knows its number alone.  A hold has no number, but a thread that has
 * released the GIL in between and taken it again was either seen without it, or
 * has gone to sleep and waited for it, or has left its system call. */
#include "thread/gil_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "thread/gil.h"

#define PERIOD_NS 10000000
#define NS_PER_MS 1000000

/* What is seen of the holder at one look. */
typedef struct Look {
    pid_t tid;           /* 0: nobody holds the GIL */
    long call;           /* number of the system call it sleeps in; -1: none */
    uint64_t call_site;  /* stack and program counter there, mixed */
    uint64_t sleeps;     /* voluntary switches so far */
} Look;

static pthread_t watcher;
static bool running;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped;
static bool stop; /* under the mutex */
static int64_t limit_ns;

static const char *call_name(long number) {
    static const struct {
        long number;
        const char *name;
    } names[] = {
#define C(name) {SYS_##name, #name}
        C(read), C(write), C(readv), C(writev), C(pread64), C(pwrite64), C(openat), C(close), C(ioctl),
        C(fcntl), C(flock),
        C(fsync), C(fdatasync), C(sync), C(ftruncate), C(fstat), C(newfstatat), C(statx), C(faccessat),
        C(readlinkat),
        C(unlinkat), C(renameat2), C(linkat), C(symlinkat), C(mkdirat), C(getdents64), C(getcwd),
        C(sendfile), C(splice),
        C(ppoll), C(pselect6), C(epoll_pwait), C(connect), C(accept), C(accept4), C(sendto), C(recvfrom),
        C(sendmsg),
        C(recvmsg), C(futex), C(nanosleep), C(clock_nanosleep), C(wait4), C(waitid), C(rt_sigtimedwait),
        C(rt_sigsuspend),
        C(getrandom), C(clone), C(execve), C(mmap), C(munmap), C(mremap), C(msgrcv), C(msgsnd), C(semtimedop),
#ifdef SYS_open /* not on every architecture: the calls that a later one has replaced */
        C(open), C(stat), C(lstat), C(access), C(readlink), C(unlink), C(rename), C(link), C(symlink),
        C(mkdir), C(rmdir),
        C(chmod), C(poll), C(select), C(epoll_wait), C(pause), C(fork), C(vfork),
#endif
#ifdef SYS_clone3
        C(clone3),
#endif
#undef C
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}

/* A file of /proc/self/task/TID; false: the thread, or the right to look, is gone. */
static bool read_task(pid_t tid, const char *file, char *text, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/%s", (int)tid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0)
        close(fd);
    text[n < 0 ? 0 : n] = 0;
    return n > 0;
}

/* "NUMBER six arguments, stack and program counter", "-1 …" for a sleep outside
 * a system call, or "running". */
static void look_at_call(Look *l) {
    char text[512], *end;
    l->call = -1;
    if (!read_task(l->tid, "syscall", text, sizeof text))
        return;
    long call = strtol(text, &end, 10);
    if (end == text)
        return;
    l->call = call;
    for (l->call_site = 0; *end && *end != '\n'; end++)
        l->call_site = l->call_site * 31 + (unsigned char)*end;
}

static bool look_at_sleeps(Look *l) {
    char text[4096];
    const char *label = "\nvoluntary_ctxt_switches:";
    const char *at = read_task(l->tid, "status", text, sizeof text) ? strstr(text, label) : NULL;
    if (!at)
        return false;
    l->sleeps = strtoull(at + strlen(label), NULL, 10);
    return true;
}

/* Is a hold asleep in a system call?  The holder is asked for again at the end:
 * what was read in between is of a thread that holds the GIL. */
static bool look(Look *l) {
    l->tid = gil_holder_tid();
    if (!l->tid)
        return false;
    look_at_call(l);
    return l->call >= 0 && look_at_sleeps(l) && gil_holder_tid() == l->tid;
}

static void report(const Look *l, int64_t ns) {
    char name[32], line[256];
    if (!read_task(l->tid, "comm", name, sizeof name))
        return;
    for (char *p = name; *p; p++) {
        if (*p == '\n')
            *p = 0;
        else if ((unsigned char)*p < ' ' || *p == 127)
            *p = '?';
        if (!*p)
            break;
    }
    const char *call = call_name(l->call);
    int n = snprintf(line, sizeof line,
                     "gilpy: gilwatch: thread %d (%s) holds the GIL inside system call %ld%s%s%s for at least %lld ms\n",
                     (int)l->tid, name, l->call, call ? " (" : "", call ? call : "", call ? ")" : "",
                     (long long)(ns / NS_PER_MS));
    ssize_t r = write(STDERR_FILENO, line, n < (int)sizeof line ? (size_t)n : sizeof line - 1);
    (void)r; /* nobody to tell */
}

static int64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Sleeps for one period; false: it is to end. */
static bool next_period(void) {
    int64_t at = now_ns() + (limit_ns / 5 < PERIOD_NS ? limit_ns / 5 : PERIOD_NS);
    struct timespec ts = {at / 1000000000, at % 1000000000};
    pthread_mutex_lock(&mutex);
    while (!stop && pthread_cond_timedwait(&stopped, &mutex, &ts) == 0)
        ;
    bool go_on = !stop;
    pthread_mutex_unlock(&mutex);
    return go_on;
}

static void *watch(void *unused) {
    (void)unused;
    Look first = {0};
    int64_t since = 0;
    bool reported = false;
    while (next_period()) {
        Look now;
        int64_t t = now_ns(); /* before the look: never say longer than it was */
        if (!look(&now)) {
            first.tid = 0;
            continue;
        }
        if (first.tid != now.tid || first.call != now.call || first.call_site != now.call_site ||
            first.sleeps != now.sleeps) {
            first = now;
            since = now_ns(); /* and here after it */
            reported = false;
        } else if (!reported && t - since >= limit_ns) {
            reported = true;
            report(&now, t - since);
        }
    }
    return NULL;
}

/* Fork copies the calling thread alone. */
static void in_child(void) {
    running = false;
    stop = false;
}

bool gil_watch_start(int limit_ms) {
    static bool prepared;
    pthread_condattr_t clock;
    sigset_t all, before;
    char text[512];
    if (running)
        return true;
    if (!read_task((pid_t)syscall(SYS_gettid), "syscall", text, sizeof text))
        return false; /* no /proc, or one that does not tell */
    if (!prepared) {
        int e = pthread_atfork(NULL, NULL, in_child);
        if (e) {
            errno = e;
            return false;
        }
        prepared = true;
    }
    limit_ns = (int64_t)limit_ms * NS_PER_MS;
    pthread_mutex_init(&mutex, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&stopped, &clock);
    pthread_condattr_destroy(&clock);
    stop = false;
    /* Signals are for Python's threads: this one inherits a mask of all. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int e = pthread_create(&watcher, NULL, watch, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    running = e == 0;
    if (running)
        pthread_setname_np(watcher, "gil-watch");
    errno = e;
    return running;
}

void gil_watch_stop(void) {
    if (!running)
        return;
    running = false;
    pthread_mutex_lock(&mutex);
    stop = true;
    pthread_cond_signal(&stopped);
    pthread_mutex_unlock(&mutex);
    pthread_join(watcher, NULL);
    pthread_cond_destroy(&stopped);
}
