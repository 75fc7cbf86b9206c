/* hist.c - view "hist": wait and hold histograms per thread and per process, drawn as bpftrace draws them. */
#include "views.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

#define BAR_WIDTH 52

/* As bpftrace labels powers of two: 512, 1K (1024), 16M; other values of a finer drawing get a decimal. */
static void label(char out[24], uint64_t ns)
{
	static const char units[] = " KMGT";
	unsigned shift = 0, unit = 0;

	while (unit < 4 && ns >> (shift + 10)) {
		shift += 10;
		unit++;
	}
	if (!unit)
		snprintf(out, 24, "%" PRIu64, ns);
	else if (ns & ((1ULL << shift) - 1))
		snprintf(out, 24, "%.5g%c", (double)ns / (double)(1ULL << shift), units[unit]);
	else
		snprintf(out, 24, "%" PRIu64 "%c", ns >> shift, units[unit]);
}

static void draw_row(FILE *out, uint64_t low, uint64_t end, uint64_t count, uint64_t most)
{
	char from[24], to[24], range[56], bar[BAR_WIDTH + 1];
	int length = (int)((double)count / (double)most * BAR_WIDTH);

	label(from, low);
	label(to, end);
	if (end == ~0ULL)
		snprintf(range, sizeof(range), "[%s, ...)", from);
	else
		snprintf(range, sizeof(range), "[%s, %s)", from, to);
	memset(bar, '@', length);
	memset(bar + length, ' ', BAR_WIDTH - length);
	bar[BAR_WIDTH] = '\0';
	fprintf(out, "%-18s %10" PRIu64 " |%s|\n", range, count, bar);
}

/* Each power of two as 2^bits rows: slots are put together, of which there are 2^HIST_SUB_BITS. */
static void draw(FILE *out, const struct hist *hist, int bits)
{
	const unsigned step = 1u << (HIST_SUB_BITS - bits);
	uint64_t rows[HIST_SLOTS], most = 0;
	unsigned first = HIST_SLOTS, last = 0;

	for (unsigned i = 0; i < HIST_SLOTS; i += step) {
		rows[i] = 0;
		for (unsigned k = 0; k < step; k++)
			rows[i] += hist->slot[i + k];
		if (!rows[i])
			continue;
		most = rows[i] > most ? rows[i] : most;
		first = first == HIST_SLOTS ? i : first;
		last = i;
	}
	for (unsigned i = first; i <= last && first < HIST_SLOTS; i += step)
		draw_row(out, hist_slot_low(i), hist_slot_end(i + step - 1), rows[i], most);
}

static void print_one(const struct report *report, const char *what, const struct gil_spans *spans, const struct hist *hist,
		      int open)
{
	char total[16], p50[16], p99[16], max[16];
	FILE *out = report->out;

	if (!spans->count) {
		fprintf(out, "%s: no whole one%s\n\n", what, open ? ", one is running" : "");
		return;
	}
	fprintf(out, "%s: %" PRIu64 ", total %s%s, p50 %s, p99 %s, max %s; rows in ns (K = 1024 ns, M = 1.05 ms, G = 1.07 s)\n",
		what, spans->count, text_time(total, spans->total_ns), open ? "*" : "",
		text_time(p50, snapshot_quantile(hist, 0.5, spans->max_ns)),
		text_time(p99, snapshot_quantile(hist, 0.99, spans->max_ns)), text_time(max, spans->max_ns));
	draw(out, hist, report->options->sub_bits);
	fputc('\n', out);
}

void view_hist(const struct report *report, struct snapshot *snapshot)
{
	FILE *out = report->out;

	for (size_t p = 0; p < snapshot->process_count; p++) {
		struct process_row *process = &snapshot->processes[p];
		size_t rows = view_sort(report, process);

		view_heading(report, process);
		fputc('\n', out);
		for (size_t i = 0; i < rows; i++) {
			const struct thread_row *row = &process->threads[i];

			fprintf(out, "thread %u  ", row->account.own_tid);
			text_print_terminal(out, row->name, 0);
			fputc('\n', out);
			print_one(report, "wait", &row->account.counts.wait, &row->account.wait, row->wait_open);
			print_one(report, "hold", &row->account.counts.hold, &row->account.hold, row->hold_open);
		}
		if (rows < process->thread_count)
			fprintf(out, "(%zu more threads)\n\n", process->thread_count - rows);
		fprintf(out, "process %d, all threads\n", (int)process->pid);
		print_one(report, "wait", &process->counts.wait, &process->wait, process->waits_open > 0);
		print_one(report, "hold", &process->counts.hold, &process->hold, process->holds_open > 0);
		view_trust(report, snapshot, process);
		fputc('\n', out);
	}
	fflush(out);
}
