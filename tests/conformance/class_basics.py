# Classes: attributes, methods, inheritance, MRO, super, bound methods, class attributes.
class A:
    """doc of A"""
    count = 0

    def __init__(self, x=1):
        self.x = x
        A.count += 1

    def get(self):
        return 'A.get', self.x

    def who(self):
        return 'A'

    def chain(self):
        return ['A']


class B(A):
    def who(self):
        return 'B>' + super().who()

    def chain(self):
        return ['B'] + super().chain()


class C(A):
    def who(self):
        return 'C>' + super().who()

    def chain(self):
        return ['C'] + super().chain()


class D(B, C):
    def who(self):
        return 'D>' + super().who()

    def chain(self):
        return ['D'] + super().chain()

    def old(self):
        return super(B, self).who(), super(D, self).who()


d = D(5)
print(d.get(), d.who(), d.chain(), d.old(), A.count)
print([c.__name__ for c in D.__mro__], D.__bases__, D.__base__, A.__doc__, D.__doc__)
print(D.__name__, D.__qualname__, D.__module__, type(d), type(D), repr(D))
print(isinstance(d, A), isinstance(d, (int, C)), issubclass(D, A), issubclass(A, D), issubclass(B, (C, A)), isinstance(D, type))
print([c.__name__ for c in A.__subclasses__()], D.mro() == list(D.__mro__))
m = d.get
print(m(), m.__self__ is d, m.__func__ is A.get, m == d.get, m is d.get, m.__name__, hash(m) == hash(d.get))
print(A.get(d), d.__dict__, vars(d), d.__class__)
d.y = 7
d.get = lambda: 'instance'
print(d.get(), sorted(d.__dict__))
del d.get
print(d.get())
try: del d.get
except AttributeError as e: print(e)
try: d.nope
except AttributeError as e: print(e, e.name, e.obj is d)
try: D.nope
except AttributeError as e: print(e)
try: del D.nope
except AttributeError as e: print(e)
A.added = lambda self: 'added ' + str(self.x)
print(d.added())
del A.added
print(hasattr(d, 'added'), getattr(d, 'zz', 'default'), hasattr(d, 'x'))
setattr(d, 'dyn', 3); print(d.dyn); delattr(d, 'dyn'); print(hasattr(d, 'dyn'))
d.__dict__['direct'] = 1; print(d.direct); del d.__dict__['direct']; print(hasattr(d, 'direct'))
d.direct = 4
print(d.__dict__.pop('direct'), hasattr(d, 'direct'), d.x)
d.__dict__ = {'x': 'new'}
print(d.x, d.get(), d.__dict__)
for i in range(3):
    d.x = i; d.z = i * 2
    print(d.x, d.z, end=' ')
print()
for bad in ('class X(A, D): pass', 'class X(A, A): pass', 'class X(5): pass', 'class X(bool): pass', 'class X(type(None)): pass',
            'class X(int, str): pass', 'class X(None): pass', 'class X(list, dict): pass', 'class X(D, C, B): pass',
            'class X(type(lambda: 0)): pass', 'class X(A, zz=1): pass', 'class X(range): pass', 'class X(object, A): pass'):
    try: exec(bad); print(bad, 'ok')
    except TypeError as e: print(bad, '->', e)
    except NameError as e: print(e)


class E:
    a = 1
    b = a + 1

    def f(self, v=b): return v
    c = f
    if b > 1:
        def cond(self): return 'cond'
    for i in range(3): exec('m%d = %d' % (i, i))

    class Inner:
        v = 5
        class Deep:
            def g(self): return 'deep'


e = E()
print(e.f(), e.c(), e.cond(), E.i, E.m0, E.m2, E.Inner.v, E.Inner.Deep().g(), E.Inner.Deep.__qualname__, E.Inner.Deep.g.__qualname__)


class P:
    def __init__(self): self.__secret = 1
    def reveal(self): return self.__secret
    def __hidden(self): return 'hidden'
    def call(self): return self.__hidden()
    __cls = 9


p = P()
print(p.reveal(), p._P__secret, p.call(), P._P__cls, sorted(p.__dict__))
try: p.__secret
except AttributeError as x: print(x)


class Ret:
    def __init__(self): return 5


try: Ret()
except TypeError as x: print(x)
try: A.get()
except TypeError as x: print(x)
try: A(1, 2, 3)
except TypeError as x: print(x)
try: e.f(1, 2)
except TypeError as x: print(x)


class Empty: pass


a, b = Empty(), Empty()
a.v = 1
b.v = 2
a.w, b.w = b.v, a.v
print(a.v, a.w, b.v, b.w, a == a, a == b, a != b, a is not b)
print(type('Dyn', (A,), {'k': 5, 'm': lambda self: self.k})().m())
X = type('X', (), {})
print(X.__name__, X.__module__, X().__class__.__name__, X.__dict__.get('__doc__'))
x = Empty()
x.__class__ = E
print(x.f(), type(x).__name__)
try: x.__class__ = int
except TypeError as t: print(t)
print([n for n in dir(e) if not n.startswith('__')])


class S:
    def m(self): return super().__repr__()[:10], super().__init__
    @classmethod
    def c(cls): return super().__new__(cls)
    @staticmethod
    def s():
        try: return super().x
        except RuntimeError as e: return str(e)


print(S().m()[0], type(S.c()).__name__, S.s())


class Base0:
    def __init__(self, **k): self.k = k


class L(Base0):
    def __init__(self, l, **k):
        super().__init__(**k)
        self.l = l


class R(Base0):
    def __init__(self, r, **k):
        super().__init__(**k)
        self.r = r


class LR(L, R): pass


o = LR(l=1, r=2, z=3)
print(o.l, o.r, o.k)
try: LR(l=1)
except TypeError as t: print(t)
for n in range(200): setattr(a, 'attr%d' % n, n)
print(a.attr150, len(a.__dict__), a.v)
print(sum(getattr(a, 'attr%d' % n) for n in range(200)))
