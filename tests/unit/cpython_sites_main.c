/*
 * cpython_sites_main.c FILE - for cpython_sites.sh: how gilscope finds the hooks in the file, and then each of them, one a line. The
 * debug file is looked for as for a program of this process.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cpython_locate.h"

int main(int argc, char **argv)
{
	struct cpython_sites sites;
	struct cpython_file info;
	struct elf_file file;
	const char *why = "";
	int fd, found;

	if (argc != 2)
		return 2;
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || elf_file_open(&file, fd, &why))
		return 2;
	found = cpython_identify(&info, &file);
	elf_file_close(&file);
	if (!found)
		return 77;
	if (cpython_locate(&sites, fd, getpid(), argv[1], &info, &why)) {
		printf("%s\n", why);
		return 1;
	}
	printf("%s%s\n", cpython_method_name(sites.method), sites.method == CPYTHON_BY_FRAMES || sites.confirmed ? "" : " doubted");
	for (size_t i = 0; i < sites.count; i++)
		printf("%d 0x%" PRIx64 " 0x%" PRIx64 "\n", (int)sites.sites[i].kind, sites.sites[i].address, sites.sites[i].offset);
	close(fd);
	return 0;
}
