/*
 * elf_file.h - a program or library of a target, opened to be read: a file that may be hostile, of which nothing is believed.
 */
#ifndef GILSCOPE_ELF_FILE_H
#define GILSCOPE_ELF_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <libelf.h>

#define ELF_FILE_MAX (1ULL << 30) /* bytes of a file that is read at all */
#define ELF_BUILD_ID_MAX 64

struct elf_file {
	Elf *elf;
	size_t size;
	size_t names; /* the section that names the sections */
};

/*
 * The descriptor must stay open as long as the file, which does not take it. 0, or -1 with *why a text: not a 64-bit ELF
 * file of this machine, too large, cut.
 */
int elf_file_open(struct elf_file *file, int fd, const char **why);

/* The same of bytes in memory, which must stay. */
int elf_file_open_memory(struct elf_file *file, void *bytes, size_t size, const char **why);
void elf_file_close(struct elf_file *file);

struct elf_section {
	uint64_t address, size, flags;
	uint32_t type, link, info;
	size_t entry; /* size of one of its rows */
	Elf_Scn *section;
	const char *name; /* "" if it has none; hostile */
};

/* The section after `*section`, or the first if section->section is NULL. 1, or 0: there is none. */
int elf_file_next_section(const struct elf_file *file, struct elf_section *section);

/* 1 if there is a section of that name. */
int elf_file_find_section(const struct elf_file *file, const char *name, struct elf_section *section);

/* Its bytes as they stand in the file, `*size` of them; NULL: it has none, or they lie outside of the file. */
const unsigned char *elf_section_bytes(const struct elf_section *section, size_t *size);

/* Where the file has what will be at this address, always inside of it. 0, or -1: nowhere. */
int elf_file_offset(const struct elf_file *file, uint64_t address, uint64_t *offset);

/* Copies what the file has for this address. 0, or -1. */
int elf_file_read(const struct elf_file *file, uint64_t address, void *bytes, size_t size);

/* The first segment that is loaded executable. 0, or -1. */
int elf_file_text(const struct elf_file *file, uint64_t *address, uint64_t *offset);

/* Its size, 0: it has none. */
size_t elf_file_build_id(const struct elf_file *file, unsigned char id[ELF_BUILD_ID_MAX]);

struct elf_symbol {
	const char *name; /* hostile */
	uint64_t address, size;
	int is_function;
	int hidden; /* 1: an older version, which new programs do not get */
};

/*
 * Calls the function for each defined symbol of .dynsym (`table` SHT_DYNSYM) or .symtab (SHT_SYMTAB), until it returns
 * non-zero, which is returned; else 0.
 */
int elf_file_each_symbol(const struct elf_file *file, uint32_t table,
			 int (*function)(void *context, const struct elf_symbol *symbol), void *context);

#endif
