/* test_hist.c - bpf/include/hist.h: the histogram that BPF programs and gilscope share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist.h"

/* A value belongs to the slot whose bounds enclose it. */
static void check_value(uint64_t value)
{
	uint32_t slot = hist_slot(value);

	assert_true(slot < HIST_SLOTS);
	assert_true(hist_slot_low(slot) <= value);
	assert_true(value < hist_slot_end(slot) || slot == HIST_SLOTS - 1);
}

static void high_bit(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 64; bit++) {
		assert_int_equal(hist_high_bit(1ULL << bit), bit);
		assert_int_equal(hist_high_bit((1ULL << bit) | ((1ULL << bit) - 1)), bit);
	}
}

static void bounds_enclose_values(void **state)
{
	(void)state;
	for (uint64_t value = 0; value < 100000; value++)
		check_value(value);
	for (unsigned bit = 3; bit < 64; bit++) {
		uint64_t power = 1ULL << bit;

		check_value(power - 1);
		check_value(power);
		check_value(power + 1);
		check_value(power + power / 8 - 1);
		check_value(power + power / 8);
	}
	check_value(UINT64_MAX);
}

static void slots_are_contiguous(void **state)
{
	(void)state;
	assert_int_equal(hist_slot_low(0), 0);
	for (uint32_t slot = 0; slot + 1 < HIST_SLOTS; slot++) {
		assert_true(hist_slot_low(slot) < hist_slot_end(slot));
		assert_true(hist_slot_end(slot) == hist_slot_low(slot + 1));
		assert_int_equal(hist_slot(hist_slot_low(slot)), slot);
		assert_int_equal(hist_slot(hist_slot_end(slot) - 1), slot);
	}
	assert_true(hist_slot_end(HIST_SLOTS - 1) == UINT64_MAX);
}

/* 12.5 %: a slot is never wider than an eighth of its lowest value, but for the exact ones below 8. */
static void error_is_bounded(void **state)
{
	(void)state;
	for (uint32_t slot = HIST_SUB; slot + 1 < HIST_SLOTS; slot++)
		assert_true((hist_slot_end(slot) - hist_slot_low(slot)) * HIST_SUB <= hist_slot_low(slot));
	for (uint32_t slot = 0; slot < HIST_SUB; slot++)
		assert_true(hist_slot_end(slot) - hist_slot_low(slot) == 1);
}

static void slots_grow_with_values(void **state)
{
	uint32_t before = 0;

	(void)state;
	for (uint64_t value = 1; value && value < 1ULL << 42; value += value / 16 + 1) {
		uint32_t slot = hist_slot(value);

		assert_true(slot >= before);
		before = slot;
	}
	assert_int_equal(before, HIST_SLOTS - 1);
}

static void large_values_share_the_last_slot(void **state)
{
	(void)state;
	assert_int_equal(hist_slot((1ULL << HIST_MAX_BITS) - 1), HIST_SLOTS - 1);
	assert_int_equal(hist_slot(1ULL << HIST_MAX_BITS), HIST_SLOTS - 1);
	assert_int_equal(hist_slot(UINT64_MAX), HIST_SLOTS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(high_bit),
		cmocka_unit_test(bounds_enclose_values),
		cmocka_unit_test(slots_are_contiguous),
		cmocka_unit_test(error_is_bounded),
		cmocka_unit_test(slots_grow_with_values),
		cmocka_unit_test(large_values_share_the_last_slot),
	};

	return cmocka_run_group_tests_name("hist", tests, NULL, NULL);
}
