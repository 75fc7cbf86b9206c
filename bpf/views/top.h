/*
 * top.h - what the two files of view "top" know of each other.
 */
#ifndef GILSCOPE_TOP_H
#define GILSCOPE_TOP_H

#include "top_blame.h"
#include "views.h"

const struct top_blame *top_view_blame(const void *state);

/* The part "blame" of a process, of the last interval and since the start. */
view_json_fn top_json_interval, top_json_total;

#endif
