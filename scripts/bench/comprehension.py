"""Comprehensions of lists, sets and dicts, and the built-in functions that go with them."""


def run(n):
    total = 0
    for i in range(n):
        squares = [x * x for x in range(200)]
        odd = [x for x in squares if x & 1]
        pairs = [(x, y) for x in range(12) for y in range(12) if x < y]
        index = {x: i for i, x in enumerate(odd)}
        unique = {x % 10 for x in squares}
        total += len(pairs) + index[25] + len(unique) + sum(odd) + max(squares) + any(x > 39000 for x in squares)
        total += sum(a * b for a, b in zip(squares, odd))
    return total


print(run(12000))
