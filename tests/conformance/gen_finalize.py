# Generators that are dropped: their finally blocks run at once; cycles are finished by the collector.
import gc
log = []


def g(name):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append(name + ' exit')
        raise
    finally:
        log.append(name + ' finally')


def done(): print(log); log.clear()


x = g('a'); next(x); del x; done()
x = g('b'); del x; done()
x = g('c'); list(x); done()
next(g('d')); done()
for v in g('e'):
    break
done()
for v in g('f'):
    if v == 2: break
done()


def returns():
    for v in g('g'): return v
print(returns()); done()


def raises():
    for v in g('h'): raise ValueError
try: raises()
except ValueError: done()
l = [g('i1'), g('i2')]; [next(z) for z in l]; l.pop(0); done(); l.clear(); done()


def outer(name):
    try: yield from g(name + ' inner')
    finally: log.append(name + ' outer finally')
x = outer('j'); next(x); del x; done()
x = outer('k'); next(x); x.close(); done()


def self_ref():
    me = yield
    try: yield me
    finally: log.append('cycle finally')
x = self_ref(); next(x); x.send(x); del x; done(); gc.collect(); done()


class C:
    def __init__(self): self.g = self.gen(); next(self.g)
    def gen(self):
        try: yield 1
        finally: log.append('method gen finally')
c = C(); del c; done(); gc.collect(); done()
a, b, *c = g('l'), g('m'), g('n')
next(a); next(b); del a, b, c; done()
z = zip(g('o'), g('p')); next(z); del z; done()
m = map(lambda v: v, g('q')); next(m); del m; done()
e = (v for v in g('r')); next(e); del e; done()
def early_exit():
    it = g('s')
    next(it)
    return len(log)
print(early_exit()); done()
def nested():
    with_gen = (i for i in g('t') if i)
    next(with_gen)
    1 / 0
try: nested()
except ZeroDivisionError: pass
done()
any(v == 1 for v in g('u')); done()
1 in g('v'); done()
p, q = g('w'); print(p, q); done()
try: p, = g('x')
except ValueError as ex: print(ex)
done()
def yields_in_finally():
    try: yield 1
    finally:
        yield 2
x = yields_in_finally(); next(x)
try: x.close()
except RuntimeError as ex: print(ex)
def wait_for(n):
    try:
        while True: yield n
    finally: log.append(n)
gens = [wait_for(i) for i in range(4)]
for z in gens: next(z)
gens.reverse(); del gens; del z; done()
def gen_exc():
    try: yield
    except ValueError as ex: log.append(repr(ex)); yield 'handled'
x = gen_exc(); next(x); print(x.throw(ValueError('q'))); del x; done()
