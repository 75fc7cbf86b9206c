/* findings.c - view "report" without a page: its findings as text, for a terminal, and as JSON. */
#include "findings.h"

#include <string.h>

#include "json.h"
#include "page.h"
#include "text.h"

#define COLUMNS 100

/* Text in lines of COLUMNS, broken at blanks. Names in it are escaped as everywhere; they may make a line longer. */
static void print_wrapped(FILE *out, const char *text, const char *indent)
{
	char word[4096];
	int column = 0;

	while (*text) {
		size_t size = strcspn(text, " ");
		int width;

		size = size < sizeof(word) - 1 ? size : sizeof(word) - 1;
		memcpy(word, text, size);
		word[size] = '\0';
		text += size;
		text += *text == ' ';
		width = text_print_terminal(NULL, word, 0);
		if (column && column + 1 + width > COLUMNS) {
			fputc('\n', out);
			column = 0;
		}
		if (column)
			fputc(' ', out);
		else
			fputs(indent, out);
		column += (column ? 1 : (int)strlen(indent)) + width;
		text_print_terminal(out, word, 0);
	}
	fputc('\n', out);
}

static void print_one(FILE *out, const struct finding *finding)
{
	fprintf(out, "\n%s: ", finding_kind_name(finding->kind));
	text_print_terminal(out, finding->title, 0);
	fputc('\n', out);
	print_wrapped(out, finding->figure, "  ");
	print_wrapped(out, finding->advice, "  ");
}

void view_findings(const struct report *report, struct snapshot *snapshot)
{
	if (page_finish(report->state, snapshot)) {
		*report->failed = 1;
		return;
	}
	for (size_t i = 0; i < snapshot->process_count; i++) {
		struct page_process p;

		if (page_process_open(&p, report, i)) {
			*report->failed = 1;
		} else {
			view_heading(report, p.process);
			for (size_t n = 0; n < p.findings.count; n++)
				print_one(report->out, &p.findings.list[n]);
			fputc('\n', report->out);
		}
		page_process_free(&p);
	}
	fflush(report->out);
}

static void write_finding(struct json *json, const struct finding *finding)
{
	json_object(json, NULL);
	json_string(json, "id", finding->id);
	json_string(json, "kind", finding_kind_name(finding->kind));
	json_string(json, "title", finding->title);
	json_string(json, "figure", finding->figure);
	json_string(json, "advice", finding->advice);
	json_real(json, "value", finding->value);
	json_real(json, "threshold", finding->threshold);
	json_string(json, "unit", finding->unit);
	if (finding->thread)
		json_number(json, "thread", finding->thread);
	if (finding->function[0]) {
		json_string(json, "function", finding->function);
		json_string(json, "file", finding->file);
		json_number(json, "line", finding->line);
	}
	json_object_end(json);
}

static void write_findings(struct json *json, const struct report *report, const struct process_row *process)
{
	const struct page *page = report->state;
	struct page_process p;

	json_array(json, "findings");
	if (page_process_open(&p, report, (size_t)(process - page->snapshot->processes)))
		*report->failed = 1;
	else
		for (size_t i = 0; i < p.findings.count; i++)
			write_finding(json, &p.findings.list[i]);
	page_process_free(&p);
	json_array_end(json);
}

void view_findings_json(const struct report *report, struct snapshot *snapshot)
{
	if (page_finish(report->state, snapshot))
		*report->failed = 1;
	else
		view_json_with(report, snapshot, write_findings);
}
