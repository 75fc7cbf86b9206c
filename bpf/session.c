/* session.c - see session.h. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/membarrier.h>
#include <linux/perf_event.h>

#include "file_limit.h"
#include "gilscope.skel.h"
#include "layout.h"
#include "privileges.h"
#include "self_probe.h"
#include "stream.h"
#include "text.h"

/* A record may come to the ring so much later than its time says: its program was preempted in between. */
#define HOLD_BACK_NS 50000000ULL

static int verbose_libbpf;
static char first_warning[512]; /* what libbpf says first when something fails; what follows is consequences */

static int on_libbpf_message(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (verbose_libbpf)
		return vfprintf(stderr, format, arguments);
	if (level == LIBBPF_WARN && !first_warning[0]) {
		vsnprintf(first_warning, sizeof(first_warning), format, arguments);
		first_warning[strcspn(first_warning, "\n")] = '\0';
	}
	return 0;
}

uint64_t session_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void sleep_until(uint64_t when)
{
	struct timespec time = { .tv_sec = when / 1000000000, .tv_nsec = when % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}

static int keep_link(struct session *session, struct bpf_link *link)
{
	struct bpf_link **grown = realloc(session->links, (session->link_count + 1) * sizeof(struct bpf_link *));

	if (!grown) {
		bpf_link__destroy(link);
		return say("out of memory");
	}
	session->links = grown;
	session->links[session->link_count++] = link;
	return 0;
}

static int attach_usdt(struct session *session, struct bpf_program *program, const char *path, const char *provider,
		       const char *name)
{
	struct bpf_link *link = bpf_program__attach_usdt(program, -1, path, provider, name, NULL);

	if (!link)
		return say("cannot attach to probe %s: %s%s%s", name, strerror(errno), first_warning[0] ? ": " : "",
			   first_warning);
	return keep_link(session, link);
}

/* Before loading: what is not needed is neither loaded nor, in what is, kept by the verifier. */
static int configure(const struct session *session, struct gilscope *bpf)
{
	const struct session_needs *needs = &session->needs;

	bpf->rodata->sched_on = needs->sched;
	bpf->rodata->stream_on = needs->stream;
	bpf->rodata->stream_sched = needs->switches;
	bpf->rodata->profile_on = needs->profile;
	bpf_program__set_autoload(bpf->progs.on_switch, needs->sched);
	bpf_program__set_autoload(bpf->progs.on_wakeup, needs->sched);
	bpf_program__set_autoload(bpf->progs.on_clock, needs->stream);
	bpf_program__set_autoload(bpf->progs.gilpy_alloc_sample, needs->allocs);
	if (!needs->stream)
		return 0;
	return bpf_map__set_max_entries(bpf->maps.ring, needs->ring_size ? needs->ring_size : SESSION_RING_SIZE);
}

static int on_record(void *context, void *record, size_t size)
{
	struct session *session = context;

	return session->stream ? stream_put(session->stream, record, size) : 0;
}

/* The sampler, a clock for each CPU that is online. */
static int attach_clock(struct session *session)
{
	struct perf_event_attr clock = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(clock),
		.freq = 1,
		.sample_freq = SESSION_SAMPLE_HZ,
	};
	int cpus = libbpf_num_possible_cpus();

	for (int cpu = 0; cpu < cpus; cpu++) {
		int fd = syscall(SYS_perf_event_open, &clock, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
		struct bpf_link *link;

		if (fd < 0 && errno == ENODEV)
			continue; /* offline */
		if (fd < 0)
			return say("cannot start the sampling clock: %s (see: gilscope doctor)", strerror(errno));
		link = bpf_program__attach_perf_event(session->bpf->progs.on_clock, fd);
		if (!link) {
			say("cannot attach to the sampling clock: %s (see: gilscope doctor)", strerror(errno));
			close(fd);
			return -1;
		}
		if (keep_link(session, link))
			return -1;
	}
	return 0;
}

static int attach_program(struct session *session, struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach(program);

	if (!link)
		return say("cannot attach to the scheduler's tracepoints: %s (see: gilscope doctor)", strerror(errno));
	return keep_link(session, link);
}

static int attach_machine(struct session *session)
{
	struct gilscope *bpf = session->bpf;

	if (attach_program(session, bpf->progs.on_thread_exit) || attach_program(session, bpf->progs.on_exec))
		return -1;
	if (session->needs.sched &&
	    (attach_program(session, bpf->progs.on_switch) || attach_program(session, bpf->progs.on_wakeup)))
		return -1;
	if (!session->needs.stream)
		return 0;
	session->ring = ring_buffer__new(bpf_map__fd(bpf->maps.ring), on_record, session, NULL);
	if (!session->ring)
		return say("cannot map the ring buffer: %s", strerror(errno));
	return attach_clock(session);
}

int session_open(struct session *session, const struct session_needs *needs)
{
	struct gilscope *bpf;

	memset(session, 0, sizeof(*session));
	session->needs = *needs;
	verbose_libbpf = needs->verbose;
	libbpf_set_print(on_libbpf_message);
	if (privileges_check() || file_limit_raise())
		return -1;
	bpf = gilscope__open();
	if (!bpf)
		return say("cannot open the BPF programs: %s", strerror(errno));
	if (configure(session, bpf) || gilscope__load(bpf)) {
		say("the kernel does not take the BPF programs: %s%s%s (see: gilscope doctor)", strerror(errno),
		    first_warning[0] ? ": " : "", first_warning);
		gilscope__destroy(bpf);
		return -1;
	}
	session->bpf = bpf;
	if (attach_machine(session)) {
		session_close(session);
		return -1;
	}
	return 0;
}

/* Runs an iterator and gives its records of `size` bytes to `function` until that returns non-zero; 0 or -1. */
static int run_iterator(struct bpf_program *program, size_t size, int (*function)(void *, const void *), void *context)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	char *record = malloc(size);
	size_t filled = 0;
	ssize_t n = 0;
	int fd = -1, result = -1;

	if (link && record)
		fd = bpf_iter_create(bpf_link__fd(link));
	while (fd >= 0) {
		n = read(fd, record + filled, size - filled);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			result = n == 0 ? 0 : -1;
			break;
		}
		filled += n;
		if (filled == size) {
			filled = 0;
			if (function(context, record))
				break;
		}
	}
	if (fd >= 0)
		close(fd);
	bpf_link__destroy(link);
	free(record);
	return result;
}

struct thread_reader {
	session_thread_fn *function;
	void *context;
};

static int read_thread(void *context, const void *record)
{
	const struct thread_reader *reader = context;

	return reader->function(reader->context, record);
}

static int keep_number(void *context, const void *record)
{
	memcpy(context, record, sizeof(uint32_t));
	return 0;
}

/* The tgid that BPF programs see. In the initial pid namespace it is the pid itself. */
static uint32_t resolve(struct session *session, pid_t pid)
{
	uint32_t tgid = 0;

	session->bpf->bss->wanted_pid = pid;
	return run_iterator(session->bpf->progs.resolve_pid, sizeof(tgid), keep_number, &tgid) ? 0 : tgid;
}

static int add_process(struct session *session, uint32_t tgid, const struct gil_layout *layout, uint64_t start)
{
	struct gil_process *process = calloc(1, sizeof(*process));
	int result;

	if (!process)
		return say("out of memory");
	process->start = start;
	if (layout)
		process->layout = *layout;
	result = bpf_map__update_elem(session->bpf->maps.processes, &tgid, sizeof(tgid), process, sizeof(*process), BPF_NOEXIST);
	free(process);
	if (result == -E2BIG)
		return say("cannot measure more than %d processes", GIL_MAX_PROCESSES);
	return result ? say("cannot measure one more process: %s", strerror(-result)) : 0;
}

static uint64_t cpu_time(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Fires the own probe in batches; keeps the best batch, as anything else on the machine can only make it slower. */
static uint64_t fire_batches(void)
{
	enum { BATCHES = 8, EVENTS = 1000 };
	uint64_t best = ~0ULL;

	for (int batch = 0; batch < BATCHES; batch++) {
		uint64_t start = cpu_time(), ns;

		for (int i = 0; i < EVENTS / 2; i++) {
			self_probe(1);
			self_probe(0);
		}
		ns = (cpu_time() - start) / EVENTS;
		if (ns < best)
			best = ns;
	}
	return best;
}

/* The least that a span reads: the lowest slot that holds one in a hundred. What is below are strays of the clock. */
static int find_floor(void *context, const struct gil_thread *thread)
{
	struct calibration *calibration = context;
	uint64_t seen = 0;

	for (unsigned slot = 0; slot < HIST_SLOTS && thread->tgid == calibration->tgid; slot++) {
		seen += thread->hold.slot[slot];
		if (seen && seen * 100 >= thread->counts.hold.count) {
			calibration->floor_ns = hist_slot_low(slot);
			break;
		}
	}
	return 0;
}

int session_calibrate(struct session *session)
{
	struct calibration *calibration = &session->calibration;
	struct bpf_link *link;

	calibration->tgid = resolve(session, getpid());
	if (!calibration->tgid)
		return say("cannot read the list of tasks: %s (see: gilscope doctor)", strerror(errno));
	if (add_process(session, calibration->tgid, NULL, session_now()))
		return -1;
	link = bpf_program__attach_usdt(session->bpf->progs.self_event, -1, "/proc/self/exe", "gilscope", "self", NULL);
	if (!link)
		return say("cannot attach a USDT probe: %s%s%s (see: gilscope doctor)", strerror(errno),
			   first_warning[0] ? ": " : "", first_warning);
	calibration->event_ns = fire_batches();
	session_read_living(session, find_floor, calibration);
	bpf_map__delete_elem(session->bpf->maps.processes, &calibration->tgid, sizeof(calibration->tgid), 0);
	memset((void *)&session->bpf->bss->lost, 0, sizeof(session->bpf->bss->lost));
	session->bpf->bss->own_tgid = calibration->tgid;
	if (session->ring)
		ring_buffer__consume(session->ring); /* our own events: nobody takes them yet */
	return keep_link(session, link);
}

int session_read_living(struct session *session, session_thread_fn *function, void *context)
{
	struct thread_reader reader = { function, context };

	if (run_iterator(session->bpf->progs.read_threads, sizeof(struct gil_thread), read_thread, &reader))
		return say("cannot read the threads' accounts: %s", strerror(errno));
	return 0;
}

int session_take_dead(struct session *session, session_thread_fn *function, void *context)
{
	int map = bpf_map__fd(session->bpf->maps.dead_threads), result = 0;
	struct gil_thread *thread = malloc(sizeof(*thread));
	uint64_t id;

	if (!thread)
		return say("out of memory");
	/* Always the first key: it is deleted before the next look. */
	while (!result && bpf_map_get_next_key(map, NULL, &id) == 0) {
		if (bpf_map_lookup_elem(map, &id, thread) == 0)
			result = function(context, thread);
		bpf_map_delete_elem(map, &id);
	}
	free(thread);
	return result ? -1 : 0;
}

int session_read_process(const struct session *session, size_t index, struct gil_process *process)
{
	return bpf_map__lookup_elem(session->bpf->maps.processes, &session->processes[index].tgid, sizeof(uint32_t), process,
				    sizeof(*process), 0);
}

void session_read_lost(const struct session *session, struct gil_lost *lost)
{
	memcpy(lost, (const void *)&session->bpf->bss->lost, sizeof(*lost));
}

/* Its place among the attached files, or their number. */
static size_t find_file(const struct session *session, const struct target_file *file)
{
	size_t i;

	for (i = 0; i < session->file_count; i++)
		if (session->files[i].device == file->device && session->files[i].inode == file->inode)
			break;
	return i;
}

int session_attach(struct session *session, const struct target_file *file)
{
	struct gilscope *bpf = session->bpf;

	const char *why;

	if (find_file(session, file) < session->file_count)
		return 0;
	if (session->file_count == SESSION_MAX_FILES)
		return say("more than %d different runtimes", SESSION_MAX_FILES);
	if (attach_usdt(session, bpf->progs.gilpy_thread_start, file->path, "gilpy", "thread__start") ||
	    attach_usdt(session, bpf->progs.gilpy_drop_request, file->path, "gilpy", "gil__drop__request") ||
	    attach_usdt(session, bpf->progs.gilpy_request, file->path, "gilpy", "gil__request") ||
	    attach_usdt(session, bpf->progs.gilpy_acquire, file->path, "gilpy", "gil__acquire") ||
	    attach_usdt(session, bpf->progs.gilpy_release, file->path, "gilpy", "gil__release"))
		return -1;
	if (session->needs.allocs &&
	    attach_usdt(session, bpf->progs.gilpy_alloc_sample, file->path, "gilpy", "alloc__sample"))
		return -1;
	if (layout_read(&session->layouts[session->file_count], file->path, &why) && session->needs.stream)
		say("note: Python functions of %s cannot be named: %s", file->path, why);
	session->files[session->file_count++] = *file;
	return 0;
}

/* The command line, blanks between the words, as ps shows it; or what the kernel calls the process. */
static void read_command(char *out, size_t size, pid_t pid)
{
	char path[64];
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, out, size - 1);
		close(fd);
	}
	while (n > 0 && out[n - 1] == '\0')
		n--;
	for (ssize_t i = 0; i < n; i++)
		if (out[i] == '\0')
			out[i] = ' ';
	out[n > 0 ? n : 0] = '\0';
}

int session_measure(struct session *session, pid_t pid, const struct target_file *file, uint64_t ahead_ns)
{
	struct session_process *grown, *process;
	size_t at = find_file(session, file);
	uint64_t start;

	/* The same pid again: exec in a process that is measured. Its account goes on. */
	for (size_t i = 0; i < session->process_count; i++)
		if (session->processes[i].pid == pid && !session_process_dead(session, i))
			return 0;
	grown = realloc(session->processes, (session->process_count + 1) * sizeof(*grown));
	if (!grown)
		return say("out of memory");
	session->processes = grown;
	process = &grown[session->process_count];
	process->pid = pid;
	process->tgid = resolve(session, pid);
	if (!process->tgid)
		return say("process %d is gone", (int)pid);
	read_command(process->command, sizeof(process->command), pid);
	start = session_now() + ahead_ns;
	if (add_process(session, process->tgid, at < session->file_count ? &session->layouts[at] : NULL, start))
		return -1;
	session->process_count++;
	if (ahead_ns)
		sleep_until(start);
	return 0;
}

int session_process_dead(const struct session *session, size_t index)
{
	struct gil_process process;

	return session_read_process(session, index, &process) || process.exit != 0;
}

int session_pump(struct session *session)
{
	uint64_t now = session_now();

	if (!session->ring)
		return 0;
	if (ring_buffer__consume(session->ring) < 0)
		return -1; /* stream_put() has said why */
	return stream_flush(session->stream, session->t_off ? ~0ULL : now - HOLD_BACK_NS);
}

void session_stop(struct session *session)
{
	if (session->t_off)
		return;
	/* A moment ahead, so that every CPU has seen it before it comes. */
	session->t_off = session_now() + 1000000;
	session->bpf->data->t_off = session->t_off;
	sleep_until(session->t_off);
	/* An event from before may still be at work. The programs run in RCU read sections, and this waits for all of them. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		session_detach(session); /* waits too, but for longer */
}

void session_detach(struct session *session)
{
	while (session->link_count)
		bpf_link__destroy(session->links[--session->link_count]);
}

void session_close(struct session *session)
{
	if (session->bpf) {
		session_detach(session);
		ring_buffer__free(session->ring);
		gilscope__destroy(session->bpf);
	}
	free(session->links);
	free(session->processes);
	memset(session, 0, sizeof(*session));
}
