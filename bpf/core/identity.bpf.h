/*
 * identity.bpf.h - who a task is: its ids in pid namespaces, and its name.
 */
#ifndef GILSCOPE_IDENTITY_BPF_H
#define GILSCOPE_IDENTITY_BPF_H

/* A task's pid in the namespace of the given depth; the deepest is the one the task itself lives in. */
static __always_inline int pid_at_level(struct task_struct *task, int32_t level)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	uint32_t deepest;
	int number = 0;

	if (!pid) /* it is being reaped */
		return 0;
	deepest = BPF_CORE_READ(pid, level);
	if (level < 0)
		level = deepest;
	if ((uint32_t)level > deepest)
		return 0;
	/* An index that is not constant is no CO-RE access: offset and size of the element are. */
	bpf_probe_read_kernel(&number, sizeof(number),
			      (char *)pid + bpf_core_field_offset(pid->numbers) +
				      level * bpf_core_type_size(struct upid) +
				      bpf_core_field_offset(((struct upid *)0)->nr));
	return number;
}

static __always_inline void describe(struct gil_thread *thread, struct task_struct *task)
{
	int own = pid_at_level(task, -1);

	if (own)
		thread->own_tid = own;
	thread->tid = task->pid;
	bpf_probe_read_kernel_str(thread->comm, sizeof(thread->comm), task->comm);
}

#endif
