/*
 * recording_format.h - what the writer and the reader of recordings share: the parts of the file, as RECORDING.md has
 * them.
 */
#ifndef GILSCOPE_RECORDING_FORMAT_H
#define GILSCOPE_RECORDING_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

#define RECORDING_MAGIC "GILSCREC"
#define RECORDING_ENDIANNESS 0x01020304u

enum recording_flags {
	RECORDING_SWITCHES = 1, /* the scheduler's events of all threads */
};

struct recording_header {
	char magic[8];
	uint32_t version;
	uint32_t endianness;
	uint32_t size;         /* of this header */
	uint32_t event_size;   /* of struct gil_event */
	uint32_t hist_slots;   /* HIST_SLOTS */
	uint32_t reason_slots; /* GIL_REASON_SLOTS */
	uint32_t kinds;        /* GIL_EVENT_KINDS */
	uint32_t flags;
	uint64_t realtime_ns;
	uint64_t begun_ns;
	uint32_t padding;
	uint32_t crc; /* of all before it */
};

enum recording_chunk_type {
	RECORDING_EVENTS = 1,
	RECORDING_ACCOUNTS = 2,
	RECORDING_PROCESS = 3,
	RECORDING_THREAD = 4,
	RECORDING_END = 5,
};

struct recording_chunk {
	uint32_t type;
	uint32_t size;   /* of the content that follows, a multiple of 8 */
	uint32_t number; /* counts chunks from 0 */
	uint32_t crc;    /* of the three above and the content */
};

uint32_t recording_header_crc(const struct recording_header *header);
uint32_t recording_chunk_crc(const struct recording_chunk *chunk, const void *content);

/* What the chunks ACCOUNTS and END say. */
struct recording_head {
	uint64_t time;
	uint64_t processes; /* chunks PROCESS that follow */
	uint64_t events;    /* so far */
	uint64_t late;      /* so far */
	struct gil_lost lost;
	struct calibration calibration;
};

/* A chunk PROCESS: a row without its threads. */
struct recording_process {
	uint64_t threads; /* chunks THREAD that follow */
	struct process_row row;
};

/*
 * Content of a chunk other than EVENTS: numbers of 8 bytes each, and a text. Each kind of row has its numbers in one
 * order; new ones are added at the end.
 */
enum recording_row {
	RECORDING_ROW_HEAD,    /* struct recording_head, no text */
	RECORDING_ROW_PROCESS, /* struct recording_process; the command */
	RECORDING_ROW_THREAD,  /* struct thread_row; the name */
};

/* The most that a row takes, in bytes. */
#define RECORDING_ROW_MAX 32768

/* Writes a row to `out`, which has RECORDING_ROW_MAX bytes; its size. */
size_t recording_row_put(enum recording_row kind, const void *row, const char *text, unsigned char *out);

/*
 * Reads a row, all of whose other fields become 0, and its text, made valid UTF-8. 0, or -1: the content is none of
 * that kind.
 */
int recording_row_get(enum recording_row kind, void *row, char text[TEXT_NAME_SIZE], const unsigned char *content,
		      size_t size);

#endif
