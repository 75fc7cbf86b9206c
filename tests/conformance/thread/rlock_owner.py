# An RLock belongs to a thread, which may take it many times; others wait until it has given back as many.
import threading

from support.timing import until

lock = threading.RLock()
log = []
print(lock._is_owned(), [lock.acquire() for _ in range(3)], lock._is_owned())


def other():
    log.append((lock.acquire(False), lock.acquire(timeout=0.01), lock._is_owned()))
    waiting.set()
    lock.acquire()
    log.append(('taken', lock._is_owned()))
    lock.release()


waiting = threading.Event()
t = threading.Thread(target=other)
t.start()
waiting.wait()
for _ in range(3):
    print(len(log))
    lock.release()
print(until(lambda: len(log) == 2), log)
t.join()


def depth(n):
    with lock:
        return n if n == 0 else 1 + depth(n - 1)


print(depth(200), lock._is_owned())
