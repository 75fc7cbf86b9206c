# The special methods that containers, calls, conversions and formatting use.
class V:
    def __init__(self, items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, i): return ('item', i) if isinstance(i, slice) else self.items[i]
    def __setitem__(self, i, v): self.items[i] = v
    def __delitem__(self, i): del self.items[i]
    def __contains__(self, x): return x in self.items
    def __iter__(self): return iter(self.items)
    def __reversed__(self): return reversed(self.items)
    def __call__(self, *a, **k): return a, k
    def __repr__(self): return 'V(%r)' % self.items
    def __str__(self): return 'V str'
    def __format__(self, spec): return '<%s>' % spec
    def __bool__(self): return bool(self.items)
    def __hash__(self): return 42
    def __eq__(self, o): return isinstance(o, V) and self.items == o.items
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __index__(self): return 2
    def __bytes__(self): return b'bytes'
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return ('divmod', o)
    def __rdivmod__(self, o): return ('rdivmod', o)
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __trunc__(self): return 3
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __dir__(self): return ['b', 'a']
    def __length_hint__(self): return 3
    def __complex__(self): return 1


v = V([1, 2, 3])
print(len(v), v[0], v[1:2], v[::2], v[-1], 2 in v, 9 in v, list(v), list(reversed(v)), v(1, k=2))
v[0] = 10; del v[1]; print(v, str(v), repr(v), f'{v}', f'{v:>5}', f'{v!r}', f'{v!s:>7}', format(v), format(v, 'x'), '%s %r' % (v, v))
print(bool(v), bool(V([])), hash(v), v == V([10, 3]), v != V([10, 3]), v == 3, {v: 1}[V([10, 3])])
print(int(v), float(v), [5, 6, 7][v], range(v), hex(v), bin(v), oct(v), bytes(v), abs(v), round(v), round(v, 2), divmod(v, 3), divmod(3, v))
print(-v, +v, ~v, dir(v), 'ab' * v, [0] * v, chr(v) == '\x02', 'abcd'[v:], [1, 2, 3, 4][:v])
import math
print(math.floor(v), math.ceil(v), math.trunc(v), '%d' % v if 0 else '', '%d' % 7.9)
a, b = v
print(a, b, *v, [*v], {**{'x': v}}, max(v), sorted(v), sum(v))


class BadBool:
    def __bool__(self): return 1
class BadLen:
    def __len__(self): return -1
class BadLen2:
    def __len__(self): return 'x'
class BadLen3:
    def __len__(self): return 2 ** 70
class BadHash:
    def __hash__(self): return 'x'
class BadRepr:
    def __repr__(self): return 5
class BadStr:
    def __str__(self): return 5
class BadIndex:
    def __index__(self): return 'x'
class BadInt:
    def __int__(self): return 'x'
class BadFormat:
    def __format__(self, s): return 5
class BadIter:
    def __iter__(self): return 5
class BadCall:
    __call__ = 5
class NoHash:
    __hash__ = None
class NoContains:
    __contains__ = None
class BadBytes:
    def __bytes__(self): return 5
class Raises:
    def __bool__(self): raise ValueError('b')
    def __len__(self): raise ValueError('l')
    def __eq__(self, o): raise ValueError('e')
    def __repr__(self): raise ValueError('r')
    def __getitem__(self, i): raise ValueError('g')


tests = '''bool(BadBool())|not BadBool()|len(BadLen())|len(BadLen2())|len(BadLen3())|bool(BadLen())|hash(BadHash())|{BadHash()}|repr(BadRepr())
str(BadRepr())|str(BadStr())|f"{BadStr()}"|[1][BadIndex()]|int(BadInt())|format(BadFormat())|f"{BadFormat():x}"|list(BadIter())|BadCall()()
hash(NoHash())|{NoHash(): 1}|1 in NoContains()|bytes(BadBytes())|bool(Raises())|len(Raises())|Raises() == 1|Raises() != 1|repr(Raises())
[Raises()] == [1]|1 in [Raises()]|str([Raises()])|list(Raises())|1 if Raises() else 2|range(BadIndex())|[0] * BadIndex()|"%d" % BadInt()
"%x" % 1.5|float(BadInt())|int([])|float([])|int("z")|divmod(1, "a")|round("a")|abs("a")|hash([])|hash({})|hash(set())|len(5)|reversed(5)|next(5)
iter(5)|bool.__new__(int)|int.__new__(str)|object.__new__(int)|format(1, 5)|format([], "x")|format(None, "5")|"{:x}".format("a")'''
for t in tests.replace('\n', '|').split('|'):
    try: print(t, repr(eval(t)))
    except Exception as e: print(t, '->', type(e).__name__, e)


class GetItemOnly:
    def __getitem__(self, i):
        if i >= 3: raise IndexError(i)
        return i * 10


g = GetItemOnly()
print(list(g), 20 in g, 5 in g, tuple(g), [*g], max(g), dict(zip(g, 'abc')), sum(g))
x, y, z = g
print(x, y, z)


class LenOnly:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n


print(bool(LenOnly(0)), bool(LenOnly(2)), [n for n in (0, 1) if LenOnly(n)])


class Eq:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == getattr(o, 'v', o)


print(Eq(1) == Eq(1), Eq(1) == 1, 1 == Eq(1), Eq(1) != 2, [Eq(1), 2] == [1, 2], Eq(3) in [1, 2, 3], [1, 3].index(Eq(3)), [3, 1].count(Eq(3)))
try: hash(Eq(1))
except TypeError as e: print(e)


class EqHash(Eq):
    def __hash__(self): return hash(self.v)


d = {EqHash(1): 'a', 'k': 'b'}
print(d[1], d[EqHash(1)], EqHash('k') in d, {EqHash(2), 2, EqHash(2.0)} == {2}, len({EqHash(i % 3) for i in range(10)}))


class Ord:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return 'O%s' % self.v


l = [Ord(3), Ord(1), Ord(2)]
print(sorted(l), min(l), max(l), sorted(l, reverse=True), Ord(1) > Ord(0), Ord(1) < Ord(0))
try: Ord(1) <= Ord(2)
except TypeError as e: print(e)
class Both:
    def __lt__(self, o): return NotImplemented
    def __gt__(self, o): return 'gt'
    def __le__(self, o): return NotImplemented
    def __ge__(self, o): return NotImplemented
print(Both() < Both(), Both() > 1)
try: Both() <= 1
except TypeError as e: print(e)
try: Both() < 1
except TypeError as e: print(e)
print(Both() == 1, Both() != 1)
class Sub(int):
    def __add__(self, o): return 'sub add'
    def __radd__(self, o): return 'sub radd'
    def __eq__(self, o): return 'sub eq'
    def __lt__(self, o): return 'sub lt'
    def __gt__(self, o): return 'sub gt'
    __hash__ = int.__hash__
print(Sub(1) + 1, 1 + Sub(1), Sub(1) - 1, 1 == Sub(2), Sub(1) == 5, 1 < Sub(0), 1 > Sub(5), hash(Sub(5)), Sub(1) * 2, -Sub(4))
