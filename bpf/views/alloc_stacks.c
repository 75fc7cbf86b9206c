/* alloc_stacks.c - view "alloc" as stacks: the bytes that threads allocate, by their Python stacks. */
#include "allocs.h"

#include <stdlib.h>

#include "stacks.h"
#include "views.h"

/* NULL: out of memory, said. */
static struct stacks_row *collect(const struct allocs *allocs)
{
	struct stacks_row *rows = malloc((allocs->stacks.count + 1) * sizeof(*rows));

	if (!rows)
		say("out of memory");
	for (size_t i = 0; rows && i < allocs->stacks.count; i++) {
		const struct allocs_row *row = table_at(&allocs->stacks, i);

		rows[i] = (struct stacks_row){ (uint32_t)row->key.a, row->key.b, row->sum.bytes };
	}
	return rows;
}

void view_alloc_folded(const struct report *report, struct snapshot *snapshot)
{
	struct allocs *allocs = report->state;
	struct stacks_row *rows = collect(allocs);

	(void)snapshot;
	if (rows)
		stacks_print_folded(report->out, report->dictionary, rows, allocs->stacks.count, 1);
	free(rows);
	fflush(report->out);
}

void view_alloc_svg(const struct report *report, struct snapshot *snapshot)
{
	struct allocs *allocs = report->state;
	struct stacks_row *rows = collect(allocs);

	(void)snapshot;
	if (rows)
		stacks_print_svg(report->out, report->dictionary, rows, allocs->stacks.count, "Allocated bytes",
				 "by thread and Python stack, outermost function below; from samples", text_bytes);
	free(rows);
	fflush(report->out);
}
