/*
 * made_up.h - a session without a kernel: what snapshot.c reads comes from here.
 */
#ifndef MADE_UP_H
#define MADE_UP_H

#include <stddef.h>
#include <stdint.h>

#include "session.h"

#define MADE_UP_THREADS 4096

/* Of one process. */
extern struct gil_process made_up_process;
extern struct gil_thread made_up_living[MADE_UP_THREADS], made_up_dead[MADE_UP_THREADS]; /* the dead are given once */
extern size_t made_up_living_count, made_up_dead_count;
extern struct gil_lost made_up_lost;
extern uint64_t made_up_now;

/* A session of that process: tgid and pid 4711, and this command line. */
void made_up_session(struct session *session, const char *command);

/* A thread that is idle since 1; a wait that ended; a hold that ended, for this reason. */
void made_up_thread(struct gil_thread *thread, uint64_t id, uint32_t tid, const char *name);
void made_up_wait(struct gil_thread *thread, uint64_t ns);
void made_up_hold(struct gil_thread *thread, uint64_t ns, int reason);

#endif
