/*
 * cpython_others.bpf.h - GILs of a process other than its main one, those of sub-interpreters: what is done under them is added up
 * for the process as a whole.
 */
#ifndef GILSCOPE_CPYTHON_OTHERS_BPF_H
#define GILSCOPE_CPYTHON_OTHERS_BPF_H

struct cpython_gil_key {
	uint64_t gil;
	uint64_t tgid;
};

/* GILs other than a process's main one, and for each a word as gil_process.word. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_MAX_OTHER_GILS);
	__type(key, struct cpython_gil_key);
	__type(value, uint64_t);
} other_gils SEC(".maps");

static __always_inline uint64_t *find_other_gil(uint64_t gil)
{
	struct cpython_gil_key key = { gil, bpf_get_current_pid_tgid() >> 32 };

	return bpf_map_lookup_elem(&other_gils, &key);
}

static __always_inline uint64_t *make_other_gil(struct gil_process *process, uint64_t gil)
{
	struct cpython_gil_key key = { gil, bpf_get_current_pid_tgid() >> 32 };
	uint64_t nothing = 0, *word = bpf_map_lookup_elem(&other_gils, &key);

	if (word)
		return word;
	if (bpf_map_update_elem(&other_gils, &key, &nothing, BPF_NOEXIST) == 0)
		__sync_fetch_and_add(&process->others.gils, 1);
	word = bpf_map_lookup_elem(&other_gils, &key);
	if (!word)
		__sync_fetch_and_add(&lost.no_storage, 1);
	return word;
}

/* Under another GIL: sums, for the process as a whole. */
static __always_inline void other_wait(const struct gil_hit *hit, uint64_t gil)
{
	struct gil_thread *thread = hit->thread;

	if (thread && gil_word_state(thread->cpython.other_word) != GIL_WAITING)
		thread->cpython.other_word = gil_word(GIL_WAITING, hit->now);
	make_other_gil(hit->process, gil);
}

static __always_inline void other_acquire(const struct gil_hit *hit, uint64_t *word)
{
	struct gil_others *others = &hit->process->others;
	struct gil_thread *thread = hit->thread;

	__sync_fetch_and_add(&others->acquires, 1);
	if (gil_word_state(*word) == GIL_HOLDING)
		__sync_fetch_and_add(&others->overlaps, 1);
	*word = gil_word(GIL_HOLDING, hit->now);
	if (!thread)
		return;
	if (gil_word_state(thread->cpython.other_word) == GIL_WAITING) {
		__sync_fetch_and_add(&others->contended, 1);
		__sync_fetch_and_add(&others->wait_ns, since(hit->now, gil_word_time(thread->cpython.other_word)));
	}
	thread->cpython.other_word = gil_word(GIL_HOLDING, hit->now);
}

static __always_inline void other_release(const struct gil_hit *hit, uint64_t *word)
{
	struct gil_others *others = &hit->process->others;
	struct gil_thread *thread = hit->thread;

	__sync_fetch_and_add(&others->releases, 1);
	*word = gil_word(GIL_IDLE, hit->now);
	if (!thread)
		return;
	if (gil_word_state(thread->cpython.other_word) == GIL_HOLDING)
		__sync_fetch_and_add(&others->hold_ns, since(hit->now, gil_word_time(thread->cpython.other_word)));
	thread->cpython.other_word = gil_word(GIL_IDLE, hit->now);
}

#endif
