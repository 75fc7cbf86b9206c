/* str: widths, UTF-8, interning, search against a naive one, growing text. */
#include <stdlib.h>

#include "unit.h"

#include "core/err.h"
#include "core/mem.h"
#include "objects/bytes.h"
#include "objects/str.h"

static uint32_t seed = 1;
static uint32_t next_random(uint32_t n) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

static void test_kinds(void **state) {
    (void)state;
    static const struct {
        const char *utf8;
        int kind;
        bool ascii;
        int64_t length;
    } cases[] = {{"", 1, true, 0}, {"abc", 1, true, 3}, {"\xc3\xa9t\xc3\xa9", 1, false, 3},
                 {"\xe4\xb8\xad", 2, false, 1}, {"a\xf0\x9f\x98\x80", 4, false, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Val v = str_from_cstr(cases[i].utf8);
        Str *s = as_str(v);
        assert_int_equal(s->kind, cases[i].kind);
        assert_int_equal(s->ascii, cases[i].ascii);
        assert_int_equal(s->length, cases[i].length);
        assert_string_equal(str_utf8(v, NULL), cases[i].utf8);
        decref(v);
    }
    /* cut off the wide part: as narrow as what is left, and equal to it */
    Val wide = str_from_cstr("abc\xf0\x9f\x98\x80"), cut = str_substring(wide, 0, 3),
        plain = str_from_cstr("abc");
    assert_int_equal(as_str(cut)->kind, 1);
    assert_true(as_str(cut)->ascii);
    assert_true(str_eq(as_str(cut), as_str(plain)));
    assert_true(str_hash(as_str(cut)) == str_hash(as_str(plain)));
    Val empty = str_empty(), replaced = str_replace(wide, wide, empty, -1);
    assert_int_equal(as_str(replaced)->length, 0);
    decref(wide);
    decref(cut);
    decref(plain);
    decref(empty);
    decref(replaced);
}

static void test_utf8_errors(void **state) {
    (void)state;
    static const char *const bad[] = {"\xff", "\xc0\x80", "\xe2\x82", "\xf4\x90\x80\x80", "\x80",
                                      "a\xc3", "\xf0\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(val_is_null(str_decode(bad[i], (int64_t)strlen(bad[i]), "utf-8", NULL)));
        assert_true(err_matches(&exc_UnicodeDecodeError));
        err_clear();
        Val v = str_decode(bad[i], (int64_t)strlen(bad[i]), "utf-8", "surrogateescape");
        assert_false(val_is_null(v));
        Val back = str_encode(v, "utf-8", "surrogateescape");
        assert_string_equal(as_bytes(back)->data, bad[i]);
        decref(v);
        decref(back);
    }
    assert_true(val_is_null(str_decode("a", 1, "no-such", NULL)));
    assert_true(err_matches(&exc_LookupError));
    err_clear();
}

static void test_interning(void **state) {
    (void)state;
    Val a = str_intern(str_from_cstr("unit test name")), b = str_intern(str_from_cstr("unit test name"));
    assert_true(a == b);
    assert_true(STR_CONST("unit test name") == a);
    decref(a);
    decref(b);
    size_t before = mem_in_use();
    for (int i = 0; i < 5000; i++) { /* interned strs die with their last user */
        Val v = str_intern(str_from_format("temporary %d", i));
        assert_true(as_str(v)->interned);
        decref(v);
    }
    assert_int_equal(mem_in_use(), before);
}

static int64_t naive_find(const Str *h, const Str *n, int64_t start, int64_t end, bool last) {
    int64_t found = -1;
    for (int64_t i = start; i + n->length <= end; i++) {
        int64_t j = 0;
        while (j < n->length && str_char(h, i + j) == str_char(n, j))
            j++;
        if (j == n->length) {
            found = i;
            if (!last)
                break;
        }
    }
    return found;
}

static Val random_text(int64_t n, uint32_t base, uint32_t alphabet) {
    uint32_t *p = malloc((size_t)(n + 1) * sizeof *p);
    for (int64_t i = 0; i < n; i++)
        p[i] = base + next_random(alphabet);
    Val v = str_from_kind(4, p, n);
    free(p);
    return v;
}

static void test_search(void **state) {
    (void)state;
    static const uint32_t bases[] = {'a', 0xe0, 0x4e00, 0x1f600};
    for (int round = 0; round < 4000; round++) {
        uint32_t base = bases[round % 4];
        Val h = random_text(next_random(60), base, 2), n = random_text(next_random(6), base, 2);
        int64_t len = as_str(h)->length, start = next_random(10), end = len - next_random(5);
        if (end < start)
            end = start;
        if (start > len)
            start = end = len;
        if (end > len)
            end = len;
        assert_int_equal(str_find(as_str(h), as_str(n), start, end),
                         naive_find(as_str(h), as_str(n), start, end, false));
        assert_int_equal(str_rfind(as_str(h), as_str(n), start, end),
                         naive_find(as_str(h), as_str(n), start, end, true));
        decref(h);
        decref(n);
    }
    /* what makes the naive search quadratic: 200,000 x 100,000 must not take hours */
    for (int i = 0; i < 4; i++) {
        uint32_t *p = malloc(200001 * sizeof *p);
        for (int k = 0; k < 200000; k++)
            p[k] = bases[i];
        Val h = str_from_kind(4, p, 200000);
        p[50000] = bases[i] + 1;
        Val n = str_from_kind(4, p, 100000);
        assert_int_equal(str_find(as_str(h), as_str(n), 0, 200000), -1);
        assert_int_equal(str_rfind(as_str(h), as_str(n), 0, 200000), -1);
        free(p);
        decref(h);
        decref(n);
    }
}

static void test_strbuf(void **state) {
    (void)state;
    size_t before = mem_in_use();
    StrBuf b;
    strbuf_init(&b);
    uint32_t want[500];
    for (int i = 0; i < 500; i++) {
        want[i] = i < 100 ? 'a' + next_random(26) : i < 200 ? 0x80 + next_random(100) : next_random(0x1f600) + 1;
        strbuf_char(&b, want[i]);
    }
    Val v = strbuf_finish(&b);
    assert_int_equal(as_str(v)->length, 500);
    for (int i = 0; i < 500; i++)
        assert_int_equal(str_char(as_str(v), i), want[i]);
    decref(v);
    strbuf_init(&b);
    strbuf_cstr(&b, "dropped");
    strbuf_discard(&b);
    assert_int_equal(mem_in_use(), before);
}

static void test_format(void **state) {
    (void)state;
    Val name = str_from_cstr("\xc3\xa9");
    Val v = str_from_format("%d %5ld|%-4d|%x %s %.3s %c %V %R %T %% %08.3f", -5, 7L, 3, 255u, "s",
                            "abcdef", 0x1f600, name, name, name, 2.5);
    assert_string_equal(str_utf8(v, NULL),
                        "-5     7|3   |ff s abc \xf0\x9f\x98\x80 \xc3\xa9 '\xc3\xa9' str % 0002.500");
    decref(v);
    decref(name);
    /* a precision never cuts a character in two */
    v = str_from_format("%.3s", "a\xc3\xa9\xc3\xa9");
    assert_string_equal(str_utf8(v, NULL), "a\xc3\xa9");
    decref(v);
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),  cmocka_unit_test(test_utf8_errors),
        cmocka_unit_test(test_interning), cmocka_unit_test(test_search),
        cmocka_unit_test(test_strbuf), cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
