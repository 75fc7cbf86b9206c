/* top_ui.c - see top_ui.h. */
#include "top_ui.h"

#include <stdlib.h>

void top_ui_settle(struct top_ui *ui, size_t rows, size_t page)
{
	ui->rows = rows;
	ui->page = page ? page : 1;
	if (ui->cursor >= rows)
		ui->cursor = rows ? rows - 1 : 0;
	if (ui->mode == TOP_PROCESSES) { /* the chosen row is in sight */
		if (ui->first > ui->cursor)
			ui->first = ui->cursor;
		if (ui->first + ui->page <= ui->cursor)
			ui->first = ui->cursor + 1 - ui->page;
	}
	if (ui->first + ui->page > rows)
		ui->first = rows > ui->page ? rows - ui->page : 0;
}

static void move(struct top_ui *ui, int down, size_t by)
{
	size_t *at = ui->mode == TOP_PROCESSES ? &ui->cursor : &ui->first;

	if (down)
		*at = by > ui->rows - *at ? ui->rows : *at + by;
	else
		*at = by > *at ? 0 : *at - by;
	ui->chosen = 0;
	top_ui_settle(ui, ui->rows, ui->page);
}

static void show(struct top_ui *ui, enum top_mode mode, uint32_t tgid)
{
	ui->mode = mode;
	ui->tgid = tgid;
	ui->first = 0;
}

/* The threads of the chosen process. */
static void open_chosen(struct top_ui *ui, const struct top_model *model)
{
	const struct top_process **processes;
	size_t count;

	if (ui->mode != TOP_PROCESSES)
		return;
	if (ui->chosen) {
		show(ui, TOP_THREADS, ui->chosen);
		return;
	}
	processes = top_model_processes(model, ui->sort, ui->reverse, &count);
	if (processes && ui->cursor < count)
		show(ui, TOP_THREADS, processes[ui->cursor]->tgid);
	free(processes);
}

static void next_sort(struct top_ui *ui, int step)
{
	ui->sort = (enum sort_key)(((int)ui->sort + step + SORT_KEYS) % SORT_KEYS);
	ui->first = 0;
}

enum top_action top_ui_key(struct top_ui *ui, int key, const struct top_model *model)
{
	if (ui->help) {
		ui->help = 0;
		return TOP_REDRAW;
	}
	if (key == 'q' || key == 'Q')
		return TOP_QUIT;
	switch (key) {
	case ' ':
		ui->frozen = !ui->frozen;
		return TOP_REDRAW;
	case 's':
	case '>':
		next_sort(ui, 1);
		return TOP_REDRAW;
	case '<':
		next_sort(ui, -1);
		return TOP_REDRAW;
	case 'r':
		ui->reverse = !ui->reverse;
		return TOP_REDRAW;
	case 'p':
		show(ui, TOP_PROCESSES, 0);
		return TOP_REDRAW;
	case 't':
		show(ui, TOP_THREADS, 0);
		return TOP_REDRAW;
	case '\r':
	case '\n':
		open_chosen(ui, model);
		return TOP_REDRAW;
	case 'c':
		ui->since_start = !ui->since_start;
		return TOP_REDRAW;
	case 'h':
	case '?':
		ui->help = 1;
		return TOP_REDRAW;
	case 'k':
	case TOP_KEY_UP:
		move(ui, 0, 1);
		return TOP_REDRAW;
	case 'j':
	case TOP_KEY_DOWN:
		move(ui, 1, 1);
		return TOP_REDRAW;
	case TOP_KEY_PAGE_UP:
		move(ui, 0, ui->page);
		return TOP_REDRAW;
	case TOP_KEY_PAGE_DOWN:
		move(ui, 1, ui->page);
		return TOP_REDRAW;
	case TOP_KEY_HOME:
		move(ui, 0, ui->rows);
		return TOP_REDRAW;
	case TOP_KEY_END:
		move(ui, 1, ui->rows);
		return TOP_REDRAW;
	default:
		return TOP_NOTHING;
	}
}
