/* cpython_find.c - see cpython_find.h. */
#include "cpython_find.h"

#include <stdlib.h>
#include <string.h>

#include "elf_calls.h"
#include "elf_frames.h"

#define MAX_TAKES 16
#define MAX_EVAL_SIZE (1 << 20) /* bytes of the eval loop's code */
#define SMALL_FUNCTION 256
#define BACK_AT_ONCE 16 /* bytes from one call to the next, if there is nothing but arguments in between */
#define HOPS 2 /* _PyThreadState_Detach and _PyEval_ReleaseLock stand between the eval loop and the release */

/* Calls into libc that matter. */
enum wanted { TIMEDWAIT, CLOCKWAIT, SIGNAL, LOCK, UNLOCK, WANTED };

static const char *const wanted_names[WANTED] = {
	[TIMEDWAIT] = "pthread_cond_timedwait", [CLOCKWAIT] = "pthread_cond_clockwait", [SIGNAL] = "pthread_cond_signal",
	[LOCK] = "pthread_mutex_lock",		[UNLOCK] = "pthread_mutex_unlock",
};

struct finder {
	const struct elf_file *file;
	struct elf_frames frames;
	struct elf_calls calls;
	struct elf_range named[MAX_TAKES]; /* take_gil, by name */
	size_t named_count;
	struct elf_range takes[MAX_TAKES]; /* take_gil, as it is used */
	size_t take_count;
	struct elf_range eval; /* where the eval loop answers waiters, by name; else empty */
};

const char *cpython_method_name(enum cpython_method method)
{
	static const char *const names[CPYTHON_METHODS] = { "symbols", "debug file", "call frames" };

	return (unsigned)method < CPYTHON_METHODS ? names[method] : "";
}

int cpython_is_gil_function(const char *name, const char *which)
{
	static const char *const copies[] = { "lto_priv", "constprop", "isra", "part" };
	size_t length = strlen(which);

	if (strncmp(name, which, length) != 0 || strncmp(name + length, "_gil", 4) != 0)
		return 0;
	name += length + 4;
	if (strncmp(name, "_impl", 5) == 0)
		name += 5;
	while (*name == '.') {
		size_t i, digits;

		name++;
		for (i = 0; i < sizeof(copies) / sizeof(copies[0]); i++)
			if (strncmp(name, copies[i], strlen(copies[i])) == 0 && name[strlen(copies[i])] == '.')
				break;
		if (i == sizeof(copies) / sizeof(copies[0]))
			return 0;
		name += strlen(copies[i]) + 1;
		digits = strspn(name, "0123456789");
		if (!digits)
			return 0;
		name += digits;
	}
	return *name == '\0';
}

static int is_inside(const struct elf_range *range, uint64_t address)
{
	return address >= range->start && address < range->end;
}

static int is_in_take(const struct finder *finder, uint64_t address)
{
	for (size_t i = 0; i < finder->take_count; i++)
		if (is_inside(&finder->takes[i], address))
			return 1;
	return 0;
}

static int note_symbol(void *context, const struct elf_symbol *symbol)
{
	struct finder *finder = context;

	if (!symbol->is_function || !symbol->size || symbol->size > UINT64_MAX - symbol->address)
		return 0;
	/* 3.12 and later: the only place where the eval loop lets go. Before it was in the eval loop itself. */
	if (strcmp(symbol->name, "_Py_HandlePending") == 0)
		finder->eval = (struct elf_range){ symbol->address, symbol->address + symbol->size };
	if (cpython_is_gil_function(symbol->name, "take") && finder->named_count < MAX_TAKES)
		finder->named[finder->named_count++] = (struct elf_range){ symbol->address, symbol->address + symbol->size };
	return 0;
}

/* How often the function calls it. */
static size_t count_calls(const struct finder *finder, const struct elf_range *range, enum wanted wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < finder->calls.count; i++)
		count += finder->calls.calls[i].target == (int)wanted && is_inside(range, finder->calls.calls[i].address);
	return count;
}

static int is_wait(const struct elf_call *call)
{
	return call->target == TIMEDWAIT || call->target == CLOCKWAIT;
}

/* take_gil is what waits with a time-out, signals, and locks. */
static size_t takes_by_frames(const struct finder *finder, struct elf_range takes[MAX_TAKES])
{
	size_t count = 0;

	for (size_t i = 0; i < finder->calls.count; i++) {
		const struct elf_range *range;

		if (!is_wait(&finder->calls.calls[i]))
			continue;
		range = elf_frames_find(&finder->frames, finder->calls.calls[i].address);
		if (!range || !count_calls(finder, range, SIGNAL) || !count_calls(finder, range, LOCK))
			continue;
		if (count && takes[count - 1].start == range->start)
			continue; /* calls are in order, and so are functions */
		if (count < MAX_TAKES)
			takes[count++] = *range;
	}
	return count;
}

/* Those named ones that have what take_gil has. */
static size_t takes_by_name(const struct finder *finder, struct elf_range takes[MAX_TAKES])
{
	size_t count = 0;

	for (size_t i = 0; i < finder->named_count; i++) {
		const struct elf_range *range = &finder->named[i];

		if (count_calls(finder, range, TIMEDWAIT) + count_calls(finder, range, CLOCKWAIT) &&
		    count_calls(finder, range, SIGNAL))
			takes[count++] = *range;
	}
	return count;
}

static int has_take(const struct elf_range *takes, size_t count, const struct elf_range *range)
{
	for (size_t i = 0; i < count; i++)
		if (takes[i].start == range->start)
			return 1;
	return 0;
}

/* By name if there are names, which the functions' calls may confirm; else by these. */
static void find_takes(struct finder *finder, struct cpython_sites *sites, int has_debug)
{
	struct elf_range named[MAX_TAKES], framed[MAX_TAKES];
	size_t named_count = takes_by_name(finder, named), framed_count = takes_by_frames(finder, framed);

	if (!named_count) {
		sites->method = CPYTHON_BY_FRAMES;
		memcpy(finder->takes, framed, sizeof(framed));
		finder->take_count = framed_count;
		return;
	}
	sites->method = has_debug ? CPYTHON_BY_DEBUG_FILE : CPYTHON_BY_SYMBOLS;
	memcpy(finder->takes, named, sizeof(named));
	finder->take_count = named_count;
	sites->confirmed = named_count == framed_count;
	for (size_t i = 0; i < framed_count; i++)
		sites->confirmed &= has_take(named, named_count, &framed[i]);
}

static int add_site(struct cpython_sites *sites, const struct finder *finder, uint64_t address, enum cpython_site_kind kind,
		    int stepped)
{
	const struct elf_range *range = elf_frames_find(&finder->frames, address);
	struct cpython_site *site;
	unsigned char byte;

	if (sites->count == CPYTHON_MAX_SITES)
		return -1;
	site = &sites->sites[sites->count];
	*site = (struct cpython_site){ .address = address, .kind = kind, .stepped = stepped };
	site->function = range ? range->start : 0;
	/* Sections and segments may tell two stories; the segments are what is loaded, and there must be the call. */
	if (elf_file_offset(finder->file, address, &site->offset) || elf_file_read(finder->file, address, &byte, 1) ||
	    byte != (stepped ? 0xff : 0xe8))
		return 0;
	sites->count++;
	return 0;
}

static int find_signals(const struct finder *finder, struct cpython_sites *sites, const char **why)
{
	size_t waits = 0, takes = 0, releases = 0;

	for (size_t i = 0; i < finder->calls.count; i++) {
		const struct elf_call *call = &finder->calls.calls[i];
		int in_take = is_in_take(finder, call->address), full = 0;

		if (is_wait(call) && in_take) {
			full = add_site(sites, finder, call->address, CPYTHON_WAIT, call->indirect);
			if (!full && sites->count)
				sites->sites[sites->count - 1].has_clock = call->target == CLOCKWAIT;
			waits++;
		} else if (call->target == SIGNAL) {
			full = add_site(sites, finder, call->address, in_take ? CPYTHON_TAKE : CPYTHON_RELEASE, call->indirect);
			takes += in_take;
			releases += !in_take;
		}
		if (full) {
			*why = "more than 64 places signal a condition variable: which of them are the GIL's cannot be told";
			return -1;
		}
	}
	if (waits && takes && releases)
		return 0;
	*why = !finder->take_count ? "no function was found that waits and signals as take_gil does"
	       : !releases ? "no place was found that lets the GIL go: is it the whole of CPython?"
			   : "take_gil was found, but not where it has the GIL";
	return -1;
}

static int has_release(const struct finder *finder, const struct elf_range *range)
{
	if (is_in_take(finder, range->start))
		return 0;
	for (size_t i = 0; i < finder->calls.count; i++)
		if (finder->calls.calls[i].target == SIGNAL && is_inside(range, finder->calls.calls[i].address))
			return 1;
	return 0;
}

static int is_take(const struct finder *finder, const struct elf_range *range)
{
	return is_in_take(finder, range->start);
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
	for (size_t i = 0; i + 1 < calls.count; i++) {
		const struct elf_call *call = &calls.calls[i], *next = &calls.calls[i + 1];

		if (call->indirect || next->indirect || next->address - call->address > BACK_AT_ONCE ||
		    !reaches(finder, call->to, hops, &budget, has_release) || !reaches(finder, next->to, hops, &budget, is_take) ||
		    add_site(sites, finder, call->address, CPYTHON_YIELD, 0))
			continue;
		sites->knows_yield = 1;
	}
	elf_calls_free(&calls);
}

/*
 * Where the eval loop answers a waiter: by name (3.12 and later), or, before, the eval loop itself, which calls take_gil. Not
 * finding it is no error: then some reasons are not known.
 */
static void find_yields(const struct finder *finder, struct cpython_sites *sites)
{
	uint64_t takes[MAX_TAKES], done = 0;
	struct elf_calls acquires;
	const char *why;

	if (finder->eval.end) {
		for (size_t i = 0; i < sites->count; i++)
			if (sites->sites[i].kind == CPYTHON_RELEASE && is_inside(&finder->eval, sites->sites[i].address))
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

		if (!range || range->start == done || is_in_take(finder, range->start))
			continue;
		done = range->start;
		find_yields_in(finder, sites, range, 0);
	}
	elf_calls_free(&acquires);
}

int cpython_find(struct cpython_sites *sites, const struct elf_file *file, const struct elf_file *debug,
		 const struct cpython_file *info, const char **why)
{
	struct finder finder = { .file = file };
	int result = -1;

	memset(sites, 0, sizeof(*sites));
#ifndef __x86_64__
	*why = "its hooks are found on x86-64 only";
	return -1;
#endif
	if (info->free_threaded) {
		*why = "a free-threaded build: it has no GIL";
		return -1;
	}
	if (elf_calls_imported(&finder.calls, file, wanted_names, WANTED, why))
		return -1;
	if (elf_frames_read(&finder.frames, file)) {
		*why = "out of memory";
	} else {
		elf_file_each_symbol(file, SHT_DYNSYM, note_symbol, &finder);
		elf_file_each_symbol(debug ? debug : file, SHT_SYMTAB, note_symbol, &finder);
		find_takes(&finder, sites, debug != NULL);
		sites->takes = finder.take_count;
		result = find_signals(&finder, sites, why);
		if (!result)
			find_yields(&finder, sites);
	}
	elf_calls_free(&finder.calls);
	elf_frames_free(&finder.frames);
	return result;
}
