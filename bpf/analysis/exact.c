/* exact.c - see exact.h. */
#include "exact.h"

#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "accounts.h"
#include "gilscope.skel.h"
#include "text.h"

typedef int row_fn(void *context, const void *key, const void *value);

/* Gives all rows of a map to the function, until that returns non-zero. */
static int each_row(const struct bpf_map *map, row_fn *function, void *context)
{
	size_t key_size = bpf_map__key_size(map), value_size = bpf_map__value_size(map);
	char *key = calloc(2, key_size), *value = malloc(value_size), *before = NULL;
	int result = key && value ? 0 : say("out of memory");

	while (!result && bpf_map__get_next_key(map, before, key, key_size) == 0) {
		if (bpf_map__lookup_elem(map, key, key_size, value, value_size, 0) == 0)
			result = function(context, key, value);
		before = key + key_size;
		memcpy(before, key, key_size);
	}
	free(key);
	free(value);
	return result ? -1 : 0;
}

static int take_function(void *context, const void *key, const void *value)
{
	struct exact_function *function;
	uint64_t code;

	memcpy(&code, key, sizeof(code));
	function = table_get(context, code, 0);
	if (!function)
		return -1;
	memcpy(&function->sum, value, sizeof(function->sum));
	return 0;
}

struct running {
	struct table *functions;
	uint64_t end;
};

static uint64_t after(uint64_t end, uint64_t start)
{
	return end > start ? end - start : 0;
}

/* The frames that a thread is in. */
static int take_running(void *context, const void *record)
{
	const struct running *running = context;
	const struct gil_exact_stack *stack = record;
	uint64_t depth = stack->depth < GIL_EXACT_DEPTH ? stack->depth : GIL_EXACT_DEPTH;

	for (uint64_t i = 0; i < depth; i++) {
		struct exact_function *function = table_find(running->functions, stack->frames[i].code, 0);
		int recurs = 0;

		for (uint64_t below = 0; below < i; below++)
			recurs |= stack->frames[below].code == stack->frames[i].code;
		if (function && !recurs)
			function->sum.total_ns += after(running->end, stack->frames[i].start);
		if (function && i + 1 == depth)
			function->sum.self_ns += after(running->end, stack->last);
	}
	return 0;
}

int exact_functions(struct session *session, uint64_t end, struct table *functions)
{
	struct running running = { functions, end };

	if (each_row(session->bpf->maps.exact_functions, take_function, functions))
		return -1;
	return accounts_iterate(session->bpf->progs.read_exact_stacks, sizeof(struct gil_exact_stack), take_running, &running)
		       ? say("cannot read what runs")
		       : 0;
}

static int take_type(void *context, const void *key, const void *value)
{
	const struct gil_exact_type_key *type = key;
	const struct gil_exact_objects *objects = value;
	const struct allocs_sum sum = {
		.bytes = objects->bytes,
		.objects = (double)objects->objects,
		.freed_bytes = objects->freed_bytes,
		.freed_objects = objects->freed_objects,
	};

	return allocs_add_type(context, type->name, sizeof(type->name), type->size_class ? type->size_class : 1ULL << 32, &sum);
}

static int take_place(void *context, const void *key, const void *value)
{
	const struct gil_exact_objects *objects = value;
	const struct allocs_sum sum = { .bytes = objects->bytes, .objects = (double)objects->objects };
	struct gil_exact_place place;

	memcpy(&place, key, sizeof(place));
	return allocs_add_place(context, place.thread, place.code, &sum);
}

int exact_allocs(struct session *session, struct allocs *allocs)
{
	allocs_clear(allocs);
	return each_row(session->bpf->maps.exact_types, take_type, allocs) ||
	       each_row(session->bpf->maps.exact_places, take_place, allocs) ? -1 : 0;
}

void exact_cost(const struct session *session, uint64_t *events, uint64_t *ns)
{
	*events = session->bpf->bss->exact_events;
	*ns = session->bpf->bss->exact_ns + *events * session->calibration.event_ns;
}
