/* file_limit.c - see file_limit.h. */
#include "file_limit.h"

#include <sys/resource.h>
#include <unistd.h>

#include "text.h"

static struct rlimit found;
static int raised;

int file_limit_raise(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	rlim_t needed = 96 + 2 * (cpus > 0 ? (rlim_t)cpus : 1);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	if (limit.rlim_max < needed)
		return say("only %llu files may be open at a time, measuring needs %llu: raise the limit (ulimit -Hn, LimitNOFILE=)",
			   (unsigned long long)limit.rlim_max, (unsigned long long)needed);
	if (raised)
		return 0;
	found = limit;
	limit.rlim_cur = limit.rlim_max;
	raised = setrlimit(RLIMIT_NOFILE, &limit) == 0;
	return 0;
}

void file_limit_restore(void)
{
	if (raised)
		setrlimit(RLIMIT_NOFILE, &found);
}
