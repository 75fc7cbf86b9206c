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

struct json;
struct recording_info;

struct report {
	FILE *out;
	const struct view *view;
	const struct options *options;
	const struct calibration *calibration;
	int final; /* 0: an interval */
	unsigned long printed; /* reports before this one */
	struct snapshot_reader *reader;
	uint64_t end; /* of all windows, CLOCK_MONOTONIC ns; 0 while they are open */
	struct dictionary *dictionary; /* of the event stream; NULL for views without */
	int command_output;  /* a descriptor for the command's stdout and stderr, its stdin is empty then; 0: as gilscope's own */
	void *state;                         /* from the view's open */
	int *failed;                         /* a view that cannot print all sets it, having said why */
	const struct recording_info *recording; /* that is replayed or made; NULL: none */
};

typedef void view_fn(const struct report *report, struct snapshot *snapshot);

#define VIEW_STOP 2 /* from serve() */

/* What --format may ask for. */
struct view_format {
	const char *name;
	view_fn *print;
};

#define VIEW_FORMATS 2

/* Is the output of a view no text: not for a terminal, nor between the lines of a command's own? */
enum view_file {
	VIEW_TEXT,
	VIEW_FILE,      /* no text, whatever is asked for */
	VIEW_FILE_ONCE, /* that of `print` is none; with --json and in another format it is */
};

/* A way to show a measurement, and the sub-command of that name. */
struct view {
	const char *name;
	const char *help;
	const char *letters;  /* its options, beside those that all have */
	int stream, switches, profile, allocs, gilpy_only; /* what it needs: struct session_needs; with --sched a stream has switches, too */
	int live;             /* reports intervals by itself, from serve() */
	enum view_file file;
	view_fn *print, *print_json;
	struct view_format formats[VIEW_FORMATS]; /* the unused ones without a name */
	/* Of views with a state: NULL having said why. Before there is a session; the report stays where it is. */
	void *(*open)(const struct report *report);
	/* Of those that follow the event stream: 0, or -1 having said why. The dictionary has had the event. */
	int (*event)(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
	/*
	 * Of those that answer while it is measured: a descriptor to wait for, and what to do when it is readable, and
	 * ten times a second: 0, 1 to be called again at once, VIEW_STOP if its user wants to stop, or -1 having said why.
	 */
	int (*fd)(const void *state);
	int (*serve)(void *state);
	void (*close)(void *state);
	int (*begin)(struct report *report); /* before the first event, when report->out is known. 0, or -1 having said why */
	/* Of a view that makes a recording; NULL for the others. It gets no dictionary. */
	const char *default_output;
	view_fn *checkpoint;                 /* once in a while, with the accounts so far */
};

/* The view of a measurement or a replay from its first event to its end, with the dictionary that goes with it. */
struct reporting {
	struct report report;
	struct dictionary dictionary;
	int failed; /* the view could not print all, and has said why */
};

/*
 * 0, or -1 having said why. report.out may be set later; `calibration` and `options` must live as long, and so must the
 * reader, which is NULL for a replay.
 */
int report_open(struct reporting *reporting, const struct view *view, const struct options *options,
		const struct calibration *calibration, struct snapshot_reader *reader);
/* One event of the stream, for views of it; a stream_fn whose context is struct reporting. */
int report_event(void *reporting, const struct gil_event *event, size_t size);
/* As text or JSON; views that need the event stream must have had all of it. */
void report_print(const struct reporting *reporting, struct snapshot *snapshot);
void report_close(struct reporting *reporting);

/* NULL: there is none of that name. */
const struct view *view_find(const char *name);

/* The views one after another; NULL: there are no more. */
const struct view *view_at(size_t i);

/* Each sorts the threads of the snapshot as asked. */
view_fn view_stat; /* one row per thread, a paragraph per process */
view_fn view_hist; /* wait and hold histograms */
view_fn view_json; /* everything, one line; the same for both views */

view_fn view_blame, view_blame_json; /* who made whom wait, and where */
view_fn view_blame_folded, view_blame_svg;
void *blame_view_open(const struct report *report);
int blame_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void blame_view_close(void *state);
/* Divides what still waits and holds up to the ends of the windows. 0, or -1 having said why. */
struct blame;
int blame_view_finish(struct blame *blame, const struct snapshot *snapshot);

view_fn view_profile, view_profile_json; /* which Python functions run */
view_fn view_profile_folded, view_profile_svg;
void *profile_view_open(const struct report *report);
int profile_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void profile_view_close(void *state);

view_fn view_alloc, view_alloc_json; /* which objects are made, and where */
view_fn view_alloc_folded, view_alloc_svg;
void *alloc_view_open(const struct report *report);
int alloc_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void alloc_view_close(void *state);

view_fn view_stat_csv, view_hist_csv; /* one record a thread and process; one a slot */
view_fn view_hist_hgrm;               /* percentiles as the plotter of HdrHistogram reads them */

view_fn view_export; /* the end of serving */
void *export_view_open(const struct report *report);
int export_view_fd(const void *state);
int export_view_serve(void *state);
void export_view_close(void *state);

view_fn view_top, view_top_json; /* the end of a live view */
void *top_view_open(const struct report *report);
int top_view_begin(struct report *report);
int top_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
int top_view_fd(const void *state);
int top_view_serve(void *state);
void top_view_close(void *state);

int record_view_begin(struct report *report); /* a recording, to be shown by any other view */
view_fn view_record, view_record_json, record_view_checkpoint;
void *record_view_open(const struct report *report);
int record_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void record_view_close(void *state);

view_fn view_timeline, view_timeline_json; /* a trace file; these print what is in it, on stderr */
void *timeline_view_open(const struct report *report);
int timeline_view_begin(struct report *report);
int timeline_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void timeline_view_close(void *state);

view_fn view_page, view_findings, view_findings_json; /* one page of HTML with everything; what it means, in words */
void *page_view_open(const struct report *report);
int page_view_begin(struct report *report);
int page_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size);
void page_view_close(void *state);

/* The JSON of a view: view_json's, and what `more` writes into the object of each process. */
typedef void view_json_fn(struct json *json, const struct report *report, const struct process_row *process);
void view_json_with(const struct report *report, struct snapshot *snapshot, view_json_fn *more);

/* The same, with what `more` writes of all processes together. */
typedef void view_json_all_fn(struct json *json, const struct report *report, const struct snapshot *snapshot);
void view_json_all(const struct report *report, struct snapshot *snapshot, view_json_all_fn *more);

/* The name of a slot of gil_counts.releases_by, as every output has it. */
const char *view_reason(int slot);

/* Sorts by options->sort and returns how many rows to show. */
size_t view_sort(const struct report *report, struct process_row *process);

/* The lines that say how far the figures above can be trusted. */
void view_trust(const struct report *report, const struct snapshot *snapshot, const struct process_row *process);

/* Of CPython, for stat: its forced switches, if there were any. */
void view_forced(const struct report *report, const struct process_row *process, size_t rows, int name_width);

/* With --sched: where the waits and holds of each thread passed, and the parts of the hand-off gaps. */
void view_split(const struct report *report, const struct process_row *process, size_t rows, int name_width);

/* ":12"; nothing for 0, as that of a function of C. */
void view_line(const struct report *report, uint32_t line);

/* A Python function, by gil_frame.code: its name, and where it begins. */
void view_function(const struct report *report, uint64_t code);

/* Samples of threads that had not had an event yet, over all processes. */
uint64_t view_unseen(const struct snapshot *snapshot);

/* With --exact: what that has cost; otherwise nothing. */
void view_exact_cost(const struct report *report, const struct snapshot *snapshot);
void view_exact_cost_json(struct json *json, const struct report *report);

/* The heading of a process: command, pid, wall time. */
void view_heading(const struct report *report, const struct process_row *process);

#endif
