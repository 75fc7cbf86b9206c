# Decorators on functions, methods and classes: order, arguments, results that are no functions.
log = []


def deco(name):
    log.append('make ' + name)

    def wrap(f):
        log.append('apply %s to %s' % (name, f.__name__))

        def inner(*a, **k):
            log.append('call ' + name)
            return f(*a, **k)
        inner.__name__ = f.__name__ + '_' + name
        inner.__wrapped__ = f
        return inner
    return wrap


@deco('a')
@deco('b')
@deco('c')
def f(x, y=2):
    """doc of f"""
    return x + y


print(f(1), f.__name__, f.__wrapped__.__wrapped__.__wrapped__.__doc__, log)
log.clear()


def constant(f):
    return 42


@constant
def g():
    pass


print(g)


def register(cls):
    cls.registered = True
    return cls


@register
class A:
    @deco('m')
    def method(self):
        return 'method'

    @staticmethod
    @deco('s')
    def static(x):
        return x

    @classmethod
    @deco('k')
    def klass(cls):
        return cls.__name__

    @property
    @deco('p')
    def prop(self):
        return 'prop'

    @prop.setter
    def prop(self, v):
        log.append('set %r' % v)


a = A()
print(A.registered, a.method(), a.static(3), A.static(4), a.klass(), a.prop)
a.prop = 5
print(log)


@lambda f: f.__name__
def named():
    pass


print(named)
decs = [deco('x'), deco('y')]


@decs[0]
def sub():
    return 1


print(sub())


class Counter:
    def __init__(self, f):
        self.f = f
        self.n = 0

    def __call__(self, *a):
        self.n += 1
        return self.f(*a)

    def __get__(self, obj, typ=None):
        return self if obj is None else (lambda *a: self(obj, *a))


@Counter
def counted(x):
    return x * 2


print(counted(2), counted(4), counted.n)


class B:
    @Counter
    def m(self, x):
        return x + 1


b = B()
print(b.m(1), b.m(2), B.m.n)


def memo(f):
    cache = {}

    def inner(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    inner.cache = cache
    return inner


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache), fib.__dict__.keys())


@(lambda c: type(c.__name__ + '2', (c,), {'extra': 1}))
class D:
    base = 0


print(D.__name__, D.extra, D.base, D.__mro__)
try:
    @nothing
    def h():
        pass
except NameError as e:
    print(e)
try:
    @5
    def h():
        pass
except TypeError as e:
    print(e)
