/* views.c - the views: what each needs, prints, and says of itself. */
#include "views.h"

#include <string.h>

#define HELP_OPTIONS(view)                                                                                    \
	"Usage: gilscope " view " [OPTIONS] -p PID\n"                                                         \
	"       gilscope " view " [OPTIONS] [--] COMMAND [ARGUMENT...]\n"                                     \
	"       gilscope " view " [OPTIONS] -r FILE\n\n"

/* Of what makes no sense later. */
#define HELP_OPTIONS_LIVE(view)                                                                               \
	"Usage: gilscope " view " [OPTIONS] -p PID\n"                                                         \
	"       gilscope " view " [OPTIONS] [--] COMMAND [ARGUMENT...]\n\n"

#define HELP_TARGET                                                                                           \
	"  -p, --pid PID[,PID]   measure these running processes\n"                                            \
	"  -F, --follow          measure what they fork, too, and the children that they have already\n"       \
	"  -u, --user USER       run COMMAND as this user (else it runs as root, like gilscope)\n"            \
	"  -d, --duration TIME   stop measuring after TIME: 10s, 500ms, 2m (default: when the target ends)\n"

#define HELP_REPLAY                                                                                           \
	"  -r, --replay FILE     show what `gilscope record` wrote, without measuring; needs no root\n"

#define HELP_ROWS                                                                                             \
	"  -n, --top N           show the first N rows of each table only\n"                              \
	"  -o, --output FILE     report to FILE; - is stdout (default: stdout with -p and -r, stderr with COMMAND)\n" \
	"  -j, --json            one JSON object a line; the schema is in gilscope(1)\n"

#define HELP_REPORT                                                                                           \
	"  -S, --sort KEY        hold (default), wait, hold-max, wait-max, acquires, contended, tid, name\n"  \
	"  -n, --top N           show the first N threads only\n"                                             \
	"  -o, --output FILE     report to FILE; - is stdout (default: stdout with -p and -r, stderr with COMMAND)\n" \
	"  -j, --json            one JSON object a line; the schema is in gilscope(1)\n"

#define HELP_OTHER                                                                                            \
	"  -v, --verbose         show what libbpf says\n"                                                     \
	"  -h, --help            this text\n"                                                                 \
	"      --version         version of gilscope\n"

#define HELP_COMMON HELP_TARGET HELP_REPLAY HELP_REPORT HELP_OTHER

#define HELP_END                                                                                              \
	"Exit status: that of COMMAND (128 + N if signal N killed it); 2 wrong usage; 3 events were lost, and the\n" \
	"report says how many; 1 any other failure; 126 and 127 if COMMAND cannot be run. Measuring needs root; see `gilscope doctor`.\n"


#define HELP_INTERVAL \
	"  -i, --interval TIME   report every TIME what happened since the last report, and all at the end\n"
#define HELP_SCHED \
	"  -s, --sched           split waits and holds: on a CPU, runnable without one, asleep in the kernel\n"

#define HELP_BUFFER \
	"  -b, --buffer MIB      size of the ring buffer, a power of two (default 32)\n"
#define HELP_STACKS(what) \
	"  -f, --format FORMAT   folded: a line for each stack with its " what ", for\n" \
	"                        flamegraph.pl, speedscope and others; svg: a flame graph to look at in a browser\n"

static const struct view views[] = {
	{
		.name = "stat",
		.letters = "isSnjf",
		.print = view_stat,
		.print_json = view_json,
		.formats = { { "csv", view_stat_csv } },
		.help = HELP_OPTIONS("stat")
			"How long each OS thread waited for the GIL and held it.\n\n"
			HELP_COMMON HELP_INTERVAL HELP_SCHED
			"  -f, --format csv      comma-separated values, a record for each thread and process\n\n"
			"Examples:\n"
			"  gilscope stat -p 1234 -d 10s            ten seconds of a running process\n"
			"  gilscope stat -- gilpy server.py        a program from its first to its last event\n"
			"  gilscope stat -S wait -n 5 -p 1234      the five threads that waited most; Ctrl-C ends\n"
			"  gilscope stat -i 1s --json -p 1234      a line of JSON a second\n\n"
			HELP_END,
	},
	{
		.name = "hist",
		.letters = "iskSnjf",
		.print = view_hist,
		.print_json = view_json,
		.formats = { { "csv", view_hist_csv }, { "hgrm", view_hist_hgrm } },
		.help = HELP_OPTIONS("hist")
			"Histograms of GIL waits and holds, per thread and for the whole process.\n\n"
			HELP_COMMON HELP_INTERVAL HELP_SCHED
			"  -k, --sub-bits N      draw each power of two as 2^N rows, N = 0 (default) to 3\n"
			"  -f, --format FORMAT   csv: comma-separated values, a record for each slot; hgrm: percentiles of the process's\n"
			"                        waits and holds in microseconds, for the plotter of HdrHistogram\n\n"
			"Examples:\n"
			"  gilscope hist -p 1234 -d 10s            ten seconds of a running process\n"
			"  gilscope hist -k 3 -n 1 -- gilpy x.py   the finest rows, for the thread that held most\n\n"
			HELP_END,
	},
	{
		.name = "blame",
		.letters = "bSnjf",
		.stream = 1,
		.print = view_blame,
		.print_json = view_blame_json,
		.formats = { { "folded", view_blame_folded }, { "svg", view_blame_svg } },
		.open = blame_view_open,
		.event = blame_view_event,
		.close = blame_view_close,
		.help = HELP_OPTIONS("blame")
			"Who made whom wait for the GIL, and in which Python function: each wait is divided among the holds it\n"
			"overlaps by exact time, each hold among the Python stacks taken in it.\n\n"
			HELP_COMMON
			HELP_STACKS("time that others waited in us")
			HELP_BUFFER "\n"
			"Examples:\n"
			"  gilscope blame -p 1234 -d 10s           ten seconds of a running process\n"
			"  gilscope blame -- gilpy server.py       a program from its first to its last event\n"
			"  gilscope blame -f svg -o out.svg -p 1234  a flame graph; Ctrl-C ends\n\n"
			HELP_END,
	},
	{
		.name = "top",
		.letters = "isbSnj",
		.stream = 1,
		.live = 1,
		.print = view_top,
		.print_json = view_top_json,
		.open = top_view_open,
		.begin = top_view_begin,
		.event = top_view_event,
		.fd = top_view_fd,
		.serve = top_view_serve,
		.close = top_view_close,
		.help = HELP_OPTIONS_LIVE("top")
			"A live view, refreshed every second: each OS thread's holds and waits, how long it made the others wait, and in\n"
			"which Python function; threads that slept in the kernel with the GIL are marked with !. Keys: h shows them all,\n"
			"q quits. At the end everything seen is reported as stat does it. If stdin or stdout is no terminal, or with -o\n"
			"or -j: a block of text or a line of JSON for each interval.\n\n"
			HELP_TARGET
			"  -i, --interval TIME   refresh every TIME (default 1s)\n"
			"  -S, --sort KEY        hold (default), wait, hold-max, wait-max, acquires, contended, tid, name, blame\n"
			"  -n, --top N           show the first N threads only\n"
			"  -o, --output FILE     plain text to FILE; - is stdout\n"
			"  -j, --json            one JSON object an interval; the schema is in gilscope(1)\n"
			"  -s, --sched           split waits and holds in the final report: on a CPU, runnable without one, asleep\n"
			HELP_BUFFER HELP_OTHER "\n"
			"While the screen is on, COMMAND has no input, and the last 64 KiB that it writes follow at the end; to keep all\n"
			"of it: gilscope top -- sh -c 'exec gilpy server.py > log 2>&1'.\n\n"
			"Examples:\n"
			"  gilscope top -p 1234                    watch a running process\n"
			"  gilscope top -- gilpy server.py         start a program and watch it\n"
			"  gilscope top -S blame -n 10 -p 1234     the ten threads that make the others wait most\n"
			"  gilscope top -i 5s -p 1234 > top.log    a block of text every five seconds\n\n"
			HELP_END,
	},
	{
		.name = "eval",
		.letters = "bnjfx",
		.stream = 1,
		.profile = 1,
		.print = view_profile,
		.print_json = view_profile_json,
		.formats = { { "folded", view_profile_folded }, { "svg", view_profile_svg } },
		.open = profile_view_open,
		.event = profile_view_event,
		.close = profile_view_close,
		.help = HELP_OPTIONS("eval")
			"Which Python functions use the CPUs: a clock of each CPU looks 997 times a second what runs there.\n\n"
			HELP_TARGET HELP_REPLAY HELP_ROWS
			HELP_STACKS("CPU time in us")
			"  -x, --exact           count every call, too, and measure it by the wall clock; the end says what that cost\n"
			HELP_BUFFER HELP_OTHER "\n"
			"Examples:\n"
			"  gilscope eval -p 1234 -d 10s            ten seconds of a running process\n"
			"  gilscope eval -f svg -o out.svg -- gilpy server.py\n\n"
			HELP_END,
	},
	{
		.name = "alloc",
		.letters = "bnjfx",
		.stream = 1,
		.allocs = 1,
		.gilpy_only = 1,
		.print = view_alloc,
		.print_json = view_alloc_json,
		.formats = { { "folded", view_alloc_folded }, { "svg", view_alloc_svg } },
		.open = alloc_view_open,
		.event = alloc_view_event,
		.close = alloc_view_close,
		.help = HELP_OPTIONS("alloc")
			"Which objects are made, by type, size, Python function and thread: from samples, one in 512 KiB that are\n"
			"allocated, each with the weight that makes the sums right on average.\n\n"
			HELP_TARGET HELP_REPLAY HELP_ROWS
			HELP_STACKS("allocated bytes")
			"  -x, --exact           count every object, made and destroyed; the end says what that cost\n"
			HELP_BUFFER HELP_OTHER "\n"
			"Examples:\n"
			"  gilscope alloc -p 1234 -d 10s           ten seconds of a running process\n"
			"  gilscope alloc -f svg -o out.svg -- gilpy server.py\n\n"
			HELP_END,
	},
#ifdef GILSCOPE_EXPORT
	{
		.name = "export",
		.letters = "lm",
		.print = view_export,
		.open = export_view_open,
		.fd = export_view_fd,
		.serve = export_view_serve,
		.close = export_view_close,
		.help = HELP_OPTIONS_LIVE("export")
			"Serves the figures to Prometheus while they are measured, at /metrics.\n\n"
			HELP_TARGET
			"  -l, --listen ADDR:PORT listen there, not on 127.0.0.1:9857 and [::1]:9857; may be given several times; port 0\n"
			"                        takes a free one. What listens on a loopback address answers only who asks for such a\n"
			"                        one; on any other, everybody who can reach it, and names and command lines are shown\n"
			"  -m, --max-series N    threads of a process that have series of their own (default 1000); the rest share one,\n"
			"                        thread=\"other\"\n"
			"  -o, --output FILE     the last figures, when the measurement ends; - is stdout (default: none)\n"
			HELP_OTHER "\n"
			"Examples:\n"
			"  gilscope export -p 1234                 then: curl http://localhost:9857/metrics\n"
			"  gilscope export -l 127.0.0.1:0 -- gilpy server.py\n\n"
			HELP_END,
	},
#endif
	{
		.name = "record",
		.letters = "sbSnj",
		.stream = 1,
		.profile = 1,
		.allocs = 1,
		.print = view_record,
		.print_json = view_record_json,
		.open = record_view_open,
		.begin = record_view_begin,
		.event = record_view_event,
		.checkpoint = record_view_checkpoint,
		.close = record_view_close,
		.default_output = "gilscope.rec",
		.help = HELP_OPTIONS_LIVE("record")
			"Keeps everything that happens to the GIL in a file. Any other command shows it with -r FILE, without root.\n\n"
			"  -o, --output FILE     the recording; - is stdout, with -p only (default: gilscope.rec)\n"
			"  -p, --pid PID[,PID]   measure these running processes\n"
			"  -F, --follow          measure what they fork, too, and the children that they have already\n"
			"  -u, --user USER       run COMMAND as this user (else it runs as root, like gilscope)\n"
			"  -d, --duration TIME   stop measuring after TIME: 10s, 500ms, 2m (default: when the target ends)\n"
			"  -s, --sched           also when each thread leaves a CPU, is woken and gets one: much larger\n"
			"  -b, --buffer MIB      size of the ring buffer, a power of two (default 32)\n"
			"  -j, --json            at the end the accounts as JSON, to stdout with -p, to stderr with COMMAND\n"
			"  -S, --sort KEY        order of the threads in it, as for stat\n"
			"  -n, --top N           the first N threads only\n"
			"  -v, --verbose         show what libbpf says\n"
			"  -h, --help            this text\n"
			"      --version         version of gilscope\n\n"
			"Examples:\n"
			"  gilscope record -- gilpy server.py      a program from its first to its last event\n"
			"  gilscope record -o x.rec -p 1234 -d 10s ten seconds of a running process\n"
			"  gilscope blame -r x.rec                 who made whom wait in them\n\n"
			HELP_END,
	},
	{
		.name = "timeline",
		.letters = "sfbjSn",
		.stream = 1,
		.file = VIEW_FILE,
		.print = view_timeline,
		.print_json = view_timeline_json,
		.formats = { { "perfetto", view_timeline }, { "json", view_timeline } },
		.open = timeline_view_open,
		.begin = timeline_view_begin,
		.event = timeline_view_event,
		.close = timeline_view_close,
		.help = "Usage: gilscope timeline [OPTIONS] -o FILE -p PID\n"
			"       gilscope timeline [OPTIONS] -o FILE [--] COMMAND [ARGUMENT...]\n"
			"       gilscope timeline [OPTIONS] -o FILE -r RECORDING\n\n"
			"A trace file for ui.perfetto.dev, chrome://tracing or the Firefox Profiler: a row for each OS thread with its\n"
			"waits for the GIL and its holds, and an arrow from each release to the hold of the waiter that came next.\n\n"
			"  -p, --pid PID[,PID]   measure these running processes\n"
			"  -F, --follow          measure what they fork, too, and the children that they have already\n"
			"  -u, --user USER       run COMMAND as this user (else it runs as root, like gilscope)\n"
			"  -d, --duration TIME   stop measuring after TIME: 10s, 500ms, 2m (default: when the target ends)\n"
			HELP_REPLAY
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
	{
		.name = "report",
		.letters = "sfbjSn",
		.stream = 1,
		.profile = 1,
		.allocs = 1,
		.file = VIEW_FILE_ONCE,
		.print = view_page,
		.print_json = view_findings_json,
		.formats = { { "html", view_page }, { "text", view_findings } },
		.open = page_view_open,
		.begin = page_view_begin,
		.event = page_view_event,
		.close = page_view_close,
		.help = "Usage: gilscope report [OPTIONS] -o FILE.html -p PID\n"
			"       gilscope report [OPTIONS] -o FILE.html [--] COMMAND [ARGUMENT...]\n"
			"       gilscope report [OPTIONS] -o FILE.html -r RECORDING\n\n"
			"One page of HTML, which needs nothing beside itself: what the figures mean, in words, then the threads, a\n"
			"timeline, histograms, who made whom wait, and flame graphs. Or only the words, for a terminal.\n\n"
			HELP_TARGET HELP_REPLAY
			"  -o, --output FILE     the page; - is stdout (default with -p and -r, if that is no terminal)\n"
			"  -f, --format FORMAT   html (default), or text: the findings only\n"
			"  -j, --json            the findings and the accounts as one JSON object; the schema is in gilscope(1)\n"
			"  -s, --sched           also when threads had a CPU, wanted one, or slept, in the timeline\n"
			"  -b, --buffer MIB      size of the ring buffer, a power of two (default 32)\n"
			"  -S, --sort KEY        hold (default), wait, hold-max, wait-max, acquires, contended, tid, name\n"
			"  -n, --top N           the first N rows of each table only\n"
			HELP_OTHER "\n"
			"Examples:\n"
			"  gilscope report -o out.html -p 1234 -d 10s      ten seconds of a running process\n"
			"  gilscope report -o out.html -- gilpy server.py  a program from its first to its last event\n"
			"  gilscope report -o out.html -r x.rec            what `gilscope record` wrote, without root\n"
			"  gilscope report -f text -p 1234 -d 10s          what is wrong, in a few lines\n\n"
			HELP_END,
	},
};

const struct view *view_at(size_t i)
{
	return i < sizeof(views) / sizeof(views[0]) ? &views[i] : NULL;
}

const struct view *view_find(const char *name)
{
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (strcmp(name, views[i].name) == 0)
			return &views[i];
	return NULL;
}
