/* page_tables.c - view "report": findings and tables of a process as HTML, which need no script. See page.h. */
#include "page.h"

#include <inttypes.h>

#include "html.h"
#include "text.h"

#define MATRIX_HOLDERS 12 /* columns; the rest is one more */
#define MATRIX_WAITERS 40
#define FUNCTIONS 25 /* rows, unless -n says otherwise */
#define HEATS 9      /* shades of a cell, as style.css has them */

/* A part of a whole as a bar, a picture without words: the figure stands beside it. */
static void write_bar(FILE *out, const char *kind, uint64_t part, uint64_t whole)
{
	double share = whole ? (double)part / (double)whole : 0;

	fprintf(out,
		"<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
		"<rect class=\"%s\" width=\"%.2f\" height=\"10\"/></svg>",
		kind, 100 * (share < 1 ? share : 1));
}

static void write_time_cell(FILE *out, uint64_t ns, int known)
{
	char text[16];

	if (known)
		fprintf(out, "<td data-v=\"%" PRIu64 "\">%s</td>", ns, text_time(text, ns));
	else
		fputs("<td data-v=\"-1\">\u2013</td>", out);
}

static void write_count_cell(FILE *out, uint64_t count)
{
	fprintf(out, "<td data-v=\"%" PRIu64 "\">%" PRIu64 "</td>", count, count);
}

static void write_name_cell(FILE *out, const char *name)
{
	fputs("<th scope=\"row\" class=\"text\">", out);
	html_text(out, name[0] ? name : "?", 0);
	fputs("</th>", out);
}

void page_findings(FILE *out, const struct page_process *p)
{
	for (size_t i = 0; i < p->findings.count; i++) {
		const struct finding *finding = &p->findings.list[i];
		const char *kind = finding_kind_name(finding->kind);

		fprintf(out, "<li data-kind=\"%s\" data-finding=\"%s\"><h4><span class=\"kind\">%s</span> ", kind,
			finding->id, kind);
		html_text(out, finding->title, 0);
		fputs("</h4><p>", out);
		html_text(out, finding->figure, 0);
		fputs("</p><p class=\"advice\">", out);
		html_text(out, finding->advice, 0);
		fputs("</p></li>\n", out);
	}
}

static void write_fact(FILE *out, const char *name, const char *value)
{
	fprintf(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

static void write_share(FILE *out, const char *name, uint64_t part, uint64_t whole)
{
	char text[16];

	write_fact(out, name, text_share(text, part, whole));
}

void page_facts(FILE *out, const struct page_process *p)
{
	const struct process_row *process = p->process;
	const struct gil_process *account = &process->account;
	uint64_t wall = process_wall(process);
	char text[32];

	write_fact(out, "measured for", text_time(text, wall));
	if (process->known) {
		write_share(out, "GIL busy", process->counts.hold.total_ns, wall);
		write_share(out, "GIL free", account->free_ns, wall);
		write_share(out, "hand-off gap", account->gap.total_ns, wall);
	}
	snprintf(text, sizeof(text), "%.2f", findings_queue(process));
	write_fact(out, "threads waiting", text);
	snprintf(text, sizeof(text), "%.0f", findings_ratio(account->switches, wall) * 1e9);
	write_fact(out, "switches a second", text);
	snprintf(text, sizeof(text), "%" PRIu64, process->counts.acquires);
	write_fact(out, "acquires", text);
	snprintf(text, sizeof(text), "%" PRIu64, process->counts.contended);
	write_fact(out, "contended", text);
	snprintf(text, sizeof(text), "%" PRIu64 "%s", process_threads(process), process->alive ? "" : ", ended");
	write_fact(out, "threads", text);
}

/* The wall time in one bar: held, free though wanted, free. */
void page_share(FILE *out, const struct page_process *p)
{
	const struct process_row *process = p->process;
	double wall = (double)process_wall(process), busy, gap;

	if (!process->known || wall <= 0)
		return;
	busy = 100 * (double)process->counts.hold.total_ns / wall;
	gap = 100 * (double)process->account.gap.total_ns / wall;
	fprintf(out,
		"<svg class=\"bar whole\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" "
		"aria-label=\"Of the time the "
		"GIL was held %.1f %%, wanted but free %.1f %%.\"><rect class=\"hold\" width=\"%.2f\" height=\"10\"/>"
		"<rect class=\"gap\" x=\"%.2f\" width=\"%.2f\" height=\"10\"/></svg>\n"
		"<p class=\"legend\"><span class=\"hold\">held</span><span class=\"gap\">wanted, nobody had it</span>"
		"<span class=\"free\">free</span></p>\n",
		busy, gap, busy < 100 ? busy : 100, busy < 100 ? busy : 100, gap < 100 ? gap : 100);
}

void page_trust(FILE *out, const struct page_process *p)
{
	const struct process_row *process = p->process;
	const struct gil_lost *lost = &p->page->snapshot->lost;
	const struct gil_counts *counts = &process->counts;
	const struct calibration *calibration = p->report->calibration;
	uint64_t wall = process_wall(process), events = counts->acquires + counts->releases + counts->requests;
	char cost[16], floor[16], share[16], divided[16], waited[16];

	fprintf(out,
		"<li>Lost: %" PRIu64 " (events without storage %" PRIu64 ", dead threads without room %" PRIu64
		", names %" PRIu64 ", of the stream %" PRIu64 ", stacks %" PRIu64 "). Unpaired %" PRIu64
		", overlaps %" PRIu64 ".</li>\n",
		lost_all(lost), lost->no_storage, lost->dead_threads, lost->names, lost->events, lost->stacks,
		counts->unpaired + process->account.unpaired, process->account.overlaps);
	fprintf(out,
		"<li>Balance: acquires %" PRIu64 " + open at start %" PRIu64 " = releases %" PRIu64
		" + open at end %" PRIu64 ": %s",
		counts->acquires, counts->hold.cut_start, counts->releases,
		process->holds_open + counts->hold.cut_death,
		process_imbalance(process) ? "wrong, events are missing" : "right");
	if (process->known && wall)
		fprintf(out, "; hold + free \u2212 wall: %+.3f %%",
			100.0 * ((double)counts->hold.total_ns + (double)process->account.free_ns - (double)wall) /
				(double)wall);
	fputs(".</li>\n", out);
	fprintf(out,
		"<li>Truncated: at the start %" PRIu64 " waits, %" PRIu64 " holds; at the end (*) %" PRIu64
		" and %" PRIu64 "; by death %" PRIu64 " and %" PRIu64 ".</li>\n",
		counts->wait.cut_start, counts->hold.cut_start, process->waits_open, process->holds_open,
		counts->wait.cut_death, counts->hold.cut_death);
	fprintf(out, "<li>Self-cost: %s an event, here %s of the time; no span reads below %s.</li>\n",
		text_time(cost, calibration->event_ns), text_share(share, events * calibration->event_ns, wall),
		text_time(floor, calibration->floor_ns));
	fprintf(out,
		"<li>Who made whom wait: divided %s of %s, on %" PRIu64 " stacks; %" PRIu64
		" waits began before the first event, %" PRIu64 " events fit nowhere.</li>\n",
		text_time(divided, p->blame.waited), text_time(waited, counts->wait.total_ns), p->blame.stacks,
		p->page->blame.undivided, p->page->blame.strays);
}

/* Total with a bar, median, 99th percentile, maximum. */
static void write_spans(FILE *out, const char *kind, const struct gil_spans *spans, const struct hist *hist, int open,
			uint64_t wall)
{
	char text[16];

	if (spans->total_ns) {
		fprintf(out, "<td class=\"with-bar\" data-v=\"%" PRIu64 "\">%s%s", spans->total_ns,
			text_time(text, spans->total_ns), open ? "*" : "");
		write_bar(out, kind, spans->total_ns, wall);
		fputs("</td>", out);
	} else {
		write_time_cell(out, 0, 0);
	}
	write_time_cell(out, snapshot_quantile(hist, 0.5, spans->max_ns), spans->count != 0);
	write_time_cell(out, snapshot_quantile(hist, 0.99, spans->max_ns), spans->count != 0);
	write_time_cell(out, spans->max_ns, spans->count != 0);
}

static void write_thread(FILE *out, const struct thread_row *row, uint64_t wall)
{
	const struct gil_counts *counts = &row->account.counts;
	uint64_t forced = counts->releases_by[GIL_REASON_INTERVAL] + counts->releases_by[GIL_REASON_TICKS] +
			  counts->releases_by[GIL_REASON_PREEMPTED];
	char text[16];

	fputs("<tr>", out);
	write_name_cell(out, row->name);
	fprintf(out, "<td data-v=\"%u\">%u</td><td data-v=\"%.6f\">%s</td>", row->account.own_tid, row->account.own_tid,
		findings_ratio(counts->hold.total_ns, wall), text_share(text, counts->hold.total_ns, wall));
	write_spans(out, "hold", &counts->hold, &row->account.hold, row->hold_open, wall);
	write_spans(out, "wait", &counts->wait, &row->account.wait, row->wait_open, wall);
	write_count_cell(out, counts->acquires);
	write_count_cell(out, counts->contended);
	fprintf(out, "<td data-v=\"%.6f\">%s</td></tr>\n", findings_ratio(forced, counts->releases),
		text_share(text, forced, counts->releases));
}

static void write_more(FILE *out, size_t shown, size_t all, const char *what)
{
	if (shown < all)
		fprintf(out, "<p class=\"note\">%zu more %s.</p>\n", all - shown, what);
}

void page_threads(FILE *out, const struct page_process *p)
{
	static const char *const names[] = { "Thread", "TID", "Held", "Holds", "p50",      "p99",       "max",
					     "Waits",  "p50", "p99",  "max",   "Acquires", "Contended", "Forced" };

	fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Threads\"><table "
	      "class=\"sortable\"><thead><tr>",
	      out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		fprintf(out, "<th scope=\"col\"%s>%s</th>", i ? "" : " class=\"text\"", names[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < p->rows; i++)
		write_thread(out, &p->process->threads[i], process_wall(p->process));
	fputs("</tbody></table></div>\n", out);
	write_more(out, p->rows, p->process->thread_count, "threads");
}

/* A cell of the matrix: the time, how many stacks it rests on, and a shade by its share of the largest. */
static void write_cell(FILE *out, uint64_t ns, uint64_t stacks, uint64_t most, int with_stacks)
{
	unsigned heat = most && ns ? 1 + (unsigned)((double)ns / (double)most * (HEATS - 1)) : 0;
	char text[16];

	fprintf(out, "<td class=\"heat%u\" data-v=\"%" PRIu64 "\">", heat > HEATS ? HEATS : heat, ns);
	if (!ns)
		fputs("\u2013</td>", out);
	else if (with_stacks)
		fprintf(out, "%s<small>%" PRIu64 " stack%s</small></td>", text_time(text, ns), stacks,
			stacks == 1 ? "" : "s");
	else
		fprintf(out, "%s</td>", text_time(text, ns));
}

static uint64_t largest_cell(const struct page_process *p, size_t rows, size_t columns)
{
	uint64_t most = 0;

	for (size_t r = 0; r < rows; r++) {
		for (size_t c = 0; c < columns; c++) {
			uint64_t ns = blame_cell_ns(&p->page->blame, p->blame.waiters[r]->key.a,
						    p->blame.holders[c]->key.a, NULL);

			most = ns > most ? ns : most;
		}
		most = p->blame.waiters[r]->gap_ns > most ? p->blame.waiters[r]->gap_ns : most;
	}
	return most;
}

static void write_waiter(FILE *out, const struct page_process *p, const struct blame_thread *waiter, size_t columns,
			 uint64_t most)
{
	const struct blame_rows *rows = &p->blame;
	uint64_t rest = waiter->waited_ns - waiter->gap_ns, others = 0, stacks;
	char name[FINDING_NAME_SIZE], text[16];
	struct findings_input input = { .process = p->process, .dictionary = p->report->dictionary };

	fputs("<tr>", out);
	write_name_cell(out, findings_thread(name, &input, waiter->key.a));
	fprintf(out, "<td data-v=\"%" PRIu64 "\">%s</td>", waiter->waited_ns, text_time(text, waiter->waited_ns));
	for (size_t c = 0; c < rows->holder_count; c++) {
		uint64_t ns;

		stacks = c < columns ? 0 : others;
		ns = blame_cell_ns(&p->page->blame, waiter->key.a, rows->holders[c]->key.a, &stacks);
		if (c >= columns) {
			others = stacks;
			continue;
		}
		rest -= ns;
		write_cell(out, ns, stacks, most, 1);
	}
	if (columns < rows->holder_count)
		write_cell(out, rest, others, most, 1);
	write_cell(out, waiter->gap_ns, 0, most, 0);
	fputs("</tr>\n", out);
}

void page_matrix(FILE *out, const struct page_process *p)
{
	const struct blame_rows *rows = &p->blame;
	size_t columns = rows->holder_count < MATRIX_HOLDERS ? rows->holder_count : MATRIX_HOLDERS;
	size_t limit = p->report->options->top ? p->report->options->top : MATRIX_WAITERS;
	struct findings_input input = { .process = p->process, .dictionary = p->report->dictionary };
	char name[FINDING_NAME_SIZE];
	uint64_t most;

	limit = limit < rows->waiter_count ? limit : rows->waiter_count;
	if (!rows->waited) {
		fputs("<p class=\"none\">No thread waited for the GIL.</p>\n", out);
		return;
	}
	fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Who made whom wait\"><table "
	      "class=\"matrix\"><thead><tr>"
	      "<th scope=\"col\" class=\"text\">Waiter</th><th scope=\"col\">all</th>",
	      out);
	for (size_t c = 0; c < columns; c++) {
		fputs("<th scope=\"col\">", out);
		html_text(out, findings_thread(name, &input, rows->holders[c]->key.a), 0);
		fputs("</th>", out);
	}
	fprintf(out, "%s<th scope=\"col\">nobody</th></tr></thead><tbody>\n",
		columns < rows->holder_count ? "<th scope=\"col\">others</th>" : "");
	most = largest_cell(p, limit, columns);
	for (size_t r = 0; r < limit; r++)
		write_waiter(out, p, rows->waiters[r], columns, most);
	fputs("</tbody></table></div>\n", out);
	write_more(out, limit, rows->waiter_count, "waiters");
}

void page_holders(FILE *out, const struct page_process *p)
{
	const struct blame_rows *rows = &p->blame;
	size_t limit = p->report->options->top ? p->report->options->top : FUNCTIONS;
	struct findings_input input = { .process = p->process, .dictionary = p->report->dictionary };
	char name[FINDING_NAME_SIZE], text[16], share[16];

	limit = limit < rows->holder_count ? limit : rows->holder_count;
	if (!limit)
		return;
	fputs("<h4>Top holders</h4><div class=\"scroll narrow\" tabindex=\"0\" role=\"region\" aria-label=\"Top "
	      "holders\"><table class=\"sortable\">"
	      "<thead><tr><th scope=\"col\" class=\"text\">Thread</th><th scope=\"col\">Others waited</th><th "
	      "scope=\"col\">Share</th></tr>"
	      "</thead><tbody>\n",
	      out);
	for (size_t i = 0; i < limit; i++) {
		uint64_t ns = rows->holders[i]->blamed_ns;

		fputs("<tr>", out);
		write_name_cell(out, findings_thread(name, &input, rows->holders[i]->key.a));
		fprintf(out, "<td class=\"with-bar\" data-v=\"%" PRIu64 "\">", ns);
		fputs(text_time(text, ns), out);
		write_bar(out, "wait", ns, rows->waited);
		fprintf(out, "</td><td data-v=\"%" PRIu64 "\">%s</td></tr>\n", ns, text_share(share, ns, rows->waited));
	}
	fputs("</tbody></table></div>\n", out);
	write_more(out, limit, rows->holder_count, "holders");
}

static void write_function(FILE *out, const struct page_process *p, const struct blame_function *function)
{
	const struct code_entry *code = dictionary_code(p->report->dictionary, function->key.b);
	struct findings_input input = { .process = p->process, .dictionary = p->report->dictionary };
	char name[FINDING_NAME_SIZE], text[16], share[16];

	fputs("<tr>", out);
	if (function->key.b)
		write_name_cell(out, dictionary_code_name(p->report->dictionary, function->key.b));
	else
		write_name_cell(out, function->taken ? "(outside of Python code)" : "(no stack was taken)");
	fputs("<td class=\"text\">", out);
	if (code) {
		html_text(out, code->file, 0);
		fprintf(out, ":%" PRIu32, function->line ? function->line : code->firstline);
	}
	fputs("</td><td class=\"text\">", out);
	html_text(out, findings_thread(name, &input, function->key.a), 0);
	fprintf(out, "</td><td class=\"with-bar\" data-v=\"%" PRIu64 "\">", function->sum.ns);
	fputs(text_time(text, function->sum.ns), out);
	write_bar(out, "wait", function->sum.ns, p->blame.waited);
	fprintf(out, "</td><td data-v=\"%" PRIu64 "\">%s</td>", function->sum.ns,
		text_share(share, function->sum.ns, p->blame.waited));
	write_count_cell(out, function->sum.stacks);
	write_time_cell(out, function->sum.asleep_ns, function->sum.sleeps != 0);
	fputs("</tr>\n", out);
}

void page_functions(FILE *out, const struct page_process *p)
{
	size_t limit = p->report->options->top ? p->report->options->top : FUNCTIONS;

	limit = limit < p->functions.count ? limit : p->functions.count;
	if (!limit)
		return;
	fputs("<h4>Top functions</h4><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Top "
	      "functions\"><table "
	      "class=\"sortable\"><thead><tr><th scope=\"col\" class=\"text\">Function</th><th scope=\"col\" "
	      "class=\"text\">Where</th>"
	      "<th scope=\"col\" class=\"text\">Thread</th><th scope=\"col\">Others waited</th><th "
	      "scope=\"col\">Share</th>"
	      "<th scope=\"col\">Stacks</th><th scope=\"col\">Asleep with it</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < limit; i++)
		write_function(out, p, table_at(&p->functions, i));
	fputs("</tbody></table></div>\n", out);
	write_more(out, limit, p->functions.count, "functions");
}
