/* top_json.c - what view "top" adds to each process in JSON: who made others wait, and where. */
#include "json.h"
#include "top.h"

/* 0 and a name that tells so for the threads that have ended. */
static void write_thread(struct json *json, const char *id_name, const char *name_name, uint64_t id,
			 const struct dictionary *dictionary)
{
	json_number(json, id_name, id & TOP_ENDED ? 0 : id);
	json_string(json, name_name,
		    id & TOP_ENDED ? "(ended threads)" : dictionary_thread_name(dictionary, (uint32_t)id));
}

static void write_place(struct json *json, const struct dictionary *dictionary, const struct top_place *place)
{
	const struct code_entry *code = dictionary_code(dictionary, place->code);

	json_object(json, NULL);
	write_thread(json, "holder", "holder_name", place->key.a, dictionary);
	json_number(json, "waited_ns", place->ns);
	json_number(json, "stacks", place->stacks);
	json_number(json, "sleeps", place->sleeps);
	json_number(json, "asleep_ns", place->asleep_ns);
	json_number(json, "asleep_waited_ns", place->asleep_waited_ns);
	json_array(json, "frames");
	if (place->where == TOP_PYTHON) {
		json_object(json, NULL);
		json_string(json, "function", dictionary_code_name(dictionary, place->code));
		json_string(json, "file", code ? code->file : "?");
		json_number(json, "line", place->line);
		json_object_end(json);
	}
	json_array_end(json);
	json_bool(json, "frames_cut", place->where == TOP_PYTHON);
	json_object_end(json);
}

static void write_account(struct json *json, const struct report *report, const struct process_row *process,
			  const struct top_account *account)
{
	const struct blame *engine = &top_view_blame(report->state)->engine;
	uint64_t waited = 0, gap = 0;

	json_object(json, "blame");
	json_array(json, "threads");
	for (size_t i = 0; i < account->threads.count; i++) {
		const struct blame_thread *thread = table_at(&account->threads, i);

		if (thread->tgid != process->tgid)
			continue;
		json_object(json, NULL);
		write_thread(json, "thread", "name", thread->key.a, report->dictionary);
		json_number(json, "waited_ns", thread->waited_ns);
		json_number(json, "gap_ns", thread->gap_ns);
		json_number(json, "blamed_ns", thread->blamed_ns);
		json_object_end(json);
		waited += thread->waited_ns;
		gap += thread->gap_ns;
	}
	json_array_end(json);
	json_array(json, "places");
	for (size_t i = 0; i < account->places.count; i++) {
		const struct top_place *place = table_at(&account->places, i);

		if (place->tgid == process->tgid)
			write_place(json, report->dictionary, place);
	}
	json_array_end(json);
	json_number(json, "divided_ns", waited);
	json_number(json, "gap_ns", gap);
	json_number(json, "undivided", engine->undivided);
	json_number(json, "strays", engine->strays);
	json_object_end(json);
}

void top_json_interval(struct json *json, const struct report *report, const struct process_row *process)
{
	write_account(json, report, process, &top_view_blame(report->state)->interval);
}

void top_json_total(struct json *json, const struct report *report, const struct process_row *process)
{
	write_account(json, report, process, &top_view_blame(report->state)->total);
}
