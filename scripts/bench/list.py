"""Lists: a sieve, a stack, slices, indexing in two dimensions."""


def sieve(n):
    flags = [True] * n
    flags[0] = flags[1] = False
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            for k in range(i * i, n, i):
                flags[k] = False
    return sum(flags)


def stack(n):
    items = []
    total = 0
    for i in range(n):
        items.append(i)
        if i % 3 == 2:
            total += items.pop() - items.pop()
    return total, len(items)


def matrix(n):
    a = [[(i * k) % 7 for k in range(n)] for i in range(n)]
    b = [[(i + k) % 5 for k in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        row = a[i]
        out = c[i]
        for k in range(n):
            total = 0
            for j in range(n):
                total += row[j] * b[j][k]
            out[k] = total
    return sum(map(sum, c))


def slices(n):
    data = list(range(100))
    for i in range(n):
        data = data[i % 50:] + data[:i % 50]
        data[10:20] = data[10:20][::-1]
    return data[:5]


print(sieve(1500000), stack(1500000), matrix(150), slices(200000))
