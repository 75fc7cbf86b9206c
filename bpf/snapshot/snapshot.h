/*
 * snapshot.h - the accounts of all measured processes at one moment, as the views print them.
 *
 * A snapshot counts from the opening of the window; snapshot_since makes of two of them what happened in between.
 */
#ifndef GILSCOPE_SNAPSHOT_H
#define GILSCOPE_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "gil_state.h"
#include "session.h"
#include "text.h"

struct thread_row {
	struct gil_thread account; /* sums include the elapsed part of what runs */
	char name[TEXT_NAME_SIZE]; /* from the runtime, else the kernel's; valid UTF-8, not escaped */
	int alive;
	int dying; /* 1: read among the living first, and then, dead, among the dead */
	int wait_open, hold_open; /* 1: one was running at the end */
	uint64_t wait_open_ns, hold_open_ns;
};

enum process_runtime { PROCESS_UNKNOWN, PROCESS_GILPY, PROCESS_CPYTHON };

struct process_row {
	pid_t pid;
	pid_t parent;  /* of a followed process: who forked it; else 0 */
	uint32_t tgid; /* as BPF programs see it */
	char command[TEXT_NAME_SIZE];
	uint32_t runtime; /* enum process_runtime */
	uint32_t runtime_version; /* of a CPython: major << 16 | minor << 8 | micro, which is 255 if it is not known; 0: not known */
	uint32_t runtime_method;  /* of a CPython: enum cpython_method */
	uint32_t runtime_switch;  /* 1: of a CPython, and forced switches are seen */
	struct gil_process account; /* free_ns includes the elapsed part */
	uint64_t start, end;        /* the window of this process, CLOCK_MONOTONIC ns */
	int alive;
	int known;         /* at least one event has told whether the GIL is held */
	int held_at_end;   /* 1: somebody held it at the end */
	uint64_t gap_open_ns;
	struct thread_row *threads;
	size_t thread_count, room;
	size_t living; /* how many of them were alive when read; only while reading do they come first */
	uint64_t others; /* threads whose account is in a common one, whose id is 0; see series.h and struct snapshot_reader */
	/* over all threads */
	struct gil_counts counts;
	struct hist wait, hold;
	uint64_t waits_open, holds_open;
	uint64_t switches_unseen; /* with --sched: switch-ins that the kernel did not tell of */
	uint64_t holds_before; /* open when the interval began, for an interval */
};

struct snapshot {
	uint64_t time;
	struct process_row *processes;
	size_t process_count;
	struct gil_lost lost;
};

/* Threads of one process that died long ago, in one account. */
struct dead_sum {
	uint32_t process; /* gil_process.id */
	uint64_t count;
	struct gil_thread account;
};

#define SNAPSHOT_MAX_DEAD 4096 /* 5 KB each; less than the kernel's map holds */

/*
 * Keeps what the kernel side gives away only once: the accounts of dead threads. When there are more than `max_dead` the
 * oldest are added up, by process: they come as one row then, so that memory does not grow with the hours.
 */
struct snapshot_reader {
	struct session *session;
	size_t max_dead; /* set by the caller; 0: SNAPSHOT_MAX_DEAD */
	struct gil_thread *dead; /* in the order in which they came */
	size_t dead_count, dead_room;
	struct dead_sum *sums;
	size_t sum_count;
};

/* Fetches the dead, so that the kernel's map does not fill up; call it ten times a second. 0, or -1 having said why. */
int snapshot_collect(struct snapshot_reader *reader);

/* Reads everything. 0, or -1 having said why. Free with snapshot_free(). */
int snapshot_read(struct snapshot_reader *reader, struct snapshot *snapshot);

/* A snapshot of its own with the same content. 0, or -1 having said why. */
int snapshot_copy(struct snapshot *copy, const struct snapshot *snapshot);

/*
 * Subtracts an earlier snapshot of the same reader: the interval between. Threads that had died before are dropped. A maximum is
 * exact if it is a new one, else the end of the highest slot used (12.5 %).
 */
void snapshot_since(struct snapshot *snapshot, const struct snapshot *earlier);

/* Adds counts, sums and histograms of a thread to another account; the greater maximum stays. */
void snapshot_add_thread(struct gil_thread *sum, const struct gil_thread *thread);

/* Names the row of the others, which has no thread to be named after. */
void snapshot_name_others(struct process_row *process);

/* Makes the figures over all threads anew, for one who has changed the threads. */
void snapshot_sum_up(struct process_row *process);

/* From now on the reader does not know these dead threads any more. `ids` are in ascending order. */
void snapshot_forget(struct snapshot_reader *reader, const uint64_t *ids, size_t count);

void snapshot_free(struct snapshot *snapshot);
void snapshot_reader_free(struct snapshot_reader *reader);

/* The quantile (0..1) of a histogram in ns, interpolated within its slot, never above `max`; 0 if it is empty. */
uint64_t snapshot_quantile(const struct hist *hist, double quantile, uint64_t max);

/* Everything that was lost. */
uint64_t lost_all(const struct gil_lost *lost);

/* Of what has been split. */
uint64_t spans_on_cpu(const struct gil_spans *spans);

/* "gilpy", "CPython 3.11.2" or, if it is not known which, "". */
const char *process_runtime(const struct process_row *process, char text[48]);

/* End - start. */
uint64_t process_wall(const struct process_row *process);

/* Threads that it has had, also those in a common row. */
uint64_t process_threads(const struct process_row *process);

/* acquires + held at the start - releases - held at the end - ended by death: 0, or events have been lost. */
int64_t process_imbalance(const struct process_row *process);

#endif
