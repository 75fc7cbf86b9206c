# A call with a time-out that a signal interrupts goes on for the rest of its time if the handler returns (PEP 475).
import os
import queue
import select
import socket
import threading
import time

from support.timing import goes_on

T = 0.05
lock = threading.Lock()
lock.acquire()
rlock = threading.RLock()
held, done = threading.Event(), threading.Event()


def hold():
    with rlock:
        held.set()
        done.wait()


holder = threading.Thread(target=hold)
holder.start()
held.wait()
condition = threading.Condition()
full = queue.Queue(1)
full.put(1)
a, b = socket.socketpair()
a.settimeout(T)
listener = socket.create_server(('127.0.0.1', 0))
listener.settimeout(T)
r, w = os.pipe()
poll = select.poll()
poll.register(r, select.POLLIN)


def expect(exception, f):
    try:
        f()
    except exception:
        pass


def wait_condition():
    with condition:
        condition.wait(T)


def wait_for():
    with condition:
        condition.wait_for(lambda: False, T)


def later_write():
    """The other end answers after the time."""
    timer = threading.Timer(T, os.write, (w, b'x'))
    timer.start()
    os.read(r, 1)
    timer.join()


CASES = {
    'lock': lambda: lock.acquire(timeout=T),
    'rlock': lambda: rlock.acquire(timeout=T),
    'condition': wait_condition,
    'wait_for': wait_for,
    'event': lambda: threading.Event().wait(T),
    'semaphore': lambda: threading.Semaphore(0).acquire(timeout=T),
    'barrier': lambda: expect(threading.BrokenBarrierError, lambda: threading.Barrier(2).wait(T)),
    'join': lambda: holder.join(T),
    'queue.get': lambda: expect(queue.Empty, lambda: queue.Queue().get(timeout=T)),
    'queue.put': lambda: expect(queue.Full, lambda: full.put(1, timeout=T)),
    'sleep': lambda: time.sleep(T),
    'select': lambda: select.select([r], [], [], T),
    'poll': lambda: poll.poll(T * 1000),
    'recv': lambda: expect(TimeoutError, lambda: a.recv(1)),
    'accept': lambda: expect(TimeoutError, listener.accept),
    'read': later_write,
}
for name, f in CASES.items():
    print(name, *goes_on(f, T))
done.set()
holder.join()
