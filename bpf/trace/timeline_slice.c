/* timeline_slice.c - what a slice of the timeline says of itself: its arguments. See timeline.h. */
#include "timeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gil_reason.h"

#define STACK_TEXT_SIZE 4096 /* of a stack in one line; what does not fit is left out, marked */
#define FRAME_TEXT_SIZE (GIL_CODE_NAME_SIZE * 3 + GIL_CODE_FILE_SIZE * 3 + 32)

static const char *reason_name(uint16_t reason)
{
	static const char *const names[GIL_REASON_COUNT] = {
#define X(number, name) [number] = name,
		GIL_REASON_LIST(X)
#undef X
	};

	return reason < GIL_REASON_COUNT ? names[reason] : "other";
}

static const char *cut_name(uint8_t cut)
{
	static const char *const ends[] = { "end", "death", "exec" };
	static const char *const both[] = { "start,end", "start,death", "start,exec" };
	int end = cut & CUT_END ? 0 : cut & CUT_DEATH ? 1 : cut & CUT_EXEC ? 2 : -1;

	if (end < 0)
		return "start";
	return cut & CUT_START ? both[end] : ends[end];
}

struct trace_thread timeline_row(const struct dictionary *dictionary, uint32_t thread)
{
	const struct thread_entry *entry = dictionary_thread(dictionary, thread);

	return (struct trace_thread){ thread, entry ? entry->tgid : 0, entry ? entry->tid : 0 };
}

static void frame_text(char *out, size_t size, const struct dictionary *dictionary, const struct gil_frame *frame)
{
	const struct code_entry *code = dictionary_code(dictionary, frame->code);

	if (code)
		snprintf(out, size, "%s (%s:%" PRIu32 ")", dictionary_code_name(dictionary, frame->code), code->file,
			 frame->line ? frame->line : code->firstline);
	else
		snprintf(out, size, "?");
}

/* Innermost frame first. */
static void stack_text(char out[STACK_TEXT_SIZE], const struct dictionary *dictionary, const struct stack_entry *stack)
{
	static const char arrow[] = " <- ", more[] = " <- ...";
	char frame[FRAME_TEXT_SIZE];
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < stack->count; i++) {
		size_t size;

		frame_text(frame, sizeof(frame), dictionary, dictionary_frame(dictionary, stack, i));
		size = strlen(frame);
		if (n + sizeof(arrow) + size + sizeof(more) > STACK_TEXT_SIZE)
			break;
		n += (size_t)sprintf(out + n, "%s%s", n ? arrow : "", frame);
	}
	if (i < stack->count || stack->flags & (GIL_STACK_CUT | GIL_STACK_FAULT))
		strcpy(out + n, more);
}

struct stack_texts {
	char function[GIL_CODE_NAME_SIZE * 3], where[FRAME_TEXT_SIZE], stack[STACK_TEXT_SIZE];
};

static void add_stack(struct trace_args *args, struct stack_texts *texts, const struct dictionary *dictionary,
		      const struct timeline_span *span)
{
	const struct stack_entry *stack = dictionary_stack(dictionary, span->stack);
	const struct gil_frame *frame = stack && stack->count ? dictionary_frame(dictionary, stack, 0) : NULL;
	const struct code_entry *code = frame ? dictionary_code(dictionary, frame->code) : NULL;

	if (!stack)
		return;
	strcpy(texts->function, frame ? dictionary_code_name(dictionary, frame->code) : "(outside of Python code)");
	trace_add_text(args, TRACE_ARG_FUNCTION, texts->function, span->stack);
	if (code) {
		snprintf(texts->where, sizeof(texts->where), "%s:%" PRIu32, code->file,
			 frame->line ? frame->line : code->firstline);
		trace_add_text(args, TRACE_ARG_WHERE, texts->where, span->stack);
	}
	if (frame) {
		stack_text(texts->stack, dictionary, stack);
		trace_add_text(args, TRACE_ARG_STACK, texts->stack, span->stack);
	}
	trace_add_number(args, TRACE_ARG_SAMPLED, span->end > span->sampled ? span->end - span->sampled : 0);
}

void timeline_write(struct timeline *timeline, const struct dictionary *dictionary, const struct timeline_span *span,
		    enum trace_part part)
{
	struct trace_event event = {
		.name = (enum trace_name)span->name,
		.row = span->name == TRACE_WAIT || span->name == TRACE_HOLD ? TRACE_ROW_GIL : TRACE_ROW_CPU,
		.part = part,
		.thread = timeline_row(dictionary, span->thread),
		.start = span->start,
		.end = span->end,
		.flow_in = span->flow_in,
		.flow_out = span->flow_out,
	};
	struct stack_texts texts;

	if (span->holder_known) {
		trace_add_text(&event.args, TRACE_ARG_HOLDER,
			       span->holder ? dictionary_thread_name(dictionary, span->holder) : "nobody", 0);
		if (span->holder)
			trace_add_number(&event.args, TRACE_ARG_HOLDER_TID, timeline_row(dictionary, span->holder).tid);
	}
	if (span->acquired)
		trace_add_number(&event.args, TRACE_ARG_CONTENDED, span->contended);
	if (span->released) {
		trace_add_text(&event.args, TRACE_ARG_REASON, reason_name(span->reason), (uint64_t)span->reason + 1);
		trace_add_number(&event.args, TRACE_ARG_WAITERS, span->value);
	}
	if (span->name == TRACE_HOLD && span->sampled && timeline->trace->brief)
		trace_add_text(&event.args, TRACE_ARG_FUNCTION, "", span->stack);
	else if (span->name == TRACE_HOLD && span->sampled)
		add_stack(&event.args, &texts, dictionary, span);
	if (span->name == TRACE_RUNNING && span->value)
		trace_add_number(&event.args, TRACE_ARG_CPU, span->value - 1);
	if (span->cut)
		trace_add_text(&event.args, TRACE_ARG_TRUNCATED, cut_name(span->cut), (uint64_t)span->cut);
	timeline->trace->format->slice(timeline->trace, &event);
	if (part == TRACE_END_ONLY)
		return;
	timeline->slices++;
	timeline->flows += span->flow_out != 0;
}
