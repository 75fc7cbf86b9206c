/*
 * natives.h - names the functions of C that are on top of the Python functions in a stack.
 */
#ifndef GILSCOPE_NATIVES_H
#define GILSCOPE_NATIVES_H

#include "codes.h"
#include "session.h"

/* From now on codes_take() names them, for the processes of the session. 0, or -1 having said why. */
int natives_start(struct session *session);
void natives_stop(struct session *session);

#endif
