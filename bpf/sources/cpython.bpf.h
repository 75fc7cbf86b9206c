/*
 * cpython.bpf.h - source "cpython": stock CPython, by uprobes at the calls that cpython_find.h finds.
 *
 *   wait     pthread_cond_timedwait(&gil->cond, &gil->mutex, &deadline): the GIL is taken. The first of a wait is the request;
 *            each later one tells that the one before timed out, or that somebody else was quicker.
 *   take     pthread_cond_signal(&gil->switch_cond), in take_gil: the thread has it. Rarely &gil->cond, see there.
 *   release  pthread_cond_signal(&gil->cond): it has let go.
 *   yield    the eval loop is about to do that, for a waiter has asked.
 *   switch   pthread_mutex_unlock(&gil->switch_mutex), after a release that somebody had asked for: another thread has it.
 *   signal   pthread_cond_signal itself, in the C library (session/cpython_libc.h): take, release, or somebody else's.
 *
 * Waits, takes and releases happen under gil->mutex, which puts them in order. Where a field lies in the GIL is a fact of CPython
 * 3.8 to 3.15 on 64-bit glibc and musl (struct _gil_runtime_state).
 */
#ifndef GILSCOPE_SOURCE_CPYTHON_BPF_H
#define GILSCOPE_SOURCE_CPYTHON_BPF_H

/*
 * Set by gilscope before loading: releases come with a stack, as drop requests do. The verifier of Linux 6.1 finds that program too
 * long.
 */
const volatile bool cpython_walks = true;

#define NS_PER_SECOND 1000000000UL

#include "sources/cpython_gil.bpf.h"
#include "sources/cpython_others.bpf.h"
#include "sources/cpython_waiters.bpf.h"

struct cpython_timespec {
	int64_t seconds, ns;
};

/*
 * Is it the GIL that the process's account is of? Asked of one that is a GIL for certain; the first that can be, is, also if
 * two come at once.
 */
static __always_inline bool is_main_gil(struct gil_process *process, uint64_t gil)
{
	if (process->gil)
		return process->gil == gil;
	if (process->runtime_end && (gil < process->runtime_start || gil >= process->runtime_end))
		return false;
	return !__sync_val_compare_and_swap(&process->gil, 0, gil) || process->gil == gil;
}

/* The wait for it began before the window: a hook has told so, or gilscope has seen the thread asleep on it. */
static __always_inline bool asked_before(const struct gil_hit *hit, uint64_t gil)
{
	uint64_t asked = hit->thread->cpython.asked;

	return may_be_cut(hit) && asked >= gil + CPYTHON_COND && asked < gil + CPYTHON_COND + CPYTHON_COND_SIZE;
}

/*
 * A forced switch is over. Who has been asked for the GIL and lets it go sleeps on gil->switch_cond until another thread has it; or that
 * one has it already, because this one has lost its CPU to it just behind the release.
 */
static __always_inline void end_forced(const struct gil_hit *hit)
{
	struct gil_thread *thread = hit->thread;

	if (gil_word_state(thread->word) != GIL_IDLE)
		return;
	thread->counts.forced++;
	thread->counts.forced_ns += since(hit->now, gil_word_time(thread->word));
}

/* The eval loop let go for a waiter, and wants the GIL back: there was nothing else in between. */
static __always_inline void end_yield(const struct gil_hit *hit)
{
	if (hit->thread->cpython.reason == GIL_REASON_INTERVAL)
		end_forced(hit);
}

/* When the wait that begins now times out. CPython's deadline is of CLOCK_MONOTONIC, but where that cannot be had. */
static __always_inline uint64_t read_deadline(uint64_t now, uint64_t interval_us, uint64_t address)
{
	struct cpython_timespec deadline;
	uint64_t ns;

	if (interval_us > CPYTHON_MAX_INTERVAL_US)
		interval_us = CPYTHON_MAX_INTERVAL_US;
	if (bpf_probe_read_user(&deadline, sizeof(deadline), (const void *)address) == 0) {
		ns = (uint64_t)deadline.seconds * NS_PER_SECOND + (uint64_t)deadline.ns;
		if (ns <= now + interval_us * 1000 && ns + CPYTHON_MAX_INTERVAL_US * 1000 > now)
			return ns;
	}
	return now + interval_us * 1000;
}

/* Of a condition in the C library: is it that of the process's main GIL? The GIL is `before` it. */
static __always_inline bool is_of_gil(const struct gil_process *process, uint64_t cond, uint64_t before)
{
	if (!process->by_libc || cond < process->runtime_start + before || cond >= process->runtime_end)
		return false;
	return !process->gil || process->gil == cond - before;
}

static __always_inline int cpython_waits(uint64_t gil, uint64_t deadline, uint64_t cookie)
{
	struct cpython_gil lock;
	struct gil_thread *thread;
	struct gil_hit hit;

	if (!hit_find(&hit))
		return 0;
	if (cookie & GIL_COOKIE_LIBC && (!is_of_gil(hit.process, gil + CPYTHON_COND, CPYTHON_COND) || (!hit.process->gil && !is_taken_gil(gil))))
		return 0;
	hit_thread(&hit);
	thread = hit.thread;
	if (!thread)
		return 0;
	if (hit_is_early(&hit)) {
		thread->cpython.asked = gil + CPYTHON_COND;
		return 0;
	}
	if (!is_main_gil(hit.process, gil)) {
		other_wait(&hit, gil);
		return 0;
	}
	if (!cpython_read(&lock, gil)) {
		lock.interval = 5000; /* CPython's default */
		lock.last_holder = lock.switches = 0;
	}
	if (gil_word_state(thread->word) == GIL_WAITING) {
		/* CPython asks when it has timed out and the GIL has not changed hands meanwhile. */
		if (hit.now >= thread->cpython.deadline && lock.switches == thread->cpython.switches) {
			hit.process->drop_pending = 1;
			hit.process->holder_tstate = hit.process->holder ? lock.last_holder : 0;
			hit_drop_request(&hit, lock.last_holder);
		}
	} else if (asked_before(&hit, gil)) {
		hit_cut_wait(&hit);
	} else {
		end_yield(&hit);
		hit_request(&hit);
	}
	thread->cpython.deadline = read_deadline(hit.now, lock.interval, deadline);
	thread->cpython.switches = lock.switches;
	return 0;
}

/* Its thread state is read when a stack is wanted, see current_state(). */
static __always_inline void main_acquire(struct gil_hit *hit, uint64_t gil)
{
	bool contended = false;

	if (hit->thread) {
		contended = gil_word_state(hit->thread->word) == GIL_WAITING || asked_before(hit, gil);
		end_yield(hit);
		hit->thread->cpython.yields = 0;
	}
	hit_acquire(hit, 0, contended);
}

/*
 * Reckoned without a branch: the verifier of Linux 6.1 follows what comes after, the walk of a stack, for each value that a
 * number has on one path alone.
 */
static __always_inline void main_release(struct gil_hit *hit, uint64_t cookie, uint64_t waiters, bool walks)
{
	uint64_t yields, unsure, reason;
	struct gil_process *process = hit->process;
	struct gil_thread *thread = hit->thread;

	if (!thread) {
		hit_release(hit, 0, GIL_REASON_COUNT, 0, false);
		return;
	}
	/* For the stack that is taken now, or by the sampler before it holds again. */
	if (profile_on || (stream_on && waiters))
		bpf_probe_read_user(&thread->tstate, sizeof(thread->tstate), (const void *)(process->gil + CPYTHON_GIL_HOLDER));
	yields = (cookie / GIL_COOKIE_YIELDS | thread->cpython.yields) & 1;
	barrier_var(yields);
	/* It may have answered, and may have been about to block. */
	unsure = ~(cookie / GIL_COOKIE_KNOWS_YIELDS) & process->drop_pending & ~yields & 1;
	barrier_var(unsure);
	reason = GIL_REASON_BLOCKING + yields * (GIL_REASON_INTERVAL - GIL_REASON_BLOCKING) +
		 unsure * (GIL_REASON_COUNT - GIL_REASON_BLOCKING);
	barrier_var(reason);
	process->drop_pending = 0;
	thread->cpython.yields = 0;
	/* What comes back from memory may be anything, to the verifier. */
	*(volatile uint64_t *)&thread->cpython.reason = reason;
	*(volatile uint64_t *)&thread->cpython.waiters = waiters;
	hit_release(hit, *(volatile uint64_t *)&thread->tstate, *(volatile uint64_t *)&thread->cpython.reason,
		    *(volatile uint64_t *)&thread->cpython.waiters, walks);
}

/*
 * A signal in take_gil: of switch_cond, by the new owner; or of cond, when a thread that comes too late, while the interpreter
 * ends, gives up at once what it has just got (3.13 and later).
 */
static __always_inline int cpython_takes(struct pt_regs *ctx)
{
	uint64_t cond = PT_REGS_PARM1(ctx), gil = cond - CPYTHON_SWITCH_COND, *word;
	struct cpython_gil lock;
	struct gil_hit hit;
	bool main;

	if (!hit_find(&hit))
		return 0;
	if (hit_is_early(&hit)) {
		/* Its wait is over before the window opens. Who has not waited need not be known yet. */
		hit.thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
		if (hit.thread)
			hit.thread->cpython.asked = 0;
		return 0;
	}
	hit_thread(&hit);
	main = hit.process->gil == gil;
	word = NULL;
	if (!main && hit.process->gil == cond - CPYTHON_COND) {
		/* Nobody who waits then gets it any more: no hand-off. */
		main_release(&hit, bpf_get_attach_cookie(ctx), 0, false);
		return 0;
	}
	if (!main && !(word = find_other_gil(gil))) {
		word = find_other_gil(cond - CPYTHON_COND);
		if (word) {
			other_release(&hit, word);
			return 0;
		}
		/* One that has not been seen before. */
		if (!cpython_read(&lock, gil) || lock.locked != 1 || !lock.last_holder)
			return 0;
		main = is_main_gil(hit.process, gil);
		if (!main)
			word = make_other_gil(hit.process, gil);
	}
	if (main)
		main_acquire(&hit, gil);
	else if (word)
		other_acquire(&hit, word);
	return 0;
}

/* A signal elsewhere: it is a release if it is of a GIL. */
static __always_inline int cpython_lets_go(struct pt_regs *ctx)
{
	uint64_t gil = PT_REGS_PARM1(ctx) - CPYTHON_COND, *word;
	struct gil_process *process;
	struct gil_hit hit;

	if (!hit_find(&hit) || hit_is_early(&hit))
		return 0;
	process = hit.process;
	if (process->gil != gil) {
		word = find_other_gil(gil);
		if (word) {
			hit_thread(&hit);
			other_release(&hit, word);
			return 0;
		}
		if (process->gil || !is_free_gil(gil) || !is_main_gil(process, gil))
			return 0;
	}
	hit_thread(&hit);
	/* Of waiters 1 if there are any. */
	main_release(&hit, bpf_get_attach_cookie(ctx), -(uint64_t)process->waiting >> 63, cpython_walks);
	return 0;
}

/* In the C library: whose condition is it? */
static __always_inline int cpython_signals(uint64_t cond)
{
	uint64_t gil = cond - CPYTHON_SWITCH_COND;
	struct gil_hit hit;
	bool takes;

	if (!hit_find(&hit))
		return 0;
	takes = is_of_gil(hit.process, cond, CPYTHON_SWITCH_COND) && (hit.process->gil || is_taken_gil(gil));
	if (!takes) {
		gil = cond - CPYTHON_COND;
		if (!is_of_gil(hit.process, cond, CPYTHON_COND) || (!hit.process->gil && !is_free_gil(gil)))
			return 0;
	}
	if (hit_is_early(&hit)) {
		if (takes && hit.thread)
			hit.thread->cpython.asked = 0;
		return 0;
	}
	hit.process->gil = gil;
	/* The first hold of a new image began before anything was seen of it: its end means nothing. */
	if (hit.process->blind && !takes)
		return 0;
	hit.process->blind = 0;
	hit_thread(&hit);
	if (takes)
		main_acquire(&hit, gil);
	/* glibc signals anew, out of the wait that has timed out, if a signal may have been lost by that. */
	else if (!hit.thread || (gil_word_state(hit.thread->word) != GIL_WAITING && !asked_before(&hit, gil)))
		main_release(&hit, 0, -(uint64_t)hit.process->waiting >> 63, cpython_walks);
	return 0;
}

SEC("uprobe")
int cpython_wait(struct pt_regs *ctx)
{
	/* pthread_cond_clockwait has the clock before the deadline. */
	uint64_t third = PT_REGS_PARM3(ctx), fourth = PT_REGS_PARM4(ctx), cookie = bpf_get_attach_cookie(ctx), deadline;

	/* Both are read first: an address that is chosen is one that the verifier does not know. */
	barrier_var(third);
	barrier_var(fourth);
	deadline = cookie & GIL_COOKIE_CLOCK ? fourth : third;
	return cpython_waits(PT_REGS_PARM1(ctx) - CPYTHON_COND, deadline, cookie);
}

SEC("uprobe")
int cpython_take(struct pt_regs *ctx)
{
	return cpython_takes(ctx);
}

SEC("uprobe")
int cpython_release(struct pt_regs *ctx)
{
	return cpython_lets_go(ctx);
}

/* The end of a forced switch before something else than the GIL: a blocking call. */
SEC("uprobe")
int cpython_switch(struct pt_regs *ctx)
{
	struct gil_hit hit;

	if (hit_begin(&hit) && hit.thread && hit.process->gil == PT_REGS_PARM1(ctx) - CPYTHON_SWITCH_MUTEX &&
	    hit.thread->cpython.reason != GIL_REASON_INTERVAL)
		end_forced(&hit);
	return 0;
}

SEC("uprobe")
int cpython_signal(struct pt_regs *ctx)
{
	return cpython_signals(PT_REGS_PARM1(ctx));
}

SEC("uprobe")
int cpython_yield(struct pt_regs *ctx)
{
	struct gil_hit hit;

	if (hit_begin(&hit) && hit.thread)
		hit.thread->cpython.yields = 1;
	return 0;
}

#endif
