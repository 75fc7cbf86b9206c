/* session.c - see session.h. */
#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/membarrier.h>

#include "attach.h"
#include "cpython_attach.h"
#include "file_limit.h"
#include "gilscope.skel.h"
#include "libbpf_log.h"
#include "natives.h"
#include "privileges.h"
#include "stream.h"
#include "text.h"
#include "usdt_attach.h"

/* A record may come to the ring so much later than its time says: its program was preempted in between. */
#define HOLD_BACK_NS 50000000ULL
/* So many records are taken at once. Who makes them faster than they are read would hold up everything else, and fill the memory. */
#define PUMP_MAX 65536

uint64_t session_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void session_sleep_until(uint64_t when)
{
	struct timespec time = { .tv_sec = when / 1000000000, .tv_nsec = when % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}

int session_listens_to(const struct session *session, enum target_runtime runtime)
{
	const struct session_needs *needs = &session->needs;

	return !(runtime == TARGET_CPYTHON && needs->gilpy_only) && (!needs->runtimes || needs->runtimes & 1U << runtime);
}

static void configure_gilpy(struct session *session, struct gilscope *bpf)
{
	const struct session_needs *needs = &session->needs;
	int listens = session_listens_to(session, TARGET_GILPY), calls = needs->exact && needs->profile;
	int objects = needs->exact && needs->allocs;
	const struct {
		struct bpf_program *program;
		int needed;
	} probes[] = {
		{ bpf->progs.gilpy_request, 1 },
		{ bpf->progs.gilpy_acquire, 1 },
		{ bpf->progs.gilpy_release, 1 },
		{ bpf->progs.gilpy_drop_request, 1 },
		{ bpf->progs.gilpy_thread_start, 1 },
		{ bpf->progs.gilpy_alloc_sample, needs->allocs },
		{ bpf->progs.gilpy_eval_entry, calls },
		{ bpf->progs.gilpy_eval_return, calls },
		{ bpf->progs.gilpy_alloc, objects },
		{ bpf->progs.gilpy_free, objects },
	};

	bpf->rodata->gilpy_on = listens;
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		usdt_prepare(session, probes[i].program);
		bpf_program__set_autoload(probes[i].program, listens && probes[i].needed);
	}
}

/* Before loading: what is not needed is neither loaded nor, in what is, kept by the verifier. */
static int configure(struct session *session, struct gilscope *bpf)
{
	const struct session_needs *needs = &session->needs;

	usdt_prepare(session, bpf->progs.self_event);
	configure_gilpy(session, bpf);
	cpython_prepare(session);
	bpf->rodata->sched_on = needs->sched;
	bpf->rodata->stream_on = needs->stream;
	bpf->rodata->stream_sched = needs->switches;
	bpf->rodata->profile_on = needs->profile;
	bpf_program__set_autoload(bpf->progs.on_switch, needs->sched);
	bpf_program__set_autoload(bpf->progs.on_wakeup, needs->sched);
	bpf_program__set_autoload(bpf->progs.on_clock, needs->stream);
	bpf_program__set_autoload(bpf->progs.on_fork, needs->follow);
	bpf_program__set_autoload(bpf->progs.read_exact_stacks, needs->exact);
	if (!needs->stream)
		return 0;
	return bpf_map__set_max_entries(bpf->maps.ring, needs->ring_size ? needs->ring_size : SESSION_RING_SIZE);
}

static int on_record(void *context, void *record, size_t size)
{
	struct session *session = context;
	const struct gil_event *event = record;

	if (!session->stream)
		return 0;
	if (size >= sizeof(*event) && event->time > session->newest)
		session->newest = event->time;
	if (codes_take(&session->codes, session->stream, record, size))
		return -1;
	return ++session->taken < PUMP_MAX ? 0 : -EAGAIN;
}

int session_open(struct session *session, const struct session_needs *needs)
{
	struct gilscope *bpf;

	memset(session, 0, sizeof(*session));
	session->needs = *needs;
	codes_init(&session->codes);
	libbpf_log_start(needs->verbose);
	if (privileges_check() || file_limit_raise())
		return -1;
	usdt_choose(session);
	bpf = gilscope__open();
	if (!bpf)
		return say("cannot open the BPF programs: %s", strerror(errno));
	session->bpf = bpf;
	if (configure(session, bpf) || gilscope__load(bpf)) {
		say("the kernel does not take the BPF programs: %s%s (see: gilscope doctor)", strerror(errno),
		    libbpf_log_why());
		gilscope__destroy(bpf);
		session->bpf = NULL;
		return -1;
	}
	if (needs->stream && !(session->ring = ring_buffer__new(bpf_map__fd(bpf->maps.ring), on_record, session, NULL))) {
		say("cannot map the ring buffer: %s", strerror(errno));
		session_close(session);
		return -1;
	}
	if ((needs->stream && natives_start(session)) || attach_machine(session)) {
		session_close(session);
		return -1;
	}
	return 0;
}

int session_pump(struct session *session)
{
	uint64_t until = session_now();
	int result;

	if (!session->ring)
		return 0;
	do {
		session->taken = 0;
		result = ring_buffer__consume(session->ring);
		session->behind = result == -EAGAIN;
		if (result < 0 && !session->behind)
			return -1; /* codes_take() has said why */
	} while (session->behind && session->t_off); /* no more come */
	if (session->codes.full)
		session_forget_stacks(session);
	session->codes.full = 0;
	/* What is left in the ring is hardly older than what came out of it. */
	if (session->behind && session->newest < until)
		until = session->newest;
	if (session->t_off)
		session->horizon = session->t_off;
	else if (until > session->horizon + HOLD_BACK_NS)
		session->horizon = until - HOLD_BACK_NS;
	return stream_flush(session->stream, session->t_off ? ~0ULL : session->horizon);
}

void session_forget_stacks(struct session *session)
{
	int map = bpf_map__fd(session->bpf->maps.known_stacks);
	uint32_t left = 2 * bpf_map__max_entries(session->bpf->maps.known_stacks); /* new ones come meanwhile */
	uint64_t stack;

	/* Always the first key: it is deleted before the next look. */
	while (left-- && bpf_map_get_next_key(map, NULL, &stack) == 0)
		bpf_map_delete_elem(map, &stack);
	session->bpf->data->telling_round++;
}

void session_stop(struct session *session)
{
	if (session->t_off)
		return;
	/* A moment ahead, so that every CPU has seen it before it comes. */
	session->t_off = session_now() + 1000000;
	session->bpf->data->t_off = session->t_off;
	session_sleep_until(session->t_off);
	/* An event from before may still be at work. The programs run in RCU read sections, and this waits for all of them. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		session_detach(session); /* waits too, but for longer */
}

void session_close(struct session *session)
{
	if (session->bpf) {
		session_detach(session);
		ring_buffer__free(session->ring);
		gilscope__destroy(session->bpf);
	}
	free(session->links);
	free(session->descriptors);
	for (size_t i = 0; i < session->process_count; i++)
		free(session->processes[i].last);
	free(session->processes);
	free(session->newborn);
	codes_free(&session->codes);
	natives_stop(session);
	for (size_t i = 0; i < session->file_count; i++)
		target_file_close(&session->files[i]);
	memset(session, 0, sizeof(*session));
}
