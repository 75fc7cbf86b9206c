/*
 * stacks.h - weighted stacks as other programs read them, and as a picture.
 */
#ifndef GILSCOPE_STACKS_H
#define GILSCOPE_STACKS_H

#include <stdio.h>

#include "dictionary.h"
#include "flame.h"

/* The stacks of a view. */
struct stacks {
	const struct table *rows;             /* keyed by gil_thread.id and the number of a stack, 0: none was taken */
	uint64_t (*weight)(const void *row);
	uint64_t unit;                        /* of folded lines: weights are divided by it, less than one is left out */
	const char *title, *subtitle;         /* of the flame graph; valid UTF-8 */
	flame_weight_fn *text;
	uint32_t tgid;                        /* only of this process; 0: of all */
};

struct blame;
struct profile;
struct allocs;
struct stacks stacks_of_blame(const struct blame *blame);       /* time that others waited */
struct stacks stacks_of_profile(const struct profile *profile); /* CPU time */
struct stacks stacks_of_allocs(const struct allocs *allocs);    /* allocated bytes */

/*
 * Folded: a line "thread;outermost;...;innermost WEIGHT" for each, as flamegraph.pl, speedscope and others read it. `;`,
 * blanks and control characters in names are written so that no reader takes them for its own.
 */
void stacks_print_folded(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks);

/* A flame graph. 0, or -1 having said why. */
int stacks_print_svg(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks);

/* The same as a part of a page, or nothing if nothing weighs; `label` is what a screen reader says. 0, or -1. */
int stacks_print_part(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks, const char *label);

/* What all stacks weigh together. */
uint64_t stacks_weight(const struct dictionary *dictionary, const struct stacks *stacks);

#endif
