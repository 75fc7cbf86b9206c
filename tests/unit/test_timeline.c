/* test_timeline.c - bpf/trace/timeline.c and the formats of traces: exact words, bounded memory, files that take no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_stream.h"
#include "json.h"
#include "protobuf.h"
#include "timeline.h"

#define MANY 10000000ULL
#define MANY_KB (64 << 10) /* that much more memory at most */

struct one {
	struct dictionary dictionary;
	struct timeline timeline;
	struct trace *trace;
};

static int on_event(void *context, const struct gil_event *event)
{
	struct one *one = context;

	if (dictionary_event(&one->dictionary, event))
		return -1;
	return timeline_event(&one->timeline, &one->dictionary, event);
}

static void one_begin(struct one *one, struct trace *trace, int with_cpus)
{
	assert_non_null(trace);
	one->trace = trace;
	dictionary_init(&one->dictionary);
	timeline_init(&one->timeline, trace, with_cpus);
}

static void one_end(struct one *one)
{
	timeline_free(&one->timeline);
	dictionary_free(&one->dictionary);
	one->trace->format->free(one->trace);
}

static void tell_thread(struct one *one, uint32_t id, uint32_t tid, const char *name)
{
	struct gil_event_thread event = {
		.head = { 1000, id, GIL_EVENT_THREAD, 0, 0 }, .tgid = 7, .tid = tid, .own_tid = tid, .name_size = 9,
	};

	snprintf(event.name, sizeof(event.name), "%s", name);
	assert_int_equal(on_event(one, &event.head), 0);
}

static void send(struct one *one, uint64_t time, uint32_t thread, uint16_t kind, uint16_t detail, uint64_t value)
{
	struct gil_event event = { time, thread, kind, detail, value };

	assert_int_equal(on_event(one, &event), 0);
}

/* Ends the trace and looks for each of the lines in it. */
static void expect_lines(struct one *one, FILE *out, char **text, const char *const *lines, size_t count)
{
	struct timeline_losses losses = { 6, 5, 1 };

	assert_int_equal(timeline_finish(&one->timeline, &one->dictionary, 7, "python", 1000, 9000), 0);
	timeline_end(&one->timeline, "test", &losses);
	fclose(out);
	assert_int_equal(one->trace->bytes, strlen(*text));
	for (size_t i = 0; i < count; i++)
		if (!strstr(*text, lines[i]))
			fail_msg("not in the file: %s\n%s", lines[i], *text);
	one_end(one);
	free(*text);
}

/* Two threads hand the GIL over; each line of the file is known beforehand. */
static void hand_over_in_json(void **state)
{
	static const char *const lines[] = {
		"{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":7,\"tid\":70,\"args\":{\"name\":\"first\"}}",
		/* The wait began while the first one held; it ends when the second one owns. */
		"{\"ph\":\"X\",\"name\":\"GIL wait\",\"pid\":7,\"tid\":71,\"cat\":\"gil\",\"ts\":3.000,\"dur\":2.250,"
		"\"args\":{\"holder\":\"first\",\"holder_tid\":70}}",
		"{\"ph\":\"i\",\"name\":\"drop request\",\"pid\":7,\"tid\":71,\"cat\":\"gil\",\"ts\":4.000,\"s\":\"t\","
		"\"args\":{\"holder\":\"first\",\"holder_tid\":70}}",
		"{\"ph\":\"X\",\"name\":\"GIL hold\",\"pid\":7,\"tid\":70,\"cat\":\"gil\",\"ts\":2.001,\"dur\":3.004,"
		"\"args\":{\"contended\":0,\"reason\":\"interval\",\"waiters\":1}}",
		"{\"ph\":\"s\",\"name\":\"hand-off\",\"pid\":7,\"tid\":70,\"cat\":\"gil\",\"id\":1,\"bp\":\"e\",\"ts\":5.005}",
		"{\"ph\":\"f\",\"name\":\"hand-off\",\"pid\":7,\"tid\":71,\"cat\":\"gil\",\"id\":1,\"bp\":\"e\",\"ts\":5.250}",
		/* The window ends while the second one holds. */
		"{\"ph\":\"X\",\"name\":\"GIL hold\",\"pid\":7,\"tid\":71,\"cat\":\"gil\",\"ts\":5.250,\"dur\":3.750,"
		"\"args\":{\"contended\":1,\"truncated\":\"end\"}}",
		"{\"ph\":\"C\",\"name\":\"GIL waiters\",\"pid\":7,\"tid\":7,\"ts\":3.000,\"args\":{\"waiting\":1}}",
		"{\"ph\":\"C\",\"name\":\"GIL waiters\",\"pid\":7,\"tid\":7,\"ts\":5.250,\"args\":{\"waiting\":0}}",
		"{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":7,\"tid\":7,\"args\":{\"name\":\"python\"}}",
		"\"slices\":3,\"flows\":1,\"strays\":0,\"lost\":6,\"lost_events\":5,\"lost_stacks\":1}}\n",
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct one one;

	(void)state;
	one_begin(&one, trace_json(out), 0);
	tell_thread(&one, 1, 70, "first");
	tell_thread(&one, 2, 71, "second");
	send(&one, 2001, 1, GIL_EVENT_ACQUIRE, 0, 0);
	send(&one, 3000, 2, GIL_EVENT_REQUEST, 0, 0);
	send(&one, 4000, 2, GIL_EVENT_DROP_REQUEST, 0, 0);
	send(&one, 4500, 1, GIL_EVENT_SWITCH_OUT, 1, 0); /* not asked for */
	send(&one, 5005, 1, GIL_EVENT_RELEASE, GIL_REASON_INTERVAL, 1);
	send(&one, 5250, 2, GIL_EVENT_ACQUIRE, 1, 0);
	expect_lines(&one, out, &text, lines, sizeof(lines) / sizeof(lines[0]));
}

/* What ran when the window opened begins with it, once its start is known; a thread that dies ends what it did. */
static void cut_spans(void **state)
{
	static const char *const lines[] = {
		"\"ts\":1.000,\"dur\":1.000,\"args\":{\"reason\":\"blocking\",\"waiters\":0,\"truncated\":\"start\"}}",
		"\"ts\":1.000,\"dur\":2.000,\"args\":{\"truncated\":\"start\"}}", /* asked before, got it */
		"\"ts\":1.000,\"dur\":5.000,\"args\":{\"truncated\":\"start,death\"}}", /* asked before, asked again, died */
		"\"ts\":3.000,\"dur\":6.000,\"args\":{\"contended\":1,\"truncated\":\"end\"}}",
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct one one;

	(void)state;
	one_begin(&one, trace_json(out), 0);
	for (uint32_t id = 1; id <= 3; id++)
		tell_thread(&one, id, 70 + id, "t");
	send(&one, 2000, 1, GIL_EVENT_RELEASE, GIL_REASON_BLOCKING, 0);
	send(&one, 3000, 2, GIL_EVENT_ACQUIRE, 1, 0);
	send(&one, 4000, 3, GIL_EVENT_DROP_REQUEST, 0, 0);
	send(&one, 6000, 3, GIL_EVENT_EXIT, 0, 0);
	send(&one, 7000, 3, GIL_EVENT_RELEASE, 0, 0); /* the dead do nothing */
	expect_lines(&one, out, &text, lines, sizeof(lines) / sizeof(lines[0]));
}

/* The stack taken last, and how old it is at the end; frames whose code was not told have no name. */
static void stacks(void **state)
{
	static const char *const lines[] = {
		"\"function\":\"inner\",\"where\":\"/a.py:5\",\"stack\":\"inner (/a.py:5) <- outer (/b.py:20) <- ? <- ...\","
		"\"sampled_ns_before_end\":1000}}",
		"\"waiters\":0,\"function\":\"(outside of Python code)\",\"sampled_ns_before_end\":0}}",
	};
	struct gil_event_code inner = { .head = { 1, 0, GIL_EVENT_CODE, 0, 11 }, .firstline = 2, .name = "inner", .file = "/a.py" };
	struct gil_event_code outer = { .head = { 1, 0, GIL_EVENT_CODE, 0, 12 }, .firstline = 20, .name = "outer", .file = "/b.py" };
	struct gil_event_stack stack = {
		.head = { 1, 0, GIL_EVENT_STACK, 0, 99 }, .count = 3, .flags = GIL_STACK_CUT,
		.frames = { { 11, 5, 0 }, { 12, 0, 0 }, { 13, 3, 0 } },
	};
	struct gil_event_stack empty = { .head = { 1, 0, GIL_EVENT_STACK, 0, 98 }, .count = 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct one one;

	(void)state;
	one_begin(&one, trace_json(out), 0);
	tell_thread(&one, 1, 71, "t");
	assert_int_equal(on_event(&one, &inner.head) | on_event(&one, &outer.head), 0);
	assert_int_equal(on_event(&one, &stack.head) | on_event(&one, &empty.head), 0);
	send(&one, 2000, 1, GIL_EVENT_ACQUIRE, 0, 0);
	send(&one, 2500, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_CLOCK, 98);
	send(&one, 3000, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_DROP, 99);
	send(&one, 4000, 1, GIL_EVENT_RELEASE, GIL_REASON_INTERVAL, 1);
	send(&one, 4500, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_DROP, 99); /* too late */
	send(&one, 5000, 1, GIL_EVENT_ACQUIRE, 0, 0);
	send(&one, 6000, 1, GIL_EVENT_SAMPLE, GIL_CAUSE_RELEASE, 98);
	send(&one, 6000, 1, GIL_EVENT_RELEASE, GIL_REASON_BLOCKING, 0);
	expect_lines(&one, out, &text, lines, sizeof(lines) / sizeof(lines[0]));
}

/* The states of the scheduler, as the kernel's sums have them. */
static void cpu_states(void **state)
{
	static const char *const lines[] = {
		"\"name\":\"running\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":1.000,\"dur\":1.000,"
		"\"args\":{\"truncated\":\"start\"}}",
		"\"name\":\"sleeping\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":2.000,\"dur\":1.000,\"args\":{}}",
		"\"name\":\"runnable\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":3.000,\"dur\":0.500,\"args\":{}}",
		"\"name\":\"running\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":3.500,\"dur\":0.500,\"args\":{\"cpu\":3}}",
		/* It went to sleep, but was woken before it was gone. */
		"\"name\":\"runnable\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":4.000,\"dur\":1.000,\"args\":{}}",
		/* Preempted. */
		"\"name\":\"runnable\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":6.000,\"dur\":1.000,\"args\":{}}",
		"\"name\":\"running\",\"pid\":7,\"tid\":1000000071,\"cat\":\"cpu\",\"ts\":7.000,\"dur\":2.000,"
		"\"args\":{\"cpu\":0,\"truncated\":\"end\"}}",
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct one one;

	(void)state;
	one_begin(&one, trace_json(out), 1);
	tell_thread(&one, 1, 71, "t");
	send(&one, 2000, 1, GIL_EVENT_SWITCH_OUT, 1, 0);
	send(&one, 3000, 1, GIL_EVENT_WAKEUP, 0, 0);
	send(&one, 3500, 1, GIL_EVENT_SWITCH_IN, 0, 3);
	send(&one, 3900, 1, GIL_EVENT_WAKEUP, 0, 0);
	send(&one, 4000, 1, GIL_EVENT_SWITCH_OUT, 1, 0);
	send(&one, 5000, 1, GIL_EVENT_SWITCH_IN, 0, 1);
	send(&one, 6000, 1, GIL_EVENT_SWITCH_OUT, 0, 0);
	send(&one, 7000, 1, GIL_EVENT_SWITCH_IN, 0, 0);
	expect_lines(&one, out, &text, lines, sizeof(lines) / sizeof(lines[0]));
}

static void check_digits(uint64_t value, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	struct json json = { .out = open_memstream(&text, &size) };

	json_array(&json, NULL);
	json_microseconds(&json, NULL, value);
	json_number(&json, NULL, value);
	json_signed(&json, NULL, (int64_t)value);
	json_array_end(&json);
	fclose(json.out);
	assert_string_equal(text, expected);
	assert_int_equal(json.bytes, size);
	free(text);
}

static void digits(void **state)
{
	(void)state;
	check_digits(0, "[0.000,0,0]");
	check_digits(1, "[0.001,1,1]");
	check_digits(1010, "[1.010,1010,1010]");
	check_digits(1ULL << 63, "[9223372036854775.808,9223372036854775808,-9223372036854775808]");
	check_digits(UINT64_MAX, "[18446744073709551.615,18446744073709551615,-1]");
}

/* Lengths of a message on both sides of one, two and three bytes of length. */
static void nested_messages(void **state)
{
	static const size_t sizes[] = { 0, 1, 124, 125, 126, 127, 128, 129, 16380, 16384, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct protobuf buffer = { 0 };
		char *text = malloc(sizes[i] + 1);
		size_t outer, inner, at = 0, lengths[3];

		memset(text, 'x', sizes[i]);
		text[sizes[i]] = '\0';
		outer = protobuf_begin(&buffer, 1);
		inner = protobuf_begin(&buffer, 2);
		protobuf_string(&buffer, 3, text);
		protobuf_end(&buffer, inner);
		protobuf_end(&buffer, outer);
		assert_false(buffer.failed);
		for (int level = 0; level < 3; level++) {
			size_t shift = 0;

			assert_int_equal(buffer.bytes[at++], (level + 1) << 3 | 2);
			for (lengths[level] = 0;; shift += 7) {
				lengths[level] |= (size_t)(buffer.bytes[at] & 0x7f) << shift;
				if (!(buffer.bytes[at++] & 0x80))
					break;
			}
			assert_int_equal(lengths[level], buffer.size - at);
		}
		assert_int_equal(lengths[2], sizes[i]);
		assert_memory_equal(buffer.bytes + at, text, sizes[i]);
		protobuf_free(&buffer);
		free(text);
	}
}

static long resident_kb(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long pages = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d %ld", &pages), 1);
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* Threads that live for long, so that what grows would be by events. */
static int ten_million(struct trace *(*open)(FILE *), const char *what)
{
	struct timespec before, after;
	FILE *out = fopen("/dev/null", "we");
	struct fake_stream stream;
	struct one one;
	long kb = resident_kb();
	double seconds;

	one_begin(&one, open(out), 1);
	fake_begin(&stream, 1, 0, on_event, &one);
	stream.deaths = 0;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	assert_int_equal(fake_run(&stream, MANY), 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	kb = resident_kb() - kb;
	seconds = (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	printf("%s: %llu events, %llu bytes, %.1f s, %ld kB more memory\n", what, (unsigned long long)one.timeline.events,
	       (unsigned long long)one.trace->bytes, seconds, kb);
	assert_true(one.timeline.events > MANY * 9 / 10);
	assert_int_equal(one.timeline.strays, 0);
	one_end(&one);
	fclose(out);
	return kb < MANY_KB;
}

static void memory_is_bounded(void **state)
{
	(void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	skip(); /* a sanitizer's own memory is not ours */
#endif
	assert_true(ten_million(trace_perfetto, "perfetto"));
	assert_true(ten_million(trace_json, "json"));
}

/* A file that takes no more: the stream goes on, and ferror() tells. */
static void full_disk(void **state)
{
	struct trace *(*const formats[])(FILE *) = { trace_json, trace_perfetto };

	(void)state;
	for (int i = 0; i < 2; i++) {
		FILE *out = fopen("/dev/full", "we");
		struct fake_stream stream;
		struct one one;

		one_begin(&one, formats[i](out), 1);
		fake_begin(&stream, 1, 0, on_event, &one);
		assert_int_equal(fake_run(&stream, 10000), 0);
		assert_true(ferror(out));
		one_end(&one);
		fclose(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hand_over_in_json), cmocka_unit_test(cut_spans), cmocka_unit_test(stacks),
		cmocka_unit_test(cpu_states),        cmocka_unit_test(digits),    cmocka_unit_test(nested_messages),
		cmocka_unit_test(memory_is_bounded), cmocka_unit_test(full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
