# The cycle collector: what it finds, finalizers, resurrection, generators and closures in cycles.
import gc
log = []


class N:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(self.n)


def done(label):
    gc.collect()
    print(label, sorted(log))
    log.clear()


gc.collect()
a = N('self'); a.me = a; del a; done('self reference')
a, b = N('a'), N('b'); a.o, b.o = b, a; del a, b; done('pair')
a = N('list'); a.l = [a]; del a; done('through a list')
a = N('dict'); a.d = {'k': a}; del a; done('through a dict')
a = N('tuple'); a.t = (1, (a,)); del a; done('through a tuple')
a = N('set'); a.s = {a}; del a; done('through a set')
a = N('method'); a.m = a.__init__; del a; done('through a bound method')
a = N('closure'); a.f = (lambda a: lambda: a)(a); del a; done('through a closure')
a = N('default'); a.f = lambda x=a: x; del a; done('through a default')
def gen(o): yield o
a = N('gen'); a.g = gen(a); next(a.g); del a; done('through a generator')
a = N('iter'); a.i = iter([a]); del a; done('through an iterator')
a = N('exc')
try: raise ValueError(a)
except ValueError as e: a.e = e
del a; done('through an exception')
class C: pass
C.inst = N('class'); C.inst.cls = C; del C; done('through a class')
def f():
    a = N('local cycle'); a.me = a
    return 1
f(); done('in a function')
chain = [N(i) for i in range(5)]
for i, n in enumerate(chain): n.next = chain[(i + 1) % 5]
del chain, n; done('ring')
x = N('kept'); x.me = x; done('still referenced'); print(x.me is x); x.me = None; del x; done('not garbage any more')


class Res:
    alive = []
    def __del__(self): log.append('res'); Res.alive.append(self)


r = Res(); r.me = r; del r; gc.collect(); print(len(Res.alive), Res.alive[0].me is Res.alive[0], log)
log.clear(); Res.alive.clear(); done('resurrected object, second time')


class Bad:
    def __del__(self): log.append('bad')
class Other(N): pass
b = Other('x'); b.child = N('child of x'); b.me = b; del b; done('subtree of garbage')
print(gc.isenabled()); gc.disable(); print(gc.isenabled()); gc.enable()
print(gc.collect() >= 0, isinstance(gc.collect(), int))
made = 0
class Count:
    live = 0
    def __init__(self): Count.live += 1; self.me = self
    def __del__(self): Count.live -= 1
for i in range(60000): Count()
gc.collect()
print(Count.live)
for i in range(30000):
    l = []; l.append(l)
    d = {}; d['d'] = d
del l, d
class S:
    __slots__ = ('a', 'n')
    def __del__(self): log.append(self.n)
s = S(); s.n = 'slots'; s.a = s; del s; done('through __slots__')
class L(list):
    def __del__(self): log.append('list subclass')
l = L(); l.append(l); del l; done('list subclass')
class D(dict):
    def __del__(self): log.append('dict subclass')
d = D(); d['d'] = d; d.attr = d; del d; done('dict subclass')
class P:
    def __init__(self): self.x = property(lambda s: self)
    def __del__(self): log.append('property')
p = P(); del p; done('property')
def outer():
    def rec(n): return rec(n - 1) if n else N('in recursive closure')
    return rec(3)
outer(); done('recursive closure')
class Part:
    def __init__(self, whole): self.whole = whole
    def __del__(self): log.append('part')
class Whole:
    def __init__(self): self.parts = [Part(self) for _ in range(3)]
    def __del__(self): log.append('whole %d' % len(self.parts))
w = Whole(); del w; done('tree with parents')
def mutate_during():
    keep = [N('during')]
    keep.append(keep)
    for i in range(3): gc.collect()
    return len(keep)
print(mutate_during()); done('after')
class Type(type): pass
T = Type('T', (), {'n': N('metaclass instance')}); T.self = T; del T; done('metaclass')
m = map(lambda v: v, []); z = zip([], m); e = enumerate(z); del m, z, e; done('iterators')
g = (i for i in [N('genexp')]); next(g); g = None; done('genexp')
class Weird:
    def __del__(self): self.d = {}; self.d['me'] = self; log.append('weird')
w = Weird(); del w; done('cycle made in __del__')
