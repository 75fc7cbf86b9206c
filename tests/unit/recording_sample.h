/*
 * recording_sample.h - a small recording with everything in it: two processes, hostile names, every kind of event,
 * accounts in its middle. For the tests that damage it.
 */
#ifndef GILSCOPE_TESTS_RECORDING_SAMPLE_H
#define GILSCOPE_TESTS_RECORDING_SAMPLE_H

#include <stddef.h>

#include "recording.h"

#define SAMPLE_PROCESSES 2
#define SAMPLE_THREADS 3 /* of each */
#define SAMPLE_ROUNDS 60  /* of events, before the accounts in the middle and after */

/* The accounts at the end; of the ones in the middle half the counts. Free with snapshot_free(). */
void sample_snapshot(struct snapshot *snapshot, int middle);

/* In memory; free() it. Aborts on failure. */
unsigned char *sample_recording(size_t *size);

/* A file in memory with this content; its descriptor. Aborts on failure. */
int sample_file(const unsigned char *bytes, size_t size);

/*
 * Shows the recording in every view, as text and as JSON, into memory. `shown` gets how many were shown, unless NULL.
 * 0, or -1 if it could not be read, having said why.
 */
int sample_show_all(int fd, int *complete, int *shown);

#endif
