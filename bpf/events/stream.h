/*
 * stream.h - the event stream in order of time: takes records (gil_event.h) as they come from the ring buffer, checks
 * them, holds them back until nothing older can come any more, and gives them on.
 */
#ifndef GILSCOPE_STREAM_H
#define GILSCOPE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "gil_event.h"

/* Gets one record; `size` bytes, at least what its kind needs. 0, or -1 having said why. */
typedef int stream_fn(void *context, const struct gil_event *event, size_t size);

struct stream_entry {
	uint64_t time, order;
	size_t at; /* in bytes */
};

struct stream {
	stream_fn *function;
	void *context;
	char *bytes; /* records that are held back, 8-byte aligned */
	size_t size, room;
	struct stream_entry *entries;
	size_t count, entry_room;
	uint64_t order;     /* counts records */
	uint64_t delivered; /* time of the last one given on */
	uint64_t late;      /* came after a later one had been given on; given on all the same */
	uint64_t malformed; /* not given on */
};

/*
 * The size that a record of this kind has: 0 if `event` with so many bytes is none. For STACK it depends on its count; what
 * a record refers to is not checked.
 */
size_t stream_record_size(const struct gil_event *event, size_t bytes);

/* Takes a copy of a record. 0, or -1 having said why. */
int stream_put(struct stream *stream, const void *record, size_t bytes);

/* Gives on what is older than `horizon`; ~0: everything. 0, or -1. */
int stream_flush(struct stream *stream, uint64_t horizon);

void stream_free(struct stream *stream);

#endif
