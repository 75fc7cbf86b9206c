# enumerate, zip, map, filter, reversed, iter, next, all, any
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
print(list(enumerate("abc")), list(enumerate("ab", 5)), list(enumerate([], 1)), list(enumerate("ab", start=10 ** 20)), list(enumerate(iterable="x", start=-1)), list(enumerate("ab", True)))
t(enumerate); t(enumerate, 5); t(enumerate, "a", "b"); t(enumerate, "a", 1.5); t(enumerate, "a", 1, 2); t(enumerate, "a", foo=1); t(lambda: next(enumerate([]))); print()
print(list(zip()), list(zip("ab")), list(zip("abc", [1, 2])), list(zip("ab", range(2), "xy")), list(zip("ab", "cd", strict=True)), list(zip([], "a")), dict(zip("ab", "cd")), list(zip(*[(1, 2), (3, 4)])), list(zip(strict=True)))
for a in (("ab", "c"), ("a", "bc"), ("ab", "cd", "e"), ("a", "b", "cd"), ("", "a"), ("a", "")):
    t(lambda: list(zip(*a, strict=True)))
t(zip, 5); t(zip, "a", 5); t(zip, "a", foo=1); t(lambda: next(zip())); print()
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(map(max, [1, 5], [3, 2], [2, 9])), list(map(len, ["a", "bb"])), list(map(bool, [0, 1])), list(map(int, "123")))
t(map); t(map, str); t(map, str, 5); t(lambda: list(map(5, [1]))); t(lambda: list(map(int, ["x"]))); t(map, str, [1], x=1); t(lambda: list(map(str.upper, "ab"))); print()
print(list(filter(None, [0, 1, "", "a", None, [], [0]])), list(filter(lambda x: x > 1, [1, 2, 3])), list(filter(str.isdigit, "a1b2")), list(filter(bool, [0, 5])))
t(filter); t(filter, None); t(filter, None, 5); t(lambda: list(filter(5, [1]))); t(filter, None, [], 1); print()
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed((1, 2))), list(reversed(range(3))), list(reversed(b"ab")), list(reversed({"a": 1, "b": 2})), list(reversed([])), type(reversed("a")).__name__, type(reversed([])).__name__, type(reversed(range(3))).__name__)
t(reversed, 5); t(reversed, {1}); t(reversed, iter([])); t(reversed); t(reversed, [], []); t(reversed, None); print()
class Seq:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if not 0 <= i < self.n: raise IndexError(i)
        return i * i
print(list(Seq(4)), list(reversed(Seq(4))), 9 in Seq(4), 10 in Seq(4), list(iter(Seq(2))), sum(Seq(5)), max(Seq(5)), sorted(Seq(3), reverse=True), [*Seq(2)], list(zip(Seq(2), Seq(3))), tuple(Seq(3)), dict(enumerate(Seq(2))), type(iter(Seq(1))).__name__)
class Rev:
    def __reversed__(self): return iter("rev")
class NoRev:
    __reversed__ = None
    def __len__(self): return 1
    def __getitem__(self, i): return 1
print(list(reversed(Rev()))); t(reversed, NoRev())
class BadSeq:
    def __getitem__(self, i):
        if i > 2: raise ValueError("bad")
        return i
t(list, BadSeq()); print()
n = [0]
def counter():
    n[0] += 1
    return n[0]
print(list(iter(counter, 5)), next(iter(counter, 100)), type(iter(counter, 1)).__name__)
def stop(): raise StopIteration
print(list(iter(stop, 1))); t(iter, 5, 5); t(iter, counter); t(iter); t(iter, [], 1, 2); t(next, 5); t(next, []); t(next, iter([])); t(next, iter([]), "d"); t(next, iter([1]), "d"); t(next); t(next, iter([]), 1, 2); print()
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), list(zip(It(2), It(5))), list(map(str, It(2))), sum(It(4)), 2 in It(5), list(enumerate(It(2))), max(It(3)), sorted(It(3)), [*It(2)], set(It(3)), tuple(It(2)), "".join(map(str, It(3))), all(It(2)), any(It(2)), list(filter(None, It(4))), dict.fromkeys(It(2)))
class Raise:
    def __iter__(self): return self
    def __next__(self): raise KeyError("boom")
for f in (list, tuple, set, sum, max, sorted, all, any, dict, lambda x: list(zip(x)), lambda x: list(map(str, x)), lambda x: [*x], lambda x: 1 in x, lambda x: "".join(x), enumerate, lambda x: next(enumerate(x)), lambda x: list(filter(None, x)), lambda x: [1].extend(x), lambda x: {1}.update(x), bytes, lambda x: dict.fromkeys(x)):
    t(f, Raise()) if f is not enumerate else None
print()
class NotIter:
    def __iter__(self): return 5
t(iter, NotIter()); t(list, NotIter()); t(lambda: [x for x in NotIter()]); t(lambda: [x for x in 5]); print()
t(all, 5); t(any, 5); print(all([]), any([]), all([1, 0]), any([0, 1]), all(x > 0 for x in (1, 2)), any(x > 5 for x in (1, 2)), all("ab"), any(""))
e = enumerate("abc"); print(next(e), iter(e) is e, list(e), list(e))
z = zip([1, 2], [3, 4]); print(next(z), list(z), list(z))
m = map(str, [1, 2]); print(next(m), iter(m) is m, list(m), list(m))
it = iter([1, 2, 3]); print(list(zip(it, it)), list(it)); it = iter([1, 2, 3, 4]); print(list(zip(it, it)), [1, 2] == list(iter([1, 2])))
a = [1, 2, 3]; i = iter(a); a.clear(); print(list(i)); a.append(1); print(list(i))
print([type(iter(x)).__name__ for x in ([], (), {}, set(), range(1), b"", bytearray(), {}.items(), zip(), map(str, []), filter(None, []), enumerate([]), reversed([]))])
r = reversed([1, 2, 3]); print(r.__length_hint__(), next(r), r.__length_hint__(), list(r), r.__length_hint__()); r = reversed("abc"); print(r.__length_hint__(), next(r), list(r))
class Ev(enumerate):
    pass
print(list(Ev("ab")), isinstance(Ev("a"), enumerate))
