# for, while, break, continue, else, nested and with try; iteration protocols.
for i in range(3):
    print(i, end=' ')
else:
    print('else')
for i in []:
    pass
else:
    print('empty else')
for i in range(10):
    if i == 2: continue
    if i == 5: break
    print(i, end=' ')
else:
    print('not here')
print('after', i)
n = 0
while n < 5:
    n += 1
    if n % 2: continue
    print(n, end=' ')
else:
    print('while else')
while True:
    n += 1
    if n > 8: break
print(n)
for a in range(3):
    for b in range(3):
        if b == 2: break
        if a == 1: continue
        print((a, b), end=' ')
    else:
        print('never')
        continue
print()


def f(items):
    out = []
    for x in items:
        for y in items:
            if x == y: break
            if (x + y) % 3 == 0: continue
            out.append((x, y))
        else:
            out.append('else')
            continue
        if x > 3: break
    else:
        out.append('outer else')
    return out, x, y


print(f(range(4)), f(range(6)), f([1]))


def find(l, x):
    for i, v in enumerate(l):
        if v == x:
            return i
    return -1


print(find('abc', 'b'), find('abc', 'z'))


def nested_return():
    for i in range(3):
        for j in range(3):
            while True:
                if i * j == 2:
                    return i, j
                break


print(nested_return())


class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i


class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n


class Rev:
    def __reversed__(self): return iter('reversed')


print(list(Seq()), [x for x in It(3)], list(It(0)), 4 in Seq(), 5 in Seq(), 2 in It(3))
print(list(reversed(Rev())), list(reversed([1, 2, 3])), list(reversed(range(0, 10, 3))), list(reversed('abc')))
print(list(iter([1, 2, 3, 0, 4].__iter__().__next__, 0)))
for k in {'a': 1, 'b': 2}: print(k, end=' ')
for k, v in {'a': 1, 'b': 2}.items(): print(k, v, end=' ')
for c in 'héé': print(c, end=' ')
for b in b'ab': print(b, end=' ')
for t in ((1, 2), [3, 4], 'xy'):
    p, q = t
    print(p, q, end=' ')
print()
for i, (a, b), *c in [(0, (1, 2), 3, 4), (5, 'xy')]: print(i, a, b, c)
l = [1, 2, 3]
for x in l:
    if x < 10: l.append(x * 10)
print(l)
l = [1, 2, 3, 4]
for x in l: l.remove(x)
print(l)
d = {'a': 1}
try:
    for k in d: d[k + 'x'] = 1
except RuntimeError as e: print(e)
s = {1, 2}
try:
    for k in s: s.add(k + 10)
except RuntimeError as e: print(e)
for bad in (1, None, print, It):
    try:
        for x in bad: pass
    except TypeError as e: print(e)


class BadIter:
    def __iter__(self): return 5


class BadNext:
    def __iter__(self): return self
    def __next__(self): raise ValueError('in next')


class NoIter:
    __iter__ = None


for b in (BadIter(), BadNext(), NoIter()):
    try:
        for x in b: pass
    except Exception as e: print(type(e).__name__, e)
it = iter([1, 2, 3])
print(next(it), list(it), next(it, 'default'))
try: next(it)
except StopIteration as e: print('stop', e.args)
for i in range(3): pass
print(i)
for i in range(0): print('no')
print(i)
for i in range(5, 0, -2): print(i, end=' ')
for i in range(-3, 3): print(i, end=' ')
print()


def trying():
    out = []
    for i in range(6):
        try:
            if i == 1: continue
            if i == 4: break
            out.append(i)
            if i == 2: raise KeyError(i)
        except KeyError as e:
            out.append(repr(e))
            continue
        else:
            out.append('else%d' % i)
        finally:
            out.append('fin%d' % i)
        out.append('end%d' % i)
    else:
        out.append('no')
    while True:
        try:
            try:
                break
            finally:
                out.append('inner')
        finally:
            out.append('outer')
    for i in range(2):
        for j in range(2):
            try:
                if j: break
            finally:
                out.append((i, j))
                continue
    return out


print(trying())


def whileelse(n):
    while n:
        n -= 1
        if n == 2: break
    else:
        return 'else'
    return 'break'


print(whileelse(2), whileelse(5))


def locals_after():
    for a, b in zip(range(3), 'xyz'): pass
    r = [a, b]
    for a in range(2):
        for b in 'pq':
            r.append((a, b))
    while a:
        a -= 1
        b = None
    return r, a, b


print(locals_after())
big = 0
for i in range(2 ** 62, 2 ** 62 + 3): big += i
print(big, [i for i in range(2 ** 64, 2 ** 64 + 6, 3)])
i = 0
while i < 1000: i += 1
print(i)
while 1:
    break
while 0:
    pass
else:
    print('else of while 0')
for x in (lambda: [1, 2])(): print(x)
for x in [1, 2, 3]:
    def g(x=x): return x
    class Q: y = x
print(g(), Q.y)
print(sum(x for x in range(101)), max(It(9)), dict(zip('ab', It(5))), sorted(It(3)), tuple(It(2)), list(enumerate(It(2), 5)))
