# threading.local: one namespace for each thread; subclasses; what dies with the thread.
import gc
import threading


def in_thread(f, *args):
    result = []
    t = threading.Thread(target=lambda: result.append(f(*args)))
    t.start()
    t.join()
    return result[0]


def attempt(what, f, *args):
    try:
        print(what, f(*args))
    except Exception as e:
        print(what, type(e).__name__, e)


data = threading.local()
data.x = 1
data.y = [1]
print(data.x, data.__dict__)


def other():
    missing = not hasattr(data, 'x')
    data.x = 'other'
    return missing, data.__dict__


print(in_thread(other), data.x, data.__dict__)
del data.y
attempt('deleted', lambda: data.y)
attempt('delete again', lambda: delattr(data, 'y'))
attempt('arguments', threading.local, 1)


class Mine(threading.local):
    kind = 'class attribute'
    made = []

    def __init__(self, start, step=1):
        self.value = start
        self.step = step
        Mine.made.append(threading.current_thread().name)

    def next(self):
        self.value += self.step
        return self.value

    @property
    def double(self):
        return self.value * 2


m = Mine(10, step=5)
print(m.next(), m.next(), m.double, m.kind)


def use():
    return m.next(), m.double, m.kind


print(in_thread(use), in_thread(use), m.next(), len(Mine.made))
m.kind = 'own'
print(m.kind, in_thread(lambda: m.kind), Mine.kind)
attempt('no setter', lambda: setattr(m, 'double', 1))


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        died.append(self.name)


died = []


def keep():
    data.noisy = Noisy('in thread')
    return list(died)


print(in_thread(keep))
for _ in range(200):  # the thread's namespace goes when its OS thread does
    if died:
        break
    in_thread(lambda: None)
print(died)
data.noisy = Noisy('main')
data.noisy = None
print(died)
another = threading.local()
another.noisy = Noisy('with the local')
del another
gc.collect()
print(died)

# many threads at once
results = []
start = threading.Barrier(5)


def count(i):
    data.n = 0
    start.wait()
    for _ in range(1000):
        data.n += i
    results.append(data.n)


threads = [threading.Thread(target=count, args=(i,)) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results), hasattr(data, 'n'))
