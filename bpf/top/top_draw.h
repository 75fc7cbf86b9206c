/*
 * top_draw.h - draws what `gilscope top` shows: from a model and the user's choice to the cells of a canvas.
 */
#ifndef GILSCOPE_TOP_DRAW_H
#define GILSCOPE_TOP_DRAW_H

#include "canvas.h"
#include "top_model.h"
#include "top_ui.h"

/* Rows that a drawing on paper (ui->plain) has. */
int top_draw_height(const struct top_model *model, const struct top_ui *ui);

/* Draws on a blank canvas of any size. The scroll position is brought back to rows that exist. */
void top_draw(struct canvas *canvas, const struct top_model *model, struct top_ui *ui);

/* top_table.c: the table from `row` on, `height` rows with its heading. The rows that there are, without the heading.
 */
size_t top_draw_threads(struct canvas *canvas, int row, int height, const struct top_model *model, struct top_ui *ui);
size_t top_draw_processes(struct canvas *canvas, int row, int height, const struct top_model *model, struct top_ui *ui);

/* Where a thread made others wait, or slept: at most `width` columns. Returns the column after it. */
int top_draw_place(struct canvas *canvas, int row, int column, int width, enum canvas_style style,
		   const struct top_row *thread);

/* "12.3", "100.0": a share in per cent, 5 characters. */
const char *top_percent(char out[16], uint64_t part, uint64_t whole);

/* "31830", "123k": how often a second, at most 5 characters. */
const char *top_rate(char out[16], uint64_t count, uint64_t wall_ns);

#endif
