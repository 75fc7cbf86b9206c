/* snapshot_dead.c - the accounts of dead threads, which the kernel gives away only once; see struct snapshot_reader. */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

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
	return session_take_dead(reader->session, keep_dead, reader);
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
	memset(reader, 0, sizeof(*reader));
}
