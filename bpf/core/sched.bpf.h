/*
 * sched.bpf.h - what the scheduler does with the threads that are measured: how long each was runnable without a CPU and
 * how long it slept, as sums that only grow. The account takes their difference between the two ends of a span; both ends
 * are events of the thread itself, so it is on a CPU then and nothing is in the air.
 *
 * These hooks run for every switch on the machine: threads without storage are let through at once.
 */
#ifndef GILSCOPE_SCHED_BPF_H
#define GILSCOPE_SCHED_BPF_H

#define HEEDLESS_NS 1000000ULL /* an interpreter loop heeds a request to yield within microseconds */

/* Not gilscope itself, which has an account from the calibration. */
uint32_t own_tgid = 0;

static __always_inline bool is_measured(const struct gil_thread *thread)
{
	return thread && thread->id && thread->tgid != own_tgid;
}

static __always_inline void switch_out(void *ctx, struct task_struct *task, uint64_t now, bool preempted)
{
	struct gil_thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	struct gil_process *process;
	bool sleeps, holds;

	if (!is_measured(thread))
		return;
	seen_running(thread, now);
	sleeps = !preempted && BPF_CORE_READ(task, __state) != 0;
	thread->sched.out_time = now;
	thread->sched.out_sleeps = sleeps;
	holds = stream_on && now < t_off && gil_word_state(thread->word) == GIL_HOLDING;
	if (holds && sleeps) {
		process = process_of(thread);
		if (process)
			stream_sample(now, process, thread->tgid, thread->id, current_state(process, thread), GIL_CAUSE_BLOCKED,
				      WALK_SWITCH, ctx);
	}
	if (stream_sched || holds)
		stream_send(now, thread, GIL_EVENT_SWITCH_OUT, sleeps, bpf_get_smp_processor_id());
}

static __always_inline void switch_in(struct task_struct *task, uint64_t now)
{
	struct gil_thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	struct gil_sched *sched;
	uint64_t woken;

	if (!is_measured(thread))
		return;
	sched = &thread->sched;
	if (sched->out_time) {
		woken = sched->wake_time;
		if (!sched->out_sleeps || woken < sched->out_time)
			/* Preempted, or woken before it was quite gone: it wanted a CPU all the time. */
			sched->runnable_ns += since(now, sched->out_time);
		else {
			sched->blocked_ns += since(woken, sched->out_time);
			sched->runnable_ns += since(now, woken);
		}
		sched->out_time = 0;
	}
	sched->in_time = now;
	if (stream_sched || (stream_on && gil_word_state(thread->word) == GIL_HOLDING))
		stream_send(now, thread, GIL_EVENT_SWITCH_IN, 0, bpf_get_smp_processor_id());
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempted, struct task_struct *before, struct task_struct *next)
{
	uint64_t now = bpf_ktime_get_ns();

	switch_out(ctx, before, now, preempted);
	switch_in(next, now);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct *task)
{
	struct gil_thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	uint64_t now;

	if (!is_measured(thread))
		return 0;
	now = bpf_ktime_get_ns();
	thread->sched.wake_time = now;
	if (stream_sched)
		stream_send(now, thread, GIL_EVENT_WAKEUP, 0, 0);
	return 0;
}

/* The sampler: a clock of each CPU. What does a holder do while others wait? For a profile: what does any thread do? */
SEC("perf_event")
int on_clock(struct bpf_perf_event_data *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gil_thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	uint32_t tgid = bpf_get_current_pid_tgid() >> 32;
	struct gil_process *process;
	enum gil_cause cause;
	uint64_t now, tstate;

	if (!profile_on && (!thread || gil_word_state(thread->word) != GIL_HOLDING))
		return 0;
	process = process_by_tgid(tgid);
	now = bpf_ktime_get_ns();
	if (!process || now < process->start || now >= t_off || (!profile_on && process->waiting <= 0))
		return 0;
	tstate = thread ? current_state(process, thread) : 0;
	if (!tstate) {
		__sync_fetch_and_add(&process->unseen, 1);
		return 0;
	}
	/* Asked to yield, and does not: it is in a function of C. Which? */
	cause = profile_on ? GIL_CAUSE_CPU : GIL_CAUSE_CLOCK;
	if (gil_word_state(thread->word) == GIL_HOLDING && process->asked && since(now, process->asked) > HEEDLESS_NS)
		stream_sample(now, process, tgid, thread->id, tstate, cause, WALK_CLOCK, ctx);
	else
		stream_sample(now, process, tgid, thread->id, tstate, cause, WALK_CLOCK, NULL);
	return 0;
}

#endif
