# range
def t(f, *a, **k):
    try:
        return repr(f(*a, **k))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
rs = [range(0), range(5), range(2, 5), range(0, 10, 3), range(10, 0, -3), range(5, 2), range(-5, 5, 4), range(0, 1), range(3, 3), range(10 ** 20, 10 ** 20 + 5), range(0, 10 ** 30, 10 ** 29), range(2 ** 62 - 2, 2 ** 62 + 2), range(-2 ** 62 + 1, -2 ** 62 - 3, -1)]
for r in rs:
    print(r, list(r), t(len, r), bool(r), r.start, r.stop, r.step, list(reversed(r)), t(lambda: r[0]), t(lambda: r[-1]), t(lambda: r[100]), t(lambda: r[1:]), t(lambda: r[::-1]), t(lambda: r[::2]), t(lambda: r[-2:]), 3 in r, 10 ** 20 in r, 2.0 in r, "a" in r, t(r.index, 4), t(r.count, 4), hash(r) == hash(range(r.start, r.stop, r.step)), sum(r) if r else 0)
print(len(range(2 ** 62)), t(len, range(2 ** 70)), range(2 ** 70)[-1], 2 ** 69 in range(2 ** 70), range(2 ** 70)[2 ** 69], t(lambda: range(2 ** 70)[2 ** 71]), bool(range(2 ** 70)))
print(range(3) == range(0, 3, 1), range(0, 3, 2) == range(0, 4, 2), range(0) == range(2, 1), range(3) != range(4), range(3) == [0, 1, 2], range(1, 2, 5) == range(1, 2, 9), hash(range(0, 3, 2)) == hash(range(0, 4, 2)))
print(t(range), t(range, 1, 2, 3, 4), t(range, "a"), t(range, 1.5), t(range, 1, 2, 0), t(range, None), t(range, x=1), t(lambda: range(3)["a"]), t(lambda: range(3)[1.0]), t(lambda: range(3)[5]), t(lambda: range(3) + range(3)), t(lambda: range(3) < range(4)), t(lambda: range(3).__setitem__), t(range(3).index, 9), t(range(3).index, "a"), t(range(3).count, "a"), t(range(3).index, 2.0), t(range(3).count, 1.0), t(lambda: range(3) * 2), t(next, range(3)), t(range, 5, "a"), t(range, True))
class I:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
print(range(I(3)), list(range(I(1), I(4))), range(10)[I(2)], I(2) in range(3), range(True, 5))
i = iter(range(3)); print(i.__length_hint__(), next(i), i.__length_hint__(), list(i), next(i, None), type(i).__name__, type(iter(range(10 ** 20))).__name__, iter(i) is i)
i = iter(range(10 ** 20, 10 ** 20 + 2)); print(i.__length_hint__(), next(i), next(i), next(i, "end"))
print([x for x in range(10) if x % 3], sum(range(1001)), max(range(5)), min(range(5, 0, -1)), list(map(str, range(3))), list(zip(range(3), range(3, 0, -1))), sorted(range(5), reverse=True), tuple(range(2)), [*range(2)], set(range(3)), dict.fromkeys(range(2)), list(enumerate(range(2))))
n = 0
for a in range(3):
    for b in range(a, 3):
        for c in range(b, -1, -1):
            n += a * 100 + b * 10 + c
print(n, a, b, c)
for k in range(5, 0, -2):
    print(k, end=" ")
for k in range(2 ** 62 - 2, 2 ** 62 + 1):
    print(k, end=" ")
print(range(5)[1:4][1], range(0, 20, 3)[2:5], range(0, 20, 3)[::-2], range(10)[5:2], range(10)[-3:100])
