/* test_page.c - what a page is made of: escapes for HTML and for JSON in it, and the timeline of bounded size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_stream.h"
#include "html.h"
#include "json.h"
#include "lanes.h"
#include "timeline.h"

static char *written;
static size_t written_size;

static FILE *begin(void)
{
	FILE *out = open_memstream(&written, &written_size);

	assert_non_null(out);
	return out;
}

static void end(FILE *out, const char *want)
{
	assert_int_equal(fclose(out), 0);
	assert_string_equal(written, want);
	free(written);
}

static void html(const char *text, size_t columns, const char *want)
{
	FILE *out = begin();

	html_text(out, text, columns);
	end(out, want);
}

static void test_html(void **state)
{
	(void)state;
	html("plain tr\xc3\xa4ger", 0, "plain tr\xc3\xa4ger");
	html("</script><img src=x onerror=alert(1)>", 0, "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
	html("\" onload='x' &lt;", 0, "&quot; onload=&#39;x&#39; &amp;lt;");
	html("a\x01\x1b\x7f\xc2\x9b\xe2\x80\xa8\xe2\x80\xae", 0, "a\\u0001\\u001b\\u007f\\u009b\\u2028\\u202e");
	html("\xef\xbf\xbe\xf4\x8f\xbf\xbf", 0, "\\ufffe\\u10ffff");
	html("<<<<", 2, "&lt;&lt;\xe2\x80\xa6");
	html("ab", 2, "ab");
}

static void json_of(int in_html, const char *text, const char *want)
{
	FILE *out = begin();
	struct json json = { .out = out, .html = in_html };

	json_string(&json, NULL, text);
	end(out, want);
}

static void test_json(void **state)
{
	(void)state;
	json_of(1, "</script><!--&\xe2\x80\xa8\xe2\x80\xa9\"\\",
		"\"\\u003c/script\\u003e\\u003c!--\\u0026\\\\u2028\\\\u2029\\\"\\\\\"");
	json_of(0, "<b>&\xe2\x80\xa8", "\"<b>&\\u2028\"");
}

struct run {
	struct dictionary dictionary;
	struct timeline timeline;
	uint64_t waited, held; /* in ns, by the spans themselves */
	int cpus;
};

static int take(void *context, const struct gil_event *event)
{
	struct run *run = context;

	return dictionary_event(&run->dictionary, event) || timeline_event(&run->timeline, &run->dictionary, event);
}

static double sum(const struct lanes *lanes, enum lane_kind kind)
{
	double all = 0;

	for (size_t i = 0; i < lanes->lanes.count; i++) {
		const struct lane *lane = table_at(&lanes->lanes, i);

		for (unsigned bin = 0; lane->cells && bin < lanes->bins; bin++) {
			float cell = lane_cells(lanes, lane, kind)[bin];

			/* One thread is in one state at a time; threads of two processes may both hold. */
			assert_true(cell >= 0 && cell <= (float)lanes->width * 1.001f);
			all += (double)cell;
		}
	}
	return all;
}

/* A sum of its own, of what is written to the trace. */
static uint64_t summed[TRACE_NAMES];
static void (*lanes_slice)(struct trace *trace, const struct trace_event *event);

static void sum_slice(struct trace *trace, const struct trace_event *event)
{
	if (event->part != TRACE_END_ONLY)
		summed[event->name] += event->end - event->start;
	lanes_slice(trace, event);
}

static struct lanes *lanes_of(uint64_t seed, unsigned deaths, uint64_t count, uint64_t before)
{
	static struct trace_format format;
	struct fake_stream stream;
	struct run run;
	struct lanes *lanes = lanes_new(1);

	assert_non_null(lanes);
	memset(summed, 0, sizeof(summed));
	format = *lanes->trace.format;
	lanes_slice = format.slice;
	format.slice = sum_slice;
	lanes->trace.format = &format;
	dictionary_init(&run.dictionary);
	timeline_init(&run.timeline, &lanes->trace, 1);
	fake_begin(&stream, seed, 0, take, &run);
	stream.deaths = deaths;
	assert_int_equal(fake_run(&stream, count), 0);
	for (uint32_t p = 1; p <= FAKE_PROCESSES; p++)
		assert_int_equal(
			timeline_finish(&run.timeline, &run.dictionary, 100 * p, "p", FAKE_START - before, stream.now),
			0);
	timeline_free(&run.timeline);
	dictionary_free(&run.dictionary);
	return lanes;
}

/* Nothing is lost by putting bins together, or by spans that turn out to have begun before all others. */
static void test_lanes(void **state)
{
	static const uint64_t befores[] = { 0, 1000, 100000000, 7777777777777 };

	(void)state;
	for (size_t i = 0; i < sizeof(befores) / sizeof(befores[0]); i++) {
		struct lanes *lanes = lanes_of(i + 1, 0, 200000, befores[i] < FAKE_START ? befores[i] : FAKE_START - 5);

		assert_int_equal(lanes->left_out, 0);
		assert_true(lanes->used * lanes->bins <= LANES_CELLS);
		assert_true(lanes->width > 1024);
		assert_true(sum(lanes, LANE_WAIT) > 0.9999 * (double)summed[TRACE_WAIT]);
		assert_true(sum(lanes, LANE_WAIT) < 1.0001 * (double)summed[TRACE_WAIT]);
		assert_true(sum(lanes, LANE_HOLD) > 0.9999 * (double)summed[TRACE_HOLD]);
		assert_true(sum(lanes, LANE_HOLD) < 1.0001 * (double)summed[TRACE_HOLD]);
		assert_true(sum(lanes, LANE_SLEEPING) > 0.9999 * (double)summed[TRACE_SLEEPING]);
		assert_true(summed[TRACE_WAIT] && summed[TRACE_HOLD] && summed[TRACE_SLEEPING]);
		lanes_free(lanes);
	}
}

/* Threads without end: bins get fewer, and from some number on threads have none; that is counted. */
static void test_many_threads(void **state)
{
	struct lanes *lanes = lanes_of(9, 100, 100000, 0);

	(void)state;
	assert_int_equal(lanes->bins, LANES_LEAST);
	assert_int_equal(lanes->used, LANES_CELLS / LANES_LEAST);
	assert_true(lanes->left_out > 100);
	assert_true(lanes->used + lanes->left_out == lanes->lanes.count);
	assert_true(sum(lanes, LANE_HOLD) > 0);
	lanes_free(lanes);
}

static int by_length(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? 1 : left > right ? -1 : 0;
}

/* The longest are the longest: of holds whose lengths are known. */
static void test_longest(void **state)
{
	struct lanes *lanes = lanes_new(0);
	struct trace_event event = { .name = TRACE_HOLD, .row = TRACE_ROW_GIL, .thread = { 1, 2, 3 } };
	uint64_t lengths[5000], seed = 1;

	(void)state;
	assert_non_null(lanes);
	for (size_t i = 0; i < 5000; i++) {
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		lengths[i] = 1 + (seed >> 40);
		event.start = event.end + 10;
		event.end = event.start + lengths[i];
		lanes->trace.format->slice(&lanes->trace, &event);
	}
	qsort(lengths, 5000, sizeof(lengths[0]), by_length);
	assert_int_equal(lanes->holds.count, LANES_LONGEST);
	assert_int_equal(lanes->waits.count, 0);
	for (size_t i = 0; i < LANES_LONGEST; i++)
		assert_true(lanes->holds.list[i].end - lanes->holds.list[i].start >= lengths[LANES_LONGEST - 1]);
	assert_int_equal(lanes->holds.list[0].end - lanes->holds.list[0].start, lengths[LANES_LONGEST - 1]);
	lanes_free(lanes);
}

/* A recording that was made up may have any times: what would overflow is left out. */
static void test_times_without_sense(void **state)
{
	static const uint64_t times[] = { 0,
					  1,
					  5,
					  1ULL << 20,
					  1ULL << 41,
					  1ULL << 59,
					  1ULL << 60,
					  (1ULL << 60) + 1,
					  1ULL << 62,
					  1ULL << 63,
					  UINT64_MAX - 1,
					  UINT64_MAX };
	enum { TIMES = sizeof(times) / sizeof(times[0]) };

	(void)state;
	for (size_t first = 0; first < TIMES; first++) {
		struct lanes *lanes = lanes_new(1);

		assert_non_null(lanes);
		for (size_t i = 0; i < TIMES * TIMES; i++) {
			size_t at = (i + first * TIMES) % (TIMES * TIMES);
			struct trace_event event = { .name = TRACE_WAIT,
						     .row = TRACE_ROW_GIL,
						     .thread = { 1, 2, 3 },
						     .start = times[at / TIMES],
						     .end = times[at % TIMES] };

			lanes->trace.format->slice(&lanes->trace, &event);
		}
		assert_true(lanes->width > 0 && lanes->bins == LANES_BINS);
		lanes_free(lanes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_html),    cmocka_unit_test(test_json),
		cmocka_unit_test(test_lanes),   cmocka_unit_test(test_many_threads),
		cmocka_unit_test(test_longest), cmocka_unit_test(test_times_without_sense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
