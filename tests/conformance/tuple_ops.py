# tuples
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
print((), (1,), (1, 2), tuple(), tuple("abc"), tuple([1, 2]), tuple({1: 2}), tuple(range(3)), tuple(i for i in range(2)), ((),), (1, (2, (3,))))
print(() is (), (1, 2) + (3,), () + (1,), (1,) + (), (1, 2) * 2, 0 * (1,), (1,) * -1, 1 in (1, 2), 3 not in (1, 2), len((1, 2)), (1, 2)[0], (1, 2)[-1], (1, 2, 3)[1:], (1, 2, 3)[::-1])
print((1, 2) == (1, 2), (1, 2) == (1, 2.0), (1,) == 1, (1, 2) < (1, 3), (1,) < (1, 0), () < (1,), (2,) > (1, 9), (1, 2) != [1, 2], (1, "a") < (2, 1))
t(lambda: (1, "a") < (1, 2)); t(lambda: (1,) < [1]); t(lambda: (1,) + [1]); t(lambda: (1,) * "a"); t(lambda: (1,)[5]); t(lambda: (1,)["a"]); t((1,).index, 2); t((1, 2, 1).index, 1, 1); t((1, 2, 1).count, 1); t((1,).index); t((1,).count); t(tuple, 5); t(tuple, 1, 2); t(tuple, x=1); t(lambda: (1,).append(2)); t(lambda: (1,).__setitem__(0, 1)); t(hash, ([],)); t(lambda: (1, 2) - (1,)); print()
x = (1, 2)
try:
    x[0] = 5
except TypeError as e:
    print(e)
try:
    del x[0]
except TypeError as e:
    print(e)
y = x
x += (3,); print(x, y, x is y)
z = ([], 1)
try:
    z[0].append(1); z[0] += [2]
except TypeError as e:
    print(e, z)
print(hash(()), hash((1, 2, 3)), hash((1,)), hash((1, (2, 3))), hash((0.5, -1)), hash((True, False)), hash((1, 2)) == hash((1.0, 2.0)), {(1, 2): "a"}[(1, 2.0)], len({(i, -i) for i in range(1000)}))
a, b = 1, 2; a, b = b, a; print(a, b)
(a, *m), c = (1, 2, 3), 4; print(a, m, c)
for bad in ((1,), (1, 2, 3), 5, "a"):
    try:
        p, q = bad
        print(p, q)
    except Exception as e:
        print(type(e).__name__, e)
class P(tuple):
    def __new__(cls, x, y): return super().__new__(cls, (x, y))
    @property
    def x(self): return self[0]
p = P(3, 4); p.label = "pt"
print(p, p.x, p.label, p == (3, 4), hash(p) == hash((3, 4)), len(p), p + (5,), type(p + (5,)).__name__, type(p[:]).__name__, isinstance(p, tuple), sorted([P(2, 1), P(1, 2)]), tuple(p) == p, type(tuple(p)).__name__, {p: 1}[(3, 4)])
l = []; tt = (l,); l.append(tt); print(tt, l)
print(tuple(reversed((1, 2, 3))), max((3, 1)), sum((1, 2)), list(zip((1, 2), "ab")), list(enumerate(("a",))), dict((("a", 1),)), any(()), all(()), sorted((2, 1)))
deep = ()
for i in range(200):
    deep = (deep,)
print(repr(deep).count("("), deep == deep, hash(deep) == hash(deep))
i = iter((1, 2)); print(i.__length_hint__(), next(i), list(i), next(i, None))
