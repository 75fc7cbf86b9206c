#include "thread/blocking_process.h"

#include <unistd.h>

#include "thread/blocking_call.h"
#include "thread/cpu_slice.h"

int block_spawn(bool search, pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const env[]) {
    /* The thread asks for its slice again when it next waits. */
    cpu_slice_set(thread_current, CPU_SLICE_DEFAULT);
    return WITHOUT_GIL((search ? posix_spawnp : posix_spawn)(pid, path, actions, attributes, argv, env));
}

int process_exec(const char *path, char *const argv[], char *const env[]) {
    cpu_slice_set(thread_current, CPU_SLICE_DEFAULT);
    return execve(path, argv, env);
}
