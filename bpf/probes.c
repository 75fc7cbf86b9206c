/* probes.c - sub-command probes: the gilpy probes of a binary, compared with the list this gilscope was built with. */
#include "commands.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf_notes.h"
#include "text.h"

static const struct {
	const char *name;
	int arguments;
} known[] = {
#define PROBE(name, semaphore, frequency, text) { #name, 0
#define ARG(type, name, unit, text) + 1
#define END },
#include "probes.def"
#undef PROBE
#undef ARG
#undef END
};

#define KNOWN (sizeof(known) / sizeof(known[0]))

static const char help_text[] =
	"Usage: gilscope probes FILE | PID\n\n"
	"Lists the USDT probes of provider gilpy in a binary, and what is wrong with them: one that is missing, unknown,\n"
	"has more than one site, no semaphore, or another number of arguments than documented. The last line says what\n"
	"kind of sites they are: see FAST_PROBES in gilscope(1).\n\n"
	"Exit status: 0 all probes are there and right, 1 not, 2 wrong usage.\n\n"
	"Examples:\n"
	"  gilscope probes /usr/bin/gilpy\n"
	"  gilscope probes 1234                 the executable of process 1234\n";

static int count_words(const char *text)
{
	int words = 0;

	for (; *text; text++)
		words += *text != ' ' && (text[1] == ' ' || !text[1]);
	return words;
}

static const char *judge(const struct elf_notes *notes, const struct elf_note *note)
{
	for (size_t i = 0; i < KNOWN; i++) {
		if (strcmp(known[i].name, note->name) != 0)
			continue;
		if (elf_notes_count(notes, "gilpy", note->name) > 1)
			return "more than one site";
		if (!note->semaphore)
			return "no semaphore";
		if (count_words(note->arguments) < known[i].arguments)
			return "arguments are missing";
		return "ok"; /* a newer runtime may have appended arguments */
	}
	return "not in the list of this gilscope";
}

static void print_clean(const char *text, int width)
{
	char clean[TEXT_NAME_SIZE];

	text_clean(clean, text, strlen(text), strlen(text) > 255);
	text_print_terminal(stdout, clean, width);
}

static int list(const struct elf_notes *notes)
{
	int wrong = 0, found = 0, fast = 0;

	for (size_t i = 0; i < notes->count; i++) {
		const struct elf_note *note = &notes->notes[i];
		const char *verdict;

		if (strcmp(note->provider, "gilpy") != 0)
			continue;
		if (!found++)
			printf("%-20s %-14s %-14s %-36s %s\n", "PROBE", "SITE", "SEMAPHORE", "ARGUMENTS", "VERDICT");
		fast += note->fast;
		verdict = judge(notes, note);
		wrong += strcmp(verdict, "ok") != 0;
		print_clean(note->name, 20);
		printf(" 0x%-12" PRIx64 " 0x%-12" PRIx64 " ", note->location, note->semaphore);
		print_clean(note->arguments, 36);
		printf(" %s\n", verdict);
	}
	if (!found) {
		say("no probes of provider gilpy");
		return 1;
	}
	for (size_t i = 0; i < KNOWN; i++) {
		if (elf_notes_count(notes, "gilpy", known[i].name) == 0) {
			printf("%-20s %-14s %-14s %-36s missing\n", known[i].name, "-", "-", "-");
			wrong++;
		}
	}
	if (fast == found)
		puts("sites of five bytes, as FAST_PROBES makes them: faster on Linux 6.18 and later");
	else if (fast)
		printf("%d of %d sites have five bytes, the others one\n", fast, found);
	else
		puts("sites of one byte");
	return wrong != 0;
}

int command_probes(int argc, char **argv)
{
	char path[PATH_MAX];
	struct elf_notes notes;
	const char *error;
	int status;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(help_text, stdout);
		return 0;
	}
	if (argc != 2 || argv[1][0] == '-') {
		say("probes wants one file or process; try gilscope probes --help");
		return EXIT_WRONG_USAGE;
	}
	if (argv[1][strspn(argv[1], "0123456789")] == '\0' && argv[1][0])
		snprintf(path, sizeof(path), "/proc/%s/exe", argv[1]);
	else
		snprintf(path, sizeof(path), "%s", argv[1]);
	if (elf_notes_read(&notes, path, &error)) {
		say("cannot read the probes of '%s': %s", argv[1], error);
		return EXIT_FAILURE;
	}
	status = list(&notes);
	elf_notes_free(&notes);
	return status;
}
