/*
 * csv.c - views "stat" and "hist" as comma-separated values (RFC 4180): a header, then records, all with the same
 * fields. Text is always quoted. Programs that show tables take a field that begins with = + - @ or a tab for a
 * formula, quoted or not: such text gets an apostrophe before it.
 */
#include "views.h"

#include <inttypes.h>
#include <string.h>

#define COUNTS(X) X(requests) X(acquires) X(contended) X(releases) X(drop_requests) X(unpaired)

struct csv {
	FILE *out;
	int comma;
};

static void begin(struct csv *csv)
{
	if (csv->comma)
		fputc(',', csv->out);
	csv->comma = 1;
}

static void end(struct csv *csv)
{
	fputs("\r\n", csv->out);
	csv->comma = 0;
}

static void number(struct csv *csv, uint64_t value)
{
	begin(csv);
	fprintf(csv->out, "%" PRIu64, value);
}

static void text(struct csv *csv, const char *value)
{
	begin(csv);
	fputc('"', csv->out);
	if (*value && strchr("=+-@\t\r", *value))
		fputc('\'', csv->out);
	for (; *value; value++) {
		if (*value == '"')
			fputc('"', csv->out);
		fputc(*value, csv->out);
	}
	fputc('"', csv->out);
}

/* What every record begins with. `row` is NULL for the process as a whole. */
static void write_owner(struct csv *csv, const struct report *report, const struct process_row *process,
			const struct thread_row *row)
{
	text(csv, report->final ? "final" : "interval");
	number(csv, process->start);
	number(csv, process->end);
	number(csv, process->pid);
	text(csv, process->command);
	text(csv, row ? "thread" : "process");
	if (row)
		number(csv, row->account.own_tid);
	else
		begin(csv);
	text(csv, row ? row->name : "");
}

#define OWNER_FIELDS "kind,start_ns,end_ns,pid,command,scope,tid,name"
#define SPANS_FIELDS(of) \
	"," of "_count," of "_total_ns," of "_p50_ns," of "_p90_ns," of "_p99_ns," of "_max_ns," of "_open"

#define FORCED_FIELDS ",forced_switches,forced_switch_ns"

static void write_spans(struct csv *csv, const struct gil_spans *spans, const struct hist *hist, uint64_t open)
{
	number(csv, spans->count);
	number(csv, spans->total_ns);
	number(csv, snapshot_quantile(hist, 0.5, spans->max_ns));
	number(csv, snapshot_quantile(hist, 0.9, spans->max_ns));
	number(csv, snapshot_quantile(hist, 0.99, spans->max_ns));
	number(csv, spans->max_ns);
	number(csv, open);
}

/* Empty where they cannot be seen: a 0 would say that there are none. */
static void write_forced(struct csv *csv, const struct process_row *process, const struct gil_counts *counts)
{
	if (process->runtime_switch) {
		number(csv, counts->forced);
		number(csv, counts->forced_ns);
	} else {
		begin(csv);
		begin(csv);
	}
}

/* `row` is NULL for the process as a whole. */
static void write_stat(struct csv *csv, const struct process_row *process, const struct thread_row *row, uint64_t lost)
{
	const struct gil_counts *counts = row ? &row->account.counts : &process->counts;

#define X(field) number(csv, counts->field);
	COUNTS(X)
#undef X
	write_spans(csv, &counts->wait, row ? &row->account.wait : &process->wait, row ? (uint64_t)row->wait_open : process->waits_open);
	write_spans(csv, &counts->hold, row ? &row->account.hold : &process->hold, row ? (uint64_t)row->hold_open : process->holds_open);
	number(csv, lost);
	write_forced(csv, process, counts);
	end(csv);
}

void view_stat_csv(const struct report *report, struct snapshot *snapshot)
{
	struct csv csv = { report->out, 0 };
	uint64_t lost = lost_all(&snapshot->lost);

#define X(field) "," #field
	if (!report->printed)
		fputs(OWNER_FIELDS COUNTS(X) SPANS_FIELDS("wait") SPANS_FIELDS("hold") ",lost" FORCED_FIELDS "\r\n", report->out);
#undef X
	for (size_t p = 0; p < snapshot->process_count; p++) {
		struct process_row *process = &snapshot->processes[p];
		size_t rows = view_sort(report, process);

		for (size_t i = 0; i < rows; i++) {
			write_owner(&csv, report, process, &process->threads[i]);
			write_stat(&csv, process, &process->threads[i], lost);
		}
		write_owner(&csv, report, process, NULL);
		write_stat(&csv, process, NULL, lost);
	}
	fflush(report->out);
}

static void write_slots(struct csv *csv, const struct report *report, const struct process_row *process,
			const struct thread_row *row, const char *what, const struct hist *hist)
{
	for (uint32_t slot = 0; slot < HIST_SLOTS; slot++) {
		if (!hist->slot[slot])
			continue;
		write_owner(csv, report, process, row);
		text(csv, what);
		number(csv, hist_slot_low(slot));
		if (slot + 1 < HIST_SLOTS)
			number(csv, hist_slot_end(slot));
		else
			begin(csv); /* ends nowhere */
		number(csv, hist->slot[slot]);
		end(csv);
	}
}

void view_hist_csv(const struct report *report, struct snapshot *snapshot)
{
	struct csv csv = { report->out, 0 };

	if (!report->printed)
		fputs(OWNER_FIELDS ",span,slot_low_ns,slot_end_ns,count\r\n", report->out);
	for (size_t p = 0; p < snapshot->process_count; p++) {
		struct process_row *process = &snapshot->processes[p];
		size_t rows = view_sort(report, process);

		for (size_t i = 0; i < rows; i++) {
			const struct thread_row *row = &process->threads[i];

			write_slots(&csv, report, process, row, "wait", &row->account.wait);
			write_slots(&csv, report, process, row, "hold", &row->account.hold);
		}
		write_slots(&csv, report, process, NULL, "wait", &process->wait);
		write_slots(&csv, report, process, NULL, "hold", &process->hold);
	}
	fflush(report->out);
}
