# getattr and friends, callable, isinstance, dir, vars, repr, ascii, format, print, min, max
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
class A:
    x = 1
    def __init__(self): self.y = 2
    def m(self): return "m"
class B(A):
    pass
a, b = A(), B()
t(getattr, a, "x"); t(getattr, a, "y"); t(getattr, a, "zz", "d"); t(getattr, a, "zz"); t(getattr, a, 5); t(getattr, a); t(getattr, A, "x"); t(getattr, a, "z" + "z", None); t(hasattr, a, "x"); t(hasattr, a, "q"); t(hasattr, a, 5); t(hasattr, 5, "real"); t(getattr, 5, "real"); t(lambda: getattr("abc", "upper")()); print()
t(setattr, a, "n", 5); t(lambda: a.n); t(delattr, a, "n"); t(delattr, a, "n"); t(setattr, a, 5, 1); t(setattr, 5, "x", 1); t(setattr, a, "k"); t(delattr, a, 5); t(setattr, int, "x", 1); print(vars(a), vars(b))
t(vars, 5); t(vars, 1, 2); t(lambda: sorted(vars(A))[-2:]); print()
class G:
    def __getattr__(self, n):
        if n == "boom": raise ValueError("boom")
        if n.startswith("no"): raise AttributeError(n)
        return "dyn " + n
t(getattr, G(), "abc"); t(getattr, G(), "nope"); t(getattr, G(), "nope", 1); t(getattr, G(), "boom", 1); t(hasattr, G(), "nope"); t(hasattr, G(), "any"); t(hasattr, G(), "boom"); print()
print([callable(x) for x in (len, int, A, a, a.m, lambda: 1, 5, None, "a", print, str.upper, type)])
class C:
    def __call__(self): return 1
print(callable(C()), callable(C), C()())
print(isinstance(5, int), isinstance(True, int), isinstance(5, (str, int)), isinstance(5, (str, (float, (int,)))), isinstance(b, A), isinstance(a, B), isinstance(5, object), isinstance(int, type), issubclass(B, A), issubclass(A, B), issubclass(bool, int), issubclass(int, (str, object)), issubclass(A, A), isinstance(None, type(None)), isinstance(5, ()))
t(isinstance, 5, 5); t(isinstance, 5, (5,)); t(isinstance, 5, "int"); t(issubclass, 5, int); t(issubclass, int, 5); t(isinstance, 5); t(issubclass, int, (5,)); t(isinstance, 5, [int]); print()
class Meta(type):
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, c): return c is int
class MC(metaclass=Meta):
    pass
print(isinstance(5, MC), isinstance(6, MC), issubclass(int, MC), issubclass(str, MC), isinstance(MC(), MC), isinstance(5, (str, MC)))
print("y" in dir(a), "m" in dir(a), "x" in dir(B), [n for n in dir(b) if not n.startswith("__")], dir(a) == sorted(dir(a)))
class D:
    def __dir__(self): return ["b", "a"]
print(dir(D()))
def f(p, q=2):
    r = 3
    return sorted(locals()), dir(), sorted(vars())
print(f(1))
print(repr("a'b"), ascii("\u00e9\u4e2d\U0001f600'"), ascii([1, "\u00e9"]), repr(None), repr([None, ...]), ascii(5), repr(NotImplemented), str(...), repr(print)[:10], repr(len), str(type(5)), repr(A), [int, str])
t(repr); t(repr, 1, 2); t(ascii); t(format, 5, "03d"); t(format, "a", ">3"); t(format, 5, 5); t(format); t(format, 1, 2, 3); t(format, A, "x"); print()
t(max, 1, 2, 3); t(min, [3, 1]); t(max, "abc"); t(max, []); t(min, [], default=0); t(max, [], default=None); t(max, 1); t(max); t(max, 1, "a"); t(max, [1, 2], key=lambda x: -x); t(min, 5, 3, key=None); t(max, 1, 2, default=3); t(max, [1], foo=2); t(min, "b", "a", "c"); t(max, {"a": 1, "b": 0}); t(max, [(1, "a"), (1, "b")]); t(max, [1, 1.0, True]); t(min, [1.0, 1, True]); t(max, [[1], [2]], key=len); t(max, None); t(max, 1, 2, key=5); t(max, ["a", "bb", "cc"], key=len); t(min, [float("nan"), 1]); t(max, (x for x in ()), default="d"); print()
print(); print(1, 2, sep="-"); print(1, end="!\n"); print("a", "b", sep="", end=""); print(); print(sep="x"); print(*[1, 2, 3], sep=", "); print("x", None, sep=None, end=None); print("\u00e9", "\u4e2d", "\U0001f600"); print(1, 2, flush=True); print([], {}, (), "", end=".\n")
t(print, 1, sep=5); t(print, 1, end=5); t(print, x=1); t(print, 1, file=5); print()
class W:
    def __init__(self): self.out = []
    def write(self, s): self.out.append(s)
    def flush(self): self.out.append("FLUSH")
w = W(); print(1, "a", sep="|", end="$", file=w, flush=True); print(file=w); print(w.out)
class Bad:
    def __str__(self): raise ValueError("no str")
    def __repr__(self): return "bad"
t(print, Bad()); print([Bad()]); t(str, Bad()); t(lambda: f"{Bad()}"); t(lambda: "%s" % Bad()); print()
import sys
old = sys.stdout; sys.stdout = w; print("captured"); sys.stdout = old; print(w.out[-2:])
sys.stdout = None; print("nothing"); sys.stdout = old
print(type(5), type("a").__name__, type(A()) is A, type(type), type(None), type(...), type(NotImplemented), type(len).__name__, type(a.m).__name__, type(lambda: 1).__name__)
