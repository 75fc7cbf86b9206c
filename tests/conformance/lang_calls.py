# Calls: how arguments are bound, and every TypeError text of a call that does not fit.
def p0(): return 'p0'
def p1(a): return a
def p2(a, b): return a, b
def d(a, b=2, c=3): return a, b, c
def v(*args): return args
def va(a, *args): return a, args
def kw(**k): return k
def ko(*, a, b=5): return a, b
def ko2(x, *, a, b): return x, a, b
def po(a, b, /): return a, b
def po2(a, b=1, /, c=2, *, d=3): return a, b, c, d
def pk(a, /, **k): return a, k
def everything(a, b=2, /, c=3, *args, d, e=5, **k): return a, b, c, args, d, e, k


class C:
    def m(self, a, b=1): return a, b
    @classmethod
    def cm(cls, a): return cls.__name__, a
    @staticmethod
    def sm(a, b): return a, b
    def nope(): pass


class I:
    def __init__(self, a, b=2): self.v = a, b


class N:
    pass


c = C()
good = '''p0() p1(1) p1(a=1) p2(1,2) p2(b=1,a=2) p2(1,b=2) d(1) d(1,5) d(1,c=9) d(c=1,a=2) v() v(1,2) va(1) va(1,2,3)
kw() kw(a=1,b=2) ko(a=1) ko(b=1,a=2) ko2(1,a=2,b=3) po(1,2) po2(1) po2(1,2,3,d=4) po2(1,c=5) pk(1,a=2) pk(1,self=3)
everything(1,d=4) everything(1,2,3,4,5,d=6,e=7,z=8) everything(1,*[2,3,4],**{'d':9,'q':1}) v(*'ab',*[1]) v(*(),*range(3))
kw(**{'a':1},b=2,**{'c':3}) p2(*[1,2]) p2(*(1,),**{'b':2}) d(*[1],**{}) c.m(1) c.m(1,2) c.m(b=1,a=2) C.m(c,5) c.cm(1) C.cm(2)
c.sm(1,2) C.sm(1,b=2) I(1).v I(1,b=3).v I(b=1,a=2).v c.m(*[1],**{'b':4}) p1(*iter([7])) d(**dict(a=1,b=5)) p1(3 if 0 else 4)'''
good = good.replace("p1(3 if 0 else 4)", "p1(4)")
for e in good.split(' '):
    for x in e.split('\n'):
        print(x, eval(x))
bad = '''p0(1)|p0(1,2)|p0(a=1)|p1()|p1(1,2)|p1(1,a=2)|p1(b=2)|p2()|p2(1)|p2(b=1)|p2(1,2,3)|p2(1,c=3)|d()|d(1,2,3,4)|d(b=1)
d(1,2,3,c=4)|d(1,a=2)|v(a=1)|va()|kw(1)|ko()|ko(1)|ko(1,a=2)|ko(b=1)|ko(a=1,c=2)|ko2()|ko2(1)|ko2(1,2,a=1,b=2)|ko2(1,a=1)
po(1)|po(a=1,b=2)|po(1,b=2)|po(1,2,3)|po2()|po2(1,2,3,4)|po2(1,b=2)|po2(a=1)|pk(a=1)|everything()|everything(1)
everything(1,a=2,d=3)|everything(1,2,3,c=4,d=5)|c.m()|c.m(1,2,3)|c.m(1,a=2)|C.m()|C.m(c)|c.cm()|c.cm(1,2)|c.sm(1)|C.sm(1,2,3)|c.nope()
I()|I(1,2,3)|I(c=1)|N(1)|N(a=1)|p1(*[1,2])|p1(**{'b':1})|p1(1,**{'a':1})|p2(a=1,**{'a':2})|kw(**{'a':1},**{'a':2})|kw(a=1,**{'a':2})
kw(**{1:2})|p1(*1)|p1(1,*2)|p1(**1)|p1(**[1])|v(*None)|(lambda: 0)(1)|(lambda x: 0)()|len()|len(1,2)|len(x=1)|int(1,2,3)|[].append()
[].append(1,2)|{}.get()|"".join()|"".join(1,2)|print(foo=1)|sorted()|isinstance(1)|range()|range(1,2,3,4)|c()|(1).real()|"a"()
c.zz()|super()|type()|type(1,2)|object(1)|dict(1)|[].sort(1)|[].sort(x=1)|"x".split(1)|abs()|max()|min(1)|zip(1)|iter()|next([])|hash([])'''
for e in bad.replace('\n', '|').split('|'):
    try:
        print(e, eval(e))
    except Exception as x:
        print(e, '->', type(x).__name__, x)


def many(a, b, c, d): pass
def manyk(*, a, b, c, d): pass
for n in range(4):
    try: many(*range(n))
    except TypeError as e: print(e)
    try: manyk(**dict(list(zip('abcd', range(n)))))
    except TypeError as e: print(e)


def f(a, b=[]):
    b.append(a)
    return b


print(f(1), f(2), f(3, [0]), f.__defaults__)
f.__defaults__ = ('x',)
try: f(1)
except AttributeError as e: print(e)
print(ko.__kwdefaults__, d.__defaults__, p0.__defaults__, everything.__code__.co_argcount,
      everything.__code__.co_kwonlyargcount, everything.__code__.co_posonlyargcount, everything.__code__.co_varnames)


def outer():
    def inner(x): return x
    return inner


try: outer()(1, 2)
except TypeError as e: print(e)
try: outer()()
except TypeError as e: print(e)
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
print((lambda a, b=lambda: 5: b() + a)(1))


def order(*a, **k): return a, k


print(order(1, *[2], 3, *[4], x=1, **{'y': 2}, z=3))
args = (1, 2)
print(order(*args), order(*args)[0] is args)
k = {'a': 1}
print(order(**k)[1], order(**k)[1] is k)
def mutate(*args, **kw):
    kw['new'] = 1
    return kw
print(mutate(**k), k)
def rec(n, acc=()):
    return acc if n == 0 else rec(n - 1, acc + (n,))
print(rec(5))
print(print, len, [].append.__name__, c.m.__name__, C.m.__qualname__, outer().__qualname__) if 0 else print('named')


class Callable:
    def __call__(self, *a, **k): return 'called', a, k


class Meta(type):
    def __call__(cls, *a, **k): return 'meta', cls.__name__, a, k


class M(metaclass=Meta): pass


print(Callable()(1, x=2), M(1, y=3), Callable().__call__(3))
print(list(map(p1, [1, 2])), list(map(lambda x, y: x + y, [1, 2], [3, 4])), sorted([3, 1, 2], key=lambda x: -x))
