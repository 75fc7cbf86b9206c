/* snapshot_since.c - the interval between two snapshots; see snapshot_since(). */
#include "snapshot.h"

static void subtract_spans(struct gil_spans *spans, struct hist *hist, const struct gil_spans *before,
			   const struct hist *hist_before)
{
	int top = -1;

	for (int i = 0; i < HIST_SLOTS; i++) {
		hist->slot[i] -= hist_before->slot[i];
		if (hist->slot[i])
			top = i;
	}
	if (spans->max_ns <= before->max_ns) { /* no new maximum: known to the slot */
		uint64_t end = top < 0 ? 0 : hist_slot_end(top) - 1;

		spans->max_ns = end < spans->max_ns ? end : spans->max_ns;
	}
	spans->count -= before->count;
	spans->total_ns -= before->total_ns;
	spans->cut_start -= before->cut_start;
	spans->cut_death -= before->cut_death;
	spans->split_ns -= before->split_ns;
	spans->runnable_ns -= before->runnable_ns;
	spans->blocked_ns -= before->blocked_ns;
}

static void subtract_thread(struct gil_thread *thread, const struct gil_thread *before)
{
	struct gil_counts *counts = &thread->counts;
	const struct gil_counts *old = &before->counts;

	counts->requests -= old->requests;
	counts->acquires -= old->acquires;
	counts->contended -= old->contended;
	counts->releases -= old->releases;
	counts->drop_requests -= old->drop_requests;
	counts->unpaired -= old->unpaired;
	counts->holds_blocked -= old->holds_blocked;
	counts->forced -= old->forced;
	counts->forced_ns -= old->forced_ns;
	for (int i = 0; i < GIL_REASON_SLOTS; i++) {
		counts->releases_by[i] -= old->releases_by[i];
		counts->hold_ns_by[i] -= old->hold_ns_by[i];
	}
	thread->sched.unseen -= before->sched.unseen;
	subtract_spans(&counts->wait, &thread->wait, &old->wait, &before->wait);
	subtract_spans(&counts->hold, &thread->hold, &old->hold, &before->hold);
}

/*
 * The common row of the interval: without what was in it before, nor what is in it now of threads that had rows of their
 * own before. `gone` is the sum over those.
 */
static void subtract_others(struct process_row *process, const struct process_row *before, const struct gil_thread *gone,
			    uint64_t gone_dead)
{
	struct thread_row *others = &process->threads[0];

	if (before->thread_count && !before->threads[0].account.id)
		subtract_thread(&others->account, &before->threads[0].account);
	subtract_thread(&others->account, gone);
	process->others -= before->others + gone_dead;
	snapshot_name_others(process);
}

static void subtract_process(struct process_row *process, const struct process_row *before)
{
	struct gil_process *account = &process->account;
	const struct gil_process *old = &before->account;
	struct gil_thread gone = { 0 };
	uint64_t gone_dead = 0;
	size_t kept = 0, b = 0;

	/* Both lists are in the order of ids. */
	for (size_t i = 0; i <= process->thread_count; i++) {
		struct thread_row *row = i < process->thread_count ? &process->threads[i] : NULL;

		for (; b < before->thread_count && (!row || before->threads[b].account.id < row->account.id); b++) {
			if (!before->threads[b].account.id)
				continue;
			snapshot_add_thread(&gone, &before->threads[b].account);
			gone_dead += !before->threads[b].alive;
		}
		if (!row)
			break;
		if (row->account.id && b < before->thread_count && before->threads[b].account.id == row->account.id) {
			if (!before->threads[b++].alive)
				continue;
			subtract_thread(&row->account, &before->threads[b - 1].account);
		}
		if (kept != i)
			process->threads[kept] = *row;
		kept++;
	}
	if (kept && !process->threads[0].account.id)
		subtract_others(process, before, &gone, gone_dead);
	process->thread_count = kept;
	process->start = before->end;
	account->free_ns -= old->free_ns;
	account->switches -= old->switches;
	account->overlaps -= old->overlaps;
	account->unpaired -= old->unpaired;
	account->drop_requests -= old->drop_requests;
	account->held_at_start = before->held_at_end;
	process->holds_before = before->holds_open;
	subtract_spans(&account->gap, &account->gap_hist, &old->gap, &old->gap_hist);
	for (int i = 0; i < GIL_HANDOFF_PARTS; i++)
		subtract_spans(&account->handoff[i], &account->handoff_hist[i], &old->handoff[i], &old->handoff_hist[i]);
	snapshot_sum_up(process);
}

void snapshot_since(struct snapshot *snapshot, const struct snapshot *earlier)
{
	/* Processes are only ever added. */
	for (size_t i = 0; i < earlier->process_count; i++)
		subtract_process(&snapshot->processes[i], &earlier->processes[i]);
	snapshot->lost.no_storage -= earlier->lost.no_storage;
	snapshot->lost.dead_threads -= earlier->lost.dead_threads;
	snapshot->lost.names -= earlier->lost.names;
	snapshot->lost.events -= earlier->lost.events;
	snapshot->lost.stacks -= earlier->lost.stacks;
	snapshot->lost.processes -= earlier->lost.processes;
}
