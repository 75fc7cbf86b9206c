/* alloc_stacks.c - view "alloc" as stacks: the bytes that threads allocate, by their Python stacks. */
#include "allocs.h"

#include "stacks.h"
#include "views.h"

static uint64_t weight(const void *row)
{
	return ((const struct allocs_row *)row)->sum.bytes;
}

struct stacks stacks_of_allocs(const struct allocs *allocs)
{
	return (struct stacks){
		.rows = &allocs->stacks,
		.weight = weight,
		.unit = 1,
		.title = "Allocated bytes",
		.subtitle = "by thread and Python stack, outermost function below; from samples",
		.text = text_bytes,
	};
}

void view_alloc_folded(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_allocs(report->state);

	(void)snapshot;
	stacks_print_folded(report->out, report->dictionary, &stacks);
}

void view_alloc_svg(const struct report *report, struct snapshot *snapshot)
{
	struct stacks stacks = stacks_of_allocs(report->state);

	(void)snapshot;
	if (stacks_print_svg(report->out, report->dictionary, &stacks))
		*report->failed = 1;
}
