/* snapshot.c - see snapshot.h. */
#include "snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_spans(struct gil_spans *sum, const struct gil_spans *spans)
{
	sum->count += spans->count;
	sum->total_ns += spans->total_ns;
	sum->cut_start += spans->cut_start;
	sum->cut_death += spans->cut_death;
	sum->split_ns += spans->split_ns;
	sum->runnable_ns += spans->runnable_ns;
	sum->blocked_ns += spans->blocked_ns;
	if (spans->max_ns > sum->max_ns)
		sum->max_ns = spans->max_ns;
}

static void add_hist(struct hist *sum, const struct hist *hist)
{
	for (int i = 0; i < HIST_SLOTS; i++)
		sum->slot[i] += hist->slot[i];
}

static void add_counts(struct gil_counts *sum, const struct gil_counts *counts)
{
	sum->requests += counts->requests;
	sum->acquires += counts->acquires;
	sum->contended += counts->contended;
	sum->releases += counts->releases;
	sum->drop_requests += counts->drop_requests;
	sum->unpaired += counts->unpaired;
	sum->holds_blocked += counts->holds_blocked;
	sum->forced += counts->forced;
	sum->forced_ns += counts->forced_ns;
	for (int i = 0; i < GIL_REASON_SLOTS; i++) {
		sum->releases_by[i] += counts->releases_by[i];
		sum->hold_ns_by[i] += counts->hold_ns_by[i];
	}
	add_spans(&sum->wait, &counts->wait);
	add_spans(&sum->hold, &counts->hold);
}

void snapshot_add_thread(struct gil_thread *sum, const struct gil_thread *thread)
{
	add_counts(&sum->counts, &thread->counts);
	add_hist(&sum->wait, &thread->wait);
	add_hist(&sum->hold, &thread->hold);
	sum->sched.unseen += thread->sched.unseen;
}

void snapshot_sum_up(struct process_row *process)
{
	memset(&process->counts, 0, sizeof(process->counts));
	memset(&process->wait, 0, sizeof(process->wait));
	memset(&process->hold, 0, sizeof(process->hold));
	process->waits_open = process->holds_open = process->switches_unseen = 0;
	for (size_t i = 0; i < process->thread_count; i++) {
		const struct thread_row *row = &process->threads[i];

		add_counts(&process->counts, &row->account.counts);
		add_hist(&process->wait, &row->account.wait);
		add_hist(&process->hold, &row->account.hold);
		process->waits_open += row->wait_open;
		process->holds_open += row->hold_open;
		process->switches_unseen += row->account.sched.unseen;
	}
}

/* Adds the elapsed part of a running wait or hold. */
static void finish_row(struct thread_row *row, uint64_t end)
{
	uint64_t began = gil_word_time(row->account.word), ns = end > began ? end - began : 0;

	switch (gil_word_state(row->account.word)) {
	case GIL_WAITING:
		row->wait_open = 1;
		row->wait_open_ns = ns;
		row->account.counts.wait.total_ns += ns;
		break;
	case GIL_HOLDING:
		row->hold_open = 1;
		row->hold_open_ns = ns;
		row->account.counts.hold.total_ns += ns;
		break;
	default:
		break;
	}
	if (!row->account.id)
		return;
	if (row->account.flags & GIL_THREAD_NAMED && row->account.name[0])
		text_clean(row->name, row->account.name, GIL_NAME_SIZE, row->account.name_size >= GIL_NAME_SIZE);
	else
		text_clean(row->name, row->account.comm, GIL_COMM_SIZE, 0);
}

struct reading {
	struct snapshot *snapshot;
	struct session *session;
	int alive;
};

/* NULL: gilscope itself, from the calibration. */
static struct process_row *find_process(const struct reading *reading, uint32_t id)
{
	for (size_t i = 0; i < reading->snapshot->process_count; i++)
		if (reading->session->processes[i].id == id)
			return &reading->snapshot->processes[i];
	return NULL;
}

/* A row more, all zeros; NULL having said why. */
static struct thread_row *add_row(struct process_row *process)
{
	struct thread_row *row;

	if (process->thread_count == process->room) {
		size_t room = process->room ? process->room * 2 : 16;
		struct thread_row *grown = realloc(process->threads, room * sizeof(*grown));

		if (!grown) {
			say("out of memory");
			return NULL;
		}
		process->threads = grown;
		process->room = room;
	}
	row = &process->threads[process->thread_count++];
	memset(row, 0, sizeof(*row));
	return row;
}

static int add_thread(void *context, const struct gil_thread *thread)
{
	struct reading *reading = context;
	struct process_row *process = find_process(reading, thread->process);
	struct thread_row *row;

	if (!process)
		return 0;
	/* Seen alive a moment ago, dead now: what counts is the account at its death, which came second. */
	for (size_t i = 0; !reading->alive && i < process->living; i++) {
		if (process->threads[i].account.id == thread->id) {
			process->threads[i].account = *thread;
			process->threads[i].alive = 0;
			process->threads[i].dying = 1;
			return 0;
		}
	}
	row = add_row(process);
	if (!row)
		return -1;
	row->account = *thread;
	row->alive = reading->alive;
	process->living += reading->alive;
	return 0;
}

void snapshot_name_others(struct process_row *process)
{
	for (size_t i = 0; i < process->thread_count; i++)
		if (!process->threads[i].account.id)
			snprintf(process->threads[i].name, sizeof(process->threads[i].name), "%" PRIu64 " ended threads",
				 process->others);
}

/* No event has told of the thread that held when the window opened: it holds on. */
static void note_holder(struct process_row *process, uint64_t tstate)
{
	struct gil_process *account = &process->account;

	for (size_t i = 0; i < process->thread_count; i++) {
		struct gil_thread *thread = &process->threads[i].account;

		if (thread->tstate != tstate || thread->word)
			continue;
		thread->word = account->word = gil_word(GIL_HOLDING, process->start);
		thread->counts.hold.cut_start = account->held_at_start = 1;
		account->holder = thread->id;
		return;
	}
}

/* `holder`: of struct session_process. */
static void finish_process(struct process_row *process, const struct session *session, uint64_t holder, uint64_t now)
{
	struct gil_process *account = &process->account;
	uint64_t began, ns;

	process->alive = account->exit == 0;
	process->start = account->start;
	process->end = session->t_off && session->t_off < now ? session->t_off : now;
	if (!process->alive && account->exit < process->end)
		process->end = account->exit;
	if (process->end < process->start)
		process->end = process->start;
	if (holder && !account->word && !account->execs)
		note_holder(process, holder);
	process->known = account->word != 0;
	began = gil_word_time(account->word);
	ns = process->end > began ? process->end - began : 0;
	process->held_at_end = gil_word_state(account->word) == GIL_HOLDING;
	if (gil_word_state(account->word) == GIL_IDLE) {
		account->free_ns += ns;
		if (account->gap_open) {
			process->gap_open_ns = ns;
			account->gap.total_ns += ns;
		}
	}
	for (size_t i = 0; i < process->thread_count; i++)
		finish_row(&process->threads[i], process->end);
	snapshot_name_others(process);
	snapshot_sum_up(process);
}

static int by_id(const void *a, const void *b)
{
	const struct thread_row *left = a, *right = b;

	return left->account.id < right->account.id ? -1 : left->account.id > right->account.id;
}

/* The rows of those whose accounts have been added up. */
static int add_sums(const struct snapshot_reader *reader, const struct reading *reading)
{
	for (size_t i = 0; i < reader->sum_count; i++) {
		const struct dead_sum *sum = &reader->sums[i];
		struct process_row *process = find_process(reading, sum->process);
		struct thread_row *row;

		if (!process)
			continue;
		row = add_row(process);
		if (!row)
			return -1;
		row->account = sum->account;
		process->others = sum->count;
	}
	return 0;
}

static void note_runtime(struct process_row *process, const struct session *session, size_t at)
{
	const struct cpython_file *file;

	if (at >= session->file_count)
		return;
	file = &session->files[at].cpython;
	process->runtime = session->files[at].runtime == TARGET_CPYTHON ? PROCESS_CPYTHON : PROCESS_GILPY;
	if (process->runtime != PROCESS_CPYTHON)
		return;
	process->runtime_method = session->ways[at].method;
	process->runtime_switch = session->ways[at].knows_switch;
	if (file->major)
		process->runtime_version = (uint32_t)file->major << 16 | (uint32_t)file->minor << 8 | (file->micro & 0xff);
}

int snapshot_read(struct snapshot_reader *reader, struct snapshot *snapshot)
{
	struct session *session = reader->session;
	struct reading reading = { snapshot, session, 1 };

	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->processes = calloc(session->process_count + 1, sizeof(*snapshot->processes));
	if (!snapshot->processes)
		return say("out of memory");
	snapshot->process_count = session->process_count;
	snapshot->time = session_now();
	if (session_read_living(session, add_thread, &reading) || snapshot_collect(reader)) {
		snapshot_free(snapshot);
		return -1;
	}
	reading.alive = 0;
	for (size_t i = 0; i < reader->dead_count; i++) {
		if (add_thread(&reading, &reader->dead[i])) {
			snapshot_free(snapshot);
			return -1;
		}
	}
	if (add_sums(reader, &reading)) {
		snapshot_free(snapshot);
		return -1;
	}
	for (size_t i = 0; i < session->process_count; i++) {
		struct process_row *process = &snapshot->processes[i];

		process->pid = session->processes[i].pid;
		process->tgid = session->processes[i].tgid;
		process->parent = session->processes[i].parent;
		note_runtime(process, session, session->processes[i].file);
		text_clean(process->command, session->processes[i].command, sizeof(session->processes[i].command), 0);
		if (session_read_process(session, i, &process->account)) {
			snapshot_free(snapshot);
			return say("cannot read the account of process %d", (int)process->pid);
		}
		finish_process(process, session, session->processes[i].holder, snapshot->time);
		if (process->thread_count)
			qsort(process->threads, process->thread_count, sizeof(*process->threads), by_id);
	}
	session_read_lost(session, &snapshot->lost);
	return 0;
}

int snapshot_copy(struct snapshot *copy, const struct snapshot *snapshot)
{
	*copy = *snapshot;
	copy->processes = calloc(snapshot->process_count + 1, sizeof(*copy->processes));
	if (!copy->processes) {
		copy->process_count = 0;
		return say("out of memory");
	}
	for (size_t i = 0; i < snapshot->process_count; i++) {
		const struct process_row *from = &snapshot->processes[i];
		struct process_row *to = &copy->processes[i];

		*to = *from;
		to->room = from->thread_count;
		to->threads = from->thread_count ? malloc(from->thread_count * sizeof(*to->threads)) : NULL;
		if (from->thread_count && !to->threads) {
			copy->process_count = i;
			snapshot_free(copy);
			return say("out of memory");
		}
		if (from->thread_count)
			memcpy(to->threads, from->threads, from->thread_count * sizeof(*to->threads));
	}
	return 0;
}

void snapshot_free(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->process_count; i++)
		free(snapshot->processes[i].threads);
	free(snapshot->processes);
	memset(snapshot, 0, sizeof(*snapshot));
}

uint64_t snapshot_quantile(const struct hist *hist, double quantile, uint64_t max)
{
	uint64_t count = 0, below = 0;
	double rank;

	for (int i = 0; i < HIST_SLOTS; i++)
		count += hist->slot[i];
	if (!count)
		return 0;
	rank = quantile * (double)count;
	for (int i = 0; i < HIST_SLOTS; i++) {
		uint64_t in = hist->slot[i], low = hist_slot_low(i), end = hist_slot_end(i), value;

		if (!in || (double)(below + in) < rank) {
			below += in;
			continue;
		}
		if (end > max + 1)
			end = max + 1 > low ? max + 1 : low;
		value = low + (uint64_t)((rank - (double)below) / (double)in * (double)(end - low));
		return value > max ? max : value;
	}
	return max;
}

uint64_t lost_all(const struct gil_lost *lost)
{
	return lost->no_storage + lost->dead_threads + lost->names + lost->events + lost->stacks + lost->processes;
}

uint64_t spans_on_cpu(const struct gil_spans *spans)
{
	uint64_t off = spans->runnable_ns + spans->blocked_ns;

	return spans->split_ns > off ? spans->split_ns - off : 0;
}

const char *process_runtime(const struct process_row *process, char text[48])
{
	struct cpython_file file = {
		.major = process->runtime_version >> 16 == 3 ? 3 : 0, /* a recording may say anything */
		.minor = (int)(process->runtime_version >> 8 & 0xff),
		.micro = (process->runtime_version & 0xff) == 0xff ? -1 : (int)(process->runtime_version & 0xff),
	};
	char version[CPYTHON_VERSION_TEXT];

	if (process->runtime == PROCESS_CPYTHON)
		snprintf(text, 48, "CPython %s", cpython_file_version(&file, version));
	else
		snprintf(text, 48, "%s", process->runtime == PROCESS_GILPY ? "gilpy" : "");
	return text;
}

uint64_t process_wall(const struct process_row *process)
{
	return process->end - process->start;
}

uint64_t process_threads(const struct process_row *process)
{
	return process->thread_count + (process->others ? process->others - 1 : 0);
}

int64_t process_imbalance(const struct process_row *process)
{
	const struct gil_counts *counts = &process->counts;

	return (int64_t)(counts->acquires + counts->hold.cut_start + process->holds_before) -
	       (int64_t)(counts->releases + counts->hold.cut_death + process->holds_open);
}
