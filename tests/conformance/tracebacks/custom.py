class MyError(Exception):
    pass


class Outer:
    class Inner(Exception):
        def __str__(self):
            return 'inner text'


def f():
    raise Outer.Inner


try:
    f()
except Exception:
    raise MyError('multi\nline')
