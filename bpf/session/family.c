/*
 * family.c - which processes a session measures: those it is told, what they fork, and what becomes of them. See
 * session_measure() and session_follow().
 */
#include "session.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accounts.h"
#include "attach.h"
#include "first_holder.h"
#include "naming.h"
#include "text.h"

#define SETTLED_NS 100000000ULL /* so long after a process's end none of its threads ends any more */
#define REOPEN_NS 1000000ULL    /* a window opens so much later, when every CPU knows of it */

/* A followed process without an event: most never have one, for they become another program. */
struct session_newborn {
	uint32_t tgid, id, execs;
	int gone;    /* not seen in this round */
	size_t file; /* of session->files, that it runs */
	enum naming naming;
};

/* The command line, blanks between the words, as ps shows it; or what the kernel calls the process. */
static void read_command(char *out, size_t size, pid_t pid)
{
	char path[64];
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, out, size - 1);
		close(fd);
	}
	while (n > 0 && out[n - 1] == '\0')
		n--;
	for (ssize_t i = 0; i < n; i++)
		if (out[i] == '\0')
			out[i] = ' ';
	out[n > 0 ? n : 0] = '\0';
}

/* Room for one more process, all zeros; NULL having said why. It counts when process_count does. */
static struct session_process *new_process(struct session *session)
{
	struct session_process *grown = realloc(session->processes, (session->process_count + 1) * sizeof(*grown));

	if (!grown) {
		say("out of memory");
		return NULL;
	}
	session->processes = grown;
	memset(&grown[session->process_count], 0, sizeof(*grown));
	return &grown[session->process_count];
}

/* The process of this tgid that has not been retired, or NULL. */
static struct session_process *find_living(struct session *session, uint32_t tgid)
{
	for (size_t i = session->process_count; i > 0; i--)
		if (session->processes[i - 1].tgid == tgid && !session->processes[i - 1].last)
			return &session->processes[i - 1];
	return NULL;
}

/* The kernel side forgets a dead process: its tgid may come back. */
static int retire(struct session *session, struct session_process *process, const struct gil_process *account)
{
	process->last = malloc(sizeof(*process->last));
	if (!process->last)
		return say("out of memory");
	*process->last = *account;
	accounts_remove(session, process->tgid);
	return 0;
}

/* Of a process that runs this one of session->files. */
static struct account_seed seed_of(const struct session *session, size_t file, pid_t pid)
{
	struct account_seed seed = { .layout = naming_begin(session, file) };

	if (file >= session->file_count)
		return seed;
	accounts_find_runtime(&seed, &session->files[file], pid);
	seed.by_libc = session->ways[file].method == CPYTHON_BY_LIBC;
	return seed;
}

/* By hooks in the C library every lock of the process is seen: which one is the GIL is told by where it lies. */
static void note_unplaced(const struct account_seed *seed, pid_t pid)
{
	if (seed->by_libc && !seed->runtime_end)
		say("note: process %d is not measured: where it has its _PyRuntime cannot be told", (int)pid);
}

/*
 * Opens the account `ahead_ns` from now, which becomes `*start`. Who waits by then is known before: else a thread that asks for
 * the GIL once more, as one of CPython does every few ms, would seem to have begun to wait just then. As accounts_add().
 */
static int open_account(struct session *session, uint32_t tgid, const struct account_seed *seed, size_t file, uint64_t ahead_ns,
			uint32_t *id, uint64_t *start)
{
	int added = accounts_add(session, tgid, seed, GIL_NOT_OPEN, id);

	if (added)
		return added;
	if (file < session->file_count && accounts_see_waiters(session, tgid, &session->files[file]))
		return -1;
	*start = session_now() + ahead_ns;
	return accounts_start(session, tgid, *start);
}

int session_measure(struct session *session, pid_t pid, const struct target_file *file, uint64_t ahead_ns)
{
	uint32_t tgid = accounts_resolve(session, pid);
	size_t at = attach_find_file(session, file);
	struct session_process *process;
	struct gil_process account;
	struct account_seed seed;
	uint64_t start;
	int added;

	if (!tgid)
		return 1;
	if (accounts_find(session, tgid, &account) == 0) {
		/* The same pid again, by exec, and its account goes on; or it has been forked by one that is followed. */
		if (!account.exit)
			return 0;
		process = find_living(session, tgid);
		if (process && retire(session, process, &account))
			return -1;
	}
	process = new_process(session);
	if (!process)
		return -1;
	process->pid = pid;
	process->tgid = tgid;
	read_command(process->command, sizeof(process->command), pid);
	process->file = at;
	seed = seed_of(session, at, pid);
	note_unplaced(&seed, pid);
	process->naming = naming_of(&seed.layout);
	added = open_account(session, tgid, &seed, at, ahead_ns, &process->id, &start);
	if (added)
		return added > 0 ? 0 : -1;
	/* From here on its end is seen. If it came before, nobody would tell. */
	if (!accounts_resolve(session, pid)) {
		accounts_remove(session, tgid);
		return 1;
	}
	session->process_count++;
	if (naming_look(session, process))
		return -1;
	if (!ahead_ns)
		return 0;
	session_sleep_until(start);
	return first_holder_look(session, process);
}

/*
 * After an exec: which runtime is it now, of session->files? If nobody has listened to that one yet, its first events are
 * missing; the account begins anew if it has none at all, and then `*id` changes. `*naming` becomes what
 * the new one has. 0; 1: look again later; -1 having said why.
 */
static int look_at_exec(struct session *session, pid_t pid, uint32_t tgid, const struct gil_process *account, uint32_t *id,
			size_t *file, enum naming *naming)
{
	struct target_file found;
	struct account_seed seed;
	uint64_t start;
	size_t at, known = session->file_count;
	enum target_kind kind = target_find(pid, 0, &found);
	int attached;

	if (kind != TARGET_RUNTIME)
		return kind == TARGET_LOADING;
	at = attach_find_file(session, &found);
	attached = session_attach(session, &found, pid);
	if (attached > 0)
		return 1;
	if (attached) /* it has said why; one that is not measured stops nothing */
		return found.runtime == TARGET_CPYTHON || !session_listens_to(session, found.runtime) ? 0 : -1;
	seed = seed_of(session, at, pid);
	note_unplaced(&seed, pid);
	*file = at;
	*naming = naming_of(&seed.layout);
	if (at == known && !account->word) {
		accounts_remove(session, tgid);
		return open_account(session, tgid, &seed, at, REOPEN_NS, id, &start);
	}
	if (at == known)
		say("note: process %d has become another runtime, whose first events were not seen", (int)pid);
	if (session->ways[at].method == CPYTHON_BY_LIBC) {
		say("note: process %d has executed another program: by its C library it is seen from now on, not before", (int)pid);
		if (accounts_set_runtime(session, tgid, &seed))
			return -1;
	}
	return memcmp(&account->layout, &seed.layout, sizeof(seed.layout)) ? accounts_set_layout(session, tgid, &seed.layout) : 0;
}

static int look_after(struct session *session, struct session_process *process)
{
	struct gil_process account;
	int result;

	if (process->last || accounts_find(session, process->tgid, &account))
		return 0;
	if (account.exit)
		return session_now() - account.exit > SETTLED_NS ? retire(session, process, &account) : 0;
	if (account.execs == process->execs)
		return naming_look(session, process);
	read_command(process->command, sizeof(process->command), process->pid);
	codes_forget_natives(&session->codes);
	result = look_at_exec(session, process->pid, process->tgid, &account, &process->id, &process->file, &process->naming);
	if (result <= 0)
		process->execs = account.execs;
	return result < 0 ? -1 : 0;
}

static struct session_newborn *find_newborn(struct session *session, uint32_t tgid)
{
	for (size_t i = 0; i < session->newborn_count; i++)
		if (session->newborn[i].tgid == tgid)
			return &session->newborn[i];
	return NULL;
}

/* It runs what its parent runs. Its layout is what its parent's was then, which may not have been found yet. */
static void born(const struct session *session, struct session_newborn *newborn, uint32_t tgid,
		 const struct gil_process *account)
{
	enum naming parents = NAMING_DONE;

	*newborn = (struct session_newborn){ .tgid = tgid, .id = account->id, .file = SESSION_MAX_FILES };
	for (size_t i = 0; i < session->newborn_count; i++)
		if (session->newborn[i].id == account->parent) {
			newborn->file = session->newborn[i].file;
			parents = session->newborn[i].naming;
		}
	for (size_t i = 0; i < session->process_count; i++)
		if (session->processes[i].id == account->parent) {
			newborn->file = session->processes[i].file;
			parents = session->processes[i].naming;
		}
	if (account->layout.kind == GIL_LAYOUT_CPYTHON_UNKNOWN && newborn->file < session->file_count)
		newborn->naming = parents == NAMING_GAVE_UP ? NAMING_GAVE_UP : NAMING_LOOKS;
}

static struct session_newborn *new_newborn(struct session *session, uint32_t tgid, const struct gil_process *account)
{
	struct session_newborn *grown = realloc(session->newborn, (session->newborn_count + 1) * sizeof(*grown));

	if (!grown) {
		say("out of memory");
		return NULL;
	}
	session->newborn = grown;
	grown += session->newborn_count;
	session->newborn_count++;
	born(session, grown, tgid, account);
	return grown;
}

/* Its first event: from now on it is one of the processes. */
static int come_of_age(struct session *session, const struct session_newborn *newborn, const struct gil_process *account)
{
	struct session_process *process;

	if (session->process_count >= GIL_MAX_PROCESSES) {
		session->dropped++;
		accounts_remove(session, newborn->tgid);
		return 0;
	}
	process = new_process(session);
	if (!process)
		return -1;
	process->pid = account->pid;
	process->tgid = newborn->tgid;
	process->id = account->id;
	process->execs = newborn->execs;
	process->file = newborn->file;
	process->naming = newborn->naming;
	read_command(process->command, sizeof(process->command), process->pid);
	for (size_t i = 0; account->parent && i < session->process_count; i++) {
		const struct session_process *parent = &session->processes[i];

		if (parent->id != account->parent)
			continue;
		process->parent = parent->pid;
		if (!newborn->execs)
			process->file = parent->file;
		/* It has ended already: its parent's command is the same, if it has not become another program. */
		if (!process->command[0])
			memcpy(process->command, parent->command, sizeof(process->command));
	}
	session->process_count++;
	return 0;
}

/* An account that is not among the processes yet. 0, or -1 having said why. */
static int look_at_newborn(struct session *session, uint32_t tgid)
{
	struct session_newborn *newborn;
	struct gil_process account;
	int result;

	if (accounts_find(session, tgid, &account) || !account.start)
		return 0;
	newborn = find_newborn(session, tgid);
	if (newborn && newborn->id != account.id)
		born(session, newborn, tgid, &account);
	if (!newborn && !(newborn = new_newborn(session, tgid, &account)))
		return -1;
	newborn->gone = 0;
	if (account.word) {
		newborn->gone = 1;
		return come_of_age(session, newborn, &account);
	}
	if (account.exit) {
		newborn->gone = 1;
		accounts_remove(session, tgid);
		return 0;
	}
	if (account.execs == newborn->execs)
		return 0;
	result = look_at_exec(session, account.pid, tgid, &account, &newborn->id, &newborn->file, &newborn->naming);
	if (result)
		return result < 0 ? -1 : 0;
	newborn->execs = account.execs;
	if (newborn->id == account.id)
		return 0;
	/* Its account is a new one, which does not know who forked it: one of the processes at once. */
	newborn->gone = 1;
	newborn->execs = 0;
	account.id = newborn->id;
	return come_of_age(session, newborn, &account);
}

static int take_up(struct session *session)
{
	uint32_t tgid, next;
	size_t kept = 0;
	int more = accounts_next(session, NULL, &next) == 0;

	for (size_t i = 0; i < session->newborn_count; i++)
		session->newborn[i].gone = 1;
	while (more) {
		tgid = next;
		more = accounts_next(session, &tgid, &next) == 0; /* now: the account may be removed */
		if (!find_living(session, tgid) && look_at_newborn(session, tgid))
			return -1;
	}
	for (size_t i = 0; i < session->newborn_count; i++)
		if (!session->newborn[i].gone)
			session->newborn[kept++] = session->newborn[i];
	session->newborn_count = kept;
	return 0;
}

int session_follow(struct session *session)
{
	if (session->needs.follow && take_up(session))
		return -1;
	for (size_t i = 0; i < session->process_count && !session->t_off; i++)
		if (look_after(session, &session->processes[i]))
			return -1;
	return 0;
}

int session_looks(const struct session *session)
{
	for (size_t i = 0; i < session->process_count; i++)
		if (session->processes[i].naming == NAMING_LOOKS && !session->processes[i].last)
			return 1;
	return 0;
}

int session_process_dead(const struct session *session, size_t index)
{
	struct gil_process process;

	return session_read_process(session, index, &process) || process.exit != 0;
}
