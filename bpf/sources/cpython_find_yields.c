/* cpython_find_yields.c - where the eval loop answers a waiter: finder_find_yields() of cpython_finder.h. */
#include "cpython_finder.h"

#define MAX_EVAL_SIZE (1 << 20) /* bytes of the eval loop's code */
#define SMALL_FUNCTION 256
#define BACK_AT_ONCE 16 /* bytes from one call to the next, if there is nothing but arguments in between */
#define HOPS 4 /* _PyThreadState_Detach, detach_thread, _PyEval_ReleaseLock and drop_gil may stand between it and the release */

int finder_has_release(const struct finder *finder, const struct elf_range *range)
{
	if (finder_is_in_take(finder, range->start))
		return 0;
	for (size_t i = 0; i < finder->calls.count; i++)
		if (finder->calls.calls[i].target == SIGNAL && finder_is_inside(range, finder->calls.calls[i].address))
			return 1;
	return 0;
}

static int is_take(const struct finder *finder, const struct elf_range *range)
{
	return finder_is_in_take(finder, range->start);
}

/*
 * Is the function at this address one, or does it lead to one by way of small functions, `hops` of them at most? `budget` bounds
 * the work.
 */
static int reaches(const struct finder *finder, uint64_t address, int hops, int *budget,
		   int (*is_one)(const struct finder *finder, const struct elf_range *range))
{
	const struct elf_range *range = elf_frames_find(&finder->frames, address);
	struct elf_calls calls;
	int found = 0;

	if (!range || range->start != address || (*budget)-- <= 0)
		return 0;
	if (is_one(finder, range))
		return 1;
	/* What lets go, or takes, on the way to something else is large. */
	if (!hops || range->end - range->start > SMALL_FUNCTION ||
	    elf_calls_made(&calls, finder->file, range->start, range->end))
		return 0;
	for (size_t i = 0; i < calls.count && !found; i++)
		found = reaches(finder, calls.calls[i].to, hops - 1, budget, is_one);
	elf_calls_free(&calls);
	return found;
}

/* Calls in the range that let the GIL go, with one right behind that takes it back. Around a blocking call there is that call. */
static void find_yields_in(const struct finder *finder, struct cpython_sites *sites, const struct elf_range *range, int hops)
{
	int budget = 4096;
	struct elf_calls calls;

	if (range->end - range->start > MAX_EVAL_SIZE || elf_calls_made(&calls, finder->file, range->start, range->end))
		return;
	for (size_t i = 0, n; i + 1 < calls.count; i++) {
		const struct elf_call *call = &calls.calls[i], *next;

		for (n = i + 1; n + 1 < calls.count && calls.calls[n].kind == ELF_JUMP_SHORT; n++)
			; /* hardly ever a jump */
		next = &calls.calls[n];
		if (call->kind != ELF_CALL || next->kind != ELF_CALL || next->address - call->address > BACK_AT_ONCE ||
		    !reaches(finder, call->to, hops, &budget, finder_has_release) || !reaches(finder, next->to, hops, &budget, is_take) ||
		    finder_add_site(sites, finder, call->address, CPYTHON_YIELD, 0))
			continue;
		sites->knows_yield = 1;
	}
	elf_calls_free(&calls);
}

/*
 * Where the eval loop answers a waiter: by name (3.12 and later), or, before, the eval loop itself, which calls take_gil. Not
 * finding it is no error: then some reasons are not known.
 */
void finder_find_yields(const struct finder *finder, struct cpython_sites *sites)
{
	uint64_t takes[FINDER_MAX_TAKES], done = 0;
	struct elf_calls acquires;
	const char *why;

	if (finder->eval.end) {
		for (size_t i = 0; i < sites->count; i++)
			if (sites->sites[i].kind == CPYTHON_RELEASE && finder_is_inside(&finder->eval, sites->sites[i].address))
				sites->sites[i].yields = sites->knows_yield = 1;
		find_yields_in(finder, sites, &finder->eval, HOPS);
		return;
	}
	for (size_t i = 0; i < finder->take_count; i++)
		takes[i] = finder->takes[i].start;
	if (elf_calls_local(&acquires, finder->file, takes, finder->take_count, &why))
		return;
	for (size_t i = 0; i < acquires.count; i++) {
		const struct elf_range *range = elf_frames_find(&finder->frames, acquires.calls[i].address);

		if (!range || range->start == done || finder_is_in_take(finder, range->start))
			continue;
		done = range->start;
		find_yields_in(finder, sites, range, 0);
	}
	elf_calls_free(&acquires);
}
