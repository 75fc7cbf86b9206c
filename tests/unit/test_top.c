/* test_top.c - what `gilscope top` shows, without a terminal: rows, their order, keys, and the drawing at every size.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "canvas.h"
#include "top_draw.h"
#include "top_sample.h"
#include "top_ui.h"

/* Draws, checks what must hold for every drawing, and returns its lines: to be freed. */
static char *draw(const struct top_model *model, struct top_ui *ui, int width, int height)
{
	struct canvas canvas;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(canvas_open(&canvas, width, height), 0);
	top_draw(&canvas, model, ui);
	for (int row = 0; row < height; row++) {
		int columns = 0;

		for (int column = 0; column < width; column++) {
			const struct cell *cell = canvas_cell(&canvas, row, column);
			uint32_t code;
			size_t bytes;
			int own = 0;

			assert_true(memchr(cell->text, '\0', sizeof(cell->text)) != NULL && text_is_valid(cell->text));
			assert_true(cell->style < CANVAS_STYLES);
			for (const char *at = cell->text; (code = text_next(at, &bytes)) != 0; at += bytes) {
				assert_false(text_is_control(code));
				own += wcwidth((wchar_t)code);
			}
			assert_true(column + own <= width);
			columns += own;
		}
		assert_int_equal(columns, width); /* each cell is one column, or the half of two */
	}
	canvas_write(&canvas, out);
	fclose(out);
	canvas_close(&canvas);
	return text;
}

static int lines(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* Does a line have both? */
static int line_with(const char *text, const char *one, const char *other)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (memmem(text, length, one, strlen(one)) && memmem(text, length, other, strlen(other)))
			return 1;
		text += length + (text[length] == '\n');
	}
	return 0;
}

static void sizes(void **state)
{
	static const int all[][2] = { { 80, 24 },  { 40, 10 }, { 300, 80 }, { 1, 1 },	{ 5, 3 },  { 20, 5 },
				      { 132, 43 }, { 80, 2 },  { 40, 8 },   { 1, 200 }, { 500, 1 } };
	struct top_model model;

	(void)state;
	top_sample_process(4711, "gilpy server.py", 10, 1);
	top_sample_process(4712, "gilpy client.py", 3, 100);
	top_sample_blame(3, 77, "careless", "/srv/app/long/path/napper.py", 800 * MS, 700 * MS);
	model = top_sample_model(NULL);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (int mode = 0; mode < 4; mode++) {
			struct top_ui ui = { .mode = mode == 1 ? TOP_PROCESSES : TOP_THREADS,
					     .tgid = mode == 2 ? 4711 : 0,
					     .help = mode == 3,
					     .clock = "12:34:56" };
			char *text = draw(&model, &ui, all[i][0], all[i][1]);

			assert_int_equal(lines(text), all[i][1]);
			free(text);
		}
	}
	top_model_free(&model);
}

/* All that is promised fits 80x24; on 40x10 what matters most. */
static void usual_terminal(void **state)
{
	struct top_ui ui = { .tgid = 4711, .clock = "12:34:56", .measured_ns = 7 * SECOND };
	struct top_model model;
	char *text;

	(void)state;
	top_sample_process(4711, "gilpy server.py", 10, 1);
	top_sample_blame(3, 77, "careless", "/srv/app/napper.py", 800 * MS, 700 * MS);
	top_sample.processes[0].threads[2].account.counts.hold.total_ns = 750 * MS;
	top_sample.processes[0].threads[2].account.counts.wait.max_ns = 42 * MS;
	top_sample.processes[0].account.switches = 1234;
	model = top_sample_model(NULL);
	text = draw(&model, &ui, 80, 24);
	assert_true(line_with(text, "gilscope top 12:34:56", "interval 1.000s of 7.000s, by hold"));
	assert_true(line_with(text, "process 4711: 10 threads  gilpy server.py", ""));
	assert_true(line_with(text, "GIL busy ", " 1234 switches/s"));
	assert_true(line_with(text, "lost 0 unpaired 0 overlaps 0", "self-cost 500ns an event"));
	assert_true(line_with(text, "! HELD WHILE BLOCKED 70.0%: careless  napper.py:11", "others waited 700.0ms"));
	assert_true(line_with(text, "HELD% WAIT% ACQ/S WAITp99 WAITmax  BLAMED", "WHERE"));
	assert_true(line_with(text, "1003 name-2", "800.0ms ! careless"));
	assert_true(line_with(text, "1003 name-2", "42.00ms"));
	for (const char *const *key = (const char *const[]){ "q quit", "h help", "space freeze", "s sort", "r reverse",
							     "p procs", "t threads", "c total", NULL };
	     *key; key++)
		assert_true(line_with(text, *key, ""));
	assert_null(strchr(strstr(text, "q quit"), '~')); /* they all fit */
	assert_true(strstr(text, "name-0") < strstr(text, "name-1") && strstr(text, "name-8") < strstr(text, "name-9"));
	free(text);

	text = draw(&model, &ui, 40, 10);
	assert_true(line_with(text, "HELD% WAIT%", "BLAMED"));
	assert_true(line_with(text, "1001 name-0", "5.0   0.0"));
	assert_true(line_with(text, "! HELD WHILE BLOCKED", ""));
	assert_true(line_with(text, "q quit", ""));
	free(text);

	ui.frozen = ui.since_start = 1;
	model.since_start = 1;
	model.lost = 3;
	text = draw(&model, &ui, 100, 24);
	assert_true(line_with(text, "since the start, 7.000s", "FROZEN"));
	assert_true(line_with(text, "lost 3 ", ""));
	free(text);
	top_model_free(&model);
}

/* The three kinds of time are three characters, in the order hold, wait, idle. */
static void bars(void **state)
{
	struct top_ui ui = { .tgid = 1, .clock = "" };
	struct top_model model;
	char *text;

	(void)state;
	top_sample_process(1, "x", 4, 1);
	top_sample.processes[0].threads[0].account.counts.hold.total_ns = 500 * MS;
	top_sample.processes[0].threads[0].account.counts.wait.total_ns = 250 * MS;
	top_sample.processes[0].threads[1].account.counts.hold.total_ns = 0;
	top_sample.processes[0].threads[1].account.counts.wait.total_ns = SECOND;
	top_sample.processes[0].threads[2].account.counts.hold.total_ns = 10 * MS; /* little is not nothing */
	top_sample.processes[0].threads[2].account.counts.wait.total_ns = 10 * MS;
	top_sample.processes[0].threads[3].account.counts.hold.total_ns = -5 * MS; /* read while it changed */
	top_sample.processes[0].threads[3].account.counts.wait.total_ns = 0;
	model = top_sample_model(NULL);
	text = draw(&model, &ui, 300, 24);
	assert_true(line_with(text, "name-0", "[###########======.....]"));
	assert_true(line_with(text, "name-1", "[======================]"));
	assert_true(line_with(text, "name-2", "[#=....................]"));
	assert_true(line_with(text, "name-3", "[......................]   0.0   0.0"));
	free(text);
	top_model_free(&model);
}

/* Names of every width, and what must never reach a terminal. */
static void names(void **state)
{
	static const char *const all[] = {
		"\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd"
		"\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd",
		"\xf0\x9f\x90\x8d\xf0\x9f\x90\x8d\xf0\x9f\x90\x8d snake",
		"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81t\xc3\xa9",
		"\x1b[2J\x1b]0;title\x07",
		"\xe2\x80\xae"
		"bidi",
		"\xcc\x81 begins with a combining one",
		"\xc2\x9b"
		"31m\x7f\r\n\t",
		"back\\slash",
		"",
	};
	struct top_model model;

	(void)state;
	top_sample_process(1, all[3], sizeof(all) / sizeof(all[0]), 1);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		strcpy(top_sample.processes[0].threads[i].name, all[i]);
		top_sample_blame(1 + i, 50 + i, all[i], all[i], 900 * MS, i % 2 ? 800 * MS : 0);
	}
	model = top_sample_model(NULL);
	for (int width = 1; width < 200; width++) {
		struct top_ui ui = { .clock = "" }, processes = { .mode = TOP_PROCESSES, .clock = "" };

		free(draw(&model, &ui, width, 24));
		free(draw(&model, &processes, width, 24));
	}
	{
		struct top_ui ui = { .clock = "" };
		char *text = draw(&model, &ui, 80, 24);

		/* Four wide ones and a half: cut before it. */
		assert_true(line_with(text, "\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd~  [", ""));
		assert_true(line_with(text, "\\x1b[2J\\x", ""));
		free(text);
	}
	top_model_free(&model);
}

static void press(struct top_ui *ui, const struct top_model *model, const char *keys)
{
	for (; *keys; keys++)
		assert_int_equal(top_ui_key(ui, *keys, model), TOP_REDRAW);
}

static void keys(void **state)
{
	struct top_ui ui = { .clock = "" };
	struct top_model model;
	char *text;

	(void)state;
	top_sample_process(1, "first", 300, 1);
	top_sample_process(2, "second", 3, 1000);
	top_sample.processes[0].counts.hold.total_ns = 5 * MS;
	model = top_sample_model(NULL);
	free(draw(&model, &ui, 80, 24));
	assert_int_equal(ui.rows, 303);
	assert_int_equal(top_ui_key(&ui, TOP_KEY_PAGE_DOWN, &model), TOP_REDRAW);
	assert_int_equal(ui.first, ui.page);
	assert_int_equal(top_ui_key(&ui, TOP_KEY_END, &model), TOP_REDRAW);
	text = draw(&model, &ui, 80, 24);
	assert_true(strstr(text, "of 303") != NULL && strstr(text, "name-299") != NULL);
	free(text);
	assert_int_equal(ui.first + ui.page, 303);
	free(draw(&model, &ui, 80, 50)); /* a larger window shows more of them, up to the last */
	assert_int_equal(ui.first + ui.page, 303);
	assert_int_equal(top_ui_key(&ui, TOP_KEY_HOME, &model), TOP_REDRAW);
	assert_int_equal(ui.first, 0);

	press(&ui, &model, "s");
	assert_int_equal(ui.sort, SORT_WAIT);
	press(&ui, &model, "<<r");
	assert_int_equal(ui.sort, SORT_BLAME);
	assert_int_equal(ui.reverse, 1);
	press(&ui, &model, ">rc ");
	assert_int_equal(ui.sort, SORT_HOLD);
	assert_true(ui.since_start && ui.frozen);
	press(&ui, &model, "c p");
	assert_int_equal(ui.mode, TOP_PROCESSES);
	text = draw(&model, &ui, 80, 24);
	assert_true(line_with(text, "2 processes, 2 of them alive, 303 threads", ""));
	assert_true(strstr(text, "first") != NULL && strstr(text, "second") != NULL);
	free(text);
	press(&ui, &model, "j");
	free(draw(&model, &ui, 80, 24));
	press(&ui, &model, "r"); /* the cursor stays with its process */
	free(draw(&model, &ui, 80, 24));
	assert_int_equal(ui.cursor, 0);
	press(&ui, &model, "r\r");
	assert_int_equal(ui.mode, TOP_THREADS);
	assert_int_equal(ui.tgid, 2);
	text = draw(&model, &ui, 80, 24);
	assert_true(line_with(text, "process 2: 3 threads  second", ""));
	assert_int_equal(ui.rows, 3);
	free(text);
	press(&ui, &model, "t?");
	assert_int_equal(ui.tgid, 0);
	text = draw(&model, &ui, 80, 24);
	assert_true(line_with(text, "keys and words", "") && line_with(text, "HELD WHILE BLOCKED", ""));
	free(text);
	press(&ui, &model, "x"); /* any key leaves the help */
	assert_int_equal(top_ui_key(&ui, 'x', &model), TOP_NOTHING);
	assert_int_equal(top_ui_key(&ui, 'q', &model), TOP_QUIT);
	top_model_free(&model);
}

/* Any keys on any model at any size. */
static void any_keys(void **state)
{
	static const int all[] = { 's',
				   '<',
				   '>',
				   'r',
				   'p',
				   't',
				   'c',
				   ' ',
				   'h',
				   '\r',
				   'j',
				   'k',
				   TOP_KEY_UP,
				   TOP_KEY_DOWN,
				   TOP_KEY_PAGE_UP,
				   TOP_KEY_PAGE_DOWN,
				   TOP_KEY_HOME,
				   TOP_KEY_END,
				   0,
				   27,
				   'x' };
	struct top_model models[3];
	struct top_ui ui = { .clock = "" };

	(void)state;
	memset(models, 0, sizeof(models));
	top_sample_process(1, "first", 3, 1);
	models[1] = top_sample_model(NULL);
	top_sample_process(2, "second", 200, 1000);
	models[2] = top_sample_model(NULL);
	srandom(1);
	for (int i = 0; i < 3000; i++) {
		const struct top_model *model = &models[random() % 3];

		assert_int_not_equal(top_ui_key(&ui, all[(size_t)random() % (sizeof(all) / sizeof(all[0]))], model),
				     TOP_QUIT);
		ui.limit = (unsigned long)random() % 3;
		free(draw(model, &ui, 1 + (int)(random() % 120), 1 + (int)(random() % 40)));
		assert_true(ui.first <= ui.rows);
	}
	top_model_free(&models[1]);
	top_model_free(&models[2]);
}

/* On paper every thread has its line, and there are neither keys nor a cursor. */
static void paper(void **state)
{
	struct top_ui ui = { .plain = 1, .clock = "12:34:56" };
	struct top_model model;
	char *text;

	(void)state;
	top_sample_process(1, "first", 300, 1);
	top_sample_blame(3, 77, "careless", "napper.py", 800 * MS, 700 * MS);
	model = top_sample_model(NULL);
	assert_int_equal(top_draw_height(&model, &ui), 4 + 1 + 1 + 300);
	text = draw(&model, &ui, 132, top_draw_height(&model, &ui));
	assert_true(strstr(text, "name-299") != NULL);
	assert_null(strstr(text, "q quit"));
	free(text);
	ui.limit = 5;
	assert_int_equal(top_draw_height(&model, &ui), 4 + 1 + 1 + 5);
	text = draw(&model, &ui, 132, top_draw_height(&model, &ui));
	assert_true(strstr(text, "name-4") != NULL);
	assert_null(strstr(text, "name-5"));
	free(text);
	top_model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sizes, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(usual_terminal, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(bars, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(names, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(keys, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(any_keys, top_sample_begin, top_sample_end),
		cmocka_unit_test_setup_teardown(paper, top_sample_begin, top_sample_end),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
