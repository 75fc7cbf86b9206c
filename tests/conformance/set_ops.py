# set and frozenset: operators, methods, errors
def t(f, *a, **k):
    try:
        r = f(*a, **k)
        print(sorted(r, key=repr) if isinstance(r, (set, frozenset)) and len(r) > 1 and any(isinstance(x, str) for x in r) else r, end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, a | frozenset(b), frozenset(a) | b, type(frozenset(a) | b).__name__, a == {3, 2, 1}, a != b, a < {1, 2, 3, 4}, a <= a, a > {1}, a >= {1, 5}, {1} < a, set() < {1}, a == frozenset(a), hash(frozenset(a)) == hash(frozenset([3, 2, 1])))
for op in (lambda x, y: x | y, lambda x, y: x & y, lambda x, y: x - y, lambda x, y: x ^ y, lambda x, y: x < y, lambda x, y: x == y):
    t(op, a, [3]); t(op, [3], a); t(op, a, 5); t(op, a, {3: 1}.keys())
print()
c = set(a); c |= b; print(c); c &= {1, 3, 4}; print(c); c -= {1}; print(c); c ^= {3, 9}; print(c)
d = c; d |= {100}; print(c is d); f = frozenset([1]); g = f; f |= {2}; print(f, g, f is g)
for op in ("|=", "&=", "-=", "^="):
    try:
        exec(f"x = {{1}}; x {op} [1]")
    except TypeError as e:
        print(e)
s = set()
s.add(1); s.add(1); s.add("a"); s.discard("a"); s.discard("zz"); s.update([2, 3], (4,), {5: 0}, "6"); print(len(s), 5 in s, "6" in s, 7 in s)
s.remove("6"); s.difference_update([1, 2]); s.intersection_update([3, 4, 99]); s.symmetric_difference_update([4, 50]); print(s); s.clear(); print(s, len(s), bool(s))
t(set().pop); t(set().remove, 1); t({1}.remove, []); t({1}.add, []); t({1}.discard, {}); t(lambda: [] in {1}); t(set, 5); t(set, 1, 2); t(set, x=1); t(frozenset, 1, 2); t(frozenset, x=1); t(hash, set()); t(lambda: {[]}); t(lambda: {1}[0]); t(lambda: {1} + {2}); t(set().union, 5); t(set().update, 1); t(set().add); t(set().isdisjoint); t(frozenset().add if hasattr(frozenset(), "add") else len, []); t({1}.remove, {2}); t({1}.symmetric_difference, 5); t(lambda: {1} < [1]); print()
x = {1, 2, 3, 4}
print(x.union([5], (6,)), x.intersection([2, 3], [3]), x.difference([1], [2]), x.symmetric_difference([4, 5]), x.issubset(range(10)), x.issuperset([1]), x.isdisjoint([9]), x.isdisjoint({4}), x.copy() == x, x.copy() is x, x.union(), x.intersection(), x.difference(), frozenset(x).copy(), x.issubset([1]), x.issuperset([9]))
print({frozenset([1]): "v"}[frozenset([1])], {1, 2} in {frozenset([1, 2])}, {frozenset([1]), frozenset([1])}, set([frozenset()]), frozenset([frozenset([1])]))
y = {frozenset([1, 2])}; y.discard({1, 2}); print(y); y = {frozenset([1, 2])}; y.remove({1, 2}); print(y)
print(set(), frozenset(), {1}, frozenset([1]), {None}, {()}, {True, 1, 1.0}, {0, False}, set("a"), frozenset("a"), frozenset() is frozenset([]), frozenset(f) is f)
print(set(range(20)), set([5, 3, 1, 100, 50]), set(range(0, 100, 7)), {-1, -2, 0}, {2 ** 40, 1}, set([10, 2, 33, 4]), {1.5, 2, 0.5})
big = set(range(10000))
print(len(big), sum(big), len(big & set(range(5000, 20000))), len(big - set(range(3))), len(big | {-1}), len(big ^ set(range(5000))))
for i in range(9990):
    big.remove(i)
print(big, sorted(big.pop() for _ in range(10)), big)
z = set(range(100)); order = [z.pop() for _ in range(100)]; print(order == sorted(order), z)
print(hash(frozenset()), hash(frozenset([1, 2, 3])), hash(frozenset([0])), hash(frozenset(range(100))), hash(frozenset([frozenset([1]), 2])))
def run(f):
    q = {1, 2, 3}
    try:
        for i in q:
            f(q, i)
        print(q)
    except RuntimeError as e:
        print(e)
run(lambda q, i: q.add(i + 10)); run(lambda q, i: q.discard(i)); run(lambda q, i: None)
class S(set):
    pass
m = S([1, 2]); m.tag = 1
print(m, repr(m), m | {3}, type(m | {3}).__name__, type(m.copy()).__name__, m == {1, 2}, m.tag, S(), isinstance(m, set))
class F(frozenset):
    pass
print(F([1]), F(), hash(F([1])) == hash(frozenset([1])), type(F([1]) | {2}).__name__, F([1]) == {1}, {F([1]): 2}[frozenset([1])])
class E:
    def __init__(self, v): self.v = v
    def __hash__(self): return 7
    def __eq__(self, o): return isinstance(o, E) and self.v == o.v
    def __repr__(self): return f"E{self.v}"
print(len({E(1), E(2), E(1)}), E(2) in {E(1), E(2)}, len({E(i) for i in range(30)}), {E(1)} == {E(1)}, {E(1)} | {E(1)}, {E(1)} - {E(1)})
class X:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError("eq")
t(lambda: {X(), X()}); t(lambda: X() in {1}); t({1}.add, X()); t({1}.discard, X()); t(lambda: {1} == {X()}); t(lambda: {1} & {X()}); print()
class Grow:
    def __init__(self, s): self.s = s
    def __hash__(self): return 3
    def __eq__(self, o):
        self.s.clear()
        return False
w = set(); w.add(Grow(w)); w.add(Grow(w)); print(len(w))
n = float("nan"); print(n in {n}, len({n, n}), len({float("nan"), float("nan")}), {1} == {1.0}, {"a"} == {"a"}, sorted({c for c in "hello"}), {i % 3 for i in range(10)}, len(set("mississippi")))
it = iter({1, 2}); print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), next(it, "end"), type(it).__name__)
