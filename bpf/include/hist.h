/*
 * hist.h - a log-linear histogram of times in nanoseconds: every power of two is cut into 8 slots of equal width, so a
 * value is known to 12.5 %. Pure C without library calls: the same code runs in BPF, in gilscope and in the unit tests.
 *
 *     values 0..7      one slot each
 *     then             slots [2^m + i 2^(m-3), 2^m + (i+1) 2^(m-3)), i = 0..7
 *     from 2^40 ns     (18 minutes) the last slot, open above; keep the maximum beside the histogram
 */
#ifndef GILSCOPE_HIST_H
#define GILSCOPE_HIST_H

#include <stdint.h>

#define HIST_SUB_BITS 3
#define HIST_SUB (1 << HIST_SUB_BITS)
#define HIST_MAX_BITS 40
#define HIST_SLOTS ((HIST_MAX_BITS - HIST_SUB_BITS + 1) * HIST_SUB)

struct hist {
	uint64_t slot[HIST_SLOTS];
};

/* Position of the highest set bit; value must not be 0. By halving: BPF has no instruction for it. */
static inline uint32_t hist_high_bit(uint64_t value)
{
	uint32_t bit = 0;

	if (value >> 32) { value >>= 32; bit += 32; }
	if (value >> 16) { value >>= 16; bit += 16; }
	if (value >> 8) { value >>= 8; bit += 8; }
	if (value >> 4) { value >>= 4; bit += 4; }
	if (value >> 2) { value >>= 2; bit += 2; }
	return bit + (value >> 1);
}

/* The slot of a value, always below HIST_SLOTS. */
static inline uint32_t hist_slot(uint64_t value)
{
	uint32_t high, slot;

	if (value < HIST_SUB)
		return value;
	high = hist_high_bit(value);
	slot = (high - HIST_SUB_BITS + 1) * HIST_SUB + ((value >> (high - HIST_SUB_BITS)) & (HIST_SUB - 1));
	return slot < HIST_SLOTS ? slot : HIST_SLOTS - 1;
}

/* The smallest value of a slot; for slot == HIST_SLOTS, 2^40. */
static inline uint64_t hist_slot_low(uint32_t slot)
{
	uint32_t octave = slot / HIST_SUB;

	if (octave == 0)
		return slot;
	return (uint64_t)(HIST_SUB + slot % HIST_SUB) << (octave - 1);
}

/* The smallest value above a slot; the last one ends nowhere. */
static inline uint64_t hist_slot_end(uint32_t slot)
{
	return slot + 1 < HIST_SLOTS ? hist_slot_low(slot + 1) : ~0ULL;
}

#endif
