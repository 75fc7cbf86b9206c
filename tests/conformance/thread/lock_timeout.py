# Lock.acquire: blocking, timeout, and what they may be.
import _thread
import threading

from support.timing import attempt, takes

for make in (threading.Lock, threading.RLock):
    lock = make()
    print(lock.acquire(timeout=1), lock.release())
    print(lock.acquire(True, -1), lock.release())
    print(lock.acquire(False), lock.release())
    print(lock.acquire(blocking=True, timeout=0.0), lock.release())
    attempt('timeout without blocking', lock.acquire, False, 1)
    attempt('negative', lock.acquire, timeout=-2)
    attempt('negative', lock.acquire, True, -0.5)
    attempt('too long', lock.acquire, timeout=1e100)
    attempt('largest', lock.acquire, timeout=threading.TIMEOUT_MAX)
    lock.release()
    attempt('text', lock.acquire, timeout='1')
    attempt('unknown', lock.acquire, wait=1)
    attempt('many', lock.acquire, True, 1, 2)
print(threading.TIMEOUT_MAX == _thread.TIMEOUT_MAX, threading.TIMEOUT_MAX > 86400 * 365)

lock = threading.Lock()
lock.acquire()
print(lock.acquire(False), lock.acquire(timeout=0), lock.acquire(True, 0), lock.acquire(timeout=0.01))
print(takes(0, lock.acquire, True, 0), takes(0.02, lock.acquire, True, 0.02))
# released before the time is over
t = threading.Timer(0.02, lock.release)
t.start()
print(lock.acquire(timeout=20), lock.locked())
t.join()
