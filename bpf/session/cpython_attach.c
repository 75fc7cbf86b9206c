/* cpython_attach.c - see cpython_attach.h. */
#include "cpython_attach.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cpython_libc.h"
#include "gilscope.skel.h"
#include "libbpf_log.h"
#include "links.h"
#include "text.h"
#include "uprobe_multi.h"
#include "usdt_attach.h"

/* The sites of one program. */
struct hooks {
	struct bpf_program *program;
	uint64_t offsets[CPYTHON_MAX_SITES], cookies[CPYTHON_MAX_SITES];
	size_t count;
};

/* In the order in which they are attached: a release without its acquire is told from a cut hold, the other way round not. */
enum { YIELD, RELEASE, SWITCH, WAIT, TAKE, SIGNAL, PROGRAMS };

static void programs(const struct session *session, struct bpf_program *list[PROGRAMS])
{
	list[YIELD] = session->bpf->progs.cpython_yield;
	list[RELEASE] = session->bpf->progs.cpython_release;
	list[WAIT] = session->bpf->progs.cpython_wait;
	list[TAKE] = session->bpf->progs.cpython_take;
	list[SWITCH] = session->bpf->progs.cpython_switch;
	list[SIGNAL] = session->bpf->progs.cpython_signal;
}

void cpython_prepare(struct session *session)
{
	struct bpf_program *list[PROGRAMS];
	int listens = session_listens_to(session, TARGET_CPYTHON);

	session->bpf->rodata->cpython_on = listens;
	session->bpf->rodata->cpython_walks = uprobe_multi_possible(); /* as new a kernel: 6.6 */
	programs(session, list);
	for (int i = 0; i < PROGRAMS; i++) {
		usdt_prepare(session, list[i]);
		bpf_program__set_autoload(list[i], listens);
	}
	bpf_program__set_autoload(session->bpf->progs.find_waiters, listens);
}

static int program_of(const struct cpython_site *site)
{
	switch (site->kind) {
	case CPYTHON_WAIT:
		return WAIT;
	case CPYTHON_TAKE:
		return TAKE;
	case CPYTHON_YIELD:
		return YIELD;
	case CPYTHON_SWITCH:
		return SWITCH;
	case CPYTHON_SIGNAL:
		return SIGNAL;
	default:
		return RELEASE;
	}
}

static int attach_each(struct session *session, const struct hooks *hooks, const char *path)
{
	for (size_t i = 0; i < hooks->count; i++) {
		LIBBPF_OPTS(bpf_uprobe_opts, options, .bpf_cookie = hooks->cookies[i]);
		struct bpf_link *link = bpf_program__attach_uprobe_opts(hooks->program, -1, path, hooks->offsets[i], &options);

		if (!link)
			return say("cannot attach to CPython: %s%s (see: gilscope doctor)", strerror(errno), libbpf_log_why());
		if (links_keep(session, link))
			return -1;
	}
	return 0;
}

static int attach_all(struct session *session, const struct hooks *hooks, const char *path)
{
	int fd = uprobe_multi_attach(bpf_program__fd(hooks->program), path, hooks->offsets, NULL, hooks->cookies, hooks->count);

	if (fd < 0)
		return say("cannot attach to CPython: %s (see: gilscope doctor)", strerror(errno));
	return links_keep_descriptor(session, fd);
}

static int attach_sites(struct session *session, const struct cpython_sites *sites, const char *path)
{
	struct hooks hooks[PROGRAMS] = { { NULL } };
	struct bpf_program *list[PROGRAMS];

	programs(session, list);
	for (size_t i = 0; i < sites->count; i++) {
		const struct cpython_site *site = &sites->sites[i];
		struct hooks *of = &hooks[program_of(site)];

		of->offsets[of->count] = site->offset;
		of->cookies[of->count++] = (site->yields ? GIL_COOKIE_YIELDS : 0) | (site->has_clock ? GIL_COOKIE_CLOCK : 0) |
					   (sites->knows_yield ? GIL_COOKIE_KNOWS_YIELDS : 0) |
					   (sites->method == CPYTHON_BY_LIBC ? GIL_COOKIE_LIBC : 0);
	}
	for (int i = 0; i < PROGRAMS; i++) {
		hooks[i].program = list[i];
		if (!hooks[i].count)
			continue;
		if (session->multi ? attach_all(session, &hooks[i], path) : attach_each(session, &hooks[i], path))
			return -1;
	}
	return 0;
}

/* Once each: several CPythons may have the same one. */
static int attach_libc(struct session *session, const struct cpython_hooks *hooks)
{
	char path[32];

	for (size_t i = 0; i < session->libc_count; i++)
		if (session->libcs[i].device == hooks->libc.device && session->libcs[i].inode == hooks->libc.inode)
			return 0;
	if (session->libc_count == SESSION_MAX_FILES)
		return say("more than %d different C libraries", SESSION_MAX_FILES);
	for (size_t i = 0; i < hooks->sites.count; i++)
		if (hooks->sites.sites[i].stepped) {
			say("note: functions of %s begin with what the kernel has to single-step: each call of them costs some 15 us",
			    hooks->libc_name);
			break;
		}
	session->libcs[session->libc_count++] = hooks->libc;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", hooks->libc_fd);
	return attach_sites(session, &hooks->sites, path);
}

int cpython_attach(struct session *session, const struct target_file *file, pid_t pid, struct session_way *way)
{
	struct cpython_hooks hooks;
	const char *why;
	int result = cpython_hooks_find(&hooks, file, pid, &why);

	if (result < 0)
		return say("process %d runs a CPython that cannot be measured: %s (see: gilscope doctor -p %d)", (int)pid, why, (int)pid);
	if (result)
		return 1;
	*way = (struct session_way){ hooks.sites.method, hooks.sites.knows_switch };
	if (hooks.libc_fd < 0)
		return attach_sites(session, &hooks.sites, file->path);
	result = attach_libc(session, &hooks);
	close(hooks.libc_fd);
	return result;
}
