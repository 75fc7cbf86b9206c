/*
 * replay.h - a recording instead of a measurement: any view, without root.
 */
#ifndef GILSCOPE_REPLAY_H
#define GILSCOPE_REPLAY_H

#include <stdio.h>

struct options;
struct recording;
struct view;

/* Shows options->replay; gilscope's exit status: also for a recording that is shown in part 1, having said why. */
int replay(const struct view *view, const struct options *options);

/* Shows an open recording. 0, or -1 having said why. */
int replay_show(struct recording *recording, const struct view *view, const struct options *options, FILE *out);

#endif
