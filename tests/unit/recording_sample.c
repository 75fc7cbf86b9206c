/* recording_sample.c - see recording_sample.h. */
#include "recording_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "options.h"
#include "replay.h"
#include "views/views.h"

#define BEGIN 1000000000ULL
#define STEP 1000ULL /* between two events, ns */

static const char *const names[SAMPLE_THREADS] = { "MainThread", "\x1b[31m;\" \\<\xe2\x80\xae", "tr\xc3\xa4ger" };

static void require(int good)
{
	if (!good)
		abort();
}

static void fill_hist(struct hist *hist, struct gil_spans *spans, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		hist->slot[hist_slot(i * i * 100)]++;
	spans->count = count;
	spans->total_ns = count * 12345;
	spans->max_ns = count * count * 100;
	spans->split_ns = count * 12000;
	spans->runnable_ns = count * 2000;
	spans->blocked_ns = count * 1000;
	spans->cut_start = 1;
	spans->cut_death = 2;
}

static void fill_thread(struct thread_row *row, uint32_t tgid, int number, uint64_t count)
{
	struct gil_thread *account = &row->account;

	account->id = tgid * 10 + (uint64_t)number;
	account->serial = (uint64_t)number + 1;
	account->tgid = tgid;
	account->tid = account->own_tid = tgid + (uint32_t)number;
	strcpy(row->name, names[number]);
	row->alive = number != 1;
	row->wait_open = number == 2;
	row->wait_open_ns = row->wait_open ? 777 : 0;
	account->counts.requests = account->counts.contended = count;
	account->counts.acquires = 2 * count;
	account->counts.releases = 2 * count;
	account->counts.drop_requests = count / 2;
	account->counts.holds_blocked = 3;
	account->counts.forced = count / 3;
	account->counts.forced_ns = count * 1001;
	for (int i = 0; i < GIL_REASON_SLOTS; i++) {
		account->counts.releases_by[i] = (uint64_t)i + count;
		account->counts.hold_ns_by[i] = (uint64_t)i * 1000;
	}
	fill_hist(&account->wait, &account->counts.wait, count);
	fill_hist(&account->hold, &account->counts.hold, 2 * count);
}

void sample_snapshot(struct snapshot *snapshot, int middle)
{
	uint64_t count = middle ? 50 : 100, end = BEGIN + STEP * 10 * SAMPLE_ROUNDS * (middle ? 1 : 2);

	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->time = end + 5;
	snapshot->lost.names = middle ? 0 : 7;
	snapshot->process_count = SAMPLE_PROCESSES;
	snapshot->processes = calloc(SAMPLE_PROCESSES, sizeof(*snapshot->processes));
	require(snapshot->processes != NULL);
	for (int p = 0; p < SAMPLE_PROCESSES; p++) {
		struct process_row *process = &snapshot->processes[p];

		process->tgid = 1000 * ((uint32_t)p + 1);
		process->pid = (pid_t)process->tgid;
		sprintf(process->command, "gilpy \"%d\" <script>\n\x7f", p);
		process->start = BEGIN;
		process->end = end;
		process->alive = p;
		process->known = 1;
		process->account.free_ns = 4242;
		process->account.switches = 17;
		process->account.exit = p ? 0 : end;
		fill_hist(&process->account.gap_hist, &process->account.gap, count);
		for (int i = 0; i < GIL_HANDOFF_PARTS; i++)
			fill_hist(&process->account.handoff_hist[i], &process->account.handoff[i], count / 2);
		process->threads = calloc(SAMPLE_THREADS, sizeof(*process->threads));
		require(process->threads != NULL);
		process->thread_count = process->room = SAMPLE_THREADS;
		for (int t = 0; t < SAMPLE_THREADS; t++)
			fill_thread(&process->threads[t], process->tgid, t, count);
		snapshot_sum_up(process);
	}
}

static void put(struct recording_writer *writer, const void *event)
{
	size_t size = stream_record_size(event, sizeof(struct gil_event_stack));

	require(size && recording_event(writer, event, size) == 0);
}

static void put_plain(struct recording_writer *writer, uint64_t time, uint32_t thread, enum gil_event_kind kind,
		      uint16_t detail, uint64_t value)
{
	/* As large as the largest: put() may look at it as any kind. */
	struct gil_event_stack event = { .head = { time, thread, kind, detail, value } };

	put(writer, &event);
}

static void put_names(struct recording_writer *writer)
{
	struct gil_event_thread thread = { .head = { BEGIN, 0, GIL_EVENT_THREAD, 0, 0 } };
	struct gil_event_code code = { .head = { BEGIN, 0, GIL_EVENT_CODE, 0, 0 } };
	struct gil_event_stack stack = { .head = { BEGIN, 0, GIL_EVENT_STACK, 0, 0 } };

	for (uint32_t id = 0; id < SAMPLE_PROCESSES * SAMPLE_THREADS; id++) {
		uint32_t tgid = 1000 * (id / SAMPLE_THREADS + 1);

		thread.head.thread = tgid * 10 + id % SAMPLE_THREADS;
		thread.tgid = tgid;
		thread.tid = thread.own_tid = tgid + id % SAMPLE_THREADS;
		strcpy(thread.name, names[id % SAMPLE_THREADS]);
		thread.name_size = (uint32_t)strlen(thread.name) + 1;
		put(writer, &thread);
	}
	for (uint64_t i = 1; i <= 4; i++) {
		code.head.value = i;
		code.firstline = (uint32_t)i * 10;
		sprintf(code.name, "Class.f%d;<\x1b", (int)i);
		sprintf(code.file, "/srv/\"%d\".py", (int)i);
		put(writer, &code);
		stack.head.value = i * 100;
		stack.count = (uint32_t)i - 1; /* one without frames */
		stack.flags = i == 4 ? GIL_STACK_CUT : 0;
		for (uint32_t f = 0; f < stack.count; f++)
			stack.frames[f] = (struct gil_frame){ .code = i - f, .line = 5 + f };
		put(writer, &stack);
	}
}

/* Ten steps: the three threads of a process take turns. */
static void put_round(struct recording_writer *writer, uint64_t *now, int round)
{
	uint32_t base = round % SAMPLE_PROCESSES ? 20000 : 10000;
	uint32_t a = base + (uint32_t)round % 3, b = base + ((uint32_t)round + 1) % 3;
	uint64_t stack = 100 * ((uint64_t)round % 5 + 1); /* 500 is of no record */

	put_plain(writer, *now += STEP, a, GIL_EVENT_ACQUIRE, 0, 0);
	put_plain(writer, *now += STEP, b, GIL_EVENT_REQUEST, 0, 0);
	put_plain(writer, *now += STEP, b, GIL_EVENT_DROP_REQUEST, 0, 0);
	put_plain(writer, *now += STEP, a, GIL_EVENT_SAMPLE, (uint16_t)(round % 4 + 1), stack);
	put_plain(writer, *now += STEP, a, GIL_EVENT_SWITCH_OUT, round % 2, 1);
	put_plain(writer, *now += STEP, a, GIL_EVENT_WAKEUP, 0, 0);
	put_plain(writer, *now += STEP, a, GIL_EVENT_SWITCH_IN, 0, 1);
	put_plain(writer, *now += STEP, a, GIL_EVENT_RELEASE, (uint16_t)(round % (GIL_REASON_COUNT + 1)), 1);
	put_plain(writer, *now += STEP, b, GIL_EVENT_ACQUIRE, 1, 0);
	put_plain(writer, *now += STEP, b, GIL_EVENT_RELEASE, 1, 0);
}

unsigned char *sample_recording(size_t *size)
{
	const struct calibration calibration = { .event_ns = 500, .cold_ns = 4000, .floor_ns = 480 };
	struct recording_writer writer;
	struct snapshot snapshot;
	uint64_t now = BEGIN;
	char *bytes = NULL;
	FILE *out = open_memstream(&bytes, size);

	require(out && recording_begin(&writer, out, 1, &calibration) == 0);
	put_names(&writer);
	for (int half = 0; half < 2; half++) {
		for (int round = 0; round < SAMPLE_ROUNDS; round++)
			put_round(&writer, &now, round);
		if (half)
			put_plain(&writer, now, 20002, GIL_EVENT_EXIT, 1, 0);
		sample_snapshot(&snapshot, !half);
		require(recording_accounts(&writer, &snapshot, 1) == 0);
		snapshot_free(&snapshot);
	}
	require(recording_end(&writer) == 0 && fclose(out) == 0);
	recording_writer_free(&writer);
	return (unsigned char *)bytes;
}

int sample_file(const unsigned char *bytes, size_t size)
{
	int fd = memfd_create("recording", MFD_CLOEXEC);

	require(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	return fd;
}

int sample_show_all(int fd, int *complete, int *shown)
{
	struct recording recording;
	int result = recording_open_fd(&recording, fd, "sample"), count = 0;
	const struct view *view;

	*complete = recording.info.complete;
	for (size_t i = 0; !result && (view = view_at(i)) != NULL; i++) {
		/* As text, as JSON, and in the formats of --format; with the split, and the finest rows. */
		for (int way = 0; way < 2 + VIEW_FORMATS && !view->checkpoint && !view->serve; way++) {
			struct options options = { .json = way == 1, .sched = 1, .sub_bits = 3 };
			char *text = NULL;
			size_t size;
			FILE *out;

			if (way >= 2)
				options.format = &view->formats[way - 2];
			if (way >= 2 && !options.format->name)
				continue;
			out = open_memstream(&text, &size);
			require(out != NULL);
			require(replay_show(&recording, view, &options, out) == 0);
			/* folded stacks of nothing are nothing */
			require(fclose(out) == 0 && (size > 0 || way >= 2));
			free(text);
			count++;
		}
	}
	recording_close(&recording);
	if (shown)
		*shown = count;
	return result;
}
