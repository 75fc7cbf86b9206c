# classes made from built-in types: attributes, overriding, results of operations
class I(int):
    def __new__(cls, v, note=""): 
        self = super().__new__(cls, v); self.note = note
        return self
    def __add__(self, o): return I(int(self) + int(o), "sum")
    def __str__(self): return f"<{int(self)}>"
class S(str):
    def __new__(cls, v): return super().__new__(cls, v + "!")
    def __eq__(self, o): return str.__eq__(self, o) or o == "same"
    def __hash__(self): return 42
    def upper(self): return "UP:" + super().upper()
    def __getitem__(self, i): return "item" + str(i)
    def __len__(self): return 99
class L(list):
    def __getitem__(self, i): return ("got", list.__getitem__(self, i))
    def append(self, x): super().append(x * 2)
    def __iter__(self): return iter(["it"])
    def __contains__(self, x): return x == "magic"
    def __len__(self): return 50
class D(dict):
    def __getitem__(self, k): return "D" + str(dict.get(self, k))
    def __setitem__(self, k, v): dict.__setitem__(self, k, v + 1)
    def keys(self): return ["fake"]
    def get(self, k, d=None): return "get"
class T(tuple):
    def __len__(self): return 7
class F(float):
    def __repr__(self): return "F!"
class St(set):
    def add(self, x): super().add(x + 100)
class B(bytes):
    pass
class X(Exception):
    def __init__(self, code): super().__init__("x", code); self.code = code
i = I(5, "five"); j = i + 3
print(i, repr(i), j, j.note, i.note, i * 2, type(i * 2).__name__, [i], f"{i}", f"{i:>4}", "%d %s" % (i, i), str(i), int(i), i == 5, {5: 1}[i], range(i), sum([i, i]), -i, 3 + i, type(3 + i).__name__, I(2) < I(3), sorted([I(3), I(1)])[0].note)
s = S("ab")
print(s, repr(s), s == "ab!", s == "same", hash(s), s.upper(), s.lower(), s[0], len(s), list(s), s + "c", type(s + "c").__name__, "ab" in s, s.find("b"), {s: 1}, s.join(["x", "y"]), ",".join([s, s]), "%s" % s, f"{s}", f"{s!r:>8}", s * 2, sorted(s), s.replace("a", "z"), s.encode(), str(s), type(str(s)).__name__, s.split("b"), isinstance(s, str), s.startswith("a"))
l = L([1, 2]); l.append(5); l.extend([7])
print(l, l[0], len(l), list(l), 5 in l, "magic" in l, l + [1], [x for x in l], sorted(l), l == [1, 2, 10, 7], tuple(l), max(l), list.__len__(l), list.__getitem__(l, 2), l.pop(), l.index(10), [*l], l.copy(), type(l.copy()).__name__, bool(l), l * 2, sum([], 0), "".join(l), set(l), dict(enumerate(l)), list(zip(l, l)), l[0:2])
d = D(a=1); d["b"] = 5; d.update(c=9)
print(d, d["a"], d["zz"], d.get("a"), d.keys(), list(d), {**d}, dict(d), d | {"q": 1}, type(d | {}).__name__, d == {"a": 1, "b": 6, "c": 9}, len(d), "a" in d, d.pop("a"), sorted(d), d.setdefault("b", 0), d.items(), "%(b)s" % d, "{b}".format_map(d), "{b}".format(**d), list(d.values()))
t = T((1, 2)); print(t, len(t), t[1], t + (3,), hash(t) == hash((1, 2)), t == (1, 2), [*t], t.count(1), t * 2, tuple(t), bool(T()), t[:1])
f = F(2.5); print(f, str(f), f + 1, [f], f"{f}", f"{f:.1f}", "%s %.1f" % (f, f), f == 2.5, hash(f) == hash(2.5), float(f), -f, round(f), int(f), f.is_integer(), {2.5: "k"}[f])
st = St([1]); st.add(5); st.update([7]); print(sorted(st), st | {3}, type(st | {3}).__name__, 105 in st, len(st))
b = B(b"xy"); b.z = 1; print(b, b.z, b + b"z", b[0], b[:1], type(b[:1]).__name__, {b"xy": 1}[b], b == b"xy", hash(b) == hash(b"xy"))
try:
    raise X(7)
except X as e:
    print(e, e.code, e.args, repr(e))
class Slots(int):
    extra = []
    def __bool__(self): return False
    def __index__(self): return 1
print(bool(Slots(5)), [10, 20, 30][Slots(2)], "abc"[Slots(0)], hex(Slots(255)), Slots(5) + 1)
class M(list):
    def __init__(self, *a): super().__init__(a)
    def __eq__(self, o): return "eq"
    def __lt__(self, o): return len(self) < len(o)
    def __hash__(self): return 1
    def __bool__(self): return False
    def __call__(self, x): return x, list(self)
print(M(1, 2), M(1) == 5, M(1) != 5, hash(M()), {M(): 1}, bool(M(1)), M(1, 2)(3), sorted([M(1, 2), M(3)]), M(1) < M(1, 2), isinstance(M(), list), M.__mro__, M(1) in [5])
class N(dict):
    __slots__ = ()
    def __missing__(self, key):
        self[key] = value = []
        return value
n = N(); n["a"].append(1); n["a"].append(2); n["b"]; print(n, len(n))
class E(enumerate):
    def __next__(self): return super().__next__()[::-1]
print(list(E("ab")), isinstance(E(""), enumerate))
class P(property):
    pass
class U:
    @P
    def v(self): return 9
print(U().v)
big = [type(f"K{k}", (base,), {"v": k})() for k in range(50) for base in (int, str, list, dict, tuple, set, float, bytes, frozenset, bytearray)]
for o in big:
    o.attr = o.v
print(sum(o.attr for o in big), len({type(o).__name__ for o in big}))
