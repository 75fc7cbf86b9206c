/*
 * session.h - the kernel side of a measurement: loads the BPF object, attaches it, opens and closes the window.
 *
 * Order of use: session_open, session_calibrate, then for each runtime session_attach and session_measure, at the end
 * session_stop, reading (snapshot.h), session_close, which takes the probes off.
 * Functions return 0, or -1 after having said on stderr what is wrong.
 */
#ifndef GILSCOPE_SESSION_H
#define GILSCOPE_SESSION_H

#include <stdint.h>
#include <sys/types.h>

#include "codes.h"
#include "cpython_find.h"
#include "gil_state.h"
#include "target.h"

#define SESSION_MAX_FILES 32

struct gilscope;
struct bpf_link;
struct session_newborn;
struct symbols;

/* What one event costs on this machine; 0 if it could not be measured. */
struct calibration {
	uint64_t event_ns; /* CPU time of one event, mean over a batch, the best of several */
	uint64_t cold_ns;  /* time of one event after long other work: with cold caches, the median of single ones */
	uint64_t floor_ns; /* the least that a span can read: from one event's clock to the next one's */
	uint32_t tgid;     /* gilscope's own */
};

/* What a view needs beside the sums. */
struct session_needs {
	int sched;        /* the scheduler's hooks: waits and holds are split */
	int stream;       /* events, and Python stacks where a hold makes others wait */
	int allocs;       /* the sampled allocations */
	int profile;      /* the sampler takes every thread that is on a CPU, not only holders that make others wait */
	int exact;        /* every call with profile, every object with allocs: see gil_exact.h */
	int follow;       /* what a measured process forks is measured, too */
	int gilpy_only;   /* what is wanted only gilpy has probes for: a CPython is refused */
	unsigned runtimes; /* those that will come, of target_runtimes(): programs for others are not loaded. 0: any may come */
	int switches;     /* events of the scheduler for all threads, not only for holders that sleep */
	size_t ring_size; /* bytes of the ring buffer, a power of two; 0: SESSION_RING_SIZE */
	int verbose;      /* show what libbpf says */
};

#define SESSION_RING_SIZE (32UL << 20)
#define SESSION_SAMPLE_HZ 997 /* of the sampler; prime, so that it keeps step with nothing */

/* Can its Python functions be named? See naming.h. */
enum naming {
	NAMING_DONE,    /* yes, or it is known of its file that not */
	NAMING_LOOKS,   /* a CPython in which its frames are still looked for */
	NAMING_GAVE_UP, /* they were not found, and that was said */
};

/* A process that is measured. */
struct session_process {
	pid_t pid;      /* as gilscope sees it */
	pid_t parent;   /* who forked it, if it was followed; else 0 */
	uint32_t tgid;  /* as BPF programs see it */
	uint32_t id;    /* gil_process.id */
	uint32_t execs; /* of gil_process.execs, those that have been looked at */
	size_t file;    /* the runtime it runs: of session->files; as many as there are: not known */
	enum naming naming;
	uint64_t holder; /* the thread state that held when the window had opened, if no event had told; 0: not known */
	uint64_t doubt; /* since when something in it does not fit; 0: all does */
	char command[256];
	struct gil_process *last; /* its last account, when it is dead and the kernel side has forgotten it; else NULL */
};

/* How a CPython is measured. */
struct session_way {
	enum cpython_method method; /* how its hooks were found */
	int knows_switch;           /* forced switches are seen */
};

/* A C library: a file. */
struct session_libc {
	dev_t device;
	ino_t inode;
};

struct session {
	struct gilscope *bpf;
	struct bpf_link **links;
	size_t link_count;
	int multi;        /* probes and hooks are attached by links, not by perf events; see usdt_attach.h */
	int *descriptors; /* of those links */
	size_t descriptor_count;
	uint32_t spec_count; /* sites whose arguments the kernel side knows, with those links */
	struct target_file files[SESSION_MAX_FILES]; /* already attached */
	struct gil_layout layouts[SESSION_MAX_FILES]; /* of their frames */
	struct session_way ways[SESSION_MAX_FILES]; /* of a CPython */
	size_t file_count;
	struct session_libc libcs[SESSION_MAX_FILES]; /* that are hooked, see cpython_libc.h */
	size_t libc_count;
	struct session_process *processes; /* only ever added to */
	size_t process_count;
	struct session_newborn *newborn; /* followed, but without an event yet */
	size_t newborn_count;
	uint64_t dropped; /* followed, but there was no room for them */
	struct calibration calibration;
	uint64_t t_off; /* 0 while the window is open */
	struct session_needs needs;
	struct ring_buffer *ring; /* with needs.stream */
	struct stream *stream;    /* where its records go; NULL, as while it calibrates: nowhere */
	struct symbols *symbols;  /* with needs.stream: of functions of C */
	struct codes codes;       /* on their way there: code objects that are read in user space */
	uint64_t horizon;         /* what is older has been given on */
	uint64_t newest;          /* time of what has been taken from the ring */
	uint32_t taken;           /* records, in this session_pump() */
	int behind;               /* it left some */
};

/* CLOCK_MONOTONIC in ns, the clock of all times here. */
uint64_t session_now(void);
void session_sleep_until(uint64_t when);

int session_open(struct session *session, const struct session_needs *needs);
int session_calibrate(struct session *session);

/* Are the programs for this kind of runtime loaded? Else it cannot be attached to. */
int session_listens_to(const struct session *session, enum target_runtime runtime);

/*
 * To the runtime that process `pid` runs. Takes the descriptor of the file. 1: what it needs for that it has not loaded yet; nothing
 * was said.
 */
int session_attach(struct session *session, struct target_file *file, pid_t pid);

/* Opens the window of one process that runs `file`, which is attached, `ahead_ns` from now. 0; 1: the process is gone; -1 having
 * said why. */
int session_measure(struct session *session, pid_t pid, const struct target_file *file, uint64_t ahead_ns);

/*
 * Takes up what measured processes have forked, with needs.follow, and what they have become by exec; and keeps the last
 * accounts of the dead. Call it ten times a second.
 */
int session_follow(struct session *session);

/*
 * With needs.stream: takes what is in the ring buffer, up to a limit, and gives on, in order, what nothing older can precede any
 * more; call it ten times a second, or at once if session.behind. After session_stop() everything.
 */
int session_pump(struct session *session);

/* Is there a process whose frames are looked for? Then call session_follow() more often. */
int session_looks(const struct session *session);

/* Stacks that have been told are told again, when they are taken next. About 20 ms. */
void session_forget_stacks(struct session *session);

/* Closes all windows, and returns when no event can be counted any more. */
void session_stop(struct session *session);

/* Takes the probes off again. By perf events (before Linux 6.6) about 0.2 s for each, by links a twentieth of that. */
void session_detach(struct session *session);
void session_close(struct session *session);

typedef int session_thread_fn(void *context, const struct gil_thread *thread);

/*
 * Reads accounts. The living first, then take the dead: a thread that dies in between comes twice, with the same id, and
 * none is missed. Dead threads come once only. A function that returns non-zero ends the reading with -1.
 */
int session_read_living(struct session *session, session_thread_fn *function, void *context);
int session_take_dead(struct session *session, session_thread_fn *function, void *context);
int session_read_process(const struct session *session, size_t index, struct gil_process *process);
void session_read_lost(const struct session *session, struct gil_lost *lost);

/* Has the last thread of this process died? */
int session_process_dead(const struct session *session, size_t index);

#endif
