# Properties, class and static methods, descriptors and the order of attribute lookup.
class P:
    def __init__(self): self._x = 1
    @property
    def x(self):
        'doc of x'
        return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): self._x = 'deleted'
    @property
    def ro(self): return 'ro'
    wo = property(None, lambda self, v: self.__dict__.__setitem__('w', v))
    def _get(self): return 'old style'
    old = property(_get, doc='old doc')
    @property
    def fails(self): return self.missing
    @property
    def counted(self):
        self._n = getattr(self, '_n', 0) + 1
        return self._n


p = P()
print(p.x, P.x.__doc__, P.old.__doc__, p.old)
p.x = 5; print(p.x); p.x += 1; print(p.x)
del p.x; print(p.x)
p.wo = 3; print(p.w, p.ro)
for bad in ('p.ro = 1', 'del p.ro', 'p.wo', 'p.fails', 'P.ro.fget.zz', 'p.old = 1', 'del p.old', 'P().nope'):
    try: exec(bad)
    except AttributeError as e: print(bad, '->', e)
print([p.counted for _ in range(3)], type(P.x), P.x.fset is not None, P.ro.fset)
p.__dict__['x'] = 'shadow'; print(p.x)
class Q(P):
    @P.x.getter
    def x(self): return 'Q' + str(self._x)
    @property
    def ro(self): return super().ro + '!'
q = Q(); q.x = 9
print(q.x, q.ro)


class Meth:
    n = 0
    @classmethod
    def make(cls, *a): return cls.__name__, a
    @staticmethod
    def st(*a): return a
    @classmethod
    @property
    def cp(cls): return 'cp ' + cls.__name__
    def plain(self): return 'plain'


class Meth2(Meth):
    @classmethod
    def make(cls, *a): return 'sub', super().make(*a)
    @staticmethod
    def st(*a): return 'sub', Meth.st(*a)


m = Meth2()
print(Meth.make(1), m.make(2), Meth2.make(3), m.st(1), Meth.st(), Meth.cp, m.cp, Meth.make.__func__.__name__, Meth.make.__self__)
print(type(Meth.__dict__['make']).__name__, type(Meth.__dict__['st']).__name__, Meth.__dict__['st'](4), m.plain())
Meth.plain = staticmethod(lambda: 'static now'); print(m.plain())
Meth.plain = classmethod(lambda c: c.__name__); print(m.plain())
Meth.plain = 5; print(m.plain)


class Data:
    def __init__(self, name): self.name = name
    def __get__(self, o, t=None): return 'Data get %s %s' % (o if o is None else type(o).__name__, t.__name__)
    def __set__(self, o, v): print('Data set', self.name, v)
    def __delete__(self, o): print('Data delete', self.name)
class NonData:
    def __get__(self, o, t=None): return 'NonData get'
class SetOnly:
    def __set__(self, o, v): o.__dict__['so'] = ('stored', v)
class GetDel:
    def __get__(self, o, t): return 'gd'
    def __delete__(self, o): print('gd delete')


class D:
    d = Data('d')
    n = NonData()
    so = SetOnly()
    gd = GetDel()
    plain = 'class plain'


o = D()
print(o.d, D.d, o.n, D.n, type(o.so).__name__, o.plain)
o.d = 1; del o.d; o.n = 'own'; print(o.n); del o.n; print(o.n)
o.so = 2; print(o.so, o.__dict__)
o.__dict__['d'] = 'hidden'; print(o.d)
o.__dict__['n'] = 'wins'; print(o.n)
for bad in ('del o.so', 'o.gd = 1', 'del o.plain'):
    try: exec(bad)
    except AttributeError as e: print(bad, '->', e)
del o.gd
o.plain = 'own'; print(o.plain, D.plain); del o.plain; print(o.plain)
D.d = 'replaced'; print(o.d, D.d)


class Lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, owner, name): self.name = name; print('set_name', owner.__name__, name)
    def __get__(self, o, t):
        if o is None: return self
        v = o.__dict__[self.name] = self.f(o)
        return v


class UsesLazy:
    @Lazy
    def value(self): print('computing'); return 42
    again = Lazy(lambda self: 'again')


u = UsesLazy()
print(u.value, u.value, u.again, UsesLazy.value.name)


class G:
    def __init__(self): self.real = 1
    def __getattr__(self, n):
        if n.startswith('bad'): raise AttributeError('no ' + n)
        return 'dynamic ' + n
class GA:
    x = 'class x'
    def __getattribute__(self, n):
        if n == 'secret': raise AttributeError('hidden')
        if n == 'boom': raise ValueError('boom')
        return 'via ' + n if n != '__dict__' else object.__getattribute__(self, n)
class GAG(GA):
    def __getattr__(self, n): return 'fallback ' + n
class SA:
    def __setattr__(self, n, v): object.__setattr__(self, n, ('set', v))
    def __delattr__(self, n): print('del', n); super().__delattr__(n)


g, ga, gag, sa = G(), GA(), GAG(), SA()
print(g.real, g.other, hasattr(g, 'bad'), getattr(g, 'bad2', 'dflt'), ga.x, ga.y, gag.secret, gag.x, ga.__dict__)
for bad in ('g.badx', 'ga.secret', 'ga.boom', 'gag.boom'):
    try: exec(bad)
    except Exception as e: print(bad, '->', type(e).__name__, e)
sa.v = 3; print(sa.v, sa.__dict__); del sa.v
try: del sa.v
except AttributeError as e: print(e)
try: object.__setattr__(5, 'x', 1)
except AttributeError as e: print(e)
print(object.__getattribute__(p, 'ro'), type.__getattribute__(P, 'old') is P.old)
class Frozen:
    def __setattr__(self, n, v): raise AttributeError('frozen')
    def m(self): return 'm'
try: Frozen().x = 1
except AttributeError as e: print(e)
class Meta(type):
    @property
    def mp(cls): return 'meta prop ' + cls.__name__
    def mm(cls): return 'meta method ' + cls.__name__
    d = Data('meta')
    plain = 'meta plain'
    def __getattr__(cls, n): return 'meta getattr ' + n
class WithMeta(metaclass=Meta):
    plain = 'class plain'
print(WithMeta.mp, WithMeta.mm(), WithMeta.plain, WithMeta.d, WithMeta.zzz)
try: WithMeta().mp
except AttributeError as e: print(e)
WithMeta.d = 4
for _ in range(5): # caches see a class change
    class Chg: v = 1
    c = Chg(); r = []
    for i in range(4):
        r.append(c.v)
        if i == 0: Chg.v = 2
        if i == 1: c.v = 3
        if i == 2: del c.v; Chg.v = property(lambda s: 'prop')
print(r)
