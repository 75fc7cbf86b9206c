/*
 * folded.h - stacks as lines "outermost;...;innermost WEIGHT", as flamegraph.pl, speedscope and others read them.
 */
#ifndef GILSCOPE_FOLDED_H
#define GILSCOPE_FOLDED_H

#include <stdio.h>

#include "blame.h"
#include "dictionary.h"

/* A frame's name: `;`, blanks and control characters are written so that no reader takes them for its own. */
void folded_print_name(FILE *out, const char *name);

/* The time that others waited for a thread (outermost) at a stack, in microseconds. */
void folded_print(FILE *out, const struct blame *blame, const struct dictionary *dictionary);

#endif
