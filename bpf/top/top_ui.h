/*
 * top_ui.h - what the user of `gilscope top` has chosen to see, and the keys that change it.
 */
#ifndef GILSCOPE_TOP_UI_H
#define GILSCOPE_TOP_UI_H

#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "top_model.h"

/* Keys beside ASCII characters. */
enum top_key { TOP_KEY_UP = 256, TOP_KEY_DOWN, TOP_KEY_PAGE_UP, TOP_KEY_PAGE_DOWN, TOP_KEY_HOME, TOP_KEY_END };

enum top_mode { TOP_THREADS, TOP_PROCESSES };

struct top_ui {
	enum top_mode mode;
	uint32_t tgid; /* threads of this process only, 0: of all */
	enum sort_key sort;
	int reverse, since_start, frozen, help;
	size_t first;	      /* row that is shown first */
	size_t cursor;	      /* the chosen row, in the view of processes */
	uint32_t chosen;      /* the process there, which the cursor follows; 0: whichever is there */
	size_t rows;	      /* that there are, as last drawn */
	size_t page;	      /* that had room then, at least 1 */
	unsigned long limit;  /* rows, 0: all */
	uint64_t measured_ns; /* since the start */
	int plain;	      /* text on paper: all rows, no line of keys, no cursor */
	char clock[16];	      /* time of day */
};

enum top_action { TOP_NOTHING, TOP_REDRAW, TOP_QUIT };

/* Does what a key asks for. `model` is the one on the screen, which the keys of the view of processes choose from. */
enum top_action top_ui_key(struct top_ui *ui, int key, const struct top_model *model);

/* Brings what is shown and what is chosen back to rows that exist. */
void top_ui_settle(struct top_ui *ui, size_t rows, size_t page);

#endif
