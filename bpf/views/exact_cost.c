/* exact_cost.c - what it has cost to count every call or every object, as eval and alloc print it. */
#include <inttypes.h>

#include "exact.h"
#include "json.h"
#include "views.h"

void view_exact_cost(const struct report *report, const struct snapshot *snapshot)
{
	char time[16], share[16], each[16];
	uint64_t events, ns, wall = 0;

	if (!report->options->exact)
		return;
	exact_cost(report->reader->session, &events, &ns);
	for (size_t i = 0; i < snapshot->process_count; i++)
		wall += process_wall(&snapshot->processes[i]);
	fprintf(report->out, "  --exact cost about %s, %s of the time: %" PRIu64 " events, %s each\n", text_time(time, ns),
		text_share(share, ns, wall), events, text_time(each, events ? ns / events : 0));
}

void view_exact_cost_json(struct json *json, const struct report *report)
{
	uint64_t events, ns;

	exact_cost(report->reader->session, &events, &ns);
	json_number(json, "exact_events", events);
	json_number(json, "exact_cost_ns", ns);
}
