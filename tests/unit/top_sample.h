/*
 * top_sample.h - a made-up snapshot and its blame, for the tests of `gilscope top`.
 */
#ifndef TOP_SAMPLE_H
#define TOP_SAMPLE_H

#include "top_model.h"

#define MS 1000000ULL
#define SECOND 1000000000ULL

extern struct snapshot top_sample;

/* Before and after each test. */
int top_sample_begin(void **state);
int top_sample_end(void **state);

/* A process whose window is one second, with so many threads: tids from 1001 on, ids from first_id on. */
struct process_row *top_sample_process(pid_t pid, const char *command, size_t threads, uint64_t first_id);

/* Others waited that long for a thread in line 11 of this function, and it slept there. */
void top_sample_blame(uint64_t thread, uint64_t code, const char *function, const char *file, uint64_t ns,
		      uint64_t asleep_ns);

/* The model of the sample, to be freed. `recent`: see top_model_build(). */
struct top_model top_sample_model(const struct snapshot *recent);

#endif
