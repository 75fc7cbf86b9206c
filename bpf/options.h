/*
 * options.h - the command line of the measuring sub-commands.
 */
#ifndef GILSCOPE_OPTIONS_H
#define GILSCOPE_OPTIONS_H

#include <stdint.h>
#include <sys/types.h>

enum sort_key {
	SORT_HOLD,
	SORT_WAIT,
	SORT_HOLD_MAX,
	SORT_WAIT_MAX,
	SORT_ACQUIRES,
	SORT_CONTENDED,
	SORT_TID,
	SORT_NAME,
	SORT_BLAME, /* of top only */
	SORT_KEYS
};

#define OPTIONS_MAX_LISTEN 8
#define OPTIONS_MAX_PIDS 512

struct view_format;

struct options {
	pid_t pids[OPTIONS_MAX_PIDS];
	size_t pid_count;    /* 0: a command */
	char **command;      /* NULL: pids */
	int follow;          /* also what they fork */
	const char *user;    /* run the command as; NULL: as we are */
	uint64_t duration;   /* ns, 0: until the target ends */
	uint64_t interval;   /* ns, 0: report at the end only */
	int json;
	enum sort_key sort;
	unsigned long top;   /* rows a process, 0: all */
	const char *output;  /* file, "-" for stdout; NULL: the default */
	const char *replay;  /* a recording to show instead of measuring; NULL: measure */
	int sub_bits;        /* hist: each power of two is drawn as 2^n rows */
	int exact;           /* eval, alloc: every call, every object */
	int sched;           /* split waits and holds by the scheduler */
	const struct view_format *format; /* NULL: none asked for */
	const char *listen[OPTIONS_MAX_LISTEN]; /* export: where, as given */
	size_t listen_count;
	unsigned long max_series; /* export: threads of a process with series of their own, 0: the default */
	unsigned long ring;  /* bytes of the ring buffer, 0: the default */
	int verbose;
};

enum options_result {
	OPTIONS_RUN,   /* filled in */
	OPTIONS_DONE,  /* --help or --version has been printed */
	OPTIONS_WRONG, /* what is wrong has been said */
};

struct view;

/* What -S calls it. */
const char *options_sort_name(enum sort_key key);

/* argv[0] is the view's name. */
enum options_result options_parse(struct options *options, const struct view *view, int argc, char **argv);

#endif
