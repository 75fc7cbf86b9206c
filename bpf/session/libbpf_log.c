/* libbpf_log.c - see libbpf_log.h. */
#include "libbpf_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

static int show_all;
static char first_warning[512];

static int on_message(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (show_all)
		return vfprintf(stderr, format, arguments);
	if (level == LIBBPF_WARN && !first_warning[0]) {
		strcpy(first_warning, ": ");
		vsnprintf(first_warning + 2, sizeof(first_warning) - 2, format, arguments);
		first_warning[strcspn(first_warning, "\n")] = '\0';
	}
	return 0;
}

void libbpf_log_start(int verbose)
{
	show_all = verbose;
	libbpf_set_print(on_message);
}

const char *libbpf_log_why(void)
{
	return first_warning;
}
