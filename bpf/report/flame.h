/*
 * flame.h - a tree of stacks with weights, and its picture: a flame graph as one SVG file without anything from outside.
 * A click zooms, a search marks; without a script it is still a picture with a title on every frame.
 *
 * After the flame graphs of B. Gregg (https://www.brendangregg.com/flamegraphs.html): the width of a frame is its weight and
 * that of all it called, callers below, siblings in the order of their names.
 */
#ifndef GILSCOPE_FLAME_H
#define GILSCOPE_FLAME_H

#include <stdint.h>
#include <stdio.h>

#include "table.h"

struct flame {
	struct table nodes; /* key: parent's number, name's number; 0: the root */
	struct table names; /* key: hash of the name, which of those with this hash */
};

/* How a weight is written: "1.234ms" or "12 KiB". */
typedef const char *flame_weight_fn(char out[16], uint64_t weight);

void flame_init(struct flame *flame);

/*
 * Goes one frame deeper from the node `parent` (0: the root), and adds the weight to the frame. `name` is valid UTF-8; it is
 * copied. The number of the frame's node, or 0: out of memory, said.
 */
uint32_t flame_add(struct flame *flame, uint32_t parent, const char *name, uint64_t weight);

/* `title`, `subtitle`: valid UTF-8. 0, or -1 having said why. */
int flame_print(FILE *out, struct flame *flame, const char *title, const char *subtitle, flame_weight_fn *weight);

/*
 * The same as a part of a page, which has flame.css and flame.js (assets.h) and calls flameGraph() for it: an <svg>, or
 * nothing if there is no weight. `label` is what a screen reader says. 0, or -1 having said why.
 */
int flame_print_part(FILE *out, struct flame *flame, const char *label, flame_weight_fn *weight);

void flame_free(struct flame *flame);

#endif
