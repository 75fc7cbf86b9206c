/* measure.c - the sub-commands that measure: the course of a measurement, from the options to the report. */
#include "commands.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "descendants.h"
#include "launch.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "replay.h"
#include "session.h"
#include "snapshot.h"
#include "stream.h"
#include "target.h"
#include "text.h"
#include "views/views.h"

#define TICK_NS 100000000ULL    /* how often the dead are collected and the target is looked at */
#define GRACE_NS 2000000000ULL  /* how long the command may take to end after a signal */
#define CHECKPOINT_NS 1000000000ULL /* how often a view may keep the accounts so far */
#define AHEAD_NS 1000000ULL     /* a window on a running process opens this much later, when every CPU knows of it */

struct measurement {
	struct options options;
	struct session session;
	struct snapshot_reader reader;
	struct snapshot last; /* of the interval before */
	struct output output;
	struct reporting reporting;
	struct stream stream;
	struct launch launch;
	int found;     /* runtimes measured */
	pid_t loading; /* of the command: it has not mapped its libpython yet; 0: none */
	int failed;    /* something has been said on stderr already */
	int lost;      /* events were, and the report says so */
	int interrupt; /* the signal that told us to stop */
	int signal_fd; /* of views that serve: readable when a signal has come */
	int serve_again;
	int quit; /* the user of a view told us to stop, not a signal that the command got, too */
};

/* Of one process that must be there. */
static int open_window(struct measurement *m, pid_t pid, const struct target_file *file, uint64_t ahead_ns)
{
	int result = session_measure(&m->session, pid, file, ahead_ns);

	return result > 0 ? say("process %d is gone", (int)pid) : result;
}

static enum launch_answer on_exec(void *context, pid_t pid)
{
	struct measurement *m = context;
	struct target_file file;
	enum target_kind kind;
	int attached;

	if (m->session.t_off)
		return LAUNCH_HOLD_NEXT;
	/* A library is there a few calls later, before anything of it runs. */
	kind = target_find(pid, m->loading != pid, &file);
	m->loading = kind == TARGET_LOADING ? pid : 0;
	if (kind == TARGET_LOADING)
		return LAUNCH_HOLD_CALL;
	if (kind != TARGET_RUNTIME)
		return LAUNCH_HOLD_NEXT;
	if (file.runtime == TARGET_CPYTHON && m->session.needs.gilpy_only) {
		say("note: process %d runs CPython, which has no probes for what %s shows; it is not measured", (int)pid,
		    m->reporting.report.view->name);
		target_file_close(&file);
		return LAUNCH_HOLD_NEXT;
	}
	attached = session_attach(&m->session, &file, pid);
	if (attached > 0) {
		m->loading = pid;
		return LAUNCH_HOLD_CALL;
	}
	if (attached || open_window(m, pid, &file, 0)) {
		m->failed = 1;
		return LAUNCH_FAILED;
	}
	m->found++;
	return LAUNCH_LET_GO;
}

static int start_pid(struct measurement *m, pid_t pid)
{
	struct target_file file;
	int attached;

	if (target_explain(target_find(pid, 0, &file), pid))
		return -1;
	attached = session_attach(&m->session, &file, pid);
	if (attached > 0)
		say("process %d has not loaded its C library yet: try again", (int)pid);
	if (attached || open_window(m, pid, &file, AHEAD_NS))
		return -1;
	m->found++;
	return 0;
}

/* A child that ran before we came. One that is no runtime, or is gone again, is no error. */
static int start_child(void *context, pid_t pid)
{
	struct measurement *m = context;
	struct target_file file;

	if (target_find(pid, 0, &file) != TARGET_RUNTIME)
		return 0;
	if (session_attach(&m->session, &file, pid))
		return file.runtime == TARGET_CPYTHON ? 0 : -1;
	return session_measure(&m->session, pid, &file, AHEAD_NS) < 0 ? -1 : 0;
}

static int start_pids(struct measurement *m)
{
	const struct options *options = &m->options;

	for (size_t i = 0; i < options->pid_count; i++)
		if (start_pid(m, options->pids[i]))
			return -1;
	/* What is forked from now on is followed. */
	return options->follow ? descendants_each(options->pids, options->pid_count, start_child, m) : 0;
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
	m->reporting.report.final = 0;
	report_print(&m->reporting, &between);
	m->reporting.report.printed++;
	snapshot_free(&between);
	return 0;
}

/* The accounts so far, for a view that keeps them. */
static int checkpoint(struct measurement *m)
{
	struct snapshot now;

	if (snapshot_read(&m->reader, &now))
		return -1;
	m->reporting.report.view->checkpoint(&m->reporting.report, &now);
	snapshot_free(&now);
	return ferror(m->output.file) ? say("cannot write to '%s': %s", m->output.name, strerror(errno)) : 0;
}

static int all_dead(const struct measurement *m)
{
	for (size_t i = 0; i < m->session.process_count; i++)
		if (!session_process_dead(&m->session, i))
			return 0;
	return 1;
}

/* The signals that are waited for. Blocked at all times. */
static sigset_t signal_set(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

/* Waits for SIGCHLD or a signal to stop, at most `ns`. */
static void wait_for_signal(struct measurement *m, uint64_t ns)
{
	struct timespec time = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	sigset_t set = signal_set();
	int signal;

	signal = sigtimedwait(&set, NULL, &time);
	if (signal > 0 && signal != SIGCHLD)
		m->interrupt = signal;
}

/* The same, while the view serves. 0, or -1 having said why. */
static int wait_and_serve(struct measurement *m, uint64_t ns)
{
	const struct view *view = m->reporting.report.view;
	struct pollfd ready[2];

	if (!view->serve) {
		wait_for_signal(m, ns);
		return 0;
	}
	ready[0] = (struct pollfd){ .fd = m->signal_fd, .events = POLLIN };
	ready[1] = (struct pollfd){ .fd = view->fd(m->reporting.report.state), .events = POLLIN };
	if (poll(ready, 2, m->serve_again ? 0 : (int)((ns + 999999) / 1000000)) < 0 && errno != EINTR)
		return say("cannot wait: %s", strerror(errno));
	wait_for_signal(m, 0);
	m->serve_again = view->serve(m->reporting.report.state);
	if (m->serve_again == VIEW_STOP) {
		m->serve_again = 0;
		m->interrupt = SIGINT;
		m->quit = 1;
	}
	return m->serve_again < 0 ? -1 : 0;
}

/* The user of a view told us to stop: what Ctrl-C does to the command, and to the runtimes that a wrapper has started. */
static void interrupt_command(const struct measurement *m)
{
	kill(m->launch.pid, SIGINT);
	for (size_t i = 0; i < m->session.process_count; i++)
		if (m->session.processes[i].pid != m->launch.pid && !session_process_dead(&m->session, i))
			kill(m->session.processes[i].pid, SIGINT);
}

/*
 * Told to stop, with a command running. SIGINT from a terminal has reached the command too; any other signal has not, so
 * it is passed on. What still runs after a while is asked to end: gilscope does not leave it behind.
 */
static void end_command(struct measurement *m)
{
	uint64_t deadline = session_now() + GRACE_NS;
	int asked = 0;

	if (m->quit)
		interrupt_command(m);
	else if (m->interrupt != SIGINT)
		kill(m->launch.pid, m->interrupt);
	while (!m->launch.ended) {
		wait_for_signal(m, TICK_NS / 10);
		launch_poll(&m->launch);
		session_follow(&m->session);
		snapshot_collect(&m->reader);
		if (!m->failed && session_pump(&m->session))
			m->failed = 1; /* once is enough to say why */
		if (session_now() < deadline)
			continue;
		kill(m->launch.pid, asked ? SIGKILL : SIGTERM);
		asked = 1;
		deadline = session_now() + GRACE_NS;
	}
}

/* A command has the terminal to itself, and a view that prints all the time needs no other sign of life. */
static void begin_progress(const struct measurement *m)
{
	const struct view *view = m->reporting.report.view;

	if (!m->options.command && !m->options.interval && !view->live && !view->serve)
		progress_begin();
}

static void show_progress(const struct measurement *m, uint64_t elapsed)
{
	char lost[48] = "";
	struct gil_lost sum;

	session_read_lost(&m->session, &sum);
	if (lost_all(&sum))
		snprintf(lost, sizeof(lost), ", %llu events lost so far", (unsigned long long)lost_all(&sum));
	if (m->options.duration)
		progress_show("measuring, %.0f s of %.0f s%s (Ctrl-C reports now)", elapsed / 1e9, m->options.duration / 1e9, lost);
	else
		progress_show("measuring for %.0f s%s (Ctrl-C ends it and reports)", elapsed / 1e9, lost);
}

/* Until the target ends, the time is up, or somebody tells us to stop. */
static int run(struct measurement *m)
{
	const struct view *view = m->reporting.report.view;
	uint64_t start = session_now(), next = m->options.interval && !view->live ? start + m->options.interval : ~0ULL;
	uint64_t end = m->options.duration ? start + m->options.duration : ~0ULL;
	uint64_t keep = view->checkpoint ? start + CHECKPOINT_NS : ~0ULL;

	begin_progress(m);
	for (;;) {
		uint64_t now = session_now();
		uint64_t until = now + (m->session.behind ? 0 : session_looks(&m->session) ? TICK_NS / 10 : TICK_NS);

		if (m->options.command ? m->launch.ended : all_dead(m))
			return 0;
		if (m->interrupt) {
			if (m->options.command)
				end_command(m);
			return 0;
		}
		if (now >= end)
			return 0;
		show_progress(m, now - start);
		if (now >= next) {
			next += m->options.interval * (1 + (now - next) / m->options.interval);
			if (report_interval(m))
				return -1;
		}
		if (now >= keep) {
			keep = now + CHECKPOINT_NS;
			if (checkpoint(m))
				return -1;
		}
		until = next < until ? next : until;
		until = end < until ? end : until;
		if (wait_and_serve(m, until > now ? until - now : 0))
			return -1;
		if (m->options.command && launch_poll(&m->launch))
			return -1;
		if (session_follow(&m->session) || snapshot_collect(&m->reader) || session_pump(&m->session))
			return -1;
	}
}

/*
 * While the report is written a signal ends gilscope, and output.h cleans up. One that comes before is a second one of
 * the same wish to stop: timeout(1) sends two.
 */
static void heed_signals(int heed)
{
	static const struct timespec none;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	while (heed && sigtimedwait(&set, NULL, &none) > 0)
		;
	sigprocmask(heed ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

static int report_final(struct measurement *m)
{
	struct snapshot snapshot;
	int result;

	session_stop(&m->session);
	m->reporting.report.end = m->session.t_off;
	if (session_follow(&m->session) || session_pump(&m->session))
		return -1;
	if (snapshot_read(&m->reader, &snapshot))
		return -1;
	m->reporting.report.final = 1;
	heed_signals(1);
	report_print(&m->reporting, &snapshot);
	result = m->reporting.failed ? -1 : output_commit(&m->output);
	heed_signals(0);
	m->lost = lost_all(&snapshot.lost) != 0;
	if (m->stream.late || m->stream.malformed)
		say("note: %llu events came too late for their place in time, %llu could not be read", (unsigned long long)m->stream.late,
		    (unsigned long long)m->stream.malformed);
	snapshot_free(&snapshot);
	return result;
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

/* The measurement proper; the exit status. */
static int measure(struct measurement *m, const sigset_t *signals)
{
	int status = 0, failed;
	const struct view *view = m->reporting.report.view;
	struct session_needs needs = {
		.sched = m->options.sched || view->stream,
		.stream = view->stream,
		.switches = view->switches || (view->stream && m->options.sched && !view->live),
		.profile = view->profile,
		.allocs = view->allocs,
		.exact = m->options.exact,
		.gilpy_only = view->gilpy_only || m->options.exact,
		.runtimes = m->options.follow ? 0 : target_runtimes(m->options.pids, m->options.pid_count),
		.follow = m->options.follow,
		.ring_size = m->options.ring,
		.verbose = m->options.verbose,
	};

	if (view->serve) {
		sigset_t set = signal_set();

		m->signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
		if (m->signal_fd < 0) {
			say("cannot wait for signals: %s", strerror(errno));
			return EXIT_FAILURE;
		}
	}
	if (session_open(&m->session, &needs))
		return EXIT_FAILURE;
	if (session_calibrate(&m->session))
		return EXIT_FAILURE;
	m->session.stream = &m->stream;
	if (view->begin && view->begin(&m->reporting.report))
		return EXIT_FAILURE;
	m->reader.session = &m->session;
	if (m->options.command) {
		m->launch.on_exec = on_exec;
		m->launch.context = m;
		m->launch.output = m->reporting.report.command_output;
		status = launch_start(&m->launch, m->options.command, m->options.user, signals);
		if (status)
			return status;
	} else if (start_pids(m)) {
		return EXIT_FAILURE;
	}
	failed = run(m);
	progress_end();
	if (failed || m->failed) {
		m->failed = 1;
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
			say("the command never ran a known runtime: neither a binary with gilpy probes nor a CPython was executed");
			return EXIT_FAILURE;
		}
		status = status ? status : launch_exit_status(&m->launch);
	}
	return status ? status : m->lost ? EXIT_LOST : EXIT_SUCCESS;
}

static int open_view(struct measurement *m, const struct view *view)
{
	m->signal_fd = -1;
	if (report_open(&m->reporting, view, &m->options, &m->session.calibration, &m->reader))
		return -1;
	m->reporting.report.out = m->output.file;
	m->stream.function = report_event;
	m->stream.context = &m->reporting;
	return 0;
}

static void close_all(struct measurement *m)
{
	session_close(&m->session);
	snapshot_free(&m->last);
	snapshot_reader_free(&m->reader);
	stream_free(&m->stream);
	report_close(&m->reporting);
	if (m->signal_fd >= 0)
		close(m->signal_fd);
}

int command_measure(const struct view *view, int argc, char **argv)
{
	struct measurement m;
	sigset_t set = signal_set(), before;
	int status = EXIT_FAILURE;

	memset(&m, 0, sizeof(m));
	switch (options_parse(&m.options, view, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_WRONG_USAGE;
	case OPTIONS_RUN:
		break;
	}
	if (m.options.replay)
		return replay(view, &m.options);
	/* As perf stat does it: beside a command's own output, the report is on stderr. */
	if (output_open(&m.output, m.options.output ? m.options.output : view->default_output,
			m.options.command ? stderr : stdout))
		return EXIT_FAILURE;
	sigprocmask(SIG_BLOCK, &set, &before);
	if (open_view(&m, view) == 0)
		status = measure(&m, &before);
	close_all(&m);
	output_abandon(&m.output);
	return status;
}
