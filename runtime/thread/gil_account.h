/* The runtime's own account of the GIL: sums per thread (-X gilstats) and
 * every event (-X gillog).  Clocks are read only while one of them is on. */
#ifndef GILPY_THREAD_GIL_ACCOUNT_H
#define GILPY_THREAD_GIL_ACCOUNT_H

#include "hot.h"
#include "thread/thread.h"

typedef struct GilAccount { /* of one thread; times in ns */
    struct GilAccount *next; /* newest first */
    uint64_t serial, ident;
    pid_t tid;
    char name[64];
    uint64_t acquires, contended, wait_ns, wait_max_ns, hold_ns, hold_max_ns;
    uint64_t releases[GIL_REASON_COUNT];
} GilAccount;

extern bool gil_accounting; /* set before the first thread starts, never changed */

/* stats_file: NULL off, "" standard error; log_file: NULL off.  false: no
 * memory for the log. */
bool account_start(const char *stats_file, const char *log_file);
/* After the last release: write what was asked for.  0, or -1 with a message on stderr. */
int account_write(void);
void account_after_fork(void); /* the child keeps none */

uint64_t account_now(void); /* CLOCK_MONOTONIC, ns */
/* From gil.c, at the moments of the probes of the same names: just before those that cost every hold something, just behind
 * those of a waiter, who has just woken often and would be slow to write; `now` is of just before them. */
void account_request(Thread *t, uint64_t now, pid_t holder_tid);           /* no GIL; 0: nobody holds it */
void account_acquire(Thread *t, bool contended, enum gil_reason reason);   /* owner */
void account_release(Thread *t, enum gil_reason reason, uint32_t waiters); /* owner */
void account_drop_request(Thread *t, uint64_t now, pid_t holder_tid);      /* no GIL */
void account_switch(void);
/* An account for a new thread, if they are kept; false: no memory.  Owner. */
bool account_new_thread(Thread *t);
/* t's tid, ident or name is known now, or another. */
void account_identity(Thread *t);

/* Does anybody want to know how many bytecodes a hold runs? Not who only listens to the GIL's probes: every safepoint goes
   the slow way then, which costs a tenth of the speed. Whoever listens to frames pays much more already. */
static inline bool account_counts_bytecodes(void) { return gil_accounting || (gilpy_hot_load() & GILPY_HOT_EVAL); }

#endif
