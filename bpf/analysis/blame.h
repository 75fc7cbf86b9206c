/*
 * blame.h - who made whom wait: each wait divided among the holds it overlaps.
 *
 * By exact time among holders, and among nobody where the lock was free (a hand-off gap). Inside a hold among places, that
 * is Python stacks: the hold is cut in the middle between each two stacks that were taken in it, and each part belongs to
 * its stack. While a holder sleeps in the kernel its stack is known exactly.
 *
 * What n threads wait at once counts n times: the unit is time that threads waited, not time that passed.
 */
#ifndef GILSCOPE_BLAME_H
#define GILSCOPE_BLAME_H

#include "dictionary.h"
#include "gil_event.h"
#include "table.h"

/* One thread's waits while one other held; key: waiter, holder (0: nobody, the lock was free). */
struct blame_cell {
	struct table_key key;
	uint64_t ns;
	uint64_t holds;  /* or gaps */
	uint64_t stacks; /* that were taken while it waited */
};

/* What others waited for a thread while it held and was here; key: holder, stack (0: no stack was taken). */
struct blame_place {
	struct table_key key;
	uint64_t ns;
	uint64_t stacks;
	uint64_t sleeps;    /* it went to sleep in the kernel here, and kept the GIL */
	uint64_t asleep_ns; /* that long, whether others waited or not */
	uint64_t asleep_waited_ns; /* of ns */
};

struct blame_thread {
	struct table_key key; /* id, 0 */
	uint32_t tgid;
	uint64_t waited_ns; /* the sum of its row of cells */
	uint64_t gap_ns;    /* of these, while nobody held */
	uint64_t blamed_ns; /* the sum of its column */
};

struct blame {
	struct table cells, places, threads, processes;
	uint64_t undivided; /* waits that began before anything was known of them */
	uint64_t strays;    /* records that do not fit: others before them were lost */
};

void blame_init(struct blame *blame);

/* Takes one record of the stream; they come in order. The dictionary has had it. 0, or -1 having said why. */
int blame_event(struct blame *blame, const struct dictionary *dictionary, const struct gil_event *event);

/* The window of a process ends: what still waits and holds is divided up to there. 0, or -1. */
int blame_finish(struct blame *blame, uint32_t tgid, uint64_t end);

/*
 * Divides what waits and holds up to `end`, where an interval ends, and goes on: for the rest of the hold the next one
 * begins. Records from before `end` must have come. 0, or -1.
 */
int blame_cut(struct blame *blame, uint32_t tgid, uint64_t end);

/* Forgets the sums, not who waits and holds: the next interval begins. */
void blame_clear(struct blame *blame);

/* Keeps in the dictionary the stacks of the holds that run. */
void blame_keep_stacks(const struct blame *blame, struct dictionary *dictionary);

void blame_free(struct blame *blame);

#endif
