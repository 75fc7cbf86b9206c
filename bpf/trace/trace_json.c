/*
 * trace_json.c - traces in the Trace Event Format, the JSON of chrome://tracing, which Perfetto and the Firefox Profiler
 * open too: an object with an array of events. `ts` and `dur` are microseconds; three decimals keep the nanoseconds.
 *
 * A row is what events of one pid and tid share. So the row of a thread's CPU gets a tid that no thread has, as does a
 * thread whose tid another one of this process had before it.
 */
#include <stdlib.h>

#include "json.h"
#include "table.h"
#include "text.h"
#include "trace.h"

#define CPU_ROW 1000000000U    /* above any tid, which are below 2^22 */
#define SECOND_ROW 2000000000U

struct trace_json {
	struct trace trace;
	struct json json;
	struct table owners; /* struct owner, by tgid and tid */
	struct table rows;   /* struct row, by the thread's id */
};

struct owner {
	struct table_key key;
	uint32_t thread;
};

struct row {
	struct table_key key;
	uint32_t number;
};

static struct trace_json *self(struct trace *trace)
{
	return (struct trace_json *)trace;
}

/* The tid of the thread's row. */
static uint32_t row_number(struct trace_json *t, const struct trace_thread *thread)
{
	struct row *row = table_find(&t->rows, thread->id, 0);
	struct owner *owner;

	if (row)
		return row->number;
	owner = table_get(&t->owners, thread->tgid, thread->tid);
	row = table_get(&t->rows, thread->id, 0);
	if (!owner || !row) {
		t->trace.failed = 1;
		return thread->tid;
	}
	if (!owner->thread)
		owner->thread = thread->id;
	row->number = owner->thread == thread->id ? thread->tid : SECOND_ROW + thread->id;
	return row->number;
}

static void begin(struct json *json, const char *phase, const char *name, uint32_t pid, uint32_t tid)
{
	json_newline(json);
	json_object(json, NULL);
	json_string(json, "ph", phase);
	json_string(json, "name", name);
	json_number(json, "pid", pid);
	json_number(json, "tid", tid);
}

static void end(struct trace_json *t)
{
	json_object_end(&t->json);
	t->trace.bytes = t->json.bytes;
}

static void write_args(struct json *json, const char *name, const struct trace_args *args)
{
	json_object(json, name);
	for (size_t i = 0; i < args->count; i++) {
		const struct trace_arg *arg = &args->list[i];

		if (arg->text)
			json_string(json, trace_arg_names[arg->name], arg->text);
		else
			json_number(json, trace_arg_names[arg->name], arg->number);
	}
	json_object_end(json);
}

static void write_name(struct trace_json *t, const char *what, uint32_t pid, uint32_t tid, const char *name,
		       const char *more)
{
	char text[TEXT_NAME_SIZE + 16];

	snprintf(text, sizeof(text), "%s%s", name, more);
	begin(&t->json, "M", what, pid, tid);
	json_object(&t->json, "args");
	json_string(&t->json, "name", text);
	json_object_end(&t->json);
	end(t);
}

static void process(struct trace *trace, uint32_t tgid, const char *name)
{
	if (name)
		write_name(self(trace), "process_name", tgid, tgid, name, "");
}

static void thread(struct trace *trace, const struct trace_thread *thread, const char *name, int with_cpu_row)
{
	struct trace_json *t = self(trace);
	uint32_t row = row_number(t, thread);

	write_name(t, "thread_name", thread->tgid, row, name, "");
	if (with_cpu_row)
		write_name(t, "thread_name", thread->tgid, row + CPU_ROW, name, " (CPU)");
}

/* An arrow's end. "bp": it ends at the slice around it, not at the next one. */
static void write_flow(struct trace_json *t, const char *phase, const struct trace_event *event, uint64_t id,
		       uint64_t time)
{
	if (!id)
		return;
	begin(&t->json, phase, "hand-off", event->thread.tgid, row_number(t, &event->thread));
	json_string(&t->json, "cat", "gil");
	json_number(&t->json, "id", id);
	json_string(&t->json, "bp", "e");
	json_microseconds(&t->json, "ts", time);
	end(t);
}

static void begin_event(struct trace_json *t, const char *phase, const struct trace_event *event)
{
	uint32_t row = row_number(t, &event->thread) + (event->row == TRACE_ROW_CPU ? CPU_ROW : 0);

	begin(&t->json, phase, trace_names[event->name], event->thread.tgid, row);
	json_string(&t->json, "cat", event->row == TRACE_ROW_CPU ? "cpu" : "gil");
	json_microseconds(&t->json, "ts", event->start);
}

static void slice(struct trace *trace, const struct trace_event *event)
{
	struct trace_json *t = self(trace);

	if (event->part == TRACE_END_ONLY)
		return;
	begin_event(t, "X", event);
	json_microseconds(&t->json, "dur", event->end - event->start);
	write_args(&t->json, "args", &event->args);
	end(t);
	write_flow(t, "f", event, event->flow_in, event->start);
	write_flow(t, "s", event, event->flow_out, event->end);
}

static void instant(struct trace *trace, const struct trace_event *event)
{
	struct trace_json *t = self(trace);

	begin_event(t, "i", event);
	json_string(&t->json, "s", "t"); /* scope: the thread */
	write_args(&t->json, "args", &event->args);
	end(t);
}

static void counter(struct trace *trace, uint32_t tgid, uint64_t time, uint64_t waiters)
{
	struct trace_json *t = self(trace);

	begin(&t->json, "C", TRACE_COUNTER, tgid, tgid);
	json_microseconds(&t->json, "ts", time);
	json_object(&t->json, "args");
	json_number(&t->json, "waiting", waiters);
	json_object_end(&t->json);
	end(t);
}

static void finish(struct trace *trace, uint64_t time, const struct trace_args *args)
{
	struct trace_json *t = self(trace);

	(void)time;
	json_newline(&t->json);
	json_array_end(&t->json);
	write_args(&t->json, "otherData", args);
	end(t);
	json_newline(&t->json);
	t->trace.bytes = t->json.bytes;
}

static void free_json(struct trace *trace)
{
	table_free(&self(trace)->owners);
	table_free(&self(trace)->rows);
	free(trace);
}

static const struct trace_format format = { process, thread, slice, instant, counter, finish, free_json };

struct trace *trace_json(FILE *out)
{
	struct trace_json *t = calloc(1, sizeof(*t));

	if (!t) {
		say("out of memory");
		return NULL;
	}
	t->trace.format = &format;
	t->trace.out = t->json.out = out;
	table_init(&t->owners, sizeof(struct owner));
	table_init(&t->rows, sizeof(struct row));
	json_object(&t->json, NULL);
	json_string(&t->json, "displayTimeUnit", "ns");
	json_array(&t->json, "traceEvents");
	return &t->trace;
}
