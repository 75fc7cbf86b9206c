/* The modules written in C: each file has one init function, listed in table.c. */
#ifndef GILPY_MODULES_MODULES_H
#define GILPY_MODULES_MODULES_H

#include <signal.h>

#include "objects/module.h"

bool time_init(Val module);
bool math_init(Val module);
bool thread_init(Val module);
bool gc_init(Val module);
bool posix_init(Val module);
bool socket_init(Val module);
bool signal_init(Val module);
bool select_init(Val module);
bool faulthandler_init(Val module);
bool errno_init(Val module);

/* Seconds (int or float) to ns, rounded up; false: exception set. */
bool seconds_to_ns(Val v, int64_t *ns);
/* An iterable of signal numbers; false: exception set. */
bool sigset_arg(Val v, sigset_t *set);
/* Fills the namespace of builtins. */
bool builtins_init(Dict *d);
/* `_thread` at the end of the main thread: wait for all non-daemon threads. */
void thread_wait_all(void);

#endif
