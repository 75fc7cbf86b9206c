/* load_bias.c - see load_bias.h. */
#include "load_bias.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "safe_open.h"

/* The map's own words first; they differ from stat's where a file system has devices or numbers of its own making (btrfs, overlayfs). */
static int is_mapping_of(const char *line, pid_t pid, dev_t device, ino_t inode, const struct stat *wanted)
{
	char path[SAFE_MAP_PATH];
	struct stat status;

	if (device == wanted->st_dev && inode == wanted->st_ino)
		return 1;
	return stat(safe_map_path(path, pid, line), &status) == 0 && status.st_dev == wanted->st_dev &&
	       status.st_ino == wanted->st_ino;
}

int load_bias(int fd, pid_t pid, uint64_t text_address, uint64_t text_offset, uint64_t *bias)
{
	char path[64], line[512];
	struct stat wanted;
	int result = -1;
	FILE *maps;

	if (fstat(fd, &wanted))
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "re");
	while (maps && result && fgets(line, sizeof(line), maps)) {
		uint64_t start, end, offset, number;
		unsigned int major, minor;
		char permissions[5];

		/* The rest of a long line looks like no mapping. */
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64, &start, &end, permissions, &offset, &major,
			   &minor, &number) != 7)
			continue;
		if (permissions[2] != 'x' || text_offset < offset || text_offset - offset >= end - start ||
		    !is_mapping_of(line, pid, makedev(major, minor), number, &wanted))
			continue;
		*bias = start + (text_offset - offset) - text_address;
		result = 0;
	}
	if (maps)
		fclose(maps);
	return result;
}
