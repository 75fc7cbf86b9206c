/*
 * page.c - view "report": follows the stream, and at the end fills the slots of report/page.html and
 * report/process.html.
 */
#include "page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assets.h"
#include "html.h"
#include "recording.h"
#include "stacks.h"
#include "text.h"
#include "version.h"

void *page_view_open(const struct report *report)
{
	struct page *page = calloc(1, sizeof(*page));

	if (!page) {
		say("out of memory");
		return NULL;
	}
	page->report = report;
	blame_init(&page->blame);
	profile_init(&page->profile);
	allocs_init(&page->allocs);
	return page;
}

void page_view_close(void *state)
{
	struct page *page = state;

	if (!page)
		return;
	blame_free(&page->blame);
	profile_free(&page->profile);
	allocs_free(&page->allocs);
	if (page->lanes)
		timeline_free(&page->timeline);
	lanes_free(page->lanes);
	free(page);
}

int page_view_begin(struct report *report)
{
	const struct options *options = report->options;
	struct page *page = report->state;
	int with_cpus = report->recording ? report->recording->switches : options->sched;

	if (options->json || (options->format && options->format->print != view_page))
		return 0;
	page->lanes = lanes_new(with_cpus);
	if (!page->lanes)
		return -1;
	timeline_init(&page->timeline, &page->lanes->trace, with_cpus);
	return 0;
}

int page_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	struct page *page = state;

	(void)size;
	if (blame_event(&page->blame, dictionary, event) || profile_event(&page->profile, dictionary, event) ||
	    allocs_event(&page->allocs, dictionary, event))
		return -1;
	if (!page->lanes || (page->report->end && event->time >= page->report->end))
		return 0;
	if (timeline_event(&page->timeline, dictionary, event))
		return -1;
	return page->lanes->trace.failed ? say("out of memory") : 0;
}

int page_finish(struct page *page, struct snapshot *snapshot)
{
	page->snapshot = snapshot;
	if (blame_view_finish(&page->blame, snapshot))
		return -1;
	for (size_t i = 0; page->lanes && i < snapshot->process_count; i++) {
		const struct process_row *process = &snapshot->processes[i];

		if (timeline_finish(&page->timeline, page->report->dictionary, process->tgid, process->command,
				    process->start, process->end))
			return -1;
	}
	return 0;
}

static int by_ns(const void *a, const void *b)
{
	const struct blame_function *left = a, *right = b;

	return left->sum.ns != right->sum.ns ? (left->sum.ns < right->sum.ns ? 1 : -1)
					     : (left->key.b > right->key.b) - (left->key.b < right->key.b);
}

int page_process_open(struct page_process *p, const struct report *report, size_t number)
{
	const struct page *page = report->state;
	struct snapshot *snapshot = page->snapshot;
	struct findings_input input = {
		.snapshot = snapshot,
		.process = &snapshot->processes[number],
		.calibration = report->calibration,
		.dictionary = report->dictionary,
		.blame = &page->blame,
		.rows = &p->blame,
		.functions = &p->functions,
		.late = report->recording ? report->recording->late : 0,
		.incomplete = report->recording && report->recording->replay && !report->recording->complete,
	};

	memset(p, 0, sizeof(*p));
	p->page = page;
	p->report = report;
	p->process = &snapshot->processes[number];
	p->number = number;
	p->rows = view_sort(report, p->process);
	if (!report->options->top && p->rows > PAGE_THREADS)
		p->rows = PAGE_THREADS;
	if (blame_rows_collect(&p->blame, &page->blame, report->dictionary, p->process->tgid) ||
	    blame_functions(&p->functions, &p->blame, report->dictionary))
		return -1;
	table_sort(&p->functions, by_ns);
	findings_find(&p->findings, &input);
	return 0;
}

void page_process_free(struct page_process *p)
{
	blame_rows_free(&p->blame);
	table_free(&p->functions);
}

/* Writes a template; what stands in it as {{name}}, `fill` writes. */
static void write_template(FILE *out, const char *text, void (*fill)(FILE *out, const char *name, void *context),
			   void *context)
{
	const char *open, *end;
	char name[32];

	while ((open = strstr(text, "{{")) != NULL && (end = strstr(open, "}}")) != NULL) {
		fwrite(text, 1, (size_t)(open - text), out);
		snprintf(name, sizeof(name), "%.*s", (int)(end - open - 2), open + 2);
		fill(out, name, context);
		text = end + 2;
	}
	fputs(text, out);
}

/* A flame graph and what it shows, or why there is none. */
static void write_flame(FILE *out, const struct page_process *p, struct stacks stacks, const char *missing)
{
	char weight[16];

	stacks.tgid = p->process->tgid;
	fprintf(out, "<figure class=\"graph\"><figcaption><strong>%s</strong> %s.</figcaption>\n", stacks.title,
		stacks.subtitle);
	if (!stacks_weight(p->report->dictionary, &stacks))
		fprintf(out, "<p class=\"none\">%s</p>", missing);
	else if (stacks_print_part(out, p->report->dictionary, &stacks, stacks.title))
		*p->report->failed = 1;
	else
		fprintf(out, "<p class=\"note\">In all %s.</p>",
			stacks.text(weight, stacks_weight(p->report->dictionary, &stacks)));
	fputs("</figure>\n", out);
}

static void write_flames(FILE *out, const struct page_process *p)
{
	write_flame(out, p, stacks_of_blame(&p->page->blame), "No thread waited for another one.");
	write_flame(out, p, stacks_of_profile(&p->page->profile), "There are no samples of CPUs.");
	write_flame(out, p, stacks_of_allocs(&p->page->allocs),
		    "No allocation was sampled: less than some 512 KiB were allocated.");
}

static void write_lanes_note(FILE *out, const struct page_process *p)
{
	const struct lanes *lanes = p->page->lanes;
	char width[16];

	fprintf(out,
		"What happened is added up in bins of %s; the %u longest waits and holds of the measurement are exact.",
		text_time(width, (uint64_t)lanes->width), LANES_LONGEST);
	if (p->process->thread_count > PAGE_LANES)
		fprintf(out, " Shown are the first %u of %zu threads.", PAGE_LANES, p->process->thread_count);
	if (lanes->left_out)
		fprintf(out, " %" PRIu64 " threads that came later than %u others have no row.", lanes->left_out,
			LANES_CELLS / LANES_LEAST);
}

static void fill_process(FILE *out, const char *name, void *context)
{
	static const struct {
		const char *name;
		page_fn *write;
	} slots[] = {
		{ "findings", page_findings }, { "facts", page_facts },
		{ "share", page_share },       { "trust", page_trust },
		{ "threads", page_threads },   { "matrix", page_matrix },
		{ "holders", page_holders },   { "functions", page_functions },
		{ "flames", write_flames },    { "lanes-note", write_lanes_note },
	};
	const struct page_process *p = context;

	if (strcmp(name, "number") == 0)
		fprintf(out, "%zu", p->number);
	else if (strcmp(name, "pid") == 0)
		fprintf(out, "%d", (int)p->process->pid);
	else if (strcmp(name, "command") == 0)
		html_text(out, p->process->command[0] ? p->process->command : "?", 0);
	for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
		if (strcmp(name, slots[i].name) == 0)
			slots[i].write(out, p);
}

struct whole {
	const struct report *report;
	struct page_process *processes;
	size_t count, left_out;
};

static void write_when(FILE *out, const struct report *report)
{
	struct recording_info now = { .realtime_ns = (uint64_t)time(NULL) * 1000000000 };
	char text[32];

	if (report->recording)
		fprintf(out, "From a recording of %s%s", recording_time(text, report->recording),
			report->recording->complete ? "" : ", of which only the beginning is there");
	else
		fprintf(out, "Measured until %s", recording_time(text, &now));
}

static void fill_page(FILE *out, const char *name, void *context)
{
	const struct whole *whole = context;

	if (strcmp(name, "style-hash") == 0)
		fputs(asset_style_hash, out);
	else if (strcmp(name, "script-hash") == 0)
		fputs(asset_script_hash, out);
	else if (strcmp(name, "style") == 0)
		fputs(asset_style, out);
	else if (strcmp(name, "script") == 0)
		fputs(asset_script, out);
	else if (strcmp(name, "title") == 0)
		html_text(out, whole->count ? whole->processes[0].process->command : "nothing", 80);
	else if (strcmp(name, "when") == 0)
		write_when(out, whole->report);
	else if (strcmp(name, "tool") == 0)
		fputs("gilscope " GILSCOPE_VERSION, out);
	else if (strcmp(name, "more") == 0 && whole->left_out)
		fprintf(out, "<p class=\"note\">%zu more processes were measured; gilscope stat shows them.</p>",
			whole->left_out);
	else if (strcmp(name, "data") == 0)
		page_data(out, whole->processes, whole->count);
	else if (strcmp(name, "processes") == 0)
		for (size_t i = 0; i < whole->count; i++)
			write_template(out, asset_process_html, fill_process, &whole->processes[i]);
}

void view_page(const struct report *report, struct snapshot *snapshot)
{
	struct whole whole = { .report = report };

	whole.count = snapshot->process_count < PAGE_PROCESSES ? snapshot->process_count : PAGE_PROCESSES;
	whole.left_out = snapshot->process_count - whole.count;
	whole.processes = calloc(whole.count + 1, sizeof(*whole.processes));
	if (!whole.processes || page_finish(report->state, snapshot)) {
		*report->failed = 1;
		if (!whole.processes)
			say("out of memory");
		free(whole.processes);
		return;
	}
	for (size_t i = 0; i < whole.count; i++)
		if (page_process_open(&whole.processes[i], report, i))
			*report->failed = 1;
	if (!*report->failed)
		write_template(report->out, asset_page_html, fill_page, &whole);
	for (size_t i = 0; i < whole.count; i++)
		page_process_free(&whole.processes[i]);
	free(whole.processes);
	fflush(report->out);
}
