/* cpython_file.c - see cpython_file.h. */
#include "cpython_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

const char *cpython_file_version(const struct cpython_file *file, char text[CPYTHON_VERSION_TEXT])
{
	if (!file->major)
		snprintf(text, CPYTHON_VERSION_TEXT, "?");
	else if (file->micro < 0)
		snprintf(text, CPYTHON_VERSION_TEXT, "%d.%d", file->major, file->minor);
	else
		snprintf(text, CPYTHON_VERSION_TEXT, "%d.%d.%d", file->major, file->minor, file->micro);
	return text;
}

/* The map's own words first; they differ from stat's where a file system has devices of its own making (btrfs, overlayfs). */
static int is_mapping_of(const char *line, pid_t pid, unsigned int major, unsigned int minor, dev_t device, ino_t inode)
{
	struct stat status;
	char path[96];

	if (makedev(major, minor) == device)
		return 1;
	snprintf(path, sizeof(path), "/proc/%d/map_files/%.*s", (int)pid, (int)strcspn(line, " "), line);
	return stat(path, &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

int cpython_file_bias(const struct cpython_file *file, pid_t pid, dev_t device, ino_t inode, uint64_t *bias)
{
	char path[64], line[512];
	int result = -1;
	FILE *maps;

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
		if (permissions[2] != 'x' || number != inode || !is_mapping_of(line, pid, major, minor, device, inode))
			continue;
		if (file->text_offset < offset || file->text_offset - offset >= end - start)
			continue;
		*bias = start + (file->text_offset - offset) - file->text_address;
		result = 0;
	}
	if (maps)
		fclose(maps);
	return result;
}
