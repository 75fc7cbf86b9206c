/*
 * cpython_waiters.bpf.h - run by gilscope before a window opens, for the threads that are in the kernel to sleep on something in
 * _PyRuntime, as those are that wait for the main GIL: they have no hook until they time out or get it. x86-64.
 */
#ifndef GILSCOPE_CPYTHON_WAITERS_BPF_H
#define GILSCOPE_CPYTHON_WAITERS_BPF_H

uint32_t waiters_tgid = 0;

SEC("iter/task")
int find_waiters(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	uint32_t tgid = waiters_tgid;
	struct gil_process *process;
	struct pt_regs regs = { 0 };
	void *where;

	/* One that has just timed out may have to wait for a CPU; one that has a CPU is soon told by its hook. */
	if (!task || (uint32_t)task->tgid != tgid || task->on_cpu)
		return 0;
	process = process_by_tgid(tgid);
	where = (void *)bpf_task_pt_regs(task);
	if (!process || !where || bpf_probe_read_kernel(&regs, sizeof(regs), where))
		return 0;
#ifdef __TARGET_ARCH_x86
	if (regs.orig_rax == 202 /* futex */ && regs.rdi >= process->runtime_start && regs.rdi < process->runtime_end) {
		struct gil_thread *thread = thread_of_task(task, tgid, bpf_ktime_get_ns());

		if (thread && !thread->word)
			thread->cpython.asked = regs.rdi;
	}
#endif
	return 0;
}

#endif
