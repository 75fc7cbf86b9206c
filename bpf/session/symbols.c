/* symbols.c - see symbols.h. */
#include "symbols.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debug_file.h"
#include "elf_file.h"
#include "safe_open.h"

#define MOST_FILES 256
#define MOST_SYMBOLS (1u << 19) /* of one file */
#define MOST_BYTES (1u << 25)   /* of their names */

struct entry {
	uint64_t address, size;
	uint32_t name; /* where in the names */
};

/* One file, known by device and inode: its functions in the order of their addresses. */
struct file {
	dev_t device;
	ino_t inode;
	uint64_t text_address, text_offset;
	struct entry *entries;
	size_t count, room;
	char *names;
	size_t bytes, names_room;
};

struct symbols {
	struct file files[MOST_FILES];
	size_t count;
};

/* A mapping of code. */
struct mapping {
	uint64_t start, end, offset;
	char range[40]; /* as /proc/PID/maps has it */
	char name[SYMBOLS_FILE_SIZE];
};

struct symbols *symbols_new(void)
{
	return calloc(1, sizeof(struct symbols));
}

static int find_mapping(struct mapping *mapping, pid_t pid, uint64_t address)
{
	char path[64], *line = NULL;
	size_t room = 0;
	int found = -1;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "re");
	while (maps && found && getline(&line, &room, maps) > 0) {
		char permissions[5];
		int name = 0;

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &mapping->start, &mapping->end,
			   permissions, &mapping->offset, &name) != 4 || !name)
			continue;
		if (address < mapping->start || address >= mapping->end)
			continue;
		if (permissions[2] != 'x' || line[name] != '/')
			break;
		line[strcspn(line, "\n")] = '\0';
		snprintf(mapping->name, sizeof(mapping->name), "%s", line + name);
		snprintf(mapping->range, sizeof(mapping->range), "%.*s", (int)strcspn(line, " "), line);
		found = 0;
	}
	free(line);
	if (maps)
		fclose(maps);
	return found;
}

static int keep(void *context, const struct elf_symbol *symbol)
{
	struct file *file = context;
	size_t length = strnlen(symbol->name, SYMBOLS_NAME_SIZE - 1);

	if (!symbol->is_function || !length)
		return 0;
	if (file->count == MOST_SYMBOLS || file->bytes + length + 1 > MOST_BYTES)
		return 1;
	if (file->count == file->room) {
		size_t room = file->room ? file->room * 2 : 1024;
		struct entry *grown = realloc(file->entries, room * sizeof(*grown));

		if (!grown)
			return 1;
		file->entries = grown;
		file->room = room;
	}
	if (file->bytes + length + 1 > file->names_room) {
		size_t room = file->names_room ? file->names_room * 2 : 1 << 16;
		char *grown = realloc(file->names, room);

		if (!grown)
			return 1;
		file->names = grown;
		file->names_room = room;
	}
	file->entries[file->count++] = (struct entry){ symbol->address, symbol->size, (uint32_t)file->bytes };
	memcpy(file->names + file->bytes, symbol->name, length);
	file->names[file->bytes + length] = '\0';
	file->bytes += length + 1;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return left->address < right->address ? -1 : left->address > right->address;
}

/* What cannot be read leaves the file without functions: then only its name is known. */
static void read_file(struct file *file, int fd, pid_t pid, const char *name)
{
	struct elf_file elf, debug;
	const char *why;
	int debug_fd;

	if (elf_file_open(&elf, fd, &why))
		return;
	if (elf_file_text(&elf, &file->text_address, &file->text_offset) == 0) {
		elf_file_each_symbol(&elf, SHT_SYMTAB, keep, file);
		if (!file->count && (debug_fd = debug_file_open(&debug, &elf, pid, name)) >= 0) {
			elf_file_each_symbol(&debug, SHT_SYMTAB, keep, file);
			elf_file_close(&debug);
			close(debug_fd);
		}
		if (!file->count)
			elf_file_each_symbol(&elf, SHT_DYNSYM, keep, file);
	}
	elf_file_close(&elf);
	if (file->count)
		qsort(file->entries, file->count, sizeof(*file->entries), by_address);
}

static struct file *find_file(struct symbols *symbols, pid_t pid, const struct mapping *mapping)
{
	struct file *file;
	struct stat status;
	char path[SAFE_MAP_PATH];
	int fd;

	if (stat(safe_map_path(path, pid, mapping->range), &status))
		return NULL;
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->files[i].device == status.st_dev && symbols->files[i].inode == status.st_ino)
			return &symbols->files[i];
	if (symbols->count == MOST_FILES)
		return NULL;
	file = &symbols->files[symbols->count++];
	*file = (struct file){ .device = status.st_dev, .inode = status.st_ino };
	fd = safe_open(path);
	if (fd >= 0) {
		read_file(file, fd, pid, mapping->name);
		close(fd);
	}
	return file;
}

/* The last function that begins at or before the address, if it has it or does not say how long it is. */
static const char *find_name(const struct file *file, uint64_t address)
{
	size_t low = 0, high = file->count;
	const struct entry *entry;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->entries[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	entry = &file->entries[low - 1];
	return entry->size && address - entry->address >= entry->size ? NULL : file->names + entry->name;
}

int symbols_find(struct symbols *symbols, pid_t pid, uint64_t address, struct symbol *symbol)
{
	struct mapping mapping;
	struct file *file;
	const char *name;

	if (find_mapping(&mapping, pid, address))
		return -1;
	memset(symbol, 0, sizeof(*symbol));
	snprintf(symbol->file, sizeof(symbol->file), "%s", mapping.name);
	file = find_file(symbols, pid, &mapping);
	if (!file)
		return 0;
	/* From the address to its place in the file, and to the address that the file has for that place. */
	name = find_name(file, address - mapping.start + mapping.offset - file->text_offset + file->text_address);
	if (name)
		snprintf(symbol->name, sizeof(symbol->name), "%s", name);
	return 0;
}

void symbols_free(struct symbols *symbols)
{
	for (size_t i = 0; symbols && i < symbols->count; i++) {
		free(symbols->files[i].entries);
		free(symbols->files[i].names);
	}
	free(symbols);
}
