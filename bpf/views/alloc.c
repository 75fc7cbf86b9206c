/* alloc.c - view "alloc": which objects are made, by type, size, Python function and thread. */
#include "allocs.h"

#include <inttypes.h>
#include <stdlib.h>

#include "exact.h"
#include "json.h"
#include "views.h"

#define ROWS 12 /* of each table, unless -n says otherwise */

void *alloc_view_open(const struct report *report)
{
	struct allocs *allocs = malloc(sizeof(*allocs));

	(void)report;
	if (!allocs)
		say("out of memory");
	else
		allocs_init(allocs);
	return allocs;
}

int alloc_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	(void)size;
	return allocs_event(state, dictionary, event);
}

void alloc_view_close(void *state)
{
	if (state)
		allocs_free(state);
	free(state);
}

static void print_type(const struct report *report, const struct allocs_row *row)
{
	text_print_terminal(report->out, ((const struct allocs_type *)row)->name, 0);
}

static void print_size(const struct report *report, const struct allocs_row *row)
{
	char low[16], high[16];

	fprintf(report->out, "%s to %s", text_bytes(low, row->key.a == 8 ? 0 : row->key.a / 2 + 1), text_bytes(high, row->key.a));
}

static void print_function(const struct report *report, const struct allocs_row *row)
{
	if (dictionary_code(report->dictionary, row->key.a))
		view_function(report, row->key.a);
	else
		fputs("(not known)", report->out);
}

static void print_thread(const struct report *report, const struct allocs_row *row)
{
	const struct thread_entry *known = dictionary_thread(report->dictionary, (uint32_t)row->key.a);

	fprintf(report->out, "%u ", known ? known->own_tid : 0);
	text_print_terminal(report->out, dictionary_thread_name(report->dictionary, (uint32_t)row->key.a), 0);
}

/* The last figure of a row: how many samples it rests on; or what is left of its objects, which may be less than nothing, if
 * older ones were destroyed. It is known for types and sizes only. */
static void print_last(const struct report *report, int known, const struct allocs_sum *sum)
{
	char kept[24];
	int less = sum->freed_bytes > sum->bytes;

	if (!report->options->exact) {
		fprintf(report->out, "%8" PRIu64 "  ", sum->samples);
		return;
	}
	kept[0] = '-';
	text_bytes(kept + less, less ? sum->freed_bytes - sum->bytes : sum->bytes - sum->freed_bytes);
	fprintf(report->out, "%8s  ", known ? kept : "");
}

static void print_table(const struct report *report, struct table *rows, const char *heading, const struct allocs_sum *all,
			void (*print)(const struct report *, const struct allocs_row *))
{
	size_t limit = report->options->top ? report->options->top : ROWS;
	FILE *out = report->out;
	char bytes[16], share[16];

	allocs_sort(rows);
	fprintf(out, "\n%10s %6s %12s %8s  %s\n", "BYTES", "", "OBJECTS", report->options->exact ? "KEPT" : "SAMPLES", heading);
	for (size_t i = 0; i < rows->count && i < limit; i++) {
		const struct allocs_row *row = table_at(rows, i);

		fprintf(out, "%10s %6s %12.0f ", text_bytes(bytes, row->sum.bytes), text_share(share, row->sum.bytes, all->bytes),
			row->sum.objects);
		print_last(report, print == print_type || print == print_size, &row->sum);
		print(report, row);
		fputc('\n', out);
	}
	if (limit < rows->count)
		fprintf(out, "%41s (%zu more)\n", "", rows->count - limit);
}

/* What every object told, in place of the samples. 0, or -1 having said why. */
static int take_exact(const struct report *report, struct allocs *allocs)
{
	if (exact_allocs(report->reader->session, allocs) == 0)
		return 0;
	*report->failed = 1;
	return -1;
}

void view_alloc(const struct report *report, struct snapshot *snapshot)
{
	struct allocs *allocs = report->state;
	const struct allocs_sum *all = &allocs->all;
	FILE *out = report->out;
	uint64_t unseen = view_unseen(snapshot);
	char bytes[16], freed[16];

	for (size_t i = 0; i < snapshot->process_count; i++)
		view_heading(report, &snapshot->processes[i]);
	if (report->options->exact && take_exact(report, allocs))
		return;
	if (report->options->exact)
		fprintf(out, "%s allocated, %.0f objects; %s of them destroyed, %" PRIu64 " objects\n",
			text_bytes(bytes, all->bytes), all->objects, text_bytes(freed, all->freed_bytes), all->freed_objects);
	else
		fprintf(out, "%s allocated, about %.0f objects; from %" PRIu64 " samples: a row of n is known to about 1 / sqrt(n)\n",
			text_bytes(bytes, all->bytes), all->objects, all->samples);
	if (all->bytes) {
		print_table(report, &allocs->types, "TYPE", all, print_type);
		print_table(report, &allocs->sizes, "SIZE", all, print_size);
		print_table(report, &allocs->functions, "FUNCTION", all, print_function);
		print_table(report, &allocs->threads, "THREAD", all, print_thread);
	}
	fputc('\n', out);
	if (unseen && !report->options->exact)
		fprintf(out, "  NOTE: of %" PRIu64 " samples the function is not known: their threads had not touched the GIL since the "
			"start\n", unseen);
	view_exact_cost(report, snapshot);
	for (size_t i = 0; i < snapshot->process_count; i++)
		view_trust(report, snapshot, &snapshot->processes[i]);
	fflush(out);
}

static void write_row(struct json *json, const struct allocs_row *row, int exact)
{
	json_number(json, "bytes", row->sum.bytes);
	json_real(json, "objects", row->sum.objects);
	json_number(json, "samples", row->sum.samples);
	if (exact) {
		json_number(json, "freed_bytes", row->sum.freed_bytes);
		json_number(json, "freed_objects", row->sum.freed_objects);
	}
	json_object_end(json);
}

static void write_alloc(struct json *json, const struct report *report, const struct snapshot *snapshot)
{
	struct allocs *allocs = report->state;

	json_object(json, "alloc");
	json_number(json, "bytes", allocs->all.bytes);
	json_real(json, "objects", allocs->all.objects);
	json_number(json, "samples", allocs->all.samples);
	json_number(json, "unseen", view_unseen(snapshot));
	if (report->options->exact)
		view_exact_cost_json(json, report);
	json_array(json, "types");
	for (size_t i = 0; i < allocs->types.count; i++) {
		json_object(json, NULL);
		json_string(json, "type", ((const struct allocs_type *)table_at(&allocs->types, i))->name);
		write_row(json, table_at(&allocs->types, i), report->options->exact);
	}
	json_array_end(json);
	json_array(json, "sizes");
	for (size_t i = 0; i < allocs->sizes.count; i++) {
		json_object(json, NULL);
		json_number(json, "up_to", ((const struct allocs_row *)table_at(&allocs->sizes, i))->key.a);
		write_row(json, table_at(&allocs->sizes, i), report->options->exact);
	}
	json_array_end(json);
	json_array(json, "functions");
	for (size_t i = 0; i < allocs->functions.count; i++) {
		const struct allocs_row *row = table_at(&allocs->functions, i);
		const struct code_entry *code = dictionary_code(report->dictionary, row->key.a);

		json_object(json, NULL);
		json_string(json, "function", dictionary_code_name(report->dictionary, row->key.a));
		json_string(json, "file", code ? code->file : "?");
		json_number(json, "line", code ? code->firstline : 0);
		write_row(json, row, 0);
	}
	json_array_end(json);
	json_array(json, "threads");
	for (size_t i = 0; i < allocs->threads.count; i++) {
		const struct allocs_row *row = table_at(&allocs->threads, i);

		json_object(json, NULL);
		json_number(json, "id", row->key.a);
		json_string(json, "name", dictionary_thread_name(report->dictionary, (uint32_t)row->key.a));
		write_row(json, row, 0);
	}
	json_array_end(json);
	json_object_end(json);
}

void view_alloc_json(const struct report *report, struct snapshot *snapshot)
{
	struct allocs *allocs = report->state;

	if (report->options->exact && take_exact(report, allocs))
		return;
	allocs_sort(&allocs->types);
	allocs_sort(&allocs->sizes);
	allocs_sort(&allocs->functions);
	allocs_sort(&allocs->threads);
	view_json_all(report, snapshot, write_alloc);
}
