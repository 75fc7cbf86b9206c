/*
 * cpython_finder.h - what the parts of cpython_find() share: what is known of a file while its hooks are looked for.
 */
#ifndef GILSCOPE_CPYTHON_FINDER_H
#define GILSCOPE_CPYTHON_FINDER_H

#include "cpython_find.h"
#include "elf_calls.h"
#include "elf_frames.h"

#define FINDER_MAX_TAKES 16

/* Calls into libc that matter. */
enum wanted { TIMEDWAIT, CLOCKWAIT, SIGNAL, LOCK, UNLOCK, COND_WAIT, WANTED };

struct finder {
	const struct elf_file *file;
	struct elf_frames frames;
	struct elf_calls calls;                   /* of those, by address */
	struct elf_range named[FINDER_MAX_TAKES]; /* take_gil, by name */
	size_t named_count;
	struct elf_range takes[FINDER_MAX_TAKES]; /* take_gil, as it is used */
	size_t take_count;
	struct elf_range eval; /* where the eval loop answers waiters, by name; else empty */
};

int finder_is_inside(const struct elf_range *range, uint64_t address);
int finder_is_in_take(const struct finder *finder, uint64_t address);

/* Does the function let something go? */
int finder_has_release(const struct finder *finder, const struct elf_range *range);

/* `stepped`: it is an indirect call. 0, also where there is no call, and nothing is added; -1: there is no room. */
int finder_add_site(struct cpython_sites *sites, const struct finder *finder, uint64_t address, enum cpython_site_kind kind,
		    int stepped);

/*
 * Where the eval loop answers a waiter: by name (3.12 and later), or, before, the eval loop itself, which calls take_gil. Not
 * finding it is no error: then some reasons are not known.
 */
void finder_find_yields(const struct finder *finder, struct cpython_sites *sites);

/* Where a thread that has let go sleeps until another one has the GIL, and where that ends. Not finding it is no error. */
void finder_find_switches(const struct finder *finder, struct cpython_sites *sites);

#endif
