# len, in, [], del, iteration and truth of user classes; errors of built-in ones
def t(f, *a):
    try:
        print(repr(f(*a)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
class P:
    def __init__(self): self.log = []
    def __len__(self): return 3
    def __getitem__(self, k): self.log.append(("get", k)); return k
    def __setitem__(self, k, v): self.log.append(("set", k, v))
    def __delitem__(self, k): self.log.append(("del", k))
    def __contains__(self, k): self.log.append(("in", k)); return "yes" if k == 1 else ""
p = P()
p[1]; p["a"] = 2; del p[3:4]; p[1:2, ...] = None; 1 in p; 2 not in p; p[::2]; p[-1] += 5; print(p.log, 1 in p, 2 in p, bool(p), len(p))
for v in (5, None, 1.5, len, object(), int):
    name = type(v).__name__
    t(lambda: v[0]); t(lambda: v.__class__ and len(v)); t(lambda: 1 in v) if v is not int else None; t(lambda: iter(v)) if v is not int else None
    try:
        v[0] = 1
    except TypeError as e:
        print(e, end=" ")
    try:
        del v[0]
    except TypeError as e:
        print(e, end=" ")
    print()
for v in ("abc", (1, 2), b"ab", range(3), frozenset([1]), {1}, {1: 2}.keys()):
    try:
        v[0] = 1
    except TypeError as e:
        print(e, end=" ")
    try:
        del v[0]
    except TypeError as e:
        print(e, end=" ")
    print()
class NoDel:
    def __setitem__(self, k, v): pass
class NoSet:
    def __delitem__(self, k): pass
try:
    del NoDel()[0]
except (TypeError, AttributeError):
    print("refused")
try:
    NoSet()[0] = 1
except (TypeError, AttributeError):
    print("refused")
class Len:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
for n in (0, 1, -1, "a", 1.5, True, 10 ** 30, None):
    t(len, Len(n)); t(bool, Len(n))
print()
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): return self.v
for v in (True, False, 1, None, "x"):
    t(bool, B(v)); t(lambda: not B(v)); t(lambda: 1 if B(v) else 2); t(all, [B(v)]); t(list, filter(None, [B(v)])) if isinstance(v, str) else None
print()
class It:
    def __iter__(self): return iter([1, 2, 3])
print(2 in It(), 5 in It(), list(It()), [*It()], sum(It()), max(It()), dict.fromkeys(It()), (lambda *a: a)(*It()))
a, b, c = It(); print(a, b, c); a, *b = It(); print(a, b)
t(lambda: len(It())); t(lambda: It()[0]); t(lambda: reversed(It())); print()
class H:
    def __length_hint__(self): return self.h
    def __iter__(self): return iter("ab")
for h in (5, 0, -1, "x", None, NotImplemented, 10 ** 30, True):
    x = H(); x.h = h; t(list, x)
print()
class Idx:
    def __index__(self): return 1
print([1, 2][Idx()], "ab"[Idx()], (1, 2)[Idx():], [0] * Idx(), range(5)[Idx()], b"ab"[Idx()], list(range(Idx(), 3)), [9, 8].pop(Idx()), "a".center(Idx()), {1: 2}.get(Idx()), hex(Idx()), bytes(Idx()))
