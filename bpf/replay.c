/* replay.c - a recording instead of a measurement: the same views, without root. */
#include "replay.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "commands.h"
#include "options.h"
#include "output.h"
#include "recording.h"
#include "text.h"
#include "views/views.h"

#define MEMORY_START (64UL << 20) /* gilscope itself, and recordings that are nearly empty */
#define MEMORY_FACTOR 8

/*
 * A view of a recording that was made to exhaust memory ends with "out of memory", not with the machine. The
 * sanitizer's own memory counts too, so a build with one has no bound.
 */
static void bound_memory(uint64_t bytes)
{
#ifndef GILSCOPE_SANITIZED
	struct rlimit limit;
	uint64_t most = MEMORY_START + MEMORY_FACTOR * (bytes < RLIM_INFINITY / 16 ? bytes : RLIM_INFINITY / 16);

	if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur > most) {
		limit.rlim_cur = most;
		setrlimit(RLIMIT_DATA, &limit);
	}
#else
	(void)bytes;
#endif
}

static void say_what_is_missing(const struct recording *recording, const struct view *view)
{
	char time[16];
	const struct recording_info *info = &recording->info;

	if (!info->complete)
		say("note: '%s' is incomplete: %s at byte %llu. Shown are its first %s.", recording->name, recording->damage,
		    (unsigned long long)info->bytes,
		    text_time(time, info->ended_ns > info->begun_ns ? info->ended_ns - info->begun_ns : 0));
	if (view->switches && !info->switches)
		say("note: '%s' has no events of the scheduler: make it with gilscope record --sched", recording->name);
}

int replay_show(struct recording *recording, const struct view *view, const struct options *options, FILE *out)
{
	struct reporting reporting;
	int result;

	result = report_open(&reporting, view, options, &recording->info.calibration, NULL);
	reporting.report.out = out;
	reporting.report.final = 1;
	reporting.report.recording = &recording->info;
	for (size_t i = 0; i < recording->snapshot.process_count; i++)
		if (recording->snapshot.processes[i].end > reporting.report.end)
			reporting.report.end = recording->snapshot.processes[i].end;
	if (!result && view->begin)
		result = view->begin(&reporting.report);
	if (!result && view->stream)
		result = recording_replay(recording, report_event, &reporting);
	if (!result)
		report_print(&reporting, &recording->snapshot);
	result = reporting.failed ? -1 : result;
	report_close(&reporting);
	return result;
}

int replay(const struct view *view, const struct options *options)
{
	struct output output;
	struct recording recording;
	int status = EXIT_FAILURE;

	if (output_open(&output, options->output, stdout))
		return EXIT_FAILURE;
	if (recording_open(&recording, options->replay) == 0) {
		bound_memory(recording.info.bytes);
		say_what_is_missing(&recording, view);
		if (replay_show(&recording, view, options, output.file) == 0 && output_commit(&output) == 0 &&
		    recording.info.complete)
			status = lost_all(&recording.snapshot.lost) ? EXIT_LOST : EXIT_SUCCESS;
	}
	output_abandon(&output);
	recording_close(&recording);
	return status;
}
