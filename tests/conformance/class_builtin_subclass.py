# Subclasses of built-in types: construction, attributes, overridden methods, what operations return.
class I(int):
    def __new__(cls, v, extra=None):
        o = super().__new__(cls, v)
        o.extra = extra
        return o
    def __repr__(self): return 'I(%s)' % int(self)
    def double(self): return I(self * 2)


i = I(5, 'e')
print(i, i.extra, i + 1, type(i + 1).__name__, i.double(), i == 5, hash(i) == hash(5), {5: 'x'}[i], [10, 20, 30, 40, 50, 60][i], isinstance(i, int), -i, i < 6, int(i), type(int(i)).__name__, f'{i} {i:3d}', '%d %s %r' % (i, i, i), str(i), bool(I(0)), I('12'), range(i), i // 2, i ** 2, 2 ** i, i & 4, ~i, abs(I(-3)), divmod(i, 2), round(i), float(i), i.bit_length(), sum([i, i]), max(I(1), I(2)))
class B(I): pass
print(B(3), type(B(3).double()).__name__, I(2 ** 80), I(2 ** 80) + 1)


class S(str):
    def __new__(cls, v, n=0):
        o = str.__new__(cls, v)
        o.n = n
        return o
    def shout(self): return self.upper() + '!'


s = S('abc', 3)
print(s, s.n, s.shout(), s + 'd', type(s + 'd').__name__, s == 'abc', {'abc': 1}[s], len(s), s[0], s[1:], list(s), 'b' in s, s * 2, s.upper(), '%s' % s, f'{s:>5}', hash(s) == hash('abc'), s.join(['x', 'y']), repr(s), s.replace('a', 'z'), type(str(s)).__name__, S('a') < S('b'), sorted([S('b'), S('a')]), {s: 2}['abc'], getattr(S, 'shout').__name__)
ns = {}
setattr(s, S('dyn'), 5); print(s.dyn)


class L(list):
    def __init__(self, *a):
        super().__init__(*a)
        self.log = []
    def append(self, x):
        self.log.append(x)
        super().append(x)
    def __getitem__(self, i):
        r = super().__getitem__(i)
        return ('sub', r) if not isinstance(i, slice) else r
    def __len__(self): return 99


l = L([1, 2])
l.append(3); l += [4]; l.extend([5])
print(l, l.log, l[0], l[1:3], len(l), list(l), l == [1, 2, 3, 4, 5], l + [6], type(l + [6]).__name__, l * 1, sorted(l, reverse=True), l.index(3), l.pop(), 2 in l, list.__len__(l), list.__getitem__(l, 0), [*l], l.copy(), type(l.copy()).__name__, bool(L()), isinstance(l, list))
for x in l: print(x, end=' ')
print()


class D(dict):
    def __missing__(self, k): return 'missing %r' % (k,)
    def __setitem__(self, k, v): super().__setitem__(k, ('set', v))


d = D(a=1)
d['b'] = 2
print(d, d['a'], d['b'], d['zz'], d.get('zz'), 'zz' in d, list(d.items()), len(d), d == {'a': 1, 'b': ('set', 2)}, dict(d), d.copy(), type(d.copy()).__name__, {**d}, d | {'q': 1}, D.fromkeys('xy', 0))
d.update(c=3); d.setdefault('d', 4); print(d); d.attr = 'attr'; print(d.attr, d.__dict__)


class T(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def first(self): return self[0]
    def __repr__(self): return 'T' + super().__repr__()


t = T(1, 2)
print(t, t.first, t + (3,), type(t + (3,)).__name__, t == (1, 2), hash(t) == hash((1, 2)), {(1, 2): 'v'}[t], len(t), t[::-1], [*t], T(*t), 1 in t, t < (1, 3), t * 2)
a, b = t
print(a, b)
t.attr = 1; print(t.__dict__)


class F(float):
    def __repr__(self): return 'F(%s)' % float(self)


f = F(1.5)
print(f, str(f), f + 1, type(f * 2).__name__, f == 1.5, {1.5: 1}[f], f'{f:.2f}', '%.1f' % f, int(f), round(f), F('2.5'), F(float('nan')) == F(float('nan')), f.is_integer(), abs(F(-2)))


class St(set):
    def add(self, x): super().add(x * 10)


st = St([1, 2]); st.add(3)
print(sorted(st), 30 in st, type(st | {4}).__name__, len(st), st == {1, 2, 30}, sorted(st - {1}))
class By(bytes): pass
print(By(b'ab'), By(b'ab') == b'ab', By(3), type(By(b'a') + b'b').__name__, By(b'xyz')[1], By(b'ab').upper())
class BA(bytearray): pass
ba = BA(b'ab'); ba.append(99); ba.x = 1
print(ba, ba.x, ba == b'abc')
class FS(frozenset): pass
print(sorted(FS([1, 2])), hash(FS([1])) == hash(frozenset([1])), {frozenset([1]): 'k'}[FS([1])])


class E(Exception):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b
    def __str__(self): return 'E:%s:%s' % (self.args, self.b)


try: raise E(1, 2)
except E as e: print(e, repr(e), e.args, e.b, e.__dict__)
class KE(KeyError): pass
try: {}[1]
except KE: print('no')
except KeyError as e: print('KeyError', e)
print(str(KE('k')), repr(KE('k')), issubclass(KE, LookupError))
class Multi(Exception, L.__bases__[0] if 0 else object): pass
print(Multi('m').args)
class OE(OSError):
    pass
o = OE(2, 'msg', 'file')
print(o, o.errno, o.strerror, o.filename, o.args)
class Ty(type):
    def __new__(m, *a): return super().__new__(m, *a)
print(Ty('N', (), {}).__name__)
try:
    class Bo(bool): pass
except TypeError as e: print(e)
class P(property):
    def __get__(self, o, t=None): return 'P:' + str(super().__get__(o, t))
class UseP:
    @P
    def v(self): return 'v'
print(UseP().v)
class SM(staticmethod): pass
class CM(classmethod): pass
class UseSM:
    @SM
    def s(x): return x
    @CM
    def c(cls): return cls.__name__
print(UseSM.s(1), UseSM().s(2), UseSM.c(), UseSM().c())
class O(object):
    __slots__ = 'v'
class IntEq(int):
    def __eq__(self, o): return False
    def __hash__(self): return 1
print(IntEq(1) == IntEq(1), {IntEq(1): 1, IntEq(1): 2}, 1 in [IntEq(1)])
