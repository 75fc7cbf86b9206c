/* report.c - a view from its first event to its end; see views.h. */
#include "views.h"

#include <string.h>

int report_open(struct reporting *reporting, const struct view *view, const struct options *options,
		const struct calibration *calibration, struct snapshot_reader *reader)
{
	struct report *report = &reporting->report;

	memset(reporting, 0, sizeof(*reporting));
	report->view = view;
	report->options = options;
	report->calibration = calibration;
	report->reader = reader;
	report->failed = &reporting->failed;
	dictionary_init(&reporting->dictionary);
	if (view->stream)
		report->dictionary = &reporting->dictionary;
	return view->open && !(report->state = view->open(report)) ? -1 : 0;
}

int report_event(void *context, const struct gil_event *event, size_t size)
{
	struct reporting *reporting = context;
	const struct view *view = reporting->report.view;

	/* What makes a recording passes the names on, and takes as little memory after a day as after a minute. */
	if (!view->checkpoint && dictionary_event(&reporting->dictionary, event))
		return -1;
	return view->event(reporting->report.state, &reporting->dictionary, event, size);
}

void report_print(const struct reporting *reporting, struct snapshot *snapshot)
{
	const struct options *options = reporting->report.options;
	const struct view *view = reporting->report.view;
	view_fn *print = options->json ? view->print_json : options->format ? options->format->print : view->print;

	print(&reporting->report, snapshot);
}

void report_close(struct reporting *reporting)
{
	const struct view *view = reporting->report.view;

	if (view && view->close)
		view->close(reporting->report.state);
	dictionary_free(&reporting->dictionary);
}
