/* blame.c - see blame.h. */
#include "blame.h"

#include <stdlib.h>
#include <string.h>

struct waiter {
	uint32_t thread;
	uint64_t start, end; /* end: 0 while it waits */
};

struct sample {
	uint64_t time, stack;
};

struct process {
	struct table_key key; /* tgid, 0 */
	int known;            /* whether the GIL is held */
	uint32_t holder;      /* 0: nobody */
	uint64_t since;       /* the hold or the gap began */
	uint64_t asleep;      /* the holder has slept since, 0: it does not */
	struct waiter *waiters;
	size_t waiter_count, waiter_room;
	struct sample *samples; /* of this hold, in order */
	size_t sample_count, sample_room;
};

void blame_init(struct blame *blame)
{
	memset(blame, 0, sizeof(*blame));
	table_init(&blame->cells, sizeof(struct blame_cell));
	table_init(&blame->places, sizeof(struct blame_place));
	table_init(&blame->threads, sizeof(struct blame_thread));
	table_init(&blame->processes, sizeof(struct process));
}

static uint64_t overlap(uint64_t a_start, uint64_t a_end, uint64_t b_start, uint64_t b_end)
{
	uint64_t start = a_start > b_start ? a_start : b_start, end = a_end < b_end ? a_end : b_end;

	return end > start ? end - start : 0;
}

static uint64_t waiter_overlap(const struct waiter *waiter, uint64_t start, uint64_t end)
{
	return overlap(waiter->start, waiter->end ? waiter->end : end, start, end);
}

static int add_thread(struct blame *blame, uint64_t tgid, uint32_t id, uint64_t waited, uint64_t gap, uint64_t blamed)
{
	struct blame_thread *thread = table_get(&blame->threads, id, 0);

	if (!thread)
		return -1;
	thread->tgid = (uint32_t)tgid;
	thread->waited_ns += waited;
	thread->gap_ns += gap;
	thread->blamed_ns += blamed;
	return 0;
}

/* What all waited from `start` to `end`, while `holder` held. */
static int add_cells(struct blame *blame, const struct process *process, uint32_t holder, uint64_t start, uint64_t end)
{
	uint64_t all = 0;

	for (size_t i = 0; i < process->waiter_count; i++) {
		const struct waiter *waiter = &process->waiters[i];
		uint64_t ns = waiter_overlap(waiter, start, end);
		struct blame_cell *cell;

		if (!ns)
			continue;
		cell = table_get(&blame->cells, waiter->thread, holder);
		if (!cell || add_thread(blame, process->key.a, waiter->thread, ns, holder ? 0 : ns, 0))
			return -1;
		cell->ns += ns;
		cell->holds++;
		for (size_t s = 0; s < process->sample_count; s++)
			cell->stacks += process->samples[s].time >= waiter->start;
		all += ns;
	}
	return holder && all ? add_thread(blame, process->key.a, holder, 0, 0, all) : 0;
}

static struct blame_place *get_place(struct blame *blame, const struct process *process, uint64_t stack)
{
	return table_get(&blame->places, process->holder, stack);
}

/* The part of the hold from `start` to `end` was spent in `stack`. */
static int add_part(struct blame *blame, const struct process *process, uint64_t stack, uint64_t start, uint64_t end)
{
	struct blame_place *place = get_place(blame, process, stack);

	if (!place)
		return -1;
	for (size_t i = 0; i < process->waiter_count; i++)
		place->ns += waiter_overlap(&process->waiters[i], start, end);
	return 0;
}

static int add_places(struct blame *blame, const struct process *process, uint64_t end)
{
	uint64_t start = process->since;
	struct blame_place *place;

	if (!process->sample_count)
		return process->waiter_count ? add_part(blame, process, 0, start, end) : 0;
	for (size_t i = 0; i < process->sample_count; i++) {
		const struct sample *sample = &process->samples[i];
		uint64_t until = i + 1 < process->sample_count ? sample->time + (sample[1].time - sample->time) / 2 : end;

		if (add_part(blame, process, sample->stack, start, until))
			return -1;
		place = get_place(blame, process, sample->stack);
		place->stacks++;
		start = until;
	}
	return 0;
}

static int add_sample(struct process *process, uint64_t time, uint64_t stack)
{
	if (process->sample_count == process->sample_room) {
		size_t room = process->sample_room ? process->sample_room * 2 : 16;
		struct sample *grown = realloc(process->samples, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		process->samples = grown;
		process->sample_room = room;
	}
	process->samples[process->sample_count++] = (struct sample){ time, stack };
	return 0;
}

/* The holder is awake again, or its hold is over: it has been where it went to sleep. */
static int end_sleep(struct blame *blame, struct process *process, uint64_t now)
{
	uint64_t asleep = process->asleep;
	struct blame_place *place;

	if (!asleep || !process->sample_count)
		return 0;
	process->asleep = 0;
	place = get_place(blame, process, process->samples[process->sample_count - 1].stack);
	if (!place)
		return -1;
	place->asleep_ns += now - asleep;
	for (size_t i = 0; i < process->waiter_count; i++)
		place->asleep_waited_ns += waiter_overlap(&process->waiters[i], asleep, now);
	return add_sample(process, now, place->key.b);
}

/* Forgets who has stopped waiting. */
static void drop_ended(struct process *process)
{
	size_t kept = 0;

	for (size_t i = 0; i < process->waiter_count; i++)
		if (!process->waiters[i].end)
			process->waiters[kept++] = process->waiters[i];
	process->waiter_count = kept;
}

/* What has lasted since process->since ends here. */
static int end_span(struct blame *blame, struct process *process, uint64_t now)
{
	if (end_sleep(blame, process, now))
		return -1;
	if (process->known && (add_cells(blame, process, process->holder, process->since, now) ||
			       (process->holder && add_places(blame, process, now))))
		return -1;
	drop_ended(process);
	process->sample_count = 0;
	process->known = 1;
	process->since = now;
	return 0;
}

static struct waiter *find_waiter(const struct process *process, uint32_t thread)
{
	for (size_t i = 0; i < process->waiter_count; i++)
		if (process->waiters[i].thread == thread && !process->waiters[i].end)
			return &process->waiters[i];
	return NULL;
}

static int add_waiter(struct process *process, uint32_t thread, uint64_t now)
{
	if (process->waiter_count == process->waiter_room) {
		size_t room = process->waiter_room ? process->waiter_room * 2 : 16;
		struct waiter *grown = realloc(process->waiters, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		process->waiters = grown;
		process->waiter_room = room;
	}
	process->waiters[process->waiter_count++] = (struct waiter){ thread, now, 0 };
	return 0;
}

static int on_acquire(struct blame *blame, struct process *process, const struct gil_event *event)
{
	struct waiter *waiter;

	if (process->known && process->holder)
		blame->strays++; /* its release was lost */
	if (end_span(blame, process, event->time))
		return -1;
	waiter = find_waiter(process, event->thread);
	if (waiter)
		*waiter = process->waiters[--process->waiter_count];
	else if (event->detail)
		blame->undivided++;
	process->holder = event->thread;
	return 0;
}

static int on_release(struct blame *blame, struct process *process, const struct gil_event *event)
{
	if (process->known && process->holder != event->thread)
		blame->strays++; /* its acquire was lost */
	process->holder = event->thread;
	if (end_span(blame, process, event->time))
		return -1;
	process->holder = 0;
	return 0;
}

static int on_sample(struct blame *blame, struct process *process, const struct gil_event *event)
{
	struct blame_place *place;

	if (process->holder != event->thread) /* a drop request that came when the hold was over */
		return 0;
	if (event->detail == GIL_CAUSE_CPU && !process->waiter_count) /* of a profile: here nobody is to blame */
		return 0;
	if (event->detail == GIL_CAUSE_DROP && process->asleep) /* it is where it went to sleep */
		return 0;
	if (event->detail == GIL_CAUSE_BLOCKED) {
		place = get_place(blame, process, event->value);
		if (!place)
			return -1;
		place->sleeps++;
		process->asleep = event->time;
	}
	return add_sample(process, event->time, event->value);
}

/* Dead, or its process has a new image. */
static int on_death(struct blame *blame, struct process *process, const struct gil_event *event)
{
	struct waiter *waiter = find_waiter(process, event->thread);

	if (waiter)
		waiter->end = event->time > waiter->start ? event->time : waiter->start + 1;
	if (!process->known || process->holder != event->thread)
		return 0;
	if (end_span(blame, process, event->time))
		return -1;
	process->holder = 0;
	return 0;
}

int blame_event(struct blame *blame, const struct dictionary *dictionary, const struct gil_event *event)
{
	const struct thread_entry *thread;
	struct process *process;

	if (!event->thread || event->kind == GIL_EVENT_THREAD)
		return 0;
	thread = dictionary_thread(dictionary, event->thread);
	if (!thread) {
		blame->strays++;
		return 0;
	}
	process = table_get(&blame->processes, thread->tgid, 0);
	if (!process)
		return -1;
	switch (event->kind) {
	case GIL_EVENT_REQUEST:
	case GIL_EVENT_DROP_REQUEST: /* from a thread that has waited since before the window */
		return find_waiter(process, event->thread) ? 0 : add_waiter(process, event->thread, event->time);
	case GIL_EVENT_ACQUIRE:
		return on_acquire(blame, process, event);
	case GIL_EVENT_RELEASE:
		return on_release(blame, process, event);
	case GIL_EVENT_SAMPLE:
		return on_sample(blame, process, event);
	case GIL_EVENT_SWITCH_IN:
		return process->holder == event->thread ? end_sleep(blame, process, event->time) : 0;
	case GIL_EVENT_EXIT:
		return on_death(blame, process, event);
	default:
		return 0;
	}
}

/* The scheduler's hooks go on for a moment when the window has closed. */
static void forget_after(struct process *process, uint64_t end)
{
	while (process->sample_count && process->samples[process->sample_count - 1].time > end)
		process->sample_count--;
	if (process->asleep > end)
		process->asleep = 0;
}

int blame_finish(struct blame *blame, uint32_t tgid, uint64_t end)
{
	struct process *process = table_find(&blame->processes, tgid, 0);

	if (!process || end <= process->since)
		return 0;
	forget_after(process, end);
	return end_span(blame, process, end);
}

int blame_cut(struct blame *blame, uint32_t tgid, uint64_t end)
{
	struct process *process = table_find(&blame->processes, tgid, 0);
	uint64_t stack;

	if (!process || !process->known || end <= process->since)
		return 0;
	if (!process->asleep || !process->sample_count)
		return end_span(blame, process, end);
	/* It sleeps on where it went to sleep. */
	stack = process->samples[process->sample_count - 1].stack;
	if (end_span(blame, process, end) || add_sample(process, end, stack))
		return -1;
	process->asleep = end;
	return 0;
}

void blame_clear(struct blame *blame)
{
	table_clear(&blame->cells);
	table_clear(&blame->places);
	table_clear(&blame->threads);
}

void blame_keep_stacks(const struct blame *blame, struct dictionary *dictionary)
{
	for (size_t i = 0; i < blame->processes.count; i++) {
		const struct process *process = table_at(&blame->processes, i);

		for (size_t s = 0; s < process->sample_count; s++)
			dictionary_keep_stack(dictionary, process->samples[s].stack);
	}
}

void blame_free(struct blame *blame)
{
	for (size_t i = 0; i < blame->processes.count; i++) {
		struct process *process = table_at(&blame->processes, i);

		free(process->waiters);
		free(process->samples);
	}
	table_free(&blame->cells);
	table_free(&blame->places);
	table_free(&blame->threads);
	table_free(&blame->processes);
}
