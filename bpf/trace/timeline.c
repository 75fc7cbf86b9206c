/* timeline.c - see timeline.h. */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

struct thread {
	struct table_key key; /* gil_thread.id, 0 */
	uint32_t tgid;
	int dead;
	int described;           /* the trace knows its name */
	uint64_t last;           /* time of its last event: none goes back before it */
	enum gil_state state;    /* GIL_UNKNOWN: nothing has been seen of it */
	struct timeline_span span; /* the wait or hold that runs */
	struct timeline_cpu cpu;
};

struct process {
	struct table_key key; /* tgid, 0 */
	int known;            /* whether the GIL is held */
	uint32_t holder;      /* 0: nobody */
	uint64_t waiting;     /* threads */
	int pending;          /* a hold has been released and is kept back */
	struct timeline_span hold;
};

void timeline_init(struct timeline *timeline, struct trace *trace, int with_cpus)
{
	memset(timeline, 0, sizeof(*timeline));
	timeline->trace = trace;
	timeline->with_cpus = with_cpus;
	table_init(&timeline->threads, sizeof(struct thread));
	table_init(&timeline->processes, sizeof(struct process));
}

/* Tells the trace who a thread is, before anything else of it. */
static void describe(struct timeline *timeline, const struct dictionary *dictionary, struct thread *thread)
{
	struct trace_thread row = timeline_row(dictionary, (uint32_t)thread->key.a);

	timeline->trace->format->thread(timeline->trace, &row, dictionary_thread_name(dictionary, row.id),
					timeline->with_cpus);
	thread->described = 1;
}

/* Writes a span, or its end and keeps it until the start of the window is known. */
static int put_span(struct timeline *timeline, const struct dictionary *dictionary, const struct timeline_span *span)
{
	timeline_write(timeline, dictionary, span, span->cut & CUT_START ? TRACE_END_ONLY : TRACE_WHOLE);
	if (!(span->cut & CUT_START))
		return 0;
	if (timeline->early_count == timeline->early_room) {
		size_t room = timeline->early_room ? timeline->early_room * 2 : 16;
		struct timeline_span *grown = realloc(timeline->early, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		timeline->early = grown;
		timeline->early_room = room;
	}
	timeline->early[timeline->early_count++] = *span;
	return 0;
}

/* The hold that was kept back; `flow` is the arrow that leads from it, 0: none. */
static int put_pending(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		       uint64_t flow)
{
	if (!process->pending)
		return 0;
	process->pending = 0;
	process->hold.flow_out = flow;
	return put_span(timeline, dictionary, &process->hold);
}

static void begin_span(struct thread *thread, enum gil_state state, uint64_t now, int cut)
{
	memset(&thread->span, 0, sizeof(thread->span));
	thread->span.thread = (uint32_t)thread->key.a;
	thread->span.name = state == GIL_WAITING ? TRACE_WAIT : TRACE_HOLD;
	thread->span.start = cut ? 0 : now;
	thread->span.cut = cut ? CUT_START : 0;
	thread->state = state;
}

static void count_waiters(struct timeline *timeline, struct process *process, int change, uint64_t now)
{
	process->waiting += (uint64_t)change;
	timeline->trace->format->counter(timeline->trace, (uint32_t)process->key.a, now, process->waiting);
}

static void begin_wait(struct timeline *timeline, struct process *process, struct thread *thread, uint64_t now, int cut)
{
	if (thread->state != GIL_WAITING)
		count_waiters(timeline, process, 1, now);
	begin_span(thread, GIL_WAITING, now, cut);
	if (cut)
		return;
	thread->span.holder_known = (uint8_t)process->known;
	thread->span.holder = process->holder;
}

static void on_request(struct timeline *timeline, struct process *process, struct thread *thread, uint64_t now)
{
	if (thread->state == GIL_WAITING || thread->state == GIL_HOLDING)
		timeline->strays++; /* what began that span never ended, as far as we know: an event was lost */
	begin_wait(timeline, process, thread, now, 0);
}

static int on_acquire(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		      struct thread *thread, const struct gil_event *event, uint64_t now)
{
	int contended = event->detail != 0, waited = thread->state == GIL_WAITING;
	uint64_t flow = 0;

	if (waited)
		count_waiters(timeline, process, -1, now);
	if (contended && thread->state == GIL_UNKNOWN) { /* it asked before the window */
		begin_span(thread, GIL_WAITING, now, 1);
		waited = 1;
	}
	if (waited != contended || thread->state == GIL_HOLDING)
		timeline->strays++;
	if (waited && contended && process->pending)
		flow = ++timeline->last_flow;
	/* First: the wait may be of the same thread, and follow it. */
	if (put_pending(timeline, dictionary, process, flow))
		return -1;
	thread->span.end = now;
	if (waited && contended && put_span(timeline, dictionary, &thread->span))
		return -1;
	begin_span(thread, GIL_HOLDING, now, 0);
	thread->span.acquired = 1;
	thread->span.contended = (uint8_t)contended;
	thread->span.flow_in = flow;
	process->known = 1;
	process->holder = event->thread;
	return 0;
}

static int on_release(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		      struct thread *thread, const struct gil_event *event, uint64_t now)
{
	struct timeline_span *span = &thread->span;

	process->known = 1;
	process->holder = 0;
	if (thread->state == GIL_WAITING)
		count_waiters(timeline, process, -1, now);
	if (thread->state != GIL_HOLDING && thread->state != GIL_UNKNOWN) {
		timeline->strays++; /* its acquire was lost */
		thread->state = GIL_IDLE;
		return put_pending(timeline, dictionary, process, 0);
	}
	if (thread->state == GIL_UNKNOWN) { /* it has held since before the window */
		uint64_t stack = span->stack, sampled = span->sampled;

		begin_span(thread, GIL_HOLDING, now, 1);
		span->stack = stack;
		span->sampled = sampled;
	}
	thread->state = GIL_IDLE;
	span->end = now;
	span->released = 1;
	span->reason = event->detail;
	span->value = event->value;
	if (put_pending(timeline, dictionary, process, 0))
		return -1;
	process->hold = *span;
	process->pending = 1;
	return 0;
}

static void on_drop_request(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
			    struct thread *thread, uint64_t now)
{
	struct trace_event event = {
		.name = TRACE_DROP_REQUEST,
		.thread = timeline_row(dictionary, (uint32_t)thread->key.a),
		.start = now,
	};

	if (process->known && process->holder) {
		trace_add_text(&event.args, TRACE_ARG_HOLDER, dictionary_thread_name(dictionary, process->holder), 0);
		trace_add_number(&event.args, TRACE_ARG_HOLDER_TID, timeline_row(dictionary, process->holder).tid);
	}
	timeline->trace->format->instant(timeline->trace, &event);
	if (thread->state == GIL_UNKNOWN) /* only who waits asks: since before the window */
		begin_wait(timeline, process, thread, now, 1);
}

/* A stack of the holder. One that comes when the hold is over was taken by a waiter that knew no better. */
static void on_sample(struct thread *thread, const struct gil_event *event, uint64_t now)
{
	if (thread->state != GIL_HOLDING && thread->state != GIL_UNKNOWN)
		return;
	thread->span.stack = event->value;
	thread->span.sampled = now;
}

/* What runs ends here, and not by an event of its own. */
static int cut_span(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		    struct thread *thread, uint64_t now, enum timeline_cut cut)
{
	enum gil_state state = thread->state;

	if (process->holder == thread->key.a)
		process->holder = 0;
	thread->state = GIL_IDLE;
	if (state == GIL_WAITING)
		count_waiters(timeline, process, -1, now);
	if (state != GIL_WAITING && state != GIL_HOLDING)
		return 0;
	thread->span.end = now;
	thread->span.cut |= (uint8_t)cut;
	/* A hold of the same thread that is kept back comes first, where the two share an edge. */
	if (process->hold.end == thread->span.start && put_pending(timeline, dictionary, process, 0))
		return -1;
	return put_span(timeline, dictionary, &thread->span);
}

static int on_death(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		   struct thread *thread, const struct gil_event *event, uint64_t now)
{
	enum timeline_cut cut = event->detail == 2 ? CUT_EXEC : CUT_DEATH;

	if (cut == CUT_DEATH) {
		thread->dead = 1;
		timeline_cpu_cut(timeline, dictionary, &thread->cpu, now, CUT_DEATH);
	}
	return cut_span(timeline, dictionary, process, thread, now, cut);
}

/* The thread of an event and its process, made at the first one. NULL: out of memory, said. */
static struct thread *get_thread(struct timeline *timeline, const struct dictionary *dictionary, uint32_t id,
				 uint32_t tgid, struct process **process)
{
	struct thread *thread = table_get(&timeline->threads, id, 0);

	*process = table_find(&timeline->processes, tgid, 0);
	if (!*process) {
		*process = table_get(&timeline->processes, tgid, 0);
		if (*process)
			timeline->trace->format->process(timeline->trace, tgid, NULL);
	}
	if (!thread || !*process)
		return NULL;
	thread->tgid = tgid;
	if (!thread->described)
		describe(timeline, dictionary, thread);
	return thread;
}

/* An event of the GIL. */
static int on_gil(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
		  struct thread *thread, const struct gil_event *event, uint64_t now)
{
	switch (event->kind) {
	case GIL_EVENT_REQUEST:
		on_request(timeline, process, thread, now);
		return 0;
	case GIL_EVENT_ACQUIRE:
		return on_acquire(timeline, dictionary, process, thread, event, now);
	case GIL_EVENT_RELEASE:
		return on_release(timeline, dictionary, process, thread, event, now);
	case GIL_EVENT_DROP_REQUEST:
		on_drop_request(timeline, dictionary, process, thread, now);
		return 0;
	case GIL_EVENT_SAMPLE:
		on_sample(thread, event, now);
		return 0;
	case GIL_EVENT_EXIT:
		return on_death(timeline, dictionary, process, thread, event, now);
	default:
		return 0;
	}
}

int timeline_event(struct timeline *timeline, const struct dictionary *dictionary, const struct gil_event *event)
{
	const struct thread_entry *entry = dictionary_thread(dictionary, event->thread);
	struct process *process;
	struct thread *thread;
	uint64_t now;

	if (event->kind == GIL_EVENT_CODE || event->kind == GIL_EVENT_STACK || !event->thread)
		return 0;
	timeline->events += event->kind != GIL_EVENT_THREAD;
	if (!entry) {
		timeline->strays++;
		return 0;
	}
	thread = table_find(&timeline->threads, event->thread, 0);
	if (event->kind == GIL_EVENT_THREAD && thread && thread->described) /* its name is another one now */
		describe(timeline, dictionary, thread);
	thread = get_thread(timeline, dictionary, event->thread, entry->tgid, &process);
	if (!thread)
		return -1;
	if (thread->dead)
		return 0;
	now = event->time > thread->last ? event->time : thread->last;
	thread->last = now;
	if (timeline->with_cpus && event->kind != GIL_EVENT_SAMPLE && event->kind != GIL_EVENT_EXIT)
		timeline_cpu_event(timeline, dictionary, &thread->cpu, event, now);
	return on_gil(timeline, dictionary, process, thread, event, now);
}

static int finish_threads(struct timeline *timeline, const struct dictionary *dictionary, struct process *process,
			  uint64_t end)
{
	if (put_pending(timeline, dictionary, process, 0))
		return -1;
	for (size_t i = 0; i < timeline->threads.count; i++) {
		struct thread *thread = table_at(&timeline->threads, i);
		uint64_t now = end > thread->last ? end : thread->last;

		if (thread->tgid != process->key.a || thread->dead)
			continue;
		timeline_cpu_cut(timeline, dictionary, &thread->cpu, now, CUT_END);
		if (cut_span(timeline, dictionary, process, thread, now, CUT_END))
			return -1;
		thread->dead = 1;
	}
	return 0;
}

int timeline_finish(struct timeline *timeline, const struct dictionary *dictionary, uint32_t tgid, const char *name,
		    uint64_t start, uint64_t end)
{
	struct process *process = table_get(&timeline->processes, tgid, 0);

	if (!process || finish_threads(timeline, dictionary, process, end))
		return -1;
	for (size_t i = 0; i < timeline->early_count; i++) {
		struct timeline_span *span = &timeline->early[i];

		if (timeline_row(dictionary, span->thread).tgid != tgid)
			continue;
		span->start = start < span->end ? start : span->end;
		timeline_write(timeline, dictionary, span, TRACE_LATE_BEGIN);
	}
	timeline->trace->format->process(timeline->trace, tgid, name);
	timeline->last_end = end > timeline->last_end ? end : timeline->last_end;
	return 0;
}

void timeline_end(struct timeline *timeline, const char *tool, const struct timeline_losses *losses)
{
	struct trace_args args = { .count = 0 };

	trace_add_text(&args, TRACE_ARG_TOOL, tool, 0);
	trace_add_text(&args, TRACE_ARG_CLOCK, "CLOCK_MONOTONIC", 0);
	trace_add_number(&args, TRACE_ARG_EVENTS, timeline->events);
	trace_add_number(&args, TRACE_ARG_SLICES, timeline->slices);
	trace_add_number(&args, TRACE_ARG_FLOWS, timeline->flows);
	trace_add_number(&args, TRACE_ARG_STRAYS, timeline->strays);
	trace_add_number(&args, TRACE_ARG_LOST, losses->all);
	trace_add_number(&args, TRACE_ARG_LOST_EVENTS, losses->events);
	trace_add_number(&args, TRACE_ARG_LOST_STACKS, losses->stacks);
	timeline->trace->format->finish(timeline->trace, timeline->last_end, &args);
}

void timeline_free(struct timeline *timeline)
{
	table_free(&timeline->threads);
	table_free(&timeline->processes);
	free(timeline->early);
	memset(timeline, 0, sizeof(*timeline));
}
