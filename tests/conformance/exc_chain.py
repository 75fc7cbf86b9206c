# Exception objects: chaining, context, cause, notes, attributes, arguments, hierarchy.
def ctx(e, depth=0):
    s = repr(e)
    if e.__cause__ is not None: s += ' <-cause- ' + ctx(e.__cause__)
    if e.__context__ is not None: s += ' <-ctx%s- ' % ('(hidden)' if e.__suppress_context__ else '') + ctx(e.__context__)
    return s


def run(f):
    try: f()
    except BaseException as e: print(f.__name__, ctx(e))


def a():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError('in handler')
def b():
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError('from') from e
def c():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError('from none') from None
def d():
    try:
        try: raise KeyError(1)
        except KeyError: raise IndexError(2)
    except IndexError: raise TypeError(3)
def e():
    try: raise KeyError(1)
    finally: raise IndexError(2)
def f():
    try: raise KeyError(1)
    except KeyError as x:
        try: raise x
        finally: raise ValueError(2)
def g():
    x = ValueError('self')
    try: raise x
    except ValueError: raise x
def h():
    x, y = ValueError('x'), KeyError('y')
    try: raise x
    except ValueError:
        try: raise y
        except KeyError: raise x
def i():
    def inner():
        raise IndexError('inner')
    try: raise KeyError('outer')
    except KeyError: inner()
def j():
    try:
        try: raise KeyError(1)
        except KeyError: pass
        raise ValueError('no context')
    finally: pass
def k():
    def gen():
        try: yield
        except KeyError: raise ValueError('in gen')
    it = gen(); next(it)
    it.throw(KeyError('thrown'))
def l():
    class C:
        def __enter__(self): return self
        def __exit__(self, *a): raise ValueError('in exit')
    with C(): raise KeyError('in body')
def m():
    try: raise KeyError(1)
    except KeyError: [].pop()
def n():
    try: raise KeyError(1)
    except KeyError: undefined_name
def o():
    class A:
        def __getattr__(self, n): raise AttributeError('custom ' + n)
    try: raise KeyError(1)
    except KeyError: A().zz
def p():
    raise ValueError('c') from KeyError('cause')
def q():
    def gen(): raise StopIteration('x'); yield
    next(gen())
for fn in (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q): run(fn)

e = ValueError('a', 2)
print(e.args, str(e), repr(e), str(ValueError()), repr(ValueError()), str(ValueError('one')), repr(ValueError('x', [1])), str(KeyError('k')), repr(KeyError()))
e.args = (1, 2, 3); print(e.args, str(e)); e.args = 'ab'; print(e.args)
e.custom = 5; print(e.custom, e.__dict__)
e.add_note('note 1'); e.add_note('note 2'); print(e.__notes__)
for bad in ('e.add_note(1)', 'e.__cause__ = 1', 'e.__context__ = "x"', 'e.__traceback__ = 1', 'del e.args', 'del e.__cause__', 'ValueError(x=1)', 'e.__suppress_context__ = 5'):
    try: exec(bad); print(bad, 'ok')
    except (TypeError, AttributeError) as x: print(bad, '->', type(x).__name__, x)
e.__cause__ = KeyError('set'); print(repr(e.__cause__), e.__suppress_context__); e.__cause__ = None
e.__context__ = IndexError(); print(repr(e.__context__))
print(e.with_traceback(None) is e, e.__traceback__)
def tb():
    raise ValueError
try: tb()
except ValueError as x:
    t = x.__traceback__
    n = 0
    lines = []
    while t: lines.append(t.tb_lineno); t = t.tb_next; n += 1
    print(n, lines[1] - lines[0])
s = StopIteration(5); print(s.value, s.args, StopIteration().value, StopIteration(1, 2).value)
s = SystemExit(3); print(s.code, SystemExit().code, SystemExit(1, 2).code)
o = OSError(2, 'No such', 'file.txt'); print(type(o).__name__, o.errno, o.strerror, o.filename, str(o), repr(o), o.args)
print(type(OSError(13, 'x')).__name__, type(OSError(17, 'x')).__name__, type(OSError(9999, 'x')).__name__, str(OSError('just text')), str(OSError(1, 'b')), OSError('t').errno, type(OSError(11, 'x')).__name__, type(OSError(32, 'x')).__name__, str(OSError(2, 'm', 'a', None, 'b')))
i = ImportError('msg', name='mod', path='/p'); print(i.name, i.path, i.msg, str(i))
u = None
try: b'\xff'.decode('utf-8')
except UnicodeDecodeError as x: print(x.encoding, x.object, x.start, x.end, x.reason, str(x))
try: 'é\u1234'.encode('ascii')
except UnicodeEncodeError as x: print(x.encoding, x.object, x.start, x.end, x.reason, str(x))
try: compile('x = (', 'fn', 'exec')
except SyntaxError as x: print(x.msg, x.filename, x.lineno, x.offset, x.text.rstrip())
try: undefined
except NameError as x: print(x.name, x)
try: [].undefined
except AttributeError as x: print(x.name, x.obj, x)
try: import nonexistent_module_xyz
except ModuleNotFoundError as x: print(x.name, x, x.path)
try: from math import nothing_there
except ImportError as x: print(x.name, str(x)[:43])
for c in (ValueError, KeyError, IndexError, ZeroDivisionError, OverflowError, FileNotFoundError, ConnectionResetError, BrokenPipeError, UnicodeDecodeError, RecursionError, NotImplementedError, ModuleNotFoundError, UnboundLocalError, StopIteration, GeneratorExit, KeyboardInterrupt, SystemExit, MemoryError, BufferError, EOFError, TimeoutError, TabError, IndentationError, DeprecationWarning, UserWarning, StopAsyncIteration, AssertionError, FloatingPointError, ReferenceError, SystemError, BlockingIOError, ChildProcessError, IsADirectoryError, PermissionError, ProcessLookupError, InterruptedError):
    print(' > '.join(b.__name__ for b in c.__mro__))
print(IOError is OSError, EnvironmentError is OSError)
class My(Exception):
    def __init__(self, code): self.code = code
m = My(7); print(m.args, str(m), repr(m), m.code)
class My2(Exception):
    def __str__(self): return 'custom str'
    def __repr__(self): return 'custom repr'
print(str(My2(1)), repr(My2(1)), '%s' % My2(), f'{My2()!r}')
class My3(KeyError, AttributeError): pass
try: raise My3('both')
except AttributeError as x: print(repr(x), str(x))
class My4(ValueError, OSError): pass
print(issubclass(My4, OSError))
print(ValueError('a') == ValueError('a'), hash(e) == hash(e), {e: 1}[e])
print(BaseException.__str__(KeyError('k')), Exception('a').__reduce__ is not None if hasattr(Exception, '__reduce__') else True)
