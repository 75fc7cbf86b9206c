# The carets below operators, subscripts, calls and attributes: one exception after another through the excepthook.
import sys
TESTS = []


def test(f):
    TESTS.append(f)
    return f


@test
def add():
    x, y = 1, 'a'
    return x + y


@test
def nested_add():
    a, b, c = 1, 2, None
    return (a + b) * (b - c) + a


@test
def sub():
    d = {'k': {}}
    return d['k']['zz'] + 1


@test
def attr():
    x = [1]
    return x.copy().nothing.more


@test
def call():
    return len(5) + 1


@test
def notcallable():
    f = 3
    return f(1, 2)


@test
def multi():
    return max(
        1,
        int('q'),
    )


@test
def compare():
    return [1] < 5


@test
def unary():
    return -'a'


@test
def store_sub():
    t = (1, 2)
    t[0] = 5


@test
def delete():
    d = {}
    del d['x']


@test
def unpack():
    a, b = [1]


@test
def power():
    x = 'a'
    return 2 ** x ** 2


@test
def floor():
    return 100 // (5 - 5)


@test
def contains():
    return 1 in 5


@test
def aug():
    x = 1
    x += 'a'


@test
def fstr():
    x = 1
    return f'{x:zz} {x}'


@test
def glob():
    return not_defined_anywhere


@test
def unicode_line():
    é = 'ü'; return é + 1


@test
def keyword():
    return dict(a=1, **{'b': 2 / 0})


@test
def assertion():
    assert 1 == 2, 'message'


@test
def raise_in_expr():
    return [i for i in (1, 2, 'x') if i < 2.5]


@test
def chain():
    return 1 < 2 < 'a'


@test
def iteration():
    for i in 5:
        pass


@test
def with_it():
    with open_nothing() as f:
        pass


@test
def cond():
    return 'a' if 1 / 0 else 'b'


@test
def imp():
    import not_there_at_all


@test
def impfrom():
    from math import not_there


@test
def method():
    return 'abc'.center('x').upper()


@test
def whole_line():
    int('whole')


@test
def lam():
    return (lambda: 1 + [])()


@test
def args():
    def f(a): pass
    f()


@test
def raised():
    raise ValueError('raised', 1)


for t in TESTS:
    try:
        t()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)
TESTS.clear()


class Ctx:
    def __enter__(self): return 1
    def __exit__(self, *a): raise KeyError('in exit')


class It:
    def __iter__(self): return self
    def __next__(self): raise ValueError('in next')


class Truth:
    def __bool__(self): raise ValueError('in bool')


class Attr:
    def __getattr__(self, n): raise ValueError('getattr ' + n)
    def __setattr__(self, n, v): raise ValueError('setattr ' + n)
    def __delattr__(self, n): raise ValueError('delattr ' + n)
    def __getitem__(self, n): raise ValueError('getitem')
    def __setitem__(self, n, v): raise ValueError('setitem')
    def __iadd__(self, o): raise ValueError('iadd')


@test
def exit_fails():
    with Ctx() as c:
        x = c


@test
def next_fails():
    for x in It():
        print(x)


@test
def comp_next():
    return [x for x in It() if x]


@test
def comp_iter():
    return [x for x in 5]


@test
def comp_inner():
    return [y for x in [1] for y in x]


@test
def gen_fails():
    return sum(x / 0 for x in [1])


@test
def dict_comp():
    return {[]: v for v in 'a'}


@test
def set_display():
    return {1, [], 2}


@test
def truth():
    if Truth():
        pass


@test
def truth_not():
    return not Truth()


@test
def truth_and():
    return 1 and Truth() and 2


@test
def while_truth():
    while Truth() or 1:
        pass


@test
def if_exp():
    return 1 if Truth() else 2


@test
def getattr_():
    return Attr().x.y


@test
def setattr_():
    Attr().x = 1


@test
def delattr_():
    del Attr().x


@test
def setitem_():
    Attr()['k'] = 1


@test
def aug_attr():
    a = Attr()
    a.x += 1


@test
def aug_item():
    a = [1]
    a['k'] += 1


@test
def aug_name():
    a = Attr()
    a += 1


@test
def star_call():
    return max(*[1, 2], **{'k': 3})


@test
def star_display():
    return [*5]


@test
def dict_unpack():
    return {**5}


@test
def slice_():
    return [1, 2][1:2:0]


@test
def two_lines():
    return (1 +
            'a')


@test
def long_call():
    return int(
        'abc'
    ) + 1


@test
def lambda_default():
    return (lambda a, b=1 / 0: a)(1)


@test
def nested_calls():
    return str(int(float('x')))


@test
def method_chain():
    return 'a'.upper().lower().split(5).pop()


@test
def raise_from():
    raise ValueError('a') from KeyError('b')


@test
def raise_class():
    raise 5


@test
def bad_except():
    try:
        1 / 0
    except 'text':
        pass


@test
def global_call():
    undefined_function(1, 2)


@test
def unpack_for():
    for a, b in [(1, 2, 3)]:
        pass


@test
def unpack_star():
    a, *b, c = [1]


@test
def class_stmt():
    class X(5):
        pass


@test
def class_body_fails():
    class X:
        y = 1 / 0


@test
def default_arg():
    def f(a=1 / 0):
        pass


@test
def decorator():
    @(lambda f: 1 / 0)
    def g():
        pass


@test
def annotation():
    def f(a: 1 / 0):
        pass


@test
def fstring_inner():
    x = 5
    return f'a {x + "b"} c'


@test
def fstring_spec():
    return f'{5:{"z" * 3}}'


@test
def unbound():
    x = unbound_local + 1
    unbound_local = 2


@test
def yield_from():
    def g():
        yield from 5
    list(g())


@test
def return_expr(): return 1 / 0


@test
def semicolon():
    x = 1; y = x / 0; z = 2


@test
def boolop():
    return 0 or 1 / 0


@test
def compare_chain():
    return 1 < 'a' < 3


@test
def in_op():
    return 'a' in 'b' in 3


@test
def parenthesized():
    return ((1) + (None)) * 2


@test
def subscripted_sum():
    a = {'x': [1, 2]}
    return a['x'][5] + a['x'][0]


@test
def mod_fmt():
    return 'abc %d' % 'x'


@test
def matmul():
    return [1] @ [2]


@test
def strange_spaces():
    a   =   1
    return   a   +   None   


for t in TESTS:
    try:
        t()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)
TESTS.clear()


class BadEnter:
    def __enter__(self): raise ValueError('in enter')
    def __exit__(self, *a): pass


@test
def enter_fails():
    with BadEnter() as c: pass


@test
def no_manager():
    with Ctx() as a, 5 as b: pass


@test
def exit_after_exception():
    with Ctx() as c:
        1 / 0


@test
def return_through_with():
    with Ctx() as c:
        return 1


@test
def break_through_with():
    for i in (1, 2):
        with Ctx():
            break


@test
def finally_fails():
    try:
        pass
    finally:
        1 / 0


@test
def return_through_finally():
    try:
        return 1
    finally:
        [][0]


@test
def elif_truth():
    if 0:
        pass
    elif Truth():
        pass


@test
def assert_truth():
    assert Truth(), 'x'


@test
def or_in_if():
    if 0 or Truth() or 1:
        pass


@test
def comp_if():
    return [x for x in [1] if Truth()]


for t in TESTS:
    try:
        t()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)
