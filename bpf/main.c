/* main.c - gilscope: finds the sub-command. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "text.h"
#include "version.h"
#include "views/views.h"

#ifdef GILSCOPE_EXPORT
#define RUN_EXPORT NULL
#else
#define RUN_EXPORT command_without_export

static int command_without_export(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	say("this gilscope was built without export: install libmicrohttpd-dev and build it again");
	return EXIT_FAILURE;
}
#endif

static const struct {
	const char *name;
	int (*run)(int argc, char **argv); /* NULL: the view of that name */
	const char *text;
} commands[] = {
	{ "stat", NULL, "wait and hold time of each OS thread" },
	{ "hist", NULL, "histograms of waits and holds" },
	{ "blame", NULL, "who made whom wait, and in which Python function" },
	{ "top", NULL, "a live view: the threads, and who makes the others wait" },
	{ "eval", NULL, "which Python functions use the CPUs" },
	{ "alloc", NULL, "which objects are made, and by which Python functions" },
	{ "export", RUN_EXPORT, "serves the figures to Prometheus" },
	{ "report", NULL, "all of it as one page of HTML, with what it means in words" },
	{ "record", NULL, "everything into a file, which the others show with -r FILE" },
	{ "timeline", NULL, "a trace file of what every thread did, when" },
	{ "doctor", command_doctor, "what this kernel and this user can do, or what a process runs (-p)" },
	{ "probes", command_probes, "the gilpy probes of a binary, compared with the list" },
};

static void help(FILE *out)
{
	fputs("Usage: gilscope COMMAND [OPTIONS]\n\n"
	      "Measures with eBPF how long each OS thread of a Python program waits for the Global Interpreter Lock,\n"
	      "and how long it holds it.\n\n", out);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].text);
	fputs("\nExamples:\n"
	      "  gilscope stat -- gilpy server.py     start a program and measure it\n"
	      "  gilscope stat -p 1234 -d 10s         ten seconds of a running one, gilpy or CPython\n"
	      "  gilscope COMMAND --help              the options of a command\n", out);
}

int main(int argc, char **argv)
{
	/* For the widths of characters; the output is UTF-8 whatever the user's locale. */
	setlocale(LC_CTYPE, "C.UTF-8");
	if (argc < 2) {
		help(stderr);
		return EXIT_WRONG_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		help(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("gilscope " GILSCOPE_VERSION);
		return 0;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run ? commands[i].run(argc - 1, argv + 1)
					       : command_measure(view_find(argv[1]), argc - 1, argv + 1);
	say("there is no command '%s'; see gilscope --help", argv[1]);
	return EXIT_WRONG_USAGE;
}
