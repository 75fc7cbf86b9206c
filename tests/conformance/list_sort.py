# list.sort and sorted: order, stability, keys, mutation during the sort
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
seed = 12345
def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return seed % n
def check(data, **kw):
    out = sorted(data, **kw)
    key = kw.get("key") or (lambda x: x)
    ks = [key(x) for x in out]
    ok = all(ks[i] <= ks[i + 1] for i in range(len(ks) - 1)) if not kw.get("reverse") else all(ks[i] >= ks[i + 1] for i in range(len(ks) - 1))
    return ok and len(out) == len(data)
for n in (0, 1, 2, 3, 10, 31, 32, 33, 63, 64, 65, 127, 500, 2000, 10000):
    ints = [rnd(n + 1) for _ in range(n)]
    print(n, check(ints), check(ints, reverse=True), check([float(x) for x in ints]), check([str(x) for x in ints]), check([(x % 7, -x) for x in ints]), check(ints, key=lambda x: -x), check(list(range(n))), check(list(range(n, 0, -1))), check([x % 3 for x in ints]), check(sorted(ints) + [5, 3]), check([chr(0x4e00 + x % 50) + str(x) for x in ints]), check([10 ** 20 + x for x in ints]), sum(sorted(ints)) == sum(ints))
pairs = [(rnd(5), i) for i in range(300)]
s = sorted(pairs, key=lambda p: p[0])
print(all(s[i][0] < s[i + 1][0] or s[i][1] < s[i + 1][1] for i in range(299)))
s = sorted(pairs, key=lambda p: p[0], reverse=True)
print(all(s[i][0] > s[i + 1][0] or s[i][1] < s[i + 1][1] for i in range(299)))
saw = [x for i in range(40) for x in range(i, i + 50)]
print(sorted(saw) == sorted(saw[::-1]), sorted(saw)[:10], sorted(saw, reverse=True)[:5])
print(sorted("hello world"), sorted([3, 1, 2], reverse=True), sorted({"b": 1, "a": 2}), sorted([True, False, 2, 0.5, -1]), sorted(["B", "a", "C"], key=str.lower), sorted([[2, 1], [1, 5], [1]]), sorted([1.5, 1, 2]), sorted([b"b", b"a"]), sorted(()), sorted(range(5, 0, -1)), sorted(["\u00e9", "z", "\u4e2d", "a"]), sorted([0.0, -0.0, 1e308, -1e308, 5e-324]), sorted([2 ** 70, 1, -2 ** 70]))
l = [3, 1, 2]
print(l.sort(), l, l.sort(key=lambda x: -x), l, l.sort(reverse=True), l, l.sort(key=None), l, l.sort(key=str, reverse=1), l)
t(sorted); t(sorted, [], 1); t(sorted, 5); t(sorted, [1, "a"]); t(sorted, [1, None]); t(sorted, [3, 2], key=5); t(sorted, [1], foo=1); t(sorted, [2, 1], reverse="x"); t([].sort, key=1, foo=2); t(sorted, [[], {}]); t(sorted, [(1, "a"), (1, 2)]); t([2, 1].sort, lambda x: x); print()
class K:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __repr__(self): return f"K{self.n}"
print(sorted([K(3), K(1), K(2)]), sorted([K(1), K(2)], reverse=True), max([K(1), K(5)], key=lambda k: k.n), min([K(3), K(2)]))
class Bad:
    def __lt__(self, o): raise ValueError("no order")
l = [Bad(), Bad(), Bad()]
t(l.sort); print(len(l))
l = [1, 2, 3, 0]
def key(x):
    if x == 0:
        raise KeyError("zero")
    return x
t(l.sort, key=key); print(l)
l = list(range(5, 0, -1))
def grow(x):
    l.append(x)
    return x
t(l.sort, key=grow); print(l)
l = list(range(5, 0, -1))
def clear(x):
    l.clear()
    return x
t(l.sort, key=clear); print(l)
l = list(range(5, 0, -1))
seen = []
def look(x):
    seen.append(len(l))
    return x
t(l.sort, key=look); print(l, seen)
class Mut:
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        l.append(99)
        return self.n < o.n
l = [Mut(i) for i in (3, 1, 2)]
t(l.sort); print([m.n for m in l])
calls = []
sorted([5, 3, 1, 4], key=lambda x: calls.append(x) or x); print(calls)
class NT:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return "yes" if self.n < o.n else ""
print([x.n for x in sorted([NT(2), NT(1), NT(3)])])
nan = float("nan")
print(len(sorted([3.0, nan, 1.0, nan, 2.0])), sorted([1, 1.0, True, 1], key=lambda x: 0))
words = "the quick brown fox jumps over the lazy dog and runs away".split()
print(sorted(words, key=len), sorted(words, key=lambda w: (len(w), w)), sorted(words, key=lambda w: w[-1], reverse=True), sorted(set(words))[:3])
big = [rnd(1000000) for _ in range(60000)]
print(sorted(big) == sorted(reversed(sorted(big))), sorted(big)[:5], sorted(big, key=lambda x: x % 1000)[0] % 1000)
