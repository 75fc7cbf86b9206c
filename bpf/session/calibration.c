/* calibration.c - what an event costs on this machine: gilscope fires its own probe. See session_calibrate(). */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accounts.h"
#include "gilscope.skel.h"
#include "operands.h"
#include "self_probe.h"
#include "text.h"
#include "usdt_attach.h"

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

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The same for an event whose code and data other work has driven out of the caches: the median of single events. */
static uint64_t fire_cold(void)
{
	enum { EVENTS = 32, OTHER_WORK = 8 << 20, LINE = 64 };
	uint64_t ns[EVENTS];
	volatile char *other = calloc(1, OTHER_WORK);

	if (!other)
		return 0;
	for (int i = 0; i < EVENTS; i++) {
		for (size_t at = 0; at < OTHER_WORK; at += LINE)
			other[at]++;
		ns[i] = session_now();
		self_probe(i % 2 == 0);
		ns[i] = session_now() - ns[i];
	}
	free((void *)other);
	qsort(ns, EVENTS, sizeof(ns[0]), by_size);
	return ns[EVENTS / 2];
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
	struct account_seed nothing = { .layout = { .kind = GIL_LAYOUT_NONE } };
	uint32_t id;

	calibration->tgid = accounts_resolve(session, getpid());
	if (!calibration->tgid)
		return say("cannot read the list of tasks: %s (see: gilscope doctor)", strerror(errno));
	if (accounts_add(session, calibration->tgid, &nothing, session_now(), &id))
		return -1;
	operands_tell(session, "/proc/self/exe", "gilscope");
	if (usdt_attach(session, session->bpf->progs.self_event, "/proc/self/exe", "gilscope", "self"))
		return -1;
	calibration->event_ns = fire_batches();
	calibration->cold_ns = fire_cold();
	session_read_living(session, find_floor, calibration);
	accounts_remove(session, calibration->tgid);
	memset((void *)&session->bpf->bss->lost, 0, sizeof(session->bpf->bss->lost));
	session->bpf->bss->own_tgid = calibration->tgid;
	if (session->ring)
		ring_buffer__consume(session->ring); /* our own events: nobody takes them yet */
	return 0;
}
