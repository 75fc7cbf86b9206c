# Exceptions that end threads: excepthook, its arguments, SystemExit, hooks that fail, the end of the program.
import sys
import threading


def fail(e):
    raise e


caught = []


def hook(args):
    caught.append((args.exc_type.__name__, str(args.exc_value), args.exc_traceback is not None, args.thread.name, len(args)))


def run(*args, name=None):
    t = threading.Thread(target=fail, args=args, name=name)
    t.start()
    t.join()
    return t


original = threading.excepthook
threading.excepthook = hook
run(ValueError('one'), name='a')
run(KeyError('two'), name='b')
run(SystemExit(3), name='c')
print(caught)
threading.excepthook = original

# The default writes to standard error; SystemExit ends a thread silently.
lines = []


class Capture:
    def write(self, text):
        lines.append(text)

    def flush(self):
        pass


print(original is threading.__excepthook__)
args = threading.ExceptHookArgs((ValueError, ValueError('x'), None, None))
print(args.exc_type, args.exc_value, args.exc_traceback, args.thread)
try:
    threading.ExceptHookArgs((1, 2))
except TypeError as e:
    print(e)
run(SystemExit())


def bad_hook(args):
    caught.append('bad hook')
    raise RuntimeError('the hook fails, too')


caught.clear()
threading.excepthook = bad_hook
old = sys.excepthook
sys.excepthook = lambda t, v, tb: caught.append((t.__name__, str(v)))
stderr, sys.stderr = sys.stderr, Capture()
run(OSError('three'))
sys.stderr = stderr
sys.excepthook = old
threading.excepthook = original
print(caught, ''.join(lines))

# The others go on; the thread is over for everybody.
t = run(SystemExit(1))
print(t.is_alive(), threading.active_count())


def deep(n):
    if n:
        return deep(n - 1)
    raise LookupError('deep')


result = []


def catches():
    try:
        deep(50)
    except LookupError as e:
        result.append(str(e))
    finally:
        result.append('finally')


t = threading.Thread(target=catches)
t.start()
t.join()
print(result, sys.exc_info())
