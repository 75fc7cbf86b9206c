/* stream.c - see stream.h. */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

size_t stream_record_size(const struct gil_event *event, size_t bytes)
{
	size_t size = sizeof(*event);

	if (bytes < size || event->kind == GIL_EVENT_NONE || event->kind >= GIL_EVENT_KINDS)
		return 0;
	switch (event->kind) {
	case GIL_EVENT_THREAD:
		size = sizeof(struct gil_event_thread);
		break;
	case GIL_EVENT_CODE:
		size = sizeof(struct gil_event_code);
		break;
	case GIL_EVENT_ALLOC:
		size = sizeof(struct gil_event_alloc);
		break;
	case GIL_EVENT_STACK:
		size = offsetof(struct gil_event_stack, frames);
		if (bytes < size || ((const struct gil_event_stack *)event)->count > GIL_STACK_MAX)
			return 0;
		size += ((const struct gil_event_stack *)event)->count * sizeof(struct gil_frame);
		break;
	default:
		break;
	}
	return bytes < size ? 0 : size;
}

/* Room for `more` bytes and one entry. */
static int grow(struct stream *stream, size_t more)
{
	if (stream->size + more > stream->room) {
		size_t room = stream->room ? stream->room * 2 : 1 << 16;
		char *grown = realloc(stream->bytes, room > stream->size + more ? room : stream->size + more);

		if (!grown)
			return say("out of memory");
		stream->bytes = grown;
		stream->room = room > stream->size + more ? room : stream->size + more;
	}
	if (stream->count == stream->entry_room) {
		size_t room = stream->entry_room ? stream->entry_room * 2 : 1024;
		struct stream_entry *grown = realloc(stream->entries, room * sizeof(*grown));

		if (!grown)
			return say("out of memory");
		stream->entries = grown;
		stream->entry_room = room;
	}
	return 0;
}

int stream_put(struct stream *stream, const void *record, size_t bytes)
{
	size_t size = stream_record_size(record, bytes);

	if (!size) {
		stream->malformed++;
		return 0;
	}
	if (grow(stream, size))
		return -1;
	memcpy(stream->bytes + stream->size, record, size);
	stream->entries[stream->count++] =
		(struct stream_entry){ ((const struct gil_event *)record)->time, stream->order++, stream->size };
	stream->size += size;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct stream_entry *left = a, *right = b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* Moves the records that are held back to the front, in their order. */
static int compact(struct stream *stream, size_t first)
{
	size_t size = 0, left = stream->count - first;
	char *kept;

	if (!left) {
		stream->size = stream->count = 0;
		return 0;
	}
	if (!first)
		return 0;
	kept = malloc(stream->room);
	if (!kept)
		return say("out of memory");
	for (size_t i = 0; i < left; i++) {
		struct stream_entry *entry = &stream->entries[first + i];
		size_t bytes = stream_record_size((void *)(stream->bytes + entry->at), ~(size_t)0 >> 1);

		memcpy(kept + size, stream->bytes + entry->at, bytes);
		entry->at = size;
		stream->entries[i] = *entry;
		size += bytes;
	}
	free(stream->bytes);
	stream->bytes = kept;
	stream->size = size;
	stream->count = left;
	return 0;
}

int stream_flush(struct stream *stream, uint64_t horizon)
{
	size_t i;

	if (stream->count)
		qsort(stream->entries, stream->count, sizeof(*stream->entries), by_time);
	for (i = 0; i < stream->count && stream->entries[i].time < horizon; i++) {
		const struct gil_event *event = (const void *)(stream->bytes + stream->entries[i].at);

		if (event->time < stream->delivered)
			stream->late++;
		else
			stream->delivered = event->time;
		if (stream->function(stream->context, event, stream_record_size(event, ~(size_t)0 >> 1)))
			return -1;
	}
	return compact(stream, i);
}

void stream_free(struct stream *stream)
{
	free(stream->bytes);
	free(stream->entries);
	memset(stream, 0, sizeof(*stream));
}
