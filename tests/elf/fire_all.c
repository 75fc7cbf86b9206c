/* fire_all.c - fires every probe once, with constants, variables and computed arguments; for check_notes.sh. */
#include <stdio.h>

#include "gilpy_probes.h"

int main(int argc, char **argv)
{
	uint64_t n = (uint64_t)argc;
	const void *state = &n;

	probe_gil_request(state, n, argv, n + 1);
	probe_gil_acquire(state, 1, GIL_REASON_INTERVAL);
	probe_gil_release(state, GIL_REASON_BLOCKING, 0, n * 3);
	probe_gil_drop_request(n, n + 2, state);
	probe_thread_start(state, n, "MainThread");
	probe_eval_entry("file.py", argv[0], 1, state);
	probe_eval_return("file.py", argv[0], 2, state);
	probe_alloc(argv, sizeof(*argv), "str");
	probe_free(argv, sizeof(*argv), "str");
	probe_alloc_sample(argv, 16, "str", 512);
	probe_gc_start(2, 0);
	probe_gc_done(2, n);
	probe_thread_exit(state, n, "MainThread");
	printf("%d\n", gilpy_hot_load() == 0);
	return 0;
}
