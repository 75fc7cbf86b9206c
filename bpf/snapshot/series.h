/*
 * series.h - which threads have time series of their own, in a view that is read again and again and must stay bounded.
 *
 * At most `max` threads of a process have; the others share one, called "other". A thread may go to the others and
 * never comes back, so that neither a series that stays nor the sum over all ever goes backwards. It goes there
 *     when there are too many: the dead first, in the order in which they came, then the youngest of the living;
 *     when its process has been gone for five minutes: by then everybody has read its last figures;
 *     when a younger thread has got its tid, which is part of the series' name.
 * The account of a dead thread among the others is added to theirs and forgotten.
 *
 * An account is read while its thread writes it: a span that has just ended may be in the sum and still seem to run, or
 * the other way round. Times therefore never fall below what has been shown before.
 */
#ifndef GILSCOPE_SERIES_H
#define GILSCOPE_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

#define SERIES_MAX 1000 /* unless the user says otherwise */
#define SERIES_LINGER_NS 300000000000ULL
#define SERIES_OTHER "other" /* the name of the common row; its id and tid are 0 */

struct series_thread {
	uint64_t id;
	int other;
	uint64_t wait_ns, hold_ns; /* shown last */
};

struct series_process {
	struct series_thread *threads; /* of the last snapshot, by id */
	size_t thread_count;
	struct gil_thread sums; /* over the others whose accounts have been forgotten */
	uint64_t others;        /* threads that have ever gone there */
	uint64_t free_ns, gap_ns;
};

struct series {
	unsigned long max; /* at least 1 */
	struct series_process *processes; /* as in the snapshots, where they are only ever added */
	size_t process_count;
};

/* Before the reader collects: from now on it keeps what dies for series_apply(), which sees to it that it does not pile up. */
void series_begin(struct series *series, struct snapshot_reader *reader, unsigned long max);

/*
 * Puts the others of each process together: what remains in the snapshot are the rows to show, the common one last. The
 * snapshot must be new from `reader`, which forgets what is now kept here. 0, or -1 having said why.
 */
int series_apply(struct series *series, struct snapshot_reader *reader, struct snapshot *snapshot);

void series_free(struct series *series);

#endif
