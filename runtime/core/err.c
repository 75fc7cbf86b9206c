#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static ErrState before_threads = {VAL_NULL, VAL_NULL};
GIL_GLOBAL ErrState *err_state = &before_threads;

void err_clear(void) { val_clear(&err_state->raised); }

Val err_fetch(void) {
    Val e = err_state->raised;
    err_state->raised = VAL_NULL;
    return e;
}

void err_restore(Val exc) { val_set(&err_state->raised, exc); }

bool err_matches(const Type *exc) { return err_occurred() && val_isinstance(err_state->raised, exc); }

void err_fatal(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fflush(stdout);
    fputs("gilpy: fatal: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    abort();
}
