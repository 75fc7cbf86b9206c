/* record.c - view "record": the event stream and the accounts, into a file for `gilscope VIEW -r FILE`. */
#include "recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "views.h"

void *record_view_open(const struct report *report)
{
	struct recording_writer *writer = calloc(1, sizeof(*writer));

	(void)report;
	if (!writer)
		say("out of memory");
	return writer;
}

int record_view_begin(struct report *report)
{
	struct recording_writer *writer = report->state;

	if (report->options->command && report->out == stdout)
		return say("stdout is the command's: name a file for the recording with -o");
	if (isatty(fileno(report->out)))
		return say("a recording is not for a terminal: name a file with -o");
	report->recording = &writer->info;
	return recording_begin(writer, report->out, report->options->sched, report->calibration)
		       ? say("cannot write the recording: %s", strerror(errno))
		       : 0;
}

int record_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	(void)dictionary;
	return recording_event(state, event, size) ? say("cannot write the recording: %s", strerror(errno)) : 0;
}

void record_view_close(void *state)
{
	if (state)
		recording_writer_free(state);
	free(state);
}

/* A failure is seen in the FILE, as with every view. */
void record_view_checkpoint(const struct report *report, struct snapshot *snapshot)
{
	recording_accounts(report->state, snapshot, 0);
}

void view_record(const struct report *report, struct snapshot *snapshot)
{
	struct recording_writer *writer = report->state;
	const struct recording_info *info = &writer->info;
	char time[16];

	if (recording_accounts(writer, snapshot, 1) || recording_end(writer))
		return;
	fprintf(stderr, "gilscope: recorded %" PRIu64 " events, %" PRIu64 " bytes in %s, lost %" PRIu64 "\n", info->events,
		info->bytes, text_time(time, info->ended_ns - info->begun_ns), lost_all(&snapshot->lost));
}

/* The accounts as JSON go where a report would go that has no file of its own. */
void view_record_json(const struct report *report, struct snapshot *snapshot)
{
	const struct options *options = report->options;
	struct report accounts = *report;
	view_record(report, snapshot);
	accounts.out = options->command || report->out == stdout ? stderr : stdout;
	view_json(&accounts, snapshot);
}
