/*
 * gil_event.h - the event stream: records that the BPF programs send through the ring buffer, that gilscope orders by
 * time, and that a recording keeps. All of fixed size but for CODE, STACK and THREAD, which tell what a number stands for
 * and come before its first use (unless the ring was full: then the number means nothing, and the loss is counted).
 *
 * Times are CLOCK_MONOTONIC nanoseconds. A thread is known by gil_thread.id, which is never reused. Changes are made at
 * the end only: kinds are appended, never renumbered, for recordings carry these records as they are.
 */
#ifndef GILSCOPE_GIL_EVENT_H
#define GILSCOPE_GIL_EVENT_H

#include <stdint.h>

#include "gil_state.h"

enum gil_event_kind {
	GIL_EVENT_NONE = 0,
	GIL_EVENT_THREAD = 1,       /* struct gil_event_thread */
	GIL_EVENT_REQUEST = 2,
	GIL_EVENT_ACQUIRE = 3,      /* detail: 1 if contended */
	GIL_EVENT_RELEASE = 4,      /* detail: reason; value: number of waiters */
	GIL_EVENT_DROP_REQUEST = 5, /* by the waiter */
	GIL_EVENT_EXIT = 6,         /* the thread has died; detail: 1 if it was the last one of its process, 2 if exec */
	GIL_EVENT_SAMPLE = 7,       /* detail: enum gil_cause; value: the stack of the thread, which holds */
	GIL_EVENT_SWITCH_OUT = 8,   /* off the CPU; detail: 1 if it sleeps, 0 if it was preempted; value: CPU */
	GIL_EVENT_WAKEUP = 9,       /* runnable from now */
	GIL_EVENT_SWITCH_IN = 10,   /* on a CPU; value: which */
	GIL_EVENT_CODE = 11,        /* struct gil_event_code */
	GIL_EVENT_STACK = 12,       /* struct gil_event_stack */
	GIL_EVENT_ALLOC = 13,       /* struct gil_event_alloc */
	GIL_EVENT_KINDS
};

/* Why a stack was taken. */
enum gil_cause {
	GIL_CAUSE_RELEASE = 1, /* at a release while others waited */
	GIL_CAUSE_DROP = 2,    /* somebody asked the holder to yield */
	GIL_CAUSE_CLOCK = 3,   /* the sampler found a holder on a CPU while others waited */
	GIL_CAUSE_BLOCKED = 4, /* the holder goes to sleep in the kernel and keeps the GIL */
	GIL_CAUSE_CPU = 5,     /* the sampler of a CPU profile found the thread on a CPU, whether it holds or not */
};

/* What every record begins with, and most consist of. */
struct gil_event {
	uint64_t time;
	uint32_t thread; /* gil_thread.id; 0: not known */
	uint16_t kind;
	uint16_t detail;
	uint64_t value;
};

struct gil_event_thread {
	struct gil_event head;
	uint64_t serial; /* of the thread state, 0: not known yet */
	uint32_t tgid, tid; /* as the initial pid namespace has them */
	uint32_t own_tid;   /* as the thread itself sees it */
	uint32_t name_size; /* as in struct gil_thread; 0: only comm is known */
	char comm[GIL_COMM_SIZE];
	char name[GIL_NAME_SIZE];
};

#define GIL_CODE_NAME_SIZE 128
#define GIL_CODE_FILE_SIZE 256

/* A code object: value is its key, see struct gil_frame. */
struct gil_event_code {
	struct gil_event head;
	uint32_t firstline;
	uint32_t padding;
	char name[GIL_CODE_NAME_SIZE]; /* qualified; the last byte before the NUL may be of a cut name */
	char file[GIL_CODE_FILE_SIZE];
};

#define GIL_STACK_MAX 64

/* One Python frame. */
struct gil_frame {
	uint64_t code; /* key of the code object: tgid and serial number mixed, so that no two are the same */
	uint32_t line; /* 0: not known */
	uint32_t padding;
};

#define GIL_TYPE_NAME_SIZE 64

/* An object has been made, and was sampled. */
struct gil_event_alloc {
	struct gil_event head; /* value: the stack of the thread that made it; 0: not taken */
	uint64_t bytes;        /* its size */
	uint64_t weight;       /* how many allocated bytes it stands for */
	char type[GIL_TYPE_NAME_SIZE];
};

enum gil_stack_flags {
	GIL_STACK_CUT = 1,   /* there are more frames, outermost ones */
	GIL_STACK_FAULT = 2, /* the next frame could not be read */
};

/* A stack: value is its number. Innermost frame first; only `count` frames are sent. */
struct gil_event_stack {
	struct gil_event head;
	uint32_t count;
	uint32_t flags;
	struct gil_frame frames[GIL_STACK_MAX];
};

#endif
