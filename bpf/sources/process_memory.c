/* process_memory.c - see process_memory.h. */
#include "process_memory.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

int process_read(pid_t pid, void *out, size_t size, uint64_t address)
{
	struct iovec here = { out, size }, there = { (void *)(uintptr_t)address, size };
	ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);

	if (n < 0)
		return -1;
	if ((size_t)n != size) {
		errno = EFAULT;
		return -1;
	}
	return 0;
}

int process_read_string(pid_t pid, char *out, size_t size, uint64_t address)
{
	size_t n = 0;

	/* In steps that cross no page: what lies behind the string's end may not be there. */
	while (n < size - 1) {
		size_t step = 64 - (address + n) % 64;

		step = step < size - 1 - n ? step : size - 1 - n;
		if (process_read(pid, out + n, step, address + n))
			return -1;
		if (memchr(out + n, 0, step))
			return 0;
		n += step;
	}
	out[n] = '\0';
	return 0;
}
