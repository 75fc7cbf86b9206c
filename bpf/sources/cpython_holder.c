/*
 * cpython_holder.c - see holder.h. The GIL lies somewhere in _PyRuntime, in another place in each version: it is what looks like
 * a GIL whose last holder is a thread state of the process, and the only one that does.
 */
#include "holder.h"

#include <stdlib.h>

#include "process_memory.h"

#define MOST_INTERPRETERS 16
#define MOST_THREADS 4096
#define MOST_RUNTIME (4u << 20) /* bytes of _PyRuntime */
#define MAX_INTERVAL_US 10000000
#define TSTATE_SPAN 512 /* bytes of a thread state in which its thread_id is looked for */
#define PTHREAD_SELF 16 /* glibc: where a thread's control block points to itself once more (tcbhead_t.self) */

/* How a GIL begins, in 8-byte words (struct _gil_runtime_state). */
enum { INTERVAL, LAST_HOLDER, LOCKED, SWITCHES, GIL_WORDS };

struct tstates {
	uint64_t *list;
	size_t count;
};

static int word(pid_t pid, uint64_t address, uint64_t *out)
{
	return process_read(pid, out, sizeof(*out), address);
}

static int by_address(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static int read_tstates(struct tstates *tstates, pid_t pid, const struct cpython_offsets *o, uint64_t runtime)
{
	uint64_t interpreter, thread;

	tstates->count = 0;
	tstates->list = malloc(MOST_THREADS * sizeof(*tstates->list));
	if (!tstates->list || word(pid, runtime + o->runtime_interpreters, &interpreter))
		return -1;
	for (unsigned i = 0; i < MOST_INTERPRETERS && interpreter; i++) {
		if (word(pid, interpreter + o->interp_threads, &thread))
			return -1;
		while (thread && tstates->count < MOST_THREADS) {
			tstates->list[tstates->count++] = thread;
			if (word(pid, thread + o->thread_next, &thread))
				return -1;
		}
		if (word(pid, interpreter + o->interp_next, &interpreter))
			return -1;
	}
	qsort(tstates->list, tstates->count, sizeof(*tstates->list), by_address);
	return 0;
}

/* Who has ever held it was once a switch. */
static int is_gil(const uint64_t *words, const struct tstates *tstates)
{
	return words[SWITCHES] && words[INTERVAL] && words[INTERVAL] <= MAX_INTERVAL_US && (uint32_t)words[LOCKED] <= 1 &&
	       bsearch(&words[LAST_HOLDER], tstates->list, tstates->count, sizeof(*tstates->list), by_address);
}

/* The thread state of the holder; 0: nobody holds, or there is no GIL, or more than one place that could be it. */
static uint64_t find_holder(const uint64_t *words, size_t count, const struct tstates *tstates)
{
	const uint64_t *found = NULL;

	for (size_t i = 0; i + GIL_WORDS <= count; i++) {
		if (!is_gil(words + i, tstates))
			continue;
		if (found)
			return 0;
		found = words + i;
	}
	return found && (uint32_t)found[LOCKED] == 1 ? found[LAST_HOLDER] : 0;
}

/* Its thread_id: the word of the thread state that points to what points to itself, as each thread's control block does. */
static int find_self(pid_t pid, uint64_t tstate, uint64_t *self)
{
	uint64_t words[TSTATE_SPAN / sizeof(uint64_t)], first, second;

	if (process_read(pid, words, sizeof(words), tstate))
		return -1;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*self = words[i];
		if (*self && !(*self & 7) && word(pid, *self, &first) == 0 && first == *self &&
		    word(pid, *self + PTHREAD_SELF, &second) == 0 && second == *self)
			return 0;
	}
	return -1;
}

int cpython_holder(struct holder *holder, pid_t pid, const struct cpython_offsets *offsets, uint64_t runtime, uint64_t size)
{
	struct tstates tstates = { NULL, 0 };
	uint64_t *words;
	int result = -1;

	if (size > MOST_RUNTIME)
		return -1;
	words = malloc(size);
	if (words && read_tstates(&tstates, pid, offsets, runtime) == 0 && process_read(pid, words, size, runtime) == 0) {
		holder->tstate = find_holder(words, size / sizeof(*words), &tstates);
		result = holder->tstate ? find_self(pid, holder->tstate, &holder->self) : -1;
	}
	free(words);
	free(tstates.list);
	return result;
}
