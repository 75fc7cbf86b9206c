/* target.c - see target.h. */
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpython_find.h"
#include "elf_notes.h"
#include "load_bias.h"
#include "mapped.h"
#include "safe_open.h"
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

/*
 * Takes the descriptor. 1: there is a runtime in the file, which is filled in. `*loads`: it will have one, in a library.
 * All looks at the file go through the descriptor: by its name or its process's another one may be found a moment later.
 */
static int is_runtime(struct target_file *file, int fd, const char *name, int *loads)
{
	struct elf_file elf;
	struct stat status;
	const char *why;
	int found;

	if (fd < 0)
		return 0;
	snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", fd);
	file->runtime = TARGET_GILPY;
	found = has_probes(file->path);
	if (!found && elf_file_open(&elf, fd, &why) == 0) {
		file->runtime = TARGET_CPYTHON;
		found = cpython_identify(&file->cpython, &elf);
		if (loads)
			*loads = !found && cpython_is_needed(&elf);
		elf_file_close(&elf);
	}
	if (!found || fstat(fd, &status)) {
		close(fd);
		return 0;
	}
	snprintf(file->name, sizeof(file->name), "%s", name);
	file->device = status.st_dev;
	file->inode = status.st_ino;
	file->fd = fd;
	return 1;
}

static int look_at_library(void *context, int *fd, const char *name)
{
	int taken = *fd;

	*fd = -1;
	return is_runtime(context, taken, name, NULL);
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
	char program[32], link[PATH_MAX];
	ssize_t length;
	int loads = 0;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	snprintf(program, sizeof(program), "/proc/%d", (int)pid);
	if (access(program, F_OK))
		return TARGET_NONE;
	if (is_thread(pid))
		return TARGET_THREAD;
	snprintf(program, sizeof(program), "/proc/%d/exe", (int)pid);
	length = readlink(program, link, sizeof(link) - 1);
	if (length < 0)
		return errno == EACCES || errno == EPERM ? TARGET_FORBIDDEN : TARGET_NO_PROGRAM;
	link[length] = '\0';
	if (is_runtime(file, safe_open(program), link, &loads))
		return TARGET_RUNTIME;
	if (!executable_only && mapped_each(pid, look_at_library, file))
		return TARGET_RUNTIME;
	return loads ? TARGET_LOADING : TARGET_UNKNOWN;
}

unsigned target_runtimes(const pid_t *pids, size_t count)
{
	unsigned runtimes = 0;

	for (size_t i = 0; i < count; i++) {
		struct target_file file;

		if (target_find(pids[i], 0, &file) != TARGET_RUNTIME)
			return 0;
		runtimes |= 1U << file.runtime;
		target_file_close(&file);
	}
	return runtimes;
}

int target_explain(enum target_kind kind, pid_t pid)
{
	switch (kind) {
	case TARGET_NONE:
		return say("there is no process %d", (int)pid);
	case TARGET_FORBIDDEN:
		return say("process %d is not ours to look at: run gilscope as root", (int)pid);
	case TARGET_NO_PROGRAM:
		return say("process %d runs no program: it is a thread of the kernel, or has ended", (int)pid);
	case TARGET_LOADING:
		return say("process %d has not loaded its libpython yet: try again", (int)pid);
	case TARGET_UNKNOWN:
		return say("process %d is not a known runtime: its binary has no gilpy probes (see: gilscope probes FILE), and no "
			   "CPython is mapped", (int)pid);
	case TARGET_THREAD:
		return say("%d is a thread, not a process: give the number of its process (Tgid in /proc/%d/status)", (int)pid,
			   (int)pid);
	default:
		return 0;
	}
}

int target_runtime(const struct target_file *file, pid_t pid, uint64_t *address)
{
	const struct cpython_file *cpython = &file->cpython;
	uint64_t bias;

	if (file->runtime != TARGET_CPYTHON || !cpython->runtime_address ||
	    load_bias(file->fd, pid, cpython->text_address, cpython->text_offset, &bias))
		return -1;
	*address = cpython->runtime_address + bias;
	return 0;
}

void target_file_close(struct target_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
