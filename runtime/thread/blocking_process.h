/* The blocking layer: starting another program.  It gets the CPU slice that
 * everybody has, not that of the calling thread (cpu_slice.h): the kernel hands
 * it on to children and through execve().  GIL held by the caller. */
#ifndef GILPY_THREAD_BLOCKING_PROCESS_H
#define GILPY_THREAD_BLOCKING_PROCESS_H

#include <spawn.h>
#include <stdbool.h>

/* As posix_spawn(), or posix_spawnp() for search: 0, or an errno. */
int block_spawn(bool search, pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const env[]);
/* As execve(): -1 with errno, or no return.  Keeps the GIL: env may be the
 * environment of the process, which other threads could change meanwhile. */
int process_exec(const char *path, char *const argv[], char *const env[]);

#endif
