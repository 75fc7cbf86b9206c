/* target.c - see target.h. */
#include "target.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_notes.h"
#include "text.h"

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

struct kinship {
	pid_t pid, parent;
	int descends;
};

/* All processes that are there; their number, or -1. Free `*list`. */
static ssize_t list_processes(struct kinship **list)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	size_t count = 0, room = 0;

	*list = NULL;
	while (proc && (entry = readdir(proc))) {
		char path[sizeof(entry->d_name) + 16];
		int parent = 0, pid = atoi(entry->d_name);
		FILE *file;

		if (pid <= 0)
			continue;
		if (count == room) {
			struct kinship *grown = realloc(*list, (room = room ? room * 2 : 256) * sizeof(*grown));

			if (!grown)
				break;
			*list = grown;
		}
		snprintf(path, sizeof(path), "/proc/%s/status", entry->d_name);
		file = fopen(path, "re");
		for (char line[128]; file && fgets(line, sizeof(line), file);)
			if (sscanf(line, "PPid: %d", &parent) == 1)
				break;
		if (file)
			fclose(file);
		(*list)[count++] = (struct kinship){ pid, parent, 0 };
	}
	if (!proc || entry) {
		say("cannot list the processes: %s", strerror(errno));
		count = -1;
	}
	if (proc)
		closedir(proc);
	return (ssize_t)count;
}

int target_descendants(const pid_t *pids, size_t count, int (*function)(void *context, pid_t pid), void *context)
{
	struct kinship *list;
	ssize_t processes = list_processes(&list);
	int result = processes < 0 ? -1 : 0, found = 1;

	for (ssize_t i = 0; i < processes; i++)
		for (size_t p = 0; p < count; p++)
			list[i].descends |= list[i].parent == pids[p];
	while (found) {
		found = 0;
		for (ssize_t i = 0; i < processes; i++)
			for (ssize_t j = 0; j < processes && !list[i].descends; j++)
				if (list[j].descends && list[j].pid == list[i].parent)
					found = list[i].descends = 1;
	}
	for (ssize_t i = 0; i < processes && !result; i++)
		if (list[i].descends)
			result = function(context, list[i].pid);
	free(list);
	return result;
}
