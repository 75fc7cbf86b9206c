# BoundedSemaphore: released more often than acquired, it raises ValueError and stays as it was.
import threading

from support.timing import attempt

s = threading.BoundedSemaphore(2)
attempt('full', s.release)
s.acquire()
attempt('ok', s.release)
s.acquire()
s.acquire()
attempt('too many', s.release, 3)
print(s.acquire(False))
attempt('both', s.release, 2)
attempt('full', s.release, 1)
attempt('none', s.release, 0)
print(isinstance(s, threading.Semaphore), [s.acquire(False) for _ in range(3)])
attempt('negative', threading.BoundedSemaphore, -1)
with threading.BoundedSemaphore() as taken:
    print(taken)
print(repr(s).endswith(': value=0/2>'), repr(threading.Semaphore(4)).endswith(': value=4>'))
