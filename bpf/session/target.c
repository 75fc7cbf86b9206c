/* target.c - see target.h. */
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_notes.h"

/* The events without which nothing can be measured. */
static int has_probes(const char *path)
{
	static const char *const needed[] = { "gil__request", "gil__acquire", "gil__release" };
	struct elf_notes notes;
	const char *error;
	int found = 1;

	if (elf_notes_read(&notes, path, &error))
		return 0;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		found &= elf_notes_count(&notes, "gilpy", needed[i]) > 0;
	elf_notes_free(&notes);
	return found;
}

static int fill(struct target_file *file)
{
	struct stat status;

	if (stat(file->path, &status))
		return -1;
	file->device = status.st_dev;
	file->inode = status.st_ino;
	return 0;
}

/* Looks through the files that are mapped executable; each only once in a row, as the map lists them in order. */
static int find_library(pid_t pid, struct target_file *file)
{
	char maps_path[64], *line = NULL, last[PATH_MAX] = "";
	size_t size = 0;
	FILE *maps;
	int found = 0;

	snprintf(maps_path, sizeof(maps_path), "/proc/%d/maps", (int)pid);
	maps = fopen(maps_path, "re");
	if (!maps)
		return 0;
	while (!found && getline(&line, &size, maps) > 0) {
		char permissions[5];
		int path_at = 0, length;

		if (sscanf(line, "%*s %4s %*s %*s %*s %n", permissions, &path_at) != 1 || !path_at || !strchr(permissions, 'x'))
			continue;
		line[strcspn(line, "\n")] = '\0';
		if (line[path_at] != '/' || strcmp(line + path_at, last) == 0)
			continue;
		snprintf(last, sizeof(last), "%s", line + path_at);
		length = snprintf(file->path, sizeof(file->path), "/proc/%d/root%s", (int)pid, line + path_at);
		found = length > 0 && (size_t)length < sizeof(file->path) && has_probes(file->path) && fill(file) == 0;
	}
	free(line);
	fclose(maps);
	return found;
}

/* /proc/PID exists for every thread, but only processes are listed there. */
static int is_thread(pid_t pid)
{
	char path[64], line[128];
	int tgid = pid;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "Tgid: %d", &tgid) == 1)
			break;
	if (status)
		fclose(status);
	return tgid != pid;
}

enum target_kind target_find(pid_t pid, int executable_only, struct target_file *file)
{
	char link[PATH_MAX];

	snprintf(file->path, sizeof(file->path), "/proc/%d", (int)pid);
	if (access(file->path, F_OK))
		return TARGET_NONE;
	if (is_thread(pid))
		return TARGET_THREAD;
	snprintf(file->path, sizeof(file->path), "/proc/%d/exe", (int)pid);
	if (readlink(file->path, link, sizeof(link)) < 0)
		return errno == EACCES || errno == EPERM ? TARGET_FORBIDDEN : TARGET_NO_PROGRAM;
	if (has_probes(file->path) && fill(file) == 0)
		return TARGET_RUNTIME;
	if (!executable_only && find_library(pid, file))
		return TARGET_RUNTIME;
	return TARGET_UNKNOWN;
}
