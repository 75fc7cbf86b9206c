/* Thread states: one a Python thread, made before it starts and kept in a
 * list guarded by the GIL. */
#ifndef GILPY_THREAD_THREAD_H
#define GILPY_THREAD_THREAD_H

#include <pthread.h>
#include <sys/types.h>

#include "core/err.h"
#include "core/object.h"
#include "gil_reason.h"

typedef struct StackChunk {
    struct StackChunk *prev;
    char *end, *top; /* top: where the free part begins while a later chunk is in use */
    char data[];
} StackChunk;

struct GilAccount; /* thread/gil_account.h */

/* A thread's place in the queues of policy fair, while it waits (gil_fair.c). */
typedef struct GilNode {
    struct GilNode *next, *prev;
    _Atomic uint32_t state; /* a futex */
    bool latency;           /* of the two queues, the one it stands in */
    bool armed;             /* sees to the end of the holder's slice */
    int64_t slice;          /* ns it may hold when its turn comes */
    int64_t spin;           /* ns it looks before it sleeps; its own */
    int64_t offered_ns;     /* when the GIL was first left for it to take, or granted; 0: not yet */
} GilNode;

typedef struct Thread {
    uint64_t serial; /* first: the probe contract; never reused */
    struct Frame *frame; /* innermost; NULL outside Python code */
    char *sp;            /* free part of the frame stack */
    char *stack_end;     /* of the current chunk */
    StackChunk *chunk;
    int depth, recursion_limit_hit; /* Python frames and C recursions */
    char *c_stack_limit; /* address below which C code must not recurse */
    ErrState err;
    uint64_t ident;      /* threading.get_ident(): the pthread_t */
    pid_t tid;
    char name[64];       /* UTF-8, cut at a character */
    bool daemon;
    bool bound;          /* ident and tid are known; GIL held */
    volatile bool blocking; /* in a call that waits without the GIL; for those who look from outside */
    struct Thread *next, *prev;
    Val dict;            /* thread-local data of _thread._local, or VAL_NULL */
    Val sentinel;        /* a lock to release when its Python values are gone, or VAL_NULL */
    uint64_t bytecodes;  /* run in this hold, counted at safepoints while somebody asks */
    uint64_t tick_base;  /* of them, when the last tick was over (ticks policy) */
    GilNode gil_node;
    int64_t slice_left;  /* ns of its slice (policy fair); meaningful if released_ns */
    int64_t released_ns; /* when it last released while others waited; 0: nobody did */
    int64_t preempted_ns; /* how long until it could have the GIL again when it was last preempted */
    int cpu_slice;       /* what it, or the thread that made it, has asked the kernel for: cpu_slice.h */
    uint64_t request_ns, acquire_ns;
    struct GilAccount *account; /* NULL unless accounts are kept; outlives the thread */
} Thread;

/* The thread that holds the GIL. */
extern GIL_GLOBAL Thread *thread_current;
extern uint64_t thread_count; /* alive */

Thread *thread_new(void);         /* NULL: MemoryError; GIL held (or before the first thread) */
/* The thread ends: its Python values are dropped, which can run any code
 * (GIL held) … */
void thread_clear(Thread *t);
/* … it leaves the list (GIL held) … */
void thread_unlink(Thread *t);
/* … then the memory, after its last release of the GIL. */
void thread_free(Thread *t);
/* In the child of fork: the list is t alone.  Returns the others, linked by
 * next, to be cleared and freed once the runtime is in order. */
Thread *thread_only(Thread *t);
/* The calling OS thread becomes t: tid, stack limits, name. */
void thread_bind(Thread *t);
Thread *thread_self(void);        /* of the calling OS thread; NULL if it has none */
/* For the probes, the account and the kernel, which keeps 15 bytes.  The main
 * thread's name in the kernel is the process's and stays.  GIL held, unless t
 * is the caller and has not begun to run Python code. */
void thread_set_name(Thread *t, const char *utf8);
Thread *thread_of_ident(uint64_t ident); /* NULL: there is none; GIL held */
Thread *thread_first(void);       /* list head, GIL held */

#endif
