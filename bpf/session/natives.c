/* natives.c - see natives.h. */
#include "natives.h"

#include <stdio.h>
#include <string.h>

#include "symbols.h"
#include "text.h"

/* Is it the loop that runs bytecode? What it and its callers are doing is told by the frames of Python. */
static int is_interpreter(const char *name)
{
	return strncmp(name, "_PyEval_", 8) == 0 || strncmp(name, "PyEval_", 7) == 0;
}

static int name_native(void *context, uint32_t tgid, uint64_t address, struct gil_event_code *code)
{
	struct session *session = context;
	struct symbol symbol;
	const char *base;
	pid_t pid = 0;

	for (size_t i = 0; i < session->process_count; i++)
		if (session->processes[i].tgid == tgid && !session->processes[i].last)
			pid = session->processes[i].pid;
	if (!pid || symbols_find(session->symbols, pid, address, &symbol) || is_interpreter(symbol.name))
		return -1;
	base = strrchr(symbol.file, '/');
	base = base ? base + 1 : symbol.file;
	/* Both are cut where they are longer than a name of Python may be. */
	if (symbol.name[0])
		/* Without the version that a symbol may have: "name@@GLIBC_2.17". */
		snprintf(code->name, sizeof(code->name), "%.*s", (int)strcspn(symbol.name, "@"), symbol.name);
	else
		snprintf(code->name, sizeof(code->name), "[%.*s]", (int)sizeof(code->name) - 3, base);
	snprintf(code->file, sizeof(code->file), "%.*s", (int)sizeof(code->file) - 1, symbol.file);
	return 0;
}

int natives_start(struct session *session)
{
	session->symbols = symbols_new();
	if (!session->symbols)
		return say("out of memory");
	session->codes.native = name_native;
	session->codes.context = session;
	return 0;
}

void natives_stop(struct session *session)
{
	symbols_free(session->symbols);
	session->symbols = NULL;
	session->codes.native = NULL;
}
