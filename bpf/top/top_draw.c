/* top_draw.c - see top_draw.h; the tables are in top_table.c. */
#include "top_draw.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

#define HEADER 4
#define ALERTS 3	/* lines on threads that slept with the GIL, at most */
#define ALERT_PART 100	/* only those that did so for this part of the time */
#define OTHERS_WIDTH 24 /* ", others waited 1.234ms " */
#define SMALL_HEIGHT 9	/* below it only one line of the header is left */

static const char help[][2][64] = {
	{ "q", "quit, as Ctrl-C; the final report follows" },
	{ "space", "freeze the screen, or let it go on; measuring goes on" },
	{ "s >  <", "next, previous sort key" },
	{ "r", "reverse the order" },
	{ "t", "threads of all processes" },
	{ "p", "processes; Enter shows the threads of the chosen one" },
	{ "c", "totals since the start, or the last interval" },
	{ "up down", "scroll, or choose a process; also k j, page, Home, End" },
	{ "h ?", "this help; any key leaves it" },
	{ "", "" },
	{ "#", "held the GIL" },
	{ "=", "waited for it (of a process: wanted, but nobody had it)" },
	{ ".", "neither" },
	{ "WAIT%", "share of the time that the thread waited for the GIL" },
	{ "BLAMED", "time that others waited while it held; several at once add up" },
	{ "WHERE", "the Python function in which it did so" },
	{ "!", "HELD WHILE BLOCKED: it slept in the kernel with the GIL, there" },
};

static void draw_help(struct canvas *canvas)
{
	canvas_print(canvas, 0, 0, CANVAS_TITLE, "gilscope top: keys and words");
	for (size_t i = 0; i < sizeof(help) / sizeof(help[0]); i++) {
		canvas_text(canvas, 2 + (int)i, 1, 8, CANVAS_TITLE, help[i][0]);
		canvas_text(canvas, 2 + (int)i, 10, canvas->width - 10, CANVAS_PLAIN, help[i][1]);
	}
}

static void draw_first_line(struct canvas *canvas, const struct top_model *model, const struct top_ui *ui)
{
	char interval[16], measured[16];
	int column = canvas_print(canvas, 0, 0, CANVAS_TITLE, "gilscope top %s  ", ui->clock);

	if (model->since_start)
		column = canvas_print(canvas, 0, column, CANVAS_TITLE, "since the start, %s",
				      text_time(measured, ui->measured_ns));
	else
		column = canvas_print(canvas, 0, column, CANVAS_PLAIN, "interval %s of %s",
				      text_time(interval, model->wall_ns), text_time(measured, ui->measured_ns));
	column = canvas_print(canvas, 0, column, CANVAS_PLAIN, ", by %s%s", options_sort_name(ui->sort),
			      ui->reverse ? " reversed" : "");
	if (ui->rows > ui->page && !ui->plain)
		column = canvas_print(canvas, 0, column, CANVAS_FAINT, "  %zu-%zu of %zu", ui->first + 1,
				      ui->first + ui->page < ui->rows ? ui->first + ui->page : ui->rows, ui->rows);
	if (ui->frozen)
		canvas_print(canvas, 0, column, CANVAS_ALERT, "  FROZEN");
}

static void draw_gil(struct canvas *canvas, int row, const struct top_process *process)
{
	char busy[16], free_share[16], gap[16], p99[16], rate[16];

	if (!process->known) {
		canvas_print(canvas, row, 0, CANVAS_PLAIN,
			     "GIL: no acquire and no release yet, so it is held, or free, all the time");
		return;
	}
	canvas_print(canvas, row, 0, CANVAS_PLAIN, "GIL busy %s%% free %s%% gap %s%% (p99 %s) %s switches/s",
		     top_percent(busy, process->hold_ns, process->wall_ns),
		     top_percent(free_share, process->free_ns, process->wall_ns),
		     top_percent(gap, process->gap_ns, process->wall_ns),
		     process->gap_p99_ns ? text_time(p99, process->gap_p99_ns) : "-",
		     top_rate(rate, process->switches, process->wall_ns));
}

/* One process, or what there are of them. */
static void draw_who(struct canvas *canvas, int row, const struct top_model *model, const struct top_process *process)
{
	size_t living = 0, threads = 0;

	if (process) {
		int column = canvas_print(canvas, row, 0, CANVAS_PLAIN, "process %d%s: %zu threads", (int)process->pid,
					  process->alive ? "" : " (ended)", process->living);

		if (process->ended)
			column = canvas_print(canvas, row, column, CANVAS_FAINT, ", %zu ended", process->ended);
		canvas_print(canvas, row, column + 2, CANVAS_PLAIN, "%s", process->command);
		draw_gil(canvas, row + 1, process);
		return;
	}
	if (!model->process_count) {
		canvas_print(canvas, row, 0, CANVAS_PLAIN, "the first interval has not ended yet");
		return;
	}
	for (size_t i = 0; i < model->process_count; i++) {
		living += (size_t)model->processes[i].alive;
		threads += model->processes[i].living;
	}
	canvas_print(canvas, row, 0, CANVAS_PLAIN, "%zu processes, %zu of them alive, %zu threads",
		     model->process_count, living, threads);
}

static void draw_trust(struct canvas *canvas, int row, const struct top_model *model, const struct top_process *process)
{
	uint64_t overlaps = 0, unpaired = 0, events = 0, wall = 0;
	char cost[16], share[16];
	int column;

	for (size_t i = 0; i < model->process_count; i++) {
		const struct top_process *each = &model->processes[i];

		if (process && each != process)
			continue;
		overlaps += each->overlaps;
		unpaired += each->unpaired;
		events += each->events;
		wall = each->wall_ns > wall ? each->wall_ns : wall;
	}
	column = canvas_print(canvas, row, 0, model->lost || overlaps || unpaired ? CANVAS_ALERT : CANVAS_PLAIN,
			      "lost %" PRIu64 " unpaired %" PRIu64 " overlaps %" PRIu64, model->lost, unpaired,
			      overlaps);
	canvas_print(canvas, row, column, CANVAS_PLAIN, "  self-cost %s an event, %s%% of the time",
		     text_time(cost, model->event_ns), top_percent(share, events * model->event_ns, wall));
}

/* The threads that slept most with the GIL, at most `room`: into `worst`, and how many. */
static int find_alerts(const struct top_row *worst[ALERTS], int room, const struct top_model *model,
		       const struct top_ui *ui)
{
	int count = 0;

	for (size_t i = 0; i < model->row_count; i++) {
		const struct top_row *row = &model->rows[i];
		int at;

		if (!row->blocked || row->asleep_ns * ALERT_PART < row->wall_ns || (ui->tgid && row->tgid != ui->tgid))
			continue;
		for (at = count; at > 0 && worst[at - 1]->asleep_ns < row->asleep_ns; at--)
			if (at < room)
				worst[at] = worst[at - 1];
		if (at < room)
			worst[at] = row;
		count += count < room;
	}
	return count;
}

static int draw_alerts(struct canvas *canvas, int row, int room, const struct top_model *model, const struct top_ui *ui)
{
	const struct top_row *worst[ALERTS];
	int count = find_alerts(worst, room, model, ui);
	char share[16], waited[16];

	for (int i = 0; i < count; i++) {
		const struct top_row *thread = worst[i];
		int column = canvas_print(canvas, row + i, 0, CANVAS_ALERT, "! HELD WHILE BLOCKED %s%%: ",
					  top_percent(share, thread->asleep_ns, thread->wall_ns));
		int rest = canvas->width - column;

		/* Where is worth more than who. */
		column = top_draw_place(canvas, row + i, column, rest > 2 * OTHERS_WIDTH ? rest - OTHERS_WIDTH : rest,
					CANVAS_ALERT, thread);
		column = canvas_print(canvas, row + i, column, CANVAS_ALERT, ", others waited %s for ",
				      text_time(waited, thread->asleep_waited_ns));
		canvas_text(canvas, row + i, column, canvas->width - column, CANVAS_ALERT, thread->name);
	}
	return count;
}

static void draw_keys(struct canvas *canvas, int row, const struct top_ui *ui)
{
	canvas_print(canvas, row, 0, CANVAS_HEAD, "q quit  h help  space %s  s sort  r reverse  %s  c %s",
		     ui->frozen ? "go on" : "freeze",
		     ui->mode == TOP_PROCESSES ? "Enter t threads" : "p procs  t threads",
		     ui->since_start ? "interval" : "total");
}

static int alert_room(const struct canvas *canvas, const struct top_ui *ui)
{
	int room = ui->plain ? ALERTS : canvas->height / 6;

	return room < ALERTS ? room : ALERTS;
}

/* The process that the header is about; NULL: several. */
static const struct top_process *header_process(const struct top_model *model, const struct top_ui *ui)
{
	if (ui->mode == TOP_THREADS && ui->tgid)
		return top_model_find(model, ui->tgid);
	return model->process_count == 1 ? &model->processes[0] : NULL;
}

static int header_height(const struct canvas *canvas, const struct top_ui *ui)
{
	return !ui->plain && canvas->height < SMALL_HEIGHT ? 1 : HEADER;
}

int top_draw_height(const struct top_model *model, const struct top_ui *ui)
{
	size_t rows = ui->mode == TOP_PROCESSES ? model->process_count : model->row_count;
	const struct top_row *worst[ALERTS];

	if (ui->limit && ui->limit < rows)
		rows = ui->limit;
	return HEADER + find_alerts(worst, ALERTS, model, ui) + 1 + (int)rows;
}

void top_draw(struct canvas *canvas, const struct top_model *model, struct top_ui *ui)
{
	const struct top_process *process = header_process(model, ui);
	int row = header_height(canvas, ui), end = canvas->height - !ui->plain;

	if (ui->help) {
		draw_help(canvas);
		return;
	}
	if (row == HEADER) {
		draw_who(canvas, 1, model, process);
		draw_trust(canvas, 3, model, process);
		row += draw_alerts(canvas, row, alert_room(canvas, ui), model, ui);
	}
	if (row < end && ui->mode == TOP_PROCESSES)
		top_draw_processes(canvas, row, end - row, model, ui);
	else if (row < end)
		top_draw_threads(canvas, row, end - row, model, ui);
	draw_first_line(canvas, model, ui); /* it says which rows there are */
	if (!ui->plain) {
		canvas_style_row(canvas, end, CANVAS_HEAD);
		draw_keys(canvas, end, ui);
	}
}
