/* int: the edges of the immediate range, conversions, exact rounding. */
#include <math.h>

#include "unit.h"

#include "core/err.h"
#include "core/mem.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"

static Val parse(const char *s) { return int_from_text(s, (int64_t)strlen(s), 10); }

static void assert_int(Val v, const char *text) {
    assert_false(val_is_null(v));
    Val s = int_to_str(v, 10);
    assert_string_equal(str_utf8(s, NULL), text);
    decref(s);
}

/* Every result that fits is immediate: one value has one representation. */
static void test_representation(void **state) {
    (void)state;
    assert_true(val_is_int(int_from_i64(SMALL_INT_MAX)));
    assert_true(val_is_int(int_from_i64(SMALL_INT_MIN)));
    static const int64_t edges[] = {SMALL_INT_MAX, SMALL_INT_MIN, INT64_MAX, INT64_MIN, 0, 1, -1};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        Val v = int_from_i64(edges[i]);
        int64_t back;
        assert_true(int_as_i64(v, &back));
        assert_int_equal(back, edges[i]);
        assert_int_equal(val_is_int(v), int_fits_small(edges[i]));
        Val one_more = int_add(v, val_small(1)), same = int_sub(one_more, val_small(1));
        assert_int_equal(int_cmp(same, v), 0);
        assert_int_equal(val_is_int(same), val_is_int(v));
        decref(one_more);
        decref(same);
        decref(v);
    }
    Val big = parse("9223372036854775808");
    int64_t out;
    assert_false(int_get_i64(big, &out));
    assert_false(int_as_i64(big, &out));
    assert_true(err_matches(&exc_OverflowError));
    err_clear();
    decref(big);
}

static void test_floor_division(void **state) {
    (void)state;
    for (int64_t a = -20; a <= 20; a++)
        for (int64_t b = -7; b <= 7; b++) {
            if (!b)
                continue;
            int64_t q = val_int(int_floordiv(val_small(a), val_small(b)));
            int64_t r = val_int(int_mod(val_small(a), val_small(b)));
            assert_int_equal(q * b + r, a);
            assert_true(r == 0 || (r < 0) == (b < 0));
            assert_true((r < 0 ? -r : r) < (b < 0 ? -b : b));
        }
    Val a = parse("-100000000000000000000"), q = int_floordiv(a, val_small(7)),
        r = int_mod(a, val_small(7));
    assert_int(q, "-14285714285714285715");
    assert_int(r, "5");
    decref(a);
    decref(q);
    /* the smallest immediate by -1 leaves the range */
    Val n = int_floordiv(val_small(SMALL_INT_MIN), val_small(-1));
    assert_false(val_is_int(n));
    assert_int(n, "4611686018427387904");
    decref(n);
    assert_true(val_is_null(int_mod(val_small(1), val_small(0))));
    assert_true(err_matches(&exc_ZeroDivisionError));
    err_clear();
}

static void test_rounding_to_double(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"9007199254740993", 9007199254740992.0},  /* half: to even */
        {"9007199254740995", 9007199254740996.0},
        {"9007199254740994", 9007199254740994.0},
        {"18446744073709551615", 18446744073709551616.0},
        {"-18446744073709551617", -18446744073709551616.0},
        {"36893488147419107329", 36893488147419103232.0 + 8192.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Val v = parse(cases[i].text);
        double d;
        assert_true(int_as_double(v, &d));
        assert_true(d == cases[i].value);
        decref(v);
    }
    mpz_t z;
    mpz_init_set_ui(z, 3);
    assert_true(int_scaled_double(z, -1075, false) == 2 * 0x1p-1074); /* 1.5 ulp: to even */
    assert_true(int_scaled_double(z, -1076, false) == 0x1p-1074);
    mpz_set_ui(z, 1);
    assert_true(int_scaled_double(z, -1075, false) == 0.0); /* half of the smallest */
    assert_true(int_scaled_double(z, -1075, true) == 0x1p-1074);
    assert_true(isinf(int_scaled_double(z, 1024, false)));
    mpz_clear(z);
    Val a = val_small(1), b = parse("3000000000000000000000000000000"), q = int_truediv(a, b);
    assert_true(float_value(q) == 0x1.b0b0ffe8fae2ap-102); /* not 1 / 3e30: that rounds twice */
    decref(b);
    decref(q);
}

static void test_hash_and_order(void **state) {
    (void)state;
    Val m = parse("2305843009213693951"); /* 2**61 - 1 hashes to 0 */
    assert_int_equal(int_hash(m), 0);
    assert_int_equal(int_hash(val_small(-1)), -2);
    Val big = parse("100000000000000000000");
    assert_int_equal(int_hash(big), float_hash(1e20, val_small(0)));
    assert_true(int_cmp(big, m) > 0);
    assert_int_equal(int_cmp_double(big, 1e20), 0);
    assert_true(int_cmp_double(big, 1e21) < 0);
    assert_true(int_cmp_double(big, -INFINITY) > 0);
    decref(m);
    decref(big);
}

static void test_text(void **state) {
    (void)state;
    static const char *const bad[] = {"", "-", "1__0", "_1", "1_", "0x10", "1 2", "+-1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(val_is_null(parse(bad[i])));
        assert_true(err_matches(&exc_ValueError));
        err_clear();
    }
    assert_int(int_from_text("0x_ff", 5, 0), "255");
    assert_int(int_from_text("  -1_000\n", 9, 10), "-1000");
    assert_int(int_from_text("zz", 2, 36), "1295");
    /* 2..36, small and large, there and back */
    Val big = parse("123456789012345678901234567890");
    for (int base = 2; base <= 36; base++) {
        Val s = int_to_str(big, base);
        int64_t n;
        const char *p = str_utf8(s, &n);
        Val back = int_from_text(p, n, base);
        assert_int_equal(int_cmp(big, back), 0);
        decref(s);
        decref(back);
    }
    decref(big);
}

static void test_huge_results_are_refused(void **state) {
    (void)state;
    Val shift = int_lshift(val_small(1), val_small((int64_t)1 << 50));
    assert_true(val_is_null(shift));
    assert_true(err_matches(&exc_MemoryError));
    err_clear();
    assert_true(val_is_null(int_pow(val_small(10), val_small((int64_t)1 << 40), VAL_NULL)));
    assert_true(err_matches(&exc_MemoryError));
    err_clear();
}

static void test_no_leaks(void **state) {
    (void)state;
    size_t before = mem_in_use();
    Val a = parse("123456789012345678901234567890"), sum = val_small(0);
    for (int i = 0; i < 1000; i++) {
        Val p = int_mul(a, val_small(i)), s = int_add(sum, p);
        decref(p);
        decref(sum);
        sum = s;
    }
    assert_int(sum, "61666666111666666611166666661055000");
    decref(sum);
    decref(a);
    assert_int_equal(mem_in_use(), before);
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_representation),  cmocka_unit_test(test_floor_division),
        cmocka_unit_test(test_rounding_to_double), cmocka_unit_test(test_hash_and_order),
        cmocka_unit_test(test_text),            cmocka_unit_test(test_huge_results_are_refused),
        cmocka_unit_test(test_no_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
