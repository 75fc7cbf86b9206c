/* cpython_find.c - see cpython_find.h. */
#include "cpython_find.h"

#include <stdlib.h>
#include <string.h>

#include "cpython_finder.h"

#define WRAPPER_SIZE 512 /* bytes at the most */

static const char *const wanted_names[WANTED] = {
	[TIMEDWAIT] = "pthread_cond_timedwait", [CLOCKWAIT] = "pthread_cond_clockwait", [SIGNAL] = "pthread_cond_signal",
	[LOCK] = "pthread_mutex_lock",		[UNLOCK] = "pthread_mutex_unlock",	[COND_WAIT] = "pthread_cond_wait",
};

const char *cpython_method_name(enum cpython_method method)
{
	static const char *const names[CPYTHON_METHODS] = { "symbols", "debug file", "call frames", "C library" };

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

int finder_is_inside(const struct elf_range *range, uint64_t address)
{
	return address >= range->start && address < range->end;
}

int finder_is_in_take(const struct finder *finder, uint64_t address)
{
	for (size_t i = 0; i < finder->take_count; i++)
		if (finder_is_inside(&finder->takes[i], address))
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
	if (cpython_is_gil_function(symbol->name, "take") && finder->named_count < FINDER_MAX_TAKES)
		finder->named[finder->named_count++] = (struct elf_range){ symbol->address, symbol->address + symbol->size };
	return 0;
}

/* How often the function calls it. */
static size_t count_calls(const struct finder *finder, const struct elf_range *range, enum wanted wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < finder->calls.count; i++)
		count += finder->calls.calls[i].target == (int)wanted && finder_is_inside(range, finder->calls.calls[i].address);
	return count;
}

static int is_wait(const struct elf_call *call)
{
	return call->target == TIMEDWAIT || call->target == CLOCKWAIT;
}

/*
 * Without inlining (a debug build) the wait is in a function of its own, PyCOND_TIMEDWAIT(cond, mutex, us), which does nothing
 * else: whoever calls that one waits. 0, or -1 with *why.
 */
static int add_wrapped_waits(struct finder *finder, const char **why)
{
	uint64_t wrappers[FINDER_MAX_TAKES];
	struct elf_calls calls;
	size_t count = 0;
	int result;

	for (size_t i = 0; i < finder->calls.count && count < FINDER_MAX_TAKES; i++) {
		const struct elf_range *range = elf_frames_find(&finder->frames, finder->calls.calls[i].address);

		if (is_wait(&finder->calls.calls[i]) && range && range->end - range->start <= WRAPPER_SIZE &&
		    !count_calls(finder, range, SIGNAL) && !count_calls(finder, range, LOCK) && !count_calls(finder, range, UNLOCK))
			wrappers[count++] = range->start;
	}
	if (!count)
		return 0;
	if (elf_calls_local(&calls, finder->file, wrappers, count, why))
		return -1;
	result = elf_calls_add(&finder->calls, &calls, TIMEDWAIT);
	elf_calls_free(&calls);
	if (result)
		*why = "it has too many of the calls that are looked for";
	return result;
}

/* take_gil is what waits with a time-out, signals, and locks. */
static size_t takes_by_frames(const struct finder *finder, struct elf_range takes[FINDER_MAX_TAKES])
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
		if (count < FINDER_MAX_TAKES)
			takes[count++] = *range;
	}
	return count;
}

/* Those named ones that have what take_gil has. */
static size_t takes_by_name(const struct finder *finder, struct elf_range takes[FINDER_MAX_TAKES])
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
	struct elf_range named[FINDER_MAX_TAKES], framed[FINDER_MAX_TAKES];
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

int finder_add_site(struct cpython_sites *sites, const struct finder *finder, uint64_t address, enum cpython_site_kind kind,
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
		int in_take = finder_is_in_take(finder, call->address), full = 0;
		size_t before = sites->count;

		if (is_wait(call) && in_take) {
			full = finder_add_site(sites, finder, call->address, CPYTHON_WAIT, call->kind == ELF_CALL_SLOT);
			if (sites->count > before)
				sites->sites[before].has_clock = call->target == CLOCKWAIT;
			waits += sites->count - before;
		} else if (call->target == SIGNAL) {
			full = finder_add_site(sites, finder, call->address, in_take ? CPYTHON_TAKE : CPYTHON_RELEASE, call->kind == ELF_CALL_SLOT);
			if (in_take)
				takes += sites->count - before;
			else
				releases += sites->count - before;
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
	if (elf_calls_imported(&finder.calls, file, debug ? debug : file, wanted_names, WANTED, why))
		return -1;
	if (elf_frames_read(&finder.frames, file)) {
		*why = "out of memory";
	} else if (add_wrapped_waits(&finder, why) == 0) {
		elf_file_each_symbol(file, SHT_DYNSYM, note_symbol, &finder);
		elf_file_each_symbol(debug ? debug : file, SHT_SYMTAB, note_symbol, &finder);
		find_takes(&finder, sites, debug != NULL);
		sites->takes = finder.take_count;
		result = find_signals(&finder, sites, why);
		if (!result) {
			finder_find_yields(&finder, sites);
			finder_find_switches(&finder, sites);
		}
	}
	elf_calls_free(&finder.calls);
	elf_frames_free(&finder.frames);
	return result;
}
