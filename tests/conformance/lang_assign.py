# Assignment: chained, unpacking, starred, augmented to every kind of target, annotated; and del.
a = b = c = [1]
print(a is b is c)
a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), c = [1, 2], 3
print(a, b, c)
[a, [b, *c]] = 1, (2, 3, 4)
print(a, b, c)
a, *b, c = range(6)
print(a, b, c)
*a, b = 'xyz'
print(a, b)
a, *b = [1]
print(a, b)
*a, = 5, 6
print(a)
a = *b, = 1, 2, 3
print(a, b)
x = y = z = 0
x, y, z = z + 1, x + 2, y + 3
print(x, y, z)
for bad in ('a, b = 1', 'a, b = [1]', 'a, b = 1, 2, 3', 'a, b, c = "ab"', 'a, *b, c = [1]', '[a, b] = {}', 'a, b = None',
            '(a, b), c = 1, 2', 'a, b = iter([1, 2, 3])', '*a, b = ()', 'a, b, *c = (1,)'):
    try:
        exec(bad)
        print(bad, 'ok')
    except Exception as e:
        print(bad, type(e).__name__, e)


class T:
    def __init__(self):
        self.log = []

    def __getattr__(self, n):
        self.log.append('get ' + n)
        return 10

    def __getitem__(self, k):
        self.log.append('item %r' % (k,))
        return 20

    def __setitem__(self, k, v):
        self.log.append('setitem %r %r' % (k, v))

    def __delitem__(self, k):
        self.log.append('delitem %r' % (k,))

    def __delattr__(self, k):
        self.log.append('delattr ' + k)


t = T()
t.a += 1
t['k'] += 5
t[1:2] -= 3
t[1, 2] *= 2
t[...] //= 3
del t['x'], t[0:1], t.nothing
del (t['p'], [t['q'], t.r])
print(t.a, t.log)
t.b, t['c'] = 1, 2
(t.d), t.e = t.b, t.a
print(t.b, t.d, t.e, t.log[-2:])


def order(n, log=[]):
    log.append(n)
    return log


order(1)[order(2)[0]:] = order(3)
print(order(4))


def aug():
    i = 7
    i += 3; r = [i]
    i -= 1; r.append(i)
    i *= 4; r.append(i)
    i //= 5; r.append(i)
    i %= 4; r.append(i)
    i **= 5; r.append(i)
    i <<= 3; r.append(i)
    i >>= 1; r.append(i)
    i |= 5; r.append(i)
    i ^= 3; r.append(i)
    i &= 0xfff; r.append(i)
    i /= 8; r.append(i)
    i += 0.5; r.append(i)
    s = 'a'
    s += 'b'; s *= 3
    r.append(s)
    l = m = [1]
    l += [2]; l *= 2
    r.append((l, l is m))
    l = l + [9]
    r.append((l, l is m))
    d = {'a': 1}
    d |= {'b': 2}
    r.append(d)
    q = {1, 2, 3}
    q -= {1}; q |= {7}; q &= {2, 7, 9}; q ^= {2, 5}
    r.append(sorted(q))
    tup = (1,)
    tup += (2,)
    r.append(tup)
    return r


print(aug())
g = 5


def glob():
    global g, h
    g += 1
    h = g
    del g
    g = h * 2
    return g


print(glob(), g, h)


def cells():
    n = 1
    l = []

    def inc():
        nonlocal n, l
        n += 1
        l += [n]
        n, m = n * 10, n
        return m
    r = inc(), inc()
    return r, n, l


print(cells())


def deleting():
    x = 1
    del x
    try:
        x
    except UnboundLocalError as e:
        print(type(e).__name__, e)
    try:
        del x
    except UnboundLocalError as e:
        print(e)
    x = 2
    y = [1, 2, 3, 4]
    del y[0], y[-1]
    d = {'a': 1, 'b': 2}
    del d['a']
    a, (b, c) = 1, (2, 3)
    del a, (b, c)
    try:
        return x, y, d, b
    except NameError as e:
        return x, y, d, str(e)


print(deleting())
try:
    del nothere
except NameError as e:
    print(e)
try:
    l = (1,)
    l[0] += 1
except TypeError as e:
    print(e)
try:
    l = ([],)
    l[0] += [1]
except TypeError as e:
    print(e, l)
ann: int = 5
ann2: str
print(ann, __annotations__)
try:
    ann2
except NameError as e:
    print(e)


class A:
    x: int = 1
    y: 'forward'
    print(__annotations__)


print(A.__annotations__, A.x, hasattr(A, 'y'))


def annotated():
    v: undefined_name = 3
    w: int
    o = A()
    o.z: int = 4
    l = [0]
    l[0]: int = 9
    (v): str = 'p'
    try:
        w
    except UnboundLocalError as e:
        print(e)
    return v, o.z, l


print(annotated())
i = 0
l = [0] * 3
i, l[i] = 1, 'x'
print(i, l)
for l[0] in range(3):
    pass
print(l)
for i, *l in [(1, 2, 3), 'ab']:
    print(i, l)
for t.zz in 'q': pass
print(t.zz)
with_star = [(i, *j) for i, *j in [(1, 2), (3,)]]
print(with_star)


def swap_locals(a, b, c):
    a, b, c = c, a, b
    a, b = b, a
    [a, b] = [b, a]
    return a, b, c


print(swap_locals(1, 2, 3))
x = [1, 2, 3]
x[0], x[x[0]] = 2, 'new'
print(x)


class MM:
    def __imatmul__(self, o): return 'imatmul', o


mm = MM()
mm @= 5
print(mm)


def empty(x):
    [] = x
    () = ()
    return x or [] or {} or ()


print(empty([]), empty({}))
try: empty([1])
except ValueError as e: print(e)
