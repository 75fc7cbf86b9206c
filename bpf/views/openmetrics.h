/*
 * openmetrics.h - a snapshot as Prometheus reads it: the text format 0.0.4, or OpenMetrics 1.0.
 */
#ifndef GILSCOPE_OPENMETRICS_H
#define GILSCOPE_OPENMETRICS_H

#include <stdint.h>
#include <stdio.h>

#include "session.h"
#include "snapshot.h"

enum exposition { EXPOSITION_TEXT, EXPOSITION_OPENMETRICS, EXPOSITIONS };

/* For the header Content-Type. */
const char *exposition_type(enum exposition exposition);

/*
 * What a client wants, by its header Accept (NULL: there is none), quality values and all: the better of the two, the
 * one named more exactly if both are as good, and the text format if that does not decide. A client that takes neither
 * gets the text format too.
 */
enum exposition exposition_wanted(const char *accept);

/*
 * Writes everything. The snapshot must have been through series_apply(). `epoch_ns` is the Unix time when
 * CLOCK_MONOTONIC was 0. Errors are those of `out`.
 */
void openmetrics_write(FILE *out, enum exposition exposition, const struct snapshot *snapshot,
		       const struct calibration *calibration, uint64_t epoch_ns);

#endif
