/* naming.c - see naming.h. */
#include "naming.h"

#include "accounts.h"
#include "text.h"

#define DOUBT_NS 2000000000ULL /* a process in which something does not fit for so long is not what it seems */

struct gil_layout naming_begin(const struct session *session, size_t file)
{
	if (file >= session->file_count)
		return (struct gil_layout){ .kind = GIL_LAYOUT_NONE };
	if (session->files[file].runtime == TARGET_CPYTHON)
		return (struct gil_layout){ .kind = GIL_LAYOUT_CPYTHON_UNKNOWN };
	return session->layouts[file];
}

static int give_up(const struct session *session, struct session_process *process, const char *why)
{
	char version[CPYTHON_VERSION_TEXT];

	process->naming = NAMING_GAVE_UP;
	say("note: Python functions of process %d cannot be named: %s (CPython %s)", (int)process->pid, why,
	    cpython_file_version(&session->files[process->file].cpython, version));
	return 0;
}

enum cpython_layout_result naming_find(struct gil_layout *layout, const struct target_file *file, pid_t pid, const char **why)
{
	const struct cpython_file *cpython = &file->cpython;
	uint64_t runtime;

	*layout = (struct gil_layout){ .kind = GIL_LAYOUT_CPYTHON_UNKNOWN };
	*why = "it is a free-threaded build";
	if (cpython->free_threaded)
		return CPYTHON_LAYOUT_WRONG;
	*why = "where its _PyRuntime is cannot be found in its file";
	if (!cpython->runtime_address)
		return CPYTHON_LAYOUT_WRONG;
	*why = "it has not mapped its file, or is gone";
	if (target_runtime(file, pid, &runtime))
		return CPYTHON_LAYOUT_NOT_YET;
	return cpython_layout_find(layout, pid, cpython->major, cpython->minor, runtime, why);
}

int naming_look(struct session *session, struct session_process *process)
{
	struct gil_layout layout;
	const char *why;

	if (process->naming != NAMING_LOOKS || !session->needs.stream)
		return 0;
	switch (naming_find(&layout, &session->files[process->file], process->pid, &why)) {
	case CPYTHON_LAYOUT_SOUND:
		process->naming = NAMING_DONE;
		return accounts_set_layout(session, process->tgid, &layout);
	case CPYTHON_LAYOUT_NOT_YET:
		process->doubt = 0;
		return 0;
	case CPYTHON_LAYOUT_UNSURE:
		if (!process->doubt)
			process->doubt = session_now();
		if (session_now() - process->doubt < DOUBT_NS)
			return 0;
		return give_up(session, process, why);
	case CPYTHON_LAYOUT_WRONG:
		break;
	}
	return give_up(session, process, why);
}
