/* test_top.c - what `gilscope top` shows, without a terminal: rows, their order, keys, and the drawing at every size. */
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
#include "top_model.h"
#include "top_ui.h"

#define MS 1000000ULL
#define SECOND 1000000000ULL

static const struct calibration calibration = { .event_ns = 500 };
static struct dictionary dictionary;
static struct top_account account;
static struct snapshot snapshot;

static int begin(void **state)
{
	(void)state;
	dictionary_init(&dictionary);
	table_init(&account.places, sizeof(struct top_place));
	table_init(&account.threads, sizeof(struct blame_thread));
	memset(&snapshot, 0, sizeof(snapshot));
	return 0;
}

static int end(void **state)
{
	(void)state;
	dictionary_free(&dictionary);
	table_free(&account.places);
	table_free(&account.threads);
	snapshot_free(&snapshot);
	return 0;
}

/* A process whose window is one second, with so many threads: tids from 1001 on, ids from first_id on. */
static struct process_row *add_process(pid_t pid, const char *command, size_t threads, uint64_t first_id)
{
	struct process_row *process;

	snapshot.processes = realloc(snapshot.processes, (snapshot.process_count + 1) * sizeof(*process));
	process = &snapshot.processes[snapshot.process_count++];
	memset(process, 0, sizeof(*process));
	process->pid = pid;
	process->tgid = (uint32_t)pid;
	snprintf(process->command, sizeof(process->command), "%s", command);
	process->start = SECOND;
	process->end = 2 * SECOND;
	process->alive = process->known = 1;
	process->threads = calloc(threads + 1, sizeof(*process->threads));
	process->thread_count = threads;
	for (size_t i = 0; i < threads; i++) {
		struct thread_row *row = &process->threads[i];

		row->alive = 1;
		row->account.id = first_id + i;
		row->account.own_tid = (uint32_t)(1001 + i);
		row->account.tgid = (uint32_t)pid;
		row->account.counts.hold.total_ns = (threads - i) * 5 * MS;
		row->account.counts.wait.total_ns = i * 3 * MS;
		row->account.counts.acquires = 100 + i;
		snprintf(row->name, sizeof(row->name), "name-%zu", i);
	}
	return process;
}

static void add_blame(uint64_t thread, uint64_t code, const char *function, const char *file, uint64_t ns, uint64_t asleep_ns)
{
	struct code_entry *entry = table_get(&dictionary.codes, code, 0);
	struct top_place *place = table_get(&account.places, thread, code);
	struct blame_thread *blamed = table_get(&account.threads, thread, 0);

	snprintf(entry->name, sizeof(entry->name), "%s", function);
	snprintf(entry->file, sizeof(entry->file), "%s", file);
	place->where = TOP_PYTHON;
	place->code = code;
	place->line = 11;
	place->ns = ns;
	place->asleep_ns = asleep_ns;
	place->asleep_waited_ns = asleep_ns;
	blamed->blamed_ns += ns;
}

static struct top_model build(const struct snapshot *recent)
{
	struct top_model model;

	assert_int_equal(top_model_build(&model, &snapshot, recent, &account, &dictionary, 0, &calibration), 0);
	return model;
}

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
	static const int all[][2] = { { 80, 24 }, { 40, 10 }, { 300, 80 }, { 1, 1 }, { 5, 3 }, { 20, 5 }, { 132, 43 }, { 80, 2 },
				      { 40, 8 }, { 1, 200 }, { 500, 1 } };
	struct top_model model;

	(void)state;
	add_process(4711, "gilpy server.py", 10, 1);
	add_process(4712, "gilpy client.py", 3, 100);
	add_blame(3, 77, "careless", "/srv/app/long/path/napper.py", 800 * MS, 700 * MS);
	model = build(NULL);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (int mode = 0; mode < 4; mode++) {
			struct top_ui ui = { .mode = mode == 1 ? TOP_PROCESSES : TOP_THREADS, .tgid = mode == 2 ? 4711 : 0,
					     .help = mode == 3, .clock = "12:34:56" };
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
	add_process(4711, "gilpy server.py", 10, 1);
	add_blame(3, 77, "careless", "/srv/app/napper.py", 800 * MS, 700 * MS);
	snapshot.processes[0].threads[2].account.counts.hold.total_ns = 750 * MS;
	snapshot.processes[0].threads[2].account.counts.wait.max_ns = 42 * MS;
	snapshot.processes[0].account.switches = 1234;
	model = build(NULL);
	text = draw(&model, &ui, 80, 24);
	assert_true(line_with(text, "gilscope top 12:34:56", "interval 1.000s of 7.000s, by hold"));
	assert_true(line_with(text, "process 4711: 10 threads  gilpy server.py", ""));
	assert_true(line_with(text, "GIL busy ", " 1234 switches/s"));
	assert_true(line_with(text, "lost 0 unpaired 0 overlaps 0", "self-cost 500ns an event"));
	assert_true(line_with(text, "! HELD WHILE BLOCKED 70.0%: careless  napper.py:11", "others waited 700.0ms"));
	assert_true(line_with(text, "HELD% WAIT% ACQ/S WAITp99 WAITmax  BLAMED", "WHERE"));
	assert_true(line_with(text, "1003 name-2", "800.0ms ! careless"));
	assert_true(line_with(text, "1003 name-2", "42.00ms"));
	for (const char *const *key = (const char *const[]){ "q quit", "h help", "space freeze", "s sort", "r reverse", "p procs",
							     "t threads", "c total", NULL };
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
	add_process(1, "x", 4, 1);
	snapshot.processes[0].threads[0].account.counts.hold.total_ns = 500 * MS;
	snapshot.processes[0].threads[0].account.counts.wait.total_ns = 250 * MS;
	snapshot.processes[0].threads[1].account.counts.hold.total_ns = 0;
	snapshot.processes[0].threads[1].account.counts.wait.total_ns = SECOND;
	snapshot.processes[0].threads[2].account.counts.hold.total_ns = 10 * MS; /* little is not nothing */
	snapshot.processes[0].threads[2].account.counts.wait.total_ns = 10 * MS;
	snapshot.processes[0].threads[3].account.counts.hold.total_ns = -5 * MS; /* read while it changed */
	snapshot.processes[0].threads[3].account.counts.wait.total_ns = 0;
	model = build(NULL);
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
		"\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd\xe4\xba\xba\xe5\xb7\xa5\xe6\x99\xba\xe8\x83\xbd",
		"\xf0\x9f\x90\x8d\xf0\x9f\x90\x8d\xf0\x9f\x90\x8d snake", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81t\xc3\xa9",
		"\x1b[2J\x1b]0;title\x07", "\xe2\x80\xae" "bidi", "\xcc\x81 begins with a combining one", "\xc2\x9b" "31m\x7f\r\n\t", "back\\slash", "",
	};
	struct top_model model;

	(void)state;
	add_process(1, all[3], sizeof(all) / sizeof(all[0]), 1);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		strcpy(snapshot.processes[0].threads[i].name, all[i]);
		add_blame(1 + i, 50 + i, all[i], all[i], 900 * MS, i % 2 ? 800 * MS : 0);
	}
	model = build(NULL);
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

static uint32_t first_tid(const struct top_model *model, enum sort_key key, int reverse, uint32_t tgid, size_t expected)
{
	size_t count;
	const struct top_row **rows = top_model_sorted(model, key, reverse, tgid, &count);
	uint32_t tid = rows[0]->tid;

	assert_int_equal(count, expected);
	free(rows);
	return tid;
}

static void order(void **state)
{
	struct top_model model;

	(void)state;
	add_process(1, "x", 10, 1);
	add_process(2, "y", 3, 100);
	snapshot.processes[0].threads[4].account.counts.wait.max_ns = 9 * MS;
	snapshot.processes[0].threads[5].wait_open_ns = 10 * MS; /* still waiting, longer than any */
	snapshot.processes[0].threads[6].account.counts.contended = 7;
	add_blame(4, 77, "f", "g", 5, 0);
	model = build(NULL);
	assert_int_equal(first_tid(&model, SORT_HOLD, 0, 1, 10), 1001);
	assert_int_equal(first_tid(&model, SORT_HOLD, 1, 1, 10), 1010);
	assert_int_equal(first_tid(&model, SORT_WAIT, 0, 0, 13), 1010);
	assert_int_equal(first_tid(&model, SORT_WAIT_MAX, 0, 0, 13), 1006);
	assert_int_equal(first_tid(&model, SORT_ACQUIRES, 0, 2, 3), 1003);
	assert_int_equal(first_tid(&model, SORT_CONTENDED, 0, 0, 13), 1007);
	assert_int_equal(first_tid(&model, SORT_TID, 0, 2, 3), 1001);
	assert_int_equal(first_tid(&model, SORT_NAME, 1, 1, 10), 1010);
	assert_int_equal(first_tid(&model, SORT_BLAME, 0, 0, 13), 1004);
	top_model_free(&model);
}

/* Ended threads are in the interval in which they ended, and among the totals' rows no longer than that. */
static void the_ended(void **state)
{
	struct snapshot recent;
	struct process_row *process;
	struct top_model model;

	(void)state;
	process = add_process(1, "x", 6, 1);
	for (int i = 0; i < 4; i++)
		process->threads[i].alive = 0;
	model = build(NULL);
	assert_int_equal(model.row_count, 6);
	assert_int_equal(model.processes[0].living, 2);
	assert_int_equal(model.processes[0].ended, 4);
	top_model_free(&model);

	assert_int_equal(snapshot_copy(&recent, &snapshot), 0);
	memmove(recent.processes[0].threads, recent.processes[0].threads + 3, 3 * sizeof(struct thread_row));
	recent.processes[0].thread_count = 3;
	model = build(&recent);
	assert_int_equal(model.row_count, 3);
	assert_int_equal(model.rows[0].id, 4);
	assert_int_equal(model.rows[0].alive, 0);
	assert_int_equal(model.processes[0].ended, 1);
	top_model_free(&model);
	snapshot_free(&recent);
}

/* A page from the disk is no sleep; one thousandth of the time is. The place shown is where it slept. */
static void what_is_a_sleep(void **state)
{
	struct top_model model;

	(void)state;
	add_process(1, "x", 3, 1);
	add_blame(1, 77, "busy", "b.py", 500 * MS, 0);
	add_blame(1, 78, "naps", "n.py", 100 * MS, 90 * MS);
	add_blame(2, 77, "busy", "b.py", 500 * MS, 0);
	add_blame(2, 78, "naps", "n.py", 0, MS - 1);
	snapshot.processes[0].threads[2].account.counts.hold.blocked_ns = 5 * MS; /* no stack: the runtime's are not known */
	model = build(NULL);
	assert_int_equal(model.rows[0].blocked, 1);
	assert_string_equal(model.rows[0].function, "naps");
	assert_int_equal(model.rows[0].blamed_ns, 600 * MS);
	assert_int_equal(model.rows[1].blocked, 0);
	assert_string_equal(model.rows[1].function, "busy");
	assert_int_equal(model.rows[2].blocked, 1);
	assert_int_equal(model.rows[2].has_place, 0);
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
	add_process(1, "first", 300, 1);
	add_process(2, "second", 3, 1000);
	model = build(NULL);
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
	press(&ui, &model, "j\r");
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
	static const int all[] = { 's', '<', '>', 'r', 'p', 't', 'c', ' ', 'h', '\r', 'j', 'k', TOP_KEY_UP, TOP_KEY_DOWN,
				   TOP_KEY_PAGE_UP, TOP_KEY_PAGE_DOWN, TOP_KEY_HOME, TOP_KEY_END, 0, 27, 'x' };
	struct top_model models[3];
	struct top_ui ui = { .clock = "" };

	(void)state;
	memset(models, 0, sizeof(models));
	add_process(1, "first", 3, 1);
	models[1] = build(NULL);
	add_process(2, "second", 200, 1000);
	models[2] = build(NULL);
	srandom(1);
	for (int i = 0; i < 3000; i++) {
		const struct top_model *model = &models[random() % 3];

		assert_int_not_equal(top_ui_key(&ui, all[(size_t)random() % (sizeof(all) / sizeof(all[0]))], model), TOP_QUIT);
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
	add_process(1, "first", 300, 1);
	add_blame(3, 77, "careless", "napper.py", 800 * MS, 700 * MS);
	model = build(NULL);
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
		cmocka_unit_test_setup_teardown(sizes, begin, end),
		cmocka_unit_test_setup_teardown(usual_terminal, begin, end),
		cmocka_unit_test_setup_teardown(bars, begin, end),
		cmocka_unit_test_setup_teardown(names, begin, end),
		cmocka_unit_test_setup_teardown(order, begin, end),
		cmocka_unit_test_setup_teardown(the_ended, begin, end),
		cmocka_unit_test_setup_teardown(what_is_a_sleep, begin, end),
		cmocka_unit_test_setup_teardown(keys, begin, end),
		cmocka_unit_test_setup_teardown(any_keys, begin, end),
		cmocka_unit_test_setup_teardown(paper, begin, end),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
