# exec, eval, compile, globals, locals, dir, vars, namespaces.
x = 1
print(eval('x + 1'), eval('x + y', {'x': 5, 'y': 6}), eval('x + y', {'x': 5}, {'y': 7}), eval(' 1 + 1 '), eval('(\n1\n)'))
exec('x = 2; y = x * 2')
print(x, y)
ns = {'a': 1}
exec('b = a + 1\ndef f(): return b * 10\nclass C:\n    v = f()\n', ns)
print(ns['b'], ns['f'](), ns['C'].v, '__builtins__' in ns)
g, l = {'g': 1}, {}
exec('l1 = g\nglobal gg\ngg = 5\ndef h(): return g', g, l)
print(sorted(k for k in g if k[0] != '_'), sorted(l), l['h']())
c = compile('z = 10\nprint("compiled", z)', 'myfile', 'exec')
exec(c); print(z, c.co_filename, c.co_name, type(c).__name__)
e = compile('z * 2', '<expr>', 'eval')
print(eval(e), eval(e, {'z': 'ab'}), exec(e))
for bad in ('1 +', 'x = 1', 'for', '', 'print("a"', 'def f(): pass', '1 2', 'a b', "'abc", 'x +* y', 'lambda: (yield', '(1', ')', 'return 1', '"\\x"', 'if 1:', '0777', '1_', 'f"{"', 'f"{}"', '*a', 'a = ', 'pass'):
    try: print(bad, eval(bad))
    except SyntaxError as e: print(repr(bad), type(e).__name__, e.msg)
for bad in ('break', 'continue', 'return 1', 'yield 1', 'nonlocal q', 'def f():\n  nonlocal zz', 'def f(a, a): pass', 'def f(a=1, b): pass', 'x: int = ', 'del 1', '1 = x', 'f() = 1', 'None = 1', '(a, 1) = 2', 'a + b = c', 'for 1 in x: pass', 'import', 'from x import', 'class', 'try: pass', 'with: pass',
            'def f():\n  x = 1\n  global x', 'def f(x):\n  global x', 'def f(x):\n  nonlocal x', 'a, *b, *c = d', '*a', '*a = 1', 'def f(*): pass', 'def f(**k, a): pass', 'f(a=1, 2)', 'f(**k, *a)', 'f(a=1, a=2)', 'lambda x, x: 0', 'if x:\npass', '  x = 1', 'if 1:\n  a\n b', 'x = 5 6', 'print "a"', 'exec "a"', 'raise a, b', 'else: pass', 'x = (1,\n2', 'x = [1\ny = 2', 'a = "unterminated', "'''never", 'x = 1 if 2', 'assert', 'import a.b as', 'from . import *, a', 'def f():\n  from x import *', 'class C:\n  return 1', 'f(x for x in y, 1)', 'a := 1', '{1: 2, 3}', '{**a for a in b}', '[*a for a in b]', 'async', 'x = $', 'x = 1 ? 2', '\u20ac = 1', 'a\\ b', 'True = 1', '__debug__ = 1', 'def f(None): pass', 'x.None = 1', 'with a as 1: pass', 'try:\n pass\nexcept:\n pass\nexcept A:\n pass', 'for x in y', 'while 1', 'def f()', 'class A', 'def f(:', 'x = {', 'x = }', '"a" = 1', '[] += 1', '(a, b) += 1', 'a() += 1', 'del f()', 'del (a, 1)', 'global x; x = 1; y: int; global y'):
    try: exec(bad, {}); print(repr(bad), 'ok')
    except SyntaxError as e: print(repr(bad), type(e).__name__, e.msg, e.lineno, e.offset)
    except Exception as e: print(repr(bad), type(e).__name__, e)


def f(a, b=2):
    c = 3
    d = lambda: c
    r = sorted(locals())
    del b
    return r, sorted(locals())


print(f(1))
print(locals() is globals(), 'x' in globals(), globals()['x'], __name__ in ('__main__',))
class K:
    a = 1
    names = sorted(n for n in locals() if n[0] != '_')
    exec('dyn = 5')
    b = eval('a + dyn')
print(K.names, K.dyn, K.b)
def inner():
    v = 'local'
    return eval('v'), eval('v', {'v': 'given'}), [eval('v', {'v': i}) for i in range(2)]
print(inner())
globals()['made'] = 'by globals'; print(made)
print(eval('[i for i in range(x)]'), eval('lambda: x')(), eval("__import__('math').floor(2.5)"))
try: exec('raise ValueError("from exec")')
except ValueError as e: print(e, e.__traceback__.tb_next.tb_lineno)
for bad in (5, None, [1]):
    try: eval(bad)
    except TypeError as e: print(e)
    try: exec(bad)
    except TypeError as e: print(e)
try: eval('1', 5)
except TypeError as e: print(e)
try: exec('1', [], {})
except TypeError as e: print(e)
try: eval('undefined_here')
except NameError as e: print(e)
print(eval(b'1 + 2'), eval('"é"'), eval('1;') if 0 else '')
class NS(dict):
    def __missing__(self, k): return 'missing ' + k
print(eval('abc', {}, NS()), eval('abc', NS()) if 0 else '')
class Map:
    def __getitem__(self, k):
        if k in ('len', 'print'): raise KeyError(k)
        return 'mapped ' + k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
exec('q = w\nprint(len(w))\ndel q', {}, Map())
print(dir(K)[-4:], [n for n in dir() if n in ('x', 'y', 'K')], vars(K)['a'])
def d(p): q = 1; return dir()
print(d(0))
code = (lambda a, *b, c=1, **k: a).__code__
print(code.co_argcount, code.co_kwonlyargcount, code.co_varnames, code.co_name, code.co_firstlineno > 0)
print(type(lambda: 0)(compile('5', 'f', 'eval'), {})() if 0 else 'skip')
src = 'def fn(n):\n' + ''.join('    if n == %d: return %d\n' % (i, i * i) for i in range(500))
ns = {}; exec(src, ns); print(ns['fn'](499), ns['fn'](3), ns['fn'](1000))
big = 'x = [' + ', '.join(str(i) for i in range(5000)) + ']'
ns = {}; exec(big, ns); print(len(ns['x']), ns['x'][4999])
print(eval('+'.join(['1'] * 300)), eval('(' * 50 + '1' + ')' * 50), eval('-' * 50 + '1'), eval('[' * 40 + ']' * 40))
loop = 'n = 0\nfor i in range(3):\n' + '    n += 1\n' * 20000
ns = {}; exec(loop, ns); print(ns['n'])
loop = 'def f():\n  n = 0\n  while n < 70000:\n' + '    n += 1\n' * 30000 + '    if n < 0: break\n  return n\nr = f()'
ns = {}; exec(loop, ns); print(ns['r'])
many = 'def f():\n' + ''.join('  v%d = %d\n' % (i, i) for i in range(3000)) + '  return v0 + v2999\nr = f()'
ns = {}; exec(many, ns); print(ns['r'])
