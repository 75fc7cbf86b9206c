/*
 * elf_notes.h - reads the USDT probes of a binary from its .note.stapsdt section.
 */
#ifndef GILSCOPE_ELF_NOTES_H
#define GILSCOPE_ELF_NOTES_H

#include <stddef.h>
#include <stdint.h>

struct elf_note {
	char *provider, *name, *arguments;
	uint64_t location, base, semaphore; /* addresses as in the file; no semaphore: 0 */
	uint64_t location_offset, semaphore_offset; /* where these are in the file; 0: nowhere */
	int fast; /* the site is the five-byte nop of probes/usdt.h */
};

struct elf_notes {
	struct elf_note *notes;
	size_t count;
};

/*
 * All notes of a file; none is no error. Returns 0, or -1 with *error a text: not readable, not ELF, damaged.
 * The texts of the notes come from the file: escape them. Free with elf_notes_free().
 */
int elf_notes_read(struct elf_notes *notes, const char *path, const char **error);
void elf_notes_free(struct elf_notes *notes);

/* How many sites of this probe there are. */
size_t elf_notes_count(const struct elf_notes *notes, const char *provider, const char *name);

#endif
