# Exceptions through generators and yield from.
def inner():
    yield 1
    raise KeyError('inner')


def outer():
    yield from inner()


def user():
    for x in outer():
        print(x)


try:
    user()
except KeyError:
    next(x for x in [1 / 0])
