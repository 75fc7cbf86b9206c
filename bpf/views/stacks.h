/*
 * stacks.h - weighted stacks as other programs read them, and as a picture.
 */
#ifndef GILSCOPE_STACKS_H
#define GILSCOPE_STACKS_H

#include <stdio.h>

#include "dictionary.h"
#include "flame.h"

/* A stack of a thread, and what it weighs. */
struct stacks_row {
	uint32_t thread;
	uint64_t stack; /* 0: none was taken */
	uint64_t weight;
};

/*
 * Folded: a line "thread;outermost;...;innermost WEIGHT" for each, as flamegraph.pl, speedscope and others read it; weights
 * are divided by `unit`, and what is less than one is left out. `;`, blanks and control characters in names are written so
 * that no reader takes them for its own.
 */
void stacks_print_folded(FILE *out, const struct dictionary *dictionary, const struct stacks_row *rows, size_t count,
			 uint64_t unit);

/* A flame graph. 0, or -1 having said why. */
int stacks_print_svg(FILE *out, const struct dictionary *dictionary, const struct stacks_row *rows, size_t count,
		     const char *title, const char *subtitle, flame_weight_fn *weight);

#endif
