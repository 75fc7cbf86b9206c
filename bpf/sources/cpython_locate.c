/* cpython_locate.c - see cpython_locate.h. */
#include "cpython_locate.h"

#include <unistd.h>

#include "debug_file.h"

int cpython_is_measurable(const struct cpython_file *info, const char **why)
{
	if (info->free_threaded)
		*why = "a free-threaded build: it has no GIL";
	else if (info->major && (info->major != 3 || info->minor < CPYTHON_OLDEST))
		*why = "its version is older than 3.7";
	else
		return 1;
	return 0;
}

int cpython_locate(struct cpython_sites *sites, int fd, pid_t pid, const char *name, const struct cpython_file *info,
		   const char **why)
{
	struct elf_file file, debug;
	int debug_fd, result;

	if (!cpython_is_measurable(info, why) || elf_file_open(&file, fd, why))
		return -1;
	debug_fd = debug_file_open(&debug, &file, pid, name);
	result = cpython_find(sites, &file, debug_fd >= 0 ? &debug : NULL, info, why);
	if (debug_fd >= 0) {
		elf_file_close(&debug);
		close(debug_fd);
	}
	elf_file_close(&file);
	return result;
}
