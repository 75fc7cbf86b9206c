/*
 * gil_reason.h - why the GIL was released: the `reason` argument of gil__release and gil__acquire.
 *
 * Shared by the runtime, the BPF programs and gilscope; also accepted by bpftrace (`#include`). The numbers are part of
 * the probe contract: append only.
 */
#ifndef GILPY_GIL_REASON_H
#define GILPY_GIL_REASON_H

enum gil_reason {
	GIL_REASON_NONE = 0,        /* no release yet: the first acquire of a process */
	GIL_REASON_BLOCKING = 1,    /* a call that may block */
	GIL_REASON_INTERVAL = 2,    /* a waiter asked, after the switch interval */
	GIL_REASON_TICKS = 3,       /* so many bytecodes have run */
	GIL_REASON_PREEMPTED = 4,   /* the policy took it away */
	GIL_REASON_THREAD_EXIT = 5, /* the thread ends */
	GIL_REASON_SHUTDOWN = 6,    /* the process ends */
};

/* One past the last reason; arrays by reason have this length. A reason >= this is from a newer runtime. */
#define GIL_REASON_COUNT 7

/* X(number, name): the names used in every output. */
#define GIL_REASON_LIST(X) \
	X(0, "none")       \
	X(1, "blocking")   \
	X(2, "interval")   \
	X(3, "ticks")      \
	X(4, "preempted")  \
	X(5, "thread_exit") \
	X(6, "shutdown")

#endif
