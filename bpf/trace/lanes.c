/* lanes.c - see lanes.h. */
#include "lanes.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

#define FIRST_WIDTH 1024      /* ns */
#define TIME_MAX (1ULL << 60) /* 36 years: later ones, of a recording that was made up, would overflow sums */

static struct lanes *self(struct trace *trace)
{
	return (struct lanes *)trace;
}

static float *row_of(const struct lanes *lanes, const struct lane *lane, unsigned kind)
{
	return lane->cells + (size_t)kind * lanes->bins;
}

/* Puts each two bins together. */
static void widen(struct lanes *lanes)
{
	unsigned half = lanes->bins / 2;

	for (size_t i = 0; i < lanes->lanes.count; i++) {
		struct lane *lane = table_at(&lanes->lanes, i);

		for (unsigned kind = 0; lane->cells && kind < lanes->kinds; kind++) {
			float *row = row_of(lanes, lane, kind);

			for (unsigned bin = 0; bin < half; bin++)
				row[bin] = row[2 * bin] + row[2 * bin + 1];
			memset(row + half, 0, half * sizeof(*row));
		}
	}
	lanes->width *= 2;
}

/* Gives each thread half as many bins, so that there can be twice as many of them. */
static void halve(struct lanes *lanes)
{
	unsigned bins = lanes->bins;

	widen(lanes);
	lanes->bins /= 2;
	for (size_t i = 0; i < lanes->lanes.count; i++) {
		struct lane *lane = table_at(&lanes->lanes, i);

		for (unsigned kind = 1; lane->cells && kind < lanes->kinds; kind++)
			memmove(row_of(lanes, lane, kind), lane->cells + (size_t)kind * bins,
				lanes->bins * sizeof(float));
	}
}

static void shift(struct lanes *lanes, size_t by)
{
	for (size_t i = 0; i < lanes->lanes.count; i++) {
		struct lane *lane = table_at(&lanes->lanes, i);

		for (unsigned kind = 0; lane->cells && kind < lanes->kinds; kind++) {
			float *row = row_of(lanes, lane, kind);

			memmove(row + by, row, (lanes->bins - by) * sizeof(*row));
			memset(row, 0, by * sizeof(*row));
		}
	}
	lanes->origin -= (int64_t)by * lanes->width;
}

/* Room for a span, at either end. */
static void make_room(struct lanes *lanes, int64_t start, int64_t end)
{
	int64_t used = (int64_t)lanes->bins * lanes->width;

	if (!lanes->width) {
		lanes->width = FIRST_WIDTH;
		lanes->origin = start;
	}
	if (start < lanes->origin) {
		/* What there is moves up: at most all the bins, and then fewer. */
		while (lanes->origin + used - start > (int64_t)lanes->bins * lanes->width)
			widen(lanes);
		shift(lanes, (size_t)((lanes->origin - start + lanes->width - 1) / lanes->width));
	}
	while ((end - lanes->origin) / lanes->width >= (int64_t)lanes->bins)
		widen(lanes);
}

static void add(struct lanes *lanes, struct lane *lane, enum lane_kind kind, const struct trace_event *event)
{
	int64_t start = (int64_t)event->start, end = (int64_t)event->end;
	float *row;

	if (!lane->cells || (unsigned)kind >= lanes->kinds || event->end > TIME_MAX || event->start >= event->end)
		return;
	make_room(lanes, start, end);
	row = row_of(lanes, lane, kind);
	for (int64_t bin = (start - lanes->origin) / lanes->width; start < end; bin++) {
		int64_t edge = lanes->origin + (bin + 1) * lanes->width, until = end < edge ? end : edge;

		row[bin] += (float)(until - start);
		start = until;
	}
}

static uint64_t length(const struct lane_span *span)
{
	return span->end - span->start;
}

static void swap(struct lane_span *a, struct lane_span *b)
{
	struct lane_span kept = *a;

	*a = *b;
	*b = kept;
}

/* Keeps a span if it is among the longest. */
static void keep(struct lane_spans *spans, const struct lane_span *span)
{
	struct lane_span *heap = spans->list;
	size_t at;

	if (spans->count < LANES_LONGEST) {
		at = spans->count++;
		heap[at] = *span;
		for (; at && length(&heap[at]) < length(&heap[(at - 1) / 2]); at = (at - 1) / 2)
			swap(&heap[at], &heap[(at - 1) / 2]);
		return;
	}
	if (length(span) <= length(&heap[0]))
		return;
	heap[0] = *span;
	for (at = 0;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < spans->count && length(&heap[child + 1]) < length(&heap[child]))
			child++;
		if (child >= spans->count || length(&heap[at]) <= length(&heap[child]))
			return;
		swap(&heap[at], &heap[child]);
		at = child;
	}
}

static struct lane *lane_of(struct lanes *lanes, const struct trace_thread *thread)
{
	struct lane *lane = table_find(&lanes->lanes, thread->id, 0);

	if (lane)
		return lane;
	lane = table_get(&lanes->lanes, thread->id, 0);
	if (!lane) {
		lanes->trace.failed = 1;
		return NULL;
	}
	lane->thread = *thread;
	if (lanes->used >= LANES_CELLS / LANES_LEAST) {
		lanes->left_out++;
		return lane;
	}
	while ((lanes->used + 1) * lanes->bins > LANES_CELLS)
		halve(lanes);
	/* As long as any may need: rows get shorter, never longer. */
	lane->cells = calloc((size_t)lanes->bins * lanes->kinds, sizeof(*lane->cells));
	lanes->trace.failed |= !lane->cells;
	lanes->used++;
	return lane;
}

static void on_thread(struct trace *trace, const struct trace_thread *thread, const char *name, int with_cpu_row)
{
	(void)name, (void)with_cpu_row;
	lane_of(self(trace), thread);
}

static void on_slice(struct trace *trace, const struct trace_event *event)
{
	static const enum lane_kind kinds[TRACE_NAMES] = {
		[TRACE_WAIT] = LANE_WAIT,         [TRACE_HOLD] = LANE_HOLD,         [TRACE_RUNNING] = LANE_RUNNING,
		[TRACE_RUNNABLE] = LANE_RUNNABLE, [TRACE_SLEEPING] = LANE_SLEEPING,
	};
	struct lanes *lanes = self(trace);
	struct lane_span span = { .start = event->start, .end = event->end, .thread = event->thread.id };
	struct lane *lane;

	if (event->part == TRACE_END_ONLY) /* it comes again, whole */
		return;
	lane = lane_of(lanes, &event->thread);
	if (!lane)
		return;
	add(lanes, lane, kinds[event->name], event);
	if (event->row != TRACE_ROW_GIL || event->end < event->start)
		return;
	for (size_t i = 0; i < event->args.count; i++) {
		const struct trace_arg *arg = &event->args.list[i];

		if (arg->name == TRACE_ARG_FUNCTION)
			span.stack = arg->number;
		else if (arg->name == TRACE_ARG_HOLDER_TID)
			span.holder = (uint32_t)arg->number;
		else if (arg->name == TRACE_ARG_REASON)
			span.reason = (uint16_t)arg->number;
		else if (arg->name == TRACE_ARG_TRUNCATED)
			span.cut = 1;
	}
	keep(event->name == TRACE_WAIT ? &lanes->waits : &lanes->holds, &span);
}

static void on_process(struct trace *trace, uint32_t tgid, const char *name)
{
	(void)trace, (void)tgid, (void)name;
}

static void on_instant(struct trace *trace, const struct trace_event *event)
{
	(void)trace, (void)event;
}

static void on_counter(struct trace *trace, uint32_t tgid, uint64_t time, uint64_t waiters)
{
	(void)trace, (void)tgid, (void)time, (void)waiters;
}

static void on_finish(struct trace *trace, uint64_t time, const struct trace_args *args)
{
	(void)trace, (void)time, (void)args;
}

static void on_free(struct trace *trace)
{
	lanes_free(self(trace));
}

struct lanes *lanes_new(int with_cpus)
{
	static const struct trace_format format = {
		on_process, on_thread, on_slice, on_instant, on_counter, on_finish, on_free,
	};
	struct lanes *lanes = calloc(1, sizeof(*lanes));

	if (!lanes) {
		say("out of memory");
		return NULL;
	}
	lanes->trace.format = &format;
	lanes->trace.brief = 1;
	lanes->bins = LANES_BINS;
	lanes->kinds = with_cpus ? LANE_KINDS : LANE_HOLD + 1;
	table_init(&lanes->lanes, sizeof(struct lane));
	return lanes;
}

void lanes_free(struct lanes *lanes)
{
	if (!lanes)
		return;
	for (size_t i = 0; i < lanes->lanes.count; i++)
		free(((struct lane *)table_at(&lanes->lanes, i))->cells);
	table_free(&lanes->lanes);
	free(lanes);
}
