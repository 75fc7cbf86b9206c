/* float: the immediate encoding, shortest text, correct rounding. */
#include <math.h>
#include <stdlib.h>

#include "unit.h"

#include "core/err.h"
#include "objects/float.h"
#include "objects/str.h"

static uint64_t seed = 88172645463325252u;
static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Any bit pattern comes back, whether immediate or boxed; NaN and infinity are boxed. */
static void test_encoding(void **state) {
    (void)state;
    static const double special[] = {0.0, -0.0, 1.0, -1.0, INFINITY, -INFINITY, 5e-324, 1e77,
                                     1e78, 1e-77, 1e-78, 1.7976931348623157e308, 0.1};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        Val v = val_float(special[i]);
        assert_true(double_bits(float_value(v)) == double_bits(special[i]));
        if (isinf(special[i]))
            assert_false(val_is_imm_float(v));
        decref(v);
    }
    Val nan = val_float(NAN);
    assert_false(val_is_imm_float(nan));
    decref(nan);
    assert_true(val_is_imm_float(val_float(0.0)));
    for (int i = 0; i < 200000; i++) {
        double d = bits_double(next_random());
        Val v = val_float(d);
        assert_true(double_bits(float_value(v)) == double_bits(d));
        assert_false(val_is_int(v) || val_is_none(v) || val_is_null(v));
        decref(v);
    }
}

/* repr reads back the same, and no shorter text does. */
static void test_shortest(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double d = i % 2 ? bits_double(next_random()) : (double)(int64_t)(next_random() >> 12) / 1000;
        if (!isfinite(d))
            continue;
        char *s = float_to_text(d, 'r', 0, FLOAT_ADD_DOT_0);
        assert_non_null(s);
        assert_true(strtod(s, NULL) == d);
        int digits = 0;
        bool leading = true;
        for (char *p = s; *p && *p != 'e'; p++)
            if (*p >= '0' && *p <= '9' && !(leading && *p == '0')) {
                leading = false;
                digits++;
            }
        if (digits > 1 && digits <= 17 && strchr(s, 'e')) { /* one digit fewer fails */
            char shorter[40];
            snprintf(shorter, sizeof shorter, "%.*e", digits - 2, d);
            assert_true(strtod(shorter, NULL) != d);
        }
        free(s);
    }
    static const struct {
        double d;
        const char *text;
    } cases[] = {{1e16, "1e+16"}, {1e15, "1000000000000000.0"}, {0.0001, "0.0001"},
                 {0.00001, "1e-05"}, {5e-324, "5e-324"}, {0.1, "0.1"}, {-0.0, "-0.0"},
                 {123456789.125, "123456789.125"}, {1e22, "1e+22"}, {2.5e-7, "2.5e-07"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Val s = float_repr(cases[i].d);
        assert_string_equal(str_utf8(s, NULL), cases[i].text);
        decref(s);
    }
}

static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {{"1.5", true}, {" 1e5\n", true}, {"1_0.2_5", true}, {".5", true}, {"5.", true},
                 {"-inf", true}, {"nAn", true}, {"1e400", true}, {"", false}, {".", false},
                 {"1__0", false}, {"1_", false}, {"_1", false}, {"1e", false}, {"0x1p3", false},
                 {"infin", false}, {"1e5e5", false}, {"1.2.3", false}, {"e5", false},
                 {"nan(1)", false}, {"1 2", false}, {"+-1", false}, {"1e_5", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double d;
        assert_int_equal(float_from_text(cases[i].text, (int64_t)strlen(cases[i].text), &d),
                         cases[i].ok);
    }
    double d;
    assert_true(float_from_text("1_0.2_5", 7, &d) && d == 10.25);
    assert_true(float_from_text("1.5xxx", 3, &d) && d == 1.5); /* not NUL-terminated */
}

static void test_hex(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double d = bits_double(next_random());
        if (!isfinite(d))
            continue;
        Val s = float_hex(d), back = float_from_hex(s);
        assert_true(double_bits(float_value(back)) == double_bits(d));
        decref(s);
        decref(back);
    }
}

static void test_round(void **state) {
    (void)state;
    static const struct {
        double d;
        int n;
        double want;
    } cases[] = {{2.675, 2, 2.67}, {0.5, 0, 0.0}, {1.5, 0, 2.0}, {15, -1, 20}, {25, -1, 20},
                 {25.0000001, -1, 30}, {-15, -1, -20}, {1e300, -299, 1e300}, {5e-324, 323, 0},
                 {123.456, -3, 0}, {999.9, -3, 1000}, {1.005, 2, 1.0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Val v = float_round(cases[i].d, cases[i].n);
        assert_true(float_value(v) == cases[i].want);
        decref(v);
    }
    assert_true(val_is_null(float_round(1.7e308, -308)));
    assert_true(err_matches(&exc_OverflowError));
    err_clear();
}

static void test_divmod(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = (double)((int64_t)(next_random() % 20001) - 10000) / 8;
        double y = (double)((int64_t)(next_random() % 2001) - 1000) / 4;
        if (y == 0)
            continue;
        double q, m;
        float_divmod(x, y, &q, &m);
        assert_true(q == floor(q));
        assert_true(m == 0 || (m < 0) == (y < 0));
        assert_true(fabs(m) < fabs(y));
        assert_true(q * y + m == x); /* exact: eighths */
    }
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encoding), cmocka_unit_test(test_shortest),
        cmocka_unit_test(test_parse),    cmocka_unit_test(test_hex),
        cmocka_unit_test(test_round),    cmocka_unit_test(test_divmod),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
