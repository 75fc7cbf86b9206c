/*
 * process_memory.h - reads the memory of a process, which is hostile: it may be gone, and what it points to may be nothing.
 */
#ifndef GILSCOPE_PROCESS_MEMORY_H
#define GILSCOPE_PROCESS_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads `size` bytes at `address`. 0, or -1 and errno: EFAULT, there is no such memory; ESRCH, EPERM. */
int process_read(pid_t pid, void *out, size_t size, uint64_t address);

/* A string of up to `size` - 1 bytes: longer ones are cut. 0, or -1 and errno. */
int process_read_string(pid_t pid, char *out, size_t size, uint64_t address);

#endif
