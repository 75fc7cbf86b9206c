# _thread._set_sentinel: a lock that the runtime releases when the thread has ended.
import _thread

log = []


def work():
    lock = _thread._set_sentinel()
    lock.acquire()
    log.append(lock)
    go.acquire()


go = _thread.allocate_lock()
go.acquire()
_thread.start_new_thread(work, ())
while not log:
    pass
print(type(log[0]) is _thread.LockType, log[0].locked(), log[0].acquire(timeout=0.01))
go.release()
print(log[0].acquire(timeout=20))
