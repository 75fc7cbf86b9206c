# Operators, their precedence and the order in which operands are evaluated.
def show(label, value):
    print(label, '=', repr(value))


def t(x):
    print('eval', x, end='; ')
    return x


show('2 + 3 * 4', 2 + 3 * 4)
show('(2 + 3) * 4', (2 + 3) * 4)
show('2 ** 3 ** 2', 2 ** 3 ** 2)
show('-2 ** 2', -2 ** 2)
show('2 ** -1', 2 ** -1)
show('-7 // 2', -7 // 2)
show('-7 % 3', -7 % 3)
show('7 % -3', 7 % -3)
show('7 // -2.0', 7 // -2.0)
show('1 / 3', 1 / 3)
show('1 << 2 + 3', 1 << 2 + 3)
show('1 | 2 ^ 3 & 4', 1 | 2 ^ 3 & 4)
show('~5 & 0xff', ~5 & 0xff)
show('not 1 == 2', not 1 == 2)
show('1 < 2 == True', 1 < 2 == True)
show('not True or True', not True or True)
show('1 if 0 else 2 if 0 else 3', 1 if 0 else 2 if 0 else 3)
show('- - + - 5', - - + - 5)
show('~~~5', ~~~5)
show('5 - -5', 5 - -5)
show('1 - 2 - 3', 1 - 2 - 3)
show('100 / 10 / 5', 100 / 10 / 5)
show('2 * 3 % 4', 2 * 3 % 4)
show('"a" + "b" * 3', "a" + "b" * 3)
show('[1] + [2] * 2', [1] + [2] * 2)
show('(1,) + (2,) * 2', (1,) + (2,) * 2)
show('"%s-%d" % ("x", 3)', "%s-%d" % ("x", 3))
show('x in y not in z', 1 in [1] not in [False])
show('lambda', (lambda a, b=2: a * b)(4))

# every operator with variables, so that nothing is folded
a, b = 13, 5
show('a + b', a + b)
show('a - b', a - b)
show('a * b', a * b)
show('a / b', a / b)
show('a // b', a // b)
show('a % b', a % b)
show('a ** b', a ** b)
show('a << b', a << b)
show('a >> b', a >> b)
show('a & b', a & b)
show('a | b', a | b)
show('a ^ b', a ^ b)
show('-a', -a)
show('+a', +a)
show('~a', ~a)
show('not a', not a)
show('a and b', a and b)
show('a or b', a or b)
show('a < b', a < b)
show('a <= b', a <= b)
show('a == b', a == b)
show('a != b', a != b)
show('a > b', a > b)
show('a >= b', a >= b)
show('a is b', a is b)
show('a is not b', a is not b)
show('a in [b]', a in [b])
show('a not in [b]', a not in [b])


class M:
    def __matmul__(self, other):
        return ('matmul', other)

    def __rmatmul__(self, other):
        return ('rmatmul', other)


show('M() @ 3', M() @ 3)
show('3 @ M()', 3 @ M())

# order of evaluation
show('sum', t(1) + t(2) * t(3) - t(4))
show('pow', t(2) ** t(3) ** t(1))
show('list', [t(1), t(2), [t(3)]])
show('dict', {t('a'): t(1), t('b'): t(2)})
show('set', sorted({t(3), t(1)}))
show('call', (lambda *a, **k: (a, k))(t(1), *[t(2), t(3)], x=t(4), **{'y': t(5)}))
show('slice', [10, 20, 30, 40][t(1):t(3):t(1)])
show('ifexp', t('then') if t(1) else t('else'))
show('compare', t(1) < t(2) < t(2) < t(9))
show('and/or', t(0) and t(1) or t(2) and t(3))
show('subscript', [t(5), t(6)][t(1)])
x = [0, 0, 0]
x[t(0)], x[t(1)] = t('p'), t('q')
show('store', x)
x[t(2)] = t('r')
show('store', x)
d = {}
d[t('k')] = t('v')
d.setdefault(t('z'), t('w'))
show('dict', d)


def frame():
    x = 5
    r = x + (lambda: x + 1)() * 2
    y = [x, x * 2, x][1:]
    z = x if x > 3 else -x
    w = (x, y, z, r)
    x = x + x * x - x // 2
    return w, x


show('frame', frame())


def longs():
    # displays longer than one window of registers
    l = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
         31, 32, 33, t(34)]
    s = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
         31, 32, 33, t(34)}
    u = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
         31, 32, 33, t(34))
    m = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 15: 15,
         16: 16, 17: 17, 18: t(18)}
    return sum(l), len(s), u[-1], len(m), list(m)[-1]


show('longs', longs())
show('many', 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a + 1 + a)
show('unpack', [*range(3), *'ab', *[]])
show('unpack', (*range(3), *'ab'))
show('unpack', sorted({*range(3), *[1, 5]}))
show('unpack', {**{'a': 1}, 'b': 2, **{'a': 3}})
show('big', 2 ** 100 - 1 >> 90)
show('chain', [1, [2, [3, {'k': (4, 5)}]]][1][1][1]['k'][-1])
show('str', 'abc'.upper().lower().title()[::-1])
n, l = None, [1, 2]
for bad in ('1 + "a"', '"a" + 1', '[] - []', '-"a"', '~1.5', '1 < "a"', '[] < ()', '1 in 1', 'None[0]', '1 .x', '{}[1]', '[][0]', '1 // 0', '1 % 0', '1.0 / 0', '0 ** -1', '1 << -1', '"a" * "b"', 'l[n]',
            '{[]: 1}', '{[]}', 'a()', 'len(1)', 'iter(1)', '*1', 'f', '[*1]', '{**1}', 'print(**1)', 'print(*1)',
            '"a".nope', '1 @ 2', 'None + 1', '() + []', '[] + ()', '"" + b""', 'int("x")', 'l["a"]', 'a["a"]'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, type(e).__name__, e)
