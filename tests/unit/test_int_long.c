/* Arithmetic on integers too long for one call of GMP, against GMP itself:
 * with a small limit, so that small operands take every path. */
#include "unit.h"

#include "core/err.h"
#include "core/object.h"
#include "objects/int_long.h"

static gmp_randstate_t rnd;
static mpz_t a, b, c, q, r, q2, r2;
static int polls_left; /* < 0: any number */

static int test_poll(void) {
    if (polls_left == 0) {
        err_set(&exc_KeyboardInterrupt, "");
        return -1;
    }
    if (polls_left > 0)
        polls_left--;
    return 0;
}

static int setup(void **state) {
    (void)state;
    vm_hooks.poll = test_poll;
    polls_left = -1;
    gmp_randinit_default(rnd);
    mpz_inits(a, b, c, q, r, q2, r2, NULL);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    gmp_randclear(rnd);
    mpz_clears(a, b, c, q, r, q2, r2, NULL);
    return 0;
}

/* Long runs of equal bits now and then: carries and quotient digits at their edges. */
static void random_int(mpz_ptr z, size_t bits) {
    unsigned kind = (unsigned)gmp_urandomm_ui(rnd, 4);
    if (kind == 0)
        mpz_urandomb(z, rnd, bits);
    else
        mpz_rrandomb(z, rnd, bits);
    if (kind == 1 && bits) { /* 2**bits and its neighbours */
        mpz_set_ui(z, 0);
        mpz_setbit(z, bits);
        mpz_sub_ui(z, z, gmp_urandomm_ui(rnd, 3));
    }
    if (gmp_urandomb_ui(rnd, 1))
        mpz_neg(z, z);
}

static const size_t limits[] = {4, 5, 8, 33, 100};
static const size_t sizes[] = {0, 1, 64, 65, 200, 256, 300, 511, 512, 1000, 2048, 4097, 10000, 30000, 100000};
enum { SIZES = sizeof sizes / sizeof *sizes, LIMITS = sizeof limits / sizeof *limits };

static void for_all_sizes(void (*check)(void)) {
    for (size_t l = 0; l < LIMITS; l++)
        for (size_t i = 0; i < SIZES; i++)
            for (size_t j = 0; j < SIZES; j++)
                for (int k = 0; k < 3; k++) {
                    int_long_limbs = limits[l];
                    random_int(a, sizes[i]);
                    random_int(b, sizes[j]);
                    check();
                }
}

static void check_mul(void) {
    mpz_mul(q, a, b);
    assert_true(long_mul(r, a, b));
    assert_int_equal(mpz_cmp(q, r), 0);
    mpz_set(r, b); /* onto an operand */
    assert_true(long_mul(r, a, r));
    assert_int_equal(mpz_cmp(q, r), 0);
    mpz_mul(q, a, a);
    mpz_set(r, a);
    assert_true(long_mul(r, r, r));
    assert_int_equal(mpz_cmp(q, r), 0);
}
static void test_mul(void **state) {
    (void)state;
    for_all_sizes(check_mul);
}

/* Every length near each other, for the lengths of pieces and residues. */
static void test_mul_lengths(void **state) {
    (void)state;
    int_long_limbs = 4;
    for (size_t n = 5; n < 1200; n += n < 100 ? 1 : 13)
        for (size_t m = n; m < n + 4; m++) {
            random_int(a, n * 64);
            random_int(b, m * 64);
            check_mul();
        }
}

static void check_divide(void) {
    if (mpz_sgn(b) == 0)
        return;
    mpz_fdiv_qr(q, r, a, b);
    assert_true(long_fdiv_qr(q2, r2, a, b));
    assert_int_equal(mpz_cmp(q, q2), 0);
    assert_int_equal(mpz_cmp(r, r2), 0);
    mpz_set(q2, a); /* one result, onto an operand */
    assert_true(long_fdiv_qr(q2, NULL, q2, b));
    assert_int_equal(mpz_cmp(q, q2), 0);
    mpz_set(r2, b);
    assert_true(long_fdiv_qr(NULL, r2, a, r2));
    assert_int_equal(mpz_cmp(r, r2), 0);
    /* exact, one less, one more */
    mpz_mul(c, a, b);
    for (int d = -1; d <= 1; d++) {
        if (d < 0)
            mpz_sub_ui(c, c, 1);
        else
            mpz_add_ui(c, c, d > 0);
        mpz_fdiv_qr(q, r, c, b);
        assert_true(long_fdiv_qr(q2, r2, c, b));
        assert_int_equal(mpz_cmp(q, q2), 0);
        assert_int_equal(mpz_cmp(r, r2), 0);
        if (d < 0)
            mpz_add_ui(c, c, 1);
    }
}
static void test_divide(void **state) {
    (void)state;
    for_all_sizes(check_divide);
}

static void check_gcd(void) {
    random_int(c, (size_t)gmp_urandomm_ui(rnd, 3000)); /* a divisor of both */
    mpz_mul(a, a, c);
    mpz_mul(b, b, c);
    mpz_gcd(q, a, b);
    assert_true(long_gcd(r, a, b));
    assert_int_equal(mpz_cmp(q, r), 0);
    mpz_lcm(q, a, b);
    assert_true(long_lcm(r, a, b));
    assert_int_equal(mpz_cmp(q, r), 0);
    mpz_set(r, a);
    assert_true(long_lcm(r, r, b));
    assert_int_equal(mpz_cmp(q, r), 0);
}
static void test_gcd(void **state) {
    (void)state;
    for_all_sizes(check_gcd);
}

static void test_pow(void **state) {
    (void)state;
    static const uint64_t exps[] = {0, 1, 2, 3, 7, 31, 100, 1023, 1024};
    for (size_t l = 0; l < LIMITS; l++)
        for (size_t i = 0; i < 8; i++)
            for (size_t e = 0; e < sizeof exps / sizeof *exps; e++) {
                int_long_limbs = limits[l];
                random_int(a, sizes[i]);
                if (mpz_sgn(a) == 0)
                    continue;
                if (e % 2)
                    mpz_mul_2exp(a, a, e * 7);
                mpz_pow_ui(q, a, exps[e]);
                assert_true(long_pow_ui(r, a, exps[e]));
                assert_int_equal(mpz_cmp(q, r), 0);
                assert_true(long_pow_ui(a, a, exps[e]));
                assert_int_equal(mpz_cmp(q, a), 0);
            }
    int_long_limbs = 4;
    mpz_set_ui(a, 10);
    assert_true(long_pow_ui(r, a, 20000));
    mpz_ui_pow_ui(q, 10, 20000);
    assert_int_equal(mpz_cmp(q, r), 0);
}

static void test_powm(void **state) {
    (void)state;
    for (size_t l = 0; l < 3; l++)
        for (size_t i = 0; i < 12; i++)
            for (size_t j = 0; j < 10; j++)
                for (size_t e = 0; e < 10; e++) {
                    int_long_limbs = limits[l];
                    random_int(a, sizes[i]);
                    random_int(b, sizes[j]);
                    random_int(c, sizes[e]);
                    mpz_abs(b, b);
                    mpz_abs(c, c);
                    if (mpz_sgn(b) == 0)
                        continue;
                    mpz_powm(q, a, c, b);
                    assert_true(long_powm(r, a, c, b));
                    assert_int_equal(mpz_cmp(q, r), 0);
                    assert_true(long_powm(a, a, c, b));
                    assert_int_equal(mpz_cmp(q, a), 0);
                }
}

static void test_sqrt(void **state) {
    (void)state;
    for (size_t l = 0; l < LIMITS; l++)
        for (size_t i = 0; i < SIZES; i++)
            for (int k = 0; k < 40; k++) {
                int_long_limbs = limits[l];
                random_int(a, sizes[i] + (size_t)k);
                mpz_abs(a, a);
                if (k % 4 < 3) { /* squares and their neighbours */
                    mpz_mul(a, a, a);
                    mpz_add_ui(a, a, 1);
                    if (mpz_cmp_ui(a, 2) > 0)
                        mpz_sub_ui(a, a, (unsigned long)k % 4);
                }
                mpz_sqrt(q, a);
                assert_true(long_sqrt(r, a));
                assert_int_equal(mpz_cmp(q, r), 0);
            }
}

static void test_products(void **state) {
    (void)state;
    for (size_t l = 0; l < LIMITS; l++) {
        int_long_limbs = limits[l];
        for (uint64_t n = 0; n < 3000; n += n < 300 ? 1 : 97) {
            mpz_fac_ui(q, n);
            assert_true(long_factorial(r, n));
            assert_int_equal(mpz_cmp(q, r), 0);
            uint64_t k = n ? gmp_urandomm_ui(rnd, n + 1) : 0;
            mpz_set_ui(a, n);
            mpz_bin_ui(q, a, k);
            assert_true(long_binomial(r, a, k));
            assert_int_equal(mpz_cmp(q, r), 0);
            mpz_fac_ui(r2, k);
            mpz_mul(q, q, r2);
            assert_true(long_falling(a, a, k));
            assert_int_equal(mpz_cmp(q, a), 0);
        }
        mpz_ui_pow_ui(a, 10, 300);
        mpz_bin_ui(q, a, 200);
        assert_true(long_binomial(r, a, 200));
        assert_int_equal(mpz_cmp(q, r), 0);
    }
}

static void check_text(int base) {
    char *wanted = mpz_get_str(NULL, base, a);
    char *text = malloc(mpz_sizeinbase(a, base) + 2);
    assert_true(long_get_str(text, base, a));
    assert_string_equal(text, wanted);
    const char *digits = wanted + (*wanted == '-');
    assert_true(long_set_str(r, digits, strlen(digits), base));
    assert_int_equal(mpz_cmpabs(a, r), 0);
    free(text);
    free(wanted);
}

static void test_text(void **state) {
    (void)state;
    for (size_t l = 0; l < LIMITS; l++)
        for (size_t i = 0; i < SIZES; i++)
            for (int base = 2; base <= 36; base += 1 + (base > 11) * 6) {
                int_long_limbs = limits[l];
                random_int(a, sizes[i]);
                check_text(base);
                /* many zeros and nines in a row */
                mpz_ui_pow_ui(a, (unsigned long)base, sizes[i] / 4);
                check_text(base);
                mpz_sub_ui(a, a, 1);
                check_text(base);
            }
    int_long_limbs = 4;
    static const char zeros[] = "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                "00000000000000000000000000000000000000000000000000000000000000000000000000000012";
    assert_true(long_set_str(r, zeros, sizeof zeros - 1, 10));
    assert_int_equal(mpz_cmp_ui(r, 12), 0);
}

static bool operation(int i, char *text) {
    switch (i) {
    case 0: return long_mul(r, a, a);
    case 1: return long_mul(r, a, b);
    case 2: return long_fdiv_qr(q, r, c, a);
    case 3: return long_fdiv_qr(q, r, c, b);
    case 4: return long_pow_ui(r, b, 3000);
    case 5: return long_powm(r, a, a, b);
    case 6: return long_sqrt(r, c);
    case 7: return long_factorial(r, 5000);
    case 8: return long_binomial(r, b, 300);
    case 9: return long_get_str(text, 10, a);
    case 10: return long_set_str(r, text, strlen(text), 10);
    case 11: return long_gcd(r, a, c);
    default: return long_lcm(r, a, c);
    }
}

/* An interrupt at every moment it can come at; a sanitizer sees what leaks. */
static void test_interrupt(void **state) {
    (void)state;
    int_long_limbs = 4;
    mpz_urandomb(a, rnd, 6000);
    mpz_urandomb(b, rnd, 200);
    mpz_setbit(b, 200);
    mpz_mul(c, a, a);
    mpz_add_ui(c, c, 1);
    char *text = mpz_get_str(NULL, 10, c);
    for (int i = 0; i <= 12; i++) {
        int n = 0;
        bool done = false;
        while (!done) {
            polls_left = n;
            done = operation(i, text);
            if (!done) {
                assert_true(err_matches(&exc_KeyboardInterrupt));
                err_clear();
            }
            n += 1 + n / 16;
        }
        assert_false(err_occurred());
        assert_true(n > 3);
    }
    free(text);
    polls_left = -1;
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mul),       cmocka_unit_test(test_mul_lengths), cmocka_unit_test(test_divide),
        cmocka_unit_test(test_pow),       cmocka_unit_test(test_powm),        cmocka_unit_test(test_sqrt),
        cmocka_unit_test(test_products),  cmocka_unit_test(test_text),        cmocka_unit_test(test_gcd),
        cmocka_unit_test(test_interrupt),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
