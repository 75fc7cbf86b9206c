/* For the unit tests that need a running runtime. */
#ifndef GILPY_TESTS_UNIT_H
#define GILPY_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gilpy.h"

/* Starts the runtime once; the calling thread holds the GIL from then on. */
static inline void runtime_test_init(void) {
    static int started;
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    if (started)
        return;
    if (gilpy_start(&config) != 0)
        abort();
    started = 1;
}

#endif
