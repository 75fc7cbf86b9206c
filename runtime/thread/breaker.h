/* The eval breaker: flags that make the next safepoint look .
 * Any thread may set them, with or without the GIL, and signal handlers. */
#ifndef GILPY_THREAD_BREAKER_H
#define GILPY_THREAD_BREAKER_H

#include "hot.h"

enum {
    BREAK_DROP = 1,   /* a waiter wants the GIL */
    BREAK_SIGNAL = 2, /* a signal arrived */
    BREAK_GC = 4,     /* time for the cycle collector */
    BREAK_COUNT = 8,  /* somebody needs the number of bytecodes */
};

static inline void breaker_set(uint16_t flag) {
    if (!(gilpy_hot_breaker() & flag))
        gilpy_hot_breaker_set(flag);
}

#endif
