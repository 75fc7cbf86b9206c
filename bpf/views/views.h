/*
 * views.h - what is made of a snapshot for people and programs.
 */
#ifndef GILSCOPE_VIEWS_H
#define GILSCOPE_VIEWS_H

#include <stdio.h>

#include "dictionary.h"
#include "options.h"
#include "session.h"
#include "snapshot.h"

struct report {
	FILE *out;
	const struct view *view;
	const struct options *options;
	const struct calibration *calibration;
	int final; /* 0: an interval */
	uint64_t end; /* of all windows, CLOCK_MONOTONIC ns; 0 while they are open */
	const struct dictionary *dictionary; /* of the event stream; NULL for views without */
	void *state;                         /* from the view's open */
	int *failed;                         /* a view that cannot print all sets it, having said why */
};

typedef void view_fn(const struct report *report, struct snapshot *snapshot);

/* A way to show a measurement, and the sub-command of that name. */
struct view {
	const char *name;
	const char *help;
	const char *letters;  /* its options, beside those that all have */
	int stream, switches; /* what it needs: struct session_needs; with --sched the stream has switches, too */
	int file;             /* its output is no text: not for a terminal, nor between the lines of a command's own */
	view_fn *print, *print_json;
	/* Of views that follow the event stream: 0, or NULL and -1 having said why. The dictionary has had the event. */
	void *(*open)(const struct report *report);
	int (*event)(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
	void (*close)(void *state);
};

/* NULL: there is none of that name. */
const struct view *view_find(const char *name);

/* Each sorts the threads of the snapshot as asked. */
view_fn view_stat; /* one row per thread, a paragraph per process */
view_fn view_hist; /* wait and hold histograms */
view_fn view_json; /* everything, one line; the same for both views */

view_fn view_blame, view_blame_json; /* who made whom wait, and where */
void *blame_view_open(const struct report *report);
int blame_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void blame_view_close(void *state);

view_fn view_timeline, view_timeline_json; /* a trace file; these print what is in it, on stderr */
void *timeline_view_open(const struct report *report);
int timeline_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void timeline_view_close(void *state);

/* The JSON of a view: view_json's, and what `more` writes into the object of each process. */
struct json;
typedef void view_json_fn(struct json *json, const struct report *report, const struct process_row *process);
void view_json_with(const struct report *report, struct snapshot *snapshot, view_json_fn *more);

/* Sorts by options->sort and returns how many rows to show. */
size_t view_sort(const struct report *report, struct process_row *process);

/* The lines that say how far the figures above can be trusted. */
void view_trust(const struct report *report, const struct snapshot *snapshot, const struct process_row *process);

/* With --sched: where the waits and holds of each thread passed, and the parts of the hand-off gaps. */
void view_split(const struct report *report, const struct process_row *process, size_t rows, int name_width);

/* The heading of a process: command, pid, wall time. */
void view_heading(const struct report *report, const struct process_row *process);

#endif
