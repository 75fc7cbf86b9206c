/* json.c - both views for programs: one JSON object a line. The schema is in gilscope(1), section JSON. */
#include "json.h"

#include <string.h>

#include "recording.h"
#include "version.h"
#include "views.h"

static void write_reasons(struct json *json, const char *name, const uint64_t values[GIL_REASON_SLOTS])
{
	json_object(json, name);
	for (int i = 0; i < GIL_REASON_SLOTS; i++)
		json_number(json, view_reason(i), values[i]);
	json_object_end(json);
}

static void write_spans(struct json *json, const char *name, const struct gil_spans *spans, const struct hist *hist,
			uint64_t open, uint64_t open_ns, int sched)
{
	json_object(json, name);
	json_number(json, "count", spans->count);
	json_number(json, "total_ns", spans->total_ns);
	json_number(json, "p50_ns", snapshot_quantile(hist, 0.5, spans->max_ns));
	json_number(json, "p90_ns", snapshot_quantile(hist, 0.9, spans->max_ns));
	json_number(json, "p99_ns", snapshot_quantile(hist, 0.99, spans->max_ns));
	json_number(json, "max_ns", spans->max_ns);
	json_number(json, "open", open);
	json_number(json, "open_ns", open_ns);
	json_number(json, "truncated_start", spans->cut_start);
	json_number(json, "truncated_death", spans->cut_death);
	if (sched) {
		json_number(json, "split_ns", spans->split_ns);
		json_number(json, "on_cpu_ns", spans_on_cpu(spans));
		json_number(json, "runnable_ns", spans->runnable_ns);
		json_number(json, "blocked_ns", spans->blocked_ns);
	}
	json_array(json, "hist");
	for (unsigned i = 0; i < HIST_SLOTS; i++) {
		if (!hist->slot[i])
			continue;
		json_array(json, NULL);
		json_number(json, NULL, hist_slot_low(i));
		json_number(json, NULL, hist->slot[i]);
		json_array_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

/* The hand-off gaps that a waiter ended, in their parts. */
static void write_handoff(struct json *json, const struct gil_process *process)
{
	static const char *const parts[] = { "release_to_wake", "wake_to_cpu", "cpu_to_acquire" };

	json_object(json, "handoff");
	for (int i = 0; i < GIL_HANDOFF_PARTS; i++)
		write_spans(json, parts[i], &process->handoff[i], &process->handoff_hist[i], 0, 0, 0);
	json_object_end(json);
}

static void write_counts(struct json *json, const struct gil_counts *counts)
{
	json_number(json, "requests", counts->requests);
	json_number(json, "acquires", counts->acquires);
	json_number(json, "contended", counts->contended);
	json_number(json, "releases", counts->releases);
	json_number(json, "drop_requests", counts->drop_requests);
	json_number(json, "unpaired", counts->unpaired);
	json_number(json, "holds_blocked", counts->holds_blocked);
	json_number(json, "forced_switches", counts->forced);
	json_number(json, "forced_switch_ns", counts->forced_ns);
	write_reasons(json, "releases_by_reason", counts->releases_by);
	write_reasons(json, "hold_ns_by_reason", counts->hold_ns_by);
}

static void write_thread(struct json *json, const struct thread_row *row, int sched)
{
	const struct gil_thread *account = &row->account;

	json_object(json, NULL);
	json_number(json, "id", account->id);
	json_number(json, "tid", account->own_tid);
	json_number(json, "host_tid", account->tid);
	json_number(json, "serial", account->serial);
	json_string(json, "name", row->name);
	json_bool(json, "alive", row->alive);
	write_counts(json, &account->counts);
	write_spans(json, "wait", &account->counts.wait, &account->wait, row->wait_open, row->wait_open_ns, sched);
	write_spans(json, "hold", &account->counts.hold, &account->hold, row->hold_open, row->hold_open_ns, sched);
	json_object_end(json);
}

/* Which runtime it is, if that is known: a recording of an older gilscope does not tell. */
static void write_runtime(struct json *json, const struct process_row *process)
{
	const struct gil_others *others = &process->account.others;
	char name[48];

	if (process->runtime != PROCESS_GILPY && process->runtime != PROCESS_CPYTHON)
		return;
	json_object(json, "runtime");
	json_string(json, "kind", process->runtime == PROCESS_CPYTHON ? "cpython" : "gilpy");
	if (process->runtime == PROCESS_CPYTHON) {
		process_runtime(process, name);
		json_string(json, "version", process->runtime_version >> 16 == 3 ? name + strlen("CPython ") : "");
		json_string(json, "method", cpython_method_name(process->runtime_method));
		json_bool(json, "sees_forced_switches", process->runtime_switch);
		json_object(json, "other_gils");
		json_number(json, "count", others->gils);
		json_number(json, "acquires", others->acquires);
		json_number(json, "contended", others->contended);
		json_number(json, "releases", others->releases);
		json_number(json, "wait_ns", others->wait_ns);
		json_number(json, "hold_ns", others->hold_ns);
		json_number(json, "overlaps", others->overlaps);
		json_object_end(json);
	}
	json_object_end(json);
}

static void write_process(struct json *json, const struct report *report, struct process_row *process, view_json_fn *more)
{
	const struct gil_process *account = &process->account;
	size_t rows = view_sort(report, process);
	uint64_t wall = process_wall(process), wait_open_ns = 0, hold_open_ns = 0;

	for (size_t i = 0; i < process->thread_count; i++) {
		wait_open_ns += process->threads[i].wait_open_ns;
		hold_open_ns += process->threads[i].hold_open_ns;
	}
	json_object(json, NULL);
	json_number(json, "pid", process->pid);
	json_number(json, "parent", process->parent);
	json_string(json, "command", process->command);
	write_runtime(json, process);
	json_bool(json, "alive", process->alive);
	json_number(json, "start_ns", process->start);
	json_number(json, "end_ns", process->end);
	json_number(json, "wall_ns", wall);
	json_bool(json, "known", process->known);
	json_number(json, "free_ns", account->free_ns);
	json_signed(json, "balance_ns",
		    process->known ? (int64_t)(process->counts.hold.total_ns + account->free_ns) - (int64_t)wall : 0);
	json_signed(json, "imbalance", process_imbalance(process));
	json_number(json, "held_at_start", account->held_at_start);
	json_number(json, "held_at_end", process->held_at_end);
	json_number(json, "switches", account->switches);
	json_real(json, "switches_per_second", wall ? (double)account->switches * 1e9 / (double)wall : 0.0);
	json_number(json, "switches_unseen", process->switches_unseen);
	json_number(json, "overlaps", account->overlaps);
	json_number(json, "unpaired_releases", account->unpaired);
	write_counts(json, &process->counts);
	write_spans(json, "gap", &account->gap, &account->gap_hist, process->gap_open_ns > 0, process->gap_open_ns, 0);
	if (report->options->sched)
		write_handoff(json, account);
	write_spans(json, "wait", &process->counts.wait, &process->wait, process->waits_open, wait_open_ns,
		    report->options->sched);
	write_spans(json, "hold", &process->counts.hold, &process->hold, process->holds_open, hold_open_ns,
		    report->options->sched);
	json_number(json, "others", process->others);
	json_number(json, "thread_count", process_threads(process));
	json_array(json, "threads");
	for (size_t i = 0; i < rows; i++)
		write_thread(json, &process->threads[i], report->options->sched);
	json_array_end(json);
	if (more)
		more(json, report, process);
	json_object_end(json);
}

static void write_recording(struct json *json, const struct recording_info *info)
{
	char time[32];

	json_object(json, "recording");
	json_bool(json, "replay", info->replay);
	json_bool(json, "complete", info->complete);
	json_string(json, "time", recording_time(time, info));
	json_number(json, "begun_ns", info->begun_ns);
	json_number(json, "ended_ns", info->ended_ns);
	json_number(json, "events", info->events);
	json_number(json, "late", info->late);
	json_number(json, "bytes", info->bytes);
	json_bool(json, "sched", info->switches);
	json_object_end(json);
}

static void write_report(const struct report *report, struct snapshot *snapshot, view_json_fn *more, view_json_all_fn *all)
{
	struct json json = { .out = report->out };
	const struct gil_lost *lost = &snapshot->lost;

	json_object(&json, NULL);
	json_number(&json, "version", 1);
	json_string(&json, "tool", "gilscope " GILSCOPE_VERSION);
	json_string(&json, "view", report->view->name);
	json_string(&json, "kind", report->final ? "final" : "interval");
	json_object(&json, "calibration");
	json_number(&json, "event_ns", report->calibration->event_ns);
	json_number(&json, "cold_ns", report->calibration->cold_ns);
	json_number(&json, "floor_ns", report->calibration->floor_ns);
	json_object_end(&json);
	json_number(&json, "lost", lost_all(lost));
	json_object(&json, "lost_by");
	json_number(&json, "no_storage", lost->no_storage);
	json_number(&json, "dead_threads", lost->dead_threads);
	json_number(&json, "names", lost->names);
	json_number(&json, "events", lost->events);
	json_number(&json, "stacks", lost->stacks);
	json_number(&json, "processes", lost->processes);
	json_object_end(&json);
	if (report->recording)
		write_recording(&json, report->recording);
	json_array(&json, "processes");
	for (size_t i = 0; i < snapshot->process_count; i++)
		write_process(&json, report, &snapshot->processes[i], more);
	json_array_end(&json);
	if (all)
		all(&json, report, snapshot);
	json_object_end(&json);
	fputc('\n', report->out);
	fflush(report->out);
}

void view_json(const struct report *report, struct snapshot *snapshot)
{
	view_json_with(report, snapshot, NULL);
}

void view_json_with(const struct report *report, struct snapshot *snapshot, view_json_fn *more)
{
	write_report(report, snapshot, more, NULL);
}

void view_json_all(const struct report *report, struct snapshot *snapshot, view_json_all_fn *more)
{
	write_report(report, snapshot, NULL, more);
}
