/* Instances and their shapes, and the inline caches that rely on them. */
#include "unit.h"

#include "compiler/bytecode.h"
#include "core/err.h"
#include "core/mem.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/type.h"
#include "vm/vm.h"

static Dict *globals;

/* Runs source in one namespace that lasts. */
static void run(const char *source) {
    Code *c = compile_source(source, strlen(source), "<test>", false);
    Val r = c ? vm_run_code(c, globals, val_ptr(globals)) : VAL_NULL;
    if (val_is_null(r))
        print_exception(err_fetch());
    assert_false(val_is_null(r));
    decref(r);
    decref_obj(c);
}

static Val get(const char *name) {
    Val v = dict_get_str(globals, str_intern_cstr(name));
    assert_false(val_is_null(v));
    return v;
}

static int64_t get_int(const char *name) {
    Val v = get(name);
    assert_true(val_is_int(v));
    return val_int(v);
}

static uint32_t shape_of(const char *name) { return val_obj(get(name))->shape; }

static void equal_attributes_share_a_shape(void **state) {
    (void)state;
    run("class A: pass\n"
        "a, b, c, d = A(), A(), A(), A()\n"
        "a.x = 1; a.y = 2\n"
        "b.x = 3; b.y = 4\n"
        "c.y = 5; c.x = 6\n");
    assert_int_equal(shape_of("a"), shape_of("b"));
    assert_int_not_equal(shape_of("a"), shape_of("c"));
    assert_int_equal(shape_of("d"), SHAPE_EMPTY);
    Val x = str_intern_cstr("x"), y = str_intern_cstr("y"), z = str_intern_cstr("z");
    assert_int_equal(shape_find(shape_of("a"), x), 0);
    assert_int_equal(shape_find(shape_of("a"), y), 1);
    assert_int_equal(shape_find(shape_of("c"), x), 1);
    assert_int_equal(shape_find(shape_of("a"), z), -1);
    assert_int_equal(shape_get(shape_of("a"))->count, 2);
    assert_int_equal(val_int(instance_get(val_obj(get("c")), y)), 5);
    assert_true(val_is_null(instance_get(val_obj(get("d")), y)));
}

static void deletion_and_dict_end_the_shape(void **state) {
    (void)state;
    run("class A: pass\n"
        "a, b, c = A(), A(), A()\n"
        "for o in (a, b, c): o.x, o.y = 1, 2\n"
        "del a.x\n"
        "b.__dict__\n");
    assert_int_equal(shape_of("a"), SHAPE_DICT);
    assert_int_equal(shape_of("b"), SHAPE_DICT);
    assert_int_not_equal(shape_of("c"), SHAPE_DICT);
    run("r = [sorted(o.__dict__.items()) for o in (a, b)]\n"
        "a.z = 3; b.__dict__['w'] = 4\n"
        "assert r == [[('y', 2)], [('x', 1), ('y', 2)]], r\n"
        "assert (a.y, a.z, b.x, b.w) == (2, 3, 1, 4)\n"
        "many = A()\n"
        "for i in range(300): setattr(many, 'n%d' % i, i)\n"
        "assert sum(getattr(many, 'n%d' % i) for i in range(300)) == 300 * 299 // 2\n");
    assert_int_equal(shape_of("many"), SHAPE_DICT);
}

static void members_of_slots(void **state) {
    (void)state;
    run("class S: __slots__ = ('p', 'q')\n"
        "class T(S): pass\n"
        "s, t = S(), T()\n"
        "s.p = t.p = 1; t.free = 2; s.q = 3\n"
        "t.__dict__\n"
        "assert t.__dict__ == {'free': 2} and t.p == 1, t.__dict__\n"
        "del s.p\n"
        "assert s.q == 3 and not hasattr(s, 'p')\n"
        "s.p = 5\n"
        "assert (s.p, s.q) == (5, 3)\n");
    assert_true(as_type(get("S"))->flags & TF_NO_DICT);
    assert_false(as_type(get("T"))->flags & TF_NO_DICT);
    assert_int_equal(as_type(get("T"))->nmembers, 2);
    assert_int_equal(shape_of("t"), SHAPE_DICT);
}

/* The opcode that the first instruction of base `generic` in f has become. */
static Opcode site(const char *function, Opcode generic) {
    Code *c = ((Function *)val_obj(get(function)))->code;
    for (uint32_t i = 0; i < c->ninstrs; i += 1u + opcode_cache[c->instrs[i].op])
        if (opcode_base(c->instrs[i].op) == generic)
            return c->instrs[i].op;
    fail_msg("%s has no such instruction", function);
    return OP_COUNT;
}

static void attribute_sites_specialise(void **state) {
    (void)state;
    run("class A:\n"
        "    k = 7\n"
        "    def __init__(self, x): self.x = x\n"
        "    def m(self): return self.x\n"
        "    @property\n"
        "    def p(self): return self.x + 1\n"
        "def load(o): return o.x\n"
        "def store(o): o.x = 9\n"
        "def prop(o): return o.p\n"
        "def cls(): return A.k\n"
        "def value(o): return o.k\n"
        "def call(o): return o.m()\n"
        "def module(): return sys.maxsize\n"
        "import sys\n"
        "a = A(1)\n"
        "for f in (load, store, prop, value, call): f(a); f(a)\n"
        "cls(); module()\n");
    assert_int_equal(site("load", OP_LOAD_ATTR), OP_LOAD_ATTR_SLOT);
    assert_int_equal(site("store", OP_STORE_ATTR), OP_STORE_ATTR_SLOT);
    assert_int_equal(site("prop", OP_LOAD_ATTR), OP_LOAD_ATTR_PROPERTY);
    assert_int_equal(site("cls", OP_LOAD_ATTR), OP_LOAD_ATTR_TYPE);
    assert_int_equal(site("value", OP_LOAD_ATTR), OP_LOAD_ATTR_CLASS);
    assert_int_equal(site("call", OP_LOAD_METHOD), OP_LOAD_METHOD_CACHED);
    assert_int_equal(site("module", OP_LOAD_ATTR), OP_LOAD_ATTR_MODULE);
    run("init = A.__init__\nA(2); A(3)\n");
    assert_int_equal(site("init", OP_STORE_ATTR), OP_STORE_ATTR_ADD);
}

static void caches_see_every_change(void **state) {
    (void)state;
    run("class A:\n"
        "    k = 1\n"
        "    def m(self): return 'old'\n"
        "class B(A): pass\n"
        "def k(o): return o.k\n"
        "def m(o): return o.m()\n"
        "b = B()\n"
        "r = []\n"
        "def look(): r.append((k(b), m(b)))\n"
        "look(); look()\n"
        "A.k = 2; A.m = lambda self: 'new'; look()\n"
        "B.k = 3; look()\n"
        "b.k = 4; look()\n"
        "del B.k; del b.k; look()\n"
        "b.m = lambda: 'own'; look()\n"
        "del b.m; look()\n"
        "A.k = property(lambda self: 'prop'); look()\n"
        "class C(A):\n"
        "    k = 5\n"
        "    def m(self): return 'C'\n"
        "b.__class__ = C; look()\n"
        "assert r == [(1, 'old'), (1, 'old'), (2, 'new'), (3, 'new'), (4, 'new'), (2, 'new'), (2, 'own'), (2, 'new'),\n"
        "             ('prop', 'new'), (5, 'C')], r\n");
    run("def g(): return name\n"
        "name = 1; r = [g(), g()]\n"
        "name = 2; r.append(g())\n"
        "del name\n"
        "try: g()\n"
        "except NameError: r.append('gone')\n"
        "name = 3; r.append(g())\n"
        "def h(): return len\n"
        "h(); len = 'shadow'; r.append(h()); del len; r.append(h()('ab'))\n"
        "assert r == [1, 1, 2, 'gone', 3, 'shadow', 2], r\n");
}

static void versions_are_never_reused(void **state) {
    (void)state;
    run("class A: x = 1\n");
    Type *t = as_type(get("A"));
    uint32_t v = t->version;
    run("A.x = 2\n");
    assert_true(t->version > v);
    v = t->version;
    run("class Sub(A): pass\n");
    uint32_t sub = as_type(get("Sub"))->version;
    run("A.y = 1\n");
    assert_true(t->version > v);
    assert_true(as_type(get("Sub"))->version > sub);
    assert_int_not_equal(as_type(get("Sub"))->version, t->version);
}

static void memory_comes_back(void **state) {
    (void)state;
    run("class A: pass\n"
        "def make(n):\n"
        "    for i in range(n):\n"
        "        a = A(); a.x = i; a.y = a.x; a.z = [i]\n"
        "        a.__dict__; a.w = 1; del a.x\n"
        "make(10)\n");
    size_t before = mem_in_use();
    run("make(1000)\n");
    size_t after = mem_in_use();
    assert_true(after <= before + 4096);
    run("total = sum(range(10))\n");
    assert_int_equal(get_int("total"), 45);
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
        cmocka_unit_test(equal_attributes_share_a_shape),
        cmocka_unit_test(deletion_and_dict_end_the_shape),
        cmocka_unit_test(members_of_slots),
        cmocka_unit_test(attribute_sites_specialise),
        cmocka_unit_test(caches_see_every_change),
        cmocka_unit_test(versions_are_never_reused),
        cmocka_unit_test(memory_comes_back),
    };
    return cmocka_run_group_tests_name("shapes", tests, start, NULL);
}
