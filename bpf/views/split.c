/* split.c - with --sched: waits and holds by what the scheduler did with the thread meanwhile. */
#include "views.h"

#include <inttypes.h>

#include "text.h"

static void print_spans(FILE *out, const struct gil_spans *spans)
{
	char text[16];

	if (!spans->split_ns) {
		fprintf(out, " %9s %9s %9s", "-", "-", "-");
		return;
	}
	fprintf(out, " %9s", text_time(text, spans_on_cpu(spans)));
	fprintf(out, " %9s", text_time(text, spans->runnable_ns));
	fprintf(out, " %9s", text_time(text, spans->blocked_ns));
}

static void print_handoff(FILE *out, const struct gil_process *process)
{
	static const char *const parts[GIL_HANDOFF_PARTS] = { "until the waiter was woken", "until it had a CPU",
							      "until it owned the GIL" };
	char p50[16], p99[16], max[16];

	fprintf(out, "  hand-off gaps that a waiter ended, %" PRIu64 ":\n", process->handoff[0].count);
	for (int i = 0; i < GIL_HANDOFF_PARTS; i++) {
		const struct gil_spans *spans = &process->handoff[i];
		const struct hist *hist = &process->handoff_hist[i];

		fprintf(out, "    %-28s p50 %7s  p99 %7s  max %7s\n", parts[i],
			text_time(p50, snapshot_quantile(hist, 0.5, spans->max_ns)),
			text_time(p99, snapshot_quantile(hist, 0.99, spans->max_ns)), text_time(max, spans->max_ns));
	}
}

void view_split(const struct report *report, const struct process_row *process, size_t rows, int name_width)
{
	FILE *out = report->out;

	fprintf(out, "\n%8s %-*s  %-29s %-29s\n", "", name_width, "", "------------ wait -----------", "------------ hold -----------");
	fprintf(out, "%8s %-*s %9s %9s %9s %9s %9s %9s %8s\n", "TID", name_width, "NAME", "ON CPU", "RUNNABLE", "BLOCKED", "ON CPU",
		"RUNNABLE", "BLOCKED", "HOLDS");
	fprintf(out, "%*s %8s\n", 9 + name_width + 60, "", "BLOCKED");
	for (size_t i = 0; i < rows; i++) {
		const struct thread_row *row = &process->threads[i];

		fprintf(out, "%8u ", row->account.own_tid);
		text_print_terminal(out, row->name, name_width);
		print_spans(out, &row->account.counts.wait);
		print_spans(out, &row->account.counts.hold);
		fprintf(out, " %8" PRIu64 "\n", row->account.counts.holds_blocked);
	}
	fputc('\n', out);
	print_handoff(out, &process->account);
}
