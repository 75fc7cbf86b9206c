/* mapped.c - see mapped.h. */
#include "mapped.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "safe_open.h"

/* The file that is mapped at these addresses. Without the right to use map_files its name must lead to the same file. */
static int open_mapped(pid_t pid, const char *addresses, const char *name, ino_t inode)
{
	char path[SAFE_MAP_PATH];
	struct stat status;
	int fd;

	fd = safe_open(safe_map_path(path, pid, addresses));
	if (fd >= 0 || errno == EINVAL)
		return fd;
	fd = safe_open_in_root(pid, name);
	if (fd >= 0 && (fstat(fd, &status) || status.st_ino != inode)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int mapped_each(pid_t pid, int (*function)(void *context, int *fd, const char *name), void *context)
{
	char maps_path[64], *line = NULL;
	unsigned long last = 0;
	size_t size = 0;
	FILE *maps;
	int result = 0;

	snprintf(maps_path, sizeof(maps_path), "/proc/%d/maps", (int)pid);
	maps = fopen(maps_path, "re");
	if (!maps)
		return 0;
	while (!result && getline(&line, &size, maps) > 0) {
		char addresses[40], permissions[5];
		unsigned long inode;
		int path_at = 0, fd;

		if (sscanf(line, "%39s %4s %*s %*s %lu %n", addresses, permissions, &inode, &path_at) != 3 || !path_at ||
		    !strchr(permissions, 'x'))
			continue;
		line[strcspn(line, "\n")] = '\0';
		if (line[path_at] != '/' || inode == last) /* each only once in a row, as the map lists them in order */
			continue;
		last = inode;
		fd = open_mapped(pid, addresses, line + path_at, inode);
		if (fd < 0)
			continue;
		result = function(context, &fd, line + path_at);
		if (fd >= 0)
			close(fd);
	}
	free(line);
	fclose(maps);
	return result;
}
