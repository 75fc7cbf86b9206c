/* safe_open.c - see safe_open.h. */
#include "safe_open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/openat2.h>

/* Takes a descriptor that only names a file, and opens that one: not what stands there a moment later. */
static int open_named(int named)
{
	struct stat status;
	char path[32];
	int fd = -1, error = EINVAL;

	if (named < 0)
		return -1;
	if (fstat(named, &status) == 0 && S_ISREG(status.st_mode)) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		error = errno;
	}
	close(named);
	errno = error;
	return fd;
}

int safe_open(const char *path)
{
	return open_named(open(path, O_PATH | O_CLOEXEC));
}

const char *safe_map_path(char path[SAFE_MAP_PATH], pid_t pid, const char *line)
{
	unsigned long long start = 0, end = 0;

	sscanf(line, "%llx-%llx", &start, &end);
	snprintf(path, SAFE_MAP_PATH, "/proc/%d/map_files/%llx-%llx", (int)pid, start, end);
	return path;
}

int safe_open_in_root(pid_t pid, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	char root_path[32];
	int root, named;

	snprintf(root_path, sizeof(root_path), "/proc/%d/root", (int)pid);
	root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	named = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	close(root);
	return open_named(named);
}
