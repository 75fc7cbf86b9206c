/*
 * fakecpython.c - a stand-in for CPython: threads under a lock of the form that CPython's GIL has, which keeps a log of its own.
 *
 *     fakecpython [options]
 *       -t N     threads beside the main one (default 2), which compute
 *       -b N     of these, threads that block again and again (default 0)
 *       -g N     more threads, under a second lock, as a sub-interpreter with its own GIL has them (default 0)
 *       -d MS    how long (default 500)
 *       -q N     threads that want the lock at the end and never get it: they end inside of take_gil (default 0)
 *       -l FILE  log of every event of the first lock, one a line: ns tid event a b; as `gilpy -X gillog` writes it
 *
 * Each stamp but one is taken immediately before the call that gilscope hooks. The layout of the lock, and what is signalled when, are
 * facts of CPython 3.8 to 3.15 (ceval_gil.h, ceval_gil.c).
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct tstate {
	uint64_t tid;
	struct gil *gil;
	int blocks;
};

struct gil {
	unsigned long interval; /* us */
	struct tstate *last_holder;
	int locked;
	unsigned long switches;
	pthread_cond_t cond;
	pthread_mutex_t mutex;
	pthread_cond_t switch_cond;
	pthread_mutex_t switch_mutex;
	_Atomic int drop_request;
	int ending;
};

_Static_assert(offsetof(struct gil, cond) == 32 && offsetof(struct gil, mutex) == 80 && offsetof(struct gil, switch_cond) == 120,
	       "laid out as in CPython");

struct log_entry {
	uint64_t ns, tid;
	const char *event;
	uint64_t a;
};

/* What gilscope knows a CPython by. From 3.13 on it begins with a table for debuggers, from 3.10 on it has a section of its own. */
#ifdef OWN_SECTION
__attribute__((section(".PyRuntime")))
#endif
struct {
	char cookie[8];
	uint64_t version, free_threaded;
	char other[328];
	struct gil gil;
} _PyRuntime
#ifdef FREE_THREADED
	= { "xdebugpy", 0x030d05f0, FREE_THREADED, "", { 0 } } /* 3.13.5 */
#endif
	;
extern const unsigned long Py_Version;
const unsigned long Py_Version = 0x030b02f0; /* 3.11.2 */

static struct log_entry *entries;
static _Atomic uint64_t entry_count;
enum { LOG_ROOM = 1 << 20 };
static uint64_t end_time;
static volatile uint64_t sink;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void write_log(const struct tstate *self, const char *event, uint64_t a)
{
	uint64_t i;

	if (!entries || self->gil != &_PyRuntime.gil)
		return;
	i = atomic_fetch_add(&entry_count, 1);
	if (i < LOG_ROOM)
		entries[i] = (struct log_entry){ now(), self->tid, event, a };
}

static void create_gil(struct gil *gil)
{
	pthread_condattr_t attributes;

	memset(gil, 0, sizeof(*gil));
	gil->interval = 5000;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&gil->cond, &attributes);
	pthread_cond_init(&gil->switch_cond, &attributes);
	pthread_mutex_init(&gil->mutex, NULL);
	pthread_mutex_init(&gil->switch_mutex, NULL);
}

/* PyCOND_TIMEDWAIT: inlined, or, in a build without that, a function of its own. */
static int cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, long long us)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)us * 1000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	return pthread_cond_timedwait(cond, mutex, &until);
}

__attribute__((noinline)) static void drop_gil(struct tstate *self, int answers)
{
	struct gil *gil = self->gil;

	pthread_mutex_lock(&gil->mutex);
	gil->last_holder = self;
	gil->locked = 0;
	write_log(self, "release", answers ? 2 : 1);
	pthread_cond_signal(&gil->cond);
	pthread_mutex_unlock(&gil->mutex);
	if (!atomic_load(&gil->drop_request) || gil->ending)
		return;
	pthread_mutex_lock(&gil->switch_mutex);
	if (gil->last_holder == self) {
		atomic_store(&gil->drop_request, 0);
		if (pthread_cond_wait(&gil->switch_cond, &gil->switch_mutex))
			abort();
	}
	pthread_mutex_unlock(&gil->switch_mutex);
	write_log(self, "switched", 0); /* behind it: in CPython nothing stands between it and the wait */
}

__attribute__((noinline)) static void take_gil(struct tstate *self)
{
	struct gil *gil = self->gil;
	int waited = 0;

	pthread_mutex_lock(&gil->mutex);
	while (gil->locked) {
		unsigned long before = gil->switches;

		if (!waited++)
			write_log(self, "request", 0);
		if (cond_timedwait(&gil->cond, &gil->mutex, (long long)gil->interval) != ETIMEDOUT || !gil->locked || gil->switches != before)
			continue;
		if (gil->ending) {
			pthread_mutex_unlock(&gil->mutex);
			pthread_exit(NULL);
		}
		atomic_store(&gil->drop_request, 1);
		write_log(self, "drop_request", 0);
	}
	pthread_mutex_lock(&gil->switch_mutex);
	gil->locked = 1;
	if (gil->last_holder != self) {
		gil->last_holder = self;
		gil->switches++;
	}
	write_log(self, "acquire", waited != 0);
	pthread_cond_signal(&gil->switch_cond);
	pthread_mutex_unlock(&gil->switch_mutex);
	atomic_store(&gil->drop_request, 0);
	pthread_mutex_unlock(&gil->mutex);
}

/* As in the eval loop: a waiter has asked. */
void _Py_HandlePending(struct tstate *self);
__attribute__((noinline)) void _Py_HandlePending(struct tstate *self)
{
	drop_gil(self, 1);
	take_gil(self);
	sink++;
}

__attribute__((noinline)) static void block(struct tstate *self)
{
	drop_gil(self, 0);
	usleep(300);
	take_gil(self);
	sink++;
}

static void compute(uint64_t us)
{
	for (uint64_t until = now() + us * 1000; now() < until;)
		sink++;
}

static void *run(void *argument)
{
	struct tstate *self = argument;

	self->tid = (uint64_t)syscall(SYS_gettid);
	take_gil(self);
	while (now() < end_time) {
		compute(20);
		if (self->blocks)
			block(self);
		else if (atomic_load(&self->gil->drop_request))
			_Py_HandlePending(self);
	}
	drop_gil(self, 0);
	return NULL;
}

static void *want(void *argument)
{
	struct tstate *self = argument;

	self->tid = (uint64_t)syscall(SYS_gettid);
	take_gil(self);
	return NULL;
}

static void print_log(const char *path)
{
	FILE *out = fopen(path, "we");
	uint64_t count = atomic_load(&entry_count);

	if (!out || count > LOG_ROOM)
		exit(1);
	for (uint64_t i = 0; i < count; i++)
		fprintf(out, "%lu %lu %s %lu 0\n", entries[i].ns, entries[i].tid, entries[i].event, entries[i].a);
	if (fclose(out))
		exit(1);
}

#define MAX_THREADS 64

int main(int argc, char **argv)
{
	static struct tstate states[MAX_THREADS], self;
	static struct gil second;
	static pthread_t threads[MAX_THREADS];
	int computing = 2, blocking = 0, others = 0, doomed = 0, option, all;
	uint64_t ms = 500;
	const char *log_file = NULL;

	while ((option = getopt(argc, argv, "t:b:g:d:q:l:")) != -1) {
		int number = optarg ? atoi(optarg) : 0;

		switch (option) {
		case 't': computing = number; break;
		case 'b': blocking = number; break;
		case 'g': others = number; break;
		case 'd': ms = (uint64_t)number; break;
		case 'q': doomed = number; break;
		case 'l': log_file = optarg; break;
		default: return 2;
		}
	}
	all = computing + blocking + others + doomed;
	if (all > MAX_THREADS)
		return 2;
	if (log_file && !(entries = calloc(LOG_ROOM, sizeof(*entries))))
		return 1;
	end_time = now() + ms * 1000000;
	create_gil(&_PyRuntime.gil);
	create_gil(&second);
	self = (struct tstate){ (uint64_t)getpid(), &_PyRuntime.gil, 0 };
	take_gil(&self);
	for (int i = 0; i < all - doomed; i++) {
		states[i].gil = i < computing + blocking ? &_PyRuntime.gil : &second;
		states[i].blocks = i >= computing && i < computing + blocking;
		pthread_create(&threads[i], NULL, run, &states[i]);
	}
	drop_gil(&self, 0);
	for (int i = 0; i < all - doomed; i++)
		pthread_join(threads[i], NULL);
	take_gil(&self);
	for (int i = all - doomed; i < all; i++) {
		states[i].gil = &_PyRuntime.gil;
		pthread_create(&threads[i], NULL, want, &states[i]);
	}
	if (doomed) {
		usleep(20000);
		_PyRuntime.gil.ending = 1;
		for (int i = all - doomed; i < all; i++)
			pthread_join(threads[i], NULL);
	}
	drop_gil(&self, 0);
	if (log_file)
		print_log(log_file);
	return 0;
}
