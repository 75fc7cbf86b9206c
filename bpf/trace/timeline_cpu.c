/* timeline_cpu.c - how threads of the timeline get at CPUs: the states of the scheduler as slices. See timeline.h. */
#include <string.h>

#include "timeline.h"

/* The thread has been in its state until now. Spans of no length say nothing. */
static void set_state(struct timeline *timeline, const struct dictionary *dictionary, struct timeline_cpu *cpu,
		      uint32_t thread, enum cpu_state state, uint64_t now)
{
	static const enum trace_name names[] = {
		[CPU_RUNNING] = TRACE_RUNNING, [CPU_RUNNABLE] = TRACE_RUNNABLE, [CPU_SLEEPING] = TRACE_SLEEPING,
	};
	struct timeline_span *span = &cpu->span;

	if (cpu->state != CPU_UNKNOWN && now > span->start) {
		span->name = (uint8_t)names[cpu->state];
		span->end = now;
		timeline_write(timeline, dictionary, span, TRACE_WHOLE);
	}
	memset(span, 0, sizeof(*span));
	span->thread = thread;
	span->start = now;
	cpu->state = state;
}

void timeline_cpu_event(struct timeline *timeline, const struct dictionary *dictionary, struct timeline_cpu *cpu,
			const struct gil_event *event, uint64_t now)
{
	switch (event->kind) {
	case GIL_EVENT_SWITCH_OUT:
		set_state(timeline, dictionary, cpu, event->thread, event->detail ? CPU_SLEEPING : CPU_RUNNABLE, now);
		return;
	case GIL_EVENT_WAKEUP:
		if (cpu->state == CPU_SLEEPING)
			set_state(timeline, dictionary, cpu, event->thread, CPU_RUNNABLE, now);
		return;
	case GIL_EVENT_SWITCH_IN:
		/* As the sums have it: who was woken before it was quite gone has wanted a CPU all the time. */
		if (cpu->state == CPU_SLEEPING)
			cpu->state = CPU_RUNNABLE;
		set_state(timeline, dictionary, cpu, event->thread, CPU_RUNNING, now);
		cpu->span.value = event->value + 1;
		return;
	case GIL_EVENT_SAMPLE: /* may be taken by another thread */
		return;
	default: /* an event of the thread itself, so it runs; how long it has, nobody knows */
		if (cpu->state != CPU_UNKNOWN)
			return;
		set_state(timeline, dictionary, cpu, event->thread, CPU_RUNNING, now);
		cpu->span.cut = CUT_START;
	}
}

void timeline_cpu_cut(struct timeline *timeline, const struct dictionary *dictionary, struct timeline_cpu *cpu,
		      uint64_t now, enum timeline_cut cut)
{
	cpu->span.cut |= (uint8_t)cut;
	set_state(timeline, dictionary, cpu, cpu->span.thread, CPU_UNKNOWN, now);
}
