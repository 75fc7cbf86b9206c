# Generators: send, throw, close, return values, yield as an expression, finally, yield from.
def simple(n):
    for i in range(n): yield i


def echo():
    r = None
    while True:
        r = yield r
        if r == 'stop': return 'stopped'


def show(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e.args, getattr(e, 'value', None))


g = simple(3)
print(list(g), list(g), next(simple(1)), type(g).__name__, iter(g) is g)
show(lambda: next(g))
e = echo()
show(lambda: e.send(5))
print(next(e), e.send(1), e.send('x'), next(e))
show(lambda: e.send('stop'))
show(lambda: e.send(1))


def with_return():
    yield 1
    return 'ret'


g = with_return(); next(g)
show(lambda: next(g)); show(lambda: next(g))


def catcher():
    while True:
        try:
            x = yield 'ready'
            print('got', x)
        except ValueError as ex:
            print('caught', ex)
            yield 'after ' + str(ex)
        except GeneratorExit:
            print('exiting')
            raise
        finally:
            print('finally')


c = catcher(); print(next(c)); print(c.send(1)); print(c.throw(ValueError('v'))); print(next(c)); print(c.throw(ValueError, 'cls')); print(c.throw(ValueError, ValueError('inst')) if 0 else next(c))
show(lambda: c.throw(KeyError('k'))); show(lambda: next(c)); c.close()
c = catcher(); next(c); c.close(); show(lambda: next(c))
c = catcher(); c.close(); show(lambda: next(c))
c = catcher(); show(lambda: c.throw(TypeError('not started'))); show(lambda: next(c))
for bad in (5, 'x', int): show(lambda: catcher().throw(bad))


def ignores():
    try: yield 1
    except GeneratorExit: yield 2
g = ignores(); next(g); show(g.close)
def returns_on_close():
    try: yield 1
    except GeneratorExit: return 'r'
g = returns_on_close(); next(g); show(g.close)
def raises_on_close():
    try: yield 1
    finally: raise ValueError('on close')
g = raises_on_close(); next(g); show(g.close)


def inner():
    try:
        r = yield 1
        print('inner got', r)
        r = yield 2
        print('inner got', r)
    except ValueError as ex: print('inner caught', ex); yield 'recovered'
    except GeneratorExit: print('inner exit'); raise
    finally: print('inner finally')
    return 'inner result'
def outer():
    r = yield from inner()
    print('outer got', r)
    x = yield from [10, 20]
    print('list gives', x)
    try: yield from inner()
    except KeyError as ex: print('outer caught', ex); yield 'outer recovered'
    return 'outer result'


o = outer()
print(next(o), o.send('a'), o.send('b'), next(o), next(o), o.throw(KeyError('kk')))
show(lambda: next(o))
o = outer(); next(o); print(o.throw(ValueError('vv'))); print(next(o)); o.close()
o = outer(); next(o); o.close(); show(lambda: next(o))
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration('It value')
        return self.n
    def send(self, v): print('It.send', v); return next(self)
    def throw(self, *a): print('It.throw', a[0] if isinstance(a[0], type) else type(a[0]).__name__); raise StopIteration('thrown')
    def close(self): print('It.close')
def deleg():
    r = yield from It()
    print('r', r)
    yield 'end'
d = deleg(); print(next(d), d.send('s'), next(d), next(d))
d = deleg(); print(next(d)); print(d.throw(ValueError('x')))
d = deleg(); next(d); d.close()
def deleg2():
    try: yield from [1, 2]
    except ValueError: yield 'caught outside'
d = deleg2(); next(d); print(d.throw(ValueError))
show(lambda: [1 for _ in (lambda: (yield from 5))()])
def stop_inside():
    yield 1
    raise StopIteration('bad')
show(lambda: list(stop_inside()))
def stop_next():
    yield next(iter([]))
show(lambda: list(stop_next()))
def reentrant():
    yield next(r)
r = reentrant(); show(lambda: next(r))
def exprs():
    x = (yield 1) + (yield 2)
    print('sum', x)
    y = [(yield 'a'), (yield 'b')]
    print(y)
    z = yield
    print(z, (yield 'last'))
    lst = [i for i in (yield 'iter')]
    print(lst)
    d = {(yield 'key'): (yield 'val')}
    print(d)
    f = lambda: (yield 7)
    print(list(f()))
    print(f'{(yield "f")}', (yield 'p1'), (yield 'p2'), sep='-')
    return (yield)
g = exprs(); print(next(g)); vals = [10, 20, 'p', 'q', 'zz', 'll', [1, 2], 'kk', 'vv', 'ff', 'a1', 'a2']
for v in vals: print('->', g.send(v))
show(lambda: g.send('final'))
print(sum(x * x for x in range(5)), list(x for x in 'abc' if x != 'b'), [y for y in (i * 2 for i in range(3))], dict((k, v) for k, v in [(1, 2)]))
ge = (x for x in [1, 2]); print(next(ge), list(ge), ge.__name__, type(ge).__name__)
print([list(x for x in range(n)) for n in range(3)], max((len(w), w) for w in ['a', 'bbb', 'cc']))
show(lambda: (x for x in 5))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
f = fib(); print([next(f) for _ in range(10)])
def flatten(x):
    if isinstance(x, list):
        for y in x: yield from flatten(y)
    else: yield x
print(list(flatten([1, [2, [3, [4, []]], 5]])))
def tree(n):
    if n: yield from tree(n - 1); yield n; yield from tree(n - 1)
print(list(tree(4)))
def deep(n):
    if n == 0: yield 'bottom'
    else: yield from deep(n - 1)
print(list(deep(200)))
class Cls:
    def __iter__(self): yield 1; yield 2
    def meth(self): yield self
    @classmethod
    def cm(cls): yield cls.__name__
    @property
    def prop(self): return (i for i in 'xy')
print(list(Cls()), list(Cls.cm()), list(Cls().prop), 2 in Cls(), [*Cls()], dict(zip(Cls(), 'ab')))
a, b = Cls(); print(a, b)
def gen_args(a, b=2, *c, d=4, **e): yield a, b, c, d, e
print(next(gen_args(1)), next(gen_args(1, 3, 5, d=6, z=7)))
show(lambda: gen_args()); show(lambda: gen_args(1, x=1, a=2))
g = simple(2); print(g.gi_running, g.__name__, g.__qualname__, simple.__code__.co_flags & 0x20 != 0 or True)
def early():
    return
    yield
print(list(early()))
def chain(*its):
    for it in its: yield from it
print(list(chain('ab', [1], (x for x in 'z'), {5: 6})))
import sys
def handling():
    try: 1 / 0
    except ZeroDivisionError:
        yield sys.exc_info()[0].__name__
        yield sys.exc_info()[0].__name__
    yield sys.exc_info()[0]
try: raise KeyError
except KeyError:
    for x in handling(): print(x, sys.exc_info()[0].__name__)
h = handling(); print(next(h), sys.exc_info()[0]); print(next(h), next(h))
def ctx():
    try: yield
    except ValueError: raise KeyError('new')
g = ctx(); next(g)
try: g.throw(ValueError('orig'))
except KeyError as ex: print(repr(ex.__context__))
