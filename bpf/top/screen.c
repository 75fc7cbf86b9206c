/* screen.c - see screen.h. */
#include "screen.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "text.h"
#include "top_ui.h"

static SCREEN *terminal; /* NULL: not open */
static FILE *messages;
static char *message_text;
static size_t message_size;

/* For the handlers of signals. */
static struct termios before;
static char restoring[128];
static volatile sig_atomic_t stop_asked;

/* Signals that end gilscope. Those that it waits for are blocked, but not while it writes its report. */
static const int fatal[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define FATAL (sizeof(fatal) / sizeof(fatal[0]))
static struct sigaction fatal_before[FATAL], stop_before;

int screen_possible(void)
{
	const char *term = getenv("TERM");
	const char *move;
	int error;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !term || !*term || strcmp(term, "dumb") == 0)
		return 0;
	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return 0;
	move = tigetstr("cup");
	error = !move || move == (char *)-1;
	del_curterm(cur_term);
	return !error;
}

static void on_fatal(int number)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	if (write(STDOUT_FILENO, restoring, strlen(restoring)) < 0)
		_exit(EXIT_FAILURE);
	signal(number, SIG_DFL);
	raise(number);
}

static void on_stop(int number)
{
	(void)number;
	stop_asked = 1;
}

static void handle_signals(void)
{
	struct sigaction action = { .sa_handler = on_fatal, .sa_flags = SA_NODEFER }, stop = { .sa_handler = on_stop };

	sigemptyset(&action.sa_mask);
	sigemptyset(&stop.sa_mask);
	for (size_t i = 0; i < FATAL; i++) {
		sigaction(fatal[i], NULL, &fatal_before[i]);
		if (fatal_before[i].sa_handler == SIG_DFL)
			sigaction(fatal[i], &action, NULL);
	}
	sigaction(SIGTSTP, NULL, &stop_before);
	if (stop_before.sa_handler == SIG_DFL)
		sigaction(SIGTSTP, &stop, NULL);
}

static void leave_signals(void)
{
	for (size_t i = 0; i < FATAL; i++)
		sigaction(fatal[i], &fatal_before[i], NULL);
	sigaction(SIGTSTP, &stop_before, NULL);
}

/* A capability that is a string without parameters, and without the delays that no terminal needs any more. */
static void add_capability(const char *name)
{
	const char *text = tigetstr(name);
	size_t at = strlen(restoring), length;

	if (!text || text == (char *)-1)
		return;
	length = strcspn(text, "$");
	if (at + length < sizeof(restoring)) {
		memcpy(restoring + at, text, length);
		restoring[at + length] = '\0';
	}
}

static void set_up_colors(void)
{
	static const short colors[CANVAS_STYLES] = {
		[CANVAS_HOLD] = COLOR_GREEN, [CANVAS_WAIT] = COLOR_YELLOW, [CANVAS_ALERT] = COLOR_RED
	};
	const char *none = getenv("NO_COLOR");

	if ((none && *none) || !has_colors() || start_color() == ERR)
		return;
	use_default_colors();
	for (short i = 0; i < CANVAS_STYLES; i++)
		init_pair((short)(i + 1), colors[i] ? colors[i] : -1, -1);
}

/* newterm() takes signals that are nobody's: they are given back. */
static SCREEN *new_terminal(void)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	struct sigaction kept[sizeof(taken) / sizeof(taken[0])];
	SCREEN *screen;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], NULL, &kept[i]);
	screen = newterm(NULL, stdout, stdin);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], &kept[i], NULL);
	return screen;
}

int screen_open(void)
{
	if (tcgetattr(STDIN_FILENO, &before))
		return say("cannot use the terminal: %s", strerror(errno));
	messages = open_memstream(&message_text, &message_size);
	if (!messages)
		return say("out of memory");
	terminal = new_terminal();
	if (!terminal) {
		fclose(messages);
		free(message_text);
		messages = NULL;
		return say("cannot use the terminal '%s'", getenv("TERM"));
	}
	say_to(messages);
	set_term(terminal);
	restoring[0] = '\0';
	add_capability("sgr0");
	add_capability("cnorm");
	add_capability("rmkx");
	add_capability("rmcup");
	handle_signals();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	leaveok(stdscr, TRUE);
	set_up_colors();
	return 0;
}

void screen_size(int *width, int *height)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col &&
	    (size.ws_row != LINES || size.ws_col != COLS)) {
		resizeterm(size.ws_row, size.ws_col);
		clearok(stdscr, TRUE);
	}
	*width = COLS;
	*height = LINES;
}

static void set_style(enum canvas_style style)
{
	static const attr_t attributes[CANVAS_STYLES] = { [CANVAS_TITLE] = A_BOLD,
							  [CANVAS_HEAD] = A_REVERSE,
							  [CANVAS_CURSOR] = A_REVERSE,
							  [CANVAS_FAINT] = A_DIM,
							  [CANVAS_ALERT] = A_BOLD };

	attr_set(attributes[style], has_colors() && COLOR_PAIRS > CANVAS_STYLES ? (short)(style + 1) : 0, NULL);
}

void screen_show(const struct canvas *canvas)
{
	erase();
	for (int row = 0; row < canvas->height; row++) {
		for (int column = 0; column < canvas->width; column++) {
			const struct cell *cell = canvas_cell(canvas, row, column);

			if (!cell->text[0])
				continue;
			set_style((enum canvas_style)cell->style);
			mvaddstr(row, column, cell->text);
		}
	}
	refresh();
}

/* Ctrl-Z: the shell gets its terminal back, until it gives it again. */
static void stop(void)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL }, ours;

	stop_asked = 0;
	endwin();
	sigaction(SIGTSTP, &by_default, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	clearok(stdscr, TRUE);
	refresh();
}

int screen_key(void)
{
	static const struct {
		int curses, key;
	} keys[] = {
		{ KEY_UP, TOP_KEY_UP },
		{ KEY_DOWN, TOP_KEY_DOWN },
		{ KEY_PPAGE, TOP_KEY_PAGE_UP },
		{ KEY_NPAGE, TOP_KEY_PAGE_DOWN },
		{ KEY_HOME, TOP_KEY_HOME },
		{ KEY_END, TOP_KEY_END },
		{ KEY_ENTER, '\r' },
	};
	int key;

	if (stop_asked)
		stop();
	key = getch();
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (key == keys[i].curses)
			return keys[i].key;
	return key == ERR ? -1 : key < 0x80 ? key : 0;
}

void screen_close(void)
{
	if (!terminal)
		return;
	endwin();
	leave_signals();
	delscreen(terminal);
	terminal = NULL;
	say_to(NULL);
	fclose(messages);
	fputs(message_text, stderr);
	free(message_text);
	messages = NULL;
}
