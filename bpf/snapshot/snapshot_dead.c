/* snapshot_dead.c - the accounts of dead threads, which the kernel gives away only once; see struct snapshot_reader. */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

static struct dead_sum *find_sum(struct snapshot_reader *reader, const struct gil_thread *thread)
{
	struct dead_sum *grown;

	for (size_t i = 0; i < reader->sum_count; i++)
		if (reader->sums[i].process == thread->process)
			return &reader->sums[i];
	grown = realloc(reader->sums, (reader->sum_count + 1) * sizeof(*grown));
	if (!grown) {
		say("out of memory");
		return NULL;
	}
	reader->sums = grown;
	grown += reader->sum_count++;
	memset(grown, 0, sizeof(*grown));
	grown->process = thread->process;
	grown->account.tgid = thread->tgid;
	return grown;
}

/* Adds up so many of the oldest. */
static int add_up(struct snapshot_reader *reader, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct dead_sum *sum = find_sum(reader, &reader->dead[i]);

		if (!sum)
			return -1;
		snapshot_add_thread(&sum->account, &reader->dead[i]);
		sum->count++;
	}
	reader->dead_count -= count;
	memmove(reader->dead, reader->dead + count, reader->dead_count * sizeof(*reader->dead));
	return 0;
}

static int keep_dead(void *context, const struct gil_thread *thread)
{
	struct snapshot_reader *reader = context;

	if (reader->dead_count == reader->dead_room) {
		size_t room = reader->dead_room ? reader->dead_room * 2 : 64;
		struct gil_thread *grown = realloc(reader->dead, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		reader->dead = grown;
		reader->dead_room = room;
	}
	reader->dead[reader->dead_count++] = *thread;
	return 0;
}

int snapshot_collect(struct snapshot_reader *reader)
{
	size_t max = reader->max_dead ? reader->max_dead : SNAPSHOT_MAX_DEAD;

	if (session_take_dead(reader->session, keep_dead, reader))
		return -1;
	/* Some more than needed, so that it does not happen each time. */
	return reader->dead_count > max ? add_up(reader, reader->dead_count - max + max / 8) : 0;
}

static int compare_ids(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

void snapshot_forget(struct snapshot_reader *reader, const uint64_t *ids, size_t count)
{
	size_t kept = 0;

	if (!count)
		return;
	for (size_t i = 0; i < reader->dead_count; i++) {
		if (bsearch(&reader->dead[i].id, ids, count, sizeof(*ids), compare_ids))
			continue;
		if (kept != i)
			reader->dead[kept] = reader->dead[i];
		kept++;
	}
	reader->dead_count = kept;
}

void snapshot_reader_free(struct snapshot_reader *reader)
{
	free(reader->dead);
	free(reader->sums);
	memset(reader, 0, sizeof(*reader));
}
