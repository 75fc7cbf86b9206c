/*
 * running.bpf.h - a thread that is seen on a CPU though the last we heard was that it left one.
 *
 * Not every switch comes through the tracepoint: perf sees the same gaps (Linux 6.18, one switch-in in some thousands on a
 * busy virtual machine). The next event of the thread itself, or its next switch-out, tells that it had come back. When is
 * known only as far as it was woken: from then on it counts as on a CPU. If that is not known either, it counts as asleep up
 * to now. Each is counted, and the report says how many.
 */
#ifndef GILSCOPE_RUNNING_BPF_H
#define GILSCOPE_RUNNING_BPF_H

#define RUNNING_IN_ORDER_NS 40000000ULL /* gilscope's stream waits a little longer than that for late records */

static __always_inline void seen_running(struct gil_thread *thread, uint64_t now)
{
	struct gil_sched *sched = &thread->sched;
	uint64_t back = now;

	if (!sched->out_time)
		return;
	if (sched->out_sleeps && sched->wake_time >= sched->out_time) {
		sched->blocked_ns += sched->wake_time - sched->out_time;
		if (since(now, sched->wake_time) < RUNNING_IN_ORDER_NS)
			back = sched->wake_time;
	} else if (sched->out_sleeps) {
		sched->blocked_ns += since(now, sched->out_time);
	}
	sched->out_time = 0;
	sched->in_time = back;
	sched->unseen++;
	if (stream_sched || (stream_on && gil_word_state(thread->word) == GIL_HOLDING))
		stream_send(back, thread, GIL_EVENT_SWITCH_IN, 0, bpf_get_smp_processor_id());
}

#endif
