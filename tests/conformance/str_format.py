# str.format, format_map, f-strings
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)
t("{".format); t("}".format); t("{}".format); t("{0} {}".format, 1, 2); t("{} {0}".format, 1, 2); t("{a}".format); t("{!x}".format, 1); t("{!}".format, 1); t("{!r".format, 1); t("{!rx}".format, 1)
t("{:{}}".format, 1); t("{:{:{}}}".format, 1, 2, 3); t("{0.}".format, 1); t("{0[}".format, 1); t("{0[]}".format, [1]); t("{0[a]x}".format, {"a": 1}); t("{0[a]}".format, {"a": 1}); t("{0[0]}".format, [5]); t("{0[-1]}".format, [5]); t("{0[-1]}".format, {"-1": 5})
t("{a{b}}".format, a=1); t("{:}}".format, 1); t("{{}}".format); t("{:{w}.{p}f}|".format, 3.14159, w=8, p=2); t("{0.real} {0.imag}".format, 5); t("{!s:>5}|{!r:<5}|{!a}".format, "a", "b", "\u00e9")
t("{".format_map, {}); t("{a}".format_map, {"a": 1}); t("{a}".format_map, {}); t("{0}".format_map, {}); t("{}".format_map, {}); t("{0".format, 1); t("{0!".format, 1); t("{0:".format, 1); t("{0:{".format, 1); t("{ }".format, 1); t("{99999999999999999999}".format); t("{0.a}".format, 1); t("a}b".format); t("a{b".format)
t("{0} {1} {0}".format, "a", "b"); t("{} {} {}".format, 1, 2.5, None); t("{x} {y[1]} {z.imag}".format, x=1, y=(2, 3), z=4); t("{0[k][1]}".format, {"k": [1, 2]}); t("{:>10}|{:<10}|{:^10}|{:*^10}".format, "r", "l", "c", "s"); t("{:\u4e2d>5}".format, "x"); t("{:{}{}{}}".format, "x", "*", "^", 7); t("{a!r:>{w}}".format, a="q", w=6)
t("{:5}|{:5}|{:5}".format, "ab", 12, 1.5); t("{:.2}|{:.10}|{:5.1}|".format, "abcdef", "abc", "xyz"); t("{:d} {:x} {:o} {:b} {:e} {:c}".format, 10, 255, 8, 5, 12345.678, 97); t("{:+d} {: d} {:-d} {:05d} {:,}".format, 5, 5, 5, 42, 1234567); t("{}".format, [1, "a"]); t("{:}".format, {"k": 1}); t("{:10}".format, [1]); t("{}".format, object) ; t("{!r}".format, "it's"); t("{:%}".format, 0.25)
class F:
    def __format__(self, spec): return f"<{spec}>"
    def __str__(self): return "S"
    def __repr__(self): return "R"
    attr = "A"
    def __getitem__(self, k): return f"[{k!r}]"
t("{} {:abc} {!s} {!r} {!s:>3} {0}".replace("{0}", "{}").format, F(), F(), F(), F(), F(), F()); t("{0.attr} {0[x]} {0[1]} {0[1x]} {0.attr[0]}".format, F())
class B:
    def __format__(self, spec): return 5
t("{}".format, B()); t(format, B()); t(format, F(), "zz")
class M(dict):
    def __missing__(self, k): return "?" + k
t("{a} {b}".format_map, M(a=1)); t("{a.real:>{w}}".format_map, {"a": 3, "w": 4}); t("{a}".format_map, 5)
t("{}{{}}{}".format, 1, 2); t("{{{}}}".format, 1); t("}}{{".format); t("".format, 1); t("x".format); t("{:s}".format, "a"); t("{:d}".format, "a"); t("{:s}".format, 1); t("{:=5}".format, "a"); t("{:+}".format, "a"); t("{:#}".format, "a"); t("{: }".format, "a"); t("{:,}".format, "a"); t("{:z}".format, "a"); t("{:05}".format, "a"); t("{:.3}".format, 5); t("{:\x01}".format, "a")
x, y, name, w = 42, 3.14159, "bob", 8
print(f"{x} {y:.2f} {name!r} {name:>{w}} {x:#x} {x + 1} {'nested ' + name} {{}} {x:{w}d} {y!s:.4} {name.upper()} {[i for i in range(3)]} {x=} {y=:.1f} {name=!s} { x = }")
print(f"{1,2} {(lambda q: q * 2)(4)} {'a' 'b'} {x:>+{w}.0f} {x!r:^{w}} {None} {True:d} {True} {''!r} {'':5}|" f"{x}" "tail")
print(f"""multi
{x}
line""", f"{x:,} {10**6:_} {0.5:%} {-5:05d} {F()} {F():spec} {F()!r:>4}", rf"\n{x}", f"\u2022{x}")
print("%s" % f"{x}", f"{f'{x}'}", f"{x if x > 3 else 'no'}", f"{ {'a': 1}['a'] }", f"{x:{'>'}{10}}")
