/* profile_stacks.c - view "eval" as stacks: the CPU time of threads by their Python stacks. */
#include "profile.h"

#include "session.h"
#include "stacks.h"
#include "views.h"

/* In ns. */
static uint64_t weight(const void *row)
{
	return ((const struct profile_stack *)row)->samples * 1000000000 / SESSION_SAMPLE_HZ;
}

struct stacks stacks_of_profile(const struct profile *profile)
{
	return (struct stacks){
		.rows = &profile->stacks,
		.weight = weight,
		.unit = 1000,
		.title = "CPU time of Python threads",
		.subtitle = "by thread and Python stack, outermost function below",
		.text = text_time,
	};
}

void view_profile_folded(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_profile(report->state);

	(void)snapshot;
	stacks_print_folded(report->out, report->dictionary, &stacks);
}

void view_profile_svg(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_profile(report->state);

	(void)snapshot;
	if (stacks_print_svg(report->out, report->dictionary, &stacks))
		*report->failed = 1;
}
