/*
 * gil_state.h - what the BPF programs keep and gilscope reads: the account of a thread and of a process.
 *
 * All times are CLOCK_MONOTONIC nanoseconds. Sums contain the inside parts of truncated spans, histograms and maxima
 * only whole spans.
 */
#ifndef GILSCOPE_GIL_STATE_H
#define GILSCOPE_GIL_STATE_H

#include <stdint.h>

#include "gil_reason.h"
#include "hist.h"

/*
 * State and the time it began, in one 8-byte word, so that a reader never sees one without the other. A word of 0 means
 * that nothing is known yet.
 */
#define GIL_WORD_SHIFT 62
#define GIL_WORD_TIME ((1ULL << GIL_WORD_SHIFT) - 1)

enum gil_state {
	GIL_UNKNOWN = 0,
	GIL_IDLE = 1,    /* thread: neither waits nor holds; process: the GIL is free */
	GIL_WAITING = 2, /* thread: between request and acquire */
	GIL_HOLDING = 3, /* thread: between acquire and release; process: the GIL is held */
};

static inline uint64_t gil_word(enum gil_state state, uint64_t time)
{
	return (uint64_t)state << GIL_WORD_SHIFT | (time & GIL_WORD_TIME);
}

static inline enum gil_state gil_word_state(uint64_t word)
{
	return (enum gil_state)(word >> GIL_WORD_SHIFT);
}

static inline uint64_t gil_word_time(uint64_t word)
{
	return word & GIL_WORD_TIME;
}

/* Releases by reason; one more for reasons that this gilscope does not know. */
#define GIL_REASON_SLOTS (GIL_REASON_COUNT + 1)

/* A kind of span, wait or hold: sums over whole and truncated ones. */
struct gil_spans {
	uint64_t count;      /* whole spans: both ends seen */
	uint64_t total_ns;   /* whole spans and the inside parts of truncated ones */
	uint64_t max_ns;     /* of the whole spans */
	uint64_t cut_start;  /* began before the window */
	uint64_t cut_death;  /* ended by the thread's death or by exec */
	/* With --sched. What is not runnable and not blocked was on a CPU. */
	uint64_t split_ns;    /* of the total, what has been split */
	uint64_t runnable_ns; /* wanted a CPU and had none */
	uint64_t blocked_ns;  /* slept in the kernel */
};

/* A thread's time off the CPUs since it was first seen. Written by the switch hook; wake_time by the wake-up hook. */
struct gil_sched {
	uint64_t runnable_ns;
	uint64_t blocked_ns;
	uint64_t out_time;  /* left its CPU then; 0: is on one, as far as we know */
	uint64_t in_time;   /* came to its CPU then */
	uint64_t wake_time; /* was woken last */
	uint64_t out_sleeps; /* 1: it sleeps, 0: it was preempted */
	uint64_t unseen;     /* switch-ins that the kernel has not told us of */
};

/* What gil_sched said when the span that runs began. */
struct gil_split {
	uint64_t runnable_ns;
	uint64_t blocked_ns;
};

#define GIL_FRAME_SPAN_MAX 128
#define GIL_CODE_SPAN_MAX 192

enum gil_layout_kind {
	GIL_LAYOUT_NONE = 0,  /* nothing is known, or not yet: no stacks */
	GIL_LAYOUT_GILPY = 1, /* as gilpy publishes it (runtime/vm/debug_offsets.h) */
	GIL_LAYOUT_CPYTHON = 2, /* as sources/cpython_layout.c has found and checked it */
	GIL_LAYOUT_CPYTHON_UNKNOWN = 3, /* a CPython, and no more is known, or not yet: no stacks */
};

/* Where a process's Python frames lie: byte offsets. What the other kind has no use for is 0. */
struct gil_layout {
	uint32_t kind; /* enum gil_layout_kind */
	uint32_t thread_frame;
	uint32_t frame_back; /* in gilpy code and pc follow it: one read for the three */
	uint32_t frame_code, frame_pc;
	uint32_t code_instrs, code_firstline, code_name, code_file, code_lines;
	/* Of CPython: 0, frame_pc is a pointer to an instruction; else an int that counts instructions of so many bytes. */
	uint32_t instr_size;
	/* gilpy's own. */
	uint32_t thread_name, code_serial, code_nlines;
	uint32_t line_start, line_number, line_size;
	/* CPython's own. */
	uint32_t thread_cframe; /* 1: thread_frame is what has the frame, at cframe_frame */
	uint32_t cframe_frame;
	uint32_t frame_owner; /* a byte; 0: no such field */
	uint32_t lines_form;  /* enum gil_lines: how the table at code_lines is written, a bytes object */
	uint32_t text_ascii, text_compact; /* where a string has its characters: one of ASCII, and any other */
	uint32_t text_shift;  /* of the string's kind in its state */
	uint32_t frame_span, code_span; /* so many bytes have all of the fields above: one read is cheaper than many */
	uint64_t code_type;   /* the address of the type of code objects */
};

struct gil_counts {
	uint64_t requests;
	uint64_t acquires;
	uint64_t contended; /* acquires that found the GIL taken */
	uint64_t releases;
	struct gil_spans hold;
	struct gil_spans wait;
	uint64_t releases_by[GIL_REASON_SLOTS];
	uint64_t hold_ns_by[GIL_REASON_SLOTS];
	uint64_t drop_requests; /* sent by this thread */
	uint64_t unpaired;      /* events that do not fit the state: one before them was lost */
	uint64_t holds_blocked; /* holds that slept in the kernel; with --sched */
	uint64_t forced, forced_ns; /* of a CPython: after a release, times it was held up until another thread had the GIL; whole ones */
};

/* Of a thread in a CPython, whose hooks tell less than gilpy's probes: what has to be remembered from one to the next. */
struct gil_cpython {
	uint64_t asked;    /* an address in the GIL that it waits for since before the window, 0: it does not */
	uint64_t deadline; /* when the wait that runs times out, and the waiter asks the holder to yield */
	uint64_t switches; /* how often the GIL had changed hands when the wait began or went on */
	uint64_t yields;   /* 1: the eval loop is about to let go, for somebody has asked */
	uint64_t reason;   /* of its last release, and whether anybody waited */
	uint64_t waiters;
	uint64_t other_word; /* as gil_thread.word, of a GIL other than the process's main one */
};

#define GIL_NAME_SIZE 256
#define GIL_LAYOUT_NAME_SIZE 64 /* of the name in gilpy's thread state */
#define GIL_COMM_SIZE 16

enum gil_thread_flags {
	GIL_THREAD_DEAD = 1,  /* its account has been moved to the map of dead threads */
	GIL_THREAD_NAMED = 2, /* `name` is from thread__start */
	GIL_THREAD_CUT = 4,   /* the wait that runs began before the window */
};

/*
 * One OS thread: written by its own events only, hence without atomics. In task storage; when dead, in a hash by id. What
 * every event touches comes first and together: an event that finds its data in caches other than its CPU's own pays more
 * for each line of 64 bytes than for all that it reckons. (Task storage begins 8 bytes into a line.)
 */
struct gil_thread {
	uint64_t word;
	uint64_t id;      /* counts up from 1; the only key: tids come back. 0: not all of what follows is there yet */
	uint64_t tstate;  /* the runtime's thread state last seen, and below its serial number */
	uint32_t process; /* gil_process.id */
	uint32_t slot;    /* where its account is, as long as the id there is that one */
	uint32_t flags;
	uint32_t tgid; /* as the initial pid namespace has them */
	uint32_t tid;
	uint32_t own_tid; /* as the thread itself sees it */
	uint64_t serial;
	struct gil_counts counts;
	struct gil_sched sched;
	struct gil_split split;
	struct hist wait;
	struct hist hold;
	uint32_t name_size; /* with the NUL; GIL_NAME_SIZE: it may have been cut */
	char comm[GIL_COMM_SIZE];
	char name[GIL_NAME_SIZE];
	struct gil_cpython cpython;
	uint64_t claim; /* the id that it gets: it may be begun by itself and by an iterator at once */
};

/* What happened under the GILs of sub-interpreters that have their own (CPython 3.12 and later), all together. Shared. */
struct gil_others {
	uint64_t gils;
	uint64_t acquires, contended, releases;
	uint64_t wait_ns, hold_ns; /* whole spans */
	uint64_t overlaps;         /* acquires of one while another thread holds it: must be 0 */
};

enum gil_handoff_part { GIL_HANDOFF_WAKE, GIL_HANDOFF_SCHED, GIL_HANDOFF_RUN, GIL_HANDOFF_PARTS };

/*
 * One process, by tgid. Written by acquires and releases, which the GIL itself puts in order, hence without atomics but
 * for the fields said to be shared.
 */
struct gil_process {
	/* One line of 64 bytes for what every acquire and release touches: it moves from CPU to CPU as the GIL does. */
	uint64_t word;  /* GIL_IDLE: free since; GIL_HOLDING: held since */
	uint64_t start; /* events before are not counted; set by gilscope, then read only */
	uint64_t exit;  /* shared: when its last thread died, 0 while it lives */
	uint64_t holder_tstate; /* thread state of the holder, 0: nobody or not known */
	uint64_t free_ns;       /* from each release to the next acquire */
	uint64_t switches;      /* acquires by another thread than the last owner */
	uint32_t holder;        /* gil_thread.id, 0: nobody or not known */
	uint32_t last_holder;
	uint32_t id;            /* counts up from 1; the only key over time: tgids come back */
	uint32_t gap_open;      /* 1: the free time that now runs is a hand-off gap */
	struct gil_spans gap;
	struct hist gap_hist;
	uint32_t parent; /* the id of the measured process that forked it; 0: gilscope was told to measure it */
	uint32_t execs;  /* shared: how often it has become another program */
	int32_t pid;     /* of a forked one, as gilscope has it */
	uint32_t held_at_start; /* 1: the first event was a release */
	uint64_t overlaps;      /* acquires while another holds: must be 0 */
	uint64_t unpaired;      /* releases while nobody holds */
	uint64_t drop_requests; /* shared */
	uint64_t asked;         /* shared: when the holder was first asked to yield; 0: it was not */
	uint64_t unseen;        /* shared: samples of threads that had not had an event yet, so that their stack was not known */
	int64_t waiting;        /* shared: threads that wait; kept for the event stream, and for CPython, only */
	/* Of a CPython: */
	uint64_t gil;           /* the address of the GIL that this account is of, 0: not known yet; the main interpreter's */
	uint64_t runtime_start, runtime_end; /* of _PyRuntime, in which that one lies; set by gilscope, 0: not known */
	uint64_t drop_pending;  /* 1: a waiter has asked, and the GIL has not been released since */
	uint64_t by_libc;       /* 1: its hooks are those in its C library, which all its users share; set by gilscope */
	uint64_t blind;         /* 1: since an exec nothing was seen of it by these, and nobody has been seen to acquire */
	struct gil_others others;
	struct gil_layout layout;
	/* With --sched, the gaps that a waiter ended, in three parts: until it was woken, until it had a CPU, until it owned. */
	struct gil_spans handoff[GIL_HANDOFF_PARTS];
	struct hist handoff_hist[GIL_HANDOFF_PARTS];
	uint64_t padding[5]; /* to whole lines */
};

_Static_assert(sizeof(struct gil_process) % 64 == 0, "in an array each must begin a line");

/* Events not counted though they should have been. Shared: atomic adds. */
struct gil_lost {
	uint64_t no_storage;   /* the kernel gave no task storage (busy or out of memory) */
	uint64_t dead_threads; /* accounts of dead threads that found no room */
	uint64_t names;        /* thread names that could not be read */
	uint64_t events;       /* records of the event stream that found the ring full */
	uint64_t stacks;       /* stacks that could not be taken */
	uint64_t processes;    /* forked processes that found no room */
};

/* What the program set_layout is given. */
struct gil_set_layout {
	uint32_t tgid;
	struct gil_layout layout;
};

/* gil_process.start of an account whose window has yet to be given. */
#define GIL_NOT_OPEN (~0ULL)

/* What the program open_window is given. */
struct gil_open_window {
	uint32_t tgid, padding;
	uint64_t start;
};

/* What the program find_holder is given. */
struct gil_holder_wish {
	uint32_t tgid, padding;
	uint64_t tstate, self; /* its thread state, its pthread_t */
};

/* What the program set_runtime is given: where _PyRuntime is, and gil_process.by_libc. */
struct gil_set_runtime {
	uint32_t tgid, by_libc;
	uint64_t start, end;
};

/* What a site of a CPython is attached with. */
enum gil_cookie {
	GIL_COOKIE_YIELDS = 1,       /* of a release: in the eval loop, for somebody has asked */
	GIL_COOKIE_CLOCK = 4,        /* of a wait: by pthread_cond_clockwait */
	GIL_COOKIE_KNOWS_YIELDS = 2, /* of a release: all those places are known */
	GIL_COOKIE_LIBC = 8,         /* of a wait: in the C library, where anybody comes by */
};

#define GIL_MAX_OTHER_GILS 4096
#define GIL_MAX_DEAD 16384
#define GIL_MAX_PROCESSES 1024

#endif
