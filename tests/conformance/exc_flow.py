# try, except, else, finally: every way in and out, nested and in loops.
log = []


def note(x):
    log.append(x)
    return x


def done(r=None):
    print(r, log)
    log.clear()


def basic(kind):
    try:
        note('try')
        if kind == 'raise': raise ValueError('v')
        if kind == 'key': {}['k']
        if kind == 'zero': 1 / 0
        if kind == 'return': return 'returned'
    except ValueError as e:
        note('except %s' % e)
    except (KeyError, IndexError) as e:
        note('tuple %r' % e)
        return 'from except'
    except:
        note('bare')
        raise
    else:
        note('else')
    finally:
        note('finally')
    return 'end'


for k in ('none', 'raise', 'key', 'return', 'zero'):
    try: done(basic(k))
    except ZeroDivisionError as e: done(repr(e))


def fin_return():
    try: return note('try')
    finally: return note('finally')
def fin_swallow():
    try: raise ValueError
    finally: return 'swallowed'
def fin_raise():
    try: raise ValueError('first')
    finally: raise KeyError('second')
def fin_value():
    x = 1
    try: return x
    finally: x = 2
def fin_list():
    x = [1]
    try: return x
    finally: x.append(2)
def exc_return():
    try: 1 / 0
    except ZeroDivisionError: return note('except')
    finally: note('finally')
def else_raise():
    try: pass
    except ValueError: note('no')
    else: raise ValueError('from else')
    finally: note('finally')
def nested_fin():
    try:
        try:
            try: return note(1)
            finally: note(2)
        finally: note(3)
    finally: note(4)
def nested_exc():
    try:
        try: raise ValueError('inner')
        except KeyError: note('wrong')
        finally: note('fin inner')
    except ValueError as e:
        note(str(e))
        try: raise TypeError('second')
        except TypeError as e2: note((str(e2), str(e2.__context__)))
        note(str(e))
    finally: note('fin outer')
    return 'ok'
def reraise():
    try:
        try: raise ValueError('x')
        except ValueError: note('caught'); raise
    except ValueError as e: return note(repr(e))
def reraise_other():
    try:
        try: 1 / 0
        except ZeroDivisionError as e: raise ValueError('new') from e
    except ValueError as e: return repr(e), repr(e.__cause__), e.__suppress_context__
for f in (fin_return, fin_swallow, fin_value, fin_list, exc_return, nested_fin, nested_exc, reraise, reraise_other): done(f())
for f in (fin_raise, else_raise):
    try: f()
    except Exception as e: done((repr(e), repr(e.__context__)))


def loops():
    out = []
    for i in range(8):
        try:
            if i == 1: continue
            if i == 2: raise ValueError(i)
            if i == 6: break
            out.append(('body', i))
        except ValueError as e:
            out.append(('exc', i))
            if i == 2: continue
        else:
            out.append(('else', i))
            if i == 4: continue
        finally:
            out.append(('fin', i))
        out.append(('tail', i))
    return out


print(loops())


def break_in_finally():
    for i in range(3):
        try: raise ValueError(i)
        finally: break
    return 'broke', i
def continue_in_finally():
    n = 0
    for i in range(3):
        try:
            n += 1
            raise ValueError(i)
        finally: continue
    return n
def return_in_loop_finally():
    for i in range(3):
        try: return i
        finally:
            if i < 1: continue
    return 'end'
def while_try():
    n = 0
    while True:
        try:
            n += 1
            if n < 3: continue
            if n == 4: break
            if n == 3: raise KeyError(n)
        except KeyError: note('key'); continue
        finally: note(n)
    return n
def nested_loops():
    for i in range(3):
        try:
            for j in range(3):
                try:
                    if j == 1: break
                    if i == 1: raise ValueError
                finally: note((i, j))
        except ValueError:
            note('v')
            continue
        finally: note(i)
    return 'done'
def with_in_loop():
    class C:
        def __enter__(self): note('enter'); return self
        def __exit__(self, *a): note('exit %s' % (a[0] and a[0].__name__)); return a[0] is ValueError
    for i in range(4):
        with C():
            if i == 0: continue
            if i == 1: raise ValueError
            if i == 3: break
            try: continue
            finally: note('f')
    with C():
        return 'ret'
for f in (break_in_finally, continue_in_finally, return_in_loop_finally, while_try, nested_loops, with_in_loop): done(f())


def gen():
    try:
        yield 1
        try: yield 2
        except ValueError as e: yield 'got %s' % e
        finally: note('inner')
    finally: note('outer')
g = gen(); next(g); next(g); done(g.throw(ValueError('t'))); done(list(g))
g = gen(); next(g); g.close(); done()


def multi(e):
    try: raise e
    except (ValueError, (TypeError)): return 'V/T'
    except LookupError: return 'L'
    except Exception as x: return type(x).__name__
    except BaseException: return 'base'
print([multi(e) for e in (ValueError(), TypeError, KeyError(1), IndexError, OSError(), KeyboardInterrupt, SystemExit(1), GeneratorExit(), StopIteration(3), RecursionError())])
def bad_except():
    try: raise ValueError('orig')
    except 5: pass
def bad_except2():
    try: raise ValueError('orig')
    except (ValueError, 5): return 'matched first'
def bad_except3():
    try: raise ValueError('orig')
    except (KeyError, 'str'): return 'no'
for f in (bad_except, bad_except2, bad_except3):
    try: print(f())
    except Exception as e: print(repr(e), repr(e.__context__))
for bad in ('raise 5', 'raise "x"', 'raise None', 'raise int', 'raise', 'raise ValueError from 5', 'raise ValueError from None', 'raise ValueError from KeyError', 'raise ValueError("a") from KeyError("b")', 'raise (ValueError, 1)', 'raise ValueError(1)(2)', 'raise undefined'):
    try: exec(bad)
    except BaseException as e: print(bad, '->', repr(e), repr(e.__cause__), e.__suppress_context__)
class BadInit(Exception):
    def __init__(self): raise KeyError('in init')
class BadNew(Exception):
    def __new__(cls, *a): return 5
for c in (BadInit, BadNew):
    try: raise c
    except Exception as e: print(repr(e))
def unbound():
    try: raise ValueError
    except ValueError as e: pass
    try: e
    except UnboundLocalError as x: return str(x)
print(unbound())
try: raise ValueError
except ValueError as modname: pass
print('modname' in globals())
def del_name():
    try: 1 / 0
    except ZeroDivisionError as e: del e
    return 'deleted'
print(del_name())
def rebind():
    try: 1 / 0
    except ZeroDivisionError as e:
        e = 'rebound'
        note(e)
    return 'e' in locals()
done(rebind())
def assertions(x, *m):
    try:
        if m: assert x, m[0]
        else: assert x
    except AssertionError as e: return repr(e)
    return 'fine'
print(assertions(1), assertions(0), assertions([], 'msg'), assertions(0, (1, 2)), assertions(None, None), assertions('x', 1 / 1))
def deep(n):
    try:
        if n: deep(n - 1)
        else: raise ValueError('bottom')
    finally: log.append(n)
try: deep(5)
except ValueError as e: done(e)
import sys
print(sys.exc_info())
try: 1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0].__name__, sys.exc_info()[1], type(sys.exc_info()[2]).__name__)
    try: raise KeyError
    except KeyError: print(sys.exc_info()[0].__name__)
    print(sys.exc_info()[0].__name__)
    def inner(): return sys.exc_info()[0].__name__
    print(inner())
print(sys.exc_info())
