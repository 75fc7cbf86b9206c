/* codes.c - see codes.h. */
#include "codes.h"

#include <stdlib.h>
#include <string.h>

#include "code_lines.h"
#include "gil_raw.h"
#include "text.h"

struct lines {
	struct table_key key; /* gil_frame.code, 0 */
	uint32_t firstline, format;
	uint32_t size, filled; /* bytes of the table, and those that have come */
	uint8_t *bytes;
};

void codes_init(struct codes *codes)
{
	memset(codes, 0, sizeof(*codes));
	table_init(&codes->tables, sizeof(struct lines));
}

/* A code point as UTF-8, up to four bytes; their number. What is none, or would end the string, becomes U+FFFD. */
static size_t put_point(char out[4], uint32_t point)
{
	if (!point || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		point = 0xfffd;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* `in` has `bytes` bytes. As much as has room goes to `out`, in whole characters, and a NUL. */
static void put_text(char *out, size_t room, const char *in, size_t bytes, uint32_t length, uint32_t width)
{
	size_t n = 0;

	if (width != 1 && width != 2 && width != 4)
		length = 0;
	for (size_t at = 0; length && at + width <= bytes; length--, at += width) {
		uint32_t point = 0;
		char encoded[4];
		size_t size;

		memcpy(&point, in + at, width); /* little-endian, as all machines that gilscope runs on */
		size = put_point(encoded, point);
		if (n + size >= room)
			break;
		memcpy(out + n, encoded, size);
		n += size;
	}
	out[n] = '\0';
}

static void forget(struct codes *codes, struct lines *lines)
{
	codes->bytes -= lines->bytes ? lines->size : 0;
	free(lines->bytes);
	lines->bytes = NULL;
	lines->size = lines->filled = 0;
}

static int take_code(struct codes *codes, struct stream *stream, const struct gil_raw_code *raw)
{
	struct gil_event_code event = { .head = raw->head, .firstline = raw->firstline };
	struct lines *lines = table_get(&codes->tables, raw->head.value, 0);

	if (!lines)
		return -1;
	forget(codes, lines); /* the kernel side forgets what it has sent, and then sends it again */
	lines->firstline = raw->firstline;
	lines->format = raw->format;
	if (raw->table_size && raw->table_size <= GIL_RAW_TABLE_MAX && codes->bytes + raw->table_size <= CODES_TABLES_MAX) {
		lines->bytes = malloc(raw->table_size);
		if (!lines->bytes)
			return say("out of memory");
		lines->size = raw->table_size;
		codes->bytes += raw->table_size;
	}
	event.head.kind = GIL_EVENT_CODE;
	put_text(event.name, sizeof(event.name), raw->name, sizeof(raw->name), raw->name_length, raw->name_width);
	put_text(event.file, sizeof(event.file), raw->file, sizeof(raw->file), raw->file_length, raw->file_width);
	return stream_put(stream, &event, sizeof(event));
}

/* A piece that does not follow the last one is left out: one before it was lost, and the table stays incomplete. */
static void take_lines(struct codes *codes, const struct gil_raw_lines *raw)
{
	struct lines *lines = table_find(&codes->tables, raw->head.value, 0);

	if (!lines || !lines->bytes || raw->offset != lines->filled || raw->size > sizeof(raw->bytes) ||
	    raw->size > lines->size - lines->filled)
		return;
	memcpy(lines->bytes + lines->filled, raw->bytes, raw->size);
	lines->filled += raw->size;
}

static uint32_t find_line(const struct codes *codes, const struct gil_frame *frame)
{
	const struct lines *lines = table_find(&codes->tables, frame->code, 0);

	if (!lines || !lines->bytes || lines->filled < lines->size)
		return 0;
	return code_line(lines->format, lines->bytes, lines->size, lines->firstline, (int32_t)frame->line);
}

/* Frames that stand for no Python function have a key of 0, and are left out here: there it would cost a loop its bound. */
static int take_stack(struct codes *codes, struct stream *stream, const struct gil_event_stack *raw)
{
	struct gil_event_stack event = { .head = raw->head, .flags = raw->flags };

	for (uint32_t i = 0; i < raw->count; i++) {
		const struct gil_frame *frame = &raw->frames[i];

		if (frame->padding != GIL_RAW_FRAME_OFFSET)
			event.frames[event.count++] = *frame;
		else if (frame->code)
			event.frames[event.count++] = (struct gil_frame){ .code = frame->code, .line = find_line(codes, frame) };
	}
	return stream_put(stream, &event, sizeof(event));
}

int codes_take(struct codes *codes, struct stream *stream, const void *record, size_t size)
{
	const struct gil_event *event = record;

	if (size < sizeof(*event))
		return stream_put(stream, record, size);
	if (event->kind == GIL_RAW_CODE && size >= sizeof(struct gil_raw_code))
		return take_code(codes, stream, record);
	if (event->kind == GIL_RAW_LINES && size >= sizeof(struct gil_raw_lines)) {
		take_lines(codes, record);
		return 0;
	}
	/* Checked by stream_record_size() as far as it says how many bytes there are. */
	if (event->kind == GIL_EVENT_STACK && stream_record_size(event, size))
		return take_stack(codes, stream, record);
	return stream_put(stream, record, size);
}

void codes_free(struct codes *codes)
{
	for (size_t i = 0; i < codes->tables.count; i++)
		forget(codes, table_at(&codes->tables, i));
	table_free(&codes->tables);
	memset(codes, 0, sizeof(*codes));
}
