/* findings_trust.c - findings on which figures may be wrong, and why. See findings.h. */
#include "findings.h"

#include <inttypes.h>

#include "text.h"

static struct finding *doubt(struct findings *findings, const char *id, double value, double threshold,
			     const char *unit)
{
	struct finding *finding = findings_add(findings, id, FINDING_DOUBT, value, threshold, unit);

	finding->share = 1;
	return finding;
}

/* One is too many: nothing tells which one it was. */
static void losses(struct findings *findings, const struct findings_input *input)
{
	const struct gil_lost *lost = &input->snapshot->lost;
	uint64_t all = lost_all(lost), counted = lost->no_storage + lost->dead_threads;
	struct finding *finding = all ? doubt(findings, "lost", (double)all, 0, "events") : NULL;

	if (!finding)
		return;
	FINDING_TEXT(finding->title, "Events were lost: %s",
		     counted ? "all figures may be too small"
		     : lost->events || lost->stacks
			     ? "counts and times are right, who is to blame and the timeline have holes"
			     : "some threads have no name");
	FINDING_TEXT(finding->figure,
		     "Events without storage %" PRIu64 ", dead threads without room %" PRIu64 ", names %" PRIu64
		     ", of the stream %" PRIu64 ", stacks %" PRIu64 ".",
		     lost->no_storage, lost->dead_threads, lost->names, lost->events, lost->stacks);
	FINDING_TEXT(finding->advice,
		     lost->events ? "Measure again with a larger ring buffer (-b 256) or for a shorter time."
				  : "Measure again.");
}

/* The identities of the measurement: each must hold exactly, but for the clock's grain in the balance of time. */
#define BALANCE 0.001

static void identities(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	int64_t imbalance = process_imbalance(process);
	uint64_t wrong = process->counts.unpaired + process->account.unpaired + process->account.overlaps +
			 (imbalance < 0 ? -(uint64_t)imbalance : (uint64_t)imbalance);
	uint64_t wall = process_wall(process), sum = process->counts.hold.total_ns + process->account.free_ns;
	double off = process->known ? findings_ratio(sum > wall ? sum - wall : wall - sum, wall) : 0;
	struct finding *finding;

	if (!wrong && off < BALANCE)
		return;
	finding = wrong ? doubt(findings, "unsound", (double)wrong, 0, "events")
			: doubt(findings, "unsound", off, BALANCE, "share of the time");
	FINDING_TEXT(finding->title, "The figures do not add up: counts and times may be wrong");
	FINDING_TEXT(finding->figure,
		     "Unpaired %" PRIu64 ", overlaps %" PRIu64 ", acquires and releases differ by %" PRId64
		     ", hold + free - wall is %.3f%% of the time.",
		     process->counts.unpaired + process->account.unpaired, process->account.overlaps, imbalance,
		     100 * off);
	FINDING_TEXT(finding->advice, "An event has been missed: measure again, and take nothing from this one.");
}

static void breaks_off(struct findings *findings, const struct findings_input *input)
{
	struct finding *finding = input->incomplete ? doubt(findings, "incomplete", 1, 0, "recordings") : NULL;

	if (!finding)
		return;
	FINDING_TEXT(finding->title, "The recording is incomplete: only its beginning is here");
	FINDING_TEXT(finding->figure, "It breaks off, or is damaged; shown is what came before its last accounts.");
	FINDING_TEXT(finding->advice, "What came later is not in any figure.");
}

/*
 * Truncated spans are in the sums, not in the percentiles. With a tenth of all spans cut, a 90th percentile may be off
 * by any amount.
 */
#define CUT_SHARE 0.10

static uint64_t cut_of(const struct gil_spans *spans, uint64_t open)
{
	return spans->cut_start + spans->cut_death + open;
}

static void truncation(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	const struct gil_counts *counts = &process->counts;
	uint64_t waits = cut_of(&counts->wait, process->waits_open), holds = cut_of(&counts->hold, process->holds_open);
	double wait = findings_ratio(waits, waits + counts->wait.count),
	       hold = findings_ratio(holds, holds + counts->hold.count);
	struct finding *finding;

	if (wait < CUT_SHARE && hold < CUT_SHARE)
		return;
	finding = doubt(findings, "truncated", wait > hold ? wait : hold, CUT_SHARE, "share of the spans");
	finding->share = 0.5;
	FINDING_TEXT(finding->title, "Percentiles, maxima and histograms of %s leave much out",
		     wait < CUT_SHARE   ? "holds"
		     : hold < CUT_SHARE ? "waits"
					: "waits and holds");
	FINDING_TEXT(
		finding->figure,
		"%" PRIu64 " of %" PRIu64 " waits and %" PRIu64 " of %" PRIu64
		" holds were cut by an edge of the measurement or a thread's death. Totals have their inside part.",
		waits, waits + counts->wait.count, holds, holds + counts->hold.count);
	FINDING_TEXT(finding->advice, "Measure for longer.");
}

/* What is counted less than 30 times is known to 18 % at best (1 / sqrt(n)). */
#define FEW 30

static void few(struct findings *findings, const struct findings_input *input)
{
	uint64_t acquires = input->process->counts.acquires;
	struct finding *finding;

	if (!input->process->known || acquires >= FEW)
		return;
	finding = doubt(findings, "few-events", (double)acquires, FEW, "acquires");
	finding->share = 0.4;
	FINDING_TEXT(finding->title, "Little happened: shares and percentiles rest on few events");
	FINDING_TEXT(finding->figure, "%" PRIu64 " acquires in all.", acquires);
	FINDING_TEXT(finding->advice, "Measure for longer, or while the program is busy.");
}

/* A twentieth of the time spent in probes is more than the changes that one would look for. */
#define COST_SHARE 0.05

static void self_cost(struct findings *findings, const struct findings_input *input)
{
	const struct gil_counts *counts = &input->process->counts;
	uint64_t events = counts->acquires + counts->releases + counts->requests;
	double share = findings_ratio(events * input->calibration->event_ns, process_wall(input->process));
	struct finding *finding;
	char event[16], floor[16];

	if (share < COST_SHARE)
		return;
	finding = doubt(findings, "self-cost", share, COST_SHARE, "share of the time");
	finding->share = 0.3;
	FINDING_TEXT(finding->title, "Measuring slowed the program: short waits and holds read too long");
	FINDING_TEXT(finding->figure, "%" PRIu64 " events at %s each are %.1f%% of the time; no span reads below %s.",
		     events, text_time(event, input->calibration->event_ns), 100 * share,
		     text_time(floor, input->calibration->floor_ns));
	FINDING_TEXT(finding->advice,
		     "Compare spans of microseconds with each other only, not with a clock of the program's.");
}

/* One in a hundred: what the matrix says is known to no less by its own making. */
#define STRAY_SHARE 0.01

static void strays(struct findings *findings, const struct findings_input *input)
{
	uint64_t bad, events = input->process->counts.acquires + input->process->counts.releases;
	struct finding *finding;

	if (!input->blame)
		return;
	bad = input->blame->strays + input->blame->undivided + input->late;
	if (!bad || findings_ratio(bad, events + bad) < STRAY_SHARE)
		return;
	finding = doubt(findings, "strays", findings_ratio(bad, events + bad), STRAY_SHARE, "share of the events");
	finding->share = 0.6;
	FINDING_TEXT(finding->title, "Who made whom wait is uncertain, and so is the timeline");
	FINDING_TEXT(finding->figure,
		     "%" PRIu64 " waits began before the first event and are not divided, %" PRIu64
		     " events fit nowhere, %" PRIu64 " came late.",
		     input->blame->undivided, input->blame->strays, input->late);
	FINDING_TEXT(finding->advice, "Counts, totals and percentiles are not touched by this.");
}

void findings_trust(struct findings *findings, const struct findings_input *input)
{
	losses(findings, input);
	identities(findings, input);
	breaks_off(findings, input);
	truncation(findings, input);
	few(findings, input);
	self_cost(findings, input);
	strays(findings, input);
}
