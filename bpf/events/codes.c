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

/* A stack or a C function, under the number that it gets in the stream. */
struct number {
	struct table_key key;
	uint64_t number; /* 0: it gets none */
};

void codes_init(struct codes *codes)
{
	memset(codes, 0, sizeof(*codes));
	table_init(&codes->tables, sizeof(struct lines));
	table_init(&codes->stacks, sizeof(struct number));
	table_init(&codes->natives, sizeof(struct number));
}

/* As the kernel side mixes its keys. */
static uint64_t mix(uint64_t value)
{
	value ^= value >> 33;
	value *= 0xff51afd7ed558ccdULL;
	value ^= value >> 33;
	value *= 0xc4ceb9fe1a85ec53ULL;
	return value ^ value >> 33;
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

static uint64_t text_number(uint64_t number, const char *text)
{
	while (*text)
		number = mix(number ^ (unsigned char)*text++);
	return mix(number + 1);
}

/* The key of the C function at an address, which is told if it was not; 0: none. -1, having said why. */
static int find_native(struct codes *codes, struct stream *stream, const struct gil_event *stack, uint64_t address,
		       uint64_t *key)
{
	struct gil_event_code event = { .head = { .time = stack->time, .kind = GIL_EVENT_CODE } };
	struct number *known = table_find(&codes->natives, address, stack->thread);

	*key = known ? known->number : 0;
	if (known || !codes->native)
		return 0;
	if (codes->natives.count >= CODES_STACKS_MAX)
		table_clear(&codes->natives);
	known = table_get(&codes->natives, address, stack->thread);
	if (!known)
		return -1;
	if (codes->native(codes->context, stack->thread, address, &event))
		return 0;
	known->number = *key = text_number(text_number(mix(stack->thread), event.name), event.file);
	event.head.value = *key;
	return stream_put(stream, &event, sizeof(event));
}

static int remember_stack(struct codes *codes, uint64_t told, uint64_t number)
{
	struct number *stack;

	if (codes->stacks.count >= CODES_STACKS_MAX) {
		table_clear(&codes->stacks);
		codes->full = 1;
	}
	stack = table_get(&codes->stacks, told, 0);
	if (!stack)
		return -1;
	stack->number = number;
	return 0;
}

/* Frames that stand for no Python function have a key of 0, and are left out here: there it would cost a loop its bound. */
static int take_stack(struct codes *codes, struct stream *stream, const struct gil_event_stack *raw)
{
	struct gil_event_stack event = { .head = raw->head, .flags = raw->flags };
	uint64_t number = mix(raw->head.thread + raw->flags), key = 1;
	int is_raw = 0;

	for (uint32_t i = 0; i < raw->count; i++) {
		struct gil_frame frame = raw->frames[i];

		if (frame.padding == GIL_RAW_FRAME_NATIVE) {
			/* From the first on that is not known all are as good as made up. */
			if (key && find_native(codes, stream, &raw->head, frame.code, &key))
				return -1;
			frame = (struct gil_frame){ .code = key };
			is_raw = 1;
		} else if (frame.padding == GIL_RAW_FRAME_OFFSET) {
			frame = (struct gil_frame){ .code = frame.code, .line = frame.code ? find_line(codes, &frame) : 0 };
			is_raw = 1;
		}
		if (!frame.code && is_raw)
			continue;
		number = mix(number ^ frame.code) + frame.line;
		event.frames[event.count++] = frame;
	}
	if (is_raw) {
		event.head.thread = 0;
		event.head.value = mix(number + event.count);
		if (remember_stack(codes, raw->head.value, event.head.value))
			return -1;
	}
	return stream_put(stream, &event, sizeof(event));
}

/* A record that names a stack by the number that the kernel side knows it by. */
static int take_user(struct codes *codes, struct stream *stream, const struct gil_event *event, size_t size)
{
	const struct number *stack = table_find(&codes->stacks, event->value, 0);
	struct gil_event_alloc copy; /* the largest of them */

	if (!stack || size > sizeof(copy))
		return stream_put(stream, event, size);
	memcpy(&copy, event, size);
	copy.head.value = stack->number;
	return stream_put(stream, &copy, size);
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
	if (codes->stacks.count && (event->kind == GIL_EVENT_SAMPLE || event->kind == GIL_EVENT_ALLOC))
		return take_user(codes, stream, record, size);
	return stream_put(stream, record, size);
}

void codes_forget_natives(struct codes *codes)
{
	table_clear(&codes->natives);
}

void codes_free(struct codes *codes)
{
	for (size_t i = 0; i < codes->tables.count; i++)
		forget(codes, table_at(&codes->tables, i));
	table_free(&codes->tables);
	table_free(&codes->stacks);
	table_free(&codes->natives);
	memset(codes, 0, sizeof(*codes));
}
