#include "vm/fault.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/err.h"
#include "objects/code.h"
#include "thread/gil.h"
#include "vm/frame.h"

/* A damaged list or a deep recursion must end somewhere. */
#define MAX_THREADS 100
#define MAX_FRAMES 100
#define MAX_TEXT 500
#define STACK_SIZE (64 * 1024)

static struct Fault {
    int signum;
    const char *name;
    struct sigaction before;
} faults[] = {
    {.signum = SIGBUS, .name = "Bus error"},
    {.signum = SIGILL, .name = "Illegal instruction"},
    {.signum = SIGFPE, .name = "Floating point exception"},
    {.signum = SIGABRT, .name = "Aborted"},
    {.signum = SIGSEGV, .name = "Segmentation fault"},
};
#define FAULTS ((int)(sizeof faults / sizeof *faults))

static _Atomic bool enabled;
static _Atomic int report_fd = -1;
static _Atomic bool report_all;
static _Thread_local void *own_stack;

/* ---- writing, without anything that is not async-signal-safe ---- */

static void put(int fd, const char *s, size_t n) {
    while (n) {
        ssize_t r = write(fd, s, n);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return;
        s += r;
        n -= (size_t)r;
    }
}
static void put_text(int fd, const char *s) { put(fd, s, strlen(s)); }

static void put_decimal(int fd, int64_t v) {
    char buf[24], *p = buf + sizeof buf;
    uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    put(fd, p, (size_t)(buf + sizeof buf - p));
}

static void put_hex(int fd, uint64_t v, int digits) {
    char buf[16];
    for (int i = digits; i-- > 0; v >>= 4)
        buf[i] = "0123456789abcdef"[v & 15];
    put(fd, buf, (size_t)digits);
}

/* UTF-8 as ASCII: other characters as \x.., \u.... or \U........ */
static void put_escaped(int fd, const char *s) {
    const unsigned char *p = (const unsigned char *)s;
    for (int n = 0; *p; n++) {
        if (n == MAX_TEXT) {
            put_text(fd, "...");
            return;
        }
        uint32_t c = *p++;
        int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        if (more)
            c &= 0x3fu >> more;
        for (; more && (*p & 0xc0) == 0x80; more--)
            c = c << 6 | (*p++ & 0x3f);
        if (c >= ' ' && c < 127) {
            char ch = (char)c;
            put(fd, &ch, 1);
        } else {
            put_text(fd, c > 0xffff ? "\\U" : c > 0xff ? "\\u" : "\\x");
            put_hex(fd, c, c > 0xffff ? 8 : c > 0xff ? 4 : 2);
        }
    }
}

static void put_stack(int fd, const Thread *t) {
    const Frame *f = t->frame;
    if (!f)
        put_text(fd, "  <no Python frame>\n");
    for (int n = 0; f; f = f->back) {
        if (n++ == MAX_FRAMES) {
            put_text(fd, "  ...\n");
            return;
        }
        const Code *c = f->code;
        put_text(fd, "  File \"");
        put_escaped(fd, c->filename_utf8);
        put_text(fd, "\", line ");
        put_decimal(fd, code_line(c, (uint32_t)(f->pc - c->instrs)));
        put_text(fd, " in ");
        put_escaped(fd, c->name_utf8);
        put_text(fd, "\n");
    }
}

/* A thread that neither holds the GIL nor waits without it for something else
 * waits for the GIL. */
static const char *state_of(const Thread *t) {
    return gil_held_by(t) ? "holds the GIL" : t->blocking ? "in a blocking call" : "waits for the GIL";
}

void fault_dump(int fd, bool all_threads) {
    const Thread *me = thread_self();
    if (!all_threads) {
        put_text(fd, "Stack (most recent call first):\n");
        if (me)
            put_stack(fd, me);
        return;
    }
    const Thread *holder = NULL;
    int waiting = 0, n = 0;
    for (const Thread *t = thread_first(); t && n < MAX_THREADS; t = t->next, n++) {
        if (gil_held_by(t))
            holder = t;
        else
            waiting += !t->blocking;
    }
    put_text(fd, "GIL: ");
    put_text(fd, holder ? "held by tid " : "held by nobody");
    if (holder)
        put_decimal(fd, holder->tid);
    put_text(fd, ", ");
    put_decimal(fd, waiting);
    put_text(fd, " waiting\n\n");
    n = 0;
    for (const Thread *t = thread_first(); t; t = t->next) {
        if (n)
            put_text(fd, "\n");
        if (n++ == MAX_THREADS) {
            put_text(fd, "...\n");
            return;
        }
        put_text(fd, t == me ? "Current thread 0x" : "Thread 0x");
        put_hex(fd, t->ident, 16);
        put_text(fd, " [");
        put_escaped(fd, t->name);
        put_text(fd, ", tid ");
        put_decimal(fd, t->tid);
        put_text(fd, ", ");
        put_text(fd, state_of(t));
        put_text(fd, "] (most recent call first):\n");
        put_stack(fd, t);
    }
}

/* ---- the signals ---- */

static void fatal(int signum) {
    int e = errno;
    struct Fault *f = faults;
    while (f->signum != signum)
        f++;
    /* A fault within the report is reported by nobody. */
    sigaction(signum, &f->before, NULL);
    int fd = atomic_load(&report_fd);
    put_text(fd, "Fatal Python error: ");
    put_text(fd, f->name);
    put_text(fd, "\n\n");
    fault_dump(fd, atomic_load(&report_all));
    errno = e;
    raise(signum);
}

bool fault_enable(int fd, bool all_threads) {
    atomic_store(&report_fd, fd);
    atomic_store(&report_all, all_threads);
    if (atomic_exchange(&enabled, true))
        return true;
    fault_thread_begin();
    for (int i = 0; i < FAULTS; i++) {
        struct sigaction sa = {.sa_handler = fatal, .sa_flags = SA_NODEFER | SA_ONSTACK};
        sigemptyset(&sa.sa_mask);
        if (sigaction(faults[i].signum, &sa, &faults[i].before)) {
            err_set_errno(errno, VAL_NULL);
            return false;
        }
    }
    return true;
}

bool fault_disable(void) {
    if (!atomic_exchange(&enabled, false))
        return false;
    for (int i = 0; i < FAULTS; i++)
        sigaction(faults[i].signum, &faults[i].before, NULL);
    return true;
}

bool fault_is_enabled(void) { return atomic_load(&enabled); }

void fault_thread_begin(void) {
    stack_t now;
    if (!atomic_load(&enabled) || sigaltstack(NULL, &now) || !(now.ss_flags & SS_DISABLE))
        return; /* not wanted, or somebody else has given it one */
    void *p = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t new = {.ss_sp = p, .ss_size = STACK_SIZE};
    if (p == MAP_FAILED)
        return; /* a fault is reported all the same, unless the stack has run out */
    if (sigaltstack(&new, NULL))
        munmap(p, STACK_SIZE);
    else
        own_stack = p;
}

void fault_thread_end(void) {
    if (!own_stack)
        return;
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(own_stack, STACK_SIZE);
    own_stack = NULL;
}
