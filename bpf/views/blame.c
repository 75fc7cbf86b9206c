/* blame.c - view "blame": who made whom wait, and where in their Python code. */
#include "blame_rows.h"

#include <inttypes.h>
#include <stdlib.h>

#include "json.h"
#include "views.h"

#define MATRIX_HOLDERS 6 /* columns; the rest is one more */
#define PLACES 20        /* rows, unless -n says otherwise */
#define NAME_WIDTH 18

void *blame_view_open(const struct report *report)
{
	struct blame *blame = malloc(sizeof(*blame));

	(void)report;
	if (!blame)
		say("out of memory");
	else
		blame_init(blame);
	return blame;
}

int blame_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	(void)size;
	return blame_event(state, dictionary, event);
}

void blame_view_close(void *state)
{
	if (state)
		blame_free(state);
	free(state);
}

static void print_name(FILE *out, const struct dictionary *dictionary, uint64_t thread, int width)
{
	const struct thread_entry *entry = dictionary_thread(dictionary, (uint32_t)thread);

	fprintf(out, "%8u ", entry ? entry->own_tid : 0);
	text_print_terminal(out, entry ? entry->name : "?", width);
}

/* A row for each waiter, a column for each holder, then those that have none, then nobody. */
static void print_matrix(const struct report *report, const struct blame *blame, const struct blame_rows *rows)
{
	size_t columns = rows->holder_count < MATRIX_HOLDERS ? rows->holder_count : MATRIX_HOLDERS;
	size_t limit = report->options->top ? report->options->top : rows->waiter_count;
	FILE *out = report->out;
	char text[16];

	fprintf(out, "\n%*s  time waited while these held:\n%8s %-*s %9s", 9 + NAME_WIDTH + 10, "", "TID", NAME_WIDTH, "WAITER", "ALL");
	for (size_t c = 0; c < columns; c++)
		fprintf(out, " %9u", dictionary_thread(report->dictionary, (uint32_t)rows->holders[c]->key.a)->own_tid);
	fprintf(out, "%s %9s %7s\n", columns < rows->holder_count ? "    others" : "", "nobody", "STACKS");
	for (size_t r = 0; r < rows->waiter_count && r < limit; r++) {
		const struct blame_thread *waiter = rows->waiters[r];
		uint64_t stacks = 0, rest = waiter->waited_ns - waiter->gap_ns;

		print_name(out, report->dictionary, waiter->key.a, NAME_WIDTH);
		fprintf(out, " %9s", text_time(text, waiter->waited_ns));
		for (size_t c = 0; c < columns; c++) {
			uint64_t ns = blame_cell_ns(blame, waiter->key.a, rows->holders[c]->key.a, &stacks);

			rest -= ns;
			fprintf(out, " %9s", ns ? text_time(text, ns) : "-");
		}
		if (columns < rows->holder_count) {
			for (size_t c = columns; c < rows->holder_count; c++)
				blame_cell_ns(blame, waiter->key.a, rows->holders[c]->key.a, &stacks);
			fprintf(out, " %9s", rest ? text_time(text, rest) : "-");
		}
		fprintf(out, " %9s %7" PRIu64 "\n", waiter->gap_ns ? text_time(text, waiter->gap_ns) : "-", stacks);
	}
	if (limit < rows->waiter_count)
		fprintf(out, "%8s (%zu more waiters)\n", "", rows->waiter_count - limit);
}

static void print_place(const struct report *report, const struct blame_place *place)
{
	const struct stack_entry *stack = dictionary_stack(report->dictionary, place->key.b);
	const struct gil_frame *frame = stack && stack->count ? dictionary_frame(report->dictionary, stack, 0) : NULL;
	const struct code_entry *code = frame ? dictionary_code(report->dictionary, frame->code) : NULL;
	FILE *out = report->out;

	if (!frame) {
		fputs(place->key.b ? "(outside of Python code)" : "(no stack was taken)", out);
		return;
	}
	text_print_terminal(out, dictionary_code_name(report->dictionary, frame->code), 0);
	if (!code)
		return;
	fputs("  ", out);
	text_print_terminal(out, code->file, 0);
	view_line(report, frame->line ? frame->line : code->firstline);
}

static void print_places(const struct report *report, const struct blame_rows *rows)
{
	size_t limit = report->options->top ? report->options->top : PLACES, shown = 0, sleeps = 0;
	FILE *out = report->out;
	char time[16], share[16];

	fprintf(out, "\n%9s %6s %7s %8s %-*s %s\n", "OTHERS", "SHARE", "STACKS", "TID", NAME_WIDTH, "HOLDER", "WHERE");
	fprintf(out, "%9s\n", "WAITED");
	for (size_t i = 0; i < rows->place_count && rows->places[i]->ns && shown < limit; i++, shown++) {
		const struct blame_place *place = rows->places[i];

		fprintf(out, "%9s %6s %7" PRIu64 " ", text_time(time, place->ns), text_share(share, place->ns, rows->waited),
			place->stacks);
		print_name(out, report->dictionary, place->key.a, NAME_WIDTH);
		fputc(' ', out);
		print_place(report, place);
		fputc('\n', out);
	}
	for (size_t i = 0; i < rows->place_count; i++)
		sleeps += rows->places[i]->sleeps != 0;
	if (!sleeps)
		return;
	fputs("\nHELD WHILE BLOCKED: slept in the kernel without releasing the GIL\n", out);
	fprintf(out, "%9s %9s %7s %8s %-*s %s\n", "ASLEEP", "OTHERS", "SLEEPS", "TID", NAME_WIDTH, "HOLDER", "WHERE");
	shown = 0;
	for (size_t i = 0; i < rows->place_count && shown < limit; i++) {
		const struct blame_place *place = rows->places[i];

		if (!place->sleeps)
			continue;
		shown++;
		fprintf(out, "%9s ", text_time(time, place->asleep_ns));
		fprintf(out, "%9s %7" PRIu64 " ", text_time(time, place->asleep_waited_ns), place->sleeps);
		print_name(out, report->dictionary, place->key.a, NAME_WIDTH);
		fputc(' ', out);
		print_place(report, place);
		fputc('\n', out);
	}
}

static void print_process(const struct report *report, const struct blame *blame, const struct snapshot *snapshot,
			  const struct process_row *process)
{
	struct blame_rows rows;
	char waited[16], measured[16], gap[16];

	if (blame_rows_collect(&rows, blame, report->dictionary, process->tgid)) {
		blame_rows_free(&rows);
		return;
	}
	view_heading(report, process);
	if (!rows.waited)
		fputs("\n  no thread waited for the GIL\n", report->out);
	else {
		print_matrix(report, blame, &rows);
		print_places(report, &rows);
	}
	fprintf(report->out, "\n  divided %s of %s that threads waited; while nobody held %s; on %" PRIu64 " stacks\n",
		text_time(waited, rows.waited), text_time(measured, process->counts.wait.total_ns), text_time(gap, rows.gap),
		rows.stacks);
	if (blame->undivided || blame->strays)
		fprintf(report->out, "  NOTE: %" PRIu64 " waits began before the first event and are not divided; %" PRIu64
			" events fit nowhere\n", blame->undivided, blame->strays);
	view_trust(report, snapshot, process);
	fputc('\n', report->out);
	blame_rows_free(&rows);
}

int blame_view_finish(struct blame *blame, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->process_count; i++)
		if (blame_finish(blame, snapshot->processes[i].tgid, snapshot->processes[i].end))
			return -1;
	return 0;
}

void view_blame(const struct report *report, struct snapshot *snapshot)
{
	struct blame *blame = report->state;

	if (blame_view_finish(blame, snapshot)) {
		*report->failed = 1;
		return;
	}
	for (size_t i = 0; i < snapshot->process_count; i++)
		print_process(report, blame, snapshot, &snapshot->processes[i]);
	fflush(report->out);
}

static void write_frames(struct json *json, const struct dictionary *dictionary, uint64_t number)
{
	const struct stack_entry *stack = dictionary_stack(dictionary, number);

	json_array(json, "frames");
	for (uint32_t i = 0; stack && i < stack->count; i++) {
		const struct gil_frame *frame = dictionary_frame(dictionary, stack, i);
		const struct code_entry *code = dictionary_code(dictionary, frame->code);

		json_object(json, NULL);
		json_string(json, "function", dictionary_code_name(dictionary, frame->code));
		json_string(json, "file", code ? code->file : "?");
		json_number(json, "line", frame->line);
		json_object_end(json);
	}
	json_array_end(json);
	json_bool(json, "frames_cut", stack && stack->flags & GIL_STACK_CUT);
}

static void write_cells(struct json *json, const struct dictionary *dictionary, const struct blame *blame, uint32_t tgid)
{
	json_array(json, "cells");
	for (size_t i = 0; i < blame->cells.count; i++) {
		const struct blame_cell *cell = table_at(&blame->cells, i);
		const struct blame_thread *waiter = table_find(&blame->threads, cell->key.a, 0);

		if (waiter->tgid != tgid)
			continue;
		json_object(json, NULL);
		json_number(json, "waiter", cell->key.a);
		json_string(json, "waiter_name", dictionary_thread_name(dictionary, (uint32_t)cell->key.a));
		json_number(json, "holder", cell->key.b);
		json_string(json, "holder_name", cell->key.b ? dictionary_thread_name(dictionary, (uint32_t)cell->key.b) : "");
		json_number(json, "ns", cell->ns);
		json_number(json, "holds", cell->holds);
		json_number(json, "stacks", cell->stacks);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_blame(struct json *json, const struct report *report, const struct process_row *process,
			const struct blame_rows *rows)
{
	const struct blame *blame = report->state;
	const struct dictionary *dictionary = report->dictionary;

	json_number(json, "divided_ns", rows->waited);
	json_number(json, "gap_ns", rows->gap);
	json_number(json, "stacks", rows->stacks);
	json_number(json, "undivided", blame->undivided);
	json_number(json, "strays", blame->strays);
	write_cells(json, dictionary, blame, process->tgid);
	json_array(json, "places");
	for (size_t i = 0; i < rows->place_count; i++) {
		const struct blame_place *place = rows->places[i];

		json_object(json, NULL);
		json_number(json, "holder", place->key.a);
		json_string(json, "holder_name", dictionary_thread_name(dictionary, (uint32_t)place->key.a));
		json_number(json, "waited_ns", place->ns);
		json_number(json, "stacks", place->stacks);
		json_number(json, "sleeps", place->sleeps);
		json_number(json, "asleep_ns", place->asleep_ns);
		json_number(json, "asleep_waited_ns", place->asleep_waited_ns);
		write_frames(json, dictionary, place->key.b);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_process_blame(struct json *json, const struct report *report, const struct process_row *process)
{
	struct blame_rows rows;

	json_object(json, "blame");
	if (!blame_rows_collect(&rows, report->state, report->dictionary, process->tgid))
		write_blame(json, report, process, &rows);
	blame_rows_free(&rows);
	json_object_end(json);
}

void view_blame_json(const struct report *report, struct snapshot *snapshot)
{
	if (blame_view_finish(report->state, snapshot))
		*report->failed = 1;
	else
		view_json_with(report, snapshot, write_process_blame);
}
