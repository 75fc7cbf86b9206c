/*
 * hgrm.c - view "hist" as the percentile distributions that HdrHistogram prints and its plotter reads: a block for the
 * waits and one for the holds of each process, in microseconds. The plotter shows one block; a line "# gilscope ..."
 * begins each.
 */
#include "views.h"

#include <inttypes.h>
#include <math.h>

#include "text.h"

/* As HdrHistogram's own printers: so many lines each time the distance to 100 % is halved. */
#define TICKS_PER_HALF 5
#define NEAREST 1e-9 /* per cent short of 100: counts from a recording may be so large that no level reaches the last one */

struct walk {
	const struct hist *hist;
	uint64_t max_ns, total;
	uint32_t slot;
	uint64_t up_to; /* values in slots up to this one */
};

/* The greatest value that a slot may have, in us. */
static double slot_us(const struct walk *walk)
{
	uint64_t last = hist_slot_end(walk->slot) - 1;

	return (double)(last < walk->max_ns ? last : walk->max_ns) / 1000;
}

static void print_lines(FILE *out, struct walk *walk)
{
	double level = 0, total = (double)walk->total; /* level: how many of the values must be reached, in per cent */

	walk->up_to = walk->hist->slot[0];
	for (;;) {
		while (walk->slot + 1 < HIST_SLOTS && (!walk->up_to || (double)walk->up_to * 100 < level * total))
			walk->up_to += walk->hist->slot[++walk->slot];
		fprintf(out, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", slot_us(walk), level / 100, walk->up_to, 100 / (100 - level));
		if (walk->up_to == walk->total || level > 100 - NEAREST)
			break;
		level += 100 / (TICKS_PER_HALF * exp2(floor(log2(100 / (100 - level))) + 1));
	}
	fprintf(out, "%12.3f %2.12f %10" PRIu64 "\n", (double)walk->max_ns / 1000, 1.0, walk->total);
}

/* By the middles of slots, as HdrHistogram does it. */
static void moments(const struct walk *walk, double *mean, double *deviation)
{
	double sum = 0, squares = 0;

	*mean = *deviation = 0;
	if (!walk->total)
		return;
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t slot = 0; slot < HIST_SLOTS; slot++) {
			uint64_t low = hist_slot_low(slot), end = slot + 1 < HIST_SLOTS ? hist_slot_end(slot) : walk->max_ns;
			double middle = ((double)low + (double)(end > low ? end : low)) / 2000, count = (double)walk->hist->slot[slot];

			if (pass == 0)
				sum += middle * count;
			else
				squares += (middle - *mean) * (middle - *mean) * count;
		}
		*mean = sum / (double)walk->total;
	}
	*deviation = sqrt(squares / (double)walk->total);
}

static void print_block(FILE *out, const struct process_row *process, const char *what, const struct hist *hist,
			uint64_t max_ns)
{
	struct walk walk = { .hist = hist, .max_ns = max_ns };
	double mean, deviation;

	for (uint32_t slot = 0; slot < HIST_SLOTS; slot++)
		walk.total += hist->slot[slot];
	moments(&walk, &mean, &deviation);
	fprintf(out, "# gilscope %s pid %d ", what, (int)process->pid);
	text_print_terminal(out, process->command, 0);
	fprintf(out, "\n%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
	if (walk.total)
		print_lines(out, &walk);
	fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean, deviation);
	fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n", (double)max_ns / 1000, walk.total);
	fprintf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n", HIST_MAX_BITS - HIST_SUB_BITS + 1, HIST_SUB);
}

void view_hist_hgrm(const struct report *report, struct snapshot *snapshot)
{
	for (size_t p = 0; p < snapshot->process_count; p++) {
		const struct process_row *process = &snapshot->processes[p];

		print_block(report->out, process, "wait", &process->wait, process->counts.wait.max_ns);
		print_block(report->out, process, "hold", &process->hold, process->counts.hold.max_ns);
	}
	fflush(report->out);
}
