/* doctor_process.c - doctor -p: what gilscope makes of a running process. See doctor_row.h. */
#include "doctor_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cpython_libc.h"
#include "layout.h"
#include "naming.h"
#include "target.h"
#include "text.h"

/* A name of the target, as a terminal may have it. */
struct clean {
	char text[TEXT_NAME_SIZE * 4];
};

static const char *clean_name(struct clean *clean, const char *name)
{
	char valid[TEXT_NAME_SIZE];
	FILE *out = fmemopen(clean->text, sizeof(clean->text), "w");

	clean->text[0] = '\0';
	text_clean(valid, name, strlen(name), strlen(name) > 255);
	if (!out)
		return "?";
	text_print_terminal(out, valid, 0);
	fclose(out);
	clean->text[sizeof(clean->text) - 1] = '\0';
	return clean->text;
}

static void print_sites(const struct cpython_sites *sites)
{
	static const char *const kinds[CPYTHON_SITE_KINDS] = {
		[CPYTHON_WAIT] = "waits for it", [CPYTHON_TAKE] = "has it", [CPYTHON_RELEASE] = "lets it go",
		[CPYTHON_YIELD] = "answers a waiter", [CPYTHON_SWITCH] = "goes on when another thread has it",
		[CPYTHON_SIGNAL] = "has it, or lets it go",
	};

	for (int kind = 0; kind < CPYTHON_SITE_KINDS; kind++) {
		for (size_t i = 0; i < sites->count; i++) {
			const struct cpython_site *site = &sites->sites[i];

			if (site->kind != (enum cpython_site_kind)kind)
				continue;
			printf("%-22s %-8s 0x%" PRIx64 " %s", "", "", site->address, kinds[kind]);
			if (site->function)
				printf(", in the function at 0x%" PRIx64, site->function);
			puts(site->stepped ? ", single-stepped" : site->yields ? ", answering a waiter" : "");
		}
	}
}

/* What the last resort is, costs, and cannot see. */
static void show_libc(const struct cpython_hooks *hooks, const char *why)
{
	const struct cpython_sites *sites = &hooks->sites;
	struct clean name;
	size_t stepped = 0;

	doctor_row(NOTE, "GIL", "", "not found in its file%s%s: hooked where it waits and signals in %s, a last resort", *why ? ": " : "",
		   why, clean_name(&name, hooks->libc_name));
	print_sites(sites);
	for (size_t i = 0; i < sites->count; i++)
		stepped += sites->sites[i].stepped;
	doctor_row(NOTE, "cost", "", "each wait with a time-out and each signal of a condition, in any process with this C library: %s",
		   stepped ? "some 15 us, for the kernel has to single-step what they begin with" : "some 0.5 us");
	doctor_row(NOTE, "reasons", "", "of a release: a release with a waiter in wait counts as 'other'");
	doctor_row(NOTE, "not seen", "", "GILs that sub-interpreters have for themselves");
}

static void show_method(const struct cpython_sites *sites)
{
	size_t stepped = 0;

	switch (sites->method) {
	case CPYTHON_BY_SYMBOLS:
	case CPYTHON_BY_DEBUG_FILE:
		doctor_row(sites->confirmed ? GOOD : NOTE, "GIL", "what the functions call decides; please tell the authors",
			   "found by the names in its %s; what the functions call %s",
			   sites->method == CPYTHON_BY_SYMBOLS ? "table of symbols" : "debug file",
			   sites->confirmed ? "says the same" : "says otherwise");
		break;
	default:
		doctor_row(GOOD, "GIL", "", "found without symbols: by what the functions of .eh_frame call");
		break;
	}
	print_sites(sites);
	for (size_t i = 0; i < sites->count; i++)
		stepped += sites->sites[i].stepped;
	if (stepped)
		doctor_row(NOTE, "cost", "a build without -fno-plt is cheaper to look at",
			   "%zu hooks are indirect calls, which the kernel single-steps: a multiple of the usual cost", stepped);
	if (sites->knows_yield)
		doctor_row(GOOD, "reasons", "", "of a release: blocking call, or interval");
	else
		doctor_row(NOTE, "reasons", "", "where the eval loop answers waiters was not found: a release with a waiter in "
						"wait counts as 'other'");
}

static void show_cpython(pid_t pid, const struct target_file *file)
{
	struct cpython_hooks hooks;
	char version[CPYTHON_VERSION_TEXT];
	struct clean name;
	const char *why;
	int result;

	doctor_row(GOOD, "runtime", "", "CPython %s%s in %s", cpython_file_version(&file->cpython, version),
		   file->cpython.free_threaded ? " free-threaded," : ",", clean_name(&name, file->name));
	if (file->cpython.minor > CPYTHON_NEWEST_TESTED)
		doctor_row(NOTE, "version", "", "newer than what has been tested (3.%d)", CPYTHON_NEWEST_TESTED);
	result = cpython_hooks_find(&hooks, file, pid, &why);
	if (result) {
		doctor_row(BAD, "GIL", file->cpython.free_threaded ? "there is nothing to measure" : "", "%s",
			   result > 0 ? "it has not loaded its C library yet: try again" : why);
		return;
	}
	if (hooks.libc_fd >= 0) {
		show_libc(&hooks, why);
		close(hooks.libc_fd);
	} else {
		show_method(&hooks.sites);
	}
	if (hooks.sites.knows_switch)
		doctor_row(GOOD, "forced switches", "", "seen: after a release that was asked for, until another thread has the GIL");
	else
		doctor_row(NOTE, "not seen", "", "what the thread does after a release until another one has the GIL (forced switch): "
						 "neither wait nor hold");
}

static void show_cpython_stacks(pid_t pid, const struct target_file *file)
{
	struct timespec pause = { .tv_nsec = 50000000 };
	enum cpython_layout_result result;
	struct gil_layout layout;
	const char *why;

	/* It runs on under the look. */
	for (int i = 0; (result = naming_find(&layout, file, pid, &why)) == CPYTHON_LAYOUT_UNSURE && i < 40; i++)
		nanosleep(&pause, NULL);
	if (result == CPYTHON_LAYOUT_SOUND)
		doctor_row(GOOD, "stacks", "", "Python functions can be named: all frames are where this version has them");
	else if (result == CPYTHON_LAYOUT_NOT_YET)
		doctor_row(NOTE, "stacks", "they can be as soon as one runs", "Python functions cannot be named now: %s", why);
	else
		doctor_row(NOTE, "stacks", "", "Python functions cannot be named: %s", why);
}

static void show_stacks(pid_t pid, const struct target_file *file)
{
	struct gil_layout layout;
	const char *why;

	if (file->runtime == TARGET_CPYTHON)
		show_cpython_stacks(pid, file);
	else if (layout_read(&layout, file->path, &why))
		doctor_row(NOTE, "stacks", "", "Python functions cannot be named: %s", why);
	else
		doctor_row(GOOD, "stacks", "", "Python functions can be named");
}

int doctor_process(pid_t pid)
{
	struct target_file file;
	struct clean name;
	enum target_kind kind = target_find(pid, 0, &file);

	if (kind != TARGET_RUNTIME) {
		target_explain(kind, pid);
		return EXIT_FAILURE;
	}
	if (file.runtime == TARGET_CPYTHON)
		show_cpython(pid, &file);
	else
		doctor_row(GOOD, "runtime", "", "gilpy, by its probes in %s (see: gilscope probes %d)",
			   clean_name(&name, file.name), (int)pid);
	show_stacks(pid, &file);
	target_file_close(&file);
	if (doctor_bad_count) {
		printf("\ngilscope cannot measure process %d.\n", (int)pid);
		return EXIT_FAILURE;
	}
	printf("\ngilscope can measure process %d, if it can measure here (see: gilscope doctor).\n", (int)pid);
	return 0;
}
