/* One lock for all imports, held by a thread while a module's body runs; the
 * same thread may take it again. */
#ifndef GILPY_THREAD_IMPORT_LOCK_H
#define GILPY_THREAD_IMPORT_LOCK_H

#include <stdbool.h>

bool import_lock_acquire(void); /* false: exception set (a signal handler's) */
void import_lock_release(void);
void import_lock_after_fork(void);

#endif
