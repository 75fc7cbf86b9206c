/* fast.c - see fast.h. */
#include "fast.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gilpy_probes.h"

/* The sites, as usdt.h notes them: each a distance from the word itself. */
extern const int64_t __start_usdt_fast_sites[] __attribute__((visibility("hidden")));
extern const int64_t __stop_usdt_fast_sites[] __attribute__((visibility("hidden")));

#define SITE_SIZE 5

/* A page more, so that there are several to cut. */
__asm__(".pushsection .text\n"
	"	.skip 4096, 0xcc\n"
	"	.popsection\n");

static const unsigned char *site(const int64_t *word)
{
	return (const unsigned char *)word + *word;
}

/*
 * As in the file, or with a breakpoint in place of the first byte, which the kernel emulates. Not only a call is harmful: when
 * a tracer detaches meanwhile, the kernel puts the first byte back and leaves the rest of the call.
 */
static int is_sound(const volatile unsigned char *at)
{
	return (at[0] == 0x66 || at[0] == 0xcc) && at[1] == 0x66 && at[2] == 0x66 && at[3] == 0x66 && at[4] == 0x90;
}

/*
 * In the child of fork(), which has one thread. MADV_DONTNEED drops the child's copies of the pages, so that they are read
 * from the file again, as they were, without breakpoints. The kernel looks what is attached to a file when a mapping of it
 * comes into being; so it does when one is cut in two, as it is by an attribute (DONTDUMP) of one page of several. It then
 * counts the semaphores up, of which the child has inherited the counts: so they begin at nothing.
 *
 * If the kernel does it otherwise one day, the child still lives: it is only not traced.
 */
static void repair(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), low = UINTPTR_MAX, high = 0;
	int sound = 1;

	for (const int64_t *word = __start_usdt_fast_sites; word < __stop_usdt_fast_sites; word++) {
		const unsigned char *at = site(word);

		sound &= is_sound(at);
		low = (uintptr_t)at < low ? (uintptr_t)at : low;
		high = (uintptr_t)at + SITE_SIZE > high ? (uintptr_t)at + SITE_SIZE : high;
	}
	if (sound)
		return;
	low &= ~(page - 1);
	high = (high + page - 1) & ~(page - 1);
	if (madvise((void *)low, high - low, MADV_DONTNEED))
		return;
	probes_forget_listeners();
	if (madvise((void *)low, page, MADV_DONTDUMP) == 0)
		madvise((void *)low, page, MADV_DODUMP);
}

void usdt_fast_start(void)
{
	static int started;

	if (!started)
		started = pthread_atfork(NULL, NULL, repair) == 0;
}
