/*
 * fuzz_recording.c - libFuzzer against the reader of recordings and all views: bytes become a file, and what can be
 * read of it is shown as text and as JSON. The mutations start from a good recording, and most get their CRCs right
 * again: otherwise nothing behind a CRC would ever be reached.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/recording_sample.h"
#include "recording_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int complete;

	sample_show_all(sample_file(data, size), &complete, NULL);
	return 0;
}

/* Makes the header and all chunks sound again, as far as their sizes lead from one to the next. */
static void mend(uint8_t *data, size_t size)
{
	struct recording_header header;
	struct recording_chunk chunk;
	size_t at = sizeof(header);

	if (size < at)
		return;
	memcpy(&header, data, at);
	header.crc = recording_header_crc(&header);
	memcpy(data, &header, at);
	for (uint32_t number = 0; at + sizeof(chunk) <= size; number++, at += chunk.size) {
		memcpy(&chunk, data + at, sizeof(chunk));
		at += sizeof(chunk);
		if (chunk.size > size - at)
			return;
		chunk.number = number;
		chunk.crc = recording_chunk_crc(&chunk, data + at);
		memcpy(data + at - sizeof(chunk), &chunk, sizeof(chunk));
	}
}

/* Writes a number that means something over one of the 4- or 8-byte words. */
static void poke(uint8_t *data, size_t size)
{
	static const uint64_t values[] = { 0, 1, 2, 3, 64, 65, 1000, 2000, 10001, 20002, 0x7fffffff, 0x80000000, 0xffffffff,
					   GIL_WORD_TIME, GIL_WORD_TIME + 1, INT64_MAX, UINT64_MAX };
	uint64_t value = values[(size_t)rand() % (sizeof(values) / sizeof(values[0]))];
	size_t width = (size_t)4 << rand() % 2, at = (size_t)rand() % (size / width) * width;

	memcpy(data + at, &value, width);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static uint8_t *sample;
	static size_t sample_size;

	if (!sample)
		sample = sample_recording(&sample_size);
	srand(seed);
	if ((size < sizeof(struct recording_header) || rand() % 64 == 0) && sample_size <= max_size) {
		memcpy(data, sample, sample_size);
		size = sample_size;
	}
	if (rand() % 2)
		for (int pokes = 1 + rand() % 8; size >= 8 && pokes > 0; pokes--)
			poke(data, size);
	else
		size = LLVMFuzzerMutate(data, size, max_size);
	if (rand() % 8)
		mend(data, size);
	return size;
}
