/*
 * cpython_find.h - where in a file that holds a CPython the GIL is asked for, taken and let go: the instructions at which
 * gilscope hooks in. x86-64.
 *
 * CPython's GIL (ceval_gil.c) is a flag under a mutex, with two condition variables. take_gil() waits with
 * pthread_cond_timedwait(&gil->cond) as long as it is taken, and when it has it, it signals gil->switch_cond; who lets it
 * go signals gil->cond. These three are calls of another library, under the mutex that puts them in order, and they are
 * there in any build: inlined, renamed by the compiler, without symbols. So they are the hooks.
 */
#ifndef GILSCOPE_CPYTHON_FIND_H
#define GILSCOPE_CPYTHON_FIND_H

#include <stddef.h>
#include <stdint.h>

#include "cpython_file.h"
#include "elf_file.h"

#define CPYTHON_MAX_SITES 64
#define CPYTHON_OLDEST 7         /* 3.7: the first with this GIL in this form */
#define CPYTHON_NEWEST_TESTED 15 /* 3.15 */

enum cpython_site_kind {
	CPYTHON_WAIT,    /* in take_gil: the GIL is taken, the thread is about to wait for it */
	CPYTHON_TAKE,    /* in take_gil: the thread has it, or, at the end of the process, gives it up at once */
	CPYTHON_RELEASE, /* elsewhere: the thread gives something up; a GIL, if its address is one */
	CPYTHON_YIELD,   /* in the eval loop: a waiter has asked, and the thread is about to give it up */
	CPYTHON_SWITCH,  /* after a release that was asked for: another thread has it, and this one goes on (forced switch) */
	CPYTHON_SIGNAL,  /* in the C library: a signal, by which a thread has the GIL, or lets it go, or which is somebody else's */
	CPYTHON_SITE_KINDS
};

enum cpython_method {
	CPYTHON_BY_SYMBOLS,    /* the file names take_gil */
	CPYTHON_BY_DEBUG_FILE, /* its separate debug file does */
	CPYTHON_BY_FRAMES,     /* stripped: by what the functions of .eh_frame call */
	CPYTHON_BY_LIBC,       /* not at all: the hooks are in its C library; see session/cpython_libc.h */
	CPYTHON_METHODS
};

struct cpython_site {
	uint64_t address, offset; /* as the file has them */
	enum cpython_site_kind kind;
	int yields;        /* 1: of a release that is inlined where the eval loop answers a waiter */
	int has_clock;     /* 1: of a wait by pthread_cond_clockwait, which has its deadline one argument later */
	int stepped;       /* 1: an indirect call, or else nothing that the kernel emulates: it single-steps that, which is slow */
	uint64_t function; /* where the function around it begins; 0: not known */
};

struct cpython_sites {
	struct cpython_site sites[CPYTHON_MAX_SITES];
	size_t count;
	enum cpython_method method;
	int confirmed;   /* 1: by symbols, and what the functions call says the same */
	size_t takes;    /* how many copies of take_gil there are */
	int knows_yield; /* 1: there are sites of CPYTHON_YIELD: the reason of every release is known */
	int knows_switch; /* 1: there are sites of CPYTHON_SWITCH, for every such place */
};

/* Is there a CPython in the file? 1, and `info` is filled in as far as the file tells; else 0. */
int cpython_identify(struct cpython_file *info, const struct elf_file *file);

/* 1: the program will load a libpython3.X.so. */
int cpython_is_needed(const struct elf_file *file);

/*
 * Finds the sites. `debug` is the separate debug file, or NULL. 0, or -1 with *why a text that says what is missing.
 */
int cpython_find(struct cpython_sites *sites, const struct elf_file *file, const struct elf_file *debug,
		 const struct cpython_file *info, const char **why);

/* "symbols", "debug file", "call frames", "C library"; "" if it is none of them, as it may come out of a recording. */
const char *cpython_method_name(enum cpython_method method);

/* Is it a name that compilers give to take_gil (`which` "take") or drop_gil ("drop"), or a copy of it, but not to its cold part? */
int cpython_is_gil_function(const char *name, const char *which);

#endif
