# Scopes: closures, nonlocal, global, class bodies, comprehensions, unbound names.
x = 'global'


def read():
    return x


def assign():
    x = 'local'
    return x


def unbound():
    try:
        print(x)
    except UnboundLocalError as e:
        print('UnboundLocalError:', e)
    x = 1


print(read(), assign(), x)
unbound()


def counter():
    n = 0

    def up():
        nonlocal n
        n += 1
        return n

    def down():
        nonlocal n
        n -= 1
        return n
    return up, down


u, d = counter()
u2, d2 = counter()
print(u(), u(), u(), d(), u2(), d2())
print(u.__closure__[0].cell_contents, u.__code__.co_freevars, counter.__code__.co_cellvars)


def deep():
    a = 1

    def l1():
        b = 2

        def l2():
            c = 3

            def l3():
                nonlocal a, b
                a += 10
                b += 20
                return a, b, c
            return l3
        return l2
    r = l1()()()
    return r, a


print(deep())


def make():
    return [lambda: i for i in range(3)], [lambda i=i: i for i in range(3)]


p, q = make()
print([f() for f in p], [f() for f in q])


def loopvar():
    fs = []
    for i in range(3):
        fs.append(lambda: i)
    i = 'after'
    return [f() for f in fs]


print(loopvar())


def params(a, b=2, *args, c=3, **kw):
    def inner():
        return a, b, args, c, kw
    a += 1
    b += 1
    return inner


print(params(1)(), params(1, 5, 6, c=7, z=8)())


def free_unbound():
    def f():
        return v
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e)
    v = 1
    print(f())
    del v
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print(v)
    except UnboundLocalError as e:
        print(type(e).__name__, e)
    try:
        del v
    except UnboundLocalError as e:
        print(type(e).__name__, e)


free_unbound()


class C:
    x = 'class'
    y = x
    z = [x for _ in range(1)]
    w = [k for k in x]

    def method(self):
        return x

    class Inner:
        try:
            seen = x
        except NameError:
            seen = 'none'
    lam = lambda self: x
    if True:
        cond = x
    for loop in range(3):
        pass
    del y


print(C.x, C.z, C.w, C().method(), C.Inner.seen, C().lam(), C.cond, C.loop, hasattr(C, 'y'))


def class_in_function():
    x = 'enclosing'

    class D:
        y = x
        x = 'in class'
        z = x

        def get(self):
            return x

    class E:
        global g_from_class
        g_from_class = 'set in class'
        locals()['dyn'] = 7

    class F:
        nonlocal x
        x = 'changed by class'
    return D.x, D.z, D().get(), E.dyn, x


try:
    print(class_in_function())
except NameError as e:
    print(type(e).__name__, e)


def class_reads():
    x = 'enclosing'

    class D:
        y = x

        def get(self):
            return x
    return D.y, D().get()


print(class_reads())


def cf2():
    class E:
        global g_from_class
        g_from_class = 'set in class'
    return g_from_class


print(cf2(), g_from_class)


def gl():
    global x, newg
    x = 'changed'
    newg = 1

    def inner():
        global x
        x += '!'
    inner()
    return x


print(gl(), x, newg)
x = 'global'


def comp():
    x = 'f'
    l = [x for x in range(3)]
    s = {y: x for y in 'ab'}
    g = list((x, z) for z in range(2) for x in range(z + 1))
    n = [[(i, j) for j in range(i)] for i in range(3)]
    return x, l, s, g, n


print(comp())
print([x for x in 'abc'], x)
m = [(a, b, c) for a in range(3) if a for b in range(a) for c in [a + b] if c != 2]
print(m)
print({k: v for k, v in zip('abc', range(3)) if v}, sorted({i % 3 for i in range(10)}))
try:
    [undefined_thing for _ in range(1)]
except NameError as e:
    print(e)
print([lambda: (yield)][0].__name__)


def shadow(len):
    return len


print(shadow(3), len('abc'))
len = lambda x: 'mine'
print(len([]))
del len
print(len([]))


def exec_scope():
    y = 1
    exec('y = 2; z = 3')
    return y


print(exec_scope())


def recursive(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)
    return fact(n)


print(recursive(10))


def default_scope(a=x):
    x = 1
    return a


print(default_scope())
ns = {}
exec('def f(): return v\nv = 5', ns)
print(ns['f'](), sorted(k for k in ns if k != '__builtins__'))


def conditional(flag):
    if flag:
        v = 1
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(conditional(True), conditional(False))


def loops(n):
    for i in range(n):
        last = i
    try:
        return last, i
    except UnboundLocalError as e:
        return str(e)


print(loops(2), loops(0))


def trying(fail):
    try:
        if fail:
            raise ValueError
        v = 1
    except ValueError:
        pass
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(trying(False), trying(True))


def whiles():
    while True:
        try:
            w
        except UnboundLocalError as e:
            print(e)
        w = 1
        break
    while w < 3:
        w += 1
        del w
        try:
            w
        except UnboundLocalError as e:
            print(e)
        w = 7
    return w


print(whiles())


def exc_name():
    e = 1
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    try:
        return e
    except UnboundLocalError as err:
        return str(err)


print(exc_name())
print(__name__, type(__builtins__).__name__ in ('module', 'dict'))


def importing():
    import math as m, sys
    from math import floor
    return m.floor(2.5), floor(3.5), sys.maxsize > 0


print(importing())


def nested_class_closure():
    v = 1

    class A:
        def f(self):
            class B:
                def g(self):
                    return v, __class__.__name__
            return B().g(), __class__.__name__
    return A().f()


print(nested_class_closure())
