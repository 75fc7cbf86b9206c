/* blame_stacks.c - view "blame" as stacks: the time that others waited for a thread while it was there. */
#include "blame.h"

#include <stdlib.h>

#include "stacks.h"
#include "views.h"

/* NULL: out of memory, said. */
static struct stacks_row *collect(const struct blame *blame)
{
	struct stacks_row *rows = malloc((blame->places.count + 1) * sizeof(*rows));

	if (!rows)
		say("out of memory");
	for (size_t i = 0; rows && i < blame->places.count; i++) {
		const struct blame_place *place = table_at(&blame->places, i);

		rows[i] = (struct stacks_row){ (uint32_t)place->key.a, place->key.b, place->ns };
	}
	return rows;
}

void view_blame_folded(const struct report *report, struct snapshot *snapshot)
{
	struct blame *blame = report->state;
	struct stacks_row *rows = blame_view_finish(blame, snapshot) ? NULL : collect(blame);

	if (rows)
		stacks_print_folded(report->out, report->dictionary, rows, blame->places.count, 1000);
	free(rows);
	fflush(report->out);
}

void view_blame_svg(const struct report *report, struct snapshot *snapshot)
{
	struct blame *blame = report->state;
	struct stacks_row *rows = blame_view_finish(blame, snapshot) ? NULL : collect(blame);

	if (rows)
		stacks_print_svg(report->out, report->dictionary, rows, blame->places.count,
				 "Time that others waited for the GIL",
				 "by the thread that held it and its Python stack, outermost function below", text_time);
	free(rows);
	fflush(report->out);
}
