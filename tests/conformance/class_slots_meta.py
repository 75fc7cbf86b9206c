# __slots__, metaclasses, __init_subclass__, __set_name__, __class_getitem__, __new__, type() with three arguments.
class S:
    __slots__ = ('a', 'b')
    def __init__(self, a): self.a = a


s = S(1)
print(s.a, hasattr(s, 'b'), hasattr(s, '__dict__'), S.__slots__)
s.b = 2
print(s.b)
for bad in ('s.c = 1', 's.__dict__', 'del s.zz', 's.zz'):
    try: exec(bad)
    except AttributeError as e: print(bad, '->', e)
del s.a
try: s.a
except AttributeError as e: print(e)
try: del s.a
except AttributeError as e: print(e)
print(type(S.a).__name__, S.a.__get__(s, S) if hasattr(s, 'a') else 'unset')


class SD(S):
    __slots__ = ('d', '__dict__')


class SN(S):
    pass


class SE(S):
    __slots__ = ()


sd = SD(1); sd.d = 4; sd.free = 5
print(sd.a, sd.d, sd.free, sd.__dict__)
sn = SN(1); sn.anything = 2
print(sn.a, sn.anything, sn.__dict__)
se = SE(3)
print(se.a)
try: se.q = 1
except AttributeError as e: print(e)
for bad in ('class X: __slots__ = ("a", 5)', 'class X: __slots__ = ("1a",)', 'class X:\n  a = 1\n  __slots__ = ("a",)', 'class X: __slots__ = "abc"\nx = X(); x.abc = 1; print(x.abc)',
            'class X: __slots__ = ["p", "q"]\nx = X(); x.q = 1; print(x.q)', 'class X(S, SD): pass', 'class X(int): __slots__ = ("a",)'):
    try: exec(bad)
    except TypeError as e: print(bad, '->', e)
    except ValueError as e: print(bad, '->', e)


class Priv:
    __slots__ = ('__x',)
    def __init__(self): self.__x = 5
    def get(self): return self.__x


print(Priv().get(), Priv()._Priv__x)


class Meta(type):
    def __new__(mcls, name, bases, ns, **kw):
        print('meta new', name, [b.__name__ for b in bases], sorted(k for k in ns if not k.startswith('__')), kw)
        ns['added'] = 'by meta'
        return super().__new__(mcls, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print('meta init', name, kw)
        super().__init__(name, bases, ns)

    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print('prepare', name, kw)
        return {'prepared': 1}

    def __call__(cls, *a, **k):
        print('meta call', cls.__name__, a, k)
        return super().__call__(*a, **k)

    def method(cls): return 'meta method of ' + cls.__name__
    def __instancecheck__(cls, o): return o == 'magic' or type.__instancecheck__(cls, o)
    def __subclasscheck__(cls, o): return o is int or type.__subclasscheck__(cls, o)
    def __repr__(cls): return '<Meta %s>' % cls.__name__


class A(metaclass=Meta, opt=3):
    x = prepared
    def __init__(self, *a): self.a = a


class B(A):
    y = 2


print(A, B.added, B.x, A.method(), type(B), isinstance('magic', A), isinstance(3, A), isinstance(B(1), A), issubclass(int, B), issubclass(str, A))
print(B(5).a, type(A).__mro__[1].__name__)
try: A().method()
except AttributeError as e: print(e)
C = Meta('C', (A,), {'z': 1})
print(C.z, C.added)
class M2(type): pass
try:
    class Conflict(A, metaclass=M2): pass
except TypeError as e: print(e)
class M3(Meta): pass
class D(A, metaclass=M3): pass
print(type(D).__name__)
class E(D): pass
print(type(E).__name__)
def func_meta(name, bases, ns, **kw): return name, bases, sorted(k for k in ns if k[0] != '_'), kw
class F(metaclass=func_meta, k=1): v = 1
print(F)
try: exec('class G(1): pass')
except TypeError as e: print(e)


class Init:
    subs = []
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.subs.append((cls.__name__, tag))
class I1(Init): pass
class I2(Init, tag='t'): pass
class I3(I2, tag=5): pass
print(Init.subs)
try:
    class I4(Init, other=1): pass
except TypeError as e: print(e)


class Named:
    def __set_name__(self, owner, name): self.info = owner.__name__, name
class HasNamed:
    n = Named()
    m = o = Named()
print(HasNamed.n.info, HasNamed.m.info)
class BadName:
    def __set_name__(self, owner, name): raise ValueError('bad name')
try:
    class HasBad: b = BadName()
except RuntimeError as e: print(e, '|', repr(e.__cause__))
except ValueError as e: print('ValueError', e)


class Gen:
    def __class_getitem__(cls, k): return cls.__name__, k
class GenSub(Gen): pass
print(Gen[int], GenSub['a', 1], Gen.__class_getitem__(3))
try: HasNamed[1]
except TypeError as e: print(e)
try: HasNamed()[1]
except TypeError as e: print(e)


class New:
    made = 0
    def __new__(cls, *a, **k):
        cls.made += 1
        o = super().__new__(cls)
        o.from_new = a, k
        return o
    def __init__(self, x, y=0): self.xy = x, y
n = New(1, y=2)
print(n.from_new, n.xy, New.made)
class Other:
    def __new__(cls, v): return v
    def __init__(self, v): print('never')
print(Other(5), Other('s'))
class Single:
    inst = None
    def __new__(cls):
        if cls.inst is None: cls.inst = super().__new__(cls)
        return cls.inst
    def __init__(self): self.n = getattr(self, 'n', 0) + 1
print(Single() is Single(), Single().n)
class NoArgs: pass
class OnlyNew:
    def __new__(cls, a): return object.__new__(cls)
class OnlyInit:
    def __init__(self, a): pass
print(type(OnlyNew(1)).__name__, type(OnlyInit(1)).__name__)
for bad in ('NoArgs(1)', 'OnlyNew()', 'OnlyInit()', 'object(1)', 'object.__new__()', 'object.__new__(1)', 'type("a", 1, {})', 'type("a", (), 1)', 'type(1, (), {})', 'type("a", (1,), {})',
            'type()', 'type(1, 2)', 'New()', 'isinstance(1, 1)', 'issubclass(1, int)', 'isinstance(1, (int, 1))', 'isinstance(1, (str, 1))', 'issubclass(int, "a")', 'type.__new__(int, "a", (), {})', 'object.__init__(NoArgs(), 1)'):
    try: print(bad, eval(bad))
    except TypeError as e: print(bad, '->', e)
T = type('T', (A,), dict(f=lambda self: 'f', __slots__=()))
print(T().f(), T.__name__, T.__bases__)
def init(self, v): self.v = v
P = type('P', (), {'__init__': init, '__repr__': lambda s: 'P(%r)' % s.v, '__doc__': 'pdoc'})
print(P(3), [P(1), P(2)], P.__doc__)
P.__name__ = 'Renamed'; P.__qualname__ = 'Q.Renamed'
print(P.__name__, P)
class Abstract:
    def __init__(self):
        if type(self) is Abstract: raise TypeError('abstract')
class Concrete(Abstract): pass
Concrete()
try: Abstract()
except TypeError as e: print(e)
x: 'int | None' = 3
def annotated(a: int, b: 'str' = 'x', *c: list, d: dict = None, **e: tuple) -> bool: return True
print(annotated.__annotations__)
print(int | None, int | str, (int | str) == (str | int), isinstance(3, int | str), isinstance([], int | None), isinstance(None, int | None), issubclass(bool, int | str))
print(list[int], dict[str, int], list[int] == list[int], tuple[int, ...])


class Twice(S):
    __slots__ = ('c', 'd', 'c')


tw = Twice(1)
tw.c, tw.d = 2, 3
print(tw.a, tw.c, tw.d)
try:
    class TwoLayouts(Priv, S): pass
except TypeError as e: print(e)
