/*
 * trace_perfetto.c - traces in Perfetto's own format: one message Trace of Protocol Buffers, which is nothing but a row
 * of packets. Names that come often are told once and then known by number (interned).
 *
 * The numbers of fields are those of Perfetto's public schema, protos/perfetto/trace/: trace.proto, trace_packet.proto,
 * clock_snapshot.proto, interned_data/interned_data.proto, profiling/profile_common.proto (InternedString), and of
 * track_event/: track_event.proto, debug_annotation.proto, track_descriptor.proto, process_descriptor.proto,
 * thread_descriptor.proto, counter_descriptor.proto.
 */
#include <stdlib.h>
#include <string.h>

#include "protobuf.h"
#include "table.h"
#include "text.h"
#include "trace.h"

enum { TRACE_PACKET = 1 };

enum {
	PACKET_CLOCK_SNAPSHOT = 6,
	PACKET_TIMESTAMP = 8,
	PACKET_SEQUENCE_ID = 10, /* trusted_packet_sequence_id */
	PACKET_TRACK_EVENT = 11,
	PACKET_INTERNED_DATA = 12,
	PACKET_SEQUENCE_FLAGS = 13,
	PACKET_TIMESTAMP_CLOCK_ID = 58,
	PACKET_TRACK_DESCRIPTOR = 60,
};

enum { SEQUENCE_STATE_CLEARED = 1, SEQUENCE_NEEDS_STATE = 2 };

enum { SNAPSHOT_CLOCKS = 1, SNAPSHOT_PRIMARY_CLOCK = 2, CLOCK_ID = 1, CLOCK_TIMESTAMP = 2, CLOCK_IS_MONOTONIC = 3 };

enum {
	DATA_EVENT_CATEGORIES = 1, /* like the next two {iid = 1, name = 2} */
	DATA_EVENT_NAMES = 2,
	DATA_ANNOTATION_NAMES = 3,
	DATA_ANNOTATION_STRINGS = 29, /* {iid = 1, str = 2} */
	INTERNED_IID = 1,
	INTERNED_TEXT = 2,
};

enum {
	EVENT_CATEGORY_IIDS = 3,
	EVENT_DEBUG_ANNOTATIONS = 4,
	EVENT_TYPE = 9,
	EVENT_NAME_IID = 10,
	EVENT_TRACK_UUID = 11,
	EVENT_COUNTER_VALUE = 30,
	EVENT_FLOW_IDS = 47,
	EVENT_TERMINATING_FLOW_IDS = 48,
};

enum { TYPE_SLICE_BEGIN = 1, TYPE_SLICE_END = 2, TYPE_INSTANT = 3, TYPE_COUNTER = 4 };

enum { ANNOTATION_NAME_IID = 1, ANNOTATION_UINT = 3, ANNOTATION_STRING = 6, ANNOTATION_STRING_IID = 17 };

enum { TRACK_UUID = 1, TRACK_NAME = 2, TRACK_PROCESS = 3, TRACK_THREAD = 4, TRACK_PARENT_UUID = 5, TRACK_COUNTER = 8 };

enum { PROCESS_PID = 1, PROCESS_NAME = 6, THREAD_PID = 1, THREAD_TID = 2, THREAD_NAME = 5 };

enum { CATEGORY_GIL = 1, CATEGORY_CPU = 2 };

#define SEQUENCE 1 /* all is written by one writer */

/* What tracks are there; each has its own range of uuids. */
enum track { TRACK_OF_PROCESS = 1, TRACK_OF_WAITERS, TRACK_OF_THREAD, TRACK_OF_CPU, TRACK_OF_MEASUREMENT };

struct trace_perfetto {
	struct trace trace;
	struct protobuf buffer; /* one packet */
	struct table strings;   /* struct table_key by argument and number: those told; the iid is the position + 1 */
};

static struct trace_perfetto *self(struct trace *trace)
{
	return (struct trace_perfetto *)trace;
}

static uint64_t uuid(enum track track, uint32_t id)
{
	return (uint64_t)track << 32 | id;
}

/* Begins a packet; the state that it needs was cleared by the first one. Returns what end_packet() wants. */
static size_t begin_packet(struct trace_perfetto *t, uint32_t flags)
{
	size_t packet;

	t->buffer.size = 0;
	packet = protobuf_begin(&t->buffer, TRACE_PACKET);
	protobuf_number(&t->buffer, PACKET_SEQUENCE_ID, SEQUENCE);
	protobuf_number(&t->buffer, PACKET_SEQUENCE_FLAGS, flags);
	return packet;
}

static void end_packet(struct trace_perfetto *t, size_t packet)
{
	protobuf_end(&t->buffer, packet);
	if (t->buffer.failed) {
		t->trace.failed = 1;
		return;
	}
	fwrite_unlocked(t->buffer.bytes, 1, t->buffer.size, t->trace.out);
	t->trace.bytes += t->buffer.size;
}

static void write_interned(struct protobuf *buffer, uint32_t field, uint64_t iid, const char *text)
{
	size_t entry = protobuf_begin(buffer, field);

	protobuf_number(buffer, INTERNED_IID, iid);
	protobuf_string(buffer, INTERNED_TEXT, text);
	protobuf_end(buffer, entry);
}

/* The first packet: which clock the times are of, and the names known beforehand. */
static void write_head(struct trace_perfetto *t)
{
	struct protobuf *buffer = &t->buffer;
	size_t packet = begin_packet(t, SEQUENCE_STATE_CLEARED), clock;
	size_t data = protobuf_begin(buffer, PACKET_INTERNED_DATA);

	write_interned(buffer, DATA_EVENT_CATEGORIES, CATEGORY_GIL, "gil");
	write_interned(buffer, DATA_EVENT_CATEGORIES, CATEGORY_CPU, "cpu");
	for (int i = 0; i < TRACE_NAMES; i++)
		write_interned(buffer, DATA_EVENT_NAMES, (uint64_t)i + 1, trace_names[i]);
	for (int i = 0; i < TRACE_ARG_NAMES; i++)
		write_interned(buffer, DATA_ANNOTATION_NAMES, (uint64_t)i + 1, trace_arg_names[i]);
	protobuf_end(buffer, data);
	data = protobuf_begin(buffer, PACKET_CLOCK_SNAPSHOT);
	clock = protobuf_begin(buffer, SNAPSHOT_CLOCKS);
	protobuf_number(buffer, CLOCK_ID, CLOCK_IS_MONOTONIC);
	protobuf_number(buffer, CLOCK_TIMESTAMP, 0);
	protobuf_end(buffer, clock);
	protobuf_number(buffer, SNAPSHOT_PRIMARY_CLOCK, CLOCK_IS_MONOTONIC);
	protobuf_end(buffer, data);
	end_packet(t, packet);
}

/* The iid of a text argument that may come again; 0: it is none. */
static uint64_t string_iid(struct trace_perfetto *t, const struct trace_arg *arg)
{
	const struct table_key *known;

	if (!arg->text || !arg->number)
		return 0;
	known = table_find(&t->strings, arg->name, arg->number);
	return known ? (uint64_t)((const char *)known - t->strings.records) / t->strings.record_size + 1 : 0;
}

/* Tells the texts of an event's arguments that have not been told. */
static void intern(struct trace_perfetto *t, const struct trace_args *args)
{
	size_t data = 0;

	for (size_t i = 0; i < args->count; i++) {
		const struct trace_arg *arg = &args->list[i];

		if (!arg->text || !arg->number || string_iid(t, arg))
			continue;
		if (!table_get(&t->strings, arg->name, arg->number)) {
			t->trace.failed = 1;
			return;
		}
		if (!data)
			data = protobuf_begin(&t->buffer, PACKET_INTERNED_DATA);
		write_interned(&t->buffer, DATA_ANNOTATION_STRINGS, t->strings.count, arg->text);
	}
	if (data)
		protobuf_end(&t->buffer, data);
}

static void write_args(struct trace_perfetto *t, const struct trace_args *args)
{
	struct protobuf *buffer = &t->buffer;

	for (size_t i = 0; i < args->count; i++) {
		const struct trace_arg *arg = &args->list[i];
		uint64_t iid = string_iid(t, arg);
		size_t annotation = protobuf_begin(buffer, EVENT_DEBUG_ANNOTATIONS);

		protobuf_number(buffer, ANNOTATION_NAME_IID, (uint64_t)arg->name + 1);
		if (iid)
			protobuf_number(buffer, ANNOTATION_STRING_IID, iid);
		else if (arg->text)
			protobuf_string(buffer, ANNOTATION_STRING, arg->text);
		else
			protobuf_number(buffer, ANNOTATION_UINT, arg->number);
		protobuf_end(buffer, annotation);
	}
}

static void write_time(struct trace_perfetto *t, uint64_t time)
{
	protobuf_number(&t->buffer, PACKET_TIMESTAMP, time);
	protobuf_number(&t->buffer, PACKET_TIMESTAMP_CLOCK_ID, CLOCK_IS_MONOTONIC);
}

/* An event that has a name: all but the end of a slice and a counter. */
static void write_event(struct trace_perfetto *t, uint32_t type, uint64_t track, const struct trace_event *event)
{
	struct protobuf *buffer = &t->buffer;
	size_t packet = begin_packet(t, SEQUENCE_NEEDS_STATE), message;

	write_time(t, event->start);
	intern(t, &event->args);
	message = protobuf_begin(buffer, PACKET_TRACK_EVENT);
	protobuf_number(buffer, EVENT_TYPE, type);
	protobuf_number(buffer, EVENT_TRACK_UUID, track);
	protobuf_number(buffer, EVENT_NAME_IID, (uint64_t)event->name + 1);
	protobuf_number(buffer, EVENT_CATEGORY_IIDS, event->row == TRACE_ROW_CPU ? CATEGORY_CPU : CATEGORY_GIL);
	if (event->flow_in)
		protobuf_fixed64(buffer, EVENT_TERMINATING_FLOW_IDS, event->flow_in);
	write_args(t, &event->args);
	protobuf_end(buffer, message);
	end_packet(t, packet);
}

static uint64_t track_of(const struct trace_event *event)
{
	return uuid(event->row == TRACE_ROW_CPU ? TRACK_OF_CPU : TRACK_OF_THREAD, event->thread.id);
}

static void write_end(struct trace_perfetto *t, const struct trace_event *event)
{
	size_t packet = begin_packet(t, SEQUENCE_NEEDS_STATE), message;

	write_time(t, event->end);
	message = protobuf_begin(&t->buffer, PACKET_TRACK_EVENT);
	protobuf_number(&t->buffer, EVENT_TYPE, TYPE_SLICE_END);
	protobuf_number(&t->buffer, EVENT_TRACK_UUID, track_of(event));
	if (event->flow_out)
		protobuf_fixed64(&t->buffer, EVENT_FLOW_IDS, event->flow_out);
	protobuf_end(&t->buffer, message);
	end_packet(t, packet);
}

static void slice(struct trace *trace, const struct trace_event *event)
{
	if (event->part != TRACE_END_ONLY)
		write_event(self(trace), TYPE_SLICE_BEGIN, track_of(event), event);
	if (event->part != TRACE_LATE_BEGIN)
		write_end(self(trace), event);
}

static void instant(struct trace *trace, const struct trace_event *event)
{
	write_event(self(trace), TYPE_INSTANT, track_of(event), event);
}

static void counter(struct trace *trace, uint32_t tgid, uint64_t time, uint64_t waiters)
{
	struct trace_perfetto *t = self(trace);
	size_t packet = begin_packet(t, SEQUENCE_NEEDS_STATE), message;

	write_time(t, time);
	message = protobuf_begin(&t->buffer, PACKET_TRACK_EVENT);
	protobuf_number(&t->buffer, EVENT_TYPE, TYPE_COUNTER);
	protobuf_number(&t->buffer, EVENT_TRACK_UUID, uuid(TRACK_OF_WAITERS, tgid));
	protobuf_number(&t->buffer, EVENT_COUNTER_VALUE, waiters);
	protobuf_end(&t->buffer, message);
	end_packet(t, packet);
}

/* The first fields of a track's description; the caller adds what it is of. Returns what end_track() wants. */
struct open_track {
	size_t packet, message;
};

static struct open_track begin_track(struct trace_perfetto *t, uint64_t track, uint64_t parent, const char *name)
{
	struct open_track open;

	open.packet = begin_packet(t, SEQUENCE_NEEDS_STATE);
	open.message = protobuf_begin(&t->buffer, PACKET_TRACK_DESCRIPTOR);
	protobuf_number(&t->buffer, TRACK_UUID, track);
	if (parent)
		protobuf_number(&t->buffer, TRACK_PARENT_UUID, parent);
	if (name)
		protobuf_string(&t->buffer, TRACK_NAME, name);
	return open;
}

static void end_track(struct trace_perfetto *t, struct open_track open)
{
	protobuf_end(&t->buffer, open.message);
	end_packet(t, open.packet);
}

static void process(struct trace *trace, uint32_t tgid, const char *name)
{
	struct trace_perfetto *t = self(trace);
	struct open_track open = begin_track(t, uuid(TRACK_OF_PROCESS, tgid), 0, NULL);
	size_t message = protobuf_begin(&t->buffer, TRACK_PROCESS);

	protobuf_number(&t->buffer, PROCESS_PID, tgid);
	if (name)
		protobuf_string(&t->buffer, PROCESS_NAME, name);
	protobuf_end(&t->buffer, message);
	end_track(t, open);
	open = begin_track(t, uuid(TRACK_OF_WAITERS, tgid), uuid(TRACK_OF_PROCESS, tgid), TRACE_COUNTER);
	protobuf_end(&t->buffer, protobuf_begin(&t->buffer, TRACK_COUNTER));
	end_track(t, open);
}

static void thread(struct trace *trace, const struct trace_thread *thread, const char *name, int with_cpu_row)
{
	struct trace_perfetto *t = self(trace);
	uint64_t track = uuid(TRACK_OF_THREAD, thread->id);
	struct open_track open = begin_track(t, track, uuid(TRACK_OF_PROCESS, thread->tgid), NULL);
	size_t message = protobuf_begin(&t->buffer, TRACK_THREAD);

	protobuf_number(&t->buffer, THREAD_PID, thread->tgid);
	protobuf_number(&t->buffer, THREAD_TID, thread->tid);
	protobuf_string(&t->buffer, THREAD_NAME, name);
	protobuf_end(&t->buffer, message);
	end_track(t, open);
	if (with_cpu_row)
		end_track(t, begin_track(t, uuid(TRACK_OF_CPU, thread->id), track, "CPU"));
}

static void finish(struct trace *trace, uint64_t time, const struct trace_args *args)
{
	struct trace_perfetto *t = self(trace);
	struct trace_event event = { .name = TRACE_MEASUREMENT, .start = time, .args = *args };

	end_track(t, begin_track(t, uuid(TRACK_OF_MEASUREMENT, 0), 0, "gilscope"));
	write_event(t, TYPE_INSTANT, uuid(TRACK_OF_MEASUREMENT, 0), &event);
}

static void free_perfetto(struct trace *trace)
{
	protobuf_free(&self(trace)->buffer);
	table_free(&self(trace)->strings);
	free(trace);
}

static const struct trace_format format = { process, thread, slice, instant, counter, finish, free_perfetto };

struct trace *trace_perfetto(FILE *out)
{
	struct trace_perfetto *t = calloc(1, sizeof(*t));

	if (!t) {
		say("out of memory");
		return NULL;
	}
	t->trace.format = &format;
	t->trace.out = out;
	table_init(&t->strings, sizeof(struct table_key));
	write_head(t);
	return &t->trace;
}
