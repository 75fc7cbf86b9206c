# list: construction, methods, slice assignment, errors
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
l = [3, 1, 2]
l.append(4); print(l)
l.extend([5, 6]); l.extend("ab"); l.extend(()); l.extend({9: 1}); l.extend(i * i for i in range(3)); print(l)
l.extend(l); print(len(l)); del l[12:]
l.insert(0, "first"); l.insert(-1, "before last"); l.insert(100, "end"); l.insert(-100, "start"); print(l)
print(l.pop(), l.pop(0), l.pop(-2), l)
l.remove("a"); l.reverse(); print(l, l.index(5), l.count(1), l.copy() == l, l.copy() is l)
l2 = l; l2 += [1]; print(l is l2, l[-1]); l = l + [2]; print(l is l2)
l *= 2; print(len(l)); l.clear(); print(l, l2 != l)
t([].pop); t([1].pop, 5); t([1].pop, "x"); t([].remove, 1); t([].index, 1); t([1, 2, 3].index, 3, 0, 2); t([1, 2, 3].index, 3, -1); t([1].insert, 1); t([].append); t([].append, 1, 2); t([].extend, 5); t([].clear, 1); t([].count); t([].sort, 1); t([].pop, 1, 2); t([].index); t([].reverse, 1); t([].copy, 1); print()
t(list); t(list, "abc"); t(list, 5); t(list, [1, 2]); t(list, 1, 2); t(list, x=1); t(list, (i for i in range(3))); t(list, {1: 2}); t(list, range(4)); t(list, None); print()
t(lambda: [1] + (2,)); t(lambda: [1] + "a"); t(lambda: [1] * "a"); t(lambda: [1] * 1.5); t(lambda: [1] - [1]); t(lambda: [1, 2] * 2); t(lambda: -1 * [1]); t(lambda: [1] * 10 ** 18); t(lambda: [1] * 10 ** 30); t(lambda: [1][1]); t(lambda: [1]["a"]); t(lambda: [1][1.0]); t(lambda: [1].__setitem__(5, 1)); t(lambda: [1].__delitem__(5)); t(lambda: [1].__setitem__("a", 1)); t(hash, []); t(lambda: {[]: 1}); t(lambda: [1, 2] < [1, "a"]); t(lambda: [1] < (1,)); t(lambda: [1] == (1,)); t(lambda: [] < [1] < [1, 1] < [2]); t(lambda: [1, 2] >= [1, 2]); print()
def sl(start, stop, step, value):
    x = list(range(10))
    try:
        x[start:stop:step] = value
        print(x, end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
for a in ((0, 0, None, "ab"), (2, 5, None, []), (2, 5, None, [1] * 6), (5, 2, None, "x"), (None, None, None, ()), (-3, None, None, range(2)), (100, 200, None, [1]), (0, 10, 2, "abcde"), (0, 10, 2, "abc"), (None, None, -1, range(10)), (1, 1, 2, []), (1, 1, 2, [1]), (0, 5, None, 5), (0, 5, 2, 5), (0, 5, 0, [1]), (None, None, 100, [7]), ("a", None, None, [1])):
    sl(*a)
print()
for a in ((0, 3, 1), (None, None, 2), (None, None, -2), (8, 2, -3), (5, 2, 1), (None, None, None), (-1, None, None), (100, None, 1), (0, 10, 7)):
    x = list(range(10))
    del x[a[0]:a[1]:a[2]]
    print(x, end=" ")
print()
x = [1, 2, 3]
x[1:2] = x; print(x)
x[:] = x; print(x)
x[0], x[-1] = x[-1], x[0]; print(x)
del x[0], x[-1]; print(x)
a = []; a.append(a); print(a, [a, a], a == a, len(repr([a])))
d = [[]] * 3; d[0].append(1); print(d, [[] for _ in range(2)])
class Chatty:
    def __init__(self, v): self.v = v
    def __eq__(self, o):
        return self.v == (o.v if isinstance(o, Chatty) else o)
    def __repr__(self): return f"C{self.v}"
c = [Chatty(i % 3) for i in range(6)]
print(c, c.index(2), c.count(0), 1 in c, 5 in c, c.index(Chatty(1)), c == [0, 1, 2, 0, 1, 2], [0, 1] == c[:2])
c.remove(1); print(c)
class Evil:
    def __eq__(self, o):
        lst.clear()
        return False
lst = [Evil(), Evil(), Evil()]
print(5 in lst, lst)
lst = [Evil(), Evil()]; t(lst.index, 1); print(lst)
lst = [Evil(), Evil()]; print(lst.count(1), lst)
lst = [Evil(), Evil()]; print(lst == [1, 2], lst)
lst = [Evil(), Evil()]; t(lst.remove, 1); print(lst)
class EvilTrue:
    def __eq__(self, o):
        lst.clear()
        return True
lst = [EvilTrue(), 2]; t(lst.remove, 1); print(lst)
class I:
    def __index__(self):
        lst.clear()
        return 1
lst = [1, 2, 3]; t(lambda: lst[I()]); print(lst)
lst = [1, 2, 3]; t(lambda: lst[I():]); print(lst)
lst = [1, 2, 3]; t(lambda: lst.__setitem__(I(), 9)); print(lst)
lst = [1, 2, 3]; lst[I():] = [7, 8]; print(lst)
lst = [1, 2, 3]; t(lambda: lst.pop(I())); print(lst)
lst = [1, 2, 3]; lst.insert(I(), 5); print(lst)
lst = [1, 2, 3]; print(lst * I(), lst)
class L(list):
    def total(self): return sum(self)
m = L([1, 2, 3]); m.name = "m"
print(m, m.total(), m.name, m + [4], type(m + [4]).__name__, type(m[:]).__name__, m == [1, 2, 3], L("ab"), isinstance(m, list), m.copy(), len(m))
m.append(4); m[0] = 9; del m[1]; print(m, sorted(m), list(reversed(m)))
it = iter([1, 2, 3]); x = [10, 20]; j = iter(x); next(j); x.append(30); print(list(j), list(it), list(it), it.__length_hint__())
x = list(range(1000))
while len(x) > 3:
    x.pop(); x.pop(0)
print(x, [x.append(i) for i in range(3)], x)
for i in x:
    if len(x) < 12: x.append(i)
print(x)
print([1, 2, 3][True], [*range(3), *"ab"], [1, [2, [3, []]]], [None, True, 1.5, "s", b"b", (), {}, set()], [()] * 2, [[1, 2], [3]][0][1])
