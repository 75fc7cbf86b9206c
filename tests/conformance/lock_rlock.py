# RLock: taken several times by its owner, errors, with, what Condition needs of it.
import threading


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


lock = threading.RLock()
print(lock.acquire(), lock.acquire(), lock.acquire(False), lock.acquire(timeout=1))
for _ in range(4):
    lock.release()
attempt('release free', lock.release)
with lock:
    with lock:
        print('twice')


def in_thread(f, *args):
    result = []
    t = threading.Thread(target=lambda: result.append(f(*args)))
    t.start()
    t.join()
    return result[0]


def other_release():
    try:
        lock.release()
    except RuntimeError as e:
        return str(e)


lock.acquire()
print(in_thread(lock.acquire, False), in_thread(lock.acquire, True, 0.02), in_thread(other_release))
lock.acquire()
lock.release()
print(in_thread(lock.acquire, False))
lock.release()


def take_and_release():
    got = lock.acquire(False)
    lock.release()
    return got


print(in_thread(take_and_release))
print(lock._is_owned())
lock.acquire()
lock.acquire()
print(lock._is_owned(), in_thread(lock._is_owned))
saved = lock._release_save()
print(lock._is_owned(), in_thread(take_and_release))
lock._acquire_restore(saved)
lock.release()
lock.release()
attempt('all given back', lock.release)
attempt('no blocking, timeout', lock.acquire, False, 3)
attempt('release_save', lock._release_save)


def factorial(n):
    with lock:
        return n * factorial(n - 1) if n else 1


print(factorial(20), [in_thread(factorial, n) for n in range(6)])
text = repr(lock)
print(text.startswith('<unlocked _thread.RLock object owner=0 count=0 at '))
