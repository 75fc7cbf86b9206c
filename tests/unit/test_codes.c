/* test_codes.c - bpf/events/codes.c: raw records of code objects become names and lines, whatever they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "code_lines.h"
#include "codes.h"

struct seen {
	unsigned count, codes, stacks;
	struct gil_event_code code;
	struct gil_event_stack stack;
	struct gil_event sample;
};

static int keep(void *context, const struct gil_event *event, size_t size)
{
	struct seen *seen = context;

	seen->count++;
	if (event->kind == GIL_EVENT_CODE) {
		seen->codes++;
		memcpy(&seen->code, event, size);
	} else if (event->kind == GIL_EVENT_STACK) {
		seen->stacks++;
		memset(&seen->stack, 0, sizeof(seen->stack));
		memcpy(&seen->stack, event, size);
	} else if (event->kind == GIL_EVENT_SAMPLE) {
		seen->sample = *event;
	}
	return 0;
}

struct fixture {
	struct codes codes;
	struct stream stream;
	struct seen seen;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	memset(&fixture, 0, sizeof(fixture));
	codes_init(&fixture.codes);
	fixture.stream.function = keep;
	fixture.stream.context = &fixture.seen;
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	codes_free(&f->codes);
	stream_free(&f->stream);
	return 0;
}

static void take(struct fixture *f, const void *record, size_t size)
{
	assert_int_equal(codes_take(&f->codes, &f->stream, record, size), 0);
	assert_int_equal(stream_flush(&f->stream, ~0ULL), 0);
}

static struct gil_raw_code raw_code(uint64_t key)
{
	return (struct gil_raw_code){
		.head = { .time = 1, .kind = GIL_RAW_CODE, .value = key }, .firstline = 10, .format = GIL_LINES_LNOTAB,
	};
}

static void take_table(struct fixture *f, uint64_t key, uint32_t offset, const uint8_t *bytes, uint32_t size)
{
	struct gil_raw_lines raw = { .head = { .time = 1, .kind = GIL_RAW_LINES, .value = key }, .offset = offset, .size = size };

	memcpy(raw.bytes, bytes, size < GIL_RAW_CHUNK ? size : GIL_RAW_CHUNK);
	take(f, &raw, sizeof(raw));
}

/* The line that a stack of this one frame gets. */
static uint32_t line_of(struct fixture *f, uint64_t key, int32_t offset)
{
	struct gil_event_stack raw = { .head = { .time = 1, .kind = GIL_EVENT_STACK, .value = 5 }, .count = 1 };

	raw.frames[0] = (struct gil_frame){ .code = key, .line = (uint32_t)offset, .padding = GIL_RAW_FRAME_OFFSET };
	take(f, &raw, offsetof(struct gil_event_stack, frames) + sizeof(raw.frames[0]));
	assert_int_equal(f->seen.stack.count, 1);
	assert_int_equal(f->seen.stack.frames[0].padding, 0);
	return f->seen.stack.frames[0].line;
}

static void names_of_every_width(void **state)
{
	struct fixture *f = *state;
	struct gil_raw_code raw = raw_code(7);
	static const uint16_t two[] = { 0x66, 0x20ac, 0xd800, 0xdfff, 0 };
	static const uint32_t four[] = { 0x1f40d, 0x110000, 0x61, 0xffffffff };

	memcpy(raw.name, "caf\xe9", 4);
	raw.name_length = 4;
	raw.name_width = 1;
	memcpy(raw.file, two, sizeof(two));
	raw.file_length = 5;
	raw.file_width = 2;
	take(f, &raw, sizeof(raw));
	assert_string_equal(f->seen.code.name, "caf\xc3\xa9");
	assert_string_equal(f->seen.code.file, "f\xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	assert_int_equal(f->seen.code.head.kind, GIL_EVENT_CODE);
	assert_int_equal(f->seen.code.head.value, 7);
	assert_int_equal(f->seen.code.firstline, 10);

	memcpy(raw.name, four, sizeof(four));
	raw.name_width = 4;
	raw.file_width = 3;
	take(f, &raw, sizeof(raw));
	assert_string_equal(f->seen.code.name, "\xf0\x9f\x90\x8d\xef\xbf\xbd" "a\xef\xbf\xbd");
	assert_string_equal(f->seen.code.file, "");
}

/* A length that lies, and text that is longer than its place: cut between characters, and nothing is read outside. */
static void names_too_long(void **state)
{
	struct fixture *f = *state;
	struct gil_raw_code raw = raw_code(7);

	memset(raw.name, 0xe9, sizeof(raw.name));
	memset(raw.file, 'x', sizeof(raw.file));
	raw.name_length = raw.file_length = UINT32_MAX;
	raw.name_width = raw.file_width = 1;
	take(f, &raw, sizeof(raw));
	assert_int_equal(strlen(f->seen.code.name), (GIL_CODE_NAME_SIZE - 1) / 2 * 2);
	assert_int_equal(strlen(f->seen.code.file), GIL_CODE_FILE_SIZE - 1);
	raw.name_width = 4;
	take(f, &raw, sizeof(raw));
	assert_int_equal(strlen(f->seen.code.name), (GIL_CODE_NAME_SIZE - 1) / 3 * 3); /* of U+FFFD */
}

static void tables_in_pieces(void **state)
{
	struct fixture *f = *state;
	struct gil_raw_code raw = raw_code(7);
	uint8_t table[300];

	/* Every two bytes a line further. */
	for (size_t i = 0; i < sizeof(table); i += 2) {
		table[i] = 2;
		table[i + 1] = 1;
	}
	raw.table_size = sizeof(table);
	take(f, &raw, sizeof(raw));
	assert_int_equal(line_of(f, 7, 4), 0); /* the table has not come yet */
	take_table(f, 7, 0, table, 256);
	assert_int_equal(line_of(f, 7, 4), 0);
	take_table(f, 7, 256, table + 256, 44);
	assert_int_equal(line_of(f, 7, 4), 12);
	assert_int_equal(line_of(f, 7, -1), 10);
	assert_int_equal(line_of(f, 8, 4), 0); /* a code object that was not told */

	/* Told again, a piece is lost. */
	take(f, &raw, sizeof(raw));
	take_table(f, 7, 256, table, 44);
	assert_int_equal(line_of(f, 7, 4), 0);
	/* Pieces that are too much, or of no code object. */
	take_table(f, 7, 0, table, 257);
	take_table(f, 7, 0, table, 256);
	take_table(f, 7, 256, table, 45);
	take_table(f, 9, 0, table, 2);
	assert_int_equal(line_of(f, 7, 4), 0);
	take_table(f, 7, 256, table, 44);
	assert_int_equal(line_of(f, 7, 4), 12);

	raw.table_size = GIL_RAW_TABLE_MAX + 1;
	take(f, &raw, sizeof(raw));
	assert_int_equal(f->codes.bytes, 0);
	assert_int_equal(line_of(f, 7, 4), 0);
}

/* All tables together have their bound: what is told after it has no lines, and its name all the same. */
static void tables_are_bounded(void **state)
{
	struct fixture *f = *state;
	uint64_t key;

	for (key = 1; key <= CODES_TABLES_MAX / GIL_RAW_TABLE_MAX + 2; key++) {
		struct gil_raw_code raw = raw_code(key);

		raw.table_size = GIL_RAW_TABLE_MAX;
		take(f, &raw, sizeof(raw));
	}
	assert_int_equal(f->codes.bytes, CODES_TABLES_MAX);
	assert_int_equal(f->seen.codes, key - 1);
}

static void stacks_without_holes(void **state)
{
	struct fixture *f = *state;
	struct gil_event_stack raw = { .head = { .time = 1, .kind = GIL_EVENT_STACK, .value = 5 }, .flags = GIL_STACK_CUT };

	raw.count = GIL_STACK_MAX;
	for (uint32_t i = 0; i < raw.count; i++)
		raw.frames[i] = (struct gil_frame){ .code = i % 2 ? i : 0, .line = i, .padding = GIL_RAW_FRAME_OFFSET };
	take(f, &raw, sizeof(raw));
	assert_int_equal(f->seen.stack.count, GIL_STACK_MAX / 2);
	assert_int_equal(f->seen.stack.frames[3].code, 7);
	assert_int_equal(f->seen.stack.flags, GIL_STACK_CUT);
	/* gilpy's are as they were. */
	for (uint32_t i = 0; i < raw.count; i++)
		raw.frames[i] = (struct gil_frame){ .code = i, .line = i };
	take(f, &raw, sizeof(raw));
	assert_memory_equal(&f->seen.stack, &raw, sizeof(raw));
}

/* What was asked for, and names for addresses below 100 only: those of one ten are one function. */
struct asked {
	unsigned count;
	uint32_t tgid;
};

static int name(void *context, uint32_t tgid, uint64_t address, struct gil_event_code *code)
{
	struct asked *asked = context;

	asked->count++;
	asked->tgid = tgid;
	if (address >= 100)
		return -1;
	code->name[0] = (char)('a' + address / 10);
	strcpy(code->file, "/lib.so");
	return 0;
}

static uint64_t take_native(struct fixture *f, uint64_t number, uint64_t first, uint64_t second)
{
	struct gil_event_stack raw = { .head = { .time = 1, .kind = GIL_EVENT_STACK, .value = number, .thread = 77 }, .count = 3 };

	raw.frames[0] = (struct gil_frame){ .code = first, .padding = GIL_RAW_FRAME_NATIVE };
	raw.frames[1] = (struct gil_frame){ .code = second, .padding = GIL_RAW_FRAME_NATIVE };
	raw.frames[2] = (struct gil_frame){ .code = 7, .padding = GIL_RAW_FRAME_OFFSET };
	take(f, &raw, offsetof(struct gil_event_stack, frames) + raw.count * sizeof(raw.frames[0]));
	assert_int_equal(f->seen.stack.head.thread, 0);
	return f->seen.stack.head.value;
}

/* The stack that a sample comes to have, which the kernel side knows by this number. */
static uint64_t sample(struct fixture *f, uint64_t number)
{
	struct gil_event raw = { .time = 1, .kind = GIL_EVENT_SAMPLE, .value = number };

	take(f, &raw, sizeof(raw));
	return f->seen.sample.value;
}

static void functions_of_c(void **state)
{
	struct fixture *f = *state;
	struct asked asked = { 0 };
	struct gil_raw_code raw = raw_code(7);
	uint64_t one;

	take(f, &raw, sizeof(raw));
	take_native(f, 1, 11, 25); /* nobody to ask */
	assert_int_equal(f->seen.stack.count, 1);
	f->codes.native = name;
	f->codes.context = &asked;
	codes_forget_natives(&f->codes);
	one = take_native(f, 2, 11, 25);
	assert_int_equal(f->seen.stack.count, 3);
	assert_int_equal(asked.tgid, 77);
	assert_int_equal(asked.count, 2);
	assert_string_equal(f->seen.code.name, "c");
	assert_string_equal(f->seen.code.file, "/lib.so");
	assert_int_equal(f->seen.code.head.value, f->seen.stack.frames[1].code);
	assert_int_equal(f->seen.stack.frames[2].code, 7);
	/* Other instructions of the same functions are the same stack. */
	assert_int_equal(take_native(f, 3, 12, 26), one);
	assert_int_not_equal(take_native(f, 4, 12, 36), one);
	take_native(f, 5, 11, 25);
	assert_int_equal(asked.count, 5); /* what is known is not asked for again */
	assert_int_equal(sample(f, 2), one);
	assert_int_equal(sample(f, 3), one);
	assert_int_not_equal(sample(f, 4), one);
	assert_int_equal(sample(f, 99), 99);
	/* Behind one that is not known they are not shown. */
	take_native(f, 6, 100, 25);
	assert_int_equal(f->seen.stack.count, 1);
	take_native(f, 7, 11, 100);
	assert_int_equal(f->seen.stack.count, 2);
}

static void stacks_are_bounded(void **state)
{
	struct fixture *f = *state;

	for (uint64_t i = 1; i <= CODES_STACKS_MAX; i++)
		take_native(f, i, 1, 2);
	assert_int_equal(f->codes.full, 0);
	take_native(f, CODES_STACKS_MAX + 1, 1, 2);
	assert_int_equal(f->codes.full, 1);
	assert_int_equal(sample(f, CODES_STACKS_MAX + 1), f->seen.stack.head.value);
	assert_int_equal(sample(f, 1), 1);
}

static void records_that_are_none(void **state)
{
	struct fixture *f = *state;
	struct gil_raw_code raw = raw_code(7);
	struct gil_event_stack stack = { .head = { .time = 1, .kind = GIL_EVENT_STACK, .value = 5 }, .count = GIL_STACK_MAX + 1 };

	take(f, &raw, sizeof(raw) - 8);
	take(f, &stack, sizeof(stack));
	stack.count = 2;
	take(f, &stack, offsetof(struct gil_event_stack, frames) + sizeof(stack.frames[0]));
	take(f, &raw, 8);
	assert_int_equal(f->seen.count, 0);
	assert_int_equal(f->stream.malformed, 4);
}

/* By hand, from the specifications; code_lines.py has those of real code objects. */
static void lines_of_every_form(void **state)
{
	static const uint8_t lnotab[] = { 0, 1, 6, 255, 255, 0, 3, 127, 0 };
	static const uint8_t linetable[] = { 4, 1, 2, 128, 6, 254, 0, 5, 2, 0 };
	/* none of 2 bytes; long, +70 lines, of 4; no columns, -3, of 2; one line +2, of 2; short, of 16 */
	static const uint8_t locations[] = { 0xf8, 0xf1, 0x4c, 0x02, 0x00, 0x01, 0x01, 0xe8, 0x07, 0xe0, 1, 2, 0x87, 0x11 };
	static const uint32_t wanted[] = { 0, 80, 80, 77, 79, 79, 79, 79, 79, 79, 79, 79, 79, 0, 0 };

	(void)state;
	assert_int_equal(code_line(GIL_LINES_LNOTAB, lnotab, sizeof(lnotab), 10, 0), 11);
	assert_int_equal(code_line(GIL_LINES_LNOTAB, lnotab, sizeof(lnotab), 10, 5), 11);
	assert_int_equal(code_line(GIL_LINES_LNOTAB, lnotab, sizeof(lnotab), 10, 6), 10);
	assert_int_equal(code_line(GIL_LINES_LNOTAB, lnotab, sizeof(lnotab), 10, 264), 137);
	assert_int_equal(code_line(GIL_LINES_LNOTAB, NULL, 0, 10, 264), 10);
	assert_int_equal(code_line(GIL_LINES_LINETABLE, linetable, sizeof(linetable), 10, 0), 11);
	assert_int_equal(code_line(GIL_LINES_LINETABLE, linetable, sizeof(linetable), 10, 4), 0);
	assert_int_equal(code_line(GIL_LINES_LINETABLE, linetable, sizeof(linetable), 10, 6), 9);
	assert_int_equal(code_line(GIL_LINES_LINETABLE, linetable, sizeof(linetable), 10, 12), 14);
	assert_int_equal(code_line(GIL_LINES_LINETABLE, linetable, sizeof(linetable), 10, 14), 0);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		assert_int_equal(code_line(GIL_LINES_LOCATIONS, locations, sizeof(locations), 10, (int64_t)(2 * i)), wanted[i]);
	assert_int_equal(code_line(GIL_LINES_LOCATIONS, locations, sizeof(locations), 10, -2), 10);
	assert_int_equal(code_line(GIL_LINES_NONE, lnotab, sizeof(lnotab), 10, 2), 0);
	assert_int_equal(code_line(GIL_LINES_LOCATIONS, NULL, 0, 10, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_of_every_width, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_too_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tables_in_pieces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tables_are_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stacks_without_holes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(functions_of_c, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stacks_are_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(records_that_are_none, set_up, tear_down),
		cmocka_unit_test(lines_of_every_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
