/*
 * trace.h - a trace file: rows of slices and instants, counters, arrows. What timeline.h makes of the event stream, and
 * what the formats (trace_json.c, trace_perfetto.c) have in common.
 *
 * Events may be written in any order, but those of one row that share an edge from the earlier to the later one. Times
 * are CLOCK_MONOTONIC nanoseconds, and come out exact. Texts must be valid UTF-8; each format escapes them.
 */
#ifndef GILSCOPE_TRACE_H
#define GILSCOPE_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* X(name, text): slices and instants. */
#define TRACE_NAME_LIST(X)             \
	X(WAIT, "GIL wait")            \
	X(HOLD, "GIL hold")            \
	X(DROP_REQUEST, "drop request") \
	X(RUNNING, "running")          \
	X(RUNNABLE, "runnable")        \
	X(SLEEPING, "sleeping")        \
	X(MEASUREMENT, "measurement")

enum trace_name {
#define X(name, text) TRACE_##name,
	TRACE_NAME_LIST(X)
#undef X
	TRACE_NAMES
};

/* X(name, text): arguments of slices and instants, and of the trace as a whole. */
#define TRACE_ARG_LIST(X)                     \
	X(HOLDER, "holder")                   \
	X(HOLDER_TID, "holder_tid")           \
	X(CONTENDED, "contended")             \
	X(REASON, "reason")                   \
	X(WAITERS, "waiters")                 \
	X(FUNCTION, "function")               \
	X(WHERE, "where")                     \
	X(STACK, "stack")                     \
	X(SAMPLED, "sampled_ns_before_end")   \
	X(CPU, "cpu")                         \
	X(TRUNCATED, "truncated")             \
	X(TOOL, "tool")                       \
	X(CLOCK, "clock")                     \
	X(EVENTS, "events")                   \
	X(SLICES, "slices")                   \
	X(FLOWS, "flows")                     \
	X(STRAYS, "strays")                   \
	X(LOST, "lost")                       \
	X(LOST_EVENTS, "lost_events")         \
	X(LOST_STACKS, "lost_stacks")

enum trace_arg_name {
#define X(name, text) TRACE_ARG_##name,
	TRACE_ARG_LIST(X)
#undef X
	TRACE_ARG_NAMES
};

struct trace_arg {
	enum trace_arg_name name;
	const char *text; /* NULL: a number */
	uint64_t number;  /* of a text: with the same number always comes the same text; 0: it is none of these */
};

#define TRACE_ARGS 10 /* of one event */

struct trace_args {
	struct trace_arg list[TRACE_ARGS];
	size_t count;
};

/* What threads do, and with the scheduler's events how they get at CPUs: two rows a thread. */
enum trace_row { TRACE_ROW_GIL, TRACE_ROW_CPU };

/*
 * A slice whose beginning is not known when it ends is written twice: its end in its place among the others, and the
 * whole of it later.
 */
enum trace_part { TRACE_WHOLE, TRACE_END_ONLY, TRACE_LATE_BEGIN };

struct trace_thread {
	uint32_t id; /* never reused, as tids are */
	uint32_t tgid, tid;
};

struct trace_event {
	enum trace_name name;
	enum trace_row row;
	enum trace_part part;
	struct trace_thread thread;
	uint64_t start, end;        /* an instant has a start only */
	uint64_t flow_in, flow_out; /* the number of the arrow that leads to its start, and from its end; 0: none */
	struct trace_args args;
};

struct trace;

struct trace_format {
	/* Comes before anything else of the process, and again when its name is known (NULL: not yet). */
	void (*process)(struct trace *trace, uint32_t tgid, const char *name);
	/* Comes before anything else of the thread, and again when its name changes. */
	void (*thread)(struct trace *trace, const struct trace_thread *thread, const char *name, int with_cpu_row);
	void (*slice)(struct trace *trace, const struct trace_event *event);
	void (*instant)(struct trace *trace, const struct trace_event *event);
	void (*counter)(struct trace *trace, uint32_t tgid, uint64_t time, uint64_t waiters);
	/* What there is to say of the trace as a whole, at its end; nothing may follow. */
	void (*finish)(struct trace *trace, uint64_t time, const struct trace_args *args);
	void (*free)(struct trace *trace);
};

struct trace {
	const struct trace_format *format;
	FILE *out;
	uint64_t bytes; /* written so far */
	int failed;     /* out of memory; that `out` takes no more, ferror() tells */
	int brief;      /* wants no texts of stacks: of FUNCTION only the number, which is the stack's */
};

/* NULL: out of memory, said. `out` stays the caller's. Free with trace->format->free(). */
struct trace *trace_json(FILE *out);
struct trace *trace_perfetto(FILE *out);

extern const char *const trace_names[TRACE_NAMES];
extern const char *const trace_arg_names[TRACE_ARG_NAMES];

#define TRACE_COUNTER "GIL waiters"

/* Add an argument; what does not fit is a mistake in the program. The text is not copied. */
void trace_add_text(struct trace_args *args, enum trace_arg_name name, const char *text, uint64_t number);
void trace_add_number(struct trace_args *args, enum trace_arg_name name, uint64_t number);

#endif
