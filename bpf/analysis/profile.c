/* profile.c - see profile.h. */
#include "profile.h"

#include <string.h>

void profile_init(struct profile *profile)
{
	memset(profile, 0, sizeof(*profile));
	table_init(&profile->functions, sizeof(struct profile_function));
	table_init(&profile->stacks, sizeof(struct profile_stack));
	table_init(&profile->exact, sizeof(struct exact_function));
	table_init(&profile->threads, sizeof(struct profile_thread));
}

static int add_functions(struct profile *profile, const struct dictionary *dictionary, const struct stack_entry *stack)
{
	for (uint32_t i = 0; i < stack->count; i++) {
		const struct gil_frame *frame = dictionary_frame(dictionary, stack, i);
		struct profile_function *function = table_get(&profile->functions, frame->code, 0);

		if (!function)
			return -1;
		function->self += i == 0;
		if (function->last == profile->samples)
			continue;
		function->last = profile->samples;
		function->total++;
	}
	return 0;
}

int profile_event(struct profile *profile, const struct dictionary *dictionary, const struct gil_event *event)
{
	const struct thread_entry *known;
	const struct stack_entry *stack;
	struct profile_thread *thread;
	struct profile_stack *place;

	if (event->kind != GIL_EVENT_SAMPLE || event->detail != GIL_CAUSE_CPU)
		return 0;
	profile->samples++;
	known = dictionary_thread(dictionary, event->thread);
	stack = dictionary_stack(dictionary, event->value);
	if (!known || !stack) {
		profile->unknown++;
		return 0;
	}
	thread = table_get(&profile->threads, event->thread, 0);
	place = table_get(&profile->stacks, event->thread, event->value);
	if (!thread || !place)
		return -1;
	thread->tgid = known->tgid;
	thread->samples++;
	thread->outside += stack->count == 0;
	place->samples++;
	return add_functions(profile, dictionary, stack);
}

void profile_free(struct profile *profile)
{
	table_free(&profile->functions);
	table_free(&profile->stacks);
	table_free(&profile->exact);
	table_free(&profile->threads);
}
