/* From source to instructions, read through the disassembler: what is fused,
 * where temporaries die, which reads are checked, what is protected. */
#include "unit.h"

#include "compiler/bytecode.h"
#include "compiler/disasm.h"
#include "core/err.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/vm.h"

/* One instruction a line, without places and padding: what dis prints after
 * the offset. */
static char *listing(const Code *c) {
    char *text = NULL, *out = calloc(1, 65536);
    size_t size;
    FILE *f = open_memstream(&text, &size);
    assert_non_null(f);
    assert_non_null(out);
    disassemble(f, c);
    fclose(f);
    bool table = false;
    size_t n = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (strncmp(line, "Disassembly", 11) == 0)
            break;
        table |= strncmp(line, "Exception table", 15) == 0;
        const char *p = table ? line : line + 16;
        for (; *p; p++)
            if (*p != ' ' || (n && out[n - 1] != ' ' && out[n - 1] != '\n'))
                out[n++] = *p;
        out[n++] = '\n';
    }
    free(text);
    return out;
}

static Code *compile(const char *source) {
    Code *c = compile_source(source, strlen(source), "<test>", false);
    if (!c)
        print_exception(err_fetch());
    assert_non_null(c);
    return c;
}

/* The code of the first function in a module's constants. */
static Code *inner(const Code *module) {
    for (uint32_t i = 0; i < module->nconsts; i++)
        if (val_is(module->consts[i], &code_type))
            return as_code(module->consts[i]);
    fail_msg("no function");
    return NULL;
}

static void expect_module(const char *source, const char *wanted) {
    Code *c = compile(source);
    char *got = listing(c);
    assert_string_equal(got, wanted);
    free(got);
    decref_obj(c);
}

static void expect_function(const char *source, const char *wanted) {
    Code *c = compile(source);
    char *got = listing(inner(c));
    assert_string_equal(got, wanted);
    free(got);
    decref_obj(c);
}

static int count(const char *source, const char *what) {
    Code *c = compile(source);
    char *got = listing(inner(c));
    int n = 0;
    for (const char *p = got; (p = strstr(p, what)); p++)
        n++;
    free(got);
    decref_obj(c);
    return n;
}

static void the_first_example(void **state) {
    (void)state;
    expect_module("x = 5; y = 7; print(x + y)", "LOAD_CONST t0, (5)\n"
                                                 "STORE_NAME t0!, x\n"
                                                 "LOAD_CONST t0, (7)\n"
                                                 "STORE_NAME t0!, y\n"
                                                 "LOAD_NAME t0, print\n"
                                                 "LOAD_NAME t2, x\n"
                                                 "LOAD_NAME t3, y\n"
                                                 "BINARY_ADD t1, t2!, t3!\n"
                                                 "CALL t0, t0, 1\n"
                                                 "POP_TOP t0!\n"
                                                 "RETURN_CONST (None)\n");
}

static void locals_and_constants_are_operands(void **state) {
    (void)state;
    expect_function("def f(a, b):\n    return a + b * 2\n", "BINARY_MULTIPLY t0, b, 2\n"
                                                             "BINARY_ADD t0, a, t0!\n"
                                                             "RETURN_VALUE t0!\n"
                                                             "RETURN_CONST (None)\n");
    expect_function("def f(a):\n    a += 1\n    a[0] = a.x\n", "INPLACE_ADD a, a, 1\n"
                                                               "LOAD_ATTR t0, a, x\n"
                                                               "STORE_SUBSCR a, 0, t0!\n"
                                                               "RETURN_CONST (None)\n");
}

static void constants_are_folded(void **state) {
    (void)state;
    expect_function("def f():\n    return 2 * 3 + -4\n", "RETURN_VALUE 2\nRETURN_CONST (None)\n");
    expect_function("def f():\n    return (1, (2, 3))\n", "RETURN_VALUE (1, (2, 3))\nRETURN_CONST (None)\n");
    /* what fails or may be huge is left to run time */
    assert_int_equal(count("def f():\n    return 1 / 0\n", "BINARY_TRUE_DIVIDE"), 1);
    assert_int_equal(count("def f():\n    return 9 ** 9 ** 9\n", "BINARY_POWER"), 1);
}

static void comparisons_jump(void **state) {
    (void)state;
    expect_function("def f(a, b):\n    while a < b:\n        a += 1\n", "JUMP_IF_NOT_LT a, b, to 3\n"
                                                                        "INPLACE_ADD a, a, 1\n"
                                                                        "JUMP_IF_LT a, b, to 1\n"
                                                                        "RETURN_CONST (None)\n");
    expect_function("def f(a, b):\n    if a is None or b not in a:\n        return 1\n", "JUMP_IF_IS a, None, to 2\n"
                                                                                       "JUMP_IF_IN b, a, to 3\n"
                                                                                       "RETURN_VALUE 1\n"
                                                                                       "RETURN_CONST (None)\n");
    static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};
    static const char *const names[] = {"LT", "LE", "EQ", "NE", "GT", "GE"};
    for (int i = 0; i < 6; i++) {
        char source[80], op[32];
        snprintf(source, sizeof source, "def f(a, b):\n    if a %s b: return 1\n", signs[i]);
        snprintf(op, sizeof op, "JUMP_IF_NOT_%s ", names[i]);
        assert_int_equal(count(source, op), 1);
        snprintf(source, sizeof source, "def f(a, b):\n    if not a %s b: return 1\n", signs[i]);
        snprintf(op, sizeof op, "JUMP_IF_%s ", names[i]);
        assert_int_equal(count(source, op), 1);
    }
    /* an endless loop still has its safepoint */
    expect_function("def f():\n    while True: pass\n", "JUMP_BACKWARD to 0\nRETURN_CONST (None)\n");
}

static void temporaries_die_at_their_last_use(void **state) {
    (void)state;
    expect_function("def f(a):\n    return a.b.c[a.d]\n", "LOAD_ATTR t0, a, b\n"
                                                          "LOAD_ATTR t0, t0!, c\n"
                                                          "LOAD_ATTR t1, a, d\n"
                                                          "BINARY_SUBSCR t0, t0!, t1!\n"
                                                          "RETURN_VALUE t0!\n"
                                                          "RETURN_CONST (None)\n");
    expect_function("def f(a):\n    a.b().c(1)\n", "LOAD_METHOD t0, a, b\n"
                                                   "CALL_METHOD t0, t0, 0\n"
                                                   "LOAD_METHOD t0, t0!, c\n"
                                                   "LOAD_CONST t2, (1)\n"
                                                   "CALL_METHOD t0, t0, 1\n"
                                                   "POP_TOP t0!\n"
                                                   "RETURN_CONST (None)\n");
    expect_function("def f(a, b):\n    a, b = b, a\n", "LOAD_FAST t0, b\n"
                                                       "LOAD_FAST t1, a\n"
                                                       "LOAD_FAST a, t0!\n"
                                                       "LOAD_FAST b, t1!\n"
                                                       "RETURN_CONST (None)\n");
}

static void reads_are_checked_unless_assignment_is_sure(void **state) {
    (void)state;
    static const struct {
        const char *body;
        int checks;
    } cases[] = {
        {"    x = 1\n    return x\n", 0},
        {"    return x\n    x = 1\n", 1},
        {"    if a: x = 1\n    return x\n", 1},
        {"    if a: x = 1\n    else: x = 2\n    return x\n", 0},
        {"    if a: x = 1\n    else: return\n    return x\n", 0},
        {"    if a: x = 1\n    elif b: x = 2\n    return x\n", 1},
        {"    while a: x = 1\n    return x\n", 1},
        {"    for x in a: pass\n    return x\n", 1},
        {"    for x in a: b = x\n", 0},
        {"    try: x = 1\n    except E: pass\n    return x\n", 1},
        {"    try: x = 1\n    except E: x = 2\n    return x\n", 0},
        {"    try: x = 1\n    except E: raise\n    return x\n", 0},
        {"    try: x = 1\n    finally: b = x\n    return x\n", 1},
        {"    with a: x = 1\n    return x\n", 1},
        {"    x = 1\n    del x\n    return x\n", 1},
        {"    a and (x := 1)\n    return x\n", 1},
        {"    (x := 1) and a\n    return x\n", 0},
        {"    return x + x\n    x = 1\n", 1},
        {"    return a\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[200];
        snprintf(source, sizeof source, "def f(a, b, E):\n%s", cases[i].body);
        int n = count(source, "LOAD_FAST_CHECK");
        if (n != cases[i].checks)
            fail_msg("%d checks, not %d, in\n%s", n, cases[i].checks, source);
    }
}

static void protected_ranges(void **state) {
    (void)state;
    expect_function("def f(a):\n    try:\n        a()\n    except E:\n        return 1\n",
                    "LOAD_FAST t0, a\n"
                    "CALL t0, t0, 0\n"
                    "POP_TOP t0!\n"
                    "JUMP_FORWARD to 19\n"
                    "PUSH_EXC_INFO t1, t0\n"
                    "LOAD_GLOBAL t2, E\n"
                    "JUMP_IF_NOT_EXC_MATCH t0, t2!, to 16\n"
                    "LOAD_CONST t2, (1)\n"
                    "POP_EXCEPT t1!\n"
                    "POP_TOP t0!\n"
                    "RETURN_VALUE t2!\n"
                    "POP_EXCEPT t1!\n"
                    "POP_TOP t0!\n"
                    "JUMP_FORWARD to 19\n"
                    "RERAISE t0\n"
                    "POP_EXCEPT t1!\n"
                    "RERAISE t2!\n"
                    "RETURN_CONST (None)\n"
                    "Exception table:\n"
                    "0 to 3 -> 4, exception in t0\n"
                    "5 to 10 -> 17, exception in t2\n"
                    "13 to 17 -> 17, exception in t2\n");
    /* inner ranges come before the outer ones that hold them */
    Code *c = compile("def f(a):\n    try:\n        try: a()\n        finally: a()\n    finally: a()\n");
    Code *f = inner(c);
    assert_true(f->nexc >= 4);
    for (uint32_t i = 0; i < f->nexc; i++) {
        assert_true(f->exc[i].start < f->exc[i].end && f->exc[i].end <= f->ninstrs && f->exc[i].target < f->ninstrs);
        for (uint32_t j = i + 1; j < f->nexc; j++) {
            bool j_inside_i = f->exc[j].start >= f->exc[i].start && f->exc[j].end < f->exc[i].end;
            assert_false(j_inside_i);
        }
    }
    decref_obj(c);
}

static void far_jumps(void **state) {
    (void)state;
    /* a body that a 16-bit distance does not span */
    enum { LINES = 40000 };
    char *source = malloc(LINES * 16 + 100), *p = source;
    assert_non_null(source);
    p += sprintf(p, "def f(a, b):\n    while a < b:\n");
    for (int i = 0; i < LINES; i++)
        p += sprintf(p, "        a += 1\n");
    p += sprintf(p, "    return a\n");
    Code *c = compile(source);
    Code *f = inner(c);
    assert_int_equal(f->instrs[0].op, OP_JUMP_IF_NOT_LT);
    /* over a plain jump, whose distance has 32 bits */
    assert_int_equal(f->instrs[0].a, 2);
    assert_int_equal(f->instrs[1].op, OP_JUMP_FORWARD);
    assert_int_equal(f->instrs[2].op, OP_JUMP_FORWARD);
    assert_true(instr_bc(f->instrs[2]) > LINES);
    decref_obj(c);
    free(source);
}

static void registers_and_flags(void **state) {
    (void)state;
    Code *c = compile("def f(a, /, b, *args, c, **kw):\n    def g(): return a, x\n    x = b\n    yield g\n");
    Code *f = inner(c);
    assert_int_equal(f->argcount, 2);
    assert_int_equal(f->posonly, 1);
    assert_int_equal(f->kwonly, 1);
    assert_true(f->flags & CODE_VARARGS && f->flags & CODE_VARKEYWORDS && f->flags & CODE_GENERATOR);
    assert_false(f->flags & CODE_SIMPLE_CALL);
    assert_int_equal(f->ncells, 1); /* x; a keeps its parameter's register */
    assert_int_equal(f->nowned, f->nlocals + f->ncells + f->nfree);
    assert_true(f->nowned <= f->kbase && f->kbase + f->nkregs == f->nregs);
    decref_obj(c);
    c = compile("def f(a, b=1): return a\n");
    assert_true(inner(c)->flags & CODE_SIMPLE_CALL);
    decref_obj(c);
}

/* Every jump of every operand kind lands on an instruction, whatever the program. */
static void jumps_land_on_instructions(void **state) {
    (void)state;
    Code *c = compile("def f(a):\n"
                      "    for i in a:\n"
                      "        try:\n"
                      "            if i < 3 and i or not a: continue\n"
                      "            with a as b, b as c:\n"
                      "                if i in a: break\n"
                      "                return [x for x in a if x is i]\n"
                      "        except (A, B) as e:\n"
                      "            while i != 1 < 2: i -= 1\n"
                      "            else: yield from a\n"
                      "        finally:\n"
                      "            assert a, i\n"
                      "    else: return i if a else e\n");
    Code *f = inner(c);
    uint8_t *starts = calloc(f->ninstrs + 1, 1);
    assert_non_null(starts);
    for (uint32_t i = 0; i < f->ninstrs; i += 1u + opcode_cache[f->instrs[i].op])
        starts[i] = 1;
    int jumps = 0;
    for (uint32_t i = 0; i < f->ninstrs; i += 1u + opcode_cache[f->instrs[i].op]) {
        const char *kinds = opcode_operands[f->instrs[i].op];
        int64_t to = kinds[1] == 'J'   ? (int64_t)i + instr_bc(f->instrs[i])
                     : kinds[0] == 'j' ? (int64_t)i + (int16_t)f->instrs[i].a
                     : kinds[2] == 'j' ? (int64_t)i + (int16_t)f->instrs[i].c
                                       : -1;
        if (to < 0)
            continue;
        jumps++;
        assert_true(to < f->ninstrs && starts[to]);
    }
    assert_true(jumps > 15);
    for (uint32_t i = 0; i < f->nexc; i++)
        assert_true(starts[f->exc[i].target] && starts[f->exc[i].start]);
    free(starts);
    decref_obj(c);
}

static void errors_have_a_place(void **state) {
    (void)state;
    static const struct {
        const char *source;
        int line, column;
    } cases[] = {{"x = 1\nreturn x\n", 2, 1}, {"while 1: pass\nbreak\n", 2, 1}, {"def f():\n  x = 1\n  nonlocal y\n", 3, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Code *c = compile_source(cases[i].source, strlen(cases[i].source), "<test>", false);
        assert_null(c);
        assert_true(err_matches(&exc_SyntaxError));
        Val exc = err_fetch();
        Val line = val_getattr(exc, STR_CONST("lineno")), column = val_getattr(exc, STR_CONST("offset"));
        assert_int_equal(val_int(line), cases[i].line);
        assert_int_equal(val_int(column), cases[i].column);
        decref(exc);
    }
}

static int start(void **state) {
    (void)state;
    runtime_test_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_example),
        cmocka_unit_test(locals_and_constants_are_operands),
        cmocka_unit_test(constants_are_folded),
        cmocka_unit_test(comparisons_jump),
        cmocka_unit_test(temporaries_die_at_their_last_use),
        cmocka_unit_test(reads_are_checked_unless_assignment_is_sure),
        cmocka_unit_test(protected_ranges),
        cmocka_unit_test(far_jumps),
        cmocka_unit_test(registers_and_flags),
        cmocka_unit_test(jumps_land_on_instructions),
        cmocka_unit_test(errors_have_a_place),
    };
    return cmocka_run_group_tests_name("compiler", tests, start, NULL);
}
