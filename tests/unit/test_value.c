/* Tagged values: every kind survives the round trip, and kinds do not overlap. */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "core/value.h"
#include "objects/float.h"
#include "objects/int.h"

static void small_ints(void **state) {
    (void)state;
    const int64_t numbers[] = {0, 1, -1, 255, -256, INT32_MAX, INT32_MIN, SMALL_INT_MAX, SMALL_INT_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_true(int_fits_small(numbers[i]));
        Val v = val_small(numbers[i]);
        assert_true(val_is_int(v) && !val_is_ptr(v) && !val_is_imm_float(v) && !val_is_bool(v));
        assert_true(val_int(v) == numbers[i]);
    }
    assert_false(int_fits_small(SMALL_INT_MAX + 1));
    assert_false(int_fits_small(SMALL_INT_MIN - 1));
}

static void big_ints_begin_where_small_ones_end(void **state) {
    (void)state;
    runtime_test_init();
    Val v = int_from_i64(SMALL_INT_MAX + 1), w = int_from_i64(SMALL_INT_MIN - 1);
    int64_t n;
    assert_true(val_is_ptr(v) && val_is_integer(v) && int_as_i64(v, &n) && n == SMALL_INT_MAX + 1);
    assert_true(val_is_ptr(w) && int_as_i64(w, &n) && n == SMALL_INT_MIN - 1);
    Val back = int_sub(v, val_small(1));
    assert_true(back == val_small(SMALL_INT_MAX));
    decref(v);
    decref(w);
}

static void check_float(double d, bool immediate) {
    Val v;
    bool got = float_immediate(d, &v);
    assert_int_equal(got, immediate);
    v = val_float(d);
    assert_true(val_is_float(v) && !val_is_int(v));
    assert_int_equal(val_is_imm_float(v), immediate);
    double back = float_value(v);
    assert_memory_equal(&d, &back, sizeof d);
    decref(v);
}

static void floats(void **state) {
    (void)state;
    runtime_test_init();
    const double common[] = {1.0, -1.0, 0.5, 3.141592653589793, -2.5e10, 1e70, -1e-70, 123456789.125};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        check_float(common[i], true);
    check_float(0.0, true);
    check_float(-0.0, false);
    check_float(NAN, false);
    check_float(INFINITY, false);
    check_float(-INFINITY, false);
    check_float(DBL_MAX, false);
    check_float(DBL_MIN, false);
    check_float(DBL_TRUE_MIN, false);
    check_float(0x1p-255, false); /* the one pattern that would read as 0.0 */
}

static void random_floats(void **state) {
    (void)state;
    runtime_test_init();
    uint64_t x = 88172645463325252ull;
    for (int i = 0; i < 1000000; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        Val v;
        double d = bits_double(x);
        if (!float_immediate(d, &v))
            continue;
        assert_true(val_is_imm_float(v) && !val_is_ptr(v) && !val_is_int(v));
        assert_true(double_bits(val_imm_double(v)) == x);
    }
}

static void constants(void **state) {
    (void)state;
    const Val all[] = {VAL_NULL, VAL_NONE, VAL_FALSE, VAL_TRUE, VAL_ELLIPSIS, VAL_NOTIMPL};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_false(val_is_ptr(all[i]) || val_is_int(all[i]) || val_is_imm_float(all[i]));
        for (size_t k = 0; k < i; k++)
            assert_true(all[i] != all[k]);
        assert_int_equal(val_is_bool(all[i]), all[i] == VAL_TRUE || all[i] == VAL_FALSE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_ints),    cmocka_unit_test(big_ints_begin_where_small_ones_end),
        cmocka_unit_test(floats),        cmocka_unit_test(random_floats),
        cmocka_unit_test(constants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
