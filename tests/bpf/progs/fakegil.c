/*
 * fakegil.c - a stand-in for the runtime: threads under one lock that fire gilpy's probes and keep an exact account.
 *
 *     fakegil [options]
 *       -t N        threads beside the main one (default 4)
 *       -n N        cycles a thread (default 200)
 *       -w US       work while holding, microseconds (default 100)
 *       -s US       sleep between release and acquire, microseconds (default 0)
 *       -c N        after that, N short threads one after another, two at a time (default 0)
 *       -f          fork a child that goes through the same while the parent does, with an account FILE.child
 *       -x PATH     at the end, exec PATH with the remaining words
 *       -r          run until killed
 *       -m NAME     name of the threads (default "worker-N")
 *       -o FILE     account as JSON; - is stdout
 *       -l FILE     log of every event, one a line: ns tid event a b
 *
 * The lock is a mutex and a condition, with hand-over by whoever comes first. Every stamp is taken immediately before
 * its probe fires. The account is that of `gilpy -X gilstats`, the log that of `-X gillog`.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gilpy_probes.h"

struct tstate {
	uint64_t serial; /* first, as the probe contract says */
	uint64_t tid;
	char name[64];
	uint64_t acquires, contended, wait_ns, wait_max_ns, hold_ns, hold_max_ns, releases[GIL_REASON_COUNT];
	uint64_t acquired;
	struct tstate *next;
};

struct log_entry {
	uint64_t ns, tid;
	const char *event;
	uint64_t a, b;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static _Atomic(struct tstate *) holder;
static _Atomic uint64_t waiters;
static uint64_t last_reason, last_release, last_owner, gap_ns, free_ns, switches, gap_wanted;
static uint64_t started;
static struct tstate *all;
static uint64_t next_serial = 1;
static pthread_mutex_t all_mutex = PTHREAD_MUTEX_INITIALIZER;

static int threads = 4, cycles = 200, work_us = 100, sleep_us, churn, with_fork, forever;
static const char *thread_name, *account_file, *log_file;
static struct log_entry *log_entries;
static _Atomic uint64_t log_count;
enum { LOG_ROOM = 1 << 20 };

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void write_log(uint64_t ns, const char *event, const struct tstate *self, uint64_t a, uint64_t b)
{
	uint64_t i;

	if (!log_entries)
		return;
	i = atomic_fetch_add(&log_count, 1);
	if (i < LOG_ROOM)
		log_entries[i] = (struct log_entry){ ns, self->tid, event, a, b };
}

static struct tstate *new_state(const char *name)
{
	struct tstate *self = calloc(1, sizeof(*self));

	if (!self)
		abort();
	self->tid = syscall(SYS_gettid);
	snprintf(self->name, sizeof(self->name), "%s", name);
	pthread_mutex_lock(&all_mutex);
	self->serial = next_serial++;
	self->next = all;
	all = self;
	pthread_mutex_unlock(&all_mutex);
	return self;
}

/* For the switch interval of 5 ms. */
static int wait_a_while(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 5000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	return pthread_cond_timedwait(&freed, &mutex, &until);
}

static void acquire(struct tstate *self)
{
	uint64_t requested = 0, stamp;
	struct tstate *expected = NULL, *owner;

	/* Taking a free lock is one step, so that "contended" and "a request was fired" are the same thing. */
	if (!atomic_compare_exchange_strong(&holder, &expected, self)) {
		owner = atomic_load(&holder);
		requested = now();
		write_log(requested, "request", self, owner ? owner->tid : 0, 0);
		probe_gil_request(self, owner ? owner->tid : 0, owner, atomic_load(&waiters));
		pthread_mutex_lock(&mutex);
		atomic_fetch_add(&waiters, 1);
		for (;;) {
			expected = NULL;
			if (atomic_compare_exchange_strong(&holder, &expected, self))
				break;
			if (wait_a_while() == ETIMEDOUT) {
				owner = atomic_load(&holder);
				pthread_mutex_unlock(&mutex);
				probe_gil_drop_request(self->tid, owner ? owner->tid : 0, owner);
				pthread_mutex_lock(&mutex);
			}
		}
		atomic_fetch_sub(&waiters, 1);
		pthread_mutex_unlock(&mutex);
	}
	stamp = now();
	write_log(stamp, "acquire", self, requested != 0, last_reason);
	probe_gil_acquire(self, requested != 0, last_reason);
	/* From here the lock protects the account. */
	self->acquires++;
	self->acquired = stamp;
	if (requested) {
		self->contended++;
		self->wait_ns += stamp - requested;
		if (stamp - requested > self->wait_max_ns)
			self->wait_max_ns = stamp - requested;
	}
	if (last_release) {
		free_ns += stamp - last_release;
		if (gap_wanted)
			gap_ns += stamp - last_release;
	}
	if (last_owner && last_owner != self->serial)
		switches++;
	last_owner = self->serial;
}

static void release(struct tstate *self, uint64_t reason)
{
	uint64_t stamp, waiting = atomic_load(&waiters), held;

	self->releases[reason]++;
	last_reason = reason;
	gap_wanted = waiting != 0;
	stamp = now();
	held = stamp - self->acquired;
	self->hold_ns += held;
	if (held > self->hold_max_ns)
		self->hold_max_ns = held;
	last_release = stamp;
	write_log(stamp, "release", self, reason, waiting);
	probe_gil_release(self, reason, waiting, 0);
	pthread_mutex_lock(&mutex);
	atomic_store(&holder, NULL);
	pthread_mutex_unlock(&mutex);
	pthread_cond_signal(&freed);
}

/* One cycle's work: two frames, the inner one twice, and one object a cycle that is made and destroyed. */
static void work(const struct tstate *self, uint64_t us)
{
	uint64_t end = now() + us * 1000;

	probe_eval_entry("fake.py", "outer", 10, self);
	for (int i = 0; i < 2; i++) {
		probe_eval_entry("fake.py", "inner", 20, self);
		probe_eval_return("fake.py", "inner", 21, self);
	}
	probe_alloc(&end, 48, "str");
	while (now() < end)
		;
	probe_free(&end, 48, "str");
	probe_eval_return("fake.py", "outer", 11, self);
}

static void *worker(void *argument)
{
	long number = (long)argument;
	int mine = number < 0 ? 3 : cycles;
	char name[64];
	struct tstate *self;

	if (thread_name)
		snprintf(name, sizeof(name), "%s", thread_name);
	else
		snprintf(name, sizeof(name), number < 0 ? "short" : "worker-%ld", number);
	self = new_state(name);
	pthread_setname_np(pthread_self(), number < 0 ? "short" : "worker");
	probe_thread_start(self, (uintptr_t)self, self->name);
	for (int i = 0; i < mine || forever; i++) {
		acquire(self);
		work(self, number < 0 ? 1 : work_us);
		release(self, i + 1 == mine && !forever ? GIL_REASON_THREAD_EXIT : i % 2 ? GIL_REASON_INTERVAL : GIL_REASON_BLOCKING);
		if (sleep_us)
			usleep(sleep_us);
	}
	probe_thread_exit(self, (uintptr_t)self, self->name);
	return NULL;
}

static void run_threads(struct tstate *self)
{
	pthread_t *ids = calloc(threads + 2, sizeof(*ids));

	release(self, GIL_REASON_BLOCKING);
	for (long i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, worker, (void *)i))
			abort();
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	for (int i = 0; i < churn; i += 2) {
		for (int k = 0; k < 2; k++)
			if (pthread_create(&ids[k], NULL, worker, (void *)-1L))
				abort();
		for (int k = 0; k < 2; k++)
			pthread_join(ids[k], NULL);
	}
	free(ids);
	acquire(self);
}

static void json_text(FILE *out, const char *text)
{
	/* Bytes that are no ASCII text as \u00XX: enough to be read back by a test that knows what it has put in. */
	fputc('"', out);
	for (; *text; text++)
		if (*text < 0x20 || *text == '"' || *text == '\\' || *text == 0x7f)
			fprintf(out, "\\u%04x", (unsigned char)*text);
		else
			fputc(*text, out);
	fputc('"', out);
}

static void write_account(uint64_t wall)
{
	static const char *const names[] = {
#define X(number, name) [number] = name,
		GIL_REASON_LIST(X)
#undef X
	};
	FILE *out = strcmp(account_file, "-") == 0 ? stdout : fopen(account_file, "w");

	if (!out) {
		perror(account_file);
		exit(1);
	}
	fprintf(out, "{\"version\":1,\"policy\":\"interval\",\"wall_ns\":%lu,\"threads\":[", wall);
	for (struct tstate *t = all; t; t = t->next) {
		fprintf(out, "%s{\"serial\":%lu,\"tid\":%lu,\"ident\":%lu,\"name\":", t == all ? "" : ",", t->serial, t->tid,
			(uint64_t)(uintptr_t)t);
		json_text(out, t->name);
		fprintf(out, ",\"acquires\":%lu,\"contended\":%lu,\"wait_ns\":%lu,\"wait_max_ns\":%lu,\"hold_ns\":%lu,"
			"\"hold_max_ns\":%lu,\"releases\":{", t->acquires, t->contended, t->wait_ns, t->wait_max_ns, t->hold_ns,
			t->hold_max_ns);
		for (int i = 1; i < GIL_REASON_COUNT; i++)
			fprintf(out, "%s\"%s\":%lu", i > 1 ? "," : "", names[i], t->releases[i]);
		fputs("}}", out);
	}
	fprintf(out, "],\"switches\":%lu,\"gap_ns\":%lu,\"free_ns\":%lu}\n", switches, gap_ns, free_ns);
	if (out != stdout)
		fclose(out);
}

static void write_log_file(void)
{
	FILE *out = fopen(log_file, "w");
	uint64_t count = atomic_load(&log_count);

	if (!out || count > LOG_ROOM) {
		fprintf(stderr, "fakegil: cannot write the log\n");
		exit(1);
	}
	for (uint64_t i = 0; i < count; i++) {
		const struct log_entry *e = &log_entries[i];

		fprintf(out, "%lu %lu %s %lu %lu\n", e->ns, e->tid, e->event, e->a, e->b);
	}
	fclose(out);
}

/* As after os.fork(): the child has one thread, which holds the lock. */
static void become_child(struct tstate *self)
{
	static char name[4096];

	self->tid = syscall(SYS_gettid);
	self->acquires = 1;
	self->contended = self->wait_ns = self->wait_max_ns = self->hold_ns = self->hold_max_ns = 0;
	memset(self->releases, 0, sizeof(self->releases));
	gap_ns = free_ns = switches = 0;
	if (account_file) {
		snprintf(name, sizeof(name), "%s.child", account_file);
		account_file = name;
	}
	started = now();
	probe_thread_start(self, (uintptr_t)self, self->name);
	self->acquired = now();
	probe_gil_acquire(self, 0, GIL_REASON_NONE);
}

static void stop(int signal)
{
	(void)signal;
	forever = 0;
	cycles = 0;
}

int main(int argc, char **argv)
{
	const char *exec_path = NULL;
	struct tstate *self;
	pid_t child = 0;
	int option, status = 0;

	while ((option = getopt(argc, argv, "t:n:w:s:c:fx:rm:o:l:")) != -1) {
		switch (option) {
		case 't': threads = atoi(optarg); break;
		case 'n': cycles = atoi(optarg); break;
		case 'w': work_us = atoi(optarg); break;
		case 's': sleep_us = atoi(optarg); break;
		case 'c': churn = atoi(optarg); break;
		case 'f': with_fork = 1; break;
		case 'x': exec_path = optarg; break;
		case 'r': forever = 1; break;
		case 'm': thread_name = optarg; break;
		case 'o': account_file = optarg; break;
		case 'l': log_file = optarg; break;
		default: return 2;
		}
	}
	signal(SIGTERM, stop);
	if (log_file && !(log_entries = calloc(LOG_ROOM, sizeof(*log_entries))))
		abort();
	started = now();
	last_release = 0;
	self = new_state("MainThread");
	probe_thread_start(self, (uintptr_t)self, self->name);
	acquire(self);
	if (with_fork) {
		child = fork();
		if (child == 0)
			become_child(self);
	}
	run_threads(self);
	release(self, GIL_REASON_SHUTDOWN);
	if (child) {
		int child_status;

		if (waitpid(child, &child_status, 0) != child || child_status)
			status = 3;
	}
	if (account_file)
		write_account(now() - started);
	if (with_fork && child == 0)
		return 0;
	if (log_file)
		write_log_file();
	fflush(NULL);
	if (exec_path) {
		execv(exec_path, argv + optind - 1);
		perror(exec_path);
		return 127;
	}
	return status;
}
