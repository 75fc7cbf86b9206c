# A Condition must be held by who waits or notifies; its lock may be given, of either kind.
import threading

from support.timing import attempt

for condition in (threading.Condition(), threading.Condition(threading.Lock()), threading.Condition(threading.RLock())):
    attempt('wait', condition.wait)
    attempt('wait', condition.wait, 0)
    attempt('notify', condition.notify)
    attempt('notify_all', condition.notify_all)
    attempt('release', condition.release)
    with condition:
        attempt('held', condition.wait, 0.001)
        attempt('held', condition.notify, 3)
    print(condition.acquire(), condition.release())
lock = threading.RLock()
a, b = threading.Condition(lock), threading.Condition(lock)  # two questions about one thing
with a:
    attempt('shared', b.wait, 0.001)
    b.notify()
    with lock, b:
        attempt('deep', a.wait, 0.001)
    attempt('still held', lock.release)
    lock.acquire()
attempt('free', lock.release)


class Own:
    """A lock with no more than it must have."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acquire, self.release = self.lock.acquire, self.lock.release
        self.__enter__ = self.lock.__enter__

    def __enter__(self):
        return self.lock.acquire()

    def __exit__(self, *exc_info):
        self.lock.release()


condition = threading.Condition(Own())
attempt('own', condition.wait)
with condition:
    attempt('own', condition.wait, 0.001)
    attempt('own', condition.notify)
