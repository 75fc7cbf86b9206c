/*
 * maps.bpf.h - what all programs share: the accounts, the window, what was lost.
 */
#ifndef GILSCOPE_MAPS_BPF_H
#define GILSCOPE_MAPS_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_MAX_PROCESSES);
	__type(key, uint32_t);
	__type(value, struct gil_process);
} processes SEC(".maps");

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
uint64_t last_thread_id = 0;
uint64_t last_process_id = 0; /* gilscope counts here, too */
struct gil_lost lost = {};

static __always_inline uint64_t since(uint64_t now, uint64_t start)
{
	return now > start ? now - start : 0; /* CPUs' clocks may differ by a few ns */
}

#endif
