# Comparison chains, boolean operators, conditional expressions: values and short circuits.
calls = []


def f(x):
    calls.append(x)
    return x


def done(label, value):
    print(label, repr(value), calls)
    calls.clear()


done('and', f(1) and f(2) and f(3))
done('and0', f(1) and f(0) and f(3))
done('or', f(0) or f('') or f([]))
done('or1', f(0) or f(2) or f(3))
done('mix', f(0) or f(1) and f(2))
done('mix2', (f(0) or f(1)) and f(2))
done('not', not f(0) and not f(''))
done('chain', f(1) < f(2) < f(3))
done('chain stop', f(3) < f(2) < f(1))
done('chain eq', f(1) == f(1) == f(1) != f(2))
done('chain is', f(None) is f(None) is not f(1))
done('chain in', f(1) in f([1, 2]) in f([[1, 2]]))
done('cond', f(1) if f(0) else f(2))
done('nested cond', f('a') if f(0) else f('b') if f(0) else f('c'))


def local_versions(a, b, c):
    r = []
    r.append(a < b < c)
    r.append(a < b > c)
    r.append(a and b and c)
    r.append(a or b or c)
    r.append(not (a and b))
    r.append(not a or not b)
    a = a and b
    r.append(a)
    b = b or c
    r.append(b)
    c = c if a else b
    r.append(c)
    x = a < b
    r.append(x)
    a = a < b < c
    r.append(a)
    return r


for args in ((1, 2, 3), (0, 0, 5), (3, 2, 1), ('a', 'b', 'c'), (1.5, 2, 2.5), (True, False, True)):
    print(args, local_versions(*args))


def branches(a, b, c):
    out = ''
    if a and b and c: out += '1'
    if a or b or c: out += '2'
    if not (a and b) or c: out += '3'
    if a and (b or c): out += '4'
    if (a or b) and (b or c): out += '5'
    if not (a or b or c): out += '6'
    if a if b else c: out += '7'
    if a < b: out += '8'
    if a <= b: out += '9'
    if a == b: out += 'A'
    if a != b: out += 'B'
    if a > b: out += 'C'
    if a >= b: out += 'D'
    if a is b: out += 'E'
    if a is not b: out += 'F'
    if a in (b, c): out += 'G'
    if a not in (b, c): out += 'H'
    if not a < b: out += 'I'
    if not a <= b: out += 'J'
    if not a == b: out += 'K'
    if not a != b: out += 'L'
    if not a > b: out += 'M'
    if not a >= b: out += 'N'
    if not a is b: out += 'O'
    if not a in (b, c): out += 'P'
    if a < b < c: out += 'Q'
    if not a < b < c: out += 'R'
    if a and not b or not a and b: out += 'S'
    n = 0
    while a < b and n < 3 or c and n < 2:
        n += 1
    else:
        out += str(n)
    return out


for a in (0, 1, 2):
    for b in (0, 1, 2):
        print(a, b, [branches(a, b, c) for c in (0, 1)])
print(branches(1.5, 0.5, 1), branches(0.0, 0.5, 0))
print(branches('a', 'b', ''), branches((1,), (1, 2), ()))


class Truth:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        print('bool', self.v, end=' ')
        return self.v

    def __repr__(self):
        return 'T(%s)' % self.v


yes, no = Truth(True), Truth(False)
print(yes and no, no and yes, yes or no, no or yes, not yes, not no)
print('x' if yes else 'y', 'x' if no else 'y')
if yes and not no:
    print('branch')
while no:
    print('never')


class Cmp:
    def __lt__(self, other):
        return 'less'

    def __eq__(self, other):
        return []

    def __contains__(self, x):
        return 'truthy'


c = Cmp()
print(c < 1, c == 1, c != 1, 1 in c, 1 not in c, c < 1 < 2, (c == 1) == [])
print('T' if c < 1 else 'F', 'T' if c == 1 else 'F', 'T' if not c == 1 else 'F')
print([x for x in range(10) if x % 2 if x > 3])
print(any(x > 3 for x in range(5)), all(x < 3 for x in range(5)))
nan = float('nan')
print(nan == nan, nan != nan, nan < nan, nan is nan, nan in [nan], [nan] == [nan], not nan < 1)
print(1 == 1.0 == True, 0 == False, '' == 0, None == False, [] == (), 1 < 1.5 < 2)
print(2 ** 70 > 2 ** 69, 2 ** 70 == 2.0 ** 70, 2 ** 53 + 1 == 2.0 ** 53, -2 ** 70 < 0)
