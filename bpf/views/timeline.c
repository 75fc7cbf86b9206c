/* timeline.c - view "timeline": a trace file of what every thread did, when, and on stderr what is in it. */
#include "timeline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "version.h"
#include "views.h"

/* Outlives the view: what could not be written may stay in it until the file is closed. */
static char output_buffer[1 << 18];

struct timeline_view {
	const struct report *report;
	struct timeline timeline;
	struct trace *trace;
	int failed; /* said */
	int ended;  /* the trace is whole */
};

static int ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), length = strlen(end);

	return size >= length && strcmp(text + size - length, end) == 0;
}

static int wants_json(const struct options *options)
{
	if (!options->format)
		return options->output && ends_with(options->output, ".json");
	return strcmp(options->format->name, "json") == 0;
}

void timeline_view_close(void *state)
{
	struct timeline_view *view = state;
	struct timeline_losses none = { 0, 0, 0 };

	if (!view)
		return;
	/* Nothing was measured, or it was broken off: the file is still one that can be opened. */
	if (view->trace && !view->ended && !view->failed)
		timeline_end(&view->timeline, "gilscope " GILSCOPE_VERSION, &none);
	if (view->trace) {
		view->trace->format->free(view->trace);
		timeline_free(&view->timeline);
	}
	free(view);
}

/* Can the file not be written, or memory not be had? Said once. */
static int check(struct timeline_view *view)
{
	if (view->failed)
		return -1;
	if (ferror(view->report->out))
		view->failed = say("cannot write the trace: %s", strerror(errno));
	else if (view->trace->failed)
		view->failed = say("out of memory");
	return view->failed;
}

void *timeline_view_open(const struct report *report)
{
	struct timeline_view *view = calloc(1, sizeof(*view));

	if (!view) {
		say("out of memory");
		return NULL;
	}
	view->report = report;
	return view;
}

int timeline_view_begin(struct report *report)
{
	struct timeline_view *view = report->state;

	if (fileno(report->out) >= 0) /* not a stream in memory, which has its own */
		setvbuf(report->out, output_buffer, _IOFBF, sizeof(output_buffer));
	view->trace = wants_json(report->options) ? trace_json(report->out) : trace_perfetto(report->out);
	if (!view->trace)
		return -1;
	timeline_init(&view->timeline, view->trace, report->options->sched);
	/* Now: nothing is measured for a disk that is full, and a command that is forked has nothing to flush. */
	fflush(report->out);
	return check(view);
}

int timeline_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	struct timeline_view *view = state;

	(void)size;
	if (view->report->end && event->time >= view->report->end)
		return 0;
	if (timeline_event(&view->timeline, dictionary, event))
		return -1;
	return check(view);
}

static int write_rest(struct timeline_view *view, const struct snapshot *snapshot)
{
	struct timeline_losses losses = { lost_all(&snapshot->lost), snapshot->lost.events, snapshot->lost.stacks };

	for (size_t i = 0; i < snapshot->process_count; i++) {
		const struct process_row *process = &snapshot->processes[i];

		if (timeline_finish(&view->timeline, view->report->dictionary, process->tgid, process->command,
				    process->start, process->end))
			return -1;
	}
	timeline_end(&view->timeline, "gilscope " GILSCOPE_VERSION, &losses);
	view->ended = 1;
	fflush(view->report->out);
	return check(view);
}

static int finish(struct timeline_view *view, const struct snapshot *snapshot)
{
	if (!write_rest(view, snapshot))
		return 0;
	*view->report->failed = 1;
	return -1;
}

static void print_line(const struct timeline_view *view, const struct snapshot *snapshot)
{
	const struct timeline *timeline = &view->timeline;
	const char *output = view->report->options->output;
	uint64_t lost = lost_all(&snapshot->lost);

	fputs("timeline in ", stderr);
	text_print_terminal(stderr, output && strcmp(output, "-") != 0 ? output : "stdout", 0);
	fprintf(stderr, ": %" PRIu64 " events, %" PRIu64 " slices, %" PRIu64 " hand-offs, %" PRIu64 " bytes; lost %" PRIu64
		"\n", timeline->events, timeline->slices, timeline->flows, view->trace->bytes, lost);
	if (lost || timeline->strays)
		fprintf(stderr, "  NOTE: %" PRIu64 " events of the stream are missing and %" PRIu64
			" fit nowhere: the timeline has holes\n", snapshot->lost.events, timeline->strays);
}

void view_timeline(const struct report *report, struct snapshot *snapshot)
{
	struct report summary = *report;

	if (finish(report->state, snapshot))
		return;
	summary.out = stderr;
	for (size_t i = 0; i < snapshot->process_count; i++) {
		view_heading(&summary, &snapshot->processes[i]);
		view_trust(&summary, snapshot, &snapshot->processes[i]);
	}
	print_line(report->state, snapshot);
}

void view_timeline_json(const struct report *report, struct snapshot *snapshot)
{
	struct report summary = *report;

	if (finish(report->state, snapshot))
		return;
	summary.out = stderr;
	view_json(&summary, snapshot);
}
