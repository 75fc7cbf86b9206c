/*
 * family.bpf.h - which processes are measured: the number that gilscope knows one by, and the children that one forks.
 */
#ifndef GILSCOPE_FAMILY_BPF_H
#define GILSCOPE_FAMILY_BPF_H

/*
 * Read by gilscope: the tgid, as BPF programs see it, of the process that gilscope knows as `wanted_pid`. The two differ
 * when gilscope runs in a pid namespace. Of one that has ended there is nothing, though its parent may not have waited for it.
 */
int32_t wanted_pid = 0;
int32_t own_level = 0; /* of the namespace that gilscope runs in */

SEC("iter/task")
int resolve_pid(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task, *reader = (void *)bpf_get_current_task();
	uint32_t tgid;

	if (!task || task->pid != task->tgid)
		return 0;
	own_level = BPF_CORE_READ(reader, thread_pid, level);
	if (pid_at_level(task, own_level) != wanted_pid || BPF_CORE_READ(task, signal, live.counter) == 0)
		return 0;
	tgid = task->tgid;
	bpf_seq_write(ctx->meta->seq, &tgid, sizeof(tgid));
	return 0;
}

/* Never written: what a new account looks like. It is too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, uint32_t);
	__type(value, struct gil_process);
} blank_process SEC(".maps");

/* One that nobody uses, see maps.bpf.h. 0: there is none. */
static __always_inline int take_slot(uint32_t *slot)
{
	*slot = GIL_MAX_PROCESSES;
	if (fresh_slot < GIL_MAX_PROCESSES)
		*slot = __sync_fetch_and_add(&fresh_slot, 1);
	return *slot < GIL_MAX_PROCESSES || bpf_map_pop_elem(&free_slots, slot) == 0;
}

/* With --follow: the account is there before the child has run an instruction. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	uint64_t now = bpf_ktime_get_ns();
	uint32_t tgid = child->tgid, parent_tgid = parent->tgid, zero = 0, slot;
	struct gil_process *process, *forked, *blank;

	if (child->pid != child->tgid || now >= t_off) /* a thread, or too late */
		return 0;
	process = process_by_tgid(parent_tgid);
	blank = bpf_map_lookup_elem(&blank_process, &zero);
	if (!process || process->exit || !blank)
		return 0;
	if (!take_slot(&slot)) {
		__sync_fetch_and_add(&lost.processes, 1);
		return 0;
	}
	bpf_map_update_elem(&processes, &slot, blank, BPF_ANY);
	forked = bpf_map_lookup_elem(&processes, &slot);
	if (!forked)
		return 0;
	forked->id = __sync_fetch_and_add(&last_process_id, 1) + 1;
	forked->parent = process->id;
	forked->pid = pid_at_level(child, own_level);
	forked->layout = process->layout;
	forked->gil = process->gil;
	forked->runtime_start = process->runtime_start;
	forked->runtime_end = process->runtime_end;
	forked->by_libc = process->by_libc;
	forked->start = now;
	/* Last: whoever sees it finds the rest. It can be seen in /proc before: gilscope may have opened an account for it. */
	if (bpf_map_update_elem(&process_slots, &tgid, &slot, BPF_NOEXIST)) {
		process = process_by_tgid(tgid);
		if (!process || process->exit)
			__sync_fetch_and_add(&lost.processes, 1);
		bpf_map_push_elem(&free_slots, &slot, BPF_ANY);
	}
	return 0;
}

/*
 * Run by gilscope: the layout has been found, or is another one after an exec. Nobody walks while it changes but who has
 * looked at its kind just before.
 */
SEC("syscall")
int set_layout(struct gil_set_layout *wish)
{
	uint32_t tgid = wish->tgid, kind = wish->layout.kind;
	struct gil_process *process = process_by_tgid(tgid);
	struct gil_layout layout;

	if (!process)
		return 0;
	layout = wish->layout;
	process->layout.kind = layout.kind = GIL_LAYOUT_CPYTHON_UNKNOWN;
	barrier();
	process->layout = layout;
	barrier();
	process->layout.kind = kind;
	return 0;
}

/* Run by gilscope: where the main interpreter's GIL is, of a process that has become a CPython, and which hooks are its own. */
SEC("syscall")
int set_runtime(struct gil_set_runtime *wish)
{
	uint32_t tgid = wish->tgid;
	struct gil_process *process = process_by_tgid(tgid);

	if (process) {
		process->runtime_start = wish->start;
		process->runtime_end = wish->end;
		process->by_libc = process->blind = wish->by_libc;
	}
	return 0;
}

/* Run by gilscope: events count from that time on. */
SEC("syscall")
int open_window(struct gil_open_window *wish)
{
	uint32_t tgid = wish->tgid;
	uint64_t start = wish->start;
	struct gil_process *process = process_by_tgid(tgid);

	if (process)
		process->start = start;
	return 0;
}

#endif
