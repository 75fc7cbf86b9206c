/*
 * top_model.h - what `gilscope top` shows: rows of threads and processes over one span of time, and their order.
 */
#ifndef GILSCOPE_TOP_MODEL_H
#define GILSCOPE_TOP_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "dictionary.h"
#include "options.h"
#include "session.h"
#include "snapshot.h"
#include "top_blame.h"

/* A thread slept with the GIL if it did so for this part of the time; less is a page that came from the disk. */
#define TOP_ASLEEP_PART 1000

/* All names are valid UTF-8 and not escaped. */
struct top_row {
	uint64_t id;  /* gil_thread.id; 0: many threads in one row, see series.h */
	uint32_t tid; /* as the thread itself sees it */
	uint32_t tgid;
	pid_t pid;
	char name[TEXT_NAME_SIZE];
	int alive;
	uint64_t wall_ns, hold_ns, wait_ns;
	uint64_t acquires, contended;
	uint64_t hold_max_ns, wait_p99_ns, wait_max_ns; /* a wait that still runs may be the longest one */
	uint64_t blamed_ns;				/* others waited, while it held */
	uint64_t asleep_ns;				/* slept in the kernel and kept the GIL */
	uint64_t asleep_waited_ns;			/* others waited meanwhile; only where stacks were taken */
	int blocked; /* asleep_ns is worth a mark, and the place is where it slept; else where others waited most */
	enum top_where where;
	int has_place;
	char function[GIL_CODE_NAME_SIZE * 3], file[GIL_CODE_FILE_SIZE * 3];
	uint32_t line;
};

struct top_process {
	pid_t pid;
	uint32_t tgid;
	char command[TEXT_NAME_SIZE];
	int alive, known, held_at_end;
	uint64_t wall_ns, hold_ns, free_ns, gap_ns, gap_p99_ns, gap_max_ns;
	uint64_t wait_ns, wait_p99_ns, wait_max_ns;
	uint64_t acquires, switches, overlaps, unpaired;
	uint64_t events;      /* that cost time */
	size_t living, ended; /* threads; ended: in this span, or in the last interval of a longer one */
};

struct top_model {
	int since_start;  /* 1: the span is the whole measurement, 0: the last interval */
	uint64_t wall_ns; /* of the span: that of the process that was there longest */
	struct top_process *processes;
	size_t process_count;
	struct top_row *rows; /* of all processes */
	size_t row_count;
	uint64_t lost;	   /* since the start */
	uint64_t event_ns; /* what one event costs */
};

/*
 * Makes the rows of a snapshot. `account` is the blame of the same span. Of a snapshot since the start only threads
 * that live or are in `recent`, the snapshot of the last interval, get a row; NULL: all do. `lost`: everything that was
 * lost since the start. 0, or -1 having said why. Free with top_model_free().
 */
int top_model_build(struct top_model *model, const struct snapshot *snapshot, const struct snapshot *recent,
		    const struct top_account *account, const struct dictionary *dictionary, uint64_t lost,
		    const struct calibration *calibration);

/* The rows in order, of one process or (tgid 0) of all: an array to be freed, of `count`; NULL: out of memory. */
const struct top_row **top_model_sorted(const struct top_model *model, enum sort_key key, int reverse, uint32_t tgid,
					size_t *count);

/* The same for processes, without those that had ended before the span began. */
const struct top_process **top_model_processes(const struct top_model *model, enum sort_key key, int reverse,
					       size_t *count);

/* NULL: there is none. */
const struct top_process *top_model_find(const struct top_model *model, uint32_t tgid);

void top_model_free(struct top_model *model);

#endif
