/* profile.c - view "eval": which Python functions run, by samples of a clock. */
#include "profile.h"

#include <inttypes.h>
#include <stdlib.h>

#include "flame.h"
#include "json.h"
#include "views.h"

#define ROWS 30 /* functions, unless -n says otherwise */

void *profile_view_open(const struct report *report)
{
	struct profile *profile = malloc(sizeof(*profile));

	(void)report;
	if (!profile)
		say("out of memory");
	else
		profile_init(profile);
	return profile;
}

int profile_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	(void)size;
	return profile_event(state, dictionary, event);
}

void profile_view_close(void *state)
{
	if (state)
		profile_free(state);
	free(state);
}

static int by_self(const void *a, const void *b)
{
	const struct profile_function *left = a, *right = b;

	if (left->self != right->self)
		return left->self < right->self ? 1 : -1;
	if (left->total != right->total)
		return left->total < right->total ? 1 : -1;
	return left->key.a < right->key.a ? -1 : left->key.a > right->key.a;
}

/* A clock ticks for a thread that often a second; samples as time. */
static uint64_t sample_ns(uint64_t samples)
{
	return samples * 1000000000 / SESSION_SAMPLE_HZ;
}

static void print_functions(const struct report *report, struct profile *profile)
{
	size_t limit = report->options->top ? report->options->top : ROWS;
	FILE *out = report->out;
	char self[16], total[16], share[16], total_share[16];

	table_sort(&profile->functions, by_self);
	fprintf(out, "%9s %6s %9s %6s  %s\n", "SELF", "", "TOTAL", "", "FUNCTION");
	for (size_t i = 0; i < profile->functions.count && i < limit; i++) {
		const struct profile_function *function = table_at(&profile->functions, i);

		fprintf(out, "%9s %6s %9s %6s  ", text_time(self, sample_ns(function->self)),
			text_share(share, function->self, profile->samples), text_time(total, sample_ns(function->total)),
			text_share(total_share, function->total, profile->samples));
		view_function(report, function->key.a);
		fputc('\n', out);
	}
	if (limit < profile->functions.count)
		fprintf(out, "%34s (%zu more functions)\n", "", profile->functions.count - limit);
}

static int by_exact_self(const void *a, const void *b)
{
	const struct exact_function *left = a, *right = b;

	if (left->sum.self_ns != right->sum.self_ns)
		return left->sum.self_ns < right->sum.self_ns ? 1 : -1;
	return left->key.a < right->key.a ? -1 : left->key.a > right->key.a;
}

/* What every call told. 0, or -1 having said why. */
static int take_exact(const struct report *report, struct profile *profile)
{
	if (exact_functions(report->reader->session, report->end, &profile->exact)) {
		*report->failed = 1;
		return -1;
	}
	table_sort(&profile->exact, by_exact_self);
	return 0;
}

static void print_exact(const struct report *report, const struct profile *profile)
{
	size_t limit = report->options->top ? report->options->top : ROWS;
	FILE *out = report->out;
	char self[16], total[16], each[16], cpu[16];

	fprintf(out, "%12s %9s %9s %9s %9s  %s\n", "CALLS", "SELF", "TOTAL", "A CALL", "CPU", "FUNCTION");
	for (size_t i = 0; i < profile->exact.count && i < limit; i++) {
		const struct exact_function *function = table_at(&profile->exact, i);
		const struct profile_function *sampled = table_find(&profile->functions, function->key.a, 0);
		uint64_t calls = function->sum.calls;

		fprintf(out, "%12" PRIu64 " %9s %9s %9s %9s  ", calls, text_time(self, function->sum.self_ns),
			text_time(total, function->sum.total_ns), text_time(each, calls ? function->sum.self_ns / calls : 0),
			text_time(cpu, sampled ? sample_ns(sampled->self) : 0));
		view_function(report, function->key.a);
		fputc('\n', out);
	}
	if (limit < profile->exact.count)
		fprintf(out, "%54s (%zu more functions)\n", "", profile->exact.count - limit);
	fputs("SELF and TOTAL are wall time, with all waits; CPU is of the samples.\n", out);
}

static void print_threads(const struct report *report, const struct profile *profile)
{
	FILE *out = report->out;
	char time[16], share[16], outside[16];

	fprintf(out, "\n%9s %6s %9s %8s %s\n", "CPU TIME", "", "OUTSIDE", "TID", "THREAD");
	for (size_t i = 0; i < profile->threads.count; i++) {
		const struct profile_thread *thread = table_at(&profile->threads, i);
		const struct thread_entry *known = dictionary_thread(report->dictionary, (uint32_t)thread->key.a);

		fprintf(out, "%9s %6s %9s %8u ", text_time(time, sample_ns(thread->samples)),
			text_share(share, thread->samples, profile->samples), text_time(outside, sample_ns(thread->outside)),
			known ? known->own_tid : 0);
		text_print_terminal(out, dictionary_thread_name(report->dictionary, (uint32_t)thread->key.a), 0);
		fputc('\n', out);
	}
}

void view_profile(const struct report *report, struct snapshot *snapshot)
{
	struct profile *profile = report->state;
	uint64_t unseen = view_unseen(snapshot);
	FILE *out = report->out;

	for (size_t i = 0; i < snapshot->process_count; i++)
		view_heading(report, &snapshot->processes[i]);
	fprintf(out, "%" PRIu64 " samples of CPU time, %d a second of each CPU\n\n", profile->samples + unseen, SESSION_SAMPLE_HZ);
	if (!report->options->exact) {
		print_functions(report, profile);
	} else if (take_exact(report, profile)) {
		return;
	} else {
		print_exact(report, profile);
	}
	print_threads(report, profile);
	fputc('\n', out);
	if (unseen)
		fprintf(out, "  NOTE: %" PRIu64 " samples are of threads that have not touched the GIL since the start: not in the table\n",
			unseen);
	if (profile->unknown)
		fprintf(out, "  NOTE: %" PRIu64 " samples without a stack\n", profile->unknown);
	view_exact_cost(report, snapshot);
	for (size_t i = 0; i < snapshot->process_count; i++)
		view_trust(report, snapshot, &snapshot->processes[i]);
	fflush(out);
}

static void write_exact(struct json *json, const struct report *report, const struct profile *profile)
{
	view_exact_cost_json(json, report);
	json_array(json, "calls");
	for (size_t i = 0; i < profile->exact.count; i++) {
		const struct exact_function *function = table_at(&profile->exact, i);
		const struct code_entry *code = dictionary_code(report->dictionary, function->key.a);

		json_object(json, NULL);
		json_string(json, "function", dictionary_code_name(report->dictionary, function->key.a));
		json_string(json, "file", code ? code->file : "?");
		json_number(json, "line", code ? code->firstline : 0);
		json_number(json, "calls", function->sum.calls);
		json_number(json, "self_ns", function->sum.self_ns);
		json_number(json, "total_ns", function->sum.total_ns);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_profile(struct json *json, const struct report *report, const struct snapshot *snapshot)
{
	const struct profile *profile = report->state;

	json_object(json, "eval");
	json_number(json, "samples", profile->samples);
	json_number(json, "unseen", view_unseen(snapshot));
	json_number(json, "unknown", profile->unknown);
	json_number(json, "samples_per_second", SESSION_SAMPLE_HZ);
	json_array(json, "functions");
	for (size_t i = 0; i < profile->functions.count; i++) {
		const struct profile_function *function = table_at(&profile->functions, i);
		const struct code_entry *code = dictionary_code(report->dictionary, function->key.a);

		json_object(json, NULL);
		json_string(json, "function", dictionary_code_name(report->dictionary, function->key.a));
		json_string(json, "file", code ? code->file : "?");
		json_number(json, "line", code ? code->firstline : 0);
		json_number(json, "self", function->self);
		json_number(json, "total", function->total);
		json_object_end(json);
	}
	json_array_end(json);
	if (report->options->exact)
		write_exact(json, report, profile);
	json_object_end(json);
}

void view_profile_json(const struct report *report, struct snapshot *snapshot)
{
	struct profile *profile = report->state;

	table_sort(&profile->functions, by_self);
	if (report->options->exact && take_exact(report, profile))
		return;
	view_json_all(report, snapshot, write_profile);
}
