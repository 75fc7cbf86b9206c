/* views.c - the views: what each needs, prints, and says of itself. */
#include "views.h"

#include <string.h>

#define HELP_OPTIONS(view)                                                                                    \
	"Usage: gilscope " view " [OPTIONS] -p PID\n"                                                         \
	"       gilscope " view " [OPTIONS] [--] COMMAND [ARGUMENT...]\n\n"

#define HELP_COMMON                                                                                           \
	"  -p, --pid PID         measure this running process\n"                                              \
	"  -u, --user USER       run COMMAND as this user (else it runs as root, like gilscope)\n"            \
	"  -d, --duration TIME   stop measuring after TIME: 10s, 500ms, 2m (default: when the target ends)\n" \
	"  -S, --sort KEY        hold (default), wait, hold-max, wait-max, acquires, contended, tid, name\n"  \
	"  -n, --top N           show the first N threads only\n"                                             \
	"  -o, --output FILE     report to FILE; - is stdout (default: stdout with -p, stderr with COMMAND)\n" \
	"  -j, --json            one JSON object a line; the schema is in gilscope(1)\n"                      \
	"  -v, --verbose         show what libbpf says\n"                                                     \
	"  -h, --help            this text\n"                                                                 \
	"      --version         version of gilscope\n"

#define HELP_END                                                                                              \
	"Exit status: that of COMMAND (128 + N if signal N killed it); 2 wrong usage; 3 events were lost, and the\n" \
	"report says how many; 1 any other failure; 126 and 127 if COMMAND cannot be run. Measuring needs root; see `gilscope doctor`.\n"


#define HELP_INTERVAL \
	"  -i, --interval TIME   report every TIME what happened since the last report, and all at the end\n"
#define HELP_SCHED \
	"  -s, --sched           split waits and holds: on a CPU, runnable without one, asleep in the kernel\n"

static const struct view views[] = {
	{
		.name = "stat",
		.letters = "is",
		.print = view_stat,
		.print_json = view_json,
		.help = HELP_OPTIONS("stat")
			"How long each OS thread waited for the GIL and held it.\n\n"
			HELP_COMMON HELP_INTERVAL HELP_SCHED "\n"
			"Examples:\n"
			"  gilscope stat -p 1234 -d 10s            ten seconds of a running process\n"
			"  gilscope stat -- gilpy server.py        a program from its first to its last event\n"
			"  gilscope stat -S wait -n 5 -p 1234      the five threads that waited most; Ctrl-C ends\n"
			"  gilscope stat -i 1s --json -p 1234      a line of JSON a second\n\n"
			HELP_END,
	},
	{
		.name = "hist",
		.letters = "isk",
		.print = view_hist,
		.print_json = view_json,
		.help = HELP_OPTIONS("hist")
			"Histograms of GIL waits and holds, per thread and for the whole process.\n\n"
			HELP_COMMON HELP_INTERVAL HELP_SCHED
			"  -k, --sub-bits N      draw each power of two as 2^N rows, N = 0 (default) to 3\n\n"
			"Examples:\n"
			"  gilscope hist -p 1234 -d 10s            ten seconds of a running process\n"
			"  gilscope hist -k 3 -n 1 -- gilpy x.py   the finest rows, for the thread that held most\n\n"
			HELP_END,
	},
	{
		.name = "blame",
		.letters = "Fb",
		.stream = 1,
		.print = view_blame,
		.print_json = view_blame_json,
		.open = blame_view_open,
		.event = blame_view_event,
		.close = blame_view_close,
		.help = HELP_OPTIONS("blame")
			"Who made whom wait for the GIL, and in which Python function: each wait is divided among the holds it\n"
			"overlaps by exact time, each hold among the Python stacks taken in it.\n\n"
			HELP_COMMON
			"  -F, --folded          folded stacks of the time that others waited, in microseconds, for flame graphs\n"
			"  -b, --buffer MIB      size of the ring buffer, a power of two (default 32)\n\n"
			"Examples:\n"
			"  gilscope blame -p 1234 -d 10s           ten seconds of a running process\n"
			"  gilscope blame -- gilpy server.py       a program from its first to its last event\n"
			"  gilscope blame -F -o out.folded -p 1234 for flamegraph.pl or speedscope; Ctrl-C ends\n\n"
			HELP_END,
	},
	{
		.name = "timeline",
		.letters = "sfb",
		.stream = 1,
		.file = 1,
		.print = view_timeline,
		.print_json = view_timeline_json,
		.open = timeline_view_open,
		.event = timeline_view_event,
		.close = timeline_view_close,
		.help = "Usage: gilscope timeline [OPTIONS] -o FILE -p PID\n"
			"       gilscope timeline [OPTIONS] -o FILE [--] COMMAND [ARGUMENT...]\n\n"
			"A trace file for ui.perfetto.dev, chrome://tracing or the Firefox Profiler: a row for each OS thread with its\n"
			"waits for the GIL and its holds, and an arrow from each release to the hold of the waiter that came next.\n\n"
			"  -p, --pid PID         measure this running process\n"
			"  -u, --user USER       run COMMAND as this user (else it runs as root, like gilscope)\n"
			"  -d, --duration TIME   stop measuring after TIME: 10s, 500ms, 2m (default: when the target ends)\n"
			"  -o, --output FILE     the trace; - is stdout (default with -p, if that is no terminal)\n"
			"  -f, --format FORMAT   perfetto (default) or json (default if FILE ends in .json)\n"
			"  -s, --sched           a second row for each thread: running, runnable without a CPU, sleeping\n"
			"  -b, --buffer MIB      size of the ring buffer, a power of two (default 32)\n"
			"  -j, --json            the summary, on stderr, as one JSON object; the schema is in gilscope(1)\n"
			"  -S, --sort KEY        order of its threads: hold (default), wait, tid, name and others, see gilscope(1)\n"
			"  -n, --top N           only the first N threads in it\n"
			"  -v, --verbose         show what libbpf says\n"
			"  -h, --help            this text\n"
			"      --version         version of gilscope\n\n"
			"Examples:\n"
			"  gilscope timeline -o out.pftrace -p 1234 -d 10s    ten seconds of a running process\n"
			"  gilscope timeline -s -o out.json -- gilpy x.py     a program from its first to its last event\n"
			"  gilscope timeline -p 1234 -d 1s | gzip > out.gz    Perfetto opens compressed files, too\n\n"
			HELP_END,
	},
};

const struct view *view_find(const char *name)
{
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (strcmp(name, views[i].name) == 0)
			return &views[i];
	return NULL;
}
