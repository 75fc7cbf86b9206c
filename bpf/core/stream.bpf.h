/*
 * stream.bpf.h - the event stream: what happens, as records of gil_event.h in a ring buffer, for the views that need more
 * than sums. Nobody is woken by a record: gilscope looks into the ring on a timer.
 */
#ifndef GILSCOPE_STREAM_BPF_H
#define GILSCOPE_STREAM_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* gilscope makes it larger */
} ring SEC(".maps");

/* Set by gilscope before loading, so that the verifier drops what is off. */
const volatile bool stream_on = false;    /* events are sent */
const volatile bool stream_sched = false; /* and those of the scheduler */

const volatile bool profile_on = false;   /* the sampler takes every thread that is on a CPU */

/* Which runtimes may come. */
const volatile bool gilpy_on = true;
const volatile bool cpython_on = true;

/* The ring was full. */
static __always_inline void stream_lost(void)
{
	__sync_fetch_and_add(&lost.events, 1);
}

static __always_inline void event_fill(struct gil_event *event, uint64_t time, uint64_t thread, uint32_t kind,
				       uint32_t detail, uint64_t value)
{
	event->time = time;
	event->thread = thread;
	event->kind = kind;
	event->detail = detail;
	event->value = value;
}

static __always_inline void stream_send(uint64_t time, const struct gil_thread *thread, uint32_t kind, uint32_t detail,
					uint64_t value)
{
	struct gil_event *event;

	if (!stream_on)
		return;
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return;
	}
	event_fill(event, time, thread ? thread->id : 0, kind, detail, value);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/* Tells who a thread is: once before its first event, and again when its name becomes known. */
static __noinline void stream_send_thread(uint64_t time, const struct gil_thread *thread)
{
	struct gil_event_thread *event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);

	if (!event) {
		stream_lost();
		return;
	}
	event_fill(&event->head, time, thread->claim, GIL_EVENT_THREAD, 0, 0);
	event->serial = thread->serial;
	event->tgid = thread->tgid;
	event->tid = thread->tid;
	event->own_tid = thread->own_tid;
	event->name_size = thread->flags & GIL_THREAD_NAMED ? thread->name_size : 0;
	__builtin_memcpy(event->comm, thread->comm, sizeof(event->comm));
	__builtin_memcpy(event->name, thread->name, sizeof(event->name));
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

#endif
