/*
 * codes.h - makes the raw records of gil_raw.h into those of gil_event.h: names into UTF-8, instructions into lines, addresses
 * into C functions.
 *
 * Stacks that come to be the same, for they differ in instructions of one line only, or of one C function, become one.
 */
#ifndef GILSCOPE_CODES_H
#define GILSCOPE_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "stream.h"
#include "table.h"

#define CODES_TABLES_MAX (64u << 20) /* bytes of all tables of lines; what comes later has no lines */

#define CODES_STACKS_MAX (1u << 18) /* that are known to be the same as another one; then all are to be told anew */

/* Fills in name and file of the C function that has an address in a process. 0, or -1: it is not known, or not of interest. */
typedef int codes_native_fn(void *context, uint32_t tgid, uint64_t address, struct gil_event_code *code);

struct codes {
	struct table tables; /* of lines, by the key of the code object */
	size_t bytes;        /* of all */
	struct table stacks; /* by the number that the kernel side gives it: its own */
	struct table natives; /* by tgid and address: the key of the function */
	codes_native_fn *native; /* NULL: C functions are left out */
	void *context;
	int full; /* 1: nothing is known of the stacks that were told before; set back by the caller, who has them told again */
};

void codes_init(struct codes *codes);

/*
 * Takes a record as it comes from the ring buffer, in that order, and gives it on to `stream`, if it is one for it: a
 * record that is none of gil_raw.h as it is. 0, or -1 having said why.
 */
int codes_take(struct codes *codes, struct stream *stream, const void *record, size_t size);

/* A process has become another program: its addresses are other ones' now. */
void codes_forget_natives(struct codes *codes);

void codes_free(struct codes *codes);

#endif
