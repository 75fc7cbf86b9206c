/* descendants.c - see descendants.h. */
#include "descendants.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

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

int descendants_each(const pid_t *pids, size_t count, int (*function)(void *context, pid_t pid), void *context)
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
