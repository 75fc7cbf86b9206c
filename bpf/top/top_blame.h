/*
 * top_blame.h - who makes others wait, and where, in the interval that has just ended and since the start.
 *
 * A place is the innermost Python frame, not a whole stack, and what threads did that have ended is added together, a
 * place at a time: so all this takes as little memory after a day as after a minute.
 */
#ifndef GILSCOPE_TOP_BLAME_H
#define GILSCOPE_TOP_BLAME_H

#include "blame.h"
#include "dictionary.h"
#include "table.h"

enum top_where {
	TOP_NO_STACK, /* none was taken */
	TOP_OUTSIDE,  /* no Python function: of the runtime itself, or not told */
	TOP_PYTHON,
};

/* With this bit a holder is not a thread, but all that have ended of the process whose tgid follows. */
#define TOP_ENDED (1ULL << 63)

/* What others waited for a thread while it was here; key: holder, a hash of the place. */
struct top_place {
	struct table_key key;
	uint32_t tgid;
	uint32_t line;
	uint64_t code; /* of TOP_PYTHON */
	enum top_where where;
	/* as in struct blame_place */
	uint64_t ns, stacks, sleeps, asleep_ns, asleep_waited_ns;
};

struct top_account {
	struct table places;  /* struct top_place */
	struct table threads; /* struct blame_thread; the ended ones by TOP_ENDED, too */
};

struct top_blame {
	struct blame engine;
	struct top_account interval, total;
	struct top_ids {
		uint64_t *ids;
		size_t count, room;
	} ending, ended; /* threads that have ended in this interval, and in the last one */
	uint64_t aged;	 /* when the stacks were asked for anew, 0: they are not */
};

void top_blame_init(struct top_blame *blame);

/* Takes one record of the stream. The dictionary has had it. 0, or -1 having said why. */
int top_blame_event(struct top_blame *blame, const struct dictionary *dictionary, const struct gil_event *event);

/*
 * An interval ends: it is in `interval` then, and added to `total`. Before, blame_cut() or blame_finish() have divided
 * what still waits and holds. Threads that ended before the interval began are forgotten, in the dictionary as well. 0,
 * or -1.
 */
int top_blame_next(struct top_blame *blame, struct dictionary *dictionary);

/*
 * Called at each interval with its end, so that stacks do not pile up. 1: `most` are known, so have them told anew now
 * (session_forget_stacks); a second later those that did not come again are dropped.
 */
int top_blame_trim(struct top_blame *blame, struct dictionary *dictionary, size_t most, uint64_t now);

void top_blame_free(struct top_blame *blame);

#endif
