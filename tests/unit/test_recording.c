/* test_recording.c - bpf/recording/recording.h: what is written is read, and what is damaged harms nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "options.h"
#include "recording_format.h"
#include "recording_sample.h"
#include "replay.h"
#include "views/views.h"

static unsigned char *sample;
static size_t sample_size;

/* What is said on stderr, between listen() and heard(). */
static int stderr_before, heard_file;

static void listen_stderr(void)
{
	fflush(stderr);
	stderr_before = dup(STDERR_FILENO);
	heard_file = memfd_create("stderr", 0);
	dup2(heard_file, STDERR_FILENO);
}

static const char *heard(void)
{
	static char text[1024];
	ssize_t n;

	fflush(stderr);
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
	n = pread(heard_file, text, sizeof(text) - 1, 0);
	close(heard_file);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Shows what is in `bytes`; what it finds wrong it must say in one line. */
static int show(const unsigned char *bytes, size_t size, int *complete)
{
	const char *said;
	int result;

	listen_stderr();
	result = sample_show_all(sample_file(bytes, size), complete, NULL);
	said = heard();
	if (result == 0) {
		assert_null(strstr(said, "gilscope: ")); /* a view that writes a file says there what is in it */
		return 0;
	}
	assert_int_equal(strncmp(said, "gilscope: ", 10), 0);
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
	return -1;
}

static int setup(void **state)
{
	(void)state;
	sample = sample_recording(&sample_size);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(sample);
	return 0;
}

/* The state of a run of events: a sum over them all. */
struct sum {
	uint64_t events, bytes, times, kinds;
};

static int add(void *context, const struct gil_event *event, size_t size)
{
	struct sum *sum = context;

	sum->events++;
	sum->bytes += size;
	sum->times += event->time;
	sum->kinds |= 1ULL << event->kind;
	return 0;
}

static void comes_back(void **state)
{
	struct recording recording;
	struct snapshot want;
	struct sum sum = { 0 };
	int complete, shown;

	(void)state;
	assert_int_equal(recording_open_fd(&recording, sample_file(sample, sample_size), "sample"), 0);
	assert_true(recording.info.complete);
	assert_true(recording.info.switches);
	assert_int_equal(recording.info.calibration.event_ns, 500);
	assert_int_equal(recording.info.calibration.floor_ns, 480);
	assert_int_equal(recording.info.calibration.cold_ns, 4000);
	assert_int_equal(recording.info.bytes, sample_size);
	sample_snapshot(&want, 0);
	assert_int_equal(recording.snapshot.time, want.time);
	assert_memory_equal(&recording.snapshot.lost, &want.lost, sizeof(want.lost));
	assert_int_equal(recording.snapshot.process_count, want.process_count);
	for (size_t p = 0; p < want.process_count; p++) {
		struct process_row *got = &recording.snapshot.processes[p], *expected = &want.processes[p];

		assert_int_equal(got->thread_count, expected->thread_count);
		for (size_t t = 0; t < expected->thread_count; t++)
			assert_memory_equal(&got->threads[t], &expected->threads[t], sizeof(got->threads[t]));
		free(expected->threads);
		expected->threads = got->threads;
		expected->room = got->room;
		assert_memory_equal(got, expected, sizeof(*got));
		expected->threads = NULL;
	}
	snapshot_free(&want);
	assert_int_equal(recording_replay(&recording, add, &sum), 0);
	/* Six threads, four codes, four stacks, the rounds, one exit. */
	assert_int_equal(sum.events, 6 + 4 + 4 + 2 * SAMPLE_ROUNDS * 10 + 1);
	assert_int_equal(sum.events, recording.info.events);
	assert_int_equal(sum.kinds, (1ULL << (GIL_EVENT_STACK + 1)) - 2);
	recording_close(&recording);
	assert_int_equal(sample_show_all(sample_file(sample, sample_size), &complete, &shown), 0);
	assert_true(complete && shown >= 6);
}

/* Cut anywhere: an error, or the part up to the accounts in the middle. */
static void cut(void **state)
{
	size_t at = sizeof(struct recording_header), boundaries = 0;
	int complete, partial = 0;

	(void)state;
	for (; at < sample_size; boundaries++) {
		struct recording_chunk chunk;

		if (show(sample, at, &complete) == 0) {
			assert_false(complete);
			partial++;
		}
		memcpy(&chunk, sample + at, sizeof(chunk));
		at += sizeof(chunk) + chunk.size;
	}
	assert_int_equal(at, sample_size);
	assert_true(boundaries > 16 && partial > 4);
	srandom(1);
	for (int i = 0; i < 200; i++)
		if (show(sample, (size_t)random() % sample_size, &complete) == 0)
			assert_false(complete);
}

/* Every bit is under a CRC. */
static void flipped(void **state)
{
	int complete, partial = 0;

	(void)state;
	srandom(2);
	for (int i = 0; i < 2000; i++) {
		size_t at = (size_t)random() % sample_size;
		unsigned char bit = (unsigned char)(1u << random() % 8);

		sample[at] ^= bit;
		if (show(sample, sample_size, &complete) == 0) {
			assert_false(complete);
			partial++;
		}
		sample[at] ^= bit;
	}
	assert_true(partial > 100 && partial < 1900);
}

static void extended(void **state)
{
	unsigned char *longer = malloc(sample_size + 8);
	int complete;

	(void)state;
	memcpy(longer, sample, sample_size);
	memset(longer + sample_size, 0, 8);
	assert_int_equal(show(longer, sample_size + 8, &complete), 0);
	assert_false(complete);
	free(longer);
}

static void refuse(const struct recording_header *header, const char *why)
{
	struct recording recording;
	unsigned char *copy = malloc(sample_size);

	memcpy(copy, sample, sample_size);
	memcpy(copy, header, sizeof(*header));
	listen_stderr();
	assert_int_equal(recording_open_fd(&recording, sample_file(copy, sample_size), "sample"), -1);
	recording_close(&recording);
	assert_non_null(strstr(heard(), why));
	free(copy);
}

static void headers(void **state)
{
	struct recording_header good, header;

	(void)state;
	memcpy(&good, sample, sizeof(good));
#define REFUSE(field, value, why)                           \
	do {                                                \
		header = good;                              \
		header.field = value;                       \
		header.crc = recording_header_crc(&header); \
		refuse(&header, why);                       \
	} while (0)
	REFUSE(magic[0], 'g', "is no recording of gilscope");
	REFUSE(version, RECORDING_VERSION + 1, "was made by a newer gilscope");
	REFUSE(endianness, 0x04030201, "another byte order");
	REFUSE(kinds, GIL_EVENT_KINDS + 1, "kinds of events that this one does not know");
	REFUSE(hist_slots, HIST_SLOTS + 1, "differ from this one's");
	REFUSE(reason_slots, 0, "differ from this one's");
	REFUSE(event_size, 16, "differ from this one's");
	REFUSE(size, 0, "differ from this one's");
	header = good;
	header.crc++;
	refuse(&header, "its header is damaged");
}

/* Texts that are no UTF-8, and numbers that stand for nothing, behind good CRCs. */
static void hostile_rows(void **state)
{
	static unsigned char content[RECORDING_ROW_MAX];
	struct recording_head head = { .time = 5 }, back;
	char text[TEXT_NAME_SIZE];
	size_t size;
	uint32_t word;

	(void)state;
	size = recording_row_put(RECORDING_ROW_HEAD, &head, "a\xff\xc3", content);
	assert_int_equal(size % 8, 0);
	assert_int_equal(recording_row_get(RECORDING_ROW_HEAD, &back, text, content, size), 0);
	assert_string_equal(text, "a\xef\xbf\xbd\xef\xbf\xbd");
	assert_int_equal(back.time, 5);
	for (size_t less = 0; less < size; less++)
		assert_int_equal(recording_row_get(RECORDING_ROW_HEAD, &back, text, content, less), -1);
	for (int field = 0; field < 2; field++) {
		static const uint32_t values[] = { 0, 1, 11, 12, 14, 1u << 29, 0x7fffffff, 0x80000000, 0xffffffff, TEXT_NAME_SIZE };

		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			memcpy(&word, content + 4 * field, 4);
			memcpy(content + 4 * field, &values[i], 4);
			/* A text one byte shorter or longer is as good. */
			if (field == 0 || values[i] == 0 || values[i] > 8)
				assert_int_equal(recording_row_get(RECORDING_ROW_HEAD, &back, text, content, size), -1);
			memcpy(content + 4 * field, &word, 4);
		}
	}
}

/* A row of a process from before these numbers were there, and one that lacks one more. */
static void older_rows(void **state)
{
	static unsigned char content[RECORDING_ROW_MAX];
	static struct recording_process process, back;
	enum { NEWER = 11 };
	char text[TEXT_NAME_SIZE];
	uint32_t numbers, fewer;
	size_t size;

	(void)state;
	process.threads = 3;
	process.row.others = 4; /* the last one of the old */
	process.row.runtime = PROCESS_CPYTHON;
	process.row.account.others.overlaps = 5;
	process.row.runtime_switch = 1; /* the last one */
	size = recording_row_put(RECORDING_ROW_PROCESS, &process, "", content);
	assert_int_equal(recording_row_get(RECORDING_ROW_PROCESS, &back, text, content, size), 0);
	assert_true(back.row.runtime == PROCESS_CPYTHON && back.row.account.others.overlaps == 5 && back.row.runtime_switch == 1);
	memcpy(&numbers, content, sizeof(numbers));
	fewer = numbers - NEWER;
	memcpy(content, &fewer, sizeof(fewer));
	assert_int_equal(recording_row_get(RECORDING_ROW_PROCESS, &back, text, content, size - NEWER * 8), 0);
	assert_true(back.threads == 3 && back.row.others == 4);
	assert_true(back.row.runtime == 0 && back.row.account.others.overlaps == 0 && back.row.runtime_switch == 0);
	fewer--;
	memcpy(content, &fewer, sizeof(fewer));
	assert_int_equal(recording_row_get(RECORDING_ROW_PROCESS, &back, text, content, size - (NEWER + 1) * 8), -1);
}

/*
 * Each of these threads waits while each of them holds: the matrix has the square of their number. That must end with
 * an error before the machine has no memory left. With a sanitizer there is no bound.
 */
#ifndef GILSCOPE_SANITIZED
#define BOMB_THREADS 2000

static void put_bomb(FILE *out)
{
	const struct calibration calibration = { 0 };
	struct recording_writer writer;
	struct snapshot snapshot = { .time = 9 };
	struct gil_event event = { .time = 2 };

	assert_int_equal(recording_begin(&writer, out, 0, &calibration), 0);
	for (uint32_t id = 1; id <= BOMB_THREADS; id++) {
		struct gil_event_thread thread = { .head = { 1, id, GIL_EVENT_THREAD, 0, 0 }, .tgid = 5, .comm = "x" };

		assert_int_equal(recording_event(&writer, &thread.head, sizeof(thread)), 0);
	}
	event.kind = GIL_EVENT_REQUEST;
	for (event.thread = 1; event.thread <= BOMB_THREADS; event.thread++)
		assert_int_equal(recording_event(&writer, &event, sizeof(event)), 0);
	event.kind = GIL_EVENT_RELEASE;
	for (event.thread = 1; event.thread <= BOMB_THREADS; event.thread++) {
		event.time++;
		assert_int_equal(recording_event(&writer, &event, sizeof(event)), 0);
	}
	assert_int_equal(recording_accounts(&writer, &snapshot, 1), 0);
	assert_int_equal(recording_end(&writer), 0);
	recording_writer_free(&writer);
}

static void bomb(void **state)
{
	char name[] = "/tmp/gilscope-bomb-XXXXXX";
	FILE *out = fdopen(mkstemp(name), "w");
	struct options options = { .replay = name, .output = "/dev/null" };
	int status = -1;
	pid_t child;

	(void)state;
	assert_non_null(out);
	put_bomb(out);
	assert_int_equal(fclose(out), 0);
	listen_stderr();
	child = fork();
	if (child == 0)
		_exit(replay(view_find("blame"), &options));
	waitpid(child, &status, 0);
	unlink(name);
	assert_string_equal(heard(), "gilscope: out of memory\n");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back), cmocka_unit_test(cut),     cmocka_unit_test(flipped),
		cmocka_unit_test(extended),   cmocka_unit_test(headers), cmocka_unit_test(hostile_rows),
		cmocka_unit_test(older_rows),
#ifndef GILSCOPE_SANITIZED
		cmocka_unit_test(bomb),
#endif
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
