/*
 * recording.h - a measurement in a file: the event stream as it came and the accounts, to be shown again by any view.
 * The format is described in RECORDING.md.
 *
 * A recording may come from a stranger. The reader checks every length, count, number and string before it uses them;
 * what it needs in memory is a few times the size of the file at most. It reads twice: first to find how far the file
 * is sound, then to give its content. Functions return 0, or -1 after having said on stderr what is wrong.
 */
#ifndef GILSCOPE_RECORDING_H
#define GILSCOPE_RECORDING_H

#include <stdint.h>
#include <stdio.h>

#include "snapshot.h"
#include "stream.h"

#define RECORDING_VERSION 1
#define RECORDING_CHUNK_MAX (1u << 20) /* bytes of the content of a chunk */

/* What is known of a recording, when it is written and when it is read. */
struct recording_info {
	uint64_t realtime_ns; /* when it was begun, since 1970 */
	uint64_t begun_ns;    /* the same on CLOCK_MONOTONIC */
	uint64_t ended_ns;    /* of the last accounts, CLOCK_MONOTONIC */
	uint64_t events;      /* records of the event stream */
	uint64_t bytes;       /* of the file, as far as it is sound */
	uint64_t late;        /* records that came after a later one; they are where they came */
	int switches;         /* it has the scheduler's events of all threads */
	int replay;           /* 1: it is read, 0: it is written */
	int complete;         /* its end is there; else it is used up to its last accounts */
	struct calibration calibration;
};

struct recording_writer {
	FILE *out;
	struct recording_info info;
	uint64_t last_time; /* of the event before */
	uint32_t chunks;
	uint32_t filled; /* bytes of `events` */
	unsigned char *events;
	uint64_t accounts_bytes; /* that the last accounts took */
	uint64_t accounts_at;    /* where they ended */
};

/* Writes the header. `calibration` is copied. */
int recording_begin(struct recording_writer *writer, FILE *out, int switches, const struct calibration *calibration);

/* Appends one record, which is of `size` bytes and sound (stream.h). */
int recording_event(struct recording_writer *writer, const struct gil_event *event, size_t size);

/*
 * Writes the accounts as they are at snapshot->time: a recording that breaks off is good up to its last ones. Left
 * out if `must` is 0 and they would make the file much larger. Threads must be in the order of their ids.
 */
int recording_accounts(struct recording_writer *writer, const struct snapshot *snapshot, int must);

/* Writes the mark of the end. */
int recording_end(struct recording_writer *writer);
void recording_writer_free(struct recording_writer *writer);

struct recording {
	int fd;
	const char *name; /* the caller's */
	struct recording_info info;
	const char *damage;     /* what is wrong at info.bytes, NULL if it is complete */
	uint64_t size;          /* of the file */
	uint64_t accounts_at;   /* the last ones that are whole; 0: none */
	unsigned char *content; /* of the chunk at hand */
	size_t room;
	struct snapshot snapshot; /* the last accounts */
};

/*
 * Opens a recording, checks it, and reads its last accounts into recording->snapshot. A recording that breaks off or is
 * damaged is taken up to its last accounts. Close it in any case.
 */
int recording_open(struct recording *recording, const char *name);

/*
 * The same from a file that is open, from its first byte; the recording closes it. `name` is for messages.
 */
int recording_open_fd(struct recording *recording, int fd, const char *name);

/* Gives all events to `function`, in order; of a recording that breaks off those before its last accounts. */
int recording_replay(struct recording *recording, stream_fn *function, void *context);

void recording_close(struct recording *recording);

/* "2026-11-22 21:50:08 UTC" */
const char *recording_time(char out[32], const struct recording_info *info);

#endif
