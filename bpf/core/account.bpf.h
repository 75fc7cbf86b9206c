/*
 * account.bpf.h - the heart: turns the four events request, acquire, release and drop-request, from whatever source,
 * into accounts of threads and processes.
 *
 * What may run at the same time: a uprobe program can be preempted by the program of another thread on the same CPU, so
 * nothing is kept per CPU. A thread's account is written by its own events only. A process's account is written by
 * acquires and releases: the runtime fires `release` before it frees the GIL and `acquire` after it got it, so the lock
 * that is measured also puts these writes in order. All else is shared and takes atomic adds.
 *
 * The window: an event counts if process->start <= time < t_off. Both are set by gilscope to times a little ahead, so
 * the window's edges do not depend on when a CPU sees the store.
 */
#ifndef GILSCOPE_ACCOUNT_BPF_H
#define GILSCOPE_ACCOUNT_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
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

volatile uint64_t t_off = ~0ULL;
uint64_t last_thread_id = 0;
struct gil_lost lost = {};

/* One event of a process that is measured. `thread` is NULL when the kernel gave no storage. */
struct gil_event {
	uint64_t now;
	struct task_struct *task;
	struct gil_process *process;
	struct gil_thread *thread;
};

static __always_inline uint64_t since(uint64_t now, uint64_t start)
{
	return now > start ? now - start : 0; /* CPUs' clocks may differ by a few ns */
}

/* False: not a process that is measured, or outside of the window. */
static __always_inline bool event_begin(struct gil_event *event)
{
	uint64_t id;
	uint32_t tgid;

	event->now = bpf_ktime_get_ns();
	id = bpf_get_current_pid_tgid();
	tgid = id >> 32;
	event->process = bpf_map_lookup_elem(&processes, &tgid);
	if (!event->process || event->now < event->process->start || event->now >= t_off)
		return false;
	if (event->process->exit) /* dead; somebody else has its tgid now */
		return false;
	event->task = bpf_get_current_task_btf();
	event->thread = bpf_task_storage_get(&threads, event->task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!event->thread) {
		__sync_fetch_and_add(&lost.no_storage, 1);
	} else if (!event->thread->id) {
		event->thread->id = __sync_fetch_and_add(&last_thread_id, 1) + 1;
		event->thread->tgid = tgid;
		event->thread->tid = (uint32_t)id;
	}
	return true;
}

static __always_inline void hist_add(struct hist *hist, uint64_t value)
{
	uint64_t slot = hist_slot(value);

	/* Always true. The barrier keeps the test and the use on one register, else verifiers up to 6.1 do not see it. */
	barrier_var(slot);
	if (slot < HIST_SLOTS)
		hist->slot[slot]++;
}

static __always_inline void spans_add(struct gil_spans *spans, struct hist *hist, uint64_t ns)
{
	spans->count++;
	spans->total_ns += ns;
	if (ns > spans->max_ns)
		spans->max_ns = ns;
	hist_add(hist, ns);
}

/* Can a span of this thread have begun before the window? Not if we have seen the thread before, or seen it begin. */
static __always_inline bool may_be_cut(const struct gil_event *event)
{
	return event->thread->word == 0 && event->task->start_time < event->process->start;
}

/* The thread's state is remembered by pointer, so that its serial number is read once and not at every event. */
static __always_inline void note_tstate(struct gil_thread *thread, uint64_t tstate)
{
	if (thread->tstate == tstate)
		return;
	thread->tstate = tstate;
	if (bpf_probe_read_user(&thread->serial, sizeof(thread->serial), (void *)tstate))
		thread->serial = 0;
}

static __always_inline void account_request(void)
{
	struct gil_event event;
	struct gil_thread *thread;
	enum gil_state state;

	if (!event_begin(&event) || !event.thread)
		return;
	thread = event.thread;
	thread->counts.requests++;
	state = gil_word_state(thread->word);
	if (state == GIL_WAITING || state == GIL_HOLDING)
		thread->counts.unpaired++;
	thread->word = gil_word(GIL_WAITING, event.now);
}

static __always_inline void process_acquired(struct gil_process *process, uint64_t now, uint64_t thread_id)
{
	uint64_t word = process->word;

	if (gil_word_state(word) == GIL_HOLDING) {
		process->overlaps++;
	} else {
		/* No word: this is the first event, so the GIL has been free since the window opened. */
		uint64_t free = since(now, word ? gil_word_time(word) : process->start);

		process->free_ns += free;
		if (process->gap_open)
			spans_add(&process->gap, &process->gap_hist, free);
	}
	process->gap_open = 0;
	if (process->last_holder && process->last_holder != thread_id)
		process->switches++;
	process->last_holder = thread_id;
	process->holder = thread_id;
	process->word = gil_word(GIL_HOLDING, now);
}

static __always_inline void account_acquire(uint64_t tstate, bool contended)
{
	struct gil_event event;
	struct gil_thread *thread;
	enum gil_state state;

	if (!event_begin(&event))
		return;
	thread = event.thread;
	process_acquired(event.process, event.now, thread ? thread->id : 0);
	if (!thread)
		return;
	note_tstate(thread, tstate);
	thread->counts.acquires++;
	state = gil_word_state(thread->word);
	if (contended) {
		thread->counts.contended++;
		if (state == GIL_WAITING && thread->flags & GIL_THREAD_CUT) {
			thread->counts.wait.total_ns += since(event.now, gil_word_time(thread->word));
			thread->flags &= ~GIL_THREAD_CUT;
		} else if (state == GIL_WAITING) {
			spans_add(&thread->counts.wait, &thread->wait, since(event.now, gil_word_time(thread->word)));
		} else if (may_be_cut(&event)) {
			/* It asked before the window opened. */
			thread->counts.wait.total_ns += since(event.now, event.process->start);
			thread->counts.wait.cut_start++;
		} else {
			thread->counts.unpaired++;
		}
	} else if (state == GIL_WAITING || state == GIL_HOLDING) {
		thread->counts.unpaired++;
	}
	thread->word = gil_word(GIL_HOLDING, event.now);
}

static __always_inline void process_released(struct gil_process *process, uint64_t now, uint64_t thread_id, bool waiters)
{
	if (!process->word) {
		/* The first event: the GIL has been held since the window opened. */
		process->held_at_start = 1;
		process->last_holder = thread_id;
	} else if (gil_word_state(process->word) != GIL_HOLDING) {
		process->unpaired++;
	}
	process->holder = 0;
	process->gap_open = waiters;
	process->word = gil_word(GIL_IDLE, now);
}

static __always_inline void account_release(uint64_t tstate, uint64_t reason, bool waiters)
{
	struct gil_event event;
	struct gil_thread *thread;
	uint64_t ns = 0;

	if (!event_begin(&event))
		return;
	thread = event.thread;
	process_released(event.process, event.now, thread ? thread->id : 0, waiters);
	if (!thread)
		return;
	note_tstate(thread, tstate);
	if (reason >= GIL_REASON_COUNT)
		reason = GIL_REASON_COUNT;
	barrier_var(reason);
	if (reason >= GIL_REASON_SLOTS) /* never; for the verifier, as in hist_add */
		return;
	thread->counts.releases++;
	thread->counts.releases_by[reason]++;
	if (gil_word_state(thread->word) == GIL_HOLDING) {
		ns = since(event.now, gil_word_time(thread->word));
		spans_add(&thread->counts.hold, &thread->hold, ns);
	} else if (may_be_cut(&event)) {
		ns = since(event.now, event.process->start);
		thread->counts.hold.total_ns += ns;
		thread->counts.hold.cut_start++;
	} else {
		thread->counts.unpaired++;
	}
	thread->counts.hold_ns_by[reason] += ns;
	thread->word = gil_word(GIL_IDLE, event.now);
}

/*
 * Fired by the waiter. From a thread that has had no event it tells that the thread waits, and has since before the
 * window: else it could wait through all of it and never be seen.
 */
static __always_inline void account_drop_request(void)
{
	struct gil_event event;
	struct gil_thread *thread;

	if (!event_begin(&event))
		return;
	__sync_fetch_and_add(&event.process->drop_requests, 1);
	thread = event.thread;
	if (!thread)
		return;
	thread->counts.drop_requests++;
	if (may_be_cut(&event)) {
		thread->counts.wait.cut_start++;
		thread->flags |= GIL_THREAD_CUT;
		thread->word = gil_word(GIL_WAITING, event.process->start);
	}
}

static __always_inline void account_thread_name(uint64_t tstate, const char *name)
{
	struct gil_event event;
	long size;

	if (!event_begin(&event) || !event.thread)
		return;
	note_tstate(event.thread, tstate);
	size = bpf_probe_read_user_str(event.thread->name, sizeof(event.thread->name), name);
	if (size <= 0) {
		__sync_fetch_and_add(&lost.names, 1);
		return;
	}
	event.thread->name_size = size;
	event.thread->flags |= GIL_THREAD_NAMED;
}

#endif
