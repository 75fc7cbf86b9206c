/* layout.c - see layout.h. */
#include "layout.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>
#include <libelf.h>

#include "vm/debug_offsets.h"

static Elf_Data *find_section(Elf *elf, const char *wanted)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, wanted) == 0)
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* Of the table, the part with the offsets. */
#define OFFSETS_SIZE offsetof(struct gilpy_debug_offsets, holder)

static int from_table(struct gil_layout *layout, const struct gilpy_debug_offsets *table)
{
	/* A table from a damaged file must not make the BPF side read far away. */
	const uint32_t *word = (const uint32_t *)&table->thread;

	for (size_t i = 0; i < (OFFSETS_SIZE - offsetof(struct gilpy_debug_offsets, thread)) / sizeof(*word); i++)
		if (word[i] > 1 << 20)
			return -1;
	/* As every runtime so far has them: see struct walk_frame. */
	if (table->frame.code != table->frame.back + 8 || table->frame.pc != table->frame.code + 8)
		return -1;
	if (table->thread.name_size < GIL_LAYOUT_NAME_SIZE || !table->instr.size || !table->line_entry.size)
		return -1;
	*layout = (struct gil_layout){
		.kind = GIL_LAYOUT_GILPY,
		.thread_frame = table->thread.frame,
		.thread_name = table->thread.name,
		.frame_back = table->frame.back,
		.frame_code = table->frame.code,
		.code_serial = table->code.serial,
		.code_instrs = table->code.instrs,
		.code_firstline = table->code.firstline,
		.code_name = table->code.qualname,
		.code_file = table->code.filename,
		.code_lines = table->code.lines,
		.code_nlines = table->code.nlines,
		.instr_size = table->instr.size,
		.line_start = table->line_entry.start,
		.line_number = table->line_entry.line,
		.line_size = table->line_entry.size,
	};
	return 0;
}

int layout_read(struct gil_layout *layout, const char *path, const char **why)
{
	struct gilpy_debug_offsets table;
	Elf_Data *data;
	Elf *elf;
	int fd, result = -1;

	memset(layout, 0, sizeof(*layout));
	*why = "it cannot be read";
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	data = elf ? find_section(elf, ".gilpy_debug_offsets") : NULL;
	if (!data || !data->d_buf || data->d_size < OFFSETS_SIZE) {
		*why = "it has no table of its frames";
	} else {
		memcpy(&table, data->d_buf, OFFSETS_SIZE);
		if (memcmp(table.magic, "gilpyoff", sizeof(table.magic)) || table.version != GILPY_DEBUG_OFFSETS_VERSION ||
		    table.size < OFFSETS_SIZE || from_table(layout, &table))
			*why = "its table of frames is of another version";
		else
			result = 0;
	}
	elf_end(elf);
	close(fd);
	return result;
}
