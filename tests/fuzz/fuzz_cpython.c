/*
 * fuzz_cpython.c - libFuzzer against the finder of CPython's hooks: bytes become an ELF file that is its own debug file. The
 * mutations start from a stand-in for CPython (tests/bpf/progs/fakecpython.c), for random bytes are no ELF file at all.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpython_find.h"
#include "elf_frames.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cpython_sites sites;
	unsigned char id[ELF_BUILD_ID_MAX];
	uint8_t *copy = malloc(size ? size : 1);
	struct elf_frames frames;
	struct cpython_file info;
	struct elf_file file;
	const char *why;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	if (elf_file_open_memory(&file, copy, size, &why) == 0) {
		elf_file_build_id(&file, id);
		cpython_is_needed(&file);
		if (cpython_identify(&info, &file))
			cpython_find(&sites, &file, &file, &info, &why);
		elf_file_close(&file);
	}
	/* And without an ELF file around it. */
	if (elf_frames_parse(&frames, copy, size, 0x400000) == 0)
		elf_frames_free(&frames);
	free(copy);
	return 0;
}

static uint8_t *read_sample(size_t *size)
{
	static uint8_t sample[1 << 18];
	FILE *file = fopen(FAKE, "rb");

	*size = file ? fread(sample, 1, sizeof(sample), file) : 0;
	if (!*size || *size == sizeof(sample))
		abort();
	fclose(file);
	return sample;
}

/* Writes a number that means something over a word. */
static void poke(uint8_t *data, size_t size)
{
	static const uint64_t values[] = { 0, 1, 2, 3, 8, 24, 0x1000, 0x4000, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX,
					   UINT64_MAX };
	uint64_t value = values[(size_t)rand() % (sizeof(values) / sizeof(values[0]))];
	size_t width = (size_t)1 << rand() % 4, at;

	/* Headers stand at the beginning and at the end. */
	switch (rand() % 3) {
	case 0:
		at = (size_t)rand() % 1024;
		break;
	case 1:
		at = size - 1 - (size_t)rand() % (size < 2200 ? size : 2200);
		break;
	default:
		at = (size_t)rand() % size;
		break;
	}
	if (at + width <= size)
		memcpy(data + at, &value, width);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static uint8_t *sample;
	static size_t sample_size;

	if (!sample)
		sample = read_sample(&sample_size);
	srand(seed);
	if ((size < 64 || rand() % 16 == 0) && sample_size <= max_size) {
		memcpy(data, sample, sample_size);
		size = sample_size;
	}
	if (rand() % 4)
		for (int pokes = 1 + rand() % 6; size >= 8 && pokes > 0; pokes--)
			poke(data, size);
	else
		size = LLVMFuzzerMutate(data, size, max_size);
	return size;
}
