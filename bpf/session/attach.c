/* attach.c - see attach.h. */
#include "attach.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <linux/perf_event.h>

#include "cpython_attach.h"
#include "gilscope.skel.h"
#include "layout.h"
#include "links.h"
#include "operands.h"
#include "text.h"
#include "usdt_attach.h"

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
		if (links_keep(session, link))
			return -1;
	}
	return 0;
}

static int attach_program(struct session *session, struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach(program);

	if (!link)
		return say("cannot attach to the kernel's tracepoints: %s (see: gilscope doctor)", strerror(errno));
	return links_keep(session, link);
}

int attach_machine(struct session *session)
{
	struct gilscope *bpf = session->bpf;

	if (attach_program(session, bpf->progs.on_thread_exit) || attach_program(session, bpf->progs.on_exec))
		return -1;
	if (session->needs.sched &&
	    (attach_program(session, bpf->progs.on_switch) || attach_program(session, bpf->progs.on_wakeup)))
		return -1;
	if (session->needs.follow && attach_program(session, bpf->progs.on_fork))
		return -1;
	return session->needs.stream ? attach_clock(session) : 0;
}

/* Its place among the attached files, or their number. */
size_t attach_find_file(const struct session *session, const struct target_file *file)
{
	size_t i;

	for (i = 0; i < session->file_count; i++)
		if (session->files[i].device == file->device && session->files[i].inode == file->inode)
			break;
	return i;
}

static int attach_gilpy(struct session *session, const struct target_file *file)
{
	struct gilscope *bpf = session->bpf;

	operands_tell(session, file->path, "gilpy");
	if (usdt_attach(session, bpf->progs.gilpy_thread_start, file->path, "gilpy", "thread__start") ||
	    usdt_attach(session, bpf->progs.gilpy_drop_request, file->path, "gilpy", "gil__drop__request") ||
	    usdt_attach(session, bpf->progs.gilpy_request, file->path, "gilpy", "gil__request") ||
	    usdt_attach(session, bpf->progs.gilpy_acquire, file->path, "gilpy", "gil__acquire") ||
	    usdt_attach(session, bpf->progs.gilpy_release, file->path, "gilpy", "gil__release"))
		return -1;
	if (session->needs.allocs &&
	    usdt_attach(session, bpf->progs.gilpy_alloc_sample, file->path, "gilpy", "alloc__sample"))
		return -1;
	if (session->needs.exact && session->needs.profile &&
	    (usdt_attach(session, bpf->progs.gilpy_eval_return, file->path, "gilpy", "eval__return") ||
	     usdt_attach(session, bpf->progs.gilpy_eval_entry, file->path, "gilpy", "eval__entry")))
		return -1;
	if (session->needs.exact && session->needs.allocs &&
	    (usdt_attach(session, bpf->progs.gilpy_free, file->path, "gilpy", "free") ||
	     usdt_attach(session, bpf->progs.gilpy_alloc, file->path, "gilpy", "alloc")))
		return -1;
	return 0;
}

int session_attach(struct session *session, struct target_file *file, pid_t pid)
{
	size_t at = session->file_count, known;
	const char *why;
	int result = 0;

	known = attach_find_file(session, file);
	if (known < at) {
		/* Another process with the same file may have another C library. */
		if (file->runtime == TARGET_CPYTHON && session->ways[known].method == CPYTHON_BY_LIBC)
			result = cpython_attach(session, file, pid, &session->ways[known]);
		target_file_close(file);
		return result;
	}
	if (at == SESSION_MAX_FILES) {
		target_file_close(file);
		return say("more than %d different runtimes", SESSION_MAX_FILES);
	}
	if (file->runtime == TARGET_CPYTHON && session->needs.gilpy_only) {
		target_file_close(file);
		return say("process %d runs CPython, which has no probes for %s: only gilpy has", (int)pid,
			   session->needs.exact ? "every call and every object (-x)" : "allocations");
	}
	if (!session_listens_to(session, file->runtime)) {
		target_file_close(file);
		return say("note: process %d runs %s now, and when the measurement began no process did: that is not measured (see: -F)",
			   (int)pid, file->runtime == TARGET_CPYTHON ? "CPython" : "gilpy");
	}
	result = file->runtime == TARGET_CPYTHON ? cpython_attach(session, file, pid, &session->ways[at]) : attach_gilpy(session, file);
	if (result) {
		target_file_close(file);
		return result;
	}
	if (file->runtime == TARGET_GILPY && layout_read(&session->layouts[at], file->path, &why) && session->needs.stream)
		say("note: Python functions of %s cannot be named: %s", file->name, why);
	session->files[session->file_count++] = *file;
	return 0;
}
