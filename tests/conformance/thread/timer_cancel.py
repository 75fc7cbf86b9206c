# Timer: calls a function later, with arguments, unless it is cancelled.
import threading
import time

from support.timing import takes

log = []
t = threading.Timer(0.01, log.append, args=[1])
t.start()
t.join()
print(log, t.finished.is_set())
t = threading.Timer(30, log.append, [2])
t.start()
began = time.monotonic()
t.cancel()
t.join()
print(log, time.monotonic() - began < 10, t.is_alive())
t.cancel()
t = threading.Timer(0.01, log.append, [3])
t.cancel()  # before it begins
t.start()
t.join()
print(log)


def named(*args, **kwargs):
    log.append((args, kwargs, threading.current_thread() is t))


t = threading.Timer(interval=0, function=named, args=('a',), kwargs={'b': 'c'})
t.start()
t.join()
print(log[-1], t.daemon)


def run_timer():
    t = threading.Timer(0.03, print)
    t.function = lambda: None
    t.start()
    t.join()


print(takes(0.03, run_timer))
