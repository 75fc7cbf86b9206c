# The default excepthook prints the thread's name and the traceback to sys.stderr; a hook that fails is reported.
import sys
import threading


class Stream:
    def __init__(self):
        self.text = ''

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def run(f, name=None):
    t = threading.Thread(target=f, name=name)
    sys.stderr = stream = Stream()
    try:
        t.start()
        t.join()
    finally:
        sys.stderr = sys.__stderr__
    return stream.text.splitlines()


def fail():
    raise ValueError('the text')


def leave():
    raise SystemExit(5)


lines = run(fail, 'the name')
print(lines[:2], lines[-1], len(lines) > 5)
print(run(leave))


def hook(args):
    raise ZeroDivisionError('in the hook')


threading.excepthook = hook
sys.excepthook = lambda *args: sys.stderr.write(f'sys.excepthook got {args[0].__name__}: {args[1]}')
print(run(fail))
print('alive')
