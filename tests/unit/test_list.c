/* list and tuple: storage, references, sorting. */
#include "unit.h"

#include "core/err.h"
#include "core/mem.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

static uint32_t seed = 3;
static uint32_t next_random(uint32_t n) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

static void test_growth(void **state) {
    (void)state;
    size_t before = mem_in_use();
    Val v = list_new(0);
    List *l = as_list(v);
    for (int i = 0; i < 10000; i++)
        assert_true(list_append(l, val_small(i)));
    assert_int_equal(l->length, 10000);
    assert_true(l->capacity < 10000 + 10000 / 4);
    for (int i = 0; i < 10000; i++)
        assert_true(l->items[i] == val_small(i));
    for (int i = 9999; i >= 3; i--)
        assert_true(list_pop(l, i) == val_small(i));
    assert_true(l->capacity < 100); /* memory is given back */
    assert_true(list_insert(l, 1, VAL_TRUE) && list_insert(l, -100, VAL_NONE) &&
                list_insert(l, 100, VAL_FALSE));
    assert_true(l->items[0] == VAL_NONE && l->items[2] == VAL_TRUE && l->items[5] == VAL_FALSE);
    assert_true(list_extend(l, v)); /* by itself */
    assert_int_equal(l->length, 12);
    list_reverse(l);
    assert_true(l->items[11] == VAL_NONE);
    list_clear_items(l);
    assert_int_equal(l->length, 0);
    decref(v);
    assert_int_equal(mem_in_use(), before);
}

static void test_references(void **state) {
    (void)state;
    Val item = list_new(0), v = list_new(0);
    assert_true(list_append(as_list(v), item) && list_append(as_list(v), item));
    assert_int_equal(val_obj(item)->rc, 3);
    Val t = list_as_tuple(as_list(v));
    assert_int_equal(val_obj(item)->rc, 5);
    Val pair = tuple_pack(2, item, t);
    assert_int_equal(val_obj(item)->rc, 6);
    assert_int_equal(val_obj(t)->rc, 2);
    decref(pair);
    decref(list_pop(as_list(v), 0));
    decref(t);
    assert_int_equal(val_obj(item)->rc, 2);
    decref(v);
    assert_int_equal(val_obj(item)->rc, 1);
    assert_true(list_append_steal(as_list(item), incref(VAL_NONE)));
    decref(item);
    Val e = tuple_new(0), f = tuple_from_items(NULL, 0);
    assert_true(e == f); /* there is one empty tuple */
    decref(e);
    decref(f);
}

static void test_sort(void **state) {
    (void)state;
    for (int n = 0; n < 400; n += 1 + n / 20) {
        for (int kind = 0; kind < 4; kind++) {
            Val v = list_new(0);
            int64_t sum = 0;
            for (int i = 0; i < n; i++) {
                int64_t x = kind == 0 ? (int64_t)next_random(50) - 25 : kind == 1 ? i : kind == 2 ? -i : i % 7;
                sum += x;
                assert_true(list_append(as_list(v), val_small(x)));
            }
            assert_true(list_sort(as_list(v), VAL_NULL, kind == 3));
            for (int i = 0; i < n; i++) {
                sum -= val_int(as_list(v)->items[i]);
                if (i) {
                    int64_t a = val_int(as_list(v)->items[i - 1]), b = val_int(as_list(v)->items[i]);
                    assert_true(kind == 3 ? a >= b : a <= b);
                }
            }
            assert_int_equal(sum, 0);
            decref(v);
        }
    }
}

/* Equal keys keep their order: pairs (key, position) sorted by a str key. */
static void test_stable(void **state) {
    (void)state;
    for (int reverse = 0; reverse < 2; reverse++) {
        Val v = list_new(0);
        for (int i = 0; i < 1000; i++) {
            Val s = str_from_format("%d", (int)next_random(10));
            assert_true(list_append_steal(as_list(v), s));
        }
        /* identity tells equal strs apart: remember where each was */
        Val copy = list_from_items(as_list(v)->items, 1000);
        assert_true(list_sort(as_list(v), VAL_NULL, reverse));
        int64_t last = -1;
        for (int i = 0; i < 1000; i++) {
            Val s = as_list(v)->items[i];
            if (i && !str_eq(as_str(s), as_str(as_list(v)->items[i - 1])))
                last = -1;
            int64_t at = last + 1;
            while (at < 1000 && !(as_list(copy)->items[at] == s))
                at++;
            assert_true(at < 1000);
            last = at;
        }
        decref(copy);
        decref(v);
    }
}

static void test_sort_errors(void **state) {
    (void)state;
    Val v = list_new(0), s = str_from_cstr("x");
    for (int i = 0; i < 100; i++)
        assert_true(list_append(as_list(v), i == 50 ? s : val_small(100 - i)));
    assert_false(list_sort(as_list(v), VAL_NULL, false));
    assert_true(err_matches(&exc_TypeError));
    err_clear();
    assert_int_equal(as_list(v)->length, 100); /* nothing got lost */
    int strs = 0;
    for (int i = 0; i < 100; i++)
        strs += as_list(v)->items[i] == s;
    assert_int_equal(strs, 1);
    decref(v);
    assert_int_equal(val_obj(s)->rc, 1 + (as_str(s)->length == 1)); /* and the cache of characters */
    decref(s);
}

/* A chain of a million lists is freed without a million C frames. */
static void test_deep_free(void **state) {
    (void)state;
    size_t before = mem_in_use();
    Val v = list_new(0);
    for (int i = 0; i < 1000000; i++) {
        Val outer = i % 2 ? list_new(0) : tuple_pack(1, v);
        if (i % 2)
            assert_true(list_append(as_list(outer), v));
        decref(v);
        v = outer;
    }
    decref(v);
    assert_int_equal(mem_in_use(), before);
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),      cmocka_unit_test(test_references),
        cmocka_unit_test(test_sort),        cmocka_unit_test(test_stable),
        cmocka_unit_test(test_sort_errors), cmocka_unit_test(test_deep_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
