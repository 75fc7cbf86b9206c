/* trace.c - see trace.h. */
#include "trace.h"

#include <assert.h>

const char *const trace_names[TRACE_NAMES] = {
#define X(name, text) [TRACE_##name] = text,
	TRACE_NAME_LIST(X)
#undef X
};

const char *const trace_arg_names[TRACE_ARG_NAMES] = {
#define X(name, text) [TRACE_ARG_##name] = text,
	TRACE_ARG_LIST(X)
#undef X
};

void trace_add_text(struct trace_args *args, enum trace_arg_name name, const char *text, uint64_t number)
{
	assert(args->count < TRACE_ARGS);
	args->list[args->count++] = (struct trace_arg){ name, text, number };
}

void trace_add_number(struct trace_args *args, enum trace_arg_name name, uint64_t number)
{
	trace_add_text(args, name, NULL, number);
}
