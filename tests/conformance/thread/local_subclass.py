# threading.local and subclasses: __init__ runs in each thread, with the same arguments; class attributes are shared.
import threading

from support.timing import attempt


class Mine(threading.local):
    shared = []
    number = 2

    def __init__(self, *args, **kwargs):
        calls.append(args)
        self.__dict__.update(kwargs)

    def squared(self):
        return self.number ** 2


calls = []
data = Mine('a', number=4)
print(calls, data.squared(), data.__dict__)
del data.number
print(data.squared())
data.color = 'red'
data.shared.append(1)


def other():
    seen.append((data.number, hasattr(data, 'color'), data.squared(), data.shared, sorted(data.__dict__)))
    data.color = 'blue'


seen = []
for _ in range(2):
    t = threading.Thread(target=other)
    t.start()
    t.join()
print(seen, calls, data.color)
attempt('arguments', threading.local, 1)
plain = threading.local()
attempt('absent', getattr, plain, 'x')
attempt('delete', delattr, plain, 'x')
attempt('dict', setattr, plain, '__dict__', {})
plain.x = 1
print(plain.__dict__)


class Failing(threading.local):
    def __init__(self):
        if threading.current_thread() is not threading.main_thread():
            raise ZeroDivisionError('in this thread')


failing = Failing()
t = threading.Thread(target=lambda: [attempt('init', getattr, failing, 'x') for _ in range(2)])
t.start()
t.join()
