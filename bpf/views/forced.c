/* forced.c - of CPython: how long threads that had let go were held up until another one had the GIL. */
#include "views.h"

#include <inttypes.h>

#include "text.h"

void view_forced(const struct report *report, const struct process_row *process, size_t rows, int name_width)
{
	FILE *out = report->out;
	char total[16], mean[16];

	if (!process->runtime_switch || !process->counts.forced)
		return;
	fprintf(out, "  forced switches: who was asked and has let go is held up until another thread has it; neither wait nor hold\n");
	fprintf(out, "%8s %-*s %9s %9s %8s\n", "TID", name_width, "NAME", "COUNT", "TOTAL", "MEAN");
	for (size_t i = 0; i < rows; i++) {
		const struct gil_counts *counts = &process->threads[i].account.counts;

		if (!counts->forced)
			continue;
		fprintf(out, "%8u ", process->threads[i].account.own_tid);
		text_print_terminal(out, process->threads[i].name, name_width);
		fprintf(out, " %9" PRIu64 " %9s %8s\n", counts->forced, text_time(total, counts->forced_ns),
			text_time(mean, counts->forced_ns / counts->forced));
	}
	fprintf(out, "%8s %-*s %9" PRIu64 " %9s %8s\n\n", "", name_width, "all", process->counts.forced,
		text_time(total, process->counts.forced_ns), text_time(mean, process->counts.forced_ns / process->counts.forced));
}
