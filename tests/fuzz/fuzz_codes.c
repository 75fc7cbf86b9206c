/*
 * fuzz_codes.c - libFuzzer against events/codes.c and events/code_lines.c: bytes become records of the ring buffer, as a
 * process could make them whose memory is full of lies. What comes out must be sound.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "codes.h"
#include "gil_raw.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int look(void *context, const struct gil_event *event, size_t size)
{
	const struct gil_event_code *code = (const void *)event;
	const struct gil_event_stack *stack = (const void *)event;

	(void)context;
	assert(stream_record_size(event, size) == size);
	if (event->kind == GIL_EVENT_CODE)
		assert(strnlen(code->name, sizeof(code->name)) < sizeof(code->name) && text_is_valid(code->name) &&
		       strnlen(code->file, sizeof(code->file)) < sizeof(code->file) && text_is_valid(code->file));
	if (event->kind == GIL_EVENT_STACK)
		for (uint32_t i = 0; i < stack->count; i++)
			assert(stack->frames[i].padding != GIL_RAW_FRAME_OFFSET);
	return 0;
}

/* Up to `most` bytes of the input to `out`; how many. */
static size_t feed(void *out, size_t most, const uint8_t **data, size_t *size)
{
	size_t n = *size < most ? *size : most;

	memcpy(out, *data, n);
	*data += n;
	*size -= n;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stream stream = { .function = look };
	struct codes codes;

	codes_init(&codes);
	while (size) {
		union {
			struct gil_event head;
			struct gil_raw_code code;
			struct gil_raw_lines lines;
			struct gil_event_stack stack;
		} record;
		uint8_t what = *data++;
		size_t bytes = sizeof(record);

		size--;
		memset(&record, 0, sizeof(record));
		record.head.value = what >> 3; /* few keys, so that records meet */
		switch (what & 7) {
		case 0:
		case 1:
			record.head.kind = GIL_RAW_CODE;
			record.code.table_size = (what & 1) * 8; /* small ones get complete */
			feed(&record.code.firstline, 12, &data, &size);
			if (what & 1)
				record.code.table_size &= 0x1f;
			feed(&record.code.name_length, 16 + 32, &data, &size);
			break;
		case 2:
		case 3:
			record.head.kind = GIL_RAW_LINES;
			feed(&record.lines.offset, 8, &data, &size);
			if (what & 1) {
				record.lines.offset = 0;
				record.lines.size &= 0x1f;
			}
			feed(record.lines.bytes, 32, &data, &size);
			break;
		case 4:
		case 5:
			record.head.kind = GIL_EVENT_STACK;
			feed(&record.stack.count, 8 + 4 * sizeof(struct gil_frame), &data, &size);
			if (what & 1)
				record.stack.count &= 3;
			for (size_t i = 0; i < 4; i++)
				record.stack.frames[i].code &= 31;
			break;
		default:
			bytes = feed(&record, size && *data % 2 ? sizeof(record) : 64, &data, &size);
			break;
		}
		if (codes_take(&codes, &stream, &record, bytes) || stream_flush(&stream, ~0ULL))
			break;
	}
	codes_free(&codes);
	stream_free(&stream);
	return 0;
}
