/* top_table.c - the tables of `gilscope top`: columns that fit the width. */
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "top_draw.h"

#define NAME_MOST 24
#define BAR_MOST 24
#define FILE_LEAST 8
#define WHERE_WISH 26 /* wider only when names and bars have what they want */

enum column { PID, TID, NAME, BAR, HELD, WAIT, RATE, P99, LONGEST, BLAMED, WHERE, COLUMNS };

static const struct {
	const char *title;
	int width; /* at the least */
	int right; /* aligned */
} thread_columns[COLUMNS] = {
	[PID] = { "PID", 5, 1 },	 [TID] = { "TID", 5, 1 },      [NAME] = { "NAME", 10, 0 },
	[BAR] = { "#held =wait", 6, 0 }, [HELD] = { "HELD%", 5, 1 },   [WAIT] = { "WAIT%", 5, 1 },
	[RATE] = { "ACQ/S", 5, 1 },	 [P99] = { "WAITp99", 7, 1 },  [LONGEST] = { "WAITmax", 7, 1 },
	[BLAMED] = { "BLAMED", 7, 1 },	 [WHERE] = { "WHERE", 10, 0 },
};

/* What goes first where there is no room. */
static const enum column least[] = { LONGEST, RATE, P99, BAR, WHERE, PID, BLAMED, WAIT, HELD };

const char *top_percent(char out[16], uint64_t part, uint64_t whole)
{
	double value = whole ? 100.0 * (double)part / (double)whole : 0;

	snprintf(out, 16, value < 999.95 ? "%.1f" : "%.0f", value < 99999 ? value : 99999);
	return out;
}

const char *top_rate(char out[16], uint64_t count, uint64_t wall_ns)
{
	double rate = wall_ns ? (double)count * 1e9 / (double)wall_ns : 0;

	if (rate < 9.95 && rate > 0)
		snprintf(out, 16, "%.1f", rate);
	else if (rate < 99999.5)
		snprintf(out, 16, "%.0f", rate);
	else if (rate < 999500)
		snprintf(out, 16, "%.0fk", rate / 1000);
	else
		snprintf(out, 16, "%.0fM", rate < 9e9 ? rate / 1e6 : 9999);
	return out;
}

static const char *time_or_dash(char out[16], uint64_t ns)
{
	return ns ? text_time(out, ns) : "-";
}

/* As wide as asked: '#' for the first part, '=' for the second, '.' for the rest. What is there at all shows. */
static void draw_bar(struct canvas *canvas, int row, int column, int width, uint64_t first, uint64_t second,
		     uint64_t whole)
{
	int room = width - 2, hashes = 0, equals = 0;

	if (whole && room > 0) {
		hashes = (int)((double)first / (double)whole * room + 0.5);
		equals = (int)((double)(first + second) / (double)whole * room + 0.5) - hashes;
		hashes = hashes > room ? room : hashes;
		hashes = first && !hashes && first * 200 >= whole ? 1 : hashes;
		equals = equals < 0 ? 0 : equals > room - hashes ? room - hashes : equals;
		equals = second && !equals && second * 200 >= whole && hashes < room ? 1 : equals;
	}
	canvas_text(canvas, row, column, 1, CANVAS_FAINT, "[");
	for (int i = 0; i < room; i++) {
		enum canvas_style style = i < hashes ? CANVAS_HOLD : i < hashes + equals ? CANVAS_WAIT : CANVAS_FAINT;

		canvas_text(canvas, row, column + 1 + i, 1, style,
			    style == CANVAS_HOLD ? "#" : style == CANVAS_WAIT ? "=" : ".");
	}
	canvas_text(canvas, row, column + width - 1, 1, CANVAS_FAINT, "]");
}

int top_draw_place(struct canvas *canvas, int row, int column, int width, enum canvas_style style,
		   const struct top_row *thread)
{
	const char *slash = strrchr(thread->file, '/'), *file = thread->file;
	int end = column + width, function, path;
	char line[16];

	if (!thread->has_place && !thread->blocked)
		return column;
	if (!thread->has_place || thread->where != TOP_PYTHON)
		return canvas_text(canvas, row, column, width, style,
				   thread->has_place && thread->where == TOP_OUTSIDE ? "(outside of Python code)"
										     : "(no stack was taken)");
	line[0] = '\0';
	if (thread->line)
		snprintf(line, sizeof(line), ":%u", thread->line);
	function = text_print_terminal(NULL, thread->function, 0);
	path = text_print_terminal(NULL, file, 0);
	if (slash && function + 2 + path + (int)strlen(line) > width)
		file = slash + 1;
	if (function + 2 + FILE_LEAST > width) /* of the file there would be nothing to read */
		return canvas_text(canvas, row, column, width, style, thread->function);
	column = canvas_text(canvas, row, column, end - column, style, thread->function);
	column = canvas_text(canvas, row, column + 2, end - column - 2, style, file);
	return canvas_text(canvas, row, column, end - column, style, line);
}

struct layout {
	int width[COLUMNS]; /* 0: not shown */
};

/* What the rows would like to have. */
struct wishes {
	int name, tid, pid;
};

static int digits(unsigned long number)
{
	char text[24];

	return snprintf(text, sizeof(text), "%lu", number);
}

static struct wishes find_wishes(const struct top_row **rows, size_t count)
{
	struct wishes wishes = { 0, 0, 0 };

	for (size_t i = 0; i < count; i++) {
		int name = text_print_terminal(NULL, rows[i]->name, 0), tid = digits(rows[i]->tid);
		int pid = digits((unsigned long)rows[i]->pid);

		wishes.name = name > wishes.name ? name : wishes.name;
		wishes.tid = tid > wishes.tid ? tid : wishes.tid;
		wishes.pid = pid > wishes.pid ? pid : wishes.pid;
	}
	return wishes;
}

/* Gives a column up to `most` columns of what is left. */
static void widen(struct layout *layout, enum column column, int most, int *left)
{
	int more = layout->width[column] && most > layout->width[column] ? most - layout->width[column] : 0;

	more = more > *left ? *left : more;
	layout->width[column] += more;
	*left -= more;
}

static struct layout lay_out(int width, const struct wishes *wishes, int pids)
{
	struct layout layout;
	int left = width + 1;

	for (int c = 0; c < COLUMNS; c++)
		layout.width[c] = thread_columns[c].width;
	layout.width[TID] = wishes->tid > layout.width[TID] ? wishes->tid : layout.width[TID];
	layout.width[PID] = wishes->pid > layout.width[PID] ? wishes->pid : layout.width[PID];
	if (!pids)
		layout.width[PID] = 0;
	for (int c = 0; c < COLUMNS; c++)
		left -= layout.width[c] ? layout.width[c] + 1 : 0;
	for (size_t i = 0; left < 0 && i < sizeof(least) / sizeof(least[0]); i++) {
		if (!layout.width[least[i]])
			continue;
		left += layout.width[least[i]] + 1;
		layout.width[least[i]] = 0;
	}
	if (left < 0)
		left = 0;
	widen(&layout, WHERE, WHERE_WISH, &left);
	widen(&layout, NAME, wishes->name < NAME_MOST ? wishes->name : NAME_MOST, &left);
	widen(&layout, BAR, BAR_MOST, &left);
	widen(&layout, WHERE, width, &left);
	return layout;
}

static const char *title_of(enum column column, int width)
{
	if (column == BAR && width < 11)
		return "#=";
	return column == WHERE ? "  WHERE" : thread_columns[column].title;
}

static void draw_heading(struct canvas *canvas, int row, const struct layout *layout)
{
	int column = 0;

	canvas_style_row(canvas, row, CANVAS_HEAD);
	for (int c = 0; c < COLUMNS; c++) {
		int width = layout->width[c];

		if (!width)
			continue;
		if (thread_columns[c].right)
			canvas_right(canvas, row, column, width, CANVAS_HEAD, thread_columns[c].title);
		else
			canvas_text(canvas, row, column, width, CANVAS_HEAD, title_of((enum column)c, width));
		column += width + 1;
	}
}

static void draw_cell(struct canvas *canvas, int row, int column, int width, enum column what,
		      const struct top_row *thread)
{
	enum canvas_style style = thread->alive ? CANVAS_PLAIN : CANVAS_FAINT;
	char text[16];

	switch (what) {
	case PID:
		snprintf(text, sizeof(text), "%d", (int)thread->pid);
		canvas_right(canvas, row, column, width, style, text);
		break;
	case TID:
		snprintf(text, sizeof(text), "%u", thread->tid);
		canvas_right(canvas, row, column, width, style, thread->id ? text : "-");
		break;
	case NAME:
		canvas_text(canvas, row, column, width, style, thread->name);
		break;
	case BAR:
		draw_bar(canvas, row, column, width, thread->hold_ns, thread->wait_ns, thread->wall_ns);
		break;
	case HELD:
		canvas_right(canvas, row, column, width, style, top_percent(text, thread->hold_ns, thread->wall_ns));
		break;
	case WAIT:
		canvas_right(canvas, row, column, width, style, top_percent(text, thread->wait_ns, thread->wall_ns));
		break;
	case RATE:
		canvas_right(canvas, row, column, width, style, top_rate(text, thread->acquires, thread->wall_ns));
		break;
	case P99:
		canvas_right(canvas, row, column, width, style, time_or_dash(text, thread->wait_p99_ns));
		break;
	case LONGEST:
		canvas_right(canvas, row, column, width, style, time_or_dash(text, thread->wait_max_ns));
		break;
	case BLAMED:
		canvas_right(canvas, row, column, width, style, time_or_dash(text, thread->blamed_ns));
		break;
	case WHERE:
		style = thread->blocked ? CANVAS_ALERT : style;
		if (thread->blocked)
			canvas_text(canvas, row, column, 1, style, "!");
		top_draw_place(canvas, row, column + 2, width - 2, style, thread);
		break;
	case COLUMNS:
		break;
	}
}

size_t top_draw_threads(struct canvas *canvas, int row, int height, const struct top_model *model, struct top_ui *ui)
{
	size_t count, shown;
	const struct top_row **rows = top_model_sorted(model, ui->sort, ui->reverse, ui->tgid, &count);
	struct wishes wishes;
	struct layout layout;

	if (ui->limit && ui->limit < count)
		count = ui->limit;
	top_ui_settle(ui, count, height > 1 ? (size_t)height - 1 : 1);
	wishes = find_wishes(rows, rows ? count : 0);
	layout = lay_out(canvas->width, &wishes, !ui->tgid && model->process_count > 1);
	draw_heading(canvas, row, &layout);
	shown = rows && height > 1 ? ui->page : 0;
	for (size_t i = 0; i < shown && ui->first + i < count; i++) {
		int column = 0;

		for (int c = 0; c < COLUMNS; c++) {
			if (!layout.width[c])
				continue;
			draw_cell(canvas, row + 1 + (int)i, column, layout.width[c], (enum column)c,
				  rows[ui->first + i]);
			column += layout.width[c] + 1;
		}
	}
	free(rows);
	return count;
}

static void draw_process(struct canvas *canvas, int row, const struct top_process *process, enum canvas_style style)
{
	int bar = canvas->width >= 100 ? BAR_MOST : 12, command = canvas->width - 8 - bar - 1 - 6 - 6 - 6 - 8 - 8 - 8;
	char text[16];
	int column = 0;

	snprintf(text, sizeof(text), "%d", (int)process->pid);
	column = canvas_right(canvas, row, 0, 7, style, text) + 1;
	draw_bar(canvas, row, column, bar, process->hold_ns, process->gap_ns, process->wall_ns);
	column += bar + 1;
	column = canvas_right(canvas, row, column, 5, style, top_percent(text, process->hold_ns, process->wall_ns)) + 1;
	column = canvas_right(canvas, row, column, 5, style, top_percent(text, process->gap_ns, process->wall_ns)) + 1;
	snprintf(text, sizeof(text), "%zu", process->living);
	column = canvas_right(canvas, row, column, 5, style, text) + 1;
	column = canvas_right(canvas, row, column, 7, style, top_rate(text, process->switches, process->wall_ns)) + 1;
	column = canvas_right(canvas, row, column, 7, style, time_or_dash(text, process->wait_ns)) + 1;
	column = canvas_right(canvas, row, column, 7, style, time_or_dash(text, process->wait_p99_ns)) + 1;
	canvas_text(canvas, row, column, command, style, process->command);
}

size_t top_draw_processes(struct canvas *canvas, int row, int height, const struct top_model *model, struct top_ui *ui)
{
	size_t count;
	const struct top_process **processes = top_model_processes(model, ui->sort, ui->reverse, &count);

	if (ui->limit && ui->limit < count)
		count = ui->limit;
	for (size_t i = 0; processes && ui->chosen && i < count; i++)
		if (processes[i]->tgid == ui->chosen)
			ui->cursor = i;
	top_ui_settle(ui, count, height > 1 ? (size_t)height - 1 : 1);
	ui->chosen = processes && ui->cursor < count ? processes[ui->cursor]->tgid : 0;
	canvas_style_row(canvas, row, CANVAS_HEAD);
	canvas_print(canvas, row, 0, CANVAS_HEAD, "%7s %-*s %5s %5s %5s %7s %7s %7s %s", "PID",
		     canvas->width >= 100 ? BAR_MOST : 12, "#busy =gap", "BUSY%", "GAP%", "THR", "SWITCH/S", "WAITED",
		     "WAITp99", "COMMAND");
	for (size_t i = 0; processes && height > 1 && i < ui->page && ui->first + i < count; i++) {
		const struct top_process *process = processes[ui->first + i];
		int chosen = !ui->plain && ui->first + i == ui->cursor;

		draw_process(canvas, row + 1 + (int)i, process, process->alive ? CANVAS_PLAIN : CANVAS_FAINT);
		if (chosen)
			canvas_style_row(canvas, row + 1 + (int)i, CANVAS_CURSOR);
	}
	free(processes);
	return count;
}
