/* cpython_libc.c - see cpython_libc.h. */
#include "cpython_libc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpython_locate.h"
#include "mapped.h"

enum function { TIMEDWAIT, CLOCKWAIT, SIGNAL, FUNCTIONS };

static const char *const function_names[FUNCTIONS] = { "pthread_cond_timedwait", "pthread_cond_clockwait", "pthread_cond_signal" };

struct search {
	struct cpython_hooks *hooks;
	const struct target_file *program;
	uint64_t addresses[FUNCTIONS];
};

static int note_function(void *context, const struct elf_symbol *symbol)
{
	struct search *search = context;

	for (int i = 0; i < FUNCTIONS && symbol->is_function && !symbol->hidden; i++)
		if (strcmp(symbol->name, function_names[i]) == 0)
			search->addresses[i] = symbol->address;
	return 0;
}

/* What the kernel emulates instead of single-stepping it: push, nop, call, jmp. */
static int is_emulated(const unsigned char code[2])
{
	return (code[0] >= 0x50 && code[0] <= 0x57) || (code[0] == 0x41 && code[1] >= 0x50 && code[1] <= 0x57) || code[0] == 0x90 ||
	       code[0] == 0xe8 || code[0] == 0xe9 || code[0] == 0xeb;
}

static int add_function(struct cpython_sites *sites, const struct elf_file *file, uint64_t address, enum function function)
{
	static const unsigned char endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	struct cpython_site *site = &sites->sites[sites->count];
	unsigned char code[sizeof(endbr64) + 2];

	*site = (struct cpython_site){ .address = address, .function = address, .has_clock = function == CLOCKWAIT };
	site->kind = function == SIGNAL ? CPYTHON_SIGNAL : CPYTHON_WAIT;
	if (elf_file_read(file, address, code, sizeof(code)))
		return -1;
	/* The arguments are where they were, one instruction later. */
	if (memcmp(code, endbr64, sizeof(endbr64)) == 0) {
		site->address += sizeof(endbr64);
		site->stepped = !is_emulated(code + sizeof(endbr64));
	} else {
		site->stepped = !is_emulated(code);
	}
	if (elf_file_offset(file, site->address, &site->offset))
		return -1;
	sites->count++;
	return 0;
}

/* Up to glibc 2.33 both have them, and a program with threads uses those of libpthread. */
static int is_better(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash && strncmp(slash + 1, "libpthread", 10) == 0;
}

static int look_at_mapped(void *context, int *fd, const char *name)
{
	struct search *search = context;
	struct cpython_hooks *hooks = search->hooks;
	struct cpython_sites sites = { .method = CPYTHON_BY_LIBC };
	struct elf_file file;
	struct stat status;
	const char *why;
	int found;

	if (fstat(*fd, &status) || (hooks->libc_fd >= 0 && !is_better(name)) || elf_file_open(&file, *fd, &why))
		return 0;
	memset(search->addresses, 0, sizeof(search->addresses));
	/* The program itself may have them, if it has taken in a C library; others have tables of symbols for themselves alone. */
	elf_file_each_symbol(&file, status.st_dev == search->program->device && status.st_ino == search->program->inode ? SHT_SYMTAB
															 : SHT_DYNSYM,
			     note_function, search);
	found = search->addresses[SIGNAL] && search->addresses[TIMEDWAIT];
	for (int i = 0; i < FUNCTIONS && found; i++)
		if (search->addresses[i] && add_function(&sites, &file, search->addresses[i], i))
			found = 0;
	elf_file_close(&file);
	if (!found)
		return 0;
	if (hooks->libc_fd >= 0)
		close(hooks->libc_fd);
	hooks->libc_fd = *fd;
	*fd = -1;
	hooks->libc = (struct session_libc){ status.st_dev, status.st_ino };
	hooks->sites = sites;
	snprintf(hooks->libc_name, sizeof(hooks->libc_name), "%s", name);
	return 0;
}

/* Does the file load others? */
static int is_dynamic(const struct target_file *program)
{
	struct elf_section section;
	struct elf_file file;
	const char *why;
	int dynamic;

	if (elf_file_open(&file, program->fd, &why))
		return 0;
	dynamic = elf_file_find_section(&file, ".interp", &section) || elf_file_find_section(&file, ".gnu.version_r", &section);
	elf_file_close(&file);
	return dynamic;
}

static int find_in_libc(struct cpython_hooks *hooks, const struct target_file *file, pid_t pid, const char **why)
{
	struct search search = { .hooks = hooks, .program = file };

	mapped_each(pid, look_at_mapped, &search);
	if (hooks->libc_fd >= 0)
		return 0;
	if (is_dynamic(file))
		return 1;
	*why = "its C library is linked into it, and nothing tells where: put its debug file beside it, or a build with symbols in its place";
	return -1;
}

int cpython_hooks_find(struct cpython_hooks *hooks, const struct target_file *file, pid_t pid, const char **why)
{
	const char *method = getenv("GILSCOPE_CPYTHON_METHOD");

	memset(hooks, 0, sizeof(*hooks));
	hooks->libc_fd = -1;
	*why = "";
	if (!(method && strcmp(method, "libc") == 0) &&
	    cpython_locate(&hooks->sites, file->fd, pid, file->name, &file->cpython, why) == 0)
		return 0;
#ifndef __x86_64__
	return -1;
#endif
	if (!cpython_is_measurable(&file->cpython, why))
		return -1;
	/* Which calls are about a GIL is known by where it lies. */
	if (!file->cpython.runtime_size)
		return -1;
	return find_in_libc(hooks, file, pid, why);
}
