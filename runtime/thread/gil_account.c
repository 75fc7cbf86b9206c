#include "thread/gil_account.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "thread/gil.h"

/* Preallocated, so that logging neither allocates nor writes while it
 * measures; pages are touched as they are used. */
#define LOG_ENTRIES (4 * 1024 * 1024)

typedef enum LogEvent { LOG_REQUEST, LOG_ACQUIRE, LOG_RELEASE, LOG_DROP_REQUEST } LogEvent;

typedef struct LogEntry {
    uint64_t ns;
    uint32_t tid;
    uint8_t event;
    uint32_t a, b;
} LogEntry;

bool gil_accounting;
static const char *stats_path, *log_path;
static LogEntry *log_entries;
static _Atomic uint64_t log_count;
static GilAccount *accounts;
static uint64_t start_ns, end_ns, last_release_ns, free_ns, gap_ns, switches;
static uint32_t last_release_waiters;

uint64_t account_now(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

bool account_start(const char *stats_file, const char *log_file) {
    stats_path = stats_file;
    log_path = log_file;
    gil_accounting = stats_file || log_file;
    if (log_file) {
        log_entries = mmap(NULL, LOG_ENTRIES * sizeof(LogEntry), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (log_entries == MAP_FAILED) {
            log_entries = NULL;
            return false;
        }
    }
    return true;
}

static void log_event(uint64_t ns, LogEvent event, pid_t tid, uint64_t a, uint64_t b) {
    if (!log_entries)
        return;
    uint64_t i = atomic_fetch_add_explicit(&log_count, 1, memory_order_relaxed);
    if (i < LOG_ENTRIES)
        log_entries[i] = (LogEntry){ns, (uint32_t)tid, (uint8_t)event, (uint32_t)a, (uint32_t)b};
}

void account_request(Thread *t, uint64_t now, pid_t holder_tid) {
    t->request_ns = now;
    log_event(now, LOG_REQUEST, t->tid, (uint64_t)holder_tid, 0);
}

void account_acquire(Thread *t, bool contended, enum gil_reason reason) {
    GilAccount *a = t->account;
    uint64_t now = account_now();
    a->acquires++;
    if (contended) {
        uint64_t wait = now - t->request_ns;
        a->contended++;
        a->wait_ns += wait;
        if (wait > a->wait_max_ns)
            a->wait_max_ns = wait;
    }
    if (last_release_ns) {
        free_ns += now - last_release_ns;
        if (last_release_waiters)
            gap_ns += now - last_release_ns;
    } else {
        start_ns = now;
    }
    t->acquire_ns = now;
    log_event(now, LOG_ACQUIRE, t->tid, contended, reason);
}

void account_release(Thread *t, enum gil_reason reason, uint32_t waiters) {
    GilAccount *a = t->account;
    uint64_t now = account_now(), hold = now - t->acquire_ns;
    a->releases[reason]++;
    a->hold_ns += hold;
    if (hold > a->hold_max_ns)
        a->hold_max_ns = hold;
    last_release_ns = end_ns = now;
    last_release_waiters = waiters;
    log_event(now, LOG_RELEASE, t->tid, reason, waiters);
}

void account_drop_request(Thread *t, uint64_t now, pid_t holder_tid) {
    log_event(now, LOG_DROP_REQUEST, t->tid, (uint64_t)holder_tid, 0);
}

void account_switch(void) { switches++; }

bool account_new_thread(Thread *t) {
    if (!gil_accounting)
        return true;
    GilAccount *a = calloc(1, sizeof *a);
    if (!a)
        return false;
    a->serial = t->serial;
    a->next = accounts;
    accounts = a;
    t->account = a;
    return true;
}

void account_identity(Thread *t) {
    if (!t->account)
        return;
    t->account->tid = t->tid;
    t->account->ident = t->ident;
    memcpy(t->account->name, t->name, sizeof t->name);
}

void account_after_fork(void) {
    gil_accounting = false;
    log_entries = NULL;
}

/* ---- output ---- */

static void json_string(FILE *f, const char *s) {
    fputc('"', f);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            fprintf(f, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            fprintf(f, "\\u%04x", c);
        else
            fputc(c, f);
    }
    fputc('"', f);
}

static void write_thread(FILE *f, const GilAccount *a) {
    static const char *const names[] = {
#define REASON_NAME(n, name) name,
        GIL_REASON_LIST(REASON_NAME)};
    fprintf(f, "\n  {\"serial\":%" PRIu64 ",\"tid\":%d,\"ident\":%" PRIu64 ",\"name\":", a->serial, (int)a->tid, a->ident);
    json_string(f, a->name);
    fprintf(f,
            ",\"acquires\":%" PRIu64 ",\"contended\":%" PRIu64 ",\"wait_ns\":%" PRIu64 ",\"wait_max_ns\":%" PRIu64
            ",\"hold_ns\":%" PRIu64 ",\"hold_max_ns\":%" PRIu64 ",\"releases\":{",
            a->acquires, a->contended, a->wait_ns, a->wait_max_ns, a->hold_ns, a->hold_max_ns);
    for (int i = 1; i < GIL_REASON_COUNT; i++)
        fprintf(f, "%s\"%s\":%" PRIu64, i > 1 ? "," : "", names[i], a->releases[i]);
    fprintf(f, "}}");
}

static int cannot_write(const char *path) {
    fprintf(stderr, "gilpy: cannot write %s: %s\n", path, strerror(errno));
    return -1;
}

static int write_stats(void) {
    FILE *f = *stats_path ? fopen(stats_path, "we") : stderr;
    if (!f)
        return cannot_write(stats_path);
    fprintf(f, "{\"version\":1,\"policy\":\"%s\",\"wall_ns\":%" PRIu64 ",\"threads\":[", gil_policy_name(),
            end_ns - start_ns);
    /* the list has the newest first; readers expect the main thread first */
    GilAccount *oldest = NULL;
    while (accounts) {
        GilAccount *a = accounts;
        accounts = a->next;
        a->next = oldest;
        oldest = a;
    }
    for (GilAccount *a = oldest; a; a = a->next) {
        if (a != oldest)
            fputc(',', f);
        write_thread(f, a);
    }
    accounts = oldest;
    fprintf(f, "\n],\"switches\":%" PRIu64 ",\"gap_ns\":%" PRIu64 ",\"free_ns\":%" PRIu64 "}\n", switches, gap_ns, free_ns);
    if (f == stderr)
        return fflush(f);
    return fclose(f) ? cannot_write(stats_path) : 0;
}

/* Threads write their entries a little after the moment they tell of, so a few are out of order.  Entries of the same moment stay
 * in the order in which they came: that of a release and the acquire behind it. */
static void sort_entries(LogEntry *entries, uint64_t n) {
    for (uint64_t i = 1; i < n; i++) {
        LogEntry e = entries[i];
        uint64_t at = i;
        for (; at > 0 && entries[at - 1].ns > e.ns; at--)
            entries[at] = entries[at - 1];
        entries[at] = e;
    }
}

static int write_log(void) {
    static const char *const names[] = {"request", "acquire", "release", "drop_request"};
    uint64_t n = atomic_load(&log_count), kept = n < LOG_ENTRIES ? n : LOG_ENTRIES;
    LogEntry *entries = malloc((kept + 1) * sizeof *entries); /* a copy: daemon threads write on */
    if (!entries) {
        fprintf(stderr, "gilpy: -X gillog: no memory to put %" PRIu64 " events in order\n", kept);
        return -1;
    }
    memcpy(entries, log_entries, kept * sizeof *entries);
    sort_entries(entries, kept);
    FILE *f = fopen(log_path, "we");
    if (!f) {
        free(entries);
        return cannot_write(log_path);
    }
    for (uint64_t i = 0; i < kept; i++) {
        const LogEntry *e = &entries[i];
        if (e->ns) /* else of a daemon thread that has not written it yet */
            fprintf(f, "%" PRIu64 " %" PRIu32 " %s %" PRIu32 " %" PRIu32 "\n", e->ns, e->tid, names[e->event], e->a,
                    e->b);
    }
    free(entries);
    if (fclose(f))
        return cannot_write(log_path);
    if (n > LOG_ENTRIES) {
        fprintf(stderr, "gilpy: -X gillog: %" PRIu64 " events did not fit and are missing from %s\n", n - LOG_ENTRIES,
                log_path);
        return -1;
    }
    return 0;
}

int account_write(void) {
    if (!gil_accounting)
        return 0;
    int r = 0;
    if (log_path)
        r |= write_log();
    if (stats_path)
        r |= write_stats();
    return r;
}
