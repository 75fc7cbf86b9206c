/*
 * openmetrics.c - see openmetrics.h. Counters carry the suffix _total in both formats; the text format names a family
 * by it, OpenMetrics without. _created, the moment at which a counter was 0, is for OpenMetrics only, and only for
 * processes: the threads' counters begin with that of their process, and would become a dozen series a thread more to
 * say so.
 */
#include "openmetrics.h"

#include <inttypes.h>
#include <string.h>

#include "series.h"
#include "text.h"
#include "version.h"
#include "views.h"

/*
 * Buckets end at powers of four from 1 us to 17 s: at every second power of two ns, where a slot of hist.h ends too. A
 * slot ends below that value and `le` means "or equal", so the edge is the greatest whole number of ns within.
 */
#define EDGE_FIRST 10
#define EDGE_LAST 34
#define EDGE_STEP 2

struct writer {
	FILE *out;
	enum exposition exposition;
	const struct snapshot *snapshot;
	uint64_t epoch_ns;
};

struct family {
	const char *name; /* without _total */
	const char *help;
	int seconds;      /* values are times */
};

/* Whose figure it is. `thread` is NULL for the process as a whole. */
struct owner {
	const struct process_row *process;
	const struct thread_row *thread;
	const char *label, *value; /* one more label, or NULL */
};

static void write_header(const struct writer *w, const struct family *family, const char *type)
{
	int text = w->exposition == EXPOSITION_TEXT;
	const char *total = text && strcmp(type, "counter") == 0 ? "_total" : "";

	fprintf(w->out, "# HELP %s%s %s\n# TYPE %s%s %s\n", family->name, total, family->help, family->name, total, type);
	if (!text && family->seconds)
		fprintf(w->out, "# UNIT %s seconds\n", family->name);
}

/* All values of labels pass here. They are valid UTF-8 already. */
static void write_label(FILE *out, int *comma, const char *name, const char *value)
{
	fprintf(out, "%c%s=\"", *comma ? ',' : '{', name);
	*comma = 1;
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			fprintf(out, "\\%c", *value);
		else if (*value == '\n')
			fputs("\\n", out);
		else
			fputc(*value, out);
	}
	fputc('"', out);
}

static void write_number_label(FILE *out, int *comma, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	write_label(out, comma, name, text);
}

/* Exactly: whole seconds, and what there is of nine decimals. */
static const char *seconds(char out[32], uint64_t ns)
{
	size_t n = snprintf(out, 32, "%" PRIu64 ".%09" PRIu64, ns / 1000000000, ns % 1000000000);

	while (out[n - 1] == '0' && out[n - 2] != '.')
		out[--n] = '\0';
	return out;
}

static void write_sample(const struct writer *w, const struct family *family, const char *suffix,
			 const struct owner *owner, const char *edge, int is_time, uint64_t value)
{
	char text[32];
	int comma = 0;

	fprintf(w->out, "%s%s", family->name, suffix);
	if (owner->process) {
		write_number_label(w->out, &comma, "pid", owner->process->pid);
		write_label(w->out, &comma, "command", owner->process->command);
	}
	if (owner->thread) {
		write_label(w->out, &comma, "thread", owner->thread->name);
		if (owner->thread->account.id)
			write_number_label(w->out, &comma, "tid", owner->thread->account.own_tid);
		else
			write_label(w->out, &comma, "tid", "");
	}
	if (owner->label)
		write_label(w->out, &comma, owner->label, owner->value);
	if (edge)
		write_label(w->out, &comma, "le", edge);
	if (is_time)
		fprintf(w->out, "%s %s\n", comma ? "}" : "", seconds(text, value));
	else
		fprintf(w->out, "%s %" PRIu64 "\n", comma ? "}" : "", value);
}

static void write_created(const struct writer *w, const struct family *family, const struct owner *owner)
{
	if (w->exposition == EXPOSITION_OPENMETRICS && owner->process && !owner->thread)
		write_sample(w, family, "_created", owner, NULL, 1, w->epoch_ns + owner->process->start);
}

static void write_counter(const struct writer *w, const struct family *family, const struct owner *owner,
			  uint64_t value)
{
	write_sample(w, family, "_total", owner, NULL, family->seconds, value);
	write_created(w, family, owner);
}

static void write_histogram(const struct writer *w, const struct family *family, const struct owner *owner,
			    const struct hist *hist, uint64_t sum_ns)
{
	uint64_t count = 0;
	uint32_t slot = 0;
	char edge[32];

	for (int bit = EDGE_FIRST; bit <= EDGE_LAST; bit += EDGE_STEP) {
		for (; slot < HIST_SLOTS && hist_slot_low(slot) < 1ULL << bit; slot++)
			count += hist->slot[slot];
		write_sample(w, family, "_bucket", owner, seconds(edge, (1ULL << bit) - 1), 0, count);
	}
	for (; slot < HIST_SLOTS; slot++)
		count += hist->slot[slot];
	write_sample(w, family, "_bucket", owner, "+Inf", 0, count);
	write_sample(w, family, "_count", owner, NULL, 0, count);
	write_sample(w, family, "_sum", owner, NULL, 1, sum_ns);
	write_created(w, family, owner);
}

/* Of the threads. */

typedef void thread_fn(const struct writer *w, const struct family *family, const struct owner *owner);

static void write_wait(const struct writer *w, const struct family *family, const struct owner *owner)
{
	write_histogram(w, family, owner, &owner->thread->account.wait, owner->thread->account.counts.wait.total_ns);
}

static void write_hold(const struct writer *w, const struct family *family, const struct owner *owner)
{
	write_histogram(w, family, owner, &owner->thread->account.hold, owner->thread->account.counts.hold.total_ns);
}

static void write_acquires(const struct writer *w, const struct family *family, const struct owner *owner)
{
	write_counter(w, family, owner, owner->thread->account.counts.acquires);
}

static void write_contended(const struct writer *w, const struct family *family, const struct owner *owner)
{
	write_counter(w, family, owner, owner->thread->account.counts.contended);
}

static void write_drops(const struct writer *w, const struct family *family, const struct owner *owner)
{
	write_counter(w, family, owner, owner->thread->account.counts.drop_requests);
}

/* Nothing, where they cannot be seen: a 0 would say that there are none. */
static void write_forced(const struct writer *w, const struct family *family, const struct owner *owner)
{
	const struct gil_counts *counts = &owner->thread->account.counts;

	if (owner->process->runtime_switch)
		write_counter(w, family, owner, family->seconds ? counts->forced_ns : counts->forced);
}

static void write_releases(const struct writer *w, const struct family *family, const struct owner *owner)
{
	for (int i = 0; i < GIL_REASON_SLOTS; i++) {
		struct owner one = { owner->process, owner->thread, "reason", view_reason(i) };

		if (i != GIL_REASON_NONE)
			write_counter(w, family, &one, owner->thread->account.counts.releases_by[i]);
	}
}

static const struct {
	const char *type;
	thread_fn *write;
	struct family family;
} of_threads[] = {
	{ "histogram", write_wait, { "gilscope_gil_wait_seconds", "Waits for the GIL, from request to acquire. The sum has "
	  "in addition the time so far of a wait that runs and of waits cut by the start or by the thread's death.", 1 } },
	{ "histogram", write_hold, { "gilscope_gil_hold_seconds", "Holds of the GIL, from acquire to release. The sum has "
	  "in addition the time so far of a hold that runs and of holds cut by the start or by the thread's death.", 1 } },
	{ "counter", write_acquires, { "gilscope_gil_acquires", "Times the GIL was acquired.", 0 } },
	{ "counter", write_contended, { "gilscope_gil_contended", "Acquires that found the GIL taken and waited.", 0 } },
	{ "counter", write_releases, { "gilscope_gil_releases", "Times the GIL was released, by reason.", 0 } },
	{ "counter", write_drops, { "gilscope_gil_drop_requests", "Times a waiter asked the holder to yield.", 0 } },
	{ "counter", write_forced, { "gilscope_gil_forced_switches", "Times a thread of a CPython that had let go for a waiter was "
	  "held up until another thread had the GIL.", 0 } },
	{ "counter", write_forced, { "gilscope_gil_forced_switch_seconds", "Time of that: neither wait nor hold.", 1 } },
};

/* Of the processes. */

static uint64_t get_up(const struct process_row *process)
{
	return process->alive;
}

static uint64_t get_known(const struct process_row *process)
{
	return process->known;
}

static uint64_t get_living(const struct process_row *process)
{
	return process->living;
}

static uint64_t get_others(const struct process_row *process)
{
	return process->others;
}

static uint64_t get_free(const struct process_row *process)
{
	return process->account.free_ns;
}

static uint64_t get_switches(const struct process_row *process)
{
	return process->account.switches;
}

static uint64_t get_overlaps(const struct process_row *process)
{
	return process->account.overlaps;
}

static uint64_t get_unpaired(const struct process_row *process)
{
	return process->counts.unpaired + process->account.unpaired;
}

static const struct {
	const char *type;
	uint64_t (*get)(const struct process_row *process);
	struct family family;
} of_processes[] = {
	{ "gauge", get_up, { "gilscope_up", "1 while the process lives, 0 when it has ended.", 0 } },
	{ "gauge", get_known, { "gilscope_gil_known", "1 once an event has told whether the GIL was held. Before, the time "
	  "measured is neither free nor held.", 0 } },
	{ "gauge", get_living, { "gilscope_threads", "Threads alive that have asked for the GIL at least once.", 0 } },
	{ "counter", get_others, { "gilscope_other_threads", "Threads whose figures are in those of the thread other.", 0 } },
	{ "counter", process_wall, { "gilscope_measured_seconds", "Time for which the process has been measured.", 1 } },
	{ "counter", get_free, { "gilscope_gil_free_seconds", "Time in which nobody held the GIL.", 1 } },
	{ "counter", get_switches, { "gilscope_gil_switches", "Acquires by another thread than the last holder.", 0 } },
	{ "counter", get_overlaps, { "gilscope_gil_overlaps", "Acquires while another thread held: 0, or events were "
	  "lost.", 0 } },
	{ "counter", get_unpaired, { "gilscope_unpaired_events", "Events that do not fit the one before: 0, or events were "
	  "lost.", 0 } },
};

static void write_threads(const struct writer *w)
{
	for (size_t i = 0; i < sizeof(of_threads) / sizeof(of_threads[0]); i++) {
		write_header(w, &of_threads[i].family, of_threads[i].type);
		for (size_t p = 0; p < w->snapshot->process_count; p++) {
			const struct process_row *process = &w->snapshot->processes[p];

			for (size_t t = 0; t < process->thread_count; t++)
				of_threads[i].write(w, &of_threads[i].family,
						    &(struct owner){ .process = process, .thread = &process->threads[t] });
		}
	}
}

static void write_processes(const struct writer *w)
{
	static const struct family gap = { "gilscope_gil_handoff_gap_seconds", "Time from a release while somebody waits to "
		"the next acquire. The sum has in addition the time so far of a gap that runs.", 1 };

	for (size_t i = 0; i < sizeof(of_processes) / sizeof(of_processes[0]); i++) {
		const struct family *family = &of_processes[i].family;
		int counter = strcmp(of_processes[i].type, "counter") == 0;

		write_header(w, family, of_processes[i].type);
		for (size_t p = 0; p < w->snapshot->process_count; p++) {
			struct owner owner = { .process = &w->snapshot->processes[p] };
			uint64_t value = of_processes[i].get(owner.process);

			if (counter)
				write_counter(w, family, &owner, value);
			else
				write_sample(w, family, "", &owner, NULL, family->seconds, value);
		}
	}
	write_header(w, &gap, "histogram");
	for (size_t p = 0; p < w->snapshot->process_count; p++) {
		struct owner owner = { .process = &w->snapshot->processes[p] };

		write_histogram(w, &gap, &owner, &owner.process->account.gap_hist, owner.process->account.gap.total_ns);
	}
}

/* Of gilscope itself. */
static void write_self(const struct writer *w, const struct calibration *calibration)
{
	static const struct family lost = { "gilscope_lost_events", "Events that should have been counted and were not.", 0 };
	static const struct family cost = { "gilscope_event_cost_seconds", "What one probe's event costs the process, "
		"measured at the start.", 1 };
	static const struct family build = { "gilscope_build", "The version of gilscope.", 0 };
	static const struct family build_text = { "gilscope_build_info", "The version of gilscope.", 0 };
	const struct gil_lost *by = &w->snapshot->lost;
	const struct {
		const char *kind;
		uint64_t count;
	} kinds[] = { { "no_storage", by->no_storage }, { "dead_threads", by->dead_threads }, { "names", by->names },
		      { "events", by->events }, { "stacks", by->stacks },
		      { "processes", by->processes } };

	write_header(w, &lost, "counter");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		write_counter(w, &lost, &(struct owner){ .label = "kind", .value = kinds[i].kind }, kinds[i].count);
	write_header(w, &cost, "gauge");
	write_sample(w, &cost, "", &(struct owner){ .label = NULL }, NULL, 1, calibration->event_ns);
	if (w->exposition == EXPOSITION_TEXT)
		write_header(w, &build_text, "gauge");
	else
		write_header(w, &build, "info");
	write_sample(w, &build_text, "", &(struct owner){ .label = "version", .value = GILSCOPE_VERSION }, NULL, 0, 1);
}

void openmetrics_write(FILE *out, enum exposition exposition, const struct snapshot *snapshot,
		       const struct calibration *calibration, uint64_t epoch_ns)
{
	struct writer w = { out, exposition, snapshot, epoch_ns };

	write_self(&w, calibration);
	write_processes(&w);
	write_threads(&w);
	if (exposition == EXPOSITION_OPENMETRICS)
		fputs("# EOF\n", out);
}
