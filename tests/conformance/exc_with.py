# with: several managers, swallowing, order of exits, failures in __enter__ and __exit__, what __exit__ sees.
log = []


class M:
    def __init__(self, n, swallow=False, enter_fails=False, exit_fails=False, value=None):
        self.n, self.swallow, self.enter_fails, self.exit_fails, self.value = n, swallow, enter_fails, exit_fails, value

    def __enter__(self):
        log.append('enter ' + self.n)
        if self.enter_fails: raise ValueError('enter ' + self.n)
        return self.value if self.value is not None else self

    def __exit__(self, t, v, tb):
        log.append('exit %s %s %s %s' % (self.n, t and t.__name__, v, type(tb).__name__))
        if self.exit_fails: raise KeyError('exit ' + self.n)
        return self.swallow


def run(f):
    try: r = f()
    except BaseException as e:
        c = e.__context__
        r = '%r ctx %r' % (e, c)
    print(f.__name__, r, log)
    log.clear()


def plain():
    with M('a') as a: return a.n
def two():
    with M('a') as a, M('b') as b: return a.n + b.n
def paren():
    with (M('a') as a, M('b') as b,): return a.n + b.n
def no_as():
    with M('a'), M('b'): log.append('body')
def raising():
    with M('a'), M('b'): raise TypeError('body')
def swallowed():
    with M('a'), M('b', swallow=True), M('c'): raise TypeError('body')
    return 'went on'
def outer_swallows():
    with M('a', swallow=True), M('b'): raise TypeError('body')
    return 'went on'
def enter_fails():
    with M('a'), M('b', enter_fails=True), M('c'): log.append('never')
def enter_fails_swallowed():
    with M('a', swallow=True), M('b', enter_fails=True): log.append('never')
    return 'went on'
def exit_fails():
    with M('a'), M('b', exit_fails=True): pass
def exit_fails_on_exc():
    with M('a'), M('b', exit_fails=True): raise TypeError('body')
def unpack():
    with M('a', value=(1, (2, 3))) as (x, (y, z)): return x, y, z
def unpack_fails():
    with M('a', value=(1, 2)) as (x, y, z): return 'never'
def store_attr():
    m = M('s')
    d = {}
    with M('a', value=5) as m.attr, M('b', value=6) as d['k']: pass
    return m.attr, d
def nested():
    with M('a'):
        with M('b', swallow=True):
            with M('c'): raise ValueError('x')
        log.append('between')
    return 'end'
def in_loop():
    for i in range(4):
        with M(str(i), swallow=True):
            if i == 0: continue
            if i == 1: raise ValueError
            if i == 2: log.append('two'); continue
            break
    return i
def with_try():
    try:
        with M('a'): raise ValueError('v')
    except ValueError as e: log.append('caught %s' % e)
    finally: log.append('finally')
    with M('b', swallow=True):
        try: return 'ret'
        finally: 1 / 0
    return 'swallowed the ZeroDivisionError'
def return_value_kept():
    with M('a'):
        x = [1]
        return x
def return_overridden():
    try:
        with M('a'): return 1
    finally: return 2
def locals_kept():
    with M('a', swallow=True):
        x = 1
        raise ValueError
        x = 2
    return x
def system_exit():
    with M('a'): raise SystemExit(3)
def gen():
    def g():
        with M('g'): yield 1; yield 2
    it = g(); next(it); log.append('got'); it.close()
    it = g(); next(it)
    try: it.throw(ValueError('t'))
    except ValueError: log.append('back')
    it = g(); next(it); del it
    return 'done'
for f in (plain, two, paren, no_as, raising, swallowed, outer_swallows, enter_fails, enter_fails_swallowed, exit_fails, exit_fails_on_exc, unpack, unpack_fails, store_attr, nested, in_loop, with_try, return_value_kept, return_overridden, locals_kept, system_exit, gen): run(f)


class NoExit:
    def __enter__(self): return self
class NoEnter:
    def __exit__(self, *a): pass
class Neither: pass
class OnInstance:
    def __init__(self): self.__enter__ = lambda: 1; self.__exit__ = lambda *a: None
class Wrong:
    def __enter__(self, extra): pass
    def __exit__(self): pass
class Wrong2:
    def __enter__(self): pass
    def __exit__(self): pass
class Static:
    @staticmethod
    def __enter__(): return 'static'
    @classmethod
    def __exit__(cls, *a): log.append(cls.__name__)
class TruthyExit:
    def __enter__(self): return self
    def __exit__(self, *a):
        class T:
            def __bool__(self): log.append('bool asked'); return True
        return T()
class BadTruth(TruthyExit):
    def __exit__(self, *a):
        class T:
            def __bool__(self): raise KeyError('bool')
        return T()
for c in (NoExit, NoEnter, Neither, OnInstance, Wrong, Wrong2):
    try:
        with c(): print('body', c.__name__)
    except (TypeError, AttributeError) as e: print(c.__name__, type(e).__name__, e)
with Static() as s: print(s)
with TruthyExit(): raise ValueError
with TruthyExit(): pass
print(log)
try:
    with BadTruth(): raise ValueError('b')
except KeyError as e: print(repr(e), repr(e.__context__))
with M('x', value=1) as v: pass
print(v)
try:
    with undefined_manager: pass
except NameError as e: print(e)
with M('m1') as p, M('m2', value=p) as q: print(q is p)
class Reuse:
    depth = 0
    def __enter__(self): self.depth += 1; return self.depth
    def __exit__(self, *a): self.depth -= 1
r = Reuse()
with r as a, r as b:
    with r as c: print(a, b, c)
print(r.depth)
import sys
class ExcInfo:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print(sys.exc_info()[0], sys.exc_info()[1] is v); return True
with ExcInfo(): 1 / 0
with ExcInfo(): pass
print(sys.exc_info())
