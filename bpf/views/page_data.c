/* page_data.c - view "report": the JSON block that the page's script draws from. See page.h. */
#include "page.h"

#include "json.h"

static void write_spans(struct json *json, const char *name, const struct gil_spans *spans, const struct hist *hist)
{
	json_object(json, name);
	json_number(json, "count", spans->count);
	json_number(json, "p50", snapshot_quantile(hist, 0.5, spans->max_ns));
	json_number(json, "p99", snapshot_quantile(hist, 0.99, spans->max_ns));
	json_number(json, "max", spans->max_ns);
	json_array(json, "hist"); /* of each slot: its number, its count */
	for (unsigned i = 0; i < HIST_SLOTS; i++) {
		if (!hist->slot[i])
			continue;
		json_number(json, NULL, i);
		json_number(json, NULL, hist->slot[i]);
	}
	json_array_end(json);
	json_object_end(json);
}

static void write_threads(struct json *json, const struct page_process *p)
{
	const struct process_row *process = p->process;

	json_array(json, "threads");
	json_object(json, NULL);
	json_string(json, "name", "all threads");
	write_spans(json, "wait", &process->counts.wait, &process->wait);
	write_spans(json, "hold", &process->counts.hold, &process->hold);
	json_object_end(json);
	for (size_t i = 0; i < p->rows; i++) {
		const struct thread_row *row = &process->threads[i];

		json_newline(json);
		json_object(json, NULL);
		json_string(json, "name", row->name);
		json_number(json, "tid", row->account.own_tid);
		write_spans(json, "wait", &row->account.counts.wait, &row->account.wait);
		write_spans(json, "hold", &row->account.counts.hold, &row->account.hold);
		json_object_end(json);
	}
	json_array_end(json);
}

/* Of each bin that is not empty: how many bins after the one before it, and of each kind per mille of the bin. */
static void write_cells(struct json *json, const struct lanes *lanes, const struct lane *lane)
{
	unsigned last = 0;

	json_array(json, "cells");
	for (unsigned bin = 0; bin < lanes->bins; bin++) {
		unsigned mille[LANE_KINDS], any = 0;

		for (unsigned kind = 0; kind < lanes->kinds; kind++) {
			double share = (double)lane_cells(lanes, lane, (enum lane_kind)kind)[bin] /
				       (double)lanes->width * 1000;

			/* What is there at all must be seen. */
			mille[kind] = share > 0 && share < 1 ? 1 : (unsigned)(share < 1000 ? share + 0.5 : 1000);
			any |= mille[kind];
		}
		if (!any)
			continue;
		json_number(json, NULL, bin - last);
		for (unsigned kind = 0; kind < lanes->kinds; kind++)
			json_number(json, NULL, mille[kind]);
		last = bin;
	}
	json_array_end(json);
}

static void write_place(struct json *json, const struct dictionary *dictionary, uint64_t number)
{
	const struct stack_entry *stack = dictionary_stack(dictionary, number);
	const struct gil_frame *frame = stack && stack->count ? dictionary_frame(dictionary, stack, 0) : NULL;
	const struct code_entry *code = frame ? dictionary_code(dictionary, frame->code) : NULL;

	if (!frame)
		return;
	json_string(json, "function", dictionary_code_name(dictionary, frame->code));
	if (code) {
		json_string(json, "file", code->file);
		json_number(json, "line", frame->line ? frame->line : code->firstline);
	}
}

/* The longest of this thread, with times from the start of the process's window. */
static void write_longest(struct json *json, const struct page_process *p, const char *name,
			  const struct lane_spans *spans, uint64_t thread)
{
	json_array(json, name);
	for (size_t i = 0; i < spans->count; i++) {
		const struct lane_span *span = &spans->list[i];

		if (span->thread != thread)
			continue;
		json_newline(json);
		json_object(json, NULL);
		json_signed(json, "start", (int64_t)(span->start - p->process->start));
		json_signed(json, "end", (int64_t)(span->end - p->process->start));
		json_bool(json, "cut", span->cut);
		if (span->holder)
			json_number(json, "holder", span->holder);
		if (span->reason)
			json_string(
				json, "reason",
				view_reason(span->reason - 1 < GIL_REASON_COUNT ? span->reason - 1 : GIL_REASON_COUNT));
		if (span->stack)
			write_place(json, p->report->dictionary, span->stack);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_lanes(struct json *json, const struct page_process *p)
{
	static const char *const kinds[LANE_KINDS] = { "wait", "hold", "running", "runnable", "sleeping" };
	const struct lanes *lanes = p->page->lanes;
	size_t written = 0;

	json_object(json, "lanes");
	json_signed(json, "origin", lanes->width ? lanes->origin - (int64_t)p->process->start : 0);
	json_signed(json, "width", lanes->width);
	json_array(json, "kinds");
	for (unsigned kind = 0; kind < lanes->kinds; kind++)
		json_string(json, NULL, kinds[kind]);
	json_array_end(json);
	json_array(json, "rows");
	for (size_t i = 0; i < p->process->thread_count && written < PAGE_LANES; i++) {
		const struct thread_row *row = &p->process->threads[i];
		const struct lane *lane = table_find(&lanes->lanes, row->account.id, 0);

		if (!lane || !lane->cells)
			continue;
		written++;
		json_newline(json);
		json_object(json, NULL);
		json_string(json, "name", row->name);
		json_number(json, "tid", row->account.own_tid);
		write_cells(json, lanes, lane);
		write_longest(json, p, "waits", &lanes->waits, row->account.id);
		write_longest(json, p, "holds", &lanes->holds, row->account.id);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

void page_data(FILE *out, const struct page_process *processes, size_t count)
{
	struct json json = { .out = out, .html = 1 };

	json_object(&json, NULL);
	json_array(&json, "processes");
	for (size_t i = 0; i < count; i++) {
		json_object(&json, NULL);
		json_number(&json, "wall", process_wall(processes[i].process));
		write_threads(&json, &processes[i]);
		write_lanes(&json, &processes[i]);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
}
