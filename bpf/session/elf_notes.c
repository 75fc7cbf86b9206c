/* elf_notes.c - see elf_notes.h. */
#include "elf_notes.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NT_STAPSDT 3

/* The next NUL-terminated string of a description; NULL if it does not end inside. */
static char *next_string(const char **at, const char *end)
{
	const char *nul = memchr(*at, '\0', end - *at);
	char *copy;

	if (!nul)
		return NULL;
	copy = strdup(*at);
	*at = nul + 1;
	return copy;
}

static int add_note(struct elf_notes *notes, const char *description, size_t size)
{
	const char *at = description + 24, *end = description + size;
	struct elf_note note = { 0 }, *grown;

	if (size < 24)
		return -1;
	memcpy(&note.location, description, 8);
	memcpy(&note.base, description + 8, 8);
	memcpy(&note.semaphore, description + 16, 8);
	note.provider = next_string(&at, end);
	note.name = note.provider ? next_string(&at, end) : NULL;
	note.arguments = note.name ? next_string(&at, end) : NULL;
	grown = note.arguments ? realloc(notes->notes, (notes->count + 1) * sizeof(*grown)) : NULL;
	if (!grown) {
		free(note.provider);
		free(note.name);
		free(note.arguments);
		return -1;
	}
	notes->notes = grown;
	notes->notes[notes->count++] = note;
	return 0;
}

static int read_section(struct elf_notes *notes, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t offset = 0, name_offset, description_offset;
	GElf_Nhdr header;

	while (data && (offset = gelf_getnote(data, offset, &header, &name_offset, &description_offset)) > 0) {
		const char *name = (const char *)data->d_buf + name_offset;

		if (header.n_type != NT_STAPSDT || header.n_namesz != 8 || memcmp(name, "stapsdt", 8) != 0)
			continue;
		if (add_note(notes, (const char *)data->d_buf + description_offset, header.n_descsz))
			return -1;
	}
	return data ? 0 : -1;
}

/* Where the file has what will be at this address; 0: nowhere. */
static uint64_t offset_of(Elf *elf, uint64_t address)
{
	size_t count;

	if (!address || elf_getphdrnum(elf, &count))
		return 0;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz)
			return address - segment.p_vaddr + segment.p_offset;
	}
	return 0;
}

/* See USDT_NOP_ in probes/usdt.h. */
static int is_fast(Elf *elf, uint64_t offset)
{
	static const unsigned char nop[] = { 0x66, 0x66, 0x66, 0x66, 0x90 };
	size_t size = 0;
	const char *file = elf_rawfile(elf, &size);

	return file && offset && size >= sizeof(nop) && offset <= size - sizeof(nop) && memcmp(file + offset, nop, sizeof(nop)) == 0;
}

/* A program that moves sections after linking leaves the notes as they were; .stapsdt.base tells how far it went. */
static void find_offsets(struct elf_notes *notes, Elf *elf, uint64_t base)
{
	for (size_t i = 0; i < notes->count; i++) {
		struct elf_note *note = &notes->notes[i];
		uint64_t moved = base && note->base ? base - note->base : 0;

		note->location_offset = offset_of(elf, note->location + moved);
		note->fast = is_fast(elf, note->location_offset);
		note->semaphore_offset = note->semaphore ? offset_of(elf, note->semaphore + moved) : 0;
	}
}

/* The table of sections stands at the end of the file, as a rule: it is what a copy that broke off lacks. */
static int is_cut(Elf *elf)
{
	GElf_Ehdr header;
	size_t size = 0;

	return !elf_rawfile(elf, &size) || !gelf_getehdr(elf, &header) || header.e_shoff > size ||
	       (uint64_t)header.e_shnum * header.e_shentsize > size - header.e_shoff;
}

static int read_elf(struct elf_notes *notes, Elf *elf, const char **error)
{
	Elf_Scn *section = NULL;
	uint64_t base = 0;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64 || elf_getshdrstrndx(elf, &names)) {
		*error = "not a 64-bit ELF file";
		return -1;
	}
	if (is_cut(elf)) {
		*error = "not a whole ELF file: it breaks off";
		return -1;
	}
	while ((section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || !(name = elf_strptr(elf, names, header.sh_name)))
			continue;
		if (strcmp(name, ".stapsdt.base") == 0)
			base = header.sh_addr;
		if (header.sh_type == SHT_NOTE && strcmp(name, ".note.stapsdt") == 0 && read_section(notes, section)) {
			*error = "damaged .note.stapsdt section";
			return -1;
		}
	}
	find_offsets(notes, elf, base);
	return 0;
}

int elf_notes_read(struct elf_notes *notes, const char *path, const char **error)
{
	int fd, result;
	Elf *elf;

	memset(notes, 0, sizeof(*notes));
	elf_version(EV_CURRENT);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		*error = strerror(errno);
		return -1;
	}
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf) {
		*error = "not an ELF file";
		close(fd);
		return -1;
	}
	result = read_elf(notes, elf, error);
	elf_end(elf);
	close(fd);
	if (result)
		elf_notes_free(notes);
	return result;
}

void elf_notes_free(struct elf_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		free(notes->notes[i].provider);
		free(notes->notes[i].name);
		free(notes->notes[i].arguments);
	}
	free(notes->notes);
	memset(notes, 0, sizeof(*notes));
}

size_t elf_notes_count(const struct elf_notes *notes, const char *provider, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < notes->count; i++)
		count += strcmp(notes->notes[i].provider, provider) == 0 && strcmp(notes->notes[i].name, name) == 0;
	return count;
}
