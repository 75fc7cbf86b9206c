# __del__: objects die at their last use, temporaries too; resurrection; exceptions inside __del__ do not escape.
import sys


class D:
    def __init__(self, n, ref=None):
        self.n = n
        self.ref = ref

    def __del__(self):
        print('del', self.n, end='; ')

    def m(self): return self.n
    def me(self): return self
    def __add__(self, o): return D(self.n + '+' + o.n)
    def __getitem__(self, i): return D(self.n + '[]')
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def __lt__(self, o): return True
    def __iter__(self): return iter([D(self.n + '0'), D(self.n + '1')])
    def __bool__(self): return True
    @property
    def prop(self): return D(self.n + '.prop')


def line(t): print('|', t)


D('expr'); line(1)
x = D('x'); x = None; line(2)
x = D('x2'); x = D('x3'); line(3)
del x; line(4)
print(D('tmp').m(), end=' '); line(5)
y = D('a') + D('b'); line(6)
y = y + D('c'); line(7)
del y; line(8)
D('sub')[0][1]; line(9)
D('p').prop.prop.m(); line(10)
[D('l1'), D('l2')]; line(11)
l = [D('m1'), D('m2'), D('m3')]
del l[1]; line(12)
l[0] = None; line(13)
l.pop(); line(14)
d = {'k': D('dict')}
d['k'] = 1; line(15)
d['z'] = D('z'); d.clear(); line(16)


def f():
    a = D('fa')
    b = D('fb')
    return a.n


print(f(), end=' '); line(17)


def g(p): return None


g(D('arg')); line(18)
g(p=D('kwarg')); line(19)
g(*[D('star')]); line(20)


def h():
    a = D('ha')
    try:
        raise ValueError(D('in exc'))
    except ValueError as e:
        a = None
        print('handling', end=' ')
    print('after', end=' ')


h(); line(21)
for i in [D('i1'), D('i2')]:
    print('body', end=' ')
line(22)
i = None; line(23)
for i in D('it'):
    print('loop', i.n, end=' ')
line(24)
i = None; line(25)
with D('ctx') as c: print('in with', end=' ')
line(26)
c = None; line(27)
with D('ctx2'): print('in with2', end=' ')
line(28)
D('cmp1') < D('cmp2'); line(29)
if D('cond'): print('then', end=' ')
line(30)
t = (D('t1'), D('t2')); a, b = t; t = None; line(31)
a = None; line(32); b = None; line(33)
a, b = D('s1'), D('s2'); a, b = b, a; line(34); a = None; line(35); b = None; line(36)
print([D('c%d' % k).n for k in range(3)], end=' '); line(37)
gen = (D('g%d' % k) for k in range(2))
next(gen); line(38)
del gen; line(39)


def generator():
    a = D('gen local')
    yield 1
    yield 2


q = generator(); next(q); del q; line(40)
D('chain', D('inner', D('innermost'))); line(41)


class Res:
    saved = None
    def __del__(self):
        print('Res del', end=' ')
        Res.saved = self


r = Res(); r = None; line(42)
print(Res.saved is not None); Res.saved = None; line(43)


def lambda_(): return (lambda v: v.n)(D('lam'))


print(lambda_(), end=' '); line(44)
s = {D('set')}; s = None; line(45)
o = D('o'); o.self_attr = D('attr'); o.self_attr = 5; line(46)
o.__dict__['n2'] = D('in dict'); o.__dict__.clear(); o.n = 'o again'; line(47)
o = None; line(48)
print(D('a').n + D('b').n + D('c').n, end=' '); line(49)
print((D('t') or D('never')).n, (D('u') and D('v')).n, end=' '); line(50)
z = D('if') if True else D('else'); line(51)
z = [z, D('list2')][0]; line(52)
del z; line(53)


def ret_fin():
    a = D('rf')
    try:
        return a.n
    finally:
        a = None
        print('fin', end=' ')


print(ret_fin(), end=' '); line(54)


def nested():
    a = D('outer')

    def inner(): return a
    return inner


n = nested(); line(55)
n = None; line(56)
e = D('e1').me().me().me(); e = 1; line(57)
D('aug').n += 'x'; line(58)
sorted([D('k2'), D('k1')], key=lambda v: v.n); line(59)
max(D('m1'), D('m2'), key=lambda v: v.n); line(60)
'%s' % D('fmt').n; f"{D('f').n}{D('g').n}"; line(61)
D.cls_attr = D('class attribute'); del D.cls_attr; line(62)
type('Tmp', (), {'v': D('in class')})
import gc; gc.collect(); line(63)
def deflt(a=D('default')): pass
deflt = None; line(64)
glob = D('survives until exit')
glob = None
line('end')


class F(D):
    def __bool__(self): return False


F('falsy') or print('second operand', end=' '); line(70)
D('truthy') and print('second operand', end=' '); line(71)
r = F('f1') or F('f2') or [print('third', end=' ')]; line(72)
r = D('c1').n < D('c2').n < D('c3').n; line(73)
