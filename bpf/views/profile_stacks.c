/* profile_stacks.c - view "eval" as stacks: the CPU time of threads by their Python stacks. */
#include "profile.h"

#include <stdlib.h>

#include "session.h"
#include "stacks.h"
#include "views.h"

/* NULL: out of memory, said. Weights are nanoseconds. */
static struct stacks_row *collect(const struct profile *profile)
{
	struct stacks_row *rows = malloc((profile->stacks.count + 1) * sizeof(*rows));

	if (!rows)
		say("out of memory");
	for (size_t i = 0; rows && i < profile->stacks.count; i++) {
		const struct profile_stack *stack = table_at(&profile->stacks, i);

		rows[i] = (struct stacks_row){ (uint32_t)stack->key.a, stack->key.b,
					       stack->samples * 1000000000 / SESSION_SAMPLE_HZ };
	}
	return rows;
}

void view_profile_folded(const struct report *report, struct snapshot *snapshot)
{
	struct profile *profile = report->state;
	struct stacks_row *rows = collect(profile);

	(void)snapshot;
	if (rows)
		stacks_print_folded(report->out, report->dictionary, rows, profile->stacks.count, 1000);
	free(rows);
	fflush(report->out);
}

void view_profile_svg(const struct report *report, struct snapshot *snapshot)
{
	struct profile *profile = report->state;
	struct stacks_row *rows = collect(profile);

	(void)snapshot;
	if (rows)
		stacks_print_svg(report->out, report->dictionary, rows, profile->stacks.count, "CPU time of Python threads",
				 "by thread and Python stack, outermost function below", text_time);
	free(rows);
	fflush(report->out);
}
