/* findings.c - see findings.h. */
#include "findings.h"

#include <assert.h>
#include <string.h>

const char *finding_kind_name(enum finding_kind kind)
{
	static const char *const names[FINDING_KINDS] = { "problem", "doubt", "note", "good" };

	return names[kind];
}

double findings_ratio(uint64_t a, uint64_t b)
{
	return b ? (double)a / (double)b : 0;
}

int findings_asleep(const struct gil_spans *hold)
{
	return hold->split_ns && hold->blocked_ns > hold->split_ns / 2;
}

double findings_queue(const struct process_row *process)
{
	return findings_ratio(process->counts.wait.total_ns, process_wall(process));
}

const char *findings_thread(char out[FINDING_NAME_SIZE], const struct findings_input *input, uint64_t id)
{
	for (size_t i = 0; i < input->process->thread_count; i++) {
		const struct thread_row *row = &input->process->threads[i];

		if (row->account.id == id) {
			snprintf(out, FINDING_NAME_SIZE, "%u %s", row->account.own_tid, row->name);
			return out;
		}
	}
	snprintf(out, FINDING_NAME_SIZE, "%s", dictionary_thread_name(input->dictionary, (uint32_t)id));
	return out;
}

struct finding *findings_add(struct findings *findings, const char *id, enum finding_kind kind, double value,
			     double threshold, const char *unit)
{
	struct finding *finding = &findings->list[findings->count];

	assert(findings->count < FINDINGS_MAX);
	findings->count++;
	memset(finding, 0, sizeof(*finding));
	finding->id = id;
	finding->kind = kind;
	finding->value = value;
	finding->threshold = threshold;
	finding->unit = unit;
	return finding;
}

/* By kind, then by weight, then as they were found. */
static void sort(struct findings *findings)
{
	for (size_t i = 1; i < findings->count; i++) {
		struct finding kept = findings->list[i];
		size_t at = i;

		for (; at; at--) {
			const struct finding *before = &findings->list[at - 1];

			if (before->kind < kept.kind || (before->kind == kept.kind && before->share >= kept.share))
				break;
			findings->list[at] = *before;
		}
		findings->list[at] = kept;
	}
}

void findings_find(struct findings *findings, const struct findings_input *input)
{
	findings->count = 0;
	findings_load(findings, input);
	if (input->rows)
		findings_blame(findings, input);
	findings_trust(findings, input);
	sort(findings);
}
