/* findings_blame.c - findings on who made others wait, and in which function. See findings.h. */
#include "findings.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

static void set_place(struct finding *finding, const struct findings_input *input,
		      const struct blame_function *function, uint32_t line)
{
	const struct code_entry *code = dictionary_code(input->dictionary, function->key.b);

	finding->thread = (uint32_t)function->key.a;
	if (!function->key.b)
		return;
	snprintf(finding->function, sizeof(finding->function), "%s",
		 dictionary_code_name(input->dictionary, function->key.b));
	snprintf(finding->file, sizeof(finding->file), "%s", code ? code->file : "?");
	finding->line = line ? line : code ? code->firstline : 0;
}

#define PLACE_SIZE (GIL_CODE_NAME_SIZE * 3 + GIL_CODE_FILE_SIZE * 3 + 32)

/* "parse (app.py:17)" */
static const char *place_text(char out[PLACE_SIZE], const struct finding *finding)
{
	if (!finding->function[0])
		return strcpy(out, "code outside of Python");
	snprintf(out, PLACE_SIZE, "%s (%s:%" PRIu32 ")", finding->function, finding->file, finding->line);
	return out;
}

/*
 * A thread that sleeps with the GIL makes the sleep everybody's. 1 ms is a fifth of the switch interval, and what a
 * page from a disk takes; 0.5 % of the time that threads waited is what a profile still shows.
 */
#define ASLEEP_NS 1000000.0
#define ASLEEP_SHARE 0.005
#define ASLEEP_MOST 5 /* functions, the worst first */

static void on_asleep(struct findings *findings, const struct findings_input *input,
		      const struct blame_function *function)
{
	double share = findings_ratio(function->sum.asleep_waited_ns, input->rows->waited);
	struct finding *finding = findings_add(findings, "held-while-blocked", FINDING_PROBLEM,
					       (double)function->sum.asleep_waited_ns, ASLEEP_NS, "ns");
	char name[FINDING_NAME_SIZE], place[PLACE_SIZE], asleep[16], waited[16], part[16];

	finding->share = 1 + share; /* before all others: it is a mistake in the code, not a matter of degree */
	set_place(finding, input, function, function->asleep_line);
	FINDING_TEXT(finding->title, "Held while blocked: thread %s slept %s in the kernel with the GIL",
		     findings_thread(name, input, function->key.a), text_time(asleep, function->sum.asleep_ns));
	FINDING_TEXT(finding->figure, "%" PRIu64 " time%s in %s; others waited %s meanwhile, %s of all waiting.",
		     function->sum.sleeps, function->sum.sleeps == 1 ? "" : "s", place_text(place, finding),
		     text_time(waited, function->sum.asleep_waited_ns),
		     text_share(part, function->sum.asleep_waited_ns, input->rows->waited));
	FINDING_TEXT(finding->advice, "The C code called there must release the GIL around what blocks "
				      "(Py_BEGIN_ALLOW_THREADS); if it is a page fault, the memory is short.");
}

static void held_while_blocked(struct findings *findings, const struct findings_input *input)
{
	uint64_t below = UINT64_MAX;

	for (int shown = 0; shown < ASLEEP_MOST; shown++) {
		const struct blame_function *worst = NULL;

		for (size_t i = 0; i < input->functions->count; i++) {
			const struct blame_function *function = table_at(input->functions, i);

			if (function->sum.asleep_waited_ns < below &&
			    (!worst || function->sum.asleep_waited_ns > worst->sum.asleep_waited_ns))
				worst = function;
		}
		if (!worst || (double)worst->sum.asleep_waited_ns < ASLEEP_NS ||
		    findings_ratio(worst->sum.asleep_waited_ns, input->rows->waited) < ASLEEP_SHARE)
			return;
		below = worst->sum.asleep_waited_ns;
		on_asleep(findings, input, worst);
	}
}

static const struct thread_row *row_of(const struct findings_input *input, uint64_t id)
{
	for (size_t i = 0; i < input->process->thread_count; i++)
		if (input->process->threads[i].account.id == id)
			return &input->process->threads[i];
	return NULL;
}

static const struct blame_function *worst_function(const struct findings_input *input, uint64_t holder)
{
	const struct blame_function *worst = NULL;

	for (size_t i = 0; i < input->functions->count; i++) {
		const struct blame_function *function = table_at(input->functions, i);

		if (holder && function->key.a != holder)
			continue;
		if (function->taken && (!worst || function->sum.ns > worst->sum.ns))
			worst = function;
	}
	return worst;
}

/* How the holds of a thread ended: what it says of the remedy. */
static const char *advice_on(const struct thread_row *row, const struct blame_function *function, char text[64])
{
	const struct gil_counts *counts = &row->account.counts;
	uint64_t forced = counts->releases_by[GIL_REASON_INTERVAL] + counts->releases_by[GIL_REASON_TICKS] +
			  counts->releases_by[GIL_REASON_PREEMPTED];

	snprintf(text, 64, "%.0f%% of its holds ended because others asked",
		 100 * findings_ratio(forced, counts->releases));
	if (function && function->sum.asleep_waited_ns > function->sum.ns / 2)
		return "It sleeps there with the GIL: it must release it around what blocks.";
	return forced * 2 > counts->releases
		       ? "It computes until it must yield: make that function faster, move it to a process, or to C "
			 "code that releases."
		       : "It gives the GIL back by itself, but often or late: do less between two calls that block.";
}

/*
 * Of all that threads waited more than a third for one thread: without it waits would be a third shorter at least. With
 * two threads each waits for the other only, and half is even; so it takes more than two waiters, or two thirds.
 */
#define DOMINANT_SHARE 0.33
#define DOMINANT_SHARE_OF_TWO 0.67
#define DOMINANT_QUEUE 0.05 /* threads that wait on average: with less it does not matter who they wait for */

static void dominant_holder(struct findings *findings, const struct findings_input *input)
{
	const struct blame_rows *rows = input->rows;
	const struct blame_thread *holder = rows->holder_count ? rows->holders[0] : NULL;
	double limit = rows->waiter_count > 2 ? DOMINANT_SHARE : DOMINANT_SHARE_OF_TWO;
	const struct blame_function *function;
	const struct thread_row *row;
	struct finding *finding;
	char name[FINDING_NAME_SIZE], place[PLACE_SIZE + 64] = "", inner[PLACE_SIZE];
	char ended[64] = "", time[16], share_text[16];
	double share;

	if (!holder || findings_queue(input->process) < DOMINANT_QUEUE)
		return;
	share = findings_ratio(holder->blamed_ns, rows->waited);
	row = row_of(input, holder->key.a);
	if (share < limit || !row)
		return;
	finding =
		findings_add(findings, "dominant-holder", FINDING_PROBLEM, share, limit, "share of what others waited");
	finding->share = share;
	finding->thread = (uint32_t)holder->key.a;
	function = worst_function(input, holder->key.a);
	if (function) {
		set_place(finding, input, function, function->line);
		snprintf(place, sizeof(place), ", %s of it in %s",
			 text_share(share_text, function->sum.ns, holder->blamed_ns), place_text(inner, finding));
	}
	FINDING_TEXT(finding->advice, "%s", advice_on(row, function, ended));
	FINDING_TEXT(finding->title, "Thread %s held the GIL for %.0f%% of the time that others waited",
		     findings_thread(name, input, holder->key.a), 100 * share);
	FINDING_TEXT(finding->figure, "Others waited %s for it%s; %s.", text_time(time, holder->blamed_ns), place,
		     ended);
}

/* One function, in whatever thread, makes more than a third of the waiting: the place to begin. */
#define HOT_SHARE 0.33

struct hot {
	struct table_key key; /* gil_frame.code, 0 */
	uint64_t ns;
	unsigned threads;
	const struct blame_function *function;
};

/* The functions of all threads; NULL: there is none. */
static const struct hot *hottest(struct table *codes, const struct findings_input *input)
{
	const struct hot *best = NULL;

	for (size_t i = 0; i < input->functions->count; i++) {
		const struct blame_function *function = table_at(input->functions, i);
		struct hot *hot = function->key.b ? table_get(codes, function->key.b, 0) : NULL;

		if (!hot)
			continue;
		hot->ns += function->sum.ns;
		hot->threads++;
		if (!hot->function || function->sum.ns > hot->function->sum.ns)
			hot->function = function;
	}
	for (size_t i = 0; i < codes->count; i++) {
		const struct hot *hot = table_at(codes, i);

		if (!best || hot->ns > best->ns)
			best = hot;
	}
	return best;
}

static void hot_function(struct findings *findings, const struct findings_input *input)
{
	uint64_t waited = input->rows->waited;
	const struct hot *best;
	struct table codes;
	struct finding *finding;
	char place[PLACE_SIZE], time[16];

	table_init(&codes, sizeof(struct hot));
	best = hottest(&codes, input);
	/* In one thread only it is said of the thread that dominates. */
	if (best && best->threads > 1 && findings_ratio(best->ns, waited) >= HOT_SHARE &&
	    findings_queue(input->process) >= DOMINANT_QUEUE) {
		finding = findings_add(findings, "hot-function", FINDING_PROBLEM, findings_ratio(best->ns, waited),
				       HOT_SHARE, "share of what others waited");
		finding->share = finding->value;
		set_place(finding, input, best->function, best->function->line);
		finding->thread = 0;
		FINDING_TEXT(finding->title, "%.0f%% of the waiting was for one function, %s", 100 * finding->value,
			     finding->function);
		FINDING_TEXT(finding->figure, "Threads waited %s while %u threads were in %s.",
			     text_time(time, best->ns), best->threads, place_text(place, finding));
		FINDING_TEXT(finding->advice,
			     "What is saved there, every thread gains: begin with it, or move it out of this process.");
	}
	table_free(&codes);
}

/*
 * A waiter asks after the switch interval, and gets it at the next check of the interpreter, which comes within
 * microseconds in Python code. Four intervals mean that the holder was in one C call, or had no CPU.
 */
#define LONG_HOLD_NS (4 * FINDING_SWITCH_INTERVAL_NS)

static void long_hold(struct findings *findings, const struct findings_input *input)
{
	const struct process_row *process = input->process;
	const struct thread_row *worst = NULL;
	uint64_t most = 0;
	char name[FINDING_NAME_SIZE], time[16];
	struct finding *finding;

	/* Alone a thread may keep it as long as it likes: what others waited for it is as long, and some wait, too. */
	for (size_t i = 0; i < input->rows->holder_count; i++) {
		const struct thread_row *row = row_of(input, input->rows->holders[i]->key.a);

		if (!row || input->rows->holders[i]->blamed_ns < LONG_HOLD_NS ||
		    row->account.counts.hold.max_ns <= most)
			continue;
		worst = row;
		most = row->account.counts.hold.max_ns;
	}
	if (most < LONG_HOLD_NS || process->counts.wait.max_ns < LONG_HOLD_NS)
		return;
	finding = findings_add(findings, "long-hold", FINDING_PROBLEM, (double)most, (double)LONG_HOLD_NS, "ns");
	finding->share = findings_ratio(most, process_wall(process));
	finding->thread = (uint32_t)worst->account.id;
	FINDING_TEXT(finding->title, "Thread %s held the GIL for %s at a time",
		     findings_thread(name, input, worst->account.id), text_time(time, most));
	FINDING_TEXT(finding->figure, "The longest wait of all threads was %s; a switch interval is 5 ms.",
		     text_time(time, process->counts.wait.max_ns));
	FINDING_TEXT(
		finding->advice, "%s",
		findings_asleep(&worst->account.counts.hold)
			? "It slept meanwhile: what is held while blocked says where. The timeline has each of them."
			: "Mostly it is one long C call: a sort, a regular expression, a large number, an extension. "
			  "Or the holder had no CPU. Look it up in the timeline.");
}

void findings_blame(struct findings *findings, const struct findings_input *input)
{
	held_while_blocked(findings, input);
	dominant_holder(findings, input);
	hot_function(findings, input);
	long_hold(findings, input);
}
