/* top.c - view "top": a live view, on a terminal or as a block of text an interval. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "screen.h"
#include "series.h"
#include "top.h"
#include "top_blame.h"
#include "top_draw.h"
#include "top_model.h"
#include "top_ui.h"
#include "views.h"

#define INTERVAL_NS 1000000000ULL
#define ACCOUNTS 2000	 /* threads of a process whose accounts are kept; the dead go first, see series.h */
#define DEAD_SLACK 20000 /* so many more may die before an interval ends early */
#define STACKS 65536	 /* so many are known at a time, about; four times what the kernel remembers */
#define PAPER_WIDTH 132
#define OUTPUT_TAIL 65536L /* of what the command wrote, bytes that are shown at the end */

struct top {
	const struct report *report;
	struct top_blame blame;
	struct series series;
	struct snapshot last; /* when the last interval ended */
	struct top_model interval, total;
	struct top_ui ui;
	int epoll, timer;
	int on_screen;	      /* the screen is wanted, */
	int open;	      /* and there */
	int width, height;    /* as last drawn */
	FILE *command_output; /* what the command wrote meanwhile; NULL: where it belongs */
};

void *top_view_open(const struct report *report)
{
	struct top *top = calloc(1, sizeof(*top));
	const struct options *options = report->options;

	if (!top) {
		say("out of memory");
		return NULL;
	}
	top->report = report;
	top->epoll = top->timer = -1;
	series_begin(&top->series, report->reader, ACCOUNTS);
	top->on_screen = !options->json && !options->output && screen_possible();
	top->ui.sort = options->sort;
	top->ui.limit = options->top;
	top->ui.plain = !top->on_screen;
	top_blame_init(&top->blame);
	return top;
}

static int watch(struct top *top, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(top->epoll, EPOLL_CTL_ADD, fd, &event);
}

int top_view_begin(struct report *report)
{
	struct top *top = report->state;
	uint64_t ns = report->options->interval ? report->options->interval : INTERVAL_NS;
	struct itimerspec time;

	time.it_value.tv_sec = time.it_interval.tv_sec = (time_t)(ns / 1000000000);
	time.it_value.tv_nsec = time.it_interval.tv_nsec = (long)(ns % 1000000000);
	top->epoll = epoll_create1(EPOLL_CLOEXEC);
	top->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (top->epoll < 0 || top->timer < 0 || timerfd_settime(top->timer, 0, &time, NULL) || watch(top, top->timer))
		return say("cannot make a timer: %s", strerror(errno));
	if (top->on_screen && watch(top, STDIN_FILENO))
		return say("cannot wait for keys: %s", strerror(errno));
	if (top->on_screen && report->options->command) {
		top->command_output = tmpfile();
		if (!top->command_output)
			return say("cannot make a temporary file for the command's output: %s", strerror(errno));
		report->command_output = fileno(top->command_output);
	}
	return 0;
}

int top_view_event(void *state, const struct dictionary *dictionary, const struct gil_event *event, size_t size)
{
	(void)size;
	return top_blame_event(&((struct top *)state)->blame, dictionary, event);
}

int top_view_fd(const void *state)
{
	return ((const struct top *)state)->epoll;
}

/* Both spans as rows. */
static int build_models(struct top *top, const struct snapshot *between, const struct snapshot *sum)
{
	const struct report *report = top->report;
	struct top_model interval, total;
	uint64_t lost = lost_all(&sum->lost);

	if (top_model_build(&interval, between, NULL, &top->blame.interval, report->dictionary, lost,
			    report->calibration))
		return -1;
	if (top_model_build(&total, sum, between, &top->blame.total, report->dictionary, lost, report->calibration)) {
		top_model_free(&interval);
		return -1;
	}
	top_model_free(&top->interval);
	top_model_free(&top->total);
	top->interval = interval;
	top->total = total;
	top->ui.measured_ns = total.wall_ns;
	return 0;
}

static int draw(struct top *top)
{
	const struct top_model *model = top->ui.since_start ? &top->total : &top->interval;
	struct canvas canvas;

	if (top->on_screen) {
		screen_size(&top->width, &top->height);
	} else {
		top->width = PAPER_WIDTH;
		top->height = top_draw_height(model, &top->ui);
	}
	if (canvas_open(&canvas, top->width, top->height))
		return -1;
	top_draw(&canvas, model, &top->ui);
	if (top->on_screen) {
		screen_show(&canvas);
	} else {
		canvas_write(&canvas, top->report->out);
		fputc('\n', top->report->out);
		fflush(top->report->out);
	}
	canvas_close(&canvas);
	return 0;
}

static void read_clock(struct top_ui *ui)
{
	time_t now = time(NULL);
	struct tm local;

	if (!localtime_r(&now, &local) || !strftime(ui->clock, sizeof(ui->clock), "%H:%M:%S", &local))
		strcpy(ui->clock, "?");
}

/* An interval has ended: these are its snapshot and that of all since the start. */
static int report_interval(struct top *top, struct snapshot *between, const struct snapshot *sum)
{
	if (top->report->options->json) {
		view_json_with(top->report, between, top_json_interval);
		return 0;
	}
	if (top->ui.frozen)
		return 0;
	read_clock(&top->ui);
	return build_models(top, between, sum) || draw(top) ? -1 : 0;
}

/* All that is held back up to a moment ago, divided up to there. */
static int cut_blame(struct top *top)
{
	struct session *session = top->report->reader->session;

	if (session_pump(session))
		return -1;
	for (size_t i = 0; i < session->process_count; i++)
		if (blame_cut(&top->blame.engine, session->processes[i].tgid, session->horizon))
			return -1;
	if (top_blame_next(&top->blame, top->report->dictionary))
		return -1;
	if (top_blame_trim(&top->blame, top->report->dictionary, STACKS, session_now()))
		session_forget_stacks(session);
	return 0;
}

static int refresh(struct top *top)
{
	struct snapshot now, between, sum;
	int result = -1;

	if (cut_blame(top) || snapshot_read(top->report->reader, &now))
		return -1;
	if (snapshot_copy(&sum, &now)) {
		snapshot_free(&now);
		return -1;
	}
	if (snapshot_copy(&between, &now) == 0) {
		snapshot_since(&between, &top->last);
		if (series_apply(&top->series, top->report->reader, &sum) == 0)
			result = report_interval(top, &between, &sum);
		snapshot_free(&between);
	}
	snapshot_free(&sum);
	snapshot_free(&top->last);
	top->last = now;
	return result;
}

/* 0, VIEW_STOP, or -1. */
static int heed_keys(struct top *top)
{
	struct pollfd input = { .fd = STDIN_FILENO };
	int key, width = 0, height = 0, redraw = 0;

	while ((key = screen_key()) >= 0) {
		switch (top_ui_key(&top->ui, key, top->ui.since_start ? &top->total : &top->interval)) {
		case TOP_QUIT:
			return VIEW_STOP;
		case TOP_REDRAW:
			redraw = 1;
			break;
		case TOP_NOTHING:
			break;
		}
	}
	if (poll(&input, 1, 0) > 0 && input.revents & (POLLHUP | POLLERR | POLLNVAL))
		return VIEW_STOP; /* the terminal is gone */
	screen_size(&width, &height);
	return redraw || width != top->width || height != top->height ? draw(top) : 0;
}

int top_view_serve(void *state)
{
	struct top *top = state;
	const struct snapshot_reader *reader = top->report->reader;
	uint64_t expired;
	int due = read(top->timer, &expired, sizeof(expired)) == sizeof(expired);

	if (!reader->session->process_count)
		return 0; /* the command has not become a runtime yet */
	if (top->on_screen && !top->open) {
		if (screen_open())
			return -1;
		top->open = 1;
		read_clock(&top->ui);
		if (draw(top))
			return -1;
	}
	if ((due || reader->dead_count > ACCOUNTS * reader->session->process_count + DEAD_SLACK) && refresh(top))
		return -1;
	return top->open ? heed_keys(top) : 0;
}

/* What the command wrote while the screen was on: the end of it. */
static void show_output(struct top *top)
{
	FILE *in = top->command_output;
	char buffer[4096];
	size_t bytes;
	long size;

	if (!in || fseek(in, 0, SEEK_END))
		return;
	size = ftell(in);
	if (size > OUTPUT_TAIL)
		say("the last %ld of %ld bytes that the command wrote:", OUTPUT_TAIL, size);
	if (fseek(in, size > OUTPUT_TAIL ? size - OUTPUT_TAIL : 0, SEEK_SET))
		return;
	while ((bytes = fread(buffer, 1, sizeof(buffer), in)) > 0)
		fwrite(buffer, 1, bytes, stdout);
	fflush(stdout);
}

static void end_screen(struct top *top)
{
	screen_close();
	top->open = top->on_screen = 0;
	show_output(top);
	if (top->command_output)
		fclose(top->command_output);
	top->command_output = NULL;
}

/* Everything seen, as stat prints it. */
static int finish(struct top *top, struct snapshot *snapshot)
{
	end_screen(top);
	if (blame_view_finish(&top->blame.engine, snapshot) || top_blame_next(&top->blame, top->report->dictionary) ||
	    series_apply(&top->series, top->report->reader, snapshot)) {
		*top->report->failed = 1;
		return -1;
	}
	return 0;
}

void view_top(const struct report *report, struct snapshot *snapshot)
{
	if (finish(report->state, snapshot) == 0)
		view_stat(report, snapshot);
}

void view_top_json(const struct report *report, struct snapshot *snapshot)
{
	if (finish(report->state, snapshot) == 0)
		view_json_with(report, snapshot, top_json_total);
}

void top_view_close(void *state)
{
	struct top *top = state;

	if (!top)
		return;
	end_screen(top);
	top_model_free(&top->interval);
	top_model_free(&top->total);
	snapshot_free(&top->last);
	series_free(&top->series);
	top_blame_free(&top->blame);
	if (top->timer >= 0)
		close(top->timer);
	if (top->epoll >= 0)
		close(top->epoll);
	free(top);
}

const struct top_blame *top_view_blame(const void *state)
{
	return &((const struct top *)state)->blame;
}
