# An exception in a class body and in a decorator.
def deco(cls):
    raise TypeError('decorator')


try:
    class A:
        x = 1
        y = x.nope
except AttributeError:
    @deco
    class B:
        pass
