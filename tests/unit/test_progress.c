/* progress.c: on a terminal, after a second, one line that goes away; elsewhere nothing. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "progress.h"
#include "text.h"

static int terminal = -1, slave = -1, saved = -1;

/* What has been written to the terminal since the last time. */
static const char *seen(void)
{
	static char text[4096];
	ssize_t n;

	fflush(stderr);
	n = read(terminal, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static int to_terminal(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 40 };

	(void)state;
	setenv("TERM", "xterm", 1);
	if (openpty(&terminal, &slave, NULL, NULL, &size) || fcntl(terminal, F_SETFL, O_NONBLOCK))
		return -1;
	saved = dup(STDERR_FILENO);
	return dup2(slave, STDERR_FILENO) < 0 ? -1 : 0;
}

static int back(void **state)
{
	(void)state;
	progress_end();
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(slave);
	close(terminal);
	return 0;
}

static void nothing_at_first(void **state)
{
	(void)state;
	progress_show("before it begins");
	progress_begin();
	progress_show("too early");
	assert_string_equal(seen(), "");
}

static void comes_and_goes(void **state)
{
	(void)state;
	progress_begin();
	usleep(1050000);
	progress_show("half of %d", 2);
	assert_string_equal(seen(), "\r\033[Kgilscope: half of 2");
	progress_show("too soon after");
	assert_string_equal(seen(), "");
	say("something else");
	assert_string_equal(seen(), "\r\033[Kgilscope: something else\r\n");
	usleep(250000);
	progress_show("a line that is much too long for this narrow terminal");
	assert_string_equal(seen(), "\r\033[Kgilscope: a line that is much too long ");
	progress_end();
	assert_string_equal(seen(), "\r\033[K");
	usleep(250000);
	progress_show("after its end");
	assert_string_equal(seen(), "");
}

static void nothing_on_a_dumb_terminal(void **state)
{
	(void)state;
	setenv("TERM", "dumb", 1);
	progress_begin();
	usleep(1050000);
	progress_show("nobody sees this");
	assert_string_equal(seen(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_at_first, to_terminal, back),
		cmocka_unit_test_setup_teardown(comes_and_goes, to_terminal, back),
		cmocka_unit_test_setup_teardown(nothing_on_a_dumb_terminal, to_terminal, back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
