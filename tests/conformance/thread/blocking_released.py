# Who waits is let go within 10 ms of what it waits for.
import os
import queue
import threading
import time

from support.timing import SLACK


def delay(wait, release):
    """The time from release(), in another thread, to the end of wait()."""
    best = 10
    for _ in range(20):
        when = []

        def later():
            time.sleep(0.02)
            when.append(time.monotonic())
            release()

        t = threading.Thread(target=later)
        t.start()
        wait()
        best = min(best, time.monotonic() - when[0])
        t.join()
        if best <= SLACK:
            break
    return 0 <= best <= SLACK


lock = threading.Lock()
lock.acquire()
print('lock', delay(lock.acquire, lock.release))
event = threading.Event()


def wait_event():
    event.wait()
    event.clear()


print('event', delay(wait_event, event.set))
condition = threading.Condition()
flag = []


def wait_condition():
    with condition:
        condition.wait_for(lambda: flag)
        flag.clear()


def notify():
    with condition:
        flag.append(1)
        condition.notify()


print('condition', delay(wait_condition, notify))
semaphore = threading.Semaphore(0)
print('semaphore', delay(semaphore.acquire, semaphore.release))
barrier = threading.Barrier(2)
print('barrier', delay(barrier.wait, barrier.wait))
for q in (queue.Queue(), queue.LifoQueue(), queue.PriorityQueue(), queue.SimpleQueue()):
    print(type(q).__name__, delay(q.get, lambda: q.put(1)))
q = queue.Queue(1)
q.put(1)
print('put', delay(lambda: q.put(1), q.get))
q = queue.Queue()


def work():
    q.put(1)
    q.join()


print('task_done', delay(work, q.task_done))
r, w = os.pipe()
print('read', delay(lambda: os.read(r, 1), lambda: os.write(w, b'x')))
