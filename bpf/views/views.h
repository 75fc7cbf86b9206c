/*
 * views.h - what is made of a snapshot for people and programs.
 */
#ifndef GILSCOPE_VIEWS_H
#define GILSCOPE_VIEWS_H

#include <stdio.h>

#include "options.h"
#include "session.h"
#include "snapshot.h"

struct report {
	FILE *out;
	const char *view; /* "stat" or "hist" */
	const struct options *options;
	const struct calibration *calibration;
	int final; /* 0: an interval */
};

typedef void view_fn(const struct report *report, struct snapshot *snapshot);

/* Each sorts the threads of the snapshot as asked. */
view_fn view_stat; /* one row per thread, a paragraph per process */
view_fn view_hist; /* wait and hold histograms */
view_fn view_json; /* everything, one line; the same for both views */

/* Sorts by options->sort and returns how many rows to show. */
size_t view_sort(const struct report *report, struct process_row *process);

/* The lines that say how far the figures above can be trusted. */
void view_trust(const struct report *report, const struct snapshot *snapshot, const struct process_row *process);

/* The heading of a process: command, pid, wall time. */
void view_heading(const struct report *report, const struct process_row *process);

#endif
