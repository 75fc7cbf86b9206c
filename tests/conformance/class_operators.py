# Operator methods: reflected and in-place forms, NotImplemented, subclasses going first.
NAMES = 'add sub mul matmul truediv floordiv mod pow lshift rshift and or xor'.split()
SIGNS = '+ - * @ / // % ** << >> & | ^'.split()


def tracer(kind, names=NAMES, result=None):
    ns = {}
    for n in names:
        def method(self, other, *mod, n=n):
            r = '%s.%s(%s)' % (type(self).__name__, n, type(other).__name__)
            return r if result is None else result
        ns['__%s%s__' % (kind, n)] = method
    return ns


L = type('L', (), tracer(''))
R = type('R', (), tracer('r'))
I = type('I', (), tracer('i'))
LI = type('LI', (), {**tracer(''), **tracer('i')})
NI = type('NI', (), {**tracer('', result=NotImplemented), **tracer('r', result=NotImplemented), **tracer('i', result=NotImplemented)})
Both = type('Both', (), {**tracer(''), **tracer('r')})
Sub = type('Sub', (Both,), {})
SubR = type('SubR', (Both,), tracer('r'))
SubOther = type('SubOther', (L,), tracer('r'))
objs = [L(), R(), I(), LI(), NI(), Both(), Sub(), SubR(), SubOther(), 5, 'str']


def binary(a, sign, b):
    try: return eval('a %s b' % sign, {'a': a, 'b': b})
    except TypeError as e: return 'TypeError ' + str(e)


def inplace(a, sign, b):
    ns = {'a': a, 'b': b}
    try:
        exec('a %s= b' % sign, ns)
        return ns['a']
    except TypeError as e: return 'TypeError ' + str(e)


def text(x): return type(x).__name__ if not isinstance(x, str) else x


for a in objs:
    for b in objs:
        if isinstance(a, (int, str)) and isinstance(b, (int, str)): continue
        print(text(a), text(b), binary(a, '+', b), '|', binary(a, '%', b), '|', inplace(a, '-', b))
for n, s in zip(NAMES, SIGNS):
    print(s, binary(L(), s, 1), binary(1, s, R()), inplace(LI(), s, 1), inplace(L(), s, 1), binary(1, s, None), inplace(1, s, None),
          inplace(1, s, R()), inplace(NI(), s, NI()), sep=' | ')


class P:
    def __pow__(self, o, m=None): return 'pow', o, m
    def __rpow__(self, o, m=None): return 'rpow', o, m
    def __ipow__(self, o): return 'ipow'


p = P()
print(p ** 2, 2 ** p, pow(p, 2), pow(p, 2, 3), pow(2, 3, 5))
q = p
q **= 5
print(q)


class Cmp:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return 'lt %s' % self.n
    def __le__(self, o): return 'le %s' % self.n
    def __gt__(self, o): return 'gt %s' % self.n
    def __ge__(self, o): return 'ge %s' % self.n
    def __eq__(self, o): return 'eq %s' % self.n
    def __ne__(self, o): return 'ne %s' % self.n


class CmpSub(Cmp):
    def __lt__(self, o): return 'sub lt %s' % self.n
    def __gt__(self, o): return 'sub gt %s' % self.n
    def __eq__(self, o): return 'sub eq %s' % self.n


a, b, s = Cmp('a'), Cmp('b'), CmpSub('s')
for x, y in ((a, b), (b, a), (a, 5), (5, a), (a, s), (s, a), ('t', a)):
    print(x < y, x <= y, x > y, x >= y, x == y, x != y)


class Vec:
    def __init__(self, *v): self.v = v
    def __add__(self, o):
        if not isinstance(o, Vec): return NotImplemented
        return Vec(*(a + b for a, b in zip(self.v, o.v)))
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Vec(*(a * k for a in self.v))
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __sub__(self, o): return self + -o
    def __repr__(self): return 'Vec%r' % (self.v,)
    def __eq__(self, o): return isinstance(o, Vec) and self.v == o.v
    def __iadd__(self, o):
        self.v = (self + o).v
        return self


v = Vec(1, 2)
w = v
v += Vec(10, 20)
print(v, w is v, sum([Vec(1, 1), Vec(2, 2)]), 3 * v - v * 2, -v, v == w, v != w)
for bad in ('v + 1', '1 + v', 'v - 1', 'v / 2', 'v += 1', '-None', '~"a"', '+[]', 'v < v', 'v @ v', 'v ** 2', 'divmod(v, 1)', 'pow(v, 1)', 'abs(v)', 'v[0]',
            'v()', 'len(v)', 'iter(v)', 'v[0] = 1', 'del v[0]', '1 in v', 'hash(v)', 'int(v)', 'float(v)', 'round(v)', 'v += None', 'v[1:2]', 'v >> 1', 'v | 1', '{v}', 'not_there + 1'):
    try: exec(bad); print(bad, 'ok')
    except Exception as e: print(bad, '->', type(e).__name__, e)
class Raise:
    def __add__(self, o): raise ValueError('add')
    def __radd__(self, o): raise ValueError('radd')
    def __eq__(self, o): raise KeyError('eq')
for t in ('Raise() + 1', '1 + Raise()', 'Raise() == 1', '1 == Raise()', 'Raise() != 1', '[Raise()] == [1]', 'Raise() in [1]'):
    try: print(eval(t))
    except Exception as e: print(t, repr(e))
class NoAdd(Vec): __add__ = None
try: NoAdd(1) + NoAdd(2)
except TypeError as e: print(e)
class IntSub(int):
    def __radd__(self, o): return ('IntSub.radd', int(o))
    def __add__(self, o): return IntSub(int(self) + int(o))
print(1 + IntSub(2), IntSub(2) + 1, type(IntSub(1) + 1).__name__, type(IntSub(1) - 1).__name__, sum([IntSub(1), IntSub(2)], IntSub(0)))
class ListSub(list):
    def __add__(self, o): return 'ListSub.add'
    def __iadd__(self, o): return 'ListSub.iadd'
    def __mul__(self, n): return 'ListSub.mul'
l = ListSub([1])
print([0] + l, l + [0], l * 2, 2 * l)
l += [5]
print(l)
class StrSub(str):
    def __mod__(self, o): return 'StrSub.mod'
    def __rmod__(self, o): return 'StrSub.rmod'
print(StrSub('a%s') % 1, 'a%s' % StrSub('b'), StrSub('x') + 'y')
class M(type):
    def __add__(cls, o): return 'meta add'
    def __getitem__(cls, k): return 'meta item', k
    def __len__(cls): return 7
    def __contains__(cls, k): return k == 1
    def __iter__(cls): return iter('meta')
    def __call__(cls, *a): return 'meta call'
    def __bool__(cls): return False
    def __lt__(cls, o): return 'meta lt'
class X(metaclass=M): pass
print(X + 1, X[3], len(X), 1 in X, list(X), X(), bool(X), X < X, 2 in X)
