/*
 * canvas.h - a rectangle of character cells to draw text on: what a terminal shows, without a terminal.
 */
#ifndef GILSCOPE_CANVAS_H
#define GILSCOPE_CANVAS_H

#include <stdint.h>
#include <stdio.h>

enum canvas_style {
	CANVAS_PLAIN,
	CANVAS_TITLE,
	CANVAS_HEAD,   /* of a table */
	CANVAS_CURSOR, /* the chosen row */
	CANVAS_HOLD,
	CANVAS_WAIT,
	CANVAS_FAINT,
	CANVAS_ALERT,
	CANVAS_STYLES
};

/* A character with the combining ones that follow it; empty: the right half of a wide one. */
struct cell {
	char text[15];
	uint8_t style;
};

struct canvas {
	int width, height;  /* in cells */
	struct cell *cells; /* row by row */
};

/* All blank. 0, or -1 having said why. */
int canvas_open(struct canvas *canvas, int width, int height);
void canvas_close(struct canvas *canvas);

static inline const struct cell *canvas_cell(const struct canvas *canvas, int row, int column)
{
	return &canvas->cells[row * canvas->width + column];
}

/*
 * Writes valid UTF-8, escaped as text_print_terminal() does it, at most `width` columns of it (cut with ~), and nothing
 * outside the canvas. Returns the column after it.
 */
int canvas_text(struct canvas *canvas, int row, int column, int width, enum canvas_style style, const char *text);

/* The same, as far as the row goes. */
int canvas_print(struct canvas *canvas, int row, int column, enum canvas_style style, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Right-aligned in `width` columns: for figures, which are ASCII. Returns the column after them. */
int canvas_right(struct canvas *canvas, int row, int column, int width, enum canvas_style style, const char *text);

/* Gives a whole row a style. */
void canvas_style_row(struct canvas *canvas, int row, enum canvas_style style);

/* The rows as lines of text, without the blanks at their ends. */
void canvas_write(const struct canvas *canvas, FILE *out);

#endif
