# Time-outs end within 10 ms of their time, and never before it, in the main thread and in others.
import queue
import threading
import time

from support.timing import takes


def expect(exception, f):
    try:
        f()
    except exception:
        pass


def wait_condition():
    with condition:
        condition.wait(T)


T = 0.03
lock = threading.Lock()
lock.acquire()
condition = threading.Condition()
full = queue.Queue(1)
full.put(1)
done = threading.Event()
holder = threading.Thread(target=done.wait)
holder.start()
CASES = {
    'lock': lambda: lock.acquire(timeout=T),
    'condition': wait_condition,
    'event': lambda: threading.Event().wait(T),
    'semaphore': lambda: threading.Semaphore(0).acquire(timeout=T),
    'barrier': lambda: expect(threading.BrokenBarrierError, lambda: threading.Barrier(2).wait(T)),
    'join': lambda: holder.join(T),
    'queue.get': lambda: expect(queue.Empty, lambda: queue.Queue().get(timeout=T)),
    'queue.put': lambda: expect(queue.Full, lambda: full.put(1, timeout=T)),
    'sleep': lambda: time.sleep(T),
}


def measure(where):
    for name, f in CASES.items():
        print(where, name, takes(T, f))


measure('main')
t = threading.Thread(target=measure, args=('other',))
t.start()
t.join()
done.set()
holder.join()
