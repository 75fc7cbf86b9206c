/* elf_file.c - see elf_file.h. */
#include "elf_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <gelf.h>

#if defined(__x86_64__)
#define OWN_MACHINE EM_X86_64
#else
#define OWN_MACHINE EM_AARCH64
#endif

#define NT_GNU_BUILD_ID_TYPE 3

/* The table of sections stands at the end of the file, as a rule: it is what a copy that broke off lacks. */
static int is_cut(Elf *elf, size_t size)
{
	GElf_Ehdr header;
	size_t sections;

	return !gelf_getehdr(elf, &header) || elf_getshdrnum(elf, &sections) || header.e_shoff > size ||
	       sections > (size - header.e_shoff) / sizeof(Elf64_Shdr);
}

/* Sections one over the other would be read again and again. */
static int is_overlapping(Elf *elf, size_t size)
{
	uint64_t all = 0;

	for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		if (header.sh_size > size || (all += header.sh_size) > 2 * (uint64_t)size)
			return 1;
	}
	return 0;
}

static int check(struct elf_file *file, size_t size, const char **why)
{
	GElf_Ehdr header;

	*why = NULL;
	file->size = size;
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF || gelf_getclass(file->elf) != ELFCLASS64 ||
	    !gelf_getehdr(file->elf, &header) || header.e_ident[EI_DATA] != ELFDATA2LSB)
		*why = "not a 64-bit ELF file";
	else if (header.e_machine != OWN_MACHINE)
		*why = "a program for another kind of machine";
	else if (is_cut(file->elf, size))
		*why = "not a whole ELF file: it breaks off";
	else if (is_overlapping(file->elf, size))
		*why = "its sections lie one over the other, or outside of it";
	else if (elf_getshdrstrndx(file->elf, &file->names))
		*why = "it has no table of sections";
	if (!*why)
		return 0;
	elf_file_close(file);
	return -1;
}

int elf_file_open(struct elf_file *file, int fd, const char **why)
{
	struct stat status;

	memset(file, 0, sizeof(*file));
	if (fstat(fd, &status)) {
		*why = strerror(errno);
		return -1;
	}
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size > ELF_FILE_MAX) {
		*why = S_ISREG(status.st_mode) ? "larger than 1 GiB" : "not a regular file";
		return -1;
	}
	elf_version(EV_CURRENT);
	/* Read, not mapped: who cuts a mapped file short kills its reader. */
	file->elf = elf_begin(fd, ELF_C_READ, NULL);
	return check(file, (size_t)status.st_size, why);
}

int elf_file_open_memory(struct elf_file *file, void *bytes, size_t size, const char **why)
{
	memset(file, 0, sizeof(*file));
	elf_version(EV_CURRENT);
	file->elf = elf_memory(bytes, size);
	return check(file, size, why);
}

void elf_file_close(struct elf_file *file)
{
	elf_end(file->elf);
	file->elf = NULL;
}

int elf_file_next_section(const struct elf_file *file, struct elf_section *section)
{
	GElf_Shdr header;

	do {
		section->section = elf_nextscn(file->elf, section->section);
		if (!section->section)
			return 0;
	} while (!gelf_getshdr(section->section, &header));
	section->address = header.sh_addr;
	section->size = header.sh_size;
	section->flags = header.sh_flags;
	section->type = header.sh_type;
	section->link = header.sh_link;
	section->info = header.sh_info;
	section->entry = header.sh_entsize;
	section->name = elf_strptr(file->elf, file->names, header.sh_name);
	if (!section->name)
		section->name = "";
	return 1;
}

int elf_file_find_section(const struct elf_file *file, const char *name, struct elf_section *section)
{
	memset(section, 0, sizeof(*section));
	while (elf_file_next_section(file, section))
		if (strcmp(section->name, name) == 0)
			return 1;
	return 0;
}

const unsigned char *elf_section_bytes(const struct elf_section *section, size_t *size)
{
	Elf_Data *data;

	if (section->type == SHT_NOBITS || section->flags & SHF_COMPRESSED)
		return NULL;
	data = elf_rawdata(section->section, NULL);
	if (!data || !data->d_buf)
		return NULL;
	*size = data->d_size;
	return data->d_buf;
}

int elf_file_offset(const struct elf_file *file, uint64_t address, uint64_t *offset)
{
	size_t count;

	if (elf_getphdrnum(file->elf, &count))
		return -1;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD || address < segment.p_vaddr ||
		    address - segment.p_vaddr >= segment.p_filesz)
			continue;
		if (segment.p_offset >= file->size || address - segment.p_vaddr >= file->size - segment.p_offset)
			return -1;
		*offset = address - segment.p_vaddr + segment.p_offset;
		return 0;
	}
	return -1;
}

int elf_file_read(const struct elf_file *file, uint64_t address, void *bytes, size_t size)
{
	uint64_t offset;
	Elf_Data *data;

	if (elf_file_offset(file, address, &offset))
		return -1;
	data = elf_getdata_rawchunk(file->elf, (int64_t)offset, size, ELF_T_BYTE);
	if (!data || !data->d_buf || data->d_size < size)
		return -1;
	memcpy(bytes, data->d_buf, size);
	return 0;
}

int elf_file_text(const struct elf_file *file, uint64_t *address, uint64_t *offset)
{
	size_t count;

	if (elf_getphdrnum(file->elf, &count))
		return -1;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
			continue;
		*address = segment.p_vaddr;
		*offset = segment.p_offset;
		return 0;
	}
	return -1;
}

size_t elf_file_build_id(const struct elf_file *file, unsigned char id[ELF_BUILD_ID_MAX])
{
	struct elf_section section;
	GElf_Nhdr note;
	size_t at = 0, name, description;
	Elf_Data *data;

	if (!elf_file_find_section(file, ".note.gnu.build-id", &section) || section.type != SHT_NOTE)
		return 0;
	data = elf_getdata(section.section, NULL);
	while (data && (at = gelf_getnote(data, at, &note, &name, &description)) > 0) {
		if (note.n_type != NT_GNU_BUILD_ID_TYPE || note.n_namesz != 4 || memcmp((char *)data->d_buf + name, "GNU", 4) ||
		    !note.n_descsz || note.n_descsz > ELF_BUILD_ID_MAX)
			continue;
		memcpy(id, (char *)data->d_buf + description, note.n_descsz);
		return note.n_descsz;
	}
	return 0;
}

#define VERSION_HIDDEN 0x8000

/* The versions of the dynamic symbols; NULL: there are none. */
static Elf_Data *find_versions(const struct elf_file *file, uint32_t table)
{
	struct elf_section section = { 0 };

	while (table == SHT_DYNSYM && elf_file_next_section(file, &section))
		if (section.type == SHT_GNU_versym)
			return elf_getdata(section.section, NULL);
	return NULL;
}

int elf_file_each_symbol(const struct elf_file *file, uint32_t table,
			 int (*function)(void *context, const struct elf_symbol *symbol), void *context)
{
	struct elf_section section = { 0 };
	Elf_Data *versions = find_versions(file, table);
	int result = 0;

	while (!result && elf_file_next_section(file, &section)) {
		Elf_Data *data = section.type == table ? elf_getdata(section.section, NULL) : NULL;
		size_t count = data && data->d_buf ? data->d_size / sizeof(Elf64_Sym) : 0;

		for (size_t i = 0; i < count && i <= INT32_MAX && !result; i++) {
			struct elf_symbol symbol;
			GElf_Versym version = 0;
			GElf_Sym entry;

			if (!gelf_getsym(data, (int)i, &entry) || entry.st_shndx == SHN_UNDEF || !entry.st_value)
				continue;
			symbol.name = elf_strptr(file->elf, section.link, entry.st_name);
			symbol.address = entry.st_value;
			symbol.size = entry.st_size;
			if (!versions || !gelf_getversym(versions, (int)i, &version))
				version = 0;
			symbol.hidden = (version & VERSION_HIDDEN) != 0;
			symbol.is_function = GELF_ST_TYPE(entry.st_info) == STT_FUNC;
			if (symbol.name && symbol.name[0])
				result = function(context, &symbol);
		}
	}
	return result;
}
