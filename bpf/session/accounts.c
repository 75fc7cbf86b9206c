/* accounts.c - see accounts.h. */
#include "accounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "gilscope.skel.h"
#include "text.h"

int accounts_iterate(struct bpf_program *program, size_t size, int (*function)(void *, const void *), void *context)
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

uint32_t accounts_resolve(struct session *session, pid_t pid)
{
	uint32_t tgid = 0;

	session->bpf->bss->wanted_pid = pid;
	return accounts_iterate(session->bpf->progs.resolve_pid, sizeof(tgid), keep_number, &tgid) ? 0 : tgid;
}

/* A slot that nobody uses, see maps.bpf.h, where programs take them, too. 0, or -E2BIG: there is none. */
static int take_slot(struct session *session, uint32_t *slot)
{
	uint64_t *fresh = &session->bpf->bss->fresh_slot;

	*slot = GIL_MAX_PROCESSES;
	if (__atomic_load_n(fresh, __ATOMIC_RELAXED) < GIL_MAX_PROCESSES)
		*slot = (uint32_t)__atomic_fetch_add(fresh, 1, __ATOMIC_RELAXED);
	if (*slot < GIL_MAX_PROCESSES)
		return 0;
	return bpf_map_lookup_and_delete_elem(bpf_map__fd(session->bpf->maps.free_slots), NULL, slot) ? -E2BIG : 0;
}

static void give_slot(struct session *session, uint32_t slot)
{
	bpf_map_update_elem(bpf_map__fd(session->bpf->maps.free_slots), NULL, &slot, BPF_ANY);
}

void accounts_find_runtime(struct account_seed *seed, const struct target_file *file, pid_t pid)
{
	if (!file->cpython.runtime_size || target_runtime(file, pid, &seed->runtime_start))
		return;
	seed->runtime_end = seed->runtime_start + file->cpython.runtime_size;
}

int accounts_add(struct session *session, uint32_t tgid, const struct account_seed *seed, uint64_t start, uint32_t *id)
{
	struct gil_process *process = calloc(1, sizeof(*process));
	uint32_t slot;
	int result;

	if (!process)
		return say("out of memory");
	*id = __atomic_add_fetch(&session->bpf->bss->last_process_id, 1, __ATOMIC_RELAXED);
	process->id = *id;
	process->start = start;
	process->layout = seed->layout;
	process->runtime_start = seed->runtime_start;
	process->runtime_end = seed->runtime_end;
	process->by_libc = seed->by_libc;
	result = take_slot(session, &slot);
	if (!result) {
		result = bpf_map__update_elem(session->bpf->maps.processes, &slot, sizeof(slot), process, sizeof(*process), BPF_ANY);
		/* Last: whoever sees it finds the rest. */
		if (!result)
			result = bpf_map__update_elem(session->bpf->maps.process_slots, &tgid, sizeof(tgid), &slot, sizeof(slot),
						      BPF_NOEXIST);
		if (result)
			give_slot(session, slot);
	}
	free(process);
	if (!result || result == -EEXIST)
		return result ? 1 : 0;
	if (result == -E2BIG)
		return say("cannot measure more than %d processes", GIL_MAX_PROCESSES);
	return say("cannot measure one more process: %s", strerror(-result));
}

int session_read_living(struct session *session, session_thread_fn *function, void *context)
{
	struct thread_reader reader = { function, context };

	if (accounts_iterate(session->bpf->progs.read_threads, sizeof(struct gil_thread), read_thread, &reader))
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

/* 0, or -1: it has no account. */
static int find_slot(const struct session *session, uint32_t tgid, uint32_t *slot)
{
	return bpf_map__lookup_elem(session->bpf->maps.process_slots, &tgid, sizeof(tgid), slot, sizeof(*slot), 0) ? -1 : 0;
}

int accounts_find(const struct session *session, uint32_t tgid, struct gil_process *process)
{
	uint32_t slot;

	if (find_slot(session, tgid, &slot))
		return -1;
	return bpf_map__lookup_elem(session->bpf->maps.processes, &slot, sizeof(slot), process, sizeof(*process), 0) ? -1 : 0;
}

int accounts_next(const struct session *session, const uint32_t *tgid, uint32_t *next)
{
	return bpf_map__get_next_key(session->bpf->maps.process_slots, tgid, next, sizeof(*next)) ? -1 : 0;
}

int accounts_set_layout(struct session *session, uint32_t tgid, const struct gil_layout *layout)
{
	struct gil_set_layout wish = { .tgid = tgid, .layout = *layout };
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &wish, .ctx_size_in = sizeof(wish));

	if (bpf_prog_test_run_opts(bpf_program__fd(session->bpf->progs.set_layout), &options))
		return say("cannot tell the kernel side where frames lie: %s", strerror(errno));
	return 0;
}

int accounts_set_runtime(struct session *session, uint32_t tgid, const struct account_seed *seed)
{
	struct gil_set_runtime wish = {
		.tgid = tgid, .by_libc = seed->by_libc, .start = seed->runtime_start, .end = seed->runtime_end,
	};
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &wish, .ctx_size_in = sizeof(wish));

	if (bpf_prog_test_run_opts(bpf_program__fd(session->bpf->progs.set_runtime), &options))
		return say("cannot tell the kernel side where CPython is: %s", strerror(errno));
	return 0;
}

int accounts_start(struct session *session, uint32_t tgid, uint64_t start)
{
	struct gil_open_window wish = { .tgid = tgid, .start = start };
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &wish, .ctx_size_in = sizeof(wish));

	if (bpf_prog_test_run_opts(bpf_program__fd(session->bpf->progs.open_window), &options))
		return say("cannot tell the kernel side when to begin: %s", strerror(errno));
	return 0;
}

static int ignore_record(void *context, const void *record)
{
	(void)context;
	(void)record;
	return 0;
}

int accounts_see_tasks(struct bpf_program *program)
{
	if (accounts_iterate(program, 1, ignore_record, NULL))
		return say("cannot read the list of tasks: %s (see: gilscope doctor)", strerror(errno));
	return 0;
}

int accounts_see_waiters(struct session *session, uint32_t tgid, const struct target_file *file)
{
	if (file->runtime != TARGET_CPYTHON)
		return 0;
	session->bpf->bss->waiters_tgid = tgid;
	return accounts_see_tasks(session->bpf->progs.find_waiters);
}

void accounts_remove(struct session *session, uint32_t tgid)
{
	uint32_t slot;

	if (find_slot(session, tgid, &slot))
		return;
	bpf_map__delete_elem(session->bpf->maps.process_slots, &tgid, sizeof(tgid), 0);
	give_slot(session, slot);
}

int session_read_process(const struct session *session, size_t index, struct gil_process *process)
{
	const struct session_process *known = &session->processes[index];

	if (!known->last)
		return accounts_find(session, known->tgid, process);
	*process = *known->last;
	return 0;
}

void session_read_lost(const struct session *session, struct gil_lost *lost)
{
	memcpy(lost, (const void *)&session->bpf->bss->lost, sizeof(*lost));
	lost->processes += session->dropped;
}
