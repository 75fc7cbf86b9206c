/* progress.c - see progress.h. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_NS 1000000000LL /* what takes less needs no words */
#define RENEW_NS 200000000LL

static int on, shown;
static int64_t next; /* time of the next line, CLOCK_MONOTONIC ns */

static int64_t now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void progress_begin(void)
{
	const char *terminal = getenv("TERM");

	on = isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
	next = now_ns() + PATIENCE_NS;
}

void progress_show(const char *format, ...)
{
	char line[256];
	struct winsize size;
	va_list arguments;
	int64_t now;

	if (!on || (now = now_ns()) < next)
		return;
	next = now + RENEW_NS;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		size.ws_col = 80; /* a serial line does not know */
	/* "gilscope: " before it; in the last column it would wrap. */
	if (size.ws_col < 12)
		return;
	fprintf(stderr, "\r\033[Kgilscope: %.*s", size.ws_col - 11, line);
	fflush(stderr);
	shown = 1;
}

void progress_clear(void)
{
	if (!shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	shown = 0;
}

void progress_end(void)
{
	progress_clear();
	on = 0;
}
