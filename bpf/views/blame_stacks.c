/* blame_stacks.c - view "blame" as stacks: the time that others waited for a thread while it was there. */
#include "blame.h"

#include "stacks.h"
#include "views.h"

static uint64_t weight(const void *row)
{
	return ((const struct blame_place *)row)->ns;
}

struct stacks stacks_of_blame(const struct blame *blame)
{
	return (struct stacks){
		.rows = &blame->places,
		.weight = weight,
		.unit = 1000,
		.title = "Time that others waited for the GIL",
		.subtitle = "by the thread that held it and its Python stack, outermost function below",
		.text = text_time,
	};
}

void view_blame_folded(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_blame(report->state);

	if (blame_view_finish(report->state, snapshot))
		*report->failed = 1;
	else
		stacks_print_folded(report->out, report->dictionary, &stacks);
}

void view_blame_svg(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_blame(report->state);

	if (blame_view_finish(report->state, snapshot) || stacks_print_svg(report->out, report->dictionary, &stacks))
		*report->failed = 1;
}
