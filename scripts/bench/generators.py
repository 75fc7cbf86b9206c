"""Generators: pipelines, yield from, send, generator expressions."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def even(source):
    for x in source:
        if x % 2 == 0:
            yield x


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def averager():
    total = n = 0
    value = None
    while True:
        value = yield total
        total += value
        n += 1


def run(n):
    a = sum(x * x for x in even(count(n)))
    b = sum(tree(17))
    average = averager()
    next(average)
    for i in range(n // 2):
        c = average.send(i)
    return a, b, c, max(x ^ 21 for x in range(n))


print(run(2000000))
