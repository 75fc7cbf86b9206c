"""A sequence on the left, an object with number methods on the right: that one is asked first, also when it could be taken
as a count by its __index__."""


class Both:
    def __index__(self):
        return 2

    def __radd__(self, other):
        return "radd", other

    def __rmul__(self, other):
        return "rmul", other


class Declines(Both):
    def __radd__(self, other):
        return NotImplemented

    def __rmul__(self, other):
        return NotImplemented


class OnlyIndex:
    def __index__(self):
        return 3


class List(list):
    pass


class Own(list):
    def __rmul__(self, other):
        return "own rmul", other

    def __radd__(self, other):
        return "own radd", other

    def __mul__(self, other):
        return "own mul", other


def attempt(f):
    try:
        return f()
    except TypeError as e:
        return f"TypeError: {e}"


def add(a, b):
    return a + b


def mul(a, b):
    return a * b


def iadd(a, b):
    a += b
    return a


def imul(a, b):
    a *= b
    return a


lefts = [lambda: [1], lambda: (1,), lambda: "s", lambda: b"b", lambda: bytearray(b"y"), lambda: List([1]), lambda: Own([1]),
         lambda: 5, lambda: 1.5]
rights = [lambda: Both(), lambda: Declines(), lambda: OnlyIndex(), lambda: List([7]), lambda: Own([8]), lambda: 2, lambda: [9],
          lambda: (9,), lambda: True, lambda: 1.5]
for left in lefts:
    for right in rights:
        for operation in add, mul, iadd, imul:
            result = attempt(lambda: operation(left(), right()))
            shown = [type(r).__name__ if isinstance(r, (Both, OnlyIndex)) else r for r in result] if type(result) is tuple else result
            print(operation.__name__, type(left()).__name__, type(right()).__name__, type(result).__name__, shown)
a = b = [1]
a += List([2])
a *= 2
print(a, b, a is b)

for sequence in [1], (1,), "s", b"b", bytearray(b"y"), List([1]):
    for method in "__add__", "__mul__", "__rmul__", "__iadd__", "__imul__", "__radd__":
        print(type(sequence).__name__, method, hasattr(sequence, method))
        for other in 5, "s", 1.5, True, None, [2], Declines():
            if hasattr(sequence, method):
                print("   ", type(other).__name__, attempt(lambda: getattr(sequence[:], method)(other)))
