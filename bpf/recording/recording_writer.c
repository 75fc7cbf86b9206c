/* recording_writer.c - writes a recording; see recording.h. Functions leave the reason of a failure in errno. */
#include "recording.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "recording_format.h"

#define EVENTS_ROOM (1u << 16) /* bytes of events that make a chunk */
#define ACCOUNTS_SHARE 4       /* so much more of other things than of accounts, until the end */

_Static_assert(EVENTS_ROOM <= RECORDING_CHUNK_MAX && RECORDING_ROW_MAX <= RECORDING_CHUNK_MAX, "chunks are too large");
_Static_assert(RECORDING_ROW_MAX <= EVENTS_ROOM && EVENTS_ROOM % 8 == 0, "rows are put together where events are");

static int put(struct recording_writer *writer, const void *bytes, size_t size)
{
	if (size && fwrite(bytes, 1, size, writer->out) != size)
		return -1;
	writer->info.bytes += size;
	return 0;
}

static int put_chunk(struct recording_writer *writer, enum recording_chunk_type type, const void *content, size_t size)
{
	struct recording_chunk chunk = { .type = type, .size = (uint32_t)size, .number = writer->chunks };

	chunk.crc = recording_chunk_crc(&chunk, content);
	if (put(writer, &chunk, sizeof(chunk)) || put(writer, content, size))
		return -1;
	writer->chunks++;
	return 0;
}

/* To the file, and on to the kernel: what is there when gilscope is killed can be read. */
static int put_events(struct recording_writer *writer)
{
	uint32_t size = writer->filled;

	if (!size)
		return 0;
	writer->filled = 0;
	return put_chunk(writer, RECORDING_EVENTS, writer->events, size) || fflush(writer->out) ? -1 : 0;
}

int recording_begin(struct recording_writer *writer, FILE *out, int switches, const struct calibration *calibration)
{
	struct recording_header header = {
		.magic = RECORDING_MAGIC,
		.version = RECORDING_VERSION,
		.endianness = RECORDING_ENDIANNESS,
		.size = sizeof(header),
		.event_size = sizeof(struct gil_event),
		.hist_slots = HIST_SLOTS,
		.reason_slots = GIL_REASON_SLOTS,
		.kinds = GIL_EVENT_KINDS,
		.flags = switches ? RECORDING_SWITCHES : 0,
	};
	struct timespec now;

	memset(writer, 0, sizeof(*writer));
	writer->out = out;
	writer->events = malloc(EVENTS_ROOM);
	if (!writer->events)
		return -1;
	clock_gettime(CLOCK_REALTIME, &now);
	header.realtime_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	header.begun_ns = session_now();
	header.crc = recording_header_crc(&header);
	writer->info.realtime_ns = header.realtime_ns;
	writer->info.begun_ns = header.begun_ns;
	writer->info.switches = switches;
	writer->info.calibration = *calibration;
	return put(writer, &header, sizeof(header));
}

int recording_event(struct recording_writer *writer, const struct gil_event *event, size_t size)
{
	if (writer->filled + size > EVENTS_ROOM && put_events(writer))
		return -1;
	memcpy(writer->events + writer->filled, event, size);
	writer->filled += (uint32_t)size;
	writer->info.events++;
	if (event->time < writer->last_time)
		writer->info.late++;
	else
		writer->last_time = event->time;
	return 0;
}

static int put_row(struct recording_writer *writer, enum recording_chunk_type type, enum recording_row kind,
		   const void *row, const char *text)
{
	/* Its events have been written. */
	return put_chunk(writer, type, writer->events, recording_row_put(kind, row, text, writer->events));
}

static int put_head(struct recording_writer *writer, enum recording_chunk_type type, const struct snapshot *snapshot)
{
	struct recording_head head = {
		.time = writer->info.ended_ns,
		.events = writer->info.events,
		.late = writer->info.late,
		.calibration = writer->info.calibration,
	};

	if (snapshot) {
		head.processes = snapshot->process_count;
		head.lost = snapshot->lost;
	}
	return put_row(writer, type, RECORDING_ROW_HEAD, &head, "");
}

static int put_process(struct recording_writer *writer, const struct process_row *row)
{
	struct recording_process process = { row->thread_count, *row };

	if (put_row(writer, RECORDING_PROCESS, RECORDING_ROW_PROCESS, &process, row->command))
		return -1;
	for (size_t i = 0; i < row->thread_count; i++)
		if (put_row(writer, RECORDING_THREAD, RECORDING_ROW_THREAD, &row->threads[i], row->threads[i].name))
			return -1;
	return 0;
}

int recording_accounts(struct recording_writer *writer, const struct snapshot *snapshot, int must)
{
	uint64_t before;

	if (put_events(writer))
		return -1;
	before = writer->info.bytes;
	if (!must && before - writer->accounts_at < ACCOUNTS_SHARE * writer->accounts_bytes)
		return 0;
	writer->info.ended_ns = snapshot->time;
	if (put_head(writer, RECORDING_ACCOUNTS, snapshot))
		return -1;
	for (size_t i = 0; i < snapshot->process_count; i++)
		if (put_process(writer, &snapshot->processes[i]))
			return -1;
	writer->accounts_at = writer->info.bytes;
	writer->accounts_bytes = writer->accounts_at - before;
	return fflush(writer->out) ? -1 : 0;
}

int recording_end(struct recording_writer *writer)
{
	if (put_events(writer) || put_head(writer, RECORDING_END, NULL) || fflush(writer->out))
		return -1;
	writer->info.complete = 1;
	return 0;
}

void recording_writer_free(struct recording_writer *writer)
{
	free(writer->events);
	writer->events = NULL;
}
