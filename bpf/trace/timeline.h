/*
 * timeline.h - a trace file (trace.h) of the event stream: what every thread did, when. Each wait and hold becomes a
 * slice once it has ended, so that what is kept grows with the number of threads, not of events.
 *
 * A hold is kept back until the next acquire, which tells whether an arrow leads from it: to the hold that follows, if
 * that one's thread had waited. Spans that began before the window are kept to the end, when its start is told.
 */
#ifndef GILSCOPE_TIMELINE_H
#define GILSCOPE_TIMELINE_H

#include "dictionary.h"
#include "gil_event.h"
#include "table.h"
#include "trace.h"

/* How the ends of a span come about that are no events of its own. */
enum timeline_cut { CUT_START = 1, CUT_END = 2, CUT_DEATH = 4, CUT_EXEC = 8 };

/* A wait, a hold, or a state of a thread's CPU. */
struct timeline_span {
	uint64_t start, end;
	uint64_t flow_in, flow_out;
	uint64_t value; /* release: number of waiters; CPU: its number + 1, 0: not known */
	uint64_t stack, sampled; /* the stack taken last, and when; 0: none */
	uint32_t thread;
	uint32_t holder; /* when a wait began, 0: nobody */
	uint16_t reason; /* of the release */
	uint8_t name;    /* enum trace_name */
	uint8_t cut;     /* enum timeline_cut */
	uint8_t holder_known, contended, acquired, released; /* which of these have been seen */
};

enum cpu_state { CPU_UNKNOWN, CPU_RUNNING, CPU_RUNNABLE, CPU_SLEEPING };

struct timeline_cpu {
	enum cpu_state state;
	struct timeline_span span; /* since when */
};

struct timeline {
	struct trace *trace;
	int with_cpus; /* the states of the scheduler as a row of their own */
	struct table threads, processes;
	struct timeline_span *early; /* began before the window: at most one wait and one hold a thread */
	size_t early_count, early_room;
	uint64_t events, slices, flows;
	uint64_t last_flow; /* its number */
	uint64_t strays;   /* events that do not fit: others before them were lost */
	uint64_t last_end; /* of a process */
};

/* Writes to `trace`, which stays the caller's. */
void timeline_init(struct timeline *timeline, struct trace *trace, int with_cpus);

/*
 * Takes one record of the stream; they come in order, and from no time at or after the window's end. The dictionary has
 * had it. 0, or -1 having said that memory is out; that the file takes no more, ferror(trace->out) tells.
 */
int timeline_event(struct timeline *timeline, const struct dictionary *dictionary, const struct gil_event *event);

/* The window of a process is over: what still runs is cut there. `name`: of the process, valid UTF-8. 0, or -1. */
int timeline_finish(struct timeline *timeline, const struct dictionary *dictionary, uint32_t tgid, const char *name,
		    uint64_t start, uint64_t end);

/* After all processes: ends the trace, and tells in it what was lost on the way here. */
struct timeline_losses {
	uint64_t all, events, stacks;
};
void timeline_end(struct timeline *timeline, const char *tool, const struct timeline_losses *losses);

void timeline_free(struct timeline *timeline);

/* timeline_slice.c: writes a span, with all its arguments. */
void timeline_write(struct timeline *timeline, const struct dictionary *dictionary, const struct timeline_span *span,
		    enum trace_part part);

/* timeline_cpu.c: an event of the thread other than its end; and its end, or that of the window. */
void timeline_cpu_event(struct timeline *timeline, const struct dictionary *dictionary, struct timeline_cpu *cpu,
			const struct gil_event *event, uint64_t now);
void timeline_cpu_cut(struct timeline *timeline, const struct dictionary *dictionary, struct timeline_cpu *cpu,
		      uint64_t now, enum timeline_cut cut);

/* The row of a thread. */
struct trace_thread timeline_row(const struct dictionary *dictionary, uint32_t thread);

#endif
