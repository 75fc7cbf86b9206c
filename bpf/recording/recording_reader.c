/* recording_reader.c - reads a recording, which is hostile; see recording.h. */
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"
#include "recording_format.h"

/* What has been read of the accounts that are not whole yet. */
struct accounts {
	struct recording_head head;
	struct snapshot snapshot;
	size_t process_room;
	uint64_t processes, threads; /* still to come; threads of the last process */
	int begun;
};

/* A walk over the file. */
struct walk {
	uint64_t at;      /* where the next chunk begins */
	uint32_t number;  /* that it has */
	uint64_t events, delivered;
	stream_fn *function; /* NULL: events are only looked at */
	void *context;
	uint64_t until; /* later events are not given */
	int ended;
};

/* Fills `out`; the number of bytes that were there, or -1 having said why. */
static ssize_t read_at(const struct recording *recording, void *out, size_t size, uint64_t at)
{
	size_t filled = 0;

	while (filled < size) {
		ssize_t n = pread(recording->fd, (char *)out + filled, size - filled, (off_t)(at + filled));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return say("cannot read '%s': %s", recording->name, strerror(errno));
		if (n == 0)
			break;
		filled += (size_t)n;
	}
	return (ssize_t)filled;
}

/* The file is no good from here on. */
static int damaged(struct recording *recording, const char *how)
{
	recording->damage = how;
	return 0;
}

/* The chunk at walk->at, its content into recording->content. 1; 0: there is none, recording->damage says why; -1. */
static int read_chunk(struct recording *recording, const struct walk *walk, struct recording_chunk *chunk)
{
	ssize_t n = read_at(recording, chunk, sizeof(*chunk), walk->at);

	if (n < 0)
		return -1;
	if ((size_t)n < sizeof(*chunk))
		return damaged(recording, "it breaks off");
	if (chunk->number != walk->number || chunk->size > RECORDING_CHUNK_MAX || chunk->size % 8)
		return damaged(recording, "it is damaged");
	if (chunk->size > recording->size - walk->at - sizeof(*chunk))
		return damaged(recording, "it breaks off");
	if (chunk->size > recording->room) {
		free(recording->content);
		recording->room = 0;
		recording->content = malloc(chunk->size);
		if (!recording->content)
			return say("out of memory");
		recording->room = chunk->size;
	}
	n = read_at(recording, recording->content, chunk->size, walk->at + sizeof(*chunk));
	if (n < 0)
		return -1;
	if ((size_t)n < chunk->size)
		return damaged(recording, "it breaks off");
	if (recording_chunk_crc(chunk, recording->content) != chunk->crc)
		return damaged(recording, "it is damaged");
	return 1;
}

/* Numbers that stand for something get into their range; the views may use them as they are. */
static void clamp(struct gil_event *event)
{
	struct gil_event_thread *thread = (void *)event;
	struct gil_event_stack *stack = (void *)event;

	switch (event->kind) {
	case GIL_EVENT_THREAD:
		if (thread->name_size > GIL_NAME_SIZE)
			thread->name_size = GIL_NAME_SIZE;
		break;
	case GIL_EVENT_ACQUIRE:
	case GIL_EVENT_SWITCH_OUT:
		event->detail = event->detail != 0;
		break;
	case GIL_EVENT_RELEASE:
		if (event->detail > GIL_REASON_COUNT)
			event->detail = GIL_REASON_COUNT;
		break;
	case GIL_EVENT_EXIT:
		if (event->detail > 2)
			event->detail = 0;
		break;
	case GIL_EVENT_SAMPLE:
		if (event->detail < GIL_CAUSE_RELEASE || event->detail > GIL_CAUSE_CPU)
			event->detail = GIL_CAUSE_CLOCK;
		break;
	case GIL_EVENT_STACK:
		stack->flags &= GIL_STACK_CUT | GIL_STACK_FAULT;
		break;
	default:
		break;
	}
}

/* 1; 0: damaged; -1. */
static int take_events(struct recording *recording, struct walk *walk, size_t size)
{
	for (size_t at = 0, bytes; at < size; at += bytes) {
		struct gil_event *event = (void *)(recording->content + at);

		bytes = stream_record_size(event, size - at);
		if (!bytes || event->time > GIL_WORD_TIME)
			return damaged(recording, "it has a record that is none");
		walk->events++;
		if (!walk->function || event->time > walk->until)
			continue;
		clamp(event);
		if (walk->function(walk->context, event, bytes))
			return -1;
		walk->delivered++;
	}
	return 1;
}

static int is_bool(int value)
{
	return value == 0 || value == 1;
}

static int process_is_sound(const struct process_row *row)
{
	return row->pid > 0 && row->start <= row->end && row->end <= GIL_WORD_TIME && is_bool(row->alive) &&
	       is_bool(row->known) && is_bool(row->held_at_end);
}

static int thread_is_sound(const struct thread_row *row, const struct process_row *process)
{
	return row->account.tgid == process->tgid && is_bool(row->alive) && is_bool(row->wait_open) && is_bool(row->hold_open);
}

/* 1; 0: damaged; -1. */
static int take_process(struct recording *recording, struct accounts *accounts, size_t size)
{
	struct snapshot *snapshot = &accounts->snapshot;
	struct recording_process process;
	struct process_row *grown;
	char text[TEXT_NAME_SIZE];

	if (!accounts->processes || accounts->threads ||
	    recording_row_get(RECORDING_ROW_PROCESS, &process, text, recording->content, size) ||
	    !process_is_sound(&process.row))
		return damaged(recording, "it has accounts that are none");
	if (snapshot->process_count == accounts->process_room) {
		size_t room = accounts->process_room ? accounts->process_room * 2 : 1;

		grown = realloc(snapshot->processes, room * sizeof(*grown));
		if (!grown)
			return say("out of memory");
		snapshot->processes = grown;
		accounts->process_room = room;
	}
	memcpy(process.row.command, text, strlen(text) + 1);
	snapshot->processes[snapshot->process_count++] = process.row;
	accounts->processes--;
	accounts->threads = process.threads;
	return 1;
}

/* 1; 0: damaged; -1. */
static int take_thread(struct recording *recording, struct accounts *accounts, size_t size)
{
	struct process_row *process;
	struct thread_row row, *grown;
	char text[TEXT_NAME_SIZE];

	if (!accounts->threads)
		return damaged(recording, "it has accounts that are none");
	process = &accounts->snapshot.processes[accounts->snapshot.process_count - 1];
	if (recording_row_get(RECORDING_ROW_THREAD, &row, text, recording->content, size) || !thread_is_sound(&row, process))
		return damaged(recording, "it has accounts that are none");
	if (process->thread_count == process->room) {
		size_t room = process->room ? process->room * 2 : 1;

		grown = realloc(process->threads, room * sizeof(*grown));
		if (!grown)
			return say("out of memory");
		process->threads = grown;
		process->room = room;
	}
	memcpy(row.name, text, strlen(text) + 1);
	process->threads[process->thread_count++] = row;
	accounts->threads--;
	return 1;
}

static void drop_accounts(struct accounts *accounts)
{
	snapshot_free(&accounts->snapshot);
	memset(accounts, 0, sizeof(*accounts));
}

/* They are whole: from now on they are the last ones. */
static void keep_accounts(struct recording *recording, struct accounts *accounts, uint64_t bytes)
{
	snapshot_free(&recording->snapshot);
	recording->snapshot = accounts->snapshot;
	recording->snapshot.time = accounts->head.time;
	recording->snapshot.lost = accounts->head.lost;
	for (size_t i = 0; i < recording->snapshot.process_count; i++)
		snapshot_sum_up(&recording->snapshot.processes[i]);
	recording->info.ended_ns = accounts->head.time;
	recording->info.events = accounts->head.events;
	recording->info.late = accounts->head.late;
	recording->info.calibration = accounts->head.calibration;
	recording->accounts_at = bytes;
	memset(accounts, 0, sizeof(*accounts));
}

/* ACCOUNTS or END. 1; 0: damaged; -1. */
static int take_head(struct recording *recording, struct walk *walk, struct accounts *accounts,
		     const struct recording_chunk *chunk)
{
	struct recording_head head;
	char text[TEXT_NAME_SIZE];

	if (recording_row_get(RECORDING_ROW_HEAD, &head, text, recording->content, chunk->size) ||
	    head.time > GIL_WORD_TIME || head.events != walk->events)
		return damaged(recording, "it has accounts that are none");
	if (chunk->type == RECORDING_END) {
		walk->ended = 1;
		return 1;
	}
	accounts->head = head;
	accounts->processes = head.processes;
	accounts->begun = 1;
	return 1;
}

/* One chunk: 1; 0: damaged; -1. Accounts are looked at if `accounts` is not NULL. */
static int take_chunk(struct recording *recording, struct walk *walk, struct accounts *accounts,
		      const struct recording_chunk *chunk)
{
	int result = 1;

	if (chunk->type == RECORDING_EVENTS) {
		if (accounts && accounts->begun)
			return damaged(recording, "it has accounts that are none");
		return take_events(recording, walk, chunk->size);
	}
	if (!accounts)
		return 1;
	if (chunk->type == RECORDING_ACCOUNTS || chunk->type == RECORDING_END)
		result = accounts->begun ? damaged(recording, "it has accounts that are none")
					 : take_head(recording, walk, accounts, chunk);
	else if (chunk->type == RECORDING_PROCESS)
		result = take_process(recording, accounts, chunk->size);
	else if (chunk->type == RECORDING_THREAD)
		result = take_thread(recording, accounts, chunk->size);
	if (result == 1 && accounts->begun && !accounts->processes && !accounts->threads)
		keep_accounts(recording, accounts, walk->at + sizeof(*chunk) + chunk->size);
	return result;
}

/* Up to the end of the file or the first thing that is wrong. 0, or -1 having said why. */
static int walk_chunks(struct recording *recording, struct walk *walk, struct accounts *accounts, uint64_t end)
{
	int result = 1;

	progress_begin();
	while (result > 0 && walk->at < end && !walk->ended) {
		struct recording_chunk chunk;

		result = read_chunk(recording, walk, &chunk);
		if (result == 1)
			result = take_chunk(recording, walk, accounts, &chunk);
		if (result <= 0)
			break;
		walk->at += sizeof(chunk) + chunk.size;
		walk->number++;
		progress_show("%s the recording: %.0f%%", accounts ? "checking" : "reading", 100.0 * walk->at / end);
	}
	progress_end();
	return result < 0 ? -1 : 0;
}

/* How far the file is sound, and the last accounts in it. */
static int check(struct recording *recording)
{
	struct walk walk = { .at = sizeof(struct recording_header) };
	struct accounts accounts;
	int result;

	memset(&accounts, 0, sizeof(accounts));
	result = walk_chunks(recording, &walk, &accounts, recording->size);
	drop_accounts(&accounts);
	if (result)
		return -1;
	if (!recording->damage && !walk.ended)
		recording->damage = "it breaks off";
	else if (!recording->damage && walk.at != recording->size)
		recording->damage = "something follows its end";
	recording->info.bytes = walk.at;
	recording->info.complete = !recording->damage;
	if (!recording->accounts_at)
		return say("'%s' has nothing to show: %s at byte %llu, before its first accounts", recording->name,
			   recording->damage ? recording->damage : "it ends", (unsigned long long)walk.at);
	return 0;
}

static int read_header(struct recording *recording)
{
	struct recording_header header;
	ssize_t n = read_at(recording, &header, sizeof(header), 0);

	if (n < 0)
		return -1;
	if ((size_t)n < sizeof(header.magic) || memcmp(header.magic, RECORDING_MAGIC, sizeof(header.magic)) != 0)
		return say("'%s' is no recording of gilscope", recording->name);
	if ((size_t)n < sizeof(header))
		return say("'%s' has nothing to show: it breaks off in its header", recording->name);
	if (header.endianness != RECORDING_ENDIANNESS)
		return say("'%s' was made on a machine of another byte order, or is damaged", recording->name);
	if (header.version > RECORDING_VERSION)
		return say("'%s' was made by a newer gilscope: its format is %u, this gilscope reads up to %d", recording->name,
			   header.version, RECORDING_VERSION);
	if (header.crc != recording_header_crc(&header))
		return say("'%s' has nothing to show: its header is damaged", recording->name);
	if (header.kinds > GIL_EVENT_KINDS)
		return say("'%s' was made by a newer gilscope: it has kinds of events that this one does not know",
			   recording->name);
	if (!header.version || header.size != sizeof(header) || header.event_size != sizeof(struct gil_event) ||
	    header.hist_slots != HIST_SLOTS || header.reason_slots != GIL_REASON_SLOTS)
		return say("'%s' was made by a gilscope whose accounts differ from this one's", recording->name);
	recording->info.realtime_ns = header.realtime_ns;
	recording->info.begun_ns = header.begun_ns;
	recording->info.switches = (header.flags & RECORDING_SWITCHES) != 0;
	return 0;
}

int recording_open_fd(struct recording *recording, int fd, const char *name)
{
	struct stat file;

	memset(recording, 0, sizeof(*recording));
	recording->fd = fd;
	recording->name = name;
	recording->info.replay = 1;
	if (fstat(fd, &file))
		return say("cannot read '%s': %s", name, strerror(errno));
	if (!S_ISREG(file.st_mode))
		return say("'%s' is no recording: not a regular file", name);
	recording->size = (uint64_t)file.st_size;
	return read_header(recording) || check(recording) ? -1 : 0;
}

int recording_open(struct recording *recording, const char *name)
{
	/* O_NONBLOCK: a FIFO must not hold us up. */
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0)
		return recording_open_fd(recording, fd, name);
	memset(recording, 0, sizeof(*recording));
	recording->fd = -1;
	return errno == ELOOP ? say("cannot read '%s': it is a symbolic link", name)
			      : say("cannot read '%s': %s", name, strerror(errno));
}

int recording_replay(struct recording *recording, stream_fn *function, void *context)
{
	struct walk walk = {
		.at = sizeof(struct recording_header),
		.function = function,
		.context = context,
		.until = recording->info.complete ? ~0ULL : recording->info.ended_ns,
	};

	if (walk_chunks(recording, &walk, NULL, recording->info.bytes))
		return -1;
	if (walk.at != recording->info.bytes)
		return say("'%s' changed while it was read", recording->name);
	recording->info.events = walk.delivered;
	return 0;
}

void recording_close(struct recording *recording)
{
	if (recording->fd >= 0)
		close(recording->fd);
	recording->fd = -1;
	free(recording->content);
	recording->content = NULL;
	snapshot_free(&recording->snapshot);
}

const char *recording_time(char out[32], const struct recording_info *info)
{
	time_t seconds = (time_t)(info->realtime_ns / 1000000000);
	struct tm time;

	/* 2^64 ns are the year 2554: it always fits. */
	if (!gmtime_r(&seconds, &time) || !strftime(out, 32, "%Y-%m-%d %H:%M:%S UTC", &time))
		strcpy(out, "?");
	return out;
}
