/*
 * cpython_attach.h - attaches the BPF programs of the source "cpython" to a file that holds one.
 */
#ifndef GILSCOPE_CPYTHON_ATTACH_H
#define GILSCOPE_CPYTHON_ATTACH_H

#include "session.h"

/* Before the programs are loaded. */
void cpython_prepare(struct session *session);

/*
 * To all places of the file, in every process that runs it, or else to those of the C library that process `pid` has; `*way` is how
 * they were found. 0; 1: it has not mapped that yet; -1 having said why.
 */
int cpython_attach(struct session *session, const struct target_file *file, pid_t pid, struct session_way *way);

#endif
