"""Allocation: trees that live and die, linked lists, rings for the cycle collector."""


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tree(depth):
    return Node(tree(depth - 1), tree(depth - 1)) if depth else Node(None, None)


def count(node):
    return 1 + count(node.left) + count(node.right) if node.left else 1


def chain(n):
    head = None
    for i in range(n):
        head = (i, head)
    total = 0
    while head:
        total += head[0]
        head = head[1]
    return total


def rings(n):
    for _ in range(n):
        a = Node(None, None)
        b = Node(a, None)
        a.right = b


long_lived = tree(14)
total = 0
for depth in range(4, 15, 2):
    for _ in range(1 << (15 - depth)):
        total += count(tree(depth))
rings(200000)
print(total, count(long_lived), chain(500000))
