/* The parser: trees, errors and their places (all as python3.11 gives them), hostile input, exhausted memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parser.h"
#include "symtable.h"

/* ---- trees ---------------------------------------------------------------------------------------------------- */

/* The dump of the only expression, without positions. */
static char *dump_expression(const char *src)
{
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    Module *m = parse_module(a, src, strlen(src), "<test>", PARSE_EVAL, &err);
    if (m == NULL) {
        fail_msg("%s: %s", src, err.msg);
    }
    char *dump = ast_dump(m);
    assert_non_null(dump);
    static const char *const attributes[] = {", lineno=", ", col_offset=", ", end_lineno=", ", end_col_offset="};
    char *out = dump;
    for (const char *in = dump; *in != '\0';) {
        bool skipped = false;
        for (int i = 0; i < 4 && !skipped; i++) {
            size_t n = strlen(attributes[i]);
            if (strncmp(in, attributes[i], n) == 0) {
                in += n + strspn(in + n, "0123456789");
                skipped = true;
            }
        }
        if (!skipped) {
            *out++ = *in++;
        }
    }
    *out = '\0';
    arena_free(a);
    return dump;
}

static void check_expression(const char *src, const char *expected)
{
    char *dump = dump_expression(src);
    char whole[4096];
    snprintf(whole, sizeof whole, "Expression(body=%s)", expected);
    assert_string_equal(dump, whole);
    free(dump);
}

#define A "Name(id='a', ctx=Load())"
#define B "Name(id='b', ctx=Load())"
#define C "Name(id='c', ctx=Load())"

static void test_precedence(void **state)
{
    (void)state;
    check_expression("a + b * c", "BinOp(left=" A ", op=Add(), right=BinOp(left=" B ", op=Mult(), right=" C "))");
    check_expression("a - b - c", "BinOp(left=BinOp(left=" A ", op=Sub(), right=" B "), op=Sub(), right=" C ")");
    check_expression("a ** b ** c", "BinOp(left=" A ", op=Pow(), right=BinOp(left=" B ", op=Pow(), right=" C "))");
    check_expression("-a ** -b", "UnaryOp(op=USub(), operand=BinOp(left=" A
                                 ", op=Pow(), right=UnaryOp(op=USub(), operand=" B ")))");
    check_expression("not a == b", "UnaryOp(op=Not(), operand=Compare(left=" A ", ops=[Eq()], comparators=[" B "]))");
    check_expression("a or b and c", "BoolOp(op=Or(), values=[" A ", BoolOp(op=And(), values=[" B ", " C "])])");
    check_expression("a < b is not c not in a",
                     "Compare(left=" A ", ops=[Lt(), IsNot(), NotIn()], comparators=[" B ", " C ", " A "])");
    check_expression("a if b else c", "IfExp(test=" B ", body=" A ", orelse=" C ")");
    check_expression("a | b ^ c & a << b",
                     "BinOp(left=" A ", op=BitOr(), right=BinOp(left=" B ", op=BitXor(), right=BinOp(left=" C
                     ", op=BitAnd(), right=BinOp(left=" A ", op=LShift(), right=" B "))))");
}

static void test_primaries(void **state)
{
    (void)state;
    check_expression("a.b[c](b, *c, a=b, **c)",
                     "Call(func=Subscript(value=Attribute(value=" A ", attr='b', ctx=Load()), slice=" C
                     ", ctx=Load()), args=[" B ", Starred(value=" C ", ctx=Load())], keywords=[keyword(arg='a', value=" B
                     "), keyword(value=" C ")])");
    check_expression("a[b:c, ::b]", "Subscript(value=" A ", slice=Tuple(elts=[Slice(lower=" B ", upper=" C
                                    "), Slice(step=" B ")], ctx=Load()), ctx=Load())");
    check_expression("a(b for c in a if b)",
                     "Call(func=" A ", args=[GeneratorExp(elt=" B ", generators=[comprehension(target=Name(id='c', "
                     "ctx=Store()), iter=" A ", ifs=[" B "], is_async=0)])], keywords=[])");
    check_expression("{a: b, **c}", "Dict(keys=[" A ", None], values=[" B ", " C "])");
    check_expression("{a, *b}", "Set(elts=[" A ", Starred(value=" B ", ctx=Load())])");
    check_expression("(a,)", "Tuple(elts=[" A "], ctx=Load())");
    check_expression("[a := b]", "List(elts=[NamedExpr(target=Name(id='a', ctx=Store()), value=" B ")], ctx=Load())");
    check_expression("lambda a, /, b=c, *, c, **a: b",
                     "Lambda(args=arguments(posonlyargs=[arg(arg='a')], args=[arg(arg='b')], kwonlyargs=[arg(arg='c')], "
                     "kw_defaults=[None], kwarg=arg(arg='a'), defaults=[" C "]), body=" B ")");
}

static void test_constants(void **state)
{
    (void)state;
    check_expression("0xFF", "Constant(value=255)");
    check_expression("0b1_01", "Constant(value=5)");
    check_expression("0o777777777777777777777777", "Constant(value=4722366482869645213695)");
    check_expression("1_000", "Constant(value=1000)");
    check_expression("1e16", "Constant(value=1e+16)");
    check_expression("0.1", "Constant(value=0.1)");
    check_expression("1e999", "Constant(value=inf)");
    check_expression("2.5j", "Constant(value=2.5j)");
    check_expression("...", "Constant(value=Ellipsis)");
    check_expression("'a' \"b\" r'\\n' '\\x41\\101\\u00e9\\n\\q'", "Constant(value='ab\\\\nAA\xC3\xA9\\n\\\\q')");
    check_expression("'\\ud800\\0'", "Constant(value='\\ud800\\x00')");
    check_expression("b'\\xff' b'\\n'", "Constant(value=b'\\xff\\n')");
    check_expression("u'a'", "Constant(value='a', kind='u')");
}

static void test_fstrings(void **state)
{
    (void)state;
    check_expression("f'x{a!r:>{b}}{{}}' 'y'",
                     "JoinedStr(values=[Constant(value='x'), FormattedValue(value=" A ", conversion=114, "
                     "format_spec=JoinedStr(values=[Constant(value='>'), FormattedValue(value=" B
                     ", conversion=-1)])), Constant(value='{}y')])");
    check_expression("f'{a = }'",
                     "JoinedStr(values=[Constant(value='a = '), FormattedValue(value=" A ", conversion=114)])");
    check_expression("f'{a != b}'", "JoinedStr(values=[FormattedValue(value=Compare(left=" A
                                    ", ops=[NotEq()], comparators=[" B "]), conversion=-1)])");
    check_expression("f'{f\"{a}\"}'", "JoinedStr(values=[FormattedValue(value=JoinedStr(values=[FormattedValue(value=" A
                                      ", conversion=-1)]), conversion=-1)])");
    check_expression("f''", "JoinedStr(values=[])");
    check_expression("f'''{\na}'''", "JoinedStr(values=[FormattedValue(value=" A ", conversion=-1)])");
}

static void check_accepted(const char *src)
{
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    Module *m = parse_module(a, src, strlen(src), "<test>", PARSE_FILE, &err);
    if (m == NULL || symtable_build(a, m, "<test>", &err) == NULL) {
        fail_msg("%s: %s", src, err.msg);
    }
    arena_free(a);
}

static void test_statements(void **state)
{
    (void)state;
    static const char *const programs[] = {
        "",
        "\n\n# only a comment",
        "x = y = *a, b = c",
        "x: int\n(x): int = 1\na.b: c\na[1]: d",
        "if a: b\nelif c: d\nelse: e",
        "for a, *b in c, d: break\nelse: pass",
        "while a:\n  if b: continue\n  del a, (b, [c]), d.e, f[0]",
        "with a as b, c: pass\nwith (a as b, c as (d, e),): pass\nwith (a, b): pass\nwith (a): pass\nwith (a) as b: pass",
        "with (a for b in c): pass\nwith (a, b) as c: pass\nwith (a)(b) as d, e: pass",
        "try: a\nexcept: b\ntry: a\nexcept b as c: d\nexcept (e, f): g\nelse: h\nfinally: i\ntry: a\nfinally: b",
        "@a\n@b.c(d)\ndef f(a, b: int = 1, /, c=2, *args: str, d, e=3, **kw) -> g: return\n",
        "class A: x = 1\nclass B(A, *b, metaclass=c, **d):\n  def f(self): return super().f()",
        "import a, b.c as d\nfrom . import e\nfrom ...f import (g as h, i,)\nfrom .j.k import *",
        "def f():\n  global a, b\n  x = yield\n  y = yield a, b\n  yield from c\n  return *a, b",
        "def f():\n  a = 1\n  def g():\n    nonlocal a\n    a += 1",
        "assert a, b\nraise\nraise a from b",
        "match = 1\nmatch[0]: int\nmatch.a = case = _ = type = 2\nmatch(x)\nmatch (a), b\nmatch * a\nprint(match)",
        "print >>a, b; exec\nlambda: (yield)",
        "x = [i for i in a if b if c for j in d]; y = {k: v for k, v in e}; z = (a for a in b)",
        "if (n := len(a)) > 10: pass\n[y := 1, y**2]\nf(a := 1)\na[b := 1]\na[*b]",
        "def f(*args: *Ts): pass\n",
        "\xE5\x90\x8D\xE5\x89\x8D = 1\n_\xC3\xA9 = \xE5\x90\x8D\xE5\x89\x8D",
        "x = 1 \\\n  + 2\nif a: \\\n  b",
        "if a:\n\tb\n\tif c:\n\t\td\n",
        "\"doc\"\nfrom __future__ import annotations, division\ndef f(a: b) -> c: pass",
    };
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        check_accepted(programs[i]);
    }
}

static void test_positions(void **state)
{
    (void)state;
    static const char src[] = "def f(a,\n      b=\"\xC3\xA9\"): return (a) + b\n";
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    Module *m = parse_module(a, src, sizeof src - 1, "<test>", PARSE_FILE, &err);
    assert_non_null(m);
    const Stmt *def = m->body->items[0], *ret = def->v.FunctionDef.body->items[0];
    assert_int_equal(def->lineno, 1);
    assert_int_equal(def->end_lineno, 2);
    assert_int_equal(def->end_col_offset, 29);
    const Arg *b = def->v.FunctionDef.args->args->items[1];
    assert_int_equal(b->lineno, 2);
    assert_int_equal(b->col_offset, 6);
    assert_int_equal(b->end_col_offset, 7);
    const Expr *sum = ret->v.Return.value;
    assert_int_equal(sum->col_offset, 22); /* from the parenthesis on */
    assert_int_equal(sum->v.BinOp.left->col_offset, 23);
    /* the same name is the same pointer */
    assert_ptr_equal(sum->v.BinOp.right->v.Name.id, b->arg);
    arena_free(a);
}

/* ---- errors --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *src;
    SyntaxErrKind kind;
    const char *msg;
    int lineno, col_offset, end_lineno, end_col_offset;
} errors[] = {
    {"x = = 1", ERR_SYNTAX, "invalid syntax", 1, 5, 1, 6},
    {"a b", ERR_SYNTAX, "invalid syntax", 1, 3, 1, 4},
    {"f(1 2)", ERR_SYNTAX, "invalid syntax. Perhaps you forgot a comma?", 1, 3, 1, 6},
    {"[1, 2 3]", ERR_SYNTAX, "invalid syntax. Perhaps you forgot a comma?", 1, 5, 1, 8},
    {"x = (1,\n2]", ERR_SYNTAX, "closing parenthesis ']' does not match opening parenthesis '(' on line 1", 2, 2, 2, 2},
    {"x = (1]", ERR_SYNTAX, "closing parenthesis ']' does not match opening parenthesis '('", 1, 7, 1, 7},
    {")", ERR_SYNTAX, "unmatched ')'", 1, 1, 1, 1},
    {"(", ERR_SYNTAX, "'(' was never closed", 1, 1, 0, 0},
    {"x = (\n1,\n", ERR_SYNTAX, "'(' was never closed", 1, 5, 0, 0},
    {"foo(1, 2\nbar()", ERR_SYNTAX, "'(' was never closed", 1, 4, 0, 0},
    {"\"abc", ERR_SYNTAX, "unterminated string literal (detected at line 1)", 1, 1, 1, 1},
    {"x = \"\"\"abc\n\ndef", ERR_SYNTAX, "unterminated triple-quoted string literal (detected at line 3)", 1, 5, 1, 5},
    {"if 1:\nx", ERR_INDENTATION, "expected an indented block after 'if' statement on line 1", 2, 1, 2, 2},
    {"if 1:\n  x\n y", ERR_INDENTATION, "unindent does not match any outer indentation level", 3, 3, 0, 0},
    {"if 1:\n        x\n\ty", ERR_TAB, "inconsistent use of tabs and spaces in indentation", 3, 1, 0, 0},
    {"  x", ERR_INDENTATION, "unexpected indent", 1, 2, 0, 0},
    {"x\n  y", ERR_INDENTATION, "unexpected indent", 2, 2, 0, 0},
    {"if x\n  pass", ERR_SYNTAX, "expected ':'", 1, 5, 1, 5},
    {"def f()\n", ERR_SYNTAX, "expected ':'", 1, 8, 1, 8},
    {"def f() z: pass", ERR_SYNTAX, "expected ':'", 1, 9, 1, 10},
    {"def f z: pass", ERR_SYNTAX, "expected '('", 1, 7, 1, 8},
    {"class A\n", ERR_SYNTAX, "expected ':'", 1, 8, 1, 8},
    {"while x\n", ERR_SYNTAX, "expected ':'", 1, 8, 1, 8},
    {"with x\n", ERR_SYNTAX, "expected ':'", 1, 7, 1, 7},
    {"try: pass\n", ERR_SYNTAX, "expected 'except' or 'finally' block", 1, 10, 0, 0},
    {"try:\n  pass\nexcept A, B:\n  pass", ERR_SYNTAX, "multiple exception types must be parenthesized", 3, 8, 3, 12},
    {"for x y: pass", ERR_SYNTAX, "invalid syntax", 1, 7, 1, 8},
    {"f() = 1", ERR_SYNTAX, "cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1, 1, 4},
    {"1 = x", ERR_SYNTAX, "cannot assign to literal here. Maybe you meant '==' instead of '='?", 1, 1, 1, 2},
    {"None = 1", ERR_SYNTAX, "cannot assign to None", 1, 1, 1, 5},
    {"(a, 1) = 2", ERR_SYNTAX, "cannot assign to literal", 1, 5, 1, 6},
    {"a = 1 = b", ERR_SYNTAX, "cannot assign to literal", 1, 5, 1, 6},
    {"f() += 1", ERR_SYNTAX, "'function call' is an illegal expression for augmented assignment", 1, 1, 1, 4},
    {"(a, b): int", ERR_SYNTAX, "only single target (not tuple) can be annotated", 1, 1, 1, 7},
    {"x = (a = 1)", ERR_SYNTAX, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 6, 1, 11},
    {"if x = 1: pass", ERR_SYNTAX, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4, 1, 9},
    {"if f() = 1: pass", ERR_SYNTAX, "cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 4, 1, 7},
    {"(a.b := 1)", ERR_SYNTAX, "cannot use assignment expressions with attribute", 1, 2, 1, 5},
    {"x if y", ERR_SYNTAX, "expected 'else' after 'if' expression", 1, 1, 1, 7},
    {"del f()", ERR_SYNTAX, "cannot delete function call", 1, 5, 1, 8},
    {"for 1 in x: pass", ERR_SYNTAX, "cannot assign to literal", 1, 5, 1, 6},
    {"with x as 1: pass", ERR_SYNTAX, "cannot assign to literal", 1, 11, 1, 12},
    {"[x for f() in y]", ERR_SYNTAX, "cannot assign to function call", 1, 8, 1, 11},
    {"print \"x\"", ERR_SYNTAX, "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1, 1, 10},
    {"exec \"x\"", ERR_SYNTAX, "Missing parentheses in call to 'exec'. Did you mean exec(...)?", 1, 1, 1, 9},
    {"f(a, b=1, c)", ERR_SYNTAX, "positional argument follows keyword argument", 1, 12, 1, 13},
    {"f(**a, b)", ERR_SYNTAX, "positional argument follows keyword argument unpacking", 1, 9, 1, 10},
    {"f(**a, *b)", ERR_SYNTAX, "iterable argument unpacking follows keyword argument unpacking", 1, 3, 1, 6},
    {"f(a for b in c, d)", ERR_SYNTAX, "Generator expression must be parenthesized", 1, 3, 1, 15},
    {"f(a=b for b in c)", ERR_SYNTAX, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 3, 1, 5},
    {"f(True=1)", ERR_SYNTAX, "cannot assign to True", 1, 3, 1, 8},
    {"f(a.b=1)", ERR_SYNTAX, "expression cannot contain assignment, perhaps you meant \"==\"?", 1, 3, 1, 7},
    {"f(a=1, a=2)", ERR_SYNTAX, "keyword argument repeated: a", 1, 8, 1, 11},
    {"{1:2, 3}", ERR_SYNTAX, "':' expected after dictionary key", 1, 7, 0, 0},
    {"{1:}", ERR_SYNTAX, "expression expected after dictionary key and ':'", 1, 3, 1, 4},
    {"{1:*a}", ERR_SYNTAX, "cannot use a starred expression in a dictionary value", 1, 4, 1, 6},
    {"(*a)", ERR_SYNTAX, "cannot use starred expression here", 1, 2, 1, 4},
    {"[*a for a in b]", ERR_SYNTAX, "iterable unpacking cannot be used in comprehension", 1, 2, 1, 4},
    {"{**a for a in b}", ERR_SYNTAX, "dict unpacking cannot be used in dict comprehension", 1, 2, 1, 4},
    {"[a, b for a in b]", ERR_SYNTAX, "did you forget parentheses around the comprehension target?", 1, 2, 1, 6},
    {"lambda a=1, b: 0", ERR_SYNTAX, "non-default argument follows default argument", 1, 13, 1, 14},
    {"def f(a=1, b): pass", ERR_SYNTAX, "non-default argument follows default argument", 1, 12, 1, 13},
    {"def f(a, a): pass", ERR_SYNTAX, "duplicate argument 'a' in function definition", 1, 10, 1, 11},
    {"def f(*): pass", ERR_SYNTAX, "named arguments must follow bare *", 1, 7, 1, 8},
    {"def f(**k, a): pass", ERR_SYNTAX, "arguments cannot follow var-keyword argument", 1, 12, 1, 13},
    {"def f(a, /, b, /): pass", ERR_SYNTAX, "/ may appear only once", 1, 16, 1, 17},
    {"def f((a, b)): pass", ERR_SYNTAX, "Function parameters cannot be parenthesized", 1, 7, 1, 13},
    {"def f(a=): pass", ERR_SYNTAX, "expected default value expression", 1, 8, 1, 9},
    {"from a import b,", ERR_SYNTAX, "trailing comma not allowed without surrounding parentheses", 1, 17, 1, 17},
    {"import", ERR_SYNTAX, "invalid syntax", 1, 7, 1, 7},
    {"x = 1_", ERR_SYNTAX, "invalid decimal literal", 1, 6, 1, 6},
    {"0x", ERR_SYNTAX, "invalid hexadecimal literal", 1, 2, 1, 2},
    {"0b12", ERR_SYNTAX, "invalid digit '2' in binary literal", 1, 4, 1, 4},
    {"012", ERR_SYNTAX, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", 1, 1, 1, 2},
    {"1a", ERR_SYNTAX, "invalid decimal literal", 1, 1, 1, 1},
    {"x = \342\200\234a\342\200\235", ERR_SYNTAX, "invalid character '\342\200\234' (U+201C)", 1, 5, 1, 5},
    {"a\302\240b", ERR_SYNTAX, "invalid non-printable character U+00A0", 1, 2, 1, 2},
    {"x = \\ 1", ERR_SYNTAX, "unexpected character after line continuation character", 1, 6, 0, 0},
    {"x = \\", ERR_SYNTAX, "unexpected EOF while parsing", 1, 6, 0, 0},
    {"f\"{a b}\"", ERR_SYNTAX, "f-string: invalid syntax. Perhaps you forgot a comma?", 1, 2, 1, 5},
    {"f\"{}\"", ERR_SYNTAX, "f-string: empty expression not allowed", 1, 6, 1, 6},
    {"f\"{a\"", ERR_SYNTAX, "f-string: expecting '}'", 1, 6, 1, 6},
    {"f\"}\"", ERR_SYNTAX, "f-string: single '}' is not allowed", 1, 5, 1, 5},
    {"f\"{a!x}\"", ERR_SYNTAX, "f-string: invalid conversion character: expected 's', 'r', or 'a'", 1, 9, 1, 9},
    {"f\"{a\\n}\"", ERR_SYNTAX, "f-string expression part cannot include a backslash", 1, 9, 1, 9},
    {"f\"{a)}\"", ERR_SYNTAX, "f-string: unmatched ')'", 1, 8, 1, 8},
    {"\"a\" b\"c\"", ERR_SYNTAX, "cannot mix bytes and nonbytes literals", 1, 9, 1, 9},
    {"\"\\x1\"", ERR_SYNTAX, "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape", 1, 6, 1, 6},
    {"b'\\x1'", ERR_SYNTAX, "(value error) invalid \\x escape at position 0", 1, 7, 1, 7},
    {"return", ERR_SYNTAX, "'return' outside function", 1, 1, 1, 7},
    {"break", ERR_SYNTAX, "'break' outside loop", 1, 1, 1, 6},
    {"continue", ERR_SYNTAX, "'continue' not properly in loop", 1, 1, 1, 9},
    {"class A:\n  yield 1", ERR_SYNTAX, "'yield' outside function", 2, 3, 2, 10},
    {"*a", ERR_SYNTAX, "can't use starred expression here", 1, 1, 1, 3},
    {"*a = b", ERR_SYNTAX, "starred assignment target must be in a list or tuple", 1, 1, 1, 3},
    {"a, *b, *c = d", ERR_SYNTAX, "multiple starred expressions in assignment", 1, 1, 1, 10},
    {"def f():\n  print(x)\n  global x", ERR_SYNTAX, "name 'x' is used prior to global declaration", 3, 3, 3, 11},
    {"def f(x):\n  global x", ERR_SYNTAX, "name 'x' is parameter and global", 2, 3, 2, 11},
    {"def f():\n  nonlocal x", ERR_SYNTAX, "no binding for nonlocal 'x' found", 2, 3, 2, 13},
    {"nonlocal x", ERR_SYNTAX, "nonlocal declaration not allowed at module level", 1, 1, 1, 11},
    {"x = 1\nfrom __future__ import annotations", ERR_SYNTAX, "from __future__ imports must occur at the beginning of the file", 2, 1, 2, 35},
    {"from __future__ import x", ERR_SYNTAX, "future feature x is not defined", 1, 1, 0, 0},
    {"def f():\n  from a import *", ERR_SYNTAX, "import * only allowed at module level", 2, 17, 2, 18},
    {"[x := 1 for x in y]", ERR_SYNTAX, "assignment expression cannot rebind comprehension iteration variable 'x'", 1, 2, 1, 3},
    {"[(yield x) for x in y]", ERR_SYNTAX, "'yield' inside list comprehension", 1, 3, 1, 10},
    {"__debug__ = 1", ERR_SYNTAX, "cannot assign to __debug__", 1, 1, 1, 10},
    {"try:\n  pass\nexcept:\n  pass\nexcept A:\n  pass", ERR_SYNTAX, "default 'except:' must be last", 3, 1, 4, 7},
    {"yield = 1", ERR_SYNTAX, "assignment to yield expression not possible", 1, 1, 1, 6},
    {"async x", ERR_SYNTAX, "invalid syntax", 1, 7, 1, 8},
    {"a <> b", ERR_SYNTAX, "invalid syntax", 1, 3, 1, 5},
    {"x = $", ERR_SYNTAX, "invalid syntax", 1, 5, 1, 6},
    {"\"\303\251\" + \303\251 \303\251", ERR_SYNTAX, "invalid syntax", 1, 9, 1, 10},
};

static void test_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        Arena *a = arena_new();
        assert_non_null(a);
        SyntaxErr err;
        Module *m = parse_module(a, errors[i].src, strlen(errors[i].src), "<test>", PARSE_FILE, &err);
        if (m != NULL && symtable_build(a, m, "<test>", &err) != NULL) {
            fail_msg("accepted: %s", errors[i].src);
        }
        if (strcmp(err.msg, errors[i].msg) != 0 || err.lineno != errors[i].lineno ||
            err.col_offset != errors[i].col_offset) {
            print_error("in: %s\n", errors[i].src);
        }
        assert_int_equal(err.kind, errors[i].kind);
        assert_string_equal(err.msg, errors[i].msg);
        assert_int_equal(err.lineno, errors[i].lineno);
        assert_int_equal(err.col_offset, errors[i].col_offset);
        assert_int_equal(err.end_lineno, errors[i].end_lineno);
        assert_int_equal(err.end_col_offset, errors[i].end_col_offset);
        assert_non_null(err.text);
        assert_string_equal(err.filename, "<test>");
        arena_free(a);
    }
}

static void check_message(const char *src, const char *msg)
{
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    assert_null(parse_module(a, src, strlen(src), "<test>", PARSE_FILE, &err));
    assert_int_equal(err.kind, ERR_SYNTAX);
    assert_string_equal(err.msg, msg);
    arena_free(a);
}

static void test_unsupported(void **state)
{
    (void)state;
    check_message("match x:\n  case 1: pass", "'match' statement is not supported by gilpy yet");
    check_message("match a, b:\n  case _:\n    pass", "'match' statement is not supported by gilpy yet");
    check_message("async def f(): pass", "'async def' is not supported by gilpy yet");
    check_message("@a\nasync def f(): pass", "'async def' is not supported by gilpy yet");
    check_message("async for a in b: pass", "'async for' is not supported by gilpy yet");
    check_message("async with a: pass", "'async with' is not supported by gilpy yet");
    check_message("[a async for a in b]", "'async for' is not supported by gilpy yet");
    check_message("x = await y", "'await' is not supported by gilpy yet");
    check_message("try: a\nexcept* b: c", "'except*' is not supported by gilpy yet");
    check_message("'\\N{DASH}'", "'\\N{...}' in a string is not supported by gilpy yet");
}

static void test_eval(void **state)
{
    (void)state;
    check_expression("  a\n\n", A);
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    assert_null(parse_module(a, "a = 1", 5, "<test>", PARSE_EVAL, &err));
    assert_string_equal(err.msg, "invalid syntax");
    assert_int_equal(err.col_offset, 3);
    arena_free(a);
}

/* ---- hostile input -------------------------------------------------------------------------------------------- */

static SyntaxErrKind parse_repeated(const char *before, const char *piece, size_t n, const char *after)
{
    size_t piece_len = strlen(piece), len = strlen(before) + n * piece_len + strlen(after);
    char *src = malloc(len + 1);
    assert_non_null(src);
    char *p = src + sprintf(src, "%s", before);
    for (size_t i = 0; i < n; i++, p += piece_len) {
        memcpy(p, piece, piece_len);
    }
    strcpy(p, after);
    Arena *a = arena_new();
    assert_non_null(a);
    SyntaxErr err;
    Module *m = parse_module(a, src, len, "<test>", PARSE_FILE, &err);
    if (m != NULL && symtable_build(a, m, "<test>", &err) != NULL) {
        char *dump = ast_dump(m);
        assert_non_null(dump);
        free(dump);
    }
    SyntaxErrKind kind = err.kind;
    arena_free(a);
    free(src);
    return kind;
}

static void test_long_chains(void **state)
{
    (void)state;
    /* however long, these are no nesting */
    assert_int_equal(parse_repeated("a", ".b", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("1", "+1", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("a", "()", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("a", "[0]", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("a", "=a", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("a", " and a", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("if a: b\n", "elif a: b\n", 100000, ""), ERR_NONE);
    assert_int_equal(parse_repeated("x = [", "1,", 100000, "]"), ERR_NONE);
    assert_int_equal(parse_repeated("f(", "**a,", 100000, ")"), ERR_NONE);
    assert_int_equal(parse_repeated("f'", "{a}", 50000, "'"), ERR_NONE);
    assert_int_equal(parse_repeated("a", "(0)", 100000, " b c"), ERR_SYNTAX);
    assert_int_equal(parse_repeated("x = [", "1,", 100000, "2 3]"), ERR_SYNTAX);
    assert_int_equal(parse_repeated("def f():\n  x = 1\n", "  def g(): return x\n", 20000, ""), ERR_NONE);
}

static void test_deep_nesting(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("", "(", 100000, ""), ERR_SYNTAX);
    assert_int_equal(parse_repeated("", "-", 100000, "1"), ERR_RECURSION);
    assert_int_equal(parse_repeated("", "not ", 100000, "1"), ERR_RECURSION);
    assert_int_equal(parse_repeated("2", "**2", 100000, ""), ERR_RECURSION);
    assert_int_equal(parse_repeated("", "lambda: ", 100000, "0"), ERR_RECURSION);
    assert_int_equal(parse_repeated("a", " if a else a", 100000, ""), ERR_RECURSION);
    assert_int_equal(parse_repeated("", "-", 900, "1"), ERR_NONE);
}

/* Each of these would take exponential time if mistakes were looked for at every level anew. */
static void test_nested_mistakes(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(",         "[",    "{",         "{1:",      "f(",     "f(1, ",   "f(a=",
                                         "[a, b, ",   "(a:=", "{1:2, 3:",  "a[",       "(*",     "(a if b else ",
                                         "[x for x in ", "f(a for a in ", "lambda a=", "(yield ", "print (", "(a.b:="};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        assert_int_equal(parse_repeated("", pieces[i], 190, "1 2"), ERR_SYNTAX);
        assert_int_equal(parse_repeated("with ", pieces[i], 190, "1 2 = 3"), ERR_SYNTAX);
    }
}

static void test_random_bytes(void **state)
{
    (void)state;
    static const char alphabet[] = "()[]{}'\"\n #\\ab1,:=.+*@fr \t";
    enum { SIZE = 10 * 1024 * 1024 };
    char *src = malloc(SIZE);
    assert_non_null(src);
    uint32_t random = 12345;
    for (int kind = 0; kind < 4; kind++) {
        for (size_t i = 0; i < SIZE; i++) {
            random = random * 1664525 + 1013904223;
            unsigned r = random >> 16;
            src[i] = (char)(kind == 0   ? r
                            : kind == 1 ? 32 + r % 95
                            : kind == 2 ? (unsigned char)alphabet[r % (sizeof alphabet - 1)]
                                        : 1 + r % 255);
        }
        Arena *a = arena_new();
        assert_non_null(a);
        SyntaxErr err;
        assert_null(parse_module(a, src, SIZE, "<test>", PARSE_FILE, &err));
        assert_int_not_equal(err.kind, ERR_NONE);
        assert_non_null(err.msg);
        arena_free(a);
    }
    free(src);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    static const char good[] =
        "import a.b as c\n@d\ndef f(x, *y, z=1, **k) -> e:\n  'doc'\n  return f'{x!r:>{z}}' + b'\\x00'\n"
        "class A(B, k=1):\n  def g(self): return [__i for i in super().h if i < 1 == 2]\n"
        "try:\n  x = {1: 2, **y}; del x[0:1]\nexcept E as e: raise\nwith (a as b, c): pass\n";
    static const char bad[] = "def f(a=1, b): pass\nx = {1: 2, 3 4}\n";
    const char *const programs[] = {good, bad};
    for (int i = 0; i < 2; i++) {
        SyntaxErrKind kind = ERR_MEMORY;
        int runs = 0;
        for (size_t limit = 16; kind == ERR_MEMORY; limit += 16, runs++) {
            Arena *a = arena_new();
            assert_non_null(a);
            arena_set_limit(a, limit);
            SyntaxErr err;
            Module *m = parse_module(a, programs[i], strlen(programs[i]), "<test>", PARSE_FILE, &err);
            kind = err.kind;
            if (m != NULL) {
                assert_int_equal(kind, ERR_NONE);
                Symtable *st = symtable_build(a, m, "<test>", &err);
                kind = err.kind;
                assert_true((st != NULL) == (kind == ERR_NONE));
            }
            arena_free(a);
        }
        assert_true(runs > 20);
        assert_int_equal(kind, programs[i] == good ? ERR_NONE : ERR_SYNTAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precedence),   cmocka_unit_test(test_primaries),    cmocka_unit_test(test_constants),
        cmocka_unit_test(test_fstrings),     cmocka_unit_test(test_statements),   cmocka_unit_test(test_positions),
        cmocka_unit_test(test_errors),       cmocka_unit_test(test_unsupported),  cmocka_unit_test(test_eval),
        cmocka_unit_test(test_long_chains),  cmocka_unit_test(test_deep_nesting), cmocka_unit_test(test_nested_mistakes),
        cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
