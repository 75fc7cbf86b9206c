# LockType, allocate_lock and the old names of the methods.
import _thread
import threading

from support.timing import attempt

lock = _thread.allocate_lock()
print(type(lock) is _thread.LockType, _thread.allocate_lock is threading.Lock, type(_thread.allocate()) is _thread.LockType)
print(_thread.LockType.__name__, type(threading.RLock()).__name__, _thread.error is threading.ThreadError is RuntimeError)
print(lock.acquire_lock(), lock.locked_lock(), lock.release_lock(), lock.locked())
print(repr(lock).startswith('<unlocked _thread.lock object at 0x'), lock.acquire(), repr(lock).startswith('<locked _thread.lock object at 0x'))
rlock = threading.RLock()
print(repr(rlock).startswith('<unlocked _thread.RLock object owner=0 count=0 at 0x'))
rlock.acquire()
rlock.acquire()
print(repr(rlock).startswith(f'<locked _thread.RLock object owner={threading.get_ident()} count=2 at 0x'))
attempt('attribute', setattr, lock, 'a', 1)
attempt('subclass', lambda: type('L', (_thread.LockType,), {}))


class Mine(_thread.RLock):
    pass


with Mine() as taken:
    print(taken)
