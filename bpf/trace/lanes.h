/*
 * lanes.h - a timeline of bounded size: a trace (trace.h) that keeps, of each thread and each of some thousand bins of
 * time, how long it waited, held, and, with the scheduler's events, had a CPU, wanted one or slept; and the longest
 * waits and holds exactly. What it needs in memory does not grow with the number of events: as time goes on bins are
 * put together.
 */
#ifndef GILSCOPE_LANES_H
#define GILSCOPE_LANES_H

#include "table.h"
#include "trace.h"

#define LANES_CELLS (1u << 17) /* threads times bins, at most */
#define LANES_BINS 8192        /* of a thread, at most; a power of two */
#define LANES_LEAST 256        /* bins that each thread gets, so there is room for LANES_CELLS / LANES_LEAST of them */
#define LANES_LONGEST 128      /* waits, and as many holds, that are kept exactly */

enum lane_kind { LANE_WAIT, LANE_HOLD, LANE_RUNNING, LANE_RUNNABLE, LANE_SLEEPING, LANE_KINDS };

struct lane {
	struct table_key key; /* gil_thread.id, 0 */
	struct trace_thread thread;
	float *cells; /* lanes.bins of each kind, ns; NULL: there was no room for this thread */
};

struct lane_span {
	uint64_t start, end;
	uint64_t stack;  /* of a hold, the one taken last; 0: none */
	uint32_t thread; /* gil_thread.id */
	uint32_t holder; /* of a wait: tid of who held when it began, 0: nobody, or not known */
	uint16_t reason; /* of the release + 1, 0: not known */
	uint16_t cut;    /* 1: by an edge of the window, or a death */
};

struct lane_spans {
	struct lane_span list[LANES_LONGEST]; /* a heap, the shortest first */
	size_t count;
};

struct lanes {
	struct trace trace; /* for timeline_init() */
	struct table lanes;
	size_t used;       /* lanes with cells */
	uint64_t left_out; /* threads without */
	int64_t origin;    /* CLOCK_MONOTONIC ns where the first bin begins; may lie before 0 */
	int64_t width;     /* ns of a bin, a power of two; 0: nothing has been seen */
	unsigned bins, kinds;
	struct lane_spans waits, holds;
};

/* `with_cpus`: also the states of CPUs. NULL: out of memory, said. Free with lanes_free(). */
struct lanes *lanes_new(int with_cpus);
void lanes_free(struct lanes *lanes);

/* The cells of one kind of a lane that has some. */
static inline const float *lane_cells(const struct lanes *lanes, const struct lane *lane, enum lane_kind kind)
{
	return lane->cells + (size_t)kind * lanes->bins;
}

#endif
