/*
 * doctor_bpftrace.c - doctor -p PID --bpftrace: waits and holds of a CPython as a bpftrace script, for those who want nothing
 * else on the machine. See doctor_row.h.
 *
 * bpftrace hooks in at an instruction within a function only if the file has no symbols (and then with --unsafe, by its offset
 * in the file); so with symbols the script takes the beginning of take_gil, and libc's pthread_cond_signal instead of the
 * places that call it.
 */
#include "doctor_row.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <elf.h>

#include "cpython_locate.h"
#include "mapped.h"
#include "target.h"
#include "text.h"

struct script {
	pid_t pid;
	const struct target_file *file;
	struct cpython_sites sites;
	char path[PATH_MAX + 32]; /* of the file, as bpftrace gets it */
	char libc[PATH_MAX + 32];
	uint64_t signal; /* pthread_cond_signal in libc */
	int symbols;
};

/* What bpftrace would not take as a part of a name, or what would end the name. */
static int is_plain(const char *path)
{
	for (const unsigned char *at = (const unsigned char *)path; *at; at++)
		if (*at < 0x20 || *at == 0x7f || strchr("\"\\'`:*?[]{},;#", *at))
			return 0;
	return 1;
}

static int name_file(char *path, size_t size, pid_t pid, const char *name)
{
	int length = snprintf(path, size, "/proc/%d/root%s", (int)pid, name);

	if (length < 0 || (size_t)length >= size || !is_plain(name))
		return say("the name of a file of process %d has characters that no bpftrace script can hold", (int)pid);
	return 0;
}

/* The program itself has a name that needs nothing of the target. */
static int is_program(pid_t pid, const char *name)
{
	char path[32], link[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	length = readlink(path, link, sizeof(link) - 1);
	if (length < 0)
		return 0;
	link[length] = '\0';
	return strcmp(link, name) == 0;
}

static int note_signal(void *context, const struct elf_symbol *symbol)
{
	struct script *script = context;

	if (symbol->is_function && !symbol->hidden && strcmp(symbol->name, "pthread_cond_signal") == 0)
		script->signal = symbol->address;
	return 0;
}

static int look_for_libc(void *context, int *fd, const char *name)
{
	struct script *script = context;
	struct elf_file file;
	const char *why, *slash = strrchr(name, '/');

	if (!slash || (strncmp(slash + 1, "lib", 3) != 0 && strncmp(slash + 1, "ld-musl", 7) != 0) ||
	    elf_file_open(&file, *fd, &why))
		return 0;
	elf_file_each_symbol(&file, SHT_DYNSYM, note_signal, script);
	elf_file_close(&file);
	if (!script->signal)
		return 0;
	return name_file(script->libc, sizeof(script->libc), script->pid, name) ? -1 : 1;
}

static int note_any(void *context, const struct elf_symbol *symbol)
{
	(void)context;
	return symbol->is_function;
}

/* Is there a table of symbols? And without: would an offset be taken for the address of something else? */
static int look_at_file(struct script *script)
{
	struct elf_file file;
	const char *why;
	int result = 0;

	if (elf_file_open(&file, script->file->fd, &why))
		return say("'%s': %s", script->path, why);
	script->symbols = elf_file_each_symbol(&file, SHT_SYMTAB, note_any, NULL);
	for (size_t i = 0; i < script->sites.count && !script->symbols && !result; i++) {
		uint64_t offset;

		if (elf_file_offset(&file, script->sites.sites[i].offset, &offset) == 0 && offset != script->sites.sites[i].offset)
			result = say("the addresses of this file and the offsets in it overlap: bpftrace might take one for the other");
	}
	elf_file_close(&file);
	return result;
}

/* The hooks of one kind, with commas between them. */
static void print_hooks(const struct script *script, enum cpython_site_kind kind)
{
	const char *comma = "";

	for (size_t i = 0; i < script->sites.count; i++) {
		if (script->sites.sites[i].kind != kind)
			continue;
		printf("%suprobe:\"%s\":0x%" PRIx64, comma, script->path, script->sites.sites[i].offset);
		comma = ",\n";
	}
	putchar('\n');
}

static void print_waits(const struct script *script)
{
	print_hooks(script, CPYTHON_WAIT);
}

static void print_takes(const struct script *script)
{
	print_hooks(script, CPYTHON_TAKE);
}

static void print_releases(const struct script *script)
{
	print_hooks(script, CPYTHON_RELEASE);
}

/* take_gil, each copy. */
static void print_take_gil(const struct script *script)
{
	uint64_t last = 0;

	for (size_t i = 0; i < script->sites.count; i++) {
		const struct cpython_site *site = &script->sites.sites[i];

		if (site->kind != CPYTHON_WAIT || site->function == last)
			continue;
		printf("%suprobe:\"%s\":0x%" PRIx64, last ? ",\n" : "", script->path, site->function);
		last = site->function;
	}
	putchar('\n');
}

static void print_signal(const struct script *script)
{
	printf("uprobe:\"%s\":0x%" PRIx64 "\n", script->libc, script->signal);
}

/* The two forms of the script: what differs. */
struct form {
	const char *option, *note;
	void (*asks)(const struct script *);
	void (*takes)(const struct script *);
	const char *takes_if; /* who signals here with a locked GIL has taken it */
	void (*releases)(const struct script *);
};

/* Every signal of the process comes here, so somebody must have asked, or have had this GIL before. */
static const struct form with_symbols = {
	.option = "",
	.note = "It counts each time that the GIL is\n * taken, with a wait of next to nothing if it was free.",
	.asks = print_take_gil,
	.takes = print_signal,
	.takes_if = "(@asked[tid] || @gil[arg0 - 120])",
	.releases = print_signal,
};

/* Only those of take_gil do, which nearly always are of switch_cond. */
static const struct form without_symbols = {
	.option = "--unsafe ",
	.note = "The addresses are offsets of\n * calls in a file without symbols: bpftrace cannot check them, "
		"so they must be of the very file that is running.",
	.asks = print_waits,
	.takes = print_takes,
	.takes_if = "!@gil[arg0 - 32]",
	.releases = print_releases,
};

static void print_script(const struct script *script)
{
	const struct form *form = script->symbols ? &with_symbols : &without_symbols;
	char version[CPYTHON_VERSION_TEXT];
	int pid = (int)script->pid;

	printf("/*\n"
	       " * gilwait-cpython.bt - how long each thread of process %d waited for the GIL, and held it: histograms per tid, in ns.\n"
	       " *\n"
	       " *     bpftrace %sgilwait-cpython.bt          as root; Ctrl-C ends\n"
	       " *\n"
	       " * Made for that process, a CPython %s, by gilscope doctor -p %d --bpftrace. %s\n"
	       " * Waits and holds that began before the script was attached are not counted.\n"
	       " *\n"
	       " * WARNING: bpftrace prints names as they are. The name of a thread may hold control sequences for your terminal;\n"
	       " * with a program you do not trust, look at the output through `cat -v`.\n"
	       " */\n\n",
	       pid, form->option, cpython_file_version(&script->file->cpython, version), pid, form->note);
	form->asks(script);
	printf("/pid == %d && !@asked[tid]/\n{\n\t@asked[tid] = nsecs;\n}\n\n", pid);
	puts("/* It has the GIL when it signals gil->switch_cond, 120 bytes from its start; gil->locked is at 16. */");
	form->takes(script);
	printf("/pid == %d && *(int32 *)(arg0 - 104) == 1 && %s/\n{\n"
	       "\t@gil[arg0 - 120] = 1;\n"
	       "\tif (@asked[tid]) {\n\t\t@wait_ns[tid, comm] = hist(nsecs - @asked[tid]);\n\t\tdelete(@asked[tid]);\n\t}\n"
	       "\t@got[tid] = nsecs;\n}\n\n", pid, form->takes_if);
	puts("/* And it lets go when it signals gil->cond, 32 bytes from its start. */");
	form->releases(script);
	printf("/pid == %d && @got[tid] && @gil[arg0 - 32]/\n{\n"
	       "\t@hold_ns[tid, comm] = hist(nsecs - @got[tid]);\n\tdelete(@got[tid]);\n}\n\n"
	       "END\n{\n\tclear(@asked);\n\tclear(@got);\n\tclear(@gil);\n}\n", pid);
}

static int make(struct script *script)
{
	const struct target_file *file = script->file;
	const char *why;

	if (file->runtime != TARGET_CPYTHON)
		return say("process %d is a gilpy: scripts/*.bt are for its probes", (int)script->pid);
	if (cpython_locate(&script->sites, file->fd, script->pid, file->name, &file->cpython, &why))
		return say("process %d cannot be measured: %s", (int)script->pid, why);
	if (is_program(script->pid, file->name))
		snprintf(script->path, sizeof(script->path), "/proc/%d/exe", (int)script->pid);
	else if (name_file(script->path, sizeof(script->path), script->pid, file->name))
		return -1;
	if (look_at_file(script))
		return -1;
	if (script->symbols) {
		int found = mapped_each(script->pid, look_for_libc, script);

		if (found <= 0)
			return found ? -1 : say("process %d has not mapped a libc with pthread_cond_signal", (int)script->pid);
	}
	print_script(script);
	return 0;
}

int doctor_bpftrace(pid_t pid)
{
	struct target_file file;
	struct script script = { .pid = pid, .file = &file };
	enum target_kind kind = target_find(pid, 0, &file);
	int result;

	if (kind != TARGET_RUNTIME) {
		target_explain(kind, pid);
		return EXIT_FAILURE;
	}
	result = make(&script);
	target_file_close(&file);
	return result ? EXIT_FAILURE : EXIT_SUCCESS;
}
