/* series.c - see series.h. */
#include "series.h"

#include <stdlib.h>
#include <string.h>

/* One process at work: its rows and what is known of their threads, both in the order of ids. */
struct work {
	struct series_process *kept;
	struct process_row *process;
	struct series_thread *threads;
	size_t own; /* threads with series of their own */
};

static void never_fall(uint64_t *value, uint64_t *shown)
{
	if (*value < *shown)
		*value = *shown;
	*shown = *value;
}

/* Finds what is known of each row's thread. */
static void recall(struct work *work)
{
	const struct series_process *kept = work->kept;
	size_t k = 0;

	for (size_t i = 0; i < work->process->thread_count; i++) {
		struct gil_thread *account = &work->process->threads[i].account;
		struct series_thread *thread = &work->threads[i];

		while (k < kept->thread_count && kept->threads[k].id < account->id)
			k++;
		if (k < kept->thread_count && kept->threads[k].id == account->id)
			*thread = kept->threads[k];
		thread->id = account->id;
		never_fall(&account->counts.wait.total_ns, &thread->wait_ns);
		never_fall(&account->counts.hold.total_ns, &thread->hold_ns);
		work->own += !thread->other;
	}
}

static void to_others(struct work *work, size_t i)
{
	if (work->threads[i].other)
		return;
	work->threads[i].other = 1;
	work->own--;
	work->kept->others++;
}

struct tid_place {
	uint32_t tid;
	size_t row;
};

static int compare_tids(const void *a, const void *b)
{
	const struct tid_place *left = a, *right = b;

	if (left->tid != right->tid)
		return left->tid < right->tid ? -1 : 1;
	return left->row < right->row ? -1 : left->row > right->row;
}

/* Of threads with the same tid all but the youngest are dead. 0, or -1 if there is no memory. */
static int part_tids(struct work *work)
{
	size_t count = work->process->thread_count;
	struct tid_place *places = calloc(count + 1, sizeof(*places));

	if (!places)
		return -1;
	for (size_t i = 0; i < count; i++)
		places[i] = (struct tid_place){ work->process->threads[i].account.own_tid, i };
	qsort(places, count, sizeof(*places), compare_tids);
	for (size_t i = 0; i + 1 < count; i++)
		if (places[i].tid == places[i + 1].tid)
			to_others(work, places[i].row);
	free(places);
	return 0;
}

static void cap(struct work *work, unsigned long max, uint64_t now)
{
	const struct process_row *process = work->process;
	int long_gone = !process->alive && now - process->end > SERIES_LINGER_NS;
	size_t count = process->thread_count;

	for (size_t i = 0; i < count; i++)
		if (long_gone || (work->own > max && !process->threads[i].alive))
			to_others(work, i);
	for (size_t i = count; i > 0 && work->own > max; i--)
		to_others(work, i - 1);
}

static void add_row(struct thread_row *sum, const struct thread_row *row)
{
	snapshot_add_thread(&sum->account, &row->account);
	sum->alive |= row->alive;
	sum->wait_open += row->wait_open;
	sum->hold_open += row->hold_open;
	sum->wait_open_ns += row->wait_open_ns;
	sum->hold_open_ns += row->hold_open_ns;
}

/*
 * Leaves the rows to show. Writes the ids of the threads to be forgotten and returns how many. A thread that was alive
 * a moment ago stays known until the next time: it may be read among the living once more.
 */
static size_t put_together(struct work *work, struct thread_row *common, uint64_t *forget)
{
	struct process_row *process = work->process;
	size_t rows = 0, kept = 0, forgotten = 0;

	process->living = 0;
	for (size_t i = 0; i < process->thread_count; i++) {
		const struct thread_row *row = &process->threads[i];
		struct series_thread thread = work->threads[i];

		process->living += row->alive;
		if (thread.other && !row->alive && !row->dying) {
			snapshot_add_thread(&work->kept->sums, &row->account);
			forget[forgotten++] = thread.id;
			continue;
		}
		if (thread.other)
			add_row(common, row);
		else if (rows++ != i)
			process->threads[rows - 1] = *row;
		work->threads[kept++] = thread;
	}
	snapshot_add_thread(&common->account, &work->kept->sums);
	process->thread_count = rows;
	process->others = work->kept->others;
	if (process->others)
		process->threads[process->thread_count++] = *common;
	free(work->kept->threads);
	work->kept->threads = work->threads;
	work->kept->thread_count = kept;
	return forgotten;
}

/* With room for one row more, even if all have gone to the others and been forgotten. */
static int make_room(struct process_row *process)
{
	struct thread_row *grown;

	if (process->thread_count < process->room)
		return 0;
	grown = realloc(process->threads, (process->thread_count + 1) * sizeof(*grown));
	if (!grown)
		return -1;
	process->threads = grown;
	process->room = process->thread_count + 1;
	return 0;
}

static int apply(struct series *series, size_t index, struct snapshot_reader *reader, struct process_row *process,
		 uint64_t now)
{
	struct work work = { .kept = &series->processes[index], .process = process };
	uint64_t *forget = calloc(process->thread_count + 1, sizeof(*forget));
	struct thread_row *common = calloc(1, sizeof(*common));

	work.threads = calloc(process->thread_count + 1, sizeof(*work.threads));
	if (!forget || !common || !work.threads || make_room(process))
		goto no_memory;
	recall(&work);
	if (part_tids(&work))
		goto no_memory;
	cap(&work, series->max, now);
	strcpy(common->name, SERIES_OTHER);
	snapshot_forget(reader, forget, put_together(&work, common, forget));
	never_fall(&process->account.free_ns, &work.kept->free_ns);
	never_fall(&process->account.gap.total_ns, &work.kept->gap_ns);
	snapshot_sum_up(process);
	free(forget);
	free(common);
	return 0;

no_memory:
	free(work.threads);
	free(forget);
	free(common);
	return say("out of memory");
}

void series_begin(struct series *series, struct snapshot_reader *reader, unsigned long max)
{
	memset(series, 0, sizeof(*series));
	series->max = max;
	reader->max_dead = SIZE_MAX;
}

int series_apply(struct series *series, struct snapshot_reader *reader, struct snapshot *snapshot)
{
	if (snapshot->process_count > series->process_count) {
		struct series_process *grown = realloc(series->processes, snapshot->process_count * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		memset(grown + series->process_count, 0, (snapshot->process_count - series->process_count) * sizeof(*grown));
		series->processes = grown;
		series->process_count = snapshot->process_count;
	}
	for (size_t i = 0; i < snapshot->process_count; i++)
		if (apply(series, i, reader, &snapshot->processes[i], snapshot->time))
			return -1;
	return 0;
}

void series_free(struct series *series)
{
	for (size_t i = 0; i < series->process_count; i++)
		free(series->processes[i].threads);
	free(series->processes);
	memset(series, 0, sizeof(*series));
}
