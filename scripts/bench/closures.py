"""Closures: counters, composed functions, a variable shared by two functions."""


def counter(step):
    total = 0

    def add():
        nonlocal total
        total += step
        return total

    def get():
        return total

    return add, get


def compose(f, g):
    return lambda x: f(g(x))


def run(n):
    pairs = [counter(step) for step in range(1, 6)]
    chain = lambda x: x
    for k in range(5):
        chain = compose(lambda x, k=k: x + k, chain)
    total = 0
    for i in range(n):
        for add, get in pairs:
            add()
        total += chain(i)
    return total, [get() for _, get in pairs]


print(run(700000))
