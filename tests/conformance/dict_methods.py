# dict: construction, methods, order, errors
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
d = {"a": 1, "b": 2}
d["c"] = 3; d["a"] = 10; print(d, len(d), d["a"], "a" in d, "z" in d, list(d), d.get("z"), d.get("z", 5), d.get("a", 5))
del d["b"]; d["b"] = 4; print(d, d.pop("c"), d.pop("zz", None), d.popitem(), d, d.setdefault("a", 0), d.setdefault("n"), d.setdefault("m", []), d)
t({}.pop, 1); t({}.popitem); t(lambda: {}["k"]); t(lambda: {}[1, 2]); t({}.pop); t({}.get); t({}.setdefault); t({}.update, 1); t({}.update, 1, 2); t(dict, 1, 2); t(dict, 1); t(dict, [1]); t(dict, [(1, 2, 3)]); t(dict, ["ab", "cd"]); t(dict, [("a", 1)], b=2); t(dict, a=1); t(dict, {"x": 1}, x=2); t(dict.fromkeys, "abc"); t(dict.fromkeys, [1, 2], 0); t(dict.fromkeys, 5); t(lambda: {[]: 1}); t(lambda: {}[[]]); t(lambda: [] in {}); t({}.get, []); t({}.update, [[1]]); t({}.update, [5]); t({}.__delitem__, "q"); t(hash, {}); t({}.clear, 1); t(dict, **{"1": 2}); t({}.setdefault, []); t({}.pop, []); t(lambda: {} < {}); t(lambda: {} + {}); t(lambda: {} | 5); t(lambda: {} | [(1, 2)]); print()
e = {1: "int"}
e[1.0] = "float"; e[True] = "bool"; e["1"] = "str"; e[None] = "none"; e[(1, 2)] = "tuple"; e[frozenset([1])] = "fs"; print(e, e[1], e[1.0], e[True])
e.update({1: "x"}, y=5); e.update([("p", 1), ["q", 2]]); e.update(zip("rs", (3, 4))); e.update(); print(e)
class M:
    def keys(self): return ["k1", "k2"]
    def __getitem__(self, k): return k * 2
print(dict(M()), {**{"a": 1}, **{"b": 2, "a": 3}}, {**M()})
f = {"a": 1} | {"b": 2, "a": 3}; f |= {"c": 4}; f |= [("d", 5)]; print(f, {"a": 1} | {}, f == {"d": 5, "c": 4, "b": 2, "a": 3}, f != {}, {} == {}, {1: 2} == {1.0: 2.0})
g = f.copy(); g["new"] = 1; print(len(f), len(g), f is not g, list(reversed(g)), list(reversed(g.items()))[:2], list(reversed(g.values()))[:2])
g.clear(); print(g, bool(g), bool(f), {}.__class__.__name__)
big = {}
for i in range(20000):
    big[i] = i * i
for i in range(0, 20000, 2):
    del big[i]
print(len(big), sum(big.values()), list(big)[:5], 3 in big, 4 in big)
for i in range(0, 20000, 4):
    big[i] = -1
print(len(big), list(big)[-3:], big[4], big.popitem(), len(big))
while big:
    big.popitem()
print(big, len(big)); big["again"] = 1; print(big)
h = {}
for i in range(300):
    h[i] = i
    if i % 3: h.popitem()
print(len(h), list(h)[:6])
s = {str(i): i for i in range(1000)}
print(s["999"], sum(s.values()), len({k: v for k, v in s.items() if v % 2}), [s.pop(str(i)) for i in range(5)], len(s))
class Missing(dict):
    def __missing__(self, k):
        return f"no {k}"
m = Missing(a=1); m.attr = 2
print(m["a"], m["b"], m.get("b"), "b" in m, m, len(m), m.attr, isinstance(m, dict), type(m.copy()).__name__, m | {"z": 1}, type(m | {}).__name__)
class Bad(dict):
    def __missing__(self, k): raise ValueError("missing " + k)
t(lambda: Bad()["x"])
class K:
    def __init__(self, v, h): self.v, self.h = v, h
    def __hash__(self): return self.h
    def __eq__(self, o): return isinstance(o, K) and self.v == o.v
    def __repr__(self): return f"K({self.v})"
d = {K(i, i % 3): i for i in range(10)}
print(d, d[K(7, 1)], K(7, 2) in d, len(d), d.pop(K(4, 1)), len(d))
class E:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError("cmp")
d = {1: 2}
t(lambda: d[E()]); t(d.get, E()); t(d.pop, E()); t(d.setdefault, E()); t(lambda: E() in d); t(lambda: d.__setitem__(E(), 1)); t(d.__delitem__, E()); print(len(d))
class H:
    def __hash__(self): raise ValueError("hash")
t(lambda: {H(): 1}); t(lambda: {}[H()])
class H2:
    def __hash__(self): return "x"
class H3:
    __hash__ = None
class H4:
    def __eq__(self, o): return True
t(hash, H2()); t(hash, H3()); t(hash, H4()); print()
r = {}; r["self"] = r; r["l"] = [r]; print(r)
print({k: v for v, k in enumerate("abc")}, {i: {} for i in range(2)}, {"a": [1, {"b": (2,)}]}, {1: None, None: 1}, {"'": '"', "\n": "\u4e2d"})
print(sorted({"b": 1, "a": 2}.items()), max({"a": 1, "b": 2}, key={"a": 5, "b": 2}.get), sum({1: 2, 3: 4}), list(map(str, {1: 2})), dict(zip("ab", [1, 2])), dict(enumerate("xy")), "".join({"x": 1, "y": 2}))
