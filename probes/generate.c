/*
 * generate.c - a build-time program: prints from probes.def what the others need.
 *
 *     gilpy_probe_gen header | source | bpftrace | reference | list
 *
 * header     gilpy_probes.h: what the runtime calls
 * source     gilpy_probes.c: one out-of-line function a probe, so that each probe is one site
 * bpftrace   gilpy.bt: names for bpftrace scripts
 * reference  PROBES.md
 * list       name, semaphore, number of arguments: for tests
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "gil_reason.h"

struct arg {
	const char *type, *name, *unit, *text;
};

struct probe {
	const char *name, *semaphore, *frequency, *text;
	struct arg args[5]; /* ended by a NULL type */
};

static const struct probe probes[] = {
#define PROBE(name, semaphore, frequency, text) { #name, #semaphore, #frequency, text, {
#define ARG(type, name, unit, text) { #type, #name, unit, text },
#define END { NULL, NULL, NULL, NULL } } },
#include "probes.def"
#undef PROBE
#undef ARG
#undef END
};

#define PROBE_COUNT (sizeof(probes) / sizeof(probes[0]))

static int arg_count(const struct probe *p)
{
	int n = 0;
	while (p->args[n].type)
		n++;
	return n;
}

static int is_own(const struct probe *p)
{
	return strcmp(p->semaphore, "own") == 0;
}

/* gil__drop__request -> gil_drop_request */
static void c_name(const char *name, char *out, size_t size)
{
	size_t n = 0;
	for (; *name && n + 1 < size; name++) {
		if (name[0] == '_' && name[1] == '_')
			continue;
		out[n++] = *name;
	}
	out[n] = '\0';
}

static void print_parameters(const struct probe *p)
{
	for (int i = 0; p->args[i].type; i++) {
		const char *type = p->args[i].type;
		const char *space = type[strlen(type) - 1] == '*' ? "" : " ";
		printf("%s%s%s%s", i ? ", " : "", type, space, p->args[i].name);
	}
}

static void print_header(void)
{
	puts("/* gilpy_probes.h - made from probes.def; change that. One function a probe: see PROBES.md. */\n"
	     "#ifndef GILPY_PROBES_H\n"
	     "#define GILPY_PROBES_H\n\n"
	     "#include <stdint.h>\n\n"
	     "#include \"gil_reason.h\"\n"
	     "#include \"hot.h\"\n\n"
	     "/*\n"
	     " * probe_X(...)        fires probe X if somebody listens\n"
	     " * probe_X_enabled()   non-zero if somebody listens: guards arguments that are dear to reckon\n"
	     " *\n"
	     " * Arguments are evaluated even if nobody listens (the compiler drops those without side effects).\n"
	     " * Strings must be NUL-terminated UTF-8 on a page already touched: a BPF program cannot fault it in.\n"
	     " * With GILPY_NO_PROBES all of this is nothing.\n"
	     " */\n"
	     "#ifndef GILPY_NO_PROBES\n");
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		char c[64], sem[64];
		c_name(p->name, c, sizeof(c));
		if (is_own(p)) {
			snprintf(sem, sizeof(sem), "gilpy_%s_semaphore", p->name);
			printf("extern uint16_t %s __attribute__((visibility(\"hidden\")));\n", sem);
		} else {
			snprintf(sem, sizeof(sem), "gilpy_hot_word.sem_%s", p->semaphore);
		}
		printf("void probe_fire_%s(", c);
		print_parameters(p);
		printf(") __attribute__((cold, visibility(\"hidden\")));\n\n"
		       "static inline int probe_%s_enabled(void)\n{\n"
		       "\treturn __builtin_expect(__atomic_load_n(&%s, __ATOMIC_RELAXED) != 0, 0);\n}\n\n", c, sem);
		printf("/* %s. */\nstatic inline void probe_%s(", p->text, c);
		print_parameters(p);
		printf(")\n{\n\tif (probe_%s_enabled())\n\t\tprobe_fire_%s(", c, c);
		for (int a = 0; p->args[a].type; a++)
			printf("%s%s", a ? ", " : "", p->args[a].name);
		puts(");\n}\n");
	}
	puts("/* All semaphores 0, as if nobody listened: for fast.c. */\nvoid probes_forget_listeners(void) "
	     "__attribute__((cold, visibility(\"hidden\")));\n");
	puts("#else /* GILPY_NO_PROBES */\n");
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		char c[64];
		c_name(p->name, c, sizeof(c));
		printf("static inline int probe_%s_enabled(void)\n{\n\treturn 0;\n}\n\nstatic inline void probe_%s(", c, c);
		print_parameters(p);
		puts(")\n{");
		for (int a = 0; p->args[a].type; a++)
			printf("\t(void)%s;\n", p->args[a].name);
		puts("}\n");
	}
	puts("#endif /* GILPY_NO_PROBES */\n\n#endif");
}

static void print_source(void)
{
	puts("/* gilpy_probes.c - made from probes.def; change that. */\n"
	     "#include \"gilpy_probes.h\"\n"
	     "#include \"usdt.h\"\n\n"
	     "#ifndef GILPY_NO_PROBES\n\n"
	     "USDT_SEMAPHORE __attribute__((aligned(8))) union gilpy_hot_word gilpy_hot_word;\n");
	for (size_t i = 0; i < PROBE_COUNT; i++)
		if (is_own(&probes[i]))
			printf("USDT_SEMAPHORE uint16_t gilpy_%s_semaphore;\n", probes[i].name);
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		char c[64], sem[64];
		c_name(p->name, c, sizeof(c));
		if (is_own(p))
			snprintf(sem, sizeof(sem), "gilpy_%s_semaphore", p->name);
		else /* asserted below to be the halfword's offset */
			snprintf(sem, sizeof(sem), "gilpy_hot_word+%d",
				 strcmp(p->semaphore, "eval") == 0 ? 2 : strcmp(p->semaphore, "alloc") == 0 ? 4 : 6);
		if (!is_own(p))
			printf("\n_Static_assert(__builtin_offsetof(union gilpy_hot_word, sem_%s) == %s, \"as in the note\");",
			       p->semaphore, strchr(sem, '+') + 1);
		printf("\nUSDT_SITE_FUNCTION void probe_fire_%s(", c);
		print_parameters(p);
		printf(")\n{\n\tUSDT%d(gilpy, %s, %s", arg_count(p), p->name, sem);
		for (int a = 0; p->args[a].type; a++)
			printf(", %s", p->args[a].name);
		puts(");\n}");
	}
	puts("\nvoid probes_forget_listeners(void)\n{");
	puts("\tgilpy_hot_word.sem_eval = gilpy_hot_word.sem_alloc = gilpy_hot_word.sem_alloc_sample = 0;");
	for (size_t i = 0; i < PROBE_COUNT; i++)
		if (is_own(&probes[i]))
			printf("\tgilpy_%s_semaphore = 0;\n", probes[i].name);
	puts("}\n\n#ifdef USDT_FAST\n#include \"fast.h\"\n\n__attribute__((constructor)) static void start(void)\n{\n"
	     "\tusdt_fast_start();\n}\n#endif");
	puts("\n#else\n\n"
	     "/* No probes, but the eval breaker is still needed. */\n"
	     "__attribute__((aligned(8))) union gilpy_hot_word gilpy_hot_word;\n\n"
	     "#endif");
}

static void print_reason_macro(const char *name, int number)
{
	printf("#define GIL_REASON_");
	for (; *name; name++)
		putchar(toupper((unsigned char)*name));
	printf(" %d\n", number);
}

static void print_bpftrace(void)
{
	puts("/*\n"
	     " * gilpy.bt - names for bpftrace scripts on gilpy's probes; made from probes.def.\n"
	     " *\n"
	     " * bpftrace 0.17 reads one file, so put this before your script:\n"
	     " *     cat gilpy.bt mine.bt > both.bt && bpftrace both.bt -p PID\n"
	     " *\n"
	     " * bpftrace prints strings of the traced program as they are: a hostile name can send your terminal\n"
	     " * control sequences. Look at them through `cat -v`.\n"
	     " *");
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		printf(" * usdt:*:gilpy:%s\n", p->name);
		for (int a = 0; p->args[a].type; a++)
			printf(" *     arg%d  %s (%s): %s\n", a, p->args[a].name, p->args[a].unit, p->args[a].text);
	}
	puts(" */\n\n"
	     "/* The first word behind a thread state pointer: (*(struct gilpy_tstate *)arg0).serial */\n"
	     "struct gilpy_tstate { uint64_t serial; };\n");
#define X(number, name) print_reason_macro(name, number);
	GIL_REASON_LIST(X)
#undef X
	/* One script can have only one BEGIN, and that is the user's; so the names come as a line to copy. */
	puts("\n/*\n * To print reasons by name, start your script with\n *     BEGIN\n *     {");
#define X(number, name) printf(" *             @gil_reason[%d] = \"%s\";\n", number, name);
	GIL_REASON_LIST(X)
#undef X
	puts(" *     }\n *     END { clear(@gil_reason); }\n * and use @gil_reason[arg1] in usdt:*:gilpy:gil__release.\n */");
}

static void print_reference(void)
{
	puts("# The probes of gilpy\n\n"
	     "This page is made from `probes/probes.def`, the one list. The provider is `gilpy`. Each probe is one site in the\n"
	     "binary (`readelf -n gilpy`), a plain `nop` (with FAST_PROBES one of five bytes), behind a 16-bit\n"
	     "semaphore: with no tracer attached it costs a load and a branch, and hot probes not even that. Attached, a hit costs about 0.4 us, which is the floor of what can be\n"
	     "measured. Any tool that reads SystemTap notes can use them: gilscope, bpftrace, perf, bcc, SystemTap.\n\n"
	     "    bpftrace -e 'usdt:*:gilpy:gil__acquire { @[tid] = count(); }' -p PID\n"
	     "    perf buildid-cache --add $(which gilpy) && perf record -e sdt_gilpy:gil__acquire -p PID\n\n"
	     "Contract version 1. Arguments are only ever appended, probes never change their meaning.\n\n"
	     "| probe | frequency | when | arguments |\n"
	     "|---|---|---|---|");
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		printf("| `%s` | %s | %s | ", p->name, p->frequency, p->text);
		for (int a = 0; p->args[a].type; a++)
			printf("%s%s", a ? ", " : "", p->args[a].name);
		puts(" |");
	}
	puts("\n## Frequency\n\n"
	     "- **rare**: a few a second at most. Attach at will.\n"
	     "- **contended**: at every hand-over of the GIL, from a few hundred to a million a second.\n"
	     "- **hot**: at every Python call or every object, tens of millions a second. Attached, the program runs many\n"
	     "  times slower; do not attach these only to measure the GIL.\n\n"
	     "## Arguments");
	for (size_t i = 0; i < PROBE_COUNT; i++) {
		const struct probe *p = &probes[i];
		printf("\n### %s\n\n%s.\n\n| arg | name | type | unit | meaning |\n|---|---|---|---|---|\n", p->name, p->text);
		for (int a = 0; p->args[a].type; a++) {
			const struct arg *g = &p->args[a];
			printf("| %d | %s | `%s` | %s | %s |\n", a, g->name, g->type, g->unit, g->text);
		}
	}
	puts("\n## Thread states\n\n"
	     "A *thread state* argument is an address to be compared, not followed, but for its first 8 bytes: they hold a u64\n"
	     "**serial number** that no other thread of the process ever gets, alive or dead. Addresses and OS tids are used\n"
	     "again; key what you keep by the serial.\n\n"
	     "    bpftrace -e 'usdt:*:gilpy:gil__acquire { @[*(uint64 *)uptr(arg0)] = count(); }' -p PID\n\n"
	     "## Release reasons\n\n"
	     "| value | name |\n|---|---|");
#define X(number, name) printf("| %d | %s |\n", number, name);
	GIL_REASON_LIST(X)
#undef X
	puts("\n## Moments\n\n"
	     "- `gil__request` fires before the thread queues; `gil__acquire` after it owns the GIL, on the thread that now runs;\n"
	     "  `gil__release` before the store that frees the GIL. So acquires and releases alternate over the whole process,\n"
	     "  in the order of their times.\n"
	     "- **wait** = acquire - request, for contended acquires only. **hold** = release - acquire.\n"
	     "- Every acquire has one release. At exit the main thread releases with reason shutdown.\n"
	     "- After fork() the child fires `thread__start` and `gil__acquire` for the thread that survived.\n"
	     "- Each run of a frame is one `eval__entry` and one `eval__return`: call or resume; return, yield or exception.\n"
	     "- Times are best taken with CLOCK_MONOTONIC (`bpf_ktime_get_ns`, bpftrace `nsecs`): the runtime's own accounts\n"
	     "  (`-X gilstats`, `-X gillog`) use that clock.\n\n"
	     "## Strings\n\n"
	     "Strings are NUL-terminated UTF-8 on pages already touched. They come from the traced program: escape them before\n"
	     "they reach a terminal. bpftrace prints them as they are, and cuts them at 64 bytes (BPFTRACE_STRLEN).");
}

static void print_list(void)
{
	for (size_t i = 0; i < PROBE_COUNT; i++)
		printf("%s %s %d\n", probes[i].name, probes[i].semaphore, arg_count(&probes[i]));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} outputs[] = {
		{ "header", print_header },       { "source", print_source }, { "bpftrace", print_bpftrace },
		{ "reference", print_reference }, { "list", print_list },
	};
	for (size_t i = 0; argc == 2 && i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		if (strcmp(argv[1], outputs[i].name) == 0) {
			outputs[i].print();
			return fflush(stdout) != 0 || ferror(stdout);
		}
	}
	fputs("usage: gilpy_probe_gen header | source | bpftrace | reference | list\n", stderr);
	return 2;
}
