/*
 * maps.bpf.h - what all programs share: the accounts, the window, what was lost.
 */
#ifndef GILSCOPE_MAPS_BPF_H
#define GILSCOPE_MAPS_BPF_H

/*
 * The accounts of processes: in slots of an array, as a look-up there costs next to nothing, where one by tgid costs a tenth
 * of an event. Threads remember their process's slot. (Mmapable, because such arrays begin at a page and not in the middle
 * of a cache line.)
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, GIL_MAX_PROCESSES);
	__type(key, uint32_t);
	__type(value, struct gil_process);
} processes SEC(".maps");

/* The slot of each process that is measured, by tgid. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_MAX_PROCESSES);
	__type(key, uint32_t);
	__type(value, uint32_t);
} process_slots SEC(".maps");

/* Slots that were used and may be used again, those that have been free for the longest first. Those from `fresh_slot` on
 * have never been used, and are taken before them. */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, GIL_MAX_PROCESSES);
	__type(value, uint32_t);
} free_slots SEC(".maps");

uint64_t fresh_slot = 0;

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gil_thread);
} threads SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_MAX_DEAD);
	__type(key, uint64_t);
	__type(value, struct gil_thread);
} dead_threads SEC(".maps");

/* Set by gilscope before loading: the hooks of the scheduler are attached. */
const volatile bool sched_on = false;

volatile uint64_t t_off = ~0ULL;
/* Set by gilscope: a site has been attached whose arguments are not all in the registers of the calling convention. */
volatile uint64_t operands_elsewhere SEC(".data") = 0;
uint64_t last_thread_id = 0;
uint64_t last_process_id = 0; /* gilscope counts here, too */
struct gil_lost lost = {};

static __always_inline struct gil_process *process_by_tgid(uint32_t tgid)
{
	uint32_t *slot = bpf_map_lookup_elem(&process_slots, &tgid);

	return slot ? bpf_map_lookup_elem(&processes, slot) : NULL;
}

/*
 * What `map`, of task storage, has for a task, all zeros if there was none yet; NULL if the kernel gives none. It refuses the first
 * time if another CPU makes the task's first one at that moment (-EAGAIN), as an iterator and the task's own event may do.
 */
static __always_inline void *storage_make(void *map, struct task_struct *task)
{
	void *storage = bpf_task_storage_get(map, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!storage)
		storage = bpf_task_storage_get(map, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	return storage;
}

/* The process of a thread that has had an event; NULL if gilscope has forgotten it. */
static __always_inline struct gil_process *process_of(const struct gil_thread *thread)
{
	uint32_t slot = thread->slot;
	struct gil_process *process = bpf_map_lookup_elem(&processes, &slot);

	return process && process->id == thread->process ? process : NULL;
}

static __always_inline uint64_t since(uint64_t now, uint64_t start)
{
	return now > start ? now - start : 0; /* CPUs' clocks may differ by a few ns */
}

#endif
