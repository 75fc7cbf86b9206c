/* dict: against a plain array as model, order, versions, memory. */
#include "unit.h"

#include "core/err.h"
#include "core/mem.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

static uint32_t seed = 7;
static uint32_t next_random(uint32_t n) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

/* Random operations; the model keeps keys in order of insertion. */
static void test_model(void **state) {
    (void)state;
    enum { N = 300 };
    int64_t keys[N], values[N];
    int count = 0;
    size_t before = mem_in_use();
    Val v = dict_new();
    Dict *d = as_dict(v);
    for (int step = 0; step < 40000; step++) {
        int64_t key = next_random(N);
        int at = 0;
        while (at < count && keys[at] != key)
            at++;
        switch (next_random(4)) {
        case 0: case 1:
            assert_true(dict_set(d, val_small(key), val_small(step)));
            if (at == count)
                keys[count++] = key;
            values[at] = step;
            break;
        case 2:
            assert_int_equal(dict_delete(d, val_small(key)), at < count);
            if (at < count) {
                memmove(keys + at, keys + at + 1, (size_t)(count - at - 1) * sizeof *keys);
                memmove(values + at, values + at + 1, (size_t)(count - at - 1) * sizeof *values);
                count--;
            }
            break;
        default: {
            Val got = dict_get(d, val_small(key));
            assert_true(at < count ? got == val_small(values[at]) : val_is_null(got));
        }
        }
        if (step % 97 == 0 && count) {
            Val k, val;
            assert_true(dict_popitem(d, &k, &val));
            count--;
            assert_true(k == val_small(keys[count]) && val == val_small(values[count]));
        }
        assert_int_equal(d->used, count);
        if (step % 500 == 0) {
            int64_t pos = 0;
            Val k, val;
            for (int i = 0; i < count; i++) {
                assert_true(dict_next(d, &pos, &k, &val));
                assert_true(k == val_small(keys[i]) && val == val_small(values[i]));
            }
            assert_false(dict_next(d, &pos, &k, &val));
        }
    }
    decref(v);
    assert_int_equal(mem_in_use(), before);
}

/* Inline caches rely on it: the version changes with the key set only. */
static void test_keys_version(void **state) {
    (void)state;
    Val v = dict_new(), a = str_intern_cstr("a"), b = str_intern_cstr("b");
    Dict *d = as_dict(v);
    assert_true(dict_set_str(d, a, val_small(1)));
    uint32_t v1 = dict_keys_version(d);
    assert_int_not_equal(v1, 0);
    assert_int_equal(dict_keys_version(d), v1);
    int64_t i = dict_find_str(d, a);
    assert_true(dict_set_str(d, a, val_small(2)));
    assert_int_equal(d->keys_version, v1);
    assert_true(d->entries[i].value == val_small(2));
    assert_true(dict_set_str(d, b, val_small(3)));
    uint32_t v2 = dict_keys_version(d);
    assert_int_not_equal(v2, v1);
    assert_int_equal(dict_delete(d, b), 1);
    assert_int_equal(d->keys_version, 0);
    uint32_t v3 = dict_keys_version(d);
    assert_true(v3 != v1 && v3 != v2);
    dict_clear(d);
    assert_int_equal(d->keys_version, 0);
    Val other = dict_new();
    assert_true(dict_set_str(as_dict(other), a, val_small(1)));
    assert_int_not_equal(dict_keys_version(as_dict(other)), dict_keys_version(d));
    /* growing moves the entries */
    dict_keys_version(d);
    for (int n = 0; n < 50; n++) {
        Val s = str_from_format("key %d", n);
        assert_true(dict_set(d, s, VAL_NONE));
        assert_int_equal(d->keys_version, 0);
        decref(s);
    }
    decref(v);
    decref(other);
}

/* Keys that are equal but not the same, and of several types. */
static void test_mixed_keys(void **state) {
    (void)state;
    Val v = dict_new(), big = int_from_text("100000000000000000000", 21, 10),
        same = int_from_text("100000000000000000000", 21, 10);
    Dict *d = as_dict(v);
    assert_true(d->str_keys);
    assert_true(dict_set(d, big, val_small(1)));
    assert_false(d->str_keys);
    assert_true(dict_set(d, same, val_small(2)));
    assert_int_equal(d->used, 1);
    assert_true(dict_set(d, val_small(1), val_small(3)));
    assert_true(dict_get(d, VAL_TRUE) == val_small(3));
    Val list = list_new(0);
    assert_true(val_is_null(dict_get(d, list)));
    assert_true(err_matches(&exc_TypeError));
    err_clear();
    Val s = str_intern_cstr("s");
    assert_true(val_is_null(dict_get_str(d, s)));
    assert_false(err_occurred());
    assert_true(dict_set_str(d, s, VAL_TRUE));
    assert_true(dict_get(d, s) == VAL_TRUE);
    Val copy = dict_copy(d);
    assert_int_equal(dict_equal(d, as_dict(copy)), 1);
    assert_true(dict_set(as_dict(copy), s, VAL_FALSE));
    assert_int_equal(dict_equal(d, as_dict(copy)), 0);
    decref(copy);
    decref(list);
    decref(big);
    decref(same);
    decref(v);
}

/* The last reference of a value is dropped after the dict is in order again. */
static void test_references(void **state) {
    (void)state;
    Val v = dict_new(), value = list_new(0);
    assert_true(dict_set(as_dict(v), val_small(1), value));
    assert_int_equal(val_obj(value)->rc, 2);
    assert_true(dict_set(as_dict(v), val_small(1), VAL_NONE));
    assert_int_equal(val_obj(value)->rc, 1);
    assert_true(dict_set(as_dict(v), val_small(2), value));
    Val popped = dict_pop(as_dict(v), val_small(2));
    assert_true(popped == value);
    assert_int_equal(val_obj(value)->rc, 2);
    decref(popped);
    assert_true(val_is_null(dict_pop(as_dict(v), val_small(2))));
    assert_false(err_occurred());
    decref(value);
    decref(v);
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model),      cmocka_unit_test(test_keys_version),
        cmocka_unit_test(test_mixed_keys), cmocka_unit_test(test_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
