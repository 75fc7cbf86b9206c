/*
 * first_holder.h - who holds when a window opens. Most threads soon have an event that tells; one that computes alone has none.
 */
#ifndef GILSCOPE_FIRST_HOLDER_H
#define GILSCOPE_FIRST_HOLDER_H

#include "session.h"

/*
 * Looks at a process whose window has just opened, if it has had no event yet; tells the kernel side, and process->holder. What
 * cannot be told is left: a few ms at the most. 0, or -1 having said why.
 */
int first_holder_look(struct session *session, struct session_process *process);

#endif
