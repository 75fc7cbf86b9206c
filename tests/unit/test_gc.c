/* The cycle collector and the freeing of deep structures. */
#include "unit.h"

#include "core/collect.h"
#include "core/err.h"
#include "core/mem.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "vm/vm.h"

static Dict *globals;

static void run(const char *source) {
    Code *c = compile_source(source, strlen(source), "<test>", false);
    Val r = c ? vm_run_code(c, globals, val_ptr(globals)) : VAL_NULL;
    if (val_is_null(r))
        print_exception(err_fetch());
    assert_false(val_is_null(r));
    decref(r);
    decref_obj(c);
}

static Val new_list(void) {
    Val v = list_new(0);
    assert_false(val_is_null(v));
    return v;
}

static void counts_free_what_has_no_cycle(void **state) {
    (void)state;
    gc_collect();
    int64_t tracked = gc_tracked_count();
    Val a = new_list(), b = new_list();
    assert_true(list_append(as_list(a), b));
    assert_int_equal(gc_tracked_count(), tracked + 2);
    decref(b);
    decref(a);
    assert_int_equal(gc_tracked_count(), tracked);
    assert_int_equal(gc_collect(), 0);
}

static void cycles_are_found(void **state) {
    (void)state;
    gc_collect();
    size_t in_use = mem_in_use();
    int64_t tracked = gc_tracked_count();
    for (int i = 0; i < 100; i++) {
        Val a = new_list(), b = new_list();
        assert_true(list_append(as_list(a), b) && list_append(as_list(b), a));
        decref(a);
        decref(b);
    }
    assert_int_equal(gc_tracked_count(), tracked + 200);
    assert_int_equal(gc_collect(), 200);
    assert_int_equal(gc_tracked_count(), tracked);
    assert_int_equal(mem_in_use(), in_use);
}

static void what_is_referenced_stays(void **state) {
    (void)state;
    gc_collect();
    Val a = new_list(), b = new_list(), c = new_list();
    assert_true(list_append(as_list(a), b) && list_append(as_list(b), a) && list_append(as_list(b), c));
    decref(b);
    decref(c);
    assert_int_equal(gc_collect(), 0); /* a holds all of them */
    assert_int_equal(as_list(as_list(a)->items[0])->length, 2);
    decref(a);
    assert_int_equal(gc_collect(), 3);
}

static void chains_of_any_length(void **state) {
    (void)state;
    enum { DEPTH = 300000 };
    gc_collect();
    int64_t tracked = gc_tracked_count();
    Val head = new_list(), at = incref(head);
    for (int i = 0; i < DEPTH; i++) {
        Val next = new_list();
        assert_true(list_append(as_list(at), next));
        decref(at);
        at = next;
    }
    assert_true(list_append(as_list(at), head)); /* a ring of DEPTH + 1 */
    decref(at);
    assert_int_equal(gc_collect(), 0);
    decref(head);
    assert_int_equal(gc_collect(), DEPTH + 1);
    assert_int_equal(gc_tracked_count(), tracked);
    /* and the same without a cycle: freed by counts, without recursion */
    head = new_list();
    for (int i = 0; i < DEPTH; i++) {
        Val outer = new_list();
        assert_true(list_append(as_list(outer), head));
        decref(head);
        head = outer;
    }
    decref(head);
    assert_int_equal(gc_tracked_count(), tracked);
}

static void finalizers_run_once_and_may_rescue(void **state) {
    (void)state;
    run("log = []\n"
        "class A:\n"
        "    def __init__(self, n): self.n = n; self.me = self\n"
        "    def __del__(self): log.append(self.n)\n"
        "class R(A):\n"
        "    def __del__(self): log.append('rescued'); keep.append(self)\n"
        "keep = []\n"
        "A(1)\n"
        "assert log == []\n");
    gc_collect();
    run("assert log == [1], log\nlog.clear()\nr = R(2); r = None\n");
    gc_collect();
    run("assert log == ['rescued'] and keep[0].me is keep[0] and keep[0].n == 2\nkeep.clear()\n");
    gc_collect();
    run("assert log == ['rescued'], log\n");
}

static void collection_starts_by_itself(void **state) {
    (void)state;
    gc_collect();
    int64_t before = gc_stats.collections, tracked = gc_tracked_count();
    run("for i in range(200000):\n    l = []\n    l.append(l)\n");
    assert_true(gc_stats.collections > before);
    assert_true(gc_tracked_count() < tracked + 100000);
    gc_enable(false);
    before = gc_stats.collections;
    run("for i in range(50000):\n    l = []\n    l.append(l)\n");
    assert_int_equal(gc_stats.collections, before);
    assert_false(gc_is_enabled());
    gc_enable(true);
    gc_collect();
    assert_true(gc_tracked_count() < tracked + 100);
}

static int start(void **state) {
    (void)state;
    runtime_test_init();
    Val d = dict_new();
    assert_false(val_is_null(d));
    globals = as_dict(d);
    run("__name__ = 'test'\n");
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_free_what_has_no_cycle), cmocka_unit_test(cycles_are_found),
        cmocka_unit_test(what_is_referenced_stays),      cmocka_unit_test(chains_of_any_length),
        cmocka_unit_test(finalizers_run_once_and_may_rescue), cmocka_unit_test(collection_starts_by_itself),
    };
    return cmocka_run_group_tests_name("gc", tests, start, NULL);
}
