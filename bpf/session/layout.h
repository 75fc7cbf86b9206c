/*
 * layout.h - where a runtime's Python frames lie, from the table that its binary publishes (runtime/vm/debug_offsets.h).
 */
#ifndef GILSCOPE_LAYOUT_H
#define GILSCOPE_LAYOUT_H

#include "gil_state.h"

/*
 * 0: read, layout->known is 1. -1: the file has no table that this gilscope knows, *why tells; layout->known is 0, and
 * no Python functions can be named.
 */
int layout_read(struct gil_layout *layout, const char *path, const char **why);

#endif
