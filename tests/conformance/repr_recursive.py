# repr of containers inside themselves, and of every built-in kind of value
l = [1]; l.append(l); d = {"d": 1}; d["self"] = d; d["l"] = l; t = ([],); t[0].append(t); l.append(d)
print(l); print(d); print(t); print([l, l]); print({1: l}); print((d, d))
a, b = [], []; a.append(b); b.append(a); print(a, b)
class C:
    def __init__(self): self.items = [self]
    def __repr__(self): return f"C({self.items})"
print(C(), [C()])
class R:
    def __repr__(self): raise ValueError("repr")
x = [1, R()]
for _ in range(3):
    try:
        print(x)
    except ValueError as e:
        print("ValueError", e)
try:
    print({1: R()})
except ValueError as e:
    print("ValueError", e)
x.pop(); x.append(x); print(x)
class S(set):
    pass
class D(dict):
    pass
class L(list):
    pass
class T(tuple):
    pass
s = S(); f = frozenset([1]); m = D(a=1); m["m"] = m; q = L([1]); q.append(q); print(s, f, m, q, T((1, 2)), T((1,)), T())
deep = []
for i in range(150):
    deep = [deep]
print(repr(deep) == "[" * 151 + "]" * 151)
for kind in (list, tuple, dict):
    v = kind()
    for i in range(100000):
        v = [v] if kind is list else (v,) if kind is tuple else {1: v}
    try:
        repr(v)
    except RecursionError as e:
        print(kind.__name__, "RecursionError", e)
    try:
        print(v == v)
    except RecursionError as e:
        print("RecursionError", e)
    w = kind()
    for i in range(100000):
        w = [w] if kind is list else (w,) if kind is tuple else {1: w}
    try:
        print(v == w)
    except RecursionError as e:
        print("RecursionError", e)
    del v, w
print("freed")
print([None, True, False, ..., NotImplemented, 1, -1.5, "s", b"b", bytearray(b"a"), (), [], {}, set(), frozenset(), range(3), slice(1), int, type, object, len.__name__])
print(str([1, "a"]), str(("a",)), str({"a": "b"}), f"{[1]}", f"{(1,)!r}", "%s %r" % ([1], {"k": "v"}), str({"a"}), "{}".format({1: (2,)}))
class Mutate:
    def __repr__(self):
        victim.clear()
        return "M"
victim = [Mutate(), 1, 2]; print(victim, victim)
victim = {1: Mutate(), 2: 3}; print(victim, victim)
