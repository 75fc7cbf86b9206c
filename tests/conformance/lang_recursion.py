# The recursion limit: every way to recurse without end is a RecursionError that can be caught.
import sys
print(sys.getrecursionlimit())


def caught(f, *a):
    try: f(*a)
    except RecursionError as e: return 'RecursionError'
    except BaseException as e: return '%s %s' % (type(e).__name__, e)
    return 'returned'


def f(): f()
def g(n): return 1 + g(n + 1)
def even(n): return odd(n + 1)
def odd(n): return even(n + 1)
def kw(**k): kw(**k)
def star(*a): star(*a, 1)
lam = lambda: lam()
class Init:
    def __init__(self): Init()
class Call:
    def __call__(self): return self()
class Rep:
    def __repr__(self): return repr(self)
class Str:
    def __str__(self): return str(self)
class Eq:
    def __eq__(self, o): return self == o
class Lt:
    def __lt__(self, o): return self < o
class Add:
    def __add__(self, o): return self + o
class IAdd:
    def __iadd__(self, o): self += o; return self
class Len:
    def __len__(self): return len(self)
class Bool:
    def __bool__(self): return bool(self)
class Hash:
    def __hash__(self): return hash(self)
class Getattr:
    def __getattr__(self, n): return getattr(self, n)
class Getattribute:
    def __getattribute__(self, n): return self.x
class Setattr:
    def __setattr__(self, n, v): self.x = v
class Prop:
    @property
    def p(self): return self.p
class Getitem:
    def __getitem__(self, i): return self[i]
class Setitem:
    def __setitem__(self, i, v): self[i] = v
class Iter:
    def __iter__(self): return iter(self)
class Contains:
    def __contains__(self, x): return x in self
class Fmt:
    def __format__(self, s): return format(self, s)
class Enter:
    def __enter__(self):
        with self: pass
    def __exit__(self, *a): pass
class New:
    def __new__(cls): return cls()
class Next:
    def __iter__(self): return self
    def __next__(self): return next(self)
class Index:
    def __index__(self): return [1][self]
class Int:
    def __int__(self): return int(self)
class Desc:
    def __get__(self, o, t): return o.d
class HasDesc: d = Desc()
class Neg:
    def __neg__(self): return -self
class Delattr:
    def __delattr__(self, n): del self.x
class Meta(type):
    def __call__(cls): return cls()
class WithMeta(metaclass=Meta): pass
class InstCheck(type):
    def __instancecheck__(cls, o): return isinstance(o, cls)
class WithCheck(metaclass=InstCheck): pass
def gen(): yield from gen()
def gen2():
    for x in gen2(): yield x
def comp(): return [comp() for _ in range(1)]
def sortkey(): return sorted([1, 2], key=lambda x: sortkey())
def mapped(): return list(map(lambda x: mapped(), [1]))
def execd(): exec('execd()')
def evald(): return eval('evald()')
def dec(): return (lambda f: f())(dec)
def fin():
    try: fin()
    finally: pass
def exc():
    try: raise ValueError
    except ValueError: exc()
def dflt(a=None): return dflt(a=[a])
def cls():
    class C: x = cls()
def nested():
    def inner(): return nested()
    return inner()
for name, fn in [(k, v) for k, v in list(globals().items()) if callable(v) and k in 'f even kw star lam gen gen2 comp sortkey mapped execd evald dec fin exc dflt cls nested'.split()]:
    print(name, caught((lambda: list(fn())) if name in ('gen', 'gen2') else fn))
print('g', caught(g, 0))
class Sub(Rep): pass
tests = [('Init', Init), ('Call', Call()), ('repr', lambda: repr(Rep())), ('str', lambda: str(Str())), ('eq', lambda: Eq() == 1), ('lt', lambda: Lt() < 1), ('add', lambda: Add() + 1), ('len', lambda: len(Len())), ('bool', lambda: bool(Bool())), ('hash', lambda: hash(Hash())), ('getattr', lambda: Getattr().zz),
    ('getattribute', lambda: Getattribute().zz), ('setattr', lambda: setattr(Setattr(), 'y', 1)), ('prop', lambda: Prop().p), ('getitem', lambda: Getitem()[0]), ('iter', lambda: list(Iter())), ('contains', lambda: 1 in Contains()), ('format', lambda: f'{Fmt()}'), ('enter', lambda: Enter().__enter__()), ('new', New), ('next', lambda: list(Next())),
    ('index', lambda: [1][Index()]), ('int', lambda: int(Int())), ('desc', lambda: HasDesc().d), ('neg', lambda: -Neg()), ('delattr', lambda: Delattr().__delattr__('q')), ('meta call', WithMeta), ('instancecheck', lambda: isinstance(1, WithCheck)), ('repr in list', lambda: repr([Rep()])), ('repr in dict', lambda: repr({1: Rep()})), ('str in tuple', lambda: str((Rep(),))), ('eq in list', lambda: [Eq()] == [1]),
    ('eq in dict', lambda: {1: Eq()} == {1: 2}), ('in list', lambda: 1 in [Eq()]), ('sum', lambda: sum([Add(), 1], Add())), ('max', lambda: max([Lt(), Lt()]) if 0 else min([Lt(), Lt()])), ('sorted', lambda: sorted([Lt(), Lt()])), ('percent', lambda: '%s' % Str()), ('print', lambda: print(Str())), ('setitem', lambda: Setitem().__setitem__(1, 2))]
for name, fn in tests: print(name, caught(fn))
def depth(n=0):
    try: return depth(n + 1)
    except RecursionError: return n
print(depth() > 900, depth() < 1001)
l = []; l.append(l); print(l, repr(l)); d = {}; d['d'] = d; print(d)
t = ([],); t[0].append(t); print(t)
print(caught(lambda: l == [l] and l == l), caught(lambda: [[l]] == [[l]]))
a, b = [], []; a.append(b); b.append(a); print(caught(lambda: a == b))
x = None
for i in range(100000): x = [x]
print(caught(lambda: repr(x)), caught(lambda: x == x), caught(lambda: str(x)))
y = None
for i in range(100000): y = [y]
print(caught(lambda: x == y)); del x, y
x = ()
for i in range(100000): x = (x, i)
print(caught(lambda: repr(x))); del x
x = {}
for i in range(100000): x = {'k': x}
print(caught(lambda: repr(x)), caught(lambda: x == {'k': x})); del x
class Node:
    def __init__(self, n): self.n = n
x = None
for i in range(100000): x = Node(x)
del x
x = iter([])
for i in range(5000): x = map(None, x) if 0 else iter([x])
del x
f2 = lambda: 0
for i in range(50000): f2 = (lambda g: lambda: g)(f2)
del f2
e = None
for i in range(50000):
    n = ValueError(i); n.__context__ = e; e = n
del e, n
sys.setrecursionlimit(200); print(depth() > 100, depth() < 201)
sys.setrecursionlimit(3000); print(depth() > 2800)
for bad in (0, -1, 'x', 2 ** 40):
    try: sys.setrecursionlimit(bad)
    except (ValueError, TypeError, OverflowError) as e: print(type(e).__name__, e)
sys.setrecursionlimit(1000)
def after(): return 'still works'
print(after(), [after() for _ in range(3)])
