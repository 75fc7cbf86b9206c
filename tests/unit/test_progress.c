/* progress.c: on a terminal, after a second, one line that goes away; elsewhere nothing. */
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "progress.h"
#include "text.h"

static int terminal = -1, slave = -1, saved = -1;
static int64_t passed_ns; /* by the clock that progress.c sees, which goes only when told: a busy machine is not late */

int __wrap_clock_gettime(clockid_t clock, struct timespec *time);

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	assert_int_equal(clock, CLOCK_MONOTONIC);
	time->tv_sec = 1000 + passed_ns / 1000000000;
	time->tv_nsec = passed_ns % 1000000000;
	return 0;
}

static void pass_ms(int64_t ms)
{
	passed_ns += ms * 1000000;
}

/* What has been written to the terminal since the last time.  The kernel hands it over from a worker, so a read may find a part of
 * it; a mark written last says that all has come. */
static const char *seen(void)
{
	static const char mark = '\1';
	static char text[4096];
	size_t length = 0;

	fflush(stderr);
	assert_int_equal(write(slave, &mark, 1), 1);
	do {
		struct pollfd ready = { .fd = terminal, .events = POLLIN };
		ssize_t n;

		assert_int_equal(poll(&ready, 1, 10000), 1);
		n = read(terminal, text + length, sizeof(text) - length);
		assert_true(n > 0);
		length += (size_t)n;
	} while (text[length - 1] != mark);
	text[length - 1] = '\0';
	return text;
}

static int to_terminal(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 40 };

	(void)state;
	setenv("TERM", "xterm", 1);
	if (openpty(&terminal, &slave, NULL, NULL, &size))
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
	pass_ms(990);
	progress_show("too early");
	assert_string_equal(seen(), "");
}

static void comes_and_goes(void **state)
{
	(void)state;
	progress_begin();
	pass_ms(1050);
	progress_show("half of %d", 2);
	assert_string_equal(seen(), "\r\033[Kgilscope: half of 2");
	pass_ms(190);
	progress_show("too soon after");
	assert_string_equal(seen(), "");
	say("something else");
	assert_string_equal(seen(), "\r\033[Kgilscope: something else\r\n");
	pass_ms(20);
	progress_show("a line that is much too long for this narrow terminal");
	assert_string_equal(seen(), "\r\033[Kgilscope: a line that is much too long ");
	progress_end();
	assert_string_equal(seen(), "\r\033[K");
	pass_ms(250);
	progress_show("after its end");
	assert_string_equal(seen(), "");
}

static void nothing_on_a_dumb_terminal(void **state)
{
	(void)state;
	setenv("TERM", "dumb", 1);
	progress_begin();
	pass_ms(1050);
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
