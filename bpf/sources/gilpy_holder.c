/* gilpy_holder.c - see holder.h. A gilpy publishes where it keeps its holder, in the table of its layout. */
#include "holder.h"

#include <stddef.h>
#include <string.h>

#include "elf_file.h"
#include "load_bias.h"
#include "process_memory.h"
#include "vm/debug_offsets.h"

#define TABLE_SECTION ".gilpy_debug_offsets"

/* Where the process has the table. */
static int find_table(int fd, pid_t pid, uint64_t *address)
{
	uint64_t text_address, text_offset, bias;
	struct elf_section section;
	struct elf_file file;
	const char *why;
	int result;

	if (elf_file_open(&file, fd, &why))
		return -1;
	result = elf_file_find_section(&file, TABLE_SECTION, &section) && section.size >= sizeof(struct gilpy_debug_offsets) &&
		 elf_file_text(&file, &text_address, &text_offset) == 0 ? 0 : -1;
	elf_file_close(&file);
	if (result || load_bias(fd, pid, text_address, text_offset, &bias))
		return -1;
	*address = section.address + bias;
	return 0;
}

int gilpy_holder(struct holder *holder, int fd, pid_t pid)
{
	struct gilpy_debug_offsets table;
	uint64_t address;

	if (find_table(fd, pid, &address) || process_read(pid, &table, sizeof(table), address))
		return -1;
	if (memcmp(table.magic, "gilpyoff", sizeof(table.magic)) || table.version != GILPY_DEBUG_OFFSETS_VERSION ||
	    table.size < sizeof(table))
		return -1;
	if (process_read(pid, &holder->tstate, sizeof(holder->tstate), (uint64_t)(uintptr_t)table.holder) || !holder->tstate)
		return -1;
	return process_read(pid, &holder->self, sizeof(holder->self), holder->tstate + table.thread.ident);
}
