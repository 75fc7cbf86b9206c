/* The symbol table: kinds of names, closures, classes, comprehensions, private names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parser.h"
#include "symtable.h"

typedef struct Program {
    Arena *arena;
    Module *module;
    Symtable *st;
    Scope *top;
} Program;

static Program build(const char *src)
{
    Program p = {.arena = arena_new()};
    assert_non_null(p.arena);
    SyntaxErr err;
    p.module = parse_module(p.arena, src, strlen(src), "<test>", PARSE_FILE, &err);
    assert_non_null(p.module);
    p.st = symtable_build(p.arena, p.module, "<test>", &err);
    if (p.st == NULL) {
        fail_msg("%s: %s", src, err.msg);
    }
    p.top = symtable_top(p.st);
    return p;
}

/* The scope at a path like "f/g" of names. */
static Scope *find(const Program *p, const char *path)
{
    Scope *scope = p->top;
    while (*path != '\0') {
        size_t n = strcspn(path, "/");
        Scope *child = scope->first_child;
        while (child != NULL && (strlen(child->name) != n || strncmp(child->name, path, n) != 0)) {
            child = child->next_sibling;
        }
        assert_non_null(child);
        scope = child;
        path += n + (path[n] == '/');
    }
    return scope;
}

static const Symbol *symbol(const Program *p, const char *path, const char *name)
{
    const Symbol *s = scope_symbol(find(p, path), arena_intern(p->arena, name, strlen(name)));
    assert_non_null(s);
    return s;
}

static void check_kind(const Program *p, const char *path, const char *name, SymbolKind kind)
{
    assert_int_equal(symbol(p, path, name)->kind, kind);
}

static void check_names(const char *const *names, int n, const char *expected)
{
    char joined[200] = "";
    for (int i = 0; i < n; i++) {
        strcat(strcat(joined, i == 0 ? "" : " "), names[i]);
    }
    assert_string_equal(joined, expected);
}

static void test_kinds(void **state)
{
    (void)state;
    Program p = build("x = 1\ndef f(a):\n  global g\n  g = b = a + x\n  len(b)\n");
    check_kind(&p, "", "x", SCOPE_LOCAL);
    check_kind(&p, "f", "a", SCOPE_LOCAL);
    check_kind(&p, "f", "b", SCOPE_LOCAL);
    check_kind(&p, "f", "g", SCOPE_GLOBAL_EXPLICIT);
    check_kind(&p, "", "g", SCOPE_GLOBAL_EXPLICIT);
    check_kind(&p, "f", "x", SCOPE_GLOBAL_IMPLICIT);
    check_kind(&p, "f", "len", SCOPE_GLOBAL_IMPLICIT);
    assert_int_equal(symbol(&p, "f", "a")->flags, SYM_PARAM | SYM_USED);
    assert_int_equal(symbol(&p, "f", "b")->flags, SYM_ASSIGNED | SYM_USED);
    assert_int_equal(find(&p, "f")->type, SCOPE_TYPE_FUNCTION);
    assert_ptr_equal(symtable_lookup(p.st, p.module->body->items[1]), find(&p, "f"));
    assert_ptr_equal(symtable_lookup(p.st, p.module), p.top);
    assert_null(symtable_lookup(p.st, p.module->body->items[0]));
    arena_free(p.arena);
}

static void test_parameters(void **state)
{
    (void)state;
    Program p = build("def f(a, /, b, *args, c, d=1, **kw):\n  z = y = a\n");
    const Scope *f = find(&p, "f");
    static const char *const order[] = {"a", "b", "c", "d", "args", "kw"};
    assert_int_equal(f->n_params, 6);
    assert_int_equal(f->n_symbols, 8);
    for (int i = 0; i < 6; i++) {
        assert_string_equal(f->symbols[i]->name, order[i]);
        assert_int_equal(f->symbols[i]->index, i);
    }
    assert_true(f->has_vararg && f->has_kwarg);
    arena_free(p.arena);
}

static void test_closures(void **state)
{
    (void)state;
    Program p = build("def f():\n  x = y = 1\n  def g():\n    def h():\n      nonlocal y\n      y = x\n    return h\n"
                      "  return lambda: x\n");
    check_kind(&p, "f", "x", SCOPE_CELL);
    check_kind(&p, "f", "y", SCOPE_CELL);
    check_kind(&p, "f/g", "x", SCOPE_FREE); /* passed through */
    check_kind(&p, "f/g", "y", SCOPE_FREE);
    check_kind(&p, "f/g/h", "x", SCOPE_FREE);
    check_kind(&p, "f/<lambda>", "x", SCOPE_FREE);
    check_names(find(&p, "f")->cellvars, find(&p, "f")->n_cellvars, "x y");
    check_names(find(&p, "f/g")->freevars, find(&p, "f/g")->n_freevars, "x y");
    assert_false(find(&p, "f")->is_nested);
    assert_true(find(&p, "f/g")->is_nested);
    assert_true(find(&p, "f/<lambda>")->is_lambda);
    arena_free(p.arena);

    /* a global statement between cuts the name off */
    p = build("def f():\n  x = 1\n  def g():\n    global x\n    def h(): return x\n");
    check_kind(&p, "f", "x", SCOPE_LOCAL);
    check_kind(&p, "f/g/h", "x", SCOPE_GLOBAL_IMPLICIT);
    arena_free(p.arena);
}

static void test_classes(void **state)
{
    (void)state;
    Program p = build("def f():\n  x = y = 1\n  class A:\n    x = 2\n    z = y\n    def m(self): return x, z, super().m\n"
                      "    def n(self): return __class__\n");
    check_kind(&p, "f", "x", SCOPE_CELL);
    check_kind(&p, "f/A", "x", SCOPE_LOCAL);
    assert_true(symbol(&p, "f/A", "x")->flags & SYM_FREE_CLASS);
    check_kind(&p, "f/A", "y", SCOPE_FREE);
    check_kind(&p, "f/A/m", "x", SCOPE_FREE);             /* f's, not the class's */
    check_kind(&p, "f/A/m", "z", SCOPE_GLOBAL_IMPLICIT); /* class names are invisible to methods */
    check_kind(&p, "f/A/m", "__class__", SCOPE_FREE);
    check_kind(&p, "f/A/n", "__class__", SCOPE_FREE);
    const Scope *class = find(&p, "f/A");
    assert_int_equal(class->type, SCOPE_TYPE_CLASS);
    assert_true(class->needs_class_closure);
    check_names(class->freevars, class->n_freevars, "x y");
    assert_int_equal(class->n_cellvars, 0);
    arena_free(p.arena);

    p = build("class A:\n  def m(self): pass\n");
    assert_false(find(&p, "A")->needs_class_closure);
    arena_free(p.arena);
}

static void test_comprehensions(void **state)
{
    (void)state;
    Program p = build("def f(a):\n  n = 1\n  return [(i, n, j) for i in a for j in i if j]\n");
    const Scope *comp = find(&p, "f/<listcomp>");
    assert_true(comp->is_comprehension);
    assert_int_equal(comp->n_params, 1);
    assert_string_equal(comp->symbols[0]->name, ".0");
    check_kind(&p, "f/<listcomp>", "i", SCOPE_LOCAL);
    assert_true(symbol(&p, "f/<listcomp>", "i")->flags & SYM_COMP_ITER);
    check_kind(&p, "f/<listcomp>", "n", SCOPE_FREE);
    assert_null(scope_symbol(comp, arena_intern(p.arena, "a", 1))); /* evaluated outside */
    check_kind(&p, "f", "a", SCOPE_LOCAL);
    check_kind(&p, "f", "n", SCOPE_CELL);
    arena_free(p.arena);

    p = build("x = (a for a in b), {a for a in b}, {a: b for a in c}");
    assert_true(find(&p, "<genexpr>")->is_generator);
    assert_false(find(&p, "<setcomp>")->is_generator);
    assert_non_null(find(&p, "<dictcomp>"));
    arena_free(p.arena);
}

static void test_walrus(void **state)
{
    (void)state;
    Program p = build("def f(a):\n  [[(x := i) for i in j] for j in a]\n  return x\n[(y := i) for i in z]\n");
    check_kind(&p, "f", "x", SCOPE_CELL);
    check_kind(&p, "f/<listcomp>", "x", SCOPE_FREE);
    check_kind(&p, "f/<listcomp>/<listcomp>", "x", SCOPE_FREE);
    check_kind(&p, "<listcomp>", "y", SCOPE_GLOBAL_EXPLICIT);
    check_kind(&p, "", "y", SCOPE_GLOBAL_EXPLICIT);
    arena_free(p.arena);
}

static void test_generators(void **state)
{
    (void)state;
    Program p = build("def f():\n  def g(): yield\n  return 1\ndef h(): return (yield from g)\ndef i(): return\n");
    assert_false(find(&p, "f")->is_generator);
    assert_true(find(&p, "f")->returns_value);
    assert_true(find(&p, "f/g")->is_generator && find(&p, "f/g")->has_yield);
    assert_true(find(&p, "h")->is_generator);
    assert_false(find(&p, "i")->returns_value);
    arena_free(p.arena);
}

static void test_mangling(void **state)
{
    (void)state;
    Arena *a = arena_new();
    assert_non_null(a);
    static const char *const cases[][3] = {
        {"A", "__x", "_A__x"},   {"_A", "__x", "_A__x"},     {"__A", "__x", "_A__x"}, {"A", "__x__", "__x__"},
        {"A", "_x", "_x"},       {"___", "__x", "__x"},      {"A", "__x_", "_A__x_"}, {"A", "__a.b", "__a.b"},
        {"A", "__", "__"},       {NULL, "__x", "__x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(symtable_mangle(a, cases[i][0], cases[i][1]), cases[i][2]);
    }
    arena_free(a);

    Program p = build("class A:\n  __x = 1\n  def __m(self, __p):\n    def g(): return __p\n");
    check_kind(&p, "A", "_A__x", SCOPE_LOCAL);
    check_kind(&p, "A", "_A__m", SCOPE_LOCAL);
    check_kind(&p, "A/__m", "_A__p", SCOPE_CELL);
    check_kind(&p, "A/__m/g", "_A__p", SCOPE_FREE);
    assert_string_equal(find(&p, "A/__m/g")->class_name, "A");
    arena_free(p.arena);
}

static void test_other_bindings(void **state)
{
    (void)state;
    Program p = build("def f():\n  import a.b, c.d as e\n  from g import h as i\n  for j in (): pass\n"
                      "  with k as (l, [m]): pass\n  try: pass\n  except n as o: pass\n  del q\n  r: int\n  s: int = 1\n"
                      "  t += 1\n  def u(): pass\n  class v: pass\n");
    static const char *const bound[] = {"a", "e", "i", "j", "l", "m", "o", "q", "r", "s", "t", "u", "v"};
    for (size_t i = 0; i < sizeof bound / sizeof bound[0]; i++) {
        check_kind(&p, "f", bound[i], SCOPE_LOCAL);
    }
    assert_int_equal(symbol(&p, "f", "a")->flags, SYM_IMPORTED);
    assert_true(symbol(&p, "f", "q")->flags & SYM_DELETED);
    assert_true(symbol(&p, "f", "o")->flags & SYM_DELETED);
    assert_true(symbol(&p, "f", "r")->flags & SYM_ANNOTATED);
    check_kind(&p, "f", "k", SCOPE_GLOBAL_IMPLICIT);
    arena_free(p.arena);
}

static void test_annotations(void **state)
{
    (void)state;
    Program p = build("def f(a: b) -> c: d: e = 1\nx: y\n");
    check_kind(&p, "", "b", SCOPE_GLOBAL_IMPLICIT);
    check_kind(&p, "", "c", SCOPE_GLOBAL_IMPLICIT);
    check_kind(&p, "f", "e", SCOPE_GLOBAL_IMPLICIT);
    assert_true(p.top->has_annotations);
    assert_false(symtable_future_annotations(p.st));
    arena_free(p.arena);

    /* never evaluated: the names belong to nobody */
    p = build("from __future__ import annotations\ndef f(a: b) -> (lambda: c): pass\n");
    assert_true(symtable_future_annotations(p.st));
    assert_null(scope_symbol(p.top, arena_intern(p.arena, "b", 1)));
    assert_null(p.top->first_child->next_sibling);
    arena_free(p.arena);
}

static void test_many_names(void **state)
{
    (void)state;
    enum { N = 5000 };
    static char src[N * 24 + 64];
    char *s = src + sprintf(src, "def f():\n");
    for (int i = 0; i < N; i++) {
        s += sprintf(s, "  name_%d = name_%d\n", i, i / 2);
    }
    Program p = build(src);
    assert_int_equal(find(&p, "f")->n_symbols, N);
    check_kind(&p, "f", "name_4999", SCOPE_LOCAL);
    check_kind(&p, "f", "name_0", SCOPE_LOCAL);
    arena_free(p.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),       cmocka_unit_test(test_parameters),     cmocka_unit_test(test_closures),
        cmocka_unit_test(test_classes),     cmocka_unit_test(test_comprehensions), cmocka_unit_test(test_walrus),
        cmocka_unit_test(test_generators),  cmocka_unit_test(test_mangling),       cmocka_unit_test(test_other_bindings),
        cmocka_unit_test(test_annotations), cmocka_unit_test(test_many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
