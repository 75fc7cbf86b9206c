/* findings_load.c - findings on how busy the GIL is, how it is shared, and what that costs. See findings.h. */
#include "findings.h"

#include <inttypes.h>

#include "text.h"

/*
 * Taken nine tenths of the time, held or being handed over, with a thread waiting half of it: a queue with one server
 * has a mean wait of 9 services at 90 % load (M/M/1: load / (1 - load)), and it doubles with each further halving of
 * what is free.
 */
#define BOUND_TAKEN 0.90
#define BOUND_QUEUE 0.50

/* On average a twentieth of a thread waits: making the GIL infinitely fast would gain each of two threads 2.5 % at
 * most. */
#define UNBOUND_QUEUE 0.05

static void on_busy(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	double busy = findings_ratio(process->counts.hold.total_ns, process_wall(process)),
	       queue = findings_queue(process);
	double gap = findings_ratio(process->account.gap.total_ns, process_wall(process));
	struct finding *finding;

	if (!process->known) {
		finding = findings_add(findings, "no-event", FINDING_NOTE, 0, 1, "events");
		FINDING_TEXT(finding->title, "Nothing touched the GIL");
		FINDING_TEXT(finding->figure, "No acquire and no release was seen%s.",
			     process->account.drop_requests
				     ? ", but threads asked for it: one thread held it all the time"
				     : "");
		FINDING_TEXT(
			finding->advice,
			process->account.drop_requests
				? "Look with eval what that thread runs; a C call that never releases looks like this."
				: "The program sleeps, or one thread runs without a release; measure for longer.");
		return;
	}
	if (queue < UNBOUND_QUEUE) {
		finding = findings_add(findings, "not-bound", FINDING_GOOD, queue, UNBOUND_QUEUE, "threads");
		FINDING_TEXT(finding->title, "The GIL is not what this program waits for");
		FINDING_TEXT(finding->figure,
			     "On average %.3f threads waited for it, and it was held %.1f%% of the time.", queue,
			     100 * busy);
		FINDING_TEXT(finding->advice, busy > BOUND_TAKEN ? "One thread computes and nobody else wants to: make "
								   "that code faster, or share it among processes."
								 : "Look elsewhere: at the CPU (gilscope eval), the "
								   "disk, the network, locks of the program's own.");
		return;
	}
	if (busy + gap > BOUND_TAKEN && queue >= BOUND_QUEUE) {
		finding = findings_add(findings, "gil-bound", FINDING_PROBLEM, busy + gap, BOUND_TAKEN,
				       "share of the time");
		finding->share = 1;
		FINDING_TEXT(finding->title, "The program is bound by the GIL");
		FINDING_TEXT(finding->figure,
			     "It was held %.1f%% of the time and being handed over %.1f%%, and on average %.2f threads "
			     "waited.",
			     100 * busy, 100 * gap, queue);
		FINDING_TEXT(
			finding->advice, "%s",
			findings_asleep(&process->counts.hold)
				? "Most of that time the holder slept: code that releases the GIL there sets it free."
				: "More threads cannot make it faster. Use processes for what computes, or C code that "
				  "releases the GIL.");
		return;
	}
	finding = findings_add(findings, "contended", FINDING_NOTE, queue, UNBOUND_QUEUE, "threads");
	finding->share = queue < 1 ? queue : 1;
	FINDING_TEXT(finding->title, "Threads wait for the GIL part of the time");
	FINDING_TEXT(finding->figure, "On average %.2f threads waited; it was held %.1f%% of the time.", queue,
		     100 * busy);
	FINDING_TEXT(finding->advice, "The other findings, and who made whom wait, say where.");
}

/*
 * A waiter has to be woken and get a CPU. Where that takes a tenth of all time, the program loses as much as it would
 * by a CPU that is 10 % slower: more than most changes to its code gain.
 */
#define GAP_SHARE 0.10

static void on_gap(struct findings *findings, const struct findings_input *input)
{
	const struct gil_process *account = &input->process->account;
	double share = findings_ratio(account->gap.total_ns, process_wall(input->process));
	struct finding *finding;
	char mean[16], p99[16];

	if (share < GAP_SHARE || !account->gap.count)
		return;
	finding = findings_add(findings, "handoff-gap", FINDING_PROBLEM, share, GAP_SHARE, "share of the time");
	finding->share = share;
	FINDING_TEXT(finding->title, "Handing the GIL over takes %.0f%% of the time", 100 * share);
	FINDING_TEXT(finding->figure,
		     "The GIL was wanted and nobody had it in %" PRIu64 " gaps of %s on average (p99 %s).",
		     account->gap.count, text_time(mean, account->gap.total_ns / account->gap.count),
		     text_time(p99, snapshot_quantile(&account->gap_hist, 0.99, account->gap.max_ns)));
	FINDING_TEXT(finding->advice, "Each gap is a waiter that must be woken. Fewer hand-overs help: larger batches, "
				      "fewer threads, one CPU (taskset).");
}

/*
 * A futex wake and a switch of context cost 5 to 10 us; a hold of less than 50 us is not five times what it costs to
 * hand it over. 10000 hand-overs a second at 5 us each are 5 % of a CPU.
 */
#define SHORT_HOLD_NS 50000
#define SHORT_SWITCHES 10000.0

static void on_short_holds(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	const struct gil_spans *hold = &process->counts.hold;
	double rate = findings_ratio(process->account.switches * 1000, process_wall(process) / 1000000);
	struct finding *finding;
	char p50[16];

	if (!hold->count || snapshot_quantile(&process->hold, 0.5, hold->max_ns) >= SHORT_HOLD_NS ||
	    rate < SHORT_SWITCHES)
		return;
	finding = findings_add(findings, "short-holds", FINDING_PROBLEM, rate, SHORT_SWITCHES, "switches a second");
	finding->share = findings_ratio(process->account.gap.total_ns, process_wall(process));
	FINDING_TEXT(finding->title, "Many short holds: the GIL changes hands %.0f times a second", rate);
	FINDING_TEXT(finding->figure,
		     "%" PRIu64 " holds, half of them shorter than %s; %.0f%% ended with a call that may block.",
		     hold->count, text_time(p50, snapshot_quantile(&process->hold, 0.5, hold->max_ns)),
		     100 * findings_ratio(process->counts.releases_by[GIL_REASON_BLOCKING], process->counts.releases));
	FINDING_TEXT(finding->advice, "The hand-overs cost more than the work between them: read and write more at a "
				      "time, put more into each queue item.");
}

/*
 * J. Jain, Chiu, Hawe, "A Quantitative Measure of Fairness", 1984: (sum x)^2 / (n sum x^2), 1 if all have the same, 1/n
 * if one has all. Among threads that wanted the GIL at least half of the time: 0.8 is two threads of which one has
 * three times what the other has.
 */
#define FAIR_INDEX 0.80
#define HUNGRY 0.50

static void on_unfair(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	uint64_t wall = process_wall(process), most = 0, least = UINT64_MAX, most_id = 0, least_id = 0;
	double sum = 0, squares = 0, index;
	char high[FINDING_NAME_SIZE], low[FINDING_NAME_SIZE], high_time[16], low_time[16];
	struct finding *finding;
	unsigned n = 0;

	for (size_t i = 0; i < process->thread_count; i++) {
		const struct gil_counts *counts = &process->threads[i].account.counts;
		uint64_t hold = counts->hold.total_ns;

		/* Who gives it back by itself, to block, has what it wants. */
		if (findings_ratio(hold + counts->wait.total_ns, wall) < HUNGRY ||
		    counts->releases_by[GIL_REASON_BLOCKING] * 2 > counts->releases)
			continue;
		n++;
		sum += (double)hold;
		squares += (double)hold * (double)hold;
		if (hold >= most) {
			most = hold;
			most_id = process->threads[i].account.id;
		}
		if (hold < least) {
			least = hold;
			least_id = process->threads[i].account.id;
		}
	}
	index = squares > 0 ? sum * sum / (n * squares) : 1;
	if (n < 2 || index >= FAIR_INDEX)
		return;
	finding = findings_add(findings, "unfair", FINDING_PROBLEM, index, FAIR_INDEX, "Jain's index");
	finding->share = 1 - index;
	finding->thread = (uint32_t)most_id;
	FINDING_TEXT(finding->title, "Thread %s dominates", findings_thread(high, input, most_id));
	FINDING_TEXT(finding->figure,
		     "Of %u threads that wanted the GIL most of the time it held it for %s, %s for %s: Jain's index of "
		     "fairness is %.2f (1 is even).",
		     n, text_time(high_time, most), findings_thread(low, input, least_id), text_time(low_time, least),
		     index);
	FINDING_TEXT(finding->advice, "Other policies share otherwise (gilpy -X gil=fair); in the program, smaller "
				      "pieces of work and a call that blocks between them.");
}

/*
 * The convoy effect (Beazley, "Understanding the Python GIL", 2010; CPython issue 7946): a thread that blocks often and
 * computes little waits a good part of the switch interval each time it comes back. From 1 ms on, a fifth of the
 * interval, with holds a tenth as long: half of its round trips are mostly wait.
 */
#define CONVOY_WAIT_NS (FINDING_SWITCH_INTERVAL_NS / 5)
#define CONVOY_RATIO 10
#define CONVOY_WAITS 20

static int in_convoy(const struct thread_row *row)
{
	const struct gil_counts *counts = &row->account.counts;
	uint64_t wait = snapshot_quantile(&row->account.wait, 0.5, counts->wait.max_ns);
	uint64_t hold = snapshot_quantile(&row->account.hold, 0.5, counts->hold.max_ns);

	return counts->wait.count >= CONVOY_WAITS && counts->hold.count && wait >= CONVOY_WAIT_NS &&
	       hold * CONVOY_RATIO <= wait && counts->releases_by[GIL_REASON_BLOCKING] * 2 > counts->releases;
}

static void on_convoy(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	const struct thread_row *worst = NULL;
	char name[FINDING_NAME_SIZE], wait[16], hold[16];
	uint64_t worst_wait = 0;
	struct finding *finding;
	unsigned n = 0;

	for (size_t i = 0; i < process->thread_count; i++) {
		const struct thread_row *row = &process->threads[i];

		if (!in_convoy(row))
			continue;
		n++;
		if (row->account.counts.wait.total_ns >= worst_wait) {
			worst = row;
			worst_wait = row->account.counts.wait.total_ns;
		}
	}
	if (!worst)
		return;
	worst_wait = snapshot_quantile(&worst->account.wait, 0.5, worst->account.counts.wait.max_ns);
	finding = findings_add(findings, "convoy", FINDING_PROBLEM, (double)worst_wait, (double)CONVOY_WAIT_NS, "ns");
	finding->share = findings_ratio(worst->account.counts.wait.total_ns, process_wall(process));
	finding->thread = (uint32_t)worst->account.id;
	FINDING_TEXT(finding->title, "Convoy effect: %u thread%s with little to do wait%s long for each turn", n,
		     n == 1 ? "" : "s", n == 1 ? "s" : "");
	FINDING_TEXT(finding->figure,
		     "The one that waited most, %s, waited %s and held %s at the median, %" PRIu64 " times.",
		     findings_thread(name, input, worst->account.id), text_time(wait, worst_wait),
		     text_time(hold, snapshot_quantile(&worst->account.hold, 0.5, worst->account.counts.hold.max_ns)),
		     worst->account.counts.wait.count);
	FINDING_TEXT(finding->advice, "Threads that compute keep it for a switch interval each: move them to a "
				      "process, shorten sys.setswitchinterval(), or use the policy fair.");
}

/*
 * Time in which a thread had the GIL and no CPU is lost to everybody: a tenth of it is as bad as a gap of a tenth.
 * Waiters are runnable for a moment each time they are woken, so for waits it takes a quarter.
 */
#define STARVED_HOLD 0.10
#define STARVED_WAIT 0.25

static void on_starved(struct findings *findings, const struct findings_input *input)
{
	const struct gil_counts *counts = &input->process->counts;
	double hold = findings_ratio(counts->hold.runnable_ns, counts->hold.split_ns);
	double wait = findings_ratio(counts->wait.runnable_ns, counts->wait.split_ns);
	int holders = hold >= STARVED_HOLD;
	struct finding *finding;

	if (!holders && (wait < STARVED_WAIT || findings_queue(input->process) < UNBOUND_QUEUE))
		return;
	finding = findings_add(findings, "cpu-starved", FINDING_PROBLEM, holders ? hold : wait,
			       holders ? STARVED_HOLD : STARVED_WAIT, "share of the time");
	finding->share = holders ? hold : wait;
	FINDING_TEXT(finding->title, "Threads lack a CPU: that is the machine, not the GIL");
	FINDING_TEXT(finding->figure,
		     "Of the time that threads held the GIL they were ready to run and had no CPU for %.1f%%; of the "
		     "time that they waited for it, for %.1f%%.",
		     100 * hold, 100 * wait);
	FINDING_TEXT(finding->advice, "Other programs or too many threads want the CPUs. Give it more CPUs, or start "
				      "fewer threads; check cgroup limits.");
}

void findings_load(struct findings *findings, const struct findings_input *input)
{
	on_busy(findings, input);
	on_gap(findings, input);
	on_short_holds(findings, input);
	on_unfair(findings, input);
	on_convoy(findings, input);
	on_starved(findings, input);
}
