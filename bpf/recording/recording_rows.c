/* recording_rows.c - the rows of the accounts in a recording: which fields, in which order. See recording_format.h. */
#include "recording_format.h"

#include <string.h>

#include <zlib.h>

uint32_t recording_header_crc(const struct recording_header *header)
{
	return (uint32_t)crc32(0, (const void *)header, offsetof(struct recording_header, crc));
}

uint32_t recording_chunk_crc(const struct recording_chunk *chunk, const void *content)
{
	uLong crc = crc32(0, (const void *)chunk, offsetof(struct recording_chunk, crc));

	return (uint32_t)(chunk->size ? crc32(crc, content, chunk->size) : crc);
}

/* `count` numbers of `size` bytes, one after another. */
struct field {
	uint32_t offset;
	uint16_t size, count;
};

#define MEMBER(type, member) (((type *)0)->member)
#define NUMBER(type, member) { offsetof(type, member), sizeof(MEMBER(type, member)), 1 }
#define NUMBERS(type, member)                                              \
	{ offsetof(type, member), sizeof(MEMBER(type, member)[0]),         \
	  sizeof(MEMBER(type, member)) / sizeof(MEMBER(type, member)[0]) }
#define SPANS(type, member)                                                                              \
	NUMBER(type, member.count), NUMBER(type, member.total_ns), NUMBER(type, member.max_ns),           \
		NUMBER(type, member.cut_start), NUMBER(type, member.cut_death), NUMBER(type, member.split_ns), \
		NUMBER(type, member.runnable_ns), NUMBER(type, member.blocked_ns)

static const struct field head_fields[] = {
	NUMBER(struct recording_head, time),
	NUMBER(struct recording_head, processes),
	NUMBER(struct recording_head, events),
	NUMBER(struct recording_head, late),
	NUMBER(struct recording_head, lost.no_storage),
	NUMBER(struct recording_head, lost.dead_threads),
	NUMBER(struct recording_head, lost.names),
	NUMBER(struct recording_head, lost.events),
	NUMBER(struct recording_head, lost.stacks),
	NUMBER(struct recording_head, calibration.event_ns),
	NUMBER(struct recording_head, calibration.floor_ns),
	NUMBER(struct recording_head, calibration.cold_ns),
	NUMBER(struct recording_head, lost.processes),
};

#define PROCESS(member) NUMBER(struct recording_process, row.member)
#define PROCESS_SPANS(member) SPANS(struct recording_process, row.account.member)
#define PROCESS_HIST(member) NUMBERS(struct recording_process, row.account.member.slot)

static const struct field process_fields[] = {
	NUMBER(struct recording_process, threads),
	PROCESS(pid),
	PROCESS(tgid),
	PROCESS(start),
	PROCESS(end),
	PROCESS(alive),
	PROCESS(known),
	PROCESS(held_at_end),
	PROCESS(gap_open_ns),
	PROCESS(account.exit),
	PROCESS(account.holder),
	PROCESS(account.free_ns),
	PROCESS(account.switches),
	PROCESS(account.overlaps),
	PROCESS(account.unpaired),
	PROCESS(account.drop_requests),
	PROCESS(account.held_at_start),
	PROCESS(account.unseen),
	PROCESS_SPANS(gap),
	PROCESS_SPANS(handoff[GIL_HANDOFF_WAKE]),
	PROCESS_SPANS(handoff[GIL_HANDOFF_SCHED]),
	PROCESS_SPANS(handoff[GIL_HANDOFF_RUN]),
	PROCESS_HIST(gap_hist),
	PROCESS_HIST(handoff_hist[GIL_HANDOFF_WAKE]),
	PROCESS_HIST(handoff_hist[GIL_HANDOFF_SCHED]),
	PROCESS_HIST(handoff_hist[GIL_HANDOFF_RUN]),
	PROCESS(parent),
	PROCESS(others),
	/* From here on a recording may lack them. */
	PROCESS(runtime),
	PROCESS(runtime_version),
	PROCESS(runtime_method),
	PROCESS(account.others.gils),
	PROCESS(account.others.acquires),
	PROCESS(account.others.contended),
	PROCESS(account.others.releases),
	PROCESS(account.others.wait_ns),
	PROCESS(account.others.hold_ns),
	PROCESS(account.others.overlaps),
	PROCESS(runtime_switch),
};

#define THREAD(member) NUMBER(struct thread_row, member)

static const struct field thread_fields[] = {
	THREAD(account.id),
	THREAD(account.serial),
	THREAD(account.tgid),
	THREAD(account.tid),
	THREAD(account.own_tid),
	THREAD(alive),
	THREAD(wait_open),
	THREAD(wait_open_ns),
	THREAD(hold_open),
	THREAD(hold_open_ns),
	THREAD(account.counts.requests),
	THREAD(account.counts.acquires),
	THREAD(account.counts.contended),
	THREAD(account.counts.releases),
	THREAD(account.counts.drop_requests),
	THREAD(account.counts.unpaired),
	THREAD(account.counts.holds_blocked),
	NUMBERS(struct thread_row, account.counts.releases_by),
	NUMBERS(struct thread_row, account.counts.hold_ns_by),
	SPANS(struct thread_row, account.counts.wait),
	SPANS(struct thread_row, account.counts.hold),
	NUMBERS(struct thread_row, account.wait.slot),
	NUMBERS(struct thread_row, account.hold.slot),
	THREAD(account.sched.unseen),
	/* From here on a recording may lack them. */
	THREAD(account.counts.forced),
	THREAD(account.counts.forced_ns),
};

#define LAYOUT(fields, type) { fields, sizeof(fields) / sizeof(fields[0]), sizeof(type), 0 }

static const struct layout {
	const struct field *fields;
	size_t count, row_size;
	size_t newer; /* so many of them, the last ones, are 0 if the row lacks them */
} layouts[] = {
	[RECORDING_ROW_HEAD] = LAYOUT(head_fields, struct recording_head),
	[RECORDING_ROW_PROCESS] = { process_fields, sizeof(process_fields) / sizeof(process_fields[0]),
				    sizeof(struct recording_process), 11 },
	[RECORDING_ROW_THREAD] = { thread_fields, sizeof(thread_fields) / sizeof(thread_fields[0]), sizeof(struct thread_row), 2 },
};

/* How many numbers, and how long the text. */
struct row_start {
	uint32_t numbers, text;
};

_Static_assert(sizeof(struct row_start) + 8 * (43 + 4 * 8 + 4 * HIST_SLOTS) + TEXT_NAME_SIZE + 8 < RECORDING_ROW_MAX,
	       "a row of a process does not fit");

static size_t padded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* A number as it stands in memory, and back. A number of 4 bytes is as it is; the reader looks at its sign. */
static uint64_t load(const char *at, size_t size)
{
	uint64_t wide;
	uint32_t narrow;

	if (size == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

static void store(char *at, size_t size, uint64_t value)
{
	uint32_t narrow = (uint32_t)value;

	memcpy(at, size == sizeof(value) ? (const void *)&value : (const void *)&narrow, size);
}

/* Of the first `fields` fields. */
static size_t numbers_of(const struct layout *layout, size_t fields)
{
	size_t numbers = 0;

	for (size_t i = 0; i < fields; i++)
		numbers += layout->fields[i].count;
	return numbers;
}

size_t recording_row_put(enum recording_row kind, const void *row, const char *text, unsigned char *out)
{
	const struct layout *layout = &layouts[kind];
	struct row_start start = { (uint32_t)numbers_of(layout, layout->count), (uint32_t)strlen(text) };
	size_t size = sizeof(start);

	memcpy(out, &start, sizeof(start));
	for (size_t i = 0; i < layout->count; i++) {
		const struct field *field = &layout->fields[i];

		for (size_t n = 0; n < field->count; n++, size += 8) {
			uint64_t value = load((const char *)row + field->offset + n * field->size, field->size);

			memcpy(out + size, &value, sizeof(value));
		}
	}
	memset(out + size, 0, padded(start.text));
	memcpy(out + size, text, start.text);
	return size + padded(start.text);
}

int recording_row_get(enum recording_row kind, void *row, char text[TEXT_NAME_SIZE], const unsigned char *content,
		      size_t size)
{
	const struct layout *layout = &layouts[kind];
	struct row_start start;
	char raw[TEXT_NAME_SIZE];

	if (size < sizeof(start))
		return -1;
	memcpy(&start, content, sizeof(start));
	if (start.numbers < numbers_of(layout, layout->count - layout->newer) || start.text >= TEXT_NAME_SIZE || start.numbers > size / 8 ||
	    sizeof(start) + (size_t)start.numbers * 8 + padded(start.text) != size)
		return -1;
	content += sizeof(start);
	memcpy(raw, content + (size_t)start.numbers * 8, start.text);
	raw[start.text] = '\0';
	if (text_is_valid(raw))
		memcpy(text, raw, strlen(raw) + 1);
	else
		text_clean(text, raw, sizeof(raw), 0);
	memset(row, 0, layout->row_size);
	for (size_t i = 0; i < layout->count; i++) {
		const struct field *field = &layout->fields[i];

		for (size_t n = 0; n < field->count && start.numbers; n++, content += 8, start.numbers--) {
			uint64_t value;

			memcpy(&value, content, sizeof(value));
			store((char *)row + field->offset + n * field->size, field->size, value);
		}
	}
	return 0;
}
