/* stat.c - view "stat": one row per OS thread, then the process as a whole. */
#include "views.h"

#include <inttypes.h>

#include "text.h"

#define NAME_MIN_WIDTH 8
#define NAME_MAX_WIDTH 24

/* Count, total, median, 99th percentile and maximum; `open` marks a total that includes a running span. */
static void print_spans(FILE *out, const struct gil_spans *spans, const struct hist *hist, int open)
{
	char total[16], p50[16], p99[16], max[16];

	if (!spans->count && !spans->total_ns) {
		fprintf(out, " %8s  %7s %7s %7s", "-", "-", "-", "-");
		return;
	}
	fprintf(out, " %8s%c", text_time(total, spans->total_ns), open ? '*' : ' ');
	if (!spans->count) {
		fprintf(out, " %7s %7s %7s", "-", "-", "-");
		return;
	}
	fprintf(out, " %7s %7s %7s", text_time(p50, snapshot_quantile(hist, 0.5, spans->max_ns)),
		text_time(p99, snapshot_quantile(hist, 0.99, spans->max_ns)), text_time(max, spans->max_ns));
}

static void print_row(FILE *out, const struct thread_row *row, int name_width, uint64_t wall)
{
	const struct gil_counts *counts = &row->account.counts;
	char share[16];

	fprintf(out, "%8u ", row->account.own_tid);
	text_print_terminal(out, row->name, name_width);
	fprintf(out, " %9" PRIu64 " %9" PRIu64 " ", counts->acquires, counts->contended);
	print_spans(out, &counts->wait, &row->account.wait, row->wait_open);
	fputc(' ', out);
	print_spans(out, &counts->hold, &row->account.hold, row->hold_open);
	fprintf(out, " %6s\n", text_share(share, counts->hold.total_ns, wall));
}

static int name_width(const struct process_row *process, size_t rows)
{
	int width = NAME_MIN_WIDTH;

	for (size_t i = 0; i < rows; i++) {
		int n = text_print_terminal(NULL, process->threads[i].name, 0);

		width = n > width ? n : width;
	}
	return width < NAME_MAX_WIDTH ? width : NAME_MAX_WIDTH;
}

static void print_process(FILE *out, const struct process_row *process)
{
	const struct gil_process *account = &process->account;
	uint64_t wall = process_wall(process);
	char busy[16], free[16], gap[16], gap_max[16], gap_p99[16];

	if (!process->known) {
		fprintf(out, "  GIL: no acquire and no release was seen, so it was %s all the time\n",
			account->drop_requests ? "held" : "held, or free,");
		return;
	}
	fprintf(out, "  GIL busy %s, free %s, hand-off gap %s of the time (%" PRIu64 " gaps, p99 %s, max %s)\n",
		text_share(busy, process->counts.hold.total_ns, wall), text_share(free, account->free_ns, wall),
		text_share(gap, account->gap.total_ns, wall), account->gap.count,
		text_time(gap_p99, snapshot_quantile(&account->gap_hist, 0.99, account->gap.max_ns)),
		text_time(gap_max, account->gap.max_ns));
	fprintf(out, "  switches %" PRIu64 " (%.4g a second), drop requests %" PRIu64 "\n", account->switches,
		wall ? (double)account->switches * 1e9 / (double)wall : 0.0, account->drop_requests);
}

void view_stat(const struct report *report, struct snapshot *snapshot)
{
	FILE *out = report->out;

	for (size_t p = 0; p < snapshot->process_count; p++) {
		struct process_row *process = &snapshot->processes[p];
		size_t rows = view_sort(report, process);
		int width = name_width(process, rows);

		view_heading(report, process);
		fprintf(out, "\n%8s %-*s %9s %9s  %-35s %-35s\n", "", width, "", "", "", "--------------- wait --------------",
			"--------------- hold --------------");
		fprintf(out, "%8s %-*s %9s %9s  %8s  %7s %7s %7s  %8s  %7s %7s %7s %6s\n", "TID", width, "NAME", "ACQUIRES",
			"CONTENDED", "TOTAL", "P50", "P99", "MAX", "TOTAL", "P50", "P99", "MAX", "HELD");
		for (size_t i = 0; i < rows; i++)
			print_row(out, &process->threads[i], width, process_wall(process));
		if (rows < process->thread_count)
			fprintf(out, "%8s (%zu more threads)\n", "", process->thread_count - rows);
		fputc('\n', out);
		if (report->options->sched)
			view_split(report, process, rows, width);
		view_forced(report, process, rows, width);
		print_process(out, process);
		view_trust(report, snapshot, process);
		fputc('\n', out);
	}
	fflush(out);
}
