"""Calls with default, keyword and starred arguments."""


def plain(a, b, c):
    return a + b - c


def defaults(a, b=2, c=3):
    return a * b + c


def keywords(a, *, factor=1, offset=0):
    return a * factor + offset


def starred(*args):
    return args[0] + args[-1]


def collect(**kwargs):
    return len(kwargs)


def run(n):
    total = 0
    for i in range(n):
        total += plain(i, 1, 2)
        total += defaults(i)
        total += defaults(i, c=5)
        total += keywords(i, factor=2, offset=i)
        total += starred(i, 2, 3)
        total += collect(a=i, b=i)
    return total


print(run(900000))
