"""Recursion: queens on a board, permutations, the towers of Hanoi."""


def queens(n, row, columns, up, down):
    if row == n:
        return 1
    found = 0
    for c in range(n):
        if not (columns >> c & 1 or up >> (row + c) & 1 or down >> (row - c + n) & 1):
            found += queens(n, row + 1, columns | 1 << c, up | 1 << (row + c), down | 1 << (row - c + n))
    return found


def permutations(items, k, seen):
    if k == len(items):
        seen[0] += items[0] * items[-1]
        return
    for i in range(k, len(items)):
        items[k], items[i] = items[i], items[k]
        permutations(items, k + 1, seen)
        items[k], items[i] = items[i], items[k]


def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


seen = [0]
permutations([1, 2, 3, 4, 5, 6, 7, 8, 9], 0, seen)
print(queens(9, 0, 0, 0, 0), seen[0], hanoi(19, "a", "b", "c"))
