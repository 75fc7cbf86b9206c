/*
 * fake_stream.h - an event stream as the BPF programs send it, made up: two processes whose threads request, acquire and
 * release a GIL, sleep, die and are followed by others with the same tid. The same seed gives the same stream.
 */
#ifndef TESTS_FAKE_STREAM_H
#define TESTS_FAKE_STREAM_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "dictionary.h"
#include "gil_event.h"

#define FAKE_PROCESSES 2
#define FAKE_THREADS 8 /* of a process, at a time */
#define FAKE_START 1000000000001ULL
#define FAKE_STACKS 50

/* What a name may be made of, and must come through. The last one ends in bytes that are no UTF-8. */
static const char *const fake_names[] = {
	"MainThread", "a\"b\\c\n\t\r/d", "</script><b>&amp;", "\xe2\x80\xae" "bidi\xc2\x9b\x1b[31m\x7f", "\xf0\x9f\x90\x8d snake",
	"", "{\"ph\":\"X\"},", "bad \xff\xc0\x80\xed\xa0\x80\xf5",
};
#define FAKE_NAMES (sizeof(fake_names) / sizeof(fake_names[0]))

enum fake_state { FAKE_IDLE, FAKE_WAITS, FAKE_HOLDS };

struct fake_thread {
	uint32_t id, tid;
	enum fake_state state;
	int off_cpu, told;
};

struct fake_process {
	uint32_t tgid;
	struct fake_thread threads[FAKE_THREADS];
	struct fake_thread *holder;
};

typedef int fake_sink(void *context, const struct gil_event *event);

struct fake_stream {
	uint64_t seed, now;
	uint32_t last_id;
	uint64_t made;
	unsigned loss;   /* one in so many events of the GIL is left out; 0: none */
	unsigned deaths; /* of a thousand events, so many end a thread */
	fake_sink *sink;
	void *context;
	struct fake_process processes[FAKE_PROCESSES];
};

static inline uint32_t fake_random(struct fake_stream *f, uint32_t below)
{
	f->seed = f->seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)((f->seed >> 33) % below);
}

static inline int fake_send(struct fake_stream *f, const struct fake_thread *thread, uint16_t kind, uint16_t detail,
			    uint64_t value)
{
	struct gil_event event = { f->now, thread->id, kind, detail, value };

	f->made++;
	if (f->loss && kind != GIL_EVENT_EXIT && !fake_random(f, f->loss))
		return 0;
	return f->sink(f->context, &event);
}

static inline int fake_tell_thread(struct fake_stream *f, const struct fake_process *process, const struct fake_thread *thread)
{
	const char *name = fake_names[thread->id % FAKE_NAMES];
	struct gil_event_thread event = {
		.head = { f->now, thread->id, GIL_EVENT_THREAD, 0, 0 },
		.serial = thread->id,
		.tgid = process->tgid,
		.tid = thread->tid,
		.own_tid = thread->tid,
		.name_size = (uint32_t)strlen(name) + 1,
		.comm = "comm",
	};

	memcpy(event.name, name, strlen(name) + 1);
	return f->sink(f->context, &event.head);
}

static inline int fake_tell_stacks(struct fake_stream *f)
{
	for (uint32_t i = 1; i <= FAKE_STACKS; i++) {
		struct gil_event_code code = { .head = { f->now, 0, GIL_EVENT_CODE, 0, i }, .firstline = i };
		struct gil_event_stack stack = { .head = { f->now, 0, GIL_EVENT_STACK, 0, i }, .flags = i % 7 == 0 };

		stack.count = i % (GIL_STACK_MAX + 1);
		snprintf(code.name, sizeof(code.name), "f%u%s", i, fake_names[i % FAKE_NAMES]);
		snprintf(code.file, sizeof(code.file), "/dir/%s%u.py", fake_names[i / 2 % FAKE_NAMES], i);
		for (uint32_t n = 0; n < stack.count; n++)
			stack.frames[n] = (struct gil_frame){ .code = 1 + (i + n) % (FAKE_STACKS + 1), .line = n * 3 };
		if (f->sink(f->context, &code.head) || f->sink(f->context, &stack.head))
			return -1;
	}
	return 0;
}

static inline void fake_begin(struct fake_stream *f, uint64_t seed, unsigned loss, fake_sink *sink, void *context)
{
	*f = (struct fake_stream){ .seed = seed, .now = FAKE_START, .loss = loss, .deaths = 5, .sink = sink, .context = context };
	for (uint32_t p = 0; p < FAKE_PROCESSES; p++) {
		struct fake_process *process = &f->processes[p];

		process->tgid = 100 * (p + 1);
		for (uint32_t i = 0; i < FAKE_THREADS; i++)
			process->threads[i] = (struct fake_thread){ .id = ++f->last_id, .tid = process->tgid + i };
	}
	/* In the second one a thread holds and another waits when the window opens. */
	f->processes[1].threads[3].state = FAKE_HOLDS;
	f->processes[1].holder = &f->processes[1].threads[3];
	f->processes[1].threads[4].state = FAKE_WAITS;
}

static inline int fake_waiters(const struct fake_process *process)
{
	int waiters = 0;

	for (int i = 0; i < FAKE_THREADS; i++)
		waiters += process->threads[i].state == FAKE_WAITS;
	return waiters;
}

static inline int fake_release(struct fake_stream *f, struct fake_process *process, struct fake_thread *thread)
{
	int waiters = fake_waiters(process);

	if (waiters && fake_random(f, 2) && fake_send(f, thread, GIL_EVENT_SAMPLE, GIL_CAUSE_RELEASE, 1 + fake_random(f, FAKE_STACKS)))
		return -1;
	thread->state = FAKE_IDLE;
	process->holder = NULL;
	return fake_send(f, thread, GIL_EVENT_RELEASE, (uint16_t)fake_random(f, 9), (uint64_t)waiters);
}

/* Whatever the thread may do now: an event of the GIL, or of the scheduler, or its death. */
static inline int fake_act(struct fake_stream *f, struct fake_process *process, struct fake_thread *thread)
{
	uint32_t dice = fake_random(f, 1000);

	if (thread->off_cpu) {
		thread->off_cpu = 0;
		if (dice < 700 && fake_send(f, thread, GIL_EVENT_WAKEUP, 0, 0))
			return -1;
		f->now += fake_random(f, 3000);
		return fake_send(f, thread, GIL_EVENT_SWITCH_IN, 0, fake_random(f, 4));
	}
	if (dice < 200 && thread->told) {
		thread->off_cpu = 1;
		return fake_send(f, thread, GIL_EVENT_SWITCH_OUT, dice < 130, 1);
	}
	if (!thread->told) {
		thread->told = 1;
		if (fake_tell_thread(f, process, thread))
			return -1;
	}
	if (dice < 200 + f->deaths && thread->state != FAKE_HOLDS) {
		int status = fake_send(f, thread, GIL_EVENT_EXIT, 0, 0);

		*thread = (struct fake_thread){ .id = ++f->last_id, .tid = thread->tid };
		return status;
	}
	if (thread->state == FAKE_HOLDS)
		return fake_release(f, process, thread);
	if (!process->holder) {
		int contended = thread->state == FAKE_WAITS;

		thread->state = FAKE_HOLDS;
		process->holder = thread;
		return fake_send(f, thread, GIL_EVENT_ACQUIRE, (uint16_t)contended, 0);
	}
	if (thread->state == FAKE_WAITS)
		return dice < 300 ? fake_send(f, thread, GIL_EVENT_DROP_REQUEST, 0, 0) : 0;
	thread->state = FAKE_WAITS;
	return fake_send(f, thread, GIL_EVENT_REQUEST, 0, 0);
}

/* Sends events until `count` have been made. 0, or what the sink said. */
static inline int fake_run(struct fake_stream *f, uint64_t count)
{
	if (fake_tell_stacks(f))
		return -1;
	while (f->made < count) {
		struct fake_process *process = &f->processes[fake_random(f, FAKE_PROCESSES)];

		f->now += fake_random(f, 2000);
		if (fake_act(f, process, &process->threads[fake_random(f, FAKE_THREADS)]))
			return -1;
	}
	f->now += 1000;
	return 0;
}

/* Events that make no sense: any kind, at any time, of threads that are told and of others, with any numbers. */
static inline int fake_garbage(struct fake_stream *f, uint64_t count)
{
	if (fake_tell_stacks(f))
		return -1;
	for (; count; count--) {
		struct fake_process *process = &f->processes[fake_random(f, FAKE_PROCESSES)];
		struct fake_thread thread = process->threads[fake_random(f, FAKE_THREADS)];
		uint16_t kind = (uint16_t)(1 + fake_random(f, GIL_EVENT_KINDS - 1));
		struct gil_event event = {
			.time = f->now - fake_random(f, 5000),
			.thread = fake_random(f, 50) ? thread.id : fake_random(f, UINT32_MAX),
			.kind = kind,
			.detail = (uint16_t)(fake_random(f, 2) ? fake_random(f, 3) : fake_random(f, 65536)),
			.value = fake_random(f, 2) ? fake_random(f, 60) : (uint64_t)fake_random(f, UINT32_MAX) << 32,
		};
		int status;

		f->now += fake_random(f, 1000);
		if (kind == GIL_EVENT_EXIT && fake_random(f, 100))
			continue;
		if (kind == GIL_EVENT_THREAD)
			status = fake_tell_thread(f, process, &thread);
		else
			status = kind == GIL_EVENT_CODE || kind == GIL_EVENT_STACK ? 0 : f->sink(f->context, &event);
		if (status)
			return -1;
	}
	f->now += 10000;
	return 0;
}

#endif
