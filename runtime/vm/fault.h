/* The Python stacks of all threads, written by the process itself when it
 * dies of a fatal signal, or when asked. */
#ifndef GILPY_VM_FAULT_H
#define GILPY_VM_FAULT_H

#include "thread/thread.h"

/* On SIGSEGV, SIGFPE, SIGABRT, SIGBUS and SIGILL: the signal's name, who holds
 * the GIL and who waits for it, and the stacks go to the descriptor fd, then
 * the signal takes its usual course.  GIL held; false: OSError set. */
bool fault_enable(int fd, bool all_threads);
bool fault_disable(void); /* false: it was not on; GIL held */
bool fault_is_enabled(void);
/* The calling thread gets a stack for signal handlers of its own, if a fault
 * is to be reported even where its stack has run out; and gives it back. */
void fault_thread_begin(void);
void fault_thread_end(void);
/* Writes the stack of the calling thread, or those of all, innermost call
 * first.  Async-signal-safe: with or without the GIL, it only reads. */
void fault_dump(int fd, bool all_threads);

#endif
