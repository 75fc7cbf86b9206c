# Each call that waits in the main thread ends within 10 ms when a signal handler raises an exception.
import os
import queue
import select
import signal
import socket
import threading
import time

from support.timing import interrupted

lock = threading.Lock()
lock.acquire()
rlock = threading.RLock()
holder_done = threading.Event()


def hold():
    with rlock:
        held.set()
        holder_done.wait()


held = threading.Event()
holder = threading.Thread(target=hold)
holder.start()
held.wait()
# Of its own: CPython takes a thread whose join() was interrupted for ended.
another = threading.Thread(target=holder_done.wait)
another.start()
condition = threading.Condition()
full, empty, simple, unfinished = queue.Queue(1), queue.Queue(), queue.SimpleQueue(), queue.Queue()
full.put(1)
unfinished.put(1)
a, b = socket.socketpair()
timed, timed_peer = socket.socketpair()
timed.settimeout(30)
listener = socket.create_server(('127.0.0.1', 0))
r, w = os.pipe()
poll = select.poll()
poll.register(r, select.POLLIN)


def wait_condition(timeout=None):
    with condition:
        condition.wait(timeout)


def wait_for():
    with condition:
        condition.wait_for(lambda: False)


def fill():
    while True:
        os.write(w2, b'x' * 65536)


r2, w2 = os.pipe()
data = b'x' * 10000000
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    time.sleep(60)
    os._exit(0)
CASES = {
    'lock': lock.acquire,
    'lock with timeout': lambda: lock.acquire(timeout=30),
    'with lock': lambda: lock.__enter__(),
    'rlock': rlock.acquire,
    'rlock with timeout': lambda: rlock.acquire(timeout=30),
    'condition': wait_condition,
    'condition with timeout': lambda: wait_condition(30),
    'wait_for': wait_for,
    'event': threading.Event().wait,
    'event with timeout': lambda: threading.Event().wait(30),
    'semaphore': threading.Semaphore(0).acquire,
    'semaphore with timeout': lambda: threading.Semaphore(0).acquire(timeout=30),
    'barrier': lambda: threading.Barrier(2).wait(),
    'join': holder.join,
    'join with timeout': lambda: another.join(30),
    'queue.get': empty.get,
    'queue.get with timeout': lambda: empty.get(timeout=30),
    'queue.put': lambda: full.put(1),
    'queue.join': unfinished.join,
    'simple queue': simple.get,
    'simple queue with timeout': lambda: simple.get(timeout=30),
    'sleep': lambda: time.sleep(30),
    'select': lambda: select.select([r], [], []),
    'select with timeout': lambda: select.select([r], [], [], 30),
    'poll': poll.poll,
    'poll with timeout': lambda: poll.poll(30000),
    'recv': lambda: a.recv(1),
    'recv with timeout': lambda: timed.recv(1),
    'sendall': lambda: a.sendall(data),
    'accept': listener.accept,
    'read': lambda: os.read(r, 1),
    'write': fill,
    'waitpid': lambda: os.waitpid(child, 0),
    'pause': signal.pause,
}
for name, f in CASES.items():
    print(name, interrupted(f))
print(condition.acquire(False), rlock.acquire(False), lock.locked(), full.qsize(), empty.qsize())
os.kill(child, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
holder_done.set()
holder.join()
another.join()
