/* canvas.c - see canvas.h. */
#include "canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "text.h"

int canvas_open(struct canvas *canvas, int width, int height)
{
	canvas->width = width;
	canvas->height = height;
	canvas->cells = calloc((size_t)width * height + 1, sizeof(*canvas->cells));
	if (!canvas->cells)
		return say("out of memory");
	for (int i = 0; i < width * height; i++)
		canvas->cells[i].text[0] = ' ';
	return 0;
}

void canvas_close(struct canvas *canvas)
{
	free(canvas->cells);
	memset(canvas, 0, sizeof(*canvas));
}

static struct cell *cell_at(struct canvas *canvas, int row, int column)
{
	return &canvas->cells[row * canvas->width + column];
}

/* A combining character joins the cell before it, as long as there is room. */
static void join(struct cell *cell, const char *text, size_t bytes)
{
	size_t length = strlen(cell->text);

	if (length + bytes < sizeof(cell->text)) {
		memcpy(cell->text + length, text, bytes);
		cell->text[length + bytes] = '\0';
	}
}

/* What is safe for a terminal and known to fit. */
static int put(struct canvas *canvas, int row, int column, enum canvas_style style, const char *text)
{
	int last = column; /* where the last character stands */
	uint32_t code;
	size_t bytes;

	for (; (code = text_next(text, &bytes)) != 0; text += bytes) {
		int columns = code < 0x80 ? 1 : wcwidth((wchar_t)code);
		struct cell *cell;

		if (columns <= 0) {
			join(cell_at(canvas, row, last), text, bytes);
			continue;
		}
		if (column + columns > canvas->width)
			break;
		cell = cell_at(canvas, row, column);
		memset(cell->text, 0, sizeof(cell->text));
		memcpy(cell->text, text, bytes);
		cell->style = (uint8_t)style;
		for (int i = 1; i < columns; i++)
			*cell_at(canvas, row, column + i) = (struct cell){ .style = (uint8_t)style };
		last = column;
		column += columns;
	}
	return column;
}

int canvas_text(struct canvas *canvas, int row, int column, int width, enum canvas_style style, const char *text)
{
	int columns = text_print_terminal(NULL, text, 0);
	char *safe = NULL;
	size_t size;
	FILE *out;

	if (row < 0 || row >= canvas->height || column < 0 || column >= canvas->width || width <= 0)
		return column;
	if (width > canvas->width - column)
		width = canvas->width - column;
	if (columns < width)
		width = columns;
	if (!width)
		return column;
	out = open_memstream(&safe, &size);
	if (!out)
		return column;
	text_print_terminal(out, text, width);
	if (fclose(out) == 0)
		column = put(canvas, row, column, style, safe);
	free(safe);
	return column;
}

int canvas_print(struct canvas *canvas, int row, int column, enum canvas_style style, const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		return column;
	column = canvas_text(canvas, row, column, canvas->width - column, style, text);
	free(text);
	return column;
}

int canvas_right(struct canvas *canvas, int row, int column, int width, enum canvas_style style, const char *text)
{
	int length = (int)strlen(text);

	canvas_text(canvas, row, length < width ? column + width - length : column, width, style, text);
	return column + width;
}

void canvas_style_row(struct canvas *canvas, int row, enum canvas_style style)
{
	for (int column = 0; row >= 0 && row < canvas->height && column < canvas->width; column++)
		cell_at(canvas, row, column)->style = (uint8_t)style;
}

void canvas_write(const struct canvas *canvas, FILE *out)
{
	for (int row = 0; row < canvas->height; row++) {
		int end = canvas->width;

		while (end > 0 && strcmp(canvas_cell(canvas, row, end - 1)->text, " ") == 0)
			end--;
		for (int column = 0; column < end; column++)
			fputs(canvas_cell(canvas, row, column)->text, out);
		fputc('\n', out);
	}
}
