/* top_sample.c - see top_sample.h. */
#include "top_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct calibration calibration = { .event_ns = 500 };
static struct dictionary dictionary;
static struct top_account account;
struct snapshot top_sample;

int top_sample_begin(void **state)
{
	(void)state;
	dictionary_init(&dictionary);
	table_init(&account.places, sizeof(struct top_place));
	table_init(&account.threads, sizeof(struct blame_thread));
	memset(&top_sample, 0, sizeof(top_sample));
	return 0;
}

int top_sample_end(void **state)
{
	(void)state;
	dictionary_free(&dictionary);
	table_free(&account.places);
	table_free(&account.threads);
	snapshot_free(&top_sample);
	return 0;
}

struct process_row *top_sample_process(pid_t pid, const char *command, size_t threads, uint64_t first_id)
{
	struct process_row *process;

	top_sample.processes = realloc(top_sample.processes, (top_sample.process_count + 1) * sizeof(*process));
	process = &top_sample.processes[top_sample.process_count++];
	memset(process, 0, sizeof(*process));
	process->pid = pid;
	process->tgid = (uint32_t)pid;
	snprintf(process->command, sizeof(process->command), "%s", command);
	process->start = SECOND;
	process->end = 2 * SECOND;
	process->alive = process->known = 1;
	process->threads = calloc(threads + 1, sizeof(*process->threads));
	process->thread_count = threads;
	for (size_t i = 0; i < threads; i++) {
		struct thread_row *row = &process->threads[i];

		row->alive = 1;
		row->account.id = first_id + i;
		row->account.own_tid = (uint32_t)(1001 + i);
		row->account.tgid = (uint32_t)pid;
		row->account.counts.hold.total_ns = (threads - i) * 5 * MS;
		row->account.counts.wait.total_ns = i * 3 * MS;
		row->account.counts.acquires = 100 + i;
		snprintf(row->name, sizeof(row->name), "name-%zu", i);
	}
	return process;
}

void top_sample_blame(uint64_t thread, uint64_t code, const char *function, const char *file, uint64_t ns,
		      uint64_t asleep_ns)
{
	struct code_entry *entry = table_get(&dictionary.codes, code, 0);
	struct top_place *place = table_get(&account.places, thread, code);
	struct blame_thread *blamed = table_get(&account.threads, thread, 0);

	snprintf(entry->name, sizeof(entry->name), "%s", function);
	snprintf(entry->file, sizeof(entry->file), "%s", file);
	place->where = TOP_PYTHON;
	place->code = code;
	place->line = 11;
	place->ns = ns;
	place->asleep_ns = asleep_ns;
	place->asleep_waited_ns = asleep_ns;
	blamed->blamed_ns += ns;
}

struct top_model top_sample_model(const struct snapshot *recent)
{
	struct top_model model;

	assert_int_equal(top_model_build(&model, &top_sample, recent, &account, &dictionary, 0, &calibration), 0);
	return model;
}
