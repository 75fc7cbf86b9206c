/*
 * forks.c - forks until the time is over, while another thread fires probes: children that fire them, too, children of
 * theirs, and children by posix_spawn.
 *
 *     forks SECONDS
 *
 * Prints how many children there were. Exit status 1 if one of them did not end as it should.
 */
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gilpy_probes.h"

static uint64_t tstates[2] = { 1, 2 }; /* the first word of a thread state is its serial number */
static volatile int over;

static void fire(uint64_t *tstate, int cycles)
{
	for (int i = 0; i < cycles; i++) {
		probe_gil_acquire(tstate, 0, GIL_REASON_NONE);
		probe_gil_release(tstate, GIL_REASON_BLOCKING, 0, 0);
	}
}

static void *compute(void *unused)
{
	(void)unused;
	while (!over)
		fire(&tstates[1], 100);
	return NULL;
}

static void end_well(pid_t child, const char *what)
{
	int status = -1;

	if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
		return;
	fprintf(stderr, "forks: a child by %s: %s %d\n", what, WIFSIGNALED(status) ? "killed by signal" : "status",
		WIFSIGNALED(status) ? WTERMSIG(status) : status);
	_exit(1);
}

static pid_t start(int depth)
{
	pid_t child = fork();

	if (child)
		return child;
	fire(&tstates[0], 20);
	if (depth)
		end_well(start(depth - 1), "fork in a child");
	_exit(0);
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);
	char *const command[] = { "true", NULL };
	unsigned long children = 0;
	pthread_t thread;
	pid_t child;

	if (pthread_create(&thread, NULL, compute, NULL))
		return 1;
	while (time(NULL) < end) {
		end_well(start(1), "fork");
		children++;
		usleep(1000); /* gilscope has room for so many that it has not seen end */
		if (children % 8)
			continue;
		if (posix_spawn(&child, "/bin/true", NULL, NULL, command, NULL))
			return 1;
		end_well(child, "posix_spawn");
	}
	over = 1;
	pthread_join(thread, NULL);
	printf("%lu children\n", children);
	return 0;
}
