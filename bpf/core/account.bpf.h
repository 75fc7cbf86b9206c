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

/* One event of a process that is measured. `thread` is NULL when the kernel gave no storage. */
struct gil_hit {
	uint64_t now;
	struct task_struct *task;
	struct gil_process *process;
	struct gil_thread *thread;
};

/*
 * A thread's account begins, with its first event or because an iterator has seen it. If both do it at once, both write the same,
 * and each has told the stream who it is before an event of it may come.
 */
static __always_inline void thread_begin(struct gil_thread *thread, struct task_struct *task, const struct gil_process *process,
					 uint32_t slot, uint32_t tgid, uint64_t now)
{
	__sync_val_compare_and_swap(&thread->claim, 0, __sync_fetch_and_add(&last_thread_id, 1) + 1);
	thread->process = process->id;
	thread->slot = slot;
	thread->tgid = tgid;
	thread->tid = task->pid;
	if (stream_on) {
		/* Now: from the sampler's interrupt it may not be possible. */
		storage_make(&walk_scratch, task);
		describe(thread, task);
		stream_send_thread(now, thread);
	}
	__sync_val_compare_and_swap(&thread->id, 0, thread->claim);
}

/* The account of a task of process `tgid`. NULL: nobody measures the process, or the kernel gave no storage, which is counted. */
static __always_inline struct gil_thread *thread_of_task(struct task_struct *task, uint32_t tgid, uint64_t now)
{
	uint32_t *slot = bpf_map_lookup_elem(&process_slots, &tgid);
	struct gil_process *process = slot ? bpf_map_lookup_elem(&processes, slot) : NULL;
	struct gil_thread *thread;

	if (!process)
		return NULL;
	thread = storage_make(&threads, task);
	if (!thread)
		__sync_fetch_and_add(&lost.no_storage, 1);
	else if (!thread->id)
		thread_begin(thread, task, process, *slot, tgid, now);
	return thread;
}

/* The current thread, at its first event. Apart, so that what every event runs is short. */
static __noinline struct gil_thread *hit_first(uint64_t now)
{
	return thread_of_task(bpf_get_current_task_btf(), bpf_get_current_pid_tgid() >> 32, now);
}

/* False: not a process that is measured, or its window has closed. It may not have opened yet. */
static __always_inline bool hit_find(struct gil_hit *hit)
{
	hit->now = bpf_ktime_get_ns();
	hit->task = bpf_get_current_task_btf();
	hit->thread = bpf_task_storage_get(&threads, hit->task, NULL, 0);
	hit->process = hit->thread && hit->thread->id ? process_of(hit->thread) : NULL;
	if (!hit->process)
		hit->process = process_by_tgid(bpf_get_current_pid_tgid() >> 32);
	/* If it has an exit, somebody else has its tgid now. */
	return hit->process && hit->now < t_off && !hit->process->exit;
}

static __always_inline bool hit_is_early(const struct gil_hit *hit)
{
	return hit->now < hit->process->start;
}

/* The rest of the hit. */
static __always_inline void hit_thread(struct gil_hit *hit)
{
	if (!hit->thread || !hit->thread->id)
		hit->thread = hit_first(hit->now);
	if (sched_on && hit->thread)
		seen_running(hit->thread, hit->now);
}

/* False: not a process that is measured, or outside of the window. */
static __always_inline bool hit_begin(struct gil_hit *hit)
{
	if (!hit_find(hit) || hit_is_early(hit))
		return false;
	hit_thread(hit);
	return true;
}

/* gilpy tells how many wait. */
static __always_inline bool counts_waiters(const struct gil_process *process)
{
	return stream_on || process->gil;
}

static __always_inline void hist_add(struct hist *hist, uint64_t value)
{
	uint64_t slot = hist_slot(value);

	/* Always true. The barrier keeps the test and the use on one register, else verifiers up to 6.1 do not see it. */
	barrier_var(slot);
	if (slot < HIST_SLOTS)
		hist->slot[slot]++;
}

/* A whole span of the thread that is on its CPU now: how much of it was it not? With --sched. */
static __always_inline uint64_t spans_split(struct gil_spans *spans, const struct gil_thread *thread, uint64_t ns)
{
	uint64_t blocked = thread->sched.blocked_ns - thread->split.blocked_ns;

	if (!sched_on)
		return 0;
	spans->split_ns += ns;
	spans->runnable_ns += thread->sched.runnable_ns - thread->split.runnable_ns;
	spans->blocked_ns += blocked;
	return blocked;
}

/* From here on the next split counts. */
static __always_inline void split_begin(struct gil_thread *thread)
{
	if (!sched_on)
		return;
	thread->split.runnable_ns = thread->sched.runnable_ns;
	thread->split.blocked_ns = thread->sched.blocked_ns;
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
static __always_inline bool may_be_cut(const struct gil_hit *hit)
{
	return hit->thread->word == 0 && hit->task->start_time < hit->process->start;
}

/*
 * The thread's state is remembered by pointer, so that its serial number is read once and not at every event; and its name,
 * if the thread had begun before anybody listened. 0: the event does not tell.
 */
static __always_inline void note_tstate(const struct gil_hit *hit, uint64_t tstate)
{
	struct gil_thread *thread = hit->thread;
	const struct gil_layout *layout = &hit->process->layout;
	long size;

	if (!tstate || thread->tstate == tstate)
		return;
	thread->tstate = tstate;
	/* A CPython's has none, and begins with something else. */
	if (hit->process->gil || bpf_probe_read_user(&thread->serial, sizeof(thread->serial), (void *)tstate))
		thread->serial = 0;
	if (thread->flags & GIL_THREAD_NAMED || layout->kind != GIL_LAYOUT_GILPY)
		return;
	size = bpf_probe_read_user_str(thread->name, GIL_LAYOUT_NAME_SIZE, (const void *)(tstate + layout->thread_name));
	if (size <= 1)
		return;
	thread->name_size = size;
	thread->flags |= GIL_THREAD_NAMED;
	if (stream_on)
		stream_send_thread(hit->now, thread);
}

static __always_inline void hit_request(const struct gil_hit *hit)
{
	struct gil_thread *thread = hit->thread;
	enum gil_state state;

	if (!thread)
		return;
	thread->counts.requests++;
	state = gil_word_state(thread->word);
	if (state == GIL_WAITING || state == GIL_HOLDING)
		thread->counts.unpaired++;
	if (counts_waiters(hit->process) && state != GIL_WAITING)
		__sync_fetch_and_add(&hit->process->waiting, 1);
	split_begin(thread);
	thread->word = gil_word(GIL_WAITING, hit->now);
	stream_send(hit->now, thread, GIL_EVENT_REQUEST, 0, 0);
}

/* It waits, and has since before the window. */
static __always_inline void hit_cut_wait(const struct gil_hit *hit)
{
	struct gil_thread *thread = hit->thread;

	if (counts_waiters(hit->process))
		__sync_fetch_and_add(&hit->process->waiting, 1);
	thread->counts.wait.cut_start++;
	thread->flags |= GIL_THREAD_CUT;
	thread->word = gil_word(GIL_WAITING, hit->process->start);
}

/* A gap that the waiting thread ends: it was woken, got a CPU, and owned. What has not happened since took no time. */
static __always_inline void process_handed_over(struct gil_process *process, const struct gil_thread *thread, uint64_t now)
{
	uint64_t released = gil_word_time(process->word);
	uint64_t woken = thread->sched.wake_time, in = thread->sched.in_time;

	in = in > released ? in : released;
	woken = woken > released && woken < in ? woken : woken >= in ? in : released;
	spans_add(&process->handoff[GIL_HANDOFF_WAKE], &process->handoff_hist[GIL_HANDOFF_WAKE], since(woken, released));
	spans_add(&process->handoff[GIL_HANDOFF_SCHED], &process->handoff_hist[GIL_HANDOFF_SCHED], since(in, woken));
	spans_add(&process->handoff[GIL_HANDOFF_RUN], &process->handoff_hist[GIL_HANDOFF_RUN], since(now, in));
}

static __always_inline void process_acquired(struct gil_process *process, const struct gil_thread *thread, uint64_t now,
					     bool waited)
{
	uint64_t thread_id = thread ? thread->id : 0;
	uint64_t word = process->word;

	if (gil_word_state(word) == GIL_HOLDING) {
		process->overlaps++;
	} else {
		/* No word: this is the first event, so the GIL has been free since the window opened. */
		uint64_t free = since(now, word ? gil_word_time(word) : process->start);

		process->free_ns += free;
		if (process->gap_open)
			spans_add(&process->gap, &process->gap_hist, free);
		if (sched_on && process->gap_open && waited && thread)
			process_handed_over(process, thread, now);
	}
	process->gap_open = 0;
	process->asked = 0;
	if (process->last_holder && process->last_holder != thread_id)
		process->switches++;
	process->last_holder = thread_id;
	process->holder = thread_id;
	process->word = gil_word(GIL_HOLDING, now);
}

static __always_inline void hit_acquire(const struct gil_hit *hit, uint64_t tstate, bool contended)
{
	struct gil_thread *thread = hit->thread;
	enum gil_state state;

	process_acquired(hit->process, thread, hit->now, contended);
	hit->process->holder_tstate = tstate;
	if (!thread)
		return;
	note_tstate(hit, tstate);
	thread->counts.acquires++;
	state = gil_word_state(thread->word);
	if (contended) {
		thread->counts.contended++;
		if (state == GIL_WAITING && thread->flags & GIL_THREAD_CUT) {
			thread->counts.wait.total_ns += since(hit->now, gil_word_time(thread->word));
			thread->flags &= ~GIL_THREAD_CUT;
		} else if (state == GIL_WAITING) {
			uint64_t ns = since(hit->now, gil_word_time(thread->word));

			spans_add(&thread->counts.wait, &thread->wait, ns);
			spans_split(&thread->counts.wait, thread, ns);
		} else if (may_be_cut(hit)) {
			/* It asked before the window opened. */
			thread->counts.wait.total_ns += since(hit->now, hit->process->start);
			thread->counts.wait.cut_start++;
		} else {
			thread->counts.unpaired++;
		}
	} else if (state == GIL_WAITING || state == GIL_HOLDING) {
		thread->counts.unpaired++;
	}
	if (counts_waiters(hit->process) && state == GIL_WAITING)
		__sync_fetch_and_add(&hit->process->waiting, -1);
	split_begin(thread);
	thread->word = gil_word(GIL_HOLDING, hit->now);
	stream_send(hit->now, thread, GIL_EVENT_ACQUIRE, contended, 0);
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
	process->holder_tstate = 0;
	process->gap_open = waiters;
	process->word = gil_word(GIL_IDLE, now);
}

/* `walks`: with a stack of the one who made others wait. */
static __always_inline void hit_release(const struct gil_hit *hit, uint64_t tstate, uint64_t reason, uint64_t waiters,
					bool walks)
{
	struct gil_thread *thread = hit->thread;
	uint64_t ns = 0;

	process_released(hit->process, hit->now, thread ? thread->id : 0, waiters != 0);
	if (!thread)
		return;
	note_tstate(hit, tstate);
	if (reason >= GIL_REASON_COUNT)
		reason = GIL_REASON_COUNT;
	barrier_var(reason);
	if (reason >= GIL_REASON_SLOTS) /* never; for the verifier, as in hist_add */
		return;
	thread->counts.releases++;
	thread->counts.releases_by[reason]++;
	if (gil_word_state(thread->word) == GIL_HOLDING) {
		ns = since(hit->now, gil_word_time(thread->word));
		spans_add(&thread->counts.hold, &thread->hold, ns);
		if (spans_split(&thread->counts.hold, thread, ns))
			thread->counts.holds_blocked++;
	} else if (may_be_cut(hit)) {
		ns = since(hit->now, hit->process->start);
		thread->counts.hold.total_ns += ns;
		thread->counts.hold.cut_start++;
	} else {
		thread->counts.unpaired++;
	}
	thread->counts.hold_ns_by[reason] += ns;
	thread->word = gil_word(GIL_IDLE, hit->now);
	if (walks && waiters)
		stream_sample(hit->now, hit->process, thread->tgid, thread->id, tstate, GIL_CAUSE_RELEASE, WALK_PROBE,
			      NULL);
	stream_send(hit->now, thread, GIL_EVENT_RELEASE, reason, waiters);
}

/*
 * Fired by the waiter. From a thread that has had no event it tells that the thread waits, and has since before the
 * window: else it could wait through all of it and never be seen.
 */
static __always_inline void hit_drop_request(const struct gil_hit *hit, uint64_t holder_tstate)
{
	struct gil_thread *thread = hit->thread;

	__sync_fetch_and_add(&hit->process->drop_requests, 1);
	if (!hit->process->asked)
		hit->process->asked = hit->now;
	if (!thread)
		return;
	thread->counts.drop_requests++;
	stream_send(hit->now, thread, GIL_EVENT_DROP_REQUEST, 0, 0);
	/* Not if the GIL has changed hands between the waiter's look at the holder and here. */
	if (holder_tstate && hit->process->holder_tstate == holder_tstate)
		stream_sample(hit->now, hit->process, thread->tgid, hit->process->holder, holder_tstate, GIL_CAUSE_DROP,
			      WALK_PROBE, NULL);
	if (may_be_cut(hit))
		hit_cut_wait(hit);
}

/* The four events, from a source whose hooks say all of it. */
static __always_inline void account_request(void)
{
	struct gil_hit hit;

	if (hit_begin(&hit))
		hit_request(&hit);
}

static __always_inline void account_acquire(uint64_t tstate, bool contended)
{
	struct gil_hit hit;

	if (hit_begin(&hit))
		hit_acquire(&hit, tstate, contended);
}

static __always_inline void account_release(uint64_t tstate, uint64_t reason, uint64_t waiters)
{
	struct gil_hit hit;

	if (hit_begin(&hit))
		hit_release(&hit, tstate, reason, waiters, true);
}

static __always_inline void account_drop_request(uint64_t holder_tstate)
{
	struct gil_hit hit;

	if (hit_begin(&hit))
		hit_drop_request(&hit, holder_tstate);
}

static __always_inline void account_thread_name(uint64_t tstate, const char *name)
{
	struct gil_hit hit;
	long size;

	if (!hit_begin(&hit) || !hit.thread)
		return;
	note_tstate(&hit, tstate);
	size = bpf_probe_read_user_str(hit.thread->name, sizeof(hit.thread->name), name);
	if (size <= 0) {
		__sync_fetch_and_add(&lost.names, 1);
		return;
	}
	hit.thread->name_size = size;
	hit.thread->flags |= GIL_THREAD_NAMED;
	if (stream_on)
		stream_send_thread(hit.now, hit.thread);
}

static __always_inline void account_alloc(uint64_t bytes, const char *type, uint64_t weight)
{
	struct gil_event_alloc *event;
	struct gil_hit hit;
	uint64_t stack;

	if (!stream_on || !hit_begin(&hit) || !hit.thread)
		return;
	if (!hit.thread->tstate)
		__sync_fetch_and_add(&hit.process->unseen, 1);
	stack = stream_stack(hit.now, hit.process, hit.thread->tgid, hit.thread->tstate, WALK_PROBE, NULL);
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return;
	}
	event_fill(&event->head, hit.now, hit.thread->id, GIL_EVENT_ALLOC, 0, stack);
	event->bytes = bytes;
	event->weight = weight;
	__builtin_memset(event->type, 0, sizeof(event->type));
	bpf_probe_read_user_str(event->type, sizeof(event->type), type);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

#endif
