/* debug_file.c - see debug_file.h. */
#include "debug_file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "safe_open.h"

#define DEBUG_DIRECTORY "/usr/lib/debug"

struct build_id {
	unsigned char bytes[ELF_BUILD_ID_MAX];
	size_t size;
};

static int has_symbols(const struct elf_file *file)
{
	struct elf_section section = { 0 };

	while (elf_file_next_section(file, &section))
		if (section.type == SHT_SYMTAB && section.size)
			return 1;
	return 0;
}

/* Takes the descriptor; gives it back if it is the file that is looked for, else -1. */
static int accept_file(struct elf_file *debug, int fd, const struct build_id *wanted)
{
	struct build_id id;
	const char *why;

	if (fd < 0)
		return -1;
	if (elf_file_open(debug, fd, &why) == 0) {
		id.size = elf_file_build_id(debug, id.bytes);
		if (id.size == wanted->size && memcmp(id.bytes, wanted->bytes, id.size) == 0 && has_symbols(debug))
			return fd;
		elf_file_close(debug);
	}
	close(fd);
	return -1;
}

/* The name in .gnu_debuglink, in a directory of its own; 0: none, or one that leads elsewhere. */
static int debug_link(const struct elf_file *file, char name[NAME_MAX + 1])
{
	struct elf_section section;
	const unsigned char *bytes;
	size_t size, length;

	if (!elf_file_find_section(file, ".gnu_debuglink", &section) || !(bytes = elf_section_bytes(&section, &size)))
		return 0;
	length = strnlen((const char *)bytes, size);
	if (!length || length == size || length > NAME_MAX || memchr(bytes, '/', length))
		return 0;
	memcpy(name, bytes, length + 1);
	return 1;
}

int debug_file_open(struct elf_file *debug, const struct elf_file *file, pid_t pid, const char *name)
{
	static const char *const places[] = { "%.*s/%s", "%.*s/.debug/%s", DEBUG_DIRECTORY "%.*s/%s" };
	const char *slash = strrchr(name, '/');
	char path[PATH_MAX + NAME_MAX + 32], link[NAME_MAX + 1];
	struct build_id id;
	size_t length;
	int fd;

	id.size = elf_file_build_id(file, id.bytes);
	if (id.size < 2) /* nothing to know the right one by */
		return -1;
	length = (size_t)snprintf(path, sizeof(path), DEBUG_DIRECTORY "/.build-id/%02x/", id.bytes[0]);
	for (size_t i = 1; i < id.size; i++)
		length += (size_t)snprintf(path + length, sizeof(path) - length, "%02x", id.bytes[i]);
	snprintf(path + length, sizeof(path) - length, ".debug");
	/* In the target's root, and then in ours: a container has no debug files, as a rule. */
	fd = accept_file(debug, safe_open_in_root(pid, path), &id);
	if (fd < 0)
		fd = accept_file(debug, safe_open(path), &id);
	if (fd >= 0 || !slash || !debug_link(file, link))
		return fd;
	for (size_t i = 0; fd < 0 && i < sizeof(places) / sizeof(places[0]); i++) {
		int n = snprintf(path, sizeof(path), places[i], (int)(slash - name), name, link);

		if (n > 0 && (size_t)n < sizeof(path))
			fd = accept_file(debug, safe_open_in_root(pid, path), &id);
		/* The kernel tells us of one in a chroot by a path from our root. */
		if (fd < 0 && n > 0 && (size_t)n < sizeof(path))
			fd = accept_file(debug, safe_open(path), &id);
	}
	return fd;
}
