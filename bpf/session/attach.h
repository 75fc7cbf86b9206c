/*
 * attach.h - which hooks a session is attached to: the probes of runtimes, the kernel's tracepoints, the sampling clock.
 *
 * Functions return 0, or -1 having said why. What they attach stays until session_detach().
 */
#ifndef GILSCOPE_ATTACH_H
#define GILSCOPE_ATTACH_H

#include "session.h"

/* What concerns the whole machine; and the ring buffer, if the session needs one. */
int attach_machine(struct session *session);

/* The place of a file among session->files, or their number if it is not attached. */
size_t attach_find_file(const struct session *session, const struct target_file *file);

#endif
