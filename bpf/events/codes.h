/*
 * codes.h - makes the raw records of gil_raw.h into those of gil_event.h: names into UTF-8, instructions into lines.
 */
#ifndef GILSCOPE_CODES_H
#define GILSCOPE_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "stream.h"
#include "table.h"

#define CODES_TABLES_MAX (64u << 20) /* bytes of all tables of lines; what comes later has no lines */

struct codes {
	struct table tables; /* of lines, by the key of the code object */
	size_t bytes;        /* of all */
};

void codes_init(struct codes *codes);

/*
 * Takes a record as it comes from the ring buffer, in that order, and gives it on to `stream`, if it is one for it: a
 * record that is none of gil_raw.h as it is. 0, or -1 having said why.
 */
int codes_take(struct codes *codes, struct stream *stream, const void *record, size_t size);

void codes_free(struct codes *codes);

#endif
