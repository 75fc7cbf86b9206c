/*
 * cpython_layout.h - how the BPF side walks the Python frames of a running CPython: offsets by version, checked against
 * the process itself before they are used. What does not fit is reported, never guessed.
 */
#ifndef GILSCOPE_CPYTHON_LAYOUT_H
#define GILSCOPE_CPYTHON_LAYOUT_H

#include <stdint.h>
#include <sys/types.h>

#include "cpython_offsets.h"
#include "gil_state.h"

enum cpython_layout_result {
	CPYTHON_LAYOUT_SOUND,   /* the layout is filled in */
	CPYTHON_LAYOUT_NOT_YET, /* no thread runs a Python function: the interpreter starts, or ends */
	CPYTHON_LAYOUT_UNSURE,  /* something did not fit: once it may be because the process ran on under the look */
	CPYTHON_LAYOUT_WRONG,   /* it will never fit */
};

/*
 * Looks at process `pid`, a CPython of version major.minor with a GIL whose _PyRuntime is at `runtime`. `*why`: if it is
 * not sound, what did not fit, to follow "Python functions cannot be named: "; the layout is GIL_LAYOUT_CPYTHON_UNKNOWN
 * then. The process is not stopped.
 *
 * The environment variable GILSCOPE_CPYTHON_SHIFT, for tests, moves the offset of that number by 8.
 */
enum cpython_layout_result cpython_layout_find(struct gil_layout *layout, pid_t pid, int major, int minor, uint64_t runtime,
					       const char **why);

/* Where version major.minor keeps things, by its own account if it has one, not checked. SOUND, or why not, as above. */
enum cpython_layout_result cpython_layout_offsets(struct cpython_offsets *offsets, pid_t pid, int major, int minor,
						  uint64_t runtime, const char **why);

/* As cpython_layout_find(), with these offsets. */
enum cpython_layout_result cpython_layout_check(struct gil_layout *layout, pid_t pid, const struct cpython_offsets *offsets,
						uint64_t runtime, const char **why);

#endif
