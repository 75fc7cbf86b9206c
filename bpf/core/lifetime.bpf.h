/*
 * lifetime.bpf.h - the ends of threads, and how gilscope reads the living ones.
 */
#ifndef GILSCOPE_LIFETIME_BPF_H
#define GILSCOPE_LIFETIME_BPF_H

/* A running wait or hold ends with its thread. From t_off on it stays as it is, for the reader to cut there. */
static __always_inline void close_span(struct gil_thread *thread, struct gil_process *process, uint64_t now)
{
	enum gil_state state = gil_word_state(thread->word);
	struct gil_spans *spans;

	if ((state != GIL_WAITING && state != GIL_HOLDING) || now >= t_off)
		return;
	spans = state == GIL_WAITING ? &thread->counts.wait : &thread->counts.hold;
	spans->total_ns += since(now, gil_word_time(thread->word));
	spans->cut_death++;
	thread->flags &= ~GIL_THREAD_CUT;
	thread->word = gil_word(GIL_IDLE, now);
	if (state == GIL_WAITING && counts_waiters(process))
		__sync_fetch_and_add(&process->waiting, -1);
	if (state == GIL_HOLDING && process->holder == thread->id) {
		process->holder = 0;
		process->holder_tstate = 0;
		process->gap_open = 0;
		process->word = gil_word(GIL_IDLE, now);
	}
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_thread_exit, struct task_struct *task)
{
	uint64_t now = bpf_ktime_get_ns();
	uint32_t tgid = task->tgid;
	struct gil_process *process = process_by_tgid(tgid);
	struct gil_thread *thread;

	if (!process)
		return 0;
	if (BPF_CORE_READ(task, signal, live.counter) == 0)
		process->exit = now; /* several of the last threads may come here, none of them much later */
	thread = bpf_task_storage_get(&threads, task, NULL, 0);
	if (!thread || !thread->id)
		return 0;
	close_span(thread, process, now);
	stream_send(now, thread, GIL_EVENT_EXIT, process->exit ? 1 : 0, 0);
	describe(thread, task);
	if (bpf_map_update_elem(&dead_threads, &thread->id, thread, BPF_NOEXIST)) {
		__sync_fetch_and_add(&lost.dead_threads, 1);
		return 0;
	}
	thread->flags |= GIL_THREAD_DEAD;
	return 0;
}

/* A new image in the same process: whoever called exec holds and waits for nothing any more. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task)
{
	uint64_t now = bpf_ktime_get_ns();
	uint32_t tgid = task->tgid;
	struct gil_process *process = process_by_tgid(tgid);
	struct gil_thread *thread;

	if (!process)
		return 0;
	__sync_fetch_and_add(&process->execs, 1);
	thread = bpf_task_storage_get(&threads, task, NULL, 0);
	if (thread && thread->id)
		close_span(thread, process, now);
	/* If it is a CPython now, the first GIL that is seen is the main interpreter's. */
	process->gil = process->runtime_start = process->runtime_end = process->drop_pending = 0;
	process->by_libc = process->blind = 0;
	if (!thread || !thread->id)
		return 0;
	stream_send(now, thread, GIL_EVENT_EXIT, 2, 0);
	thread->tstate = 0;
	bpf_task_storage_delete(&exact_stacks, task);
	return 0;
}

/*
 * Run by gilscope when a window has opened: this thread has held since before, or else it is soon told by an event. x86-64, where
 * a thread is known by what it is called in its process.
 */
struct gil_holder_wish holder_wish = { 0 };

SEC("iter/task")
int find_holder(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	uint32_t tgid = holder_wish.tgid;

	if (!task || (uint32_t)task->tgid != tgid)
		return 0;
#ifdef __TARGET_ARCH_x86
	if (BPF_CORE_READ(task, thread.fsbase) == holder_wish.self) {
		struct gil_thread *thread = thread_of_task(task, tgid, bpf_ktime_get_ns());

		if (thread && !thread->tstate)
			thread->tstate = holder_wish.tstate;
	}
#endif
	return 0;
}

/* Read by gilscope: one struct gil_thread for each living thread that has had an event. */
SEC("iter/task")
int read_threads(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct gil_thread *thread;

	if (!task)
		return 0;
	thread = bpf_task_storage_get(&threads, task, NULL, 0);
	if (!thread || !thread->id || thread->flags & GIL_THREAD_DEAD)
		return 0;
	describe(thread, task);
	bpf_seq_write(ctx->meta->seq, thread, sizeof(*thread));
	return 0;
}

#endif
