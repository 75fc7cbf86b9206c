/* options.c - see options.h. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"
#include "version.h"
#include "views/views.h"

/* Options that not all views have. */
#define OWN_LETTERS "iksbSnjflmx"

/* A whole number from `low` to `high`, and nothing else. */
static int parse_number(const char *text, unsigned long low, unsigned long high, unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 10);
	return text[0] < '0' || text[0] > '9' || *end || errno || *value < low || *value > high ? -1 : 0;
}

/* 10 (seconds), 1.5s, 500ms, 100us, 2m, 1h; at most a year. */
static int parse_duration(const char *text, uint64_t *ns)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = { { "", 1e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "m", 60e9 }, { "h", 3600e9 } };
	char *end;
	double value;

	if (!((text[0] >= '0' && text[0] <= '9') || text[0] == '.') || strpbrk(text, "xXpP"))
		return -1;
	value = strtod(text, &end);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].name) == 0 && end != text) {
			value *= units[i].ns;
			if (!(value >= 1e6 && value <= 366 * 86400e9))
				return -1;
			*ns = (uint64_t)value;
			return 0;
		}
	}
	return -1;
}

const char *options_sort_name(enum sort_key key)
{
	static const char *const names[SORT_KEYS] = { "hold", "wait", "hold-max", "wait-max", "acquires", "contended", "tid", "name",
						      "blame" };

	return names[key];
}

static int parse_sort(const char *text, const struct view *view, enum sort_key *key)
{
	for (int i = 0; i < (view->live ? SORT_KEYS : SORT_BLAME); i++) {
		if (strcmp(text, options_sort_name((enum sort_key)i)) == 0) {
			*key = (enum sort_key)i;
			return 0;
		}
	}
	return -1;
}

static int parse_format(const char *text, const struct view *view, const struct view_format **format)
{
	for (size_t i = 0; i < VIEW_FORMATS; i++) {
		if (view->formats[i].name && strcmp(text, view->formats[i].name) == 0) {
			*format = &view->formats[i];
			return 0;
		}
	}
	return -1;
}

/* Numbers of processes, with commas between them. May come several times. */
static int parse_pids(struct options *options, const char *text)
{
	for (const char *at = text;;) {
		char word[24];
		size_t length = strcspn(at, ",");
		unsigned long number;

		snprintf(word, sizeof(word), "%.*s", (int)(length < sizeof(word) ? length : sizeof(word) - 1), at);
		if (parse_number(word, 1, INT_MAX, &number))
			return say("-p wants the number of a process, or several with commas between them, not '%s'", text);
		if (options->pid_count == OPTIONS_MAX_PIDS)
			return say("-p takes at most %d processes", OPTIONS_MAX_PIDS);
		options->pids[options->pid_count++] = (pid_t)number;
		if (!at[length])
			return 0;
		at += length + 1;
	}
}

static int parse_one(struct options *options, const struct view *view, int option, const char *value)
{
	unsigned long number;

	switch (option) {
	case 'p':
		return parse_pids(options, value);
	case 'F':
		options->follow = 1;
		return 0;
	case 'u':
		options->user = value;
		return 0;
	case 'd':
		if (parse_duration(value, &options->duration))
			return say("-d wants a time such as 10s, 500ms or 2m, at least 1ms, not '%s'", value);
		return 0;
	case 'i':
		if (parse_duration(value, &options->interval) || options->interval < 10000000)
			return say("-i wants a time such as 1s or 500ms, at least 10ms, not '%s'", value);
		return 0;
	case 'S':
		if (parse_sort(value, view, &options->sort))
			return say("-S wants one of hold, wait, hold-max, wait-max, acquires, contended, tid, name%s, not '%s'",
				   view->live ? ", blame" : "", value);
		return 0;
	case 'n':
		if (parse_number(value, 1, ULONG_MAX, &options->top))
			return say("-n wants a number of rows, not '%s'", value);
		return 0;
	case 'k':
		if (parse_number(value, 0, 3, &number))
			return say("-k wants 0, 1, 2 or 3, not '%s'", value);
		options->sub_bits = (int)number;
		return 0;
	case 'o':
		options->output = value;
		return 0;
	case 'r':
		options->replay = value;
		return 0;
	case 'j':
		options->json = 1;
		return 0;
	case 'x':
		options->exact = 1;
		return 0;
	case 's':
		options->sched = 1;
		return 0;
	case 'b':
		if (parse_number(value, 1, 1024, &options->ring) || options->ring & (options->ring - 1))
			return say("-b wants the size of the ring buffer in MiB, a power of two up to 1024, not '%s'", value);
		options->ring <<= 20;
		return 0;
	case 'f':
		if (parse_format(value, view, &options->format))
			return say("-f wants %s%s%s, not '%s'", view->formats[0].name, view->formats[1].name ? " or " : "",
				   view->formats[1].name ? view->formats[1].name : "", value);
		return 0;
	case 'l':
		if (options->listen_count == OPTIONS_MAX_LISTEN)
			return say("-l can be given %d times", OPTIONS_MAX_LISTEN);
		options->listen[options->listen_count++] = value;
		return 0;
	case 'm':
		if (parse_number(value, 1, 100000, &options->max_series))
			return say("-m wants a number of threads from 1 to 100000, not '%s'", value);
		return 0;
	case 'v':
		options->verbose = 1;
		return 0;
	default:
		return -1;
	}
}

static enum options_result wrong(const struct view *view)
{
	fprintf(stderr, "Try 'gilscope %s --help'.\n", view->name);
	return OPTIONS_WRONG;
}

/* Is what it will print no text? */
static int prints_file(const struct options *options, const struct view *view)
{
	if (view->file == VIEW_FILE_ONCE)
		return !options->json && (!options->format || options->format->print == view->print);
	return view->file == VIEW_FILE;
}

enum options_result options_parse(struct options *options, const struct view *view, int argc, char **argv)
{
	static const struct option names[] = {
		{ "pid", required_argument, NULL, 'p' },      { "user", required_argument, NULL, 'u' },
		{ "duration", required_argument, NULL, 'd' }, { "interval", required_argument, NULL, 'i' },
		{ "sort", required_argument, NULL, 'S' },     { "top", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },   { "sub-bits", required_argument, NULL, 'k' },
		{ "exact", no_argument, NULL, 'x' },
		{ "follow", no_argument, NULL, 'F' },
		{ "sched", no_argument, NULL, 's' },          { "replay", required_argument, NULL, 'r' },
		{ "buffer", required_argument, NULL, 'b' },   { "format", required_argument, NULL, 'f' },
		{ "listen", required_argument, NULL, 'l' },   { "max-series", required_argument, NULL, 'm' },
		{ "json", no_argument, NULL, 'j' },           { "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },           { "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	memset(options, 0, sizeof(*options));
	optind = 1;
	opterr = 0;
	/* '+': the first word that is no option begins the command; ':': a missing value is told apart. */
	while ((option = getopt_long(argc, argv, "+:p:u:d:i:S:n:o:k:b:f:l:m:r:FxsjvhV", names, NULL)) != -1) {
		if (option == 'h') {
			fputs(view->help, stdout);
			return OPTIONS_DONE;
		}
		if (option == 'V') {
			puts("gilscope " GILSCOPE_VERSION);
			return OPTIONS_DONE;
		}
		if (option == ':') {
			say("option '%s' wants a value", argv[optind - 1]);
			return wrong(view);
		}
		if (strchr(OWN_LETTERS, option) && !strchr(view->letters, option)) {
			say("unknown option '-%c' (%s has none)", option, view->name);
			return wrong(view);
		}
		if (option == 'r' && view->checkpoint) {
			say("%s makes a recording; it does not read one with -r", view->name);
			return wrong(view);
		}
		if (option == '?') {
			if (optopt > 0 && optopt < 0x7f)
				say("unknown option '-%c'", optopt);
			else
				say("unknown option '%s'", argv[optind - 1]);
			return wrong(view);
		}
		if (parse_one(options, view, option, optarg))
			return wrong(view);
	}
	if (optind < argc)
		options->command = argv + optind;
	if (options->replay && (options->pid_count || options->command || options->duration || options->interval || options->user || options->follow)) {
		say("-r shows a recording: it goes with none of -p, -F, -d, -i, -u and a command");
		return wrong(view);
	}
	if (options->json && options->format && view->file != VIEW_FILE) {
		say("give either -j or -f %s, not both", options->format->name);
		return wrong(view);
	}
	if (options->replay && options->exact) {
		say("-x counts while it measures: a recording has samples only");
		return wrong(view);
	}
	if (options->exact && options->format) {
		say("give either -x or -f %s, not both: stacks are of samples", options->format->name);
		return wrong(view);
	}
	if (options->replay && view->serve) {
		say("%s shows what it measures: it does not read a recording", view->name);
		return wrong(view);
	}
	if (prints_file(options, view) && !options->output && (options->command || isatty(STDOUT_FILENO))) {
		say("%s writes a file: name it with -o FILE", view->name);
		return wrong(view);
	}
	if (options->replay)
		return OPTIONS_RUN;
	if (!options->pid_count && !options->command) {
		say(view->checkpoint || view->serve ? "nothing to measure: give -p PID or -- COMMAND"
				     : "nothing to measure: give -p PID or -- COMMAND, or -r FILE");
		return wrong(view);
	}
	if (options->pid_count && options->command) {
		say("give either -p PID or a command, not both ('%s')", argv[optind]);
		return wrong(view);
	}
	if (options->user && !options->command) {
		say("-u is for a command that gilscope starts");
		return wrong(view);
	}
	return OPTIONS_RUN;
}
