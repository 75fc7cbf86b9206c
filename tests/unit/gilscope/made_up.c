/* made_up.c - see made_up.h. */
#include "made_up.h"

#include <stdio.h>
#include <string.h>

struct gil_process made_up_process;
struct gil_thread made_up_living[MADE_UP_THREADS], made_up_dead[MADE_UP_THREADS];
size_t made_up_living_count, made_up_dead_count;
struct gil_lost made_up_lost;
uint64_t made_up_now;

static struct session_process process = { .pid = 4711, .tgid = 4711, .id = 1 };

void made_up_session(struct session *session, const char *command)
{
	memset(session, 0, sizeof(*session));
	snprintf(process.command, sizeof(process.command), "%s", command);
	session->processes = &process;
	session->process_count = 1;
}

void made_up_thread(struct gil_thread *thread, uint64_t id, uint32_t tid, const char *name)
{
	memset(thread, 0, sizeof(*thread));
	thread->word = gil_word(GIL_IDLE, 1);
	thread->id = thread->serial = id;
	thread->tgid = 4711;
	thread->process = 1;
	thread->tid = thread->own_tid = tid;
	thread->flags = GIL_THREAD_NAMED;
	thread->name_size = snprintf(thread->name, sizeof(thread->name), "%s", name) + 1;
}

static void add(struct gil_spans *spans, struct hist *hist, uint64_t ns)
{
	spans->count++;
	spans->total_ns += ns;
	spans->max_ns = ns > spans->max_ns ? ns : spans->max_ns;
	hist->slot[hist_slot(ns)]++;
}

void made_up_wait(struct gil_thread *thread, uint64_t ns)
{
	thread->counts.requests++;
	thread->counts.contended++;
	add(&thread->counts.wait, &thread->wait, ns);
}

void made_up_hold(struct gil_thread *thread, uint64_t ns, int reason)
{
	thread->counts.acquires++;
	thread->counts.releases++;
	thread->counts.releases_by[reason]++;
	thread->counts.hold_ns_by[reason] += ns;
	add(&thread->counts.hold, &thread->hold, ns);
}

uint64_t session_now(void)
{
	return made_up_now;
}

int session_read_living(struct session *session, session_thread_fn *function, void *context)
{
	(void)session;
	for (size_t i = 0; i < made_up_living_count; i++)
		if (function(context, &made_up_living[i]))
			return -1;
	return 0;
}

int session_take_dead(struct session *session, session_thread_fn *function, void *context)
{
	size_t count = made_up_dead_count;

	(void)session;
	made_up_dead_count = 0;
	for (size_t i = 0; i < count; i++)
		if (function(context, &made_up_dead[i]))
			return -1;
	return 0;
}

int session_read_process(const struct session *session, size_t index, struct gil_process *account)
{
	(void)session;
	(void)index;
	*account = made_up_process;
	return 0;
}

void session_read_lost(const struct session *session, struct gil_lost *lost)
{
	(void)session;
	*lost = made_up_lost;
}
