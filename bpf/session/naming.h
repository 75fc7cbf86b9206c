/*
 * naming.h - whether the Python functions of a CPython can be named: its layout is looked for while it runs, from when it
 * is measured until it is found, or found never to fit.
 */
#ifndef GILSCOPE_NAMING_H
#define GILSCOPE_NAMING_H

#include "cpython_layout.h"
#include "session.h"

/* The layout that an account begins with, of a process that runs this one of session->files. */
struct gil_layout naming_begin(const struct session *session, size_t file);

static inline enum naming naming_of(const struct gil_layout *layout)
{
	return layout->kind == GIL_LAYOUT_CPYTHON_UNKNOWN ? NAMING_LOOKS : NAMING_DONE;
}

/* Looks once, at the process that runs this CPython; see cpython_layout_find(). */
enum cpython_layout_result naming_find(struct gil_layout *layout, const struct target_file *file, pid_t pid, const char **why);

/*
 * Looks at a process that is measured, if it is a CPython whose layout is not known yet; tells the kernel side, or once on
 * stderr why there are no names. Call it ten times a second. 0, or -1 having said why.
 */
int naming_look(struct session *session, struct session_process *process);

#endif
