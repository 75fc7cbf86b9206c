/*
 * elf_frames.h - where the functions of a file begin and end, as its .eh_frame tells: what is left of that in a stripped
 * file, since exceptions need it.
 */
#ifndef GILSCOPE_ELF_FRAMES_H
#define GILSCOPE_ELF_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "elf_file.h"

struct elf_range {
	uint64_t start, end; /* addresses as the file has them */
};

struct elf_frames {
	struct elf_range *ranges; /* by start */
	size_t count;
};

/* 0, or -1: no memory. A file without .eh_frame, or with a damaged one, has the functions that could be read. */
int elf_frames_read(struct elf_frames *frames, const struct elf_file *file);

/* The same of the bytes of a section that will be at `address`. */
int elf_frames_parse(struct elf_frames *frames, const unsigned char *bytes, size_t size, uint64_t address);
void elf_frames_free(struct elf_frames *frames);

/* The one around the address, or NULL. */
const struct elf_range *elf_frames_find(const struct elf_frames *frames, uint64_t address);

#endif
