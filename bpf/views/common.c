/* common.c - what the views for people share: order of rows, headings, the lines on losses. */
#include "views.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"
#include "text.h"

const char *view_reason(int slot)
{
	static const char *const reasons[GIL_REASON_SLOTS] = {
#define X(number, name) [number] = name,
		GIL_REASON_LIST(X)
#undef X
		[GIL_REASON_COUNT] = "other",
	};

	return reasons[slot];
}

static enum sort_key sort_by; /* qsort has no context */

static uint64_t sort_value(const struct thread_row *row)
{
	const struct gil_counts *counts = &row->account.counts;

	switch (sort_by) {
	case SORT_WAIT:
		return counts->wait.total_ns;
	case SORT_HOLD_MAX:
		return counts->hold.max_ns;
	case SORT_WAIT_MAX:
		return counts->wait.max_ns;
	case SORT_ACQUIRES:
		return counts->acquires;
	case SORT_CONTENDED:
		return counts->contended;
	default:
		return counts->hold.total_ns;
	}
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare(const void *a, const void *b)
{
	const struct thread_row *left = a, *right = b;
	int order;

	if (sort_by == SORT_TID)
		order = compare_numbers(left->account.own_tid, right->account.own_tid);
	else if (sort_by == SORT_NAME)
		order = strcmp(left->name, right->name);
	else
		order = compare_numbers(sort_value(right), sort_value(left));
	return order ? order : compare_numbers(left->account.id, right->account.id);
}

size_t view_sort(const struct report *report, struct process_row *process)
{
	sort_by = report->options->sort;
	if (process->thread_count)
		qsort(process->threads, process->thread_count, sizeof(*process->threads), compare);
	if (report->options->top && report->options->top < process->thread_count)
		return report->options->top;
	return process->thread_count;
}

uint64_t view_unseen(const struct snapshot *snapshot)
{
	uint64_t all = 0;

	for (size_t i = 0; i < snapshot->process_count; i++)
		all += snapshot->processes[i].account.unseen;
	return all;
}

void view_line(const struct report *report, uint32_t line)
{
	if (line)
		fprintf(report->out, ":%u", line);
}

void view_function(const struct report *report, uint64_t key)
{
	const struct code_entry *code = dictionary_code(report->dictionary, key);

	text_print_terminal(report->out, dictionary_code_name(report->dictionary, key), 0);
	if (!code)
		return;
	fputs("  ", report->out);
	text_print_terminal(report->out, code->file, 0);
	view_line(report, code->firstline);
}

void view_heading(const struct report *report, const struct process_row *process)
{
	char wall[16], time[32], runtime[48];

	fputs("process ", report->out);
	fprintf(report->out, "%d  ", (int)process->pid);
	if (process->parent)
		fprintf(report->out, "(forked by %d)  ", (int)process->parent);
	text_print_terminal(report->out, process->command, 0);
	fprintf(report->out, "\n%s %s, %" PRIu64 " threads%s\n", report->final ? "measured for" : "interval of",
		text_time(wall, process_wall(process)), process_threads(process), process->alive ? "" : ", ended");
	if (process->runtime == PROCESS_CPYTHON && process->runtime_method == CPYTHON_BY_LIBC)
		fprintf(report->out, "%s, hooked in its C library, for all processes that use it (see: gilscope doctor -p); not seen: the reasons "
				     "of some releases\n", process_runtime(process, runtime));
	else if (process->runtime == PROCESS_CPYTHON)
		fprintf(report->out, "%s, its hooks found by %s\n", process_runtime(process, runtime),
			cpython_method_name(process->runtime_method));
	if (report->recording)
		fprintf(report->out, "replay of a recording of %s%s\n", recording_time(time, report->recording),
			report->recording->complete ? "" : ", INCOMPLETE: only its beginning is there");
}

static void print_losses(FILE *out, const struct snapshot *snapshot, const struct process_row *process)
{
	const struct gil_lost *lost = &snapshot->lost;
	uint64_t all = lost_all(lost);
	uint64_t unpaired = process->counts.unpaired + process->account.unpaired;

	fprintf(out, "  lost %" PRIu64, all);
	if (all)
		fprintf(out, " (events without storage %" PRIu64 ", dead threads without room %" PRIu64 ", names %" PRIu64
			", of the stream %" PRIu64 ", stacks %" PRIu64 ", forked processes without room %" PRIu64 ")",
			lost->no_storage, lost->dead_threads, lost->names, lost->events, lost->stacks, lost->processes);
	fprintf(out, "  unpaired %" PRIu64 "  overlaps %" PRIu64 "\n", unpaired, process->account.overlaps);
	if (all || unpaired || process->account.overlaps)
		fputs("  NOTE: events are missing; counts and times above may be incomplete\n", out);
}

/* What is in none of the rows above. */
static void print_others(FILE *out, const struct process_row *process)
{
	const struct gil_others *others = &process->account.others;
	char wait[16], hold[16];

	if (others->gils)
		fprintf(out, "  %" PRIu64 " more GILs, of sub-interpreters, are not in the rows: acquires %" PRIu64 " (%" PRIu64
			" had waited, %s), held %s, overlaps %" PRIu64 "\n", others->gils, others->acquires, others->contended,
			text_time(wait, others->wait_ns), text_time(hold, others->hold_ns), others->overlaps);
}

void view_trust(const struct report *report, const struct snapshot *snapshot, const struct process_row *process)
{
	const struct gil_counts *counts = &process->counts;
	FILE *out = report->out;
	int64_t imbalance = process_imbalance(process);
	uint64_t wall = process_wall(process), events = counts->acquires + counts->releases + counts->requests;
	char cost[16], cold[16], floor[16], share[16];

	print_losses(out, snapshot, process);
	print_others(out, process);
	fprintf(out, "  truncated: at the start %" PRIu64 " waits, %" PRIu64 " holds; at the end (*) %" PRIu64 " waits, %" PRIu64
		" holds; by death %" PRIu64 " waits, %" PRIu64 " holds\n", counts->wait.cut_start, counts->hold.cut_start,
		process->waits_open, process->holds_open, counts->wait.cut_death, counts->hold.cut_death);
	if (report->options->sched && process->switches_unseen)
		fprintf(out, "  the kernel did not tell of %" PRIu64 " switches to these threads: from their wake-up on they count as on a CPU\n",
			process->switches_unseen);
	if (report->final) {
		fprintf(out, "  check: acquires %" PRIu64 " + open at start %" PRIu64 " = releases %" PRIu64 " + open at end %" PRIu64
			": %s", counts->acquires, counts->hold.cut_start, counts->releases,
			process->holds_open + counts->hold.cut_death, imbalance ? "WRONG, events are missing" : "ok");
		if (process->known && wall)
			fprintf(out, "; hold + free - wall: %+.3f%%",
				100.0 * ((double)counts->hold.total_ns + (double)process->account.free_ns - (double)wall) / (double)wall);
		fputc('\n', out);
	}
	fprintf(out, "  self-cost: %s an event (%s with cold caches), here %s of the time; no span reads below %s\n",
		text_time(cost, report->calibration->event_ns), text_time(cold, report->calibration->cold_ns),
		text_share(share, events * report->calibration->event_ns, wall), text_time(floor, report->calibration->floor_ns));
}
