/*
 * doctor_row.h - the rows that doctor prints.
 */
#ifndef GILSCOPE_DOCTOR_ROW_H
#define GILSCOPE_DOCTOR_ROW_H

#include <sys/types.h>

enum verdict { GOOD, NOTE, BAD };

/* How many rows have been BAD. */
extern int doctor_bad_count;

/* One row, all of it clean text. `fix`, which says what to do, may be empty. */
void doctor_row(enum verdict verdict, const char *what, const char *fix, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What gilscope makes of a running process, and whether it can measure it; nothing is attached. The exit status. */
int doctor_process(pid_t pid);

/* The same as a bpftrace script on stdout. */
int doctor_bpftrace(pid_t pid);

#endif
