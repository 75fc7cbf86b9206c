/* The test-only build without a GIL (cmake -DNO_GIL=ON): all threads run at
 * once, and ThreadSanitizer must find the reference counts racing.  What is
 * the runtime's own bookkeeping, and not the heap of Python objects, is kept
 * out of its way here: per-thread copies, the system's allocator, no cycle
 * collector. */
#ifndef GILPY_CORE_NO_GIL_H
#define GILPY_CORE_NO_GIL_H

#ifdef GILPY_NO_GIL
#define NO_GIL 1
#define GIL_GLOBAL _Thread_local
#define GILPY_SYSTEM_MALLOC 1
#define BOOKKEEPING __attribute__((no_sanitize("thread")))
#else
#define NO_GIL 0
#define GIL_GLOBAL
#define BOOKKEEPING
#endif

#endif
