"""Dictionaries: counting, looking up, deleting, iterating; int and str keys."""


def run(n):
    words = [f"word{i * 7919 % 997}" for i in range(2000)]
    counts = {}
    for _ in range(n):
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    table = {}
    for i in range(n * 1000):
        table[i * 31 % 5003] = i
        if i % 3 == 0:
            table.pop(i * 17 % 5003, None)
    hits = 0
    for i in range(n * 1000):
        if i in table:
            hits += 1
    return sum(counts.values()), len(counts), len(table), sum(table.values()), hits, sum(len(k) for k, v in counts.items() if v > n)


print(run(1500))
