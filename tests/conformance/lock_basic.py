# Lock: acquire, release, timeouts, with, release by another thread, errors.
import _thread
import threading
import time


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


lock = threading.Lock()
print(lock.locked(), lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(blocking=False))
t = time.monotonic()
print(lock.acquire(timeout=0.05), 0.045 < time.monotonic() - t < 5)
print(lock.acquire(True, 0.01), lock.acquire(timeout=0))
lock.release()
print(lock.locked())
attempt('release free', lock.release)
attempt('timeout without blocking', lock.acquire, False, 1)
attempt('negative', lock.acquire, True, -2)
attempt('minus one', lock.acquire, True, -1)
lock.release()
attempt('too large', lock.acquire, timeout=1e100)
attempt('nan', lock.acquire, timeout=float('nan'))
attempt('text', lock.acquire, timeout='1')
attempt('unknown', lock.acquire, wait=1)
attempt('max', lock.acquire, timeout=threading.TIMEOUT_MAX)
print(lock.locked())
lock.release()

with lock as got:
    print(got, lock.locked())
try:
    with lock:
        raise KeyError('inside')
except KeyError:
    print(lock.locked())

# another thread may release it
lock.acquire()
t = threading.Thread(target=lock.release)
t.start()
t.join()
print(lock.locked())

# everybody gets it in the end
order = []


def work(i):
    for k in range(200):
        with lock:
            order.append(i)


threads = [threading.Thread(target=work, args=(i,)) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(set(order)), len(order), [order.count(i) for i in range(5)])

# released while somebody waits, with and without a timeout
lock.acquire()
got = []
waiters = [threading.Thread(target=lambda: got.append(lock.acquire(timeout=20))),
           threading.Thread(target=lambda: got.append(lock.acquire()))]
for w in waiters:
    w.start()
time.sleep(0.05)
lock.release()
while len(got) < 1:
    time.sleep(0.01)
lock.release()
for w in waiters:
    w.join()
print(got, lock.locked())

lock.release()
print(repr(lock).split(' at ')[0], type(lock) is _thread.LockType, issubclass(threading.ThreadError, RuntimeError))
