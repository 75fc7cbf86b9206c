/*
 * cpython_find_switches.c - the forced switch (FORCE_SWITCHING in ceval_gil.c): finder_find_switches() of cpython_finder.h.
 *
 * When a waiter has asked, who lets go sleeps by pthread_cond_wait(&gil->switch_cond, &gil->switch_mutex) until another thread has the
 * GIL, if none has it yet, and then unlocks that mutex: there the hook is. Who was not asked does not come by. In the eval loop the
 * next thing is that it wants the GIL back, which is seen anyway; the hook is for what lets go to block.
 */
#include "cpython_finder.h"

#include <string.h>

#define CLOSE 48 /* bytes from where the wait is known to be well to the call that unlocks: arguments are put in place */

/* An instruction that jumps: where to; 0: it is none. `wide` is the second byte of a jump of four bytes' distance, or 0 if it has none. */
static uint64_t jump(const unsigned char *code, uint64_t address, unsigned char narrow, unsigned char wide)
{
	size_t at = wide ? 2 : 1;
	int32_t far;

	if (code[0] == narrow)
		return address + 2 + (uint64_t)(int64_t)(int8_t)code[1];
	if (wide ? code[0] != 0x0f || code[1] != wide : code[0] != 0xe9)
		return 0;
	memcpy(&far, code + at, sizeof(far));
	return address + at + sizeof(far) + (uint64_t)(int64_t)far;
}

/* Where it goes on behind the call, if that has succeeded: the result is looked at, and either jumped away from there, or not. */
static uint64_t success(const struct finder *finder, uint64_t next)
{
	unsigned char code[10];
	uint64_t to;

	if (elf_file_read(finder->file, next, code, sizeof(code)))
		return next;
	if (code[0] == 0x85 && code[1] == 0xc0) { /* test %eax, %eax */
		next += 2;
		if ((to = jump(code + 2, next, 0x74, 0x84)) != 0) /* je */
			next = to;
		else if (jump(code + 2, next, 0x75, 0x85)) /* jne */
			next += code[2] == 0x75 ? 2 : 6;
	}
	if (elf_file_read(finder->file, next, code, sizeof(code)))
		return next;
	to = jump(code, next, 0xeb, 0);
	return to ? to : next;
}

static const struct elf_call *find_unlock(const struct finder *finder, const struct elf_call *wait)
{
	uint64_t from = success(finder, wait->address + (wait->kind == ELF_CALL_SLOT ? 6 : 5));

	for (size_t i = 0; i < finder->calls.count; i++) {
		const struct elf_call *call = &finder->calls.calls[i];

		if (call->address >= from)
			return call->target == UNLOCK && call->address - from < CLOSE ? call : NULL;
	}
	return NULL;
}

/* Does the function around it let go, or call one that does? */
static int is_after_release(const struct finder *finder, uint64_t address)
{
	const struct elf_range *range = elf_frames_find(&finder->frames, address), *callee;
	struct elf_calls calls;
	int found;

	if (!range || finder_is_in_take(finder, address))
		return 0;
	if (finder_has_release(finder, range))
		return 1;
	if (elf_calls_made(&calls, finder->file, range->start, range->end))
		return 0;
	found = 0;
	for (size_t i = 0; i < calls.count && !found; i++) {
		callee = calls.calls[i].kind != ELF_CALL ? NULL : elf_frames_find(&finder->frames, calls.calls[i].to);
		found = callee && callee->start == calls.calls[i].to && finder_has_release(finder, callee);
	}
	elf_calls_free(&calls);
	return found;
}

void finder_find_switches(const struct finder *finder, struct cpython_sites *sites)
{
	size_t before = sites->count, count = 0;

	for (size_t i = 0; i < finder->calls.count; i++) {
		const struct elf_call *wait = &finder->calls.calls[i], *unlock;

		if (wait->target != COND_WAIT || !is_after_release(finder, wait->address))
			continue;
		unlock = find_unlock(finder, wait);
		count++;
		if (!unlock || finder_add_site(sites, finder, unlock->address, CPYTHON_SWITCH, unlock->kind == ELF_CALL_SLOT) ||
		    sites->count != before + count) {
			/* A part of it would be a wrong figure. */
			sites->count = before;
			return;
		}
	}
	sites->knows_switch = count > 0;
}
