/*
 * hot.h - the word that the eval loop and the allocator test anyway.
 *
 * The semaphores of the hot probes share one aligned 8-byte word with the eval breaker, so that a single load and
 * compare answers "is there anything out of the ordinary?" and unattached hot probes cost nothing of their own.
 *
 * Each side stores only its own halfword: the kernel the three semaphores (when a tracer attaches or detaches), the
 * runtime the breaker. Never store the whole word, and never read-modify-write it: an update of the kernel's would be
 * lost, and the tracer's probe with it.
 */
#ifndef GILPY_HOT_H
#define GILPY_HOT_H

#include <stdint.h>

union gilpy_hot_word {
	uint64_t all;
	struct {
		uint16_t breaker;          /* the runtime's flags; their meaning is the runtime's affair */
		uint16_t sem_eval;         /* eval__entry and eval__return */
		uint16_t sem_alloc;        /* alloc and free */
		uint16_t sem_alloc_sample; /* alloc__sample */
	};
};

_Static_assert(sizeof(union gilpy_hot_word) == 8, "one load");

/* The one instance (gilpy_probes.c). In section .probes; with PROBES=OFF in ordinary data, its semaphores always 0. */
extern union gilpy_hot_word gilpy_hot_word __attribute__((visibility("hidden")));

/* Masks for a value from gilpy_hot_load(). */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define GILPY_HOT_SHIFT(halfword) (16 * (halfword))
#else
#define GILPY_HOT_SHIFT(halfword) (48 - 16 * (halfword))
#endif
#define GILPY_HOT_BREAKER ((uint64_t)0xffff << GILPY_HOT_SHIFT(0))
#define GILPY_HOT_EVAL ((uint64_t)0xffff << GILPY_HOT_SHIFT(1))
#define GILPY_HOT_ALLOC ((uint64_t)0xffff << GILPY_HOT_SHIFT(2))
#define GILPY_HOT_ALLOC_SAMPLE ((uint64_t)0xffff << GILPY_HOT_SHIFT(3))

/* The whole word by one relaxed load; 0 means: nothing to do, nobody listens. */
static inline uint64_t gilpy_hot_load(void)
{
	return __atomic_load_n(&gilpy_hot_word.all, __ATOMIC_RELAXED);
}

/* The breaker alone, and its atomic changes: 16 bits wide, so that the semaphores beside it are never touched. */
static inline uint16_t gilpy_hot_breaker(void)
{
	return __atomic_load_n(&gilpy_hot_word.breaker, __ATOMIC_RELAXED);
}

static inline uint16_t gilpy_hot_breaker_set(uint16_t flags)
{
	return __atomic_fetch_or(&gilpy_hot_word.breaker, flags, __ATOMIC_RELAXED);
}

static inline uint16_t gilpy_hot_breaker_clear(uint16_t flags)
{
	return __atomic_fetch_and(&gilpy_hot_word.breaker, (uint16_t)~flags, __ATOMIC_RELAXED);
}

#endif
