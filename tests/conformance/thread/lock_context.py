# Locks in with statements: taken inside, released at the end and by exceptions.
import threading

for lock in (threading.Lock(), threading.RLock(), threading.Condition(), threading.Semaphore(), threading.BoundedSemaphore()):
    with lock as value:
        print(type(lock).__name__, value, end=' ')
    try:
        with lock:
            raise ValueError
    except ValueError:
        pass
    print(lock.acquire(False), lock.release())

lock = threading.Lock()


def returns():
    with lock:
        return lock.locked()


print(returns(), lock.locked())
for _ in range(3):
    with lock:
        continue
print(lock.locked())
