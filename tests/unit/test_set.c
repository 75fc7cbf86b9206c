/* set: against a bitmap as model, unhashable items, memory. */
#include "unit.h"

#include "core/err.h"
#include "core/mem.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/str.h"

static uint32_t seed = 11;
static uint32_t next_random(uint32_t n) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

enum { N = 256 };

static void check(Set *s, const bool *model) {
    int64_t count = 0, pos = 0;
    for (int i = 0; i < N; i++)
        count += model[i];
    assert_int_equal(s->used, count);
    for (SetEntry *e; (e = set_next(s, &pos)); count--)
        assert_true(model[val_int(e->key)]);
    assert_int_equal(count, 0);
}

static void test_model(void **state) {
    (void)state;
    size_t before = mem_in_use();
    bool model[N] = {false};
    Val v = set_new(&set_type);
    Set *s = as_set(v);
    for (int step = 0; step < 60000; step++) {
        int64_t key = next_random(N);
        switch (next_random(3)) {
        case 0:
            assert_true(set_add(s, val_small(key)));
            model[key] = true;
            break;
        case 1:
            assert_int_equal(set_discard(s, val_small(key)), model[key]);
            model[key] = false;
            break;
        default: assert_int_equal(set_contains(s, val_small(key)), model[key]);
        }
        assert_true(!s->table || s->fill <= s->mask); /* a free entry ends every search */
        if (step % 1000 == 0)
            check(s, model);
        if (step % 20000 == 19999) {
            set_clear(s);
            memset(model, 0, sizeof model);
        }
    }
    decref(v);
    assert_int_equal(mem_in_use(), before);
}

static void test_operations(void **state) {
    (void)state;
    size_t before = mem_in_use();
    for (int round = 0; round < 300; round++) {
        bool a[N] = {false}, b[N] = {false}, want[N];
        Val x = set_new(&set_type), y = set_new(&frozenset_type);
        for (uint32_t i = next_random(80); i > 0; i--) {
            uint32_t k = next_random(N);
            a[k] = true;
            assert_true(set_add(as_set(x), val_small(k)));
        }
        for (uint32_t i = next_random(80); i > 0; i--) {
            uint32_t k = next_random(N);
            b[k] = true;
            assert_true(set_add(as_set(y), val_small(k)));
        }
        Val (*const ops[])(Val, Val) = {set_op_or, set_op_and, set_op_sub, set_op_xor};
        for (int op = 0; op < 4; op++) {
            for (int i = 0; i < N; i++)
                want[i] = op == 0 ? a[i] || b[i] : op == 1 ? a[i] && b[i] : op == 2 ? a[i] && !b[i] : a[i] != b[i];
            Val r = ops[op](x, y);
            check(as_set(r), want);
            assert_ptr_equal(val_type(r), &set_type);
            decref(r);
        }
        Val (*const inplace[])(Val, Val) = {set_iop_or, set_iop_and, set_iop_sub, set_iop_xor};
        int op = round % 4;
        for (int i = 0; i < N; i++)
            want[i] = op == 0 ? a[i] || b[i] : op == 1 ? a[i] && b[i] : op == 2 ? a[i] && !b[i] : a[i] != b[i];
        Val r = inplace[op](x, y);
        assert_true(r == x);
        check(as_set(x), want);
        decref(r);
        decref(x);
        decref(y);
    }
    assert_int_equal(mem_in_use(), before);
}

static void test_errors(void **state) {
    (void)state;
    Val v = set_new(&set_type), list = list_new(0);
    assert_false(set_add(as_set(v), list));
    assert_true(err_matches(&exc_TypeError));
    err_clear();
    assert_int_equal(set_contains(as_set(v), list), -1);
    err_clear();
    assert_int_equal(val_obj(list)->rc, 1);
    assert_false(set_update(as_set(v), val_small(5)));
    err_clear();
    int64_t h1 = 0, h2 = 0;
    assert_false(val_hash(v, &h1));
    err_clear();
    /* the hash of a frozenset does not depend on the order of its making */
    Val a = set_new(&frozenset_type), b = set_new(&frozenset_type);
    for (int i = 0; i < 100; i++) {
        assert_true(set_add(as_set(a), val_small(i * 7919)));
        assert_true(set_add(as_set(b), val_small((99 - i) * 7919)));
    }
    assert_true(val_hash(a, &h1) && val_hash(b, &h2));
    assert_true(h1 == h2);
    assert_int_equal(val_equal(a, b), 1);
    decref(a);
    decref(b);
    decref(list);
    decref(v);
}

int main(void) {
    runtime_test_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
