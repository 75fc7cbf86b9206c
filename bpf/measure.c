/* measure.c - the sub-commands that measure: the course of a measurement, from the options to the report. */
#include "commands.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "launch.h"
#include "options.h"
#include "session.h"
#include "snapshot.h"
#include "stream.h"
#include "target.h"
#include "text.h"
#include "views/views.h"

#define TICK_NS 100000000ULL    /* how often the dead are collected and the target is looked at */
#define GRACE_NS 2000000000ULL  /* how long the command may take to end after a signal */
#define AHEAD_NS 1000000ULL     /* a window on a running process opens this much later, when every CPU knows of it */

struct measurement {
	struct options options;
	struct session session;
	struct snapshot_reader reader;
	struct snapshot last; /* of the interval before */
	struct report report;
	struct dictionary dictionary;
	struct stream stream;
	view_fn *print;
	struct launch launch;
	int found;     /* runtimes measured */
	int failed;    /* something has been said on stderr already */
	int lost;      /* events were, and the report says so */
	int interrupt; /* the signal that told us to stop */
};

static enum launch_answer on_exec(void *context, pid_t pid)
{
	struct measurement *m = context;
	struct target_file file;

	if (m->session.t_off || target_find(pid, 1, &file) != TARGET_RUNTIME)
		return LAUNCH_HOLD_NEXT;
	if (session_attach(&m->session, &file) || session_measure(&m->session, pid, &file, 0)) {
		m->failed = 1;
		return LAUNCH_FAILED;
	}
	m->found++;
	return LAUNCH_LET_GO;
}

static int start_pid(struct measurement *m)
{
	pid_t pid = m->options.pid;
	struct target_file file;

	switch (target_find(pid, 0, &file)) {
	case TARGET_NONE:
		return say("there is no process %d", (int)pid);
	case TARGET_FORBIDDEN:
		return say("process %d is not ours to look at: run gilscope as root", (int)pid);
	case TARGET_UNKNOWN:
		return say("process %d is not a known runtime: its binary has no gilpy probes (see: gilscope probes FILE)", (int)pid);
	case TARGET_THREAD:
		return say("%d is a thread, not a process: give the number of its process (Tgid in /proc/%d/status)", (int)pid,
			   (int)pid);
	case TARGET_RUNTIME:
		break;
	}
	if (session_attach(&m->session, &file) || session_measure(&m->session, pid, &file, AHEAD_NS))
		return -1;
	m->found = 1;
	return 0;
}

static int report_interval(struct measurement *m)
{
	struct snapshot now, between;

	if (snapshot_read(&m->reader, &now))
		return -1;
	if (snapshot_copy(&between, &now)) {
		snapshot_free(&now);
		return -1;
	}
	snapshot_since(&between, &m->last);
	snapshot_free(&m->last);
	m->last = now;
	m->report.final = 0;
	m->print(&m->report, &between);
	snapshot_free(&between);
	return 0;
}

static int all_dead(const struct measurement *m)
{
	for (size_t i = 0; i < m->session.process_count; i++)
		if (!session_process_dead(&m->session, i))
			return 0;
	return 1;
}

/* Waits for SIGCHLD or a signal to stop, at most `ns`. */
static void wait_for_signal(struct measurement *m, uint64_t ns)
{
	struct timespec time = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	signal = sigtimedwait(&set, NULL, &time);
	if (signal > 0 && signal != SIGCHLD)
		m->interrupt = signal;
}

/*
 * Told to stop, with a command running. SIGINT from a terminal has reached the command too; any other signal has not, so
 * it is passed on. What still runs after a while is asked to end: gilscope does not leave it behind.
 */
static void end_command(struct measurement *m)
{
	uint64_t deadline = session_now() + GRACE_NS;
	int asked = 0;

	if (m->interrupt != SIGINT)
		kill(m->launch.pid, m->interrupt);
	while (!m->launch.ended) {
		wait_for_signal(m, TICK_NS / 10);
		launch_poll(&m->launch);
		snapshot_collect(&m->reader);
		session_pump(&m->session);
		if (session_now() < deadline)
			continue;
		kill(m->launch.pid, asked ? SIGKILL : SIGTERM);
		asked = 1;
		deadline = session_now() + GRACE_NS;
	}
}

/* Until the target ends, the time is up, or somebody tells us to stop. */
static int run(struct measurement *m)
{
	uint64_t start = session_now(), next = m->options.interval ? start + m->options.interval : ~0ULL;
	uint64_t end = m->options.duration ? start + m->options.duration : ~0ULL;

	for (;;) {
		uint64_t now = session_now(), until = now + TICK_NS;

		if (m->options.command ? m->launch.ended : all_dead(m))
			return 0;
		if (m->interrupt) {
			if (m->options.command)
				end_command(m);
			return 0;
		}
		if (now >= end)
			return 0;
		if (now >= next) {
			next += m->options.interval * (1 + (now - next) / m->options.interval);
			if (report_interval(m))
				return -1;
		}
		until = next < until ? next : until;
		until = end < until ? end : until;
		wait_for_signal(m, until > now ? until - now : 0);
		if (m->options.command && launch_poll(&m->launch))
			return -1;
		if (snapshot_collect(&m->reader) || session_pump(&m->session))
			return -1;
	}
}

static int report_final(struct measurement *m)
{
	struct snapshot snapshot;

	session_stop(&m->session);
	m->report.end = m->session.t_off;
	if (session_pump(&m->session))
		return -1;
	if (snapshot_read(&m->reader, &snapshot))
		return -1;
	m->report.final = 1;
	m->print(&m->report, &snapshot);
	m->lost = lost_all(&snapshot.lost) != 0;
	snapshot_free(&snapshot);
	if (m->failed)
		return -1;
	if (ferror(m->report.out))
		return say("cannot write the report: %s", strerror(errno));
	return 0;
}

/* With -d the command may live on: gilscope takes its probes off and waits for it, and its exit status is the command's. */
static void wait_for_command(struct measurement *m)
{
	session_detach(&m->session);
	while (!m->launch.ended) {
		wait_for_signal(m, 10 * TICK_NS);
		launch_poll(&m->launch);
		if (m->interrupt && !m->launch.ended) {
			end_command(m);
			m->interrupt = 0;
		}
	}
}

static int open_output(struct measurement *m)
{
	const char *name = m->options.output;

	/* As perf stat does it: beside a command's own output, the report is on stderr. */
	m->report.out = m->options.command ? stderr : stdout;
	if (!name)
		return 0;
	m->report.out = strcmp(name, "-") == 0 ? stdout : fopen(name, "we");
	return m->report.out ? 0 : say("cannot write to '%s': %s", name, strerror(errno));
}

static int on_event(void *context, const struct gil_event *event, size_t size)
{
	struct measurement *m = context;

	if (dictionary_event(&m->dictionary, event))
		return -1;
	return m->report.view->event(m->report.state, &m->dictionary, event, size);
}

/* The measurement proper; the exit status. */
static int measure(struct measurement *m, const sigset_t *signals)
{
	int status = 0;

	const struct view *view = m->report.view;
	struct session_needs needs = {
		.sched = m->options.sched || view->stream,
		.stream = view->stream,
		.switches = view->switches || (view->stream && m->options.sched),
		.ring_size = m->options.ring,
		.verbose = m->options.verbose,
	};

	if (view->open && !(m->report.state = view->open(&m->report)))
		return EXIT_FAILURE;
	if (session_open(&m->session, &needs))
		return EXIT_FAILURE;
	m->session.stream = &m->stream;
	if (session_calibrate(&m->session))
		return EXIT_FAILURE;
	m->reader.session = &m->session;
	if (m->options.command) {
		m->launch.on_exec = on_exec;
		m->launch.context = m;
		status = launch_start(&m->launch, m->options.command, m->options.user, signals);
		if (status)
			return status;
	} else if (start_pid(m)) {
		return EXIT_FAILURE;
	}
	if (run(m) || m->failed) {
		if (m->options.command && !m->launch.ended) {
			m->interrupt = SIGTERM;
			end_command(m);
		}
		return EXIT_FAILURE;
	}
	if (m->found && report_final(m))
		status = EXIT_FAILURE;
	if (m->options.command) {
		wait_for_command(m);
		if (!m->found) {
			say("the command never ran a known runtime: no binary with gilpy probes was executed");
			return EXIT_FAILURE;
		}
		status = status ? status : launch_exit_status(&m->launch);
	}
	return status ? status : m->lost ? EXIT_LOST : EXIT_SUCCESS;
}

static void open_view(struct measurement *m, const struct view *view)
{
	m->report.view = view;
	m->report.options = &m->options;
	m->report.calibration = &m->session.calibration;
	m->report.failed = &m->failed;
	m->print = m->options.json ? view->print_json : view->print;
	if (!view->stream)
		return;
	dictionary_init(&m->dictionary);
	m->report.dictionary = &m->dictionary;
	m->stream.function = on_event;
	m->stream.context = m;
}

static void close_all(struct measurement *m)
{
	session_close(&m->session);
	snapshot_free(&m->last);
	snapshot_reader_free(&m->reader);
	stream_free(&m->stream);
	dictionary_free(&m->dictionary);
	if (m->report.view->close)
		m->report.view->close(m->report.state);
}

int command_measure(const struct view *view, int argc, char **argv)
{
	struct measurement m;
	sigset_t set, before;
	int status;

	memset(&m, 0, sizeof(m));
	switch (options_parse(&m.options, view, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_WRONG_USAGE;
	case OPTIONS_RUN:
		break;
	}
	if (open_output(&m))
		return EXIT_FAILURE;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &before);
	open_view(&m, view);
	status = measure(&m, &before);
	close_all(&m);
	if (m.report.out != stdout && m.report.out != stderr && fclose(m.report.out) && !status)
		status = say("cannot write to '%s': %s", m.options.output, strerror(errno)) ? EXIT_FAILURE : 0;
	return status;
}
