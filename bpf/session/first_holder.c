/* first_holder.c - see first_holder.h. */
#include "first_holder.h"

#include <unistd.h>

#include "accounts.h"
#include "cpython_layout.h"
#include "gilscope.skel.h"
#include "holder.h"
#include "safe_open.h"

static int look_at_gilpy(struct holder *holder, const struct target_file *file, pid_t pid)
{
	int fd = safe_open(file->path), result;

	if (fd < 0)
		return -1;
	result = gilpy_holder(holder, fd, pid);
	close(fd);
	return result;
}

static int look_at_cpython(struct holder *holder, const struct target_file *file, pid_t pid)
{
	const struct cpython_file *cpython = &file->cpython;
	struct cpython_offsets offsets;
	struct gil_layout layout;
	uint64_t runtime;
	const char *why;

	/* By offsets that the process has been checked against. */
	if (target_runtime(file, pid, &runtime) ||
	    cpython_layout_find(&layout, pid, cpython->major, cpython->minor, runtime, &why) != CPYTHON_LAYOUT_SOUND ||
	    cpython_layout_offsets(&offsets, pid, cpython->major, cpython->minor, runtime, &why) != CPYTHON_LAYOUT_SOUND)
		return -1;
	return cpython_holder(holder, pid, &offsets, runtime, cpython->runtime_size);
}

int first_holder_look(struct session *session, struct session_process *process)
{
	struct gil_process account;
	struct holder holder;
	const struct target_file *file;

	if (process->file >= session->file_count)
		return 0;
	file = &session->files[process->file];
	if (file->runtime == TARGET_GILPY ? look_at_gilpy(&holder, file, process->pid) : look_at_cpython(&holder, file, process->pid))
		return 0;
	/* If there has been no event since the window opened, who holds now has held since then. */
	if (accounts_find(session, process->tgid, &account) || account.word || account.execs || session_now() < account.start)
		return 0;
	session->bpf->bss->holder_wish = (struct gil_holder_wish){ process->tgid, 0, holder.tstate, holder.self };
	process->holder = holder.tstate;
	return accounts_see_tasks(session->bpf->progs.find_holder);
}
