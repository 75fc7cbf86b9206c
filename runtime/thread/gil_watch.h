/* A watchdog for debugging: reports a thread that sleeps inside a system call
 * while it holds the GIL, which nobody else can use meanwhile. */
#ifndef GILPY_THREAD_GIL_WATCH_H
#define GILPY_THREAD_GIL_WATCH_H

#include <stdbool.h>

enum { GIL_WATCH_DEFAULT_MS = 50 };

/* Starts the watchdog: a thread of the process, not of Python, that never
 * takes the GIL.  Each hold that has slept in one system call for at least
 * limit_ms (> 0) is one line on standard error.  The child of a fork has none.
 * false: errno. */
bool gil_watch_start(int limit_ms);
/* Ends it and waits for its end; nothing if it does not run.  Calling thread:
 * any that does not hold the GIL; errno is not kept. */
void gil_watch_stop(void);

#endif
