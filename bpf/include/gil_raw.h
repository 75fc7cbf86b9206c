/*
 * gil_raw.h - records that the BPF programs send of a target whose code objects only user space can read: CPython's. They
 * go through the ring buffer, are made into CODE and STACK records of gil_event.h by events/codes.c, and get no further:
 * neither a view nor a recording has them. All of fixed size.
 */
#ifndef GILSCOPE_GIL_RAW_H
#define GILSCOPE_GIL_RAW_H

#include "gil_event.h"

enum gil_raw_kind {
	GIL_RAW_CODE = 0x100,  /* struct gil_raw_code */
	GIL_RAW_LINES = 0x101, /* struct gil_raw_lines */
};

/* How a table of lines is written; see events/code_lines.h. */
enum gil_lines {
	GIL_LINES_NONE,
	GIL_LINES_LNOTAB,    /* co_lnotab up to CPython 3.9 */
	GIL_LINES_LINETABLE, /* co_linetable of 3.10 */
	GIL_LINES_LOCATIONS, /* co_linetable from 3.11 */
};

#define GIL_RAW_NAME_BYTES 512
#define GIL_RAW_FILE_BYTES 1024

/* A code object: value is its key, see struct gil_frame. The tables of lines come right after it. */
struct gil_raw_code {
	struct gil_event head;
	uint32_t firstline;
	uint32_t format;     /* enum gil_lines */
	uint32_t table_size; /* bytes; longer than GIL_RAW_TABLE_MAX: none are sent */
	uint32_t padding;
	/* A string as it lies in memory: code points of 1, 2 or 4 bytes. A width of 0: it could not be read. */
	uint32_t name_length, name_width;
	uint32_t file_length, file_width;
	char name[GIL_RAW_NAME_BYTES];
	char file[GIL_RAW_FILE_BYTES];
};

#define GIL_RAW_CHUNK 256
#define GIL_RAW_CHUNKS 64
#define GIL_RAW_TABLE_MAX (GIL_RAW_CHUNK * GIL_RAW_CHUNKS)

/* A piece of the table of lines of the code object whose key is value. */
struct gil_raw_lines {
	struct gil_event head;
	uint32_t offset; /* pieces come in order */
	uint32_t size;
	uint8_t bytes[GIL_RAW_CHUNK];
};

/*
 * In struct gil_frame.padding of a STACK, through the ring buffer only. In such a stack head.thread is the tgid. Frames of C,
 * if there are any, come first.
 */
enum gil_raw_frame {
	GIL_RAW_FRAME_OFFSET = 1, /* of Python: `line` is an instruction's offset in bytes, signed; `code` 0: of no function */
	GIL_RAW_FRAME_NATIVE = 2, /* of C: `code` is an address */
};

#endif
