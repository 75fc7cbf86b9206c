/* top_model.c - see top_model.h. */
#include "top_model.h"

#include <stdlib.h>
#include <string.h>

/* Differences of sums that were read while they changed: a hair below 0 is 0, and no part is greater than the whole. */
static uint64_t within(uint64_t ns, uint64_t wall)
{
	return (int64_t)ns < 0 ? 0 : ns > wall ? wall : ns;
}

static void fill_row(struct top_row *row, const struct process_row *process, const struct thread_row *thread)
{
	const struct gil_thread *account = &thread->account;
	const struct gil_counts *counts = &account->counts;

	row->id = account->id;
	row->tid = account->own_tid;
	row->tgid = process->tgid;
	row->pid = process->pid;
	memcpy(row->name, thread->name, sizeof(row->name));
	row->alive = thread->alive;
	row->wall_ns = process_wall(process);
	row->hold_ns = counts->hold.total_ns;
	row->wait_ns = counts->wait.total_ns;
	if (row->id) { /* of one thread only */
		row->hold_ns = within(row->hold_ns, row->wall_ns);
		row->wait_ns = within(row->wait_ns, row->wall_ns - row->hold_ns);
	}
	row->acquires = counts->acquires;
	row->contended = counts->contended;
	row->hold_max_ns = counts->hold.max_ns > thread->hold_open_ns ? counts->hold.max_ns : thread->hold_open_ns;
	row->wait_p99_ns = snapshot_quantile(&account->wait, 0.99, counts->wait.max_ns);
	row->wait_max_ns = counts->wait.max_ns > thread->wait_open_ns ? counts->wait.max_ns : thread->wait_open_ns;
	row->asleep_ns = within(counts->hold.blocked_ns, ~0ULL >> 1);
}

static void fill_process(struct top_process *to, const struct process_row *process)
{
	const struct gil_process *account = &process->account;
	const struct gil_counts *counts = &process->counts;

	to->pid = process->pid;
	to->tgid = process->tgid;
	memcpy(to->command, process->command, sizeof(to->command));
	to->alive = process->alive;
	to->known = process->known;
	to->held_at_end = process->held_at_end;
	to->wall_ns = process_wall(process);
	to->hold_ns = within(counts->hold.total_ns, to->wall_ns);
	to->free_ns = within(account->free_ns, to->wall_ns);
	to->gap_ns = within(account->gap.total_ns, to->wall_ns);
	to->gap_p99_ns = snapshot_quantile(&account->gap_hist, 0.99, account->gap.max_ns);
	to->gap_max_ns = account->gap.max_ns;
	to->wait_ns = within(counts->wait.total_ns, ~0ULL >> 1);
	to->wait_p99_ns = snapshot_quantile(&process->wait, 0.99, counts->wait.max_ns);
	to->wait_max_ns = counts->wait.max_ns;
	to->acquires = counts->acquires;
	to->switches = account->switches;
	to->overlaps = account->overlaps;
	to->unpaired = counts->unpaired + account->unpaired;
	to->events = counts->acquires + counts->releases + counts->requests;
}

/* Both lists are in the order of ids, but for the common row, whose id is 0. */
static int is_recent(const struct process_row *recent, uint64_t id, size_t *from)
{
	while (*from < recent->thread_count && recent->threads[*from].account.id < id)
		++*from;
	return *from < recent->thread_count && recent->threads[*from].account.id == id;
}

static void add_rows(struct top_model *model, const struct process_row *process, const struct process_row *recent)
{
	struct top_process *to = &model->processes[model->process_count++];
	size_t from = 0;

	fill_process(to, process);
	model->wall_ns = to->wall_ns > model->wall_ns ? to->wall_ns : model->wall_ns;
	for (size_t i = 0; i < process->thread_count; i++) {
		const struct thread_row *thread = &process->threads[i];

		if (!thread->alive && recent && !is_recent(recent, thread->account.id, &from))
			continue;
		to->living += thread->alive;
		to->ended += !thread->alive;
		fill_row(&model->rows[model->row_count++], process, thread);
	}
}

struct best {
	const struct top_place *waited, *slept;
	uint64_t asleep_ns, asleep_waited_ns;
};

static void look_at_place(struct best *best, const struct top_place *place)
{
	best->asleep_ns += place->asleep_ns;
	best->asleep_waited_ns += place->asleep_waited_ns;
	if (place->ns && (!best->waited || place->ns > best->waited->ns))
		best->waited = place;
	if (place->asleep_ns && (!best->slept || place->asleep_ns > best->slept->asleep_ns))
		best->slept = place;
}

static void finish_row(struct top_row *row, const struct best *best, const struct dictionary *dictionary)
{
	const struct top_place *place;
	const struct code_entry *code;

	if (best->asleep_ns > row->asleep_ns)
		row->asleep_ns = best->asleep_ns;
	/* The stream lags a little behind the accounts: nobody slept with the GIL for longer than it had it. */
	if (row->id && row->asleep_ns > row->hold_ns)
		row->asleep_ns = row->hold_ns;
	row->asleep_waited_ns = best->asleep_waited_ns;
	row->blocked = row->asleep_ns && row->asleep_ns * TOP_ASLEEP_PART >= row->wall_ns;
	place = row->blocked && best->slept ? best->slept : best->waited;
	if (!place)
		return;
	row->has_place = 1;
	row->where = place->where;
	row->line = place->line;
	if (place->where != TOP_PYTHON)
		return;
	code = dictionary_code(dictionary, place->code);
	strcpy(row->function, dictionary_code_name(dictionary, place->code));
	strcpy(row->file, code ? code->file : "?");
}

static int by_id(const void *a, const void *b)
{
	const struct top_row *left = a, *right = b;

	return left->id < right->id ? -1 : left->id > right->id;
}

/* The places of the account, each looked at once. */
static int add_blame(struct top_model *model, const struct top_account *account, const struct dictionary *dictionary)
{
	struct best *best = calloc(model->row_count + 1, sizeof(*best));

	if (!best)
		return say("out of memory");
	if (model->row_count)
		qsort(model->rows, model->row_count, sizeof(*model->rows), by_id);
	for (size_t i = 0; model->row_count && i < account->places.count; i++) {
		const struct top_place *place = table_at(&account->places, i);
		const struct top_row key = { .id = place->key.a };
		const struct top_row *row = bsearch(&key, model->rows, model->row_count, sizeof(*model->rows), by_id);

		if (row)
			look_at_place(&best[row - model->rows], place);
	}
	for (size_t i = 0; i < model->row_count; i++) {
		struct top_row *row = &model->rows[i];
		const struct blame_thread *thread = table_find(&account->threads, row->id, 0);

		row->blamed_ns = thread ? thread->blamed_ns : 0;
		finish_row(row, &best[i], dictionary);
	}
	free(best);
	return 0;
}

int top_model_build(struct top_model *model, const struct snapshot *snapshot, const struct snapshot *recent,
		    const struct top_account *account, const struct dictionary *dictionary, uint64_t lost,
		    const struct calibration *calibration)
{
	size_t rows = 0;

	memset(model, 0, sizeof(*model));
	model->since_start = recent != NULL;
	model->lost = lost;
	model->event_ns = calibration->event_ns;
	for (size_t i = 0; i < snapshot->process_count; i++)
		rows += snapshot->processes[i].thread_count;
	model->processes = calloc(snapshot->process_count + 1, sizeof(*model->processes));
	model->rows = calloc(rows + 1, sizeof(*model->rows));
	if (!model->processes || !model->rows) {
		top_model_free(model);
		return say("out of memory");
	}
	for (size_t i = 0; i < snapshot->process_count; i++)
		add_rows(model, &snapshot->processes[i], recent ? &recent->processes[i] : NULL);
	if (add_blame(model, account, dictionary)) {
		top_model_free(model);
		return -1;
	}
	return 0;
}

/* qsort has no context. */
static enum sort_key sort_by;
static int sort_reverse;

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static uint64_t row_value(const struct top_row *row)
{
	switch (sort_by) {
	case SORT_WAIT:
		return row->wait_ns;
	case SORT_HOLD_MAX:
		return row->hold_max_ns;
	case SORT_WAIT_MAX:
		return row->wait_max_ns;
	case SORT_ACQUIRES:
		return row->acquires;
	case SORT_CONTENDED:
		return row->contended;
	case SORT_BLAME:
		return row->blamed_ns;
	default:
		return row->hold_ns;
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct top_row *left = *(const struct top_row *const *)a, *right = *(const struct top_row *const *)b;
	int order;

	if (sort_by == SORT_TID)
		order = compare_numbers(left->tid, right->tid);
	else if (sort_by == SORT_NAME)
		order = strcmp(left->name, right->name);
	else
		order = compare_numbers(row_value(right), row_value(left));
	order = sort_reverse ? -order : order;
	return order ? order : compare_numbers(left->id, right->id);
}

static uint64_t process_value(const struct top_process *process)
{
	switch (sort_by) {
	case SORT_WAIT:
	case SORT_BLAME:
		return process->wait_ns;
	case SORT_WAIT_MAX:
		return process->wait_max_ns;
	case SORT_ACQUIRES:
	case SORT_CONTENDED:
		return process->acquires;
	default:
		return process->hold_ns;
	}
}

static int compare_processes(const void *a, const void *b)
{
	const struct top_process *left = *(const struct top_process *const *)a;
	const struct top_process *right = *(const struct top_process *const *)b;
	int order;

	if (sort_by == SORT_TID)
		order = compare_numbers((uint64_t)left->pid, (uint64_t)right->pid);
	else if (sort_by == SORT_NAME)
		order = strcmp(left->command, right->command);
	else
		order = compare_numbers(process_value(right), process_value(left));
	order = sort_reverse ? -order : order;
	return order ? order : compare_numbers(left->tgid, right->tgid);
}

const struct top_row **top_model_sorted(const struct top_model *model, enum sort_key key, int reverse, uint32_t tgid,
					size_t *count)
{
	const struct top_row **rows = malloc((model->row_count + 1) * sizeof(*rows));

	*count = 0;
	if (!rows)
		return NULL;
	for (size_t i = 0; i < model->row_count; i++)
		if (!tgid || model->rows[i].tgid == tgid)
			rows[(*count)++] = &model->rows[i];
	sort_by = key;
	sort_reverse = reverse;
	qsort(rows, *count, sizeof(*rows), compare_rows);
	return rows;
}

const struct top_process **top_model_processes(const struct top_model *model, enum sort_key key, int reverse,
					       size_t *count)
{
	const struct top_process **processes = malloc((model->process_count + 1) * sizeof(*processes));

	*count = 0;
	if (!processes)
		return NULL;
	for (size_t i = 0; i < model->process_count; i++)
		if (model->processes[i].alive || model->processes[i].wall_ns)
			processes[(*count)++] = &model->processes[i];
	sort_by = key;
	sort_reverse = reverse;
	qsort(processes, *count, sizeof(*processes), compare_processes);
	return processes;
}

const struct top_process *top_model_find(const struct top_model *model, uint32_t tgid)
{
	for (size_t i = 0; i < model->process_count; i++)
		if (model->processes[i].tgid == tgid)
			return &model->processes[i];
	return NULL;
}

void top_model_free(struct top_model *model)
{
	free(model->processes);
	free(model->rows);
	memset(model, 0, sizeof(*model));
}
